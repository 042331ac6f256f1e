//! How much each signal counts, learned from the latest training sessions: what is trained on the
//! sessions before them is rehearsed on them by the engine itself, and the weights under which the
//! items that were really next are likeliest are kept.

mod logit;
mod rehearsal;
pub mod shown;
mod trees;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use vitrine::consent::Permissions;
use vitrine::pack::{Pack, PackError, PackSource, Signal, SignalCode, Surface, Tunable, Weights};
use vitrine::profile::Groups;

use crate::input::history::History;
use crate::input::log::{EventLog, Session};
use crate::train::{HELD_OUT, turns_to};
use logit::Choices;
use rehearsal::{MOST_STEPS, Stage, all_signals, of_surface};

/// Fewer held-out choices than this teach nothing that could be trusted.
const FEWEST_CHOICES: usize = 200;
/// Sessions are rehearsed, spread evenly over the held-out time, until there are about so many choices.
const MOST_CHOICES: usize = 20_000;
/// From fewer rehearsed sessions with earlier ones, nothing is learned of how much these count.
const FEWEST_WITH_A_PAST: usize = 100;
/// How strongly weights are drawn to nothing; the prior's precision for signals of unit spread.
const RIDGE: f64 = 4.0;
/// By how many standard errors something must be better than what is plainer, so that it is taken.
const SURE_ERRORS: f64 = 1.0;

/// Under so many decoys the weights of the private setting are learned: the documented setting.
const REHEARSED_DECOYS: usize = 11;
/// Each session is rehearsed under one of so many groupings.
const GROUPINGS: u64 = 8;
/// What the trees say.
const TOGETHER: Signal = Signal {
    code: SignalCode::Together,
    field: None,
};

/// What was learned, and from how much.
#[derive(Debug, Clone)]
pub struct Learned {
    /// The weights and dials.
    pub weights: Weights,
    /// What was done and why, a line each.
    pub reasons: Vec<String>,
}

/// Splits a log's sessions for learning weights: those to train on, and the latest to rehearse.
pub fn split(log: &EventLog, index: &[Option<u32>]) -> (Vec<bool>, usize) {
    let steps = |session: &Session| {
        let mut last = None;
        let mut steps = 0;
        for event in session.events.iter().filter(|event| turns_to(event.kind)) {
            if index[event.item as usize].is_some() && last != Some(event.item) {
                last = Some(event.item);
                steps += 1;
            }
        }
        steps
    };
    let mut useful: Vec<usize> = (0..log.sessions.len())
        .filter(|s| steps(&log.sessions[*s]) > 1)
        .collect();
    useful.sort_by_key(|s| (log.sessions[*s].end(), *s));
    let wanted = (useful.len() as f64 * HELD_OUT).round() as usize;
    let mut held_out = vec![false; log.sessions.len()];
    for s in &useful[useful.len() - wanted..] {
        held_out[*s] = true;
    }
    (held_out, wanted)
}

/// What weights are learned from.
#[derive(Debug, Clone, Copy)]
pub struct Lesson<'a> {
    /// The whole log.
    pub log: &'a EventLog,
    /// What the log's shoppers did before its sessions, as far as it is known.
    pub history: &'a History<'a>,
    /// The dense index of each of the log's items.
    pub index: &'a [Option<u32>],
    /// The sessions to rehearse.
    pub held_out: &'a [bool],
}

/// Learns weights. `source` is the pack as it would be built from the sessions that are not held out.
///
/// # Errors
/// A [`PackError`] if the source cannot be written.
pub fn learn(source: &PackSource, lesson: &Lesson<'_>, recency: f32) -> Result<Learned, PackError> {
    let mut pack = Pack::from_bytes(source.to_bytes()?)?;
    let kinds: Vec<_> = pack
        .fields()
        .iter()
        .map(vitrine::pack::Field::kind)
        .collect();
    let mut weights = Weights::untrained(&kinds);
    weights.set_tunable(Tunable::RecencySteps, recency)?;
    pack.set_weights(weights.clone());
    let signals = all_signals(&pack);
    let sessions: Vec<usize> = (0..lesson.log.sessions.len())
        .filter(|s| lesson.held_out[*s])
        .collect();
    let steps = |s: &usize| {
        let events = lesson.log.sessions[*s].events.len();
        events.saturating_sub(1).min(MOST_STEPS)
    };
    let all: usize = sessions.iter().map(steps).sum();
    let wanted = sessions.len() * MOST_CHOICES / all.max(MOST_CHOICES);
    let sessions: Vec<usize> = (0..wanted)
        .map(|n| sessions[n * sessions.len() / wanted])
        .collect();
    let choices = rehearse(&pack, &signals, &sessions, lesson, &[]);
    let mut reasons = Vec::new();
    let come_back = sessions
        .iter()
        .filter(|s| lesson.history.any_before(lesson.log, **s))
        .count();
    if come_back > 0 {
        reasons.push(format!(
            "{come_back} of {wanted} rehearsed sessions are by shoppers of whom earlier events are known"
        ));
    }
    let past = come_back >= FEWEST_WITH_A_PAST;
    let untrained = weights.clone();
    reasons.extend(weigh(&mut weights, &signals, &choices, past, true)?);
    // The same once more by what is left of a profile with decoys: the blurred counts for less, the page for more.
    let groups: Vec<Groups> = (1..=GROUPINGS)
        .map(|seed| Groups::new(&pack, seed, REHEARSED_DECOYS + 1))
        .collect();
    let choices = rehearse(&pack, &signals, &sessions, lesson, &groups);
    let mut private = untrained;
    let told = weigh(&mut private, &signals, &choices, past, false)?;
    reasons.extend(
        told.iter()
            .map(|line| format!("with {REHEARSED_DECOYS} decoys, {line}")),
    );
    weights.set_private(&private);
    Ok(Learned { weights, reasons })
}

/// Learns the weights of both surfaces from choices, each where there are enough; `past` is whether what earlier sessions
/// count is learned too, and `grows` whether trees are grown on top for lists. Gives a line on what was done for each.
fn weigh(
    weights: &mut Weights,
    signals: &[Signal],
    choices: &[Choices; 2],
    past: bool,
    grows: bool,
) -> Result<Vec<String>, PackError> {
    let untrained: &Weights = weights;
    let weighed = parallel(Surface::ALL.to_vec(), |surface| {
        let choices = of_surface(choices, surface);
        (choices.len() >= FEWEST_CHOICES).then(|| {
            let weighed =
                weigh_surface(untrained.signals(surface), surface, signals, choices, past);
            let trees = match grows && surface == Surface::List {
                true => trees::grow_from_sessions(choices, signals, &weighed.learned),
                false => Ok(None),
            };
            (weighed, trees)
        })
    });
    let mut reasons = Vec::new();
    for (surface, weighed) in Surface::ALL.into_iter().zip(weighed) {
        let Some((Weighed { learned, mut told }, trees)) = weighed else {
            reasons.push(format!(
                "{}: {} choices are too few to learn from; the general weights stay",
                surface.name(),
                of_surface(choices, surface).len()
            ));
            continue;
        };
        let mut signals = self::weighed(signals, &learned);
        match trees? {
            Some(grown) => {
                weights.set_trees(grown.trees);
                signals.push((TOGETHER, 1.0));
                told += &format!("; {}", grown.told);
            }
            None if grows && surface == Surface::List => {
                told += "; trees on top are not surely better, so there are none"
            }
            None => {}
        }
        weights.set_signals(surface, signals)?;
        reasons.push(told);
    }
    Ok(reasons)
}

/// What was learned for one surface.
struct Weighed {
    learned: Vec<f64>,
    /// A line on it.
    told: String,
}

/// Learns the weights of one surface, on which `untrained` is what weighs without.
fn weigh_surface(
    untrained: &[(Signal, f32)],
    surface: Surface,
    signals: &[Signal],
    choices: &Choices,
    past: bool,
) -> Weighed {
    let before: Vec<f64> = signals.iter().map(|s| weight_of(untrained, *s)).collect();
    let mut spreads = choices.spreads();
    if surface == Surface::Catalogue {
        // There the merchant's order is popularity, which has its own signal.
        let merchant = signals
            .iter()
            .position(|s| s.code == SignalCode::MerchantOrder);
        merchant.into_iter().for_each(|place| spreads[place] = 0.0);
    }
    for (spread, signal) in spreads.iter_mut().zip(signals) {
        if of_shown_lists(signal.code) {
            *spread = 0.0;
        }
    }
    // How much the past counts is learned last, by itself, and only from shoppers who have one. A
    // pause within a session looks like a past, but who pauses is another than who comes back.
    let mut of_the_past = vec![0.0; spreads.len()];
    for (place, signal) in signals.iter().enumerate() {
        if of_earlier_sessions(signal.code) {
            of_the_past[place] = std::mem::take(&mut spreads[place]);
        }
    }
    let prior = prior(&before, &spreads);
    let learned = choices.fit(&prior, &spreads, RIDGE);
    let mut learned = choices.climb(&learned, &spreads);
    if past {
        learned = choices.climb(&learned, &of_the_past);
    }
    let told = format!(
        "{}: {} choices; MRR@20 {:.4} with general weights, {:.4} with learned ones",
        surface.name(),
        choices.len(),
        choices.mean_reciprocal_rank(&before),
        choices.mean_reciprocal_rank(&learned),
    );
    Weighed { learned, told }
}

/// Whether a signal speaks of sessions before this one.
fn of_earlier_sessions(code: SignalCode) -> bool {
    matches!(
        code,
        SignalCode::EarlierFollows | SignalCode::SeenBefore | SignalCode::LeftOff
    )
}

/// Whether only lists really shown can teach what a signal counts.
fn of_shown_lists(code: SignalCode) -> bool {
    code.of_the_list()
        || matches!(
            code,
            SignalCode::ClickThrough | SignalCode::InFront | SignalCode::SeenAtPlace
        )
}

/// What weights are drawn to: nothing; but what the choices never show (refusals, say) keeps its weight
/// from `before`.
fn prior(before: &[f64], spreads: &[f64]) -> Vec<f64> {
    let kept = |(weight, spread): (&f64, &f64)| if *spread > 1e-9 { 0.0 } else { *weight };
    before.iter().zip(spreads).map(kept).collect()
}

fn weighed(signals: &[Signal], weights: &[f64]) -> Vec<(Signal, f32)> {
    let pairs = signals.iter().zip(weights);
    pairs
        .map(|(signal, weight)| (*signal, *weight as f32))
        .collect()
}

fn weight_of(weights: &[(Signal, f32)], signal: Signal) -> f64 {
    let found = weights.iter().find(|(other, _)| *other == signal);
    found.map_or(0.0, |(_, weight)| f64::from(*weight))
}

fn rehearse(
    pack: &Pack,
    signals: &[Signal],
    sessions: &[usize],
    lesson: &Lesson<'_>,
    groups: &[Groups],
) -> [Choices; 2] {
    let none = || [Choices::new(signals.len()), Choices::new(signals.len())];
    let Some(may) = Permissions::offline().may_profile() else {
        return none();
    };
    let stage = Stage::new(pack, may, signals, groups);
    let parts: Vec<_> = sessions.chunks(64).collect();
    let numbered: Vec<_> = parts.into_iter().enumerate().collect();
    let rehearsed = parallel(numbered, |(part, sessions)| {
        let mut choices = none();
        for (place, session) in sessions.iter().enumerate() {
            stage.rehearse(lesson, *session, (part * 64 + place) as u64, &mut choices);
        }
        choices
    });
    let mut all = none();
    for part in rehearsed {
        for (all, part) in all.iter_mut().zip(part) {
            all.append(part);
        }
    }
    all
}

/// Does `work` on each part, on every core; the results stand in the order of the parts.
fn parallel<T: Send, R: Send>(parts: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let waiting: Vec<Mutex<Option<T>>> = parts
        .into_iter()
        .map(|part| Mutex::new(Some(part)))
        .collect();
    let done: Vec<Mutex<Option<R>>> = waiting.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(slot) = waiting.get(place) else {
                        break;
                    };
                    let part = slot.lock().ok().and_then(|mut slot| slot.take());
                    if let (Some(part), Ok(mut done)) = (part, done[place].lock()) {
                        *done = Some(work(part));
                    }
                }
            });
        }
    });
    done.into_iter()
        .filter_map(|slot| slot.into_inner().ok().flatten())
        .collect()
}
