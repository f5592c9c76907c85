complete -c table -s f -l from -d 'The format of the inputs; auto goes by extension, then by content' -r -f -a "auto\t''
csv\t''
tsv\t''
json\t''
ndjson\t''
ws\t''
fixed\t''
md\t''
html\t''
xlsx\t''
xls\t''
ods\t''
logfmt\t''
ltsv\t''
yaml\t''
text\t''"
complete -c table -s d -l delimiter -d 'What stands between values; alone it means -f csv' -r
complete -c table -l quote -d 'What stands around values' -r
complete -c table -s e -l encoding -d 'The inputs\' encoding, when it is not recognised' -r
complete -c table -l sheet -d 'The sheet of a workbook, by name or number; the number of a table in a document' -r
complete -c table -l skip -d 'Leave out lines before the header' -r
complete -c table -l max-cell -d 'No cell may be longer' -r
complete -c table -l max-columns -d 'No row may have more cells' -r
complete -c table -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c table -s t -l to -d 'The format to print, such as markdown, html, csv, json, grid' -r
complete -c table -l style -d 'The style that html and latex take rules and padding from' -r
complete -c table -s o -l output -d 'Write to FILE, which must not exist' -r -F
complete -c table -l out-delimiter -d 'What stands between values of -t csv' -r
complete -c table -s x -l expanded -d 'One record a block; auto: when the terminal is too narrow' -r -f -a "auto\t''
always\t''
never\t''"
complete -c table -l width -d 'Fit the table into so many columns: auto (the terminal\'s), N or none' -r
complete -c table -l pager -d 'Page through what does not fit on the terminal ($PAGER, or less)' -r -f -a "auto\t''
always\t''
never\t''"
complete -c table -l color -d 'Use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c table -l theme -d 'How the header is coloured' -r -f -a "plain\t''
bold\t''
cyan\t''
green\t''
reverse\t''"
complete -c table -l stream -d 'Print after N rows or 50 ms, and then row by row' -r
complete -c table -l overflow -d 'What --stream does with cells that are longer than the first ones' -r -f -a "grow\t''
wrap\t''
clip\t''"
complete -c table -l compat -d 'Do as the library does, to the byte' -r -f -a "prettytable\t''
tabulate\t''"
complete -c table -l ansi -d 'What becomes of colours in cells: show, keep or strip' -r -f -a "show\t''
keep\t''
strip\t''"
complete -c table -l ambiguous -d 'The width of ambiguous characters: 1, or 2 on Chinese, Japanese and Korean terminals' -r
complete -c table -l check -d 'Is the block NAME of FILE what would be printed?' -r
complete -c table -l update -d 'Write the block NAME of FILE' -r
complete -c table -l seed -d 'The seed of -t random' -r
complete -c table -s c -l columns -d 'Columns to print: names, NAME=NEW, -NAME, #3, 3-5' -r
complete -c table -s w -l where -d 'Rows to print: \'col>3\', col=v, col!=v, col~regex, col!~regex' -r
complete -c table -s s -l sort -d 'Sort by [-]NAME[:n|:v|:nat|:pinyin], ...' -r
complete -c table -l rows -d 'Rows A up to B, which is not printed, from 0' -r
complete -c table -l head -d 'The first N rows' -r
complete -c table -l tail -d 'The last N rows' -r
complete -c table -l group -d 'Rule off rows that are alike in a column' -r
complete -c table -l total -d 'Add a row of totals: sum, mean, min, max or count' -r
complete -c table -l index -d 'A column of row numbers' -r
complete -c table -l title -d 'A title above the table; of several inputs each has its name' -r
complete -c table -l align -d 'Where cells stand: l, c, r, d (on the decimal point) or auto' -r
complete -c table -l valign -d 'Where short cells stand: t, m or b' -r
complete -c table -l header-style -d 'How names are written: cap, title, upper or lower' -r -f -a "cap\t''
title\t''
upper\t''
lower\t''"
complete -c table -l hrules -d 'Horizontal rules: frame, all, none or header' -r -f -a "frame\t''
all\t''
none\t''
header\t''"
complete -c table -l vrules -d 'Vertical rules: frame, all or none' -r -f -a "frame\t''
all\t''
none\t''"
complete -c table -l padding -d 'Blanks on both sides of cells' -r
complete -c table -l padding-left -d 'Blanks on the left of cells' -r
complete -c table -l padding-right -d 'Blanks on the right of cells' -r
complete -c table -l char -d 'A character to draw with: vertical, horizontal, junction, top-left-junction ...' -r
complete -c table -l max-width -d 'At most so wide' -r
complete -c table -l min-width -d 'At least so wide' -r
complete -c table -l min-table-width -d 'The table is at least so wide' -r
complete -c table -l max-table-width -d 'All columns shrink in proportion' -r
complete -c table -l int-format -d 'How JSON\'s integers are written: 6 is C\'s %6d' -r
complete -c table -l float-format -d 'How JSON\'s other numbers are written: 6.2 is C\'s %6.2f' -r
complete -c table -l fmt -d 'How numbers are written, as Python\'s format(): .2f or ,' -r
complete -c table -l null -d 'What stands for null' -r
complete -c table -l wrap -d 'How long lines are broken: word, char, clip or none' -r -f -a "word\t''
char\t''
clip\t''
none\t''"
complete -c table -l ellipsis -d 'What stands where a line was clipped' -r
complete -c table -l divider-after -d 'A rule after the Nth row' -r
complete -c table -l divider-every -d 'A rule after every N rows' -r
complete -c table -l page-length -d 'Pages of N rows' -r
complete -c table -l page-break -d 'What stands between pages' -r
complete -c table -l html-attr -d 'An attribute of the HTML table' -r
complete -c table -l str-align -d 'Where text stands: left, right, center or none' -r
complete -c table -l num-align -d 'Where numbers stand: left, right, center, decimal or none' -r
complete -c table -l header-align -d 'Where names stand' -r
complete -c table -l max-header-width -d 'Names are at most so wide' -r
complete -c table -s q -l quiet -d 'Print no warnings and errors'
complete -c table -s H -l no-header -d 'The first row is data'
complete -c table -l lenient -d 'A quote that never closes is text'
complete -c table -l strict -d 'Ragged rows, double names and bad bytes are findings (status 1)'
complete -c table -s 0 -d 'Names in --files-from end with NUL'
complete -c table -l force -d 'Let -o replace an existing file'
complete -c table -l typed -d 'Text that is plainly a number is written as one (json, ndjson, yaml, xlsx, sql)'
complete -c table -l raw -d 'Let everything through that a terminal obeys'
complete -c table -l safe-formulas -d 'Put an apostrophe before what a spreadsheet would take for a formula (csv, tsv)'
complete -c table -l describe -d 'Tell what the inputs are, instead of printing them'
complete -c table -l json -d 'Print JSON, one object a line'
complete -c table -l reverse -d 'Turn the order round'
complete -c table -l sort-after-slice -d 'Slice first, then sort'
complete -c table -l hide-header -d 'Print no names'
complete -c table -l no-header-width -d 'Names do not widen their columns'
complete -c table -l no-border -d 'No rules at the edges'
complete -c table -l internal-border -d 'Rules inside, also without border'
complete -c table -l thousands -d 'Digits in groups of three'
complete -c table -l no-break-on-hyphens -d 'Words are not broken after hyphens'
complete -c table -l hide-empty -d 'Print nothing for a table without rows'
complete -c table -l formatted -d 'HTML and LaTeX with rules, padding and alignment'
complete -c table -l xhtml -d '<br/> instead of <br>'
complete -c table -l no-escape-header -d 'Names are HTML'
complete -c table -l no-escape-data -d 'Cells are HTML'
complete -c table -l no-numbers -d 'Text is not read as numbers'
complete -c table -l no-progress -d 'Show no progress bar'
complete -c table -s h -l help -d 'Print help (see more with \'--help\')'
complete -c table -s V -l version -d 'Print version'
