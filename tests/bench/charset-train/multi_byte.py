#!/usr/bin/env python3
"""Writes shared/src/charset/multi_byte/sets.rs: how the double-byte character sets of CPython's codecs differ from those of
encoding_rs and from each other. In this folder: `cargo run --bin whatwg_sets | ./multi_byte.py > sets.rs`. Made with CPython 3.11."""
import bisect, sys, unicodedata

whatwg = {}
for line in sys.stdin:
    name, code, char = line.split()
    whatwg.setdefault(name, {i: chr(i) for i in range(128)})[int(code, 16)] = chr(int(char, 16))

CHARS = [chr(c) for c in range(0x30000) if not 0xd800 <= c < 0xe000]
JAMO = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ', 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ', 'ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ'

SECOND = [1, 8, 3, 4, 5, 12, 13, 14, 15, *range(78, 95)]    # the rows of JIS X 0213 plane 2, as Shift_JIS orders them


def codec(encoding, prefix=b''):
    """The set of an encoding: characters by code, and codes by character; `prefix` stands before each of its characters."""
    decodes, encodes = {}, {}
    for code in [*range(0x100), *range(0x8000, 0x10000)]:
        raw = code.to_bytes(1 + (code > 0xff), 'big')
        if (len(raw) == 1 or raw[1] >= 0x31) and not (prefix and len(raw) == 1):
            try:
                text = (prefix + raw).decode(encoding)
                if len(raw) == 1 or len(text) == 1 or 0 not in decodes or raw[0] not in decodes:    # else two single bytes
                    decodes[code] = text
            except UnicodeDecodeError:
                pass
    if prefix:
        decodes.update((i, chr(i)) for i in range(128))
    for text in CHARS + [text for text in decodes.values() if len(text) == 2]:
        try:
            raw = text.encode(encoding)
            if raw.startswith(prefix) and 0 < len(raw) - len(prefix) <= 2:
                encodes[text] = int.from_bytes(raw[len(prefix):], 'big')
        except UnicodeEncodeError:
            pass
    if prefix:
        encodes.update((chr(i), i) for i in range(128))
    return decodes, encodes


def encode(text, encoding):
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None


def shifted(one, two):
    """Shift_JIS codes of two planes of 94 rows (JIS X 0213:2004, annex 1)."""
    out = {i: chr(i) for i in range(128)}
    rows = [(one, row + 0xa0) for row in range(1, 95)] + [(two, row + 0xa0) for row in SECOND]
    for at, (plane, row) in enumerate(rows):
        lead = at // 2 + (0x81 if at < 62 else 0xc1)
        for cell in range(94):
            trail = cell + 0x40 + (cell >= 0x3f) if at % 2 == 0 else cell + 0x9f
            if row << 8 | 0xa1 + cell in plane:
                out[lead << 8 | trail] = plane[row << 8 | 0xa1 + cell]
    return out


def johab(ksx1001):
    """KS X 1001, annex 3: five bits for each jamo, and the other rows of KS X 1001 folded."""
    out = {i: chr(i) for i in range(128)}
    leads = {2 + i: i for i in range(19)} | {1: None}
    vowels = {i: n for n, i in enumerate(i for i in range(3, 30) if i not in (8, 9, 16, 17, 24, 25))} | {2: None}
    tails = {i: n for n, i in enumerate(i for i in range(2, 30) if i != 18)} | {1: None}
    for l, lead in leads.items():
        for v, vowel in vowels.items():
            for t, tail in tails.items():
                code = 0x8000 | l << 10 | v << 5 | t
                if lead is not None and vowel is not None:
                    out[code] = chr(0xac00 + (lead * 21 + vowel) * 28 + (0 if tail is None else tail + 1))
                elif (lead, vowel, tail).count(None) == 2:
                    index = [lead, vowel, tail]
                    part = next(i for i in range(3) if index[i] is not None)
                    out[code] = JAMO[part][index[part]]
    for code, char in ksx1001.items():
        row, cell = (code >> 8) - 0xa1, (code & 0xff) - 0xa1
        if code > 0xff and (row < 12 or 41 <= row < 93):
            at = row + 2 * 0xd9 if row < 12 else row - 41 + 2 * 0xe0
            low = cell + (94 if at % 2 else 0)
            out[at >> 1 << 8 | low + (0x31 if low < 0x4e else 0x43)] = char
    return out


def literal(text):
    return ''.join(c if c.isalnum() and not unicodedata.combining(c) and unicodedata.bidirectional(c) in 'L EN ON AN'
                   or unicodedata.category(c)[0] in 'PS' and c not in '"\\' else f'\\u{{{ord(c):x}}}' for c in text)


def ranges(codes, stops):
    """First and last of `codes`, sorted, in runs that hold none of `stops`."""
    runs, stops = [], sorted(stops)
    for code in sorted(codes):
        if runs and bisect.bisect(stops, code) == bisect.bisect(stops, runs[-1][1]):
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return runs


def wrap(items, width=120):
    lines, line = [], ''
    for item in items:
        if line and len(line) + len(item) > width:
            lines.append(line)
            line = ''
        line += item + ', '
    return ''.join(f'\n        {l.rstrip()}' for l in lines + [line] if l.strip()) + '\n' if items else ''


def write(name, about, base_name, base, decodes, encodes):
    without = ranges([c for c in base if c not in decodes], decodes)
    new = sorted(c for c in decodes if decodes[c] != base.get(c))
    pairs = [c for c in new if len(decodes[c]) == 2]
    runs = []
    for code in new:
        if len(decodes[code]) == 2:
            continue
        if runs and runs[-1][0] + len(runs[-1][1]) == code:
            runs[-1][1] += decodes[code]
        else:
            runs.append([code, decodes[code]])
    first = {}
    for code, text in sorted(decodes.items()):
        first.setdefault(text, code)
    back = {t: encodes.get(t, 0) for t in {*first, *encodes} if len(t) == 1 and encodes.get(t) != first.get(t)}
    assert all(encodes.get(decodes[c]) == c for c in pairs)
    print(f'\n/// {about}\npub(super) static {name}: Set = Set::new({base_name}, Changes {{')
    fields = {'without': [f'(0x{a:x}, 0x{b:x})' for a, b in without],
              'with': [f'(0x{code:x}, "{literal(text)}")' for code, text in runs],
              'pairs': [f"(0x{c:x}, ['{literal(decodes[c][0])}', '{literal(decodes[c][1])}'])" for c in pairs],
              'back': [f"('{literal(t)}', 0x{code:x})" for t, code in sorted(back.items())]}
    for field, items in fields.items():
        if items:
            print(f'    {field}: &[' + wrap(items) + '    ],')
    if not all(fields.values()):
        print('    ..UNCHANGED')
    print('});')


print('//! Made by tests/bench/charset-train/multi_byte.py from the codecs of CPython; not to be edited.\n')
print('use super::set::{Base, Changes, Set, UNCHANGED};')
gb18030, gbk, gb2312 = codec('gb18030'), codec('gbk'), codec('gb2312')
write('GB18030', 'GB 18030-2000, the characters of one and two bytes.', 'Base::Whatwg(encoding_rs::GB18030, b"")', whatwg['GB18030'], *gb18030)
write('GBK', 'GBK.', 'Base::Set(&GB18030)', gb18030[0], *gbk)
write('GB2312', 'GB 2312-80 as EUC-CN.', 'Base::Set(&GBK)', gbk[0], *gb2312)
hkscs, cp950, big5 = codec('big5hkscs'), codec('cp950'), codec('big5')
write('BIG5_HKSCS', 'Big5 with HKSCS-2004.', 'Base::Whatwg(encoding_rs::BIG5, b"")', whatwg['BIG5'], *hkscs)
write('CP950', 'Big5 of Microsoft.', 'Base::Whatwg(encoding_rs::BIG5, b"")', whatwg['BIG5'], *cp950)
write('BIG5', 'Big5.', 'Base::Set(&CP950)', cp950[0], *big5)
cp932, sjis = codec('cp932'), codec('shift_jis')
write('CP932', 'Shift_JIS of Microsoft.', 'Base::Whatwg(encoding_rs::SHIFT_JIS, b"")', whatwg['SHIFT_JIS'], *cp932)
write('SHIFT_JIS', 'Shift_JIS: JIS X 0201 and JIS X 0208.', 'Base::Set(&CP932)', cp932[0], *sjis)
jis, jis2 = codec('euc_jp'), codec('euc_jp', b'\x8f')
write('JIS_X_0208', 'JIS X 0208, and JIS X 0201 behind 8E, as EUC-JP.', 'Base::Whatwg(encoding_rs::EUC_JP, b"")', whatwg['EUC_JP'], *jis)
write('JIS_X_0212', 'JIS X 0212 as EUC-JP has it behind 8F.', 'Base::Whatwg(encoding_rs::EUC_JP, b"\\x8f")', whatwg['EUC_JP_8F'], *jis2)
one, two = codec('euc_jis_2004'), codec('euc_jis_2004', b'\x8f')
old_one, old_two = codec('euc_jisx0213'), codec('euc_jisx0213', b'\x8f')
for plane in two, old_two:    # EUC has JIS X 0212 where plane 2 has nothing
    for c in [c for c in plane[0] if c > 0xff and ((c >> 8) - 0xa0 not in SECOND or jis2[0].get(c) == plane[0][c])]:
        assert jis2[0].get(c) == plane[0][c]
        del plane[0][c]
    for t in [t for t, c in plane[1].items() if c not in plane[0]]:
        assert jis2[1].get(t) == plane[1][t]
        del plane[1][t]
# ISO 2022 reads this sign otherwise than EUC does, and writes it not at all.
one, old_one = ((*plane, ({**plane[0], 0xa2b2: '~'}, {t: c for t, c in plane[1].items() if c != 0xa2b2})) for plane in (one, old_one))
lost = {t: c for t, c in jis2[1].items() if t not in old_one[1] and t not in old_two[1] and len(t) == 1 and encode(t, 'euc_jisx0213') != b'\x8f' + c.to_bytes(2, 'big')}
write('JIS_X_0213_1', 'JIS X 0213:2004 plane 1, and JIS X 0201 behind 8E.', 'Base::Set(&JIS_X_0208)', jis[0], *one[2])
write('EUC_JIS_2004', 'The same as EUC-JIS-2004 has it.', 'Base::Set(&JIS_X_0213_1)', one[2][0], *one[:2])
write('JIS_X_0213_2', 'JIS X 0213:2004 plane 2 as EUC-JIS-2004 has it behind 8F.', 'Base::Ascii', {i: chr(i) for i in range(128)}, *two)
write('JIS_X_0213_1_OF_2000', 'JIS X 0213:2000 plane 1.', 'Base::Set(&JIS_X_0213_1)', one[2][0], *old_one[2])
write('EUC_JISX0213', 'The same as EUC-JISX0213 has it.', 'Base::Set(&JIS_X_0213_1_OF_2000)', old_one[2][0], *old_one[:2])
write('JIS_X_0213_2_OF_2000', 'JIS X 0213:2000 plane 2 as EUC-JISX0213 has it behind 8F.', 'Base::Set(&JIS_X_0213_2)', two[0], *old_two)
write('JIS_X_0212_BESIDE_0213', 'JIS X 0212 as EUC-JISX0213 has it: characters that JIS X 0213:2004 added are read, but not written.',
      'Base::Set(&JIS_X_0212)', jis2[0], jis2[0], {t: c for t, c in jis2[1].items() if t not in lost})
sjis2004, sjisx0213 = codec('shift_jis_2004'), codec('shift_jisx0213')
write('SHIFT_JIS_2004', 'Shift_JIS-2004: JIS X 0201 and JIS X 0213:2004.', 'Base::Shifted(&JIS_X_0213_1, &JIS_X_0213_2)', shifted(one[2][0], two[0]), *sjis2004)
write('SHIFT_JISX0213', 'Shift_JISX0213: JIS X 0201 and JIS X 0213:2000.', 'Base::Set(&SHIFT_JIS_2004)', sjis2004[0], *sjisx0213)
cp949, euckr, johab_ = codec('cp949'), codec('euc_kr'), codec('johab')
euckr[0][0xa4d4] = '\u3164'    # in EUC-KR it begins a composed syllable
write('CP949', 'Unified Hangul Code.', 'Base::Whatwg(encoding_rs::EUC_KR, b"")', whatwg['EUC_KR'], *cp949)
write('KS_X_1001', 'KS X 1001 as EUC-KR.', 'Base::Set(&CP949)', cp949[0], *euckr)
write('JOHAB', 'Johab of KS X 1001, annex 3.', 'Base::Johab(&KS_X_1001)', johab(euckr[0]), *johab_)
