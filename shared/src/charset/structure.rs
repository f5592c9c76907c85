//! Which bytes may follow which in encodings of double bytes: what most text in other encodings breaks soon, so that
//! their tables are seldom asked.

use super::Encoding;

/// The lead bytes of double bytes, and their trail bytes.
struct Double {
    leads: fn(u8) -> bool,
    trails: fn(u8) -> bool,
}

/// SS3 of ISO 2022.
const SINGLE_SHIFT: u8 = 0x8f;

/// The bytes may be text in the encoding, the last character of which may be cut; always for encodings that are not
/// of double bytes.
pub(super) fn fits(encoding: Encoding, bytes: &[u8]) -> bool {
    let Some(double) = double(encoding.name()) else {
        return true;
    };
    let mut rest = bytes.iter();
    while let Some(&lead) = rest.next() {
        if lead == SINGLE_SHIFT && matches!(encoding.name(), "euc-jp" | "euc-jis-2004") {
            // A double byte of another set follows.
            continue;
        }
        if lead >= 0x80
            && (double.leads)(lead)
            && let Some(&trail) = rest.next()
            && !(double.trails)(trail)
        {
            return false;
        }
    }
    true
}

fn double(name: &str) -> Option<Double> {
    Some(match name {
        // A digit is the second byte of four.
        "gb18030" => Double {
            leads: |byte| (0x81..=0xfe).contains(&byte),
            trails: |byte| matches!(byte, 0x30..=0x39 | 0x40..=0x7e | 0x80..=0xfe),
        },
        "big5" | "cp950" | "big5-hkscs" => Double {
            leads: |byte| (0x81..=0xfe).contains(&byte),
            trails: |byte| matches!(byte, 0x40..=0x7e | 0xa1..=0xfe),
        },
        "shift_jis" | "cp932" => Double {
            leads: |byte| matches!(byte, 0x81..=0x9f | 0xe0..=0xfc),
            trails: |byte| matches!(byte, 0x40..=0x7e | 0x80..=0xfc),
        },
        // The byte behind the single shift 8E is from the same range.
        "euc-jp" | "euc-jis-2004" => Double {
            leads: |byte| matches!(byte, 0x8e | 0xa1..=0xfe),
            trails: |byte| matches!(byte, 0xa1..=0xfe),
        },
        "cp949" => Double {
            leads: |byte| (0x81..=0xfe).contains(&byte),
            trails: |byte| matches!(byte, 0x41..=0x5a | 0x61..=0x7a | 0x81..=0xfe),
        },
        "johab" => Double {
            leads: |byte| matches!(byte, 0x84..=0xd3 | 0xd8..=0xde | 0xe0..=0xf9),
            trails: |byte| matches!(byte, 0x31..=0x7e | 0x81..=0xfe),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charset::{Decoder, Step};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    const NAMES: [&str; 10] = [
        "gb18030",
        "big5",
        "cp950",
        "big5-hkscs",
        "shift_jis",
        "cp932",
        "euc-jp",
        "euc-jis-2004",
        "cp949",
        "johab",
    ];

    proptest! {
        #[test]
        fn whatever_decodes_fits(name in select(NAMES.to_vec()), bytes in vec(prop_oneof![0x80u8..=0xff, any::<u8>()], 1..12)) {
            let encoding = Encoding::named(name);
            let mut text = String::new();
            let read = match Decoder::new(encoding).step(&bytes, false, &mut text) {
                Step::Done => bytes.len(),
                Step::Malformed { fault, .. } => usize::try_from(fault.offset).unwrap(),
            };
            prop_assert!(fits(encoding, &bytes[..read]), "{name}");
        }

        #[test]
        fn every_double_byte_fits(name in select(NAMES.to_vec())) {
            let encoding = Encoding::named(name);
            for code in 0x8000..=u16::MAX {
                let bytes = code.to_be_bytes();
                if Decoder::new(encoding).step(&bytes, true, &mut String::new()) == Step::Done {
                    prop_assert!(fits(encoding, &bytes), "{name} {code:04X}");
                }
            }
        }
    }
}
