//! The tokenizer: text, tags and comments as a browser finds them (WHATWG HTML, section 13.2.5), as slices of the input.
//!
//! It looks at a buffer and says what stands at its start and how long it is, or that more is needed first. What
//! cannot be held, it passes over in pieces, with a state of a few bytes.

use crate::reference;

/// What stands at the start of the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'t> {
    /// Characters; with references, or as they are.
    Text(&'t str, References),
    /// A start tag.
    Start(Tag<'t>),
    /// An end tag.
    End(Tag<'t>),
    /// A comment, a doctype, or what browsers take for a comment; its beginning when it is long.
    Comment(&'t str),
    /// `<!`, `</` or `<?` that only Bleach takes for text.
    Oddity(&'t str),
    /// A tag that the end of the input cuts off.
    Cut(&'t str),
    /// The beginning of a tag that is longer than the limit.
    TooLong(&'t str),
    /// More of what was dropped.
    Nothing,
}

/// Whether character references count in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum References {
    Decoded,
    Literal,
}

/// A tag as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'t> {
    /// The whole tag, from `<` to `>`.
    pub(crate) raw: &'t str,
    pub(crate) name: &'t str,
}

impl<'t> Tag<'t> {
    /// Where the attributes begin in `raw`.
    pub(crate) fn attributes_at(&self) -> usize {
        let slash = usize::from(self.raw.starts_with("</"));
        1 + slash + self.name.len()
    }

    /// The tag that `raw` is, or begins.
    pub(crate) fn new(raw: &'t str) -> Tag<'t> {
        let body = raw.strip_prefix("</").or(raw.strip_prefix('<')).unwrap_or("");
        let len = body
            .bytes()
            .position(|byte| matches!(byte, b'/' | b'>') || is_space(byte))
            .unwrap_or(body.len());
        Tag {
            raw,
            name: body.get(..len).unwrap_or(""),
        }
    }
}

/// What [`Tokenizer::next`] found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next<'t> {
    /// A token, and how many bytes it takes.
    Token(Token<'t>, usize),
    /// The buffer ends before the token does.
    More,
}

/// Reads one input.
#[derive(Debug)]
pub(crate) struct Tokenizer {
    state: State,
    max_tag: usize,
}

#[derive(Debug)]
enum State {
    Data,
    /// Inside an element whose content is text up to its own end tag.
    RawText {
        name: &'static str,
        references: References,
        script: Script,
    },
    /// All the rest is text.
    Plaintext,
    Comment,
    BogusComment,
    LongTag(TagState),
}

/// The states of script data (section 13.2.5.18 and following), as far as they decide where a script ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Script {
    level: ScriptLevel,
    /// Dashes in a row before this place, up to 2.
    dashes: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum ScriptLevel {
    #[default]
    Plain,
    Escaped,
    DoubleEscaped,
}

/// Where in a tag the scan for its end is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TagState {
    Name,
    BeforeAttribute,
    AttributeName,
    AfterAttributeName,
    BeforeValue,
    Quoted(u8),
    Unquoted,
}

/// A comment is handed over whole up to this length, else its beginning only.
const COMMENT: usize = 4096;

impl Tokenizer {
    pub(crate) fn new(max_tag: usize) -> Tokenizer {
        Tokenizer {
            state: State::Data,
            max_tag,
        }
    }

    /// What follows is text up to the end tag of `name`.
    pub(crate) fn enter_raw_text(&mut self, name: &'static str, references: References) {
        self.state = State::RawText {
            name,
            references,
            script: Script::default(),
        };
    }

    /// What follows is text.
    pub(crate) fn enter_plaintext(&mut self) {
        self.state = State::Plaintext;
    }

    /// What stands at the start of `input`; `last`: nothing follows it.
    pub(crate) fn next<'t>(&mut self, input: &'t str, last: bool) -> Next<'t> {
        if input.is_empty() {
            return Next::More;
        }
        match &mut self.state {
            State::Data => self.data(input, last),
            State::Plaintext => text(input, input.len(), last, References::Literal),
            State::RawText { .. } => self.raw_text(input, last),
            State::Comment => {
                let (used, ended) = match comment_end(input, 0) {
                    Some(end) => (end, true),
                    None if last => (input.len(), true),
                    None => (floor(input, input.len().saturating_sub(3)), false),
                };
                self.pass_over(used, ended)
            }
            State::BogusComment => {
                let end = memchr::memchr(b'>', input.as_bytes()).map(|at| at + 1);
                self.pass_over(end.unwrap_or(input.len()), end.is_some())
            }
            State::LongTag(state) => {
                let end = tag_end(input.as_bytes(), 0, state).map(|at| at + 1);
                self.pass_over(end.unwrap_or(input.len()), end.is_some())
            }
        }
    }

    fn pass_over<'t>(&mut self, used: usize, ended: bool) -> Next<'t> {
        if ended {
            self.state = State::Data;
        }
        if used == 0 {
            Next::More
        } else {
            Next::Token(Token::Nothing, used)
        }
    }

    fn data<'t>(&mut self, input: &'t str, last: bool) -> Next<'t> {
        let bytes = input.as_bytes();
        let next = |at: usize| bytes.get(at).copied();
        match (next(0), next(1), next(2)) {
            (Some(b'<'), None, _) if !last => Next::More,
            (Some(b'<'), Some(b'/'), None) if !last => Next::More,
            (Some(b'<'), Some(letter), _) if letter.is_ascii_alphabetic() => self.tag(input, 1, last),
            (Some(b'<'), Some(b'/'), Some(letter)) if letter.is_ascii_alphabetic() => {
                self.tag(input, 2, last)
            }
            (Some(b'<'), Some(b'/'), Some(_)) => self.bogus_comment(input, last, Token::Oddity),
            (Some(b'<'), Some(b'!'), _) => self.declaration(input, last),
            (Some(b'<'), Some(b'?'), _) => self.bogus_comment(input, last, Token::Comment),
            _ => {
                let end = memchr::memchr(b'<', bytes.get(1..).unwrap_or(&[])).map(|at| at + 1);
                text(
                    input,
                    end.unwrap_or(bytes.len()),
                    last || end.is_some(),
                    References::Decoded,
                )
            }
        }
    }

    fn tag<'t>(&mut self, input: &'t str, name_at: usize, last: bool) -> Next<'t> {
        let mut state = TagState::Name;
        match tag_end(input.as_bytes(), name_at, &mut state) {
            Some(end) => {
                let raw = input.get(..=end).unwrap_or(input);
                if raw.len() > self.max_tag {
                    return Next::Token(Token::TooLong(raw), raw.len());
                }
                let tag = Tag::new(raw);
                Next::Token(
                    if name_at == 2 {
                        Token::End(tag)
                    } else {
                        Token::Start(tag)
                    },
                    raw.len(),
                )
            }
            None if input.len() > self.max_tag => {
                self.state = State::LongTag(state);
                Next::Token(Token::TooLong(input), input.len())
            }
            None if last => Next::Token(Token::Cut(input), input.len()),
            None => Next::More,
        }
    }

    fn declaration<'t>(&mut self, input: &'t str, last: bool) -> Next<'t> {
        const OPEN: &str = "<!--";
        if !input.starts_with(OPEN) {
            return if OPEN.starts_with(input) && !last {
                Next::More
            } else {
                self.bogus_comment(input, last, Token::Comment)
            };
        }
        let body = input.get(OPEN.len()..).unwrap_or("");
        let end = if body.starts_with('>') {
            Some(OPEN.len() + 1)
        } else if body.starts_with("->") {
            Some(OPEN.len() + 2)
        } else {
            comment_end(input, OPEN.len())
        };
        match end {
            Some(end) => Next::Token(Token::Comment(input.get(..end).unwrap_or(input)), end),
            None if last => Next::Token(Token::Comment(input), input.len()),
            None if input.len() < COMMENT => Next::More,
            None => {
                self.state = State::Comment;
                let used = floor(input, input.len() - 3);
                Next::Token(Token::Comment(input.get(..used).unwrap_or("")), used)
            }
        }
    }

    /// Up to `>`.
    fn bogus_comment<'t>(&mut self, input: &'t str, last: bool, token: fn(&'t str) -> Token<'t>) -> Next<'t> {
        match memchr::memchr(b'>', input.as_bytes()) {
            Some(at) => Next::Token(token(input.get(..=at).unwrap_or(input)), at + 1),
            None if last => Next::Token(token(input), input.len()),
            None if input.len() < COMMENT => Next::More,
            None => {
                self.state = State::BogusComment;
                Next::Token(token(input), input.len())
            }
        }
    }

    fn raw_text<'t>(&mut self, input: &'t str, last: bool) -> Next<'t> {
        let State::RawText {
            name,
            references,
            script,
        } = &mut self.state
        else {
            return Next::More;
        };
        let (name, references) = (*name, *references);
        let found = if name == "script" {
            script.find_end(input.as_bytes(), last)
        } else {
            find_end_tag(input.as_bytes(), name, last)
        };
        match found {
            Found::EndTag(0) => {
                let next = self.tag(input, 2, last);
                if matches!(next, Next::Token(..)) && !matches!(self.state, State::LongTag(_)) {
                    self.state = State::Data;
                }
                next
            }
            Found::EndTag(at) => text(input, at, true, references),
            Found::None(0) => Next::More,
            Found::None(safe) => {
                let safe = floor(input, safe);
                text(
                    input,
                    safe,
                    last || safe < input.len() && references == References::Literal,
                    references,
                )
            }
        }
    }
}

/// A text token of `end` bytes; unless it is `whole`, what may go on in the next buffer is left for later.
fn text(input: &str, end: usize, whole: bool, references: References) -> Next<'_> {
    let found = input.get(..end).unwrap_or(input);
    let len = if whole {
        found.len()
    } else {
        reference::complete(found)
    };
    match found.get(..len) {
        Some(found) if len > 0 => Next::Token(Token::Text(found, references), len),
        _ => Next::More,
    }
}

/// The largest character boundary up to `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

/// Behind the end of a comment whose content begins at `from`: `-->` or `--!>`.
fn comment_end(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'>', bytes).find_map(|at| {
        let content = bytes.get(from..at).unwrap_or(&[]);
        (content.ends_with(b"--") || content.ends_with(b"--!")).then_some(at + 1)
    })
}

/// The place of the `>` that ends the tag, scanning from `at`.
fn tag_end(bytes: &[u8], mut at: usize, state: &mut TagState) -> Option<usize> {
    while let Some(&byte) = bytes.get(at) {
        if byte == b'>' && !matches!(state, TagState::Quoted(_)) {
            return Some(at);
        }
        *state = match *state {
            TagState::Quoted(quote) => {
                let rest = bytes.get(at..).unwrap_or(&[]);
                match memchr::memchr(quote, rest) {
                    Some(end) => {
                        at += end;
                        TagState::BeforeAttribute
                    }
                    None => return None,
                }
            }
            TagState::Name if is_space(byte) || byte == b'/' => TagState::BeforeAttribute,
            TagState::BeforeAttribute if is_space(byte) || byte == b'/' => TagState::BeforeAttribute,
            TagState::BeforeAttribute => TagState::AttributeName,
            TagState::AttributeName | TagState::AfterAttributeName => match byte {
                b'=' => TagState::BeforeValue,
                b'/' => TagState::BeforeAttribute,
                _ if is_space(byte) => TagState::AfterAttributeName,
                _ => TagState::AttributeName,
            },
            TagState::BeforeValue if is_space(byte) => TagState::BeforeValue,
            TagState::BeforeValue if matches!(byte, b'"' | b'\'') => TagState::Quoted(byte),
            TagState::BeforeValue => TagState::Unquoted,
            TagState::Unquoted if is_space(byte) => TagState::BeforeAttribute,
            same => same,
        };
        at += 1;
    }
    None
}

/// Where raw text ends.
enum Found {
    /// Its end tag begins here.
    EndTag(usize),
    /// There is none in the first so many bytes.
    None(usize),
}

fn find_end_tag(bytes: &[u8], name: &str, last: bool) -> Found {
    for at in memchr::memchr_iter(b'<', bytes) {
        match is_tag(bytes.get(at..).unwrap_or(&[]), "</", name) {
            Some(true) => return Found::EndTag(at),
            None if !last => return Found::None(at),
            _ => {}
        }
    }
    Found::None(bytes.len())
}

/// Whether `bytes` begins with this tag; `None` when there are too few of them to tell.
fn is_tag(bytes: &[u8], open: &str, name: &str) -> Option<bool> {
    let expected = open.bytes().chain(name.bytes());
    for (at, expected) in expected.enumerate() {
        if !bytes.get(at)?.eq_ignore_ascii_case(&expected) {
            return Some(false);
        }
    }
    let after = *bytes.get(open.len() + name.len())?;
    Some(is_space(after) || matches!(after, b'/' | b'>'))
}

impl Script {
    /// Goes through script data up to its end tag, or as far as the bytes allow to tell.
    fn find_end(&mut self, bytes: &[u8], last: bool) -> Found {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let rest = bytes.get(at..).unwrap_or(&[]);
            if byte == b'<' {
                let opens_comment = rest.starts_with(b"<!--");
                let end_tag = is_tag(rest, "</", "script");
                let start_tag = is_tag(rest, "<", "script");
                let unclear = end_tag.is_none() || start_tag.is_none() || rest.len() < 4;
                match self.level {
                    ScriptLevel::Plain | ScriptLevel::Escaped if end_tag == Some(true) => {
                        return Found::EndTag(at);
                    }
                    ScriptLevel::Plain if opens_comment => {
                        *self = Script {
                            level: ScriptLevel::Escaped,
                            dashes: 2,
                        };
                        at += 4;
                        continue;
                    }
                    ScriptLevel::Escaped if start_tag == Some(true) => {
                        self.level = ScriptLevel::DoubleEscaped
                    }
                    ScriptLevel::DoubleEscaped if end_tag == Some(true) => self.level = ScriptLevel::Escaped,
                    _ if unclear && !last => return Found::None(at),
                    _ => {}
                }
            }
            if byte == b'>' && self.dashes == 2 {
                self.level = ScriptLevel::Plain;
            }
            self.dashes = if byte == b'-' { (self.dashes + 1).min(2) } else { 0 };
            at += 1;
        }
        Found::None(bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(input: &str) -> Vec<String> {
        let mut tokenizer = Tokenizer::new(1 << 20);
        let mut rest = input;
        let mut found = Vec::new();
        while let Next::Token(token, used) = tokenizer.next(rest, true) {
            if let Token::Start(tag) = token
                && tag.name == "script"
            {
                tokenizer.enter_raw_text("script", References::Literal);
            }
            found.push(match token {
                Token::Text(text, _) => format!("text {text}"),
                Token::Start(tag) => format!("start {}", tag.name),
                Token::End(tag) => format!("end {}", tag.name),
                Token::Comment(text) => format!("comment {text}"),
                Token::Oddity(text) => format!("oddity {text}"),
                Token::Cut(text) => format!("cut {text}"),
                Token::TooLong(_) | Token::Nothing => "dropped".into(),
            });
            rest = rest.get(used..).unwrap();
        }
        found
    }

    #[test]
    fn markup_is_what_a_browser_takes_for_it() {
        assert_eq!(
            tokens("a < b<b c='>'>x</b>"),
            ["text a ", "text < b", "start b", "text x", "end b"]
        );
        assert_eq!(
            tokens("<!-->a<!--->b<!-- - -- --!>c"),
            [
                "comment <!-->",
                "text a",
                "comment <!--->",
                "text b",
                "comment <!-- - -- --!>",
                "text c"
            ]
        );
        assert_eq!(tokens("<a x='"), ["cut <a x='"]);
        assert_eq!(
            tokens("</3><?x><!D>"),
            ["oddity </3>", "comment <?x>", "comment <!D>"]
        );
    }

    #[test]
    fn a_script_ends_where_a_browser_ends_it() {
        assert_eq!(
            tokens("<script>a</scriptx></script >b"),
            ["start script", "text a</scriptx>", "end script", "text b"]
        );
        assert_eq!(
            tokens("<script><!--<script></script>--></script>b")
                .last()
                .unwrap(),
            "text b"
        );
        assert_eq!(tokens("<script><!--></script>b").last().unwrap(), "text b");
    }

    #[test]
    fn a_tag_in_a_quoted_value_is_none() {
        assert_eq!(tokens(r#"<p a="<b>" b=<i c='"'>"#), ["start p"]);
    }
}
