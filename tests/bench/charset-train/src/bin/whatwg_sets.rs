//! Prints the double-byte characters of encoding_rs, from which multi_byte.py computes how the codecs of CPython
//! differ: lines of `NAME CODE CHARACTER` in hexadecimal. Rows are read as `shared::charset::multi_byte::set` does.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS};

fn main() {
    let sets: [(&str, &encoding_rs::Encoding, &[u8]); 6] = [
        ("GB18030", GB18030, b""),
        ("BIG5", BIG5, b""),
        ("SHIFT_JIS", SHIFT_JIS, b""),
        ("EUC_JP", EUC_JP, b""),
        ("EUC_JP_8F", EUC_JP, b"\x8f"),
        ("EUC_KR", EUC_KR, b""),
    ];
    for (name, encoding, prefix) in sets {
        for lead in 0x80..=0xff_u8 {
            for trail in 0x40..=0xff_u8 {
                let bytes = [prefix, &[lead, trail]].concat();
                let (text, _) = encoding.decode_without_bom_handling(&bytes);
                let mut chars = text.chars();
                if let (Some(c), None) = (chars.next(), chars.next())
                    && c != '\u{fffd}'
                {
                    println!("{name} {lead:02x}{trail:02x} {:x}", u32::from(c));
                }
            }
        }
    }
}
