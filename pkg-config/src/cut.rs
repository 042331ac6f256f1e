//! Slices cut for one page, where the whole pack is: at the edge.

use vitrine::pack::PackError;
use vitrine::pack::slices::{page_head, page_rows};
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::error::refusal;
use crate::flat::Reader;

/// The head that all rows which are cut for pages go with. No method, so that bundles of pages that cut nothing leave it out.
///
/// # Errors
/// `pack-unwritable` where the pack gives other orders in slices.
#[wasm_bindgen(js_name = cutHead)]
pub fn cut_head(engine: &Engine) -> Result<Vec<u8>, JsValue> {
    page_head(&engine.pack).map_err(refused)
}

/// The rows of items as one slice; of those that the pack does not have it says nothing. Flat: the list of their ids.
///
/// # Errors
/// As [`cut_head`].
#[wasm_bindgen(js_name = cutRows)]
pub fn cut_rows(engine: &Engine, texts: &str, numbers: &[f64]) -> Result<Vec<u8>, JsValue> {
    let mut flat = Reader::new(texts, numbers);
    let count = flat.whole().unwrap_or(0);
    let ids = (0..count).filter_map(|_| flat.text());
    let items: Vec<u32> = ids.filter_map(|id| engine.pack.lookup(id)).collect();
    page_rows(&engine.pack, &items).map_err(refused)
}

fn refused(error: PackError) -> JsValue {
    refusal(error.code(), &error)
}
