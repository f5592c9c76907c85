//! Where the bytes of an archive come from.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{FileExt, FileTypeExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use shared::interrupt::Flag;

use crate::error::{Error, Limit, Result};
use crate::volumes::{Joined, Piece, pieces};

/// How much is read ahead for a look at what the data are.
const HEAD: usize = 64 << 10;
/// Size of the buffer in front of a decoder.
const BUFFER: usize = 64 << 10;

/// An archive's bytes: a file that can be read anywhere and again, or a stream that passes by once.
pub struct Source {
    /// The path as the user gave it; `-` for standard input.
    pub path: PathBuf,
    /// The first bytes.
    pub head: Vec<u8>,
    /// All files that it is made of, when it was cut into pieces.
    pub pieces: Vec<Piece>,
    /// Whether other files of the same set may lie beside it.
    pub has_neighbours: bool,
    bytes: Bytes,
}

enum Bytes {
    File(Arc<File>, u64),
    Stream(Option<Box<dyn Read + Send>>),
}

impl Source {
    /// Opens a file with the pieces that follow it, or standard input when the path is `-`. Waiting for a pipe ends when `stop` is raised.
    ///
    /// # Errors
    /// When it cannot be opened or read, or is a directory.
    pub fn open(path: &Path, stop: &Flag) -> Result<Self> {
        if path == Path::new("-") {
            // Not through the buffer of std, whose contents nobody can wait for.
            let stdin = io::stdin().as_fd().try_clone_to_owned();
            let file = File::from(stdin.map_err(|e| Error::io("cannot read", e))?);
            return Self::of_stream(path, Box::new(Waiting::new(file, stop)));
        }
        let file = File::open(path).map_err(|e| Error::io("cannot open", e))?;
        let meta = file.metadata().map_err(|e| Error::io("cannot read", e))?;
        if meta.is_dir() {
            return Err(Error::io(
                "cannot read",
                io::Error::from(io::ErrorKind::IsADirectory),
            ));
        }
        // A pipe must not be opened twice.
        let is_pipe = meta.file_type().is_fifo();
        let pieces = if is_pipe { Vec::new() } else { pieces(path) };
        let source = if pieces.len() > 1 {
            Self::of_stream(path, Box::new(Joined::new(&pieces)))
        } else if meta.is_file() {
            Self::of_file(path, file)
        } else {
            Self::of_stream(path, Box::new(Waiting::new(file, stop)))
        };
        Ok(Self {
            pieces,
            has_neighbours: true,
            ..source?
        })
    }

    /// The bytes of an open file, called `path`. It is all there is, also when it is one of a set.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_file(path: &Path, file: File) -> Result<Self> {
        let size = file.metadata().map_err(|e| Error::io("cannot read", e))?.len();
        let file = Arc::new(file);
        let mut head = Vec::with_capacity(512);
        At::new(Arc::clone(&file), 0)
            .take(HEAD.min(4096) as u64)
            .read_to_end(&mut head)
            .map_err(|e| Error::io("cannot read", e))?;
        Ok(Self {
            path: path.to_owned(),
            head,
            pieces: Vec::new(),
            has_neighbours: false,
            bytes: Bytes::File(file, size),
        })
    }

    fn of_stream(path: &Path, mut stream: Box<dyn Read + Send>) -> Result<Self> {
        let mut head = Vec::new();
        stream
            .by_ref()
            .take(HEAD as u64)
            .read_to_end(&mut head)
            .map_err(Error::decoding)?;
        Ok(Self {
            path: path.to_owned(),
            head,
            pieces: Vec::new(),
            has_neighbours: false,
            bytes: Bytes::Stream(Some(stream)),
        })
    }

    /// The name of the file, or of the first of its pieces.
    #[must_use]
    pub fn file_name(&self) -> String {
        let path = self.pieces.first().map_or(&self.path, |piece| &piece.path);
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    /// Whether nothing follows [`head`](Self::head).
    #[must_use]
    pub fn is_short(&self) -> bool {
        match &self.bytes {
            Bytes::File(_, size) => *size == self.head.len() as u64,
            Bytes::Stream(_) => self.head.len() < HEAD,
        }
    }

    /// The file and its size, for formats that need to jump. A stream is first copied into an unnamed temporary
    /// file, at most `max` bytes.
    ///
    /// # Errors
    /// When the stream is longer than `max`, or the temporary file cannot be written.
    pub fn file(&mut self, max: u64) -> Result<(Arc<File>, u64)> {
        if let Bytes::Stream(stream) = &mut self.bytes {
            let mut file = tempfile::tempfile().map_err(|e| Error::io("cannot make a temporary file", e))?;
            let rest = stream.take().unwrap_or_else(|| Box::new(io::empty()));
            let mut all = Cursor::new(&self.head).chain(rest).take(max.saturating_add(1));
            let mut buf = vec![0; BUFFER];
            let mut size = 0;
            loop {
                let n = all.read(&mut buf).map_err(Error::decoding)?;
                if n == 0 {
                    break;
                }
                size += n as u64;
                if size > max {
                    return Err(Error::Limit(Limit::Size(max)));
                }
                let written = file.write_all(buf.get(..n).unwrap_or_default());
                written.map_err(|e| {
                    let dir = std::env::temp_dir();
                    Error::io(format!("cannot write a temporary file in {}", dir.display()), e)
                })?;
            }
            file.rewind()
                .map_err(|e| Error::io("cannot read a temporary file", e))?;
            self.bytes = Bytes::File(Arc::new(file), size);
        }
        match &self.bytes {
            Bytes::File(file, size) => Ok((Arc::clone(file), *size)),
            Bytes::Stream(_) => Err(Error::corrupt("the stream is gone")),
        }
    }

    /// The file and its size, unless this is a stream.
    #[must_use]
    pub fn as_file(&self) -> Option<(&Arc<File>, u64)> {
        match &self.bytes {
            Bytes::File(file, size) => Some((file, *size)),
            Bytes::Stream(_) => None,
        }
    }

    /// Whether [`again`](Self::again) gives all bytes.
    #[must_use]
    pub fn is_whole_again(&self) -> bool {
        self.as_file().is_some() || !self.pieces.is_empty() || self.is_short()
    }

    /// Reads again from the start, as far as that goes: of a stream that passes by only the [`head`](Self::head).
    #[must_use]
    pub fn again(&self) -> Box<dyn BufRead + Send> {
        let bytes: Box<dyn Read + Send> = match &self.bytes {
            Bytes::File(file, _) => Box::new(At::new(Arc::clone(file), 0)),
            Bytes::Stream(_) if !self.pieces.is_empty() => Box::new(Joined::new(&self.pieces)),
            Bytes::Stream(_) => Box::new(Cursor::new(self.head.clone())),
        };
        Box::new(BufReader::with_capacity(BUFFER, bytes))
    }

    /// All bytes from the start. A file can be read so any number of times, a stream once.
    pub fn reader(&mut self) -> Box<dyn BufRead + Send> {
        match &mut self.bytes {
            Bytes::File(file, _) => Box::new(BufReader::with_capacity(BUFFER, At::new(Arc::clone(file), 0))),
            Bytes::Stream(stream) => {
                let rest = stream.take().unwrap_or_else(|| Box::new(io::empty()));
                Box::new(BufReader::with_capacity(
                    BUFFER,
                    Cursor::new(self.head.clone()).chain(rest),
                ))
            }
        }
    }
}

/// A pipe or terminal. A read of one that has nothing to give would sleep through the first signal, so this waits
/// for data in a call that signals end.
struct Waiting {
    file: File,
    stop: Flag,
}

impl Waiting {
    fn new(file: File, stop: &Flag) -> Self {
        Self {
            file,
            stop: stop.clone(),
        }
    }
}

impl Read for Waiting {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        // A signal that comes right before the call is noticed after this time.
        let patience = Timespec {
            tv_sec: 0,
            tv_nsec: 200_000_000,
        };
        loop {
            if self.stop.is_raised() {
                return Err(Error::Interrupted.into());
            }
            match poll(&mut [PollFd::new(&self.file, PollFlags::IN)], Some(&patience)) {
                Ok(0) | Err(rustix::io::Errno::INTR) => {}
                // What cannot be waited for can be read.
                Ok(_) | Err(_) => return self.file.read(buf),
            }
        }
    }
}

/// Whether something other than zeros lies in a file from `end` on.
///
/// # Errors
/// When it cannot be read.
pub fn goes_on_behind(file: &Arc<File>, end: u64) -> Result<bool> {
    let mut rest = At::new(Arc::clone(file), end);
    let mut buf = vec![0; BUFFER];
    loop {
        match rest.read(&mut buf).map_err(Error::decoding)? {
            0 => return Ok(false),
            n if buf.iter().take(n).any(|b| *b != 0) => return Ok(true),
            _ => {}
        }
    }
}

/// Reads a shared file from a place of its own, by `pread`: several readers do not disturb one another.
pub struct At {
    file: Arc<File>,
    offset: u64,
}

impl At {
    /// A reader that begins at `offset`.
    #[must_use]
    pub fn new(file: Arc<File>, offset: u64) -> Self {
        Self { file, offset }
    }
}

impl Read for At {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read_at(buf, self.offset)?;
        self.offset += n as u64;
        Ok(n)
    }
}

impl Seek for At {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        let end = self.file.metadata()?.len();
        let target = match to {
            io::SeekFrom::Start(n) => Some(n),
            io::SeekFrom::End(n) => end.checked_add_signed(n),
            io::SeekFrom::Current(n) => self.offset.checked_add_signed(n),
        };
        self.offset = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.offset)
    }
}
