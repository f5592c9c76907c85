//! Runs of lines in one encoding, for files that were put together from several.

use std::io::{self, BufRead, BufReader, Read};

use shared::charset::{Detection, Detector, Options};

/// A longer line is taken in pieces, each judged by itself.
const LINE: u64 = 1 << 20;

/// Lines in one encoding.
#[derive(Clone, Debug)]
pub struct Run {
    /// The first line, from 1.
    pub from: u64,
    /// The last line.
    pub to: u64,
    /// What all of them together are.
    pub detection: Detection,
}

/// What a line is by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ascii,
    Utf8,
    Other,
}

/// Calls `found` with each run in order. ASCII lines join the run before them.
pub fn runs<E: From<io::Error>>(
    source: impl Read,
    options: &Options,
    mut found: impl FnMut(Run) -> Result<(), E>,
) -> Result<(), E> {
    let mut source = BufReader::with_capacity(1 << 16, source);
    let mut run: Option<(Kind, u64, Detector)> = None;
    let mut line = Vec::new();
    let mut number = 0;
    let mut at_start = true;
    while source.by_ref().take(LINE).read_until(b'\n', &mut line)? > 0 {
        number += u64::from(at_start);
        at_start = line.last() == Some(&b'\n');
        let kind = match std::str::from_utf8(&line) {
            Ok(text) if text.is_ascii() => Kind::Ascii,
            Ok(_) => Kind::Utf8,
            Err(_) => Kind::Other,
        };
        match run.take() {
            Some((own, from, mut detector)) if kind == own || kind == Kind::Ascii => {
                detector.feed(&line);
                run = Some((own, from, detector));
            }
            ended => {
                if let Some((_, from, detector)) = ended {
                    found(Run {
                        from,
                        to: number - 1,
                        detection: detector.finish(),
                    })?;
                }
                let mut detector = Detector::new(options.clone());
                detector.feed(&line);
                run = Some((kind, number, detector));
            }
        }
        line.clear();
    }
    match run {
        Some((_, from, detector)) => found(Run {
            from,
            to: number,
            detection: detector.finish(),
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs_of(bytes: &[u8]) -> Vec<(u64, u64, &'static str)> {
        let mut all = Vec::new();
        runs::<io::Error>(bytes, &Options::default(), |run| {
            all.push((run.from, run.to, run.detection.name()));
            Ok(())
        })
        .unwrap();
        all
    }

    #[test]
    fn a_file_of_two_encodings_is_split_and_ascii_joins_what_is_before() {
        let chinese = "国务院办公厅关于进一步加强农村公路建设的通知\n";
        let (gbk, _, _) = encoding_rs::GBK.encode(chinese);
        let bytes = [&gbk, b"ascii\n".as_slice(), &gbk, chinese.as_bytes(), b"end"].concat();
        assert_eq!(runs_of(&bytes), [(1, 3, "gb18030"), (4, 5, "utf-8")]);
        assert_eq!(runs_of(b""), []);
        assert_eq!(runs_of(b"a\nb"), [(1, 2, "ascii")]);
    }
}
