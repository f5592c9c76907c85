
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'htmlsafe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'htmlsafe'
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
        'htmlsafe' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'Start from a preset')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Read the policy from FILE, JSON or TOML; flags override its keys')
            [CompletionResult]::new('--tags', '--tags', [CompletionResultType]::ParameterName, 'Allowed elements, in place of the preset''s')
            [CompletionResult]::new('--attrs', '--attrs', [CompletionResultType]::ParameterName, 'Allowed attributes of an element, * for all (repeatable)')
            [CompletionResult]::new('--protocols', '--protocols', [CompletionResultType]::ParameterName, 'Allowed URL schemes')
            [CompletionResult]::new('--mode', '--mode', [CompletionResultType]::ParameterName, 'The same, by name')
            [CompletionResult]::new('--remove-content', '--remove-content', [CompletionResultType]::ParameterName, 'Elements dropped with their content [default: script,style]')
            [CompletionResult]::new('--id-prefix', '--id-prefix', [CompletionResultType]::ParameterName, 'Put TEXT before every kept id and name')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Clean this member of every NDJSON object (repeatable)')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of the input [default: found out]')
            [CompletionResult]::new('--max-depth', '--max-depth', [CompletionResultType]::ParameterName, 'Deepest nesting of elements')
            [CompletionResult]::new('--max-tag', '--max-tag', [CompletionResultType]::ParameterName, 'Longest tag')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--no-relative', '--no-relative', [CompletionResultType]::ParameterName, 'Drop URLs without a scheme')
            [CompletionResult]::new('--strip', '--strip', [CompletionResultType]::ParameterName, 'Drop tags that are not allowed, script and style with their content (the default)')
            [CompletionResult]::new('--escape', '--escape', [CompletionResultType]::ParameterName, 'Show tags that are not allowed as text')
            [CompletionResult]::new('--unwrap', '--unwrap', [CompletionResultType]::ParameterName, 'Drop tags that are not allowed, and nothing else')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'List what would be removed; status 1 if anything')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'With --check: NDJSON')
            [CompletionResult]::new('--verify', '--verify', [CompletionResultType]::ParameterName, 'Prove that the output is in the policy''s safe language')
            [CompletionResult]::new('--explain-policy', '--explain-policy', [CompletionResultType]::ParameterName, 'Print the policy in force')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'No warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'No warnings')
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
