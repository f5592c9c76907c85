//! A table in another text: the lines between `<!-- table NAME -->` and `<!-- /table -->`.

/// Where the lines of the block begin and end, in bytes; `None` when there is no such block, or its end is missing before
/// another one begins. Comments inside a fence of Markdown are examples.
#[must_use]
pub fn find(text: &[u8], name: &str) -> Option<(usize, usize)> {
    let mut begin = None;
    let mut at = 0;
    let mut is_fenced = false;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let here = at;
        at += line.len();
        let Ok(line) = std::str::from_utf8(line) else {
            continue;
        };
        if begin.is_none() && line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        }
        let Some(comment) = line
            .trim()
            .strip_prefix("<!--")
            .and_then(|line| line.strip_suffix("-->"))
            .map(str::trim)
            .filter(|_| !is_fenced)
        else {
            continue;
        };
        match begin {
            None if comment
                .strip_prefix("table")
                .is_some_and(|rest| rest.starts_with(' ') && rest.trim() == name) =>
            {
                begin = Some(at);
            }
            Some(begin) if comment == "/table" => return Some((begin, here)),
            Some(_) if comment.starts_with("table ") => return None,
            _ => {}
        }
    }
    None
}

/// The block `have` against what it should be, line by line: `-` is there, `+` should be there.
#[must_use]
pub fn difference(have: &str, want: &str) -> String {
    let (have, want): (Vec<&str>, Vec<&str>) = (have.lines().collect(), want.lines().collect());
    let same = have.iter().zip(&want).take_while(|(a, b)| a == b).count();
    let rest = |lines: &[&str]| lines.len() - same;
    let same_end = have
        .iter()
        .rev()
        .zip(want.iter().rev())
        .take(rest(&have).min(rest(&want)))
        .take_while(|(a, b)| a == b)
        .count();
    let mut out = String::new();
    for (sign, lines) in [('-', &have), ('+', &want)] {
        for line in lines.get(same..lines.len() - same_end).unwrap_or_default() {
            out.push(sign);
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_lies_between_its_comments() {
        let text = b"x\n<!-- table a -->\nold\n<!-- /table -->\n  <!-- table b c -->\r\n<!--/table-->\n";
        assert_eq!(find(text, "a"), Some((19, 23)));
        assert_eq!(find(text, "b c").map(|(begin, end)| end - begin), Some(0));
        assert_eq!(find(text, "c"), None);
        assert_eq!(find(b"<!-- table a -->\n", "a"), None);
    }

    #[test]
    fn a_block_ends_before_another_begins() {
        let text = b"<!-- table a -->\nprose\n<!-- table b -->\n<!-- /table -->\n";
        assert_eq!(find(text, "a"), None);
        assert_eq!(find(text, "b"), Some((40, 40)));
    }

    #[test]
    fn comments_in_a_fence_are_examples() {
        let text = b"```\n<!-- table a -->\n<!-- /table -->\n```\n<!-- table a -->\nx\n<!-- /table -->\n";
        assert_eq!(find(text, "a"), Some((58, 60)));
    }

    #[test]
    fn only_lines_that_differ_are_shown() {
        assert_eq!(difference("a\nb\nc\n", "a\nx\ny\nc\n"), "-b\n+x\n+y\n");
        assert_eq!(difference("a\n", "a\n"), "");
    }
}
