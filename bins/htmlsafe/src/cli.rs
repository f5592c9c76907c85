//! The command line: every flag and its help text.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  $ htmlsafe comment.html
  $ htmlsafe --preset bleach < comment.html
  $ htmlsafe --tags a,b,p --attrs a:href,title comment.html
  $ htmlsafe --policy policy.toml comment.html mail.html > clean.html
  $ htmlsafe --field body < comments.ndjson
  $ htmlsafe --check comment.html   # status 1
  $ htmlsafe --check --json comment.html   # status 1
  $ htmlsafe --preset markdown --explain-policy";

const DETAILS: &str = "\
The output is safe where HTML content goes: in an element of a page. It is not made for the inside of a quoted
attribute, a script, a style sheet or a textarea.

Presets: rich (most of HTML's text, lists, tables and images), bleach (the defaults of bleach.clean), text (no element),
markdown, github, email.

A policy file has the keys tags attrs protocols mode comments css remove_content id_prefix relative, and rules, a list of
{tag, attr, and one of match values prefix classes}. Elements and attributes that run script or change how a page is read
are refused. Not allowed here either, since only a whole tree can judge them: svg math style title textarea select option
optgroup template, and comments.

--check --json prints one object a finding: file (or path_bytes, base64), row and field (with --field), line, col
(characters, from 1), offset (bytes of the decoded text), kind (element attribute url comment doctype syntax limit), tag,
attr, value (200 characters), action, reason. Keys that do not apply are absent.

Exit status: 0 done, or nothing found; 1 --check found something; 2 usage or a policy that is refused, nothing was done;
3 an input could not be read, or the output not be written; 4 a limit was hit and something was dropped for it.";

/// HTML from strangers made safe by an allowlist.
#[derive(Debug, Parser)]
#[command(name = "htmlsafe", version, before_long_help = EXAMPLES, after_long_help = DETAILS)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) inputs: shared::input::InputArgs,
    /// Start from a preset
    #[arg(long, value_name = "NAME", default_value = "rich", value_parser = htmlsafe::PRESETS)]
    pub(crate) preset: String,
    /// Read the policy from FILE, JSON or TOML; flags override its keys
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Allowed elements, in place of the preset's
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) tags: Option<Vec<String>>,
    /// Allowed attributes of an element, * for all (repeatable)
    #[arg(long, value_name = "TAG:NAME,..")]
    pub(crate) attrs: Vec<String>,
    /// Allowed URL schemes
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) protocols: Option<Vec<String>>,
    /// Drop URLs without a scheme
    #[arg(long)]
    pub(crate) no_relative: bool,
    /// Drop tags that are not allowed, script and style with their content (the default)
    #[arg(long, group = "how")]
    pub(crate) strip: bool,
    /// Show tags that are not allowed as text
    #[arg(long, group = "how")]
    pub(crate) escape: bool,
    /// Drop tags that are not allowed, and nothing else
    #[arg(long, group = "how")]
    pub(crate) unwrap: bool,
    /// The same, by name
    #[arg(long, group = "how", value_enum, value_name = "MODE")]
    pub(crate) mode: Option<ModeName>,
    /// Elements dropped with their content [default: script,style]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) remove_content: Option<Vec<String>>,
    /// Put TEXT before every kept id and name
    #[arg(long, value_name = "TEXT")]
    pub(crate) id_prefix: Option<String>,
    /// Clean this member of every NDJSON object (repeatable)
    #[arg(long, value_name = "NAME")]
    pub(crate) field: Vec<String>,
    /// List what would be removed; status 1 if anything
    #[arg(long)]
    pub(crate) check: bool,
    /// With --check: NDJSON
    #[arg(long, requires = "check")]
    pub(crate) json: bool,
    /// Encoding of the input [default: found out]
    #[arg(long, value_name = "NAME", conflicts_with = "field")]
    pub(crate) encoding: Option<String>,
    /// Prove that the output is in the policy's safe language
    #[arg(long)]
    pub(crate) verify: bool,
    /// Deepest nesting of elements
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) max_depth: u32,
    /// Longest tag
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 20, value_parser = clap::value_parser!(u32).range(64..=1 << 26))]
    pub(crate) max_tag: u32,
    /// Print the policy in force
    #[arg(long)]
    pub(crate) explain_policy: bool,
    /// No warnings
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModeName {
    Strip,
    Escape,
    Unwrap,
}
