//! totp new, totp uri build, totp uri parse.

use std::io::BufRead;

use shared::output::Out;
use shared::run::{Problem, Reporter};
use totp::entry::{Entry, Secret, Settings};
use totp::fault::Fault;
use totp::{input, uri};
use zeroize::Zeroizing;

use super::given;
use crate::cli::{Build, Names, New, Parse};
use crate::render::{EntryRow, FaultRow, line};
use crate::source::{self, Failure};

/// Bytes of a random secret that the generator makes at once.
const BLOCK: usize = 20;

pub(super) fn new(args: &New) -> Result<(), Problem> {
    let wanted = args.bits / 8;
    let mut bytes = Vec::with_capacity(wanted + BLOCK);
    while bytes.len() < wanted {
        bytes.extend_from_slice(totp_rs::Secret::generate().as_bytes());
    }
    bytes.truncate(wanted);
    let secret = Secret::new(bytes).ok_or_else(|| Problem::usage("no random bytes"))?;
    let mut entry = Entry::new(secret);
    let settings = named(args.flags.settings(), &args.names);
    given(settings.apply(&mut entry).map_err(Failure::Fault), args.json)?;
    let mut out = Out::stdout();
    if args.json {
        out.json(&EntryRow {
            entry: &entry,
            show_secret: true,
        })?;
    } else if args.uri {
        out.line(&uri::build(&entry))?;
    } else {
        out.line(&entry.secret.base32())?;
    }
    out.finish()
}

/// The settings with names added.
pub(super) fn named(settings: Settings, names: &Names) -> Settings {
    Settings {
        name: names.name.clone(),
        issuer: names.issuer.clone(),
        ..settings
    }
}

pub(super) fn build(args: &Build) -> Result<(), Problem> {
    let settings = Settings {
        image: args.image.clone(),
        ..named(args.flags.settings(), &args.names)
    };
    let got = given(
        source::read(args.source.source.as_deref(), &args.source.other, &settings),
        false,
    )?;
    if got.entry.account.is_empty() && got.uri.is_none() {
        return Err(Problem::usage("a URI needs a name (--name)"));
    }
    let mut out = Out::stdout();
    out.line(&uri::build(&got.entry))?;
    out.finish()
}

/// The longest line of `uri parse`, in bytes.
const MAX_LINE: u64 = 1 << 20;

pub(super) fn parse(args: &Parse, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut out = Out::stdout();
    let mut stdin = std::io::stdin().lock();
    for number in 1.. {
        let mut bytes = Zeroizing::new(Vec::new());
        let read = std::io::Read::take(&mut stdin, MAX_LINE).read_until(b'\n', &mut bytes);
        if read.map_err(|e| Problem::io("-", &e))? == 0 {
            break;
        }
        if bytes.len() as u64 == MAX_LINE && bytes.last() != Some(&b'\n') {
            stdin.skip_until(b'\n').map_err(|e| Problem::io("-", &e))?;
        }
        let parsed = match input::text(&bytes) {
            Ok(text) if text.trim().is_empty() => continue,
            Ok(text) => uri::parse(&text),
            Err(_) => Err(Fault::uri("scheme", "the line is no text")),
        };
        match parsed {
            Ok(entry) if args.json => out.json(&EntryRow {
                entry: &entry,
                show_secret: args.show_secret,
            })?,
            Ok(entry) => {
                out.bytes(line(&entry, args.show_secret).as_bytes())?;
                out.bytes(b"\n")?;
                for warning in &entry.warnings {
                    reporter.warn(None, &format!("-:{number}: {}", warning.name()));
                }
            }
            Err(fault) => {
                if args.json {
                    out.json(&FaultRow::new(&fault, Some(number)))?;
                }
                reporter.report(source::problem(&fault).at_line("-", number));
            }
        }
    }
    out.finish()
}
