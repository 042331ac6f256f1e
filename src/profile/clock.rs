//! Where the shopper is on her way, and what becomes of it when the device's clock was wrong.

use super::{EventKind, Profile, SESSION_GAP_SECONDS};
use crate::{Key, Seconds};

/// A clock that reads more than this before the latest moment known was wrong then: before it, a little disorder of
/// events is no reason to doubt the clock.
const DISORDER_SECONDS: Seconds = 86_400;

/// Where the shopper is on her way. Purchases never move it: with or without them it is the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Clock {
    /// The latest moment known.
    pub(crate) latest: Seconds,
    /// How many times she turned to another item.
    pub(crate) step: u32,
    /// The item that she turned to last.
    pub(crate) last_item: Key,
    pub(crate) session: u32,
    pub(crate) events: u32,
}

impl Clock {
    /// Moves on: a pause begins a session, another item is a step.
    pub(super) fn advance(&mut self, kind: EventKind, key: Option<Key>, now: Seconds) {
        if self.events > 0 && now - self.latest > SESSION_GAP_SECONDS {
            self.session = self.session.saturating_add(1);
        }
        self.latest = now;
        self.events = self.events.saturating_add(1);
        if let Some(key) = key.filter(|key| kind.is_step() && *key != self.last_item) {
            self.last_item = key;
            self.step = self.step.saturating_add(1);
        }
    }
}

impl Profile {
    /// Hears what the device's clock reads. Where that is more than a day before the latest moment known, the clock was
    /// ahead then: what lies in the future is moved to now, so that it goes on to decay.
    pub(super) fn set_back(&mut self, clock: Seconds) {
        let bring = |time: &mut Seconds| *time = clock.min(*time);
        let behind = |time: Seconds| clock < time.saturating_sub(DISORDER_SECONDS);
        // A seed may be drawn where nothing is noted.
        if behind(self.noise.since) {
            bring(&mut self.noise.since);
        }
        if !behind(self.clock.latest) {
            return;
        }
        bring(&mut self.clock.latest);
        bring(&mut self.swept);
        bring(&mut self.noise.since);
        for partition in &mut self.partitions {
            partition.items.each(|item| bring(&mut item.time));
            partition.fields.each(|field| {
                field.values.each(|value| bring(&mut value.time));
                field.numbers.each(|number| bring(&mut number.time));
            });
        }
        self.exposures.each(|exposure| bring(&mut exposure.time));
        self.learned.each(|learned| bring(&mut learned.time));
    }
}
