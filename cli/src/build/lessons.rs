//! Training of one pack: the item-item knowledge, then the weights, each learned under a pack of the other sessions, so that
//! nothing is judged by what was learned from the same clicks.

use std::collections::HashMap;

use vitrine::pack::{CLICK_THROUGH, FieldData, FieldSource, PackError, PackSource, Weights};

use super::frame::{Assembled, Frame};
use super::{Beside, kind_of};
use crate::input::history::History;
use crate::input::log::{EventLog, Session};
use crate::input::report::grouped;
use crate::input::shown::{ShownList, ShownLists};
use crate::progress::Step;
use crate::train::propensity::{Propensities, click_through};
use crate::train::weights::Lesson;
use crate::train::{self, Budget, Density, weights};

/// Trains relations and weights. What the weights are learned from is a pack of the earlier sessions
/// only, so that they are not judged by what was learned from the same clicks.
pub fn learn(
    frame: &Frame,
    log: &EventLog,
    beside: &Beside,
) -> Result<(PackSource, Vec<String>), PackError> {
    let budget = beside.bytes_per_item.map_or_else(Budget::default, Budget);
    let Assembled { mut source, index } = frame.assemble(log, &[]);
    let kinds: Vec<_> = source
        .fields
        .iter()
        .map(|field| kind_of(&field.data))
        .collect();
    source.weights = Weights::untrained(&kinds);
    if log.sessions.is_empty() {
        let why = "no log: nothing to train on; general weights".to_owned();
        return Ok((source, vec![why]));
    }
    let items = source.items.len();
    let step = Step::start(
        format!(
            "Training on {} sessions",
            grouped(log.sessions.len() as u64)
        ),
        0,
    );
    let trained = train::relations(&train::sequences(log, &index), items, budget);
    let density = trained.density;
    let entries = |rows: &[Vec<(u32, f32)>]| rows.iter().map(Vec::len).sum::<usize>() as u64;
    let total: u64 = trained.relations.iter().map(|r| entries(&r.rows)).sum();
    step.done(&format!("{} next-item weights", grouped(total)));
    let mut training = vec![format!(
        "{} pairs of items occur together in a session",
        grouped(trained.pairs as u64)
    )];
    training.extend(trained.chosen.reasons());
    training.extend(trained.cut_to_fit(budget));
    source.relations = trained.relations;

    let (held_out, wanted) = weights::split(log, &index);
    if wanted > 0 {
        let step = Step::start("Learning how much each signal counts", 0);
        let early = EventLog {
            items: log.items.clone(),
            sessions: kept(&log.sessions, &held_out),
            users: log.users.clone(),
        };
        let mut past = frame.assemble(log, &held_out);
        let sequences = train::sequences(&early, &past.index);
        past.source.relations =
            train::with_choice(&sequences, items, density, &trained.chosen.choice);
        past.source.weights = source.weights.clone();
        let history = History::of(log, &[], beside.history.as_ref());
        let lesson = Lesson {
            log,
            history: &history,
            index: &past.index,
            held_out: &held_out,
        };
        let learned = weights::learn(&past.source, &lesson, trained.chosen.choice.recency)?;
        source.weights = learned.weights;
        step.done("done");
        training.extend(learned.reasons);
    }
    if let Some(shown) = &beside.shown {
        let step = Step::start("Learning from lists really shown", 0);
        let choice = trained.chosen.choice;
        training.push(learn_from_shown(
            frame,
            log,
            beside,
            shown,
            (&choice, density),
            &mut source,
        )?);
        step.done("done");
    }
    Ok((source, training))
}

/// Learns the weights of a merchant's list from lists really shown, and adds how often each item was
/// chosen where it was shown. The lists' time is cut in two; each half is rehearsed under a pack that
/// was made of the other half alone, so that no list is judged by its own click.
fn learn_from_shown(
    frame: &Frame,
    log: &EventLog,
    beside: &Beside,
    shown: &ShownLists,
    (choice, density): (&train::Choice, Density),
    source: &mut PackSource,
) -> Result<String, PackError> {
    let history = History::of(log, &[], beside.history.as_ref());
    let middle = shown.lists[shown.lists.len() / 2].time;
    let all: Vec<&ShownList> = shown.lists.iter().collect();
    let propensities = beside.debias.then(|| Propensities::estimate(&all));
    let mut parts = Vec::new();
    for late in [true, false] {
        let rehearse: Vec<bool> = shown
            .lists
            .iter()
            .map(|l| (l.time >= middle) == late)
            .collect();
        let held_out: Vec<bool> = log
            .sessions
            .iter()
            .map(|session| {
                if late {
                    session.end() >= middle
                } else {
                    session.start() < middle
                }
            })
            .collect();
        let mut past = frame.assemble(log, &held_out);
        let early = EventLog {
            items: log.items.clone(),
            sessions: kept(&log.sessions, &held_out),
            users: log.users.clone(),
        };
        past.source.relations = train::with_choice(
            &train::sequences(&early, &past.index),
            past.source.items.len(),
            density,
            choice,
        );
        let others: Vec<&ShownList> = shown
            .lists
            .iter()
            .zip(&rehearse)
            .filter(|(_, rehearse)| !**rehearse)
            .map(|(list, _)| list)
            .collect();
        add_click_through(&mut past.source, shown, &others);
        past.source.weights = source.weights.clone();
        let lesson = Lesson {
            log,
            history: &history,
            index: &past.index,
            held_out: &held_out,
        };
        let lists = weights::shown::Shown {
            lists: shown,
            rehearse: &rehearse,
            propensities: propensities.as_ref(),
        };
        parts.push(weights::shown::rehearse(
            &past.source,
            &lesson,
            &lists,
            choice.recency,
        )?);
    }
    add_click_through(source, shown, &all);
    weights::shown::learn(&mut source.weights, parts)
}

fn kept(sessions: &[Session], held_out: &[bool]) -> Vec<Session> {
    let sessions = sessions.iter().zip(held_out).filter(|(_, held)| !**held);
    sessions.map(|(session, _)| session.clone()).collect()
}

/// Adds the field of how often items are chosen where they are shown.
fn add_click_through(source: &mut PackSource, shown: &ShownLists, lists: &[&ShownList]) {
    let lifts = click_through(lists, shown.items.len());
    let known: HashMap<&str, Option<f32>> =
        shown.items.iter().map(String::as_str).zip(lifts).collect();
    let values = source
        .items
        .iter()
        .map(|id| known.get(id.as_str()).copied().flatten());
    source.fields.push(FieldSource {
        name: CLICK_THROUGH.to_owned(),
        data: FieldData::Number(values.collect()),
    });
}
