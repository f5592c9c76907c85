module completions {

  def "nu-complete charset era" [] {
    [ "web" "iso" "dos" "mac" "ebcdic" "all" ]
  }

  # Detect and convert text encodings
  export extern charset [
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --name-only(-m)           # Print only the encoding's name
    --all(-a)                 # Fill `alternatives`; as text, one indented line for each
    --include(-i): string     # Only these encodings, with commas between them
    --exclude(-x): string     # None of these encodings
    --era: string@"nu-complete charset era" # Only encodings of that origin
    --lines                   # Report runs of lines, for files of several encodings
    --hint: string            # Language or top-level domain that the text is likely from, such as zh, ja, ru, cn or tw
    --bytes: string           # Look at no more than N bytes
    --min-confidence: string  # Exit with status 1 when an answer is below X
    --json                    # Print one JSON object per input
    --no-progress             # Show no progress bar
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
    ...files: path            # Files to read; none or - is standard input
  ]

  def "nu-complete charset detect era" [] {
    [ "web" "iso" "dos" "mac" "ebcdic" "all" ]
  }

  # Name the encoding of each input (the default)
  export extern "charset detect" [
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --name-only(-m)           # Print only the encoding's name
    --all(-a)                 # Fill `alternatives`; as text, one indented line for each
    --include(-i): string     # Only these encodings, with commas between them
    --exclude(-x): string     # None of these encodings
    --era: string@"nu-complete charset detect era" # Only encodings of that origin
    --lines                   # Report runs of lines, for files of several encodings
    --hint: string            # Language or top-level domain that the text is likely from, such as zh, ja, ru, cn or tw
    --bytes: string           # Look at no more than N bytes
    --min-confidence: string  # Exit with status 1 when an answer is below X
    --json                    # Print one JSON object per input
    --no-progress             # Show no progress bar
    --help(-h)                # Print help
    ...files: path            # Files to read; none or - is standard input
  ]

  def "nu-complete charset to errors" [] {
    [ "strict" "replace" "ignore" ]
  }

  def "nu-complete charset to newline" [] {
    [ "keep" "lf" "crlf" ]
  }

  def "nu-complete charset to bom" [] {
    [ "keep" "add" "strip" ]
  }

  # Convert to an encoding
  export extern "charset to" [
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --from: string            # The encoding of the input
    --output(-o): path        # Write to OUT, which must not exist
    --in-place: string        # Replace the files themselves; with =SUFFIX keep the old ones under that ending
    --force                   # Overwrite an existing OUT; break hard links
    --errors: string@"nu-complete charset to errors" # What becomes of malformed bytes and of characters that ENC lacks
    --newline: string@"nu-complete charset to newline" # The line ends of the result
    --bom: string@"nu-complete charset to bom" # The byte order mark of the result
    --check-roundtrip         # Also undo the conversion and compare (status 1 when it differs; --in-place then writes nothing)
    --min-confidence: string  # Refuse (status 4) when the encoding is less certain
    --json                    # Print one JSON object per converted input (to stderr when the text goes to stdout)
    --help(-h)                # Print help
    encoding: string          # The encoding of the result
    ...files: path            # Files to read; none or - is standard input
  ]

  def "nu-complete charset lint newline" [] {
    [ "lf" "crlf" ]
  }

  # Check that texts are in one encoding
  export extern "charset lint" [
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --require: string         # The encoding that texts must be in
    --no-bom                  # No byte order mark
    --newline: string@"nu-complete charset lint newline" # The line end that every line must have
    --max-findings: string    # Stop after N findings
    --json                    # Print one JSON object per finding
    --help(-h)                # Print help
    ...roots: path            # Trees and files to check; none is the current folder. Binaries, .git and what .gitignore or .ignore name are skipped
  ]

  # List every encoding
  export extern "charset list" [
    --json                    # Print one JSON object per encoding: name, aliases, era, detected, decoded, encoded
    --help(-h)                # Print help
  ]

}

export use completions *
