//! The command line: every flag and its help text.

use clap::Parser;
use shared::input::InputArgs;

const EXAMPLES: &str = "\
Examples:
  $ ftype document.pdf picture.png
  $ ftype -b --mime-type document.pdf
  $ ftype -i gbk.txt   # MIME type and charset
  $ ftype -z document.pdf.gz   # what is inside
  $ ftype --json picture.png
  $ ftype --check fake.png   # status 1: a JPEG with a wrong name
  $ ftype --expect 'image/*' picture.png
  $ ftype -r --only image --format '%m %p' .
  $ ftype - < document.pdf";

const AFTER: &str = "\
Exit status: 0 done, and --check and --expect found nothing. 1 a finding of --check or --expect. 2 usage. 3 an input could \
not be opened or read; the others were done. The highest applies.

--check says nothing against the name of an empty file; --expect does. With -z it looks at what is inside as well, by the \
extension in front of that of the compression. -r looks at what links below a directory point to, does not walk into \
directories behind them, and reports one that leads nowhere as an input that cannot be opened; -P reports the links \
themselves. --list prints the labels, MIME types and groups that patterns may name.

JSON keys: path (path_bytes, in base64, when it is not UTF-8), mime, charset, ext, label, group, description, details, confidence, why, alternatives (mime, label, \
confidence), container (what -z went through, outermost first), truncated; with -k polyglot and matches; with --check \
mismatch; error on failure, with mime null.";

/// Say what a file is, by its content.
#[derive(Debug, Parser)]
#[command(name = "ftype", version, before_long_help = EXAMPLES, after_long_help = AFTER)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// Print no names
    #[arg(short, long)]
    pub(crate) brief: bool,
    /// Print MIME types and charsets
    #[arg(short = 'i', long, group = "form")]
    pub(crate) mime: bool,
    /// Print MIME types
    #[arg(long, group = "form")]
    pub(crate) mime_type: bool,
    /// Print charsets; binary for what is no text
    #[arg(long, group = "form")]
    pub(crate) mime_encoding: bool,
    /// Print the usual extensions, or ???
    #[arg(long, group = "form")]
    pub(crate) extension: bool,
    /// Print one JSON object for each input
    #[arg(long, group = "form")]
    pub(crate) json: bool,
    /// Print lines made of %p path %l label %d description %g group %m MIME type %e extensions %s confidence %c charset %%
    #[arg(long, value_name = "TEMPLATE", group = "form")]
    pub(crate) format: Option<String>,
    /// Print NUL behind names, which are then printed as they are
    #[arg(long, conflicts_with_all = ["json", "brief"])]
    pub(crate) print0: bool,
    /// Tell everything that an input is, not only the first
    #[arg(short, long)]
    pub(crate) keep_going: bool,
    /// Look inside gzip, zlib, bzip2, xz, lzma, zstd, lz4, compress and brotli
    #[arg(short = 'z', long)]
    pub(crate) uncompress: bool,
    /// Follow symbolic links (the default)
    #[arg(short = 'L', long, overrides_with = "no_dereference")]
    pub(crate) dereference: bool,
    /// Report symbolic links themselves
    #[arg(short = 'P', long)]
    pub(crate) no_dereference: bool,
    /// Look at all files below directories; .gitignore is kept
    #[arg(short, long)]
    pub(crate) recursive: bool,
    /// With -r, files that .gitignore names, too
    #[arg(long, requires = "recursive")]
    pub(crate) no_ignore: bool,
    /// With -r, files whose names begin with a dot, too
    #[arg(long, requires = "recursive")]
    pub(crate) hidden: bool,
    /// Never look at the names of inputs
    #[arg(long)]
    pub(crate) no_name: bool,
    /// Print only names that lie: the extension against the content
    #[arg(long, conflicts_with = "expect")]
    pub(crate) check: bool,
    /// Print only what is none of these: a MIME type, a glob, a group, or a label, which stands for its kinds as well
    #[arg(long, value_name = "PATTERN")]
    pub(crate) expect: Vec<String>,
    /// Print only inputs of these types: patterns as for --expect
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// Print all but inputs of these types
    #[arg(long, value_name = "PATTERN")]
    pub(crate) not: Vec<String>,
    /// List all types: label, MIME type, group, extensions, description
    #[arg(long, exclusive = true)]
    pub(crate) list: bool,
    /// Threads
    #[arg(short = 'j', long = "jobs", value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: u16,
    /// Read at most this much for each look at a file, and of standard input; a text that is longer is judged by its beginning
    #[arg(long, value_name = "SIZE", default_value = "1M", value_parser = size)]
    pub(crate) max_read: u64,
    /// Uncompress at most this much
    #[arg(long, value_name = "SIZE", default_value = "8M", value_parser = size)]
    pub(crate) max_unpacked: u64,
    /// Print no messages
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

fn size(text: &str) -> Result<u64, String> {
    let (digits, factor) = match text.as_bytes().last() {
        Some(b'k' | b'K') => (text.get(..text.len() - 1), 1 << 10),
        Some(b'm' | b'M') => (text.get(..text.len() - 1), 1 << 20),
        Some(b'g' | b'G') => (text.get(..text.len() - 1), 1 << 30),
        _ => (Some(text), 1),
    };
    let number = digits
        .and_then(|digits| digits.parse::<u64>().ok())
        .filter(|number| *number > 0);
    number
        .and_then(|number| number.checked_mul(factor))
        .ok_or_else(|| "a number of bytes was expected, such as 4096, 64K, 1M".to_owned())
}
