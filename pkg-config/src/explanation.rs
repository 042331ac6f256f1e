//! Explanations, flat.

use vitrine::rank::{Explanation, Reason};

use crate::flat::Writer;

/// A list of: the place as given, the merchant's place, the score (NaN for none), whether the call pinned it, the list of
/// rules, the list of reasons.
pub(crate) fn write(flat: &mut Writer, explanations: &[Explanation]) {
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
