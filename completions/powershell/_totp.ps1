
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'totp' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'totp'
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
        'totp' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a random secret')
            [CompletionResult]::new('now', 'now', [CompletionResultType]::ParameterValue, 'Print the code of this moment')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Say by the exit status whether a code is right')
            [CompletionResult]::new('uri', 'uri', [CompletionResultType]::ParameterValue, 'Build or read otpauth URIs')
            [CompletionResult]::new('qr', 'qr', [CompletionResultType]::ParameterValue, 'Draw the QR code of an entry')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Read QR codes from pictures')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make an encrypted store for entries')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Put an entry into the store')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'totp;new' {
            [CompletionResult]::new('--bits', '--bits', [CompletionResultType]::ParameterName, 'Random bits, 128 to 4096 in steps of 8')
            [CompletionResult]::new('--digits', '--digits', [CompletionResultType]::ParameterName, 'Digits of a code, 4 to 10')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'Seconds of a step')
            [CompletionResult]::new('--algo', '--algo', [CompletionResultType]::ParameterName, 'SHA1, SHA256 or SHA512')
            [CompletionResult]::new('--epoch', '--epoch', [CompletionResultType]::ParameterName, 'Unix time of step 0')
            [CompletionResult]::new('--counter', '--counter', [CompletionResultType]::ParameterName, 'The counter (HOTP)')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Whose code it is')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'Who it is for')
            [CompletionResult]::new('--hotp', '--hotp', [CompletionResultType]::ParameterName, 'Count events instead of time')
            [CompletionResult]::new('--steam', '--steam', [CompletionResultType]::ParameterName, 'Steam''s five letters and digits')
            [CompletionResult]::new('--uri', '--uri', [CompletionResultType]::ParameterName, 'Print an otpauth URI')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, the secret in it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'totp;now' {
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Take the secret from an environment variable')
            [CompletionResult]::new('--fd', '--fd', [CompletionResultType]::ParameterName, 'Take the secret from an open file descriptor')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)')
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'The age identity that opens it (TOTP_IDENTITY)')
            [CompletionResult]::new('--digits', '--digits', [CompletionResultType]::ParameterName, 'Digits of a code, 4 to 10')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'Seconds of a step')
            [CompletionResult]::new('--algo', '--algo', [CompletionResultType]::ParameterName, 'SHA1, SHA256 or SHA512')
            [CompletionResult]::new('--epoch', '--epoch', [CompletionResultType]::ParameterName, 'Unix time of step 0')
            [CompletionResult]::new('--counter', '--counter', [CompletionResultType]::ParameterName, 'The counter (HOTP)')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Another moment: @UNIX, RFC 3339, or local time')
            [CompletionResult]::new('--min-left', '--min-left', [CompletionResultType]::ParameterName, 'Wait for a code that holds for S seconds yet')
            [CompletionResult]::new('--batch', '--batch', [CompletionResultType]::ParameterName, 'One code for each row of FILE or standard input: SECRET [MOMENT [DIGITS [PERIOD [ALGO [TYPE [EPOCH]]]]]]')
            [CompletionResult]::new('--hex', '--hex', [CompletionResultType]::ParameterName, 'A bare secret is hexadecimal')
            [CompletionResult]::new('--hotp', '--hotp', [CompletionResultType]::ParameterName, 'Count events instead of time')
            [CompletionResult]::new('--steam', '--steam', [CompletionResultType]::ParameterName, 'Steam''s five letters and digits')
            [CompletionResult]::new('--next', '--next', [CompletionResultType]::ParameterName, 'The code of the next step')
            [CompletionResult]::new('--left', '--left', [CompletionResultType]::ParameterName, 'Add a tab and the seconds left')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print NDJSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say what is doubtful about the secret')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say what is doubtful about the secret')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'totp;verify' {
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Take the secret from an environment variable')
            [CompletionResult]::new('--fd', '--fd', [CompletionResultType]::ParameterName, 'Take the secret from an open file descriptor')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)')
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'The age identity that opens it (TOTP_IDENTITY)')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The code of a stored entry; an unknown one looks like a wrong code')
            [CompletionResult]::new('--digits', '--digits', [CompletionResultType]::ParameterName, 'Digits of a code, 4 to 10')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'Seconds of a step')
            [CompletionResult]::new('--algo', '--algo', [CompletionResultType]::ParameterName, 'SHA1, SHA256 or SHA512')
            [CompletionResult]::new('--epoch', '--epoch', [CompletionResultType]::ParameterName, 'Unix time of step 0')
            [CompletionResult]::new('--counter', '--counter', [CompletionResultType]::ParameterName, 'The counter (HOTP)')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The moment of the check: @UNIX, RFC 3339, or local time')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Steps accepted to either side (default 1)')
            [CompletionResult]::new('--past', '--past', [CompletionResultType]::ParameterName, 'Steps accepted in the past')
            [CompletionResult]::new('--future', '--future', [CompletionResultType]::ParameterName, 'Steps accepted in the future')
            [CompletionResult]::new('--look-ahead', '--look-ahead', [CompletionResultType]::ParameterName, 'Counters accepted beyond the expected one (HOTP; 10 with a state, else 0)')
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Remember accepted codes in FILE, and refuse them')
            [CompletionResult]::new('--max-fails', '--max-fails', [CompletionResultType]::ParameterName, 'Lock out after N wrong codes in a row (10 with --user, else never)')
            [CompletionResult]::new('--lock-for', '--lock-for', [CompletionResultType]::ParameterName, 'Seconds of the first lock-out; each is twice as long as the last, up to a day')
            [CompletionResult]::new('--hex', '--hex', [CompletionResultType]::ParameterName, 'A bare secret is hexadecimal')
            [CompletionResult]::new('--hotp', '--hotp', [CompletionResultType]::ParameterName, 'Count events instead of time')
            [CompletionResult]::new('--steam', '--steam', [CompletionResultType]::ParameterName, 'Steam''s five letters and digits')
            [CompletionResult]::new('--no-state', '--no-state', [CompletionResultType]::ParameterName, 'With --user: remember nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say what is doubtful about the secret')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say what is doubtful about the secret')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'totp;uri' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('build', 'build', [CompletionResultType]::ParameterValue, 'Print the otpauth URI of a secret')
            [CompletionResult]::new('parse', 'parse', [CompletionResultType]::ParameterValue, 'Read URIs from standard input, one a line')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'totp;uri;build' {
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Take the secret from an environment variable')
            [CompletionResult]::new('--fd', '--fd', [CompletionResultType]::ParameterName, 'Take the secret from an open file descriptor')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)')
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'The age identity that opens it (TOTP_IDENTITY)')
            [CompletionResult]::new('--digits', '--digits', [CompletionResultType]::ParameterName, 'Digits of a code, 4 to 10')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'Seconds of a step')
            [CompletionResult]::new('--algo', '--algo', [CompletionResultType]::ParameterName, 'SHA1, SHA256 or SHA512')
            [CompletionResult]::new('--epoch', '--epoch', [CompletionResultType]::ParameterName, 'Unix time of step 0')
            [CompletionResult]::new('--counter', '--counter', [CompletionResultType]::ParameterName, 'The counter (HOTP)')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Whose code it is')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'Who it is for')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'URL of a picture')
            [CompletionResult]::new('--hex', '--hex', [CompletionResultType]::ParameterName, 'A bare secret is hexadecimal')
            [CompletionResult]::new('--hotp', '--hotp', [CompletionResultType]::ParameterName, 'Count events instead of time')
            [CompletionResult]::new('--steam', '--steam', [CompletionResultType]::ParameterName, 'Steam''s five letters and digits')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'totp;uri;parse' {
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print NDJSON')
            [CompletionResult]::new('--show-secret', '--show-secret', [CompletionResultType]::ParameterName, 'Print the secrets too')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'totp;uri;help' {
            [CompletionResult]::new('build', 'build', [CompletionResultType]::ParameterValue, 'Print the otpauth URI of a secret')
            [CompletionResult]::new('parse', 'parse', [CompletionResultType]::ParameterValue, 'Read URIs from standard input, one a line')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'totp;uri;help;build' {
            break
        }
        'totp;uri;help;parse' {
            break
        }
        'totp;uri;help;help' {
            break
        }
        'totp;qr' {
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Take the secret from an environment variable')
            [CompletionResult]::new('--fd', '--fd', [CompletionResultType]::ParameterName, 'Take the secret from an open file descriptor')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)')
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'The age identity that opens it (TOTP_IDENTITY)')
            [CompletionResult]::new('--digits', '--digits', [CompletionResultType]::ParameterName, 'Digits of a code, 4 to 10')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'Seconds of a step')
            [CompletionResult]::new('--algo', '--algo', [CompletionResultType]::ParameterName, 'SHA1, SHA256 or SHA512')
            [CompletionResult]::new('--epoch', '--epoch', [CompletionResultType]::ParameterName, 'Unix time of step 0')
            [CompletionResult]::new('--counter', '--counter', [CompletionResultType]::ParameterName, 'The counter (HOTP)')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Whose code it is')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'Who it is for')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write a picture: F.png, F.svg, or - for PNG on standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write a picture: F.png, F.svg, or - for PNG on standard output')
            [CompletionResult]::new('--ecc', '--ecc', [CompletionResultType]::ParameterName, 'Error correction: 7, 15, 25 or 30 %')
            [CompletionResult]::new('--scale', '--scale', [CompletionResultType]::ParameterName, 'Pixels of a module')
            [CompletionResult]::new('--hex', '--hex', [CompletionResultType]::ParameterName, 'A bare secret is hexadecimal')
            [CompletionResult]::new('--hotp', '--hotp', [CompletionResultType]::ParameterName, 'Count events instead of time')
            [CompletionResult]::new('--steam', '--steam', [CompletionResultType]::ParameterName, 'Steam''s five letters and digits')
            [CompletionResult]::new('--terminal', '--terminal', [CompletionResultType]::ParameterName, 'Print blocks for a terminal (the default)')
            [CompletionResult]::new('--invert', '--invert', [CompletionResultType]::ParameterName, 'Exchange dark and light')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace an existing picture')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'totp;scan' {
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Print the text of any code, not only of otpauth ones')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print NDJSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'totp;init' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)')
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'The age identity that opens it (TOTP_IDENTITY)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'totp;add' {
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Take the secret from an environment variable')
            [CompletionResult]::new('--fd', '--fd', [CompletionResultType]::ParameterName, 'Take the secret from an open file descriptor')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)')
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'The age identity that opens it (TOTP_IDENTITY)')
            [CompletionResult]::new('--digits', '--digits', [CompletionResultType]::ParameterName, 'Digits of a code, 4 to 10')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'Seconds of a step')
            [CompletionResult]::new('--algo', '--algo', [CompletionResultType]::ParameterName, 'SHA1, SHA256 or SHA512')
            [CompletionResult]::new('--epoch', '--epoch', [CompletionResultType]::ParameterName, 'Unix time of step 0')
            [CompletionResult]::new('--counter', '--counter', [CompletionResultType]::ParameterName, 'The counter (HOTP)')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Whose code it is')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'Who it is for')
            [CompletionResult]::new('--hex', '--hex', [CompletionResultType]::ParameterName, 'A bare secret is hexadecimal')
            [CompletionResult]::new('--hotp', '--hotp', [CompletionResultType]::ParameterName, 'Count events instead of time')
            [CompletionResult]::new('--steam', '--steam', [CompletionResultType]::ParameterName, 'Steam''s five letters and digits')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'totp;help' {
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make a random secret')
            [CompletionResult]::new('now', 'now', [CompletionResultType]::ParameterValue, 'Print the code of this moment')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Say by the exit status whether a code is right')
            [CompletionResult]::new('uri', 'uri', [CompletionResultType]::ParameterValue, 'Build or read otpauth URIs')
            [CompletionResult]::new('qr', 'qr', [CompletionResultType]::ParameterValue, 'Draw the QR code of an entry')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Read QR codes from pictures')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make an encrypted store for entries')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Put an entry into the store')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'totp;help;new' {
            break
        }
        'totp;help;now' {
            break
        }
        'totp;help;verify' {
            break
        }
        'totp;help;uri' {
            [CompletionResult]::new('build', 'build', [CompletionResultType]::ParameterValue, 'Print the otpauth URI of a secret')
            [CompletionResult]::new('parse', 'parse', [CompletionResultType]::ParameterValue, 'Read URIs from standard input, one a line')
            break
        }
        'totp;help;uri;build' {
            break
        }
        'totp;help;uri;parse' {
            break
        }
        'totp;help;qr' {
            break
        }
        'totp;help;scan' {
            break
        }
        'totp;help;init' {
            break
        }
        'totp;help;add' {
            break
        }
        'totp;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
