#!/usr/bin/env python3
"""Writes shared/src/charset/aliases.rs: the names of CPython and of glibc iconv for the encodings of shared::charset.
`aliases.py NAMES > aliases.rs`; NAMES is a file of our names, a line each (`charset list --json | jq -r .name`). A name means
what CPython takes it for; what only glibc knows means what its group of aliases does. Made with CPython 3.11, glibc 2.36."""
import codecs, encodings.aliases, glob, re, sys

names = open(sys.argv[1]).read().split()
# Names that glibc alone has, of encodings whose other names it does not share with CPython.
OTHERS = {
    'utf-16': 'UNICODE CSUNICODE', 'utf-16le': 'UCS-2 UCS2 ISO-10646-UCS-2 OSF00010100 OSF00010101 OSF00010102 UCS-2LE UNICODELITTLE UTF-16LE',
    'utf-16be': 'UCS-2BE UNICODEBIG UTF-16BE', 'utf-32le': 'UCS-4LE UTF-32LE INTERNAL WCHAR_T',
    'utf-32be': 'UCS-4 UCS4 ISO-10646 10646-1:1993 10646-1:1993/UCS4 CSUCS4 OSF00010104 OSF00010105 OSF00010106 UCS-4BE UTF-32BE ISO-10646/UCS4',
    'utf-8': 'ISO-10646/UTF8 ISO-10646/UTF-8 ISO-IR-193 OSF05010001 utf-8-sig', 'mac-roman': 'MACINTOSH MAC CSMACINTOSH',
    'mac-latin2': 'MAC-CENTRALEUROPE CP1282 x-mac-ce', 'mac-cyrillic': 'MAC-UK CP10007', 'hz': 'HZ-GB-2312',
    'ascii': 'OSF00010020', 'cp720': '720 IBM720', 'cp737': '737 IBM737', 'cp1006': '1006 IBM1006',
}


def fold(name):
    return re.sub('[^a-z0-9]', '', name.lower())


def codec(name):
    try:
        return codecs.lookup(name.lower().replace(':', '-').replace('.', '_') if name[0] != '_' else name).name
    except (LookupError, ValueError):
        return None


ours = {}                                                   # codec of CPython -> our name
for name in names:
    assert codec(name), name
    ours.setdefault(codec(name), name)
meaning = {fold(name): name for name in names}              # folded -> our name
spelled = {}                                                # our name -> {folded: spelling}


def add(alias, name):
    key = fold(alias)
    if key and meaning.setdefault(key, name) == name and key != fold(name):
        spelled.setdefault(name, {}).setdefault(key, alias.lower().strip('/'))


for alias, module in sorted(encodings.aliases.aliases.items()):
    if codec(alias) in ours:
        add(alias.replace('_', '-') if not re.search('shift|ks_c|x0201', alias) else alias, ours[codec(alias)])
for module in {encodings.aliases.aliases[a] for a in encodings.aliases.aliases} | {n.replace('-', '_') for n in names}:
    if codec(module) in ours:
        add(module.replace('_', '-'), ours[codec(module)])
for name, others in OTHERS.items():
    for alias in others.split():
        add(alias, name)
groups = {}
for path in sorted(glob.glob('/usr/lib/*/gconv/gconv-modules') + glob.glob('/usr/lib/*/gconv/gconv-modules.d/*.conf')):
    for line in open(path):
        word = line.split()
        if word[:1] == ['alias']:
            groups.setdefault(word[2].strip('/'), []).append(word[1].strip('/'))
        elif word[:1] == ['module']:
            for n in word[1:3]:
                if n != 'INTERNAL':
                    groups.setdefault(n.strip('/'), [])
missing = []
for canonical, aliases in sorted(groups.items()):
    known = [meaning.get(fold(n)) or ours.get(codec(n)) for n in [canonical, *aliases]]
    known = [n for n in known if n]
    if not known:
        missing.append(canonical)
        continue
    name = known[0]
    for alias in [canonical, *aliases]:
        add(alias, ours.get(codec(alias), name))
print('//! Made by tests/bench/charset-train/aliases.py from CPython and glibc; not to be edited.\n')
print('/// Other names, for each encoding that has some, sorted by its name.')
print('pub(super) static ALIASES: &[(&str, &[&str])] = &[')
for name, aliases in sorted(spelled.items()):
    print(f'    ("{name}", &[' + ', '.join(f'"{a}"' for a in sorted(aliases.values())) + ']),')
print('];')
print('of glibc alone:', ' '.join(missing), file=sys.stderr)
