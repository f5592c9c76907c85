//! The command line: every flag and its help text.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use shared::input::{InputArgs, ListArgs};
use shared::progress::ProgressArg;

const EXAMPLES: &str = "\
Examples:
  $ charset notes.txt                        # notes.txt: gb18030 1.00 zh
  $ charset --json notes.txt
  $ charset --lines notes.txt                # a file put together from several
  $ charset to utf-8 notes.txt
  $ charset to utf-8 --in-place notes.txt    # atomic; refused when unsure
  $ charset lint clean                       # is every text of a tree UTF-8?
  $ charset list";

const AFTER: &str = "\
Exit status: 0 done; 1 an answer is below --min-confidence, or something was replaced, or lint found something;
2 usage; 3 an input cannot be read, is malformed, or cannot be written; 4 `to` refused: the encoding is not certain
enough, mixed, or binary.

JSON of detect: path (or path_bytes, base64), encoding, variant, confidence, language, bom, newline (lf crlf cr mixed none),
bytes, alternatives [{encoding, confidence, language}], warnings (double-encoded, mixed, declaration-lies,
truncated), error; `encoding` names the family, `variant` the name to give to --from; with --lines: path, line_from, line_to, encoding, confidence. JSON of to: path, from, to, bytes_in, bytes_out, replaced,
ignored, first_loss {offset, line, col}. JSON of lint: path, kind (not-utf-8 or the like, bom, newline), offset
(byte, from 0), line, col, found, message, count.

A file that is named like a subcommand: ./to";

/// Detect and convert text encodings
#[derive(Debug, Parser)]
#[command(name = "charset", version, before_long_help = EXAMPLES, after_long_help = AFTER)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) detect: Detect,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Name the encoding of each input (the default)
    Detect(Detect),
    /// Convert to an encoding
    To(To),
    /// Check that texts are in one encoding
    Lint(Lint),
    /// List every encoding
    List(List),
}

#[derive(Debug, Args)]
pub(crate) struct Detect {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// Print only the encoding's name
    #[arg(short = 'm', long)]
    pub(crate) name_only: bool,
    /// Fill `alternatives`; as text, one indented line for each
    #[arg(short = 'a', long)]
    pub(crate) all: bool,
    /// Only these encodings, with commas between them
    #[arg(short = 'i', long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) include: Vec<String>,
    /// None of these encodings
    #[arg(short = 'x', long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) exclude: Vec<String>,
    /// Only encodings of that origin
    #[arg(long, value_enum, value_name = "ERA", default_value_t = EraChoice::All)]
    pub(crate) era: EraChoice,
    /// Report runs of lines, for files of several encodings
    #[arg(long, conflicts_with_all = ["name_only", "all", "bytes"])]
    pub(crate) lines: bool,
    /// Language or top-level domain that the text is likely from, such as zh, ja, ru, cn or tw
    #[arg(long, value_name = "LANG")]
    pub(crate) hint: Option<String>,
    /// Look at no more than N bytes
    #[arg(long, value_name = "N")]
    pub(crate) bytes: Option<u64>,
    /// Exit with status 1 when an answer is below X
    #[arg(long, value_name = "X", default_value_t = 0.0, value_parser = confidence)]
    pub(crate) min_confidence: f64,
    /// Print one JSON object per input
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) progress: ProgressArg,
}

#[derive(Debug, Args)]
pub(crate) struct To {
    /// The encoding of the result
    #[arg(value_name = "ENC")]
    pub(crate) encoding: String,
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// The encoding of the input
    #[arg(long, value_name = "ENC", default_value = "auto")]
    pub(crate) from: String,
    /// Write to OUT, which must not exist
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Replace the files themselves; with =SUFFIX keep the old ones under that ending
    #[arg(long, value_name = "SUFFIX", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    #[arg(conflicts_with = "output")]
    pub(crate) in_place: Option<String>,
    /// Overwrite an existing OUT; break hard links
    #[arg(long)]
    pub(crate) force: bool,
    /// What becomes of malformed bytes and of characters that ENC lacks
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = Errors::Strict)]
    pub(crate) errors: Errors,
    /// The line ends of the result
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = NewlineChoice::Keep)]
    pub(crate) newline: NewlineChoice,
    /// The byte order mark of the result
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = BomChoice::Keep)]
    pub(crate) bom: BomChoice,
    /// Also undo the conversion and compare (status 1 when it differs; --in-place then writes nothing)
    #[arg(long)]
    pub(crate) check_roundtrip: bool,
    /// Refuse (status 4) when the encoding is less certain
    #[arg(long, value_name = "X", default_value_t = 0.9, value_parser = confidence)]
    pub(crate) min_confidence: f64,
    /// Print one JSON object per converted input (to stderr when the text goes to stdout)
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// Trees and files to check; none is the current folder. Binaries, .git and what .gitignore or .ignore name are skipped
    #[arg(value_name = "TREE|FILE")]
    pub(crate) roots: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) list: ListArgs,
    /// The encoding that texts must be in
    #[arg(long, value_name = "ENC", default_value = "utf-8")]
    pub(crate) require: String,
    /// No byte order mark
    #[arg(long)]
    pub(crate) no_bom: bool,
    /// The line end that every line must have
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(crate) newline: Option<LintNewline>,
    /// Stop after N findings
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_findings: Option<u64>,
    /// Print one JSON object per finding
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Print one JSON object per encoding: name, aliases, era, detected, decoded, encoded
    #[arg(long)]
    pub(crate) json: bool,
}

fn confidence(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err("not a number from 0 to 1".to_owned()),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EraChoice {
    Web,
    Iso,
    Dos,
    Mac,
    Ebcdic,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Errors {
    Strict,
    Replace,
    Ignore,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NewlineChoice {
    Keep,
    Lf,
    Crlf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintNewline {
    Lf,
    Crlf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BomChoice {
    Keep,
    Add,
    Strip,
}
