//! Any bytes in any encoding, in any blocks: the same text and the same faults, and strict agrees with lossy.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::charset::{Decoder, Step, all};

fuzz_target!(|input: (u8, u16, &[u8])| {
    let (pick, cut, bytes) = input;
    let Some(encoding) = all().nth(usize::from(pick) % all().count()) else {
        return;
    };
    let mut whole = String::new();
    let faults = Decoder::new(encoding).decode_lossy(bytes, true, &mut whole);

    let (first, second) = bytes.split_at(usize::from(cut) % (bytes.len() + 1));
    let mut parts = String::new();
    let mut decoder = Decoder::new(encoding);
    let in_parts = decoder.decode_lossy(first, false, &mut parts) + decoder.decode_lossy(second, true, &mut parts);
    assert_eq!((&whole, faults), (&parts, in_parts), "{}", encoding.name());

    let mut strict = String::new();
    match Decoder::new(encoding).step(bytes, true, &mut strict) {
        Step::Done => assert_eq!((faults, strict), (0, whole), "{}", encoding.name()),
        Step::Malformed { read, fault } => {
            assert!(faults > 0 && whole.starts_with(&strict), "{}", encoding.name());
            let end = fault.offset + u64::from(fault.length);
            assert!(fault.length > 0 && end <= bytes.len() as u64 && read <= bytes.len());
        }
    }
});
