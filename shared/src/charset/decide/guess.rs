//! Where nothing is sure: the reading that costs least, by the model of what languages look like.

use std::cell::LazyCell;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::super::candidates::{Candidate, Evidence, candidates, rarity};
use super::super::model::score::{Ascii, Score, score};
use super::super::model::symbol::{Group, Language, Languages};
use super::super::{Decoder, Encoding, Step, confidence};
use super::{Alternative, Answer, Detector, HALF, plain_language};

/// How much of the sample the model reads, in bytes.
const DIGEST: usize = 3 << 10;
/// How much of it is enough to see which readings are hopeless: those that cost so much more, in nats, or have so
/// many likelier ones before them.
const EXCERPTS: [usize; 2] = [100, 400];
const HOPELESS: f64 = 30.0;
const FINALISTS: usize = 8;
/// What a reading costs more that ends inside a character, in nats.
const CUT: f64 = 6.0;
/// What the declared encoding costs less, and the languages of a hint.
const DECLARED: f64 = 7.0;
const HINTED: f64 = 9.0;
/// Text with many ASCII letters for each byte beyond ASCII is Latin: a reading in another script costs more, so many
/// nats for each e-fold.
const FOREIGN: f64 = 3.2;
/// What a no-break space costs that is another byte than A0, in nats.
const ODD_SPACE: f64 = 6.0;
/// Readings that differ by less are close; a vote for one of them is worth so much. In nats.
const CLOSE: f64 = 2.0;
const VOTE: f64 = 1.0;
/// What reads as UTF-16 or UTF-32 but costs more for each character, in nats, is binary.
const GIBBERISH: f64 = 10.5;
/// So many symbols of gibberish tell that it is no text for sure, or at least that it is doubtful.
const MANY: u32 = 100;
const FEW: u32 = 5;
const DOUBT: f64 = 0.3;
/// How sure an answer is at most that little speaks for.
const NEARLY: f64 = 0.85;
/// No ASCII is told apart from the rest.
const ALL: Option<fn() -> &'static Ascii> = None;
/// Languages that are often written without a character beyond ASCII.
const UNACCENTED: Languages = Languages::of("en id nl");
/// Fewer bytes than this are not surely EBCDIC.
const MAINFRAME: u64 = 16;
/// How many characters of ASCII tell a language.
const ENOUGH: usize = 100;

impl Detector {
    /// The reading that costs least.
    pub(super) fn model(&self, ebcdic: bool) -> Answer {
        let digest = self.sample.digest(DIGEST);
        let digest = if ebcdic || digest.is_empty() {
            self.sample.head()
        } else {
            &digest
        };
        let evidence = Evidence::new(self.shape.seen(), self.sample.pieces());
        let mut hopeful: Option<Vec<Encoding>> = None;
        let allows = |hopeful: &Option<Vec<Encoding>>, encoding| match hopeful {
            Some(hopeful) => hopeful.contains(&encoding),
            None => self.options.allows(encoding),
        };
        for limit in EXCERPTS
            .into_iter()
            .filter(|limit| !ebcdic && digest.len() > 2 * limit)
        {
            let excerpt = self.sample.digest(limit);
            let rough = self.readings(&excerpt, &evidence, ebcdic, false, |encoding| {
                allows(&hopeful, encoding)
            });
            let least = rough.first().map_or(0.0, |(cost, ..)| *cost);
            let near = rough
                .iter()
                .take(FINALISTS)
                .take_while(|(cost, ..)| cost - least < HOPELESS);
            hopeful = Some(near.flat_map(|(_, candidate, _)| candidate.encodings()).collect());
        }
        let mut readings = self.readings(digest, &evidence, ebcdic, true, |encoding| {
            allows(&hopeful, encoding)
        });
        if readings.is_empty() {
            readings = self.readings(digest, &evidence, ebcdic, true, |encoding| {
                self.options.allows(encoding)
            });
        }
        self.vote(digest, &mut readings);
        let Some((_, first, read)) = readings.first() else {
            return self.damaged(digest);
        };
        let gibberish = read.symbols >= FEW && read.is_gibberish();
        if gibberish && read.symbols >= MANY {
            return self.damaged(digest);
        }
        let costs: Vec<f64> = readings.iter().map(|(cost, ..)| *cost).collect();
        let mut likely = confidence::of_readings(&costs);
        let best = likely.first().copied().unwrap_or_default();
        let short = ebcdic && self.shape.bytes() < MAINFRAME;
        let most = if short {
            NEARLY
        } else if gibberish || self.sample.pieces().iter().any(|piece| has_surrogates(piece)) {
            DOUBT
        } else {
            1.0
        };
        if best > most {
            likely
                .iter_mut()
                .for_each(|confidence| *confidence *= most / best);
        }
        let alternatives = readings
            .iter()
            .zip(&likely)
            .skip(1)
            .map(|((_, candidate, score), confidence)| Alternative {
                encoding: candidate.encoding,
                confidence: *confidence,
                language: plain_language(score.language.code),
            });
        let allows = |encoding| self.options.allows(encoding);
        let mut declared = self.declared.into_iter().flatten();
        let likeliest = declared
            .rfind(|declared| first.is(*declared))
            .unwrap_or(first.likeliest(read.language).1);
        let (encoding, variant) = Candidate::narrowed(likeliest, evidence.pieces, allows);
        Answer {
            encoding: Some(encoding),
            variant: Some(variant),
            confidence: likely.first().copied().unwrap_or_default(),
            language: Some(read.language.code),
            alternatives: alternatives.collect(),
            ..Answer::binary()
        }
    }

    /// Every reading of the bytes with its cost, the least first.
    fn readings(
        &self,
        bytes: &[u8],
        evidence: &Evidence,
        ebcdic: bool,
        strict: bool,
        allows: impl Fn(Encoding) -> bool,
    ) -> Vec<(f64, Candidate, Score)> {
        let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
        let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
        let foreign = FOREIGN * (letters as f64 / high.max(1) as f64).ln_1p();
        let ascii = LazyCell::new(|| Ascii::of(bytes));
        let spaces = memchr::memchr_iter(0xa0, bytes).count();
        let mut readings = Vec::new();
        for candidate in candidates(bytes, evidence, ebcdic, strict, allows) {
            let ascii = (!ebcdic && !candidate.whole).then_some(|| &*ascii);
            let score = score(&candidate.text, ascii, |language| {
                let hinted = self.options.hint.is_some_and(|hint| hint.favours(language.code));
                candidate.likeliest(language).0 - if hinted { HINTED } else { 0.0 }
            });
            let declared = if self
                .declared
                .iter()
                .flatten()
                .any(|declared| candidate.is(*declared))
            {
                DECLARED
            } else {
                0.0
            };
            let cut = if candidate.cut { CUT } else { 0.0 };
            // Of no-break spaces only those of Windows and ISO 8859 are in use.
            let odd_spaces = match candidate.text.matches('\u{a0}').count() {
                count if count == spaces => 0.0,
                count => count as f64 * ODD_SPACE,
            };
            let foreign = if ebcdic || score.group == Group::Latin {
                0.0
            } else {
                foreign
            };
            readings.push((
                score.cost + candidate.outside + cut + odd_spaces + foreign - declared,
                candidate,
                score,
            ));
        }
        readings.sort_by(|a, b| a.0.total_cmp(&b.0));
        readings
    }

    /// Where the likeliest readings are close, chardetng has a vote.
    fn vote(&self, digest: &[u8], readings: &mut [(f64, Candidate, Score)]) {
        let [(first, ..), (second, ..), ..] = readings else {
            return;
        };
        if *second - *first > CLOSE {
            return;
        }
        let close = *first + CLOSE;
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(digest, false);
        let Some(guess) = Encoding::of_whatwg(detector.guess(None, Utf8Detection::Deny)) else {
            return;
        };
        for (cost, ..) in readings
            .iter_mut()
            .filter(|(cost, candidate, _)| *cost <= close && candidate.is(guess))
        {
            *cost -= VOTE;
        }
        readings.sort_by(|a, b| a.0.total_cmp(&b.0));
    }

    /// Of what is no text in any encoding: the one of which only few bytes are no text, or binary.
    fn damaged(&self, digest: &[u8]) -> Answer {
        if let Some(answer) = self.wide_answer() {
            return answer;
        }
        let read = |name: &'static str| {
            let encoding = Encoding::named(name);
            let mut text = String::new();
            let faults = Decoder::new(encoding).decode_lossy(digest, false, &mut text);
            let text = text.replace('\u{fffd}', " ");
            let characters = text.chars().filter(|c| !c.is_ascii()).count() as u64;
            let score = score(&text, Some(|| &Ascii::NONE), |_| 0.0);
            let is_text = faults * 10 <= characters && !score.is_gibberish() && self.options.allows(encoding);
            is_text.then_some((score.cost + faults as f64 * GIBBERISH, encoding))
        };
        let whole = ["utf-8", "gb18030", "big5-hkscs", "cp932", "euc-jp", "cp949"];
        let least = whole
            .into_iter()
            .filter_map(read)
            .min_by(|a, b| a.0.total_cmp(&b.0));
        match least {
            Some((_, encoding)) => Answer {
                damaged: true,
                ..Answer::likely(encoding, HALF)
            },
            None => Answer {
                confidence: match self.options.only.is_empty() && self.options.never.is_empty() {
                    _ if self.sample.is_mixed() => HALF,
                    true => 1.0,
                    false => 0.0,
                },
                ..Answer::binary()
            },
        }
    }

    /// UTF-16 or UTF-32 without a BOM: the head must decode to text.
    pub(super) fn wide(&self) -> Option<Encoding> {
        let head = self.sample.head();
        let head = head
            .get(..head.len() & !3)
            .filter(|head| !head.is_empty())
            .unwrap_or(head);
        let mut best: Option<(f64, Encoding)> = None;
        for name in ["utf-32le", "utf-32be", "utf-16le", "utf-16be"] {
            let encoding = Encoding::named(name);
            let mut text = String::new();
            let decodes = Decoder::new(encoding).step(head, false, &mut text) == Step::Done;
            let is_text = |c: char| !c.is_control() || c.is_ascii_whitespace() || c == '\u{1b}';
            if !decodes || text.is_empty() || !text.chars().all(is_text) {
                continue;
            }
            let cost = score(&text, ALL, |_| 0.0).cost / text.chars().count() as f64;
            let enough = text.chars().nth(1).is_some();
            if enough
                && self.options.allows(encoding)
                && cost < GIBBERISH
                && best.is_none_or(|(least, _)| cost < least)
            {
                best = Some((cost, encoding));
            }
        }
        best.map(|(_, encoding)| encoding)
    }

    /// The language of what reads in that encoding; empty when there is too little of it to tell.
    pub(super) fn language(&self, encoding: Encoding) -> &'static str {
        let digest = self.sample.digest(DIGEST);
        let bytes = if digest.is_empty() || !encoding.is_ascii_compatible() {
            self.sample.head()
        } else {
            &digest
        };
        let mut text = String::new();
        Decoder::new(encoding).decode_lossy(bytes, false, &mut text);
        let text = text.trim_start_matches('\u{feff}');
        if text.is_ascii() && text.len() < ENOUGH {
            return "";
        }
        let is_ascii = text.is_ascii();
        let cost = |language: Language| {
            // What has not a single accent is likely English.
            let foreign = is_ascii && !UNACCENTED.contains(language);
            rarity(language) + if foreign { FOREIGN } else { 0.0 }
        };
        score(text, ALL, cost).language.code
    }
}

/// There are surrogates as CESU-8 writes them, which no standard allows but programs do (Unicode technical report 26).
fn has_surrogates(bytes: &[u8]) -> bool {
    let is_pair = |at: usize| {
        matches!(
            bytes.get(at..),
            Some([0xed, 0xa0..=0xaf, 0x80..=0xbf, 0xed, 0xb0..=0xbf, 0x80..=0xbf, ..])
        )
    };
    memchr::memchr_iter(0xed, bytes).any(is_pair)
}
