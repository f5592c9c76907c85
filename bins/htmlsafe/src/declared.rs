//! The character encoding that a page declares (WHATWG HTML, section 13.2.3.2).

use crate::attributes::Attributes;
use crate::tokenizer::{Next, Token, Tokenizer};

/// How much of a page is searched for the declaration.
const SEARCHED: usize = 1024;

/// The label in `<meta charset>` or `<meta http-equiv=content-type content>` at the start of a page.
#[must_use]
pub fn declared_charset(head: &[u8]) -> Option<String> {
    let text: String = head.iter().take(SEARCHED).map(|byte| char::from(*byte)).collect();
    let mut tokenizer = Tokenizer::new(SEARCHED);
    let mut rest = text.as_str();
    while let Next::Token(token, used) = tokenizer.next(rest, true) {
        if let Token::Start(tag) = token
            && tag.name.eq_ignore_ascii_case("meta")
        {
            let found = of_meta(Attributes::new(tag.raw, tag.attributes_at()));
            if found.is_some() {
                return found;
            }
        }
        rest = rest.get(used..).unwrap_or("");
    }
    None
}

fn of_meta(attributes: Attributes<'_>) -> Option<String> {
    let mut pragma = false;
    let mut content = None;
    for attribute in attributes {
        match attribute.name.to_ascii_lowercase().as_str() {
            "charset" => return Some(attribute.value.trim().to_owned()),
            "http-equiv" => pragma = attribute.value.trim().eq_ignore_ascii_case("content-type"),
            "content" => content = Some(attribute.value),
            _ => {}
        }
    }
    let content = content.filter(|_| pragma)?.to_ascii_lowercase();
    let (_, after) = content.split_once("charset")?;
    let label = after
        .trim_start()
        .strip_prefix('=')?
        .trim_start()
        .trim_start_matches(['"', '\'']);
    let end = label
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, ';' | '"' | '\''))
        .unwrap_or(label.len());
    label
        .get(..end)
        .filter(|label| !label.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_found_but_not_in_comments() {
        let found = |page: &str| declared_charset(page.as_bytes());
        assert_eq!(found("<p><META  Charset = 'gbk' >").as_deref(), Some("gbk"));
        assert_eq!(
            found("<meta content='text/html; charset=Big5' http-equiv=Content-Type>").as_deref(),
            Some("big5")
        );
        assert_eq!(found("<!-- <meta charset=gbk> -->"), None);
        assert_eq!(found("<meta content='charset=gbk'>"), None);
    }
}
