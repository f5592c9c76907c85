
use builtin;
use str;

set edit:completion:arg-completer[ftype] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'ftype'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'ftype'= {
            cand --files-from 'Read more file names from FILE, one a line'
            cand --format 'Print lines made of %p path %l label %d description %g group %m MIME type %e extensions %s confidence %c charset %%'
            cand --expect 'Print only what is none of these: a MIME type, a glob, a group, or a label, which stands for its kinds as well'
            cand --only 'Print only inputs of these types: patterns as for --expect'
            cand --not 'Print all but inputs of these types'
            cand -j 'Threads'
            cand --jobs 'Threads'
            cand --max-read 'Read at most this much for each look at a file, and of standard input; a text that is longer is judged by its beginning'
            cand --max-unpacked 'Uncompress at most this much'
            cand -0 'Names in --files-from end with NUL'
            cand --null 'Names in --files-from end with NUL'
            cand -b 'Print no names'
            cand --brief 'Print no names'
            cand -i 'Print MIME types and charsets'
            cand --mime 'Print MIME types and charsets'
            cand --mime-type 'Print MIME types'
            cand --mime-encoding 'Print charsets; binary for what is no text'
            cand --extension 'Print the usual extensions, or ???'
            cand --json 'Print one JSON object for each input'
            cand --print0 'Print NUL behind names, which are then printed as they are'
            cand -k 'Tell everything that an input is, not only the first'
            cand --keep-going 'Tell everything that an input is, not only the first'
            cand -z 'Look inside gzip, zlib, bzip2, xz, lzma, zstd, lz4, compress and brotli'
            cand --uncompress 'Look inside gzip, zlib, bzip2, xz, lzma, zstd, lz4, compress and brotli'
            cand -L 'Follow symbolic links (the default)'
            cand --dereference 'Follow symbolic links (the default)'
            cand -P 'Report symbolic links themselves'
            cand --no-dereference 'Report symbolic links themselves'
            cand -r 'Look at all files below directories; .gitignore is kept'
            cand --recursive 'Look at all files below directories; .gitignore is kept'
            cand --no-ignore 'With -r, files that .gitignore names, too'
            cand --hidden 'With -r, files whose names begin with a dot, too'
            cand --no-name 'Never look at the names of inputs'
            cand --check 'Print only names that lie: the extension against the content'
            cand --list 'List all types: label, MIME type, group, extensions, description'
            cand -q 'Print no messages'
            cand --quiet 'Print no messages'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
    ]
    $completions[$command]
}
