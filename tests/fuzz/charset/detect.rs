//! Detection of any bytes: it ends, does not depend on how the bytes are fed, and its answer decodes what it saw.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::charset::{Decoder, Detector, Options, Step, decode_name, detect};

/// Up to here the sample is the whole input, so that the answer must decode all of it.
const SAMPLED: usize = 4096;

fuzz_target!(|input: (bool, u16, &[u8])| {
    let (name_only, cut, bytes) = input;
    let options = Options {
        name_only,
        ..Options::default()
    };
    let whole = detect(bytes, &options);

    let (first, second) = bytes.split_at(usize::from(cut) % (bytes.len() + 1));
    let mut detector = Detector::new(options);
    detector.feed(first);
    detector.feed(second);
    assert_eq!(detector.finish(), whole);

    assert!((0.0..=1.0).contains(&whole.confidence));
    let all = whole.confidence + whole.alternatives.iter().map(|other| other.confidence).sum::<f64>();
    assert!(all <= 1.0 + 1e-6, "confidences sum to {all}");
    assert_eq!(whole.bytes, bytes.len() as u64);
    if let Some(encoding) = whole.encoding
        && bytes.len() < SAMPLED
        && !whole.bom
        && !whole.mixed
    {
        let step = Decoder::new(encoding).step(bytes, false, &mut String::new());
        assert_eq!(step, Step::Done, "{} does not decode its input", encoding.name());
    }
    decode_name(bytes, None);
});
