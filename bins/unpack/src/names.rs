//! Stored names -> text: decided once for all names of an archive.

use shared::charset;

use crate::entry::Entry;

/// The encoding of an archive's names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Encoding {
    /// Its name, lower case.
    pub name: &'static str,
    /// Where the knowledge comes from: `flag`, `utf8`, `guess`, `locale` or `option`.
    pub source: &'static str,
    /// Whether it is knowledge, not a guess.
    pub certain: bool,
}

/// How the names of one archive are read.
#[derive(Clone)]
pub struct Names {
    fixed: Option<charset::Encoding>,
    hint: Option<String>,
    decided: Option<(charset::Encoding, f64)>,
    /// More names are surely UTF-8 than are surely not: those that may be are.
    mostly_utf8: bool,
    flagged: bool,
}

/// A guess counts as certain from here on.
const CERTAIN: f64 = 0.9;

impl Names {
    /// Every name is in that encoding, unless the archive itself says that it is UTF-8.
    #[must_use]
    pub fn fixed(encoding: charset::Encoding) -> Self {
        Self {
            fixed: Some(encoding),
            hint: None,
            decided: None,
            mostly_utf8: false,
            flagged: false,
        }
    }

    /// Names are UTF-8, or what all of them together look like. `hint`: a top-level domain such as `cn`, where the
    /// archive's user lives.
    #[must_use]
    pub fn guessed(hint: Option<String>) -> Self {
        Self {
            fixed: None,
            hint,
            decided: None,
            mostly_utf8: false,
            flagged: false,
        }
    }

    /// Whether this entry's name cannot be read before all names have been seen by [`Names::decide`].
    #[must_use]
    pub fn undecided_for(&self, entry: &Entry) -> bool {
        let plain = entry.name_is_utf8 || std::str::from_utf8(entry.raw_name()).is_ok();
        self.fixed.is_none() && self.decided.is_none() && !plain
    }

    /// Decides over all stored names that are not known to be UTF-8. `dos`: they were made on FAT or NTFS.
    pub fn decide(&mut self, raw: &[&[u8]], dos: bool) {
        let never = raw.iter().filter(|name| std::str::from_utf8(name).is_err());
        let surely = raw.iter().filter(|name| is_surely_utf8(name));
        self.mostly_utf8 = surely.count() > never.count();
        let other: Vec<&[u8]> = raw.iter().copied().filter(|name| !self.is_utf8(name)).collect();
        let raw = if other.is_empty() { raw } else { &other };
        let (encoding, sure) = charset::decode_names(raw, self.hint.as_deref());
        // Detectors know the web's encodings. A DOS program that wrote Western names wrote its own code page.
        let western = is_western(encoding.name()) || has_lone_letters(raw);
        let dos_page = if dos && western && self.hint_is_western() {
            charset::Encoding::for_label("cp437")
        } else {
            None
        };
        self.decided = Some(dos_page.map_or((encoding, sure), |page| (page, 0.5)));
    }

    /// False where the locale speaks of another script.
    fn hint_is_western(&self) -> bool {
        let elsewhere = [
            "cn", "tw", "hk", "mo", "sg", "jp", "kr", "ru", "by", "ua", "bg", "gr", "il", "th",
        ];
        self.hint.as_deref().is_none_or(|h| !elsewhere.contains(&h))
    }

    /// Decides over all entries of an index, and decodes them.
    pub fn decode_all(&mut self, entries: &mut [Entry]) {
        if entries.iter().any(|e| self.undecided_for(e)) {
            let open = || entries.iter().filter(|e| !e.name_is_utf8);
            let raw: Vec<&[u8]> = open().map(Entry::raw_name).collect();
            let dos = open().all(|e| e.dos);
            self.decide(&raw, dos);
        }
        self.flagged = entries.iter().any(|e| e.name_is_utf8);
        for entry in entries {
            self.decode(entry);
        }
    }

    /// Decodes the name and the link target of an entry. What the encoding cannot read stays as it is.
    pub fn decode(&self, entry: &mut Entry) {
        let encoding = match (entry.name_is_utf8, self.fixed, self.decided) {
            (true, ..) | (_, None, None) => return,
            (_, Some(fixed), _) => fixed,
            // One program's names beside another's.
            (_, None, Some(_)) if self.is_utf8(entry.raw_name()) => return,
            (_, None, Some((decided, _))) => decided,
        };
        if let Some(name) = changed(&entry.name, encoding) {
            entry.decoded(name);
        }
        if let Some(link) = entry.link.as_mut().and_then(|link| changed(link, encoding)) {
            entry.link = Some(link);
        }
    }

    fn is_utf8(&self, name: &[u8]) -> bool {
        is_surely_utf8(name) || (self.mostly_utf8 && std::str::from_utf8(name).is_ok())
    }

    /// What was decided; plain UTF-8 when nothing had to be.
    #[must_use]
    pub fn encoding(&self) -> Option<Encoding> {
        Some(match (self.fixed, self.decided) {
            (Some(fixed), _) => Encoding {
                name: fixed.name(),
                source: "option",
                certain: true,
            },
            (None, Some((decided, sure))) => {
                let source = if self.hint.is_some() { "locale" } else { "guess" };
                Encoding {
                    name: decided.name(),
                    source,
                    certain: sure >= CERTAIN,
                }
            }
            (None, None) => {
                let source = if self.flagged { "flag" } else { "utf8" };
                Encoding {
                    name: charset::Encoding::utf8().name(),
                    source,
                    certain: true,
                }
            }
        })
    }
}

/// The text in UTF-8, where that is something else.
fn changed(bytes: &[u8], encoding: charset::Encoding) -> Option<Vec<u8>> {
    if bytes.is_ascii() && encoding.is_ascii_compatible() && !bytes.contains(&0x1B) {
        return None;
    }
    let decoded = charset::decode(bytes, Some(encoding));
    (decoded.faults == 0).then(|| decoded.text.into_owned().into_bytes())
}

/// Whether a name is UTF-8 beyond chance: it is well-formed, with at least two characters of three bytes or four of two.
/// Two-byte encodings make shorter ones now and then.
fn is_surely_utf8(name: &[u8]) -> bool {
    let text = std::str::from_utf8(name).unwrap_or_default();
    let points = |c: char| match c.len_utf8() {
        1 => 0,
        2 => 1,
        3 => 2,
        _ => 4,
    };
    text.chars().map(points).sum::<u32>() >= 4
}

/// Single-byte encodings of Western and Central Europe: what a detector takes DOS code pages for.
fn is_western(name: &str) -> bool {
    matches!(
        name,
        "windows-1250"
            | "windows-1252"
            | "windows-1254"
            | "windows-1257"
            | "windows-1258"
            | "iso-8859-1"
            | "iso-8859-2"
            | "iso-8859-3"
            | "iso-8859-4"
            | "iso-8859-10"
            | "iso-8859-13"
            | "iso-8859-14"
            | "iso-8859-15"
            | "iso-8859-16"
            | "macintosh"
    )
}

/// Every byte beyond ASCII stands alone within or beside ASCII letters, as accented letters do, and hardly ever the
/// bytes of other scripts.
fn has_lone_letters(raw: &[&[u8]]) -> bool {
    let lone = |name: &&[u8]| {
        name.iter()
            .enumerate()
            .filter(|(_, b)| !b.is_ascii())
            .all(|(i, _)| {
                let before = i.checked_sub(1).and_then(|i| name.get(i)).copied();
                let after = name.get(i + 1).copied();
                let edge = |b: Option<u8>| b.is_none_or(|b| b.is_ascii() && !b.is_ascii_alphanumeric());
                let joins_before = before.is_some_and(|b| b.is_ascii_alphabetic());
                let joins_after = after.is_some_and(|b| b.is_ascii_lowercase());
                (joins_before || joins_after && edge(before)) && (joins_after || edge(after))
            })
    };
    raw.iter().all(lone)
}

/// The top-level domain that a locale such as `zh_CN.UTF-8` stands for.
#[must_use]
pub fn domain_of_locale(locale: &str) -> Option<String> {
    let tag = locale.split(['.', '@']).next()?;
    let (language, country) = tag.split_once('_')?;
    let country = country.to_ascii_lowercase();
    (language.len() == 2 && country.len() == 2).then_some(country)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(names: &[&[u8]], dos: bool, hint: Option<&str>) -> &'static str {
        let mut all = Names::guessed(hint.map(str::to_owned));
        all.decide(names, dos);
        all.encoding().unwrap().name
    }

    #[test]
    fn accented_letters_of_a_dos_program_are_in_its_code_page() {
        // CP437: 0x81 ü, 0x82 é, 0x90 É.
        for name in [
            &b"S\x81dost"[..],
            b"\x90tats-Unis",
            b"Nouvelle-Cal\x82donie.xlsx",
            b"caf\x82.txt",
        ] {
            assert_eq!(decided(&[name], true, None), "cp437");
        }
        assert_ne!(decided(&[b"caf\xe9.txt"], false, None), "cp437");
        assert_ne!(
            decided(&[b"\xb1\xa8\xb8\xe6.txt", b"\xd6\xd0\xb9\xfa.pdf"], true, None),
            "cp437"
        );
    }

    #[test]
    fn locales_name_a_domain() {
        assert_eq!(domain_of_locale("zh_CN.UTF-8").as_deref(), Some("cn"));
        assert_eq!(domain_of_locale("C.UTF-8"), None);
        assert_eq!(domain_of_locale("de"), None);
    }
}
