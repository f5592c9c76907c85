//! Runs the stages and says what the content is.

use std::path::Path;

use crate::content::Content;
use crate::text::{self, Reading, Writing};
use crate::types::Type;
use crate::{details, language, probe, signature};

/// What an answer rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Bytes at fixed places.
    Magic,
    /// The members of a package.
    Container,
    /// The root element.
    Xml,
    /// The file's name, among what the content allows.
    Name,
    /// The first line.
    Shebang,
    /// The model of languages.
    TextModel,
    /// Rules about text.
    Heuristics,
    /// The file system.
    Inode,
}

impl Why {
    /// Its word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Magic => "magic",
            Self::Container => "container",
            Self::Xml => "xml",
            Self::Name => "name",
            Self::Shebang => "shebang",
            Self::TextModel => "text-model",
            Self::Heuristics => "heuristics",
            Self::Inode => "inode",
        }
    }
}

/// What a content is.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The type.
    pub of: Type,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
    /// What it rests on.
    pub why: Why,
    /// What else it may be.
    pub alternatives: Vec<(Type, f64)>,
    /// The label of what its name may say instead: XHTML is XML, and an encrypted package is an Office document of any kind.
    pub also: Option<&'static str>,
    /// How it is written, when it is text.
    pub text: Option<Writing>,
    /// More was there than could be looked at, or the content ends before its own structure says.
    pub truncated: bool,
}

impl Answer {
    /// An answer that needs no content.
    #[must_use]
    pub fn inode(label: &str) -> Self {
        Self::sure(*Type::of(label), Why::Inode)
    }

    pub(crate) fn sure(of: Type, why: Why) -> Self {
        Self {
            of,
            confidence: 1.0,
            why,
            alternatives: Vec::new(),
            also: None,
            text: None,
            truncated: false,
        }
    }

    /// The charset: `binary`, or the name of a text's encoding.
    #[must_use]
    pub fn charset(&self) -> &'static str {
        self.text.as_ref().map_or("binary", |text| text.charset)
    }
}

/// Says what the content is; `name` is looked at only where the content leaves a choice.
#[must_use]
pub fn identify(content: &Content, name: Option<&Path>) -> Answer {
    if content.size() == 0 {
        return Answer::inode("empty");
    }
    let mut answer = of_content(content, name);
    answer.truncated |= content.is_cut();
    answer
}

fn of_content(content: &Content, name: Option<&Path>) -> Answer {
    if let Some(label) = signature::family(content.head()) {
        return probe::look_closer(label, content);
    }
    if let Some(label) = signature::own(content) {
        let label = if label == "elf" {
            details::executable::elf_label(content)
        } else {
            label
        };
        let mut answer = Answer::sure(*Type::of(label), Why::Magic);
        if answer.of.is_text() {
            answer.text = text::of(content).text().map(|text| text.writing);
            answer.truncated = content.is_beyond_budget();
        }
        return answer;
    }
    match text::of(content) {
        Reading::Text(text) => {
            return Answer {
                text: Some(text.writing),
                truncated: content.is_beyond_budget(),
                ..language::identify(&text, name, content.is_all_in_head())
            };
        }
        Reading::Begins(text) => {
            let all = text.head().len() == content.head().len();
            if let Some(answer) = language::of_beginning(&text, all) {
                return answer;
            }
        }
        Reading::Binary => {}
    }
    if let Some(label) = signature::far(content) {
        return Answer::sure(*Type::of(label), Why::Magic);
    }
    match signature::foreign(content) {
        Some(of) => Answer {
            confidence: 0.9,
            ..Answer::sure(of, Why::Magic)
        },
        None => named_text(content, name).unwrap_or_else(|| Answer {
            confidence: 0.5,
            ..Answer::sure(crate::types::DATA, Why::Heuristics)
        }),
    }
}

/// Few bytes that no text has are no reason against what the name says.
fn named_text(content: &Content, name: Option<&Path>) -> Option<Answer> {
    let of = language::named(name?).filter(|_| text::is_nearly_text(content))?;
    Some(Answer {
        confidence: 0.5,
        ..Answer::sure(of, Why::Name)
    })
}
