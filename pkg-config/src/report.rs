//! What came of the rules, flat.

use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::flat::Writer;

#[wasm_bindgen]
impl Engine {
    /// What came of the rules in the latest order; the texts are then in `texts`.
    ///
    /// Whether to hide, how many were excluded, how many shown elsewhere; the list of rules: number, what it does,
    /// matched, removed, moved, the list of what was not kept: code, place as given or NaN.
    pub fn report(&mut self) -> Vec<f64> {
        let report = &self.report;
        let mut flat = Writer::default();
        flat.flag(report.hide);
        flat.number(report.excluded);
        flat.number(report.shown);
        flat.count(report.rules.len());
        for row in &report.rules {
            flat.number(row.rule);
            flat.text(row.action);
            flat.number(row.matched);
            flat.number(row.removed);
            flat.number(row.moved);
            flat.count(row.not_kept.len());
            for one in &row.not_kept {
                flat.text(one.code);
                flat.number(one.given.map_or(f64::NAN, f64::from));
            }
        }
        self.answer(flat)
    }
}
