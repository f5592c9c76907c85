//! What of a text the model looks at: words, signs and their neighbours, each as a hash.
//!
//! A text is cut into words, numbers, single signs and line ends. Of each come: itself (and that it begins a line), itself with
//! the one before, and the shapes of three and of five in a row, where a word's shape is only how it is written. What stands between says
//! whether there was space.

const WORD: u32 = 0x9e37_79b1;
const FOREIGN: u32 = 0x7feb_352d;

/// How a piece is written.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Shape {
    Lower = 1,
    Capital,
    Upper,
    Mixed,
    Number,
    /// A line end; two of them and deeper lines are others.
    Line,
    Gap,
    Deep,
    Tab,
    /// A word that does not begin in ASCII, whichever it is.
    Foreign,
}

fn mix(a: u32, b: u32) -> u32 {
    let mixed = (a ^ b.wrapping_mul(0x85eb_ca6b)).wrapping_mul(0xc2b2_ae35);
    mixed ^ (mixed >> 15)
}

/// Comments at the beginning that are longer than this say little but how comments are written, in bytes and lines.
const LONG: usize = 200;
const KEPT: usize = 2;

/// The text without the greatest part of a long comment that it begins with: licences are the same in all languages.
#[must_use]
pub fn telling(text: &[u8]) -> &[u8] {
    let end = match text {
        [b'/' | b'(', b'*', ..] => {
            let close: &[u8] = if text.first() == Some(&b'(') { b"*)" } else { b"*/" };
            memchr::memmem::find(text, close).unwrap_or(0)
        }
        [
            sign @ (b'#' | b'/' | b';' | b'-' | b'%' | b'!' | b'"' | b'\'' | b'*'),
            ..,
        ] => {
            let lines = text.split_inclusive(|byte| *byte == b'\n');
            lines
                .take_while(|line| line.first() == Some(sign))
                .map(<[u8]>::len)
                .sum()
        }
        _ => 0,
    };
    if end < LONG {
        return text;
    }
    let before = text.get(..end.saturating_sub(1)).unwrap_or_default();
    let kept = memchr::memrchr_iter(b'\n', before).nth(KEPT - 1);
    kept.and_then(|line| text.get(line + 1..)).unwrap_or(text)
}

/// Calls `found` with the hash of each feature of the text, as often as it is there.
pub fn each(text: &[u8], mut found: impl FnMut(u32)) {
    let text = telling(text);
    let mut at = 0;
    // The hashes and shapes of the last pieces, the newest first.
    let mut last = 0_u32;
    let mut shapes = [0_u32; 4];
    let mut begins = true;
    let mut pieces = 0_u32;
    while let Some(&byte) = text.get(at) {
        let start = at;
        let (piece, shape) = match kind(byte) {
            Kind::Space => {
                at += 1;
                continue;
            }
            Kind::Line => {
                let (end, shape) = line(text, at);
                at = end;
                (shape as u32, shape as u32)
            }
            Kind::Letter => {
                let (end, hash, shape) = word(text, at);
                at = end;
                (hash, shape as u32)
            }
            Kind::Digit => {
                let (end, hash) = number(text, at);
                at = end;
                (hash, Shape::Number as u32)
            }
            Kind::Sign => {
                at += 1;
                (u32::from(byte), u32::from(byte))
            }
        };
        // The first byte of a text has nothing before it, as the first of a line.
        let spaced = u32::from(
            start
                .checked_sub(1)
                .and_then(|before| text.get(before))
                .is_none_or(|before| matches!(before, b' ' | b'\t' | b'\n')),
        );
        let own = mix(piece, 1);
        found(own);
        if begins {
            found(mix(own, 2));
        }
        if pieces < 3 {
            found(mix(own, 0x100 + pieces));
        }
        found(mix(mix(last, 3 + spaced), piece));
        let [a, b, c, d] = shapes;
        let near = mix(mix(b, 5), mix(a, 7 + spaced));
        found(mix(near, shape));
        found(mix(near, piece ^ 0x5bd1_e995));
        found(mix(mix(mix(d, 11), mix(c, 13)), mix(near, shape)));
        shapes = [shape, a, b, c];
        last = piece;
        begins = shape >= Shape::Line as u32 && shape <= Shape::Tab as u32;
        pieces += 1;
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Space,
    Line,
    Letter,
    Digit,
    Sign,
}

fn kind(byte: u8) -> Kind {
    match byte {
        b'\n' => Kind::Line,
        0..=b' ' => Kind::Space,
        b'0'..=b'9' => Kind::Digit,
        b'A'..=b'Z' | b'a'..=b'z' | b'_' | 0x80.. => Kind::Letter,
        _ => Kind::Sign,
    }
}

/// The end of line ends and the white space behind, and how deep the next line is.
fn line(text: &[u8], at: usize) -> (usize, Shape) {
    let mut end = at;
    let mut lines = 0;
    let mut blank = 0;
    let mut tab = false;
    while let Some(byte) = text.get(end) {
        match byte {
            b'\n' => (lines, blank, tab) = (lines + 1, 0, false),
            b'\t' => tab = true,
            b' ' => blank += 1,
            b'\r' | 0x0c => {}
            _ => break,
        }
        end += 1;
    }
    let shape = match (tab, blank, lines) {
        (true, _, _) => Shape::Tab,
        (false, 1.., _) => Shape::Deep,
        (false, 0, 1) => Shape::Line,
        _ => Shape::Gap,
    };
    (end, shape)
}

fn word(text: &[u8], at: usize) -> (usize, u32, Shape) {
    let mut end = at;
    let mut hash = WORD;
    let (mut lower, mut upper) = (false, false);
    while let Some(&byte) = text.get(end) {
        match byte {
            b'a'..=b'z' | 0x80.. => lower = true,
            b'A'..=b'Z' => upper = true,
            b'0'..=b'9' | b'_' => {}
            _ => break,
        }
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        end += 1;
    }
    let first = text.get(at).is_some_and(u8::is_ascii_uppercase);
    let second = text.get(at + 1).is_some_and(u8::is_ascii_uppercase);
    if text.get(at).is_some_and(|first| *first >= 0x80) {
        return (end, FOREIGN, Shape::Foreign);
    }
    let shape = match (lower, upper) {
        (_, false) => Shape::Lower,
        (false, true) => Shape::Upper,
        (true, true) if first && !second => Shape::Capital,
        _ => Shape::Mixed,
    };
    (end, hash, shape)
}

/// Numbers are told apart by what is written behind them, such as `0x`, `px` or `u8`.
fn number(text: &[u8], at: usize) -> (usize, u32) {
    let mut end = at;
    let mut hash = WORD ^ 0x55;
    let mut hex = false;
    while let Some(&byte) = text.get(end) {
        match byte {
            b'0'..=b'9' | b'_' => {}
            b'x' | b'X' if end == at + 1 => hex = true,
            b'a'..=b'f' | b'A'..=b'F' if hex => {}
            b'a'..=b'z' | b'A'..=b'Z' => hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193),
            _ => break,
        }
        end += 1;
    }
    (end, mix(hash, u32::from(hex)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn most_of_a_long_licence_is_left_out() {
        let licence = "# Permission is granted to everybody.\n".repeat(10);
        let text = format!("{licence}import os\n");
        let kept = "# Permission is granted to everybody.\n".repeat(2) + "import os\n";
        assert_eq!(telling(text.as_bytes()), kept.as_bytes());
        let block = format!(
            "/*\n{} */\nint x;\n",
            " * Words of a licence, of which there are many.\n".repeat(10)
        );
        assert!(telling(block.as_bytes()).ends_with(b" */\nint x;\n"));
        assert!(telling(block.as_bytes()).len() < 120);
        assert_eq!(telling(b"# short\nx = 1\n"), b"# short\nx = 1\n");
    }

    proptest! {
        #[test]
        fn any_bytes_have_features(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut count = 0;
            each(&bytes, |_| count += 1);
            prop_assert_eq!(count > 0, bytes.iter().any(|byte| matches!(byte, b'\n' | b'!'..)));
        }
    }
}
