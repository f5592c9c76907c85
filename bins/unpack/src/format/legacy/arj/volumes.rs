//! The names of the volumes of an archive: `x.arj`, `x.a01` to `x.a99`, `x.100` and so on, or `x.001`, `x.002`.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The volume that follows the one of this name. It must be there.
pub(super) fn next(given: Option<&Path>) -> Result<PathBuf> {
    let given =
        given.ok_or_else(|| Error::Unsupported("one volume of a set in another archive".to_owned()))?;
    let unknown = || {
        Error::corrupt(format!(
            "the archive goes on in another volume, but {} is no name that tells which",
            given.display()
        ))
    };
    let extension = given.extension().and_then(|e| e.to_str()).ok_or_else(unknown)?;
    let following = following(extension).ok_or_else(unknown)?;
    let next = given.with_extension(&following);
    let upper = given.with_extension(following.to_ascii_uppercase());
    match [next, upper].into_iter().find(|path| path.is_file()) {
        Some(found) => Ok(found),
        None => Err(Error::corrupt(format!(
            "the archive goes on in the volume {}, which is missing",
            given.with_extension(following).display()
        ))),
    }
}

fn following(extension: &str) -> Option<String> {
    let capital = extension.starts_with(|c: char| c.is_ascii_uppercase());
    let letter = if capital { 'A' } else { 'a' };
    let lower = extension.to_ascii_lowercase();
    let number: u32 = match lower.as_str() {
        "arj" | "exe" => 0,
        numbered => {
            let digits = numbered.strip_prefix('a').unwrap_or(numbered);
            let known = digits.bytes().all(|b| b.is_ascii_digit());
            Some(digits).filter(|_| known)?.parse().ok()?
        }
    };
    let next = number.checked_add(1).filter(|next| *next <= 999)?;
    let is_plain = lower.starts_with(|c: char| c.is_ascii_digit());
    Some(if is_plain || next > 99 {
        format!("{next:03}")
    } else {
        format!("{letter}{next:02}")
    })
}

#[cfg(test)]
mod tests {
    use super::following;

    #[test]
    fn volumes_are_counted_as_arj_does() {
        // arj 3.10: a -v10K x.arj, and a -v10K x.001.
        for (given, next) in [
            ("arj", Some("a01")),
            ("ARJ", Some("A01")),
            ("a01", Some("a02")),
            ("a99", Some("100")),
            ("100", Some("101")),
            ("001", Some("002")),
            ("999", None),
            ("zip", None),
        ] {
            assert_eq!(following(given).as_deref(), next, "{given}");
        }
    }
}
