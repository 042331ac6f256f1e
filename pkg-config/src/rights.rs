//! The profile as an object, to take away and to bring in; and what would be without a part of it.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use vitrine::profile::{Profile, ProfileExport};
use vitrine::rank::{Cause, Counterfactual};
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::error::refusal;
use crate::flat::Writer;

#[wasm_bindgen]
impl Engine {
    /// All that is stored, as an object of plain JSON; see docs/profile-export.md.
    ///
    /// # Errors
    /// `no-permission` unless the profile is granted.
    #[wasm_bindgen(js_name = exportProfile)]
    pub fn export_profile(&self, now: u32) -> Result<JsValue, JsValue> {
        let exported = self.profile.export(self.may_profile()?, &self.pack, now);
        exported
            .serialize(&Serializer::json_compatible())
            .map_err(|error| refusal("export-unwritable", &error))
    }

    /// Takes an export in place of the present profile. It must be a copy that the face made, without getters: what an
    /// object of a page throws while it is read would leave the engine half dead.
    ///
    /// # Errors
    /// `no-permission`, `import-unreadable`, or the engine's refusal; the present profile then stays.
    #[wasm_bindgen(js_name = importProfile)]
    pub fn import_profile(&mut self, exported: JsValue, now: u32) -> Result<(), JsValue> {
        let may = self.may_profile()?;
        let exported: ProfileExport = serde_wasm_bindgen::from_value(exported).map_err(|error| {
            refusal(
                "import-unreadable",
                &format_args!("This is no export of a profile ({error}); take one that `export` made, as it was made."),
            )
        })?;
        self.profile = Profile::import(may, &self.pack, &exported, now)
            .map_err(|error| refusal(error.code(), &error))?;
        Ok(())
    }

    /// Makes the next `rank` ask what would be for the candidate at the place `given` without what is remembered, and
    /// keep the `most` causes that move it the farthest for `causes`. Call it after `prepare`.
    #[wasm_bindgen(js_name = askWhatIf)]
    pub fn ask_what_if(&mut self, given: u32, most: u32) {
        self.call.what_if = Some((given, most as usize));
    }

    /// The causes that were asked for; once. The texts are then in `texts`.
    ///
    /// A list of: what it is (0 an item, 1 a value, 2 a purpose), its id, field or purpose, its value, how many items it
    /// covers, the place now and without it, NaN where it is cut off.
    pub fn causes(&mut self) -> Vec<f64> {
        let mut flat = Writer::default();
        let causes = core::mem::take(&mut self.causes);
        flat.count(causes.len());
        for one in &causes {
            self.write_cause(&mut flat, one);
        }
        self.answer(flat)
    }
}

impl Engine {
    fn write_cause(&self, flat: &mut Writer, one: &Counterfactual) {
        let (kind, name, value) = match one.cause {
            Cause::Item(item) => (0_u8, self.pack.id(item), None),
            Cause::Value { field, value } => {
                let text = self.pack.full_text(field, value);
                (1, self.pack.fields()[field].name(), Some(text))
            }
            Cause::Purpose(purpose) => (2, purpose.name(), None),
        };
        flat.number(kind);
        flat.text(name);
        flat.optional(value.as_deref());
        flat.number(one.items);
        for place in [one.place, one.without] {
            flat.number(place.map_or(f64::NAN, f64::from));
        }
    }
}
