//! The profile's view, flat.

use vitrine::pack::FieldKind;
use vitrine::profile::NumberView;
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::flat::Writer;

#[wasm_bindgen]
impl Engine {
    /// All that is known, in words where the pack has them; the texts are then in `texts`. A field or an item that the
    /// present pack no longer has is an empty text.
    ///
    /// Events, evidence, sessions, size in bytes; lists of: values (field, value, short, long), items (id, interest,
    /// views, exposures, in the cart, dismissed), prices (category, typical, low, high), what was learned (code, share),
    /// purposes (name, on, permitted, items, values, numbers, oldest, newest, time-to-live).
    ///
    /// # Errors
    /// `no-permission` unless the profile is granted.
    pub fn profile(&mut self, now: u32) -> Result<Vec<f64>, JsValue> {
        let view = self.profile.view(self.may_profile()?, &self.pack, now);
        let mut flat = Writer::default();
        flat.number(view.events);
        flat.number(view.evidence);
        flat.number(view.sessions);
        flat.count(self.snapshot().len());
        flat.count(view.values.len());
        for value in &view.values {
            flat.text(value.field.as_deref().unwrap_or_default());
            flat.optional(value.value.as_deref());
            flat.number(value.short);
            flat.number(value.long);
        }
        flat.count(view.items.len());
        for item in &view.items {
            flat.text(item.id.as_deref().unwrap_or_default());
            flat.number(item.interest);
            flat.number(item.views);
            flat.number(item.exposures);
            flat.flag(item.in_cart);
            flat.flag(item.dismissed);
        }
        let is_price = |number: &NumberView| {
            let mut fields = self.pack.fields().iter();
            fields.any(|field| field.name() == number.field && field.kind() == FieldKind::Price)
        };
        let mut prices = view.numbers;
        prices.retain(is_price);
        flat.count(prices.len());
        for price in &prices {
            flat.optional(price.category.as_deref());
            flat.number(price.typical);
            flat.number(price.low);
            flat.number(price.high);
        }
        flat.count(view.learned.len());
        for one in &view.learned {
            flat.text(one.code);
            flat.number(one.share);
        }
        flat.count(view.purposes.len());
        for one in &view.purposes {
            flat.text(one.purpose.name());
            flat.flag(one.on);
            flat.flag(one.permitted);
            for count in [one.items, one.values, one.numbers] {
                flat.number(count);
            }
            let touched = one.touched.map(|(oldest, newest)| [oldest, newest]);
            for time in touched.map_or([f64::NAN; 2], |times| times.map(f64::from)) {
                flat.number(time);
            }
            flat.number(one.time_to_live);
        }
        Ok(self.answer(flat))
    }
}
