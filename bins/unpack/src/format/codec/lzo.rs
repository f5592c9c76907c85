//! LZO1X (LZO stream format, Linux `Documentation/staging/lzo.rst`).

/// Unpacks one block into at most `most` bytes.
pub(in crate::format) fn unpack(mut input: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(most.min(256 << 10));
    // What the last instruction left: 0 nothing, 1 to 3 so many literals, 4 a run of literals.
    let mut state = 0;
    if let [first @ 18..=255, rest @ ..] = input {
        let count = usize::from(*first) - 17;
        input = rest;
        literals(&mut input, &mut out, count, most)?;
        state = count.min(4);
    }
    loop {
        let op = byte(&mut input)?;
        let low = usize::from(op & 3);
        let (distance, length, behind) = match op {
            0..=15 if state == 0 => {
                let count = 3 + long_length(&mut input, op, 15)?;
                literals(&mut input, &mut out, count, most)?;
                state = 4;
                continue;
            }
            0..=15 => {
                let near = (usize::from(byte(&mut input)?) << 2) + usize::from(op >> 2);
                if state == 4 {
                    (near + 2049, 3, low)
                } else {
                    (near + 1, 2, low)
                }
            }
            16..=31 => {
                let length = 2 + long_length(&mut input, op, 7)?;
                let word = word(&mut input)?;
                let distance = (usize::from(op & 8) << 11) + (word >> 2);
                if distance == 0 {
                    // The end, which nothing may follow.
                    return (length == 3 && input.is_empty()).then_some(out);
                }
                (distance + 16384, length, word & 3)
            }
            32..=63 => {
                let length = 2 + long_length(&mut input, op, 31)?;
                let word = word(&mut input)?;
                ((word >> 2) + 1, length, word & 3)
            }
            64.. => {
                let length = if op < 128 {
                    3 + usize::from(op >> 5 & 1)
                } else {
                    5 + usize::from(op >> 5 & 3)
                };
                let near = (usize::from(byte(&mut input)?) << 3) + usize::from(op >> 2 & 7);
                (near + 1, length, low)
            }
        };
        let from = out.len().checked_sub(distance)?;
        if out.len() + length > most {
            return None;
        }
        for at in from..from + length {
            out.push(*out.get(at)?);
        }
        literals(&mut input, &mut out, behind, most)?;
        state = behind;
    }
}

fn byte(input: &mut &[u8]) -> Option<u8> {
    let (first, rest) = input.split_first()?;
    *input = rest;
    Some(*first)
}

fn word(input: &mut &[u8]) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes([byte(input)?, byte(input)?])))
}

fn literals(input: &mut &[u8], out: &mut Vec<u8>, count: usize, most: usize) -> Option<()> {
    if out.len() + count > most {
        return None;
    }
    out.extend_from_slice(input.get(..count)?);
    *input = input.get(count..)?;
    Some(())
}

/// A length in the bits `mask` of an instruction; 0 there: the mask, 255 for every zero that follows, and a last byte.
fn long_length(input: &mut &[u8], op: u8, mask: u8) -> Option<usize> {
    let mut length = usize::from(op & mask);
    if length == 0 {
        length = usize::from(mask);
        loop {
            match byte(input)? {
                0 => length += 255,
                last => return Some(length + usize::from(last)),
            }
        }
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn literals_and_matches() {
        // Four literals, a match of three at a distance of four, the end.
        let packed = [21, b'a', b'b', b'c', b'd', 0b0100_1100, 0, 17, 0, 0];
        assert_eq!(unpack(&packed, 7).unwrap(), b"abcdabc");
        assert_eq!(unpack(&packed, 6), None);
        assert_eq!(unpack(&packed[..9], 7), None);
        assert_eq!(unpack(&[18, b'a', 0b0100_0100, 9, 17, 0, 0], 4), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_unpacked_or_refused(packed in prop::collection::vec(any::<u8>(), 0..300), most in 0_usize..2000) {
            if let Some(out) = unpack(&packed, most) {
                prop_assert!(out.len() <= most);
            }
        }
    }
}
