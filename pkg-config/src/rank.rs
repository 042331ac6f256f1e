//! Handles in, a permutation out.

use vitrine::rank::{Candidate, Candidates, RankRequest};
use vitrine::{Facts, Key};
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::error::refusal;

#[wasm_bindgen]
impl Engine {
    /// The order of `handles`, as places in them, the best first. `pins` are pairs of handle and place. `strength` is
    /// NaN for the pack's own dial. What `prepare` was given holds for this call. Where something is to be
    /// learned, or causes were asked for, that is done instead, and the order is empty.
    ///
    /// # Errors
    /// The engine's refusal of the request.
    pub fn rank(
        &mut self,
        handles: &[u32],
        exclude: &[u32],
        pins: &[u32],
        now: u32,
        strength: f32,
        top: Option<u32>,
    ) -> Result<Vec<u32>, JsValue> {
        let call = core::mem::take(&mut self.call);
        let candidates = self.candidates(handles, &call.facts);
        let (pairs, _) = pins.as_chunks::<2>();
        let pins: Vec<(Key, u32)> = pairs
            .iter()
            .filter_map(|[handle, place]| Some((self.key(*handle)?, *place)))
            .collect();
        let exclude = self.keys(exclude);
        let request = RankRequest {
            exclude: &exclude,
            shown: &call.shown,
            pins: &pins,
            rules: Some(call.rules.as_ref().unwrap_or(&self.rules)),
            slot: call.slot.as_deref(),
            strength: (!strength.is_nan()).then_some(strength),
            top: top.map(|top| top as usize),
            explore: call.explore,
            ..RankRequest::new(Candidates::List(&candidates), now)
        };
        let own = call.weights.map(|weights| {
            let own = self.pack.weights().clone();
            self.pack.set_weights(weights);
            own
        });
        let may = self.may();
        if let Some((shown, outcome)) = call.feedback {
            let learned = may.map_or(Ok(()), |may| {
                vitrine::rank::learn(
                    &self.pack,
                    &mut self.profile,
                    may,
                    &request,
                    &shown,
                    outcome,
                )
            });
            if let Some(own) = own {
                self.pack.set_weights(own);
            }
            learned.map_err(|error| refusal(error.code(), &error))?;
            return Ok(Vec::new());
        }
        #[cfg(feature = "rights")]
        if let Some((given, most)) = call.what_if {
            let causes = may.map_or(Ok(Vec::new()), |may| {
                let (pack, profile) = (&self.pack, &self.profile);
                let plain = RankRequest {
                    explore: None,
                    ..request
                };
                vitrine::rank::counterfactuals(pack, profile, may, &plain, given, most)
            });
            if let Some(own) = own {
                self.pack.set_weights(own);
            }
            self.causes = causes.map_err(|error| refusal(error.code(), &error))?;
            return Ok(Vec::new());
        }
        let ranking = vitrine::rank::rank(&self.pack, &self.profile, may, &request);
        #[cfg(feature = "rights")]
        if call.explain && ranking.is_ok() {
            let explained = vitrine::rank::explain(&self.pack, &self.profile, may, &request);
            self.explanations = explained.unwrap_or_default();
        }
        if let Some(own) = own {
            self.pack.set_weights(own);
        }
        let ranking = ranking.map_err(|error| refusal(error.code(), &error))?;
        self.scores.clear();
        // A score is never NaN, so NaN can say "none" in an array of plain numbers.
        self.scores
            .extend(ranking.scores.iter().map(|score| score.unwrap_or(f64::NAN)));
        self.personal = ranking.personal;
        self.report = ranking.report;
        self.propensity = ranking.propensity;
        Ok(ranking.order)
    }

    /// The scores of the latest order, in that order; NaN where the merchant's own place was kept.
    pub fn scores(&self) -> Vec<f64> {
        self.scores.clone()
    }

    /// Whether the profile had a say in the latest order.
    pub fn personal(&self) -> bool {
        self.personal
    }

    /// How likely the latest order was; 1 where nothing was explored.
    pub fn propensity(&self) -> f64 {
        self.propensity
    }
}

impl Engine {
    /// The stable keys behind handles.
    pub(crate) fn keys(&self, handles: &[u32]) -> Vec<Key> {
        let keys = handles.iter().filter_map(|handle| self.key(*handle));
        keys.collect()
    }

    fn candidates<'a>(&self, handles: &[u32], facts: &'a [(u32, Facts)]) -> Vec<Candidate<'a>> {
        let items = self.pack.len() as u32;
        let mut candidates: Vec<Candidate<'a>> = handles
            .iter()
            .map(|handle| {
                if *handle < items {
                    Candidate::of(*handle)
                } else {
                    Candidate {
                        item: None,
                        key: self.key(*handle),
                        facts: None,
                    }
                }
            })
            .collect();
        for (position, facts) in facts {
            if let Some(candidate) = candidates.get_mut(*position as usize) {
                candidate.facts = Some(facts);
            }
        }
        candidates
    }
}
