//! Lists really shown: each is rehearsed (the engine observes what the session did before and measures every card of the
//! list, with its price, at its place), and from what was chosen of them the weights of a merchant's list are learned.

use std::ops::Range;

use vitrine::Facts;
use vitrine::consent::Permissions;
use vitrine::pack::{Pack, PackError, PackSource, Signal, SignalCode, Surface, Tunable, Weights};
use vitrine::profile::{Event, Profile};
use vitrine::rank::{Candidate, Measurement, Scorer};

use super::logit::Choices;
use super::rehearsal::{Stage, all_signals};
use super::{
    FEWEST_CHOICES, Lesson, RIDGE, SURE_ERRORS, TOGETHER, parallel, prior, trees, weighed,
    weight_of,
};
use crate::input::shown::{ShownList, ShownLists};
use crate::train::propensity::Propensities;

/// At most so many shown lists are rehearsed, spread evenly over their time.
const MOST_LISTS: usize = 20_000;
/// A place less likely to be examined than this counts as this likely, so that no single click rules.
pub const LEAST_PROPENSITY: f64 = 0.1;
/// How strongly weights may be drawn to nothing, as [`RIDGE`] is for sessions; each is tried.
const RIDGES: [f64; 3] = [4.0, 16.0, 64.0];
/// In how many parts such lists are cut, each of which is left out once.
const FOLDS: usize = 5;

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
pub fn rehearse(
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
pub fn learn(weights: &mut Weights, parts: Vec<ListChoices>) -> Result<String, PackError> {
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

/// The facts that a list shows beside its items.
pub fn facts(list: &ShownList) -> Vec<Facts> {
    let of = |price: &Option<f32>| Facts {
        price: *price,
        ..Facts::default()
    };
    list.prices.iter().map(of).collect()
}

impl Stage<'_> {
    /// Rehearses one list and gives how much is known of its shopper, in page views; `place` is its session and how many of that session's events came before.
    pub fn rehearse_list(
        &self,
        lesson: &Lesson<'_>,
        shown: &ShownLists,
        list: &ShownList,
        place: Option<(usize, usize)>,
        says: f64,
        out: &mut Choices,
    ) -> f64 {
        let mut profile = Profile::new();
        if let Some((number, at)) = place {
            for event in lesson.history.before(lesson.log, number) {
                let told = Event::of(event.kind, event.item, event.time);
                let _ = profile.observe(self.may, self.pack, &told);
            }
            for event in &lesson.log.sessions[number].events[..at] {
                let id = &lesson.log.items[event.item as usize];
                let told = Event::of(event.kind, id, event.time);
                let _ = profile.observe(self.may, self.pack, &told);
            }
        }
        let facts = facts(list);
        let candidates: Vec<Candidate<'_>> = list
            .items
            .iter()
            .zip(&facts)
            .map(|(item, facts)| {
                Candidate::find(self.pack, &shown.items[*item as usize], Some(facts))
            })
            .collect();
        let mut scorer = Scorer::new(self.pack, &profile, self.may, list.time);
        scorer.look_over((0..).zip(&candidates));
        let mut measurement = Measurement::default();
        for (position, candidate) in (0..).zip(&candidates) {
            scorer.measure(candidate, position, &self.signals, &mut measurement);
            out.add(&measurement.numbers, 1.0);
        }
        out.close_saying(list.clicked, says);
        scorer.evidence()
    }
}
