
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'table' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'table'
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
        'table' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The format of the inputs; auto goes by extension, then by content')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The format of the inputs; auto goes by extension, then by content')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'What stands between values; alone it means -f csv')
            [CompletionResult]::new('--delimiter', '--delimiter', [CompletionResultType]::ParameterName, 'What stands between values; alone it means -f csv')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The inputs'' encoding, when it is not recognised')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'The inputs'' encoding, when it is not recognised')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Columns to print: names, NAME=NEW, -NAME, #3, 3-5')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'Columns to print: names, NAME=NEW, -NAME, #3, 3-5')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'The format to print')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The format to print')
            [CompletionResult]::new('--title', '--title', [CompletionResultType]::ParameterName, 'A title above the table; of several inputs each has its name')
            [CompletionResult]::new('--align', '--align', [CompletionResultType]::ParameterName, 'Where cells stand: l, c or r, for all columns or one')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE, which must not exist')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to FILE, which must not exist')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'The first row is data')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'The first row is data')
            [CompletionResult]::new('--lenient', '--lenient', [CompletionResultType]::ParameterName, 'A quote that never closes is text')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Ragged rows and bytes that are no text are findings (status 1)')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Let -o replace an existing file')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
