//! Syllables of Korean from their letters (The Unicode Standard 16.0, section 3.12): Johab and the composed syllables of
//! EUC-KR (KS X 1001, annex 3).

const FIRST: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const MIDDLE: &str = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
const LAST: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

/// The syllable of three letters; `None` for the last when there is none.
fn syllable(first: usize, middle: usize, last: Option<usize>) -> Option<char> {
    let index = (first * 21 + middle) * 28 + last.map_or(0, |last| last + 1);
    char::from_u32(0xac00 + u32::try_from(index).ok()?)
}

/// The character of a Johab code that begins with a bit set and three times five bits, one for each letter.
pub(super) fn johab(code: u16) -> Option<char> {
    let bits = |shift: u16| usize::from(code >> shift & 0x1f);
    // Each letter: none, or which one of its list.
    let first = match bits(10) {
        1 => None,
        n @ 2..=20 => Some(n - 2),
        _ => return None,
    };
    let middle = match bits(5) {
        2 => None,
        n @ 3..=7 => Some(n - 3),
        n @ 10..=15 => Some(n - 5),
        n @ 18..=23 => Some(n - 7),
        n @ 26..=29 => Some(n - 9),
        _ => return None,
    };
    let last = match bits(0) {
        1 => None,
        n @ 2..=17 => Some(n - 2),
        n @ 19..=29 => Some(n - 3),
        _ => return None,
    };
    match (first, middle, last) {
        (Some(first), Some(middle), _) => syllable(first, middle, last),
        (Some(letter), None, None) => FIRST.chars().nth(letter),
        (None, Some(letter), None) => MIDDLE.chars().nth(letter),
        (None, None, Some(letter)) => LAST.chars().nth(letter),
        _ => None,
    }
}

/// EUC-KR has the letters U+3131 to U+3163 as A4A1 to A4D3, and A4D4 for "no letter", which begins a syllable.
const ROW: u8 = 0xa4;
const FILLER: u8 = 0xd4;

/// The length of a composed syllable in bytes.
pub(super) const COMPOSED: usize = 8;

/// These bytes begin a composed syllable.
pub(super) fn is_composed(lead: u8, trail: u8) -> bool {
    (lead, trail) == (ROW, FILLER)
}

/// The syllable of the filler and three letters.
pub(super) fn compose(bytes: [u8; COMPOSED]) -> Option<char> {
    let [ROW, FILLER, ROW, first, ROW, middle, ROW, last] = bytes else {
        return None;
    };
    let letter = |byte: u8| char::from_u32(0x3131 + u32::from(byte.checked_sub(0xa1)?));
    let place = |list: &str, byte| list.chars().position(|c| Some(c) == letter(byte));
    let last = if last == FILLER {
        None
    } else {
        Some(place(LAST, last)?)
    };
    syllable(place(FIRST, first)?, place(MIDDLE, middle)?, last)
}

/// The way back, for a syllable.
pub(super) fn decompose(c: char) -> Option<[u8; COMPOSED]> {
    let index = usize::try_from(u32::from(c).checked_sub(0xac00)?)
        .ok()
        .filter(|index| *index < 11172)?;
    let byte =
        |list: &str, at: usize| Some(u8::try_from(u32::from(list.chars().nth(at)?) - 0x3131).ok()? + 0xa1);
    let last = match index % 28 {
        0 => FILLER,
        n => byte(LAST, n - 1)?,
    };
    Some([
        ROW,
        FILLER,
        ROW,
        byte(FIRST, index / 588)?,
        ROW,
        byte(MIDDLE, index / 28 % 21)?,
        ROW,
        last,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_make_a_syllable() {
        // KS X 1001: 가 is 8861 in Johab, 뢔 has no code of its own.
        assert_eq!(johab(0x8861), Some('가'));
        assert_eq!(johab(0x8841), Some('ㄱ'));
        assert_eq!(johab(0xd3bd), Some('힣'));
        let bytes = *b"\xa4\xd4\xa4\xa9\xa4\xc9\xa4\xd4";
        assert_eq!((compose(bytes), decompose('뢔')), (Some('뢔'), Some(bytes)));
        assert_eq!(decompose('a'), None);
    }

    #[test]
    fn every_syllable_is_composed_of_what_it_decomposes_to() {
        for c in '가'..='힣' {
            assert_eq!(decompose(c).and_then(compose), Some(c));
        }
    }
}
