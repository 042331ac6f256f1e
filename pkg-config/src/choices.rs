//! The shopper's choices and the merchant's limits.

use vitrine::consent::MayProfile;
use vitrine::pack::{Sensitive, Tunable};
use vitrine::profile::{Purpose, Purposes};
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::error::refusal;
use crate::flat::Reader;

#[wasm_bindgen]
impl Engine {
    /// Takes the shopper's dial; NaN for none.
    #[wasm_bindgen(js_name = setStrength)]
    pub fn set_strength(&mut self, strength: f32) {
        self.profile
            .set_strength((!strength.is_nan()).then_some(strength));
    }

    /// Stops observing and ranking, or goes on.
    #[wasm_bindgen(js_name = setPaused)]
    pub fn set_paused(&mut self, paused: bool) {
        self.profile.set_paused(paused);
    }

    /// Switches a purpose on or off.
    #[wasm_bindgen(js_name = setPurpose)]
    pub fn set_purpose(&mut self, purpose: &str, on: bool) {
        if let Some(purpose) = Purpose::from_name(purpose) {
            self.profile.set_purpose(purpose, on);
        }
    }

    /// Forgets all that serves a purpose.
    #[wasm_bindgen(js_name = forgetPurpose)]
    pub fn forget_purpose(&mut self, purpose: &str) {
        if let Some(purpose) = Purpose::from_name(purpose) {
            self.profile.forget_purpose(purpose);
        }
    }

    /// Whether paused; the dial, NaN for none; of every purpose whether she left it on, whether it is permitted; whether the
    /// private setting is on, whatever a call says.
    pub fn choices(&self) -> Vec<f64> {
        let choices = self.profile.choices();
        let strength = choices.strength.map_or(f64::NAN, f64::from);
        let mut flat = vec![f64::from(u8::from(choices.paused)), strength];
        for purpose in Purpose::ALL {
            let permitted = self.may().is_some_and(|may| may.includes(purpose));
            let on = !choices.off.has(purpose);
            flat.extend([on, permitted].map(|flag| f64::from(u8::from(flag))));
        }
        let mixes = self.pack.weights().tunable(Tunable::Decoys) >= 1.0;
        flat.push(f64::from(u8::from(mixes)));
        flat
    }

    /// Takes a liking of a value, from -1 to 1.
    ///
    /// # Errors
    /// `no-permission`, or the engine's refusal; the profile is then as it was.
    pub fn prefer(
        &mut self,
        field: &str,
        value: &str,
        liking: f32,
        now: u32,
    ) -> Result<(), JsValue> {
        let may = self.may_profile()?;
        self.profile
            .prefer(may, &self.pack, (field, value), liking, now)
            .map_err(|error| refusal(error.code(), &error))
    }

    /// Takes the merchant's limits. Of every purpose the most seconds that it is kept, 0 where it is off and NaN for as
    /// long as it is kept anyway; the list of ids of sensitive items; the list of fields with sensitive values, each its
    /// name and the list of values.
    ///
    /// # Errors
    /// The engine's refusal of a field that the pack does not have.
    #[wasm_bindgen(js_name = setLimits)]
    pub fn set_limits(&mut self, texts: &str, numbers: &[f64]) -> Result<(), JsValue> {
        let mut flat = Reader::new(texts, numbers);
        let lives = Purpose::ALL.map(|_| flat.number());
        let items = flat.texts().unwrap_or_default();
        let mut fields = Vec::new();
        for _ in 0..flat.whole().unwrap_or(0) {
            let field = flat.text().unwrap_or_default();
            fields.push((field, flat.texts().unwrap_or_default()));
        }
        let items: Vec<&str> = items.iter().map(String::as_str).collect();
        let fields: Vec<(&str, Vec<&str>)> = fields
            .iter()
            .map(|(field, values)| (*field, values.iter().map(String::as_str).collect()))
            .collect();
        let sensitive = Sensitive::new(&self.pack, &items, &fields)
            .map_err(|error| refusal(error.code(), &error))?;
        self.pack.set_sensitive(sensitive);
        self.lives = lives;
        self.keep_permitted();
        Ok(())
    }
}

impl Engine {
    /// What the shopper has granted, within the merchant's limits.
    pub(crate) fn may(&self) -> Option<MayProfile> {
        let mut may = self.permissions.may_profile()?;
        for (purpose, most) in Purpose::ALL.into_iter().zip(self.lives) {
            if most == 0.0 {
                may = may.without(Purposes::of(purpose));
            } else if !most.is_nan() {
                may = may.keeping_at_most(purpose, most as u32);
            }
        }
        Some(may)
    }

    pub(crate) fn may_profile(&self) -> Result<MayProfile, JsValue> {
        self.may().ok_or_else(|| {
            refusal(
                "no-permission",
                &"What the shopper did needs the permission `profile`; ask the shopper first.",
            )
        })
    }

    /// Forgets what is not permitted, or no longer.
    pub(crate) fn keep_permitted(&mut self) {
        match self.may() {
            Some(may) => self.profile.keep_only(may, &self.pack),
            None => self.profile.erase(),
        }
    }
}
