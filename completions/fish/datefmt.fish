# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_datefmt_global_optspecs
    string join \n file= files-from= 0/null or= tz= u/utc from-tz= gap= fold= tz-abbrev= base= past pivot= strict loose trim iso24 ignore-weekday truncate lenient-format on-error= max-errors= json q/quiet h/help V/version
end

function __fish_datefmt_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_datefmt_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_datefmt_using_subcommand
    set -l cmd (__fish_datefmt_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c datefmt -n "__fish_datefmt_needs_command" -l file -d 'Read the lines of FILE (repeatable; - is stdin)' -r -F
complete -c datefmt -n "__fish_datefmt_needs_command" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c datefmt -n "__fish_datefmt_needs_command" -l or -d 'Further format to try, in order (repeatable)' -r
complete -c datefmt -n "__fish_datefmt_needs_command" -l tz -d 'Zone of the output: a name, local, +08:00 or a POSIX TZ string' -r
complete -c datefmt -n "__fish_datefmt_needs_command" -l from-tz -d 'Zone of values that name none' -r
complete -c datefmt -n "__fish_datefmt_needs_command" -l gap -d 'Local times that the clock jumps over: reject, earlier, later, compatible' -r -f -a "reject\t''
earlier\t''
later\t''
compatible\t''"
complete -c datefmt -n "__fish_datefmt_needs_command" -l fold -d 'Local times that exist twice: the same choices [default: earlier]' -r -f -a "reject\t''
earlier\t''
later\t''
compatible\t''"
complete -c datefmt -n "__fish_datefmt_needs_command" -l tz-abbrev -d 'Meaning of an abbreviation, as CST=+08:00 (repeatable)' -r
complete -c datefmt -n "__fish_datefmt_needs_command" -l base -d 'Fills larger units that the format lacks [default: today]' -r
complete -c datefmt -n "__fish_datefmt_needs_command" -l pivot -d 'First two-digit year of the 1900s' -r
complete -c datefmt -n "__fish_datefmt_needs_command" -l on-error -d 'For a value that fails: keep it, skip it, null (empty line), stop' -r -f -a "keep\t''
skip\t''
null\t''
stop\t''"
complete -c datefmt -n "__fish_datefmt_needs_command" -l max-errors -d 'Stop after N values that failed' -r
complete -c datefmt -n "__fish_datefmt_needs_command" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c datefmt -n "__fish_datefmt_needs_command" -s u -l utc -d 'Output in UTC'
complete -c datefmt -n "__fish_datefmt_needs_command" -l past -d 'Without a year, the past is meant'
complete -c datefmt -n "__fish_datefmt_needs_command" -l strict -d 'Refuse to take a time without zone as UTC'
complete -c datefmt -n "__fish_datefmt_needs_command" -l loose -d 'Years of 1 to 4 digits'
complete -c datefmt -n "__fish_datefmt_needs_command" -l trim -d 'Ignore blanks around values'
complete -c datefmt -n "__fish_datefmt_needs_command" -l iso24 -d 'Read 24:00:00 as the end of the day'
complete -c datefmt -n "__fish_datefmt_needs_command" -l ignore-weekday -d 'Ignore weekdays that contradict the date'
complete -c datefmt -n "__fish_datefmt_needs_command" -l truncate -d 'Cut fractions finer than a nanosecond'
complete -c datefmt -n "__fish_datefmt_needs_command" -l lenient-format -d 'Print unknown directives as they are'
complete -c datefmt -n "__fish_datefmt_needs_command" -l json -d 'Print one JSON object a value'
complete -c datefmt -n "__fish_datefmt_needs_command" -s q -l quiet -d 'No messages; the status stays'
complete -c datefmt -n "__fish_datefmt_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c datefmt -n "__fish_datefmt_needs_command" -s V -l version -d 'Print version'
complete -c datefmt -n "__fish_datefmt_needs_command" -a "fields" -d 'Print a value\'s fields as Python\'s struct_time has them'
complete -c datefmt -n "__fish_datefmt_needs_command" -a "now" -d 'Print the current time'
complete -c datefmt -n "__fish_datefmt_needs_command" -a "explain" -d 'Say what each directive of a format prints and reads'
complete -c datefmt -n "__fish_datefmt_needs_command" -a "list" -d 'List formats, directives or time zones'
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l or -d 'Further format to try, in order (repeatable)' -r
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l tz -d 'Zone of the output: a name, local, +08:00 or a POSIX TZ string' -r
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l from-tz -d 'Zone of values that name none' -r
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l gap -d 'Local times that the clock jumps over: reject, earlier, later, compatible' -r -f -a "reject\t''
earlier\t''
later\t''
compatible\t''"
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l fold -d 'Local times that exist twice: the same choices [default: earlier]' -r -f -a "reject\t''
earlier\t''
later\t''
compatible\t''"
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l tz-abbrev -d 'Meaning of an abbreviation, as CST=+08:00 (repeatable)' -r
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l base -d 'Fills larger units that the format lacks [default: today]' -r
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l pivot -d 'First two-digit year of the 1900s' -r
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -s u -l utc -d 'Output in UTC'
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l past -d 'Without a year, the past is meant'
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l strict -d 'Refuse to take a time without zone as UTC'
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l loose -d 'Years of 1 to 4 digits'
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l trim -d 'Ignore blanks around values'
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l iso24 -d 'Read 24:00:00 as the end of the day'
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l ignore-weekday -d 'Ignore weekdays that contradict the date'
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l truncate -d 'Cut fractions finer than a nanosecond'
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -l lenient-format -d 'Print unknown directives as they are'
complete -c datefmt -n "__fish_datefmt_using_subcommand fields" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c datefmt -n "__fish_datefmt_using_subcommand now" -l tz -d 'Zone of the output: a name, local, +08:00 or a POSIX TZ string' -r
complete -c datefmt -n "__fish_datefmt_using_subcommand now" -s u -l utc -d 'Output in UTC'
complete -c datefmt -n "__fish_datefmt_using_subcommand now" -s h -l help -d 'Print help'
complete -c datefmt -n "__fish_datefmt_using_subcommand explain" -s h -l help -d 'Print help'
complete -c datefmt -n "__fish_datefmt_using_subcommand list" -s h -l help -d 'Print help'
