//! ACE 1 and 2, volumes and solid archives too. The format is described by "Technical information of the archiver ACE
//! v1.2" (Marcel Lemke, 1998) up to its version 1, and for version 2 by what acefile 0.6.14 and unace 2 read.

mod bits;
mod blowfish;
mod cipher;
mod decoder;
mod filter;
mod header;
mod huffman;
mod lz77;
mod mode;
mod picture;
mod sound;
mod volumes;
mod window;

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use libdeflater::Crc;

use crate::entry::{Body, Entry, Kind, Sink};
use crate::error::{Error, Limit, Result};
use crate::format::zip::Clock;
use crate::format::{Indexed, NameOf, Options, Visit};
use crate::limits::{Consumed, Meter};
use crate::names::{Encoding, Names};
use crate::password::Password;
use crate::source::At;
use bits::Fault;
use cipher::Decipher;
use decoder::{Decoder, Method};
pub(in crate::format) use header::find;
use header::{Part, Volume};

/// The attribute of directories.
const DIRECTORY: u32 = 0x10;
/// Bytes read at a time.
const BUFFER: usize = 16 << 10;

/// Reads all headers and decodes the names. `path` says where the other volumes lie; without it there are none.
pub(in crate::format) fn open(
    file: Arc<File>,
    path: Option<&Path>,
    options: &Options,
) -> Result<Box<dyn Indexed>> {
    let (volumes, paths) = volumes::all(file, path, &options.meter)?;
    if volumes.iter().any(|volume| volume.is_followed) {
        options.meter.note_trailing();
    }
    let mut ace = Ace {
        files: volumes.iter().map(|volume| Arc::clone(&volume.file)).collect(),
        paths,
        entries: Vec::new(),
        members: Vec::new(),
        is_solid: volumes.first().is_some_and(|volume| volume.is_solid),
        meter: Arc::clone(&options.meter),
        names: options.names.clone(),
        password: options.password.clone(),
    };
    ace.join(volumes)?;
    ace.names.decode_all(&mut ace.entries);
    for entry in &mut ace.entries {
        finish_name(entry);
    }
    Ok(Box::new(ace))
}

/// An open archive: one file, or all volumes of a set.
struct Ace {
    files: Vec<Arc<File>>,
    /// Those of the files of a set.
    paths: Vec<PathBuf>,
    entries: Vec<Entry>,
    members: Vec<Member>,
    is_solid: bool,
    meter: Arc<Meter>,
    names: Names,
    password: Option<Arc<Password>>,
}

/// How the contents of an entry are stored.
struct Member {
    method: u8,
    /// Bytes of the dictionary as a power of 2.
    dictionary: u32,
    /// CRC-32 of the contents.
    crc32: u32,
    segments: Vec<Segment>,
}

/// Packed data in one volume.
#[derive(Clone, Copy)]
struct Segment {
    file: usize,
    at: u64,
    length: u64,
}

impl Ace {
    /// Makes members of the parts that the volumes have of them.
    fn join(&mut self, volumes: Vec<Volume>) -> Result<()> {
        let mut clock = Clock::default();
        let mut open: Option<(Part, Member)> = None;
        for (file, volume) in volumes.into_iter().enumerate() {
            for part in volume.parts {
                let segment = Segment {
                    file,
                    at: part.data,
                    length: part.packed,
                };
                let (goes_on, crc32) = (part.goes_on, part.crc32);
                let (head, mut member) = match open.take() {
                    Some((head, member)) if part.is_continued && part.name == head.name => (head, member),
                    None if !part.is_continued => {
                        self.meter.entry()?;
                        self.meter.name(part.name.len())?;
                        let member = Member {
                            method: part.method,
                            dictionary: part.dictionary,
                            crc32,
                            segments: Vec::new(),
                        };
                        (part, member)
                    }
                    _ => {
                        return Err(Error::corrupt(
                            "damaged set of volumes: a member without its rest",
                        ));
                    }
                };
                // The last part has that of all.
                member.crc32 = crc32;
                member.segments.push(segment);
                if goes_on {
                    open = Some((head, member));
                } else {
                    self.add(&head, member, &mut clock);
                }
            }
        }
        match open {
            Some(_) => Err(Error::corrupt(
                "a volume of the set is missing: a member goes on in it",
            )),
            None => Ok(()),
        }
    }

    fn add(&mut self, part: &Part, mut member: Member, clock: &mut Clock) {
        let kind = if part.attributes & DIRECTORY == 0 {
            Kind::File
        } else {
            Kind::Dir
        };
        if kind == Kind::Dir || part.size == 0 {
            // There is nothing to unpack.
            member.method = 0;
        }
        let mut entry = Entry::new(part.name.clone(), kind);
        entry.dos = true;
        let [time, date] = part.time;
        entry.mtime = clock.dos(date, time);
        if kind == Kind::File {
            entry.size = Some(part.size);
            entry.packed = Some(member.segments.iter().map(|s| s.length).sum());
            entry.method = Some(match method(member.method) {
                Some(Method::Stored) => "stored",
                Some(Method::Lz77) => "lz77",
                Some(Method::Modes) => "ace2",
                None => "unknown",
            });
            entry.crc32 = Some(member.crc32);
            entry.encrypted = part.is_encrypted;
        }
        self.entries.push(entry);
        self.members.push(member);
    }

    /// Unpacks a member, whatever its checksum, which is returned.
    fn unpack(&self, decoder: &mut Decoder, index: usize, sink: Sink<'_>) -> Result<u32> {
        let (Some(entry), Some(member)) = (self.entries.get(index), self.members.get(index)) else {
            return Ok(0);
        };
        let size = entry.size.unwrap_or(0);
        if size == 0 {
            return Ok(0);
        }
        let method = self.judge(member)?;
        let segments = Segments {
            ace: self,
            rest: member.segments.iter().copied().collect(),
        };
        let input = BufReader::with_capacity(BUFFER, segments);
        let mut input: Box<dyn Read + '_> = Box::new(Consumed::new(input, Arc::clone(&self.meter)));
        if entry.encrypted {
            let password = self.password.as_ref().ok_or(Error::NoPassword)?;
            input = Box::new(Decipher::new(input, password.bytes()));
        }
        let mut crc = Crc::new();
        let mut produce = |bytes: &[u8]| {
            self.meter.produce(bytes.len() as u64)?;
            crc.update(bytes);
            if bytes.is_empty() { Ok(()) } else { sink(bytes) }
        };
        let done = decoder.member(method, 1 << member.dictionary, size, &mut input, &mut produce);
        done.map_err(|fault| match failed(fault) {
            // What a wrong password makes of the data looks like anything.
            error @ (Error::Corrupt(_) | Error::Unsupported(_)) if entry.encrypted => {
                Error::Corrupt(error.to_string()).in_doubt()
            }
            error => error,
        })?;
        Ok(crc.sum())
    }

    /// How a member is packed, if it can be unpacked.
    fn judge(&self, member: &Member) -> Result<Method> {
        let method = method(member.method).ok_or_else(|| {
            let number = member.method;
            Error::Unsupported(format!(
                "the method {number} of ace is not read here; unace may read it"
            ))
        })?;
        let memory = self.meter.limits.memory;
        if method != Method::Stored && 1 << member.dictionary.min(22) > memory {
            return Err(Error::Limit(Limit::Memory(memory)));
        }
        Ok(method)
    }
}

fn method(number: u8) -> Option<Method> {
    match number {
        0 => Some(Method::Stored),
        1 => Some(Method::Lz77),
        2 => Some(Method::Modes),
        _ => None,
    }
}

fn failed(fault: Fault) -> Error {
    match fault {
        Fault::End => Error::corrupt("cut short: the packed data end too early"),
        Fault::Bad(what) => Error::corrupt(format!("damaged data: {what}")),
        Fault::Mode(number) => Error::Unsupported(format!(
            "the mode {number} of ace is not read here; unace may read it"
        )),
        Fault::Failed(error) => *error,
    }
}

/// What is left to do once the name is decoded: separators of DOS.
fn finish_name(entry: &mut Entry) {
    entry
        .name
        .iter_mut()
        .filter(|b| **b == b'\\')
        .for_each(|b| *b = b'/');
    if entry.kind == Kind::Dir && !entry.name.ends_with(b"/") {
        entry.name.push(b'/');
    }
}

impl Indexed for Ace {
    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn take_entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    fn encoding(&self) -> Option<Encoding> {
        self.names.encoding()
    }

    fn volumes(&self) -> &[PathBuf] {
        &self.paths
    }

    fn check_decoders(&self, name: NameOf<'_>) -> Result<()> {
        self.members
            .iter()
            .enumerate()
            .try_for_each(|(i, member)| self.judge(member).map(|_| ()).map_err(|e| e.within(&name(i))))
    }

    fn each(&mut self, visit: Visit<'_>) -> Result<()> {
        let mut pass = Pass {
            ace: self,
            decoder: Decoder::default(),
            next: 0,
            is_lost: false,
        };
        for (index, entry) in self.entries.iter().enumerate() {
            self.meter.pulse()?;
            let mut body = MemberBody {
                pass: &mut pass,
                index,
                entry,
            };
            if visit(entry, &mut body)?.is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// One way through the members.
struct Pass<'a> {
    ace: &'a Ace,
    decoder: Decoder,
    /// Of a solid archive: the member that can be unpacked next, and whether those from there on are lost.
    next: usize,
    is_lost: bool,
}

impl Pass<'_> {
    /// Unpacks one member, and of a solid archive those in front that nobody asked for.
    fn unpack(&mut self, index: usize, sink: Sink<'_>) -> Result<u32> {
        if !self.ace.is_solid {
            self.decoder.begin_anew();
            return self.ace.unpack(&mut self.decoder, index, sink);
        }
        if self.is_lost {
            return Err(Error::corrupt("lies behind damage in a solid archive"));
        }
        self.is_lost = true;
        for before in self.next..index {
            self.ace.unpack(&mut self.decoder, before, &mut |_| Ok(()))?;
        }
        let crc32 = self.ace.unpack(&mut self.decoder, index, sink)?;
        self.is_lost = false;
        self.next = index + 1;
        Ok(crc32)
    }
}

/// The contents of a member.
struct MemberBody<'a, 'b> {
    pass: &'a mut Pass<'b>,
    index: usize,
    entry: &'a Entry,
}

impl Body for MemberBody<'_, '_> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        if self.entry.kind != Kind::File {
            return Ok(());
        }
        let ace = self.pass.ace;
        if self.entry.encrypted && ace.password.is_none() {
            return Err(Error::NoPassword);
        }
        ace.meter.claim(self.entry.size.unwrap_or(0))?;
        let crc32 = self.pass.unpack(self.index, sink)?;
        match ace.members.get(self.index) {
            Some(member) if member.crc32 == crc32 => Ok(()),
            _ => {
                let error = Error::corrupt("damaged data: the checksum does not match");
                Err(if self.entry.encrypted {
                    error.in_doubt()
                } else {
                    error
                })
            }
        }
    }
}

/// The packed data of a member, from one volume after the other.
struct Segments<'a> {
    ace: &'a Ace,
    rest: VecDeque<Segment>,
}

impl Read for Segments<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(segment) = self.rest.front_mut() else {
                return Ok(0);
            };
            let Some(file) = self.ace.files.get(segment.file).filter(|_| segment.length > 0) else {
                self.rest.pop_front();
                continue;
            };
            let mut input = At::new(Arc::clone(file), segment.at).take(segment.length);
            let n = input.read(buf)?;
            if n == 0 && !buf.is_empty() {
                // The file has become shorter.
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            segment.at += n as u64;
            segment.length -= n as u64;
            return Ok(n);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::ops::ControlFlow;

    use proptest::prelude::*;
    use shared::interrupt::Flag;

    use super::*;
    use crate::limits::Limits;

    /// Reads an archive whole: the members that were, with their contents.
    fn read(bytes: &[u8]) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let options = Options {
            format: None,
            names: Names::guessed(None),
            password: Some(Password::first_line(b"secret".to_vec()).into()),
            meter: Meter::new(Limits::default(), Flag::default()),
            strict: false,
            portable: false,
            keep_broken: false,
        };
        let mut all = Vec::new();
        open(Arc::new(file), None, &options)?.each(&mut |entry, body| {
            let mut contents = Vec::new();
            body.drain(&mut |chunk| {
                contents.extend_from_slice(chunk);
                Ok(())
            })?;
            all.push((entry.name.clone(), contents));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(all)
    }

    fn sample(name: &str) -> Vec<u8> {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/unpack/legacy/ace");
        std::fs::read(data.join(name)).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes);
            let _ = read(&[sample("solid.ace").as_slice(), &bytes].concat());
        }

        #[test]
        fn damage_never_changes_contents(
            name in prop::sample::select(vec!["modes.ace", "solid.ace", "locked.ace"]),
            at in any::<prop::sample::Index>(),
            length in 1_usize..12,
            change in 1_u8..,
        ) {
            let whole = sample(name);
            let right = read(&whole).unwrap();
            let mut bytes = whole;
            let at = at.index(bytes.len());
            bytes.iter_mut().skip(at).take(length).for_each(|byte| *byte ^= change);
            if let Ok(got) = read(&bytes) {
                // A header that is damaged beyond telling ends the archive, which is noted.
                prop_assert_eq!(&got, &right.get(..got.len()).unwrap_or_default());
            }
        }
    }
}
