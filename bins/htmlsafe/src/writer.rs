//! The only place where output is made: escaped text, `</name>` and `<name attribute="escaped">`.

/// Appends text: `&`, `<`, `>`, U+00A0 and CR as references.
pub(crate) fn text(text: &str, out: &mut String) {
    escape(text, false, out);
}

/// Appends a start tag without its closing `>`.
pub(crate) fn open_start(name: &str, out: &mut String) {
    out.push('<');
    out.push_str(name);
}

/// Appends an attribute to an open start tag.
pub(crate) fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(value, true, out);
    out.push('"');
}

/// Closes a start tag.
pub(crate) fn close_start(out: &mut String) {
    out.push('>');
}

/// Appends an end tag.
pub(crate) fn end(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn escape(text: &str, value: bool, out: &mut String) {
    let mut rest = text;
    let special = |byte: &u8| matches!(byte, b'&' | b'<' | b'>' | b'\r' | 0 | 0xc2) || value && *byte == b'"';
    while let Some(at) = rest.as_bytes().iter().position(&special) {
        let (before, found) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let mut chars = found.chars();
        match chars.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            Some('\r') => out.push_str("&#13;"),
            Some('\0') => out.push('\u{fffd}'),
            Some('\u{a0}') => out.push_str("&nbsp;"),
            Some(other) => out.push(other),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_written_can_be_markup() {
        let mut out = String::new();
        text("<b>&\u{a0}\r\"é\0", &mut out);
        attribute("a", "\"<>&\u{a0}\r", &mut out);
        assert_eq!(
            out,
            "&lt;b&gt;&amp;&nbsp;&#13;\"é\u{fffd} a=\"&quot;&lt;&gt;&amp;&nbsp;&#13;\""
        );
    }
}
