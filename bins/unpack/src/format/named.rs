//! Contents of an entry whose failures name it.

use crate::entry::{Body, Entry, Packed, Sink};
use crate::error::Result;
use crate::limits::Meter;

/// Contents whose failures name their entry.
pub(super) struct Named<'a> {
    pub(super) entry: &'a Entry,
    pub(super) body: &'a mut dyn Body,
    pub(super) meter: &'a Meter,
}

impl Named<'_> {
    /// Whether the password is right is known once it has opened any member.
    fn decrypt(&mut self, sink: Sink<'_>) -> Result<()> {
        let mut bytes = 0;
        let done = self.body.drain(&mut |chunk| {
            bytes += chunk.len();
            sink(chunk)
        });
        match done {
            Ok(()) if bytes > 0 => self.meter.note_opened(true),
            Err(error) if self.meter.has_opened() => return Err(error.with_right_password()),
            done => done?,
        }
        Ok(())
    }
}

impl Body for Named<'_> {
    fn drain(&mut self, sink: Sink<'_>) -> Result<()> {
        let done = if self.entry.encrypted {
            self.decrypt(sink)
        } else {
            self.body.drain(sink)
        };
        done.map_err(|e| e.within(self.entry.path().as_bytes()))
    }

    fn packed(&mut self) -> Result<Option<Packed>> {
        let done = self.body.packed();
        done.map_err(|e| e.within(self.entry.path().as_bytes()))
    }
}
