//! The values inside a request, each checked where it stands. An error is the end of a sentence that
//! begins with the value's name.

use serde_json::{Map, Value};
use vitrine::{AttributeValue, Facts, MAX_TEXT_BYTES, Seconds};

/// A member that is there and not null.
pub fn given<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|value| !value.is_null())
}

/// Refuses names that nothing would read: a slip such as `exclud` must not show what was to be hidden.
/// Names that begin with `_` are the caller's own.
pub fn known_names(object: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    let stranger = object
        .keys()
        .find(|key| !known.contains(&key.as_str()) && !key.starts_with('_'));
    match stranger {
        None => Ok(()),
        Some(key) => Err(format!(
            "has a field `{}` that is not known; known are {} (names that begin with _ are ignored).",
            crate::input::report::shorten(key),
            known.join(", ")
        )),
    }
}

pub fn name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// An id or another text: not empty, not longer than the engine takes.
pub fn text(value: &Value) -> Result<&str, String> {
    match value {
        Value::String(text) if text.is_empty() => Err("is empty; give a text".to_owned()),
        Value::String(text) if text.len() > MAX_TEXT_BYTES => {
            Err(format!("is longer than {MAX_TEXT_BYTES} bytes"))
        }
        Value::String(text) => Ok(text),
        Value::Number(number) => Err(format!(
            "is a number; ids are texts: write \"{number}\" instead of {number}"
        )),
        other => Err(format!("is {}; give a text", name(other))),
    }
}

/// Unix seconds; fractions are cut.
pub fn moment(value: &Value) -> Result<Seconds, String> {
    match value.as_f64() {
        None => Err(format!(
            "is {}; give unix seconds, such as 1609462276",
            name(value)
        )),
        Some(seconds) if seconds >= 0.0 && seconds <= f64::from(Seconds::MAX) => {
            Ok(seconds as Seconds)
        }
        Some(seconds) if seconds >= 1e11 => {
            Err("seems to be in milliseconds; give unix seconds".to_owned())
        }
        Some(_) => Err("is not a moment between 1970 and 2106; give unix seconds".to_owned()),
    }
}

pub fn whole(value: &Value) -> Result<usize, String> {
    value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
        .ok_or_else(|| "must be a whole number of 0 or more".to_owned())
}

fn price(value: &Value) -> Result<f32, String> {
    match value.as_f64().map(|price| price as f32) {
        Some(price) if price.is_finite() && price >= 0.0 => Ok(price + 0.0),
        Some(_) => Err("`price` must be finite and not negative".to_owned()),
        None => Err(format!("`price` is {}; give a number", name(value))),
    }
}

/// Price, stock and attributes of an event or a candidate; `None` if it brings none.
pub fn facts(object: &Map<String, Value>) -> Result<Option<Facts>, String> {
    let mut facts = Facts {
        price: given(object, "price").map(price).transpose()?,
        ..Facts::default()
    };
    facts.in_stock = match given(object, "inStock") {
        None => None,
        Some(Value::Bool(in_stock)) => Some(*in_stock),
        Some(other) => return Err(format!("`inStock` is {}; give true or false", name(other))),
    };
    match given(object, "attributes") {
        None => {}
        Some(Value::Object(attributes)) => {
            for (field, value) in attributes {
                if value.is_null() {
                    continue;
                }
                let value = attribute(value).map_err(|why| {
                    format!("attribute `{}` {why}", crate::input::report::shorten(field))
                })?;
                facts.attributes.push((field.clone(), value));
            }
        }
        Some(other) => return Err(format!("`attributes` is {}; give an object", name(other))),
    }
    Ok((facts != Facts::default()).then_some(facts))
}

fn attribute(value: &Value) -> Result<AttributeValue, String> {
    match value {
        Value::String(_) => text(value).map(|text| AttributeValue::Text(text.to_owned())),
        Value::Number(number) => match number.as_f64().map(|number| number as f32) {
            Some(number) if number.is_finite() => Ok(AttributeValue::Number(number)),
            _ => Err("is too large a number".to_owned()),
        },
        Value::Array(values) => values
            .iter()
            .map(|value| text(value).map(str::to_owned))
            .collect::<Result<_, _>>()
            .map(AttributeValue::Texts),
        other => Err(format!(
            "is {}; give a text, a number or a list of texts",
            name(other)
        )),
    }
}
