//! Events in.

use vitrine::profile::{Event, EventKind};
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::error::refusal;
use crate::facts;

#[wasm_bindgen]
impl Engine {
    /// Takes in one event; does nothing without the permission to profile.
    ///
    /// # Errors
    /// The engine's refusal of the event; the profile is then as it was.
    pub fn observe(
        &mut self,
        kind: &str,
        time: u32,
        item: Option<String>,
        query: Option<String>,
        seconds: f32,
        facts: JsValue,
    ) -> Result<(), JsValue> {
        let Some(may) = self.permissions.may_profile() else {
            return Ok(());
        };
        let kind = EventKind::from_name(kind).ok_or_else(|| {
            refusal(
                "bad-event",
                "The event's type is unknown; give one of the documented types.",
            )
        })?;
        let facts = facts::one(&facts)?;
        let timed = self.debug.start("observe");
        let event = Event {
            kind,
            time,
            item: item.as_deref(),
            facts: facts.as_ref(),
            query: query.as_deref(),
            dwell_seconds: seconds,
        };
        self.profile
            .observe(may, &self.pack, &event)
            .map_err(|error| refusal(error.code(), error))?;
        self.debug.finish(timed, || kind.name().to_owned());
        Ok(())
    }
}
