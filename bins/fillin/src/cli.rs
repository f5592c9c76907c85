//! The command line: every flag and its help text.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, Parser, Subcommand, value_parser};

const EXAMPLES: &str = "\
Examples:
  $ fillin render -t '$who like $what' -s who=i -s what=python
  $ fillin render --safe -t '$who like $what' -s who=i   # what has no value and stays
  $ fillin render app.conf.tpl --data app.json --env='APP_*'
  $ fillin render app.conf.tpl   # status 1: every missing name at once, with line and column
  $ fillin render --filters -t '${v|strip|title|format(\"{:>12}\")}' -s v=' ada lovelace '
  $ fillin vars app.conf.tpl
  $ fillin vars --env-example app.conf.tpl
  $ fillin merge letter.txt people.csv
  $ fillin merge --template-column text messages.jsonl";

const AFTER: &str = "\
Exit status: 0 done. 1 a placeholder is missing or invalid, or a value does not fit. 2 usage. 3 an input cannot be read or \
is malformed, or the output cannot be written. 4 refused: the file of -o exists. The highest applies.

JSON keys: render prints path, ok, text (text_bytes in base64 when it is not UTF-8; null with findings, -o or -i), errors, \
variables, written; merge has row in place of path; vars prints path, valid, variables, errors. An error has kind (missing, \
invalid, value), name, path, line, col, offset (bytes), hint, message. A variable has name, count, required, default, \
line, col, offset, at (a list of [line, col]).";

/// Fill in $name templates: one text or a million rows. A missing value is never filled with nothing.
#[derive(Debug, Parser)]
#[command(name = "fillin", version, before_long_help = EXAMPLES, after_long_help = AFTER, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Job,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Job {
    /// Fill templates, to standard output, to a new file, or in place
    Render(Render),
    /// Fill a template once for every row of a table
    Merge(Merge),
    /// List the names that templates use, sorted
    Vars(Vars),
}

/// `fillin render`.
#[derive(Debug, Args)]
pub(crate) struct Render {
    /// Templates; none or - is standard input
    #[arg(value_name = "TEMPLATE")]
    pub(crate) templates: Vec<PathBuf>,
    /// The template itself
    #[arg(short, long, value_name = "TEXT", conflicts_with_all = ["templates", "in_place"], allow_hyphen_values = true)]
    pub(crate) text: Option<String>,
    /// Write to FILE, which must not exist
    #[arg(short, long, value_name = "FILE", conflicts_with = "in_place")]
    pub(crate) output: Option<PathBuf>,
    /// Replace each template with its filling
    #[arg(short, long, requires = "templates")]
    pub(crate) in_place: bool,
    #[command(flatten)]
    pub(crate) data: Data,
    #[command(flatten)]
    pub(crate) filling: Filling,
}

/// `fillin merge`.
#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// TEMPLATE and ROWS (.csv .tsv .jsonl .ndjson; - is CSV from standard input); only ROWS with --template-column
    #[arg(value_name = "FILE", num_args = 1..=2, required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Every row brings its own template in this column
    #[arg(long, value_name = "COLUMN")]
    pub(crate) template_column: Option<String>,
    /// Write to FILE, which must not exist
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) data: Data,
    #[command(flatten)]
    pub(crate) filling: Filling,
}

/// `fillin vars`.
#[derive(Debug, Args)]
pub(crate) struct Vars {
    /// Templates; none or - is standard input
    #[arg(value_name = "TEMPLATE")]
    pub(crate) templates: Vec<PathBuf>,
    /// Print NAME= lines for a .env file
    #[arg(long, conflicts_with = "json")]
    pub(crate) env_example: bool,
    #[command(flatten)]
    pub(crate) grammar: GrammarArgs,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// Where values come from.
#[derive(Debug, Args)]
pub(crate) struct Data {
    /// Take environment variables, all or those that match GLOB
    #[arg(long, value_name = "GLOB", num_args = 0..=1, require_equals = true, default_missing_value = "*")]
    pub(crate) env: Vec<String>,
    /// Take the members of a JSON object
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Vec<PathBuf>,
    /// Take the NAME=value lines of a .env file
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) set: Assignments,
}

/// How templates are filled.
#[derive(Debug, Args)]
pub(crate) struct Filling {
    /// Leave placeholders without a value, and invalid ones, as they are
    #[arg(long)]
    pub(crate) safe: bool,
    #[command(flatten)]
    pub(crate) grammar: GrammarArgs,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// What placeholders look like.
#[derive(Debug, Args)]
pub(crate) struct GrammarArgs {
    /// What begins a placeholder [default: $]
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) delimiter: Option<String>,
    /// The pattern of names, without case [default: [_a-z][_a-z0-9]*]
    #[arg(long, value_name = "REGEX")]
    pub(crate) idpattern: Option<String>,
    /// The pattern of names in braces [default: that of --idpattern]
    #[arg(long, value_name = "REGEX")]
    pub(crate) braceidpattern: Option<String>,
    /// Patterns heed case
    #[arg(long)]
    pub(crate) case_sensitive: bool,
    /// Allow filters behind a name in braces: ${v|strip|title}
    #[arg(long)]
    pub(crate) filters: bool,
}

/// What all jobs have.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// The templates' encoding, such as gbk or utf-16; bytes: values go in as they are
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// Print one JSON object for each template or row
    #[arg(long)]
    pub(crate) json: bool,
    /// Print no messages
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// One of `--set`, `--set-json`, `--set-file`.
#[derive(Debug, Clone)]
pub(crate) enum Assignment {
    /// `NAME=VALUE`
    Text(String),
    /// `NAME:=JSON`
    Json(String),
    /// `NAME=PATH`
    File(OsString),
}

/// The assignments in the order of the command line, which clap's derive loses between different flags.
#[derive(Debug, Default)]
pub(crate) struct Assignments(pub(crate) Vec<Assignment>);

impl Args for Assignments {
    fn augment_args(command: Command) -> Command {
        let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::Append);
        command
            .arg(
                flag("set")
                    .short('s')
                    .value_name("NAME=VALUE")
                    .help("Give a name a value"),
            )
            .arg(
                flag("set-json")
                    .value_name("NAME:=JSON")
                    .help("Give a name a JSON value"),
            )
            .arg(
                flag("set-file")
                    .value_name("NAME=PATH")
                    .value_parser(value_parser!(OsString))
                    .help("Give a name the content of a file"),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Assignments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut found: Vec<(usize, Assignment)> = Vec::new();
        let mut take = |name: &str, values: Vec<Assignment>| {
            found.extend(matches.indices_of(name).into_iter().flatten().zip(values));
        };
        let texts = |name: &str| matches.get_many::<String>(name).into_iter().flatten().cloned();
        take("set", texts("set").map(Assignment::Text).collect());
        take("set-json", texts("set-json").map(Assignment::Json).collect());
        let files = matches
            .get_many::<OsString>("set-file")
            .into_iter()
            .flatten()
            .cloned();
        take("set-file", files.map(Assignment::File).collect());
        found.sort_by_key(|(at, _)| *at);
        Ok(Self(
            found.into_iter().map(|(_, assignment)| assignment).collect(),
        ))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
