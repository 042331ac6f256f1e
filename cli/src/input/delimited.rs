//! CSV, with any of the usual delimiters.

use std::io::BufRead;

use crate::failure::Failure;

use super::records::{Record, Records};
use super::report::{Cause, RowReport};
use super::rows::{Cell, Row};
use super::source::Source;
use super::text::decode;

/// Reads rows of delimited text under the header in its first line.
pub struct DelimitedRows {
    path: String,
    records: Records<Box<dyn BufRead>>,
    parser: csv_core::Reader,
    columns: Vec<String>,
    record: Vec<u8>,
    fields: Vec<u8>,
    ends: Vec<usize>,
}

impl DelimitedRows {
    /// Reads the header.
    ///
    /// # Errors
    /// When there is none, or the file cannot be read.
    pub fn new(
        source: Source,
        delimiter: u8,
        line_end: u8,
        report: &mut RowReport,
    ) -> Result<Self, Failure> {
        let mut rows = Self {
            records: Records::new(source.text, delimiter, line_end),
            parser: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            path: source.path,
            columns: Vec::new(),
            record: Vec::new(),
            fields: Vec::new(),
            ends: Vec::new(),
        };
        let header = loop {
            match rows.advance()? {
                Record::Whole(_) if rows.record.is_empty() => {}
                Record::Whole(line) => break line,
                Record::End => {
                    return Err(Failure::new(
                        "empty-file",
                        format!(
                            "{} has no header; give a file with a header line and rows.",
                            rows.path
                        ),
                    ));
                }
                Record::UnclosedQuote(line) | Record::StrayQuote(line) | Record::TooLong(line) => {
                    return Err(Failure::new(
                        "bad-header",
                        format!(
                            "{} line {line}: the header is broken (quotes, or its length); mend it.",
                            rows.path
                        ),
                    ));
                }
            }
        };
        rows.split();
        rows.columns = rows.name_columns(header, report)?;
        Ok(rows)
    }

    /// Names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next row, or `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read; a faulty row in a strict report.
    pub fn next(&mut self, report: &mut RowReport) -> Result<Option<Row>, Failure> {
        loop {
            let line = match self.advance()? {
                Record::End => return Ok(None),
                Record::Whole(line) => line,
                Record::UnclosedQuote(line) => {
                    self.refuse(Cause::UnclosedQuote, line, report)?;
                    continue;
                }
                Record::StrayQuote(line) => {
                    self.refuse(Cause::StrayQuote, line, report)?;
                    continue;
                }
                Record::TooLong(line) => {
                    report.rows += 1;
                    report.note(Cause::LongLine, line, "")?;
                    continue;
                }
            };
            if self.record.iter().all(u8::is_ascii_whitespace) && !self.record.contains(&b'\t') {
                continue;
            }
            self.split();
            let wanted = self.columns.len();
            let surplus_is_empty =
                self.ends.len() > wanted && self.ends[wanted - 1] == self.fields.len();
            let swallowed = self.records.swallowed_rows(wanted);
            if swallowed || (self.ends.len() != wanted && !surplus_is_empty) {
                let cells = self.ends.len();
                // Over several lines, a quote that was meant as a letter is likelier than a long text.
                if self.records.retreat(line) {
                    self.refuse(Cause::UnclosedQuote, line, report)?;
                } else {
                    report.rows += 1;
                    let text = String::from_utf8_lossy(&self.record).into_owned();
                    let detail = format!("{cells} cells under {wanted} columns: {text}");
                    report.note(Cause::Ragged, line, &detail)?;
                }
                continue;
            }
            report.rows += 1;
            let (cells, utf8) = self.cells(wanted);
            if !utf8 {
                let text = decode(&self.record).0.into_owned();
                report.note(Cause::NotUtf8, line, &text)?;
            }
            return Ok(Some(Row { line, cells }));
        }
    }

    fn advance(&mut self) -> Result<Record, Failure> {
        self.records
            .next(&mut self.record)
            .map_err(|e| Failure::unreadable(&self.path, &e))
    }

    fn refuse(&self, cause: Cause, line: u64, report: &mut RowReport) -> Result<(), Failure> {
        report.rows += 1;
        let first = self
            .record
            .split(|b| *b == b'\n')
            .next()
            .unwrap_or_default();
        report.note(cause, line, &decode(first).0)
    }

    /// Splits the record into fields: their bytes in `fields`, the end of each in `ends`.
    fn split(&mut self) {
        self.parser.reset();
        self.fields.resize(self.record.len() + 1, 0);
        let room = self
            .record
            .iter()
            .filter(|b| b.is_ascii_punctuation() || **b == b'\t')
            .count();
        self.ends.resize(room + 2, 0);
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            let (result, r, w, e) = self.parser.read_record(
                &self.record[read..],
                &mut self.fields[written..],
                &mut self.ends[ended..],
            );
            read += r;
            written += w;
            ended += e;
            // The buffers are large enough for any record; the empty input says that it ends here.
            if matches!(
                result,
                csv_core::ReadRecordResult::Record | csv_core::ReadRecordResult::End
            ) {
                break;
            }
        }
        self.fields.truncate(written);
        self.ends.truncate(ended);
    }

    fn cells(&self, wanted: usize) -> (Vec<Cell>, bool) {
        let mut cells = Vec::with_capacity(wanted);
        let mut all_utf8 = true;
        let mut start = 0;
        for &end in self.ends.iter().take(wanted) {
            let (text, utf8) = decode(&self.fields[start..end]);
            all_utf8 &= utf8;
            cells.push(Cell::of(&text));
            start = end;
        }
        (cells, all_utf8)
    }

    fn name_columns(&self, line: u64, report: &mut RowReport) -> Result<Vec<String>, Failure> {
        let mut names: Vec<String> = Vec::with_capacity(self.ends.len());
        let mut start = 0;
        for (at, &end) in self.ends.iter().enumerate() {
            let (text, _) = decode(&self.fields[start..end]);
            start = end;
            let mut name = text.trim().to_owned();
            if name.is_empty() {
                name = format!("column {}", at + 1);
            }
            if names.contains(&name) {
                report.note(Cause::DuplicateColumn, line, &name)?;
                let mut number = 2;
                while names.contains(&format!("{name} ({number})")) {
                    number += 1;
                }
                name = format!("{name} ({number})");
            }
            names.push(name);
        }
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::{Format, Source};
    use super::*;

    fn read(text: &'static [u8]) -> (Vec<Row>, RowReport, Vec<String>) {
        let source = Source {
            path: "t.csv".into(),
            format: Format::JsonLines,
            text: Box::new(text),
            start: Vec::new(),
            bytes: 0,
            read: Default::default(),
        };
        let mut report = RowReport::new("t.csv", false);
        let mut rows = DelimitedRows::new(source, b',', b'\n', &mut report).unwrap();
        let mut all = Vec::new();
        while let Some(row) = rows.next(&mut report).unwrap() {
            all.push(row);
        }
        (all, report, rows.columns)
    }

    fn texts(row: &Row) -> Vec<&str> {
        row.cells.iter().map(|c| c.text().unwrap_or("")).collect()
    }

    #[test]
    fn true_lines_survive_multi_line_values_blank_lines_and_crlf() {
        let (rows, report, columns) = read(b"id,t\r\n1,\"a\nb\"\r\n\r\n2,c\r\n3\r\n4,d\r\n");
        assert_eq!(columns, ["id", "t"]);
        assert_eq!(rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 5, 7]);
        assert_eq!(texts(&rows[0]), ["1", "a\nb"]);
        assert_eq!((report.rows, report.refused()), (4, 1));
        let (cause, group) = report.groups().next().unwrap();
        assert_eq!((cause, group.examples[0].line), (Cause::Ragged, 6));
    }

    #[test]
    fn an_unclosed_quote_is_named_and_the_next_line_read() {
        let (rows, report, _) = read(b"id,t\n1,\"a\n2,b\n3,c\n");
        assert_eq!(rows.iter().map(|r| r.line).collect::<Vec<_>>(), [3, 4]);
        let (cause, group) = report.groups().next().unwrap();
        assert_eq!((cause, group.examples[0].line), (Cause::UnclosedQuote, 2));
        assert_eq!(report.rows, 3);
    }

    #[test]
    fn a_quote_that_closes_rows_later_is_named_too() {
        // The quotes of lines 2 and 4 pair up, and the cells even fit the header.
        let (rows, report, _) = read(b"id,a,b\n1,\"x,y\n2,c,d\n3,e,f\",g\n4,h,i\n");
        assert!(report.groups().any(|(cause, group)| {
            cause == Cause::UnclosedQuote && group.examples[0].line == 2
        }));
        assert!(rows.iter().any(|r| r.line == 3) && rows.iter().any(|r| r.line == 5));
    }

    #[test]
    fn surplus_empty_cells_are_no_fault_and_names_are_made_unique() {
        let (rows, report, columns) = read(b"id,x,x,\n1,2,3,4,,\n");
        assert_eq!(columns, ["id", "x", "x (2)", "column 4"]);
        assert_eq!(texts(&rows[0]), ["1", "2", "3", "4"]);
        assert_eq!(report.refused(), 0);
    }

    #[test]
    fn quotes_newlines_emoji_and_latin_1() {
        let (rows, report, _) = read(b"id,t\n\"a\"\"b\",\xf0\x9f\x91\x9f\n\"x\ny\",caf\xe9\n");
        assert_eq!(texts(&rows[0]), ["a\"b", "👟"]);
        assert_eq!(texts(&rows[1]), ["x\ny", "café"]);
        assert_eq!(report.refused(), 0);
        assert_eq!(report.groups().next().unwrap().0, Cause::NotUtf8);
    }
}
