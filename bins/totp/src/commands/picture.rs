//! totp qr and totp scan.

use std::io::{Read, Write};
use std::path::Path;

use shared::atomic::{AtomicFile, Existing};
use shared::output::Out;
use shared::run::{Problem, Reporter, Status};
use totp::entry::Settings;
use totp::qr::Picture;
use totp::{scan as reader, uri};

use super::given;
use super::uri::named;
use crate::cli::{Qr, Scan};
use crate::render::{NoScanRow, ScanRow, kind_of};
use crate::source;

/// The largest picture file that is read.
const MAX_FILE: u64 = 64 << 20;

pub(super) fn qr(args: &Qr) -> Result<(), Problem> {
    let settings = named(args.flags.settings(), &args.names);
    let got = given(
        source::read(args.source.source.as_deref(), &args.source.other, &settings),
        false,
    )?;
    let text = match got.uri {
        Some(as_given) if settings == Settings::default() => as_given,
        uri => {
            if uri.is_none() && got.name.is_none() && got.entry.account.is_empty() {
                return Err(Problem::usage("a QR code of a bare secret needs a name (--name)"));
            }
            uri::build(&got.entry)
        }
    };
    let picture = Picture::of(&text, args.ecc.into())
        .ok_or_else(|| Problem::usage("too long for a QR code (a lower --ecc holds more)"))?;
    let picture = if args.invert { picture.inverted() } else { picture };
    let mut out = Out::stdout();
    match &args.output {
        None => out.bytes(picture.terminal().as_bytes())?,
        Some(path) if path == Path::new("-") => out.bytes(&png(&picture, args.scale, path)?)?,
        Some(path) => {
            let extension = path.extension().map(|e| e.to_ascii_lowercase());
            let bytes = match extension.as_deref().and_then(|e| e.to_str()) {
                Some("png") => png(&picture, args.scale, path)?,
                Some("svg") => picture.svg(args.scale).into_bytes(),
                _ => return Err(Problem::usage("-o: the name must end in .png or .svg").at(path)),
            };
            save(path, &bytes, args.force).map_err(|e| Problem::io(path, &e))?;
        }
    }
    out.finish()
}

fn png(picture: &Picture, scale: u32, path: &Path) -> Result<Vec<u8>, Problem> {
    picture
        .png(scale)
        .map_err(|e| Problem::input(path, e.to_string()))
}

fn save(path: &Path, bytes: &[u8], force: bool) -> std::io::Result<()> {
    let existing = if force {
        Existing::Replace
    } else {
        Existing::Refuse
    };
    let mut file = AtomicFile::create(path, existing)?.private()?;
    file.write_all(bytes)?;
    file.commit()
}

pub(super) fn scan(args: &Scan, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut out = Out::stdout();
    for path in &args.images {
        let found = match read(path).and_then(|bytes| reader::scan(&bytes)) {
            Ok(found) => found,
            Err(message) => {
                if args.json {
                    out.json(&NoScanRow::new(path, &message))?;
                }
                reporter.report(Problem::input(path, message));
                continue;
            }
        };
        let wanted: Vec<&String> = found
            .iter()
            .filter(|text| args.raw || kind_of(text) != "other")
            .collect();
        if wanted.is_empty() {
            let message = if found.is_empty() {
                "no QR code found"
            } else {
                "no otpauth QR code found (--raw prints others)"
            };
            if args.json {
                out.json(&NoScanRow::new(path, message))?;
            }
            reporter.report(Problem::new(Status::NO, message).at(path));
        }
        for (index, text) in wanted.into_iter().enumerate() {
            if args.json {
                out.json(&ScanRow::new(path, index, text))?;
            } else {
                out.line(&shared::display::visible(text))?;
            }
        }
    }
    out.finish()
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| shared::run::plain_words(&e))?;
    file.take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| shared::run::plain_words(&e))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err("larger than 64 MiB".to_owned());
    }
    Ok(bytes)
}
