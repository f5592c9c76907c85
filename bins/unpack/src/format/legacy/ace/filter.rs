//! What the modes of LZ77 do to the bytes that come out of it.

use super::bits::{Fault, Step};

/// Turns differences back into bytes and puts those of the planes, which lie one behind the other, beside one another.
/// `last` is the byte before the first.
pub(super) fn join_planes(block: &mut [u8], planes: usize, last: &mut u8) -> Step<Vec<u8>> {
    for byte in &mut *block {
        *last = last.wrapping_add(*byte);
        *byte = *last;
    }
    let Some(size) = block.len().checked_div(planes) else {
        return Err(Fault::Bad("differences of no planes"));
    };
    let mut joined = Vec::with_capacity(block.len());
    for at in 0..size {
        for plane in (0..block.len()).step_by(size) {
            let byte = block.get(plane + at);
            joined.push(*byte.ok_or(Fault::Bad("planes of uneven size"))?);
        }
    }
    Ok(joined)
}

/// The instructions of x86 whose targets are translated.
const CALL: u8 = 0xE8;
const JUMP: u8 = 0xE9;

/// Makes the targets of calls (of 32 bits when `wide`) and jumps relative again, in the bytes that lie at `at` in the
/// member. Returns how many of them are done: an instruction that is cut in two waits for its rest, as in unace 2. acefile
/// 0.6.14 does not find those that begin 4 bytes before the end.
pub(super) fn relative_targets(bytes: &mut [u8], at: u64, wide: bool) -> usize {
    let mut next = 0;
    while let Some([code, target @ ..]) = bytes.get_mut(next..).filter(|rest| rest.len() > 4) {
        let own = at.wrapping_add(next as u64);
        let length = match *code {
            CALL if wide => {
                if let Some(target) = target.first_chunk_mut() {
                    *target = u32::from_le_bytes(*target).wrapping_sub(own as u32).to_le_bytes();
                }
                5
            }
            CALL | JUMP => {
                if let Some(target) = target.first_chunk_mut() {
                    *target = u16::from_le_bytes(*target).wrapping_sub(own as u16).to_le_bytes();
                }
                3
            }
            _ => 1,
        };
        next += length;
    }
    let rest = bytes.get(next..).unwrap_or_default();
    match rest.iter().position(|b| matches!(*b, CALL | JUMP)) {
        Some(cut) => next + cut,
        None => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn targets_do_not_depend_on_how_the_bytes_come(
            bytes in prop::collection::vec(prop_oneof![Just(CALL), Just(JUMP), any::<u8>()], 0..200),
            pieces in prop::collection::vec(1_usize..9, 200),
            wide in any::<bool>(),
        ) {
            let mut whole = bytes.clone();
            relative_targets(&mut whole, 1000, wide);
            let (mut done, mut waiting) = (Vec::new(), Vec::new());
            let mut rest = bytes.as_slice();
            for piece in pieces {
                let (next, behind) = rest.split_at(piece.min(rest.len()));
                rest = behind;
                waiting.extend_from_slice(next);
                let count = relative_targets(&mut waiting, 1000 + done.len() as u64, wide);
                done.extend(waiting.drain(..count));
            }
            prop_assert_eq!([done, waiting].concat(), whole);
        }

        #[test]
        fn planes_are_joined_where_they_are_even(block in prop::collection::vec(any::<u8>(), 1..200), planes in 0_usize..9) {
            let size = block.len().checked_div(planes);
            let even = size.is_some_and(|size| block.len() % size.max(1) == 0);
            let mut last = 7;
            match join_planes(&mut block.clone(), planes, &mut last) {
                Ok(joined) => prop_assert!(even && (joined.len() == block.len() || joined.is_empty())),
                Err(_) => prop_assert!(!even),
            }
        }
    }
}
