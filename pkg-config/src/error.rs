//! Refusals as JavaScript errors with a stable `code`.

use std::fmt::Display;

use js_sys::{Error, Reflect};
use wasm_bindgen::JsValue;

/// An `Error` whose `code` is the engine's, and whose message says what to do.
pub(crate) fn refusal(code: &str, message: impl Display) -> JsValue {
    let error = Error::new(&message.to_string());
    // An error just made is an ordinary object: setting a property of it does not fail.
    let _ = Reflect::set(&error, &JsValue::from_str("code"), &JsValue::from_str(code));
    error.into()
}
