//! Stored names -> text: decided once for all names of an archive.

mod doubt;

use std::collections::HashSet;

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
#[derive(Clone, Default)]
pub struct Names {
    fixed: Option<charset::Encoding>,
    hint: Option<String>,
    decided: Option<(charset::Encoding, f64)>,
    /// More names are surely UTF-8 than are surely not: those that may be are.
    mostly_utf8: bool,
    flagged: bool,
    /// Names of a stream that were seen to be UTF-8 before anything was decided.
    plain: usize,
    /// Names of a pipe that went out as UTF-8, though they may be something else.
    passed: Vec<Vec<u8>>,
}

/// What a name says about the encoding of an archive that is not decided yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// Nothing, or UTF-8: it can be read.
    Plain,
    /// UTF-8, but perhaps by chance.
    Doubtful,
    /// Not UTF-8.
    Other,
}

/// A guess counts as certain from here on.
const CERTAIN: f64 = 0.9;
/// How sure a guess is at most that little speaks for.
const DOUBT: f64 = 0.5;
/// So many bytes beyond ASCII tell an encoding.
const TELLING: usize = 6;
/// After so many names that are UTF-8 no other is so by chance; and so many doubtful ones are kept of a pipe.
const ENOUGH: usize = 64;
/// So many names that are well-formed are asked whether they are so by chance.
const COUNTED: usize = 4096;

impl Names {
    /// Every name is in that encoding, unless the archive itself says that it is UTF-8.
    #[must_use]
    pub fn fixed(encoding: charset::Encoding) -> Self {
        Self {
            fixed: Some(encoding),
            ..Self::default()
        }
    }

    /// Names are UTF-8, or what all of them together look like. `hint`: a top-level domain such as `cn`, where the
    /// archive's user lives.
    #[must_use]
    pub fn guessed(hint: Option<String>) -> Self {
        Self {
            hint,
            ..Self::default()
        }
    }

    /// Looks at the next entry of a stream. Unless it is plain, all names should be seen by [`Names::decide`] before it
    /// is read.
    pub fn look(&mut self, entry: &Entry) -> Look {
        if self.fixed.is_some() || self.decided.is_some() || entry.name_is_utf8 {
            return Look::Plain;
        }
        let mut look = Look::Plain;
        for text in texts(entry).filter(|text| !text.is_ascii()) {
            look = look.max(match std::str::from_utf8(text) {
                Err(_) => Look::Other,
                Ok(_) if self.plain >= ENOUGH => Look::Plain,
                Ok(text) if doubt::is_doubtful(text) => Look::Doubtful,
                Ok(_) => {
                    self.plain += 1;
                    Look::Plain
                }
            });
        }
        look
    }

    /// Lets a doubtful entry of a pipe out as UTF-8: what follows is not known.
    pub fn pass(&mut self, entry: &Entry) {
        if self.passed.len() < ENOUGH {
            self.passed.extend(texts(entry).map(<[u8]>::to_vec));
        }
    }

    /// Decides over the stored names that are known of a stream, and those of a pipe that went out before.
    pub fn decide_now(&mut self, raw: &[&[u8]]) {
        let passed = self.passed.clone();
        let before = passed
            .iter()
            .map(Vec::as_slice)
            .filter(|name| !raw.contains(name));
        let all: Vec<&[u8]> = before.chain(raw.iter().copied()).collect();
        self.decide(&all, false);
    }

    /// Decides over all stored names that are not known to be UTF-8. `dos`: they were made on FAT or NTFS.
    pub fn decide(&mut self, raw: &[&[u8]], dos: bool) {
        let is_formed = |name: &&[u8]| !name.is_ascii() && std::str::from_utf8(name).is_ok();
        let (formed, mut other): (Vec<&[u8]>, Vec<&[u8]>) = raw.iter().copied().partition(is_formed);
        let never = other.iter().filter(|name| !name.is_ascii()).count();
        let (sure, doubtful): (Vec<&[u8]>, Vec<&[u8]>) =
            formed.iter().take(COUNTED).partition(|name| is_surely_utf8(name));
        self.mostly_utf8 = never == 0 || sure.len() > never;
        if never == 0 {
            // All names that are well-formed are taken for UTF-8, but one of them at least should look so.
            let sure = formed.is_empty() || !sure.is_empty();
            self.decided = Some((charset::Encoding::utf8(), if sure { 1.0 } else { DOUBT }));
            return;
        }
        // ASCII names tell the language.
        if !self.mostly_utf8 {
            other.extend(doubtful);
        }
        let (encoding, sure) = charset::decode_names(&other, self.hint.as_deref());
        // Detectors know the web's encodings. A DOS program that wrote Western names wrote its own code page.
        let western = is_western(encoding.name()) || has_lone_letters(&other);
        let dos_page = if dos && western && self.hint_is_western() {
            charset::Encoding::for_label("cp437")
        } else {
            None
        };
        let sure = if is_short(&other) { sure.min(DOUBT) } else { sure };
        self.decided = Some(dos_page.map_or((encoding, sure), |page| (page, DOUBT)));
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
        let open = || entries.iter().filter(|e| !e.name_is_utf8);
        if open().any(|entry| self.look(entry) != Look::Plain) {
            let raw: Vec<&[u8]> = open().flat_map(texts).collect();
            let dos = open().all(|e| e.dos);
            self.decide(&raw, dos);
        }
        self.flagged = entries.iter().any(|e| e.name_is_utf8);
        for entry in entries {
            self.decode(entry);
        }
    }

    /// Whether [`Names::decode`] may change an entry.
    #[must_use]
    pub fn may_change(&self, entry: &Entry) -> bool {
        let other = |(decided, _)| decided != charset::Encoding::utf8();
        self.fixed.is_some() || self.decided.is_some_and(other) && !texts(entry).all(<[u8]>::is_ascii)
    }

    /// Decodes the name and the link target of an entry. What the encoding cannot read stays as it is.
    pub fn decode(&self, entry: &mut Entry) {
        if entry.name_is_utf8 {
            return;
        }
        if let Some(name) = self.changed(&entry.name) {
            entry.decoded(name);
        }
        if let Some(link) = entry.link.as_ref().and_then(|link| self.changed(link)) {
            entry.link = Some(link);
        }
    }

    /// The text in UTF-8, where that is something else.
    fn changed(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let encoding = match (self.fixed, self.decided) {
            (None, None) => return None,
            (Some(fixed), _) => fixed,
            // One program's names beside another's.
            (None, Some((decided, _))) if decided == charset::Encoding::utf8() || self.is_utf8(bytes) => {
                return None;
            }
            (None, Some((decided, _))) => decided,
        };
        if bytes.is_ascii() && encoding.is_ascii_compatible() && !bytes.contains(&0x1B) {
            return None;
        }
        let decoded = charset::decode(bytes, Some(encoding));
        (decoded.faults == 0).then(|| decoded.text.into_owned().into_bytes())
    }

    fn is_utf8(&self, name: &[u8]) -> bool {
        (self.mostly_utf8 && std::str::from_utf8(name).is_ok()) || is_surely_utf8(name)
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
                let source = match (decided == charset::Encoding::utf8(), &self.hint) {
                    (true, _) => "utf8",
                    (false, Some(_)) => "locale",
                    (false, None) => "guess",
                };
                Encoding {
                    name: decided.name(),
                    source,
                    certain: sure >= CERTAIN && self.passed.is_empty(),
                }
            }
            (None, None) => {
                let source = if self.flagged { "flag" } else { "utf8" };
                Encoding {
                    name: charset::Encoding::utf8().name(),
                    source,
                    certain: self.passed.is_empty() || self.plain > 0,
                }
            }
        })
    }
}

/// What an entry says in bytes: its name, and what it links to.
pub fn texts(entry: &Entry) -> impl Iterator<Item = &[u8]> {
    std::iter::once(entry.raw_name()).chain(entry.link.as_deref())
}

/// Whether a name is UTF-8 beyond chance: it holds more than ASCII, is well-formed, and no double-byte encoding reads it
/// about as well.
fn is_surely_utf8(name: &[u8]) -> bool {
    !name.is_ascii() && std::str::from_utf8(name).is_ok_and(|name| !doubt::is_doubtful(name))
}

/// Whether so little is beyond ASCII that a guess proves nothing. A directory's name counts once.
fn is_short(raw: &[&[u8]]) -> bool {
    let parts = raw
        .iter()
        .flat_map(|name| name.split(|b| matches!(b, b'/' | b'\\')));
    let mut seen: HashSet<&[u8]> = HashSet::new();
    let mut beyond = 0;
    for part in parts.filter(|part| !part.is_ascii()) {
        if seen.insert(part) {
            beyond += part.iter().filter(|b| !b.is_ascii()).count();
        }
        if beyond >= TELLING {
            return false;
        }
    }
    true
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

    fn read(names: &[&[u8]], dos: bool, hint: Option<&str>) -> Encoding {
        let mut all = Names::guessed(hint.map(str::to_owned));
        all.decide(names, dos);
        all.encoding().unwrap()
    }

    fn decided(names: &[&[u8]], dos: bool, hint: Option<&str>) -> &'static str {
        read(names, dos, hint).name
    }

    #[test]
    fn a_few_bytes_prove_nothing_however_often_they_come() {
        let long = [b"bad\xff".as_slice(), &[b'a'; 250]].concat();
        for names in [
            &[&b"a\x80"[..]][..],
            &[&b"core.\x90"[..]],
            &[&long],
            // GBK of 试卷, alone and as a directory (GB 18030-2022 table).
            &[&b"\xca\xd4\xbe\xed"[..]],
            &[
                &b"\xca\xd4\xbe\xed/1"[..],
                b"\xca\xd4\xbe\xed/2",
                b"\xca\xd4\xbe\xed/3",
            ],
        ] {
            assert!(!read(names, false, None).certain, "{names:?}");
        }
        let words: [&[u8]; 3] = [
            b"\xb1\xa8\xb8\xe6.txt",
            b"\xd6\xd0\xb9\xfa.pdf",
            b"\xca\xfd\xbe\xdd.doc",
        ];
        assert!(read(&words, false, None).certain);
    }

    #[test]
    fn names_that_are_all_utf8_are_so_but_one_should_look_like_it() {
        // GBK of 图片 and 目录.
        let chance: [&[u8]; 2] = [b"\xcd\xbc\xc6\xac/1.jpg", b"\xc4\xbf\xc2\xbc"];
        let found = read(&chance, false, None);
        assert_eq!(
            (found.name, found.source, found.certain),
            ("utf-8", "utf8", false)
        );
        let [a, b] = chance;
        assert!(read(&[a, b, "café".as_bytes()], false, None).certain);
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
