
use builtin;
use str;

set edit:completion:arg-completer[datefmt] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'datefmt'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'datefmt'= {
            cand --file 'Read the lines of FILE (repeatable; - is stdin)'
            cand --files-from 'Read more file names from FILE, one a line'
            cand --or 'Further format to try, in order (repeatable)'
            cand --tz 'Zone of the output: a name, local, +08:00 or a POSIX TZ string'
            cand --from-tz 'Zone of values that name none'
            cand --gap 'Local times that the clock jumps over: reject, earlier, later, compatible'
            cand --fold 'Local times that exist twice: the same choices [default: earlier]'
            cand --tz-abbrev 'Meaning of an abbreviation, as CST=+08:00 (repeatable)'
            cand --base 'Fills larger units that the format lacks [default: today]'
            cand --pivot 'First two-digit year of the 1900s'
            cand --on-error 'For a value that fails: keep it, skip it, null (empty line), stop'
            cand --max-errors 'Stop after N values that failed'
            cand -0 'Names in --files-from end with NUL'
            cand --null 'Names in --files-from end with NUL'
            cand -u 'Output in UTC'
            cand --utc 'Output in UTC'
            cand --past 'Without a year, the past is meant'
            cand --strict 'Refuse to take a time without zone as UTC'
            cand --loose 'Years of 1 to 4 digits'
            cand --trim 'Ignore blanks around values'
            cand --iso24 'Read 24:00:00 as the end of the day'
            cand --ignore-weekday 'Ignore weekdays that contradict the date'
            cand --truncate 'Cut fractions finer than a nanosecond'
            cand --lenient-format 'Print unknown directives as they are'
            cand --json 'Print one JSON object a value'
            cand -q 'No messages; the status stays'
            cand --quiet 'No messages; the status stays'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand fields 'Print a value''s fields as Python''s struct_time has them'
            cand now 'Print the current time'
            cand explain 'Say what each directive of a format prints and reads'
            cand list 'List formats, directives or time zones'
        }
        &'datefmt;fields'= {
            cand --or 'Further format to try, in order (repeatable)'
            cand --tz 'Zone of the output: a name, local, +08:00 or a POSIX TZ string'
            cand --from-tz 'Zone of values that name none'
            cand --gap 'Local times that the clock jumps over: reject, earlier, later, compatible'
            cand --fold 'Local times that exist twice: the same choices [default: earlier]'
            cand --tz-abbrev 'Meaning of an abbreviation, as CST=+08:00 (repeatable)'
            cand --base 'Fills larger units that the format lacks [default: today]'
            cand --pivot 'First two-digit year of the 1900s'
            cand -u 'Output in UTC'
            cand --utc 'Output in UTC'
            cand --past 'Without a year, the past is meant'
            cand --strict 'Refuse to take a time without zone as UTC'
            cand --loose 'Years of 1 to 4 digits'
            cand --trim 'Ignore blanks around values'
            cand --iso24 'Read 24:00:00 as the end of the day'
            cand --ignore-weekday 'Ignore weekdays that contradict the date'
            cand --truncate 'Cut fractions finer than a nanosecond'
            cand --lenient-format 'Print unknown directives as they are'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'datefmt;now'= {
            cand --tz 'Zone of the output: a name, local, +08:00 or a POSIX TZ string'
            cand -u 'Output in UTC'
            cand --utc 'Output in UTC'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'datefmt;explain'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'datefmt;list'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
    ]
    $completions[$command]
}
