#!/usr/bin/env python3
"""Writes shared/src/charset/single_byte/tables.rs from CPython's codecs, whose tables come from the mapping files of
unicode.org: `code_pages.py > tables.rs`."""
import codecs

PAGES = '''iso-8859-1 iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 iso-8859-9 iso-8859-10 iso-8859-11
iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16 windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257
windows-1258 cp874 tis-620 koi8-r koi8-u koi8-t kz1048 ptcp154 cp437 cp720 cp737 cp775 cp850 cp852 cp855 cp856 cp857 cp858 cp860
cp861 cp862 cp863 cp864 cp865 cp866 cp869 cp1006 cp1125 mac-roman mac-latin2 mac-cyrillic mac-greek mac-turkish mac-iceland
mac-croatian mac-romanian mac-arabic mac-farsi hp-roman8 cp037 cp273 cp424 cp500 cp875 cp1026 cp1140 palmos'''.split()

def table(name):
    decode = codecs.lookup(name).incrementaldecoder(errors='strict').decode
    out = []
    for b in range(256):
        try:
            c = codecs.decode(bytes([b]), name)
            out.append(ord(c) if len(c) == 1 and ord(c) < 0xffff else 0xffff)
        except UnicodeError:
            out.append(0xffff)
    return out

print('//! Made by tests/bench/charset-train/code_pages.py from the codecs of CPython; not to be edited.\n')
print('/// What a byte without a character maps to.')
print('pub(in crate::charset) const HOLE: u16 = 0xffff;\n')
for name in PAGES:
    full = table(name)
    ident = name.upper().replace('-', '_')
    ascii_ = full[:128] == list(range(128))
    part = full[128:] if ascii_ else full
    print(f'pub(in crate::charset) static {ident}: [u16; {len(part)}] = [')
    for i in range(0, len(part), 16):
        print('    ' + ', '.join(f'0x{c:x}' for c in part[i:i + 16]) + ',')
    print('];')
