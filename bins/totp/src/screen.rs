//! Secrets in the arguments are refused before anything else sees them, and never repeated.

use std::ffi::OsString;
use std::path::Path;

/// Flags whose next argument is their value, which is not judged.
pub(crate) const WITH_VALUE: &[&str] = &[
    "--algo",
    "--at",
    "--bits",
    "--counter",
    "--digits",
    "--ecc",
    "--env",
    "--epoch",
    "--fd",
    "--future",
    "--identity",
    "--image",
    "--interval",
    "--issuer",
    "--lock-for",
    "--look-ahead",
    "--max-fails",
    "--min-left",
    "--name",
    "--output",
    "--past",
    "--period",
    "--scale",
    "--state",
    "--store",
    "--user",
    "--window",
    "-o",
];

/// A base32 text of this many characters or more is taken for a secret.
const LONG: usize = 16;

/// So many letters and digits in an argument may be a secret with a slip in it.
const DOUBTFUL: usize = 8;

/// What the arguments hold.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Screened {
    /// Nothing that looks like a secret.
    Clean,
    /// A secret or a URI.
    Secret,
    /// Words that are secrets unless there are stored entries of these names.
    Entries(Vec<String>),
}

/// Judges the arguments behind the program's name.
pub(crate) fn screen(arguments: impl Iterator<Item = OsString>) -> Screened {
    let mut names = Vec::new();
    let mut words = 0;
    let mut is_add = false;
    let arguments: Vec<String> = arguments.map(|a| a.to_string_lossy().into_owned()).collect();
    let hex = arguments.iter().any(|a| a == "--hex");
    let mut arguments = arguments.into_iter();
    let mut flags_end = false;
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            flags_end = true;
            continue;
        }
        if !flags_end && WITH_VALUE.contains(&argument.as_str()) {
            arguments.next();
            continue;
        }
        if !flags_end && argument.starts_with('-') && argument != "-" {
            // `--name=value` of a known flag is as good as two words; of an unknown one it would be printed.
            let (flag, value) = argument.split_once('=').unwrap_or((&argument, ""));
            if !WITH_VALUE.contains(&flag) && (is_uri(value) || is_base32(value) || is_grouped(value)) {
                return Screened::Secret;
            }
            continue;
        }
        words += 1;
        is_add |= words == 1 && argument == "add";
        // The name of a new entry is anything.
        if is_add && words == 2 {
            continue;
        }
        if is_uri(&argument) {
            return Screened::Secret;
        }
        let secret = is_base32(&argument) || is_grouped(&argument) || hex && is_hex(&argument);
        if secret && !Path::new(&argument).exists() {
            names.push(argument);
        }
    }
    if names.is_empty() {
        Screened::Clean
    } else {
        Screened::Entries(names)
    }
}

fn is_uri(word: &str) -> bool {
    word.trim_start()
        .get(..7)
        .is_some_and(|start| start.eq_ignore_ascii_case("otpauth"))
}

fn is_base32(word: &str) -> bool {
    word.len() >= LONG
        && word
            .bytes()
            .all(|b| matches!(b, b'A'..=b'Z' | b'a'..=b'z' | b'2'..=b'7' | b'='))
}

/// Base32 in groups of one size, as many sites show it: `gezd gnbv gy3t qojq`.
fn is_grouped(word: &str) -> bool {
    let groups: Vec<&str> = word.split([' ', '-']).collect();
    let Some((last, whole)) = groups.split_last() else {
        return false;
    };
    let size = groups.first().map_or(0, |group| group.len());
    size > 1
        && whole.iter().all(|group| group.len() == size)
        && last.len() <= size
        && is_base32(&groups.concat())
}

fn is_hex(word: &str) -> bool {
    let digits = || word.bytes().filter(|b| !matches!(b, b' ' | b'-'));
    digits().count() >= LONG && digits().all(|b| b.is_ascii_hexdigit())
}

/// The arguments, and values in them, that messages must not repeat: they may be secrets that were mistyped.
pub(crate) fn hidden(arguments: impl Iterator<Item = OsString>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for argument in arguments {
        let argument = argument.to_string_lossy().into_owned();
        if let Some((_, value)) = argument.split_once('=').filter(|_| argument.starts_with('-')) {
            words.push(value.to_owned());
        }
        words.push(argument);
    }
    words.retain(|word| is_doubtful(word));
    // The longest first, so that none is left in pieces.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

/// Letters and digits with at most one slip among them. Words of flags, paths, addresses, moments and short numbers
/// are none.
fn is_doubtful(word: &str) -> bool {
    let core = || word.chars().filter(|c| !matches!(c, ' ' | '-' | '='));
    let plain = core().filter(char::is_ascii_alphanumeric).count();
    let others = core().count() - plain;
    let flag = word.starts_with("--") && plain < 20 && core().all(|c| c.is_ascii_lowercase());
    let number = plain < LONG && core().all(|c| c.is_ascii_digit());
    plain >= DOUBTFUL && others <= 1 && !flag && !number && !word.contains(['.', '/', '@', ':', '%', '+'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(line: &str) -> Screened {
        screen(line.split(' ').map(OsString::from))
    }

    #[test]
    fn secrets_are_seen_wherever_they_stand() {
        let key = "GEZDGNBVGY3TQOJQ";
        for line in [
            "now OTPAUTH://totp/x",
            "qr otpauth://totp/x?secret=A",
            "now --secret=GEZDGNBVGY3TQOJQ",
            "add x otpauth://totp/x",
        ] {
            assert_eq!(judge(line), Screened::Secret, "{line}");
        }
        for line in [
            "now KEY",
            "verify KEY 123456",
            "add x KEY",
            "now --secret KEY",
            "uri build -- KEY",
        ] {
            assert_eq!(
                judge(&line.replace("KEY", key)),
                Screened::Entries(vec![key.to_owned()]),
                "{line}"
            );
        }
    }

    #[test]
    fn secrets_in_groups_and_hexadecimal_ones_are_seen() {
        let judge = |words: &[&str]| screen(words.iter().map(OsString::from));
        for words in [["now", "gezd gnbv gy3t qojq"], ["now", "GEZD-GNBV-GY3T-QOJQ-GE"]] {
            assert!(matches!(judge(&words), Screened::Entries(_)), "{words:?}");
        }
        let hex = ["now", "--hex", "3132333435363738393a"];
        assert!(matches!(judge(&hex), Screened::Entries(_)));
        assert_eq!(judge(&["now", "alice-github-work"]), Screened::Clean);
    }

    #[test]
    fn values_names_and_codes_are_not_judged() {
        for line in [
            "now --env GEZDGNBVGY3TQOJQ",
            "add GEZDGNBVGY3TQOJQ -",
            "verify - 12345678",
            "uri build - --name=GEZDGNBVGY3TQOJQ",
        ] {
            assert_eq!(judge(line), Screened::Clean, "{line}");
        }
    }
}
