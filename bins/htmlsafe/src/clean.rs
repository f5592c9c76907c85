//! The cleaner: what becomes of each token under the policy.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::address;
use crate::attributes::Attributes;
use crate::elements::{self, BLOCK, Id, OUTSIDE, RAW_TEXT, RCDATA, VOID};
use crate::finding::{Finding, Kind, Position};
use crate::policy::{Mode, Policy};
use crate::reference::{self, Context};
use crate::tokenizer::{Next, References, Tag, Token, Tokenizer};
use crate::tree::{Placement, Tree, is_remembered};
use crate::writer;

/// What is dropped when it is more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Open elements, one inside the other.
    pub depth: usize,
    /// Bytes of one tag.
    pub tag: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            depth: 512,
            tag: 1 << 20,
        }
    }
}

/// Cleans one input, which comes in pieces of any size.
#[derive(Debug)]
pub struct Cleaner<'p> {
    policy: &'p Policy,
    tokenizer: Tokenizer,
    tree: Tree<'p>,
    /// The beginning of a token whose end has not come yet.
    pending: String,
    out: String,
    findings: Option<Vec<Finding>>,
    position: Position,
    /// An element that goes with its content.
    removing: Option<Removing>,
    /// The next token follows a tag after which browsers ignore a newline.
    newline_ignored: bool,
    /// The output ends with such a tag.
    newline_lost: bool,
    /// No tag was read yet.
    before_tags: bool,
    limit_hit: bool,
}

#[derive(Debug)]
struct Removing {
    name: String,
    depth: usize,
}

/// Longest name of an element that is looked up; a longer one is no element's.
const LONGEST_NAME: usize = 256;
const SHOWN: usize = 200;

impl<'p> Cleaner<'p> {
    /// A cleaner for one input. `findings`: collect what is removed.
    #[must_use]
    pub fn new(policy: &'p Policy, limits: Limits, findings: bool) -> Cleaner<'p> {
        Cleaner {
            policy,
            tokenizer: Tokenizer::new(limits.tag),
            tree: Tree::new(policy, limits.depth),
            pending: String::new(),
            out: String::new(),
            findings: findings.then(Vec::new),
            position: Position::START,
            removing: None,
            newline_ignored: false,
            newline_lost: false,
            before_tags: true,
            limit_hit: false,
        }
    }

    /// Reads the next piece of the input.
    pub fn feed(&mut self, text: &str) {
        self.read(text, false);
    }

    /// The input ends here: everything is closed.
    pub fn finish(&mut self) {
        self.read("", true);
        self.tree.finish(&mut self.out);
    }

    /// The output so far, which was not taken before. It ends between two tokens.
    pub fn take_output(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    /// The findings so far, which were not taken before.
    pub fn take_findings(&mut self) -> Vec<Finding> {
        self.findings.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Whether something was dropped because of a limit.
    #[must_use]
    pub fn limit_hit(&self) -> bool {
        self.limit_hit
    }

    fn read(&mut self, text: &str, last: bool) {
        if self.pending.is_empty() {
            let used = self.tokens(text, last);
            self.pending.push_str(text.get(used..).unwrap_or(""));
        } else {
            let mut buffer = std::mem::take(&mut self.pending);
            buffer.push_str(text);
            let used = self.tokens(&buffer, last);
            buffer.drain(..used);
            self.pending = buffer;
        }
    }

    fn tokens(&mut self, text: &str, last: bool) -> usize {
        let mut used = 0;
        loop {
            let rest = text.get(used..).unwrap_or("");
            let Next::Token(token, len) = self.tokenizer.next(rest, last) else {
                return used;
            };
            let len = self.token(token, len);
            if self.findings.is_some() {
                self.position.advance(rest.get(..len).unwrap_or(rest));
            }
            used += len;
        }
    }

    /// Deals with a token of `len` bytes; says how many of them are done with.
    fn token(&mut self, token: Token<'_>, len: usize) -> usize {
        let newline_ignored = std::mem::take(&mut self.newline_ignored);
        if let Some(removing) = &mut self.removing {
            let named = |tag: Tag<'_>| tag.name.eq_ignore_ascii_case(&removing.name);
            match token {
                Token::Start(tag) if named(tag) => removing.depth += 1,
                Token::End(tag) if named(tag) => removing.depth -= 1,
                Token::TooLong(raw) if raw.starts_with("</") && named(Tag::new(raw)) => removing.depth -= 1,
                Token::Start(tag) => self.enter_content(lower(tag.name).as_ref()),
                _ => {}
            }
            self.removing.take_if(|removing| removing.depth == 0);
            return len;
        }
        let bleach = self.policy.mode != Mode::Strip;
        match token {
            Token::Text(raw, references) => self.text(raw, references, newline_ignored),
            Token::Start(tag) => {
                let first = std::mem::take(&mut self.before_tags);
                return self.start(tag, first).unwrap_or(len);
            }
            Token::End(tag) => self.end(tag),
            Token::Comment(raw) => {
                let doctype = raw
                    .get(2..9)
                    .is_some_and(|word| word.eq_ignore_ascii_case("doctype"));
                let (kind, reason) = if doctype {
                    (Kind::Doctype, "document types are not kept")
                } else {
                    (Kind::Comment, "comments are not kept")
                };
                self.find(kind, None, raw, reason);
            }
            Token::Oddity("</>") => {}
            Token::Oddity(raw) => {
                let content = raw.get(2..).unwrap_or("").trim_end_matches('>');
                let named = self.policy.find(&content.trim().to_ascii_lowercase());
                if bleach && !named.is_some_and(|id| self.policy.allows(id)) {
                    self.text(raw, References::Decoded, false);
                } else {
                    self.find(Kind::Comment, None, raw, "browsers take it for a comment");
                }
            }
            Token::Cut(raw) => {
                if self.policy.mode == Mode::Escape {
                    let shown = text_before_markup(raw).unwrap_or(len);
                    self.find(Kind::Syntax, None, raw, "the input ends inside a tag");
                    self.text(raw.get(..shown).unwrap_or(raw), References::Decoded, false);
                    return shown;
                }
                self.find(Kind::Syntax, None, raw, "the input ends inside a tag");
            }
            Token::TooLong(raw) => {
                self.limit_hit = true;
                self.find(Kind::Limit, None, raw, "the tag is longer than the limit");
            }
            Token::Nothing => {}
        }
        len
    }

    fn text(&mut self, raw: &str, references: References, newline_ignored: bool) {
        let bleach = self.policy.mode != Mode::Strip;
        let text = match references {
            References::Literal => reference::decode_raw(raw),
            References::Decoded => {
                reference::decode(raw, if bleach { Context::Bleach } else { Context::Text })
            }
        };
        let text = if bleach { without_controls(text) } else { text };
        let text = if newline_ignored {
            text.strip_prefix('\n').unwrap_or(&text)
        } else {
            &text
        };
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.newline_lost) && text.starts_with('\n') {
            self.out.push('\n');
        }
        writer::text(text, &mut self.out);
    }

    /// A start tag; says how many bytes are done with when it is not all of them.
    fn start(&mut self, tag: Tag<'_>, first: bool) -> Option<usize> {
        let name = lower(tag.name);
        let strip = self.policy.mode == Mode::Strip;
        let name = if strip && name == "image" {
            Cow::Borrowed("img")
        } else {
            name
        };
        let id = self.policy.find(&name);
        if let Some(id) = id.filter(|id| self.policy.allows(*id)) {
            self.open(id, tag);
            return None;
        }
        let reason = "the element is not allowed";
        match self.policy.mode {
            Mode::Strip => {
                self.find_element(&name, tag.raw, reason);
                self.strip(id, &name);
            }
            Mode::Escape => {
                self.find_element(&name, tag.raw, reason);
                let shown = text_before_markup(tag.raw);
                self.text(
                    tag.raw.get(..shown.unwrap_or(tag.raw.len())).unwrap_or(tag.raw),
                    References::Decoded,
                    false,
                );
                return shown;
            }
            Mode::Unwrap => {
                self.find_element(&name, tag.raw, reason);
                if !first && id.is_some_and(|id| elements::is(id, BLOCK)) {
                    self.text("\n", References::Literal, false);
                }
            }
        }
        None
    }

    /// Drops a start tag as a browser's tree would lose the element.
    fn strip(&mut self, id: Option<Id>, name: &str) {
        if let Some(id) = id {
            // What is in a template is no part of the page, so its text is not shown either.
            if self.policy.removes(id) || name == "template" {
                if !elements::is(id, VOID | OUTSIDE) {
                    self.removing = Some(Removing {
                        name: name.to_owned(),
                        depth: 1,
                    });
                }
            } else if self.tree.make_room(id, &mut self.out) == Placement::Here && is_remembered(id) {
                self.tree.push(id, false);
            }
        }
        self.enter_content(name);
    }

    /// What follows the start tag of an element that changes how its content is read.
    fn enter_content(&mut self, name: &str) {
        if self.policy.mode != Mode::Strip {
            return;
        }
        self.newline_ignored = matches!(name, "pre" | "listing" | "textarea");
        let Some(id) = elements::find(name) else { return };
        let Some(name) = elements::name(id) else { return };
        if elements::is(id, RAW_TEXT) {
            self.tokenizer.enter_raw_text(name, References::Literal);
        } else if elements::is(id, RCDATA) {
            self.tokenizer.enter_raw_text(name, References::Decoded);
        } else if name == "plaintext" {
            self.tokenizer.enter_plaintext();
        }
    }

    /// Writes an allowed element's start tag.
    fn open(&mut self, id: Id, tag: Tag<'_>) {
        let policy = self.policy;
        let name = policy.name(id);
        let void = elements::is(id, VOID);
        match self.tree.make_room(id, &mut self.out) {
            Placement::Here => {}
            Placement::TooDeep if void => {}
            Placement::TooDeep => {
                self.limit_hit = true;
                self.find(
                    Kind::Limit,
                    Some(name),
                    tag.raw,
                    "the element is deeper than the limit",
                );
                return;
            }
            Placement::Nowhere => {
                self.find_element(name, tag.raw, "browsers ignore it in this place");
                return;
            }
        }
        writer::open_start(name, &mut self.out);
        self.attributes(id, tag);
        writer::close_start(&mut self.out);
        self.newline_lost = name == "pre" || name == "listing";
        self.newline_ignored = self.newline_lost;
        if !void {
            self.tree.push(id, true);
        }
    }

    fn attributes(&mut self, id: Id, tag: Tag<'_>) {
        let policy = self.policy;
        let mut seen = Seen::default();
        let mut at = (0, self.position);
        let context = if policy.mode == Mode::Strip {
            Context::Value
        } else {
            Context::Bleach
        };
        for typed in Attributes::new(tag.raw, tag.attributes_at()) {
            let name = lower(typed.name);
            let allowed = policy.attribute(id, &name);
            let refused = match allowed {
                None => Some((Kind::Attribute, "the attribute is not allowed")),
                Some(_) if !seen.first(&name) => continue,
                Some(allowed) => {
                    let value = reference::decode(typed.value, context);
                    match allowed
                        .url
                        .and_then(|urls| address::refusal(urls, &value, policy))
                    {
                        Some(reason) => Some((Kind::Url, reason)),
                        None if !policy.accepts(allowed, &value) => {
                            Some((Kind::Attribute, "its value breaks a rule"))
                        }
                        None => {
                            let prefixed = !policy.id_prefix.is_empty() && (name == "id" || name == "name");
                            let value = if prefixed && !value.starts_with(&policy.id_prefix) {
                                Cow::Owned(format!("{}{value}", policy.id_prefix))
                            } else {
                                value
                            };
                            writer::attribute(&name, &value, &mut self.out);
                            None
                        }
                    }
                }
            };
            if let (Some((kind, reason)), Some(findings)) = (refused, &mut self.findings) {
                at.1.advance(tag.raw.get(at.0..typed.at).unwrap_or(""));
                at.0 = typed.at;
                let value = reference::decode(typed.value, context);
                findings.push(finding(
                    at.1,
                    kind,
                    Some(policy.name(id)),
                    Some(&name),
                    &value,
                    "dropped",
                    reason,
                ));
            }
        }
    }

    fn end(&mut self, tag: Tag<'_>) {
        self.before_tags = false;
        let name = lower(tag.name);
        let id = self.policy.find(&name);
        let allowed = id.is_some_and(|id| self.policy.allows(id));
        match self.policy.mode {
            Mode::Escape if !allowed => self.text(tag.raw, References::Decoded, false),
            Mode::Unwrap if !allowed => {}
            _ => {
                if let Some(id) = id {
                    let before = self.out.len();
                    self.tree.end(id, &mut self.out);
                    self.newline_lost &= self.out.len() == before;
                }
            }
        }
    }

    fn find_element(&mut self, name: &str, raw: &str, reason: &'static str) {
        self.find(Kind::Element, Some(name), raw, reason);
    }

    fn find(&mut self, kind: Kind, tag: Option<&str>, value: &str, reason: &'static str) {
        let action = match (self.policy.mode, kind) {
            (Mode::Escape, Kind::Element | Kind::Syntax) => "escaped",
            (Mode::Unwrap, Kind::Element) => "unwrapped",
            _ => "dropped",
        };
        if let Some(findings) = &mut self.findings {
            findings.push(finding(self.position, kind, tag, None, value, action, reason));
        }
    }
}

fn finding(
    at: Position,
    kind: Kind,
    tag: Option<&str>,
    attr: Option<&str>,
    value: &str,
    action: &'static str,
    reason: &'static str,
) -> Finding {
    Finding {
        line: at.line,
        col: at.col,
        offset: at.offset,
        kind,
        tag: tag.map(str::to_owned),
        attr: attr.map(str::to_owned),
        value: value.chars().take(SHOWN).collect(),
        action,
        reason,
    }
}

/// A name in lower case; a name longer than any element's or attribute's is cut, so that it is none.
fn lower(name: &str) -> Cow<'_, str> {
    let name = name
        .get(..LONGEST_NAME)
        .filter(|_| name.len() > LONGEST_NAME)
        .unwrap_or(name);
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// In `<name <b>`, how long the part before the second `<` is.
fn text_before_markup(raw: &str) -> Option<usize> {
    let body = raw.trim_start_matches(['<', '/']);
    let after_name =
        body.trim_start_matches(|c: char| !c.is_ascii_whitespace() && !matches!(c, '<' | '>' | '/'));
    let after_blanks = after_name.trim_ascii_start();
    let blank = after_blanks.len() < after_name.len();
    (blank && after_blanks.starts_with('<')).then(|| raw.len() - after_blanks.len())
}

/// Bleach shows control characters as `?`.
fn without_controls(text: Cow<'_, str>) -> Cow<'_, str> {
    let control = |c: char| matches!(c, '\u{1}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}');
    if text.contains(control) {
        Cow::Owned(text.replace(control, "?"))
    } else {
        text
    }
}

/// The names of the attributes that were met in a tag.
#[derive(Default)]
struct Seen {
    few: Vec<String>,
    many: HashSet<String>,
}

impl Seen {
    /// Whether the name is met for the first time.
    fn first(&mut self, name: &str) -> bool {
        const FEW: usize = 16;
        if self.few.iter().any(|seen| seen == name) {
            return false;
        }
        if self.few.len() < FEW {
            self.few.push(name.to_owned());
            return true;
        }
        self.many.insert(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::presets::preset;
    use crate::verify::Verifier;
    use proptest::prelude::*;

    static POLICIES: LazyLock<Vec<(Policy, Verifier)>> = LazyLock::new(|| {
        let policy = |mode| {
            let mut source = preset("rich").unwrap();
            source.mode = Some(mode);
            Policy::new(source).unwrap()
        };
        let with_verifier = |policy: Policy| {
            let verifier = Verifier::new(&policy).unwrap();
            (policy, verifier)
        };
        [Mode::Strip, Mode::Escape, Mode::Unwrap]
            .map(policy)
            .map(with_verifier)
            .into()
    });

    fn clean_in_pieces(text: &str, policy: &Policy, limits: Limits, cuts: &[usize]) -> String {
        let mut cleaner = Cleaner::new(policy, limits, true);
        let mut output = String::new();
        let mut at = 0;
        let boundaries = cuts
            .iter()
            .map(|cut| cut % (text.len() + 1))
            .filter(|cut| text.is_char_boundary(*cut));
        let mut cuts: Vec<usize> = boundaries.collect();
        cuts.sort_unstable();
        for cut in cuts.into_iter().chain([text.len()]) {
            cleaner.feed(text.get(at..cut).unwrap());
            output.push_str(&cleaner.take_output());
            at = cut;
        }
        cleaner.finish();
        output + &cleaner.take_output()
    }

    /// Markup, whole and broken, more often than chance would have it.
    fn markup() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            4 => "</?(a|b|p|pre|div|table|tr|td|li|ul|h1|button|script|style|svg|title|xmp|template|x-y|image)( [a-z]{1,5}=[\"']?[a-z:&<>/]{0,6}[\"']?)?/?>?",
            1 => "<(img|a) (src|href|onerror|title)=[\"']?(javascript:|&#1;java\\tscript&colon;|http://x|//|#)[a-z]{0,3}[\"']?>?",
            1 => "&(amp|lt|LT|notin|not|#60|#x3c|#0|#13|bogus);?",
            1 => "<!--[a-z<>!-]{0,8}(-->)?|<![a-z]{0,4}>?|</[ 3]>?|<[?]",
            2 => "[ a-z\r\n\u{0}\u{1}\u{a0}\u{4e2d}<>\"'=&;-]{0,6}",
        ];
        proptest::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn output_is_safe_stable_and_the_same_however_the_input_is_cut(
            text in markup(),
            cuts in proptest::collection::vec(any::<usize>(), 0..6),
            depth in 1usize..20,
            tag in 8usize..80,
        ) {
            for (policy, verifier) in POLICIES.iter() {
                for limits in [Limits::default(), Limits { depth, tag }] {
                    let output = clean_in_pieces(&text, policy, limits, &[]);
                    prop_assert!(verifier.accepts(&output), "{:?} {output:?}", policy.mode);
                    prop_assert_eq!(&clean_in_pieces(&text, policy, limits, &cuts), &output);
                    let unlimited = Limits::default();
                    prop_assert_eq!(&clean_in_pieces(&output, policy, unlimited, &[]), &output, "{:?}", policy.mode);
                }
            }
        }
    }
}
