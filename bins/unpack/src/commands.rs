//! The verbs: from arguments to the engine to the reports.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use shared::charset;
use shared::input::{Input, InputArgs};
use shared::interrupt::Flag;
use shared::output::Out;
use shared::progress::ProgressArg;
use shared::run::{Problem, Reporter, Status};
use unpack::error::Error;
use unpack::extract::{self, Existing, Notice, Outcome, Umask};
use unpack::format::{Archive, Options};
use unpack::formats;
use unpack::judge::{self, Fate, Judged};
use unpack::limits::{Limits, Meter};
use unpack::names::{Names, domain_of_locale};
use unpack::password::Password;
use unpack::search::Pattern;
use unpack::select::Select;
use unpack::source::Source;

use crate::bar::Bar;
use crate::cli::{Cat, Check, Cli, Diff, Extract, Formats, List, Reading, Repack, Search, Test, Verb};
use crate::prompt;
use crate::report::{self, Summary};

/// Whether an argument tries to hand over a password.
pub(crate) fn password_in(arguments: impl Iterator<Item = OsString>) -> bool {
    arguments.take_while(|a| a != "--").any(|a| {
        let flag = a.to_string_lossy();
        flag.starts_with("--password")
            && flag != "--password-stdin"
            && flag != "--password-file"
            && !flag.starts_with("--password-file=")
    })
}

/// Runs what the command line asks for.
pub(crate) fn run(cli: Cli, reporter: &mut Reporter) -> Result<(), Problem> {
    match cli.verb {
        None => extract(&cli.extract, reporter),
        Some(Verb::Extract(args)) => extract(&args, reporter),
        Some(Verb::List(args)) => list(&args, reporter),
        Some(Verb::Test(args)) => test(&args, reporter),
        Some(Verb::Cat(args)) => cat(&args, reporter),
        Some(Verb::Check(args)) => check(&args, reporter),
        Some(Verb::Diff(args)) => diff(&args, reporter),
        Some(Verb::Search(args)) => search(&args, reporter),
        Some(Verb::Repack(args)) => repack(&args, reporter),
        Some(Verb::Formats(args)) => list_formats(&args),
    }
}

/// What all archives of a run share.
struct Session {
    format: Option<formats::Format>,
    names: Names,
    password: Option<Arc<Password>>,
    limits: Limits,
    strict: bool,
    portable: bool,
    stop: Flag,
    quiet: bool,
}

impl Session {
    fn new(args: &Reading) -> Result<Self, Problem> {
        // A file that grows too large is an error like any other, and what was written is taken away.
        shared::interrupt::outlive_file_limit();
        let format = match &args.format {
            None => None,
            Some(name) => Some(formats::by_name(name).ok_or_else(|| {
                Problem::usage(format!(
                    "--format {name}: not a format that is read (see unpack formats)"
                ))
            })?),
        };
        let names = match args.encoding.as_str() {
            "auto" => Names::guessed(locale().as_deref().and_then(domain_of_locale)),
            label => Names::fixed(
                charset::Encoding::for_label(label)
                    .ok_or_else(|| Problem::usage(format!("--encoding {label}: no such encoding")))?,
            ),
        };
        let limits = Limits {
            size: args.max_size,
            ratio: args.max_ratio,
            entries: args.max_entries,
            memory: args.max_memory,
        };
        Ok(Self {
            format,
            names,
            password: password(args)?.map(Arc::new),
            limits,
            strict: args.strict,
            portable: args.portable,
            stop: Flag::default(),
            quiet: args.quiet,
        })
    }

    /// Reports what was not as wished, unless nobody wants to know; errors are always told.
    fn warn(&self, reporter: &mut Reporter, problem: Problem) {
        if self.quiet {
            reporter.raise(problem.status());
        } else {
            reporter.report(problem);
        }
    }

    /// Says what is to be said of an archive as a whole, and returns the status that it has for it.
    fn remark(&self, reporter: &mut Reporter, path: &Path, archive: Option<&Archive>) -> Status {
        let remarks = archive.map(|archive| Notice::remarks(archive.meter()));
        let mut status = Status::DONE;
        for remark in remarks.unwrap_or_default() {
            status = Status::NO;
            self.warn(reporter, report::notice(path, &remark));
        }
        status
    }

    /// Opens an archive to read its headers. On a terminal a password is asked for when those need one.
    fn open(&mut self, path: &Path) -> Result<Archive, Error> {
        match self.open_once(path) {
            Err(Error::NoPassword) if self.ask(path) => self.open_once(path),
            done => done,
        }
    }

    /// Opens an archive to read its contents. On a terminal a password is asked for when those need one.
    fn open_contents(&mut self, path: &Path) -> Result<Archive, Error> {
        let archive = self.open(path)?;
        if archive.is_encrypted() && self.password.is_none() && self.ask(path) {
            return self.open_once(path);
        }
        Ok(archive)
    }

    /// Whether the user typed a password. It serves for the archives that follow too.
    fn ask(&mut self, path: &Path) -> bool {
        if path == Path::new("-") {
            return false;
        }
        self.password = prompt::ask(path, &self.stop).map(Arc::new);
        self.password.is_some()
    }

    fn open_once(&self, path: &Path) -> Result<Archive, Error> {
        let options = Options {
            format: self.format,
            names: self.names.clone(),
            password: self.password.clone(),
            meter: Meter::new(self.limits, self.stop.clone()),
            strict: self.strict,
            portable: self.portable,
        };
        Archive::open(Source::open(path, &self.stop)?, options)
    }

    /// Ends the process by the signal that interrupted the work; everything is cleaned up by now.
    fn die_if_interrupted(&self) {
        self.stop.die();
    }
}

fn locale() -> Option<String> {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
}

fn password(args: &Reading) -> Result<Option<Password>, Problem> {
    let mut bytes = Vec::new();
    if args.password_stdin {
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|e| Problem::io("-", &e))?;
    } else if let Some(path) = &args.password_file {
        bytes = std::fs::read(path).map_err(|e| Problem::io(path, &e))?;
    } else {
        return Ok(
            std::env::var_os("UNPACK_PASSWORD").map(|value| Password::first_line(value.into_encoded_bytes()))
        );
    }
    Ok(Some(Password::first_line(bytes)))
}

fn extract(args: &Extract, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading)?;
    let select = Select::new(&args.include, &args.exclude).map_err(Problem::usage)?;
    let existing = match (args.force, args.skip, args.rename) {
        (true, ..) => Existing::Force,
        (_, true, _) => Existing::Skip,
        (.., true) => Existing::Rename,
        _ => Existing::Refuse,
    };
    let options = extract::Options {
        dest: args.output.clone(),
        here: args.here,
        existing,
        strip: args.strip,
        select,
        skip_unsafe: args.skip_unsafe,
        recursive: args.recursive,
        same_owner: args.same_owner,
        keep_broken: args.keep_broken,
        hash: args.manifest,
        records: args.json || args.verbose,
        umask: Umask::take(),
    };
    let mut out = Out::stdout();
    for input in args.inputs.inputs()? {
        let path = match input {
            Ok(Input::Stdin) if args.output.is_none() => {
                return Err(Problem::usage(
                    "no FILE, or - for standard input, needs -o DIR to say where the files go",
                ));
            }
            Ok(Input::Stdin) if args.reading.password_stdin => {
                return Err(Problem::usage(
                    "standard input cannot hold both the password and the archive",
                ));
            }
            Ok(input) => input.path().to_owned(),
            Err(problem) => {
                reporter.report(problem);
                continue;
            }
        };
        let mut outcome = Outcome::default();
        let mut archive = session.open_contents(&path);
        let result = match &mut archive {
            Ok(archive) => {
                let _bar = Bar::watch(archive, args.reading.progress);
                extract::extract(archive, &options, &mut outcome)
            }
            Err(_) => Ok(()),
        };
        session.die_if_interrupted();
        let (archive, result) = match archive {
            Ok(archive) => (Some(archive), result),
            Err(error) => (None, Err(error)),
        };
        if let (Some(path), Some(archive), false) = (&outcome.path, &archive, args.reading.quiet) {
            report::guess(reporter, path, archive);
        }
        for notice in &outcome.notices {
            session.warn(reporter, report::notice(&path, notice));
        }
        if args.verbose {
            for path in outcome.written() {
                reporter.warn(None, &path.to_string_lossy());
            }
        }
        let said = outcome.notices.iter().map(report::said);
        let worst = said.reduce(|a, b| if b.0 > a.0 { b } else { a });
        let status = worst.as_ref().map_or(Status::DONE, |(status, _)| *status);
        if args.json {
            report::extracted(&mut out, &path, &outcome)?;
            let summary = Summary::of(&path, archive.as_ref(), &result, status)
                .counts(outcome.entries, outcome.files, outcome.bytes)
                .dest(outcome.path.as_deref())
                .worst(worst);
            out.json(&summary)?;
        } else if let (Some(path), false) = (&outcome.path, args.reading.quiet) {
            out.line(&shared::display::visible_path(path))?;
        }
        if let Err(error) = result {
            report::failure(reporter, &path, &error);
        }
    }
    out.finish()
}

/// How many threads may work: all cores, unless the user says.
fn threads(jobs: Option<u16>) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    jobs.map_or_else(cores, usize::from)
}

/// Reads the headers of each archive and hands them to `show`; `contents` as in [`judge::judge`].
fn survey(
    session: &mut Session,
    args: &InputArgs,
    progress: ProgressArg,
    contents: bool,
    out: &mut Out,
    reporter: &mut Reporter,
    mut show: impl FnMut(
        &Session,
        &mut Out,
        &mut Reporter,
        &Path,
        Option<&Archive>,
        Result<Vec<Judged>, Error>,
    ) -> Result<(), Problem>,
) -> Result<(), Problem> {
    for input in args.inputs()? {
        let path: PathBuf = match input {
            Ok(input) => input.path().to_owned(),
            Err(problem) => {
                reporter.report(problem);
                continue;
            }
        };
        let mut archive = session.open(&path);
        let judged = match &mut archive {
            Ok(archive) => {
                let _bar = Bar::watch(archive, progress);
                judge::judge(archive, contents)
            }
            Err(_) => Ok(Vec::new()),
        };
        session.die_if_interrupted();
        let (archive, judged) = match archive {
            Ok(archive) => (Some(archive), judged),
            Err(error) => (None, Err(error)),
        };
        show(session, out, reporter, &path, archive.as_ref(), judged)?;
    }
    out.finish()
}

fn list(args: &List, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading)?;
    let mut out = Out::stdout();
    survey(
        &mut session,
        &args.inputs,
        args.reading.progress,
        false,
        &mut out,
        reporter,
        |session, out, reporter, path, archive, judged| {
            let (judged, result) = match judged {
                Ok(judged) => (judged, Ok(())),
                Err(error) => (Vec::new(), Err(error)),
            };
            let status = session.remark(reporter, path, archive);
            if args.json {
                let mut rows = report::Rows::of(path);
                for one in &judged {
                    out.json(&rows.judged(one))?;
                }
                out.json(&Summary::of(path, archive, &result, status).judged(&judged))?;
            } else if args.long {
                let encoding = archive.and_then(Archive::encoding);
                out.bytes(report::table(&judged, encoding).as_bytes())?;
            } else if args.tree {
                out.bytes(report::tree(&judged).as_bytes())?;
            } else {
                for one in &judged {
                    out.line(&shared::display::visible(&one.entry.path()))?;
                }
            }
            if let Err(error) = result {
                report::failure(reporter, path, &error);
            }
            Ok(())
        },
    )
}

fn check(args: &Check, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading)?;
    let mut out = Out::stdout();
    survey(
        &mut session,
        &args.inputs,
        args.reading.progress,
        true,
        &mut out,
        reporter,
        |session, out, reporter, path, archive, judged| {
            let (judged, mut result) = match judged {
                Ok(judged) => (judged, Ok(())),
                Err(error) => (Vec::new(), Err(error)),
            };
            let (mut status, refused) = report::verdicts(&judged);
            if let (Ok(()), Some(archive)) = (&result, archive) {
                let name = |i: usize| judged.get(i).map(|one| one.entry.path().as_bytes().to_vec());
                let name = |i| name(i).unwrap_or_default();
                result = judge::claims(&judged, archive).and_then(|()| archive.check_decoders(&name));
                if let Some(one) = judged.iter().find(|one| one.fate == Fate::Locked) {
                    result = Err(extract::locked(archive).within(one.entry.path().as_bytes()));
                }
            }
            if let (Ok(()), Some(archive), true) = (&result, archive, refused.is_empty())
                && archive.options().password.is_none()
                && let Some(one) = judge::encrypted(&judged)
            {
                result = Err(Error::NoPassword.within(one.entry.path().as_bytes()));
            }
            if !refused.is_empty() {
                if let Err(limit) = result {
                    status = status.max(report::status_of(&limit));
                    report::failure(reporter, path, &limit);
                }
                result = Err(Error::Unsafe(refused));
            }
            status = status.max(session.remark(reporter, path, archive));
            for one in judged.iter().filter(|one| one.replaces || one.has_data) {
                status = status.max(Status::NO);
                let name = one.entry.name.clone();
                let notice = if one.replaces {
                    Notice::Replaced(name)
                } else {
                    Notice::DirectoryData(name)
                };
                session.warn(reporter, report::notice(path, &notice));
            }
            for one in judged.iter().filter(|one| one.fate == Fate::LeftOut) {
                let left_out = Notice::LeftOut(one.entry.name.clone(), one.reasons.clone());
                session.warn(reporter, report::notice(path, &left_out));
            }
            if !args.reading.portable {
                for (one, reason) in judge::not_portable(&judged) {
                    status = status.max(Status::NO);
                    session.warn(reporter, report::not_portable(path, &one.entry, reason));
                }
            }
            if args.json {
                let mut rows = report::Rows::of(path);
                for one in &judged {
                    out.json(&rows.judged(one))?;
                }
                out.json(&Summary::of(path, archive, &result, status).judged(&judged))?;
            }
            if let Err(error) = result {
                report::failure(reporter, path, &error);
            }
            Ok(())
        },
    )
}

fn test(args: &Test, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading)?;
    let threads = threads(args.jobs);
    let mut out = Out::stdout();
    for input in args.inputs.inputs()? {
        let path = match input {
            Ok(input) => input.path().to_owned(),
            Err(problem) => {
                reporter.report(problem);
                continue;
            }
        };
        let mut archive = session.open_contents(&path);
        let result = match &mut archive {
            Ok(archive) => {
                let _bar = Bar::watch(archive, args.reading.progress);
                archive.verify(threads)
            }
            Err(_) => Ok(unpack::format::Totals::default()),
        };
        session.die_if_interrupted();
        let (archive, result) = match archive {
            Ok(archive) => (Some(archive), result),
            Err(error) => (None, Err(error)),
        };
        let status = session.remark(reporter, &path, archive.as_ref());
        let (totals, result) = match result {
            Ok(totals) => (totals, Ok(())),
            Err(error) => (unpack::format::Totals::default(), Err(error)),
        };
        if args.json {
            let summary = Summary::of(&path, archive.as_ref(), &result, status);
            out.json(&summary.counts(totals.entries, totals.files, totals.bytes))?;
        }
        if let Err(error) = result {
            report::failure(reporter, &path, &error);
        }
    }
    out.finish()
}

fn cat(args: &Cat, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading)?;
    let mut out = Out::stdout();
    let mut archive = match session.open_contents(&args.file) {
        Ok(archive) => archive,
        Err(error) => {
            report::failure(reporter, &args.file, &error);
            return Ok(());
        }
    };
    // A stream has to pass by once for each member.
    if let Err(error) = archive.keep() {
        report::failure(reporter, &args.file, &error);
        return Ok(());
    }
    for member in &args.members {
        let mut broken = None;
        let result = archive.read_named(member.trim_end_matches('/'), &mut |chunk| {
            out.bytes(chunk).map_err(|problem| {
                broken = Some(problem);
                Error::Interrupted
            })
        });
        session.die_if_interrupted();
        if let Some(problem) = broken {
            return Err(problem);
        }
        if let Err(error) = result {
            report::failure(reporter, &args.file, &error);
        }
    }
    out.finish()
}

fn diff(args: &Diff, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading)?;
    let mut out = Out::stdout();
    let mut tree = |path: &Path| {
        let tree = session.open_contents(path).and_then(|mut archive| {
            let _bar = Bar::watch(&archive, args.reading.progress);
            unpack::diff::tree(&mut archive)
        });
        session.die_if_interrupted();
        tree.map_err(|error| report::failure(reporter, path, &error)).ok()
    };
    let (Some(a), Some(b)) = (tree(&args.a), tree(&args.b)) else {
        return Ok(());
    };
    let all = unpack::diff::differences(&a, &b);
    for one in &all {
        if args.json {
            out.json(&report::DiffRow::new(one))?;
        } else {
            out.line(&format!(
                "{} {}",
                one.change.name(),
                shared::display::visible(&one.path)
            ))?;
        }
    }
    if !all.is_empty() {
        reporter.raise(Status::NO);
    }
    out.finish()
}

fn search(args: &Search, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading)?;
    let pattern = Pattern::new(&args.regex, args.ignore_case)
        .map_err(|e| Problem::usage(format!("{}: {e}", args.regex)))?;
    let select = Select::new(&args.include, &[]).map_err(Problem::usage)?;
    let inputs: Vec<_> = args.inputs.inputs()?.collect();
    let several = inputs.len() > 1;
    let mut out = Out::stdout();
    let mut any = false;
    for input in inputs {
        let path = match input {
            Ok(input) => input.path().to_owned(),
            Err(problem) => {
                reporter.report(problem);
                continue;
            }
        };
        let front = if several {
            format!("{}:", shared::display::visible_path(&path))
        } else {
            String::new()
        };
        let mut hits = report::Hits::new(args, &front, &path);
        let mut broken = None;
        let result = session.open_contents(&path).and_then(|mut archive| {
            let _bar = Bar::watch(&archive, args.reading.progress);
            unpack::search::search(
                &mut archive,
                &pattern,
                &select,
                threads(args.jobs),
                &mut |found| {
                    any = true;
                    hits.add(&mut out, &found).map_err(|problem| {
                        broken = Some(problem);
                        Error::Interrupted
                    })
                },
            )
        });
        session.die_if_interrupted();
        if let Some(problem) = broken {
            return Err(problem);
        }
        hits.finish(&mut out)?;
        if let Err(error) = result {
            report::failure(reporter, &path, &error);
        }
    }
    if !any {
        reporter.raise(Status::NO);
    }
    out.finish()
}

fn repack(args: &Repack, reporter: &mut Reporter) -> Result<(), Problem> {
    let mut session = Session::new(&args.reading)?;
    let mut notices = Vec::new();
    // The suffix is judged first: nothing is read when the result could not be written.
    let result = unpack::repack::format_for(&args.output)
        .map_err(|error| report::failure(reporter, &args.output, &error))
        .map(|_| {
            session.open_contents(&args.input).and_then(|mut archive| {
                let _bar = Bar::watch(&archive, args.reading.progress);
                unpack::repack::repack(&mut archive, &args.output, &mut notices)
            })
        });
    session.die_if_interrupted();
    for notice in &notices {
        session.warn(reporter, report::notice(&args.input, notice));
    }
    if let Ok(Err(error)) = result {
        report::failure(reporter, &args.input, &error);
    }
    Ok(())
}

fn list_formats(args: &Formats) -> Result<(), Problem> {
    let mut out = Out::stdout();
    if args.json {
        for row in formats::FORMATS {
            out.json(&report::FormatRow::new(row))?;
        }
    } else {
        out.bytes(report::formats_table().as_bytes())?;
    }
    out.finish()
}
