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
    pub fn languages(self) -> &'static [&'static str] {
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
            0x600..=0x6ff | 0xfb50..=0xfdff | 0xfe70..=0xfeff => Self::Arabic,
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
