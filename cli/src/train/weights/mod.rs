//! How much each signal counts, learned from the latest training sessions: what is trained on the
//! sessions before them is rehearsed on them by the engine itself, and the weights under which the
//! items that were really next are likeliest are kept.

mod logit;
mod rehearsal;
mod shown;
mod trees;

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use vitrine::consent::Permissions;
use vitrine::pack::{Pack, PackError, PackSource, Signal, SignalCode, Surface, Tunable, Weights};
use vitrine::profile::Groups;

use crate::input::history::History;
use crate::input::log::{EventLog, Session};
use crate::input::shown::ShownLists;
use crate::train::propensity::Propensities;
use crate::train::{HELD_OUT, turns_to};
use logit::Choices;
use rehearsal::{MOST_STEPS, Stage, all_signals, of_surface};

/// Fewer held-out choices than this teach nothing that could be trusted.
const FEWEST_CHOICES: usize = 200;
/// Sessions are rehearsed, spread evenly over the held-out time, until there are about so many choices.
const MOST_CHOICES: usize = 20_000;
/// From fewer rehearsed sessions with earlier ones, nothing is learned of how much these count.
const FEWEST_WITH_A_PAST: usize = 100;
/// At most so many shown lists are rehearsed, spread evenly over their time.
const MOST_LISTS: usize = 20_000;
/// A place less likely to be examined than this counts as this likely, so that no single click rules.
pub const LEAST_PROPENSITY: f64 = 0.1;
/// How strongly weights are drawn to nothing; the prior's precision for signals of unit spread.
const RIDGE: f64 = 4.0;
/// Those that are tried for lists really shown.
const RIDGES: [f64; 3] = [4.0, 16.0, 64.0];
/// In how many parts such lists are cut, each of which is left out once.
const FOLDS: usize = 5;
/// By how many standard errors an order must be better than the merchant's where nothing is known of the shopper.
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

/// Lists really shown, to learn the weights of a merchant's list from.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// All lists.
    pub lists: &'a ShownLists,
    /// Those to rehearse.
    pub rehearse: &'a [bool],
    /// What a click at each place counts; `None` is alike.
    pub propensities: Option<&'a Propensities>,
}

/// The choices of shown lists, measured under a pack that knows none of them.
#[derive(Debug)]
pub struct ListChoices {
    signals: Vec<Signal>,
    choices: Choices,
    /// Of each choice, whether too little was known of the shopper to put the list in order.
    unknown: Vec<bool>,
}

/// Rehearses shown lists. `source` is the pack as it would be built without the sessions that are
/// held out, which are those of the lists.
///
/// # Errors
/// A [`PackError`] if the source cannot be written.
pub fn rehearse_shown(
    source: &PackSource,
    lesson: &Lesson<'_>,
    shown: &Shown<'_>,
    recency: f32,
) -> Result<ListChoices, PackError> {
    let mut pack = Pack::from_bytes(source.to_bytes()?)?;
    let mut weights = source.weights.clone();
    weights.set_tunable(Tunable::RecencySteps, recency)?;
    pack.set_weights(weights);
    let signals = all_signals(&pack);
    let mut unknown = Vec::new();
    let mut choices = Choices::new(signals.len());
    let Some(may) = Permissions::offline().may_profile() else {
        return Ok(ListChoices {
            signals,
            choices,
            unknown,
        });
    };
    let stage = Stage::new(&pack, may, &signals, &[]);
    let places = shown.lists.places(lesson.log);
    let rehearsed: Vec<usize> = (0..places.len()).filter(|l| shown.rehearse[*l]).collect();
    let wanted = rehearsed.len().min(MOST_LISTS);
    let rehearsed: Vec<usize> = (0..wanted)
        .map(|n| rehearsed[n * rehearsed.len() / wanted])
        .collect();
    let parts = rehearsed.chunks(64).collect();
    let floor = f64::from(pack.weights().tunable(Tunable::EvidenceFloor));
    for (part, evidence) in parallel(parts, |lists: &[usize]| {
        let mut choices = Choices::new(signals.len());
        let mut evidence = Vec::new();
        for &number in lists {
            let list = &shown.lists.lists[number];
            let says = shown
                .propensities
                .map_or(1.0, |p| p.weight(list.clicked, LEAST_PROPENSITY));
            evidence.push(stage.rehearse_list(
                lesson,
                shown.lists,
                list,
                places[number],
                says,
                &mut choices,
            ));
        }
        (choices, evidence)
    }) {
        choices.append(part);
        unknown.extend(evidence.iter().map(|evidence| *evidence < floor));
    }
    Ok(ListChoices {
        signals,
        choices,
        unknown,
    })
}

/// Learns the weights of a merchant's list from what was chosen of lists really shown, and sets them.
/// Gives a line on what was done.
///
/// # Errors
/// A [`PackError`] if a weight cannot be stored.
pub fn learn_from_shown(
    weights: &mut Weights,
    parts: Vec<ListChoices>,
) -> Result<String, PackError> {
    let mut parts = parts.into_iter();
    let Some(ListChoices {
        signals,
        mut choices,
        mut unknown,
    }) = parts.next()
    else {
        return Ok("shown lists: none".to_owned());
    };
    for part in parts.filter(|part| part.signals == signals) {
        choices.append(part.choices);
        unknown.extend(part.unknown);
    }
    if choices.len() < FEWEST_CHOICES {
        return Ok(format!(
            "shown lists: {} are too few to learn from; the weights learned from sessions stay",
            choices.len()
        ));
    }
    let spreads = choices.spreads();
    let general = weights.signals(Surface::List);
    let before: Vec<f64> = signals.iter().map(|s| weight_of(general, *s)).collect();
    let prior = prior(&before, &spreads);
    // What few lists cannot teach may cost more than it brings: without it is a way, too.
    let coarse: Vec<f64> = spreads
        .iter()
        .zip(&signals)
        .map(|(spread, signal)| if is_fine(signal.code) { 0.0 } else { *spread })
        .collect();
    let spreads = [&spreads[..], &coarse[..]];
    let folds = folds(&choices);
    let (way, held_out) = best_way(&choices, &folds, &prior, spreads);
    let learned = way.learn(&choices, &prior, spreads);
    let mut told = format!(
        "list: learned from {} lists really shown, by {}; MRR@20 of lists left out in turn {held_out:.4}, {:.4} with the weights from sessions",
        choices.len(),
        way.words(),
        choices.mean_reciprocal_rank(&before),
    );
    let merchant: Vec<f64> = signals
        .iter()
        .map(|signal| f64::from(u8::from(signal.code == SignalCode::MerchantOrder)))
        .collect();
    let gains: Vec<f64> = folds
        .iter()
        .flat_map(|(from, left_out)| {
            let learned = way.learn(&choices.only(from), &prior, spreads);
            let gain = |set: &usize| {
                choices.reciprocal_rank(*set, &learned) - choices.reciprocal_rank(*set, &merchant)
            };
            let strangers = left_out.clone().filter(|set| unknown[*set]);
            strangers.map(|set| gain(&set)).collect::<Vec<f64>>()
        })
        .collect();
    if gains.len() >= FEWEST_CHOICES {
        let count = gains.len() as f64;
        let mean = gains.iter().sum::<f64>() / count;
        let variance = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / count;
        let error = (variance / count).sqrt();
        let orders = mean > SURE_ERRORS * error;
        if orders {
            weights.set_tunable(Tunable::EvidenceFloor, 0.0)?;
        }
        told += &format!(
            "; {} of them by shoppers of whom nothing is known: MRR {mean:+.4} over the merchant's order, standard error {error:.4}, so the merchant's order {}",
            gains.len(),
            if orders {
                "is improved on for them, too (evidence-floor 0)"
            } else {
                "stays for them"
            }
        );
    }
    let mut signals_of_list = weighed(&signals, &learned);
    let left_out: Vec<Range<usize>> = folds.iter().map(|(_, left_out)| left_out.clone()).collect();
    let weights_without = |part: Option<&Range<usize>>| match part {
        Some(part) => way.learn(&choices.only(|set| !part.contains(&set)), &prior, spreads),
        None => learned.clone(),
    };
    match trees::grow(
        &choices,
        &signals,
        |_| true,
        trees::FROM_LISTS,
        &left_out,
        weights_without,
    )? {
        Some(grown) => {
            weights.set_trees(grown.trees);
            signals_of_list.push((TOGETHER, 1.0));
            told += &format!("; {}", grown.told);
        }
        None => told += "; trees on top of it are not surely better, so there are none",
    }
    weights.set_signals(Surface::List, signals_of_list)?;
    Ok(told)
}

/// A way to learn weights from choices.
#[derive(Debug, Clone, Copy)]
struct Way {
    ridge: f64,
    climbs: bool,
    /// Whether the signals that only many lists can teach are among those that are learned.
    finely: bool,
}

impl Way {
    fn learn(self, choices: &Choices, prior: &[f64], [spreads, coarse]: [&[f64]; 2]) -> Vec<f64> {
        let spreads = match self.finely {
            true => spreads,
            false => coarse,
        };
        let learned = choices.fit(prior, spreads, self.ridge);
        if self.climbs {
            choices.climb(&learned, spreads)
        } else {
            learned
        }
    }

    fn words(self) -> String {
        let climb = if self.climbs {
            ", then towards the highest rank"
        } else {
            ""
        };
        let few = if self.finely {
            ""
        } else {
            " of the plain signals"
        };
        format!("likelihood{few} (ridge {}){climb}", self.ridge)
    }
}

/// Whether a signal is a finer shade of plainer ones.
fn is_fine(code: SignalCode) -> bool {
    code as u8 >= SignalCode::InFront as u8
}

/// Which choices are learned from when each part of them is left out in its turn, and which are left out. Neighbours in
/// time, who may be of one session, stay together.
fn folds(choices: &Choices) -> Vec<(impl Fn(usize) -> bool + use<>, Range<usize>)> {
    let count = choices.len();
    (0..FOLDS)
        .map(|fold| {
            let left_out = fold * count / FOLDS..(fold + 1) * count / FOLDS;
            let range = left_out.clone();
            (move |set| !range.contains(&set), left_out)
        })
        .collect()
}

/// The way whose weights rank lists best that it did not learn from, and their mean reciprocal rank. Few lists are soon
/// learned by heart, the more so by climbing.
fn best_way(
    choices: &Choices,
    folds: &[(impl Fn(usize) -> bool, Range<usize>)],
    prior: &[f64],
    spreads: [&[f64]; 2],
) -> (Way, f64) {
    let ways = RIDGES
        .into_iter()
        .flat_map(|ridge| [(ridge, false), (ridge, true)])
        .flat_map(|(ridge, climbs)| {
            [false, true].map(|finely| Way {
                ridge,
                climbs,
                finely,
            })
        });
    let parts: Vec<Choices> = folds.iter().map(|(from, _)| choices.only(from)).collect();
    let judged = ways.map(|way| {
        let ranks = parts.iter().zip(folds).map(|(part, (_, left_out))| {
            let learned = way.learn(part, prior, spreads);
            let left_out = left_out.clone();
            left_out
                .map(|set| choices.reciprocal_rank(set, &learned))
                .sum::<f64>()
        });
        (way, ranks.sum::<f64>() / choices.len() as f64)
    });
    let mut best = (
        Way {
            ridge: RIDGE,
            climbs: false,
            finely: false,
        },
        f64::MIN,
    );
    for (way, rank) in judged {
        if rank > best.1 {
            best = (way, rank);
        }
    }
    best
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
