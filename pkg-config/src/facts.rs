//! Fresher facts, from plain JavaScript objects.
//!
//! Read by hand: a deserializer would double the bindings' size for the sake of three fields, and the face has
//! checked their types already.

use js_sys::{Array, Reflect};
use vitrine::{AttributeValue, Facts};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::refusal;

/// The facts of one item, `{ price?, inStock?, attributes?: [[field, value], …] }`, or none where `undefined` was given.
pub(crate) fn one(facts: &JsValue) -> Result<Option<Facts>, JsValue> {
    if facts.is_undefined() {
        return Ok(None);
    }
    read(facts).map(Some).ok_or_else(unreadable)
}

/// `[[place, facts], …]` of a call's candidates, or nothing where `undefined` was given.
pub(crate) fn by_position(facts: &JsValue) -> Result<Vec<(u32, Facts)>, JsValue> {
    if facts.is_undefined() {
        return Ok(Vec::new());
    }
    let pairs = array(facts).ok_or_else(unreadable)?;
    let pair = |pair: JsValue| {
        let pair = array(&pair)?;
        Some((pair.get(0).as_f64()? as u32, read(&pair.get(1))?))
    };
    pairs
        .iter()
        .map(pair)
        .collect::<Option<_>>()
        .ok_or_else(unreadable)
}

fn read(facts: &JsValue) -> Option<Facts> {
    if !facts.is_object() {
        return None;
    }
    let field = |name: &str| {
        Reflect::get(facts, &JsValue::from_str(name))
            .ok()
            .filter(|value| !value.is_undefined())
    };
    let attributes = match field("attributes") {
        Some(attributes) => array(&attributes)?
            .iter()
            .map(|pair| attribute(&array(&pair)?))
            .collect::<Option<_>>()?,
        None => Vec::new(),
    };
    Some(Facts {
        price: field("price")
            .and_then(|price| price.as_f64())
            .map(|price| price as f32),
        in_stock: field("inStock").and_then(|stock| stock.as_bool()),
        attributes,
    })
}

fn attribute(pair: &Array) -> Option<(String, AttributeValue)> {
    let value = pair.get(1);
    let value = if let Some(text) = value.as_string() {
        AttributeValue::Text(text)
    } else if let Some(number) = value.as_f64() {
        AttributeValue::Number(number as f32)
    } else {
        AttributeValue::Texts(texts(&value)?)
    };
    Some((pair.get(0).as_string()?, value))
}

fn array(value: &JsValue) -> Option<Array> {
    Array::is_array(value).then(|| value.unchecked_ref::<Array>().clone())
}

/// A list of strings.
fn texts(value: &JsValue) -> Option<Vec<String>> {
    array(value)?.iter().map(|text| text.as_string()).collect()
}

fn unreadable() -> JsValue {
    refusal(
        "bad-facts",
        "The facts of an item cannot be read; give price, inStock and attributes.",
    )
}
