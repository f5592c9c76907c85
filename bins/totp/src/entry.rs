//! A one-time-password entry: one validated type that every stage behind the parsers works on.

use zeroize::Zeroizing;

use crate::fault::Fault;

/// The hash under the HMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Algo {
    /// RFC 4226.
    #[default]
    Sha1,
    /// RFC 6238.
    Sha256,
    /// RFC 6238.
    Sha512,
}

impl Algo {
    /// The name as in URIs and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    /// Reads the spellings that real programs write: case, `-`, `_` and a leading `HMAC` do not count.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, '-' | '_'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        match plain.strip_prefix("HMAC").unwrap_or(&plain) {
            "SHA1" => Some(Self::Sha1),
            "SHA256" => Some(Self::Sha256),
            "SHA512" => Some(Self::Sha512),
            _ => None,
        }
    }
}

/// What moves the code on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Time (RFC 6238).
    #[default]
    Totp,
    /// A counter (RFC 4226).
    Hotp,
    /// Time, in Steam's five letters and digits.
    Steam,
}

impl Kind {
    /// The name as in URIs and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Hotp => "hotp",
            Self::Steam => "steam",
        }
    }

    /// The kind of that name, in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Totp, Self::Hotp, Self::Steam]
            .into_iter()
            .find(|k| text.eq_ignore_ascii_case(k.name()))
    }
}

/// Something accepted that its maker should know of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// The label names another issuer than the parameter, which holds.
    IssuerMismatch,
    /// Fewer than the 128 bits that RFC 4226 section 4 R6 asks for.
    ShortSecret,
    /// The base32 text has bits behind the last byte that are not zero.
    TrailingBits,
    /// A HOTP URI without its counter; 0 is taken.
    MissingCounter,
    /// A label or parameter was no UTF-8 and was read as GB18030.
    NotUtf8,
}

impl Warning {
    /// The name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::IssuerMismatch => "issuer-mismatch",
            Self::ShortSecret => "short-secret",
            Self::TrailingBits => "trailing-bits",
            Self::MissingCounter => "missing-counter",
            Self::NotUtf8 => "not-utf8",
        }
    }
}

/// Key bytes: one at least, wiped when dropped, never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// A secret of these bytes; `None` when there are none.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        let bytes = Zeroizing::new(bytes);
        (!bytes.is_empty()).then_some(Self(bytes))
    }

    /// The key bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The key as base32, upper case, without padding.
    #[must_use]
    pub fn base32(&self) -> Zeroizing<String> {
        Zeroizing::new(data_encoding::BASE32_NOPAD.encode(&self.0))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// Digits of a Steam code.
pub const STEAM_DIGITS: u8 = 5;
/// The longest period, in seconds.
pub const MAX_PERIOD: u64 = 1 << 31;

/// A one-time-password entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What moves the code on.
    pub kind: Kind,
    /// The key.
    pub secret: Secret,
    /// The hash.
    pub algo: Algo,
    /// Digits of a code, 4 to 10.
    pub digits: u8,
    /// Seconds of a step, 1 to 2^31.
    pub period: u64,
    /// The counter of the next code (HOTP).
    pub counter: u64,
    /// Unix time at which step 0 begins.
    pub epoch: u64,
    /// Who the code is for.
    pub issuer: Option<String>,
    /// Whose code it is.
    pub account: String,
    /// URL of a picture.
    pub image: Option<String>,
    /// What was accepted with doubts.
    pub warnings: Vec<Warning>,
}

impl Entry {
    /// An entry with the defaults: TOTP, SHA1, 6 digits, 30 seconds.
    #[must_use]
    pub fn new(secret: Secret) -> Self {
        let warnings = if secret.bytes().len() < 16 {
            vec![Warning::ShortSecret]
        } else {
            Vec::new()
        };
        Self {
            kind: Kind::Totp,
            secret,
            algo: Algo::Sha1,
            digits: 6,
            period: 30,
            counter: 0,
            epoch: 0,
            issuer: None,
            account: String::new(),
            image: None,
            warnings,
        }
    }

    /// The number of the step that `at` (Unix time) lies in, or the counter.
    ///
    /// # Errors
    /// When `at` lies before the epoch.
    pub fn step(&self, at: u64) -> Result<u64, Fault> {
        if self.kind == Kind::Hotp {
            return Ok(self.counter);
        }
        let since = at
            .checked_sub(self.epoch)
            .ok_or_else(|| Fault::usage("at", "the moment lies before the epoch"))?;
        Ok(since / self.period.max(1))
    }

    /// Seconds left of the step that `at` lies in.
    #[must_use]
    pub fn left(&self, at: u64) -> u64 {
        let period = self.period.max(1);
        period - at.saturating_sub(self.epoch) % period
    }
}

/// Settings that hold whatever the input says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Digits of a code.
    pub digits: Option<u8>,
    /// Seconds of a step.
    pub period: Option<u64>,
    /// The hash.
    pub algo: Option<Algo>,
    /// Unix time of step 0.
    pub epoch: Option<u64>,
    /// HOTP or Steam.
    pub kind: Option<Kind>,
    /// The counter.
    pub counter: Option<u64>,
    /// Account name.
    pub name: Option<String>,
    /// Issuer.
    pub issuer: Option<String>,
    /// URL of a picture.
    pub image: Option<String>,
}

impl Settings {
    /// Lets the settings hold for `entry`.
    ///
    /// # Errors
    /// When they contradict what the entry is.
    pub fn apply(&self, entry: &mut Entry) -> Result<(), Fault> {
        if let Some(kind) = self.kind {
            entry.kind = kind;
        }
        if self.counter.is_some() && entry.kind != Kind::Hotp {
            return Err(Fault::usage("counter", "only HOTP has one (--hotp)"));
        }
        entry.period = self.period.unwrap_or(entry.period);
        entry.algo = self.algo.unwrap_or(entry.algo);
        entry.digits = self.digits.unwrap_or(entry.digits);
        entry.epoch = self.epoch.unwrap_or(entry.epoch);
        if let Some(counter) = self.counter {
            entry.counter = counter;
            entry.warnings.retain(|w| *w != Warning::MissingCounter);
        }
        if entry.kind == Kind::Steam {
            if self.digits.is_some_and(|d| d != STEAM_DIGITS) {
                return Err(Fault::usage("digits", "Steam codes have 5"));
            }
            entry.digits = STEAM_DIGITS;
        }
        if let Some(name) = &self.name {
            entry.account.clone_from(name);
        }
        if self.issuer.is_some() {
            entry.issuer.clone_from(&self.issuer);
        }
        if self.image.is_some() {
            entry.image.clone_from(&self.image);
        }
        Ok(())
    }
}

/// Reads the digits of a code, 4 to 10. ASCII digits only.
///
/// # Errors
/// What was expected.
pub fn digits(text: &str) -> Result<u8, String> {
    plain_number(text)
        .and_then(|n| u8::try_from(n).ok())
        .filter(|n| (4..=10).contains(n))
        .ok_or_else(|| "must be 4 to 10".to_owned())
}

/// Reads a period in seconds, 1 to 2^31.
///
/// # Errors
/// What was expected.
pub fn period(text: &str) -> Result<u64, String> {
    plain_number(text)
        .filter(|n| (1..=MAX_PERIOD).contains(n))
        .ok_or_else(|| "must be 1 to 2147483648 seconds".to_owned())
}

/// Reads a counter, 0 to 2^64 - 1.
///
/// # Errors
/// What was expected.
pub fn counter(text: &str) -> Result<u64, String> {
    plain_number(text).ok_or_else(|| "must be 0 to 18446744073709551615".to_owned())
}

/// Reads an algorithm.
///
/// # Errors
/// What was expected.
pub fn algo(text: &str) -> Result<Algo, String> {
    Algo::parse(text).ok_or_else(|| "must be SHA1, SHA256 or SHA512".to_owned())
}

/// ASCII digits and nothing else.
fn plain_number(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithms_as_programs_write_them() {
        for text in ["sha1", "SHA-1", "HmacSHA1", "hmac_sha_1"] {
            assert_eq!(Algo::parse(text), Some(Algo::Sha1), "{text}");
        }
        assert_eq!(Algo::parse("HMAC-SHA-256"), Some(Algo::Sha256));
        for text in ["MD5", "", "SHA3", "HMAC", "sha224"] {
            assert_eq!(Algo::parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_plain() {
        for text in [
            "0",
            "-1",
            "3",
            "11",
            "6.0",
            "",
            "+6",
            " 6",
            "٦",
            "99999999999999999999",
        ] {
            assert!(digits(text).is_err(), "{text}");
        }
        assert_eq!(digits("10"), Ok(10));
        assert_eq!(period("2147483648"), Ok(1 << 31));
        assert!(period("2147483649").is_err());
        assert_eq!(counter("18446744073709551615"), Ok(u64::MAX));
    }
}
