# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_unpack_global_optspecs
    string join \n files-from= 0/null o/output= here include= exclude= strip= force skip rename skip-unsafe keep-broken same-owner recursive= manifest j/jobs= v/verbose json format= encoding= max-size= max-ratio= max-entries= max-memory= strict portable password-stdin password-file= q/quiet no-progress h/help V/version
end

function __fish_unpack_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_unpack_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_unpack_using_subcommand
    set -l cmd (__fish_unpack_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c unpack -n "__fish_unpack_needs_command" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c unpack -n "__fish_unpack_needs_command" -s o -l output -d 'Extract below DIR, which is made if missing' -r -F
complete -c unpack -n "__fish_unpack_needs_command" -l include -d 'Only entries whose path or base name matches, and what is below those' -r
complete -c unpack -n "__fish_unpack_needs_command" -l exclude -d 'No entries whose path or base name matches, and nothing below those' -r
complete -c unpack -n "__fish_unpack_needs_command" -l strip -d 'Drop N leading components of every path' -r
complete -c unpack -n "__fish_unpack_needs_command" -l recursive -d 'Extract archives in the archive too, N levels deep (8): `d/in.zip` also becomes `d/in/`' -r
complete -c unpack -n "__fish_unpack_needs_command" -s j -l jobs -d 'Use at most N threads (extraction itself uses one)' -r
complete -c unpack -n "__fish_unpack_needs_command" -l format -d 'Read FILE as format F, whatever it looks like' -r
complete -c unpack -n "__fish_unpack_needs_command" -l encoding -d 'Encoding of names: a label such as gbk, or auto' -r
complete -c unpack -n "__fish_unpack_needs_command" -l max-size -d 'Most bytes that may come out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_needs_command" -l max-ratio -d 'Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_needs_command" -l max-entries -d 'Most entries (0: no limit)' -r
complete -c unpack -n "__fish_unpack_needs_command" -l max-memory -d 'Most memory for a dictionary or window (0: no limit)' -r
complete -c unpack -n "__fish_unpack_needs_command" -l password-file -d 'The password is the first line of FILE' -r -F
complete -c unpack -n "__fish_unpack_needs_command" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c unpack -n "__fish_unpack_needs_command" -l here -d 'Entries go straight there, without a directory of the archive\'s own'
complete -c unpack -n "__fish_unpack_needs_command" -l force -d 'Replace files that are there'
complete -c unpack -n "__fish_unpack_needs_command" -l skip -d 'Keep files that are there, leave those entries out'
complete -c unpack -n "__fish_unpack_needs_command" -l rename -d 'Keep files that are there, extract as `a (2).txt`; of zip, 7z and rar keep all members of one name too'
complete -c unpack -n "__fish_unpack_needs_command" -l skip-unsafe -d 'Leave unsafe entries out instead of refusing the archive'
complete -c unpack -n "__fish_unpack_needs_command" -l keep-broken -d 'Keep what can be read of damaged files, as NAME.broken, and all that is whole (status 3 all the same)'
complete -c unpack -n "__fish_unpack_needs_command" -l same-owner -d 'Give files the owners that are stored, by their numbers'
complete -c unpack -n "__fish_unpack_needs_command" -l manifest -d 'With --json: SHA-256 of every file written whole'
complete -c unpack -n "__fish_unpack_needs_command" -s v -l verbose -d 'Name every entry written, on standard error'
complete -c unpack -n "__fish_unpack_needs_command" -l json -d 'Print NDJSON'
complete -c unpack -n "__fish_unpack_needs_command" -l strict -d 'Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree'
complete -c unpack -n "__fish_unpack_needs_command" -l portable -d 'Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)'
complete -c unpack -n "__fish_unpack_needs_command" -l password-stdin -d 'The password is the first line of standard input'
complete -c unpack -n "__fish_unpack_needs_command" -s q -l quiet -d 'Print no warnings and no paths; errors are printed all the same'
complete -c unpack -n "__fish_unpack_needs_command" -l no-progress -d 'Show no progress bar'
complete -c unpack -n "__fish_unpack_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c unpack -n "__fish_unpack_needs_command" -s V -l version -d 'Print version'
complete -c unpack -n "__fish_unpack_needs_command" -a "extract" -d 'Extract archives (also without the word)'
complete -c unpack -n "__fish_unpack_needs_command" -a "x" -d 'Extract archives (also without the word)'
complete -c unpack -n "__fish_unpack_needs_command" -a "list" -d 'List entries: names, or a table with -l'
complete -c unpack -n "__fish_unpack_needs_command" -a "ls" -d 'List entries: names, or a table with -l'
complete -c unpack -n "__fish_unpack_needs_command" -a "test" -d 'Decode and check every byte, write nothing'
complete -c unpack -n "__fish_unpack_needs_command" -a "t" -d 'Decode and check every byte, write nothing'
complete -c unpack -n "__fish_unpack_needs_command" -a "cat" -d 'Print members to standard output, in the order asked'
complete -c unpack -n "__fish_unpack_needs_command" -a "check" -d 'Say what extract would refuse or leave out, and why; headers are read, contents are not'
complete -c unpack -n "__fish_unpack_needs_command" -a "diff" -d 'Compare two archives of any formats: paths, kinds, contents'
complete -c unpack -n "__fish_unpack_needs_command" -a "search" -d 'Print the lines of members that match REGEX'
complete -c unpack -n "__fish_unpack_needs_command" -a "repack" -d 'Write an archive anew in another format'
complete -c unpack -n "__fish_unpack_needs_command" -a "formats" -d 'List the formats, and the programs for those not read here'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand extract" -s o -l output -d 'Extract below DIR, which is made if missing' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l include -d 'Only entries whose path or base name matches, and what is below those' -r
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l exclude -d 'No entries whose path or base name matches, and nothing below those' -r
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l strip -d 'Drop N leading components of every path' -r
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l recursive -d 'Extract archives in the archive too, N levels deep (8): `d/in.zip` also becomes `d/in/`' -r
complete -c unpack -n "__fish_unpack_using_subcommand extract" -s j -l jobs -d 'Use at most N threads (extraction itself uses one)' -r
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l format -d 'Read FILE as format F, whatever it looks like' -r
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l encoding -d 'Encoding of names: a label such as gbk, or auto' -r
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l max-size -d 'Most bytes that may come out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l max-ratio -d 'Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l max-entries -d 'Most entries (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l max-memory -d 'Most memory for a dictionary or window (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l password-file -d 'The password is the first line of FILE' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand extract" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l here -d 'Entries go straight there, without a directory of the archive\'s own'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l force -d 'Replace files that are there'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l skip -d 'Keep files that are there, leave those entries out'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l rename -d 'Keep files that are there, extract as `a (2).txt`; of zip, 7z and rar keep all members of one name too'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l skip-unsafe -d 'Leave unsafe entries out instead of refusing the archive'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l keep-broken -d 'Keep what can be read of damaged files, as NAME.broken, and all that is whole (status 3 all the same)'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l same-owner -d 'Give files the owners that are stored, by their numbers'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l manifest -d 'With --json: SHA-256 of every file written whole'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -s v -l verbose -d 'Name every entry written, on standard error'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l json -d 'Print NDJSON'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l strict -d 'Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l portable -d 'Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l password-stdin -d 'The password is the first line of standard input'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -s q -l quiet -d 'Print no warnings and no paths; errors are printed all the same'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -l no-progress -d 'Show no progress bar'
complete -c unpack -n "__fish_unpack_using_subcommand extract" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand x" -s o -l output -d 'Extract below DIR, which is made if missing' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand x" -l include -d 'Only entries whose path or base name matches, and what is below those' -r
complete -c unpack -n "__fish_unpack_using_subcommand x" -l exclude -d 'No entries whose path or base name matches, and nothing below those' -r
complete -c unpack -n "__fish_unpack_using_subcommand x" -l strip -d 'Drop N leading components of every path' -r
complete -c unpack -n "__fish_unpack_using_subcommand x" -l recursive -d 'Extract archives in the archive too, N levels deep (8): `d/in.zip` also becomes `d/in/`' -r
complete -c unpack -n "__fish_unpack_using_subcommand x" -s j -l jobs -d 'Use at most N threads (extraction itself uses one)' -r
complete -c unpack -n "__fish_unpack_using_subcommand x" -l format -d 'Read FILE as format F, whatever it looks like' -r
complete -c unpack -n "__fish_unpack_using_subcommand x" -l encoding -d 'Encoding of names: a label such as gbk, or auto' -r
complete -c unpack -n "__fish_unpack_using_subcommand x" -l max-size -d 'Most bytes that may come out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand x" -l max-ratio -d 'Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand x" -l max-entries -d 'Most entries (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand x" -l max-memory -d 'Most memory for a dictionary or window (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand x" -l password-file -d 'The password is the first line of FILE' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand x" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l here -d 'Entries go straight there, without a directory of the archive\'s own'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l force -d 'Replace files that are there'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l skip -d 'Keep files that are there, leave those entries out'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l rename -d 'Keep files that are there, extract as `a (2).txt`; of zip, 7z and rar keep all members of one name too'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l skip-unsafe -d 'Leave unsafe entries out instead of refusing the archive'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l keep-broken -d 'Keep what can be read of damaged files, as NAME.broken, and all that is whole (status 3 all the same)'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l same-owner -d 'Give files the owners that are stored, by their numbers'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l manifest -d 'With --json: SHA-256 of every file written whole'
complete -c unpack -n "__fish_unpack_using_subcommand x" -s v -l verbose -d 'Name every entry written, on standard error'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l json -d 'Print NDJSON'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l strict -d 'Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l portable -d 'Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l password-stdin -d 'The password is the first line of standard input'
complete -c unpack -n "__fish_unpack_using_subcommand x" -s q -l quiet -d 'Print no warnings and no paths; errors are printed all the same'
complete -c unpack -n "__fish_unpack_using_subcommand x" -l no-progress -d 'Show no progress bar'
complete -c unpack -n "__fish_unpack_using_subcommand x" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c unpack -n "__fish_unpack_using_subcommand list" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand list" -l format -d 'Read FILE as format F, whatever it looks like' -r
complete -c unpack -n "__fish_unpack_using_subcommand list" -l encoding -d 'Encoding of names: a label such as gbk, or auto' -r
complete -c unpack -n "__fish_unpack_using_subcommand list" -l max-size -d 'Most bytes that may come out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand list" -l max-ratio -d 'Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand list" -l max-entries -d 'Most entries (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand list" -l max-memory -d 'Most memory for a dictionary or window (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand list" -l password-file -d 'The password is the first line of FILE' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand list" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c unpack -n "__fish_unpack_using_subcommand list" -s l -l long -d 'A table of kind, size, packed, ratio, method, time, name'
complete -c unpack -n "__fish_unpack_using_subcommand list" -l tree -d 'Names as a tree, sorted, each below its directory'
complete -c unpack -n "__fish_unpack_using_subcommand list" -l json -d 'Print NDJSON'
complete -c unpack -n "__fish_unpack_using_subcommand list" -l strict -d 'Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree'
complete -c unpack -n "__fish_unpack_using_subcommand list" -l portable -d 'Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)'
complete -c unpack -n "__fish_unpack_using_subcommand list" -l password-stdin -d 'The password is the first line of standard input'
complete -c unpack -n "__fish_unpack_using_subcommand list" -s q -l quiet -d 'Print no warnings and no paths; errors are printed all the same'
complete -c unpack -n "__fish_unpack_using_subcommand list" -l no-progress -d 'Show no progress bar'
complete -c unpack -n "__fish_unpack_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l format -d 'Read FILE as format F, whatever it looks like' -r
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l encoding -d 'Encoding of names: a label such as gbk, or auto' -r
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l max-size -d 'Most bytes that may come out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l max-ratio -d 'Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l max-entries -d 'Most entries (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l max-memory -d 'Most memory for a dictionary or window (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l password-file -d 'The password is the first line of FILE' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand ls" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c unpack -n "__fish_unpack_using_subcommand ls" -s l -l long -d 'A table of kind, size, packed, ratio, method, time, name'
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l tree -d 'Names as a tree, sorted, each below its directory'
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l json -d 'Print NDJSON'
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l strict -d 'Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree'
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l portable -d 'Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)'
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l password-stdin -d 'The password is the first line of standard input'
complete -c unpack -n "__fish_unpack_using_subcommand ls" -s q -l quiet -d 'Print no warnings and no paths; errors are printed all the same'
complete -c unpack -n "__fish_unpack_using_subcommand ls" -l no-progress -d 'Show no progress bar'
complete -c unpack -n "__fish_unpack_using_subcommand ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c unpack -n "__fish_unpack_using_subcommand test" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand test" -s j -l jobs -d 'Use N threads (default: all cores)' -r
complete -c unpack -n "__fish_unpack_using_subcommand test" -l format -d 'Read FILE as format F, whatever it looks like' -r
complete -c unpack -n "__fish_unpack_using_subcommand test" -l encoding -d 'Encoding of names: a label such as gbk, or auto' -r
complete -c unpack -n "__fish_unpack_using_subcommand test" -l max-size -d 'Most bytes that may come out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand test" -l max-ratio -d 'Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand test" -l max-entries -d 'Most entries (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand test" -l max-memory -d 'Most memory for a dictionary or window (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand test" -l password-file -d 'The password is the first line of FILE' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand test" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c unpack -n "__fish_unpack_using_subcommand test" -l json -d 'Print NDJSON'
complete -c unpack -n "__fish_unpack_using_subcommand test" -l strict -d 'Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree'
complete -c unpack -n "__fish_unpack_using_subcommand test" -l portable -d 'Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)'
complete -c unpack -n "__fish_unpack_using_subcommand test" -l password-stdin -d 'The password is the first line of standard input'
complete -c unpack -n "__fish_unpack_using_subcommand test" -s q -l quiet -d 'Print no warnings and no paths; errors are printed all the same'
complete -c unpack -n "__fish_unpack_using_subcommand test" -l no-progress -d 'Show no progress bar'
complete -c unpack -n "__fish_unpack_using_subcommand test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c unpack -n "__fish_unpack_using_subcommand t" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand t" -s j -l jobs -d 'Use N threads (default: all cores)' -r
complete -c unpack -n "__fish_unpack_using_subcommand t" -l format -d 'Read FILE as format F, whatever it looks like' -r
complete -c unpack -n "__fish_unpack_using_subcommand t" -l encoding -d 'Encoding of names: a label such as gbk, or auto' -r
complete -c unpack -n "__fish_unpack_using_subcommand t" -l max-size -d 'Most bytes that may come out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand t" -l max-ratio -d 'Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand t" -l max-entries -d 'Most entries (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand t" -l max-memory -d 'Most memory for a dictionary or window (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand t" -l password-file -d 'The password is the first line of FILE' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand t" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c unpack -n "__fish_unpack_using_subcommand t" -l json -d 'Print NDJSON'
complete -c unpack -n "__fish_unpack_using_subcommand t" -l strict -d 'Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree'
complete -c unpack -n "__fish_unpack_using_subcommand t" -l portable -d 'Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)'
complete -c unpack -n "__fish_unpack_using_subcommand t" -l password-stdin -d 'The password is the first line of standard input'
complete -c unpack -n "__fish_unpack_using_subcommand t" -s q -l quiet -d 'Print no warnings and no paths; errors are printed all the same'
complete -c unpack -n "__fish_unpack_using_subcommand t" -l no-progress -d 'Show no progress bar'
complete -c unpack -n "__fish_unpack_using_subcommand t" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c unpack -n "__fish_unpack_using_subcommand cat" -l format -d 'Read FILE as format F, whatever it looks like' -r
complete -c unpack -n "__fish_unpack_using_subcommand cat" -l encoding -d 'Encoding of names: a label such as gbk, or auto' -r
complete -c unpack -n "__fish_unpack_using_subcommand cat" -l max-size -d 'Most bytes that may come out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand cat" -l max-ratio -d 'Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand cat" -l max-entries -d 'Most entries (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand cat" -l max-memory -d 'Most memory for a dictionary or window (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand cat" -l password-file -d 'The password is the first line of FILE' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand cat" -l strict -d 'Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree'
complete -c unpack -n "__fish_unpack_using_subcommand cat" -l portable -d 'Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)'
complete -c unpack -n "__fish_unpack_using_subcommand cat" -l password-stdin -d 'The password is the first line of standard input'
complete -c unpack -n "__fish_unpack_using_subcommand cat" -s q -l quiet -d 'Print no warnings and no paths; errors are printed all the same'
complete -c unpack -n "__fish_unpack_using_subcommand cat" -l no-progress -d 'Show no progress bar'
complete -c unpack -n "__fish_unpack_using_subcommand cat" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c unpack -n "__fish_unpack_using_subcommand check" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand check" -l format -d 'Read FILE as format F, whatever it looks like' -r
complete -c unpack -n "__fish_unpack_using_subcommand check" -l encoding -d 'Encoding of names: a label such as gbk, or auto' -r
complete -c unpack -n "__fish_unpack_using_subcommand check" -l max-size -d 'Most bytes that may come out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand check" -l max-ratio -d 'Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand check" -l max-entries -d 'Most entries (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand check" -l max-memory -d 'Most memory for a dictionary or window (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand check" -l password-file -d 'The password is the first line of FILE' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand check" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c unpack -n "__fish_unpack_using_subcommand check" -l json -d 'Print NDJSON'
complete -c unpack -n "__fish_unpack_using_subcommand check" -l strict -d 'Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree'
complete -c unpack -n "__fish_unpack_using_subcommand check" -l portable -d 'Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)'
complete -c unpack -n "__fish_unpack_using_subcommand check" -l password-stdin -d 'The password is the first line of standard input'
complete -c unpack -n "__fish_unpack_using_subcommand check" -s q -l quiet -d 'Print no warnings and no paths; errors are printed all the same'
complete -c unpack -n "__fish_unpack_using_subcommand check" -l no-progress -d 'Show no progress bar'
complete -c unpack -n "__fish_unpack_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c unpack -n "__fish_unpack_using_subcommand diff" -l format -d 'Read FILE as format F, whatever it looks like' -r
complete -c unpack -n "__fish_unpack_using_subcommand diff" -l encoding -d 'Encoding of names: a label such as gbk, or auto' -r
complete -c unpack -n "__fish_unpack_using_subcommand diff" -l max-size -d 'Most bytes that may come out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand diff" -l max-ratio -d 'Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand diff" -l max-entries -d 'Most entries (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand diff" -l max-memory -d 'Most memory for a dictionary or window (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand diff" -l password-file -d 'The password is the first line of FILE' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand diff" -l json -d 'Print NDJSON'
complete -c unpack -n "__fish_unpack_using_subcommand diff" -l strict -d 'Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree'
complete -c unpack -n "__fish_unpack_using_subcommand diff" -l portable -d 'Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)'
complete -c unpack -n "__fish_unpack_using_subcommand diff" -l password-stdin -d 'The password is the first line of standard input'
complete -c unpack -n "__fish_unpack_using_subcommand diff" -s q -l quiet -d 'Print no warnings and no paths; errors are printed all the same'
complete -c unpack -n "__fish_unpack_using_subcommand diff" -l no-progress -d 'Show no progress bar'
complete -c unpack -n "__fish_unpack_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c unpack -n "__fish_unpack_using_subcommand search" -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand search" -l include -d 'Only members whose path or base name matches, and what is below those' -r
complete -c unpack -n "__fish_unpack_using_subcommand search" -s j -l jobs -d 'Use N threads (default: all cores)' -r
complete -c unpack -n "__fish_unpack_using_subcommand search" -l format -d 'Read FILE as format F, whatever it looks like' -r
complete -c unpack -n "__fish_unpack_using_subcommand search" -l encoding -d 'Encoding of names: a label such as gbk, or auto' -r
complete -c unpack -n "__fish_unpack_using_subcommand search" -l max-size -d 'Most bytes that may come out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand search" -l max-ratio -d 'Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand search" -l max-entries -d 'Most entries (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand search" -l max-memory -d 'Most memory for a dictionary or window (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand search" -l password-file -d 'The password is the first line of FILE' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand search" -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c unpack -n "__fish_unpack_using_subcommand search" -s i -l ignore-case -d 'Letters match in upper and lower case'
complete -c unpack -n "__fish_unpack_using_subcommand search" -s l -l files-with-matches -d 'Print only the names of members that match'
complete -c unpack -n "__fish_unpack_using_subcommand search" -s c -l count -d 'Print only how many lines of each member match'
complete -c unpack -n "__fish_unpack_using_subcommand search" -l json -d 'Print NDJSON'
complete -c unpack -n "__fish_unpack_using_subcommand search" -l strict -d 'Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree'
complete -c unpack -n "__fish_unpack_using_subcommand search" -l portable -d 'Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)'
complete -c unpack -n "__fish_unpack_using_subcommand search" -l password-stdin -d 'The password is the first line of standard input'
complete -c unpack -n "__fish_unpack_using_subcommand search" -s q -l quiet -d 'Print no warnings and no paths; errors are printed all the same'
complete -c unpack -n "__fish_unpack_using_subcommand search" -l no-progress -d 'Show no progress bar'
complete -c unpack -n "__fish_unpack_using_subcommand search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c unpack -n "__fish_unpack_using_subcommand repack" -l format -d 'Read FILE as format F, whatever it looks like' -r
complete -c unpack -n "__fish_unpack_using_subcommand repack" -l encoding -d 'Encoding of names: a label such as gbk, or auto' -r
complete -c unpack -n "__fish_unpack_using_subcommand repack" -l max-size -d 'Most bytes that may come out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand repack" -l max-ratio -d 'Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand repack" -l max-entries -d 'Most entries (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand repack" -l max-memory -d 'Most memory for a dictionary or window (0: no limit)' -r
complete -c unpack -n "__fish_unpack_using_subcommand repack" -l password-file -d 'The password is the first line of FILE' -r -F
complete -c unpack -n "__fish_unpack_using_subcommand repack" -l strict -d 'Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree'
complete -c unpack -n "__fish_unpack_using_subcommand repack" -l portable -d 'Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)'
complete -c unpack -n "__fish_unpack_using_subcommand repack" -l password-stdin -d 'The password is the first line of standard input'
complete -c unpack -n "__fish_unpack_using_subcommand repack" -s q -l quiet -d 'Print no warnings and no paths; errors are printed all the same'
complete -c unpack -n "__fish_unpack_using_subcommand repack" -l no-progress -d 'Show no progress bar'
complete -c unpack -n "__fish_unpack_using_subcommand repack" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c unpack -n "__fish_unpack_using_subcommand formats" -l json -d 'Print NDJSON'
complete -c unpack -n "__fish_unpack_using_subcommand formats" -s h -l help -d 'Print help'
