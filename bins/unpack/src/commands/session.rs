//! What all archives of a run share: how they are opened, with which limits and password.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use shared::charset;
use shared::interrupt::Flag;
use shared::run::{Problem, Reporter, Status};
use unpack::error::Error;
use unpack::extract::Notice;
use unpack::format::{Archive, Options};
use unpack::formats;
use unpack::limits::{Limits, Meter};
use unpack::marks::Mark;
use unpack::names::{Names, domain_of_locale};
use unpack::password::Password;
use unpack::source::Source;

use super::password::password;
use crate::cli::Reading;
use crate::prompt;
use crate::report;

/// What all archives of a run share.
pub(super) struct Session {
    format: Option<formats::Format>,
    names: Names,
    password: Option<Arc<Password>>,
    limits: Limits,
    strict: bool,
    portable: bool,
    keep_broken: bool,
    stop: Flag,
    quiet: bool,
    /// The files that archives so far were read from, where those had several.
    volumes: HashSet<PathBuf>,
}

impl Session {
    /// `reads_stdin`: standard input holds an archive, or the list of them.
    pub(super) fn new(args: &Reading, reads_stdin: bool) -> Result<Self, Problem> {
        if reads_stdin && args.password_stdin {
            return Err(Problem::usage(
                "standard input cannot hold the password and what is to be read (--password-file)",
            ));
        }
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
            keep_broken: false,
            stop: Flag::default(),
            quiet: args.quiet,
            volumes: HashSet::new(),
        })
    }

    /// Reads what can be read of damaged archives.
    pub(super) fn keep_broken(self, keep_broken: bool) -> Self {
        Self { keep_broken, ..self }
    }

    /// Reports what was not as wished, unless nobody wants to know; errors are always told.
    pub(super) fn warn(&self, reporter: &mut Reporter, problem: Problem) {
        if self.quiet {
            reporter.raise(problem.status());
        } else {
            reporter.report(problem);
        }
    }

    /// Says what is to be said of an archive as a whole, and returns the status that it has for it.
    pub(super) fn remark(&self, reporter: &mut Reporter, path: &Path, archive: Option<&Archive>) -> Status {
        let remarks = archive.map(|archive| Notice::remarks(archive.meter()));
        let mut status = Status::DONE;
        for remark in remarks.unwrap_or_default() {
            status = Status::NO;
            self.warn(reporter, report::notice(path, &remark));
        }
        status
    }

    /// Tells of the entries that `wanted` names and that extraction would refuse or replace.
    pub(super) fn mark(
        &self,
        reporter: &mut Reporter,
        path: &Path,
        marks: Vec<Mark>,
        wanted: impl Fn(&[u8]) -> bool,
    ) {
        for mark in marks.iter().filter(|mark| !self.quiet && wanted(&mark.name)) {
            report::mark(reporter, path, mark);
        }
    }

    /// Opens an archive to read its headers. On a terminal a password is asked for when those need one.
    pub(super) fn open(&mut self, path: &Path) -> Result<Archive, Error> {
        match self.open_once(path) {
            Err(Error::NoPassword) if self.ask(path) => self.open_once(path),
            done => done,
        }
    }

    /// Whether a file was read as a volume of an archive before it: the whole set may be given (`x.part*.rar`).
    pub(super) fn has_read(&self, path: &Path) -> bool {
        self.volumes.contains(path)
    }

    /// Opens an archive to read its contents. On a terminal a password is asked for when those need one.
    pub(super) fn open_contents(&mut self, path: &Path) -> Result<Archive, Error> {
        let archive = self.open(path)?;
        if archive.is_encrypted() && self.password.is_none() && self.ask(path) {
            return self.open_once(path);
        }
        Ok(archive)
    }

    /// Whether the user typed a password. It serves for the archives that follow too.
    fn ask(&mut self, path: &Path) -> bool {
        if is_stdin(path) {
            return false;
        }
        self.password = prompt::ask(path, &self.stop).map(Arc::new);
        self.password.is_some()
    }

    fn open_once(&mut self, path: &Path) -> Result<Archive, Error> {
        let options = Options {
            format: self.format,
            names: self.names.clone(),
            password: self.password.clone(),
            meter: Meter::new(self.limits, self.stop.clone()),
            strict: self.strict,
            portable: self.portable,
            keep_broken: self.keep_broken,
        };
        let archive = Archive::open(Source::open(path, &self.stop)?, options)?;
        self.volumes.extend(archive.files().map(Path::to_owned));
        Ok(archive)
    }

    /// Whether a signal asked to stop.
    pub(super) fn is_interrupted(&self) -> bool {
        self.stop.is_raised()
    }

    /// Ends the process by the signal that interrupted the work; everything is cleaned up by now.
    pub(super) fn die_if_interrupted(&self) {
        self.stop.die();
    }
}

/// Whether an argument stands for standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

fn locale() -> Option<String> {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
}
