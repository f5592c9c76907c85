module completions {

  # Fill in $name templates: one text or a million rows. A missing value is never filled with nothing
  export extern fillin [
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
  ]

  # Fill templates, to standard output, to a new file, or in place
  export extern "fillin render" [
    --text(-t): string        # The template itself
    --output(-o): path        # Write to FILE, which must not exist
    --in-place(-i)            # Replace each template with its filling
    --env: string             # Take environment variables, all or those that match GLOB
    --data: path              # Take the members of a JSON object
    --env-file: path          # Take the NAME=value lines of a .env file
    --set(-s): string         # Give a name a value
    --set-json: string        # Give a name a JSON value
    --set-file: string        # Give a name the content of a file
    --safe                    # Leave placeholders without a value, and invalid ones, as they are
    --delimiter: string       # What begins a placeholder [default: $]
    --idpattern: string       # The pattern of names, without case [default: [_a-z][_a-z0-9]*]
    --braceidpattern: string  # The pattern of names in braces [default: that of --idpattern]
    --case-sensitive          # Patterns heed case
    --filters                 # Allow filters behind a name in braces: ${v|strip|title}
    --encoding: string        # The templates' encoding, such as gbk or utf-16; bytes: values go in as they are
    --json                    # Print one JSON object for each template or row
    --quiet(-q)               # Print no messages
    --help(-h)                # Print help
    ...templates: path        # Templates; none or - is standard input
  ]

  # Fill a template once for every row of a table
  export extern "fillin merge" [
    --template-column: string # Every row brings its own template in this column
    --output(-o): path        # Write to FILE, which must not exist
    --env: string             # Take environment variables, all or those that match GLOB
    --data: path              # Take the members of a JSON object
    --env-file: path          # Take the NAME=value lines of a .env file
    --set(-s): string         # Give a name a value
    --set-json: string        # Give a name a JSON value
    --set-file: string        # Give a name the content of a file
    --safe                    # Leave placeholders without a value, and invalid ones, as they are
    --delimiter: string       # What begins a placeholder [default: $]
    --idpattern: string       # The pattern of names, without case [default: [_a-z][_a-z0-9]*]
    --braceidpattern: string  # The pattern of names in braces [default: that of --idpattern]
    --case-sensitive          # Patterns heed case
    --filters                 # Allow filters behind a name in braces: ${v|strip|title}
    --encoding: string        # The templates' encoding, such as gbk or utf-16; bytes: values go in as they are
    --json                    # Print one JSON object for each template or row
    --quiet(-q)               # Print no messages
    --help(-h)                # Print help
    ...files: path            # TEMPLATE and ROWS (.csv .tsv .jsonl .ndjson; - is CSV from standard input); only ROWS with --template-column
  ]

  # List the names that templates use, sorted
  export extern "fillin vars" [
    --env-example             # Print NAME= lines for a .env file
    --delimiter: string       # What begins a placeholder [default: $]
    --idpattern: string       # The pattern of names, without case [default: [_a-z][_a-z0-9]*]
    --braceidpattern: string  # The pattern of names in braces [default: that of --idpattern]
    --case-sensitive          # Patterns heed case
    --filters                 # Allow filters behind a name in braces: ${v|strip|title}
    --encoding: string        # The templates' encoding, such as gbk or utf-16; bytes: values go in as they are
    --json                    # Print one JSON object for each template or row
    --quiet(-q)               # Print no messages
    --help(-h)                # Print help
    ...templates: path        # Templates; none or - is standard input
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "fillin help" [
  ]

  # Fill templates, to standard output, to a new file, or in place
  export extern "fillin help render" [
  ]

  # Fill a template once for every row of a table
  export extern "fillin help merge" [
  ]

  # List the names that templates use, sorted
  export extern "fillin help vars" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "fillin help help" [
  ]

}

export use completions *
