module completions {

  # One-time passwords in the shell
  export extern totp [
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
  ]

  # Make a random secret
  export extern "totp new" [
    --bits: string            # Random bits, 128 to 4096 in steps of 8
    --digits: string          # Digits of a code, 4 to 10
    --period: string          # Seconds of a step
    --algo: string            # SHA1, SHA256 or SHA512
    --epoch: string           # Unix time of step 0
    --hotp                    # Count events instead of time
    --counter: string         # The counter (HOTP)
    --steam                   # Steam's five letters and digits
    --name: string            # Whose code it is
    --issuer: string          # Who it is for
    --uri                     # Print an otpauth URI
    --json                    # Print JSON, the secret in it
    --help(-h)                # Print help
  ]

  # Print the code of this moment
  export extern "totp now" [
    --env: string             # Take the secret from an environment variable
    --fd: string              # Take the secret from an open file descriptor
    --hex                     # A bare secret is hexadecimal
    --store: path             # The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)
    --identity: path          # The age identity that opens it (TOTP_IDENTITY)
    --digits: string          # Digits of a code, 4 to 10
    --period: string          # Seconds of a step
    --algo: string            # SHA1, SHA256 or SHA512
    --epoch: string           # Unix time of step 0
    --hotp                    # Count events instead of time
    --counter: string         # The counter (HOTP)
    --steam                   # Steam's five letters and digits
    --at: string              # Another moment: @UNIX, RFC 3339, or local time
    --next                    # The code of the next step
    --left                    # Add a tab and the seconds left
    --min-left: string        # Wait for a code that holds for S seconds yet
    --batch: path             # One code for each row of FILE or standard input: SECRET [MOMENT [DIGITS [PERIOD [ALGO [TYPE [EPOCH]]]]]]
    --json                    # Print NDJSON
    --verbose(-v)             # Say what is doubtful about the secret
    --help(-h)                # Print help
    source?: string           # - or nothing: standard input; @FILE; or a stored entry
  ]

  # Say by the exit status whether a code is right
  export extern "totp verify" [
    --env: string             # Take the secret from an environment variable
    --fd: string              # Take the secret from an open file descriptor
    --hex                     # A bare secret is hexadecimal
    --store: path             # The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)
    --identity: path          # The age identity that opens it (TOTP_IDENTITY)
    --user: string            # The code of a stored entry; an unknown one looks like a wrong code
    --digits: string          # Digits of a code, 4 to 10
    --period: string          # Seconds of a step
    --algo: string            # SHA1, SHA256 or SHA512
    --epoch: string           # Unix time of step 0
    --hotp                    # Count events instead of time
    --counter: string         # The counter (HOTP)
    --steam                   # Steam's five letters and digits
    --at: string              # The moment of the check: @UNIX, RFC 3339, or local time
    --window: string          # Steps accepted to either side (default 1)
    --past: string            # Steps accepted in the past
    --future: string          # Steps accepted in the future
    --look-ahead: string      # Counters accepted beyond the expected one (HOTP; 10 with a state, else 0)
    --state: path             # Remember accepted codes in FILE, and refuse them
    --no-state                # With --user: remember nothing
    --max-fails: string       # Lock out after N wrong codes in a row (10 with --user, else never)
    --lock-for: string        # Seconds of the first lock-out; each is twice as long as the last, up to a day
    --json                    # Print JSON
    --verbose(-v)             # Say what is doubtful about the secret
    --help(-h)                # Print help
    ...arguments: string      # SOURCE and CODE; CODE alone with --env, --fd or --user. One of them may be - for standard input
  ]

  # Build or read otpauth URIs
  export extern "totp uri" [
    --help(-h)                # Print help
  ]

  # Print the otpauth URI of a secret
  export extern "totp uri build" [
    --env: string             # Take the secret from an environment variable
    --fd: string              # Take the secret from an open file descriptor
    --hex                     # A bare secret is hexadecimal
    --store: path             # The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)
    --identity: path          # The age identity that opens it (TOTP_IDENTITY)
    --digits: string          # Digits of a code, 4 to 10
    --period: string          # Seconds of a step
    --algo: string            # SHA1, SHA256 or SHA512
    --epoch: string           # Unix time of step 0
    --hotp                    # Count events instead of time
    --counter: string         # The counter (HOTP)
    --steam                   # Steam's five letters and digits
    --name: string            # Whose code it is
    --issuer: string          # Who it is for
    --image: string           # URL of a picture
    --help(-h)                # Print help
    source?: string           # - or nothing: standard input; @FILE; or a stored entry
  ]

  # Read URIs from standard input, one a line
  export extern "totp uri parse" [
    --json                    # Print NDJSON
    --show-secret             # Print the secrets too
    --help(-h)                # Print help
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "totp uri help" [
  ]

  # Print the otpauth URI of a secret
  export extern "totp uri help build" [
  ]

  # Read URIs from standard input, one a line
  export extern "totp uri help parse" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "totp uri help help" [
  ]

  def "nu-complete totp qr ecc" [] {
    [ "L" "M" "Q" "H" ]
  }

  # Draw the QR code of an entry
  export extern "totp qr" [
    --env: string             # Take the secret from an environment variable
    --fd: string              # Take the secret from an open file descriptor
    --hex                     # A bare secret is hexadecimal
    --store: path             # The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)
    --identity: path          # The age identity that opens it (TOTP_IDENTITY)
    --digits: string          # Digits of a code, 4 to 10
    --period: string          # Seconds of a step
    --algo: string            # SHA1, SHA256 or SHA512
    --epoch: string           # Unix time of step 0
    --hotp                    # Count events instead of time
    --counter: string         # The counter (HOTP)
    --steam                   # Steam's five letters and digits
    --name: string            # Whose code it is
    --issuer: string          # Who it is for
    --output(-o): path        # Write a picture: F.png, F.svg, or - for PNG on standard output
    --terminal                # Print blocks for a terminal (the default)
    --invert                  # Exchange dark and light
    --ecc: string@"nu-complete totp qr ecc" # Error correction: 7, 15, 25 or 30 %
    --scale: string           # Pixels of a module
    --force                   # Replace an existing picture
    --help(-h)                # Print help
    source?: string           # - or nothing: standard input; @FILE; or a stored entry
  ]

  # Read QR codes from pictures
  export extern "totp scan" [
    --raw                     # Print the text of any code, not only of otpauth ones
    --json                    # Print NDJSON
    --help(-h)                # Print help
    ...images: path           # PNG, JPEG or WebP files
  ]

  # Make an encrypted store for entries
  export extern "totp init" [
    --store: path             # The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)
    --identity: path          # The age identity that opens it (TOTP_IDENTITY)
    --help(-h)                # Print help
  ]

  # Put an entry into the store
  export extern "totp add" [
    --env: string             # Take the secret from an environment variable
    --fd: string              # Take the secret from an open file descriptor
    --hex                     # A bare secret is hexadecimal
    --store: path             # The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)
    --identity: path          # The age identity that opens it (TOTP_IDENTITY)
    --digits: string          # Digits of a code, 4 to 10
    --period: string          # Seconds of a step
    --algo: string            # SHA1, SHA256 or SHA512
    --epoch: string           # Unix time of step 0
    --hotp                    # Count events instead of time
    --counter: string         # The counter (HOTP)
    --steam                   # Steam's five letters and digits
    --name: string            # Whose code it is
    --issuer: string          # Who it is for
    --help(-h)                # Print help
    entry: string             # What the entry is called
    source?: string           # - or nothing: standard input; @FILE; or a stored entry
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "totp help" [
  ]

  # Make a random secret
  export extern "totp help new" [
  ]

  # Print the code of this moment
  export extern "totp help now" [
  ]

  # Say by the exit status whether a code is right
  export extern "totp help verify" [
  ]

  # Build or read otpauth URIs
  export extern "totp help uri" [
  ]

  # Print the otpauth URI of a secret
  export extern "totp help uri build" [
  ]

  # Read URIs from standard input, one a line
  export extern "totp help uri parse" [
  ]

  # Draw the QR code of an entry
  export extern "totp help qr" [
  ]

  # Read QR codes from pictures
  export extern "totp help scan" [
  ]

  # Make an encrypted store for entries
  export extern "totp help init" [
  ]

  # Put an entry into the store
  export extern "totp help add" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "totp help help" [
  ]

}

export use completions *
