
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'fillin' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'fillin'
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
        'fillin' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('render', 'render', [CompletionResultType]::ParameterValue, 'Fill templates, to standard output, to a new file, or in place')
            [CompletionResult]::new('merge', 'merge', [CompletionResultType]::ParameterValue, 'Fill a template once for every row of a table')
            [CompletionResult]::new('vars', 'vars', [CompletionResultType]::ParameterValue, 'List the names that templates use, sorted')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'fillin;render' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'The template itself')
            [CompletionResult]::new('--text', '--text', [CompletionResultType]::ParameterName, 'The template itself')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE, which must not exist')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to FILE, which must not exist')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Take environment variables, all or those that match GLOB')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Take the members of a JSON object')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take the NAME=value lines of a .env file')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Give a name a value')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Give a name a value')
            [CompletionResult]::new('--set-json', '--set-json', [CompletionResultType]::ParameterName, 'Give a name a JSON value')
            [CompletionResult]::new('--set-file', '--set-file', [CompletionResultType]::ParameterName, 'Give a name the content of a file')
            [CompletionResult]::new('--delimiter', '--delimiter', [CompletionResultType]::ParameterName, 'What begins a placeholder [default: $]')
            [CompletionResult]::new('--idpattern', '--idpattern', [CompletionResultType]::ParameterName, 'The pattern of names, without case [default: [_a-z][_a-z0-9]*]')
            [CompletionResult]::new('--braceidpattern', '--braceidpattern', [CompletionResultType]::ParameterName, 'The pattern of names in braces [default: that of --idpattern]')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'The templates'' encoding, such as gbk or utf-16; bytes: values go in as they are')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Replace each template with its filling')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Replace each template with its filling')
            [CompletionResult]::new('--safe', '--safe', [CompletionResultType]::ParameterName, 'Leave placeholders without a value, and invalid ones, as they are')
            [CompletionResult]::new('--case-sensitive', '--case-sensitive', [CompletionResultType]::ParameterName, 'Patterns heed case')
            [CompletionResult]::new('--filters', '--filters', [CompletionResultType]::ParameterName, 'Allow filters behind a name in braces: ${v|strip|title}')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object for each template or row')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no messages')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no messages')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'fillin;merge' {
            [CompletionResult]::new('--template-column', '--template-column', [CompletionResultType]::ParameterName, 'Every row brings its own template in this column')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE, which must not exist')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to FILE, which must not exist')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Take environment variables, all or those that match GLOB')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Take the members of a JSON object')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take the NAME=value lines of a .env file')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Give a name a value')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Give a name a value')
            [CompletionResult]::new('--set-json', '--set-json', [CompletionResultType]::ParameterName, 'Give a name a JSON value')
            [CompletionResult]::new('--set-file', '--set-file', [CompletionResultType]::ParameterName, 'Give a name the content of a file')
            [CompletionResult]::new('--delimiter', '--delimiter', [CompletionResultType]::ParameterName, 'What begins a placeholder [default: $]')
            [CompletionResult]::new('--idpattern', '--idpattern', [CompletionResultType]::ParameterName, 'The pattern of names, without case [default: [_a-z][_a-z0-9]*]')
            [CompletionResult]::new('--braceidpattern', '--braceidpattern', [CompletionResultType]::ParameterName, 'The pattern of names in braces [default: that of --idpattern]')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'The templates'' encoding, such as gbk or utf-16; bytes: values go in as they are')
            [CompletionResult]::new('--safe', '--safe', [CompletionResultType]::ParameterName, 'Leave placeholders without a value, and invalid ones, as they are')
            [CompletionResult]::new('--case-sensitive', '--case-sensitive', [CompletionResultType]::ParameterName, 'Patterns heed case')
            [CompletionResult]::new('--filters', '--filters', [CompletionResultType]::ParameterName, 'Allow filters behind a name in braces: ${v|strip|title}')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object for each template or row')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no messages')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no messages')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'fillin;vars' {
            [CompletionResult]::new('--delimiter', '--delimiter', [CompletionResultType]::ParameterName, 'What begins a placeholder [default: $]')
            [CompletionResult]::new('--idpattern', '--idpattern', [CompletionResultType]::ParameterName, 'The pattern of names, without case [default: [_a-z][_a-z0-9]*]')
            [CompletionResult]::new('--braceidpattern', '--braceidpattern', [CompletionResultType]::ParameterName, 'The pattern of names in braces [default: that of --idpattern]')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'The templates'' encoding, such as gbk or utf-16; bytes: values go in as they are')
            [CompletionResult]::new('--env-example', '--env-example', [CompletionResultType]::ParameterName, 'Print NAME= lines for a .env file')
            [CompletionResult]::new('--case-sensitive', '--case-sensitive', [CompletionResultType]::ParameterName, 'Patterns heed case')
            [CompletionResult]::new('--filters', '--filters', [CompletionResultType]::ParameterName, 'Allow filters behind a name in braces: ${v|strip|title}')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object for each template or row')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no messages')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no messages')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'fillin;help' {
            [CompletionResult]::new('render', 'render', [CompletionResultType]::ParameterValue, 'Fill templates, to standard output, to a new file, or in place')
            [CompletionResult]::new('merge', 'merge', [CompletionResultType]::ParameterValue, 'Fill a template once for every row of a table')
            [CompletionResult]::new('vars', 'vars', [CompletionResultType]::ParameterValue, 'List the names that templates use, sorted')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'fillin;help;render' {
            break
        }
        'fillin;help;merge' {
            break
        }
        'fillin;help;vars' {
            break
        }
        'fillin;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
