
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'datefmt' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'datefmt'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'datefmt' {
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Read the lines of FILE (repeatable; - is stdin)')
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('--or', '--or', [CompletionResultType]::ParameterName, 'Further format to try, in order (repeatable)')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Zone of the output: a name, local, +08:00 or a POSIX TZ string')
            [CompletionResult]::new('--from-tz', '--from-tz', [CompletionResultType]::ParameterName, 'Zone of values that name none')
            [CompletionResult]::new('--gap', '--gap', [CompletionResultType]::ParameterName, 'Local times that the clock jumps over: reject, earlier, later, compatible')
            [CompletionResult]::new('--fold', '--fold', [CompletionResultType]::ParameterName, 'Local times that exist twice: the same choices [default: earlier]')
            [CompletionResult]::new('--tz-abbrev', '--tz-abbrev', [CompletionResultType]::ParameterName, 'Meaning of an abbreviation, as CST=+08:00 (repeatable)')
            [CompletionResult]::new('--base', '--base', [CompletionResultType]::ParameterName, 'Fills larger units that the format lacks [default: today]')
            [CompletionResult]::new('--pivot', '--pivot', [CompletionResultType]::ParameterName, 'First two-digit year of the 1900s')
            [CompletionResult]::new('--on-error', '--on-error', [CompletionResultType]::ParameterName, 'For a value that fails: keep it, skip it, null (empty line), stop')
            [CompletionResult]::new('--max-errors', '--max-errors', [CompletionResultType]::ParameterName, 'Stop after N values that failed')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Output in UTC')
            [CompletionResult]::new('--utc', '--utc', [CompletionResultType]::ParameterName, 'Output in UTC')
            [CompletionResult]::new('--past', '--past', [CompletionResultType]::ParameterName, 'Without a year, the past is meant')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Refuse to take a time without zone as UTC')
            [CompletionResult]::new('--loose', '--loose', [CompletionResultType]::ParameterName, 'Years of 1 to 4 digits')
            [CompletionResult]::new('--trim', '--trim', [CompletionResultType]::ParameterName, 'Ignore blanks around values')
            [CompletionResult]::new('--iso24', '--iso24', [CompletionResultType]::ParameterName, 'Read 24:00:00 as the end of the day')
            [CompletionResult]::new('--ignore-weekday', '--ignore-weekday', [CompletionResultType]::ParameterName, 'Ignore weekdays that contradict the date')
            [CompletionResult]::new('--truncate', '--truncate', [CompletionResultType]::ParameterName, 'Cut fractions finer than a nanosecond')
            [CompletionResult]::new('--lenient-format', '--lenient-format', [CompletionResultType]::ParameterName, 'Print unknown directives as they are')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a value')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No messages; the status stays')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No messages; the status stays')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('fields', 'fields', [CompletionResultType]::ParameterValue, 'Print a value''s fields as Python''s struct_time has them')
            [CompletionResult]::new('now', 'now', [CompletionResultType]::ParameterValue, 'Print the current time')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Say what each directive of a format prints and reads')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List formats, directives or time zones')
            break
        }
        'datefmt;fields' {
            [CompletionResult]::new('--or', '--or', [CompletionResultType]::ParameterName, 'Further format to try, in order (repeatable)')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Zone of the output: a name, local, +08:00 or a POSIX TZ string')
            [CompletionResult]::new('--from-tz', '--from-tz', [CompletionResultType]::ParameterName, 'Zone of values that name none')
            [CompletionResult]::new('--gap', '--gap', [CompletionResultType]::ParameterName, 'Local times that the clock jumps over: reject, earlier, later, compatible')
            [CompletionResult]::new('--fold', '--fold', [CompletionResultType]::ParameterName, 'Local times that exist twice: the same choices [default: earlier]')
            [CompletionResult]::new('--tz-abbrev', '--tz-abbrev', [CompletionResultType]::ParameterName, 'Meaning of an abbreviation, as CST=+08:00 (repeatable)')
            [CompletionResult]::new('--base', '--base', [CompletionResultType]::ParameterName, 'Fills larger units that the format lacks [default: today]')
            [CompletionResult]::new('--pivot', '--pivot', [CompletionResultType]::ParameterName, 'First two-digit year of the 1900s')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Output in UTC')
            [CompletionResult]::new('--utc', '--utc', [CompletionResultType]::ParameterName, 'Output in UTC')
            [CompletionResult]::new('--past', '--past', [CompletionResultType]::ParameterName, 'Without a year, the past is meant')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Refuse to take a time without zone as UTC')
            [CompletionResult]::new('--loose', '--loose', [CompletionResultType]::ParameterName, 'Years of 1 to 4 digits')
            [CompletionResult]::new('--trim', '--trim', [CompletionResultType]::ParameterName, 'Ignore blanks around values')
            [CompletionResult]::new('--iso24', '--iso24', [CompletionResultType]::ParameterName, 'Read 24:00:00 as the end of the day')
            [CompletionResult]::new('--ignore-weekday', '--ignore-weekday', [CompletionResultType]::ParameterName, 'Ignore weekdays that contradict the date')
            [CompletionResult]::new('--truncate', '--truncate', [CompletionResultType]::ParameterName, 'Cut fractions finer than a nanosecond')
            [CompletionResult]::new('--lenient-format', '--lenient-format', [CompletionResultType]::ParameterName, 'Print unknown directives as they are')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'datefmt;now' {
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Zone of the output: a name, local, +08:00 or a POSIX TZ string')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Output in UTC')
            [CompletionResult]::new('--utc', '--utc', [CompletionResultType]::ParameterName, 'Output in UTC')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'datefmt;explain' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'datefmt;list' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
