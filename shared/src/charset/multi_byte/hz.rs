//! HZ (RFC 1843): GB 2312 in seven bits between `~{` and `~}`.

use super::set::Set;
use super::text::Text;
use super::{Progress, sets};

const SET: &Set = &sets::GB2312;

#[derive(Clone, Default)]
pub(super) struct Decoder {
    is_gb: bool,
}

impl Decoder {
    pub(super) fn decode(&mut self, bytes: &[u8], text: &mut String) -> Progress {
        let mut text = Text::new(text);
        let mut at = 0;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let malformed = Progress {
                read: at,
                malformed: Some(1),
            };
            at += match (rest, self.is_gb) {
                ([0x80..=0xff, ..], _) => return malformed,
                ([] | [b'~'], _) | ([_], true) => {
                    return Progress {
                        read: at,
                        malformed: None,
                    };
                }
                ([b'~', b'{', ..], false) | ([b'~', b'}', ..], true) => {
                    self.is_gb = !self.is_gb;
                    2
                }
                ([b'~', b'\n', ..], false) => 2,
                ([b'~', b'~', ..], false) => {
                    text.char('~');
                    2
                }
                ([b'~', ..], _) => return malformed,
                ([byte, ..], false) => {
                    text.char(char::from(*byte));
                    1
                }
                ([lead, trail, ..], true) => {
                    if *trail >= 0x80 || !text.cell(SET, SET.cell(lead | 0x80, trail | 0x80)) {
                        return malformed;
                    }
                    2
                }
            };
        }
    }
}

#[derive(Default)]
pub(super) struct Encoder {
    is_gb: bool,
}

impl Encoder {
    /// Appends the bytes of a character; `None` when there are none.
    pub(super) fn encode(&mut self, c: char, bytes: &mut Vec<u8>) -> Option<()> {
        if c.is_ascii() {
            self.finish(bytes);
            if c == '~' {
                bytes.push(b'~');
            }
            bytes.push(u8::try_from(c).ok()?);
            return Some(());
        }
        let code = SET.code(c)?;
        if !self.is_gb {
            bytes.extend(b"~{");
            self.is_gb = true;
        }
        bytes.extend((code & 0x7f7f).to_be_bytes());
        Some(())
    }

    /// Returns to ASCII.
    pub(super) fn finish(&mut self, bytes: &mut Vec<u8>) {
        if self.is_gb {
            bytes.extend(b"~}");
            self.is_gb = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::charset::{Decoder, Encoding, Fault, Step};

    fn decode(bytes: &[u8]) -> (String, Step) {
        let mut text = String::new();
        let step = Decoder::new(Encoding::named("hz")).step(bytes, true, &mut text);
        (text, step)
    }

    /// RFC 1843, section 2.
    #[test]
    fn the_example_of_the_rfc() {
        let bytes = b"The next sentence is in GB.~{<:Ky2;S{#,NpJ)SZHK!#~}~\nBye.~~";
        let text = "The next sentence is in GB.己所不欲，勿施于人。Bye.~";
        assert_eq!(decode(bytes), (text.to_owned(), Step::Done));
    }

    #[test]
    fn a_tilde_that_means_nothing_is_a_fault() {
        let fault = Fault { offset: 1, length: 1 };
        assert_eq!(
            decode(b"a~x"),
            ("a".to_owned(), Step::Malformed { read: 2, fault })
        );
    }
}
