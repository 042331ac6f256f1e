//! A reader that counts lines and refuses entries without end.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// The longest entry of a feed.
const MAX_ENTRY_BYTES: u64 = 16 << 20;

/// Where a [`Bounded`] reader is.
#[derive(Clone, Debug)]
pub struct Place {
    line: Rc<Cell<u64>>,
    left: Rc<Cell<u64>>,
}

impl Place {
    /// The line that is being read, from 1.
    pub fn line(&self) -> u64 {
        self.line.get()
    }

    /// A new entry begins: it may be as long as an entry may be.
    pub fn begin_entry(&self) {
        self.left.set(MAX_ENTRY_BYTES);
    }
}

/// The reader.
pub struct Bounded<R> {
    inner: R,
    place: Place,
}

impl<R: BufRead> Bounded<R> {
    /// Reads `inner` from its beginning.
    pub fn new(inner: R) -> Self {
        let place = Place {
            line: Rc::new(Cell::new(1)),
            left: Rc::new(Cell::new(MAX_ENTRY_BYTES)),
        };
        Self { inner, place }
    }

    /// Tells where the reader is, while it reads.
    pub fn place(&self) -> Place {
        self.place.clone()
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = usize::try_from(self.place.left.get()).unwrap_or(usize::MAX);
        let bytes = self.inner.fill_buf()?;
        if left == 0 && !bytes.is_empty() {
            return Err(io::Error::other("an entry of more than 16 MiB"));
        }
        Ok(&bytes[..bytes.len().min(left)])
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(bytes) = self.inner.fill_buf() {
            let lines = memchr::memchr_iter(b'\n', &bytes[..amount]).count() as u64;
            self.place.line.set(self.place.line.get() + lines);
        }
        let left = self.place.left.get().saturating_sub(amount as u64);
        self.place.left.set(left);
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_and_endless_entries_refused() {
        let mut reader = Bounded::new(&b"a\nb\nc"[..]);
        let place = reader.place();
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), place.line()), ("a\nb\nc", 3));
        let mut endless = Bounded::new(io::BufReader::new(io::repeat(b'x')));
        assert!(endless.read_to_end(&mut Vec::new()).is_err());
    }
}
