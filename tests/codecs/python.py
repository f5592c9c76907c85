"""What the codecs of CPython make of bytes and of characters, for main.rs to compare.
`python.py full|quick NAME...` writes for each name, each number in four bytes, little-endian:
- a flag (1: the encoding has one byte for each character),
- cases of decoding: 1, the bytes, the place of the first fault or FFFFFFFF when there is none or FFFFFFFE when there is a lone
  surrogate, the text with U+FFFD for each fault; the last case is 0;
- cases of encoding: 1, the text, the place of the first character without bytes or FFFFFFFF, the bytes before it; 0.
Bytes, and texts as UTF-8, have their length in front."""
import random, struct, sys

FULL = sys.argv[1] == 'full'
NONE, SURROGATE = 0xffffffff, 0xfffffffe
out = sys.stdout.buffer
random.seed(7)


def number(n):
    return struct.pack('<I', n)


def block(data):
    return number(len(data)) + data


def decoded(name, raw):
    """The record of a case, and whether the bytes are the beginning of something longer."""
    try:
        text, fault, cut = raw.decode(name), NONE, False
    except UnicodeDecodeError as e:
        text, fault = raw.decode(name, 'replace'), e.start
        cut = e.end == len(raw) and ('incomplete' in e.reason or 'unterminated' in e.reason or 'truncated' in e.reason or 'unexpected end' in e.reason)
    if any('\ud800' <= c < '\ue000' for c in text):
        text, fault = '', SURROGATE
    return number(1) + block(raw) + number(fault) + block(text.encode()), cut


def sequences(name, context, depth):
    """Every byte behind the context, and every byte behind what is no whole character yet; of many some, and but for `full` only a
    few."""
    begun = [context]
    whole = not name.startswith(('utf', 'iso', 'hz'))
    for level in range(depth):
        longer = []
        for raw in begun:
            last = [*range(0x2f, 0x3b), 0, 0x7f, 0x80, 0xff] if level == 3 else range(256)
            for byte in last if FULL or level == 0 else random.sample(last, len(last) // 8):
                record, cut = decoded(name, raw + bytes([byte]))
                out.write(record)
                if cut or level == 0 and context == b'' and (FULL or byte in b'\x0ea~+\\\x1b\xff' or byte > 0x7f and whole):
                    longer.append(raw + bytes([byte]))
        begun = longer if level == 0 or FULL and len(longer) < 400000 else random.sample(longer, min(len(longer), 20000 if FULL else 200))


def encoded(name, text):
    try:
        raw, fault = text.encode(name), NONE
    except UnicodeEncodeError as e:
        raw, fault = b'', e.start
    out.write(number(1) + block(text.encode()) + number(fault) + block(raw))


CHARS = [chr(c) for c in range(0 if FULL else 3, 0x110000, 1 if FULL else 17) if not 0xd800 <= c < 0xe000 and (FULL or c < 0x30000)]
ESCAPES = [b'$B', b'$@', b'(J', b'(I', b'$(D', b'$(O', b'$(P', b'$(Q', b'$A', b'$(C', b')C', b'$)C', b'$)C\x0e', b'.A', b'.F', b'.F\x1bN', b'.A\x1bN',
           b'.B\x1bN', b'N', b'&@\x1b$B', b'(B', b'%G', b'$BB!\x1b(J', b'$)C\x0e\n']
MARKS = '\u0300\u0301\u0304\u030c\u309a\u02e5\u02e9'
for name in sys.argv[2:]:
    unicode = name.startswith('utf')
    single = len(bytes(range(1, 256)).decode(name, 'replace')) == 255 and not unicode and name != 'hz' and not name.startswith('iso-2022')
    out.write(number(single))
    sequences(name, b'', 1 if single else 4)
    contexts = [b'\x1b' + e for e in ESCAPES] if name.startswith('iso-2022') else [b'~{', b'~{<:', b'~{~'] if name == 'hz' else []
    if not FULL:
        contexts = [c for c in contexts if decoded(name, c)[0][-4:] == number(0)]    # all are escape sequences that it knows
    contexts += [b'\xa4\xd4\xa4' + bytes([first]) + b'\xa4' + bytes([middle]) + b'\xa4' for first in range(0xa0, 0xc0, 3) for middle in range(0xbe, 0xd5, 4)] if name == 'euc-kr' else []
    contexts += [b'+A', b'+AB', b'+AAA', b'+2D3', b'+2D3eA', b'a+AGEA'] if name == 'utf-7' else []
    contexts += [c + b for c in ([b'\xff\xfe', b'\xfe\xff', b'\xff\xfe\0\0', b'\0\0\xfe\xff', b''] if name in ('utf-16', 'utf-32') else [b'']) for b in (b'', b'\0', b'\xd8\x3d\xde', b'\x3d\xd8\0', b'\0\0\1', b'\1\0\x11')] if unicode else []
    for context in contexts:
        sequences(name, context, 1 if unicode or name == 'euc-kr' else 2)
    known = [c for c in CHARS if c.encode(name, 'ignore')]
    alphabet = [b'\x1b', b'~', b'+', b'-', b'\n', b'a', b'\x0e', b'\x0f', b'\xff', b'\x80', b'\x8f', b'\x8e', b'\x30', b'\x1b$B', b'\x1b(B', b'~{', b'~}']
    for _ in range(20000 if FULL else 500):
        raw = b''.join(random.choice([random.choice(known).encode(name), random.choice(alphabet), random.randbytes(1)]) for _ in range(random.randrange(1, 9)))
        cut = raw[:random.randrange(1, len(raw) + 1)] if random.random() < .3 else raw
        out.write(decoded(name, cut)[0])
    out.write(number(0))
    for c in CHARS[:0xf800] if single else CHARS:    # one byte is only for characters of plane 0
        encoded(name, c)
    for _ in range(20000 if FULL else 500):
        text = ''.join(random.choice(known) if random.random() < .7 else random.choice('a~+-\\\n' + MARKS) for _ in range(random.randrange(1, 9)))
        text += random.choice(['', '', '', random.choice(CHARS)])
        encoded(name, text)
    for first in known if FULL else 'æɔʌəɚàáèéÊÊêセツトㇷかきくけこカキクケコ˩˥ab中':
        for mark in MARKS:
            encoded(name, first + mark)
    out.write(number(0))
