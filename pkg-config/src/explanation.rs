//! Explanations as plain JavaScript objects.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use vitrine::rank::{Explanation, Reason};
use wasm_bindgen::JsValue;

use crate::error::refusal;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlainExplanation<'a> {
    given: u32,
    merchant_position: u32,
    score: Option<f64>,
    pinned: bool,
    #[serde(skip_serializing_if = "<[u32]>::is_empty")]
    rules: &'a [u32],
    reasons: Vec<PlainReason<'a>>,
}

#[derive(Serialize)]
struct PlainReason<'a> {
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<&'a str>,
    signal: f64,
    weight: f64,
    #[serde(skip_serializing_if = "is_none")]
    learned: f64,
    contribution: f64,
}

/// Whether nothing was learned.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_none(learned: &f64) -> bool {
    *learned == 0.0
}

impl<'a> From<&'a Explanation> for PlainExplanation<'a> {
    fn from(explanation: &'a Explanation) -> Self {
        Self {
            given: explanation.given,
            merchant_position: explanation.merchant_position,
            score: explanation.score,
            pinned: explanation.pinned,
            rules: &explanation.rules,
            reasons: explanation.reasons.iter().map(PlainReason::from).collect(),
        }
    }
}

impl<'a> From<&'a Reason> for PlainReason<'a> {
    fn from(reason: &'a Reason) -> Self {
        Self {
            code: reason.code,
            field: reason.field.as_deref(),
            value: reason.value.as_deref(),
            item: reason.item.as_deref(),
            signal: reason.signal,
            weight: reason.weight,
            learned: reason.learned,
            contribution: reason.contribution,
        }
    }
}

/// `[{ given, merchantPosition, score, pinned, rules?, reasons }, …]`
pub(crate) fn to_js(explanations: &[Explanation]) -> Result<JsValue, JsValue> {
    let plain: Vec<PlainExplanation<'_>> =
        explanations.iter().map(PlainExplanation::from).collect();
    serialize(&plain)
}

/// Any plain value; what is missing becomes null.
pub(crate) fn serialize(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value
        .serialize(&Serializer::new().serialize_missing_as_null(true))
        // Plain numbers and strings can always be made. The cause is left out: its words would bring a printer of any
        // JavaScript value along, for nothing.
        .map_err(|_| {
            refusal(
                "not-serializable",
                "The answer could not be made into objects; please report this.",
            )
        })
}
