
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'unpack' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'unpack'
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
        'unpack' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Extract below DIR, which is made if missing')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Extract below DIR, which is made if missing')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Only entries whose path or base name matches')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'No entries whose path or base name matches')
            [CompletionResult]::new('--strip', '--strip', [CompletionResultType]::ParameterName, 'Drop N leading components of every path')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Use at most N threads (extraction itself uses one)')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Use at most N threads (extraction itself uses one)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Read FILE as format F, whatever it looks like')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of names: a label such as gbk, or auto')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Most bytes that may come out (0: no limit)')
            [CompletionResult]::new('--max-ratio', '--max-ratio', [CompletionResultType]::ParameterName, 'Most bytes out for each byte read (0: no limit)')
            [CompletionResult]::new('--max-entries', '--max-entries', [CompletionResultType]::ParameterName, 'Most entries (0: no limit)')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Most memory for a dictionary or window (0: no limit)')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'The password is the first line of FILE')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--here', '--here', [CompletionResultType]::ParameterName, 'Entries go straight there, without a directory of the archive''s own')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace files that are there')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Keep files that are there, leave those entries out')
            [CompletionResult]::new('--rename', '--rename', [CompletionResultType]::ParameterName, 'Keep files that are there, extract as `a (2).txt`')
            [CompletionResult]::new('--skip-unsafe', '--skip-unsafe', [CompletionResultType]::ParameterName, 'Leave unsafe entries out instead of refusing the archive')
            [CompletionResult]::new('--manifest', '--manifest', [CompletionResultType]::ParameterName, 'With --json: SHA-256 of every file written')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Name every entry written, on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Name every entry written, on standard error')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print NDJSON')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'The password is the first line of standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('extract', 'extract', [CompletionResultType]::ParameterValue, 'Extract archives (also without the word)')
            [CompletionResult]::new('x', 'x', [CompletionResultType]::ParameterValue, 'Extract archives (also without the word)')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List entries: names, or a table with -l')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List entries: names, or a table with -l')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Decode and check every byte, write nothing')
            [CompletionResult]::new('t', 't', [CompletionResultType]::ParameterValue, 'Decode and check every byte, write nothing')
            [CompletionResult]::new('cat', 'cat', [CompletionResultType]::ParameterValue, 'Print members to standard output, in the order asked')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Say what extract would refuse or leave out, and why')
            [CompletionResult]::new('formats', 'formats', [CompletionResultType]::ParameterValue, 'List the formats, and the programs for those not read here')
            break
        }
        'unpack;extract' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Extract below DIR, which is made if missing')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Extract below DIR, which is made if missing')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Only entries whose path or base name matches')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'No entries whose path or base name matches')
            [CompletionResult]::new('--strip', '--strip', [CompletionResultType]::ParameterName, 'Drop N leading components of every path')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Use at most N threads (extraction itself uses one)')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Use at most N threads (extraction itself uses one)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Read FILE as format F, whatever it looks like')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of names: a label such as gbk, or auto')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Most bytes that may come out (0: no limit)')
            [CompletionResult]::new('--max-ratio', '--max-ratio', [CompletionResultType]::ParameterName, 'Most bytes out for each byte read (0: no limit)')
            [CompletionResult]::new('--max-entries', '--max-entries', [CompletionResultType]::ParameterName, 'Most entries (0: no limit)')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Most memory for a dictionary or window (0: no limit)')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'The password is the first line of FILE')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--here', '--here', [CompletionResultType]::ParameterName, 'Entries go straight there, without a directory of the archive''s own')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace files that are there')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Keep files that are there, leave those entries out')
            [CompletionResult]::new('--rename', '--rename', [CompletionResultType]::ParameterName, 'Keep files that are there, extract as `a (2).txt`')
            [CompletionResult]::new('--skip-unsafe', '--skip-unsafe', [CompletionResultType]::ParameterName, 'Leave unsafe entries out instead of refusing the archive')
            [CompletionResult]::new('--manifest', '--manifest', [CompletionResultType]::ParameterName, 'With --json: SHA-256 of every file written')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Name every entry written, on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Name every entry written, on standard error')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print NDJSON')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'The password is the first line of standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'unpack;x' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Extract below DIR, which is made if missing')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Extract below DIR, which is made if missing')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Only entries whose path or base name matches')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'No entries whose path or base name matches')
            [CompletionResult]::new('--strip', '--strip', [CompletionResultType]::ParameterName, 'Drop N leading components of every path')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Use at most N threads (extraction itself uses one)')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Use at most N threads (extraction itself uses one)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Read FILE as format F, whatever it looks like')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of names: a label such as gbk, or auto')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Most bytes that may come out (0: no limit)')
            [CompletionResult]::new('--max-ratio', '--max-ratio', [CompletionResultType]::ParameterName, 'Most bytes out for each byte read (0: no limit)')
            [CompletionResult]::new('--max-entries', '--max-entries', [CompletionResultType]::ParameterName, 'Most entries (0: no limit)')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Most memory for a dictionary or window (0: no limit)')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'The password is the first line of FILE')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--here', '--here', [CompletionResultType]::ParameterName, 'Entries go straight there, without a directory of the archive''s own')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace files that are there')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Keep files that are there, leave those entries out')
            [CompletionResult]::new('--rename', '--rename', [CompletionResultType]::ParameterName, 'Keep files that are there, extract as `a (2).txt`')
            [CompletionResult]::new('--skip-unsafe', '--skip-unsafe', [CompletionResultType]::ParameterName, 'Leave unsafe entries out instead of refusing the archive')
            [CompletionResult]::new('--manifest', '--manifest', [CompletionResultType]::ParameterName, 'With --json: SHA-256 of every file written')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Name every entry written, on standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Name every entry written, on standard error')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print NDJSON')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'The password is the first line of standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'unpack;list' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Read FILE as format F, whatever it looks like')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of names: a label such as gbk, or auto')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Most bytes that may come out (0: no limit)')
            [CompletionResult]::new('--max-ratio', '--max-ratio', [CompletionResultType]::ParameterName, 'Most bytes out for each byte read (0: no limit)')
            [CompletionResult]::new('--max-entries', '--max-entries', [CompletionResultType]::ParameterName, 'Most entries (0: no limit)')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Most memory for a dictionary or window (0: no limit)')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'The password is the first line of FILE')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'A table of kind, size, packed, ratio, method, time, name')
            [CompletionResult]::new('--long', '--long', [CompletionResultType]::ParameterName, 'A table of kind, size, packed, ratio, method, time, name')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print NDJSON')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'The password is the first line of standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'unpack;ls' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Read FILE as format F, whatever it looks like')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of names: a label such as gbk, or auto')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Most bytes that may come out (0: no limit)')
            [CompletionResult]::new('--max-ratio', '--max-ratio', [CompletionResultType]::ParameterName, 'Most bytes out for each byte read (0: no limit)')
            [CompletionResult]::new('--max-entries', '--max-entries', [CompletionResultType]::ParameterName, 'Most entries (0: no limit)')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Most memory for a dictionary or window (0: no limit)')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'The password is the first line of FILE')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'A table of kind, size, packed, ratio, method, time, name')
            [CompletionResult]::new('--long', '--long', [CompletionResultType]::ParameterName, 'A table of kind, size, packed, ratio, method, time, name')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print NDJSON')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'The password is the first line of standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'unpack;test' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Use N threads (default: all cores)')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Use N threads (default: all cores)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Read FILE as format F, whatever it looks like')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of names: a label such as gbk, or auto')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Most bytes that may come out (0: no limit)')
            [CompletionResult]::new('--max-ratio', '--max-ratio', [CompletionResultType]::ParameterName, 'Most bytes out for each byte read (0: no limit)')
            [CompletionResult]::new('--max-entries', '--max-entries', [CompletionResultType]::ParameterName, 'Most entries (0: no limit)')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Most memory for a dictionary or window (0: no limit)')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'The password is the first line of FILE')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print NDJSON')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'The password is the first line of standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'unpack;t' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Use N threads (default: all cores)')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Use N threads (default: all cores)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Read FILE as format F, whatever it looks like')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of names: a label such as gbk, or auto')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Most bytes that may come out (0: no limit)')
            [CompletionResult]::new('--max-ratio', '--max-ratio', [CompletionResultType]::ParameterName, 'Most bytes out for each byte read (0: no limit)')
            [CompletionResult]::new('--max-entries', '--max-entries', [CompletionResultType]::ParameterName, 'Most entries (0: no limit)')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Most memory for a dictionary or window (0: no limit)')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'The password is the first line of FILE')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print NDJSON')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'The password is the first line of standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'unpack;cat' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Read FILE as format F, whatever it looks like')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of names: a label such as gbk, or auto')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Most bytes that may come out (0: no limit)')
            [CompletionResult]::new('--max-ratio', '--max-ratio', [CompletionResultType]::ParameterName, 'Most bytes out for each byte read (0: no limit)')
            [CompletionResult]::new('--max-entries', '--max-entries', [CompletionResultType]::ParameterName, 'Most entries (0: no limit)')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Most memory for a dictionary or window (0: no limit)')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'The password is the first line of FILE')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'The password is the first line of standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'unpack;check' {
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Read FILE as format F, whatever it looks like')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of names: a label such as gbk, or auto')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Most bytes that may come out (0: no limit)')
            [CompletionResult]::new('--max-ratio', '--max-ratio', [CompletionResultType]::ParameterName, 'Most bytes out for each byte read (0: no limit)')
            [CompletionResult]::new('--max-entries', '--max-entries', [CompletionResultType]::ParameterName, 'Most entries (0: no limit)')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'Most memory for a dictionary or window (0: no limit)')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'The password is the first line of FILE')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print NDJSON')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'The password is the first line of standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and no paths')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'unpack;formats' {
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print NDJSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
