
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'charset' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'charset'
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
        'charset' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Only these encodings, with commas between them')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Only these encodings, with commas between them')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'None of these encodings')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'None of these encodings')
            [CompletionResult]::new('--era', '--era', [CompletionResultType]::ParameterName, 'Only encodings of that origin')
            [CompletionResult]::new('--hint', '--hint', [CompletionResultType]::ParameterName, 'Language or top-level domain that the text is likely from, such as zh, ja, ru, cn or tw')
            [CompletionResult]::new('--bytes', '--bytes', [CompletionResultType]::ParameterName, 'Look at no more than N bytes')
            [CompletionResult]::new('--min-confidence', '--min-confidence', [CompletionResultType]::ParameterName, 'Exit with status 1 when an answer is below X')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Print only the encoding''s name')
            [CompletionResult]::new('--name-only', '--name-only', [CompletionResultType]::ParameterName, 'Print only the encoding''s name')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Fill `alternatives`; as text, one indented line for each')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Fill `alternatives`; as text, one indented line for each')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Report runs of lines, for files of several encodings')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object per input')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bar')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('detect', 'detect', [CompletionResultType]::ParameterValue, 'Name the encoding of each input (the default)')
            [CompletionResult]::new('to', 'to', [CompletionResultType]::ParameterValue, 'Convert to an encoding')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Check that texts are in one encoding')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List every encoding')
            break
        }
        'charset;detect' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Only these encodings, with commas between them')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Only these encodings, with commas between them')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'None of these encodings')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'None of these encodings')
            [CompletionResult]::new('--era', '--era', [CompletionResultType]::ParameterName, 'Only encodings of that origin')
            [CompletionResult]::new('--hint', '--hint', [CompletionResultType]::ParameterName, 'Language or top-level domain that the text is likely from, such as zh, ja, ru, cn or tw')
            [CompletionResult]::new('--bytes', '--bytes', [CompletionResultType]::ParameterName, 'Look at no more than N bytes')
            [CompletionResult]::new('--min-confidence', '--min-confidence', [CompletionResultType]::ParameterName, 'Exit with status 1 when an answer is below X')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Print only the encoding''s name')
            [CompletionResult]::new('--name-only', '--name-only', [CompletionResultType]::ParameterName, 'Print only the encoding''s name')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Fill `alternatives`; as text, one indented line for each')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Fill `alternatives`; as text, one indented line for each')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Report runs of lines, for files of several encodings')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object per input')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bar')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'charset;to' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The encoding of the input')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to OUT, which must not exist')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to OUT, which must not exist')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Replace the files themselves; with =SUFFIX keep the old ones under that ending')
            [CompletionResult]::new('--errors', '--errors', [CompletionResultType]::ParameterName, 'What becomes of malformed bytes and of characters that ENC lacks')
            [CompletionResult]::new('--newline', '--newline', [CompletionResultType]::ParameterName, 'The line ends of the result')
            [CompletionResult]::new('--bom', '--bom', [CompletionResultType]::ParameterName, 'The byte order mark of the result')
            [CompletionResult]::new('--min-confidence', '--min-confidence', [CompletionResultType]::ParameterName, 'Refuse (status 4) when the encoding is less certain')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite an existing OUT; break hard links')
            [CompletionResult]::new('--check-roundtrip', '--check-roundtrip', [CompletionResultType]::ParameterName, 'Also undo the conversion and compare (status 1 when it differs; --in-place then writes nothing)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object per converted input (to stderr when the text goes to stdout)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'charset;lint' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('--require', '--require', [CompletionResultType]::ParameterName, 'The encoding that texts must be in')
            [CompletionResult]::new('--newline', '--newline', [CompletionResultType]::ParameterName, 'The line end that every line must have')
            [CompletionResult]::new('--max-findings', '--max-findings', [CompletionResultType]::ParameterName, 'Stop after N findings')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--no-bom', '--no-bom', [CompletionResultType]::ParameterName, 'No byte order mark')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object per finding')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'charset;list' {
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object per encoding: name, aliases, era, detected, decoded, encoded')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
