//! The profile's view as plain JavaScript objects.

use serde::Serialize;
use vitrine::pack::FieldKind;
use vitrine::profile::{ItemView, NumberView, ValueView};
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::explanation::serialize;

#[derive(Serialize)]
struct PlainView<'a> {
    events: u32,
    evidence: f64,
    sessions: u32,
    values: Vec<PlainValue<'a>>,
    items: Vec<PlainItem<'a>>,
    prices: Vec<PlainPrice<'a>>,
    learned: Vec<PlainLearned<'a>>,
    bytes: u32,
}

#[derive(Serialize)]
struct PlainValue<'a> {
    field: &'a str,
    value: Option<&'a str>,
    short: f64,
    long: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlainItem<'a> {
    id: &'a str,
    interest: f64,
    views: u32,
    exposures: f64,
    in_cart: bool,
    dismissed: bool,
}

#[derive(Serialize)]
struct PlainLearned<'a> {
    code: &'a str,
    share: f64,
}

#[derive(Serialize)]
struct PlainPrice<'a> {
    category: Option<&'a str>,
    typical: f64,
    low: f64,
    high: f64,
}

#[wasm_bindgen]
impl Engine {
    /// All that is known, in words where the pack has them. A field or an item that the present pack no longer has is
    /// an empty string.
    ///
    /// # Errors
    /// None in practice: plain numbers and strings can always be made.
    pub fn profile(&self, now: u32) -> Result<JsValue, JsValue> {
        let view = self.profile.view(&self.pack, now);
        let is_price = |number: &&NumberView| {
            self.pack
                .fields()
                .iter()
                .any(|field| field.name() == number.field && field.kind() == FieldKind::Price)
        };
        serialize(&PlainView {
            events: view.events,
            evidence: view.evidence,
            sessions: view.sessions,
            values: view.values.iter().map(PlainValue::from).collect(),
            items: view.items.iter().map(PlainItem::from).collect(),
            prices: view
                .numbers
                .iter()
                .filter(is_price)
                .map(PlainPrice::from)
                .collect(),
            learned: view
                .learned
                .iter()
                .map(|one| PlainLearned {
                    code: one.code,
                    share: one.share,
                })
                .collect(),
            bytes: self.snapshot().len() as u32,
        })
    }
}

impl<'a> From<&'a ValueView> for PlainValue<'a> {
    fn from(view: &'a ValueView) -> Self {
        Self {
            field: view.field.as_deref().unwrap_or_default(),
            value: view.value.as_deref(),
            short: view.short,
            long: view.long,
        }
    }
}

impl<'a> From<&'a ItemView> for PlainItem<'a> {
    fn from(view: &'a ItemView) -> Self {
        Self {
            id: view.id.as_deref().unwrap_or_default(),
            interest: view.interest,
            views: view.views,
            exposures: view.exposures,
            in_cart: view.in_cart,
            dismissed: view.dismissed,
        }
    }
}

impl<'a> From<&'a NumberView> for PlainPrice<'a> {
    fn from(view: &'a NumberView) -> Self {
        Self {
            category: view.category.as_deref(),
            typical: view.typical,
            low: view.low,
            high: view.high,
        }
    }
}
