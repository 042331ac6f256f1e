//! JSON values one after the other, out of lists that need not fit into memory.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::bounded::{Bounded, Place};
use crate::failure::Failure;
use crate::input::lines::Lines;
use crate::input::report::{Cause, RowReport};
use crate::input::source::Source;

/// What is done with each value: its line or number, and the value.
pub type Visit<'a> = dyn FnMut(u64, Value, &mut RowReport) -> Result<(), Failure> + 'a;

/// Reads every value of a file. Arrays are taken apart, and so are the arrays under `lists` of an object;
/// what an object holds besides comes last, as an object. Where each line holds an object, a broken line
/// costs that line alone.
///
/// # Errors
/// JSON that is broken, cut off or nested more than 128 deep; what `visit` refuses.
pub fn each(
    source: Source,
    lists: &'static [&'static str],
    report: &mut RowReport,
    visit: &mut Visit,
) -> Result<(), Failure> {
    if is_lines(&source.start) {
        return lines(source, report, visit);
    }
    report.by_entry = true;
    let path = source.path.clone();
    let bounded = Bounded::new(source.text);
    let mut walk = Walk {
        place: bounded.place(),
        lists,
        entries: 0,
        failure: None,
        report,
        visit,
    };
    let mut reader = serde_json::Deserializer::from_reader(bounded);
    while reader.end().is_err() {
        walk.place.begin_entry();
        let read = Whole(&mut walk).deserialize(&mut reader);
        if let Some(failure) = walk.failure.take() {
            return Err(failure);
        }
        read.map_err(|error| {
            let (entry, error) = (walk.entries + 1, error.to_string());
            if error.contains("unicode code point") {
                return Failure::new(
                    "bad-encoding",
                    format!("{path} entry {entry}: {error}: not UTF-8; save it as UTF-8."),
                );
            }
            Failure::new(
                "bad-json-file",
                format!("{path} entry {entry}: broken JSON: {error}. Export it again."),
            )
        })?;
    }
    Ok(())
}

/// Whether the first line is a whole object, and another line follows.
pub fn is_lines(start: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', start) else {
        return false;
    };
    let rest = start[end..].iter().find(|b| !b.is_ascii_whitespace());
    rest == Some(&b'{') && serde_json::from_slice::<Map<String, Value>>(&start[..end]).is_ok()
}

fn lines(source: Source, report: &mut RowReport, visit: &mut Visit) -> Result<(), Failure> {
    let mut lines = Lines::new(source);
    let mut bytes = Vec::new();
    while let Some((line, text)) = lines.next(&mut bytes, report)? {
        match serde_json::from_str::<Map<String, Value>>(&text) {
            Ok(object) => visit(line, Value::Object(object), report)?,
            Err(error) => {
                report.rows += 1;
                report.note(Cause::BadJson, line, &format!("{error}: {text}"))?;
            }
        }
    }
    Ok(())
}

struct Walk<'a, 'b> {
    place: Place,
    lists: &'static [&'static str],
    entries: u64,
    failure: Option<Failure>,
    report: &'a mut RowReport,
    visit: &'a mut Visit<'b>,
}

impl Walk<'_, '_> {
    fn value<E: serde::de::Error>(&mut self, value: Value) -> Result<(), E> {
        self.entries += 1;
        self.place.begin_entry();
        (self.visit)(self.entries, value, self.report).map_err(|failure| {
            let error = E::custom(&failure.message);
            self.failure = Some(failure);
            error
        })
    }
}

/// A value at the top, or under a name of a list.
struct Whole<'w, 'a, 'b>(&'w mut Walk<'a, 'b>);

impl<'de> DeserializeSeed<'de> for Whole<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of products")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(value) = seq.next_element::<Value>()? {
            self.0.value(value)?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut rest = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if self.0.lists.contains(&key.as_str()) {
                map.next_value_seed(Whole(&mut *self.0))?;
            } else {
                rest.insert(key, map.next_value()?);
            }
        }
        if rest.is_empty() {
            return Ok(());
        }
        self.0.value(Value::Object(rest))
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A text, a number or a truth value as text.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}
