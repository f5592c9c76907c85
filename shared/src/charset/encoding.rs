//! The encodings by name. A reported name is one that Python knows; the names of Python, of glibc and of the WHATWG
//! are understood.

use super::aliases::ALIASES;
use super::multi_byte::{Scheme, double_byte, iso2022};
use super::single_byte::{self as page, Page};

/// A character encoding.
#[derive(Clone, Copy)]
pub struct Encoding(&'static Entry);

struct Entry {
    name: &'static str,
    era: Era,
    codec: Codec,
}

/// Where an encoding comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Era {
    /// Unicode, Windows, and what else the web is written in.
    Web,
    /// ISO 8859, ISO 2022 and other standards, and Unix.
    Iso,
    /// DOS.
    Dos,
    /// Mac OS before Unicode.
    Mac,
    /// Mainframes.
    Ebcdic,
}

impl Era {
    /// The lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Iso => "iso",
            Self::Dos => "dos",
            Self::Mac => "mac",
            Self::Ebcdic => "ebcdic",
        }
    }
}

/// How the bytes are turned into characters.
#[derive(Clone, Copy)]
pub(super) enum Codec {
    /// Seven bits; everything above is a fault.
    Ascii,
    /// UTF-8.
    Utf8,
    /// Two bytes a unit; `true` is big-endian, `None` what the byte order mark says, else little-endian.
    Utf16(Option<bool>),
    /// Four bytes a character, as before.
    Utf32(Option<bool>),
    /// UTF-7.
    Utf7,
    /// One byte a character.
    Single(Page),
    /// One byte or more.
    Multi(Scheme),
}

macro_rules! entries {
    ($($name:literal $era:ident $codec:expr;)*) => {
        static ENTRIES: &[Entry] = &[$(Entry { name: $name, era: Era::$era, codec: $codec }),*];
    };
}

entries! {
    "ascii" Web Codec::Ascii;
    "utf-8" Web Codec::Utf8;
    "utf-16" Web Codec::Utf16(None);
    "utf-16le" Web Codec::Utf16(Some(false));
    "utf-16be" Web Codec::Utf16(Some(true));
    "utf-32" Web Codec::Utf32(None);
    "utf-32le" Web Codec::Utf32(Some(false));
    "utf-32be" Web Codec::Utf32(Some(true));
    "utf-7" Web Codec::Utf7;
    "gb2312" Web Codec::Multi(Scheme::DoubleByte(&double_byte::GB2312));
    "gbk" Web Codec::Multi(Scheme::DoubleByte(&double_byte::GBK));
    "gb18030" Web Codec::Multi(Scheme::DoubleByte(&double_byte::GB18030));
    "big5" Web Codec::Multi(Scheme::DoubleByte(&double_byte::BIG5));
    "cp950" Web Codec::Multi(Scheme::DoubleByte(&double_byte::CP950));
    "big5-hkscs" Web Codec::Multi(Scheme::DoubleByte(&double_byte::BIG5_HKSCS));
    "shift_jis" Web Codec::Multi(Scheme::DoubleByte(&double_byte::SHIFT_JIS));
    "cp932" Web Codec::Multi(Scheme::DoubleByte(&double_byte::CP932));
    "shift_jis-2004" Iso Codec::Multi(Scheme::DoubleByte(&double_byte::SHIFT_JIS_2004));
    "shift_jisx0213" Iso Codec::Multi(Scheme::DoubleByte(&double_byte::SHIFT_JISX0213));
    "euc-jp" Web Codec::Multi(Scheme::DoubleByte(&double_byte::EUC_JP));
    "euc-jis-2004" Iso Codec::Multi(Scheme::DoubleByte(&double_byte::EUC_JIS_2004));
    "euc-jisx0213" Iso Codec::Multi(Scheme::DoubleByte(&double_byte::EUC_JISX0213));
    "euc-kr" Web Codec::Multi(Scheme::DoubleByte(&double_byte::EUC_KR));
    "cp949" Web Codec::Multi(Scheme::DoubleByte(&double_byte::CP949));
    "johab" Dos Codec::Multi(Scheme::DoubleByte(&double_byte::JOHAB));
    "hz" Iso Codec::Multi(Scheme::Hz);
    "iso-2022-jp" Web Codec::Multi(Scheme::Iso2022(&iso2022::ISO_2022_JP));
    "iso-2022-jp-1" Iso Codec::Multi(Scheme::Iso2022(&iso2022::ISO_2022_JP_1));
    "iso-2022-jp-2" Iso Codec::Multi(Scheme::Iso2022(&iso2022::ISO_2022_JP_2));
    "iso-2022-jp-2004" Iso Codec::Multi(Scheme::Iso2022(&iso2022::ISO_2022_JP_2004));
    "iso-2022-jp-3" Iso Codec::Multi(Scheme::Iso2022(&iso2022::ISO_2022_JP_3));
    "iso-2022-jp-ext" Iso Codec::Multi(Scheme::Iso2022(&iso2022::ISO_2022_JP_EXT));
    "iso-2022-kr" Iso Codec::Multi(Scheme::Iso2022(&iso2022::ISO_2022_KR));
    "iso-8859-1" Iso Codec::Single(&page::ISO_8859_1);
    "iso-8859-2" Iso Codec::Single(&page::ISO_8859_2);
    "iso-8859-3" Iso Codec::Single(&page::ISO_8859_3);
    "iso-8859-4" Iso Codec::Single(&page::ISO_8859_4);
    "iso-8859-5" Iso Codec::Single(&page::ISO_8859_5);
    "iso-8859-6" Iso Codec::Single(&page::ISO_8859_6);
    "iso-8859-7" Iso Codec::Single(&page::ISO_8859_7);
    "iso-8859-8" Iso Codec::Single(&page::ISO_8859_8);
    "iso-8859-9" Iso Codec::Single(&page::ISO_8859_9);
    "iso-8859-10" Iso Codec::Single(&page::ISO_8859_10);
    "iso-8859-11" Iso Codec::Single(&page::ISO_8859_11);
    "iso-8859-13" Iso Codec::Single(&page::ISO_8859_13);
    "iso-8859-14" Iso Codec::Single(&page::ISO_8859_14);
    "iso-8859-15" Iso Codec::Single(&page::ISO_8859_15);
    "iso-8859-16" Iso Codec::Single(&page::ISO_8859_16);
    "windows-1250" Web Codec::Single(&page::WINDOWS_1250);
    "windows-1251" Web Codec::Single(&page::WINDOWS_1251);
    "windows-1252" Web Codec::Single(&page::WINDOWS_1252);
    "windows-1253" Web Codec::Single(&page::WINDOWS_1253);
    "windows-1254" Web Codec::Single(&page::WINDOWS_1254);
    "windows-1255" Web Codec::Single(&page::WINDOWS_1255);
    "windows-1256" Web Codec::Single(&page::WINDOWS_1256);
    "windows-1257" Web Codec::Single(&page::WINDOWS_1257);
    "windows-1258" Web Codec::Single(&page::WINDOWS_1258);
    "cp874" Web Codec::Single(&page::CP874);
    "tis-620" Iso Codec::Single(&page::TIS_620);
    "koi8-r" Web Codec::Single(&page::KOI8_R);
    "koi8-u" Web Codec::Single(&page::KOI8_U);
    "koi8-t" Web Codec::Single(&page::KOI8_T);
    "kz1048" Web Codec::Single(&page::KZ1048);
    "ptcp154" Web Codec::Single(&page::PTCP154);
    "cp437" Dos Codec::Single(&page::CP437);
    "cp720" Dos Codec::Single(&page::CP720);
    "cp737" Dos Codec::Single(&page::CP737);
    "cp775" Dos Codec::Single(&page::CP775);
    "cp850" Dos Codec::Single(&page::CP850);
    "cp852" Dos Codec::Single(&page::CP852);
    "cp855" Dos Codec::Single(&page::CP855);
    "cp856" Dos Codec::Single(&page::CP856);
    "cp857" Dos Codec::Single(&page::CP857);
    "cp858" Dos Codec::Single(&page::CP858);
    "cp860" Dos Codec::Single(&page::CP860);
    "cp861" Dos Codec::Single(&page::CP861);
    "cp862" Dos Codec::Single(&page::CP862);
    "cp863" Dos Codec::Single(&page::CP863);
    "cp864" Dos Codec::Single(&page::CP864);
    "cp865" Dos Codec::Single(&page::CP865);
    "cp866" Dos Codec::Single(&page::CP866);
    "cp869" Dos Codec::Single(&page::CP869);
    "cp1006" Iso Codec::Single(&page::CP1006);
    "cp1125" Dos Codec::Single(&page::CP1125);
    "mac-roman" Mac Codec::Single(&page::MAC_ROMAN);
    "mac-latin2" Mac Codec::Single(&page::MAC_LATIN2);
    "mac-cyrillic" Mac Codec::Single(&page::MAC_CYRILLIC);
    "mac-greek" Mac Codec::Single(&page::MAC_GREEK);
    "mac-turkish" Mac Codec::Single(&page::MAC_TURKISH);
    "mac-iceland" Mac Codec::Single(&page::MAC_ICELAND);
    "mac-croatian" Mac Codec::Single(&page::MAC_CROATIAN);
    "mac-romanian" Mac Codec::Single(&page::MAC_ROMANIAN);
    "mac-arabic" Mac Codec::Single(&page::MAC_ARABIC);
    "mac-farsi" Mac Codec::Single(&page::MAC_FARSI);
    "hp-roman8" Iso Codec::Single(&page::HP_ROMAN8);
    "cp037" Ebcdic Codec::Single(&page::CP037);
    "cp273" Ebcdic Codec::Single(&page::CP273);
    "cp424" Ebcdic Codec::Single(&page::CP424);
    "cp500" Ebcdic Codec::Single(&page::CP500);
    "cp875" Ebcdic Codec::Single(&page::CP875);
    "cp1026" Ebcdic Codec::Single(&page::CP1026);
    "cp1140" Ebcdic Codec::Single(&page::CP1140);
    "palmos" Web Codec::Single(&page::PALMOS);
}

/// Every encoding, in the order of families.
pub fn all() -> impl Iterator<Item = Encoding> {
    ENTRIES.iter().map(Encoding)
}

impl Encoding {
    /// The encoding of that name or alias; case, `-`, `_`, `:`, and blanks do not matter. A name means what Python
    /// takes it for, else what glibc does, else what the WHATWG does.
    pub fn for_label(label: &str) -> Option<Self> {
        all()
            .find(|encoding| is_same(encoding.name(), label))
            .or_else(|| {
                let is_it = |names: &&[&str]| names.iter().any(|name| is_same(name, label));
                let (name, _) = ALIASES.iter().find(|(_, aliases)| is_it(aliases))?;
                all().find(|encoding| encoding.name() == *name)
            })
            .or_else(|| Self::of_whatwg(encoding_rs::Encoding::for_label(label.as_bytes())?))
    }

    /// The lower-case name that is reported.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Other names that it is known by.
    pub fn aliases(self) -> &'static [&'static str] {
        let found = ALIASES.binary_search_by_key(&self.name(), |(name, _)| name);
        found
            .ok()
            .and_then(|at| ALIASES.get(at))
            .map_or(&[], |(_, aliases)| aliases)
    }

    /// Where it comes from.
    pub fn era(self) -> Era {
        self.0.era
    }

    /// ASCII bytes stand for themselves wherever they occur outside a multi-byte character.
    pub fn is_ascii_compatible(self) -> bool {
        match self.codec() {
            Codec::Utf16(_) | Codec::Utf32(_) | Codec::Utf7 => false,
            Codec::Multi(scheme) => matches!(scheme, Scheme::DoubleByte(_)),
            Codec::Single(page) => page.len() == 128,
            Codec::Ascii | Codec::Utf8 => true,
        }
    }

    /// UTF-8.
    pub fn utf8() -> Self {
        Self::named("utf-8")
    }

    /// One of the names of the list above.
    pub(super) fn named(name: &'static str) -> Self {
        static ASCII: Entry = Entry {
            name: "ascii",
            era: Era::Web,
            codec: Codec::Ascii,
        };
        let found = all().find(|encoding| encoding.name() == name);
        debug_assert!(found.is_some(), "{name} is no name of the list");
        found.unwrap_or(Self(&ASCII))
    }

    /// The encoding that decodes what the decoder of the WHATWG's does, and as it does.
    pub(super) fn of_whatwg(codec: &'static encoding_rs::Encoding) -> Option<Self> {
        let name = match codec.name() {
            "GBK" => "gb18030",
            "Big5" => "big5-hkscs",
            "Shift_JIS" => "cp932",
            "EUC-KR" => "cp949",
            "ISO-8859-8-I" => "iso-8859-8",
            "macintosh" => "mac-roman",
            "x-mac-cyrillic" => "mac-cyrillic",
            "windows-874" => "cp874",
            "IBM866" => "cp866",
            name => name,
        };
        all().find(|encoding| encoding.name().eq_ignore_ascii_case(name))
    }

    pub(super) fn codec(self) -> Codec {
        self.0.codec
    }
}

impl PartialEq for Encoding {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Encoding {}

impl std::fmt::Debug for Encoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The same letters and digits.
fn is_same(name: &str, label: &str) -> bool {
    fold(name).eq(fold(label))
}

fn fold(label: &str) -> impl Iterator<Item = u8> {
    label
        .bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_spelled() {
        for (label, name) in [
            ("GBK", "gbk"),
            ("gb_2312", "gb2312"),
            ("CP936", "gbk"),
            ("UTF8", "utf-8"),
            ("utf_16", "utf-16"),
            ("UTF-16BE", "utf-16be"),
            ("UCS-2", "utf-16le"),
            ("Shift-JIS", "shift_jis"),
            ("windows-31j", "cp932"),
            ("uhc", "cp949"),
            ("latin1", "iso-8859-1"),
            ("ISO_8859-7:1987", "iso-8859-7"),
            ("CP1251", "windows-1251"),
            // Names of the WHATWG alone, which mean its decoders.
            ("x-sjis", "cp932"),
            ("windows-949", "cp949"),
            ("dos-874", "cp874"),
            ("ibm437", "cp437"),
        ] {
            assert_eq!(
                Encoding::for_label(label).map(Encoding::name),
                Some(name),
                "{label}"
            );
        }
        assert_eq!(Encoding::for_label("klingon"), None);
        assert_eq!(Encoding::for_label(""), None);
    }

    #[test]
    fn no_two_encodings_share_a_name() {
        let mut owners = std::collections::BTreeMap::new();
        for encoding in all() {
            for name in [encoding.name()].iter().chain(encoding.aliases()) {
                let owner = *owners
                    .entry(fold(name).collect::<Vec<_>>())
                    .or_insert(encoding.name());
                assert_eq!(owner, encoding.name(), "{name}");
            }
        }
        assert!(
            ALIASES
                .iter()
                .all(|(name, _)| all().any(|encoding| encoding.name() == *name))
        );
    }

    #[test]
    fn every_decoder_of_the_whatwg_has_an_encoding() {
        for label in [
            "gbk",
            "big5",
            "x-sjis",
            "windows-949",
            "ibm866",
            "x-mac-cyrillic",
            "dos-874",
            "logical",
            "utf-16",
        ] {
            assert!(
                Encoding::of_whatwg(encoding_rs::Encoding::for_label(label.as_bytes()).unwrap()).is_some(),
                "{label}"
            );
        }
    }
}
