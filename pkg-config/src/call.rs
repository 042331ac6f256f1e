//! Rules, weights and what else a call may bring, for all calls or the next one. Lists of rules come flat, texts and
//! numbers apart: objects would have to be read member by member, at several times the code.

use core::str::Split;
use std::fmt::Write;

use vitrine::pack::Weights;
use vitrine::rank::{Action, Condition, Explore, Outcome, Rule, Rules, State};
use vitrine::{Key, item_key};
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::error::refusal;

/// What the next call brings beside its candidates; `None` is the engine's own.
#[derive(Debug, Default)]
pub(crate) struct Call {
    pub(crate) shown: Vec<Key>,
    pub(crate) slot: Option<String>,
    pub(crate) rules: Option<Rules>,
    pub(crate) weights: Option<Weights>,
    pub(crate) explore: Option<Explore>,
    /// What was shown, and what she did with it: then nothing is ranked, but learned.
    pub(crate) feedback: Option<(Vec<u32>, Outcome)>,
}

#[wasm_bindgen]
impl Engine {
    /// Takes what a call brings beside its candidates: for the next call or, `always`, the rules and weights of all
    /// calls that bring none of their own. `shown` are handles.
    ///
    /// `texts` are joined by NUL: the slot; of each rule what it does, its field, its slots, and of each condition its
    /// field or state and its texts; the weights' names. `numbers` are: rate and seed of exploration, the rate NaN for none; the place that was chosen, NaN for none, 1
    /// for a click or 0 for a refusal, how many were shown, and their places; how many rules, NaN for none of its own; of
    /// each rule its number, its window, how many slots and conditions; of each condition its kind (0 items, 1 values,
    /// 2 numbers, 3 state), how many texts, and the ends of its range; the weights' values. A text that is missing is
    /// empty, a number NaN.
    ///
    /// # Errors
    /// `bad-rule`, or the engine's refusal; what was there before then stays.
    pub fn prepare(
        &mut self,
        shown: &[u32],
        texts: &str,
        numbers: &[f64],
        always: bool,
    ) -> Result<(), JsValue> {
        let mut flat = Flat {
            texts: texts.split('\0'),
            numbers: numbers.iter(),
        };
        let mut call = Call {
            slot: flat.text(),
            shown: self.keys(shown),
            ..Call::default()
        };
        // What the face left out counts as not given.
        let mut number = || flat.numbers.next().copied().unwrap_or(f64::NAN);
        let (rate, seed) = (number() as f32, number() as u64);
        call.explore = (!rate.is_nan()).then_some(Explore { rate, seed });
        let (chosen, clicked, count) = (number(), number(), number());
        let places: Vec<u32> = (0..count as u32).map(|_| number() as u32).collect();
        if !chosen.is_nan() {
            let chosen = chosen as usize;
            let outcome = if clicked > 0.0 {
                Outcome::Clicked(chosen)
            } else {
                Outcome::Dismissed(chosen)
            };
            call.feedback = Some((places, outcome));
        }
        if let Some(count) = flat.whole().flatten() {
            let mut rules = Vec::new();
            for _ in 0..count {
                rules.push(flat.rule().ok_or_else(|| {
                    refusal(
                        "bad-rule",
                        "A rule or its match is not known; docs/rules.md gives their form.",
                    )
                })?);
            }
            let rules = Rules::new(&self.pack, rules);
            call.rules = Some(rules.map_err(|error| refusal(error.code(), error))?);
        }
        if flat.numbers.len() > 0 {
            let mut weights = self.pack.weights().clone();
            for (name, value) in flat.texts.zip(flat.numbers) {
                weights
                    .override_named(self.pack.fields(), name, *value as f32)
                    .map_err(|error| refusal(error.code(), format!("{name}: {error}")))?;
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

    /// What came of the rules in the latest order, as JSON:
    /// `[hide, excluded, shown, [[rule, do, matched, removed, moved, [[code, given], …]], …]]`.
    pub fn report(&self) -> String {
        let report = &self.report;
        let mut json = format!("[{},{},{},[", report.hide, report.excluded, report.shown);
        let mut comma = "";
        for row in &report.rules {
            // Writing to a String does not fail; names and codes need no escapes.
            let _ = write!(
                json,
                "{comma}[{},\"{}\",{},{},{},[",
                row.rule, row.action, row.matched, row.removed, row.moved
            );
            comma = "";
            for one in &row.not_kept {
                // -1 stands for none.
                let given = one.given.map_or(-1, i64::from);
                let _ = write!(json, "{comma}[\"{}\",{given}]", one.code);
                comma = ",";
            }
            json.push_str("]]");
            comma = ",";
        }
        json.push_str("]]");
        json
    }
}

/// Rules, flat.
struct Flat<'a> {
    texts: Split<'a, char>,
    numbers: core::slice::Iter<'a, f64>,
}

impl Flat<'_> {
    fn text(&mut self) -> Option<String> {
        self.texts.next().map(str::to_owned)
    }

    fn number(&mut self) -> Option<f64> {
        self.numbers.next().copied()
    }

    /// A whole number, or none where NaN stands.
    fn whole(&mut self) -> Option<Option<u32>> {
        let number = self.number()?;
        Some((!number.is_nan()).then_some(number as u32))
    }

    fn texts(&mut self, count: Option<u32>) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        for _ in 0..count? {
            texts.push(self.text()?);
        }
        Some(texts)
    }

    fn rule(&mut self) -> Option<Rule> {
        let (name, field) = (self.text()?, self.text()?);
        let (number, within) = (self.whole()?, self.whole()?);
        let (slots, count) = (self.whole()?, self.whole()??);
        let field = (!field.is_empty()).then_some(field);
        let action = Action::of(&name, number, within, field)?;
        let slots = self.texts(slots)?;
        let mut conditions = Vec::new();
        for _ in 0..count {
            conditions.push(self.condition()?);
        }
        Some(Rule {
            action,
            conditions,
            slots,
        })
    }

    fn condition(&mut self) -> Option<Condition> {
        let field = self.text()?;
        let (kind, count) = (self.whole()??, self.whole()?);
        let (from, to) = (self.number()?, self.number()?);
        let values = self.texts(count)?;
        Some(match kind {
            0 => Condition::Items(values.iter().map(|id| item_key(id)).collect()),
            1 => Condition::Values { field, values },
            2 => Condition::Number { field, from, to },
            _ => Condition::Is(State::from_name(&field)?),
        })
    }
}
