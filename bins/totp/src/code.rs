//! Codes: made (RFC 4226, RFC 6238, Steam), read as typed, compared in constant time.

use subtle::{Choice, ConstantTimeEq};
use totp_rs::{Algorithm, Builder};
use unicode_normalization::UnicodeNormalization;

use crate::entry::{Algo, Entry, Kind};

/// The symbols of Steam codes, in their order.
const STEAM: &[u8; 26] = b"23456789BCDFGHJKMNPQRTVWXY";

/// The longest code in bytes.
const LONGEST: usize = 10;

/// Makes the codes of one entry; the key is set up once.
pub struct Generator {
    hmac: totp_rs::Totp,
    kind: Kind,
    digits: u8,
}

impl Generator {
    /// A generator for `entry`.
    #[must_use]
    pub fn new(entry: &Entry) -> Self {
        let algorithm = match entry.algo {
            Algo::Sha1 => Algorithm::SHA1,
            Algo::Sha256 => Algorithm::SHA256,
            Algo::Sha512 => Algorithm::SHA512,
        };
        // A step of one second makes the time the counter.
        let hmac = Builder::new()
            .with_algorithm(algorithm)
            .with_secret(entry.secret.bytes().to_vec())
            .with_step_duration(1)
            .build_noncompliant();
        Self {
            hmac,
            kind: entry.kind,
            digits: entry.digits,
        }
    }

    /// The code of a step or counter.
    #[must_use]
    pub fn code(&self, step: u64) -> Code {
        let mac = self.hmac.sign(step);
        let mut number = truncate(mac.as_ref());
        let mut text = [0; LONGEST];
        let digits = usize::from(self.digits).min(LONGEST);
        let places = text.iter_mut().take(digits);
        if self.kind == Kind::Steam {
            for place in places {
                *place = STEAM
                    .get(usize::try_from(number % 26).unwrap_or(0))
                    .copied()
                    .unwrap_or(b'?');
                number /= 26;
            }
        } else {
            for place in places.rev() {
                *place = b'0' + u8::try_from(number % 10).unwrap_or(0);
                number /= 10;
            }
        }
        Code { text, length: digits }
    }
}

/// Dynamic truncation (RFC 4226, 5.3): 31 bits at the place the last four bits name.
fn truncate(mac: &[u8]) -> u64 {
    let offset = usize::from(mac.last().copied().unwrap_or(0) & 15);
    match mac.get(offset..).and_then(|rest| rest.first_chunk::<4>()) {
        Some(four) => u64::from(u32::from_be_bytes(*four) & 0x7FFF_FFFF),
        None => 0,
    }
}

/// A code.
#[derive(Clone, Copy)]
pub struct Code {
    text: [u8; LONGEST],
    length: usize,
}

impl Code {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text
            .get(..self.length)
            .and_then(|t| std::str::from_utf8(t).ok())
            .unwrap_or_default()
    }

    /// Compares with a typed code, in a time that does not tell how much of it is right.
    #[must_use]
    pub fn matches(&self, typed: &Typed) -> Choice {
        self.text.ct_eq(&typed.text)
            & Choice::from(u8::from(typed.plausible))
            & (self.length as u64).ct_eq(&(typed.length as u64))
    }
}

/// A code as somebody typed it.
pub struct Typed {
    text: [u8; LONGEST],
    length: usize,
    plausible: bool,
}

impl Typed {
    /// Reads a typed code: NFKC, then decimal digits of any script by their value; white space and `-` between
    /// them do not count. What cannot be a code is kept as one that matches nothing.
    #[must_use]
    pub fn read(text: &str, kind: Kind) -> Self {
        let mut typed = Self {
            text: [0; LONGEST],
            length: 0,
            plausible: true,
        };
        for c in text.nfkc().take(64) {
            if c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}') {
                continue;
            }
            let symbol = match (decimal(c), kind) {
                (Some(digit), _) => Some(b'0' + digit),
                (None, Kind::Steam) if c.is_ascii_alphabetic() => u8::try_from(c.to_ascii_uppercase()).ok(),
                _ => None,
            };
            match (symbol, typed.text.get_mut(typed.length)) {
                (Some(symbol), Some(place)) => {
                    *place = symbol;
                    typed.length += 1;
                }
                _ => typed.plausible = false,
            }
        }
        // What was not read belongs to no code either.
        typed.plausible &= text.nfkc().nth(64).is_none();
        typed
    }
}

/// The zeros of all decimal digits (general category Nd) of Unicode 14; the other nine follow each.
const ZEROS: [char; 66] = [
    '\u{30}',
    '\u{660}',
    '\u{6F0}',
    '\u{7C0}',
    '\u{966}',
    '\u{9E6}',
    '\u{A66}',
    '\u{AE6}',
    '\u{B66}',
    '\u{BE6}',
    '\u{C66}',
    '\u{CE6}',
    '\u{D66}',
    '\u{DE6}',
    '\u{E50}',
    '\u{ED0}',
    '\u{F20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17E0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19D0}',
    '\u{1A80}',
    '\u{1A90}',
    '\u{1B50}',
    '\u{1BB0}',
    '\u{1C40}',
    '\u{1C50}',
    '\u{A620}',
    '\u{A8D0}',
    '\u{A900}',
    '\u{A9D0}',
    '\u{A9F0}',
    '\u{AA50}',
    '\u{ABF0}',
    '\u{FF10}',
    '\u{104A0}',
    '\u{10D30}',
    '\u{11066}',
    '\u{110F0}',
    '\u{11136}',
    '\u{111D0}',
    '\u{112F0}',
    '\u{11450}',
    '\u{114D0}',
    '\u{11650}',
    '\u{116C0}',
    '\u{11730}',
    '\u{118E0}',
    '\u{11950}',
    '\u{11C50}',
    '\u{11D50}',
    '\u{11DA0}',
    '\u{16A60}',
    '\u{16AC0}',
    '\u{16B50}',
    '\u{1D7CE}',
    '\u{1D7D8}',
    '\u{1D7E2}',
    '\u{1D7EC}',
    '\u{1D7F6}',
    '\u{1E140}',
    '\u{1E2F0}',
    '\u{1E950}',
    '\u{1FBF0}',
];

/// The value of a decimal digit of any script.
fn decimal(c: char) -> Option<u8> {
    let at = ZEROS.partition_point(|zero| *zero <= c).checked_sub(1)?;
    let value = u32::from(c) - u32::from(*ZEROS.get(at)?);
    u8::try_from(value).ok().filter(|v| *v < 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret;
    use proptest::prelude::*;

    /// RFC 4226, appendix D.
    #[test]
    fn hotp_vectors() {
        let entry = secret::hex("3132333435363738393031323334353637383930", 1).unwrap();
        let generator = Generator::new(&entry);
        let want = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
            "520489",
        ];
        for (counter, code) in (0..).zip(want) {
            assert_eq!(generator.code(counter).as_str(), code);
        }
    }

    #[test]
    fn typed_codes() {
        let mut entry = secret::hex("3132333435363738393031323334353637383930", 1).unwrap();
        entry.digits = 6;
        let code = Generator::new(&entry).code(1);
        for text in [
            "287082",
            " 287 082\n",
            "287-082",
            "２８７０８２",
            "٢٨٧٠٨٢",
            "𝟐𝟖𝟕𝟎𝟖𝟐",
        ] {
            assert!(bool::from(code.matches(&Typed::read(text, Kind::Totp))), "{text}");
        }
        for text in [
            "28708",
            "2870820",
            "0287082",
            "28708a",
            "+87082",
            "",
            &"9".repeat(5000),
            "287083",
        ] {
            assert!(
                !bool::from(code.matches(&Typed::read(text, Kind::Totp))),
                "{text}"
            );
        }
    }

    #[test]
    fn decimals_know_their_neighbours() {
        assert_eq!(
            (decimal('9'), decimal(':'), decimal('/'), decimal('\u{669}')),
            (Some(9), None, None, Some(9))
        );
    }

    proptest! {
        #[test]
        fn any_typed_text_is_taken(text in any::<String>()) {
            let _ = Typed::read(&text, Kind::Steam);
        }
    }
}
