//! The encodings that can be: those that decode the sample strictly, one for each different text.

use std::sync::LazyLock;

use super::encoding::Codec;
use super::model::score::frequency;
use super::model::symbol::{Language, Languages};
use super::single_byte;
use super::{Decoder, Encoding, Step, all, structure};

/// A way to read the sample.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) encoding: Encoding,
    /// Others in which the sample is the same text.
    pub(super) same: Vec<Encoding>,
    /// What each of them costs beforehand, and the languages that it was made for.
    priors: Vec<&'static Guess>,
    /// What the characters outside the sample cost, in nats.
    pub(super) outside: f64,
    pub(super) text: String,
    /// The sample ends inside a character.
    pub(super) cut: bool,
    /// ASCII bytes are no ASCII characters in it.
    pub(super) whole: bool,
}

/// Every reading of the sample that is worth a closer look. Unless `strict`, what was kept beside the sample is only
/// asked whether it could be double bytes, which is cheap.
pub(super) fn candidates(
    sample: &[u8],
    evidence: &Evidence,
    ebcdic: bool,
    strict: bool,
    allows: impl Fn(Encoding) -> bool,
) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let guessed = GUESSES
        .iter()
        .filter(|guess| allows(guess.encoding) && (ebcdic || !is_ebcdic(guess.encoding)))
        .map(|guess| (guess.prior, guess.encoding));
    let (single, multi): (Vec<_>, Vec<_>) =
        guessed.partition(|(_, encoding)| matches!(encoding.codec(), Codec::Single(_)));
    for (outside, encoding, same) in distinct(single, sample, &evidence.bytes) {
        let mut text = String::new();
        Decoder::new(encoding).step(sample, true, &mut text);
        if is_ebcdic(encoding) {
            text = text.replace('\u{85}', "\n");
        }
        found.push(Candidate {
            outside,
            ..Candidate::new(encoding, same, text)
        });
    }
    for (_, encoding) in multi {
        if !structure::fits(encoding, sample) || !fits(encoding, evidence.pieces) {
            continue;
        }
        if strict && !decodes(encoding, evidence.pieces) {
            continue;
        }
        let mut text = String::new();
        let mut decoder = Decoder::new(encoding);
        if decoder.step(sample, false, &mut text) != Step::Done || text.is_empty() {
            continue;
        }
        if let Some(other) = found.iter_mut().find(|other| other.text == text) {
            other.same.push(encoding);
            other.look_up();
            continue;
        }
        let cut = decoder.step(&[], true, &mut String::new()) != Step::Done;
        found.push(Candidate {
            cut,
            ..Candidate::new(encoding, Vec::new(), text)
        });
    }
    found
}

/// The encodings of one byte a character that have all the bytes, the likeliest beforehand for each different text,
/// with the others of that text.
fn distinct(
    mut single: Vec<(f64, Encoding)>,
    sample: &[u8],
    bytes: &[bool; 256],
) -> Vec<(f64, Encoding, Vec<Encoding>)> {
    single.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut sampled = [false; 256];
    for byte in sample {
        if let Some(sampled) = sampled.get_mut(usize::from(*byte)) {
            *sampled = true;
        }
    }
    let used = (0..=u8::MAX).zip(sampled.into_iter().zip(bytes));
    let used: Vec<(u8, bool)> = used
        .filter(|(_, (sampled, seen))| *sampled || **seen)
        .map(|(byte, (sampled, _))| (byte, sampled))
        .collect();
    let mut distinct: Vec<(f64, Encoding, Vec<Encoding>, Vec<char>)> = Vec::new();
    for (_, encoding) in single {
        let Codec::Single(page) = encoding.codec() else {
            continue;
        };
        let read = |(byte, _): &(u8, bool)| single_byte::decode(page, *byte);
        let Some(characters) = used.iter().map(read).collect::<Option<Vec<char>>>() else {
            continue;
        };
        // NEL is the line end of EBCDIC; other C1 controls are in no text but by mistake.
        let mistakes = characters.iter().filter(|c| matches!(c, '\u{80}'..='\u{9f}'));
        let mistakes = mistakes.filter(|c| **c != '\u{85}' || page.len() == 128).count();
        if mistakes > 1 {
            continue;
        }
        if let Some(other) = distinct.iter_mut().find(|other| other.3 == characters) {
            other.2.push(encoding);
            continue;
        }
        // What occurs only outside the sample tells apart what reads alike within.
        let outside = used.iter().zip(&characters).filter(|((_, sampled), _)| !sampled);
        let outside: f64 = outside.map(|(_, c)| OUTSIDE * frequency(*c)).sum();
        distinct.push((outside, encoding, Vec::new(), characters));
    }
    distinct
        .into_iter()
        .map(|(outside, encoding, same, _)| (outside, encoding, same))
        .collect()
}

fn is_ebcdic(encoding: Encoding) -> bool {
    matches!(encoding.codec(), Codec::Single(page) if page.len() == 256) && encoding.name() != "cp864"
}

/// Detection may answer with the encoding.
pub fn is_detected(encoding: Encoding) -> bool {
    let sure = [
        "ascii",
        "utf-8",
        "utf-16le",
        "utf-16be",
        "utf-32le",
        "utf-32be",
        "iso-2022-jp",
        "iso-2022-kr",
        "hz",
    ];
    GUESSES.iter().any(|guess| guess.encoding == encoding) || sure.contains(&encoding.name())
}

/// `part` is a smaller set of the same family, which detection knows by the name of `whole`.
pub(super) fn is_part(part: Encoding, whole: Encoding) -> bool {
    matches!(
        (part.name(), whole.name()),
        ("gb2312" | "gbk", "gb18030") | ("euc-kr", "cp949")
    )
}

/// What is known of the whole input.
pub(super) struct Evidence<'a> {
    /// Bytes that occur anywhere in it.
    pub(super) bytes: [bool; 256],
    /// Everything of it that was kept.
    pub(super) pieces: &'a [Vec<u8>],
}

impl<'a> Evidence<'a> {
    /// Of the bytes that were counted, and of what was kept.
    pub(super) fn new(mut bytes: [bool; 256], pieces: &'a [Vec<u8>]) -> Self {
        for piece in pieces {
            for byte in piece.as_slice() {
                if let Some(seen) = bytes.get_mut(usize::from(*byte)) {
                    *seen = true;
                }
            }
        }
        Self { bytes, pieces }
    }
}

/// Each piece may be text in the encoding.
fn fits(encoding: Encoding, pieces: &[Vec<u8>]) -> bool {
    pieces.iter().all(|piece| structure::fits(encoding, piece))
}

/// Each piece is text in the encoding.
fn decodes(encoding: Encoding, pieces: &[Vec<u8>]) -> bool {
    pieces
        .iter()
        .all(|piece| Decoder::new(encoding).step(piece, false, &mut String::new()) == Step::Done)
}

/// The share of its cost that a character counts which was seen outside the sample.
const OUTSIDE: f64 = 0.5;

/// What reading in a language costs that the encoding was not made for, in nats.
const AWAY: f64 = 4.0;
/// Serbian is mostly written in Cyrillic; in Latin letters it is nearly Croatian.
const RARE: f64 = 6.0;

impl Candidate {
    /// The encodings in which the sample is this text.
    pub(super) fn encodings(&self) -> impl Iterator<Item = Encoding> {
        std::iter::once(self.encoding).chain(self.same.iter().copied())
    }

    /// The sample is the same text in that encoding.
    pub(super) fn is(&self, encoding: Encoding) -> bool {
        self.encodings().any(|own| own == encoding)
    }

    /// The encoding to answer with for one of the candidate's, and the narrowest of its family that decodes the
    /// pieces.
    pub(super) fn narrowed(
        encoding: Encoding,
        pieces: &[Vec<u8>],
        allows: impl Fn(Encoding) -> bool,
    ) -> (Encoding, Encoding) {
        let family: &[&'static str] = match encoding.name() {
            "gb18030" => &["gb2312", "gbk", "gb18030"],
            "cp949" => &["euc-kr", "cp949"],
            "shift_jis" | "cp932" => &["shift_jis", "cp932"],
            "big5" | "cp950" | "big5-hkscs" => &["big5", "cp950", "big5-hkscs"],
            _ => return (encoding, encoding),
        };
        let narrowest = family
            .iter()
            .map(|name| Encoding::named(name))
            .find(|encoding| decodes(*encoding, pieces))
            .unwrap_or(encoding);
        // Of GB 2312 and KS C 5601 the later and larger set is meant, whatever a text makes use of.
        let answer = if matches!(encoding.name(), "gb18030" | "cp949") {
            encoding
        } else {
            family
                .iter()
                .map(|name| Encoding::named(name))
                .find(|other| allows(*other) && decodes(*other, pieces))
                .unwrap_or(encoding)
        };
        (answer, narrowest)
    }

    /// The likeliest of its encodings for text in a language, and what the two cost beforehand, in nats.
    pub(super) fn likeliest(&self, language: Language) -> (f64, Encoding) {
        let mut best = (f64::INFINITY, self.encoding);
        for guess in &self.priors {
            let away = if guess.homes.contains(language) { 0.0 } else { AWAY };
            if guess.prior + away < best.0 {
                best = (guess.prior + away, guess.encoding);
            }
        }
        (best.0 + rarity(language), best.1)
    }

    fn new(encoding: Encoding, same: Vec<Encoding>, text: String) -> Self {
        let mut candidate = Self {
            encoding,
            same,
            priors: Vec::new(),
            outside: 0.0,
            text,
            cut: false,
            whole: false,
        };
        candidate.whole = !encoding.is_ascii_compatible();
        candidate.look_up();
        candidate
    }

    fn look_up(&mut self) {
        let known = GUESSES.iter().filter(|guess| self.is(guess.encoding));
        self.priors = known.collect();
    }
}

/// What a language costs wherever it is met, in nats.
pub(super) fn rarity(language: Language) -> f64 {
    const SERBIAN: Languages = Languages::of("srl");
    if SERBIAN.contains(language) { RARE } else { 0.0 }
}

/// An encoding that is guessed.
#[derive(Debug)]
struct Guess {
    encoding: Encoding,
    /// How unlikely it is beforehand, in nats.
    prior: f64,
    /// The languages that it was made for.
    homes: Languages,
}

static GUESSES: LazyLock<Vec<Guess>> = LazyLock::new(|| {
    let guess = |encoding: Encoding| {
        let (prior, homes) = prior(encoding.name())?;
        Some(Guess {
            encoding,
            prior,
            homes,
        })
    };
    all().filter_map(guess).collect()
});

const WEST: Languages = Languages::of("ca da de en es eu fi fr ga gl id is it nl no pt sq sv");
const EAST: Languages = Languages::of("cs hr hu pl ro sk sl sq srl");
const CYRILLIC: Languages = Languages::of("be bg kk mk ru sr uk");

/// How unlikely the encoding is beforehand, in nats, and the languages that it was made for; `None` for encodings
/// that are not guessed.
fn prior(name: &str) -> Option<(f64, Languages)> {
    macro_rules! of {
        ($codes:literal) => {
            const { Languages::of($codes) }
        };
    }
    Some(match name {
        "gb18030" => (0.0, of!("zh zht")),
        "big5" | "cp950" | "big5-hkscs" => (0.0, of!("zht")),
        "shift_jis" | "cp932" => (0.0, of!("ja")),
        "euc-jp" => (0.5, of!("ja")),
        // It has what text in EUC-JP borrows from NEC.
        "euc-jis-2004" => (3.0, of!("ja")),
        "cp949" => (0.0, of!("ko")),
        "johab" => (4.0, of!("ko")),
        "windows-1252" => (0.0, WEST),
        "windows-1251" => (0.0, CYRILLIC),
        "windows-1250" => (0.5, EAST),
        "windows-1253" => (0.5, of!("el")),
        "windows-1254" => (0.5, of!("tr")),
        "windows-1255" => (0.5, of!("he")),
        "windows-1256" => (0.5, of!("ar fa")),
        "windows-1257" => (1.0, of!("et lt lv")),
        "windows-1258" => (1.0, of!("vi")),
        "cp874" | "tis-620" | "iso-8859-11" => (1.0, of!("th")),
        "iso-8859-1" | "iso-8859-15" => (1.0, WEST),
        "iso-8859-2" => (1.0, EAST),
        "iso-8859-3" => (3.0, of!("mt eo tr")),
        "iso-8859-4" => (3.0, of!("et lt lv")),
        "iso-8859-5" => (1.2, CYRILLIC),
        "iso-8859-6" => (2.0, of!("ar fa")),
        "iso-8859-7" => (1.2, of!("el")),
        "iso-8859-8" => (1.2, of!("he")),
        "iso-8859-9" => (1.2, of!("tr")),
        "iso-8859-10" => (3.0, of!("is no sv da fi et lt lv")),
        "iso-8859-13" => (3.0, of!("et lt lv")),
        "iso-8859-14" => (3.0, of!("ga cy")),
        "iso-8859-16" => (3.0, of!("ro")),
        "koi8-r" => (0.5, of!("ru bg")),
        "koi8-u" => (1.2, of!("uk ru be")),
        "cp866" => (1.0, of!("ru be uk bg")),
        "cp855" => (2.5, CYRILLIC),
        "cp1125" => (3.0, of!("uk")),
        "mac-cyrillic" => (2.5, CYRILLIC),
        "kz1048" | "ptcp154" => (4.0, of!("kk")),
        "cp437" | "cp850" | "cp858" => (2.0, WEST),
        "cp852" => (2.0, EAST),
        "cp857" => (2.5, of!("tr")),
        "cp737" | "cp869" => (2.5, of!("el")),
        "cp775" => (3.0, of!("et lt lv pl")),
        "cp860" => (3.0, of!("pt")),
        "cp861" => (3.0, of!("is")),
        "cp862" => (3.0, of!("he")),
        "cp863" => (3.0, of!("fr")),
        "cp864" | "cp720" => (4.0, of!("ar")),
        "cp865" => (3.0, of!("no da")),
        "mac-roman" => (2.0, WEST),
        "mac-latin2" => (3.0, EAST),
        "mac-greek" => (3.0, of!("el")),
        "mac-turkish" => (3.0, of!("tr")),
        "mac-iceland" => (3.5, of!("is")),
        "mac-croatian" => (3.5, of!("hr sl srl")),
        "mac-romanian" => (3.5, of!("ro")),
        "cp037" | "cp500" | "cp1140" => (2.0, WEST),
        "cp273" => (2.0, of!("de")),
        "cp424" => (2.0, of!("he")),
        "cp875" => (2.0, of!("el")),
        "cp1026" => (2.0, of!("tr")),
        _ => return None,
    })
}
