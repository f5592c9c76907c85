module completions {

  # Extract any archive, safely
  export extern unpack [
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --output(-o): path        # Extract below DIR, which is made if missing
    --here                    # Entries go straight there, without a directory of the archive's own
    --include: string         # Only entries whose path or base name matches, and what is below those
    --exclude: string         # No entries whose path or base name matches, and nothing below those
    --strip: string           # Drop N leading components of every path
    --force                   # Replace files that are there
    --skip                    # Keep files that are there, leave those entries out
    --rename                  # Keep files that are there, extract as `a (2).txt`; of zip, 7z and rar keep all members of one name too
    --skip-unsafe             # Leave unsafe entries out instead of refusing the archive
    --keep-broken             # Keep what can be read of damaged files, as NAME.broken, and all that is whole (status 3 all the same)
    --same-owner              # Give files the owners that are stored, by their numbers
    --recursive: string       # Extract archives in the archive too, N levels deep (8): `d/in.zip` also becomes `d/in/`
    --manifest                # With --json: SHA-256 of every file written whole
    --jobs(-j): string        # Use at most N threads (extraction itself uses one)
    --verbose(-v)             # Name every entry written, on standard error
    --json                    # Print NDJSON
    --format: string          # Read FILE as format F, whatever it looks like
    --encoding: string        # Encoding of names: a label such as gbk, or auto
    --max-size: string        # Most bytes that may come out (0: no limit)
    --max-ratio: string       # Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)
    --max-entries: string     # Most entries (0: no limit)
    --max-memory: string      # Most memory for a dictionary or window (0: no limit)
    --strict                  # Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree
    --portable                # Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)
    --password-stdin          # The password is the first line of standard input
    --password-file: path     # The password is the first line of FILE
    --quiet(-q)               # Print no warnings and no paths; errors are printed all the same
    --no-progress             # Show no progress bar
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
    ...files: path            # Files to read; none or - is standard input
  ]

  # Extract archives (also without the word)
  export extern "unpack extract" [
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --output(-o): path        # Extract below DIR, which is made if missing
    --here                    # Entries go straight there, without a directory of the archive's own
    --include: string         # Only entries whose path or base name matches, and what is below those
    --exclude: string         # No entries whose path or base name matches, and nothing below those
    --strip: string           # Drop N leading components of every path
    --force                   # Replace files that are there
    --skip                    # Keep files that are there, leave those entries out
    --rename                  # Keep files that are there, extract as `a (2).txt`; of zip, 7z and rar keep all members of one name too
    --skip-unsafe             # Leave unsafe entries out instead of refusing the archive
    --keep-broken             # Keep what can be read of damaged files, as NAME.broken, and all that is whole (status 3 all the same)
    --same-owner              # Give files the owners that are stored, by their numbers
    --recursive: string       # Extract archives in the archive too, N levels deep (8): `d/in.zip` also becomes `d/in/`
    --manifest                # With --json: SHA-256 of every file written whole
    --jobs(-j): string        # Use at most N threads (extraction itself uses one)
    --verbose(-v)             # Name every entry written, on standard error
    --json                    # Print NDJSON
    --format: string          # Read FILE as format F, whatever it looks like
    --encoding: string        # Encoding of names: a label such as gbk, or auto
    --max-size: string        # Most bytes that may come out (0: no limit)
    --max-ratio: string       # Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)
    --max-entries: string     # Most entries (0: no limit)
    --max-memory: string      # Most memory for a dictionary or window (0: no limit)
    --strict                  # Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree
    --portable                # Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)
    --password-stdin          # The password is the first line of standard input
    --password-file: path     # The password is the first line of FILE
    --quiet(-q)               # Print no warnings and no paths; errors are printed all the same
    --no-progress             # Show no progress bar
    --help(-h)                # Print help (see more with '--help')
    ...files: path            # Files to read; none or - is standard input
  ]

  # List entries: names, or a table with -l
  export extern "unpack list" [
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --long(-l)                # A table of kind, size, packed, ratio, method, time, name
    --tree                    # Names as a tree, sorted, each below its directory
    --json                    # Print NDJSON
    --format: string          # Read FILE as format F, whatever it looks like
    --encoding: string        # Encoding of names: a label such as gbk, or auto
    --max-size: string        # Most bytes that may come out (0: no limit)
    --max-ratio: string       # Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)
    --max-entries: string     # Most entries (0: no limit)
    --max-memory: string      # Most memory for a dictionary or window (0: no limit)
    --strict                  # Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree
    --portable                # Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)
    --password-stdin          # The password is the first line of standard input
    --password-file: path     # The password is the first line of FILE
    --quiet(-q)               # Print no warnings and no paths; errors are printed all the same
    --no-progress             # Show no progress bar
    --help(-h)                # Print help (see more with '--help')
    ...files: path            # Files to read; none or - is standard input
  ]

  # Decode and check every byte, write nothing
  export extern "unpack test" [
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --jobs(-j): string        # Use N threads (default: all cores)
    --json                    # Print NDJSON
    --format: string          # Read FILE as format F, whatever it looks like
    --encoding: string        # Encoding of names: a label such as gbk, or auto
    --max-size: string        # Most bytes that may come out (0: no limit)
    --max-ratio: string       # Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)
    --max-entries: string     # Most entries (0: no limit)
    --max-memory: string      # Most memory for a dictionary or window (0: no limit)
    --strict                  # Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree
    --portable                # Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)
    --password-stdin          # The password is the first line of standard input
    --password-file: path     # The password is the first line of FILE
    --quiet(-q)               # Print no warnings and no paths; errors are printed all the same
    --no-progress             # Show no progress bar
    --help(-h)                # Print help (see more with '--help')
    ...files: path            # Files to read; none or - is standard input
  ]

  # Print members to standard output, in the order asked
  export extern "unpack cat" [
    --format: string          # Read FILE as format F, whatever it looks like
    --encoding: string        # Encoding of names: a label such as gbk, or auto
    --max-size: string        # Most bytes that may come out (0: no limit)
    --max-ratio: string       # Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)
    --max-entries: string     # Most entries (0: no limit)
    --max-memory: string      # Most memory for a dictionary or window (0: no limit)
    --strict                  # Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree
    --portable                # Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)
    --password-stdin          # The password is the first line of standard input
    --password-file: path     # The password is the first line of FILE
    --quiet(-q)               # Print no warnings and no paths; errors are printed all the same
    --no-progress             # Show no progress bar
    --help(-h)                # Print help (see more with '--help')
    file: path                # The archive; - is standard input
    ...members: string        # Members, by their paths
  ]

  # Say what extract would refuse or leave out, and why; headers are read, contents are not
  export extern "unpack check" [
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --json                    # Print NDJSON
    --format: string          # Read FILE as format F, whatever it looks like
    --encoding: string        # Encoding of names: a label such as gbk, or auto
    --max-size: string        # Most bytes that may come out (0: no limit)
    --max-ratio: string       # Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)
    --max-entries: string     # Most entries (0: no limit)
    --max-memory: string      # Most memory for a dictionary or window (0: no limit)
    --strict                  # Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree
    --portable                # Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)
    --password-stdin          # The password is the first line of standard input
    --password-file: path     # The password is the first line of FILE
    --quiet(-q)               # Print no warnings and no paths; errors are printed all the same
    --no-progress             # Show no progress bar
    --help(-h)                # Print help (see more with '--help')
    ...files: path            # Files to read; none or - is standard input
  ]

  # Compare two archives of any formats: paths, kinds, contents
  export extern "unpack diff" [
    --json                    # Print NDJSON
    --format: string          # Read FILE as format F, whatever it looks like
    --encoding: string        # Encoding of names: a label such as gbk, or auto
    --max-size: string        # Most bytes that may come out (0: no limit)
    --max-ratio: string       # Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)
    --max-entries: string     # Most entries (0: no limit)
    --max-memory: string      # Most memory for a dictionary or window (0: no limit)
    --strict                  # Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree
    --portable                # Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)
    --password-stdin          # The password is the first line of standard input
    --password-file: path     # The password is the first line of FILE
    --quiet(-q)               # Print no warnings and no paths; errors are printed all the same
    --no-progress             # Show no progress bar
    --help(-h)                # Print help (see more with '--help')
    a: path                   # The first archive
    b: path                   # The second archive
  ]

  # Print the lines of members that match REGEX
  export extern "unpack search" [
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --ignore-case(-i)         # Letters match in upper and lower case
    --files-with-matches(-l)  # Print only the names of members that match
    --count(-c)               # Print only how many lines of each member match
    --include: string         # Only members whose path or base name matches, and what is below those
    --jobs(-j): string        # Use N threads (default: all cores)
    --json                    # Print NDJSON
    --format: string          # Read FILE as format F, whatever it looks like
    --encoding: string        # Encoding of names: a label such as gbk, or auto
    --max-size: string        # Most bytes that may come out (0: no limit)
    --max-ratio: string       # Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)
    --max-entries: string     # Most entries (0: no limit)
    --max-memory: string      # Most memory for a dictionary or window (0: no limit)
    --strict                  # Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree
    --portable                # Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)
    --password-stdin          # The password is the first line of standard input
    --password-file: path     # The password is the first line of FILE
    --quiet(-q)               # Print no warnings and no paths; errors are printed all the same
    --no-progress             # Show no progress bar
    --help(-h)                # Print help (see more with '--help')
    regex: string             # A regular expression (syntax of Rust's regex crate)
    ...files: path            # Files to read; none or - is standard input
  ]

  # Write an archive anew in another format
  export extern "unpack repack" [
    --format: string          # Read FILE as format F, whatever it looks like
    --encoding: string        # Encoding of names: a label such as gbk, or auto
    --max-size: string        # Most bytes that may come out (0: no limit)
    --max-ratio: string       # Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)
    --max-entries: string     # Most entries (0: no limit)
    --max-memory: string      # Most memory for a dictionary or window (0: no limit)
    --strict                  # Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree
    --portable                # Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)
    --password-stdin          # The password is the first line of standard input
    --password-file: path     # The password is the first line of FILE
    --quiet(-q)               # Print no warnings and no paths; errors are printed all the same
    --no-progress             # Show no progress bar
    --help(-h)                # Print help (see more with '--help')
    input: path               # The archive to read
    output: path              # The new file; its suffix names the format: zip, tar, tar.{gz,bz2,xz,zst,lz4}
  ]

  # List the formats, and the programs for those not read here
  export extern "unpack formats" [
    --json                    # Print NDJSON
    --help(-h)                # Print help
  ]

}

export use completions *
