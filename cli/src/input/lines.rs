//! The lines of a text file, one after the other, in memory that does not grow with the file.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use crate::failure::Failure;

use super::records::{MAX_LINE_BYTES, skip_line};
use super::report::{Cause, RowReport};
use super::source::Source;
use super::text::decode;

/// Reads the lines that hold something. One longer than [`MAX_LINE_BYTES`] is counted and passed over.
pub struct Lines {
    path: String,
    text: Box<dyn BufRead>,
    number: u64,
}

impl Lines {
    /// Begins to read.
    pub fn new(source: Source) -> Self {
        Self {
            path: source.path,
            text: source.text,
            number: 0,
        }
    }

    /// The next line without the space around it, and its number from 1; `None` at the end. `bytes` holds it.
    ///
    /// # Errors
    /// When the file cannot be read; a faulty line in a strict report.
    pub fn next<'b>(
        &mut self,
        bytes: &'b mut Vec<u8>,
        report: &mut RowReport,
    ) -> Result<Option<(u64, Cow<'b, str>)>, Failure> {
        loop {
            bytes.clear();
            let read = Read::take(&mut self.text, MAX_LINE_BYTES as u64 + 1)
                .read_until(b'\n', bytes)
                .map_err(|error| Failure::unreadable(&self.path, &error))?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            if bytes.len() > MAX_LINE_BYTES {
                if bytes.last() != Some(&b'\n') {
                    skip_line(&mut self.text, b'\n')
                        .map_err(|error| Failure::unreadable(&self.path, &error))?;
                }
                report.rows += 1;
                report.note(Cause::LongLine, self.number, "")?;
            } else if !decode(bytes).0.trim().is_empty() {
                break;
            }
        }
        let (text, utf8) = decode(bytes);
        let text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        if !utf8 {
            report.note(Cause::NotUtf8, self.number, &text)?;
        }
        Ok(Some((self.number, text)))
    }
}
