//! totp now: the code of this moment.

use std::time::Duration;

use shared::output::Out;
use shared::run::{Problem, Reporter};
use totp::code::Generator;
use totp::entry::{Entry, Kind};
use totp::fault::Fault;
use totp::moment;

use super::{given, warn};
use crate::cli::Now;
use crate::render::CodeRow;
use crate::source::{self, Failure};

pub(super) fn now(args: &Now, reporter: &mut Reporter) -> Result<(), Problem> {
    let read = source::read(
        args.source.source.as_deref(),
        &args.source.other,
        &args.flags.settings(),
    );
    let got = given(read, args.json)?;
    if args.verbose {
        warn(&got.entry, reporter);
    }
    let entry = &got.entry;
    let (at, step) = given(moment_and_step(args, entry).map_err(Failure::Fault), args.json)?;
    let code = Generator::new(entry).code(step);
    let mut out = Out::stdout();
    if args.json {
        out.json(&CodeRow::new(entry, got.name.as_deref(), code.as_str(), step, at))?;
    } else if args.left && entry.kind != Kind::Hotp {
        out.line(&format!("{}\t{}", code.as_str(), entry.left(at)))?;
    } else {
        out.line(code.as_str())?;
    }
    out.finish()
}

/// The moment that counts and the step it lies in, after `--min-left` and `--next`.
fn moment_and_step(args: &Now, entry: &Entry) -> Result<(u64, u64), Fault> {
    let mut at = args.at.map_or_else(moment::now, Ok)?;
    let timed = entry.kind != Kind::Hotp;
    if let Some(least) = args.min_left.filter(|_| timed) {
        if least > entry.period {
            return Err(Fault::usage("min-left", "longer than the period"));
        }
        while entry.left(at) < least {
            let left = entry.left(at);
            if args.at.is_some() {
                at = at.saturating_add(left);
            } else {
                std::thread::sleep(Duration::from_secs(left));
                at = moment::now()?;
            }
        }
    }
    let step = entry.step(at)?;
    if !args.next {
        return Ok((at, step));
    }
    let next = step
        .checked_add(1)
        .ok_or_else(|| Fault::usage("counter", "there is no next one"))?;
    Ok((
        if timed {
            at.saturating_add(entry.left(at))
        } else {
            at
        },
        next,
    ))
}
