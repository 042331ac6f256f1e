//! Rules, weights, facts and what else a call may bring, for all calls or the next one.

use vitrine::pack::Weights;
use vitrine::rank::{Action, Condition, Explore, Outcome, Rule, Rules, State};
use vitrine::{Facts, Key, item_key};
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::error::refusal;
use crate::facts;
use crate::flat::Reader;

/// What the next call brings beside its candidates; `None` is the engine's own.
#[derive(Debug, Default)]
pub(crate) struct Call {
    pub(crate) shown: Vec<Key>,
    pub(crate) slot: Option<String>,
    /// By the candidate's place.
    pub(crate) facts: Vec<(u32, Facts)>,
    pub(crate) rules: Option<Rules>,
    pub(crate) weights: Option<Weights>,
    pub(crate) explore: Option<Explore>,
    /// What was shown, and what she did with it: then nothing is ranked, but learned.
    pub(crate) feedback: Option<(Vec<u32>, Outcome)>,
    /// Whether the reasons of each place are asked for.
    #[cfg(feature = "rights")]
    pub(crate) explain: bool,
    /// A candidate's place, and how many causes of its place are asked for: then nothing is ranked either.
    #[cfg(feature = "rights")]
    pub(crate) what_if: Option<(u32, usize)>,
}

#[wasm_bindgen]
impl Engine {
    /// Takes what a call brings beside its candidates: for the next call or, `always`, the rules and weights of all
    /// calls that bring none of their own. `shown` are handles. In this order, flat:
    ///
    /// the slot; rate and seed of exploration, the rate NaN for none; the place that was chosen, NaN for none, 1 for a
    /// click or 0 for a refusal, the list of places shown; the list of facts, each after its candidate's place; the list
    /// of rules, its length NaN for none of its own; the list of weights, name and value.
    ///
    /// Of a rule: what it does, its field, its number, its window, the list of its slots, the list of conditions. Of a
    /// condition: its kind (0 items, 1 values, 2 numbers, 3 state), its field or state, the list of its texts, and the
    /// ends of its range.
    ///
    /// # Errors
    /// `bad-facts`, `bad-rule`, or the engine's refusal; what was there before then stays.
    pub fn prepare(
        &mut self,
        shown: &[u32],
        texts: &str,
        numbers: &[f64],
        always: bool,
    ) -> Result<(), JsValue> {
        let mut flat = Reader::new(texts, numbers);
        let mut call = Call {
            slot: flat.text().map(str::to_owned),
            shown: self.keys(shown),
            ..Call::default()
        };
        let (rate, seed) = (flat.number() as f32, flat.number() as u64);
        call.explore = (!rate.is_nan()).then_some(Explore { rate, seed });
        let (chosen, clicked) = (flat.whole(), flat.number());
        let mut places = Vec::new();
        for _ in 0..flat.whole().unwrap_or(0) {
            places.push(flat.number() as u32);
        }
        if let Some(chosen) = chosen {
            let chosen = chosen as usize;
            let outcome = if clicked > 0.0 {
                Outcome::Clicked(chosen)
            } else {
                Outcome::Dismissed(chosen)
            };
            call.feedback = Some((places, outcome));
        }
        for _ in 0..flat.whole().unwrap_or(0) {
            let place = flat.number() as u32;
            let facts = facts::read(&mut flat).ok_or_else(unreadable_facts)?;
            call.facts.push((place, facts));
        }
        if let Some(count) = flat.whole() {
            let mut rules = Vec::new();
            for _ in 0..count {
                rules.push(rule(&mut flat).ok_or_else(|| {
                    refusal(
                        "bad-rule",
                        &"A rule or its match is not known; docs/rules.md gives their form.",
                    )
                })?);
            }
            let rules = Rules::new(&self.pack, rules);
            call.rules = Some(rules.map_err(|error| refusal(error.code(), &error))?);
        }
        let count = flat.whole().unwrap_or(0);
        if count > 0 {
            let mut weights = self.pack.weights().clone();
            for _ in 0..count {
                let name = flat.text().unwrap_or_default();
                let value = flat.number() as f32;
                weights
                    .override_named(self.pack.fields(), name, value)
                    .map_err(|error| refusal(error.code(), &format_args!("{name}: {error}")))?;
            }
            #[cfg(feature = "slices")]
            if self.pack.is_part() && weights.tunable(vitrine::pack::Tunable::Decoys) > 0.0 {
                return Err(refusal(
                    "slices-no-decoys",
                    &"The private setting (`decoys`) mixes items of the whole shop; give the whole pack, or leave it off.",
                ));
            }
            call.weights = Some(weights);
        }
        if always {
            if let Some(rules) = call.rules {
                self.rules = rules;
            }
            if let Some(weights) = call.weights {
                self.pack.set_weights(weights);
            }
        } else {
            self.call = call;
        }
        Ok(())
    }
}

pub(crate) fn unreadable_facts() -> JsValue {
    refusal(
        "bad-facts",
        &"The facts of an item cannot be read; give price, inStock and attributes.",
    )
}

fn rule(flat: &mut Reader<'_>) -> Option<Rule> {
    let (name, field) = (flat.text()?, flat.text());
    let (number, within) = (flat.whole(), flat.whole());
    let action = Action::of(name, number, within, field.map(str::to_owned))?;
    let slots = flat.texts()?;
    let mut conditions = Vec::new();
    for _ in 0..flat.whole()? {
        conditions.push(condition(flat)?);
    }
    Some(Rule {
        action,
        conditions,
        slots,
    })
}

fn condition(flat: &mut Reader<'_>) -> Option<Condition> {
    let kind = flat.whole()?;
    let field = flat.text().unwrap_or_default().to_owned();
    let values = flat.texts()?;
    let (from, to) = (flat.number(), flat.number());
    Some(match kind {
        0 => Condition::Items(values.iter().map(|id| item_key(id)).collect()),
        1 => Condition::Values { field, values },
        2 => Condition::Number { field, from, to },
        _ => Condition::Is(State::from_name(&field)?),
    })
}
