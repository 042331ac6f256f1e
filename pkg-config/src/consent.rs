//! What the sources of consent say, added up.

use vitrine::consent::{Member, Policy, Signal, settle};
use wasm_bindgen::prelude::*;

use crate::error::refusal;
use crate::flat::Reader;

/// What signals grant together under a policy, as the sum of 1 for `persist`, 2 for `profile`, 4 for `purchases` and 8 for
/// `measure`. Flat: the list of signals, and then the policy, each the list of its members. Of a member: its name, its
/// kind (0 flag, 1 text, 2 list of numbers, 3 something else) and its value.
///
/// # Errors
/// `bad-consent` for a signal or a policy with a member that is not known, or of another type than it should be. Then
/// nothing is granted.
#[wasm_bindgen(js_name = settleConsent)]
pub fn settle_consent(texts: &str, numbers: &[f64]) -> Result<u32, JsValue> {
    let mut flat = Reader::new(texts, numbers);
    let refused = |sentence: String| refusal("bad-consent", &sentence);
    let mut signals = Vec::new();
    for _ in 0..flat.whole().unwrap_or(0) {
        signals.push(Signal::from_members(members(&mut flat)).map_err(refused)?);
    }
    let policy = Policy::from_members(members(&mut flat)).map_err(refused)?;
    let granted = settle(&signals, &policy);
    let flags = [
        granted.persist(),
        granted.profile(),
        granted.purchases(),
        granted.measure(),
    ];
    let bits = flags.iter().enumerate();
    Ok(bits.map(|(n, granted)| u32::from(*granted) << n).sum())
}

fn members<'a>(flat: &mut Reader<'a>) -> Vec<(&'a str, Member)> {
    let count = flat.whole().unwrap_or(0);
    let named = |_| {
        let name = flat.text().unwrap_or_default();
        (name, member(flat))
    };
    (0..count).map(named).collect()
}

fn member(flat: &mut Reader<'_>) -> Member {
    match flat.whole() {
        Some(0) => Member::Flag(flat.number() > 0.0),
        Some(1) => Member::Text(flat.text().unwrap_or_default().to_owned()),
        Some(2) => {
            let count = flat.whole().unwrap_or(0);
            let numbers: Vec<f64> = (0..count).map(|_| flat.number()).collect();
            let whole = |number: &f64| f64::from(*number as i32) == *number;
            if numbers.iter().all(whole) {
                Member::Numbers(numbers.iter().map(|number| *number as i32).collect())
            } else {
                Member::Other
            }
        }
        _ => Member::Other,
    }
}
