//! One shop's pack and one shopper's profile, side by side.

use vitrine::consent::{OwnSignal, Permissions, settle_own};
use vitrine::pack::Pack;
use vitrine::profile::{Profile, Purpose};
#[cfg(feature = "rights")]
use vitrine::rank::{Counterfactual, Explanation};
use vitrine::rank::{Report, Rules};
use vitrine::{Key, item_key};
use wasm_bindgen::prelude::*;

use crate::call::Call;
use crate::error::refusal;
use crate::flat::Writer;

/// The engine as the TypeScript face drives it.
///
/// Items cross the boundary as handles: below the pack's length an index of the pack, above it an id that the pack
/// does not know, in the order in which such ids were first asked for.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    pub(crate) pack: Pack,
    pub(crate) profile: Profile,
    pub(crate) permissions: Permissions,
    /// The most seconds that the merchant keeps each purpose: 0 where it is off, NaN for as long as it is kept anyway.
    pub(crate) lives: [f64; Purpose::ALL.len()],
    /// Keys of ids that the pack does not know; the handle is the pack's length and the place here.
    pub(crate) strangers: Vec<Key>,
    /// The scores of the latest order.
    pub(crate) scores: Vec<f64>,
    pub(crate) personal: bool,
    /// The rules of calls that bring none of their own.
    pub(crate) rules: Rules,
    /// What came of the rules in the latest order.
    pub(crate) report: Report,
    /// How likely the latest order was.
    pub(crate) propensity: f64,
    /// What the next call brings.
    pub(crate) call: Call,
    /// The reasons for the latest order, if they were asked for.
    #[cfg(feature = "rights")]
    pub(crate) explanations: Vec<Explanation>,
    /// What would be without what is remembered, if it was asked for.
    #[cfg(feature = "rights")]
    pub(crate) causes: Vec<Counterfactual>,
    /// The texts of the latest flat answer.
    texts: String,
}

#[wasm_bindgen]
impl Engine {
    /// Opens a pack, with the feature `slices` also a head and slices one after another. Nothing is granted and nothing
    /// known yet.
    ///
    /// # Errors
    /// The pack's own refusal.
    #[wasm_bindgen(constructor)]
    pub fn new(pack: Vec<u8>) -> Result<Engine, JsValue> {
        #[cfg(feature = "slices")]
        let pack = Pack::open(pack);
        #[cfg(not(feature = "slices"))]
        let pack = Pack::from_bytes(pack);
        let pack = pack.map_err(|error| refusal(error.code(), &error))?;
        Ok(Self {
            pack,
            profile: Profile::new(),
            permissions: Permissions::NONE,
            lives: [f64::NAN; Purpose::ALL.len()],
            strangers: Vec::new(),
            scores: Vec::new(),
            personal: false,
            rules: Rules::default(),
            report: Report::default(),
            propensity: 1.0,
            call: Call::default(),
            #[cfg(feature = "rights")]
            explanations: Vec::new(),
            #[cfg(feature = "rights")]
            causes: Vec::new(),
            texts: String::new(),
        })
    }

    /// The pack's content id, 16 hexadecimal digits.
    #[wasm_bindgen(js_name = packId)]
    pub fn pack_id(&self) -> String {
        format!("{:016x}", self.pack.content_id())
    }

    /// The texts of the latest answer that has any; once.
    pub fn texts(&mut self) -> String {
        core::mem::take(&mut self.texts)
    }

    /// Whether the pack has an item.
    pub fn knows(&self, id: &str) -> bool {
        self.pack.lookup(id).is_some()
    }

    /// The handle of an id.
    pub fn handle(&mut self, id: &str) -> u32 {
        if let Some(item) = self.pack.lookup(id) {
            return item;
        }
        self.strangers.push(item_key(id));
        (self.pack.len() + self.strangers.len() - 1) as u32
    }

    /// Forgets the handles of ids that the pack does not know; none given out before may be used again.
    #[wasm_bindgen(js_name = dropHandles)]
    pub fn drop_handles(&mut self) {
        self.strangers = Vec::new();
    }

    /// What the shopper has granted. What it does not cover is gone before this returns.
    #[wasm_bindgen(js_name = setPermissions)]
    pub fn set_permissions(
        &mut self,
        persist: bool,
        profile: bool,
        purchases: bool,
        measure: bool,
    ) {
        self.permissions = settle_own(&OwnSignal {
            persist: Some(persist),
            profile: Some(profile),
            purchases: Some(purchases),
            measure: Some(measure),
        });
        self.keep_permitted();
    }
}

impl Engine {
    /// Keeps the texts of a flat answer for `texts`, and gives the numbers.
    pub(crate) fn answer(&mut self, flat: Writer) -> Vec<f64> {
        self.texts = flat.texts;
        flat.numbers
    }

    /// The stable key behind a handle; `None` for one that was never given out.
    pub(crate) fn key(&self, handle: u32) -> Option<Key> {
        let handle = handle as usize;
        match handle.checked_sub(self.pack.len()) {
            None => Some(self.pack.key(handle as u32)),
            Some(stranger) => self.strangers.get(stranger).copied(),
        }
    }
}
