//! The profile as an object that the shopper takes with her, and back.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use vitrine::profile::{Profile, ProfileExport};
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::error::refusal;

#[wasm_bindgen]
impl Engine {
    /// The profile as an object, in the form of `docs/profile-export.md`.
    ///
    /// # Errors
    /// `no-permission`.
    #[wasm_bindgen(js_name = exportProfile)]
    pub fn export_profile(&self, now: u32) -> Result<JsValue, JsValue> {
        let exported = self.profile.export(self.may_profile()?, &self.pack, now);
        exported
            .serialize(&Serializer::new().serialize_missing_as_null(true))
            .map_err(|error| refusal("import-unreadable", &error))
    }

    /// Takes such an object in place of the present profile.
    ///
    /// # Errors
    /// `no-permission`, `import-unreadable` for what is not of that form, or the engine's refusal of what it says; the
    /// present profile then stays.
    #[wasm_bindgen(js_name = importProfile)]
    pub fn import_profile(&mut self, exported: JsValue, now: u32) -> Result<(), JsValue> {
        let may = self.may_profile()?;
        let exported: ProfileExport =
            serde_wasm_bindgen::from_value(exported).map_err(|error| {
                refusal(
                    "import-unreadable",
                    &format_args!(
                        "This is no export of a profile ({error}); take one that `export` made."
                    ),
                )
            })?;
        self.profile = Profile::import(may, &self.pack, &exported, now)
            .map_err(|error| refusal(error.code(), &error))?;
        Ok(())
    }
}
