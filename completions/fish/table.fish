complete -c table -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c table -s f -l from -d 'The format of the inputs; auto goes by extension, then by content' -r -f -a "auto\t''
csv\t''
tsv\t''
json\t''
ndjson\t''
md\t''"
complete -c table -s d -l delimiter -d 'What stands between values; alone it means -f csv' -r
complete -c table -s e -l encoding -d 'The inputs\' encoding, when it is not recognised' -r
complete -c table -s c -l columns -d 'Columns to print: names, NAME=NEW, -NAME, #3, 3-5' -r
complete -c table -s t -l to -d 'The format to print' -r -f -a "default\t''
msword\t''
columns\t''
markdown\t''
orgmode\t''
single\t''
double\t''
rst\t''
csv\t''
tsv\t''
json\t''
ndjson\t''"
complete -c table -l title -d 'A title above the table; of several inputs each has its name' -r
complete -c table -l align -d 'Where cells stand: l, c or r, for all columns or one' -r
complete -c table -s o -l output -d 'Write to FILE, which must not exist' -r -F
complete -c table -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c table -s H -l no-header -d 'The first row is data'
complete -c table -l lenient -d 'A quote that never closes is text'
complete -c table -l strict -d 'Ragged rows and bytes that are no text are findings (status 1)'
complete -c table -l force -d 'Let -o replace an existing file'
complete -c table -s q -l quiet -d 'Print no warnings and errors'
complete -c table -s h -l help -d 'Print help (see more with \'--help\')'
complete -c table -s V -l version -d 'Print version'
