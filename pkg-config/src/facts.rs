//! Fresher facts, from plain JavaScript objects.

use serde::Deserialize;
use vitrine::{AttributeValue, Facts};
use wasm_bindgen::JsValue;

use crate::error::refusal;

/// `{ price?, inStock?, attributes?: [[field, value], …] }`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlainFacts {
    price: Option<f32>,
    in_stock: Option<bool>,
    #[serde(default)]
    attributes: Vec<(String, PlainValue)>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum PlainValue {
    Text(String),
    Number(f32),
    Texts(Vec<String>),
}

impl From<PlainFacts> for Facts {
    fn from(plain: PlainFacts) -> Self {
        let value = |value| match value {
            PlainValue::Text(text) => AttributeValue::Text(text),
            PlainValue::Number(number) => AttributeValue::Number(number),
            PlainValue::Texts(texts) => AttributeValue::Texts(texts),
        };
        Self {
            price: plain.price,
            in_stock: plain.in_stock,
            attributes: plain
                .attributes
                .into_iter()
                .map(|(field, given)| (field, value(given)))
                .collect(),
        }
    }
}

/// The facts of one item, or none where `undefined` was given.
pub(crate) fn one(facts: JsValue) -> Result<Option<Facts>, JsValue> {
    if facts.is_undefined() {
        return Ok(None);
    }
    read::<PlainFacts>(facts).map(|plain| Some(plain.into()))
}

/// `[[position, facts], …]` of a call's candidates, or nothing where `undefined` was given.
pub(crate) fn by_position(facts: JsValue) -> Result<Vec<(u32, Facts)>, JsValue> {
    if facts.is_undefined() {
        return Ok(Vec::new());
    }
    let plain = read::<Vec<(u32, PlainFacts)>>(facts)?;
    Ok(plain
        .into_iter()
        .map(|(position, plain)| (position, plain.into()))
        .collect())
}

fn read<T: for<'de> Deserialize<'de>>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(|error| {
        let cause = format!(
            "The facts of an item cannot be read ({error}); give price, inStock and attributes."
        );
        refusal("bad-facts", cause)
    })
}
