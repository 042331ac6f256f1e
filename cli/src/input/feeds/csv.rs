//! Exports as CSV, their columns found by name.

use std::collections::HashMap;

use crate::failure::Failure;
use crate::input::columns::plain;
use crate::input::report::RowReport;
use crate::input::rows::{Cell, Row, Rows};
use crate::input::source::Source;

/// Rows under a header.
pub struct Sheet {
    rows: Rows,
    places: HashMap<String, usize>,
}

impl Sheet {
    /// Reads the header.
    ///
    /// # Errors
    /// A file without one, or that cannot be read.
    pub fn open(source: Source, report: &mut RowReport) -> Result<Self, Failure> {
        let rows = Rows::of(source, report)?;
        let mut places = HashMap::new();
        for (at, name) in rows.columns().iter().enumerate() {
            places.entry(plain(name)).or_insert(at);
        }
        Ok(Self { rows, places })
    }

    /// The names of the columns.
    pub fn columns(&self) -> &[String] {
        self.rows.columns()
    }

    /// The first column that has one of these names, written without case, blanks and signs.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.places.get(*name))
            .copied()
    }

    /// The next row.
    ///
    /// # Errors
    /// When the file cannot be read any further; a faulty row in a strict report.
    pub fn next(&mut self, report: &mut RowReport) -> Result<Option<Row>, Failure> {
        self.rows.next(report)
    }
}

/// Whether every one of `columns` is empty in a row.
pub fn blank(row: &Row, columns: &[Option<usize>]) -> bool {
    let mut cells = columns.iter().flatten().map(|column| row.cell(*column));
    cells.all(|cell| *cell == Cell::Empty)
}

/// The parts of a list that commas part; a backslash keeps a comma in its part.
pub fn listed(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let last = parts.len() - 1;
        match letter {
            '\\' if letters.peek() == Some(&',') => {
                letters.next();
                parts[last].push(',');
            }
            ',' => parts.push(String::new()),
            letter => parts[last].push(letter),
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn commas_part_unless_they_are_kept() {
        assert_eq!(listed("S, M,, L "), ["S", "M", "L"]);
        assert_eq!(
            listed("Knives\\, forks, Spoons"),
            ["Knives, forks", "Spoons"]
        );
        assert!(listed(" ").is_empty());
    }
}
