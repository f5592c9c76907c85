//! What the encoding is: sure where the shape of the bytes proves it, a guess with a confidence otherwise.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::shape::{Newline, Shape};
use super::{Decoder, Encoding, prefix};

/// How much of an input the guess looks at, in bytes: lines with non-ASCII bytes, from the beginning on.
const SAMPLE: usize = 1 << 16;

/// What is known beforehand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// A top-level domain such as `cn` or `jp`, as a hint for short input.
    pub hint: Option<String>,
}

/// What an input is.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// The encoding; `None` is binary.
    pub encoding: Option<Encoding>,
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
    /// The input ends inside a character.
    pub cut: bool,
    /// Some of its lines are UTF-8 and some are not.
    pub mixed: bool,
}

impl Detection {
    /// The encoding's name, or `binary`.
    pub fn name(&self) -> &'static str {
        self.encoding.map_or("binary", Encoding::name)
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
    head: Vec<u8>,
    sample: Vec<u8>,
    /// The line at the end of the last block, in case non-ASCII bytes follow in it.
    line: Vec<u8>,
    /// Sampled lines that are UTF-8, and that are not.
    utf8_lines: u64,
    other_lines: u64,
}

impl Detector {
    /// A detector that has seen nothing.
    pub fn new(options: Options) -> Self {
        Self {
            options,
            shape: Shape::new(),
            head: Vec::new(),
            sample: Vec::new(),
            line: Vec::new(),
            utf8_lines: 0,
            other_lines: 0,
        }
    }

    /// Looks at the next bytes.
    pub fn feed(&mut self, block: &[u8]) {
        self.shape.feed(block);
        if self.head.len() < 4096 {
            self.head.extend(block.iter().take(4096 - self.head.len()));
        }
        if self.sample.len() < SAMPLE && (!block.is_ascii() || block.contains(&0x1b)) {
            self.sample_lines(block);
        }
    }

    fn sample_lines(&mut self, block: &[u8]) {
        for line in block.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(line);
            if line.last() == Some(&b'\n') || self.line.len() > 4096 {
                self.take_line();
            }
            if self.sample.len() >= SAMPLE {
                return;
            }
        }
    }

    fn take_line(&mut self) {
        if !self.line.is_ascii() || self.line.contains(&0x1b) {
            match simdutf8::basic::from_utf8(&self.line) {
                Ok(_) => self.utf8_lines += 1,
                Err(_) => self.other_lines += 1,
            }
            self.sample.append(&mut self.line);
        }
        self.line.clear();
    }

    /// The answer for everything that was fed.
    pub fn finish(mut self) -> Detection {
        self.take_line();
        let (encoding, confidence, bom) = self.decide();
        let mut text = String::new();
        if let Some(encoding) = encoding {
            let bytes = if self.sample.is_empty() {
                &self.head
            } else {
                &self.sample
            };
            Decoder::new(encoding).decode_lossy(bytes, false, &mut text);
        }
        Detection {
            encoding,
            confidence,
            language: language(&text),
            bom,
            newline: self.shape.newline(),
            bytes: self.shape.bytes(),
            cut: self.shape.high() > 0 && self.shape.is_cut(),
            // A line of legacy text may be UTF-8 by chance; one in twenty is none.
            mixed: !self.shape.is_utf8()
                && self.other_lines > 0
                && self.utf8_lines * 20 >= self.utf8_lines + self.other_lines,
        }
    }

    fn decide(&self) -> (Option<Encoding>, f64, bool) {
        let sure = |name| (Some(Encoding::named(name)), 1.0, false);
        if let Some((encoding, _)) = prefix::bom(&self.head)
            && (encoding != Encoding::utf8() || self.shape.is_utf8())
        {
            return (Some(encoding), 1.0, true);
        }
        let (even, odd) = self.shape.nuls();
        if even + odd > 0 {
            return match self.wide(even, odd) {
                Some(name) => sure(name),
                None => (None, 1.0, false),
            };
        }
        if self.shape.controls() * 100 > self.shape.bytes() {
            return (None, 1.0, false);
        }
        let escapes = self.shape.count(0x1b) > 0;
        if self.shape.high() == 0 {
            return if escapes && self.guess() == encoding_rs::ISO_2022_JP {
                sure("iso-2022-jp")
            } else {
                sure("ascii")
            };
        }
        if self.shape.is_utf8() {
            // Two bytes that happen to be UTF-8 are rare in other encodings, and each more halves the chance.
            let bytes = i32::try_from(self.shape.high().min(60)).unwrap_or(60);
            let certainty = 1.0 - 0.5f64.powi(bytes + 2);
            return (Some(Encoding::utf8()), certainty, false);
        }
        let guess = Encoding::of_whatwg(self.guess()).unwrap_or(Encoding::named("windows-1252"));
        let high = self.shape.high().min(200) as f64;
        (Some(guess), 0.95 * high / (high + 4.0), false)
    }

    fn guess(&self) -> &'static encoding_rs::Encoding {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        // The sample may end inside a character, which must not count against it.
        detector.feed(&self.sample, false);
        let domain = self.options.hint.as_ref().map(|hint| hint.as_bytes());
        detector.guess(domain, Utf8Detection::Deny)
    }

    /// UTF-16 or UTF-32 without a BOM, told by where the zero bytes are; the head must decode.
    fn wide(&self, even: u64, odd: u64) -> Option<&'static str> {
        let bytes = self.shape.bytes();
        let quarter = bytes / 4;
        let candidates: &[&str] = if even + odd >= 2 * quarter && quarter > 0 {
            if even > odd {
                &["utf-32be", "utf-16be"]
            } else {
                &["utf-32le", "utf-16le"]
            }
        } else if even > odd {
            &["utf-16be"]
        } else {
            &["utf-16le"]
        };
        candidates.iter().copied().find(|name| {
            let mut text = String::new();
            let whole = self.head.len() & !3;
            let head = self
                .head
                .get(..whole)
                .filter(|head| !head.is_empty())
                .unwrap_or(&self.head);
            let faults = Decoder::new(Encoding::named(name)).decode_lossy(head, false, &mut text);
            faults == 0 && bytes >= 2 && text.chars().all(|c| !c.is_control() || c.is_ascii_whitespace())
        })
    }
}

/// The language, where the script alone tells it.
fn language(text: &str) -> &'static str {
    let (mut kana, mut hangul, mut hanzi, mut letters) = (0usize, 0usize, 0usize, 0usize);
    for c in text.chars().take(4096) {
        match c {
            '\u{3041}'..='\u{30ff}' => kana += 1,
            '\u{ac00}'..='\u{d7a3}' => hangul += 1,
            '\u{3400}'..='\u{9fff}' => hanzi += 1,
            _ if c.is_alphabetic() && !c.is_ascii() => letters += 1,
            _ => {}
        }
    }
    match kana + hangul + hanzi {
        0 => "",
        cjk if cjk < letters => "",
        _ if hangul > kana + hanzi / 4 => "ko",
        cjk if kana * 20 > cjk => "ja",
        _ => "zh",
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
