//! Bytes that can be read more than once: a file as it lies, or a stream kept in memory and, when it is large, in an
//! unlinked temporary file. The length is fixed when reading begins; what comes behind it is not looked at.

use std::fs::File;
use std::io::{self, Read, Write};
use std::rc::Rc;

/// How much of a stream stays in memory, in bytes.
pub const IN_MEMORY: usize = 16 << 20;
/// How much is read from a stream at once, in bytes.
const CHUNK: usize = 1 << 16;

/// Is told how many bytes were read, each time.
#[derive(Clone)]
pub struct Watch(Rc<dyn Fn(u64)>);

impl Watch {
    /// Calls the function.
    #[must_use]
    pub fn new(told: impl Fn(u64) + 'static) -> Self {
        Self(Rc::new(told))
    }

    /// So many bytes were read.
    pub fn tell(&self, read: u64) {
        (self.0)(read);
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        out.write_str("Watch")
    }
}

/// Bytes that can be read at any offset. Clones share them.
#[derive(Debug, Clone)]
pub struct Spool {
    head: Rc<Vec<u8>>,
    /// What lies behind `head`, with the file offset of the first such byte.
    tail: Option<Rc<File>>,
    len: u64,
    watch: Option<Watch>,
}

impl Spool {
    /// These bytes.
    #[must_use]
    pub fn of_bytes(bytes: Vec<u8>) -> Self {
        let len = bytes.len() as u64;
        Self {
            head: Rc::new(bytes),
            tail: None,
            len,
            watch: None,
        }
    }

    /// A regular file, as long as it is now.
    ///
    /// # Errors
    /// When the file's length cannot be asked for.
    pub fn of_file(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self {
            head: Rc::default(),
            tail: Some(Rc::new(file)),
            len,
            watch: None,
        })
    }

    /// The same bytes, and `watch` is told of what is read of them.
    #[must_use]
    pub fn watched(self, watch: Option<Watch>) -> Self {
        Self { watch, ..self }
    }

    /// Everything that a stream holds.
    ///
    /// # Errors
    /// What reading gives, or writing the temporary file.
    pub fn of_stream(mut stream: impl Read) -> io::Result<Self> {
        let mut writer = SpoolWriter::default();
        let mut chunk = vec![0; CHUNK];
        loop {
            match stream.read(&mut chunk) {
                Ok(0) => return writer.finish(),
                Ok(read) => writer.write_all(chunk.get(..read).unwrap_or_default())?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// True when there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Reads what lies at `offset`; less than `buffer` holds only at the end.
    ///
    /// # Errors
    /// What reading the file gives; `UnexpectedEof` when it became shorter.
    pub fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(self.len.saturating_sub(offset)).unwrap_or(usize::MAX);
        let wanted = rest.min(buffer.len());
        let mut done = 0;
        while done < wanted {
            let at = offset + done as u64;
            let head = usize::try_from(at).ok().and_then(|at| self.head.get(at..));
            let room = buffer.get_mut(done..wanted).unwrap_or_default();
            let read = match (head, &self.tail) {
                (Some(bytes), _) if !bytes.is_empty() => {
                    let count = bytes.len().min(room.len());
                    for (to, from) in room.iter_mut().zip(bytes) {
                        *to = *from;
                    }
                    count
                }
                (_, Some(file)) => match read_file_at(file, at - self.head.len() as u64, room) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
                    Ok(0) => {
                        let shorter = "became shorter while it was read";
                        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, shorter));
                    }
                    read => read?,
                },
                _ => return Ok(done),
            };
            done += read;
        }
        if let Some(watch) = &self.watch {
            watch.tell(done as u64);
        }
        Ok(done)
    }

    /// All bytes.
    ///
    /// # Errors
    /// As [`read_at`](Self::read_at).
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(self.len).unwrap_or(usize::MAX)];
        let read = self.read_at(0, &mut bytes)?;
        bytes.truncate(read);
        Ok(bytes)
    }
}

#[cfg(unix)]
fn read_file_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_file_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// Makes a [`Spool`] from what is written to it.
#[derive(Debug, Default)]
pub struct SpoolWriter {
    head: Vec<u8>,
    tail: Option<File>,
    len: u64,
}

impl SpoolWriter {
    /// How many bytes were written.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// True before anything was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bytes, for reading.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn finish(mut self) -> io::Result<Spool> {
        if let Some(file) = &mut self.tail {
            file.flush()?;
        }
        Ok(Spool {
            head: Rc::new(self.head),
            tail: self.tail.map(Rc::new),
            len: self.len,
            watch: None,
        })
    }
}

impl Write for SpoolWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.tail {
            Some(file) => file.write(bytes)?,
            None if self.head.len() + bytes.len() <= IN_MEMORY => {
                // Doubling a large vector would hold it twice for a moment.
                if self.head.capacity() < self.head.len() + bytes.len() {
                    self.head
                        .reserve_exact((self.head.len() / 2).max(CHUNK).max(bytes.len()));
                }
                self.head.extend_from_slice(bytes);
                bytes.len()
            }
            None => self.tail.insert(tempfile::tempfile()?).write(bytes)?,
        };
        self.len += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tail.as_mut().map_or(Ok(()), Write::flush)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_stream_goes_on_in_a_file() {
        let bytes: Vec<u8> = (0..IN_MEMORY + 100_000).map(|at| (at / 7) as u8).collect();
        let spool = Spool::of_stream(bytes.as_slice()).unwrap();
        assert!(spool.tail.is_some());
        assert!(spool.to_bytes().unwrap() == bytes);
        let mut window = [0; 10];
        let border = spool.head.len() as u64 - 5;
        assert_eq!(spool.read_at(border, &mut window).unwrap(), 10);
        assert_eq!(window, bytes[border as usize..border as usize + 10]);
        assert_eq!(spool.read_at(spool.len() - 3, &mut window).unwrap(), 3);
    }

    #[test]
    fn a_file_that_becomes_shorter_is_an_error_and_one_that_grows_is_not() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&[b'x'; 100]).unwrap();
        let spool = Spool::of_file(file.try_clone().unwrap()).unwrap();
        file.write_all(b"more").unwrap();
        assert_eq!(spool.to_bytes().unwrap().len(), 100);
        file.set_len(50).unwrap();
        assert_eq!(spool.to_bytes().unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
