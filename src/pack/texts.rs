//! A table of texts: a count, all lengths, all bytes. The places are worked out once when it is read.

use super::PackError;
use crate::MAX_TEXT_BYTES;
use crate::bytes::{Reader, Writer};
use core::ops::Range;

/// Where each text of a table lies in the pack's bytes.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// The first text's first byte, then each text's end.
    bounds: Vec<u32>,
}

impl Texts {
    pub(crate) fn write<'a>(
        out: &mut Writer,
        part: &'static str,
        texts: impl ExactSizeIterator<Item = &'a str> + Clone,
    ) -> Result<(), PackError> {
        let count = u32::try_from(texts.len())
            .map_err(|_| PackError::unwritable(part, "there are more than 4,294,967,295 texts"))?;
        out.u32(count);
        for text in texts.clone() {
            if text.is_empty() {
                return Err(PackError::unwritable(part, "a text is empty"));
            }
            if text.len() > MAX_TEXT_BYTES {
                return Err(PackError::unwritable(
                    part,
                    "a text is longer than 1,024 bytes",
                ));
            }
            out.u16(text.len() as u16);
        }
        for text in texts {
            out.bytes.extend_from_slice(text.as_bytes());
        }
        Ok(())
    }

    /// Reads a table that `reader` stands at; `base` is where the reader's bytes begin in the pack.
    pub(crate) fn read(
        reader: &mut Reader<'_>,
        base: usize,
        section: &'static str,
    ) -> Result<Self, PackError> {
        let short = |_| PackError::bad(section, "a text table ends too early");
        let count = reader.u32().map_err(short)? as usize;
        let lengths = reader.take(count.saturating_mul(2)).map_err(short)?;
        let mut at = base + reader.at();
        let mut bounds = Vec::with_capacity(count + 1);
        bounds.push(at as u32);
        for length in lengths.chunks_exact(2) {
            let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
            if length == 0 || length > MAX_TEXT_BYTES {
                return Err(PackError::bad(
                    section,
                    "a text is empty or longer than 1,024 bytes",
                ));
            }
            let text = reader.take(length).map_err(short)?;
            if core::str::from_utf8(text).is_err() {
                return Err(PackError::bad(section, "a text is not UTF-8"));
            }
            at += length;
            bounds.push(at as u32);
        }
        Ok(Self { bounds })
    }

    pub(crate) fn len(&self) -> usize {
        self.bounds.len().saturating_sub(1)
    }

    /// The bytes of text `index`, which must be below [`len`](Self::len).
    pub(crate) fn range(&self, index: usize) -> Range<usize> {
        self.bounds[index] as usize..self.bounds[index + 1] as usize
    }

    /// Text `index` out of the pack's `bytes`. The table was checked when it was read, so the empty
    /// fallback is never seen.
    pub(crate) fn get<'a>(&self, bytes: &'a [u8], index: usize) -> &'a str {
        core::str::from_utf8(&bytes[self.range(index)]).unwrap_or("")
    }
}
