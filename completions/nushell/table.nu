module completions {

  def "nu-complete table from" [] {
    [ "auto" "csv" "tsv" "json" "ndjson" "ws" "fixed" "md" "html" "xlsx" "xls" "ods" "logfmt" "ltsv" "yaml" "text" ]
  }

  def "nu-complete table expanded" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete table pager" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete table color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete table theme" [] {
    [ "plain" "bold" "cyan" "green" "reverse" ]
  }

  def "nu-complete table overflow" [] {
    [ "grow" "wrap" "clip" ]
  }

  def "nu-complete table compat" [] {
    [ "prettytable" "tabulate" ]
  }

  def "nu-complete table ansi" [] {
    [ "show" "keep" "strip" ]
  }

  def "nu-complete table header_style" [] {
    [ "cap" "title" "upper" "lower" ]
  }

  def "nu-complete table hrules" [] {
    [ "frame" "all" "none" "header" ]
  }

  def "nu-complete table vrules" [] {
    [ "frame" "all" "none" ]
  }

  def "nu-complete table wrap" [] {
    [ "word" "char" "clip" "none" ]
  }

  # Print tables: CSV, JSON, XLSX and more in; text, Markdown, HTML, CSV, JSON, XLSX out
  export extern table [
    --quiet(-q)               # Print no warnings and errors
    --from(-f): string@"nu-complete table from" # The format of the inputs; auto goes by extension, then by content
    --delimiter(-d): string   # What stands between values; alone it means -f csv
    --quote: string           # What stands around values
    --encoding(-e): string    # The inputs' encoding, when it is not recognised
    --no-header(-H)           # The first row is data
    --sheet: string           # The sheet of a workbook, by name or number; the number of a table in a document
    --lenient                 # A quote that never closes is text
    --strict                  # Ragged rows, double names and bad bytes are findings (status 1)
    --skip: string            # Leave out lines before the header
    --max-cell: string        # No cell may be longer
    --max-columns: string     # No row may have more cells
    --files-from: path        # Read more file names from FILE, one a line
    -0                        # Names in --files-from end with NUL
    --to(-t): string          # The format to print, such as markdown, html, csv, json, grid
    --style: string           # The style that html and latex take rules and padding from
    --output(-o): path        # Write to FILE, which must not exist
    --force                   # Let -o replace an existing file
    --out-delimiter: string   # What stands between values of -t csv
    --expanded(-x): string@"nu-complete table expanded" # One record a block; auto: when the terminal is too narrow
    --width: string           # Fit the table into so many columns: auto (the terminal's), N or none
    --pager: string@"nu-complete table pager" # Page through what does not fit on the terminal ($PAGER, or less)
    --color: string@"nu-complete table color" # Use colour
    --theme: string@"nu-complete table theme" # How the header is coloured
    --stream: string          # Print after N rows or 50 ms, and then row by row
    --overflow: string@"nu-complete table overflow" # What --stream does with cells that are longer than the first ones
    --typed                   # Text that is plainly a number is written as one (json, ndjson, yaml, xlsx, sql)
    --compat: string@"nu-complete table compat" # Do as the library does, to the byte
    --raw                     # Let everything through that a terminal obeys
    --ansi: string@"nu-complete table ansi" # What becomes of colours in cells: show, keep or strip
    --ambiguous: string       # The width of ambiguous characters: 1, or 2 on Chinese, Japanese and Korean terminals
    --safe-formulas           # Put an apostrophe before what a spreadsheet would take for a formula (csv, tsv)
    --describe                # Tell what the inputs are, instead of printing them
    --json                    # Print JSON, one object a line
    --check: string           # Is the block NAME of FILE what would be printed?
    --update: string          # Write the block NAME of FILE
    --seed: string            # The seed of -t random
    --columns(-c): string     # Columns to print: names, NAME=NEW, -NAME, #3, 3-5
    --where(-w): string       # Rows to print: 'col>3', col=v, col!=v, col~regex, col!~regex
    --sort(-s): string        # Sort by [-]NAME[:n|:v|:nat|:pinyin], ...
    --reverse                 # Turn the order round
    --rows: string            # Rows A up to B, which is not printed, from 0
    --head: string            # The first N rows
    --tail: string            # The last N rows
    --sort-after-slice        # Slice first, then sort
    --group: string           # Rule off rows that are alike in a column
    --total: string           # Add a row of totals: sum, mean, min, max or count
    --index: string           # A column of row numbers
    --title: string           # A title above the table; of several inputs each has its name
    --align: string           # Where cells stand: l, c, r, d (on the decimal point) or auto
    --valign: string          # Where short cells stand: t, m or b
    --header-style: string@"nu-complete table header_style" # How names are written: cap, title, upper or lower
    --hide-header             # Print no names
    --no-header-width         # Names do not widen their columns
    --no-border               # No rules at the edges
    --internal-border         # Rules inside, also without border
    --hrules: string@"nu-complete table hrules" # Horizontal rules: frame, all, none or header
    --vrules: string@"nu-complete table vrules" # Vertical rules: frame, all or none
    --padding: string         # Blanks on both sides of cells
    --padding-left: string    # Blanks on the left of cells
    --padding-right: string   # Blanks on the right of cells
    --char: string            # A character to draw with: vertical, horizontal, junction, top-left-junction ...
    --max-width: string       # At most so wide
    --min-width: string       # At least so wide
    --min-table-width: string # The table is at least so wide
    --max-table-width: string # All columns shrink in proportion
    --int-format: string      # How JSON's integers are written: 6 is C's %6d
    --float-format: string    # How JSON's other numbers are written: 6.2 is C's %6.2f
    --fmt: string             # How numbers are written, as Python's format(): .2f or ,
    --null: string            # What stands for null
    --thousands               # Digits in groups of three
    --no-break-on-hyphens     # Words are not broken after hyphens
    --wrap: string@"nu-complete table wrap" # How long lines are broken: word, char, clip or none
    --ellipsis: string        # What stands where a line was clipped
    --divider-after: string   # A rule after the Nth row
    --divider-every: string   # A rule after every N rows
    --page-length: string     # Pages of N rows
    --page-break: string      # What stands between pages
    --hide-empty              # Print nothing for a table without rows
    --formatted               # HTML and LaTeX with rules, padding and alignment
    --xhtml                   # <br/> instead of <br>
    --html-attr: string       # An attribute of the HTML table
    --no-escape-header        # Names are HTML
    --no-escape-data          # Cells are HTML
    --str-align: string       # Where text stands: left, right, center or none
    --num-align: string       # Where numbers stand: left, right, center, decimal or none
    --header-align: string    # Where names stand
    --max-header-width: string # Names are at most so wide
    --no-numbers              # Text is not read as numbers
    --no-progress             # Show no progress bar
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
    ...files: path            # Files to read; none or - is standard input
  ]

}

export use completions *
