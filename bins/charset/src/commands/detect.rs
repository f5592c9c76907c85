//! `charset detect`: one line or object for each input.

use std::io::{self, Read};
use std::path::Path;

use charset::lines::{self, Run};
use serde::Serialize;
use serde_json::Number;
use shared::charset::{Detection, Detector, Encoding, Era, Hint, Options};
use shared::display::visible_path;
use shared::input::{Input, Reader};
use shared::output::{Out, PathKey};
use shared::progress::{Progress, ProgressArg};
use shared::run::{Problem, Reporter, Status};

use super::encoding_named;
use crate::cli::{Detect, EraChoice};

const BLOCK: usize = 1 << 16;

pub(crate) fn run(args: &Detect, reporter: &mut Reporter) -> Result<(), Problem> {
    let (only, never) = allowed(args)?;
    let options = Options {
        hint: args.hint.as_deref().map(hint).transpose()?,
        only,
        never,
        name_only: args.name_only || args.lines,
    };
    let mut out = Out::stdout();
    for input in args.inputs.inputs()? {
        match input.and_then(|input| report(&input, args, &options, &mut out, reporter)) {
            Err(problem) if problem.is_fatal() => return Err(problem),
            Err(problem) => {
                if args.json {
                    let path = problem.path().unwrap_or(Path::new("-"));
                    out.json(&Row::failed(path, problem.message()))?;
                }
                reporter.report(problem);
            }
            Ok(()) => {}
        }
    }
    out.finish()
}

/// The only encodings that `--include` and `--era` leave, none: all; and those that `--exclude` takes away.
fn allowed(args: &Detect) -> Result<(Vec<Encoding>, Vec<Encoding>), Problem> {
    let named = |names: &[String]| {
        names
            .iter()
            .map(|name| encoding_named(name))
            .collect::<Result<Vec<_>, _>>()
    };
    let (include, exclude) = (named(&args.include)?, named(&args.exclude)?);
    let era = match args.era {
        EraChoice::All => None,
        EraChoice::Web => Some(Era::Web),
        EraChoice::Iso => Some(Era::Iso),
        EraChoice::Dos => Some(Era::Dos),
        EraChoice::Mac => Some(Era::Mac),
        EraChoice::Ebcdic => Some(Era::Ebcdic),
    };
    if include.is_empty() && era.is_none() {
        return Ok((Vec::new(), exclude));
    }
    let all = shared::charset::all().filter(|encoding| {
        (include.is_empty() || include.contains(encoding))
            && !exclude.contains(encoding)
            && era.is_none_or(|era| encoding.era() == era)
    });
    let left: Vec<Encoding> = all.collect();
    if left.is_empty() {
        return Err(Problem::usage("--include, --exclude and --era leave no encoding"));
    }
    Ok((left, exclude))
}

fn report(
    input: &Input,
    args: &Detect,
    options: &Options,
    out: &mut Out,
    reporter: &mut Reporter,
) -> Result<(), Problem> {
    let mut judge = |detection: &Detection| {
        if detection.confidence < args.min_confidence {
            reporter.raise(Status::NO);
        }
    };
    if args.lines {
        return lines::runs(input.open()?, options, |run| {
            judge(&run.detection);
            print_run(out, args.json, input.path(), &run)
        })
        .map_err(|error| match error {
            Failed::Read(error) => Problem::io(input.path(), &error),
            Failed::Print(problem) => problem,
        });
    }
    let detection = detect(input, args, options)?;
    judge(&detection);
    print(out, args, input.path(), &detection)
}

/// Why `--lines` stopped.
enum Failed {
    Read(io::Error),
    Print(Problem),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

fn print_run(out: &mut Out, json: bool, path: &Path, run: &Run) -> Result<(), Failed> {
    let (name, confidence) = (run.detection.name(), run.detection.confidence);
    let printed = if json {
        out.json(&RunRow {
            path: PathKey(path),
            line_from: run.from,
            line_to: run.to,
            encoding: name,
            confidence: rounded(confidence),
        })
    } else {
        out.line(&format!(
            "{}:{}-{}: {name} {confidence:.2}",
            visible_path(path),
            run.from,
            run.to
        ))
    };
    printed.map_err(Failed::Print)
}

fn detect(input: &Input, args: &Detect, options: &Options) -> Result<Detection, Problem> {
    let mut reader = input.open()?;
    let mut progress = progress(&reader, args.progress);
    let mut detector = Detector::new(options.clone());
    let mut left = args.bytes.unwrap_or(u64::MAX);
    let mut block = vec![0; BLOCK];
    while left > 0 {
        let room = usize::try_from(left).unwrap_or(BLOCK).min(BLOCK);
        match reader.read(block.get_mut(..room).unwrap_or_default()) {
            Ok(0) => break,
            Ok(length) => {
                detector.feed(block.get(..length).unwrap_or_default());
                left -= length as u64;
                progress.advance(length as u64);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Problem::io(input.path(), &error)),
        }
    }
    Ok(detector.finish())
}

fn progress(reader: &Reader, arg: ProgressArg) -> Progress {
    match reader {
        Reader::File(file) => arg.bytes(file.metadata().ok().map(|metadata| metadata.len())),
        Reader::Stdin(_) => arg.bytes(None),
    }
}

fn print(out: &mut Out, args: &Detect, path: &Path, detection: &Detection) -> Result<(), Problem> {
    if args.json {
        return out.json(&Row::of(path, detection, args.all));
    }
    if args.name_only {
        return out.line(detection.name());
    }
    let answer = |name: &str, confidence: f64, language: &str| {
        format!("{name} {confidence:.2} {language}").trim_end().to_owned()
    };
    let first = answer(detection.name(), detection.confidence, detection.language);
    out.line(&format!("{}: {first}", visible_path(path)))?;
    for other in detection.alternatives.iter().filter(|_| args.all) {
        out.line(&format!(
            "    {}",
            answer(other.name(), other.confidence, other.language)
        ))?;
    }
    Ok(())
}

/// Four digits are more than a confidence is good for.
fn rounded(confidence: f64) -> Option<Number> {
    Number::from_f64((confidence * 1e4).round() / 1e4)
}

fn hint(text: &str) -> Result<Hint, Problem> {
    Hint::parse(text).ok_or_else(|| {
        Problem::usage(format!(
            "--hint '{text}' is neither a language nor a domain (such as zh, ja, cn, ru)"
        ))
    })
}

#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    path: PathKey<'a>,
    encoding: Option<&'static str>,
    variant: Option<&'static str>,
    confidence: Option<Number>,
    language: Option<&'static str>,
    bom: Option<bool>,
    newline: Option<&'static str>,
    bytes: Option<u64>,
    alternatives: Option<Vec<Other>>,
    warnings: Option<Vec<&'static str>>,
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct Other {
    encoding: &'static str,
    confidence: Option<Number>,
    language: &'static str,
}

#[derive(Serialize)]
struct RunRow<'a> {
    #[serde(flatten)]
    path: PathKey<'a>,
    line_from: u64,
    line_to: u64,
    encoding: &'static str,
    confidence: Option<Number>,
}

impl<'a> Row<'a> {
    fn of(path: &'a Path, detection: &Detection, all: bool) -> Self {
        let warnings = [
            (detection.double_encoded, "double-encoded"),
            (detection.mixed, "mixed"),
            (detection.declaration_lies, "declaration-lies"),
            (detection.cut, "truncated"),
        ];
        let warnings = warnings.into_iter().filter(|(is, _)| *is);
        let others = detection.alternatives.iter().filter(|_| all).map(|other| Other {
            encoding: other.name(),
            confidence: rounded(other.confidence),
            language: other.language,
        });
        Self {
            path: PathKey(path),
            encoding: Some(detection.name()),
            variant: Some(detection.variant.map_or("binary", Encoding::name)),
            confidence: rounded(detection.confidence),
            language: Some(detection.language),
            bom: Some(detection.bom),
            newline: Some(detection.newline.name()),
            bytes: Some(detection.bytes),
            alternatives: Some(others.collect()),
            warnings: Some(warnings.map(|(_, name)| name).collect()),
            error: None,
        }
    }

    fn failed(path: &'a Path, error: &'a str) -> Self {
        Self {
            path: PathKey(path),
            encoding: None,
            variant: None,
            confidence: None,
            language: None,
            bom: None,
            newline: None,
            bytes: None,
            alternatives: None,
            warnings: None,
            error: Some(error),
        }
    }
}
