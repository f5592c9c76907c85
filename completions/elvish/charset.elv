
use builtin;
use str;

set edit:completion:arg-completer[charset] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'charset'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'charset'= {
            cand --files-from 'Read more file names from FILE, one a line'
            cand -i 'Only these encodings, with commas between them'
            cand --include 'Only these encodings, with commas between them'
            cand -x 'None of these encodings'
            cand --exclude 'None of these encodings'
            cand --era 'Only encodings of that origin'
            cand --hint 'Language or top-level domain that the text is likely from, such as zh, ja, ru, cn or tw'
            cand --bytes 'Look at no more than N bytes'
            cand --min-confidence 'Exit with status 1 when an answer is below X'
            cand -0 'Names in --files-from end with NUL'
            cand --null 'Names in --files-from end with NUL'
            cand -m 'Print only the encoding''s name'
            cand --name-only 'Print only the encoding''s name'
            cand -a 'Fill `alternatives`; as text, one indented line for each'
            cand --all 'Fill `alternatives`; as text, one indented line for each'
            cand --lines 'Report runs of lines, for files of several encodings'
            cand --json 'Print one JSON object per input'
            cand --no-progress 'Show no progress bar'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand detect 'Name the encoding of each input (the default)'
            cand to 'Convert to an encoding'
            cand lint 'Check that texts are in one encoding'
            cand list 'List every encoding'
        }
        &'charset;detect'= {
            cand --files-from 'Read more file names from FILE, one a line'
            cand -i 'Only these encodings, with commas between them'
            cand --include 'Only these encodings, with commas between them'
            cand -x 'None of these encodings'
            cand --exclude 'None of these encodings'
            cand --era 'Only encodings of that origin'
            cand --hint 'Language or top-level domain that the text is likely from, such as zh, ja, ru, cn or tw'
            cand --bytes 'Look at no more than N bytes'
            cand --min-confidence 'Exit with status 1 when an answer is below X'
            cand -0 'Names in --files-from end with NUL'
            cand --null 'Names in --files-from end with NUL'
            cand -m 'Print only the encoding''s name'
            cand --name-only 'Print only the encoding''s name'
            cand -a 'Fill `alternatives`; as text, one indented line for each'
            cand --all 'Fill `alternatives`; as text, one indented line for each'
            cand --lines 'Report runs of lines, for files of several encodings'
            cand --json 'Print one JSON object per input'
            cand --no-progress 'Show no progress bar'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'charset;to'= {
            cand --files-from 'Read more file names from FILE, one a line'
            cand --from 'The encoding of the input'
            cand -o 'Write to OUT, which must not exist'
            cand --output 'Write to OUT, which must not exist'
            cand --in-place 'Replace the files themselves; with =SUFFIX keep the old ones under that ending'
            cand --errors 'What becomes of malformed bytes and of characters that ENC lacks'
            cand --newline 'The line ends of the result'
            cand --bom 'The byte order mark of the result'
            cand --min-confidence 'Refuse (status 4) when the encoding is less certain'
            cand -0 'Names in --files-from end with NUL'
            cand --null 'Names in --files-from end with NUL'
            cand --force 'Overwrite an existing OUT; break hard links'
            cand --check-roundtrip 'Also undo the conversion and compare (status 1 when it differs; --in-place then writes nothing)'
            cand --json 'Print one JSON object per converted input (to stderr when the text goes to stdout)'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'charset;lint'= {
            cand --files-from 'Read more file names from FILE, one a line'
            cand --require 'The encoding that texts must be in'
            cand --newline 'The line end that every line must have'
            cand --max-findings 'Stop after N findings'
            cand -0 'Names in --files-from end with NUL'
            cand --null 'Names in --files-from end with NUL'
            cand --no-bom 'No byte order mark'
            cand --json 'Print one JSON object per finding'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'charset;list'= {
            cand --json 'Print one JSON object per encoding: name, aliases, era, detected, decoded, encoded'
            cand -h 'Print help'
            cand --help 'Print help'
        }
    ]
    $completions[$command]
}
