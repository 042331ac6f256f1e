//! JSON lines: one object a line, columns as they come.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::failure::Failure;

use super::lines::Lines;
use super::report::{Cause, RowReport};
use super::rows::{Cell, Row};
use super::source::Source;

/// How deep nested objects become columns of their own: `price.amount`.
const MAX_DEPTH: usize = 3;
/// More columns than this and the keys are data, not names.
const MAX_COLUMNS: usize = 2000;

/// Reads rows of JSON objects. An array of objects in an object (a session with its `events`) makes
/// one row of each, which has the outer object's columns too.
pub struct JsonRows {
    lines: Lines,
    columns: Vec<String>,
    index: HashMap<String, usize>,
    waiting: std::collections::VecDeque<Row>,
}

impl JsonRows {
    /// Begins to read.
    pub fn new(source: Source) -> Self {
        Self {
            lines: Lines::new(source),
            columns: Vec::new(),
            index: HashMap::new(),
            waiting: std::collections::VecDeque::new(),
        }
    }

    /// Names of the columns seen so far.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next row, or `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read; a faulty row in a strict report.
    pub fn next(&mut self, report: &mut RowReport) -> Result<Option<Row>, Failure> {
        let mut bytes = Vec::new();
        loop {
            if let Some(row) = self.waiting.pop_front() {
                report.rows += 1;
                return Ok(Some(row));
            }
            let Some((line, text)) = self.lines.next(&mut bytes, report)? else {
                return Ok(None);
            };
            let mut row = Row {
                line,
                cells: Vec::new(),
            };
            let mut inner = Vec::new();
            match serde_json::from_str::<Members>(&text) {
                Ok(members) => self.take(&mut row, "", members, 0, &mut inner),
                Err(error) => {
                    report.rows += 1;
                    report.note(Cause::BadJson, line, &format!("{error}: {text}"))?;
                    continue;
                }
            }
            if inner.is_empty() {
                self.waiting.push_back(row);
                continue;
            }
            for members in inner {
                let mut each = row.clone();
                self.take(&mut each, "", members, MAX_DEPTH, &mut Vec::new());
                self.waiting.push_back(each);
            }
        }
    }

    fn take<'a>(
        &mut self,
        row: &mut Row,
        prefix: &str,
        members: Members<'a>,
        depth: usize,
        inner: &mut Vec<Members<'a>>,
    ) {
        for (key, value) in members.0 {
            let name = if prefix.is_empty() {
                key
            } else {
                format!("{prefix}.{key}")
            };
            let raw = value.get().trim();
            let cell = match raw.as_bytes().first() {
                Some(b'{') if depth + 1 < MAX_DEPTH => {
                    if let Ok(members) = serde_json::from_str::<Members>(raw) {
                        self.take(row, &name, members, depth + 1, &mut Vec::new());
                    }
                    continue;
                }
                Some(b'[') => {
                    if depth == 0
                        && is_rows(&name)
                        && let Ok(objects) = serde_json::from_str::<Vec<Members>>(raw)
                        && inner.is_empty()
                    {
                        inner.extend(objects);
                        continue;
                    }
                    list(raw)
                }
                _ => scalar(raw),
            };
            if cell == Cell::Empty && !self.index.contains_key(&name) {
                continue;
            }
            if let Some(column) = self.column(name) {
                if row.cells.len() <= column {
                    row.cells.resize(column + 1, Cell::Empty);
                }
                row.cells[column] = cell;
            }
        }
    }

    fn column(&mut self, name: String) -> Option<usize> {
        if let Some(&column) = self.index.get(&name) {
            return Some(column);
        }
        if self.columns.len() == MAX_COLUMNS {
            return None;
        }
        self.columns.push(name.clone());
        self.index.insert(name, self.columns.len() - 1);
        Some(self.columns.len() - 1)
    }
}

/// Names under which exports nest the rows of a session or an order.
fn is_rows(name: &str) -> bool {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "events" | "items" | "products" | "interactions" | "actions" | "lines" | "line_items"
    )
}

/// A number keeps its spelling (ids of more than 15 digits would not survive a float).
fn scalar(raw: &str) -> Cell {
    match raw.as_bytes().first() {
        Some(b'"') => {
            serde_json::from_str::<String>(raw).map_or(Cell::Empty, |text| Cell::of(&text))
        }
        _ => Cell::of(raw),
    }
}

fn list(raw: &str) -> Cell {
    let Ok(values) = serde_json::from_str::<Vec<&RawValue>>(raw) else {
        return Cell::Empty;
    };
    let texts: Vec<String> = values
        .iter()
        .filter_map(|value| match scalar(value.get()) {
            Cell::Text(text) if !text.starts_with(['{', '[']) => Some(text),
            _ => None,
        })
        .collect();
    if texts.is_empty() {
        Cell::Empty
    } else {
        Cell::List(texts)
    }
}

/// An object's members in the order of the file, values unread.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut members = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    members.push(entry);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::Format;
    use super::*;

    fn read(text: &'static str) -> (Vec<Row>, RowReport, Vec<String>) {
        let mut report = RowReport::new("t.jsonl", false);
        let mut rows = JsonRows::new(Source {
            path: "t.jsonl".into(),
            format: Format::JsonLines,
            text: Box::new(text.as_bytes()),
            start: Vec::new(),
            bytes: 0,
            read: Default::default(),
        });
        let mut all = Vec::new();
        while let Some(row) = rows.next(&mut report).unwrap() {
            all.push(row);
        }
        (all, report, rows.columns)
    }

    #[test]
    fn numbers_keep_their_digits_and_objects_become_columns() {
        let (rows, report, columns) = read(
            "{\"id\":2144415921169498184,\"price\":{\"amount\":1.50},\"tags\":[\"a\",2],\"x\":null}\n\n{\"id\":\"b\",\"new\":true}\n",
        );
        assert_eq!(columns, ["id", "price.amount", "tags", "new"]);
        assert_eq!(rows[0].text(Some(0)), Some("2144415921169498184"));
        assert_eq!(rows[0].text(Some(1)), Some("1.50"));
        assert_eq!(
            *rows[0].cell(2),
            Cell::List(vec!["a".to_owned(), "2".to_owned()])
        );
        assert_eq!((rows[1].line, rows[1].text(Some(3))), (3, Some("true")));
        assert_eq!(report.refused(), 0);
    }

    #[test]
    fn lines_that_are_no_objects_are_counted() {
        let (rows, report, _) = read("{\"id\":1}\n[1]\n{\"id\":\n7\n{\"id\":2}\n");
        assert_eq!(rows.len(), 2);
        assert_eq!((report.rows, report.refused()), (5, 3));
    }

    #[test]
    fn a_session_with_its_events_makes_rows() {
        let (rows, _, columns) =
            read("{\"session\":5,\"events\":[{\"aid\":1,\"ts\":9},{\"aid\":2,\"ts\":10}]}\n");
        assert_eq!(columns, ["session", "aid", "ts"]);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].text(Some(0)), Some("5"));
        assert_eq!(rows[1].text(Some(1)), Some("2"));
    }
}
