//! Where a text is likely from: a language or a top-level domain.

use super::model::symbol::Group;

/// Languages that a text is likely in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint(&'static [&'static str]);

impl Hint {
    /// A language (`zh`, `zh-TW`, `ru`) or a top-level domain (`cn`, `jp`, `ua`), in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase().replace('_', "-");
        if let Some((_, languages)) = PLACES
            .iter()
            .find(|(name, _)| name.split(' ').any(|name| name == text))
        {
            return Some(Self(languages));
        }
        let language = text.split(['-', '.', '@']).next().unwrap_or_default();
        let all = Group::ALL.iter().flat_map(|group| group.languages().chunks(1));
        all.into_iter()
            .find(|own| own.first() == Some(&language))
            .map(Self)
    }

    /// The language is among them.
    pub(super) fn favours(self, language: &str) -> bool {
        self.0.contains(&language)
    }
}

/// Names that are no language of the model.
const PLACES: &[(&str, &[&str])] = &[
    ("zh", &["zh", "zht"]),
    ("cn sg zh-cn zh-sg zh-hans", &["zh"]),
    ("tw hk mo zh-tw zh-hk zh-mo zh-hant", &["zht"]),
    ("jp", &["ja"]),
    ("kr kp", &["ko"]),
    ("ua", &["uk"]),
    ("by", &["be"]),
    ("rs me", &["sr", "srl"]),
    ("kz", &["kk"]),
    ("gr cy", &["el"]),
    ("il iw", &["he"]),
    ("sa ae eg iq ma dz sy jo kw lb", &["ar"]),
    ("ir", &["fa"]),
    ("vn", &["vi"]),
    ("cz", &["cs"]),
    ("si", &["sl"]),
    ("ee", &["et"]),
    ("dk", &["da"]),
    ("se", &["sv"]),
    ("nb nn", &["no"]),
    ("ie", &["ga"]),
    ("al", &["sq"]),
    ("at", &["de"]),
    ("ch", &["de", "fr", "it"]),
    ("be", &["nl", "fr"]),
    ("mx ar co cl pe", &["es"]),
    ("br", &["pt"]),
    ("uk us au nz com org net", &["en"]),
    ("su", &["ru"]),
];
