module completions {

  def "nu-complete htmlsafe preset" [] {
    [ "rich" "bleach" "text" "markdown" "github" "email" ]
  }

  def "nu-complete htmlsafe mode" [] {
    [ "strip" "escape" "unwrap" ]
  }

  # HTML from strangers made safe by an allowlist
  export extern htmlsafe [
    --files-from: path        # Read more file names from FILE, one a line
    --null(-0)                # Names in --files-from end with NUL
    --preset: string@"nu-complete htmlsafe preset" # Start from a preset
    --policy: path            # Read the policy from FILE, JSON or TOML; flags override its keys
    --tags: string            # Allowed elements, in place of the preset's
    --attrs: string           # Allowed attributes of an element, * for all (repeatable)
    --protocols: string       # Allowed URL schemes
    --no-relative             # Drop URLs without a scheme
    --strip                   # Drop tags that are not allowed, script and style with their content (the default)
    --escape                  # Show tags that are not allowed as text
    --unwrap                  # Drop tags that are not allowed, and nothing else
    --mode: string@"nu-complete htmlsafe mode" # The same, by name
    --remove-content: string  # Elements dropped with their content [default: script,style]
    --id-prefix: string       # Put TEXT before every kept id and name
    --field: string           # Clean this member of every NDJSON object (repeatable)
    --check                   # List what would be removed; status 1 if anything
    --json                    # With --check: NDJSON
    --encoding: string        # Encoding of the input [default: found out]
    --verify                  # Prove that the output is in the policy's safe language
    --max-depth: string       # Deepest nesting of elements
    --max-tag: string         # Longest tag
    --explain-policy          # Print the policy in force
    --quiet(-q)               # No warnings
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
    ...files: path            # Files to read; none or - is standard input
  ]

}

export use completions *
