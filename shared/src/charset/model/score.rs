//! The cost of a text: how many nats the best language of its script pays for it.

use super::symbol::{self, ALIEN, GAP, Group, LATIN, Language};
use super::table::{Gram, PARTS, Table};

/// Most languages of a group.
const COLUMNS: usize = 32;
/// What ASCII text counts beside the rest, when a language is chosen: it is the same in nearly all encodings, and
/// often English or markup.
const ASCII_WEIGHT: f64 = 0.3;

/// The cost of an ASCII letter in text of another script, whose tables know only that it is one.
const LETTER: f64 = 2.5;

/// The typographic apostrophe behind a letter; the training text of other scripts than Latin has mostly that of ASCII.
const APOSTROPHE: char = '\u{2019}';
const ELISION: f64 = 5.0;

/// A text read in its most likely language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Nats; lower is likelier.
    pub cost: f64,
    /// The language.
    pub language: Language,
    /// Its script.
    pub group: Group,
    /// How many symbols that is for.
    pub symbols: u32,
}

/// What the ASCII of a text costs in each Latin language: the same in all readings.
#[derive(Clone, Debug)]
pub struct Ascii([u32; COLUMNS]);

impl Ascii {
    /// It counts nothing.
    pub const NONE: Self = Self([0; COLUMNS]);

    /// Of the stretches of `bytes` that touch nothing beyond ASCII.
    pub fn of(bytes: &[u8]) -> Self {
        let mut letters = Letters::default();
        let mut sums = [0; COLUMNS];
        for stretch in bytes
            .split(|byte| !byte.is_ascii())
            .filter(|stretch| stretch.len() > 2)
        {
            let text = std::str::from_utf8(stretch).unwrap_or_default();
            let found = Sums::of(text, Group::Latin, true, &mut letters);
            for (sum, cost) in sums.iter_mut().zip(found.main) {
                *sum += cost;
            }
        }
        Self(sums)
    }
}

impl Score {
    /// The cost is that of random bytes, not of text.
    pub fn is_gibberish(&self) -> bool {
        let most = if self.group == Group::Cjk { 12.5 } else { 8.0 };
        self.cost > most * f64::from(self.symbols)
    }
}

/// Scores a text. With `ascii`, what does not touch characters beyond ASCII is left to it and counts little;
/// without, ASCII characters are no surer than others (EBCDIC, UTF-16). `extra` is what a language costs beforehand.
pub fn score<'a>(
    text: &str,
    ascii: Option<impl Fn() -> &'a Ascii>,
    extra: impl Fn(Language) -> f64,
) -> Score {
    let mut letters = Letters::default();
    let mut best: Option<Score> = None;
    for group in letters.groups(text) {
        let whole = ascii.is_none();
        let plain = match &ascii {
            Some(ascii) if group == Group::Latin => ascii().0,
            _ => [0; COLUMNS],
        };
        let mut consider = |text: &str| {
            let mut sums = Sums::of(text, group, whole, &mut letters);
            if whole {
                sums.common += unpaired(text);
            }
            let found = sums.best(group, &plain, &extra);
            if best.is_none_or(|best| found.cost < best.cost) {
                best = Some(found);
            }
        };
        consider(text);
        if group == Group::Hebrew {
            // Hebrew of old machines is often stored as it is displayed, the first letter last.
            consider(&text.chars().rev().collect::<String>());
        }
    }
    best.unwrap_or(Score {
        cost: 0.0,
        language: Language::NONE,
        group: Group::Latin,
        symbols: 0,
    })
}

/// The cost of a character alone in the language that has it most often.
pub fn frequency(c: char) -> f64 {
    if c.is_ascii() {
        return 0.0;
    }
    let group = Group::of(symbol::of(c)).unwrap_or(Group::Latin);
    let symbol = symbol::within(group, c);
    let one = Table::of(group).orders.first().copied().flatten();
    let row = one
        .filter(|_| symbol != ALIEN)
        .and_then(|one| one.row(Gram::one(symbol)));
    match row.and_then(|row| row.get(..group.languages().len())?.iter().min()) {
        Some(cost) => f64::from(*cost) / PARTS,
        None => unknown(symbol, group),
    }
}

/// What the model makes of a character.
#[derive(Clone, Copy)]
struct Letter {
    symbol: char,
    group: Option<Group>,
    is_capital: bool,
}

impl Letter {
    const fn of_ascii(byte: u8) -> Self {
        let is_letter = byte.is_ascii_alphabetic();
        Self {
            symbol: if is_letter {
                byte.to_ascii_lowercase() as char
            } else {
                GAP
            },
            group: if is_letter { Some(Group::Latin) } else { None },
            is_capital: byte.is_ascii_uppercase(),
        }
    }

    fn of(c: char) -> Self {
        let symbol = symbol::of(c);
        Self {
            symbol,
            group: Group::of(symbol),
            is_capital: c.is_uppercase(),
        }
    }
}

const SLOTS: usize = 128;

/// The letters that were met last: those of an alphabet lie close together in Unicode, so that each has its slot.
struct Letters([(char, Letter); SLOTS]);

impl Default for Letters {
    fn default() -> Self {
        Self([('\0', Letter::of_ascii(0)); SLOTS])
    }
}

impl Letters {
    #[inline]
    fn of(&mut self, c: char) -> Letter {
        static ASCII: [Letter; 128] = {
            let mut letters = [Letter::of_ascii(0); 128];
            let mut rest = letters.as_mut_slice();
            let mut byte = 0;
            while let [letter, behind @ ..] = rest {
                *letter = Letter::of_ascii(byte);
                byte += 1;
                rest = behind;
            }
            letters
        };
        if let Some(letter) = ASCII.get(c as usize) {
            return *letter;
        }
        match self.0.get_mut(c as usize % SLOTS) {
            Some((own, letter)) if *own == c => *letter,
            Some(slot) => {
                *slot = (c, Letter::of(c));
                slot.1
            }
            None => Letter::of(c),
        }
    }

    /// The scripts that the text may be in: those of a quarter of its letters beyond ASCII, or Latin.
    fn groups(&mut self, text: &str) -> impl Iterator<Item = Group> + use<> {
        let mut counts = [0usize; Group::ALL.len()];
        for c in text.chars().filter(|c| !c.is_ascii()) {
            if let Some(count) = self.of(c).group.and_then(|group| counts.get_mut(group as usize)) {
                *count += 1;
            }
        }
        let all: usize = counts.iter().sum();
        Group::ALL.into_iter().filter(move |group| {
            let own = counts.get(*group as usize).copied().unwrap_or(0);
            if all == 0 {
                *group == Group::Latin
            } else {
                own * 4 >= all
            }
        })
    }
}

/// Costs by language.
struct Sums {
    main: [u32; COLUMNS],
    /// Costs that are the same for all languages, in nats.
    common: f64,
    /// Symbols that were looked at.
    symbols: u32,
}

impl Sums {
    fn of(text: &str, group: Group, whole: bool, letters: &mut Letters) -> Self {
        let table = Table::of(group);
        let width = group.languages().len();
        let mut sums = Self {
            main: [0; COLUMNS],
            common: 0.0,
            symbols: 0,
        };
        let (mut a, mut b) = (GAP, GAP);
        let (mut plain_a, mut plain_b) = (true, true);
        let mut after_small = false;
        let mut before = ' ';
        for c in text.chars().chain([' ']) {
            let letter = letters.of(c);
            let is_capital = letter.is_capital;
            // Outside Latin text all ASCII letters are one symbol.
            let s = match letter.symbol {
                'a'..='z' if group != Group::Latin => LATIN,
                APOSTROPHE if group != Group::Latin && b != GAP => {
                    sums.common += ELISION;
                    GAP
                }
                symbol => symbol,
            };
            if s == GAP && b == GAP {
                before = c;
                continue;
            }
            let is_small = !is_capital && letter.group.is_some();
            let plain = !whole && c.is_ascii();
            let skipped = plain && plain_b && (plain_a || group.context() == 1);
            if !skipped {
                sums.symbols += 1;
                let known = if s == ALIEN {
                    false
                } else if group.context() == 2 {
                    add_three(&table, width, a, b, s, &mut sums.main)
                } else {
                    add_two(&table, width, b, s, &mut sums.main)
                };
                if !known {
                    sums.common += unknown(s, group);
                }
                if whole {
                    sums.common += rare_ascii(c);
                }
                if s == LATIN && group != Group::Latin {
                    sums.common += LETTER;
                }
                if after_small && is_capital {
                    sums.common += 7.0;
                }
            }
            sums.common += beside_digit(before, c) + script_change(group, before, c);
            before = c;
            (a, b) = (b, s);
            after_small = is_small;
            (plain_a, plain_b) = (plain_b, plain);
        }
        sums
    }

    fn best(&self, group: Group, ascii: &[u32; COLUMNS], extra: impl Fn(Language) -> f64) -> Score {
        let width = group.languages().len();
        let least = ascii.iter().take(width).min().copied().unwrap_or(0);
        let costs = self.main.iter().zip(ascii).map(|(main, ascii)| {
            (f64::from(*main) + ASCII_WEIGHT * f64::from(ascii.saturating_sub(least))) / PARTS
        });
        let mut best = Score {
            cost: f64::INFINITY,
            language: Language::NONE,
            group,
            symbols: self.symbols,
        };
        for (cost, language) in costs.zip(Language::of(group)) {
            let cost = cost + extra(language);
            if cost < best.cost {
                best = Score {
                    cost,
                    language,
                    ..best
                };
            }
        }
        Score {
            cost: best.cost + self.common,
            ..best
        }
    }
}

/// Adds a row, and what lies behind it in the table: columns that belong to no language are never looked at.
#[inline]
fn add(row: &[u8], acc: &mut [u32; COLUMNS]) {
    match row.first_chunk::<COLUMNS>() {
        // As many as fill vector registers.
        Some(row) => {
            for (sum, cost) in acc.iter_mut().zip(row) {
                *sum += u32::from(*cost);
            }
        }
        None => {
            for (sum, cost) in acc.iter_mut().zip(row) {
                *sum += u32::from(*cost);
            }
        }
    }
}

fn add_three(table: &Table, width: usize, a: char, b: char, c: char, acc: &mut [u32; COLUMNS]) -> bool {
    let [_, Some(two), Some(three)] = &table.orders else {
        return false;
    };
    if let Some(row) = three.row(Gram::three(a, b, c)) {
        add(row, acc);
        return true;
    }
    if let Some(context) = two.row(Gram::two(a, b)) {
        add(context.get(width..).unwrap_or_default(), acc);
    }
    add_two(table, width, b, c, acc)
}

fn add_two(table: &Table, width: usize, b: char, c: char, acc: &mut [u32; COLUMNS]) -> bool {
    let [Some(one), Some(two), _] = &table.orders else {
        return false;
    };
    if let Some(row) = two.row(Gram::two(b, c)) {
        add(row, acc);
        return true;
    }
    if let Some(context) = one.row(Gram::one(b)) {
        add(context.get(width..).unwrap_or_default(), acc);
    }
    match one.row(Gram::one(c)) {
        Some(row) => {
            add(row, acc);
            true
        }
        None => false,
    }
}

/// Brackets come in pairs; a few that do not are a hint.
fn unpaired(text: &str) -> f64 {
    let count = |bracket: u8| memchr::memchr_iter(bracket, text.as_bytes()).count();
    let odd = |open, close| count(open).abs_diff(count(close)).min(4);
    0.75 * (odd(b'[', b']') + odd(b'(', b')') + odd(b'{', b'}')) as f64
}

/// Some signs stand beside digits or units, letters seldom do: what that adds to the cost of two characters, which the
/// model cannot see, as digits are gaps to it.
fn beside_digit(a: char, b: char) -> f64 {
    const EXPECTED: f64 = -5.0;
    const ODD: f64 = 5.0;
    match (a, b) {
        ('£' | '€' | '¥' | '¢' | '§' | '±' | '№', '0'..='9') => EXPECTED,
        ('µ', 'm' | 's' | 'g' | 'l' | 'A' | 'F' | 'V') => EXPECTED,
        ('0'..='9', '°' | '²' | '³' | '‰' | '€' | '£' | '½' | '¼' | '¾' | '×' | 'º' | 'ª') => {
            EXPECTED
        }
        (letter, '0'..='9') | ('0'..='9', letter) if is_alphabetic(letter) => ODD,
        _ => 0.0,
    }
}

/// What a word costs that goes on in another script.
fn script_change(group: Group, a: char, b: char) -> f64 {
    const INSIDE_A_WORD: f64 = 3.0;
    let changes = a.is_ascii_alphabetic() && is_alphabetic(b) || is_alphabetic(a) && b.is_ascii_alphabetic();
    match group {
        Group::Cyrillic | Group::Greek | Group::Hebrew | Group::Arabic if changes => INSIDE_A_WORD,
        _ => 0.0,
    }
}

/// A letter beyond ASCII of an alphabet.
fn is_alphabetic(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{6ff}' | '\u{e00}'..='\u{e7f}') && c.is_alphabetic()
}

/// What an ASCII character costs that text seldom holds. It matters only where ASCII is a reading among others.
fn rare_ascii(c: char) -> f64 {
    match c {
        '\t' | '\n' | '\r' | ' ' => 0.0,
        '\0'..='\x1f' | '\x7f' => 6.0,
        '^' | '`' | '{' | '|' | '}' | '~' | '\\' | '@' | '$' | '#' => 2.5,
        _ => 0.0,
    }
}

/// The cost in nats of a symbol that no language of the group was seen with.
fn unknown(c: char, group: Group) -> f64 {
    match (Group::of(c), u32::from(c)) {
        _ if c == ALIEN => 25.0,
        (Some(own), _) if own == group => {
            if group == Group::Cjk {
                14.0
            } else {
                9.0
            }
        }
        (Some(_), _) => 12.0,
        (None, 0x2500..=0x259f) => 12.0,
        (None, 0xa2..=0xa9 | 0xab | 0xae | 0xb0 | 0xb7 | 0xbb) => 7.0,
        (None, 0xa0..=0xbf | 0x2010..=0x203a | 0x20ac) => 8.5,
        (None, _) => 11.0,
    }
}
