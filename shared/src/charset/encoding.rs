//! The encodings by name. A reported name is one that Python knows; every WHATWG label is understood.

/// A character encoding.
#[derive(Clone, Copy)]
pub struct Encoding(&'static Entry);

struct Entry {
    name: &'static str,
    codec: Codec,
    aliases: &'static [&'static str],
}

/// How the bytes are turned into characters.
#[derive(Clone, Copy, Debug)]
pub(super) enum Codec {
    /// Seven bits; everything above is a fault.
    Ascii,
    /// A decoder and encoder of encoding_rs.
    Whatwg(&'static encoding_rs::Encoding),
    /// Two bytes a unit; `true` is big-endian.
    Utf16(bool),
    /// Four bytes a character; `true` is big-endian.
    Utf32(bool),
    /// A DOS or Windows code page of oem_cp: its upper half.
    CodePage(u16),
    /// Bytes above 0x7F are the characters of the same number.
    Latin1,
}

macro_rules! entries {
    ($($name:literal $codec:expr, [$($alias:literal)*];)*) => {
        static ENTRIES: &[Entry] = &[$(Entry { name: $name, codec: $codec, aliases: &[$($alias),*] }),*];
    };
}

entries! {
    "ascii" Codec::Ascii, ["us-ascii" "ansi_x3.4-1968" "646"];
    "utf-8" Codec::Whatwg(encoding_rs::UTF_8), ["utf8" "u8" "utf-8-sig" "cp65001"];
    "utf-16le" Codec::Utf16(false), ["utf-16-le" "ucs-2le" "unicodelittleunmarked"];
    "utf-16be" Codec::Utf16(true), ["utf-16-be" "ucs-2be" "unicodebigunmarked"];
    "utf-32le" Codec::Utf32(false), ["utf-32-le" "ucs-4le"];
    "utf-32be" Codec::Utf32(true), ["utf-32-be" "ucs-4be"];
    "gb18030" Codec::Whatwg(encoding_rs::GB18030), ["gb18030-2000" "gbk" "gb2312" "cp936" "euc-cn" "936" "ms936"];
    "big5" Codec::Whatwg(encoding_rs::BIG5), ["big5-tw" "cp950" "big5-hkscs" "950" "ms950"];
    "shift_jis" Codec::Whatwg(encoding_rs::SHIFT_JIS), ["sjis" "cp932" "932" "ms932" "windows-31j" "mskanji"];
    "euc-jp" Codec::Whatwg(encoding_rs::EUC_JP), ["eucjp" "ujis" "u-jis"];
    "iso-2022-jp" Codec::Whatwg(encoding_rs::ISO_2022_JP), ["csiso2022jp" "iso2022jp"];
    "euc-kr" Codec::Whatwg(encoding_rs::EUC_KR), ["euckr" "cp949" "949" "ms949" "uhc"];
    "iso-8859-1" Codec::Latin1, ["latin-1" "latin1" "l1" "iso8859-1" "8859" "cp819"];
    "iso-8859-2" Codec::Whatwg(encoding_rs::ISO_8859_2), ["latin2" "l2" "iso8859-2"];
    "iso-8859-3" Codec::Whatwg(encoding_rs::ISO_8859_3), ["latin3" "l3" "iso8859-3"];
    "iso-8859-4" Codec::Whatwg(encoding_rs::ISO_8859_4), ["latin4" "l4" "iso8859-4"];
    "iso-8859-5" Codec::Whatwg(encoding_rs::ISO_8859_5), ["cyrillic" "iso8859-5"];
    "iso-8859-6" Codec::Whatwg(encoding_rs::ISO_8859_6), ["arabic" "iso8859-6"];
    "iso-8859-7" Codec::Whatwg(encoding_rs::ISO_8859_7), ["greek" "iso8859-7"];
    "iso-8859-8" Codec::Whatwg(encoding_rs::ISO_8859_8), ["hebrew" "iso8859-8" "iso-8859-8-i"];
    "iso-8859-10" Codec::Whatwg(encoding_rs::ISO_8859_10), ["latin6" "l6" "iso8859-10"];
    "iso-8859-13" Codec::Whatwg(encoding_rs::ISO_8859_13), ["latin7" "l7" "iso8859-13"];
    "iso-8859-14" Codec::Whatwg(encoding_rs::ISO_8859_14), ["latin8" "l8" "iso8859-14"];
    "iso-8859-15" Codec::Whatwg(encoding_rs::ISO_8859_15), ["latin9" "l9" "iso8859-15"];
    "iso-8859-16" Codec::Whatwg(encoding_rs::ISO_8859_16), ["latin10" "l10" "iso8859-16"];
    "windows-874" Codec::Whatwg(encoding_rs::WINDOWS_874), ["cp874" "tis-620" "iso-8859-11"];
    "windows-1250" Codec::Whatwg(encoding_rs::WINDOWS_1250), ["cp1250" "1250"];
    "windows-1251" Codec::Whatwg(encoding_rs::WINDOWS_1251), ["cp1251" "1251"];
    "windows-1252" Codec::Whatwg(encoding_rs::WINDOWS_1252), ["cp1252" "1252"];
    "windows-1253" Codec::Whatwg(encoding_rs::WINDOWS_1253), ["cp1253" "1253"];
    "windows-1254" Codec::Whatwg(encoding_rs::WINDOWS_1254), ["cp1254" "1254" "iso-8859-9" "latin5"];
    "windows-1255" Codec::Whatwg(encoding_rs::WINDOWS_1255), ["cp1255" "1255"];
    "windows-1256" Codec::Whatwg(encoding_rs::WINDOWS_1256), ["cp1256" "1256"];
    "windows-1257" Codec::Whatwg(encoding_rs::WINDOWS_1257), ["cp1257" "1257"];
    "windows-1258" Codec::Whatwg(encoding_rs::WINDOWS_1258), ["cp1258" "1258"];
    "koi8-r" Codec::Whatwg(encoding_rs::KOI8_R), ["koi8r" "cskoi8r"];
    "koi8-u" Codec::Whatwg(encoding_rs::KOI8_U), ["koi8u"];
    "mac-roman" Codec::Whatwg(encoding_rs::MACINTOSH), ["macroman" "macintosh"];
    "mac-cyrillic" Codec::Whatwg(encoding_rs::X_MAC_CYRILLIC), ["maccyrillic" "x-mac-cyrillic"];
    "cp437" Codec::CodePage(437), ["ibm437" "437"];
    "cp720" Codec::CodePage(720), ["720"];
    "cp737" Codec::CodePage(737), ["737"];
    "cp775" Codec::CodePage(775), ["ibm775" "775"];
    "cp850" Codec::CodePage(850), ["ibm850" "850"];
    "cp852" Codec::CodePage(852), ["ibm852" "852"];
    "cp855" Codec::CodePage(855), ["ibm855" "855"];
    "cp857" Codec::CodePage(857), ["ibm857" "857"];
    "cp858" Codec::CodePage(858), ["ibm858" "858"];
    "cp860" Codec::CodePage(860), ["ibm860" "860"];
    "cp861" Codec::CodePage(861), ["ibm861" "cp-is" "861"];
    "cp862" Codec::CodePage(862), ["ibm862" "862"];
    "cp863" Codec::CodePage(863), ["ibm863" "863"];
    "cp864" Codec::CodePage(864), ["ibm864" "864"];
    "cp865" Codec::CodePage(865), ["ibm865" "865"];
    "cp866" Codec::Whatwg(encoding_rs::IBM866), ["ibm866" "866"];
}

/// Every encoding, in the order of families.
pub fn all() -> impl Iterator<Item = Encoding> {
    ENTRIES.iter().map(Encoding)
}

impl Encoding {
    /// The encoding of that name or alias; case, `-`, `_`, `:`, and blanks do not matter. UTF-16 and UTF-32 without
    /// a byte order are little-endian, as the WHATWG has it.
    pub fn for_label(label: &str) -> Option<Self> {
        let folded = fold(label);
        let found = match folded.as_str() {
            "utf16" | "u16" | "ucs2" => Some("utf16le"),
            "utf32" | "u32" | "ucs4" => Some("utf32le"),
            _ => None,
        };
        let folded = found.unwrap_or(&folded);
        all()
            .find(|encoding| encoding.names().any(|name| fold(name) == folded))
            .or_else(|| Self::of_whatwg(encoding_rs::Encoding::for_label(label.as_bytes())?))
    }

    /// The lower-case name that is reported.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Other names that it is known by.
    pub fn aliases(self) -> &'static [&'static str] {
        self.0.aliases
    }

    /// ASCII bytes stand for themselves wherever they occur outside a multi-byte character.
    pub fn is_ascii_compatible(self) -> bool {
        match self.codec() {
            Codec::Utf16(_) | Codec::Utf32(_) => false,
            Codec::Whatwg(codec) => codec.is_ascii_compatible(),
            Codec::Ascii | Codec::CodePage(_) | Codec::Latin1 => true,
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
            codec: Codec::Ascii,
            aliases: &[],
        };
        all()
            .find(|encoding| encoding.name() == name)
            .unwrap_or(Self(&ASCII))
    }

    pub(super) fn of_whatwg(codec: &'static encoding_rs::Encoding) -> Option<Self> {
        if codec == encoding_rs::GBK {
            return Some(Self::named("gb18030"));
        }
        all().find(|encoding| matches!(encoding.codec(), Codec::Whatwg(own) if own == codec))
    }

    pub(super) fn codec(self) -> Codec {
        self.0.codec
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name()).chain(self.0.aliases.iter().copied())
    }
}

impl PartialEq for Encoding {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Encoding {}

impl std::fmt::Debug for Encoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

fn fold(label: &str) -> String {
    label
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_spelled() {
        for (label, name) in [
            ("GBK", "gb18030"),
            ("gb_2312", "gb18030"),
            ("UTF8", "utf-8"),
            ("utf-16", "utf-16le"),
            ("UTF-16BE", "utf-16be"),
            ("Shift-JIS", "shift_jis"),
            ("windows-31j", "shift_jis"),
            ("latin1", "iso-8859-1"),
            ("CP1251", "windows-1251"),
            ("x-sjis", "shift_jis"),
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
            for name in encoding.names().map(fold) {
                let owner = *owners.entry(name.clone()).or_insert(encoding.name());
                assert_eq!(owner, encoding.name(), "{name}");
            }
        }
    }
}
