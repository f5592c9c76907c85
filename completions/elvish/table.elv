
use builtin;
use str;

set edit:completion:arg-completer[table] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'table'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'table'= {
            cand --files-from 'Read more file names from FILE, one a line'
            cand -f 'The format of the inputs; auto goes by extension, then by content'
            cand --from 'The format of the inputs; auto goes by extension, then by content'
            cand -d 'What stands between values; alone it means -f csv'
            cand --delimiter 'What stands between values; alone it means -f csv'
            cand -e 'The inputs'' encoding, when it is not recognised'
            cand --encoding 'The inputs'' encoding, when it is not recognised'
            cand -c 'Columns to print: names, NAME=NEW, -NAME, #3, 3-5'
            cand --columns 'Columns to print: names, NAME=NEW, -NAME, #3, 3-5'
            cand -t 'The format to print'
            cand --to 'The format to print'
            cand --title 'A title above the table; of several inputs each has its name'
            cand --align 'Where cells stand: l, c or r, for all columns or one'
            cand -o 'Write to FILE, which must not exist'
            cand --output 'Write to FILE, which must not exist'
            cand -0 'Names in --files-from end with NUL'
            cand --null 'Names in --files-from end with NUL'
            cand -H 'The first row is data'
            cand --no-header 'The first row is data'
            cand --lenient 'A quote that never closes is text'
            cand --strict 'Ragged rows and bytes that are no text are findings (status 1)'
            cand --force 'Let -o replace an existing file'
            cand -q 'Print no warnings and errors'
            cand --quiet 'Print no warnings and errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
    ]
    $completions[$command]
}
