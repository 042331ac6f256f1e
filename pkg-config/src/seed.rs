//! The seed of the private setting: the one thing here that is drawn by chance.

use wasm_bindgen::prelude::*;

use crate::call::Call;
use crate::engine::Engine;
use crate::error::refusal;

#[wasm_bindgen]
impl Engine {
    /// A fresh seed, where the private setting wants one at `now` under the weights of the next call; 0 where it does not.
    /// Nothing is drawn without the permission to profile. `takeSeed` gives it to the profile.
    ///
    /// # Errors
    /// `no-randomness`: better no personal order than one by groups that everybody knows.
    #[wasm_bindgen(js_name = drawSeed)]
    pub fn draw_seed(&mut self, now: u32) -> Result<u64, JsValue> {
        let Some(may) = self.may() else { return Ok(0) };
        let own = self.call.weights.as_ref();
        let weights = own.unwrap_or(self.pack.weights());
        if !self.profile.wants_seed(may, weights, now) {
            return Ok(0);
        }
        // 0 says that there is none.
        getrandom::u64().map(|seed| seed.max(1)).map_err(|_| {
            // It will not be ranked: the next one must not find what this one brought.
            self.call = Call::default();
            refusal(
                "no-randomness",
                &"`decoys` needs crypto.getRandomValues, which failed. Where there is none, set it to 0.",
            )
        })
    }

    /// Gives the profile a seed that was drawn at `now`; one whose epoch is not over stays.
    #[wasm_bindgen(js_name = takeSeed)]
    pub fn take_seed(&mut self, seed: u64, now: u32) {
        let may = self.may();
        if let Some(may) = may {
            self.profile.take_seed(may, seed, now);
        }
    }
}
