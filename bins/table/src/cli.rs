//! The command line: every flag and its help text.

use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};
use shared::progress::ProgressArg;

const EXAMPLES: &str = "\
Examples:
  $ table cities.csv
  $ table -t markdown cities.csv
  $ table -t csv people.json   # convert
  $ table cities.csv | table -t csv   # a printed table reads back
  $ table -c 'name=city,population' --align population=r cities.csv
  $ table -w 'population>1000000' -s -population:n cities.csv
  $ table -x always --head 1 cities.csv   # one record a block
  $ table --describe cities.csv
  $ table -H -d : -c '#1,#3' users.txt
  $ printf 'a,b\\n1,\\033[31m\\n' | table   # what a terminal would obey is shown";

const AFTER: &str = "\
Formats in: csv tsv json ndjson ws fixed md html xlsx xls ods logfmt ltsv yaml text: any text style of ours but xtab and random read \
back (where cells have several lines, those that rule off all rows). An HTML, Markdown or text input may hold several tables: \
--sheet N reads the Nth. \
Objects in JSON become columns (a.b), lists stay as \
they are. COL=VALUE sets one column, by its name or as #N, and splits at the last =; without = it sets all columns.

Formats out: PrettyTable's styles (default msword columns markdown orgmode single double rst random), tabulate's (plain simple \
grid simple_grid rounded_grid heavy_grid mixed_grid double_grid fancy_grid colon_grid, *_outline, pipe github presto pretty psql \
jira textile asciidoc moinmoin youtrack orgtbl latex_raw latex_booktabs latex_longtable unsafehtml), xtab, html latex mediawiki, \
csv tsv json ndjson yaml xlsx sql. Data holds cells as they are: looks are for the others.

--describe --json prints one object an input: file, format, delimiter, quote, encoding, confidence, bom, newline, header, rows, \
columns (name, index, type, width, align, empty) and warnings (line, kind, message).

--check and --update take FILE#NAME: the block of FILE between a line <!-- table NAME --> and a line <!-- /table -->.

--stream prints rows as they come: csv, tsv, json, ndjson, logfmt, ltsv and ws in; text styles, csv, tsv, json, ndjson and yaml \
out. What needs all rows (--sort, --tail, --total, --group, --index, html, xlsx, ...) is an error with it. Columns are those of the \
first rows; a key that comes later is told. Of any other format the rows come after its end, which is told. --head N reads no \
more of such a pipe than N rows need.

--where: in col>N the number N is compared by value with numbers, and with nothing else; text is compared by code point. Blanks \
around the operator and the value do not count. --total: numbers are digits with a sign, a point and an exponent (1e5), without \
separators (1,234); other cells are left out, with a warning.

TABLE_ARGS in the environment holds arguments that come before the others.

Exit status: 0 printed. 1 findings: --strict, or --check differs. 2 usage: an unknown flag, style or column. 3 malformed data (a \
quote that never closes, bad JSON), an input that cannot be read, output that cannot be written; the other inputs were printed. \
The highest applies.";

/// Print tables: CSV, JSON, XLSX and more in; text, Markdown, HTML, CSV, JSON, XLSX out.
#[derive(Debug, Parser)]
#[command(name = "table", version, before_long_help = EXAMPLES, after_long_help = AFTER)]
#[command(args_override_self = true)]
#[command(mut_arg("no_progress", |arg| arg.hide_short_help(true)))]
pub(crate) struct Cli {
    /// Files to read; none or - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print no warnings and errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) input: InputFlags,
    #[command(flatten)]
    pub(crate) output: OutputFlags,
    #[command(flatten)]
    pub(crate) selection: SelectionFlags,
    #[command(flatten)]
    pub(crate) looks: LookFlags,
    #[command(flatten)]
    pub(crate) tabulate: TabulateFlags,
}

/// How inputs are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputFlags {
    /// The format of the inputs; auto goes by extension, then by content
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = From::Auto, hide_default_value = true, hide_possible_values = true)]
    pub(crate) from: From,
    /// What stands between values; alone it means -f csv
    #[arg(short, long, value_name = "CHAR", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,
    /// What stands around values
    #[arg(long, value_name = "CHAR", value_parser = quote, hide_short_help = true)]
    pub(crate) quote: Option<u8>,
    /// The inputs' encoding, when it is not recognised
    #[arg(short, long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// The first row is data
    #[arg(short = 'H', long)]
    pub(crate) no_header: bool,
    /// The sheet of a workbook, by name or number; the number of a table in a document
    #[arg(long, value_name = "NAME|N", hide_short_help = true)]
    pub(crate) sheet: Option<String>,
    /// A quote that never closes is text
    #[arg(long, hide_short_help = true)]
    pub(crate) lenient: bool,
    /// Ragged rows, double names and bad bytes are findings (status 1)
    #[arg(long)]
    pub(crate) strict: bool,
    /// Leave out lines before the header
    #[arg(
        long,
        value_name = "LINES",
        default_value_t = 0,
        hide_default_value = true,
        hide_short_help = true,
        allow_negative_numbers = true
    )]
    pub(crate) skip: u64,
    /// No cell may be longer
    #[arg(long, value_name = "SIZE", default_value = "64M", value_parser = size, hide_short_help = true)]
    pub(crate) max_cell: u64,
    /// No row may have more cells
    #[arg(
        long,
        value_name = "N",
        default_value_t = 100_000,
        hide_short_help = true,
        allow_negative_numbers = true
    )]
    pub(crate) max_columns: usize,
    /// Read more file names from FILE, one a line
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub(crate) files_from: Option<PathBuf>,
    /// Names in --files-from end with NUL
    #[arg(short = '0', requires = "files_from", hide_short_help = true)]
    pub(crate) nul_ended: bool,
    #[command(flatten)]
    pub(crate) progress: ProgressArg,
}

/// Where and in which format the table goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputFlags {
    /// The format to print, such as markdown, html, csv, json, grid
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        default_value = "default",
        hide_default_value = true
    )]
    pub(crate) to: String,
    /// The style that html and latex take rules and padding from
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub(crate) style: Option<String>,
    /// Write to FILE, which must not exist
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Let -o replace an existing file
    #[arg(long, requires = "output", hide_short_help = true)]
    pub(crate) force: bool,
    /// What stands between values of -t csv
    #[arg(long, value_name = "CHAR", value_parser = delimiter, hide_short_help = true)]
    pub(crate) out_delimiter: Option<u8>,
    /// One record a block; auto: when the terminal is too narrow
    #[arg(short = 'x', long, value_enum, value_name = "WHEN", default_value_t = When::Auto, hide_default_value = true, hide_possible_values = true)]
    pub(crate) expanded: When,
    /// Fit the table into so many columns: auto (the terminal's), N or none
    #[arg(
        long,
        value_name = "N",
        default_value = "auto",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    pub(crate) width: String,
    /// Page through what does not fit on the terminal ($PAGER, or less)
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto, hide_default_value = true, hide_possible_values = true, hide_short_help = true)]
    pub(crate) pager: When,
    #[command(flatten)]
    pub(crate) color: shared::output::ColorArg,
    /// How the header is coloured
    #[arg(long, value_enum, value_name = "NAME", default_value_t = Theme::Bold, hide_default_value = true, hide_short_help = true)]
    pub(crate) theme: Theme,
    /// Print after N rows or 50 ms, and then row by row
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "100")]
    pub(crate) stream: Option<usize>,
    /// What --stream does with cells that are longer than the first ones
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Overflow::Grow, hide_default_value = true, hide_possible_values = true, hide_short_help = true)]
    pub(crate) overflow: Overflow,
    /// Text that is plainly a number is written as one (json, ndjson, yaml, xlsx, sql)
    #[arg(long, hide_short_help = true)]
    pub(crate) typed: bool,
    /// Do as the library does, to the byte
    #[arg(long, value_enum, value_name = "LIBRARY", hide_short_help = true)]
    pub(crate) compat: Option<Compat>,
    /// Let everything through that a terminal obeys
    #[arg(long, hide_short_help = true)]
    pub(crate) raw: bool,
    /// What becomes of colours in cells: show, keep or strip
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Ansi::Show, hide_default_value = true, hide_possible_values = true, hide_short_help = true)]
    pub(crate) ansi: Ansi,
    /// The width of ambiguous characters: 1, or 2 on Chinese, Japanese and Korean terminals
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2), hide_default_value = true, hide_short_help = true)]
    pub(crate) ambiguous: u8,
    /// Put an apostrophe before what a spreadsheet would take for a formula (csv, tsv)
    #[arg(long, hide_short_help = true)]
    pub(crate) safe_formulas: bool,
    /// Tell what the inputs are, instead of printing them
    #[arg(long)]
    pub(crate) describe: bool,
    /// Print JSON, one object a line
    #[arg(long, hide_short_help = true)]
    pub(crate) json: bool,
    /// Is the block NAME of FILE what would be printed?
    #[arg(long, value_name = "FILE#NAME", conflicts_with = "output")]
    pub(crate) check: Option<String>,
    /// Write the block NAME of FILE
    #[arg(long, value_name = "FILE#NAME", conflicts_with_all = ["output", "check"], hide_short_help = true)]
    pub(crate) update: Option<String>,
    /// The seed of -t random
    #[arg(long, value_name = "N", hide_short_help = true, allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,
}

/// Which rows and columns are printed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
pub(crate) struct SelectionFlags {
    /// Columns to print: names, NAME=NEW, -NAME, #3, 3-5
    #[arg(short, long, value_name = "LIST", allow_hyphen_values = true)]
    pub(crate) columns: Option<String>,
    /// Rows to print: 'col>3', col=v, col!=v, col~regex, col!~regex
    #[arg(short = 'w', long = "where", value_name = "CONDITION")]
    pub(crate) conditions: Vec<String>,
    /// Sort by [-]NAME[:n|:v|:nat|:pinyin], ...
    #[arg(short, long, value_name = "LIST", allow_hyphen_values = true)]
    pub(crate) sort: Option<String>,
    /// Turn the order round
    #[arg(long, hide_short_help = true)]
    pub(crate) reverse: bool,
    /// Rows A up to B, which is not printed, from 0
    #[arg(long, value_name = "A:B", value_parser = range, allow_hyphen_values = true, hide_short_help = true)]
    pub(crate) rows: Option<(u64, u64)>,
    /// The first N rows
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) head: Option<u64>,
    /// The last N rows
    #[arg(long, value_name = "N", hide_short_help = true, allow_negative_numbers = true)]
    pub(crate) tail: Option<u64>,
    /// Slice first, then sort
    #[arg(long, hide_short_help = true)]
    pub(crate) sort_after_slice: bool,
    /// Rule off rows that are alike in a column
    #[arg(long, value_name = "COL", hide_short_help = true)]
    pub(crate) group: Option<String>,
    /// Add a row of totals: sum, mean, min, max or count
    #[arg(long, value_name = "FUNC:COL", hide_short_help = true)]
    pub(crate) total: Vec<String>,
    /// A column of row numbers
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "Index", hide_short_help = true)]
    pub(crate) index: Option<String>,
}

/// PrettyTable's options.
#[derive(Debug, Args)]
#[command(next_help_heading = "Looks")]
pub(crate) struct LookFlags {
    /// A title above the table; of several inputs each has its name
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) title: Option<String>,
    /// Where cells stand: l, c, r, d (on the decimal point) or auto
    #[arg(long, value_name = "[COL=]ALIGN")]
    pub(crate) align: Vec<String>,
    /// Where short cells stand: t, m or b
    #[arg(long, value_name = "[COL=]VALIGN", hide_short_help = true)]
    pub(crate) valign: Vec<String>,
    /// How names are written: cap, title, upper or lower
    #[arg(
        long,
        value_enum,
        value_name = "CASE",
        hide_possible_values = true,
        hide_short_help = true
    )]
    pub(crate) header_style: Option<HeaderStyle>,
    /// Print no names
    #[arg(long, hide_short_help = true)]
    pub(crate) hide_header: bool,
    /// Names do not widen their columns
    #[arg(long, hide_short_help = true)]
    pub(crate) no_header_width: bool,
    /// No rules at the edges
    #[arg(long, hide_short_help = true)]
    pub(crate) no_border: bool,
    /// Rules inside, also without border
    #[arg(long, hide_short_help = true)]
    pub(crate) internal_border: bool,
    /// Horizontal rules: frame, all, none or header
    #[arg(
        long,
        value_enum,
        value_name = "WHERE",
        hide_possible_values = true,
        hide_short_help = true
    )]
    pub(crate) hrules: Option<HRulesFlag>,
    /// Vertical rules: frame, all or none
    #[arg(
        long,
        value_enum,
        value_name = "WHERE",
        hide_possible_values = true,
        hide_short_help = true
    )]
    pub(crate) vrules: Option<VRulesFlag>,
    /// Blanks on both sides of cells
    #[arg(long, value_name = "N", value_parser = padding, hide_short_help = true, allow_negative_numbers = true)]
    pub(crate) padding: Option<usize>,
    /// Blanks on the left of cells
    #[arg(long, value_name = "N", value_parser = padding, hide_short_help = true, allow_negative_numbers = true)]
    pub(crate) padding_left: Option<usize>,
    /// Blanks on the right of cells
    #[arg(long, value_name = "N", value_parser = padding, hide_short_help = true, allow_negative_numbers = true)]
    pub(crate) padding_right: Option<usize>,
    /// A character to draw with: vertical, horizontal, junction, top-left-junction ...
    #[arg(long = "char", value_name = "NAME=C", value_parser = pair, hide_short_help = true)]
    pub(crate) chars: Vec<(String, String)>,
    /// At most so wide
    #[arg(long, value_name = "[COL=]N", allow_negative_numbers = true)]
    pub(crate) max_width: Vec<String>,
    /// At least so wide
    #[arg(
        long,
        value_name = "[COL=]N",
        hide_short_help = true,
        allow_negative_numbers = true
    )]
    pub(crate) min_width: Vec<String>,
    /// The table is at least so wide
    #[arg(long, value_name = "N", value_parser = table_width, hide_short_help = true, allow_negative_numbers = true)]
    pub(crate) min_table_width: Option<usize>,
    /// All columns shrink in proportion
    #[arg(long, value_name = "N", hide_short_help = true, allow_negative_numbers = true)]
    pub(crate) max_table_width: Option<usize>,
    /// How JSON's integers are written: 6 is C's %6d
    #[arg(
        long,
        value_name = "[COL=]S",
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub(crate) int_format: Vec<String>,
    /// How JSON's other numbers are written: 6.2 is C's %6.2f
    #[arg(
        long,
        value_name = "[COL=]S",
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub(crate) float_format: Vec<String>,
    /// How numbers are written, as Python's format(): .2f or ,
    #[arg(long, value_name = "[COL=]SPEC", allow_hyphen_values = true)]
    pub(crate) fmt: Vec<String>,
    /// What stands for null
    #[arg(
        long = "null",
        value_name = "[COL=]TEXT",
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub(crate) nothing: Vec<String>,
    /// Digits in groups of three
    #[arg(long, hide_short_help = true)]
    pub(crate) thousands: bool,
    /// Words are not broken after hyphens
    #[arg(long, hide_short_help = true)]
    pub(crate) no_break_on_hyphens: bool,
    /// How long lines are broken: word, char, clip or none
    #[arg(long, value_enum, value_name = "HOW", default_value_t = WrapFlag::Word, hide_default_value = true, hide_possible_values = true, hide_short_help = true)]
    pub(crate) wrap: WrapFlag,
    /// What stands where a line was clipped
    #[arg(
        long,
        value_name = "C",
        default_value = "…",
        hide_default_value = true,
        hide_short_help = true
    )]
    pub(crate) ellipsis: String,
    /// A rule after the Nth row
    #[arg(long, value_name = "N", hide_short_help = true, allow_negative_numbers = true)]
    pub(crate) divider_after: Vec<u64>,
    /// A rule after every N rows
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), hide_short_help = true, allow_negative_numbers = true)]
    pub(crate) divider_every: Option<u64>,
    /// Pages of N rows
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), hide_short_help = true, allow_negative_numbers = true)]
    pub(crate) page_length: Option<u64>,
    /// What stands between pages
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "\u{c}",
        hide_default_value = true,
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub(crate) page_break: String,
    /// Print nothing for a table without rows
    #[arg(long, hide_short_help = true)]
    pub(crate) hide_empty: bool,
    /// HTML and LaTeX with rules, padding and alignment
    #[arg(long, hide_short_help = true)]
    pub(crate) formatted: bool,
    /// <br/> instead of <br>
    #[arg(long, hide_short_help = true)]
    pub(crate) xhtml: bool,
    /// An attribute of the HTML table
    #[arg(long, value_name = "K=V", value_parser = pair, hide_short_help = true)]
    pub(crate) html_attr: Vec<(String, String)>,
    /// Names are HTML
    #[arg(long, hide_short_help = true)]
    pub(crate) no_escape_header: bool,
    /// Cells are HTML
    #[arg(long, hide_short_help = true)]
    pub(crate) no_escape_data: bool,
}

/// tabulate's options.
#[derive(Debug, Args)]
#[command(next_help_heading = "With --compat tabulate")]
pub(crate) struct TabulateFlags {
    /// Where text stands: left, right, center or none
    #[arg(long, value_name = "WORD", hide_short_help = true)]
    pub(crate) str_align: Option<String>,
    /// Where numbers stand: left, right, center, decimal or none
    #[arg(long, value_name = "WORD", hide_short_help = true)]
    pub(crate) num_align: Option<String>,
    /// Where names stand
    #[arg(long, value_name = "[COL=]WORD", hide_short_help = true)]
    pub(crate) header_align: Vec<String>,
    /// Names are at most so wide
    #[arg(
        long,
        value_name = "[COL=]N",
        hide_short_help = true,
        allow_negative_numbers = true
    )]
    pub(crate) max_header_width: Vec<String>,
    /// Text is not read as numbers
    #[arg(long, hide_short_help = true)]
    pub(crate) no_numbers: bool,
}

/// The names of `--from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum From {
    Auto,
    Csv,
    Tsv,
    Json,
    Ndjson,
    Ws,
    Fixed,
    Md,
    Html,
    Xlsx,
    Xls,
    Ods,
    Logfmt,
    Ltsv,
    Yaml,
    Text,
}

/// When something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

/// A library to be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Compat {
    Prettytable,
    Tabulate,
}

/// What becomes of colours in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Ansi {
    Show,
    Keep,
    Strip,
}

/// What happens to long cells of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Overflow {
    Grow,
    Wrap,
    Clip,
}

/// Colours of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Theme {
    Plain,
    Bold,
    Cyan,
    Green,
    Reverse,
}

/// How names are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum HeaderStyle {
    Cap,
    Title,
    Upper,
    Lower,
}

/// Where horizontal rules are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum HRulesFlag {
    Frame,
    All,
    None,
    Header,
}

/// Where vertical rules are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum VRulesFlag {
    Frame,
    All,
    None,
}

/// How long lines are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WrapFlag {
    Word,
    Char,
    Clip,
    None,
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        b"\\t" => Ok(b'\t'),
        _ => Err("one ASCII character was expected (\\t is the tab)".to_owned()),
    }
}

fn quote(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'\n' | b'\r') => Ok(*byte),
        _ => Err("one ASCII character was expected".to_owned()),
    }
}

fn padding(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 0..=1000) => Ok(count),
        _ => Err("a number up to 1000 was expected".to_owned()),
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .ok_or_else(|| "KEY=VALUE was expected".to_owned())
}

fn table_width(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(width) if width <= 1_000_000 => Ok(width),
        _ => Err("not a number from 0 to 1000000".to_owned()),
    }
}

fn range(text: &str) -> Result<(u64, u64), String> {
    let (from, to) = text.split_once(':').ok_or("A:B was expected")?;
    let number = |text: &str, default: u64| match text {
        "" => Ok(default),
        digits => digits.parse().map_err(|_| format!("{digits} is no row number")),
    };
    Ok((number(from, 0)?, number(to, u64::MAX)?))
}

fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text
        .get(digits.len()..)
        .unwrap_or_default()
        .to_ascii_uppercase()
        .as_str()
    {
        "" | "B" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        _ => return Err("a size such as 64M was expected".to_owned()),
    };
    let number: u64 = digits.parse().map_err(|_| "a size such as 64M was expected")?;
    let limit = 1 << 31;
    number
        .checked_mul(unit)
        .filter(|size| (1..=limit).contains(size))
        .ok_or_else(|| "a size from 1 to 2G was expected".to_owned())
}
