//! Refusals, with a stable code each.

use std::fmt::Display;

use wasm_bindgen::JsValue;

/// The engine's code and a sentence that says what to do, as one string: `code: sentence`. The face makes its error of
/// it; an error object made here would be one more thing to import.
// One function for every kind of error: each would bring its own copy.
pub(crate) fn refusal(code: &str, message: &dyn Display) -> JsValue {
    JsValue::from_str(&format!("{code}: {message}"))
}
