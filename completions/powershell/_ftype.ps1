
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'ftype' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'ftype'
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
        'ftype' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Print lines made of %p path %l label %d description %g group %m MIME type %e extensions %s confidence %c charset %%')
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'Print only what is none of these: a MIME type, a glob, a group, or a label, which stands for its kinds as well')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Print only inputs of these types: patterns as for --expect')
            [CompletionResult]::new('--not', '--not', [CompletionResultType]::ParameterName, 'Print all but inputs of these types')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Threads')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Threads')
            [CompletionResult]::new('--max-read', '--max-read', [CompletionResultType]::ParameterName, 'Read at most this much for each look at a file, and of standard input; a text that is longer is judged by its beginning')
            [CompletionResult]::new('--max-unpacked', '--max-unpacked', [CompletionResultType]::ParameterName, 'Uncompress at most this much')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('-b', '-b', [CompletionResultType]::ParameterName, 'Print no names')
            [CompletionResult]::new('--brief', '--brief', [CompletionResultType]::ParameterName, 'Print no names')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Print MIME types and charsets')
            [CompletionResult]::new('--mime', '--mime', [CompletionResultType]::ParameterName, 'Print MIME types and charsets')
            [CompletionResult]::new('--mime-type', '--mime-type', [CompletionResultType]::ParameterName, 'Print MIME types')
            [CompletionResult]::new('--mime-encoding', '--mime-encoding', [CompletionResultType]::ParameterName, 'Print charsets; binary for what is no text')
            [CompletionResult]::new('--extension', '--extension', [CompletionResultType]::ParameterName, 'Print the usual extensions, or ???')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object for each input')
            [CompletionResult]::new('--print0', '--print0', [CompletionResultType]::ParameterName, 'Print NUL behind names, which are then printed as they are')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Tell everything that an input is, not only the first')
            [CompletionResult]::new('--keep-going', '--keep-going', [CompletionResultType]::ParameterName, 'Tell everything that an input is, not only the first')
            [CompletionResult]::new('-z', '-z', [CompletionResultType]::ParameterName, 'Look inside gzip, zlib, bzip2, xz, lzma, zstd, lz4, compress and brotli')
            [CompletionResult]::new('--uncompress', '--uncompress', [CompletionResultType]::ParameterName, 'Look inside gzip, zlib, bzip2, xz, lzma, zstd, lz4, compress and brotli')
            [CompletionResult]::new('-L', '-L ', [CompletionResultType]::ParameterName, 'Follow symbolic links (the default)')
            [CompletionResult]::new('--dereference', '--dereference', [CompletionResultType]::ParameterName, 'Follow symbolic links (the default)')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'Report symbolic links themselves')
            [CompletionResult]::new('--no-dereference', '--no-dereference', [CompletionResultType]::ParameterName, 'Report symbolic links themselves')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Look at all files below directories; .gitignore is kept')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Look at all files below directories; .gitignore is kept')
            [CompletionResult]::new('--no-ignore', '--no-ignore', [CompletionResultType]::ParameterName, 'With -r, files that .gitignore names, too')
            [CompletionResult]::new('--hidden', '--hidden', [CompletionResultType]::ParameterName, 'With -r, files whose names begin with a dot, too')
            [CompletionResult]::new('--no-name', '--no-name', [CompletionResultType]::ParameterName, 'Never look at the names of inputs')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Print only names that lie: the extension against the content')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List all types: label, MIME type, group, extensions, description')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no messages')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no messages')
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
