//! The command line: every flag and its help text.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Parser, ValueEnum};
use shared::input::InputArgs;
use table::style::STYLES;

const EXAMPLES: &str = "\
Examples:
  $ table cities.csv
  $ table -t markdown cities.csv
  $ table -t csv people.json   # convert
  $ table cities.csv | table -t csv   # a printed table reads back
  $ table -c 'name=city,population' --align population=r cities.csv
  $ table -H -d : -c '#1,#3' users.txt
  $ printf 'a,b\\n1,\\033[31m\\n' | table   # what a terminal would obey is shown";

const AFTER: &str = "\
Exit status: 0 printed. 1 findings of --strict. 2 usage: an unknown flag, style or column. 3 malformed data (a quote that \
never closes, bad JSON), an input that cannot be read, output that cannot be written; the other inputs were printed. The \
highest applies.";

/// Print tables: CSV, TSV and JSON in; text, Markdown, CSV, TSV and JSON out.
#[derive(Debug, Parser)]
#[command(name = "table", version, before_long_help = EXAMPLES, after_long_help = AFTER)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// The format of the inputs; auto goes by extension, then by content
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = From::Auto, hide_default_value = true)]
    pub(crate) from: From,
    /// What stands between values; alone it means -f csv
    #[arg(short, long, value_name = "CHAR", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,
    /// The inputs' encoding, when it is not recognised
    #[arg(short, long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// The first row is data
    #[arg(short = 'H', long)]
    pub(crate) no_header: bool,
    /// A quote that never closes is text
    #[arg(long)]
    pub(crate) lenient: bool,
    /// Ragged rows and bytes that are no text are findings (status 1)
    #[arg(long)]
    pub(crate) strict: bool,
    /// Columns to print: names, NAME=NEW, -NAME, #3, 3-5
    #[arg(short, long, value_name = "LIST", allow_hyphen_values = true)]
    pub(crate) columns: Option<String>,
    /// The format to print
    #[arg(short, long, value_name = "FORMAT", default_value = "default", value_parser = to())]
    pub(crate) to: String,
    /// A title above the table; of several inputs each has its name
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// Where cells stand: l, c or r, for all columns or one
    #[arg(long, value_name = "[COL=]ALIGN")]
    pub(crate) align: Vec<String>,
    /// Write to FILE, which must not exist
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Let -o replace an existing file
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// Print no warnings and errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// The names of `--from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum From {
    Auto,
    Csv,
    Tsv,
    Json,
    Ndjson,
    Md,
}

/// The formats of `--to` that are no style.
pub(crate) const DATA_FORMATS: [&str; 4] = ["csv", "tsv", "json", "ndjson"];

fn to() -> PossibleValuesParser {
    PossibleValuesParser::new(STYLES.iter().map(|style| style.name).chain(DATA_FORMATS))
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        b"\\t" => Ok(b'\t'),
        _ => Err("one ASCII character was expected (\\t is the tab)".to_owned()),
    }
}
