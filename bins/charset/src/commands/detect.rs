//! `charset detect`: one line or object for each input.

use std::io::{self, Read};
use std::path::Path;

use serde::Serialize;
use shared::charset::{Detection, Detector, Options};
use shared::display::visible_path;
use shared::input::{Input, Reader};
use shared::output::{Out, PathKey};
use shared::progress::{Progress, ProgressArg};
use shared::run::{Problem, Reporter, Status};

use crate::cli::Detect;

const BLOCK: usize = 1 << 18;

pub(crate) fn run(args: &Detect, reporter: &mut Reporter) -> Result<(), Problem> {
    let options = Options {
        hint: args.hint.as_deref().map(domain).transpose()?,
    };
    let mut out = Out::stdout();
    for input in args.inputs.inputs()? {
        let detected = input.and_then(|input| Ok((detect(&input, args, &options)?, input)));
        match detected {
            Ok((detection, input)) => {
                print(&mut out, args, input.path(), &detection)?;
                if detection.confidence < args.min_confidence {
                    reporter.raise(Status::NO);
                }
            }
            Err(problem) => {
                if args.json {
                    let path = problem.path().unwrap_or(Path::new("-"));
                    out.json(&Row::failed(path, problem.message()))?;
                }
                reporter.report(problem);
            }
        }
    }
    out.finish()
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
        out.json(&Row::of(path, detection))
    } else if args.name_only {
        out.line(detection.name())
    } else {
        let line = format!(
            "{}: {} {:.2} {}",
            visible_path(path),
            detection.name(),
            detection.confidence,
            detection.language
        );
        out.line(line.trim_end())
    }
}

/// The domain whose readers use the language, or the domain itself.
fn domain(hint: &str) -> Result<String, Problem> {
    let hint = hint.to_ascii_lowercase();
    let domain = match hint.as_str() {
        "zh" | "zh-cn" | "zh_cn" => "cn",
        "zh-tw" | "zh_tw" => "tw",
        "ja" => "jp",
        "ko" => "kr",
        "uk" => "ua",
        "el" => "gr",
        "he" => "il",
        "cs" => "cz",
        "vi" => "vn",
        "ar" => "sa",
        "fa" => "ir",
        other => other,
    };
    if domain.len() == 2 && domain.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Ok(domain.to_owned())
    } else {
        Err(Problem::usage(format!(
            "--hint '{hint}' is neither a language nor a domain (such as zh, ja, cn, ru)"
        )))
    }
}

#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    path: PathKey<'a>,
    encoding: Option<&'static str>,
    confidence: Option<serde_json::Number>,
    language: Option<&'static str>,
    bom: Option<bool>,
    newline: Option<&'static str>,
    bytes: Option<u64>,
    alternatives: Option<[(); 0]>,
    warnings: Option<Vec<&'static str>>,
    error: Option<&'a str>,
}

impl<'a> Row<'a> {
    fn of(path: &'a Path, detection: &Detection) -> Self {
        let warnings = [(detection.mixed, "mixed"), (detection.cut, "truncated")]
            .into_iter()
            .filter(|(is, _)| *is);
        Self {
            path: PathKey(path),
            encoding: Some(detection.name()),
            confidence: serde_json::Number::from_f64((detection.confidence * 1e4).round() / 1e4),
            language: Some(detection.language),
            bom: Some(detection.bom),
            newline: Some(detection.newline.name()),
            bytes: Some(detection.bytes),
            alternatives: Some([]),
            warnings: Some(warnings.map(|(_, name)| name).collect()),
            error: None,
        }
    }

    fn failed(path: &'a Path, error: &'a str) -> Self {
        Self {
            path: PathKey(path),
            encoding: None,
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
