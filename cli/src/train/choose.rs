//! Choosing the settings of the session model on the latest training sessions. Test files are never
//! seen here: what comes in is the training log alone.

use std::fmt::Write as _;

use vitrine::Seconds;
use vitrine::pack::{RelationKind, RelationSource};

use super::local::{self, Work};
use super::onward;
use super::prune::{self, Row};
use super::sequence::{Sequence, split_latest};
use super::slist::{Blend, Moments, Past, Shape};

/// Share of sessions, the latest ones, that settings are tried on.
pub const HELD_OUT: f64 = 0.15;
/// At most so many held-out sessions are scored; spread evenly over the period.
const MOST_TRIED: usize = 2_000;
/// Below this many held-out steps a comparison is noise: the defaults stay.
const FEWEST_STEPS: usize = 100;
/// Trials learn from at most so many events, the latest ones: settings hardly move with the length of
/// a log, while the pairs of a year of baskets take minutes for each trial.
const MOST_LEARNT: usize = 200_000;
/// Recencies at inference, in steps, that every trial is scored with.
const RECENCIES: [f32; 5] = [0.5, 1.0, 2.0, 4.0, 8.0];
/// What two steps count beside one, as it is tried.
const ONWARD: [f32; 4] = [0.25, 0.5, 1.0, 2.0];
/// A setting must be better by this factor to displace the one before it: ties keep the simpler.
const MARGIN: f64 = 1.002;

/// The settings of the session model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// How sessions become equations.
    pub shape: Shape,
    /// α and λ.
    pub blend: Blend,
    /// What two steps count beside one.
    pub onward: f32,
    /// Steps in which an item's say falls to 1/e when a session is scored.
    pub recency: f32,
}

impl Default for Choice {
    fn default() -> Choice {
        Choice {
            shape: Shape::default(),
            blend: Blend {
                alpha: 0.5,
                lambda: 10.0,
            },
            onward: 0.0,
            recency: 2.0,
        }
    }
}

/// One setting that was tried, and what it reached on the held-out sessions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    /// The setting.
    pub choice: Choice,
    /// Share of held-out steps whose next item was among the first 20.
    pub hit_rate: f64,
    /// Mean reciprocal rank, 0 beyond the first 20.
    pub mrr: f64,
}

impl Trial {
    fn merit(&self) -> f64 {
        merit(self.hit_rate, self.mrr)
    }
}

/// What settings are compared by: finding the next item high up, and finding it at all.
pub fn merit(hit_rate: f64, mrr: f64) -> f64 {
    mrr * hit_rate.sqrt()
}

/// The settings chosen, and the trials that led there, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// The best setting.
    pub choice: Choice,
    /// All trials; empty where there was too little to try them on.
    pub trials: Vec<Trial>,
    /// How many held-out steps each trial was scored on.
    pub steps: usize,
    /// What cutting and rounding cost; `None` where nothing was tried.
    pub loss: Option<Loss>,
}

/// MRR@20 of the best setting on the held-out steps: with every weight in single precision, and with
/// those that a pack ships, in one byte each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    /// Every weight.
    pub full: f64,
    /// The weights kept, as they are read back.
    pub shipped: f64,
}

impl Chosen {
    /// What was chosen and why, a line each.
    pub fn reasons(&self) -> Vec<String> {
        let c = &self.choice;
        let mut first = format!(
            "session model: α {} (consistency), λ {}, items fade over {} steps in training and {} in use",
            c.blend.alpha, c.blend.lambda, c.shape.position_decay, c.recency
        );
        match c.shape.session_days {
            Some(days) => _ = write!(first, ", sessions over {days:.1} days"),
            None => first.push_str(", sessions all count alike"),
        }
        if c.shape.past == Past::Last {
            first.push_str(", a step learns from the last item only");
        }
        if c.onward > 0.0 {
            _ = write!(first, ", two steps count {} of one", c.onward);
        }
        let best = self.trials.iter().find(|t| t.choice == *c);
        let why = match (self.trials.first(), best) {
            (Some(first), Some(best)) => format!(
                "best of {} settings on {} steps of the latest {:.0} % of training sessions: MRR@20 \
                 {:.4}, HR@20 {:.4} (the defaults: {:.4}, {:.4})",
                self.trials.len(),
                self.steps,
                HELD_OUT * 100.0,
                best.mrr,
                best.hit_rate,
                first.mrr,
                first.hit_rate
            ),
            _ => format!(
                "the defaults: {} held-out steps are too few to choose by ({FEWEST_STEPS} needed)",
                self.steps
            ),
        };
        let loss = self.loss.map(|loss| {
            format!(
                "cut and rounded to one byte a weight, the session model keeps {:.2} % of its MRR@20 ({:.4} of {:.4})",
                100.0 * loss.shipped / loss.full.max(1e-12),
                loss.shipped,
                loss.full
            )
        });
        [first, why].into_iter().chain(loss).collect()
    }
}

/// Tries settings one kind at a time, each on top of the best so far. `keep` is how many entries a
/// predictor keeps, as in the pack: what is compared is what will be shipped.
pub fn choose(sequences: &[Sequence], items: usize, keep: usize) -> Chosen {
    let mut search = Search::on(sequences, items, keep);
    let steps = search.late.iter().map(Sequence::steps).sum();
    if steps < FEWEST_STEPS {
        return Chosen {
            choice: Choice::default(),
            trials: Vec::new(),
            steps,
            loss: None,
        };
    }
    let mut best = search.best_recency(Choice::default());
    let change = |best: &mut Trial, search: &mut Search, options: Vec<Choice>| {
        for option in options {
            let trial = search.best_recency(option);
            if trial.merit() > best.merit() * MARGIN {
                *best = trial;
            }
        }
    };
    let with = |c: Choice, lambda: f32| Choice {
        blend: Blend { lambda, ..c.blend },
        ..c
    };
    let now = best.choice;
    change(
        &mut best,
        &mut search,
        [3.0, 30.0, 100.0].map(|l| with(now, l)).into(),
    );
    let now = best.choice;
    let alphas = [0.2, 0.8].map(|alpha| Choice {
        blend: Blend { alpha, ..now.blend },
        ..now
    });
    change(&mut best, &mut search, alphas.into());
    let now = best.choice;
    let nearer = [-0.12, 0.12].map(|by| {
        let alpha = ((now.blend.alpha + by) * 100.0).round() / 100.0;
        Choice {
            blend: Blend { alpha, ..now.blend },
            ..now
        }
    });
    change(&mut best, &mut search, nearer.into());
    let now = best.choice;
    let shape = |shape: Shape| Choice { shape, ..now };
    let days = search.days();
    let options = [
        shape(Shape {
            session_days: Some(days),
            ..now.shape
        }),
        shape(Shape {
            session_days: Some(days / 4.0),
            ..now.shape
        }),
    ];
    change(&mut best, &mut search, options.into());
    let now = best.choice;
    let shape = |shape: Shape| Choice { shape, ..now };
    let options = [
        shape(Shape {
            position_decay: 2.0,
            ..now.shape
        }),
        shape(Shape {
            position_decay: 4.0,
            ..now.shape
        }),
        shape(Shape {
            past: Past::Last,
            ..now.shape
        }),
    ];
    change(&mut best, &mut search, options.into());
    let now = best.choice;
    let onward = ONWARD.map(|onward| Choice { onward, ..now });
    change(&mut best, &mut search, onward.into());
    let now = best.choice;
    let lambda = now.blend.lambda;
    change(
        &mut best,
        &mut search,
        [0.5, 2.0].map(|f| with(now, lambda * f)).into(),
    );
    Chosen {
        choice: best.choice,
        loss: Some(search.loss(&best.choice)),
        trials: search.trials,
        steps,
    }
}

/// What cutting to `keep` entries and rounding costs, with settings that are known.
pub fn loss(sequences: &[Sequence], items: usize, keep: usize, choice: &Choice) -> Loss {
    Search::on(sequences, items, keep).loss(choice)
}

/// For the plain model as a baseline: α ½ and nothing faded but positions; λ and the recency at
/// inference are tried.
pub fn choose_plain(sequences: &[Sequence], items: usize) -> Chosen {
    let (early, late) = split_latest(sequences, HELD_OUT);
    let late = spread(late, MOST_TRIED);
    let steps = late.iter().map(Sequence::steps).sum();
    let mut best: Option<Trial> = None;
    let mut search = Search {
        early,
        late,
        items,
        keep: usize::MAX,
        trials: Vec::new(),
        moments: None,
    };
    for lambda in [10.0, 50.0] {
        let blend = Blend { alpha: 0.5, lambda };
        let trial = search.best_recency(Choice {
            blend,
            ..Choice::default()
        });
        if best.is_none_or(|b| trial.merit() > b.merit() * MARGIN) {
            best = Some(trial);
        }
    }
    let choice = match best {
        Some(best) if steps >= FEWEST_STEPS => best.choice,
        _ => Choice::default(),
    };
    Chosen {
        choice,
        trials: search.trials,
        steps,
        loss: None,
    }
}

/// The latest sessions that together have about `most` events, in their order.
fn latest(sequences: Vec<Sequence>, most: usize) -> Vec<Sequence> {
    let mut ends: Vec<(Seconds, usize)> =
        sequences.iter().map(|s| (s.end(), s.items.len())).collect();
    ends.sort_unstable_by(|a, b| b.cmp(a));
    let mut events = 0;
    let since = ends.iter().find(|(_, length)| {
        events += length;
        events > most
    });
    match since {
        Some(&(since, _)) => sequences.into_iter().filter(|s| s.end() >= since).collect(),
        None => sequences,
    }
}

struct Search {
    early: Vec<Sequence>,
    late: Vec<Sequence>,
    items: usize,
    keep: usize,
    trials: Vec<Trial>,
    /// The last shape's products, which trials of α and λ share.
    moments: Option<(Shape, Moments)>,
}

impl Search {
    /// Trials that learn from the early sessions and are scored on the latest.
    fn on(sequences: &[Sequence], items: usize, keep: usize) -> Search {
        let (early, late) = split_latest(sequences, HELD_OUT);
        Search {
            early: latest(early, MOST_LEARNT),
            late: spread(late, MOST_TRIED),
            items,
            keep,
            trials: Vec::new(),
            moments: None,
        }
    }

    fn rows(&mut self, choice: &Choice) -> Vec<Row> {
        let moments = match self.moments.take() {
            Some((shape, moments)) if shape == choice.shape => moments,
            _ => Moments::of(&self.early, self.items, &choice.shape),
        };
        let rows = local::solve(&moments, choice.blend, Work::TRIAL);
        self.moments = Some((choice.shape, moments));
        onward::add(rows, choice.onward)
    }

    fn loss(&mut self, choice: &Choice) -> Loss {
        let full = self.rows(choice);
        let shipped = RelationSource {
            kind: RelationKind::Session,
            rows: prune::by_predictor(&full, self.keep),
        };
        let mrr = |rows: &[Row]| score(&prune::transpose(rows), &self.late, choice.recency).1;
        Loss {
            full: mrr(&full),
            shipped: mrr(&shipped.as_read()),
        }
    }

    /// Trains once and scores with every recency; the best of them.
    fn best_recency(&mut self, choice: Choice) -> Trial {
        let rows = self.rows(&choice);
        let speaks = prune::transpose(&prune::by_predictor(&rows, self.keep));
        let mut best: Option<Trial> = None;
        for recency in RECENCIES {
            let (hit_rate, mrr) = score(&speaks, &self.late, recency);
            let trial = Trial {
                choice: Choice { recency, ..choice },
                hit_rate,
                mrr,
            };
            self.trials.push(trial);
            if best.is_none_or(|b| trial.merit() > b.merit() * MARGIN) {
                best = Some(trial);
            }
        }
        best.expect("at least one recency")
    }

    /// Length of the training period in days, at least an hour.
    fn days(&self) -> f32 {
        let ends = self.early.iter().map(Sequence::end);
        let (first, last) = (ends.clone().min().unwrap_or(0), ends.max().unwrap_or(0));
        ((last - first) as f32 / 86_400.0).max(1.0 / 24.0)
    }
}

/// HR@20 and MRR@20 over all steps, the current item left out, ties at their worst.
fn score(speaks: &[Row], late: &[Sequence], recency: f32) -> (f64, f64) {
    let mut sums = vec![0.0f32; speaks.len()];
    let mut touched: Vec<u32> = Vec::new();
    let (mut hits, mut reciprocal, mut steps) = (0.0, 0.0, 0usize);
    for sequence in late {
        for step in 1..sequence.items.len() {
            let (current, target) = (sequence.items[step - 1], sequence.items[step]);
            for (back, &item) in sequence.items[..step].iter().rev().enumerate() {
                let say = libm::expf(-(back as f32) / recency);
                if say < 1e-4 {
                    break;
                }
                for &(candidate, weight) in &speaks[item as usize] {
                    if sums[candidate as usize] == 0.0 {
                        touched.push(candidate);
                    }
                    sums[candidate as usize] += say * weight;
                }
            }
            let reached = sums[target as usize];
            steps += 1;
            if reached > 0.0 {
                let ahead = |&&c: &&u32| c != current && c != target && sums[c as usize] >= reached;
                let rank = 1 + touched.iter().filter(ahead).count();
                if rank <= 20 {
                    hits += 1.0;
                    reciprocal += 1.0 / rank as f64;
                }
            }
            for candidate in touched.drain(..) {
                sums[candidate as usize] = 0.0;
            }
        }
    }
    let steps = steps.max(1) as f64;
    (hits / steps, reciprocal / steps)
}

/// At most `most` of all, evenly over the list.
pub fn spread<T>(all: Vec<T>, most: usize) -> Vec<T> {
    if all.len() <= most {
        return all;
    }
    let count = all.len();
    let mut next = 0;
    let chosen = all.into_iter().enumerate().filter(|(k, _)| {
        let take = *k == next * count / most;
        next += usize::from(take);
        take
    });
    chosen.map(|(_, s)| s).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(sessions: u32) -> Vec<Sequence> {
        let one = |s: u32| {
            let items: Vec<u32> = (0..5).map(|k| (s * 3 + k * k) % 23).collect();
            Sequence {
                times: vec![s * 600; items.len()],
                items,
            }
        };
        (0..sessions).map(one).collect()
    }

    #[test]
    fn the_same_log_gives_the_same_choice() {
        let (a, b) = (choose(&log(300), 23, 8), choose(&log(300), 23, 8));
        assert_eq!(a, b);
        assert!(a.trials.iter().all(|t| t.mrr <= 1.0 && t.hit_rate >= t.mrr));
        let best = a
            .trials
            .iter()
            .find(|t| t.choice == a.choice)
            .expect("the choice was tried");
        assert!(best.merit() >= a.trials[0].merit());
        assert!(a.reasons()[1].contains("settings"));
    }

    #[test]
    fn too_little_to_choose_by_keeps_the_defaults() {
        for few in [0, 1, 20] {
            let chosen = choose(&log(few), 23, 8);
            assert_eq!((chosen.choice, chosen.trials.len()), (Choice::default(), 0));
            assert!(chosen.reasons()[1].contains("too few"));
        }
    }

    #[test]
    fn scoring_follows_the_rules_of_a_step() {
        // 0 speaks for 0, 1 and 2; 1 and 2 tie; the current item is no candidate.
        let speaks = vec![vec![(0, 9.0), (1, 1.0), (2, 1.0)], vec![], vec![]];
        let session = |items: &[u32]| Sequence {
            items: items.to_vec(),
            times: vec![0; items.len()],
        };
        assert_eq!(score(&speaks, &[session(&[0, 1])], 1.0), (1.0, 0.5));
        assert_eq!(
            score(&speaks, &[session(&[1, 2])], 1.0),
            (0.0, 0.0),
            "nothing speaks for it"
        );
        let (hits, mrr) = score(&speaks, &[session(&[0, 1, 0])], 1.0);
        assert_eq!((hits, mrr), (1.0, 0.75), "the return to 0 comes first");
    }

    #[test]
    fn sampling_is_even() {
        let chosen: Vec<u32> = spread(log(10), 4).iter().map(Sequence::end).collect();
        assert_eq!(chosen, [0, 1200, 3000, 4200]);
    }
}
