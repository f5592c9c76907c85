complete -c htmlsafe -l files-from -d 'Read more file names from FILE, one a line' -r -F
complete -c htmlsafe -l preset -d 'Start from a preset' -r -f -a "rich\t''
bleach\t''
text\t''
markdown\t''
github\t''
email\t''"
complete -c htmlsafe -l policy -d 'Read the policy from FILE, JSON or TOML; flags override its keys' -r -F
complete -c htmlsafe -l tags -d 'Allowed elements, in place of the preset\'s' -r
complete -c htmlsafe -l attrs -d 'Allowed attributes of an element, * for all (repeatable)' -r
complete -c htmlsafe -l protocols -d 'Allowed URL schemes' -r
complete -c htmlsafe -l mode -d 'The same, by name' -r -f -a "strip\t''
escape\t''
unwrap\t''"
complete -c htmlsafe -l remove-content -d 'Elements dropped with their content [default: script,style]' -r
complete -c htmlsafe -l id-prefix -d 'Put TEXT before every kept id and name' -r
complete -c htmlsafe -l field -d 'Clean this member of every NDJSON object (repeatable)' -r
complete -c htmlsafe -l encoding -d 'Encoding of the input [default: found out]' -r
complete -c htmlsafe -l max-depth -d 'Deepest nesting of elements' -r
complete -c htmlsafe -l max-tag -d 'Longest tag' -r
complete -c htmlsafe -s 0 -l null -d 'Names in --files-from end with NUL'
complete -c htmlsafe -l no-relative -d 'Drop URLs without a scheme'
complete -c htmlsafe -l strip -d 'Drop tags that are not allowed, script and style with their content (the default)'
complete -c htmlsafe -l escape -d 'Show tags that are not allowed as text'
complete -c htmlsafe -l unwrap -d 'Drop tags that are not allowed, and nothing else'
complete -c htmlsafe -l check -d 'List what would be removed; status 1 if anything'
complete -c htmlsafe -l json -d 'With --check: NDJSON'
complete -c htmlsafe -l verify -d 'Prove that the output is in the policy\'s safe language'
complete -c htmlsafe -l explain-policy -d 'Print the policy in force'
complete -c htmlsafe -s q -l quiet -d 'No warnings'
complete -c htmlsafe -s h -l help -d 'Print help (see more with \'--help\')'
complete -c htmlsafe -s V -l version -d 'Print version'
