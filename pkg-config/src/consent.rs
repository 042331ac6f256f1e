//! What the sources of consent say, added up.

use js_sys::{Array, JsString, Object};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use vitrine::consent::{MAX_TEXT_BYTES, Policy, Signal, settle};
use wasm_bindgen::prelude::*;

use crate::error::refusal;

/// What signals grant together under a policy: `{ persist, profile, purchases, measure }`.
///
/// # Errors
/// `bad-consent` for a signal or a policy with a member that is not known, of another type than it should be, or longer
/// than any that is read. Then nothing is granted.
#[wasm_bindgen(js_name = settleConsent)]
pub fn settle_consent(signals: Array, policy: JsValue) -> Result<JsValue, JsValue> {
    for signal in signals.iter().filter(JsValue::is_object) {
        refuse_long(&Object::from(signal))?;
    }
    let signals: Vec<Signal> = read(signals.into())?;
    let policy: Policy = read(policy)?;
    settle(&signals, &policy)
        .serialize(&Serializer::new().serialize_maps_as_objects(true))
        .map_err(|error| refusal("bad-consent", &error))
}

fn read<T: DeserializeOwned>(plain: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(plain).map_err(|error| refusal("bad-consent", &error))
}

/// Refuses a long text before it is copied: a megabyte takes longer to copy than the longest text that is read takes to
/// read.
fn refuse_long(signal: &Object) -> Result<(), JsValue> {
    for member in Object::values(signal).iter() {
        if let Ok(text) = member.dyn_into::<JsString>()
            && text.length() as usize > MAX_TEXT_BYTES
        {
            return Err(refusal(
                "bad-consent",
                &"A text of a signal is longer than 16,384 characters; no consent tool writes such, ask where it is from.",
            ));
        }
    }
    Ok(())
}
