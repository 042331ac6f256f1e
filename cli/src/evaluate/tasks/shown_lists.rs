//! Lists really shown, put in order at the moment when something was chosen of them.

use std::collections::HashMap;
use std::rc::Rc;

use vitrine::Seconds;
use vitrine::pack::Pack;

use super::{Offer, Question};
use crate::evaluate::visit::{Step, Visit};
use crate::input::log::EventLog;
use crate::input::shown::ShownLists;

/// A list as it was shown.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownOffer {
    /// Numbers of the items in the test log; those it does not have stand behind its own.
    pub logged: Vec<u32>,
    /// The items' indices in the pack.
    pub items: Vec<Option<u32>>,
    /// The prices shown.
    pub prices: Vec<Option<f32>>,
}

/// Gives the test log numbers for all items that were shown.
pub fn number(log: &mut EventLog, shown: &ShownLists) -> Vec<u32> {
    let mut numbers: HashMap<String, u32> = log.items.iter().cloned().zip(0..).collect();
    let mut number = |id: &String| {
        *numbers.entry(id.clone()).or_insert_with(|| {
            log.items.push(id.clone());
            log.items.len() as u32 - 1
        })
    };
    shown.items.iter().map(&mut number).collect()
}

/// One question a list, from `since` on. A list whose session the log does not have gets a visit of
/// its own, without events, at the end of `visits`.
pub fn questions(
    shown: &ShownLists,
    numbers: &[u32],
    log: &EventLog,
    pack: &Pack,
    since: Option<Seconds>,
    visits: &mut Vec<Visit<'_>>,
    limit: Option<usize>,
) -> Vec<Question> {
    let index: Vec<Option<u32>> = shown.items.iter().map(|id| pack.lookup(id)).collect();
    let by_session: HashMap<usize, usize> = visits
        .iter()
        .enumerate()
        .map(|(visit, v)| (v.number, visit))
        .collect();
    let mut questions = Vec::new();
    for (list, place) in shown.lists.iter().zip(shown.places(log)) {
        if since.is_some_and(|since| list.time < since) {
            continue;
        }
        let replayed = match place {
            Some((session, at)) => by_session.get(&session).map(|visit| (*visit, at)),
            None if limit.is_none() => {
                visits.push(Visit::default());
                Some((visits.len() - 1, 0))
            }
            None => None,
        };
        let Some((visit, at)) = replayed else {
            continue;
        };
        let offer = ShownOffer {
            logged: list
                .items
                .iter()
                .map(|item| numbers[*item as usize])
                .collect(),
            items: list
                .items
                .iter()
                .map(|item| index[*item as usize])
                .collect(),
            prices: list.prices.clone(),
        };
        questions.push(Question {
            step: Step {
                visit,
                at,
                current: None,
                target: None,
                now: list.time,
            },
            offer: Offer::Shown(Rc::new(offer), list.clicked),
            group: 0,
            family: 0,
        });
    }
    questions.sort_by_key(|question| (question.step.visit, question.step.at));
    questions
}
