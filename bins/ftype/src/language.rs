//! The language of a text: by what its beginning proves, else by the file's name, else by a model of what languages look like.

pub mod features;
pub mod model;
mod name;
mod rules;

use std::path::Path;
use std::sync::LazyLock;

use crate::identify::{Answer, Why};
use crate::probe;
use crate::text::Text;
use crate::types::{self, DATA, Group, Type};

pub(crate) use rules::shebang;

/// Fewer bytes than this show no language.
const LITTLE: usize = 8;

/// So many bytes are enough when they leave less doubt than this.
const EARLY: usize = 2048;
const SURE: f32 = 0.98;

/// A language that is less likely, with those that are hardly told from it, than everything else together is a guess.
const UNSURE: f64 = 0.5;

/// Languages that are hardly told apart by little text: together they may be likely.
const ALIKE: &[&[&str]] = &[
    &["c", "cpp", "objectivec"],
    &["javascript", "typescript"],
    &["css", "scss", "less"],
    &["lisp", "scheme", "clojure"],
    &["ini", "properties", "toml"],
    &["markdown", "rst", "asciidoc"],
];

/// What is written like running text is what it looks like, and not what its name says, when that is this likely, and the
/// other this unlikely.
const PROSE: f64 = 0.3;
const HOPELESS: f64 = 0.02;

/// A line of so many words may be a sentence; so much of a text is looked at for sentences, in bytes.
const SENTENCE: usize = 5;
const PROSE_READ: usize = 3 << 10;

/// In sentences, one in so many words stands in front of a mark.
const MARKED: usize = 20;

/// So much of a program, in bytes, has enough signs.
const FIRST: usize = 512;

/// What the model says of sentences counts for so much.
const DOUBTED: f64 = 0.3;

/// So many of a language's extensions are its own.
const USUAL: usize = 2;

/// What a name says is not believed when it is less likely than this.
const FLOOR: f64 = 0.0005;

/// What is poor in signs and this likely to be plain text is no program.
const PLAIN: f64 = 0.05;

/// Of so much text, in bytes, one in so many is a sign in what is written for machines.
const SIGNS: (usize, usize) = (1024, 33);

/// How likely an alternative is at least, and how many there are at most.
const LEAST: f64 = 0.02;
const MOST: usize = 5;

/// The answer for a text; `whole` when all of it is there.
pub(crate) fn identify(text: &Text<'_>, name: Option<&Path>, whole: bool) -> Answer {
    if let Some(label) = probe::xml::identify(text) {
        // A page may have programs in it.
        let program = label == "html" && text.head().contains("<?php");
        return Answer {
            confidence: if program { 0.7 } else { 1.0 },
            alternatives: program.then_some((*Type::of("php"), 0.3)).into_iter().collect(),
            also: is_xhtml(text.head()).then_some("xml"),
            ..Answer::sure(*Type::of(label), Why::Xml)
        };
    }
    let proven = rules::prove(text, whole);
    if let Some(("javascript", Why::Shebang)) = proven {
        // Node runs more than JavaScript; others take TypeScript as it is.
        let named = name.map(name::possible).unwrap_or_default();
        let named = named
            .into_iter()
            .find(|of| matches!(of.label, "javascript" | "typescript" | "coffeescript"));
        let typed = shebang(text.head()).is_some_and(|program| matches!(program.as_str(), "bun" | "deno"));
        let scripts: &[&str] = if typed {
            &["javascript", "typescript"]
        } else {
            &["javascript"]
        };
        let script = by_model(text, ranked(text), |of| {
            named.map_or(scripts.contains(&of.label), |named| named == *of)
        });
        // Which of them it is may be open, but not that it is one.
        let script = match script.of.label {
            "txt" => Answer::sure(*Type::of("javascript"), Why::Shebang),
            _ => script,
        };
        return Answer {
            why: Why::Shebang,
            confidence: script.confidence.clamp(0.8, 0.95),
            ..script
        };
    }
    // A table in a program is a part of it.
    let table = matches!(proven, Some(("csv" | "tsv", _)));
    let named = if proven.is_none() || table {
        possible(name, text.head())
    } else {
        Vec::new()
    };
    let program = !named.is_empty() && named.iter().all(|of| of.group == Group::Code);
    let proven = proven.filter(|_| !(program && table));
    if let Some((label, why)) = proven {
        // One line of it is JSON as well.
        let lines = label == "json"
            && name
                .and_then(types::extension)
                .is_some_and(|own| Type::of("ndjson").has_extension(&own));
        let label = if lines { "ndjson" } else { label };
        return Answer {
            confidence: 0.95,
            ..Answer::sure(*Type::of(label), why)
        };
    }
    if named.is_empty() && shebang(text.head()).is_some() {
        // Of an interpreter that nobody knows.
        return Answer {
            confidence: 0.9,
            ..Answer::sure(*Type::of("txt"), Why::Shebang)
        };
    }
    match named.as_slice() {
        [] if rules::is_yaml(text.head(), whole) => Answer {
            confidence: 0.9,
            ..Answer::sure(*Type::of("yaml"), Why::Heuristics)
        },
        [] if shows_nothing(text.head()) || is_list_of_paths(text.head()) => Answer {
            confidence: 0.7,
            ..Answer::sure(*Type::of("txt"), Why::Heuristics)
        },
        [] => by_model(text, ranked(text), |_| true),
        [only] if only.label == "ini" && !has_section(text.head()) && !is_called_ini(name) => Answer {
            confidence: 0.5,
            ..Answer::sure(*Type::of("txt"), Why::Heuristics)
        },
        [only] => {
            let said = Answer {
                confidence: 0.9,
                ..Answer::sure(*only, Why::Name)
            };
            // Only what looks like prose is worth the model, and what has its name by a habit that others share.
            let usual = is_usual(*only, name);
            let code = only.group == Group::Code;
            let prose = code && is_prose(text.head());
            if usual && !prose && !(code && is_poor_in_signs(text.head())) || !is_learnt(*only) {
                return said;
            }
            let ranked = ranked(text);
            let other = prose || lies(&ranked, &[*only]) || !usual && is_foreign(text.head());
            match other || !usual && is_hopeless(&ranked, *only, usual) {
                true => by_model(text, ranked, |_| true),
                false => said,
            }
        }
        several => {
            let ranked = ranked(text);
            // Tables show themselves by their lines.
            let is_open = |of: &&Type| match of.label {
                "csv" | "tsv" => false,
                _ => !is_learnt(**of) || !is_hopeless(&ranked, **of, is_usual(**of, name)),
            };
            let open: Vec<Type> = several.iter().filter(is_open).copied().collect();
            let prose = several.iter().all(|of| of.group == Group::Code) && is_prose(text.head());
            if open.is_empty() || lies(&ranked, &open) || prose {
                return by_model(text, ranked, |_| true);
            }
            let mut answer = by_model(text, ranked, |of| open.contains(of));
            let others = answer.alternatives.iter().map(|(_, likely)| likely);
            // The name leaves only these.
            let share = others.sum::<f64>() + answer.confidence;
            if share > 0.0 {
                answer.confidence = (answer.confidence / share).min(0.9);
                answer
                    .alternatives
                    .iter_mut()
                    .for_each(|(_, likely)| *likely /= share);
            }
            Answer {
                why: Why::Name,
                ..answer
            }
        }
    }
}

/// XHTML says so by an XML declaration, its document type or its namespace.
fn is_xhtml(head: &str) -> bool {
    let start = head.trim_start().get(..1024).unwrap_or(head);
    start.starts_with("<?xml") || start.contains("XHTML") || start.contains("/1999/xhtml")
}

/// True when the name says programs and the text is prose, such as a tutorial in Spanish whose name ends in `.es`.
fn lies(ranked: &[(Type, f64)], named: &[Type]) -> bool {
    let of_named = |(of, _): &&(Type, f64)| named.contains(of);
    let said: f64 = ranked.iter().filter(of_named).map(|(_, likely)| likely).sum();
    let prose = |(of, likely): &(Type, f64)| of.label == "txt" && *likely >= PROSE;
    said <= HOPELESS && named.iter().all(|of| of.group == Group::Code) && ranked.iter().any(prose)
}

/// True when what the name says is unlikely: a time zone's `.tab` is no SQL. What a language's own extension says is worth more
/// than what one says that others use as well.
fn is_hopeless(ranked: &[(Type, f64)], named: Type, usual: bool) -> bool {
    let least = if usual { FLOOR } else { HOPELESS };
    likelihood_with_kin(ranked, &named) <= least
}

/// True when most lines are sentences: words of letters alone, of any script, and the signs between them. Programs have such
/// lines in comments, where a sign stands in front of them, and in blocks, whose signs are looked for.
fn is_prose(head: &str) -> bool {
    let blocks = [
        "/*", "(*", "{-", "\"\"\"", "'''", "--[[", "#|", "<#", "%{", "\n=head", "\n=pod", "\n=begin",
        "\n=over", "\n=item", "\n=cut", "<<",
    ];
    let telling = features::telling(head.as_bytes());
    let telling = telling.get(..PROSE_READ).unwrap_or(telling);
    // Most programs show what they are by their first lines.
    let first = telling.get(..FIRST).unwrap_or(telling);
    let is_code = |byte: &&u8| {
        matches!(
            **byte,
            b'{' | b'}' | b';' | b'<' | b'>' | b'(' | b')' | b'/' | b'#' | b'_' | b'$'
        )
    };
    if first.iter().filter(is_code).count() * 8 > first.len() {
        return false;
    }
    let telling = match str::from_utf8(telling) {
        Ok(telling) => telling,
        // A character that the end cuts.
        Err(error) => telling
            .get(..error.valid_up_to())
            .and_then(|telling| str::from_utf8(telling).ok())
            .unwrap_or_default(),
    };
    let (mut sentences, mut all, mut words, mut marked) = (0, 0, 0, 0);
    for line in telling.lines() {
        // Lines that are drawn below headings say nothing.
        if line.contains(char::is_alphabetic) {
            all += line.trim().len();
        }
        if let Some((more, marks)) = marks(line) {
            sentences += line.trim().len();
            words += more;
            marked += marks;
        } else if all > PROSE_READ / 3 && sentences * 4 < all {
            return false;
        }
    }
    // Lists of keywords have no commas and end with no full stop.
    let punctuated = marked * MARKED >= words;
    all > 0 && punctuated && sentences * 2 >= all && !blocks.iter().any(|block| telling.contains(block))
}

/// How many words a line has, and how many of them stand in front of a mark; `None` for what is no line of words, of which one in
/// ten may be something else.
fn marks(line: &str) -> Option<(usize, usize)> {
    // A quote begins comments of Vim.
    let begins = line.trim_start().starts_with(|c: char| c.is_alphabetic());
    if !begins || line.ends_with([';', '{', '}', '\\']) {
        return None;
    }
    let is_word = |word: &str| {
        let word =
            word.trim_matches(|c: char| matches!(c, '.' | ',' | ':' | '!' | '?' | '"' | '\'' | '(' | ')'));
        let within = |c: char| c.is_alphabetic() || matches!(c, '\'' | '-' | '\u{2019}');
        !word.is_empty() && word.chars().all(within)
    };
    let (mut words, mut others, mut marks) = (0, 0, 0);
    for word in line.split_whitespace() {
        words += 1;
        others += usize::from(!is_word(word));
        marks += usize::from(word.len() > 2 && word.ends_with(['.', ',', '!', '?']));
        if others > 2 {
            return None;
        }
    }
    (words >= SENTENCE && others * 10 <= words).then_some((words, marks))
}

/// True when the model was taught this language.
fn is_learnt(of: Type) -> bool {
    let taught = MODEL.as_ref().map(|(_, types)| types.contains(&of));
    taught.unwrap_or_default()
}

/// True when the name is a whole one, or its extension is the first of the language.
fn is_usual(of: Type, name: Option<&Path>) -> bool {
    let extension = name.and_then(types::extension);
    extension.is_none_or(|own| {
        let mut usual = of.extensions.iter().take(USUAL);
        usual.any(|usual| usual.eq_ignore_ascii_case(&own))
    })
}

/// The text types that the name allows and the content does not exclude.
fn possible(name: Option<&Path>, head: &str) -> Vec<Type> {
    let mut named = name.map(name::possible).unwrap_or_default();
    let several = named.len() > 1;
    let header = named.iter().any(|of| of.label == "c");
    let asked = |of: &Type| match of.label {
        "roff" | "latex" => true,
        "cpp" | "objectivec" => header,
        _ => several,
    };
    named.retain(|of| !asked(of) || rules::may_be(of.label, head));
    named
}

/// Lines that are paths, each one word with a slash in it: lists of files look like names of PostScript.
fn is_list_of_paths(head: &str) -> bool {
    let is_path = |line: &str| {
        let plain =
            |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+~@:,%[]#=\r".contains(&byte) || byte >= 0x80;
        line.contains('/') && line.bytes().all(plain)
    };
    let mut lines = head.lines().filter(|line| !line.is_empty()).take(200);
    lines.next().is_some_and(is_path) && {
        let rest: Vec<&str> = lines.collect();
        // The last may be cut.
        let whole = rest.len().saturating_sub(1);
        !rest.is_empty() && rest.iter().take(whole).all(|line| is_path(line))
    }
}

/// True when there are fewer signs than in any language for machines.
fn is_poor_in_signs(head: &str) -> bool {
    let (length, one_in) = SIGNS;
    let telling = features::telling(head.as_bytes());
    let telling = telling.get(..length).unwrap_or(telling);
    let enough = telling.len() / one_in;
    let is_sign = |byte: &&u8| IS_SIGN.get(usize::from(**byte)).copied().unwrap_or_default();
    telling.iter().filter(is_sign).take(enough + 1).count() <= enough
}

/// Punctuation, but for that of running text and of lines drawn below headings.
#[allow(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, which refuses what is out of bounds"
)]
static IS_SIGN: [bool; 256] = {
    let mut signs = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        let prose = matches!(byte, b',' | b'.' | b'!' | b'?' | b'\'' | b'-' | b'=');
        signs[byte as usize] = byte.is_ascii_punctuation() && !prose;
        byte += 1;
    }
    signs
};

/// The one type of text that the name says; none when it says none or several.
pub(crate) fn named(name: &Path) -> Option<Type> {
    match name::possible(name).as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// The answer for content that begins as text and goes on as something else, such as a program with its payload behind it: what
/// the first line proves; when the text fills the head, what that proves.
pub(crate) fn of_beginning(text: &Text<'_>, fills_head: bool) -> Option<Answer> {
    let (label, why) = rules::prove(text, false)?;
    let proven = why == Why::Shebang || label == "php" || fills_head;
    proven.then(|| Answer {
        confidence: 0.95,
        ..Answer::sure(*Type::of(label), why)
    })
}

/// True when a line is the head of a section, as in INI files.
fn has_section(head: &str) -> bool {
    head.lines()
        .any(|line| line.starts_with('[') && line.trim_end().ends_with(']'))
}

/// `.conf` and `.cfg` are of many kinds.
fn is_called_ini(name: Option<&Path>) -> bool {
    name.and_then(types::extension)
        .is_some_and(|extension| !matches!(extension.as_str(), "conf" | "cfg"))
}

/// True when most bytes are of letters beyond ASCII.
fn is_foreign(head: &str) -> bool {
    let beyond = head.bytes().filter(|byte| *byte >= 0x80).count();
    beyond * 5 > head.len() * 2
}

/// True for a few bytes, and for words without any of the signs that languages for machines are made of.
fn shows_nothing(head: &str) -> bool {
    let is_sign = |byte: &u8| byte.is_ascii_punctuation() && !b",.!?'-".contains(byte);
    head.trim().len() < LITTLE || !head.as_bytes().iter().any(is_sign)
}

/// The likelihoods by the beginning of the text, and by all that is known of it where these leave a doubt.
fn likelihoods(model: &model::Model<'_>, text: &[u8]) -> Vec<f32> {
    let text = features::telling(text);
    let early = text.get(..EARLY).map(|early| model.likelihoods(early));
    early
        .filter(|likely| likely.iter().any(|likely| *likely >= SURE))
        .unwrap_or_else(|| model.likelihoods(text))
}

/// The model and the types of its labels.
static MODEL: LazyLock<Option<(model::Model<'static>, Vec<Type>)>> = LazyLock::new(|| {
    let model = model::Model::own()?;
    let types = model.labels.iter().map(|label| *Type::of(label)).collect();
    Some((model, types))
});

/// How likely each language is, the likeliest first.
fn ranked(text: &Text<'_>) -> Vec<(Type, f64)> {
    let Some((model, types)) = &*MODEL else {
        return Vec::new();
    };
    let mut found: Vec<(Type, f64)> = types
        .iter()
        .zip(likelihoods(model, text.head().as_bytes()))
        .map(|(of, likely)| (*of, f64::from(likely)))
        .filter(|(of, _)| *of != DATA)
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found
}

/// The likeliest of the allowed types, and the others.
fn by_model(text: &Text<'_>, mut found: Vec<(Type, f64)>, allowed: impl Fn(&Type) -> bool) -> Answer {
    let first = text.head().trim_start().bytes().next();
    found.retain(|(of, _)| allowed(of) && may_begin(of, first));
    // Words that are mostly of another script are prose, whatever else is between them; so is what nothing is likely for.
    let plain = found
        .iter()
        .any(|(of, likely)| of.label == "txt" && *likely >= PLAIN);
    let prose = found.first().is_some_and(|(of, _)| {
        let code = of.group == Group::Code;
        likelihood_with_kin(&found, of) < UNSURE
            || code && (is_foreign(text.head()) || is_prose(text.head()))
            || code && plain && is_poor_in_signs(text.head())
    });
    let sentences = found.first().is_some_and(|(of, _)| of.group == Group::Code) && is_prose(text.head());
    if sentences {
        // The model was taught prose of few languages.
        found.iter_mut().for_each(|(_, likely)| *likely *= DOUBTED);
    }
    let txt = found.iter().find(|(of, _)| prose && of.label == "txt").copied();
    let best = txt.or(found.first().copied());
    let (of, confidence) = best.unwrap_or_else(|| (*Type::of("txt"), 0.3));
    found.retain(|(other, likely)| *other != of && *likely >= LEAST);
    found.truncate(MOST);
    // All text is plain text: that holds as far as nothing else does.
    let rest = 1.0 - found.iter().map(|(_, likely)| likely).sum::<f64>();
    let likely = if txt.is_some() {
        rest.max(confidence)
    } else {
        confidence
    };
    Answer {
        // The model is too sure of little text.
        confidence: likely.min(most_of(text.head().len())),
        alternatives: found,
        ..Answer::sure(of, Why::TextModel)
    }
}

/// How sure the model may be of so many bytes.
fn most_of(length: usize) -> f64 {
    match length {
        0..128 => 0.75,
        128..512 => 0.9,
        _ => 1.0,
    }
}

/// JSON that the rules did not find may have comments; XML and SVG begin with a tag.
fn may_begin(of: &Type, first: Option<u8>) -> bool {
    match of.label {
        "json" | "ipynb" => matches!(first, Some(b'{' | b'[' | b'/' | b'"')),
        "xml" | "svg" => first == Some(b'<'),
        "postscript" => first == Some(b'%'),
        _ => true,
    }
}

/// How likely a language is together with those that are hardly told from it.
fn likelihood_with_kin(found: &[(Type, f64)], of: &Type) -> f64 {
    let kin = ALIKE.iter().find(|labels| labels.contains(&of.label));
    let is_kin = |other: &Type| other == of || kin.is_some_and(|labels| labels.contains(&other.label));
    found
        .iter()
        .filter(|(other, _)| is_kin(other))
        .map(|(_, likely)| likely)
        .sum()
}
