//! The command line: every flag and its help text.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use shared::input::InputArgs;
use shared::progress::ProgressArg;

const EXAMPLES: &str = "\
Examples:
  $ unpack extract proj.zip -o out              # everything into out/proj
  $ unpack flat.zip -o both                     # several top entries: into both/flat
  $ unpack list proj.zip                        # names
  $ unpack list -l proj.tar.gz                  # a table of kind, size, time and name
  $ unpack test proj.zip proj.tar.gz            # decode and check every byte, write nothing
  $ unpack check evil.zip                       # what extract would refuse, and why   # status 4
  $ unpack cat proj.zip proj/a.txt              # members to standard output
  $ unpack extract - -o piped --here < proj.tar.gz
  $ unpack extract --json --manifest proj.zip -o sums
  $ unpack diff proj.zip proj.tar.gz            # silent: the same files
  $ unpack search 'need[l]e' proj.zip flat.zip  # ARCHIVE:MEMBER:LINE:TEXT
  $ unpack repack proj.zip proj.tar.zst         # the same files in another format
  $ unpack formats                              # what is read, and what reads the others";

const STATUS: &str = "\
Exit status (the highest of all archives):
  0  all done; diff: the same; search: found
  1  done, with entries left out or a warning; diff: they differ; search: nothing found
  2  usage error
  3  damaged or truncated archive, missing file or member, target exists, disk full
  4  unsafe archive refused (extract, check, repack)
  5  a limit was hit: size, ratio, entries, memory, or entries that overlap
  6  password missing or wrong
  7  format or method not supported, or no archive";

const NOTES: &str = "\
Modes are those stored, less setuid, setgid and sticky, whatever the umask; where none is stored
they are 0644 and 0755 less the umask. Owners are stored ones only with --same-owner.
Passwords come from --password-file, --password-stdin, the variable UNPACK_PASSWORD, or a prompt
on a terminal; never from the command line.
Volumes of rar, parts of cab and of zip (NAME.z01, ..., NAME.zip), pieces NAME.001, NAME.002, ...:
any one of them is given, or all, and the others lie beside it.
--include and --exclude meet whole paths or base names: * is any characters, / too, ? is one,
[a-z] one of these, {a,b} one or the other, \\ takes the next as it is. A directory that is met is
meant with all below it. With --recursive, --exclude reaches into inner archives, --include does not.
A run killed by SIGKILL leaves at most a directory .NAME.unpack-PID, which the next run of the
archive there removes. Only among files that are there (--here, --force, --skip, --rename) is each
file whole or not there, but some may have been moved when the kill comes: run it again with
--force.
check reads headers, not contents: what is damaged inside only test tells.
list, test, cat, diff and search name what extract would refuse or replace on standard error (list
in its table and its JSON); it changes none of their statuses.
Names are shown with control characters as \\n, \\x1b, \\u{202e}. A backslash of their own stands as
it is, so that what list prints can be handed to cat; --json has them exactly.";

const JSON: &str = "\
JSON (one object a line):
  entry    type archive path path_bytes kind size packed method crc32 mtime mode link encrypted
           unsafe; extract adds sha256 (--manifest), written, skipped
  archive  type archive format encoding{name source certain} entries files bytes packed dest
           status error
  diff     path path_bytes change a{kind size sha256 link} b{..}
  search   archive path line text
  formats  name extensions extract list repack instead";

/// Extract any archive, safely.
///
/// Nothing is written outside the target, nothing that is there is overwritten, and nothing is left when an archive
/// turns out to be damaged, unsafe or a bomb.
#[derive(Debug, Parser)]
#[command(
    name = "unpack",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true
)]
#[command(before_long_help = EXAMPLES, after_help = "Exit status: 0 done, 1 warnings, 2 usage, 3 damaged, 4 unsafe, 5 limit, 6 password, 7 not supported")]
#[command(after_long_help = format!("{STATUS}\n\n{NOTES}\n\n{JSON}"))]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
    #[command(flatten)]
    pub(crate) extract: Extract,
}

/// What to do with the archives.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Extract archives (also without the word)
    #[command(visible_alias = "x", after_long_help = STATUS)]
    Extract(Extract),
    /// List entries: names, or a table with -l
    #[command(visible_alias = "ls", after_long_help = STATUS)]
    List(List),
    /// Decode and check every byte, write nothing
    #[command(visible_alias = "t", after_long_help = STATUS)]
    Test(Test),
    /// Print members to standard output, in the order asked
    #[command(after_long_help = STATUS)]
    Cat(Cat),
    /// Say what extract would refuse or leave out, and why; headers are read, contents are not
    ///
    /// Names that not every system can hold are told too (status 1), though extract takes them without --portable.
    #[command(after_long_help = STATUS)]
    Check(Check),
    /// Compare two archives of any formats: paths, kinds, contents
    #[command(after_long_help = STATUS)]
    Diff(Diff),
    /// Print the lines of members that match REGEX
    ///
    /// Text of any encoding is decoded. Members with NUL bytes that are neither UTF-16 nor UTF-32 are passed over.
    #[command(after_long_help = STATUS)]
    Search(Search),
    /// Write an archive anew in another format
    ///
    /// Names, contents, modes, times, links and the numbers of owners are kept; names of owners, extended attributes and
    /// comments are not.
    #[command(after_long_help = STATUS)]
    Repack(Repack),
    /// List the formats, and the programs for those not read here
    Formats(Formats),
}

/// Flags of every verb that reads archives.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// Read FILE as format F, whatever it looks like
    #[arg(long, value_name = "F", hide_short_help = true)]
    pub(crate) format: Option<String>,
    /// Encoding of names: a label such as gbk, or auto
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub(crate) encoding: String,
    /// Most bytes that may come out (0: no limit)
    #[arg(long, value_name = "SIZE", default_value = "10G", value_parser = number)]
    pub(crate) max_size: u64,
    /// Most bytes out for each byte read, judged once more than 64 MiB are out (0: no limit)
    #[arg(long, value_name = "N", default_value = "1000", value_parser = number, hide_short_help = true)]
    pub(crate) max_ratio: u64,
    /// Most entries (0: no limit)
    #[arg(long, value_name = "N", default_value = "1M", value_parser = count, hide_short_help = true)]
    pub(crate) max_entries: u64,
    /// Most memory for a dictionary or window (0: no limit)
    #[arg(long, value_name = "SIZE", default_value = "1G", value_parser = number, hide_short_help = true)]
    pub(crate) max_memory: u64,
    /// Refuse what two readers could read in two ways: doubled names, hidden data, headers that disagree
    #[arg(long, hide_short_help = true)]
    pub(crate) strict: bool,
    /// Refuse names that not every file system can hold or tell apart (CON, a:b, A beside a)
    #[arg(long, hide_short_help = true)]
    pub(crate) portable: bool,
    /// The password is the first line of standard input
    #[arg(long)]
    pub(crate) password_stdin: bool,
    /// The password is the first line of FILE
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    pub(crate) password_file: Option<PathBuf>,
    /// Print no warnings and no paths; errors are printed all the same
    #[arg(short, long)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) progress: ProgressArg,
}

/// Flags of extract.
#[derive(Debug, Args)]
pub(crate) struct Extract {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// Extract below DIR, which is made if missing
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Entries go straight there, without a directory of the archive's own
    #[arg(long)]
    pub(crate) here: bool,
    /// Only entries whose path or base name matches, and what is below those
    #[arg(long, value_name = "GLOB")]
    pub(crate) include: Vec<String>,
    /// No entries whose path or base name matches, and nothing below those
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    /// Drop N leading components of every path
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) strip: usize,
    /// Replace files that are there
    #[arg(long, group = "existing")]
    pub(crate) force: bool,
    /// Keep files that are there, leave those entries out
    #[arg(long, group = "existing")]
    pub(crate) skip: bool,
    /// Keep files that are there, extract as `a (2).txt`; of zip, 7z and rar keep all members of one name too
    #[arg(long, group = "existing")]
    pub(crate) rename: bool,
    /// Leave unsafe entries out instead of refusing the archive
    #[arg(long)]
    pub(crate) skip_unsafe: bool,
    /// Keep what can be read of damaged files, as NAME.broken, and all that is whole (status 3 all the same)
    #[arg(long, hide_short_help = true)]
    pub(crate) keep_broken: bool,
    /// Give files the owners that are stored, by their numbers
    #[arg(long, hide_short_help = true)]
    pub(crate) same_owner: bool,
    /// Extract archives in the archive too, N levels deep (8): `d/in.zip` also becomes `d/in/`
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_value_t = 0, default_missing_value = "8", hide_default_value = true)]
    pub(crate) recursive: u8,
    /// With --json: SHA-256 of every file written whole
    #[arg(long, requires = "json")]
    pub(crate) manifest: bool,
    /// Use at most N threads (extraction itself uses one)
    #[arg(short, long = "jobs", value_name = "N", hide_short_help = true, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// Name every entry written, on standard error
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Print NDJSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// Flags of list.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// A table of kind, size, packed, ratio, method, time, name
    #[arg(short, long)]
    pub(crate) long: bool,
    /// Names as a tree, sorted, each below its directory
    #[arg(long, conflicts_with = "long")]
    pub(crate) tree: bool,
    /// Print NDJSON
    #[arg(long, conflicts_with_all = ["long", "tree"])]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// Flags of test.
#[derive(Debug, Args)]
pub(crate) struct Test {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// Use N threads (default: all cores)
    #[arg(short, long = "jobs", value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// Print NDJSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// Flags of cat.
#[derive(Debug, Args)]
pub(crate) struct Cat {
    /// The archive; - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Members, by their paths
    #[arg(value_name = "MEMBER", required = true)]
    pub(crate) members: Vec<String>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// Flags of check.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// Print NDJSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// Flags of diff.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The first archive
    pub(crate) a: PathBuf,
    /// The second archive
    pub(crate) b: PathBuf,
    /// Print NDJSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// Flags of search.
#[derive(Debug, Args)]
pub(crate) struct Search {
    /// A regular expression (syntax of Rust's regex crate)
    pub(crate) regex: String,
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// Letters match in upper and lower case
    #[arg(short, long)]
    pub(crate) ignore_case: bool,
    /// Print only the names of members that match
    #[arg(short = 'l', long, conflicts_with = "count")]
    pub(crate) files_with_matches: bool,
    /// Print only how many lines of each member match
    #[arg(short, long)]
    pub(crate) count: bool,
    /// Only members whose path or base name matches, and what is below those
    #[arg(long, value_name = "GLOB")]
    pub(crate) include: Vec<String>,
    /// Use N threads (default: all cores)
    #[arg(short, long = "jobs", value_name = "N", hide_short_help = true, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// Print NDJSON
    #[arg(long, conflicts_with_all = ["files_with_matches", "count"])]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// Flags of repack.
#[derive(Debug, Args)]
pub(crate) struct Repack {
    /// The archive to read
    #[arg(value_name = "IN")]
    pub(crate) input: PathBuf,
    /// The new file; its suffix names the format: zip, tar, tar.{gz,bz2,xz,zst,lz4}
    #[arg(value_name = "OUT")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// Flags of formats.
#[derive(Debug, Args)]
pub(crate) struct Formats {
    /// Print NDJSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// A number of bytes: 5, 10K, 1M, 10G, 1T (powers of 1024). 0 lifts the limit.
fn number(text: &str) -> Result<u64, String> {
    scaled(text, 1024)
}

/// A number of things: 5, 10k, 1M (powers of 1000). 0 lifts the limit.
fn count(text: &str) -> Result<u64, String> {
    scaled(text, 1000)
}

fn scaled(text: &str, base: u64) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let power = match text.get(digits.len()..).map(str::to_ascii_lowercase).as_deref() {
        Some("") => 0,
        Some("k") => 1,
        Some("m") => 2,
        Some("g") => 3,
        Some("t") => 4,
        _ => return Err("expected a number, perhaps with K, M, G or T behind it".to_owned()),
    };
    let number: u64 = digits
        .parse()
        .map_err(|_| "expected a number, perhaps with K, M, G or T behind it".to_owned())?;
    let scaled = number
        .checked_mul(base.pow(power))
        .ok_or("the number is too large")?;
    Ok(if scaled == 0 { u64::MAX } else { scaled })
}
