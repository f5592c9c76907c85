_table() {
    local i cur prev opts cmd
    COMPREPLY=()
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        cur="$2"
    else
        cur="${COMP_WORDS[COMP_CWORD]}"
    fi
    prev="$3"
    cmd=""
    opts=""

    for i in "${COMP_WORDS[@]:0:COMP_CWORD}"
    do
        case "${cmd},${i}" in
            ",$1")
                cmd="table"
                ;;
            *)
                ;;
        esac
    done

    case "${cmd}" in
        table)
            opts="-q -f -d -e -H -0 -t -o -x -c -w -s -h -V --quiet --from --delimiter --quote --encoding --no-header --sheet --lenient --strict --skip --max-cell --max-columns --files-from --to --style --output --force --out-delimiter --expanded --width --pager --color --theme --stream --overflow --typed --compat --raw --ansi --ambiguous --safe-formulas --describe --json --check --update --seed --columns --where --sort --reverse --rows --head --tail --sort-after-slice --group --total --index --title --align --valign --header-style --hide-header --no-header-width --no-border --internal-border --hrules --vrules --padding --padding-left --padding-right --char --max-width --min-width --min-table-width --max-table-width --int-format --float-format --fmt --null --thousands --no-break-on-hyphens --wrap --ellipsis --divider-after --divider-every --page-length --page-break --hide-empty --formatted --xhtml --html-attr --no-escape-header --no-escape-data --str-align --num-align --header-align --max-header-width --no-numbers --no-progress --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -W "auto csv tsv json ndjson ws fixed md html xlsx xls ods logfmt ltsv yaml text" -- "${cur}"))
                    return 0
                    ;;
                -f)
                    COMPREPLY=($(compgen -W "auto csv tsv json ndjson ws fixed md html xlsx xls ods logfmt ltsv yaml text" -- "${cur}"))
                    return 0
                    ;;
                --delimiter)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -d)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --quote)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --encoding)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -e)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --sheet)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-cell)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-columns)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --files-from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --to)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -t)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --style)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out-delimiter)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --expanded)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                -x)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --width)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --pager)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --theme)
                    COMPREPLY=($(compgen -W "plain bold cyan green reverse" -- "${cur}"))
                    return 0
                    ;;
                --stream)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --overflow)
                    COMPREPLY=($(compgen -W "grow wrap clip" -- "${cur}"))
                    return 0
                    ;;
                --compat)
                    COMPREPLY=($(compgen -W "prettytable tabulate" -- "${cur}"))
                    return 0
                    ;;
                --ansi)
                    COMPREPLY=($(compgen -W "show keep strip" -- "${cur}"))
                    return 0
                    ;;
                --ambiguous)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --check)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --update)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --columns)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -w)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --sort)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -s)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --rows)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --head)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tail)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --group)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --total)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --index)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --title)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --align)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --valign)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --header-style)
                    COMPREPLY=($(compgen -W "cap title upper lower" -- "${cur}"))
                    return 0
                    ;;
                --hrules)
                    COMPREPLY=($(compgen -W "frame all none header" -- "${cur}"))
                    return 0
                    ;;
                --vrules)
                    COMPREPLY=($(compgen -W "frame all none" -- "${cur}"))
                    return 0
                    ;;
                --padding)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --padding-left)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --padding-right)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --char)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-width)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --min-width)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --min-table-width)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-table-width)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --int-format)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --float-format)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fmt)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --null)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wrap)
                    COMPREPLY=($(compgen -W "word char clip none" -- "${cur}"))
                    return 0
                    ;;
                --ellipsis)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --divider-after)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --divider-every)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --page-length)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --page-break)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --html-attr)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --str-align)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --num-align)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --header-align)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-header-width)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
    esac
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _table -o nosort -o bashdefault -o default table
else
    complete -F _table -o bashdefault -o default table
fi
