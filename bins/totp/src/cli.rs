//! The command line: every flag and its help text.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use totp::entry::{self, Algo, Kind, Settings};
use totp::moment;
use totp::qr::Ecc;

const EXAMPLES: &str = "\
Examples:
  $ totp new                                           # a random base32 secret
  $ totp now < secret.txt                              # the code of this moment
  $ totp now --digits 8 --interval 60 < secret.txt
  $ totp now @secret.txt --at '2025-09-14 21:35:00Z' --left
  $ totp verify @secret.txt 492039 --at @1757885700    # status 0 when the code is right
  $ totp verify @secret.txt 000000 --at @1757885700    # status 1
  $ totp uri build @secret.txt --name alice@google.com --issuer 'Secure App'
  $ totp uri parse --json < uris.txt
  $ totp qr @secret.txt --name alice@google.com --issuer 'Secure App'
  $ totp qr @secret.txt --name alice -o alice.png && totp scan alice.png
  $ totp init --identity id --store s && totp add bob @secret.txt --identity id --store s
  $ totp now --batch rows.tsv";

const NOTES: &str = "\
SOURCE is - or nothing (standard input), @FILE, --env VAR, --fd N, or the name of a stored entry.
It gives a base32 secret (or hex with --hex) or an otpauth URI. A secret is never taken from the
command line.

Exit status (the highest applies):
  0  done, or the code is right
  1  the code is wrong, or there is no QR code in the picture
  2  usage error, or a bad secret or URI
  3  a file, picture, store or state that cannot be read or written; never a match
  4  the code was used before, or there were too many wrong ones

JSON (one object a line, always \"v\":1; secrets only with --show-secret):
  now     entry type code step period left at algo digits (--batch adds line)
  verify  ok reason step drift_steps drift_s fails
  uri     type label issuer account algo digits period or counter image warnings secret
  scan    path index text kind, or path error
  errors  line error{kind field pos message}";

/// One-time passwords in the shell.
#[derive(Debug, Parser)]
#[command(name = "totp", version, before_long_help = EXAMPLES, after_long_help = NOTES, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a random secret
    New(Box<New>),
    /// Print the code of this moment
    Now(Box<Now>),
    /// Say by the exit status whether a code is right
    Verify(Box<Verify>),
    /// Build or read otpauth URIs
    #[command(subcommand)]
    Uri(Uri),
    /// Draw the QR code of an entry
    Qr(Box<Qr>),
    /// Read QR codes from pictures
    Scan(Scan),
    /// Make an encrypted store for entries
    Init(Init),
    /// Put an entry into the store
    Add(Box<Add>),
}

/// Where a secret comes from.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// - or nothing: standard input; @FILE; or a stored entry
    #[arg(value_name = "SOURCE")]
    pub(crate) source: Option<String>,
    #[command(flatten)]
    pub(crate) other: OtherSource,
}

/// Sources that are flags.
#[derive(Debug, Args)]
pub(crate) struct OtherSource {
    /// Take the secret from an environment variable
    #[arg(long, value_name = "VAR", group = "from")]
    pub(crate) env: Option<String>,
    /// Take the secret from an open file descriptor
    #[arg(long, value_name = "N", group = "from")]
    pub(crate) fd: Option<u32>,
    /// A bare secret is hexadecimal
    #[arg(long)]
    pub(crate) hex: bool,
    #[command(flatten)]
    pub(crate) store: Store,
}

/// Where the store is.
#[derive(Debug, Args)]
pub(crate) struct Store {
    /// The store (TOTP_STORE; else $XDG_DATA_HOME/totp/store.age)
    #[arg(long, value_name = "FILE")]
    pub(crate) store: Option<PathBuf>,
    /// The age identity that opens it (TOTP_IDENTITY)
    #[arg(long, value_name = "FILE")]
    pub(crate) identity: Option<PathBuf>,
}

/// What holds whatever the input says.
#[derive(Debug, Args)]
pub(crate) struct Flags {
    /// Digits of a code, 4 to 10
    #[arg(long, value_name = "N", value_parser = entry::digits)]
    digits: Option<u8>,
    /// Seconds of a step
    #[arg(long, alias = "interval", value_name = "S", value_parser = entry::period)]
    period: Option<u64>,
    /// SHA1, SHA256 or SHA512
    #[arg(long, value_name = "A", value_parser = entry::algo)]
    algo: Option<Algo>,
    /// Unix time of step 0
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(..=moment::LATEST))]
    epoch: Option<u64>,
    /// Count events instead of time
    #[arg(long, conflicts_with = "steam")]
    hotp: bool,
    /// The counter (HOTP)
    #[arg(long, value_name = "N", value_parser = entry::counter)]
    counter: Option<u64>,
    /// Steam's five letters and digits
    #[arg(long)]
    steam: bool,
}

impl Flags {
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            digits: self.digits,
            period: self.period,
            algo: self.algo,
            epoch: self.epoch,
            kind: match (self.hotp, self.steam) {
                (true, _) => Some(Kind::Hotp),
                (_, true) => Some(Kind::Steam),
                _ => None,
            },
            counter: self.counter,
            ..Settings::default()
        }
    }
}

/// Names for an entry.
#[derive(Debug, Args)]
pub(crate) struct Names {
    /// Whose code it is
    #[arg(long, value_name = "A")]
    pub(crate) name: Option<String>,
    /// Who it is for
    #[arg(long, value_name = "I")]
    pub(crate) issuer: Option<String>,
}

/// totp new
#[derive(Debug, Args)]
pub(crate) struct New {
    /// Random bits, 128 to 4096 in steps of 8
    #[arg(long, value_name = "N", default_value = "160", value_parser = bits)]
    pub(crate) bits: usize,
    #[command(flatten)]
    pub(crate) flags: Flags,
    #[command(flatten)]
    pub(crate) names: Names,
    /// Print an otpauth URI
    #[arg(long)]
    pub(crate) uri: bool,
    /// Print JSON, the secret in it
    #[arg(long, conflicts_with = "uri")]
    pub(crate) json: bool,
}

/// totp now
#[derive(Debug, Args)]
pub(crate) struct Now {
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) flags: Flags,
    /// Another moment: @UNIX, RFC 3339, or local time
    #[arg(long, value_name = "T", value_parser = moment::parse)]
    pub(crate) at: Option<u64>,
    /// The code of the next step
    #[arg(long)]
    pub(crate) next: bool,
    /// Add a tab and the seconds left
    #[arg(long)]
    pub(crate) left: bool,
    /// Wait for a code that holds for S seconds yet
    #[arg(long, value_name = "S")]
    pub(crate) min_left: Option<u64>,
    /// One code for each row of FILE or standard input: SECRET [MOMENT [DIGITS [PERIOD [ALGO [TYPE [EPOCH]]]]]]
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    #[arg(conflicts_with_all = ["source", "from", "left", "min_left"])]
    pub(crate) batch: Option<PathBuf>,
    /// Print NDJSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what is doubtful about the secret
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

/// totp verify
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// SOURCE and CODE; CODE alone with --env, --fd or --user. One of them may be - for standard input
    #[arg(value_name = "SOURCE|CODE", num_args = 1..=2, required = true)]
    pub(crate) arguments: Vec<String>,
    #[command(flatten)]
    pub(crate) other: OtherSource,
    /// The code of a stored entry; an unknown one looks like a wrong code
    #[arg(long, value_name = "NAME", group = "from")]
    pub(crate) user: Option<String>,
    #[command(flatten)]
    pub(crate) flags: Flags,
    /// The moment of the check: @UNIX, RFC 3339, or local time
    #[arg(long, value_name = "T", value_parser = moment::parse)]
    pub(crate) at: Option<u64>,
    /// Steps accepted to either side (default 1)
    #[arg(long, value_name = "N", value_parser = steps(), conflicts_with_all = ["past", "future"])]
    pub(crate) window: Option<u32>,
    /// Steps accepted in the past
    #[arg(long, value_name = "N", value_parser = steps())]
    pub(crate) past: Option<u32>,
    /// Steps accepted in the future
    #[arg(long, value_name = "N", value_parser = steps())]
    pub(crate) future: Option<u32>,
    /// Counters accepted beyond the expected one (HOTP; 10 with a state, else 0)
    #[arg(long, value_name = "N", value_parser = steps())]
    pub(crate) look_ahead: Option<u32>,
    /// Remember accepted codes in FILE, and refuse them
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// With --user: remember nothing
    #[arg(long, conflicts_with = "state")]
    pub(crate) no_state: bool,
    /// Lock out after N wrong codes in a row (10 with --user, else never)
    #[arg(long, value_name = "N")]
    pub(crate) max_fails: Option<u32>,
    /// Seconds of the first lock-out; each is twice as long as the last, up to a day
    #[arg(long, value_name = "S", default_value_t = 300)]
    pub(crate) lock_for: u64,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Say what is doubtful about the secret
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

/// totp uri
#[derive(Debug, Subcommand)]
pub(crate) enum Uri {
    /// Print the otpauth URI of a secret
    Build(Box<Build>),
    /// Read URIs from standard input, one a line
    Parse(Parse),
}

/// totp uri build
#[derive(Debug, Args)]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) flags: Flags,
    #[command(flatten)]
    pub(crate) names: Names,
    /// URL of a picture
    #[arg(long, value_name = "URL")]
    pub(crate) image: Option<String>,
}

/// totp uri parse
#[derive(Debug, Args)]
pub(crate) struct Parse {
    /// Print NDJSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Print the secrets too
    #[arg(long)]
    pub(crate) show_secret: bool,
}

/// totp qr
#[derive(Debug, Args)]
pub(crate) struct Qr {
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) flags: Flags,
    #[command(flatten)]
    pub(crate) names: Names,
    /// Write a picture: F.png, F.svg, or - for PNG on standard output
    #[arg(short, long, value_name = "F")]
    pub(crate) output: Option<PathBuf>,
    /// Print blocks for a terminal (the default)
    #[arg(long, conflicts_with = "output")]
    pub(crate) terminal: bool,
    /// Exchange dark and light
    #[arg(long)]
    pub(crate) invert: bool,
    /// Error correction: 7, 15, 25 or 30 %
    #[arg(long, value_enum, ignore_case = true, default_value = "M")]
    pub(crate) ecc: EccName,
    /// Pixels of a module
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub(crate) scale: u32,
    /// Replace an existing picture
    #[arg(long)]
    pub(crate) force: bool,
}

/// A level of error correction.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "UPPER")]
pub(crate) enum EccName {
    L,
    M,
    Q,
    H,
}

impl From<EccName> for Ecc {
    fn from(name: EccName) -> Self {
        match name {
            EccName::L => Self::L,
            EccName::M => Self::M,
            EccName::Q => Self::Q,
            EccName::H => Self::H,
        }
    }
}

/// totp scan
#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// PNG, JPEG or WebP files
    #[arg(value_name = "IMAGE", required = true)]
    pub(crate) images: Vec<PathBuf>,
    /// Print the text of any code, not only of otpauth ones
    #[arg(long)]
    pub(crate) raw: bool,
    /// Print NDJSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// totp init
#[derive(Debug, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) store: Store,
}

/// totp add
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// What the entry is called
    #[arg(value_name = "NAME")]
    pub(crate) entry: String,
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) flags: Flags,
    #[command(flatten)]
    pub(crate) names: Names,
}

fn steps() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(0..=10_000)
}

fn bits(text: &str) -> Result<usize, String> {
    let bits = text
        .parse()
        .ok()
        .filter(|b| (128..=4096).contains(b) && b % 8 == 0);
    bits.ok_or_else(|| "must be 128 to 4096, a multiple of 8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    /// The screen over the arguments has to know which words are values of flags.
    #[test]
    fn the_screen_knows_all_flags_with_values() {
        fn flags(command: &clap::Command, found: &mut Vec<String>) {
            for arg in command
                .get_arguments()
                .filter(|a| a.get_action().takes_values() && !a.is_positional())
            {
                let optional = arg.get_num_args().is_some_and(|n| n.min_values() == 0);
                if optional {
                    continue;
                }
                found.extend(
                    arg.get_long_and_visible_aliases()
                        .unwrap_or_default()
                        .into_iter()
                        .map(|l| format!("--{l}")),
                );
                found.extend(
                    arg.get_all_aliases()
                        .unwrap_or_default()
                        .into_iter()
                        .map(|l| format!("--{l}")),
                );
                found.extend(arg.get_short().map(|s| format!("-{s}")));
            }
            command.get_subcommands().for_each(|c| flags(c, found));
        }
        let mut found = Vec::new();
        flags(&Cli::command(), &mut found);
        found.sort();
        found.dedup();
        let mut known = crate::screen::WITH_VALUE.to_vec();
        known.sort_unstable();
        assert_eq!(found, known);
    }
}
