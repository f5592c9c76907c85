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
    --format: string          # Print lines made of %p path %l label %d description %g group %m MIME type %e extensions %s confidence %c charset %%
    --print0                  # Print NUL behind names, which are then printed as they are
    --keep-going(-k)          # Tell everything that an input is, not only the first
    --uncompress(-z)          # Look inside gzip, zlib, bzip2, xz, lzma, zstd, lz4, compress and brotli
    --dereference(-L)         # Follow symbolic links (the default)
    --no-dereference(-P)      # Report symbolic links themselves
    --recursive(-r)           # Look at all files below directories; .gitignore is kept
    --no-ignore               # With -r, files that .gitignore names, too
    --hidden                  # With -r, files whose names begin with a dot, too
    --no-name                 # Never look at the names of inputs
    --check                   # Print only names that lie: the extension against the content
    --expect: string          # Print only what is none of these: a MIME type, a glob, a group, or a label, which stands for its kinds as well
    --only: string            # Print only inputs of these types: patterns as for --expect
    --not: string             # Print all but inputs of these types
    --list                    # List all types: label, MIME type, group, extensions, description
    --jobs(-j): string        # Threads
    --max-read: string        # Read at most this much for each look at a file, and of standard input; a text that is longer is judged by its beginning
    --max-unpacked: string    # Uncompress at most this much
    --quiet(-q)               # Print no messages
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
    ...files: path            # Files to read; none or - is standard input
  ]

}

export use completions *
