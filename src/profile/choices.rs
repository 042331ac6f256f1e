//! What the shopper chose for herself. It is kept with the profile, and binds whoever reads it.

use super::{Profile, Purpose, Purposes};
use crate::consent::MayProfile;

/// The shopper's own choices.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Choices {
    /// How far an order may move at most, from 0 (not at all) to 1 (fully hers); `None` leaves it to the shop.
    pub strength: Option<f32>,
    /// Nothing is observed, and the merchant's order stays.
    pub paused: bool,
    /// The purposes that she switched off.
    pub off: Purposes,
}

impl Profile {
    /// What she chose.
    #[must_use]
    pub fn choices(&self) -> Choices {
        self.choices
    }

    /// Takes all of them at once; what serves a purpose that they switch off is gone.
    pub fn choose(&mut self, choices: Choices) {
        self.set_strength(choices.strength);
        self.set_paused(choices.paused);
        for purpose in Purpose::ALL {
            self.set_purpose(purpose, !choices.off.has(purpose));
        }
    }

    /// Takes her dial: no order moves farther, whatever a call asks for. Out of range it is brought within; what is no
    /// number counts as no choice.
    pub fn set_strength(&mut self, strength: Option<f32>) {
        self.choices.strength = strength
            .filter(|strength| !strength.is_nan())
            // No negative zero: the same choice is the same bytes.
            .map(|strength| strength.clamp(0.0, 1.0) + 0.0);
    }

    /// Stops or goes on: while paused nothing is observed and the merchant's order stays; what is known stays as well.
    pub fn set_paused(&mut self, paused: bool) {
        self.choices.paused = paused;
    }

    /// Switches a purpose on or off. What served a purpose that is switched off is gone.
    pub fn set_purpose(&mut self, purpose: Purpose, on: bool) {
        let one = Purposes::of(purpose);
        if on {
            self.choices.off = self.choices.off.minus(one);
        } else {
            self.choices.off = self.choices.off.plus(one);
            self.forget_purpose(purpose);
        }
    }

    /// What the permission and her choices allow together; `None` while paused.
    pub(crate) fn granted(&self, may: MayProfile) -> Option<MayProfile> {
        (!self.choices.paused).then(|| may.without(self.choices.off))
    }
}
