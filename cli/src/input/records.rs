//! Finds where each record of a delimited text file ends, before it is parsed.
//!
//! A CSV parser alone cannot tell an unclosed quote from a long description: it reads on to the next
//! quote, or to the end of the file, and the rows between are gone without a word. Here a record that
//! breaks the rules of quoting is reported at the line where it began, and reading goes on with the
//! very next line.

use std::collections::VecDeque;
use std::io::{self, BufRead};

/// A quoted value may run over this many lines (descriptions do), then the quote counts as unclosed.
const MAX_LINES: usize = 256;
/// … or over this many bytes.
const MAX_QUOTED_BYTES: usize = 4 << 20;
/// The longest line that is kept.
pub const MAX_LINE_BYTES: usize = 16 << 20;

/// What stands at the reader's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    /// A whole record, beginning at this line.
    Whole(u64),
    /// A quote opens in this line and never closes.
    UnclosedQuote(u64),
    /// Text stands between a closing quote and the next delimiter.
    StrayQuote(u64),
    /// The line is longer than [`MAX_LINE_BYTES`]; it was passed over.
    TooLong(u64),
    /// Nothing more.
    End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    AfterQuote,
    Stray,
}

/// Reads records one after the other, in memory that does not grow with the file.
pub struct Records<R> {
    input: R,
    delimiter: u8,
    line_end: u8,
    next_line: u64,
    /// Lines that were read while a quote seemed open, to be read again.
    again: VecDeque<Vec<u8>>,
    lines: Vec<Vec<u8>>,
}

impl<R: BufRead> Records<R> {
    /// Reads `input`, whose fields `delimiter` parts and whose lines end with `line_end`.
    pub fn new(input: R, delimiter: u8, line_end: u8) -> Self {
        Self {
            input,
            delimiter,
            line_end,
            next_line: 1,
            again: VecDeque::new(),
            lines: Vec::new(),
        }
    }

    /// Puts the next record into `out`, without its line end.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn next(&mut self, out: &mut Vec<u8>) -> io::Result<Record> {
        out.clear();
        self.lines.clear();
        let first = self.next_line;
        let Some(line) = self.read_line()? else {
            return Ok(Record::End);
        };
        if line.len() > MAX_LINE_BYTES {
            return Ok(Record::TooLong(first));
        }
        out.extend_from_slice(&line);
        if memchr::memchr(b'"', &line).is_none() {
            trim_line_end(out, self.line_end);
            return Ok(Record::Whole(first));
        }
        let mut state = self.scan(State::FieldStart, &line);
        while state == State::Quoted {
            let more = if self.lines.len() + 1 < MAX_LINES && out.len() < MAX_QUOTED_BYTES {
                self.read_line()?
            } else {
                None
            };
            let Some(line) = more else {
                self.go_back(first);
                return Ok(Record::UnclosedQuote(first));
            };
            state = self.scan(State::Quoted, &line);
            out.extend_from_slice(&line);
            self.lines.push(line);
        }
        if state == State::Stray {
            let unclosed = !self.lines.is_empty();
            self.go_back(first);
            // Over several lines the "closing" quote was most likely the next one to open.
            return Ok(if unclosed {
                Record::UnclosedQuote(first)
            } else {
                Record::StrayQuote(first)
            });
        }
        trim_line_end(out, self.line_end);
        Ok(Record::Whole(first))
    }

    /// Gives up a record that ran over several lines but is no row: all lines after its first are
    /// read again. Says whether there was anything to give up.
    pub fn retreat(&mut self, first: u64) -> bool {
        let several = !self.lines.is_empty();
        self.go_back(first);
        several
    }

    /// Whether the last record, which ran over several lines, seems to have swallowed rows: every line
    /// between its first and its last has as many delimiters as a row of `columns` cells.
    pub fn swallowed_rows(&self, columns: usize) -> bool {
        let inner = self.lines.len().saturating_sub(1);
        let delimiters = |line: &[u8]| memchr::memchr_iter(self.delimiter, line).count();
        columns >= 3
            && inner > 0
            && self.lines[..inner]
                .iter()
                .all(|line| delimiters(line) + 1 == columns)
    }

    fn go_back(&mut self, first: u64) {
        for line in self.lines.drain(..).rev() {
            self.again.push_front(line);
        }
        self.next_line = first + 1;
    }

    fn read_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(line) = self.again.pop_front() {
            self.next_line += 1;
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        let limit = MAX_LINE_BYTES as u64 + 1;
        let read = io::Read::take(&mut self.input, limit).read_until(self.line_end, &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        if line.len() > MAX_LINE_BYTES && line.last() != Some(&self.line_end) {
            skip_line(&mut self.input, self.line_end)?;
        }
        self.next_line += 1;
        Ok(Some(line))
    }

    /// The state after one more line, whose line end has been seen.
    fn scan(&self, mut state: State, line: &[u8]) -> State {
        let end = line.len() - usize::from(line.last() == Some(&self.line_end));
        let end = end - usize::from(end > 0 && end < line.len() && line[end - 1] == b'\r');
        let mut stray = false;
        for &byte in &line[..end] {
            state = match (state, byte) {
                (State::FieldStart | State::AfterQuote, b'"') => State::Quoted,
                (State::Quoted, b'"') => State::AfterQuote,
                (State::Quoted, _) => State::Quoted,
                (_, byte) if byte == self.delimiter => State::FieldStart,
                (State::AfterQuote | State::Stray, _) => {
                    stray = true;
                    State::Stray
                }
                _ => State::Plain,
            };
        }
        if stray { State::Stray } else { state }
    }
}

/// Passes over the rest of a line without keeping it.
///
/// # Errors
/// When the input cannot be read.
pub fn skip_line(input: &mut impl BufRead, line_end: u8) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        if let Some(at) = memchr::memchr(line_end, buffer) {
            input.consume(at + 1);
            return Ok(());
        }
        let all = buffer.len();
        input.consume(all);
    }
}

fn trim_line_end(record: &mut Vec<u8>, line_end: u8) {
    if record.last() == Some(&line_end) {
        record.pop();
    }
    if record.last() == Some(&b'\r') {
        record.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(Record, String)> {
        let mut records = Records::new(text.as_bytes(), b',', b'\n');
        let mut out = Vec::new();
        let mut found = Vec::new();
        loop {
            let record = records.next(&mut out).unwrap();
            if record == Record::End {
                return found;
            }
            found.push((record, String::from_utf8_lossy(&out).into_owned()));
        }
    }

    fn kinds(text: &str) -> Vec<Record> {
        all(text).into_iter().map(|(record, _)| record).collect()
    }

    #[test]
    fn a_value_may_run_over_lines() {
        let found = all("a,\"x\ny \"\"z\"\"\",b\r\nc,d\n");
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[0],
            (Record::Whole(1), "a,\"x\ny \"\"z\"\"\",b".to_owned())
        );
        assert_eq!(found[1], (Record::Whole(3), "c,d".to_owned()));
    }

    #[test]
    fn an_unclosed_quote_takes_one_line_only() {
        use Record::{UnclosedQuote, Whole};
        // To the end of the file.
        assert_eq!(
            kinds("a,\"b\nc,d\ne,f\n"),
            [UnclosedQuote(1), Whole(2), Whole(3)]
        );
        // Up to the next opening quote.
        assert_eq!(
            kinds("a,\"b\nc,\"d\"\ne,f\n"),
            [UnclosedQuote(1), Whole(2), Whole(3)]
        );
        // Far from any other quote.
        let long = format!("a,\"b\n{}", "c,d\n".repeat(1000));
        let found = kinds(&long);
        assert_eq!(found.len(), 1001);
        assert_eq!(found[0], UnclosedQuote(1));
        assert_eq!(found[1000], Whole(1001));
    }

    #[test]
    fn text_after_a_closing_quote_is_named() {
        assert_eq!(
            kinds("a,\"b\"c,d\nx,19\" rack\n"),
            [Record::StrayQuote(1), Record::Whole(2)]
        );
    }

    #[test]
    fn an_endless_line_is_passed_over() {
        let text = format!("{}\na,b\n", "x".repeat(MAX_LINE_BYTES + 10));
        assert_eq!(kinds(&text), [Record::TooLong(1), Record::Whole(2)]);
    }
}
