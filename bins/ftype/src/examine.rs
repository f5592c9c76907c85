//! One input to one finding: special files are told by the file system and never opened.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use ftype::details::{self, Details};
use ftype::types::{self, DATA, Type};
use ftype::{Answer, Content, check, extent, identify, polyglot, unpack};
use rustix::fs::OFlags;
use shared::input::Input;
use shared::run::Problem;

use crate::cli::Cli;

/// Of standard input, so much is kept when the head is of a family whose index lies behind: zip, OLE2, ISO media.
const INDEX_BEHIND: u64 = 16 << 20;

/// Layers of compression that `-z` goes through.
const LAYERS: usize = 4;

/// What was found out about an input.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) answer: Answer,
    pub(crate) details: Details,
    pub(crate) description: String,
    /// What the content was packed in, outermost first.
    pub(crate) container: Vec<Type>,
    /// What else it is (`-k`).
    pub(crate) others: Vec<Type>,
    /// Whether the name lies (`--check`).
    pub(crate) mismatch: Option<bool>,
    /// How it lies.
    pub(crate) lie: Option<Lie>,
}

/// An extension, and what is under it instead.
#[derive(Debug)]
pub(crate) struct Lie {
    pub(crate) extension: String,
    pub(crate) of: Type,
}

impl Lie {
    fn of(path: &Path, of: Type) -> Self {
        let extension = path.extension().unwrap_or_default();
        Self {
            extension: extension.to_string_lossy().into_owned(),
            of,
        }
    }
}

impl Finding {
    fn of_inode(label: &str) -> Self {
        let answer = Answer::inode(label);
        let description = answer.of.description.to_owned();
        let (details, container, others) = (Details::default(), Vec::new(), Vec::new());
        Self {
            answer,
            details,
            description,
            container,
            others,
            mismatch: None,
            lie: None,
        }
    }
}

/// Looks at an input.
pub(crate) fn examine(input: &Input, cli: &Cli) -> Result<Finding, Problem> {
    let content = match open(input, cli)? {
        Opened::Special(label) => return Ok(Finding::of_inode(label)),
        Opened::Content(content) => content,
    };
    let name = match input {
        Input::File(path) if !cli.no_name => Some(path.as_path()),
        _ => None,
    };
    let outer = identify(&content, name);
    let others = if cli.keep_going {
        polyglot::others(&content, &outer)
    } else {
        Vec::new()
    };
    let checked = match input {
        Input::File(path) if cli.check => Some(path.as_path()),
        _ => None,
    };
    let mut mismatch = checked.and_then(|path| check::mismatch(path, &outer));
    let lies =
        |path: &Path, of: Type, mismatch: Option<bool>| (mismatch == Some(true)).then(|| Lie::of(path, of));
    let mut lie = checked.and_then(|path| lies(path, outer.of, mismatch));
    let (mut answer, content, container, damaged) = if cli.uncompress {
        inside(outer, content, name, cli)
    } else {
        (outer, content, Vec::new(), false)
    };
    // Below the extension of the compression, another one tells of what is inside.
    if let Some(path) = checked.filter(|_| lie.is_none() && !container.is_empty() && content.size() > 0) {
        let inside = container
            .iter()
            .fold(path.to_owned(), |path, _| unpacked_name(&path));
        let inner = check::mismatch(&inside, &answer);
        // `.tgz` says both.
        let both = inside.file_stem() == path.file_stem();
        lie = lies(if both { path } else { &inside }, answer.of, inner);
        mismatch = inner.or(mismatch);
    }
    let (mut details, mut description) = (Details::default(), String::new());
    if shows_details(cli) {
        details = details::of(&content, &answer);
        description = details::description(&answer, &details);
        if let Some(end) = extent::of(&content, answer.of.label) {
            answer.truncated |= end > content.size();
            details.trailing(content.size().saturating_sub(end));
        }
    }
    for packed in container.iter().rev() {
        description.push_str(&format!(" ({})", packed.description));
    }
    if damaged {
        description.push_str(" (damaged or cut off)");
    }
    Ok(Finding {
        answer,
        details,
        description,
        container,
        others,
        mismatch,
        lie,
    })
}

/// True when facts and descriptions are printed: nobody should wait for what is not shown.
fn shows_details(cli: &Cli) -> bool {
    let described = cli.format.as_deref().is_none_or(|format| format.contains("%d"));
    let types = cli.mime || cli.mime_type || cli.mime_encoding || cli.extension;
    let findings = cli.check || !cli.expect.is_empty();
    cli.json || described && !types && !findings
}

/// The name without the extension of its compression; `.tgz` stands for `.tar.gz`, and so on.
fn unpacked_name(path: &Path) -> PathBuf {
    let inner = match types::extension(path).as_deref() {
        Some("tgz" | "taz" | "tbz" | "tbz2" | "tb2" | "txz" | "tlz" | "tzst" | "tz2") => "tar",
        Some("svgz") => "svg",
        Some("emz") => "emf",
        Some("wmz") => "wmf",
        _ => "",
    };
    path.with_extension(inner)
}

/// Goes through layers of compression.
fn inside(
    mut answer: Answer,
    mut content: Content,
    name: Option<&Path>,
    cli: &Cli,
) -> (Answer, Content, Vec<Type>, bool) {
    let mut container = Vec::new();
    let mut damaged = false;
    let mut truncated = false;
    let mut name = name.map(Path::to_owned);
    while container.len() < LAYERS {
        // Brotli has no signature: the name says it, and what comes out of it bears that out.
        let brotli = answer.of == DATA && name.as_deref().and_then(types::extension).as_deref() == Some("br");
        if brotli {
            answer.of = *Type::of("br");
        }
        let Some(unpacked) = unpack::unpack(&content, answer.of.label, cli.max_unpacked) else {
            break;
        };
        truncated |= unpacked.cut;
        // What the limits cut is not to be blamed on the data.
        damaged = unpacked.failed && !content.is_cut() && !content.is_beyond_budget() && !brotli;
        if unpacked.bytes.is_empty() && unpacked.cut {
            if brotli {
                answer.of = DATA;
            }
            break;
        }
        container.push(answer.of);
        name = name.map(|name| unpacked_name(&name));
        content = Content::of_bytes(unpacked.bytes, unpacked.cut, cli.max_read);
        answer = identify(&content, name.as_deref());
    }
    answer.truncated |= truncated;
    (answer, content, container, damaged)
}

enum Opened {
    Special(&'static str),
    Content(Content),
}

fn open(input: &Input, cli: &Cli) -> Result<Opened, Problem> {
    let path = match input {
        Input::Stdin => return stream(io::stdin().lock(), input.path(), cli).map(Opened::Content),
        Input::File(path) => path,
    };
    if path.as_os_str().is_empty() {
        return Err(Problem::input(path, "the name is empty (a path was expected)"));
    }
    let failed = |error: io::Error| {
        let words = Problem::io(path, &error);
        Problem::input(path, format!("cannot open: {}", words.message()))
    };
    let metadata = if cli.no_dereference {
        path.symlink_metadata()
    } else {
        path.metadata()
    }
    .map_err(failed)?;
    let pipe = metadata.file_type().is_fifo() && descriptor(path).is_some();
    if pipe && descriptor(path) == Some(0) {
        return stream(io::stdin().lock(), path, cli).map(Opened::Content);
    }
    if let Some(label) = special(&metadata).filter(|_| !pipe) {
        return Ok(Opened::Special(label));
    }
    // Whoever puts a FIFO there in between does not make us wait.
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(OFlags::NONBLOCK.bits().cast_signed())
        .open(path)
        .map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if pipe && metadata.file_type().is_fifo() {
        wait_for_data(&file).map_err(failed)?;
        return stream(file, path, cli).map(Opened::Content);
    }
    if let Some(label) = special(&metadata) {
        return Ok(Opened::Special(label));
    }
    Content::of_file(file, metadata.len(), cli.max_read)
        .map(Opened::Content)
        .map_err(|error| {
            let words = Problem::io(path, &error);
            Problem::input(path, format!("cannot read: {}", words.message()))
        })
}

fn special(metadata: &Metadata) -> Option<&'static str> {
    let kind = metadata.file_type();
    let kinds = [
        (kind.is_dir(), "directory"),
        (kind.is_fifo(), "fifo"),
        (kind.is_socket(), "socket"),
        (kind.is_char_device(), "chardevice"),
        (kind.is_block_device(), "blockdevice"),
        (kind.is_symlink(), "symlink"),
    ];
    kinds.into_iter().find(|(is, _)| *is).map(|(_, label)| label)
}

/// The number of the open descriptor that the path is a name of, as a shell makes them for `<(command)`.
fn descriptor(path: &Path) -> Option<u32> {
    let path = path.to_str()?;
    if path == "/dev/stdin" {
        return Some(0);
    }
    let number = path
        .strip_prefix("/dev/fd/")
        .or_else(|| path.strip_prefix("/proc/self/fd/"))?;
    number.parse().ok()
}

/// Reading waits from now on, as it does on standard input.
fn wait_for_data(file: &File) -> io::Result<()> {
    let flags = rustix::fs::fcntl_getfl(file)?;
    Ok(rustix::fs::fcntl_setfl(file, flags - OFlags::NONBLOCK)?)
}

fn stream(mut reader: impl Read, path: &Path, cli: &Cli) -> Result<Content, Problem> {
    let failed = |error: io::Error| Problem::io(path, &error);
    let mut bytes = Vec::new();
    let mut read = |bytes: &mut Vec<u8>, limit: u64| -> Result<(), Problem> {
        let room = limit.saturating_sub(bytes.len() as u64);
        let more = reader.by_ref().take(room).read_to_end(bytes);
        more.map(|_| ()).map_err(failed)
    };
    read(&mut bytes, cli.max_read)?;
    let behind = bytes.starts_with(b"PK")
        || bytes.starts_with(b"\xd0\xcf\x11\xe0")
        || bytes.get(4..8) == Some(b"ftyp");
    if behind {
        read(&mut bytes, cli.max_read.max(INDEX_BEHIND))?;
    }
    let mut more = [0];
    let cut = reader.read(&mut more).map_err(failed)? > 0;
    Ok(Content::of_bytes(bytes, cut, cli.max_read))
}
