//! Formats without an index, read once from front to end: tar, cpio, ar, the packages made of them, and single
//! compressed files.

use std::io::{BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::codec::Decoder;
use super::{Named, Options, Visit, ar, cpio, rpm, tar};
use crate::entry::{Body, Entry, Kind, Sink, Time};
use crate::error::{Error, Result};
use crate::formats::{Codec, Container, Format, by_suffix, stem};
use crate::limits::{Consumed, Meter};
use crate::names::{Look, Names, texts};
use crate::sniff::{Sniffed, is_empty_tar, sniff};
use crate::source::Source;
use crate::volumes::whole_name;

/// How many decoded bytes are looked at to see what a stream holds.
const INSIDE: u64 = 1024;
/// How many zeros from standard input can be an empty tar.
const ZEROS: u64 = 64 << 10;
/// Size of the chunks handed on.
const CHUNK: usize = 128 << 10;

type Bytes = Box<dyn BufRead + Send>;

/// Visits every entry; returns what the stream turned out to be, and how its names were read, which is known of a damaged
/// one too.
pub(super) fn each(
    source: &mut Source,
    options: &Options,
    format: Format,
    visit: Visit<'_>,
) -> (Result<Format>, Names) {
    let mut names = options.names.clone();
    let name = source.file_name();
    let reader = source.reader();
    let source = &*source;
    let mut seen: Option<(Vec<Vec<u8>>, bool)> = None;
    let pass = Pass {
        meter: Arc::clone(&options.meter),
        format,
        forced: options.format.is_some(),
        strict: options.strict,
        name,
    };
    let done = pass.run(reader, &mut |entry, body| {
        let link = entry.link.as_ref().map_or(0, Vec::len);
        pass.meter.name(entry.name.len() + link)?;
        let look = names.look(entry);
        if look != Look::Plain {
            let (seen, is_utf8) = seen.get_or_insert_with(|| {
                let all = pass.stored_texts(source.again());
                let is_utf8 = all.iter().all(|text| std::str::from_utf8(text).is_ok());
                (all, is_utf8)
            });
            if look == Look::Doubtful && *is_utf8 && !source.is_whole_again() {
                names.pass(entry);
            } else {
                let mut raw: Vec<&[u8]> = seen.iter().map(Vec::as_slice).collect();
                // It may have ended too early.
                if !raw.contains(&entry.raw_name()) {
                    raw.extend(texts(entry));
                }
                names.decide_now(&raw);
            }
        }
        if names.may_change(entry) {
            let mut entry = entry.clone();
            names.decode(&mut entry);
            visit(&entry, body)
        } else {
            visit(entry, body)
        }
    });
    (done, names)
}

fn unknown_payload() -> Error {
    Error::Unsupported("a package whose payload is of an unknown kind".to_owned())
}

/// One way through a stream.
struct Pass {
    meter: Arc<Meter>,
    format: Format,
    forced: bool,
    strict: bool,
    /// The archive's file name, which names what a single stream holds.
    name: String,
}

impl Pass {
    /// All names and link targets of what can be read again, by a pass of its own with the same limits. What cannot be read is of
    /// no matter here: the pass that extracts will say so.
    fn stored_texts(&self, reader: Bytes) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        let again = Self {
            meter: self.meter.again(),
            name: self.name.clone(),
            ..*self
        };
        let _ = again.run(reader, &mut |entry, _| {
            for text in texts(entry) {
                again.meter.name(text.len())?;
                all.push(text.to_vec());
            }
            Ok(ControlFlow::Continue(()))
        });
        all
    }

    fn run(&self, reader: Bytes, visit: Visit<'_>) -> Result<Format> {
        match self.format.container {
            Some(Container::Deb) => {
                let mut reader = reader;
                let size = ar::find(&mut reader, b"data.tar")?;
                self.payload(Box::new(reader.take(size)), Container::Tar, visit)
            }
            Some(Container::Rpm) => {
                let mut reader = reader;
                rpm::skip_to_payload(&mut reader)?;
                self.payload(reader, Container::Cpio, visit)
            }
            _ => self.plain_or_packed(reader, visit),
        }
    }

    /// The archive inside a package.
    fn payload(&self, mut reader: Bytes, container: Container, visit: Visit<'_>) -> Result<Format> {
        let head = reader.fill_buf().map_err(Error::decoding)?;
        let codec = match sniff(head) {
            Sniffed::Codec(codec) => Some(codec),
            Sniffed::Container(found) if found == container => None,
            _ => {
                return Err(unknown_payload());
            }
        };
        let inner = Self {
            meter: Arc::clone(&self.meter),
            format: Format {
                codec,
                container: Some(container),
            },
            forced: false,
            strict: self.strict,
            name: self.name.clone(),
        };
        inner.plain_or_packed(reader, visit)?;
        Ok(self.format)
    }

    fn plain_or_packed(&self, reader: Bytes, visit: Visit<'_>) -> Result<Format> {
        let counted = Consumed::new(reader, Arc::clone(&self.meter));
        let Some(codec) = self.format.codec else {
            let plain = Plain {
                inner: counted,
                meter: Arc::clone(&self.meter),
            };
            self.container(self.format.container, Box::new(plain), visit)?;
            return Ok(self.format);
        };
        let mut decoder = Decoder::new(codec, counted, Arc::clone(&self.meter))?;
        let mtime = decoder.mtime;
        let mut head = Vec::new();
        decoder
            .by_ref()
            .take(INSIDE)
            .read_to_end(&mut head)
            .map_err(Error::decoding)?;
        if matches!(self.name.as_str(), "" | "-") && head.iter().all(|b| *b == 0) {
            decoder
                .by_ref()
                .take(ZEROS)
                .read_to_end(&mut head)
                .map_err(Error::decoding)?;
        }
        let whole = (head.len() as u64) < INSIDE + ZEROS;
        let inside = match (self.format.container, self.forced, sniff(&head)) {
            (None, true, _) => None,
            (None, false, Sniffed::Container(found @ (Container::Tar | Container::Cpio))) => Some(found),
            (None, false, _) if is_empty_tar(&head, &self.name, whole) => Some(Container::Tar),
            (None, false, _) => None,
            (Some(wanted), _, Sniffed::Container(found)) if wanted == found => Some(wanted),
            (Some(_), false, _) => return Err(unknown_payload()),
            (Some(_), true, _) => {
                return Err(Error::corrupt(
                    "the contents are not of the format that --format names",
                ));
            }
        };
        // The only codec that cannot tell where its data end.
        let stump = codec == Codec::Compress && (1..512).contains(&head.len());
        let whole = Cursor::new(head).chain(decoder);
        match inside {
            Some(container) => self.container(Some(container), Box::new(whole), visit)?,
            None => {
                let named = by_suffix(&self.name).and_then(|named| named.container);
                if !self.forced && named == Some(Container::Tar) && stump {
                    return Err(Error::corrupt("cut short: the data end in a header"));
                }
                if !self.forced && named.is_some() {
                    self.meter.note_misnamed();
                }
                let mut whole = BufReader::with_capacity(CHUNK, whole);
                self.single(&mut whole, mtime, codec.name(), visit)?;
            }
        }
        Ok(Format {
            codec: Some(codec),
            container: inside,
        })
    }

    /// Entries of a tar or cpio, then what follows its end: zeros, and the checksums of the codec around it.
    fn container(&self, container: Option<Container>, bytes: Box<dyn Read>, visit: Visit<'_>) -> Result<()> {
        // Headers and small members come in small pieces, which decoders are slow to hand out.
        let mut bytes = BufReader::with_capacity(CHUNK, bytes);
        let meter = &self.meter;
        let visit: Visit<'_> = &mut |entry, body| visit(entry, &mut Named { entry, body, meter });
        let on = match container {
            Some(Container::Cpio) => cpio::each(&mut bytes, &self.meter, visit)?,
            Some(Container::Ar) => ar::each(&mut bytes, &self.meter, visit)?,
            _ => {
                let rules = tar::Rules {
                    strict: self.strict,
                    in_volumes: whole_name(&self.name) != self.name,
                };
                tar::each(&mut bytes, &self.meter, rules, visit)?
            }
        };
        if on.is_break() {
            return Ok(());
        }
        let mut buf = vec![0; CHUNK];
        loop {
            match bytes.read(&mut buf).map_err(Error::decoding)? {
                0 => return Ok(()),
                n if buf.iter().take(n).any(|b| *b != 0) => self.meter.note_trailing(),
                _ => {}
            }
        }
    }

    fn single(
        &self,
        bytes: &mut dyn BufRead,
        mtime: Option<Time>,
        method: &'static str,
        visit: Visit<'_>,
    ) -> Result<()> {
        self.meter.entry()?;
        let name = match self.name.as_str() {
            "" | "-" => "data".to_owned(),
            name => stem(name, true),
        };
        let mut entry = Entry::new(name.into_bytes(), Kind::File);
        entry.name_is_utf8 = true;
        entry.mtime = mtime;
        entry.method = Some(method);
        let mut body = Streamed {
            bytes,
            size: None,
            meter: &self.meter,
        };
        let on = visit(&entry, &mut body)?;
        if on.is_continue() {
            body.drain(&mut |_| Ok(()))?;
        }
        Ok(())
    }
}

/// A stream that is not compressed: what goes in comes out.
struct Plain<R> {
    inner: R,
    meter: Arc<Meter>,
}

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.meter.produce(n as u64)?;
        Ok(n)
    }
}

/// The contents of an entry as they pass by in a stream.
pub(super) struct Streamed<'a> {
    /// The bytes of this entry and no more.
    pub(super) bytes: &'a mut dyn BufRead,
    /// How many there must be, where the archive says.
    pub(super) size: Option<u64>,
    /// Asked whether to stop.
    pub(super) meter: &'a Meter,
}

impl Body for Streamed<'_> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        let mut count: u64 = 0;
        if let Some(size) = self.size {
            self.meter.claim(size)?;
        }
        loop {
            let here = match self.bytes.fill_buf() {
                Ok([]) => break,
                Ok(here) => here,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(Error::decoding(e)),
            };
            let n = here.len();
            count = count.saturating_add(n as u64);
            self.meter.write(n as u64)?;
            sink(here)?;
            self.bytes.consume(n);
        }
        match self.size {
            Some(size) if count != size => Err(Error::corrupt("cut short: a member ends too early")),
            _ => Ok(()),
        }
    }
}
