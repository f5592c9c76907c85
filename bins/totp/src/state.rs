//! The replay guard: what was accepted last and how often somebody was wrong, in one small file that fails closed.
//!
//! The first line is `totp-state v1 SHA256`, the hash of all that follows; then one record a line, separated by tabs:
//! key, last accepted step or `-`, wrong codes in a row, end of the lock-out (Unix time), lock-outs so far.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::private::{self, Lock, Trust};

const HEADER: &str = "totp-state v1 ";
/// The longest lock-out, in seconds.
const DAY: u64 = 86_400;

/// Whose record it is: a hash, so that the file holds neither secrets nor names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    /// The record of a secret that is not stored.
    #[must_use]
    pub fn of_secret(secret: &[u8]) -> Self {
        Self::hash(b"totp state: secret\0", secret)
    }

    /// The record of a stored entry.
    #[must_use]
    pub fn of_entry(name: &str) -> Self {
        Self::hash(b"totp state: entry\0", name.as_bytes())
    }

    /// The record of a name that is not stored: one of few, so that made-up names do not fill the file.
    #[must_use]
    pub fn of_stranger(name: &str) -> Self {
        let bucket = Sha256::digest(name.as_bytes()).first().copied().unwrap_or(0);
        Self::hash(b"totp state: stranger\0", &[bucket])
    }

    fn hash(domain: &[u8], what: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(domain);
        hash.update(what);
        Self(data_encoding::HEXLOWER.encode(&hash.finalize()))
    }
}

/// What is remembered of one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Record {
    /// The last step or counter that was accepted.
    pub last: Option<u64>,
    /// Wrong codes in a row.
    pub fails: u32,
    /// Until when the key is locked out, in Unix time.
    pub locked_until: u64,
    /// How often it was locked out since a code was last accepted.
    pub locks: u32,
}

/// When wrong codes lock a key out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockOut {
    /// After so many in a row; 0 is never.
    pub max_fails: u32,
    /// For so many seconds; each time twice as long, up to a day.
    pub seconds: u64,
}

/// The answer to an offered code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It fits, and was not used before.
    Match,
    /// It fits nothing.
    Mismatch,
    /// It, or a later one, was accepted before.
    Replayed,
    /// Too many wrong codes came before.
    Locked,
}

impl Record {
    /// Decides over a code that fits the step `hit`, or none, at the moment `at`.
    pub fn offer(&mut self, hit: Option<u64>, at: u64, lock_out: LockOut) -> Verdict {
        if lock_out.max_fails > 0 && at < self.locked_until {
            return Verdict::Locked;
        }
        match hit {
            Some(step) if self.last.is_some_and(|last| step <= last) => Verdict::Replayed,
            Some(step) => {
                *self = Self {
                    last: Some(step),
                    ..Self::default()
                };
                Verdict::Match
            }
            None => {
                self.fails = self.fails.saturating_add(1);
                if lock_out.max_fails > 0 && self.fails >= lock_out.max_fails {
                    let seconds = lock_out
                        .seconds
                        .saturating_mul(1 << self.locks.min(40))
                        .min(DAY.max(lock_out.seconds));
                    self.locked_until = at.saturating_add(seconds);
                    self.locks = self.locks.saturating_add(1);
                    self.fails = 0;
                }
                Verdict::Mismatch
            }
        }
    }
}

/// Locks the state at `path`, lets `decide` look at and change the record of `key`, and writes it back. Only when this
/// returns is the decision on the disk; nothing that `decide` returns may be used before. All symlinks to one state are
/// one state; a second hard link is refused, because replacing the file would part the two.
///
/// # Errors
/// When the state is unreadable, damaged, of another version or unwritable. The file is then as it was.
pub fn update<T>(path: &Path, key: &Key, decide: impl FnOnce(&mut Record) -> T) -> io::Result<T> {
    let path = &private::resolved(path)?;
    // Not waiting for a lock beside something that can never be a state.
    private::read(path, Trust::Any)?;
    let _lock = Lock::wait(path)?;
    let mut records = match private::read(path, Trust::Any)? {
        Some(bytes) if bytes.is_empty() => {
            return Err(io::Error::other(
                "empty, so not a state (remove it to start anew)",
            ));
        }
        Some(bytes) => {
            parse(&bytes).ok_or_else(|| io::Error::other("damaged, or not a state of this program"))?
        }
        None => BTreeMap::new(),
    };
    let mut record = records.get(key).copied().unwrap_or_default();
    let answer = decide(&mut record);
    records.insert(key.clone(), record);
    private::replace(path, render(&records).as_bytes())?;
    Ok(answer)
}

fn render(records: &BTreeMap<Key, Record>) -> String {
    let mut body = String::new();
    for (Key(key), r) in records {
        let last = r.last.map_or_else(|| "-".to_owned(), |step| step.to_string());
        let _ = writeln!(
            body,
            "{key}\t{last}\t{}\t{}\t{}",
            r.fails, r.locked_until, r.locks
        );
    }
    format!("{HEADER}{}\n{body}", checksum(&body))
}

fn checksum(body: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(body.as_bytes()))
}

fn parse(bytes: &[u8]) -> Option<BTreeMap<Key, Record>> {
    let (header, body) = std::str::from_utf8(bytes).ok()?.split_once('\n')?;
    if header.strip_prefix(HEADER)? != checksum(body) {
        return None;
    }
    body.lines().map(record).collect()
}

fn record(line: &str) -> Option<(Key, Record)> {
    let mut cells = line.split('\t');
    let key = Key(cells.next()?.to_owned());
    let last = match cells.next()? {
        "-" => None,
        step => Some(step.parse().ok()?),
    };
    let record = Record {
        last,
        fails: cells.next()?.parse().ok()?,
        locked_until: cells.next()?.parse().ok()?,
        locks: cells.next()?.parse().ok()?,
    };
    cells.next().is_none().then_some((key, record))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NEVER: LockOut = LockOut {
        max_fails: 0,
        seconds: 300,
    };

    #[test]
    fn a_step_is_accepted_once_and_never_an_earlier_one() {
        let mut record = Record::default();
        assert_eq!(record.offer(Some(5), 0, NEVER), Verdict::Match);
        assert_eq!(record.offer(Some(5), 0, NEVER), Verdict::Replayed);
        assert_eq!(record.offer(Some(4), 0, NEVER), Verdict::Replayed);
        assert_eq!(record.offer(None, 0, NEVER), Verdict::Mismatch);
        assert_eq!(record.offer(Some(6), 0, NEVER), Verdict::Match);
    }

    #[test]
    fn lock_outs_double_up_to_a_day() {
        let rule = LockOut {
            max_fails: 2,
            seconds: 300,
        };
        let mut record = Record::default();
        let mut at = 1000;
        for seconds in [300, 600, 1200] {
            assert_eq!(record.offer(None, at, rule), Verdict::Mismatch);
            assert_eq!(record.offer(None, at, rule), Verdict::Mismatch);
            assert_eq!(record.offer(Some(9), at + seconds - 1, rule), Verdict::Locked);
            at += seconds;
        }
        assert_eq!(record.offer(Some(9), at, rule), Verdict::Match);
        let mut long = Record {
            locks: 60,
            ..Record::default()
        };
        let (_, _) = (long.offer(None, 0, rule), long.offer(None, 0, rule));
        assert_eq!(long.locked_until, DAY);
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(last: Option<u64>, fails: u32, locked_until: u64, locks: u32, name in ".{0,9}") {
            let records = BTreeMap::from([(Key::of_entry(&name), Record { last, fails, locked_until, locks })]);
            prop_assert_eq!(parse(render(&records).as_bytes()), Some(records));
        }

        #[test]
        fn no_flipped_bit_passes(at in 0usize..200, bit in 0u8..8) {
            let records = BTreeMap::from([(Key::of_entry("a"), Record { last: Some(77), ..Record::default() })]);
            let mut bytes = render(&records).into_bytes();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            prop_assert_eq!(parse(&bytes), None);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&bytes);
        }
    }
}
