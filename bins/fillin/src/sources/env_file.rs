//! `.env` files: one `NAME=value` a line. Nothing in a value is ever expanded.

use super::Malformed;

/// The names and values of a `.env` file, in its order.
///
/// A line is blank, a comment (`#` first), or `NAME=value`, perhaps behind `export`. An unquoted value ends before a `#` that
/// follows white space. `'...'` is taken as it stands and `"..."` knows `\n \r \t \" \\ \$`; both may go over several lines.
///
/// # Errors
/// The first line that is none of these.
pub fn parse(text: &str) -> Result<Vec<(String, String)>, Malformed> {
    let mut rest = text.trim_start_matches('\u{feff}');
    let mut pairs = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let offset = text.len() - rest.len();
        if rest.is_empty() {
            return Ok(pairs);
        }
        if rest.starts_with('#') {
            rest = rest
                .find('\n')
                .and_then(|newline| rest.get(newline..))
                .unwrap_or_default();
            continue;
        }
        let line = rest.lines().next().unwrap_or_default();
        let (name, _) = line
            .split_once('=')
            .ok_or_else(|| Malformed::at(text, offset, "no `=` in this line (NAME=value was expected)"))?;
        let behind = rest.get(name.len() + 1..).unwrap_or_default();
        let name = name.trim();
        let name = name
            .strip_prefix("export")
            .filter(|rest| rest.starts_with([' ', '\t']))
            .map_or(name, str::trim);
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '"' || c == '\'') {
            return Err(Malformed::at(
                text,
                offset,
                "not a name before the `=` (NAME=value was expected)",
            ));
        }
        let (value, tail) = value(behind).map_err(|message| Malformed::at(text, offset, message))?;
        pairs.push((name.to_owned(), value));
        rest = tail;
    }
}

/// A value and what stands behind it, from the end of its line on.
fn value(text: &str) -> Result<(String, &str), &'static str> {
    let start = text.trim_start_matches([' ', '\t']);
    let (value, tail) = match start.chars().next() {
        Some('\'') => {
            let inner = start.get(1..).unwrap_or_default();
            let (value, tail) = inner
                .split_once('\'')
                .ok_or("a quote opens here and never closes")?;
            (value.to_owned(), tail)
        }
        Some('"') => double_quoted(start.get(1..).unwrap_or_default())?,
        _ => {
            let line = text.lines().next().unwrap_or_default();
            let comment = line
                .char_indices()
                .find(|(at, c)| *c == '#' && line.get(..*at).is_some_and(|head| head.ends_with([' ', '\t'])))
                .map_or(line.len(), |(at, _)| at);
            let (value, _) = line.split_at(comment);
            return Ok((
                value.trim().to_owned(),
                text.get(line.len()..).unwrap_or_default(),
            ));
        }
    };
    let after = tail.lines().next().unwrap_or_default();
    match after.trim() {
        "" => {}
        comment if comment.starts_with('#') && after.starts_with([' ', '\t']) => {}
        _ => return Err("text behind the closing quote (the end of the line was expected)"),
    }
    Ok((value, tail.get(after.len()..).unwrap_or_default()))
}

fn double_quoted(text: &str) -> Result<(String, &str), &'static str> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Ok((value, text.get(at + 1..).unwrap_or_default())),
            '\\' => match characters.next().map(|(_, escaped)| escaped) {
                Some('n') => value.push('\n'),
                Some('r') => value.push('\r'),
                Some('t') => value.push('\t'),
                Some(literal @ ('"' | '\\' | '$')) => value.push(literal),
                Some(other) => value.extend(['\\', other]),
                None => break,
            },
            other => value.push(other),
        }
    }
    Err("a quote opens here and never closes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_taken_literally_and_comments_need_white_space() {
        let text = "# comment\nHOST=envfile # note\nexport Q=\"a b\"\nS='single $X'\nE=\nU=x#y\r\nM=\"a\\nb\n$c\"\nA = b \n";
        let pairs = parse(text).unwrap();
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let expected = [
            ("HOST", "envfile"),
            ("Q", "a b"),
            ("S", "single $X"),
            ("E", ""),
            ("U", "x#y"),
            ("M", "a\nb\n$c"),
            ("A", "b"),
        ];
        assert_eq!(pairs, expected);
    }

    #[test]
    fn a_line_that_is_no_pair_is_named() {
        for (text, line) in [
            ("A=1\nnonsense\n", 2),
            ("=x", 1),
            ("A='x", 1),
            ("\nA=\"x\" y\n", 2),
            ("a b=1", 1),
        ] {
            assert_eq!(parse(text).unwrap_err().line, line, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[A=\"'#\\\\\n é]{0,30}") {
            let _ = parse(&text);
        }

        #[test]
        fn what_is_single_quoted_comes_back(value in "[^']{0,20}") {
            prop_assert_eq!(parse(&format!("A='{value}'")).unwrap(), [("A".to_owned(), value)]);
        }
    }
}
