//! Rows of any file format under one face.

use crate::failure::Failure;

use super::columnar::ParquetRows;
use super::delimited::DelimitedRows;
use super::json_lines::JsonRows;
use super::report::RowReport;
use super::source::{Format, Source, no_table};

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell {
    /// Nothing there.
    #[default]
    Empty,
    /// A text, or a number or truth value as it was written; never empty, no blanks around it.
    Text(String),
    /// Several texts, none of them empty.
    List(Vec<String>),
}

impl Cell {
    /// A cell of `text`: blanks around it are cut, nothing left means empty.
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() || is_null(text) {
            Self::Empty
        } else {
            Self::Text(text.to_owned())
        }
    }

    /// The text, or `None` for an empty cell and a list.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// How exports spell "no value".
fn is_null(text: &str) -> bool {
    matches!(text, "NULL" | "null" | "None" | "\\N" | "<NA>" | "#N/A")
}

/// One row, and where it stands.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Line in the file, from 1; the row's number for Parquet.
    pub line: u64,
    /// Cells by column; a row may have fewer than there are columns, the rest is empty.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell of a column.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    /// The text of a column, if there is one.
    pub fn text(&self, column: Option<usize>) -> Option<&str> {
        self.cell(column?).text()
    }
}

/// A reader of rows. Faulty rows are counted in the report and passed over.
pub enum Rows {
    /// CSV.
    Delimited(Box<DelimitedRows>),
    /// JSON lines.
    Json(JsonRows),
    /// Parquet.
    Parquet(ParquetRows),
}

impl Rows {
    /// Begins to read; the header, or the schema, is read at once.
    ///
    /// # Errors
    /// A file without a header, or one that cannot be read.
    pub fn of(source: Source, report: &mut RowReport) -> Result<Self, Failure> {
        Ok(match source.format {
            Format::Delimited {
                delimiter,
                line_end,
            } => Self::Delimited(Box::new(DelimitedRows::new(
                source, delimiter, line_end, report,
            )?)),
            Format::JsonLines => Self::Json(JsonRows::new(source)),
            Format::Parquet => Self::Parquet(ParquetRows::new(&source)?),
            format @ (Format::JsonArray | Format::Xml) => return no_table(&source.path, format),
        })
    }

    /// Names of the columns known so far; JSON lines may bring more later.
    pub fn columns(&self) -> &[String] {
        match self {
            Self::Delimited(rows) => rows.columns(),
            Self::Json(rows) => rows.columns(),
            Self::Parquet(rows) => rows.columns(),
        }
    }

    /// The next row, or `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read any further; a faulty row in a strict report.
    pub fn next(&mut self, report: &mut RowReport) -> Result<Option<Row>, Failure> {
        match self {
            Self::Delimited(rows) => rows.next(report),
            Self::Json(rows) => rows.next(report),
            Self::Parquet(rows) => rows.next(report),
        }
    }

    /// The next rows, `most` of them where there are as many: a sample to settle a file's layout by.
    ///
    /// # Errors
    /// As for [`next`](Self::next).
    pub fn sample(&mut self, most: usize, report: &mut RowReport) -> Result<Vec<Row>, Failure> {
        let mut sample = Vec::new();
        while sample.len() < most
            && let Some(row) = self.next(report)?
        {
            sample.push(row);
        }
        Ok(sample)
    }
}
