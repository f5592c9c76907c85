module completions {

  # Say what a file is, by its content
  export extern ftype [
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --brief(-b)               # Print no names
    --mime(-i)                # Print MIME types and charsets
    --mime-type               # Print MIME types
    --mime-encoding           # Print charsets; binary for what is no text
    --extension               # Print the usual extensions, or ???
    --json                    # Print one JSON object for each input
    --keep-going(-k)          # Tell everything that an input is, not only the first
    --uncompress(-z)          # Look inside gzip, bzip2 and xz
    --dereference(-L)         # Follow symbolic links (the default)
    --no-dereference(-P)      # Report symbolic links themselves
    --no-name                 # Never look at the names of inputs
    --check                   # Print only names that lie: the extension against the content
    --expect: string          # Print only what is none of these: a MIME type, a glob, or a group
    --jobs(-j): string        # Threads
    --max-read: string        # Read at most this much for each look at a file, and of standard input
    --max-unpacked: string    # Uncompress at most this much
    --quiet(-q)               # Print no messages
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
    ...files: path            # Files to read; none or - is standard input
  ]

}

export use completions *
