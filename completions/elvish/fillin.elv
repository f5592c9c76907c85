
use builtin;
use str;

set edit:completion:arg-completer[fillin] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'fillin'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'fillin'= {
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand render 'Fill templates, to standard output, to a new file, or in place'
            cand merge 'Fill a template once for every row of a table'
            cand vars 'List the names that templates use, sorted'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'fillin;render'= {
            cand -t 'The template itself'
            cand --text 'The template itself'
            cand -o 'Write to FILE, which must not exist'
            cand --output 'Write to FILE, which must not exist'
            cand --env 'Take environment variables, all or those that match GLOB'
            cand --data 'Take the members of a JSON object'
            cand --env-file 'Take the NAME=value lines of a .env file'
            cand -s 'Give a name a value'
            cand --set 'Give a name a value'
            cand --set-json 'Give a name a JSON value'
            cand --set-file 'Give a name the content of a file'
            cand --delimiter 'What begins a placeholder [default: $]'
            cand --idpattern 'The pattern of names, without case [default: [_a-z][_a-z0-9]*]'
            cand --braceidpattern 'The pattern of names in braces [default: that of --idpattern]'
            cand --encoding 'The templates'' encoding, such as gbk or utf-16; bytes: values go in as they are'
            cand -i 'Replace each template with its filling'
            cand --in-place 'Replace each template with its filling'
            cand --safe 'Leave placeholders without a value, and invalid ones, as they are'
            cand --case-sensitive 'Patterns heed case'
            cand --filters 'Allow filters behind a name in braces: ${v|strip|title}'
            cand --json 'Print one JSON object for each template or row'
            cand -q 'Print no messages'
            cand --quiet 'Print no messages'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'fillin;merge'= {
            cand --template-column 'Every row brings its own template in this column'
            cand -o 'Write to FILE, which must not exist'
            cand --output 'Write to FILE, which must not exist'
            cand --env 'Take environment variables, all or those that match GLOB'
            cand --data 'Take the members of a JSON object'
            cand --env-file 'Take the NAME=value lines of a .env file'
            cand -s 'Give a name a value'
            cand --set 'Give a name a value'
            cand --set-json 'Give a name a JSON value'
            cand --set-file 'Give a name the content of a file'
            cand --delimiter 'What begins a placeholder [default: $]'
            cand --idpattern 'The pattern of names, without case [default: [_a-z][_a-z0-9]*]'
            cand --braceidpattern 'The pattern of names in braces [default: that of --idpattern]'
            cand --encoding 'The templates'' encoding, such as gbk or utf-16; bytes: values go in as they are'
            cand --safe 'Leave placeholders without a value, and invalid ones, as they are'
            cand --case-sensitive 'Patterns heed case'
            cand --filters 'Allow filters behind a name in braces: ${v|strip|title}'
            cand --json 'Print one JSON object for each template or row'
            cand -q 'Print no messages'
            cand --quiet 'Print no messages'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'fillin;vars'= {
            cand --delimiter 'What begins a placeholder [default: $]'
            cand --idpattern 'The pattern of names, without case [default: [_a-z][_a-z0-9]*]'
            cand --braceidpattern 'The pattern of names in braces [default: that of --idpattern]'
            cand --encoding 'The templates'' encoding, such as gbk or utf-16; bytes: values go in as they are'
            cand --env-example 'Print NAME= lines for a .env file'
            cand --case-sensitive 'Patterns heed case'
            cand --filters 'Allow filters behind a name in braces: ${v|strip|title}'
            cand --json 'Print one JSON object for each template or row'
            cand -q 'Print no messages'
            cand --quiet 'Print no messages'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'fillin;help'= {
            cand render 'Fill templates, to standard output, to a new file, or in place'
            cand merge 'Fill a template once for every row of a table'
            cand vars 'List the names that templates use, sorted'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'fillin;help;render'= {
        }
        &'fillin;help;merge'= {
        }
        &'fillin;help;vars'= {
        }
        &'fillin;help;help'= {
        }
    ]
    $completions[$command]
}
