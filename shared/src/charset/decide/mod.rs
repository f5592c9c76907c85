//! What the encoding is: sure where the shape of the bytes proves it; else the reading that costs least.

mod guess;

use super::candidates::is_part;
use super::hint::Hint;
use super::sample::Sample;
use super::shape::{Newline, Shape};
use super::{Decoder, Encoding, Step, confidence, prefix, shape};

/// How sure an answer is that does not read all of the input.
const HALF: f64 = 0.5;
/// More bytes than this that read as UTF-8 are no chance.
const FEW: usize = 5;
/// So many characters of UTF-8 may be chance.
const CHANCE: u64 = 4;

/// What is known beforehand, and what is wanted.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where the text is likely from.
    pub hint: Option<Hint>,
    /// The only encodings that may be answered; empty: all.
    pub only: Vec<Encoding>,
    /// Encodings that may not be answered.
    pub never: Vec<Encoding>,
    /// Only the encoding is wanted: no language, no line ends.
    pub name_only: bool,
}

impl Options {
    fn allows(&self, encoding: Encoding) -> bool {
        // The parts of a family are asked for by any of their names.
        let asked_for = |only: &Encoding| *only == encoding || is_part(*only, encoding);
        let refused = |never: &Encoding| *never == encoding || never.name() == reported(encoding);
        (self.only.is_empty() || self.only.iter().any(asked_for)) && !self.never.iter().any(refused)
    }
}

/// What an input is.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// The encoding; `None` is binary.
    pub encoding: Option<Encoding>,
    /// The narrowest encoding of the same family that covers the bytes seen, such as `gb2312` for `gb18030`.
    pub variant: Option<Encoding>,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
    /// ISO 639-1 code of the language; empty when unknown.
    pub language: &'static str,
    /// There is a byte order mark.
    pub bom: bool,
    /// How its lines end.
    pub newline: Newline,
    /// How many bytes were seen.
    pub bytes: u64,
    /// The other readings, likeliest first.
    pub alternatives: Vec<Alternative>,
    /// The input ends inside a character.
    pub cut: bool,
    /// Some of its lines are UTF-8 and some are not.
    pub mixed: bool,
    /// It declares another encoding, or has the byte order mark of one.
    pub declaration_lies: bool,
    /// There are NUL bytes or too many controls for text, in no encoding that has them; text that only is in no known
    /// encoding has not.
    pub controls: bool,
    /// It is UTF-8 that was taken for a single-byte encoding and made UTF-8 once more.
    pub double_encoded: bool,
}

/// Another reading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alternative {
    /// Its encoding.
    pub encoding: Encoding,
    /// How likely that is, 0 to 1.
    pub confidence: f64,
    /// Its language.
    pub language: &'static str,
}

impl Detection {
    /// The name to report: the encoding's, `euc-kr` for its superset cp949, or `binary`.
    pub fn name(&self) -> &'static str {
        self.encoding.map_or("binary", reported)
    }
}

/// The name that an encoding is reported by.
fn reported(encoding: Encoding) -> &'static str {
    if encoding.name() == "cp949" {
        "euc-kr"
    } else {
        encoding.name()
    }
}

impl Alternative {
    /// The name to report.
    pub fn name(&self) -> &'static str {
        reported(self.encoding)
    }
}

/// Detects the encoding of all of `bytes`.
pub fn detect(bytes: &[u8], options: &Options) -> Detection {
    let mut detector = Detector::new(options.clone());
    detector.feed(bytes);
    detector.finish()
}

/// Detects the encoding of a stream in bounded memory.
#[derive(Clone, Debug)]
pub struct Detector {
    options: Options,
    shape: Shape,
    sample: Sample,
    /// What the input says of itself, known at its end.
    declared: [Option<Encoding>; 2],
}

/// An answer before it is dressed.
struct Answer {
    encoding: Option<Encoding>,
    variant: Option<Encoding>,
    confidence: f64,
    language: Option<&'static str>,
    alternatives: Vec<Alternative>,
    /// Some bytes are no characters of the encoding.
    damaged: bool,
    /// See [`Detection::controls`].
    controls: bool,
}

impl Answer {
    fn sure(encoding: Encoding) -> Self {
        Self {
            encoding: Some(encoding),
            variant: Some(encoding),
            confidence: 1.0,
            language: None,
            alternatives: Vec::new(),
            damaged: false,
            controls: false,
        }
    }

    fn binary() -> Self {
        Self {
            encoding: None,
            variant: None,
            ..Self::sure(Encoding::utf8())
        }
    }

    /// Binary for what it holds, not for want of an encoding.
    fn controls() -> Self {
        Self {
            controls: true,
            ..Self::binary()
        }
    }

    fn likely(encoding: Encoding, confidence: f64) -> Self {
        Self {
            confidence,
            ..Self::sure(encoding)
        }
    }
}

impl Detector {
    /// A detector that has seen nothing.
    pub fn new(options: Options) -> Self {
        Self {
            options,
            shape: Shape::new(),
            sample: Sample::default(),
            declared: [None, None],
        }
    }

    /// Looks at the next bytes.
    pub fn feed(&mut self, block: &[u8]) {
        let shape = self.shape.feed(block, !self.options.name_only);
        self.sample.feed(block, shape);
    }

    /// The answer for everything that was fed.
    pub fn finish(mut self) -> Detection {
        self.sample.finish();
        self.declared = prefix::declaration(self.sample.head());
        let bom = prefix::bom(self.sample.head());
        let marked = bom
            .map(|(encoding, _)| encoding)
            .filter(|encoding| self.options.allows(*encoding) && self.bears_out(*encoding));
        let answer = match marked {
            Some(encoding) => Answer::sure(encoding),
            None => self.decide(),
        };
        let language = match answer.language {
            Some(language) => language,
            None if self.options.name_only => "",
            None => answer.encoding.map_or("", |encoding| self.language(encoding)),
        };
        Detection {
            encoding: answer.encoding,
            variant: answer.variant,
            confidence: answer.confidence,
            language: plain_language(language),
            bom: marked.is_some(),
            newline: self.shape.newline(),
            bytes: self.shape.bytes(),
            alternatives: answer.alternatives,
            cut: answer.encoding.is_some_and(|encoding| self.is_cut(encoding)),
            controls: answer.controls,
            mixed: answer.damaged
                || !self.shape.is_utf8()
                    && !self.shape.is_ascii()
                    && marked.is_none()
                    && self.sample.is_mixed(),
            declaration_lies: bom.is_some() && marked.is_none()
                || answer.encoding.is_some_and(|found| self.is_lie(found)),
            double_encoded: answer.encoding == Some(Encoding::utf8()) && self.is_double_encoded(),
        }
    }

    /// What follows a byte order mark is in its encoding.
    fn bears_out(&self, encoding: Encoding) -> bool {
        if encoding == Encoding::utf8() {
            return self.shape.is_utf8();
        }
        let head = self.sample.head();
        let mut text = String::new();
        // UTF-8 behind the mark reads as rare characters, none of which is ASCII.
        let rest = head.get(2..).unwrap_or_default();
        let is_utf8 = rest.len() > FEW && !rest.contains(&0) && reads_as_utf8(rest);
        Decoder::new(encoding).step(head, false, &mut text) == Step::Done
            && (!is_utf8 || text.contains(|c: char| c.is_ascii()))
    }

    /// The input ends inside a character.
    fn is_cut(&self, encoding: Encoding) -> bool {
        match encoding.name() {
            "utf-8" => self.shape.is_cut(),
            "utf-16le" | "utf-16be" => !self.shape.bytes().is_multiple_of(2),
            "utf-32le" | "utf-32be" => !self.shape.bytes().is_multiple_of(4),
            _ => {
                let mut decoder = Decoder::new(encoding);
                let mut text = String::new();
                decoder.step(self.sample.tail(), false, &mut text) == Step::Done
                    && decoder.step(&[], true, &mut text) != Step::Done
            }
        }
    }

    fn decide(&self) -> Answer {
        let (even, odd) = self.shape.nuls();
        if even + odd > 0 {
            return self.wide_answer().unwrap_or_else(Answer::controls);
        }
        // Its letters and digits are all beyond ASCII.
        let ebcdic = !self.shape.is_ascii() && self.looks_ebcdic();
        let head = self.sample.head();
        let many = head.iter().filter(|byte| shape::is_control(**byte)).count() * 10 > head.len();
        if !ebcdic && (many || self.shape.controls() * 100 > self.shape.bytes()) {
            return self.wide_answer().unwrap_or_else(Answer::controls);
        }
        if self.shape.is_ascii() {
            return self.seven_bit();
        }
        if self.shape.is_utf8() && self.options.allows(Encoding::utf8()) {
            // A few bytes may be UTF-8 by chance when something else is declared.
            let doubtful = self.shape.characters() <= CHANCE && self.declares_other();
            let confidence = confidence::of_utf8(self.shape.characters());
            return Answer::likely(Encoding::utf8(), if doubtful { HALF } else { confidence });
        }
        self.model(ebcdic)
    }

    /// Blanks are 0x40 there and 0x20 is nothing; or nearly all bytes are letters, digits and common punctuation.
    fn looks_ebcdic(&self) -> bool {
        let head = self.sample.head();
        let count = |wanted: u8| memchr::memchr_iter(wanted, head).count();
        let letters = head.iter().filter(|byte| {
            matches!(byte, 0x81..=0x89 | 0x91..=0x99 | 0xa2..=0xa9 | 0xc1..=0xc9 | 0xd1..=0xd9 | 0xe2..=0xe9 | 0xf0..=0xf9)
                || matches!(byte, 0x40 | 0x4b | 0x6b | 0x60 | 0x7d | 0x7a | 0x15 | 0x25 | 0x0d)
        });
        let strange = head
            .iter()
            .filter(|byte| **byte < 0x40 && !matches!(byte, 0x05 | 0x0a | 0x0c | 0x0d | 0x15 | 0x25))
            .count();
        count(b' ') * 50 < head.len()
            && strange * 10 < head.len()
            && (count(0x40) * 14 > head.len() || head.len() >= 6 && letters.count() * 20 > head.len() * 17)
    }

    /// ASCII, or an encoding that hides other characters in it.
    fn seven_bit(&self) -> Answer {
        let lines = self.sample.pieces().concat();
        let hides = |name: &'static str| {
            let encoding = Encoding::named(name);
            let mut text = String::new();
            let decodes = Decoder::new(encoding).step(&lines, true, &mut text) == Step::Done;
            (decodes && text.contains(|c: char| c >= '\u{2e80}')).then_some(encoding)
        };
        let escapes = lines.contains(&0x1b);
        let candidates: &[&'static str] = if escapes {
            &["iso-2022-jp", "iso-2022-kr"]
        } else {
            &["hz"]
        };
        let mut found = candidates
            .iter()
            .find_map(|name| hides(name))
            .into_iter()
            .chain(["ascii", "utf-8"].map(Encoding::named))
            .filter(|encoding| self.options.allows(*encoding));
        match found.next() {
            // It calls for a set of double bytes, but has more than is in any.
            Some(encoding)
                if encoding.name() == "ascii" && memchr::memmem::find(&lines, b"\x1b$").is_some() =>
            {
                Answer::likely(encoding, HALF)
            }
            Some(encoding) => Answer::sure(encoding),
            None => self.model(false),
        }
    }

    fn wide_answer(&self) -> Option<Answer> {
        let confidence = confidence::of_wide(self.shape.bytes());
        self.wide().map(|encoding| Answer::likely(encoding, confidence))
    }

    /// Something else than UTF-8 was declared, and reads the head.
    fn declares_other(&self) -> bool {
        let reads = |encoding: &Encoding| {
            *encoding != Encoding::utf8()
                && encoding.is_ascii_compatible()
                && Decoder::new(*encoding).step(self.sample.head(), false, &mut String::new()) == Step::Done
        };
        !self.declared.contains(&Some(Encoding::utf8())) && self.declared.iter().flatten().any(reads)
    }

    /// Something was declared, and the head is another text in all that it may mean.
    fn is_lie(&self, found: Encoding) -> bool {
        let mut declared = self.declared.iter().flatten().peekable();
        declared.peek().is_some() && declared.all(|declared| self.differ(found, *declared))
    }

    /// The head is another text in the two encodings.
    fn differ(&self, found: Encoding, declared: Encoding) -> bool {
        let read = |encoding| {
            let mut text = String::new();
            let faults = Decoder::new(encoding).decode_lossy(self.sample.head(), false, &mut text);
            (faults, text)
        };
        found != declared && found.is_ascii_compatible() && read(found) != read(declared)
    }

    fn is_double_encoded(&self) -> bool {
        let text = self.sample.pieces().concat();
        let Ok(text) = std::str::from_utf8(&text) else {
            return false;
        };
        let mut bytes = Vec::new();
        ["windows-1252", "iso-8859-1"].into_iter().any(|name| {
            bytes.clear();
            let encodes = super::Encoder::new(Encoding::named(name))
                .step(text, true, &mut bytes)
                .is_ok();
            encodes && !bytes.is_ascii() && simdutf8::basic::from_utf8(&bytes).is_ok()
        })
    }
}

/// UTF-8, the end of which may be cut.
fn reads_as_utf8(bytes: &[u8]) -> bool {
    match simdutf8::compat::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

/// ISO 639-1 has one code for a language in all its scripts.
fn plain_language(language: &'static str) -> &'static str {
    match language {
        "zht" => "zh",
        "srl" => "sr",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8]) -> &'static str {
        detect(bytes, &Options::default()).name()
    }

    #[test]
    fn sure_answers() {
        assert_eq!(name(b""), "ascii");
        assert_eq!(name(b"hello word"), "ascii");
        assert_eq!(name("价格".as_bytes()), "utf-8");
        assert_eq!(name(b"\xef\xbb\xbfx"), "utf-8");
        assert_eq!(name(b"h\0i\0\n\0"), "utf-16le");
        assert_eq!(name(b"\0h\0i\0\n"), "utf-16be");
        assert_eq!(name(b"h\0\0\0i\0\0\0"), "utf-32le");
        assert_eq!(name(b"\x1b$B$3$s\x1b(B"), "iso-2022-jp");
        assert_eq!(name(b"\x7fELF\x01\x01\0\0\x03\0\x02"), "binary");
    }

    #[test]
    fn common_legacy_text() {
        let (text, _, _) = encoding_rs::GBK.encode("中文编码检测，价格与数量都要正确。");
        assert_eq!(name(&text), "gb18030");
        let (text, _, _) = encoding_rs::SHIFT_JIS.encode("これは日本語の文章です。");
        assert_eq!(name(&text), "shift_jis");
        let (text, _, _) = encoding_rs::WINDOWS_1251.encode("Привет, как дела сегодня?");
        assert_eq!(name(&text), "windows-1251");
    }

    /// What detection reads the text as when it is in the encoding.
    fn reads(text: &str, encoding: &'static str) -> String {
        let mut bytes = Vec::new();
        super::super::Encoder::new(Encoding::named(encoding))
            .step(text, true, &mut bytes)
            .unwrap();
        let found = detect(&bytes, &Options::default());
        let mut read = String::new();
        Decoder::new(found.encoding.unwrap()).decode_lossy(&bytes, true, &mut read);
        read
    }

    #[test]
    fn ascii_is_never_ebcdic() {
        for text in ["zzzzzzzz", "@@@@@@@@", "}}}}}}}}", "kkkk kkkk", "K.K.K.K.K"] {
            assert_eq!(name(text.as_bytes()), "ascii", "{text}");
        }
    }

    #[test]
    fn signs_beside_digits_are_no_letters() {
        let text = "You stand to lift £825, which is not bad for a £2 bet in a long race on a Sunday.";
        assert_eq!(reads(text, "windows-1252"), text);
        let text = "The oven is heated to 180°C for half an hour.";
        assert_eq!(reads(text, "windows-1252"), text);
    }

    #[test]
    fn no_break_spaces_are_spaces_however_many() {
        for text in [
            "Les arguments valides sont\u{a0}:\n",
            "Aide\u{a0}: voir la page 3. Question\u{a0}: pourquoi\u{a0}?\n",
        ] {
            assert_eq!(reads(text, "windows-1252"), text);
            assert_eq!(reads(&text.repeat(20), "windows-1252"), text.repeat(20));
        }
        let text: String = (0..50)
            .map(|i| format!("item {i}: {}\u{a0}000 km\n", i + 1))
            .collect();
        assert_eq!(reads(&text, "windows-1252"), text);
        let text = "memoria no volátil";
        assert_eq!(reads(text, "cp850"), text);
    }

    #[test]
    fn a_few_bytes_are_no_utf8_for_sure_when_another_encoding_is_declared() {
        let found = detect(
            b"<?xml version=\"1.0\" encoding=\"GBK\"?><a>\xc4\xbf\xc2\xbc</a>",
            &Options::default(),
        );
        assert!(found.confidence < 0.9);
        let found = detect(
            b"<?xml version=\"1.0\" encoding=\"utf-8\"?><a>\xc4\xbf\xc2\xbc</a>",
            &Options::default(),
        );
        assert!(found.confidence > 0.9);
    }

    #[test]
    fn a_comma_below_is_no_capital() {
        let text = "Fișierele „vechi” sunt șterse și țintele legăturilor rămân „întregi”, așa cum știți.";
        assert_eq!(reads(text, "iso-8859-16"), text);
    }

    #[test]
    fn an_apostrophe_in_greek_is_no_capital() {
        let text = "Το πήρε απ’τον πάγκο και το έβαλε σ’ένα κρεβάτι, ήσυχα απ’την αρχή. Άνεμοι.";
        assert_eq!(reads(text, "iso-8859-7"), text);
    }

    #[test]
    fn a_word_of_one_letter_among_latin_ones_is_latin() {
        for text in ["nessuna opzione è.zip", "die Zeiteüberschreitung im Programm"] {
            assert_eq!(reads(text, "cp850"), text);
        }
    }

    #[test]
    fn lines_longer_than_what_is_kept_are_read_from_whole_characters() {
        let text = "中文编码检测价格与数量都要正确".repeat(400);
        for begin in ["", "x", "title = "] {
            assert_eq!(
                reads(&format!("{begin}{text}"), "gb18030"),
                format!("{begin}{text}")
            );
        }
    }

    #[test]
    fn evidence_behind_much_markup_is_found() {
        let text = format!(
            "{}title=\"找不到伺服器\" type=\"application/atom+xml\"/>\n",
            "<link rel='x'/>".repeat(40)
        );
        assert_eq!(reads(&text, "big5"), text);
    }

    #[test]
    fn a_hint_decides_for_a_single_character() {
        let (text, _, _) = encoding_rs::GBK.encode("中");
        let options = Options {
            hint: Hint::parse("zh"),
            ..Options::default()
        };
        assert_eq!(detect(&text, &options).name(), "gb18030");
    }

    #[test]
    fn evidence_counts_wherever_it_is_and_blocks_do_not_matter() {
        let mut detector = Detector::new(Options::default());
        let ascii = b"plain ascii line\n".repeat(40_000);
        let (late, _, _) = encoding_rs::GBK.encode("中文编码检测，价格与数量\n");
        detector.feed(&ascii);
        for byte in late.iter() {
            detector.feed(&[*byte]);
        }
        let detection = detector.finish();
        assert_eq!((detection.name(), detection.language), ("gb18030", "zh"));
    }
}
