//! Whether a URL may stay: its scheme, judged on the decoded value as the URL standard finds it.

use url::{ParseError, Url};

use crate::policy::{Mode, Policy, Urls};

/// What a value is refused for; `None` when all its URLs may stay.
pub(crate) fn refusal(urls: Urls, value: &str, policy: &Policy) -> Option<&'static str> {
    match urls {
        Urls::One => refusal_of_one(value, policy),
        Urls::Spaced => value
            .split_ascii_whitespace()
            .find_map(|url| refusal_of_one(url, policy)),
        Urls::Candidates => candidates(value).find_map(|url| refusal_of_one(url, policy)),
    }
}

/// The URLs of a `srcset` (WHATWG HTML, section 4.8.4.2.1).
fn candidates(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = value;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (url, behind) = rest.split_at(end);
        rest = behind;
        if url.is_empty() {
            return None;
        }
        let plain = url.trim_end_matches(',');
        if plain.len() == url.len() {
            // Descriptors reach to the first comma outside parentheses.
            let mut inside = false;
            let end = rest.find(|c| {
                inside = c == '(' || inside && c != ')';
                c == ',' && !inside
            });
            rest = end.and_then(|end| rest.get(end..)).unwrap_or_default();
        }
        Some(plain)
    })
}

fn refusal_of_one(value: &str, policy: &Policy) -> Option<&'static str> {
    // The URL standard: leading C0 controls and spaces go, tabs and line ends anywhere go (section 4.4).
    let start = value.trim_start_matches(|c: char| c <= ' ');
    let mut plain = start.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r'));
    if start.starts_with('#') {
        return None;
    }
    let mut scheme = String::new();
    let has_scheme = loop {
        match plain.next() {
            Some(':') => break !scheme.is_empty(),
            Some(c) if c.is_ascii_alphabetic() || !scheme.is_empty() && is_scheme_part(c) => {
                scheme.push(c.to_ascii_lowercase());
            }
            _ => break false,
        }
    };
    if !has_scheme {
        return match Url::parse(start) {
            Ok(_) | Err(ParseError::RelativeUrlWithoutBase) if policy.relative => None,
            Ok(_) | Err(ParseError::RelativeUrlWithoutBase) => Some("a URL without a scheme is not allowed"),
            Err(_) => Some("it is no valid URL"),
        };
    }
    if !policy.protocols.contains(&scheme) {
        let host = policy.mode != Mode::Strip && policy.relative && is_host_with_port(value);
        return (!host).then_some("its scheme is not allowed");
    }
    match Url::parse(start) {
        Ok(_) => None,
        Err(_) => Some("it is no valid URL"),
    }
}

fn is_scheme_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')
}

/// `localhost` or a dotted name, a port, and then the end or a path: Bleach takes it for a host, not for a scheme.
fn is_host_with_port(value: &str) -> bool {
    let Some((host, rest)) = value.split_once(':') else {
        return false;
    };
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let dotted = host.contains('.') && host.split('.').all(label);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest.as_bytes().get(digits);
    (host == "localhost" || dotted)
        && (1..=5).contains(&digits)
        && after.is_none_or(|byte| b"/?#".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PolicySource;

    fn refused(value: &str, mode: Mode) -> bool {
        let protocols = Some(vec!["http".into(), "https".into(), "mailto".into()]);
        let policy = Policy::new(PolicySource {
            protocols,
            mode: Some(mode),
            ..Default::default()
        })
        .unwrap();
        refusal_of_one(value, &policy).is_some()
    }

    #[test]
    fn schemes_are_found_as_a_browser_finds_them() {
        for value in [
            "javascript:1",
            "JaVaScRiPt:1",
            " \u{1}javascript:1",
            "java\nscript:1",
            "java\tscript\r:1",
            "javascript:123",
            "data:text/html,x",
            "foo:bar",
            "http://example.com]",
            "vbscript:x",
        ] {
            assert!(
                refused(value, Mode::Strip) && refused(value, Mode::Escape),
                "{value:?}"
            );
        }
        for value in [
            "http://x.example",
            "HTTPS://x",
            " https://x",
            "mailto:a@b",
            "/a:b",
            "//x",
            "?q=a:b",
            "#x:y",
            "",
            "日:本",
        ] {
            assert!(!refused(value, Mode::Strip), "{value:?}");
        }
    }

    #[test]
    fn candidates_are_cut_as_the_standard_says() {
        let found: Vec<_> = candidates(" ,a.png 1x, b,c.png (x, y) 2w,d.png,\te").collect();
        assert_eq!(found, ["a.png", "b,c.png", "d.png", "e"]);
    }

    #[test]
    fn a_host_with_a_port_is_no_scheme_to_bleach() {
        for value in ["x.example:80/p", "localhost:8000"] {
            assert!(
                refused(value, Mode::Strip) && !refused(value, Mode::Escape),
                "{value}"
            );
        }
        assert!(refused("javascript:80", Mode::Escape));
    }

    #[test]
    fn without_web_schemes_only_fragments_are_relative() {
        let source = PolicySource {
            protocols: Some(vec!["ftp".into()]),
            ..Default::default()
        };
        let policy = Policy::new(source).unwrap();
        assert!(refusal_of_one("/x", &policy).is_some() && refusal_of_one("#x", &policy).is_none());
    }
}
