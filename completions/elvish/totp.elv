
use builtin;
use str;

set edit:completion:arg-completer[totp] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'totp'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'totp'= {
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand new 'Make a random secret'
            cand now 'Print the code of this moment'
            cand verify 'Say by the exit status whether a code is right'
            cand uri 'Build or read otpauth URIs'
            cand qr 'Draw the QR code of an entry'
            cand scan 'Read QR codes from pictures'
            cand init 'Make an encrypted store for entries'
            cand add 'Put an entry into the store'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'totp;new'= {
            cand --bits 'Random bits, 128 to 4096 in steps of 8'
            cand --digits 'Digits of a code, 4 to 10'
            cand --period 'Seconds of a step'
            cand --algo 'SHA1, SHA256 or SHA512'
            cand --epoch 'Unix time of step 0'
            cand --counter 'The counter (HOTP)'
            cand --name 'Whose code it is'
            cand --issuer 'Who it is for'
            cand --hotp 'Count events instead of time'
            cand --steam 'Steam''s five letters and digits'
            cand --uri 'Print an otpauth URI'
            cand --json 'Print JSON, the secret in it'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'totp;now'= {
            cand --env 'Take the secret from an environment variable'
            cand --fd 'Take the secret from an open file descriptor'
            cand --store 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)'
            cand --identity 'The age identity that opens it (TOTP_IDENTITY)'
            cand --digits 'Digits of a code, 4 to 10'
            cand --period 'Seconds of a step'
            cand --algo 'SHA1, SHA256 or SHA512'
            cand --epoch 'Unix time of step 0'
            cand --counter 'The counter (HOTP)'
            cand --at 'Another moment: @UNIX, RFC 3339, or local time'
            cand --min-left 'Wait for a code that holds for S seconds yet'
            cand --batch 'One code for each row of FILE or standard input: SECRET [MOMENT [DIGITS [PERIOD [ALGO [TYPE [EPOCH]]]]]]'
            cand --hex 'A bare secret is hexadecimal'
            cand --hotp 'Count events instead of time'
            cand --steam 'Steam''s five letters and digits'
            cand --next 'The code of the next step'
            cand --left 'Add a tab and the seconds left'
            cand --json 'Print NDJSON'
            cand -v 'Say what is doubtful about the secret'
            cand --verbose 'Say what is doubtful about the secret'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'totp;verify'= {
            cand --env 'Take the secret from an environment variable'
            cand --fd 'Take the secret from an open file descriptor'
            cand --store 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)'
            cand --identity 'The age identity that opens it (TOTP_IDENTITY)'
            cand --user 'The code of a stored entry; an unknown one looks like a wrong code'
            cand --digits 'Digits of a code, 4 to 10'
            cand --period 'Seconds of a step'
            cand --algo 'SHA1, SHA256 or SHA512'
            cand --epoch 'Unix time of step 0'
            cand --counter 'The counter (HOTP)'
            cand --at 'The moment of the check: @UNIX, RFC 3339, or local time'
            cand --window 'Steps accepted to either side (default 1)'
            cand --past 'Steps accepted in the past'
            cand --future 'Steps accepted in the future'
            cand --look-ahead 'Counters accepted beyond the expected one (HOTP; 10 with a state, else 0)'
            cand --state 'Remember accepted codes in FILE, and refuse them'
            cand --max-fails 'Lock out after N wrong codes in a row (10 with --user, else never)'
            cand --lock-for 'Seconds of the first lock-out; each is twice as long as the last, up to a day'
            cand --hex 'A bare secret is hexadecimal'
            cand --hotp 'Count events instead of time'
            cand --steam 'Steam''s five letters and digits'
            cand --no-state 'With --user: remember nothing'
            cand --json 'Print JSON'
            cand -v 'Say what is doubtful about the secret'
            cand --verbose 'Say what is doubtful about the secret'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'totp;uri'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand build 'Print the otpauth URI of a secret'
            cand parse 'Read URIs from standard input, one a line'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'totp;uri;build'= {
            cand --env 'Take the secret from an environment variable'
            cand --fd 'Take the secret from an open file descriptor'
            cand --store 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)'
            cand --identity 'The age identity that opens it (TOTP_IDENTITY)'
            cand --digits 'Digits of a code, 4 to 10'
            cand --period 'Seconds of a step'
            cand --algo 'SHA1, SHA256 or SHA512'
            cand --epoch 'Unix time of step 0'
            cand --counter 'The counter (HOTP)'
            cand --name 'Whose code it is'
            cand --issuer 'Who it is for'
            cand --image 'URL of a picture'
            cand --hex 'A bare secret is hexadecimal'
            cand --hotp 'Count events instead of time'
            cand --steam 'Steam''s five letters and digits'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'totp;uri;parse'= {
            cand --json 'Print NDJSON'
            cand --show-secret 'Print the secrets too'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'totp;uri;help'= {
            cand build 'Print the otpauth URI of a secret'
            cand parse 'Read URIs from standard input, one a line'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'totp;uri;help;build'= {
        }
        &'totp;uri;help;parse'= {
        }
        &'totp;uri;help;help'= {
        }
        &'totp;qr'= {
            cand --env 'Take the secret from an environment variable'
            cand --fd 'Take the secret from an open file descriptor'
            cand --store 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)'
            cand --identity 'The age identity that opens it (TOTP_IDENTITY)'
            cand --digits 'Digits of a code, 4 to 10'
            cand --period 'Seconds of a step'
            cand --algo 'SHA1, SHA256 or SHA512'
            cand --epoch 'Unix time of step 0'
            cand --counter 'The counter (HOTP)'
            cand --name 'Whose code it is'
            cand --issuer 'Who it is for'
            cand -o 'Write a picture: F.png, F.svg, or - for PNG on standard output'
            cand --output 'Write a picture: F.png, F.svg, or - for PNG on standard output'
            cand --ecc 'Error correction: 7, 15, 25 or 30 %'
            cand --scale 'Pixels of a module'
            cand --hex 'A bare secret is hexadecimal'
            cand --hotp 'Count events instead of time'
            cand --steam 'Steam''s five letters and digits'
            cand --terminal 'Print blocks for a terminal (the default)'
            cand --invert 'Exchange dark and light'
            cand --force 'Replace an existing picture'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'totp;scan'= {
            cand --raw 'Print the text of any code, not only of otpauth ones'
            cand --json 'Print NDJSON'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'totp;init'= {
            cand --store 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)'
            cand --identity 'The age identity that opens it (TOTP_IDENTITY)'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'totp;add'= {
            cand --env 'Take the secret from an environment variable'
            cand --fd 'Take the secret from an open file descriptor'
            cand --store 'The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)'
            cand --identity 'The age identity that opens it (TOTP_IDENTITY)'
            cand --digits 'Digits of a code, 4 to 10'
            cand --period 'Seconds of a step'
            cand --algo 'SHA1, SHA256 or SHA512'
            cand --epoch 'Unix time of step 0'
            cand --counter 'The counter (HOTP)'
            cand --name 'Whose code it is'
            cand --issuer 'Who it is for'
            cand --hex 'A bare secret is hexadecimal'
            cand --hotp 'Count events instead of time'
            cand --steam 'Steam''s five letters and digits'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'totp;help'= {
            cand new 'Make a random secret'
            cand now 'Print the code of this moment'
            cand verify 'Say by the exit status whether a code is right'
            cand uri 'Build or read otpauth URIs'
            cand qr 'Draw the QR code of an entry'
            cand scan 'Read QR codes from pictures'
            cand init 'Make an encrypted store for entries'
            cand add 'Put an entry into the store'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'totp;help;new'= {
        }
        &'totp;help;now'= {
        }
        &'totp;help;verify'= {
        }
        &'totp;help;uri'= {
            cand build 'Print the otpauth URI of a secret'
            cand parse 'Read URIs from standard input, one a line'
        }
        &'totp;help;uri;build'= {
        }
        &'totp;help;uri;parse'= {
        }
        &'totp;help;qr'= {
        }
        &'totp;help;scan'= {
        }
        &'totp;help;init'= {
        }
        &'totp;help;add'= {
        }
        &'totp;help;help'= {
        }
    ]
    $completions[$command]
}
