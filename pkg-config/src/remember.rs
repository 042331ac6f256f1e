//! Keeping, bringing back and forgetting what the profile holds.

use vitrine::consent::MayPersist;
use vitrine::profile::Profile;
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::error::refusal;

#[wasm_bindgen]
impl Engine {
    /// The profile as bytes, for storage, without what is past its time-to-live at `now`; the strongest of it where they
    /// are to be no more than `most`.
    ///
    /// # Errors
    /// `no-permission` unless storage and profile are both granted.
    pub fn save(&self, now: u32, most: Option<u32>) -> Result<Vec<u8>, JsValue> {
        let may = self.may_persist()?;
        let living = self.profile.living(self.may_profile()?, &self.pack, now);
        Ok(match most {
            Some(most) => living.save_within(may, most as usize).unwrap_or_default(),
            None => living.save(may),
        })
    }

    /// Takes a stored profile in place of the present one, as far as it is permitted.
    ///
    /// # Errors
    /// `no-permission`, or the refusal of the bytes; the present profile then stays.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        let may = self.may_persist()?;
        self.profile =
            Profile::restore(may, bytes).map_err(|error| refusal(error.code(), &error))?;
        self.keep_permitted();
        Ok(())
    }

    /// The profile as bytes that stay in this page's memory: the face starts a new instance from them after a trap.
    /// Empty without the permission to profile.
    pub fn snapshot(&self) -> Vec<u8> {
        self.permissions
            .may_profile()
            .map_or_else(Vec::new, |may| self.profile.snapshot(may))
    }

    /// How much is remembered: of how many events, in how many bytes, and whether there is anything (0 or 1).
    ///
    /// # Errors
    /// `no-permission` unless the profile is granted.
    pub fn held(&self, now: u32) -> Result<Vec<f64>, JsValue> {
        let living = self.profile.living(self.may_profile()?, &self.pack, now);
        let any = living.events() > 0 || !living.is_empty();
        let bytes = self.snapshot().len();
        Ok(vec![
            living.events().into(),
            bytes as f64,
            u8::from(any).into(),
        ])
    }

    /// Begins from a snapshot of this page's memory.
    ///
    /// # Errors
    /// The refusal of the bytes.
    pub fn resume(&mut self, snapshot: &[u8]) -> Result<(), JsValue> {
        let Some(may) = self.permissions.may_profile() else {
            return Ok(());
        };
        self.profile =
            Profile::resume(may, snapshot).map_err(|error| refusal(error.code(), &error))?;
        self.keep_permitted();
        Ok(())
    }

    /// Forgets one item.
    #[wasm_bindgen(js_name = forgetItem)]
    pub fn forget_item(&mut self, id: &str) {
        self.profile.forget_item(&self.pack, id);
    }

    /// Forgets one value of a field, with `items` also the remembered items that have it; or the whole field.
    #[wasm_bindgen(js_name = forgetField)]
    pub fn forget_field(&mut self, field: &str, value: Option<String>, items: bool) {
        match value {
            Some(value) if items => {
                self.profile
                    .forget_value_and_items(&self.pack, field, &value);
            }
            Some(value) => {
                self.profile.forget_value(&self.pack, field, &value);
            }
            None => {
                self.profile.forget_field(field);
            }
        }
    }

    /// Forgets what her choices taught of the weights.
    #[wasm_bindgen(js_name = forgetLearned)]
    pub fn forget_learned(&mut self) {
        self.profile.forget_learned();
    }

    /// Forgets everything.
    pub fn erase(&mut self) {
        self.profile.erase();
    }

    /// Begins an empty profile under the shopper's present choices: somebody else's, for a while.
    #[wasm_bindgen(js_name = beginAnew)]
    pub fn begin_anew(&mut self) {
        let choices = self.profile.choices();
        self.profile.erase();
        self.profile.choose(choices);
    }
}

impl Engine {
    fn may_persist(&self) -> Result<MayPersist, JsValue> {
        self.permissions.may_persist().ok_or_else(|| {
            refusal(
                "no-permission",
                &"Storing a profile needs the permissions `persist` and `profile`; ask the shopper first.",
            )
        })
    }
}
