//! What is remembered: of an item, of a value, of a number, of exposure. State that decays, no log.

use super::decay::{elapsed, left};
use super::table::Entry;
use crate::{Key, Seconds};

/// The bits of [`ItemMemory::flags`].
pub(crate) mod flag {
    pub(crate) const IN_CART: u8 = 1;
    pub(crate) const WISHED: u8 = 2;
    pub(crate) const DISMISSED: u8 = 4;
    pub(crate) const BOUGHT: u8 = 8;
    /// Turned to (viewed, clicked, …), not only dismissed.
    pub(crate) const STEP: u8 = 16;
    /// Chosen from a list.
    pub(crate) const CHOSEN: u8 = 32;
    pub(crate) const ALL: u8 = 63;
}

/// An item that the shopper did something with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ItemMemory {
    pub(crate) key: Key,
    pub(crate) time: Seconds,
    /// The step of the shopper's way at which it was last turned to.
    pub(crate) step: u32,
    /// The session of that step.
    pub(crate) session: u32,
    /// In page views, at `time`, on the long half-life.
    pub(crate) interest: f32,
    pub(crate) views: u16,
    pub(crate) flags: u8,
}

impl ItemMemory {
    pub(crate) fn new(key: Key) -> Self {
        Self {
            key,
            time: 0,
            step: 0,
            session: 0,
            interest: 0.0,
            views: 0,
            flags: 0,
        }
    }

    pub(crate) fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// The interest that is left at `now`.
    pub(crate) fn interest_at(&self, now: Seconds, half_life: f32) -> f64 {
        f64::from(self.interest) * left(elapsed(self.time, now), half_life)
    }
}

impl Entry for ItemMemory {
    fn key(&self) -> Key {
        self.key
    }

    fn strength(&self) -> (bool, u32, u32) {
        // What the shopper said in so many words outlives what was merely looked at.
        (
            self.has(flag::IN_CART | flag::WISHED | flag::DISMISSED),
            self.step,
            self.time,
        )
    }
}

/// A value of a field that the shopper showed interest in, or none.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValueMemory {
    pub(crate) key: Key,
    pub(crate) time: Seconds,
    pub(crate) step: u32,
    pub(crate) short: f32,
    pub(crate) long: f32,
}

/// The half-lives of a value's two memories.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HalfLives {
    pub(crate) short_steps: f32,
    pub(crate) short_seconds: f32,
    pub(crate) long_seconds: f32,
}

impl ValueMemory {
    pub(crate) fn new(key: Key) -> Self {
        Self {
            key,
            time: 0,
            step: 0,
            short: 0.0,
            long: 0.0,
        }
    }

    /// The short and the long memory at a later moment and step.
    pub(crate) fn at(&self, now: Seconds, step: u32, half_lives: HalfLives) -> (f64, f64) {
        let elapsed = elapsed(self.time, now);
        let steps = f64::from(step.saturating_sub(self.step));
        let short = left(steps, half_lives.short_steps) * left(elapsed, half_lives.short_seconds);
        (
            f64::from(self.short) * short,
            f64::from(self.long) * left(elapsed, half_lives.long_seconds),
        )
    }

    pub(crate) fn add(&mut self, interest: f32, now: Seconds, step: u32, half_lives: HalfLives) {
        let (short, long) = self.at(now, step, half_lives);
        self.short = (short + f64::from(interest)) as f32;
        self.long = (long + f64::from(interest)) as f32;
        self.time = now;
        self.step = step;
    }
}

impl Entry for ValueMemory {
    fn key(&self) -> Key {
        self.key
    }

    fn strength(&self) -> (bool, u32, u32) {
        // Non-negative floats sort as their bits do.
        (false, self.long.abs().to_bits(), self.time)
    }
}

/// Which numbers the shopper's items have, within one category or (key 0) in all.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NumberMemory {
    pub(crate) key: Key,
    pub(crate) time: Seconds,
    pub(crate) weight: f32,
    /// The weighted sums of the scaled numbers and of their squares.
    pub(crate) sum: f32,
    pub(crate) squares: f32,
}

impl NumberMemory {
    pub(crate) fn new(key: Key) -> Self {
        Self {
            key,
            time: 0,
            weight: 0.0,
            sum: 0.0,
            squares: 0.0,
        }
    }

    pub(crate) fn add(&mut self, scaled: f32, interest: f32, now: Seconds, half_life: f32) {
        let left = left(elapsed(self.time, now), half_life) as f32;
        self.weight = self.weight * left + interest;
        self.sum = self.sum * left + interest * scaled;
        self.squares = self.squares * left + interest * scaled * scaled;
        self.time = now;
    }

    /// The weight that is left at `now`, the mean, and the standard deviation.
    pub(crate) fn at(&self, now: Seconds, half_life: f32) -> (f64, f64, f64) {
        let weight = f64::from(self.weight).max(1e-9);
        let mean = f64::from(self.sum) / weight;
        let variance = (f64::from(self.squares) / weight - mean * mean).max(0.0);
        let left = left(elapsed(self.time, now), half_life);
        (f64::from(self.weight) * left, mean, variance.sqrt())
    }
}

impl Entry for NumberMemory {
    fn key(&self) -> Key {
        self.key
    }

    fn strength(&self) -> (bool, u32, u32) {
        (self.key == 0, self.time, self.weight.abs().to_bits())
    }
}

/// How often an item was shown since it was last turned to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Exposure {
    pub(crate) key: Key,
    pub(crate) time: Seconds,
    pub(crate) shown: f32,
}

impl Exposure {
    pub(crate) fn new(key: Key) -> Self {
        Self {
            key,
            time: 0,
            shown: 0.0,
        }
    }

    pub(crate) fn at(&self, now: Seconds, half_life: f32) -> f64 {
        f64::from(self.shown) * left(elapsed(self.time, now), half_life)
    }

    pub(crate) fn add(&mut self, now: Seconds, half_life: f32) {
        self.shown = (self.at(now, half_life) + 1.0) as f32;
        self.time = now;
    }
}

impl Entry for Exposure {
    fn key(&self) -> Key {
        self.key
    }

    fn strength(&self) -> (bool, u32, u32) {
        (false, self.time, self.shown.to_bits())
    }
}
