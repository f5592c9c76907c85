//! Where a tool's bytes come from: files, `-`, lists of files, directory trees.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, StdinLock};
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser};

use crate::run::Problem;

/// `FILE...` and the lists; flatten it into a tool's arguments.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct InputArgs {
    /// Files to read; none or - is standard input
    // An empty name is an input that cannot be opened, not a wrong usage: the others are done.
    #[arg(value_name = "FILE", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    list: ListArgs,
}

/// `--files-from` and `-0`, for tools whose positional arguments are something else.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ListArgs {
    /// Read more file names from FILE, one a line
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// Names in --files-from end with NUL
    #[arg(short = '0', long = "null", requires = "files_from")]
    null: bool,
}

impl InputArgs {
    /// The inputs in order: the arguments, then the list; stdin when there is neither.
    pub fn inputs(&self) -> Result<Inputs, Problem> {
        self.list.after(&self.files)
    }

    /// Whether standard input is one of the inputs; what a list names is not known yet.
    pub fn has_stdin(&self) -> bool {
        let none = self.files.is_empty() && !self.list.is_given();
        none || self.files.iter().any(|path| path == Path::new("-"))
    }

    /// Whether standard input is one of the inputs, or the list of them.
    pub fn reads_stdin(&self) -> bool {
        self.has_stdin() || self.list.files_from.as_deref() == Some(Path::new("-"))
    }
}

impl ListArgs {
    /// What `--files-from` and `-0` say, for a tool that names them itself.
    #[must_use]
    pub fn new(files_from: Option<PathBuf>, null: bool) -> Self {
        Self { files_from, null }
    }

    /// The same list, its names ended by NUL.
    #[must_use]
    pub fn nul_ended(&self) -> Self {
        Self {
            null: true,
            ..self.clone()
        }
    }

    /// There is a list.
    pub fn is_given(&self) -> bool {
        self.files_from.is_some()
    }

    /// `files`, then what the list names; stdin when there is neither.
    pub fn after(&self, files: &[PathBuf]) -> Result<Inputs, Problem> {
        let mut given: Vec<Input> = files.iter().map(|path| Input::from_argument(path)).collect();
        let list = match &self.files_from {
            Some(path) if path == Path::new("-") && given.contains(&Input::Stdin) => {
                return Err(Problem::usage(
                    "standard input cannot be an input and the list of them",
                ));
            }
            Some(path) => Some(List {
                reader: Box::new(BufReader::new(Input::from_argument(path).open()?)),
                path: path.clone(),
                end: if self.null { 0 } else { b'\n' },
            }),
            None => None,
        };
        if given.is_empty() && list.is_none() {
            given.push(Input::Stdin);
        }
        Ok(Inputs {
            given: given.into_iter(),
            list,
        })
    }
}

/// The inputs of a run, in order; a list is read as it is consumed.
pub struct Inputs {
    given: std::vec::IntoIter<Input>,
    list: Option<List>,
}

struct List {
    reader: Box<dyn BufRead>,
    path: PathBuf,
    end: u8,
}

impl Iterator for Inputs {
    type Item = Result<Input, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(input) = self.given.next() {
            return Some(Ok(input));
        }
        let list = self.list.as_mut()?;
        loop {
            let mut name = Vec::new();
            match list.reader.read_until(list.end, &mut name) {
                Ok(0) => {
                    self.list = None;
                    return None;
                }
                Ok(_) => {
                    if name.last() == Some(&list.end) {
                        name.pop();
                    }
                    if list.end == b'\n' && name.last() == Some(&b'\r') {
                        name.pop();
                    }
                    if !name.is_empty() {
                        let path = path_of(name);
                        // What comes from standard input names no more of it.
                        let is_file = list.path == Path::new("-");
                        return Some(Ok(match is_file {
                            true => Input::File(path),
                            false => Input::from_argument(&path),
                        }));
                    }
                }
                Err(error) => {
                    let problem = Problem::io(&list.path, &error);
                    self.list = None;
                    return Some(Err(problem));
                }
            }
        }
    }
}

#[cfg(unix)]
fn path_of(name: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(name).into()
}

#[cfg(not(unix))]
fn path_of(name: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&name).into_owned().into()
}

/// One input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file by its path.
    File(PathBuf),
}

impl Input {
    /// An argument as an input: `-` is stdin.
    pub fn from_argument(path: &Path) -> Self {
        if path == Path::new("-") {
            Self::Stdin
        } else {
            Self::File(path.to_owned())
        }
    }

    /// The path as messages name it; `-` for stdin.
    pub fn path(&self) -> &Path {
        match self {
            Self::Stdin => Path::new("-"),
            Self::File(path) => path,
        }
    }

    /// Opens it for reading; a directory is refused by name.
    pub fn open(&self) -> Result<Reader, Problem> {
        match self {
            Self::Stdin => Ok(Reader::Stdin(io::stdin().lock())),
            Self::File(path) => {
                let file = File::open(path).map_err(|error| Problem::io(path, &error))?;
                match file.metadata() {
                    Ok(metadata) if metadata.is_dir() => Err(Problem::input(path, "is a directory")),
                    _ => Ok(Reader::File(file)),
                }
            }
        }
    }

    /// Reads all of it; more than `limit` bytes is a problem that says so.
    pub fn read_to_limit(&self, limit: u64) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        let reader = self.open()?;
        if let Reader::File(file) = &reader {
            let size = file.metadata().map(|metadata| metadata.len()).unwrap_or(0);
            bytes.reserve(usize::try_from(size.min(limit).min(1 << 26)).unwrap_or(0));
        }
        reader
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| Problem::io(self.path(), &error))?;
        if bytes.len() as u64 > limit {
            return Err(Problem::input(
                self.path(),
                format!("larger than the limit of {limit} bytes"),
            ));
        }
        Ok(bytes)
    }
}

/// An open input.
#[derive(Debug)]
pub enum Reader {
    /// Standard input, locked.
    Stdin(StdinLock<'static>),
    /// An open file.
    File(File),
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Stdin(stdin) => stdin.read(buffer),
            Self::File(file) => file.read(buffer),
        }
    }
}

/// How a tree is walked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Walk {
    /// Files whose names begin with a dot, too.
    pub hidden: bool,
    /// What .gitignore names, too.
    pub ignored: bool,
}

/// Everything below `root` that is no directory, in the order of names, links not followed. `.git` is never
/// entered; `.gitignore` files count with or without a repository around them.
pub fn walk(root: &Path, how: Walk) -> impl Iterator<Item = Result<PathBuf, Problem>> + use<> {
    let root = root.to_owned();
    ignore::WalkBuilder::new(&root)
        .standard_filters(!how.ignored)
        .hidden(!how.hidden)
        .require_git(false)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build()
        .filter_map(move |entry| match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => None,
            Ok(entry) => Some(Ok(entry.into_path())),
            Err(error) => Some(Err(walk_problem(&error, &root))),
        })
}

fn walk_problem(error: &ignore::Error, root: &Path) -> Problem {
    match error {
        ignore::Error::WithPath { path, err } => walk_problem(err, path),
        ignore::Error::WithDepth { err, .. } => walk_problem(err, root),
        ignore::Error::Loop { child, .. } => Problem::input(child, "is a link to a folder that it is in"),
        ignore::Error::Io(error) => Problem::io(root, &of_system(error)),
        other => Problem::input(root, other.to_string()),
    }
}

/// What the system said; the walk tells it in words of its own.
fn of_system(error: &io::Error) -> io::Error {
    let mut inner: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = inner {
        if let Some(code) = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::raw_os_error)
        {
            return io::Error::from_raw_os_error(code);
        }
        inner = error.source();
    }
    io::Error::from(error.kind())
}
