//! Records of named values, one a line: logfmt and LTSV (ltsv.org).

use super::{Malformed, Options, Read, Records};
use crate::rows::Kind;

/// How values and their names are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pairs {
    /// `key=value key="quoted value" flag`
    Logfmt,
    /// `label:value` with tabs between them.
    Ltsv,
}

pub(super) fn read(text: &str, pairs: Pairs, options: &Options) -> Result<Option<Read>, Malformed> {
    let mut records = Records::default();
    for (number, line) in (options.skip + 1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        record(line, number, pairs, &mut records)?;
        records.end(number, options)?;
    }
    records.finish(Vec::new())
}

/// Sets the values of a line.
pub(super) fn record(line: &str, number: u64, pairs: Pairs, records: &mut Records) -> Result<(), Malformed> {
    if pairs == Pairs::Logfmt {
        return logfmt(line, number, records);
    }
    for field in line.split('\t').filter(|field| !field.is_empty()) {
        let Some((label, value)) = field.split_once(':') else {
            return Err(Malformed::Syntax {
                place: Some((number, 1)),
                message: format!("{field} has no label (label:value was expected)"),
            });
        };
        records.set(label, value.to_owned(), Kind::Text);
    }
    Ok(())
}

fn logfmt(line: &str, number: u64, records: &mut Records) -> Result<(), Malformed> {
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let (key, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let value;
        match behind.strip_prefix('=') {
            None => {
                value = String::from("true");
                rest = behind;
            }
            Some(quoted) if quoted.starts_with('"') => {
                let Some((text, after)) = unquote(quoted) else {
                    return Err(Malformed::Syntax {
                        place: Some((
                            number,
                            1 + line.chars().count() as u64 - quoted.chars().count() as u64,
                        )),
                        message: "quote opened here never closes".to_owned(),
                    });
                };
                value = text;
                rest = after;
            }
            Some(plain) => {
                let end = plain.find(char::is_whitespace).unwrap_or(plain.len());
                let (text, after) = plain.split_at_checked(end).unwrap_or((plain, ""));
                value = text.to_owned();
                rest = after;
            }
        }
        records.set(key, value, Kind::Text);
        rest = rest.trim_start();
    }
    Ok(())
}

/// The text of a quoted value, and what follows it.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut characters = text.char_indices().skip(1);
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Some((out, text.get(at + 1..)?)),
            '\\' => match characters.next()?.1 {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => out.push('\r'),
                other => out.push(other),
            },
            other => out.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::cells;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pairs_become_columns() {
        let logfmt = "level=info msg=\"a \\\"b\\\"\" ok\nlevel=warn n=1\n";
        assert_eq!(
            cells(read(logfmt, Pairs::Logfmt, &Options::default()).ok().flatten()),
            [
                ["level", "msg", "ok", "n"],
                ["info", "a \"b\"", "true", ""],
                ["warn", "", "", "1"]
            ]
        );
        let ltsv = "host:1.2.3.4\ttime:12:30\ntime:1\n";
        assert_eq!(
            cells(read(ltsv, Pairs::Ltsv, &Options::default()).ok().flatten()),
            [["host", "time"], ["1.2.3.4", "12:30"], ["", "1"]]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[a=:\"\\\\变 \t\n]{0,40}") {
            for pairs in [Pairs::Logfmt, Pairs::Ltsv] {
                let _ = read(&text, pairs, &Options::default());
            }
        }
    }
}
