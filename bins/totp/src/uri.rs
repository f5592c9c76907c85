//! otpauth URIs (the Key URI Format of Google Authenticator): read as real programs write them, written strictly.

use zeroize::Zeroizing;

use crate::entry::{self, Entry, Kind, STEAM_DIGITS, Warning};
use crate::fault::{Fault, FaultKind};
use crate::secret;

/// Reads a URI.
///
/// # Errors
/// [`Fault::uri`], which names the parameter but never holds its value.
pub fn parse(text: &str) -> Result<Entry, Fault> {
    let text = text.trim().trim_start_matches('\u{FEFF}');
    let scheme = "otpauth://";
    let rest = match text.get(..scheme.len()) {
        Some(start) if start.eq_ignore_ascii_case(scheme) => text.get(scheme.len()..).unwrap_or_default(),
        _ => return Err(Fault::uri("scheme", "the URI must begin otpauth://")),
    };
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, label) = path.split_once('/').unwrap_or((path, ""));
    let mut kind = Kind::parse(host).ok_or_else(|| Fault::uri("type", "must be totp, hotp or steam"))?;
    let parameters = Parameters::read(query)?;
    let mut not_utf8 = parameters.not_utf8;
    let (label, foreign) = percent_decode(label, false);
    not_utf8 |= foreign;
    let (label_issuer, account) = split_label(&label);

    let typed = parameters
        .get("secret")
        .ok_or_else(|| Fault::uri("secret", "there is none"))?;
    let mut entry = secret::base32(typed, 1).map_err(|fault| Fault {
        kind: FaultKind::BadUri,
        field: Some("secret"),
        ..fault
    })?;
    let parameter_issuer = parameters
        .get("issuer")
        .filter(|i| !i.is_empty())
        .map(str::to_owned);
    if let (Some(a), Some(b)) = (&label_issuer, &parameter_issuer)
        && a != b
    {
        entry.warnings.push(Warning::IssuerMismatch);
    }
    entry.issuer = parameter_issuer.or(label_issuer);
    entry.account = account;
    entry.image = parameters
        .get("image")
        .filter(|i| !i.is_empty())
        .map(str::to_owned);
    if let Some(value) = parameters.get("algorithm") {
        entry.algo = entry::algo(value).map_err(|e| Fault::uri("algorithm", e))?;
    }
    let digits = parameters
        .get("digits")
        .map(entry::digits)
        .transpose()
        .map_err(|e| Fault::uri("digits", e))?;
    if let Some(value) = parameters.get("period") {
        entry.period = entry::period(value).map_err(|e| Fault::uri("period", e))?;
    }
    // Steam's own export says so; with five digits the issuer alone tells.
    let says_steam = parameters
        .get("encoder")
        .is_some_and(|e| e.eq_ignore_ascii_case("steam"));
    let looks_steam = entry.issuer.as_deref() == Some("Steam") && digits == Some(STEAM_DIGITS);
    if kind == Kind::Totp && (says_steam || looks_steam) {
        kind = Kind::Steam;
    }
    entry.kind = kind;
    entry.digits = if kind == Kind::Steam {
        STEAM_DIGITS
    } else {
        digits.unwrap_or(6)
    };
    match parameters.get("counter") {
        Some(value) => entry.counter = entry::counter(value).map_err(|e| Fault::uri("counter", e))?,
        None if kind == Kind::Hotp => entry.warnings.push(Warning::MissingCounter),
        None => {}
    }
    if not_utf8 {
        entry.warnings.push(Warning::NotUtf8);
    }
    Ok(entry)
}

/// Writes a URI: `%20` for spaces, never `+`; parameters that have their default are left out, as PyOTP does.
#[must_use]
pub fn build(entry: &Entry) -> Zeroizing<String> {
    let mut uri = Zeroizing::new(format!("otpauth://{}/", entry.kind.name()));
    if let Some(issuer) = &entry.issuer {
        percent_encode(issuer, &mut uri);
        uri.push(':');
    }
    percent_encode(&entry.account, &mut uri);
    uri.push_str("?secret=");
    uri.push_str(&entry.secret.base32());
    if let Some(issuer) = &entry.issuer {
        uri.push_str("&issuer=");
        percent_encode(issuer, &mut uri);
    }
    if entry.algo != entry::Algo::Sha1 {
        uri.push_str(&format!("&algorithm={}", entry.algo.name()));
    }
    if entry.kind != Kind::Steam && entry.digits != 6 {
        uri.push_str(&format!("&digits={}", entry.digits));
    }
    if entry.kind == Kind::Hotp {
        uri.push_str(&format!("&counter={}", entry.counter));
    } else if entry.period != 30 {
        uri.push_str(&format!("&period={}", entry.period));
    }
    if let Some(image) = &entry.image {
        uri.push_str("&image=");
        percent_encode(image, &mut uri);
    }
    uri
}

/// Names of the parameters that mean something.
const KNOWN: [&str; 8] = [
    "secret",
    "issuer",
    "algorithm",
    "digits",
    "period",
    "counter",
    "image",
    "encoder",
];

struct Parameters {
    values: Vec<(&'static str, Zeroizing<String>)>,
    not_utf8: bool,
}

impl Parameters {
    fn read(query: &str) -> Result<Self, Fault> {
        let mut all = Self {
            values: Vec::new(),
            not_utf8: false,
        };
        // A URI copied out of a web page's source has `&amp;` for `&`.
        let query = Zeroizing::new(query.replace("&amp;", "&"));
        for part in query.split('&') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, _) = percent_decode(name, true);
            let Some(known) = KNOWN.into_iter().find(|k| name.eq_ignore_ascii_case(k)) else {
                continue;
            };
            let (value, foreign) = percent_decode(value, true);
            all.not_utf8 |= foreign;
            match all.get(known) {
                None => all.values.push((known, value)),
                Some(before) if before == value.as_str() => {}
                Some(_) => return Err(Fault::uri(known, "given twice, and not the same")),
            }
        }
        Ok(all)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.values
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Decodes `%XX` once; what is no such thing stays. Bytes that are no UTF-8 are read as GB18030, and told so.
fn percent_decode(text: &str, plus_is_space: bool) -> (Zeroizing<String>, bool) {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.as_bytes();
    loop {
        let taken = match rest {
            [] => break,
            [b'%', high, low, ..] if let (Some(h), Some(l)) = (nibble(*high), nibble(*low)) => {
                bytes.push(h << 4 | l);
                3
            }
            [b'+', ..] if plus_is_space => {
                bytes.push(b' ');
                1
            }
            [byte, ..] => {
                bytes.push(*byte);
                1
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => (Zeroizing::new(text.to_owned()), false),
        Err(_) => {
            let (text, _) = encoding_rs::GB18030.decode_without_bom_handling(&bytes);
            (Zeroizing::new(text.into_owned()), true)
        }
    }
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|n| u8::try_from(n).ok())
}

/// Everything but RFC 3986's unreserved characters is encoded.
fn percent_encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
}

/// The issuer, if any, and the account: the first colon splits.
fn split_label(label: &str) -> (Option<String>, String) {
    match label.split_once(':') {
        Some((issuer, account)) => {
            let issuer = Some(issuer.trim().to_owned()).filter(|i| !i.is_empty());
            (issuer, account.trim_start().to_owned())
        }
        None => (None, label.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    fn read(rest: &str) -> Entry {
        parse(&format!("otpauth://totp/{rest}")).unwrap()
    }

    #[test]
    fn the_first_colon_of_the_decoded_label_splits() {
        for label in ["A:b", "A%3Ab", "A:%20b"] {
            let entry = read(&format!("{label}?secret={SECRET}"));
            assert_eq!(
                (entry.issuer.as_deref(), entry.account.as_str()),
                (Some("A"), "b"),
                "{label}"
            );
        }
        assert_eq!(read(&format!("A:b:c?secret={SECRET}")).account, "b:c");
    }

    #[test]
    fn gbk_labels_are_read_and_told() {
        let entry = read(&format!("%D6%A7%B8%B6%B1%A6:bob?secret={SECRET}"));
        assert_eq!(entry.issuer.as_deref(), Some("支付宝"));
        assert!(entry.warnings.contains(&Warning::NotUtf8));
    }

    #[test]
    fn faults_name_the_field() {
        for (query, field) in [
            ("issuer=A", "secret"),
            ("secret=A1", "secret"),
            (&format!("secret={SECRET}&digits=6&digits=8"), "digits"),
            (&format!("secret={SECRET}&period=0"), "period"),
            (&format!("secret={SECRET}&algorithm=MD5"), "algorithm"),
        ] {
            assert_eq!(
                parse(&format!("otpauth://totp/x?{query}")).unwrap_err().field,
                Some(field)
            );
        }
        assert_eq!(parse("http://x").unwrap_err().field, Some("scheme"));
        assert_eq!(parse("otpauth://ocra/x").unwrap_err().field, Some("type"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = parse(&text);
            let _ = parse(&format!("otpauth://totp/{text}?secret={SECRET}&{text}"));
        }

        #[test]
        fn what_was_built_is_read(account in "[^:]{0,20}", issuer in prop::option::of("[^:\\s][^:]{0,10}[^:\\s]"), digits in 4u8..=10, period in 1u64..=1 << 31) {
            let account = account.trim_start().to_owned();
            let mut entry = secret::base32(SECRET, 1).unwrap();
            (entry.account, entry.issuer, entry.digits, entry.period) = (account, issuer, digits, period);
            prop_assume!(!(entry.issuer.as_deref() == Some("Steam") && digits == 5));
            prop_assert_eq!(parse(&build(&entry)).unwrap(), entry);
        }
    }
}
