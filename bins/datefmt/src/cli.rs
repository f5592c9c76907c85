//! The command line: every flag and its help text.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  $ datefmt '%d/%m/%y %H:%M' '%Y-%m-%d %H:%M:%S' '21/11/06 16:30'
  $ datefmt auto '%A, %d. %B %Y %I:%M%p' 2006-11-21T16:30
  $ datefmt unix rfc3339 1694789197
  $ datefmt --tz Asia/Shanghai unix '%F %T %Z' 1694789197
  $ datefmt '%b %d %Y' date --file days.txt
  $ datefmt --from-tz Europe/Berlin '%d.%m.%Y %H:%M' rfc3339 < meetings.txt
  $ datefmt --or '%d.%m.%Y' '%d %b %Y' date < mixed.txt   # status 1
  $ datefmt fields unix 1694789197
  $ datefmt explain '%d/%b/%Y:%H:%M:%S %z'";

const DETAILS: &str = "\
Formats are those of strftime, or names: unix unixms unixus unixns rfc3339 rfc2822 http apache syslog asctime iso
iso-week date; IN may be auto. `datefmt list directives` and `datefmt list formats` show them all. The names of months
and weekdays are English, whatever the environment says.

--json prints one object a value: input (or input_bytes, base64), ok, and
  when it was understood: format, epoch, nanos, offset, zone, abbr, output, fields {year month day hour minute second
    nanosecond weekday (Monday 1) yearday iso_year iso_week isdst}; without a zone, offset is null and epoch is as if UTC
  when it was not: path, line, column (bytes, from 1), directive, expected, got

Exit status: 0 all converted; 1 some values failed; 2 usage or a bad format, nothing was read; 3 an input could not be
read or the output not be written.";

/// Dates and times from one format into another.
#[derive(Debug, Parser)]
#[command(
    name = "datefmt",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    before_long_help = EXAMPLES,
    after_long_help = DETAILS
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) convert: ConvertArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print a value's fields as Python's struct_time has them
    Fields(FieldsArgs),
    /// Print the current time
    Now(NowArgs),
    /// Say what each directive of a format prints and reads
    Explain {
        /// The format
        #[arg(value_name = "FORMAT")]
        format: String,
    },
    /// List formats, directives or time zones
    List {
        /// What to list
        what: Catalogue,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Catalogue {
    Formats,
    Directives,
    Zones,
}

#[derive(Debug, Args)]
pub(crate) struct ConvertArgs {
    /// Format of the values, or its name
    #[arg(value_name = "IN", required = true)]
    pub(crate) input: Option<String>,
    /// Format to print, or its name
    #[arg(value_name = "OUT", required = true)]
    pub(crate) output: Option<String>,
    /// Values; none: every line of stdin, or of --file
    #[arg(value_name = "VALUE", allow_negative_numbers = true)]
    pub(crate) values: Vec<OsString>,
    /// Read the lines of FILE (repeatable; - is stdin)
    #[arg(long = "file", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) list: shared::input::ListArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// What to print for a value that fails
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = OnError::Keep, hide_possible_values = true,
          help = "For a value that fails: keep it, skip it, null (empty line), stop")]
    pub(crate) on_error: OnError,
    /// Stop after N values that failed
    #[arg(long, value_name = "N", hide_short_help = true, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_errors: Option<u64>,
    /// Print one JSON object a value
    #[arg(long)]
    pub(crate) json: bool,
    /// No messages; the status stays
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnError {
    Keep,
    Skip,
    Null,
    Stop,
}

#[derive(Debug, Args)]
pub(crate) struct FieldsArgs {
    /// Format of the value, or its name
    #[arg(value_name = "IN")]
    pub(crate) input: String,
    /// The value
    #[arg(value_name = "VALUE", allow_negative_numbers = true)]
    pub(crate) value: OsString,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

#[derive(Debug, Args)]
pub(crate) struct NowArgs {
    /// Format to print, or its name
    #[arg(value_name = "OUT", default_value = "rfc3339")]
    pub(crate) output: String,
    #[command(flatten)]
    pub(crate) zone: ZoneArgs,
}

/// Zone of the output.
#[derive(Debug, Args)]
pub(crate) struct ZoneArgs {
    /// Zone of the output: a name, local, +08:00 or a POSIX TZ string
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub(crate) tz: Option<String>,
    /// Output in UTC
    #[arg(short, long, conflicts_with = "tz")]
    pub(crate) utc: bool,
}

/// How values are read.
#[derive(Debug, Args)]
pub(crate) struct ReadingArgs {
    /// Further format to try, in order (repeatable)
    #[arg(long = "or", value_name = "FORMAT")]
    pub(crate) others: Vec<String>,
    #[command(flatten)]
    pub(crate) zone: ZoneArgs,
    /// Zone of values that name none
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub(crate) from_tz: Option<String>,
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Choice::Reject, hide_possible_values = true,
          help = "Local times that the clock jumps over: reject, earlier, later, compatible")]
    pub(crate) gap: Choice,
    #[arg(
        long,
        value_enum,
        value_name = "HOW",
        hide_possible_values = true,
        help = "Local times that exist twice: the same choices [default: earlier]"
    )]
    pub(crate) fold: Option<Choice>,
    /// Meaning of an abbreviation, as CST=+08:00 (repeatable)
    #[arg(long, value_name = "NAME=OFFSET", hide_short_help = true)]
    pub(crate) tz_abbrev: Vec<String>,
    /// Fills larger units that the format lacks [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) base: Option<String>,
    /// Without a year, the past is meant
    #[arg(long, hide_short_help = true)]
    pub(crate) past: bool,
    /// First two-digit year of the 1900s
    #[arg(long, value_name = "YY", default_value_t = 69, hide_short_help = true, value_parser = clap::value_parser!(i32).range(0..=100))]
    pub(crate) pivot: i32,
    /// Refuse to take a time without zone as UTC
    #[arg(long, hide_short_help = true)]
    pub(crate) strict: bool,
    /// Years of 1 to 4 digits
    #[arg(long, hide_short_help = true)]
    pub(crate) loose: bool,
    /// Ignore blanks around values
    #[arg(long, hide_short_help = true)]
    pub(crate) trim: bool,
    /// Read 24:00:00 as the end of the day
    #[arg(long, hide_short_help = true)]
    pub(crate) iso24: bool,
    /// Ignore weekdays that contradict the date
    #[arg(long, hide_short_help = true)]
    pub(crate) ignore_weekday: bool,
    /// Cut fractions finer than a nanosecond
    #[arg(long, hide_short_help = true)]
    pub(crate) truncate: bool,
    /// Print unknown directives as they are
    #[arg(long, hide_short_help = true)]
    pub(crate) lenient_format: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Choice {
    Reject,
    Earlier,
    Later,
    Compatible,
}
