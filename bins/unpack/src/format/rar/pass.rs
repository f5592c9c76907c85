//! One way through the members. The crate pushes contents, and here they are pulled: it works on a thread of its own.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};

use rars::{Archive, ArchiveReadOptions, ExtractionDecision};

use super::Rar;
use crate::entry::{Body, Entry, Kind, Sink};
use crate::error::{Error, Result};
use crate::format::Visit;

/// Chunks that may wait to be pulled.
const QUEUE: usize = 4;

/// What the thread says.
enum Said {
    /// The contents of this member begin; those before it were whole.
    Begin(usize),
    Data(Vec<u8>),
}

/// Visits every entry; the thread starts with the first whose contents are wanted.
pub(super) fn each(rar: &Rar, visit: Visit<'_>) -> Result<()> {
    std::thread::scope(|scope| {
        let mut pass = Pass {
            rar,
            scope,
            running: None,
            begun: None,
        };
        for (index, entry) in rar.entries.iter().enumerate() {
            rar.meter.pulse()?;
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
    })
}

struct Pass<'scope, 'env> {
    rar: &'env Rar,
    scope: &'scope Scope<'scope, 'env>,
    running: Option<Running<'scope>>,
    /// The member whose contents come next.
    begun: Option<usize>,
}

struct Running<'scope> {
    said: Receiver<Said>,
    thread: Option<ScopedJoinHandle<'scope, rars::Result<()>>>,
}

impl<'scope, 'env> Pass<'scope, 'env> {
    /// The thread, started at this member unless it runs.
    fn running(&mut self, from: usize) -> &mut Running<'scope> {
        let (rar, scope) = (self.rar, self.scope);
        self.running.get_or_insert_with(|| {
            let (say, said) = sync_channel(QUEUE);
            let thread = scope.spawn(move || extract(rar, from, &say));
            Running {
                said,
                thread: Some(thread),
            }
        })
    }

    /// The next thing said; `None` when the thread is done with everything.
    fn next(&mut self, from: usize, encrypted: bool) -> Result<Option<Said>> {
        let rar = self.rar;
        let running = self.running(from);
        if let Ok(said) = running.said.recv() {
            return Ok(Some(said));
        }
        match running.thread.take().map(ScopedJoinHandle::join) {
            None | Some(Ok(Ok(()))) => Ok(None),
            Some(Ok(Err(error))) => Err(rar.failed(&error, encrypted)),
            Some(Err(_)) => Err(Error::corrupt("damaged data: the decoder gave up")),
        }
    }
}

/// Decodes all members from one on; earlier ones only where later ones build on them.
fn extract(rar: &Rar, from: usize, say: &SyncSender<Said>) -> rars::Result<()> {
    let options = rar.options();
    match rar.volumes.as_slice() {
        [archive] => extract_one(archive, options, from, say),
        volumes => {
            let mut indices = rar.with_contents.iter().copied();
            rars::extract_volumes_to_with_options(volumes, options, |meta| {
                let index = indices.next().unwrap_or(usize::MAX);
                if meta.is_directory || index < from {
                    return Ok(Box::new(io::sink()));
                }
                begin(index, say)
            })
        }
    }
}

fn extract_one(
    archive: &Archive,
    options: ArchiveReadOptions<'_>,
    from: usize,
    say: &SyncSender<Said>,
) -> rars::Result<()> {
    let solid = archive.is_solid();
    let mut next = 0;
    let done = archive.extract_with_control(options, |member| {
        let index = next;
        next += 1;
        if member.meta.is_directory || member.meta.is_redirection {
            return Ok(ExtractionDecision::Skip);
        }
        if index >= from {
            return begin(index, say).map(ExtractionDecision::Extract);
        }
        Ok(if solid {
            ExtractionDecision::Extract(Box::new(io::sink()))
        } else {
            ExtractionDecision::Skip
        })
    });
    done.map(|_| ())
}

fn begin(index: usize, say: &SyncSender<Said>) -> rars::Result<Box<dyn Write>> {
    say.send(Said::Begin(index)).map_err(|_| rars::Error::Cancelled)?;
    Ok(Box::new(Contents { say: say.clone() }))
}

/// Hands on what is written to it.
struct Contents {
    say: SyncSender<Said>,
}

impl Write for Contents {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let sent = self.say.send(Said::Data(buf.to_vec()));
        // Nobody wants to know more.
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The contents of a member.
struct MemberBody<'a, 'scope, 'env> {
    pass: &'a mut Pass<'scope, 'env>,
    index: usize,
    entry: &'a Entry,
}

impl Body for MemberBody<'_, '_, '_> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        if !matches!(self.entry.kind, Kind::File) {
            return Ok(());
        }
        let rar = self.pass.rar;
        if self.entry.encrypted && rar.password.is_none() {
            return Err(Error::NoPassword);
        }
        let (meter, encrypted) = (&rar.meter, self.entry.encrypted);
        meter.claim(self.entry.size.unwrap_or(0))?;
        while self.pass.begun != Some(self.index) {
            match self.pass.next(self.index, encrypted)? {
                Some(Said::Begin(index)) if index <= self.index => self.pass.begun = Some(index),
                // Contents that nobody asked for.
                Some(Said::Data(chunk)) => meter.produce(chunk.len() as u64)?,
                Some(Said::Begin(_)) | None => {
                    return Err(Error::corrupt("damaged data: a member without contents"));
                }
            }
        }
        meter.consume(self.entry.packed.unwrap_or(0));
        let mut count = 0_u64;
        loop {
            match self.pass.next(self.index, encrypted)? {
                Some(Said::Data(chunk)) => {
                    count = count.saturating_add(chunk.len() as u64);
                    meter.produce(chunk.len() as u64)?;
                    sink(&chunk)?;
                }
                Some(Said::Begin(index)) => {
                    self.pass.begun = Some(index);
                    break;
                }
                None => break,
            }
        }
        if self.entry.size.is_none_or(|size| size == count) {
            Ok(())
        } else {
            Err(Error::corrupt("cut short: a member ends too early"))
        }
    }
}
