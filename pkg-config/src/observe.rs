//! Events in.

use vitrine::profile::{Event, EventKind};
use wasm_bindgen::prelude::*;

use crate::call::unreadable_facts;
use crate::engine::Engine;
use crate::error::refusal;
use crate::facts;
use crate::flat::Reader;

#[wasm_bindgen]
impl Engine {
    /// Takes in one event; does nothing without the permission to profile. Flat: its type, time, the clock when it was told
    /// (NaN: the same), item, query and seconds; 1 and its facts where it has any.
    ///
    /// # Errors
    /// The engine's refusal of the event; the profile is then as it was.
    pub fn observe(&mut self, texts: &str, numbers: &[f64]) -> Result<(), JsValue> {
        let Some(may) = self.may() else {
            return Ok(());
        };
        let mut flat = Reader::new(texts, numbers);
        let kind = flat.text().and_then(EventKind::from_name).ok_or_else(|| {
            refusal(
                "bad-event",
                &"The event's type is unknown; give one of the documented types.",
            )
        })?;
        let (time, clock) = (flat.number() as u32, flat.whole());
        let (item, query) = (flat.text(), flat.text());
        let dwell_seconds = flat.number() as f32;
        let facts = match flat.whole() {
            Some(_) => Some(facts::read(&mut flat).ok_or_else(unreadable_facts)?),
            None => None,
        };
        let event = Event {
            kind,
            time,
            clock,
            item,
            facts: facts.as_ref(),
            query,
            dwell_seconds,
        };
        self.profile
            .observe(may, &self.pack, &event)
            .map_err(|error| refusal(error.code(), &error))
    }
}
