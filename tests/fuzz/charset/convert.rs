//! Conversion between any two encodings: what it counts is what it writes, `strict` loses nothing, and what came out
//! of a strict conversion to a Unicode encoding goes back in to the same text.
#![no_main]

use charset::convert::{Bom, Error, Newlines, OnLoss, Plan, convert};
use libfuzzer_sys::fuzz_target;
use shared::charset::{Encoding, all};

fn pick(number: u8) -> Option<Encoding> {
    all().nth(usize::from(number) % all().count())
}

fn run(bytes: &[u8], plan: &Plan) -> Result<(Vec<u8>, u64), Error> {
    let mut result = Vec::new();
    let tally = convert(bytes, &mut result, plan)?;
    assert_eq!(tally.bytes_in, bytes.len() as u64);
    assert_eq!(tally.bytes_out, result.len() as u64);
    assert_eq!(tally.losses > 0, tally.first_loss.is_some());
    Ok((result, tally.losses))
}

fuzz_target!(|input: (u8, u8, u8, &[u8])| {
    let (from, to, how, bytes) = input;
    let (Some(from), Some(to)) = (pick(from), pick(to)) else {
        return;
    };
    let newlines = [Newlines::Keep, Newlines::Lf, Newlines::CrLf][usize::from(how) % 3];
    let bom = [Bom::Keep, Bom::Add, Bom::Strip][usize::from(how / 3) % 3];
    let plan = Plan {
        from,
        to,
        on_loss: OnLoss::Strict,
        newlines,
        bom,
        check_round_trip: how & 0x80 != 0,
    };
    let strict = run(bytes, &plan);
    for on_loss in [OnLoss::Replace, OnLoss::Ignore] {
        let (result, losses) = match run(bytes, &Plan { on_loss, ..plan }) {
            Ok(done) => done,
            // What replaces a fault must be in the target, which few lack.
            Err(Error::Unencodable { .. }) => continue,
            Err(error) => panic!("{error:?}"),
        };
        match &strict {
            Ok((same, _)) => assert_eq!((&result, losses), (same, 0)),
            Err(_) => assert!(losses > 0),
        }
    }
    let utf8 = Encoding::utf8();
    let plain = Plan {
        to: utf8,
        newlines: Newlines::Keep,
        bom: Bom::Strip,
        check_round_trip: false,
        ..plan
    };
    if let (Ok((text, _)), Some(utf16)) = (run(bytes, &plain), Encoding::for_label("utf-16le")) {
        let there = run(&text, &Plan { from: utf8, to: utf16, bom: Bom::Keep, ..plain });
        let back = there.and_then(|(wide, _)| run(&wide, &Plan { from: utf16, to: utf8, bom: Bom::Keep, ..plain }));
        assert_eq!(back.map(|(back, _)| back).ok(), Some(text));
    }
});
