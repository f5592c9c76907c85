# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_fillin_global_optspecs
    string join \n h/help V/version
end

function __fish_fillin_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_fillin_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_fillin_using_subcommand
    set -l cmd (__fish_fillin_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c fillin -n "__fish_fillin_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fillin -n "__fish_fillin_needs_command" -s V -l version -d 'Print version'
complete -c fillin -n "__fish_fillin_needs_command" -f -a "render" -d 'Fill templates, to standard output, to a new file, or in place'
complete -c fillin -n "__fish_fillin_needs_command" -f -a "merge" -d 'Fill a template once for every row of a table'
complete -c fillin -n "__fish_fillin_needs_command" -f -a "vars" -d 'List the names that templates use, sorted'
complete -c fillin -n "__fish_fillin_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c fillin -n "__fish_fillin_using_subcommand render" -s t -l text -d 'The template itself' -r
complete -c fillin -n "__fish_fillin_using_subcommand render" -s o -l output -d 'Write to FILE, which must not exist' -r -F
complete -c fillin -n "__fish_fillin_using_subcommand render" -l env -d 'Take environment variables, all or those that match GLOB' -r
complete -c fillin -n "__fish_fillin_using_subcommand render" -l data -d 'Take the members of a JSON object' -r -F
complete -c fillin -n "__fish_fillin_using_subcommand render" -l env-file -d 'Take the NAME=value lines of a .env file' -r -F
complete -c fillin -n "__fish_fillin_using_subcommand render" -s s -l set -d 'Give a name a value' -r
complete -c fillin -n "__fish_fillin_using_subcommand render" -l set-json -d 'Give a name a JSON value' -r
complete -c fillin -n "__fish_fillin_using_subcommand render" -l set-file -d 'Give a name the content of a file' -r
complete -c fillin -n "__fish_fillin_using_subcommand render" -l delimiter -d 'What begins a placeholder [default: $]' -r
complete -c fillin -n "__fish_fillin_using_subcommand render" -l idpattern -d 'The pattern of names, without case [default: [_a-z][_a-z0-9]*]' -r
complete -c fillin -n "__fish_fillin_using_subcommand render" -l braceidpattern -d 'The pattern of names in braces [default: that of --idpattern]' -r
complete -c fillin -n "__fish_fillin_using_subcommand render" -l encoding -d 'The templates\' encoding, such as gbk or utf-16; bytes: values go in as they are' -r
complete -c fillin -n "__fish_fillin_using_subcommand render" -s i -l in-place -d 'Replace each template with its filling'
complete -c fillin -n "__fish_fillin_using_subcommand render" -l safe -d 'Leave placeholders without a value, and invalid ones, as they are'
complete -c fillin -n "__fish_fillin_using_subcommand render" -l case-sensitive -d 'Patterns heed case'
complete -c fillin -n "__fish_fillin_using_subcommand render" -l filters -d 'Allow filters behind a name in braces: ${v|strip|title}'
complete -c fillin -n "__fish_fillin_using_subcommand render" -l json -d 'Print one JSON object for each template or row'
complete -c fillin -n "__fish_fillin_using_subcommand render" -s q -l quiet -d 'Print no messages'
complete -c fillin -n "__fish_fillin_using_subcommand render" -s h -l help -d 'Print help'
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l template-column -d 'Every row brings its own template in this column' -r
complete -c fillin -n "__fish_fillin_using_subcommand merge" -s o -l output -d 'Write to FILE, which must not exist' -r -F
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l env -d 'Take environment variables, all or those that match GLOB' -r
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l data -d 'Take the members of a JSON object' -r -F
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l env-file -d 'Take the NAME=value lines of a .env file' -r -F
complete -c fillin -n "__fish_fillin_using_subcommand merge" -s s -l set -d 'Give a name a value' -r
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l set-json -d 'Give a name a JSON value' -r
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l set-file -d 'Give a name the content of a file' -r
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l delimiter -d 'What begins a placeholder [default: $]' -r
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l idpattern -d 'The pattern of names, without case [default: [_a-z][_a-z0-9]*]' -r
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l braceidpattern -d 'The pattern of names in braces [default: that of --idpattern]' -r
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l encoding -d 'The templates\' encoding, such as gbk or utf-16; bytes: values go in as they are' -r
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l safe -d 'Leave placeholders without a value, and invalid ones, as they are'
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l case-sensitive -d 'Patterns heed case'
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l filters -d 'Allow filters behind a name in braces: ${v|strip|title}'
complete -c fillin -n "__fish_fillin_using_subcommand merge" -l json -d 'Print one JSON object for each template or row'
complete -c fillin -n "__fish_fillin_using_subcommand merge" -s q -l quiet -d 'Print no messages'
complete -c fillin -n "__fish_fillin_using_subcommand merge" -s h -l help -d 'Print help'
complete -c fillin -n "__fish_fillin_using_subcommand vars" -l delimiter -d 'What begins a placeholder [default: $]' -r
complete -c fillin -n "__fish_fillin_using_subcommand vars" -l idpattern -d 'The pattern of names, without case [default: [_a-z][_a-z0-9]*]' -r
complete -c fillin -n "__fish_fillin_using_subcommand vars" -l braceidpattern -d 'The pattern of names in braces [default: that of --idpattern]' -r
complete -c fillin -n "__fish_fillin_using_subcommand vars" -l encoding -d 'The templates\' encoding, such as gbk or utf-16; bytes: values go in as they are' -r
complete -c fillin -n "__fish_fillin_using_subcommand vars" -l env-example -d 'Print NAME= lines for a .env file'
complete -c fillin -n "__fish_fillin_using_subcommand vars" -l case-sensitive -d 'Patterns heed case'
complete -c fillin -n "__fish_fillin_using_subcommand vars" -l filters -d 'Allow filters behind a name in braces: ${v|strip|title}'
complete -c fillin -n "__fish_fillin_using_subcommand vars" -l json -d 'Print one JSON object for each template or row'
complete -c fillin -n "__fish_fillin_using_subcommand vars" -s q -l quiet -d 'Print no messages'
complete -c fillin -n "__fish_fillin_using_subcommand vars" -s h -l help -d 'Print help'
complete -c fillin -n "__fish_fillin_using_subcommand help; and not __fish_seen_subcommand_from render merge vars help" -f -a "render" -d 'Fill templates, to standard output, to a new file, or in place'
complete -c fillin -n "__fish_fillin_using_subcommand help; and not __fish_seen_subcommand_from render merge vars help" -f -a "merge" -d 'Fill a template once for every row of a table'
complete -c fillin -n "__fish_fillin_using_subcommand help; and not __fish_seen_subcommand_from render merge vars help" -f -a "vars" -d 'List the names that templates use, sorted'
complete -c fillin -n "__fish_fillin_using_subcommand help; and not __fish_seen_subcommand_from render merge vars help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
