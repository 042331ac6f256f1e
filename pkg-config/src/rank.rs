//! Handles in, a permutation out.

use vitrine::rank::{Candidate, Candidates, RankRequest};
use vitrine::{Facts, Key};
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::error::refusal;
use crate::{explanation, facts};

/// What a call gives besides its candidates, in the engine's own types.
struct Rules {
    exclude: Vec<Key>,
    pins: Vec<(Key, u32)>,
    facts: Vec<(u32, Facts)>,
}

#[wasm_bindgen]
impl Engine {
    /// The order of `handles`, as places in them, the best first. `pins` are pairs of handle and place. `strength` is
    /// NaN for the pack's own dial. `facts` are `[[place, facts], …]` or undefined.
    ///
    /// # Errors
    /// The engine's refusal of the request.
    #[expect(
        clippy::too_many_arguments,
        reason = "an object here would cost more than the ranking"
    )]
    pub fn rank(
        &mut self,
        handles: &[u32],
        exclude: &[u32],
        pins: &[u32],
        now: u32,
        strength: f32,
        top: Option<u32>,
        facts: JsValue,
    ) -> Result<Vec<u32>, JsValue> {
        let rules = self.rules(exclude, pins, &facts)?;
        let timed = self.debug.start("rank");
        let candidates = self.candidates(handles, &rules.facts);
        let request = request(&candidates, &rules, now, strength, top);
        let may = self.permissions.may_profile();
        let ranking = vitrine::rank::rank(&self.pack, &self.profile, may, &request)
            .map_err(|error| refusal(error.code(), error))?;
        self.scores.clear();
        // A score is never NaN, so NaN can say "none" in an array of plain numbers.
        self.scores
            .extend(ranking.scores.iter().map(|score| score.unwrap_or(f64::NAN)));
        self.personal = ranking.personal;
        self.debug.finish(timed, || {
            format!(
                "{} candidates, personal: {}",
                handles.len(),
                ranking.personal
            )
        });
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

    /// Why each item of the order stands where it stands; the arguments are those of `rank`.
    ///
    /// # Errors
    /// The engine's refusal of the request.
    #[expect(
        clippy::too_many_arguments,
        reason = "the same arguments as the hot path's"
    )]
    pub fn explain(
        &self,
        handles: &[u32],
        exclude: &[u32],
        pins: &[u32],
        now: u32,
        strength: f32,
        top: Option<u32>,
        facts: JsValue,
    ) -> Result<JsValue, JsValue> {
        let rules = self.rules(exclude, pins, &facts)?;
        let timed = self.debug.start("explain");
        let candidates = self.candidates(handles, &rules.facts);
        let request = request(&candidates, &rules, now, strength, top);
        let may = self.permissions.may_profile();
        let explanations = vitrine::rank::explain(&self.pack, &self.profile, may, &request)
            .map_err(|error| refusal(error.code(), error))?;
        self.debug
            .finish(timed, || format!("{} items", explanations.len()));
        explanation::to_js(&explanations)
    }
}

impl Engine {
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

    fn rules(&self, exclude: &[u32], pins: &[u32], facts: &JsValue) -> Result<Rules, JsValue> {
        let (pairs, _) = pins.as_chunks::<2>();
        Ok(Rules {
            exclude: exclude
                .iter()
                .filter_map(|handle| self.key(*handle))
                .collect(),
            pins: pairs
                .iter()
                .filter_map(|[handle, place]| Some((self.key(*handle)?, *place)))
                .collect(),
            facts: facts::by_position(facts)?,
        })
    }
}

fn request<'a>(
    candidates: &'a [Candidate<'a>],
    rules: &'a Rules,
    now: u32,
    strength: f32,
    top: Option<u32>,
) -> RankRequest<'a> {
    RankRequest {
        exclude: &rules.exclude,
        pins: &rules.pins,
        strength: (!strength.is_nan()).then_some(strength),
        top: top.map(|top| top as usize),
        ..RankRequest::new(Candidates::List(candidates), now)
    }
}
