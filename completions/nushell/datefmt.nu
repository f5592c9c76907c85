module completions {

  def "nu-complete datefmt gap" [] {
    [ "reject" "earlier" "later" "compatible" ]
  }

  def "nu-complete datefmt fold" [] {
    [ "reject" "earlier" "later" "compatible" ]
  }

  def "nu-complete datefmt on_error" [] {
    [ "keep" "skip" "null" "stop" ]
  }

  # Dates and times from one format into another
  export extern datefmt [
    --file: path              # Read the lines of FILE (repeatable; - is stdin)
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --or: string              # Further format to try, in order (repeatable)
    --tz: string              # Zone of the output: a name, local, +08:00 or a POSIX TZ string
    --utc(-u)                 # Output in UTC
    --from-tz: string         # Zone of values that name none
    --gap: string@"nu-complete datefmt gap" # Local times that the clock jumps over: reject, earlier, later, compatible
    --fold: string@"nu-complete datefmt fold" # Local times that exist twice: the same choices [default: earlier]
    --tz-abbrev: string       # Meaning of an abbreviation, as CST=+08:00 (repeatable)
    --base: string            # Fills larger units that the format lacks [default: today]
    --past                    # Without a year, the past is meant
    --pivot: string           # First two-digit year of the 1900s
    --strict                  # Refuse to take a time without zone as UTC
    --loose                   # Years of 1 to 4 digits
    --trim                    # Ignore blanks around values
    --iso24                   # Read 24:00:00 as the end of the day
    --ignore-weekday          # Ignore weekdays that contradict the date
    --truncate                # Cut fractions finer than a nanosecond
    --lenient-format          # Print unknown directives as they are
    --on-error: string@"nu-complete datefmt on_error" # For a value that fails: keep it, skip it, null (empty line), stop
    --max-errors: string      # Stop after N values that failed
    --json                    # Print one JSON object a value
    --quiet(-q)               # No messages; the status stays
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
    input: string             # Format of the values, or its name
    output: string            # Format to print, or its name
    ...values: string         # Values; none: every line of stdin, or of --file
  ]

  def "nu-complete datefmt fields gap" [] {
    [ "reject" "earlier" "later" "compatible" ]
  }

  def "nu-complete datefmt fields fold" [] {
    [ "reject" "earlier" "later" "compatible" ]
  }

  # Print a value's fields as Python's struct_time has them
  export extern "datefmt fields" [
    --or: string              # Further format to try, in order (repeatable)
    --tz: string              # Zone of the output: a name, local, +08:00 or a POSIX TZ string
    --utc(-u)                 # Output in UTC
    --from-tz: string         # Zone of values that name none
    --gap: string@"nu-complete datefmt fields gap" # Local times that the clock jumps over: reject, earlier, later, compatible
    --fold: string@"nu-complete datefmt fields fold" # Local times that exist twice: the same choices [default: earlier]
    --tz-abbrev: string       # Meaning of an abbreviation, as CST=+08:00 (repeatable)
    --base: string            # Fills larger units that the format lacks [default: today]
    --past                    # Without a year, the past is meant
    --pivot: string           # First two-digit year of the 1900s
    --strict                  # Refuse to take a time without zone as UTC
    --loose                   # Years of 1 to 4 digits
    --trim                    # Ignore blanks around values
    --iso24                   # Read 24:00:00 as the end of the day
    --ignore-weekday          # Ignore weekdays that contradict the date
    --truncate                # Cut fractions finer than a nanosecond
    --lenient-format          # Print unknown directives as they are
    --help(-h)                # Print help (see more with '--help')
    input: string             # Format of the value, or its name
    value: string             # The value
  ]

  # Print the current time
  export extern "datefmt now" [
    --tz: string              # Zone of the output: a name, local, +08:00 or a POSIX TZ string
    --utc(-u)                 # Output in UTC
    --help(-h)                # Print help
    output?: string           # Format to print, or its name
  ]

  # Say what each directive of a format prints and reads
  export extern "datefmt explain" [
    --help(-h)                # Print help
    format: string            # The format
  ]

  def "nu-complete datefmt list what" [] {
    [ "formats" "directives" "zones" ]
  }

  # List formats, directives or time zones
  export extern "datefmt list" [
    --help(-h)                # Print help
    what: string@"nu-complete datefmt list what" # What to list
  ]

}

export use completions *
