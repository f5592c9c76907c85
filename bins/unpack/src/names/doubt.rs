//! Names that are well-formed UTF-8 by chance.
//!
//! Two bytes of GB 18030, Big5 or EUC-KR that a UTF-8 decoder takes are one letter of an alphabet to it: 图片 in GBK is
//! `ͼƬ`, 目录 is `Ŀ¼`. Such letters make no words of any language, which the model of languages tells.

use std::sync::LazyLock;

use shared::charset::model::score::{Ascii, score};
use shared::charset::model::symbol::Languages;
use shared::charset::{Decoder, Encoding, Step};

/// Bytes of a name that are looked at.
const ENOUGH: usize = 96;
/// What a double-byte reading may cost more of letters that stand alone, of which neither reading tells much. In nats.
const ALONE: f64 = 5.0;
/// What a language costs that the encoding was not made for, in nats.
const AWAY: f64 = 100.0;

/// Double-byte encodings, and the languages that are written in them.
static OTHERS: LazyLock<Vec<(Encoding, Languages)>> = LazyLock::new(|| {
    [
        ("gb18030", Languages::of("zh")),
        ("big5", Languages::of("zht")),
        ("cp949", Languages::of("ko")),
    ]
    .into_iter()
    .filter_map(|(name, languages)| Some((Encoding::for_label(name)?, languages)))
    .collect()
});

/// Whether a name that is valid UTF-8 reads better in a double-byte encoding.
pub(super) fn is_doubtful(name: &str) -> bool {
    let name = beginning(name);
    if name.is_ascii() || !name.chars().all(|c| c.len_utf8() <= 2) || is_unknown(name) {
        return false;
    }
    let margin = match stand(name) {
        Stand::Accents => return false,
        Stand::Alone => ALONE,
        Stand::Words => 0.0,
    };
    let ascii = Ascii::of(name.as_bytes());
    let cost = |text: &str, languages: Languages| {
        let away = |language| if languages.contains(language) { 0.0 } else { AWAY };
        score(text, Some(|| &ascii), away).cost
    };
    let here = score(name, Some(|| &ascii), |_| 0.0).cost;
    OTHERS.iter().any(|(encoding, languages)| {
        text(name, *encoding).is_some_and(|text| cost(&text, *languages) < here + margin)
    })
}

/// The part that is looked at.
fn beginning(name: &str) -> &str {
    let end = (0..=ENOUGH).rev().find(|end| name.is_char_boundary(*end));
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

/// How characters beyond ASCII stand in a name.
enum Stand {
    /// As accented letters do: one beside ASCII letters, two between small ones, some of the commonest beside a small
    /// one, or all of them alone among ASCII words.
    Accents,
    /// Each by itself, with no ASCII letters.
    Alone,
    /// Together.
    Words,
}

fn stand(name: &str) -> Stand {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut all_alone = true;
    let mut before = ' ';
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        if !c.is_ascii() {
            let mut length = 1;
            let mut is_common = is_accented(c);
            while let Some(c) = rest.next_if(|c| !c.is_ascii()) {
                length += 1;
                is_common &= is_accented(c);
            }
            let after = rest.peek().copied().unwrap_or(' ');
            let beside = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
            let small = before.is_ascii_lowercase() || after.is_ascii_lowercase();
            let between = before.is_ascii_lowercase() && after.is_ascii_lowercase();
            if length == 1 && beside || length == 2 && between || is_common && small {
                return Stand::Accents;
            }
            all_alone &= length == 1;
        }
        before = c;
    }
    match all_alone {
        true if stem.contains(|c: char| c.is_ascii_alphabetic()) => Stand::Accents,
        true => Stand::Alone,
        false => Stand::Words,
    }
}

/// A letter of Latin-1 or Latin Extended-A.
fn is_accented(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{17f}') && c.is_alphabetic()
}

/// Whether all that is beyond ASCII is in an alphabet that the model does not know: Armenian, or those from Syriac to
/// N'Ko.
fn is_unknown(name: &str) -> bool {
    let mut beyond = name.chars().filter(|c| !c.is_ascii());
    match beyond.next() {
        Some('\u{531}'..='\u{58f}') => beyond.all(|c| matches!(c, '\u{531}'..='\u{58f}')),
        Some('\u{700}'..) => beyond.all(|c| c >= '\u{700}'),
        _ => false,
    }
}

fn text(name: &str, encoding: Encoding) -> Option<String> {
    let mut text = String::new();
    let done = Decoder::new(encoding).step(name.as_bytes(), true, &mut text);
    (done == Step::Done).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn doubtful(bytes: &[u8]) -> bool {
        is_doubtful(std::str::from_utf8(bytes).unwrap())
    }

    #[test]
    fn words_of_double_byte_encodings_are_doubtful() {
        // GB 18030-2022: 目录, 图片, 通知, 通讯录. The rest of the name is of no matter.
        assert!(doubtful(b"\xc4\xbf\xc2\xbc"));
        assert!(doubtful(b"\xcd\xbc\xc6\xac/1.jpg"));
        assert!(doubtful(b"2024 \xcd\xa8\xd6\xaa.doc"));
        assert!(doubtful(b"\xcd\xa8\xd1\xb6\xc2\xbc.xls"));
        // 猫, one letter alone.
        assert!(doubtful(b"\xc3\xa8.jpg"));
    }

    #[test]
    fn words_in_utf8_are_not() {
        for word in [
            "café.txt",
            "à la carte",
            "Straße",
            "Łódź",
            "čšž",
            "Økonomi",
            "Ægir",
            "São Paulo",
            "Îles",
            "şöyle",
            "ğüş",
            "Отчёт",
            "Її",
            "Ελλάδα",
            "έως",
            "שלום",
            "مرحبا",
            "فارسی",
            "Հայերեն",
            "Աջ",
            "ދިވެހި",
            "ߒߞߏ",
            "日本",
            "図.txt",
            "한국",
            "Việt Nam",
            "Đường",
            "ไทย",
            "100 €",
            "5 µm",
            "20°",
            "Bùi",
            "Iñupiaq",
            "onıñ",
            "Norwejçä",
            "äöpene",
            "Ŝanĝo",
        ] {
            assert!(!is_doubtful(word), "{word}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged(name in any::<String>()) {
            let doubtful = is_doubtful(&name);
            prop_assert!(!doubtful || !name.is_ascii());
        }

        #[test]
        fn text_in_utf8_of_three_bytes_a_letter_is_never_doubtful(name in "[一-龥ぁ-ん가-힣]{1,9}(\\.txt)?") {
            prop_assert!(!is_doubtful(&name));
        }
    }
}
