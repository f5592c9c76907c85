# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_totp_global_optspecs
    string join \n h/help V/version
end

function __fish_totp_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_totp_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_totp_using_subcommand
    set -l cmd (__fish_totp_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c totp -n "__fish_totp_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c totp -n "__fish_totp_needs_command" -s V -l version -d 'Print version'
complete -c totp -n "__fish_totp_needs_command" -f -a "new" -d 'Make a random secret'
complete -c totp -n "__fish_totp_needs_command" -f -a "now" -d 'Print the code of this moment'
complete -c totp -n "__fish_totp_needs_command" -f -a "verify" -d 'Say by the exit status whether a code is right'
complete -c totp -n "__fish_totp_needs_command" -f -a "uri" -d 'Build or read otpauth URIs'
complete -c totp -n "__fish_totp_needs_command" -f -a "qr" -d 'Draw the QR code of an entry'
complete -c totp -n "__fish_totp_needs_command" -f -a "scan" -d 'Read QR codes from pictures'
complete -c totp -n "__fish_totp_needs_command" -f -a "init" -d 'Make an encrypted store for entries'
complete -c totp -n "__fish_totp_needs_command" -f -a "add" -d 'Put an entry into the store'
complete -c totp -n "__fish_totp_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c totp -n "__fish_totp_using_subcommand new" -l bits -d 'Random bits, 128 to 4096 in steps of 8' -r
complete -c totp -n "__fish_totp_using_subcommand new" -l digits -d 'Digits of a code, 4 to 10' -r
complete -c totp -n "__fish_totp_using_subcommand new" -l period -d 'Seconds of a step' -r
complete -c totp -n "__fish_totp_using_subcommand new" -l algo -d 'SHA1, SHA256 or SHA512' -r
complete -c totp -n "__fish_totp_using_subcommand new" -l epoch -d 'Unix time of step 0' -r
complete -c totp -n "__fish_totp_using_subcommand new" -l counter -d 'The counter (HOTP)' -r
complete -c totp -n "__fish_totp_using_subcommand new" -l name -d 'Whose code it is' -r
complete -c totp -n "__fish_totp_using_subcommand new" -l issuer -d 'Who it is for' -r
complete -c totp -n "__fish_totp_using_subcommand new" -l hotp -d 'Count events instead of time'
complete -c totp -n "__fish_totp_using_subcommand new" -l steam -d 'Steam\'s five letters and digits'
complete -c totp -n "__fish_totp_using_subcommand new" -l uri -d 'Print an otpauth URI'
complete -c totp -n "__fish_totp_using_subcommand new" -l json -d 'Print JSON, the secret in it'
complete -c totp -n "__fish_totp_using_subcommand new" -s h -l help -d 'Print help'
complete -c totp -n "__fish_totp_using_subcommand now" -l env -d 'Take the secret from an environment variable' -r
complete -c totp -n "__fish_totp_using_subcommand now" -l fd -d 'Take the secret from an open file descriptor' -r
complete -c totp -n "__fish_totp_using_subcommand now" -l store -d 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)' -r -F
complete -c totp -n "__fish_totp_using_subcommand now" -l identity -d 'The age identity that opens it (TOTP_IDENTITY)' -r -F
complete -c totp -n "__fish_totp_using_subcommand now" -l digits -d 'Digits of a code, 4 to 10' -r
complete -c totp -n "__fish_totp_using_subcommand now" -l period -d 'Seconds of a step' -r
complete -c totp -n "__fish_totp_using_subcommand now" -l algo -d 'SHA1, SHA256 or SHA512' -r
complete -c totp -n "__fish_totp_using_subcommand now" -l epoch -d 'Unix time of step 0' -r
complete -c totp -n "__fish_totp_using_subcommand now" -l counter -d 'The counter (HOTP)' -r
complete -c totp -n "__fish_totp_using_subcommand now" -l at -d 'Another moment: @UNIX, RFC 3339, or local time' -r
complete -c totp -n "__fish_totp_using_subcommand now" -l min-left -d 'Wait for a code that holds for S seconds yet' -r
complete -c totp -n "__fish_totp_using_subcommand now" -l batch -d 'One code for each row of FILE or standard input: SECRET [MOMENT [DIGITS [PERIOD [ALGO [TYPE [EPOCH]]]]]]' -r -F
complete -c totp -n "__fish_totp_using_subcommand now" -l hex -d 'A bare secret is hexadecimal'
complete -c totp -n "__fish_totp_using_subcommand now" -l hotp -d 'Count events instead of time'
complete -c totp -n "__fish_totp_using_subcommand now" -l steam -d 'Steam\'s five letters and digits'
complete -c totp -n "__fish_totp_using_subcommand now" -l next -d 'The code of the next step'
complete -c totp -n "__fish_totp_using_subcommand now" -l left -d 'Add a tab and the seconds left'
complete -c totp -n "__fish_totp_using_subcommand now" -l json -d 'Print NDJSON'
complete -c totp -n "__fish_totp_using_subcommand now" -s v -l verbose -d 'Say what is doubtful about the secret'
complete -c totp -n "__fish_totp_using_subcommand now" -s h -l help -d 'Print help'
complete -c totp -n "__fish_totp_using_subcommand verify" -l env -d 'Take the secret from an environment variable' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l fd -d 'Take the secret from an open file descriptor' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l store -d 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)' -r -F
complete -c totp -n "__fish_totp_using_subcommand verify" -l identity -d 'The age identity that opens it (TOTP_IDENTITY)' -r -F
complete -c totp -n "__fish_totp_using_subcommand verify" -l user -d 'The code of a stored entry; an unknown one looks like a wrong code' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l digits -d 'Digits of a code, 4 to 10' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l period -d 'Seconds of a step' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l algo -d 'SHA1, SHA256 or SHA512' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l epoch -d 'Unix time of step 0' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l counter -d 'The counter (HOTP)' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l at -d 'The moment of the check: @UNIX, RFC 3339, or local time' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l window -d 'Steps accepted to either side (default 1)' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l past -d 'Steps accepted in the past' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l future -d 'Steps accepted in the future' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l look-ahead -d 'Counters accepted beyond the expected one (HOTP; 10 with a state, else 0)' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l state -d 'Remember accepted codes in FILE, and refuse them' -r -F
complete -c totp -n "__fish_totp_using_subcommand verify" -l max-fails -d 'Lock out after N wrong codes in a row (10 with --user, else never)' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l lock-for -d 'Seconds of the first lock-out; each is twice as long as the last, up to a day' -r
complete -c totp -n "__fish_totp_using_subcommand verify" -l hex -d 'A bare secret is hexadecimal'
complete -c totp -n "__fish_totp_using_subcommand verify" -l hotp -d 'Count events instead of time'
complete -c totp -n "__fish_totp_using_subcommand verify" -l steam -d 'Steam\'s five letters and digits'
complete -c totp -n "__fish_totp_using_subcommand verify" -l no-state -d 'With --user: remember nothing'
complete -c totp -n "__fish_totp_using_subcommand verify" -l json -d 'Print JSON'
complete -c totp -n "__fish_totp_using_subcommand verify" -s v -l verbose -d 'Say what is doubtful about the secret'
complete -c totp -n "__fish_totp_using_subcommand verify" -s h -l help -d 'Print help'
complete -c totp -n "__fish_totp_using_subcommand uri; and not __fish_seen_subcommand_from build parse help" -s h -l help -d 'Print help'
complete -c totp -n "__fish_totp_using_subcommand uri; and not __fish_seen_subcommand_from build parse help" -f -a "build" -d 'Print the otpauth URI of a secret'
complete -c totp -n "__fish_totp_using_subcommand uri; and not __fish_seen_subcommand_from build parse help" -f -a "parse" -d 'Read URIs from standard input, one a line'
complete -c totp -n "__fish_totp_using_subcommand uri; and not __fish_seen_subcommand_from build parse help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l env -d 'Take the secret from an environment variable' -r
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l fd -d 'Take the secret from an open file descriptor' -r
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l store -d 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)' -r -F
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l identity -d 'The age identity that opens it (TOTP_IDENTITY)' -r -F
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l digits -d 'Digits of a code, 4 to 10' -r
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l period -d 'Seconds of a step' -r
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l algo -d 'SHA1, SHA256 or SHA512' -r
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l epoch -d 'Unix time of step 0' -r
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l counter -d 'The counter (HOTP)' -r
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l name -d 'Whose code it is' -r
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l issuer -d 'Who it is for' -r
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l image -d 'URL of a picture' -r
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l hex -d 'A bare secret is hexadecimal'
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l hotp -d 'Count events instead of time'
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -l steam -d 'Steam\'s five letters and digits'
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from build" -s h -l help -d 'Print help'
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from parse" -l json -d 'Print NDJSON'
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from parse" -l show-secret -d 'Print the secrets too'
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from parse" -s h -l help -d 'Print help'
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from help" -f -a "build" -d 'Print the otpauth URI of a secret'
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from help" -f -a "parse" -d 'Read URIs from standard input, one a line'
complete -c totp -n "__fish_totp_using_subcommand uri; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c totp -n "__fish_totp_using_subcommand qr" -l env -d 'Take the secret from an environment variable' -r
complete -c totp -n "__fish_totp_using_subcommand qr" -l fd -d 'Take the secret from an open file descriptor' -r
complete -c totp -n "__fish_totp_using_subcommand qr" -l store -d 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)' -r -F
complete -c totp -n "__fish_totp_using_subcommand qr" -l identity -d 'The age identity that opens it (TOTP_IDENTITY)' -r -F
complete -c totp -n "__fish_totp_using_subcommand qr" -l digits -d 'Digits of a code, 4 to 10' -r
complete -c totp -n "__fish_totp_using_subcommand qr" -l period -d 'Seconds of a step' -r
complete -c totp -n "__fish_totp_using_subcommand qr" -l algo -d 'SHA1, SHA256 or SHA512' -r
complete -c totp -n "__fish_totp_using_subcommand qr" -l epoch -d 'Unix time of step 0' -r
complete -c totp -n "__fish_totp_using_subcommand qr" -l counter -d 'The counter (HOTP)' -r
complete -c totp -n "__fish_totp_using_subcommand qr" -l name -d 'Whose code it is' -r
complete -c totp -n "__fish_totp_using_subcommand qr" -l issuer -d 'Who it is for' -r
complete -c totp -n "__fish_totp_using_subcommand qr" -s o -l output -d 'Write a picture: F.png, F.svg, or - for PNG on standard output' -r -F
complete -c totp -n "__fish_totp_using_subcommand qr" -l ecc -d 'Error correction: 7, 15, 25 or 30 %' -r -f -a "L\t''
M\t''
Q\t''
H\t''"
complete -c totp -n "__fish_totp_using_subcommand qr" -l scale -d 'Pixels of a module' -r
complete -c totp -n "__fish_totp_using_subcommand qr" -l hex -d 'A bare secret is hexadecimal'
complete -c totp -n "__fish_totp_using_subcommand qr" -l hotp -d 'Count events instead of time'
complete -c totp -n "__fish_totp_using_subcommand qr" -l steam -d 'Steam\'s five letters and digits'
complete -c totp -n "__fish_totp_using_subcommand qr" -l terminal -d 'Print blocks for a terminal (the default)'
complete -c totp -n "__fish_totp_using_subcommand qr" -l invert -d 'Exchange dark and light'
complete -c totp -n "__fish_totp_using_subcommand qr" -l force -d 'Replace an existing picture'
complete -c totp -n "__fish_totp_using_subcommand qr" -s h -l help -d 'Print help'
complete -c totp -n "__fish_totp_using_subcommand scan" -l raw -d 'Print the text of any code, not only of otpauth ones'
complete -c totp -n "__fish_totp_using_subcommand scan" -l json -d 'Print NDJSON'
complete -c totp -n "__fish_totp_using_subcommand scan" -s h -l help -d 'Print help'
complete -c totp -n "__fish_totp_using_subcommand init" -l store -d 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)' -r -F
complete -c totp -n "__fish_totp_using_subcommand init" -l identity -d 'The age identity that opens it (TOTP_IDENTITY)' -r -F
complete -c totp -n "__fish_totp_using_subcommand init" -s h -l help -d 'Print help'
complete -c totp -n "__fish_totp_using_subcommand add" -l env -d 'Take the secret from an environment variable' -r
complete -c totp -n "__fish_totp_using_subcommand add" -l fd -d 'Take the secret from an open file descriptor' -r
complete -c totp -n "__fish_totp_using_subcommand add" -l store -d 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)' -r -F
complete -c totp -n "__fish_totp_using_subcommand add" -l identity -d 'The age identity that opens it (TOTP_IDENTITY)' -r -F
complete -c totp -n "__fish_totp_using_subcommand add" -l digits -d 'Digits of a code, 4 to 10' -r
complete -c totp -n "__fish_totp_using_subcommand add" -l period -d 'Seconds of a step' -r
complete -c totp -n "__fish_totp_using_subcommand add" -l algo -d 'SHA1, SHA256 or SHA512' -r
complete -c totp -n "__fish_totp_using_subcommand add" -l epoch -d 'Unix time of step 0' -r
complete -c totp -n "__fish_totp_using_subcommand add" -l counter -d 'The counter (HOTP)' -r
complete -c totp -n "__fish_totp_using_subcommand add" -l name -d 'Whose code it is' -r
complete -c totp -n "__fish_totp_using_subcommand add" -l issuer -d 'Who it is for' -r
complete -c totp -n "__fish_totp_using_subcommand add" -l hex -d 'A bare secret is hexadecimal'
complete -c totp -n "__fish_totp_using_subcommand add" -l hotp -d 'Count events instead of time'
complete -c totp -n "__fish_totp_using_subcommand add" -l steam -d 'Steam\'s five letters and digits'
complete -c totp -n "__fish_totp_using_subcommand add" -s h -l help -d 'Print help'
complete -c totp -n "__fish_totp_using_subcommand help; and not __fish_seen_subcommand_from new now verify uri qr scan init add help" -f -a "new" -d 'Make a random secret'
complete -c totp -n "__fish_totp_using_subcommand help; and not __fish_seen_subcommand_from new now verify uri qr scan init add help" -f -a "now" -d 'Print the code of this moment'
complete -c totp -n "__fish_totp_using_subcommand help; and not __fish_seen_subcommand_from new now verify uri qr scan init add help" -f -a "verify" -d 'Say by the exit status whether a code is right'
complete -c totp -n "__fish_totp_using_subcommand help; and not __fish_seen_subcommand_from new now verify uri qr scan init add help" -f -a "uri" -d 'Build or read otpauth URIs'
complete -c totp -n "__fish_totp_using_subcommand help; and not __fish_seen_subcommand_from new now verify uri qr scan init add help" -f -a "qr" -d 'Draw the QR code of an entry'
complete -c totp -n "__fish_totp_using_subcommand help; and not __fish_seen_subcommand_from new now verify uri qr scan init add help" -f -a "scan" -d 'Read QR codes from pictures'
complete -c totp -n "__fish_totp_using_subcommand help; and not __fish_seen_subcommand_from new now verify uri qr scan init add help" -f -a "init" -d 'Make an encrypted store for entries'
complete -c totp -n "__fish_totp_using_subcommand help; and not __fish_seen_subcommand_from new now verify uri qr scan init add help" -f -a "add" -d 'Put an entry into the store'
complete -c totp -n "__fish_totp_using_subcommand help; and not __fish_seen_subcommand_from new now verify uri qr scan init add help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c totp -n "__fish_totp_using_subcommand help; and __fish_seen_subcommand_from uri" -f -a "build" -d 'Print the otpauth URI of a secret'
complete -c totp -n "__fish_totp_using_subcommand help; and __fish_seen_subcommand_from uri" -f -a "parse" -d 'Read URIs from standard input, one a line'
