module completions {

  def "nu-complete table from" [] {
    [ "auto" "csv" "tsv" "json" "ndjson" "md" ]
  }

  def "nu-complete table to" [] {
    [ "default" "msword" "columns" "markdown" "orgmode" "single" "double" "rst" "csv" "tsv" "json" "ndjson" ]
  }

  # Print tables: CSV, TSV and JSON in; text, Markdown, CSV, TSV and JSON out
  export extern table [
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --from(-f): string@"nu-complete table from" # The format of the inputs; auto goes by extension, then by content
    --delimiter(-d): string   # What stands between values; alone it means -f csv
    --encoding(-e): string    # The inputs' encoding, when it is not recognised
    --no-header(-H)           # The first row is data
    --lenient                 # A quote that never closes is text
    --strict                  # Ragged rows and bytes that are no text are findings (status 1)
    --columns(-c): string     # Columns to print: names, NAME=NEW, -NAME, #3, 3-5
    --to(-t): string@"nu-complete table to" # The format to print
    --title: string           # A title above the table; of several inputs each has its name
    --align: string           # Where cells stand: l, c or r, for all columns or one
    --output(-o): path        # Write to FILE, which must not exist
    --force                   # Let -o replace an existing file
    --quiet(-q)               # Print no warnings and errors
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
    ...files: path            # Files to read; none or - is standard input
  ]

}

export use completions *
