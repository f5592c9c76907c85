//! Text as the model sees it: letters without case, everything ASCII that is no letter as one symbol.

/// What stands for every ASCII character that is no letter, and for the space around a text.
pub const GAP: char = ' ';
/// What stands for characters that text does not hold: C1 controls, private use, unassigned specials.
pub const ALIEN: char = '\u{fffd}';

/// The symbol of a character.
pub fn of(c: char) -> char {
    match c {
        'a'..='z' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        '\0'..='\x7f' => GAP,
        // The common capitals; the others are looked up.
        'А'..='Я' => shifted(c, 0x20),
        'Ѐ'..='Џ' => shifted(c, 0x50),
        'а'..='џ' => c,
        'À'..='Ö' | 'Ø'..='Þ' => shifted(c, 0x20),
        'ß'..='ÿ' => c,
        '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}' => ALIEN,
        // Romanian: the letters with a comma below are often written with a cedilla.
        '\u{218}' | '\u{219}' => '\u{15f}',
        '\u{21a}' | '\u{21b}' => '\u{163}',
        // Full-width forms are those of ASCII, but their own symbols: only CJK text has them.
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

fn shifted(c: char, distance: u32) -> char {
    char::from_u32(u32::from(c) + distance).unwrap_or(c)
}

/// Any ASCII letter, in text of another script.
pub const LATIN: char = 'x';

/// The symbol of a character in text of a group: outside Latin text all ASCII letters are one.
pub fn within(group: Group, c: char) -> char {
    match of(c) {
        'a'..='z' if group != Group::Latin => LATIN,
        c => c,
    }
}

/// Groups of languages that share a script and so a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Latin letters.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Greek letters.
    Greek,
    /// Hebrew letters.
    Hebrew,
    /// Arabic letters.
    Arabic,
    /// Thai letters.
    Thai,
    /// Hanzi, kana, hangul, and what is printed between them.
    Cjk,
}

impl Group {
    /// All groups, in the order of their tables.
    pub const ALL: [Self; 7] = [
        Self::Latin,
        Self::Cyrillic,
        Self::Greek,
        Self::Hebrew,
        Self::Arabic,
        Self::Thai,
        Self::Cjk,
    ];

    /// The languages of the group, in the order of the table's columns; `zht` is Chinese in traditional characters,
    /// `srl` Serbian in Latin letters.
    pub const fn languages(self) -> &'static [&'static str] {
        match self {
            Self::Latin => &[
                "ca", "cs", "da", "de", "en", "es", "et", "eu", "fi", "fr", "ga", "gl", "hr", "hu", "id",
                "is", "it", "lt", "lv", "nl", "no", "pl", "pt", "ro", "sk", "sl", "sq", "srl", "sv", "tr",
                "vi",
            ],
            Self::Cyrillic => &["be", "bg", "kk", "mk", "ru", "sr", "uk"],
            Self::Greek => &["el"],
            Self::Hebrew => &["he"],
            Self::Arabic => &["ar", "fa"],
            Self::Thai => &["th"],
            Self::Cjk => &["ja", "ko", "zh", "zht"],
        }
    }

    /// How many symbols a context has: two for alphabets, one where a symbol is nearly a word.
    pub fn context(self) -> usize {
        if self == Self::Cjk { 1 } else { 2 }
    }

    /// The group that a letter belongs to; `None` for what every script uses.
    pub fn of(c: char) -> Option<Self> {
        Some(match u32::from(c) {
            0x61..=0x7a
            | 0xaa
            | 0xba
            | 0xc0..=0xd6
            | 0xd8..=0xf6
            | 0xf8..=0x24f
            | 0x300..=0x323
            | 0x1e00..=0x1eff => Self::Latin,
            0x370..=0x3ff | 0x1f00..=0x1fff => Self::Greek,
            0x400..=0x52f => Self::Cyrillic,
            0x591..=0x5f4 => Self::Hebrew,
            0x600..=0x6ff | 0xfb50..=0xfdff | 0xfe70..=0xfefc => Self::Arabic,
            0xe00..=0xe7f => Self::Thai,
            0x1100..=0x11ff
            | 0x3000..=0x9fff
            | 0xac00..=0xd7a3
            | 0xf900..=0xfaff
            | 0xff00..=0xffef
            | 0x20000..=0x2ffff => Self::Cjk,
            _ => return None,
        })
    }
}

/// A language of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// As in [`Group::languages`]; empty for none.
    pub code: &'static str,
    /// Its bit in sets of languages.
    bit: u64,
}

impl Language {
    /// No language.
    pub const NONE: Self = Self { code: "", bit: 0 };

    /// The languages of a group, in the order of the table's columns.
    pub fn of(group: Group) -> impl Iterator<Item = Self> {
        let before: usize = Group::ALL
            .iter()
            .take_while(|other| **other != group)
            .map(|other| other.languages().len())
            .sum();
        let codes = group.languages().iter().enumerate();
        codes.map(move |(at, code)| Self {
            code,
            bit: 1 << (before + at),
        })
    }
}

/// A set of languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Languages(u64);

impl Languages {
    /// By their codes, with blanks between; unknown ones are not in it.
    pub const fn of(codes: &str) -> Self {
        let mut set = 0;
        let mut bit = 1;
        let mut groups = Group::ALL.as_slice();
        while let [group, other_groups @ ..] = groups {
            let mut languages = group.languages();
            while let [language, others @ ..] = languages {
                if holds(codes.as_bytes(), language.as_bytes()) {
                    set |= bit;
                }
                bit <<= 1;
                languages = others;
            }
            groups = other_groups;
        }
        Self(set)
    }

    /// The language is in it.
    pub fn contains(self, language: Language) -> bool {
        self.0 & language.bit != 0
    }
}

/// One of the words is this one.
const fn holds(mut words: &[u8], word: &[u8]) -> bool {
    loop {
        let (mut rest, mut left, mut same) = (words, word, true);
        while let [byte, others @ ..] = rest
            && *byte != b' '
        {
            match left {
                [first, behind @ ..] if *first == *byte => left = behind,
                _ => same = false,
            }
            rest = others;
        }
        if same && left.is_empty() {
            return true;
        }
        match rest {
            [_, others @ ..] => words = others,
            [] => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_the_languages_that_it_names() {
        let set = Languages::of("zh el sr");
        let held: Vec<&str> = Group::ALL
            .into_iter()
            .flat_map(Language::of)
            .filter(|language| set.contains(*language))
            .map(|language| language.code)
            .collect();
        assert_eq!(held, ["sr", "el", "zh"]);
        assert!(!set.contains(Language::NONE));
    }
}
