
use builtin;
use str;

set edit:completion:arg-completer[htmlsafe] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'htmlsafe'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'htmlsafe'= {
            cand --files-from 'Read more file names from FILE, one a line'
            cand --preset 'Start from a preset'
            cand --policy 'Read the policy from FILE, JSON or TOML; flags override its keys'
            cand --tags 'Allowed elements, in place of the preset''s'
            cand --attrs 'Allowed attributes of an element, * for all (repeatable)'
            cand --protocols 'Allowed URL schemes'
            cand --mode 'The same, by name'
            cand --remove-content 'Elements dropped with their content [default: script,style]'
            cand --id-prefix 'Put TEXT before every kept id and name'
            cand --field 'Clean this member of every NDJSON object (repeatable)'
            cand --encoding 'Encoding of the input [default: found out]'
            cand --max-depth 'Deepest nesting of elements'
            cand --max-tag 'Longest tag'
            cand -0 'Names in --files-from end with NUL'
            cand --null 'Names in --files-from end with NUL'
            cand --no-relative 'Drop URLs without a scheme'
            cand --strip 'Drop tags that are not allowed, script and style with their content (the default)'
            cand --escape 'Show tags that are not allowed as text'
            cand --unwrap 'Drop tags that are not allowed, and nothing else'
            cand --check 'List what would be removed; status 1 if anything'
            cand --json 'With --check: NDJSON'
            cand --verify 'Prove that the output is in the policy''s safe language'
            cand --explain-policy 'Print the policy in force'
            cand -q 'No warnings'
            cand --quiet 'No warnings'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
    ]
    $completions[$command]
}
