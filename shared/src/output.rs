//! What goes to stdout: one locked buffer, NDJSON, and the choice of colour.

use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::Path;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};

use crate::display::is_hostile;
use crate::run::Problem;

const BUFFER: usize = 1 << 16;

/// Stdout, locked and buffered. Call [`finish`](Out::finish) at the end: a full disk shows only then.
pub struct Out {
    stdout: BufWriter<StdoutLock<'static>>,
    /// A person wants to see each line as it comes.
    per_line: bool,
}

impl Out {
    /// The process's stdout.
    pub fn stdout() -> Self {
        let stdout = io::stdout().lock();
        let per_line = stdout.is_terminal();
        Self {
            stdout: BufWriter::with_capacity(BUFFER, stdout),
            per_line,
        }
    }

    /// Writes bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.stdout.write_all(bytes).map_err(Problem::output)
    }

    /// Writes the text and a line end.
    pub fn line(&mut self, text: &str) -> Result<(), Problem> {
        self.bytes(text.as_bytes())?;
        self.end_line()
    }

    /// Writes the value as one line of JSON. Characters that a terminal obeys go out as `\uXXXX`, so that the line
    /// is exact for programs and harmless for people.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Problem> {
        value
            .serialize(&mut serde_json::Serializer::with_formatter(
                &mut self.stdout,
                Harmless,
            ))
            .map_err(|error| Problem::output(error.into()))?;
        self.end_line()
    }

    /// Hands everything to the system.
    pub fn finish(&mut self) -> Result<(), Problem> {
        self.stdout.flush().map_err(Problem::output)
    }

    fn end_line(&mut self) -> Result<(), Problem> {
        self.bytes(b"\n")?;
        if self.per_line { self.finish() } else { Ok(()) }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stdout.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stdout.flush()
    }
}

/// The value as one line of JSON, as [`Out::json`] writes it, without the line end.
pub fn json_line(value: &impl Serialize) -> String {
    let mut line = Vec::new();
    match write_json(&mut line, value) {
        Ok(()) => String::from_utf8(line).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

fn write_json(writer: impl Write, value: &impl Serialize) -> io::Result<()> {
    value
        .serialize(&mut serde_json::Serializer::with_formatter(writer, Harmless))
        .map_err(Into::into)
}

/// Compact JSON whose strings hold no raw DEL, C1 or bidi control.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().all(|byte| byte < 0x7f) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((start, c)) = rest.char_indices().find(|(_, c)| is_hostile(*c)) {
            let (before, after) = rest.split_at(start);
            CompactFormatter.write_string_fragment(writer, before)?;
            write!(writer, "\\u{:04x}", u32::from(c))?;
            rest = after.get(c.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }
}

/// A path as a member of a JSON object: `path`, or `path_bytes` (base64) when it is no UTF-8. Use it with
/// `#[serde(flatten)]`.
#[derive(Clone, Copy, Debug)]
pub struct PathKey<'a>(pub &'a Path);

impl Serialize for PathKey<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self.0.to_str() {
            Some(text) => map.serialize_entry("path", text)?,
            None => map.serialize_entry("path_bytes", &base64(self.0.as_os_str().as_encoded_bytes()))?,
        }
        map.end()
    }
}

/// Bytes that are no text, for JSON (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
    data_encoding::BASE64.encode(bytes)
}

/// `--color`; flatten it into a tool's arguments.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct ColorArg {
    /// Use colour
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto)]
    color: When,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

impl ColorArg {
    /// Whether stdout gets colour: the flag, else `NO_COLOR`, else `CLICOLOR_FORCE`, else whether it is a terminal.
    pub fn enabled_for_stdout(self) -> bool {
        self.decide(|name| std::env::var_os(name), io::stdout().is_terminal())
    }

    fn decide(self, variable: impl Fn(&str) -> Option<OsString>, terminal: bool) -> bool {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto if set("NO_COLOR").is_some() => false,
            When::Auto if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
            When::Auto => terminal && set("TERM").is_none_or(|term| term != "dumb"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(color: When, variables: &[(&str, &str)], terminal: bool) -> bool {
        let find = |name: &str| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.into())
        };
        ColorArg { color }.decide(find, terminal)
    }

    #[test]
    fn the_flag_beats_the_environment_and_no_color_beats_force() {
        assert!(decide(When::Always, &[("NO_COLOR", "1")], false));
        assert!(!decide(When::Never, &[("CLICOLOR_FORCE", "1")], true));
        assert!(!decide(
            When::Auto,
            &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")],
            true
        ));
        assert!(decide(When::Auto, &[("CLICOLOR_FORCE", "1")], false));
        assert!(!decide(When::Auto, &[("CLICOLOR_FORCE", "0")], false));
        assert!(decide(When::Auto, &[("NO_COLOR", "")], true));
        assert!(!decide(When::Auto, &[("TERM", "dumb")], true));
    }

    #[test]
    fn json_is_exact_and_harmless() {
        let text = "价\u{7f}\u{9b}\u{202e}\x1b\"\\z";
        let mut bytes = Vec::new();
        text.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Harmless))
            .unwrap();
        let json = String::from_utf8(bytes).unwrap();
        assert_eq!(json, r#""价\u007f\u009b\u202e\u001b\"\\z""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    #[cfg(unix)]
    fn a_path_that_is_no_text_goes_out_as_bytes() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"\xd6\xd0"));
        assert_eq!(
            serde_json::to_string(&PathKey(path)).unwrap(),
            r#"{"path_bytes":"1tA="}"#
        );
        assert_eq!(
            serde_json::to_string(&PathKey(Path::new("中"))).unwrap(),
            r#"{"path":"中"}"#
        );
    }
}
