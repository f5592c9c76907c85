//! The method 4: a Huffman code, whose tree comes first.

use std::io::{self, ErrorKind, Read};

use crate::error::{Error, Result};
use crate::format::legacy::bits::LowBits;

/// A tree for 256 bytes and the end has no more nodes.
const MOST_NODES: u16 = 256;
/// The symbol that ends the data.
const END: u16 = 256;

/// The decoded bytes.
pub(super) struct Squeezed<R> {
    input: LowBits<R>,
    /// What each bit leads to: a node, or, below zero, a symbol.
    nodes: Vec<[i16; 2]>,
    ended: bool,
}

impl<R: Read> Squeezed<R> {
    /// Reads the tree.
    pub(super) fn new(mut input: R) -> Result<Self> {
        let mut number = || {
            let mut bytes = [0; 2];
            let read = input.read_exact(&mut bytes);
            read.map(|()| u16::from_le_bytes(bytes)).map_err(Error::decoding)
        };
        let count = number()?;
        if count > MOST_NODES {
            return Err(Error::corrupt("damaged data: a tree with too many nodes"));
        }
        let mut nodes = Vec::new();
        for _ in 0..count {
            nodes.push([number()?.cast_signed(), number()?.cast_signed()]);
        }
        Ok(Self {
            input: LowBits::new(input),
            ended: nodes.is_empty(),
            nodes,
        })
    }

    /// The next byte; `None` at the end.
    fn byte(&mut self) -> io::Result<Option<u8>> {
        let mut at = 0;
        loop {
            let damaged = || io::Error::new(ErrorKind::InvalidData, "a node that is not there");
            let [zero, one] = *self.nodes.get(at).ok_or_else(damaged)?;
            let Some(bit) = self.input.bits(1)? else {
                return Ok(None);
            };
            let to = if bit == 0 { zero } else { one };
            if let Ok(node) = usize::try_from(to) {
                at = node;
                continue;
            }
            // A symbol is stored as its complement.
            return match (!to).cast_unsigned() {
                END => Ok(None),
                symbol => u8::try_from(symbol).map(Some).map_err(|_| damaged()),
            };
        }
    }
}

impl<R: Read> Read for Squeezed<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut n = 0;
        for place in buf {
            if self.ended {
                break;
            }
            match self.byte()? {
                Some(byte) => *place = byte,
                None => {
                    self.ended = true;
                    break;
                }
            }
            n += 1;
        }
        Ok(n)
    }
}
