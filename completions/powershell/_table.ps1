
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
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The format of the inputs; auto goes by extension, then by content')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The format of the inputs; auto goes by extension, then by content')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'What stands between values; alone it means -f csv')
            [CompletionResult]::new('--delimiter', '--delimiter', [CompletionResultType]::ParameterName, 'What stands between values; alone it means -f csv')
            [CompletionResult]::new('--quote', '--quote', [CompletionResultType]::ParameterName, 'What stands around values')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'The inputs'' encoding, when it is not recognised')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'The inputs'' encoding, when it is not recognised')
            [CompletionResult]::new('--sheet', '--sheet', [CompletionResultType]::ParameterName, 'The sheet of a workbook, by name or number; the number of a table in a document')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Leave out lines before the header')
            [CompletionResult]::new('--max-cell', '--max-cell', [CompletionResultType]::ParameterName, 'No cell may be longer')
            [CompletionResult]::new('--max-columns', '--max-columns', [CompletionResultType]::ParameterName, 'No row may have more cells')
            [CompletionResult]::new('--files-from', '--files-from', [CompletionResultType]::ParameterName, 'Read more file names from FILE, one a line')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'The format to print, such as markdown, html, csv, json, grid')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The format to print, such as markdown, html, csv, json, grid')
            [CompletionResult]::new('--style', '--style', [CompletionResultType]::ParameterName, 'The style that html and latex take rules and padding from')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to FILE, which must not exist')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to FILE, which must not exist')
            [CompletionResult]::new('--out-delimiter', '--out-delimiter', [CompletionResultType]::ParameterName, 'What stands between values of -t csv')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'One record a block; auto: when the terminal is too narrow')
            [CompletionResult]::new('--expanded', '--expanded', [CompletionResultType]::ParameterName, 'One record a block; auto: when the terminal is too narrow')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Fit the table into so many columns: auto (the terminal''s), N or none')
            [CompletionResult]::new('--pager', '--pager', [CompletionResultType]::ParameterName, 'Page through what does not fit on the terminal ($PAGER, or less)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colour')
            [CompletionResult]::new('--theme', '--theme', [CompletionResultType]::ParameterName, 'How the header is coloured')
            [CompletionResult]::new('--stream', '--stream', [CompletionResultType]::ParameterName, 'Print after N rows or 50 ms, and then row by row')
            [CompletionResult]::new('--overflow', '--overflow', [CompletionResultType]::ParameterName, 'What --stream does with cells that are longer than the first ones')
            [CompletionResult]::new('--compat', '--compat', [CompletionResultType]::ParameterName, 'Do as the library does, to the byte')
            [CompletionResult]::new('--ansi', '--ansi', [CompletionResultType]::ParameterName, 'What becomes of colours in cells: show, keep or strip')
            [CompletionResult]::new('--ambiguous', '--ambiguous', [CompletionResultType]::ParameterName, 'The width of ambiguous characters: 1, or 2 on Chinese, Japanese and Korean terminals')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Is the block NAME of FILE what would be printed?')
            [CompletionResult]::new('--update', '--update', [CompletionResultType]::ParameterName, 'Write the block NAME of FILE')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'The seed of -t random')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Columns to print: names, NAME=NEW, -NAME, #3, 3-5')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'Columns to print: names, NAME=NEW, -NAME, #3, 3-5')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Rows to print: ''col>3'', col=v, col!=v, col~regex, col!~regex')
            [CompletionResult]::new('--where', '--where', [CompletionResultType]::ParameterName, 'Rows to print: ''col>3'', col=v, col!=v, col~regex, col!~regex')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Sort by [-]NAME[:n|:v|:nat|:pinyin], ...')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'Sort by [-]NAME[:n|:v|:nat|:pinyin], ...')
            [CompletionResult]::new('--rows', '--rows', [CompletionResultType]::ParameterName, 'Rows A up to B, which is not printed, from 0')
            [CompletionResult]::new('--head', '--head', [CompletionResultType]::ParameterName, 'The first N rows')
            [CompletionResult]::new('--tail', '--tail', [CompletionResultType]::ParameterName, 'The last N rows')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Rule off rows that are alike in a column')
            [CompletionResult]::new('--total', '--total', [CompletionResultType]::ParameterName, 'Add a row of totals: sum, mean, min, max or count')
            [CompletionResult]::new('--index', '--index', [CompletionResultType]::ParameterName, 'A column of row numbers')
            [CompletionResult]::new('--title', '--title', [CompletionResultType]::ParameterName, 'A title above the table; of several inputs each has its name')
            [CompletionResult]::new('--align', '--align', [CompletionResultType]::ParameterName, 'Where cells stand: l, c, r, d (on the decimal point) or auto')
            [CompletionResult]::new('--valign', '--valign', [CompletionResultType]::ParameterName, 'Where short cells stand: t, m or b')
            [CompletionResult]::new('--header-style', '--header-style', [CompletionResultType]::ParameterName, 'How names are written: cap, title, upper or lower')
            [CompletionResult]::new('--hrules', '--hrules', [CompletionResultType]::ParameterName, 'Horizontal rules: frame, all, none or header')
            [CompletionResult]::new('--vrules', '--vrules', [CompletionResultType]::ParameterName, 'Vertical rules: frame, all or none')
            [CompletionResult]::new('--padding', '--padding', [CompletionResultType]::ParameterName, 'Blanks on both sides of cells')
            [CompletionResult]::new('--padding-left', '--padding-left', [CompletionResultType]::ParameterName, 'Blanks on the left of cells')
            [CompletionResult]::new('--padding-right', '--padding-right', [CompletionResultType]::ParameterName, 'Blanks on the right of cells')
            [CompletionResult]::new('--char', '--char', [CompletionResultType]::ParameterName, 'A character to draw with: vertical, horizontal, junction, top-left-junction ...')
            [CompletionResult]::new('--max-width', '--max-width', [CompletionResultType]::ParameterName, 'At most so wide')
            [CompletionResult]::new('--min-width', '--min-width', [CompletionResultType]::ParameterName, 'At least so wide')
            [CompletionResult]::new('--min-table-width', '--min-table-width', [CompletionResultType]::ParameterName, 'The table is at least so wide')
            [CompletionResult]::new('--max-table-width', '--max-table-width', [CompletionResultType]::ParameterName, 'All columns shrink in proportion')
            [CompletionResult]::new('--int-format', '--int-format', [CompletionResultType]::ParameterName, 'How JSON''s integers are written: 6 is C''s %6d')
            [CompletionResult]::new('--float-format', '--float-format', [CompletionResultType]::ParameterName, 'How JSON''s other numbers are written: 6.2 is C''s %6.2f')
            [CompletionResult]::new('--fmt', '--fmt', [CompletionResultType]::ParameterName, 'How numbers are written, as Python''s format(): .2f or ,')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'What stands for null')
            [CompletionResult]::new('--wrap', '--wrap', [CompletionResultType]::ParameterName, 'How long lines are broken: word, char, clip or none')
            [CompletionResult]::new('--ellipsis', '--ellipsis', [CompletionResultType]::ParameterName, 'What stands where a line was clipped')
            [CompletionResult]::new('--divider-after', '--divider-after', [CompletionResultType]::ParameterName, 'A rule after the Nth row')
            [CompletionResult]::new('--divider-every', '--divider-every', [CompletionResultType]::ParameterName, 'A rule after every N rows')
            [CompletionResult]::new('--page-length', '--page-length', [CompletionResultType]::ParameterName, 'Pages of N rows')
            [CompletionResult]::new('--page-break', '--page-break', [CompletionResultType]::ParameterName, 'What stands between pages')
            [CompletionResult]::new('--html-attr', '--html-attr', [CompletionResultType]::ParameterName, 'An attribute of the HTML table')
            [CompletionResult]::new('--str-align', '--str-align', [CompletionResultType]::ParameterName, 'Where text stands: left, right, center or none')
            [CompletionResult]::new('--num-align', '--num-align', [CompletionResultType]::ParameterName, 'Where numbers stand: left, right, center, decimal or none')
            [CompletionResult]::new('--header-align', '--header-align', [CompletionResultType]::ParameterName, 'Where names stand')
            [CompletionResult]::new('--max-header-width', '--max-header-width', [CompletionResultType]::ParameterName, 'Names are at most so wide')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no warnings and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no warnings and errors')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'The first row is data')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'The first row is data')
            [CompletionResult]::new('--lenient', '--lenient', [CompletionResultType]::ParameterName, 'A quote that never closes is text')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Ragged rows, double names and bad bytes are findings (status 1)')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'Names in --files-from end with NUL')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Let -o replace an existing file')
            [CompletionResult]::new('--typed', '--typed', [CompletionResultType]::ParameterName, 'Text that is plainly a number is written as one (json, ndjson, yaml, xlsx, sql)')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Let everything through that a terminal obeys')
            [CompletionResult]::new('--safe-formulas', '--safe-formulas', [CompletionResultType]::ParameterName, 'Put an apostrophe before what a spreadsheet would take for a formula (csv, tsv)')
            [CompletionResult]::new('--describe', '--describe', [CompletionResultType]::ParameterName, 'Tell what the inputs are, instead of printing them')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, one object a line')
            [CompletionResult]::new('--reverse', '--reverse', [CompletionResultType]::ParameterName, 'Turn the order round')
            [CompletionResult]::new('--sort-after-slice', '--sort-after-slice', [CompletionResultType]::ParameterName, 'Slice first, then sort')
            [CompletionResult]::new('--hide-header', '--hide-header', [CompletionResultType]::ParameterName, 'Print no names')
            [CompletionResult]::new('--no-header-width', '--no-header-width', [CompletionResultType]::ParameterName, 'Names do not widen their columns')
            [CompletionResult]::new('--no-border', '--no-border', [CompletionResultType]::ParameterName, 'No rules at the edges')
            [CompletionResult]::new('--internal-border', '--internal-border', [CompletionResultType]::ParameterName, 'Rules inside, also without border')
            [CompletionResult]::new('--thousands', '--thousands', [CompletionResultType]::ParameterName, 'Digits in groups of three')
            [CompletionResult]::new('--no-break-on-hyphens', '--no-break-on-hyphens', [CompletionResultType]::ParameterName, 'Words are not broken after hyphens')
            [CompletionResult]::new('--hide-empty', '--hide-empty', [CompletionResultType]::ParameterName, 'Print nothing for a table without rows')
            [CompletionResult]::new('--formatted', '--formatted', [CompletionResultType]::ParameterName, 'HTML and LaTeX with rules, padding and alignment')
            [CompletionResult]::new('--xhtml', '--xhtml', [CompletionResultType]::ParameterName, '<br/> instead of <br>')
            [CompletionResult]::new('--no-escape-header', '--no-escape-header', [CompletionResultType]::ParameterName, 'Names are HTML')
            [CompletionResult]::new('--no-escape-data', '--no-escape-data', [CompletionResultType]::ParameterName, 'Cells are HTML')
            [CompletionResult]::new('--no-numbers', '--no-numbers', [CompletionResultType]::ParameterName, 'Text is not read as numbers')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Show no progress bar')
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
