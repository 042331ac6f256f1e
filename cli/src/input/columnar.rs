//! Parquet, read row by row.

use std::fs::File;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;

use crate::failure::Failure;

use super::report::RowReport;
use super::rows::{Cell, Row};
use super::source::Source;
use super::text::decode;

/// Reads the rows of a Parquet file; nested groups become columns of their own: `price.amount`.
pub struct ParquetRows {
    path: String,
    rows: RowIter<'static>,
    columns: Vec<String>,
    /// Where the columns of each top-level field end: a missing group is one value in a row.
    ends: Vec<usize>,
    row: u64,
}

impl ParquetRows {
    /// Reads the schema.
    ///
    /// # Errors
    /// When the file is no whole Parquet file.
    pub fn new(source: &Source) -> Result<Self, Failure> {
        let path = source.path.clone();
        let file = File::open(&path).map_err(|e| Failure::unreadable(&path, &e))?;
        let reader = SerializedFileReader::new(file).map_err(|e| damaged(&path, &e))?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let mut ends = vec![0; schema.root_schema().get_fields().len()];
        for leaf in 0..schema.num_columns() {
            ends[schema.get_column_root_idx(leaf)] = leaf + 1;
        }
        let columns = schema
            .columns()
            .iter()
            .map(|column| {
                // `tags.list.element` is how a list is stored; its name is `tags`.
                let parts = column.path().parts();
                let end = parts
                    .iter()
                    .position(|part| part == "list" || part == "bag")
                    .filter(|at| *at > 0)
                    .unwrap_or(parts.len());
                parts[..end].join(".")
            })
            .collect();
        Ok(Self {
            rows: RowIter::from_file_into(Box::new(reader)),
            path,
            columns,
            ends,
            row: 0,
        })
    }

    /// Names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next row, or `None` at the end. Its line is its number, from 1.
    ///
    /// # Errors
    /// When the file cannot be read any further.
    pub fn next(&mut self, report: &mut RowReport) -> Result<Option<Row>, Failure> {
        let Some(row) = self.rows.next() else {
            return Ok(None);
        };
        let fields = row.map_err(|e| damaged(&self.path, &e))?;
        self.row += 1;
        report.rows += 1;
        let mut cells = Vec::with_capacity(self.columns.len());
        for ((_, field), &end) in fields.into_columns().into_iter().zip(&self.ends) {
            push(&mut cells, field);
            cells.resize(end, Cell::Empty);
        }
        Ok(Some(Row {
            line: self.row,
            cells,
        }))
    }
}

fn damaged(path: &str, cause: &dyn std::fmt::Display) -> Failure {
    Failure::new(
        "bad-parquet",
        format!("{path} is a damaged Parquet file, or of a kind that is not read here: {cause}."),
    )
}

fn push(cells: &mut Vec<Cell>, field: Field) {
    match field {
        Field::Group(group) => {
            for (_, inner) in group.into_columns() {
                push(cells, inner);
            }
        }
        Field::ListInternal(list) => {
            let texts: Vec<String> = list
                .elements()
                .iter()
                .filter_map(|element| match scalar(element) {
                    Cell::Text(text) => Some(text),
                    _ => None,
                })
                .collect();
            cells.push(if texts.is_empty() {
                Cell::Empty
            } else {
                Cell::List(texts)
            });
        }
        // A map is stored as two columns.
        Field::MapInternal(_) => cells.extend([Cell::Empty, Cell::Empty]),
        other => cells.push(scalar(&other)),
    }
}

fn scalar(field: &Field) -> Cell {
    match field {
        Field::Null | Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => {
            Cell::Empty
        }
        Field::Str(text) => Cell::of(text),
        Field::Bytes(bytes) => Cell::of(&decode(bytes.data()).0),
        Field::Float(number) => Cell::of(&number.to_string()),
        Field::Double(number) => Cell::of(&number.to_string()),
        Field::TimestampMillis(ms) => moment(*ms),
        Field::TimestampMicros(us) => moment(us.div_euclid(1000)),
        Field::Date(days) => moment(i64::from(*days) * 86_400_000),
        other => Cell::of(&other.to_string()),
    }
}

/// A typed time, spelt so that it cannot be mistaken for a number.
fn moment(ms: i64) -> Cell {
    jiff::Timestamp::from_millisecond(ms).map_or(Cell::Empty, |time| Cell::Text(time.to_string()))
}
