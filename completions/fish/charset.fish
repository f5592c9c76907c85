# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_charset_global_optspecs
    string join \n files-from= 0/null m/name-only a/all i/include= x/exclude= era= lines hint= bytes= min-confidence= json no-progress h/help V/version
end

function __fish_charset_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_charset_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_charset_using_subcommand
    set -l cmd (__fish_charset_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c charset -n "__fish_charset_needs_command" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c charset -n "__fish_charset_needs_command" -s i -l include -d 'Only these encodings, with commas between them' -r
complete -c charset -n "__fish_charset_needs_command" -s x -l exclude -d 'None of these encodings' -r
complete -c charset -n "__fish_charset_needs_command" -l era -d 'Only encodings of that origin' -r -f -a "web\t''
iso\t''
dos\t''
mac\t''
ebcdic\t''
all\t''"
complete -c charset -n "__fish_charset_needs_command" -l hint -d 'Language or top-level domain that the text is likely from, such as zh, ja, ru, cn or tw' -r
complete -c charset -n "__fish_charset_needs_command" -l bytes -d 'Look at no more than N bytes' -r
complete -c charset -n "__fish_charset_needs_command" -l min-confidence -d 'Exit with status 1 when an answer is below X' -r
complete -c charset -n "__fish_charset_needs_command" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c charset -n "__fish_charset_needs_command" -s m -l name-only -d 'Print only the encoding\'s name'
complete -c charset -n "__fish_charset_needs_command" -s a -l all -d 'Fill `alternatives`; as text, one indented line for each'
complete -c charset -n "__fish_charset_needs_command" -l lines -d 'Report runs of lines, for files of several encodings'
complete -c charset -n "__fish_charset_needs_command" -l json -d 'Print one JSON object per input'
complete -c charset -n "__fish_charset_needs_command" -l no-progress -d 'Show no progress bar'
complete -c charset -n "__fish_charset_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c charset -n "__fish_charset_needs_command" -s V -l version -d 'Print version'
complete -c charset -n "__fish_charset_needs_command" -a "detect" -d 'Name the encoding of each input (the default)'
complete -c charset -n "__fish_charset_needs_command" -a "to" -d 'Convert to an encoding'
complete -c charset -n "__fish_charset_needs_command" -a "lint" -d 'Check that texts are in one encoding'
complete -c charset -n "__fish_charset_needs_command" -a "list" -d 'List every encoding'
complete -c charset -n "__fish_charset_using_subcommand detect" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c charset -n "__fish_charset_using_subcommand detect" -s i -l include -d 'Only these encodings, with commas between them' -r
complete -c charset -n "__fish_charset_using_subcommand detect" -s x -l exclude -d 'None of these encodings' -r
complete -c charset -n "__fish_charset_using_subcommand detect" -l era -d 'Only encodings of that origin' -r -f -a "web\t''
iso\t''
dos\t''
mac\t''
ebcdic\t''
all\t''"
complete -c charset -n "__fish_charset_using_subcommand detect" -l hint -d 'Language or top-level domain that the text is likely from, such as zh, ja, ru, cn or tw' -r
complete -c charset -n "__fish_charset_using_subcommand detect" -l bytes -d 'Look at no more than N bytes' -r
complete -c charset -n "__fish_charset_using_subcommand detect" -l min-confidence -d 'Exit with status 1 when an answer is below X' -r
complete -c charset -n "__fish_charset_using_subcommand detect" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c charset -n "__fish_charset_using_subcommand detect" -s m -l name-only -d 'Print only the encoding\'s name'
complete -c charset -n "__fish_charset_using_subcommand detect" -s a -l all -d 'Fill `alternatives`; as text, one indented line for each'
complete -c charset -n "__fish_charset_using_subcommand detect" -l lines -d 'Report runs of lines, for files of several encodings'
complete -c charset -n "__fish_charset_using_subcommand detect" -l json -d 'Print one JSON object per input'
complete -c charset -n "__fish_charset_using_subcommand detect" -l no-progress -d 'Show no progress bar'
complete -c charset -n "__fish_charset_using_subcommand detect" -s h -l help -d 'Print help'
complete -c charset -n "__fish_charset_using_subcommand to" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c charset -n "__fish_charset_using_subcommand to" -l from -d 'The encoding of the input' -r
complete -c charset -n "__fish_charset_using_subcommand to" -s o -l output -d 'Write to OUT, which must not exist' -r -F
complete -c charset -n "__fish_charset_using_subcommand to" -l in-place -d 'Replace the files themselves; with =SUFFIX keep the old ones under that ending' -r
complete -c charset -n "__fish_charset_using_subcommand to" -l errors -d 'What becomes of malformed bytes and of characters that ENC lacks' -r -f -a "strict\t''
replace\t''
ignore\t''"
complete -c charset -n "__fish_charset_using_subcommand to" -l newline -d 'The line ends of the result' -r -f -a "keep\t''
lf\t''
crlf\t''"
complete -c charset -n "__fish_charset_using_subcommand to" -l bom -d 'The byte order mark of the result' -r -f -a "keep\t''
add\t''
strip\t''"
complete -c charset -n "__fish_charset_using_subcommand to" -l min-confidence -d 'Refuse (status 4) when the encoding is less certain' -r
complete -c charset -n "__fish_charset_using_subcommand to" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c charset -n "__fish_charset_using_subcommand to" -l force -d 'Overwrite an existing OUT; break hard links'
complete -c charset -n "__fish_charset_using_subcommand to" -l check-roundtrip -d 'Also undo the conversion and compare (status 1 when it differs; --in-place then writes nothing)'
complete -c charset -n "__fish_charset_using_subcommand to" -l json -d 'Print one JSON object per converted input (to stderr when the text goes to stdout)'
complete -c charset -n "__fish_charset_using_subcommand to" -s h -l help -d 'Print help'
complete -c charset -n "__fish_charset_using_subcommand lint" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c charset -n "__fish_charset_using_subcommand lint" -l require -d 'The encoding that texts must be in' -r
complete -c charset -n "__fish_charset_using_subcommand lint" -l newline -d 'The line end that every line must have' -r -f -a "lf\t''
crlf\t''"
complete -c charset -n "__fish_charset_using_subcommand lint" -l max-findings -d 'Stop after N findings' -r
complete -c charset -n "__fish_charset_using_subcommand lint" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c charset -n "__fish_charset_using_subcommand lint" -l no-bom -d 'No byte order mark'
complete -c charset -n "__fish_charset_using_subcommand lint" -l json -d 'Print one JSON object per finding'
complete -c charset -n "__fish_charset_using_subcommand lint" -s h -l help -d 'Print help'
complete -c charset -n "__fish_charset_using_subcommand list" -l json -d 'Print one JSON object per encoding: name, aliases, era, detected, decoded, encoded'
complete -c charset -n "__fish_charset_using_subcommand list" -s h -l help -d 'Print help'
