//! Explanations, flat.

use vitrine::rank::{Explanation, Reason};
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::flat::Writer;

#[wasm_bindgen]
impl Engine {
    /// Makes the next `rank` keep the reasons for `explanations`. Call it after `prepare`.
    #[wasm_bindgen(js_name = askWhy)]
    pub fn ask_why(&mut self) {
        self.call.explain = true;
    }

    /// Why each item of the latest order stands where it stands, where that was asked; once. The texts are then in `texts`.
    ///
    /// A list of: the place as given, the merchant's place, the score (NaN for none), whether the call pinned it, the list of
    /// rules, the list of reasons.
    pub fn explanations(&mut self) -> Vec<f64> {
        let mut flat = Writer::default();
        write(&mut flat, &core::mem::take(&mut self.explanations));
        self.answer(flat)
    }
}

fn write(flat: &mut Writer, explanations: &[Explanation]) {
    flat.count(explanations.len());
    for one in explanations {
        flat.number(one.given);
        flat.number(one.merchant_position);
        flat.number(one.score.unwrap_or(f64::NAN));
        flat.flag(one.pinned);
        flat.count(one.rules.len());
        for rule in &one.rules {
            flat.number(*rule);
        }
        flat.count(one.reasons.len());
        for reason in &one.reasons {
            write_reason(flat, reason);
        }
    }
}

fn write_reason(flat: &mut Writer, reason: &Reason) {
    flat.text(reason.code);
    for text in [&reason.field, &reason.value, &reason.item] {
        flat.optional(text.as_deref());
    }
    for number in [
        reason.signal,
        reason.weight,
        reason.learned,
        reason.contribution,
    ] {
        flat.number(number);
    }
}
