//! How much each signal counts, learned from the latest training sessions: what is trained on the
//! sessions before them is rehearsed on them by the engine itself, and the weights under which the
//! items that were really next are likeliest are kept.

mod logit;
mod rehearsal;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use vitrine::consent::Permissions;
use vitrine::pack::{Pack, PackError, PackSource, Signal, SignalCode, Surface, Tunable, Weights};

use crate::input::log::{EventLog, Session};
use crate::train::{HELD_OUT, turns_to};
use logit::Choices;
use rehearsal::{MOST_STEPS, Stage, all_signals, of_surface};

/// Fewer held-out choices than this teach nothing that could be trusted.
const FEWEST_CHOICES: usize = 200;
/// Sessions are rehearsed, spread evenly over the held-out time, until there are about so many choices.
const MOST_CHOICES: usize = 20_000;
/// How strongly weights are drawn to nothing; the prior's precision for signals of unit spread.
const RIDGE: f64 = 4.0;

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

/// Learns weights. `source` is the pack as it would be built from the sessions that are not
/// `held_out`; `index` gives the dense index of each of the log's items.
///
/// # Errors
/// A [`PackError`] if the source cannot be written.
pub fn learn(
    source: &PackSource,
    log: &EventLog,
    index: &[Option<u32>],
    held_out: &[bool],
    recency: f32,
) -> Result<Learned, PackError> {
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
    let sessions: Vec<&Session> = log
        .sessions
        .iter()
        .zip(held_out)
        .filter(|(_, held)| **held)
        .map(|(s, _)| s)
        .collect();
    let choices = rehearse(&pack, &signals, &sessions, index);
    let mut reasons = Vec::new();
    for surface in Surface::ALL {
        let choices = of_surface(&choices, surface);
        if choices.len() < FEWEST_CHOICES {
            reasons.push(format!(
                "{}: {} choices are too few to learn from; the general weights stay",
                surface.name(),
                choices.len()
            ));
            continue;
        }
        let untrained = weights.signals(surface);
        let before: Vec<f64> = signals.iter().map(|s| weight_of(untrained, *s)).collect();
        let mut spreads = choices.spreads();
        if surface == Surface::Catalogue {
            // There the merchant's order is popularity, which has its own signal.
            let merchant = signals
                .iter()
                .position(|s| s.code == SignalCode::MerchantOrder);
            merchant.into_iter().for_each(|place| spreads[place] = 0.0);
        }
        // What the log never shows (refusals, say) keeps its general weight.
        let prior: Vec<f64> = before
            .iter()
            .zip(&spreads)
            .map(|(w, s)| if *s > 1e-9 { 0.0 } else { *w })
            .collect();
        let learned = choices.fit(&prior, &spreads, RIDGE);
        let learned = choices.climb(&learned, &spreads);
        reasons.push(format!(
            "{}: {} choices; MRR@20 {:.4} with general weights, {:.4} with learned ones",
            surface.name(),
            choices.len(),
            choices.mean_reciprocal_rank(&before),
            choices.mean_reciprocal_rank(&learned),
        ));
        let kept = signals
            .iter()
            .zip(&learned)
            .map(|(signal, weight)| (*signal, *weight as f32));
        weights.set_signals(surface, kept.collect())?;
    }
    Ok(Learned { weights, reasons })
}

fn weight_of(weights: &[(Signal, f32)], signal: Signal) -> f64 {
    let found = weights.iter().find(|(other, _)| *other == signal);
    found.map_or(0.0, |(_, weight)| f64::from(*weight))
}

fn rehearse(
    pack: &Pack,
    signals: &[Signal],
    sessions: &[&Session],
    index: &[Option<u32>],
) -> [Choices; 2] {
    let none = || [Choices::new(signals.len()), Choices::new(signals.len())];
    let Some(may) = Permissions::offline().may_profile() else {
        return none();
    };
    let stage = Stage::new(pack, may, signals);
    let steps = |session: &&Session| session.events.len().saturating_sub(1).min(MOST_STEPS);
    let all: usize = sessions.iter().map(steps).sum();
    let wanted = sessions.len() * MOST_CHOICES / all.max(MOST_CHOICES);
    let sessions: Vec<&Session> = (0..wanted)
        .map(|n| sessions[n * sessions.len() / wanted])
        .collect();
    let parts: Vec<_> = sessions.chunks(64).collect();
    let numbered: Vec<_> = parts.into_iter().enumerate().collect();
    let rehearsed = parallel(numbered, |(part, sessions)| {
        let mut choices = none();
        for (place, session) in sessions.iter().enumerate() {
            stage.rehearse(session, index, (part * 64 + place) as u64, &mut choices);
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
