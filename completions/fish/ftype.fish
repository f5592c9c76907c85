complete -c ftype -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c ftype -l format -d 'Print lines made of %p path %l label %d description %g group %m MIME type %e extensions %s confidence %c charset %%' -r
complete -c ftype -l expect -d 'Print only what is none of these: a MIME type, a glob, a group, or a label, which stands for its kinds as well' -r
complete -c ftype -l only -d 'Print only inputs of these types: patterns as for --expect' -r
complete -c ftype -l not -d 'Print all but inputs of these types' -r
complete -c ftype -s j -l jobs -d 'Threads' -r
complete -c ftype -l max-read -d 'Read at most this much for each look at a file, and of standard input; a text that is longer is judged by its beginning' -r
complete -c ftype -l max-unpacked -d 'Uncompress at most this much' -r
complete -c ftype -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c ftype -s b -l brief -d 'Print no names'
complete -c ftype -s i -l mime -d 'Print MIME types and charsets'
complete -c ftype -l mime-type -d 'Print MIME types'
complete -c ftype -l mime-encoding -d 'Print charsets; binary for what is no text'
complete -c ftype -l extension -d 'Print the usual extensions, or ???'
complete -c ftype -l json -d 'Print one JSON object for each input'
complete -c ftype -l print0 -d 'Print NUL behind names, which are then printed as they are'
complete -c ftype -s k -l keep-going -d 'Tell everything that an input is, not only the first'
complete -c ftype -s z -l uncompress -d 'Look inside gzip, zlib, bzip2, xz, lzma, zstd, lz4, compress and brotli'
complete -c ftype -s L -l dereference -d 'Follow symbolic links (the default)'
complete -c ftype -s P -l no-dereference -d 'Report symbolic links themselves'
complete -c ftype -s r -l recursive -d 'Look at all files below directories; .gitignore is kept'
complete -c ftype -l no-ignore -d 'With -r, files that .gitignore names, too'
complete -c ftype -l hidden -d 'With -r, files whose names begin with a dot, too'
complete -c ftype -l no-name -d 'Never look at the names of inputs'
complete -c ftype -l check -d 'Print only names that lie: the extension against the content'
complete -c ftype -l list -d 'List all types: label, MIME type, group, extensions, description'
complete -c ftype -s q -l quiet -d 'Print no messages'
complete -c ftype -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ftype -s V -l version -d 'Print version'
