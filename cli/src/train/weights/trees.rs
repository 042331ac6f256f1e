//! Small symmetric trees on top of the weighted sum: boosting (Friedman, 2001) by Newton steps on the likelihood of the
//! choices, each tree from another part of the choices and of the signals (Friedman, 2002). Whether they are worth it, and
//! how many, is judged on choices that they were not grown from.

use std::ops::Range;

use vitrine::pack::{PackError, Signal, SignalCode, Tree, Trees};

use super::logit::Choices;
use super::{FEWEST_CHOICES, SURE_ERRORS, of_earlier_sessions, parallel};

/// How trees are grown.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// How many questions a tree may ask.
    depths: &'static [usize],
    /// After how many trees the growing may end.
    stops: &'static [usize],
    /// The share of a Newton step that each tree takes.
    shrinkage: f64,
    /// Each tree asks of one signal in so many.
    one_in: u64,
    /// By how many standard errors they must be better.
    sure: f64,
}

/// From lists really shown: few of them, so slowly.
pub const FROM_LISTS: Manner = Manner {
    depths: &[3, 4],
    stops: &[100, 200, 300],
    shrinkage: 0.05,
    one_in: 2,
    sure: SURE_ERRORS,
};

/// From rehearsed sessions. What they are held against has seen the choices that judge, so half the certainty will do.
pub const FROM_SESSIONS: Manner = Manner {
    depths: &[5],
    stops: &[150],
    shrinkage: 0.05,
    one_in: 3,
    sure: SURE_ERRORS / 2.0,
};

/// The precision of the belief that a leaf adds nothing.
const LEAF_RIDGE: f64 = 20.0;
/// How many chosen and passed-over candidates there must be on either side of a question, as information.
const LEAST_INFORMATION: f64 = 10.0;
/// The most cuts of one signal.
const MOST_CUTS: usize = 31;
/// At most so many choices are grown from, spread evenly.
const MOST_CHOICES: usize = 4_000;
/// Choices whose ranks are told apart.
const DEPTH: f64 = 20.0;

/// Trees that are worth it, and how they came about.
pub struct Grown {
    /// The trees.
    pub trees: Trees,
    /// A line on what they are worth.
    pub told: String,
}

/// What is grown from: choices, the scores of the weighted sum, and the part that is held out.
struct Ground<'a> {
    choices: &'a Choices,
    scores: Vec<f64>,
    held_out: Range<usize>,
}

/// One tree, before its leaves are rounded.
#[derive(Debug, Clone)]
struct Growth {
    /// The column and the cut.
    questions: Vec<(usize, f32)>,
    leaves: Vec<f64>,
}

impl Growth {
    fn add(&self, row: &[f32]) -> f64 {
        let answers = self.questions.iter();
        let at = answers.fold(0, |at, (column, cut)| {
            at * 2 + usize::from(row[*column] > *cut)
        });
        self.leaves[at]
    }
}

/// Grows trees over the `signals` that may be `asked`, if that is worth it. `folds` gives the parts that are held out in
/// turn, and `weights` those that are learned without one of them, or (`None`) from all.
///
/// # Errors
/// A [`PackError`] if the trees cannot be stored.
pub fn grow(
    choices: &Choices,
    signals: &[Signal],
    asked: impl Fn(SignalCode) -> bool,
    manner: Manner,
    folds: &[Range<usize>],
    weights: impl Fn(Option<&Range<usize>>) -> Vec<f64> + Sync,
) -> Result<Option<Grown>, PackError> {
    let columns: Vec<usize> = (0..signals.len())
        // What was turned to last may be in no slice at hand.
        .filter(|column| signals[*column].code != SignalCode::NumberNear)
        .filter(|column| asked(signals[*column].code))
        .collect();
    let cuts = Cuts::of(choices, &columns);
    let ground = |held_out: Option<&Range<usize>>| Ground {
        choices,
        scores: choices.scores(&weights(held_out)),
        held_out: held_out.cloned().unwrap_or(0..0),
    };
    let grounds: Vec<Ground<'_>> = folds.iter().map(|fold| ground(Some(fold))).collect();
    let tries: Vec<(usize, usize)> = manner
        .depths
        .iter()
        .flat_map(|depth| (0..grounds.len()).map(|fold| (*depth, fold)))
        .collect();
    let most = manner.stops.last().copied().unwrap_or(0);
    // Of each depth and fold the gains at each stop, choice by choice.
    let gains = parallel(tries.clone(), |(depth, fold)| {
        let ground = &grounds[fold];
        let trees = cuts.grow(ground, manner, depth, most);
        ground.gains(&trees, manner.stops)
    });
    let mut best: Option<(usize, usize, f64, f64)> = None;
    for &depth in manner.depths {
        for (stop, &count) in manner.stops.iter().enumerate() {
            let of_depth = tries
                .iter()
                .zip(&gains)
                .filter(|(tried, _)| tried.0 == depth);
            let all: Vec<f64> = of_depth
                .flat_map(|(_, gains)| gains[stop].clone())
                .collect();
            let number = all.len().max(1) as f64;
            let mean = all.iter().sum::<f64>() / number;
            let variance = all.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / number;
            let error = (variance / number).sqrt();
            if best.is_none_or(|best| mean > best.2) {
                best = Some((depth, count, mean, error));
            }
        }
    }
    let Some((depth, count, mean, error)) = best.filter(|best| best.2 > manner.sure * best.3)
    else {
        return Ok(None);
    };
    let grown = cuts.grow(&ground(None), manner, depth, count);
    let largest = grown
        .iter()
        .flat_map(|tree| &tree.leaves)
        .fold(0.0_f64, |most, leaf| most.max(leaf.abs()));
    let scale = (largest / f64::from(i16::MAX)) as f32;
    if scale <= 0.0 {
        return Ok(None);
    }
    let trees: Vec<Tree> = grown
        .into_iter()
        .map(|tree| Tree {
            questions: tree
                .questions
                .iter()
                .map(|(column, cut)| (signals[*column], *cut))
                .collect(),
            leaves: tree
                .leaves
                .iter()
                .map(|leaf| (leaf / f64::from(scale)).round() as i16)
                .collect(),
        })
        .collect();
    Ok(Some(Grown {
        trees: Trees::new(scale, &trees)?,
        told: format!(
            "{count} trees of depth {depth} on top: MRR {mean:+.4} on choices left out in turn, standard error {error:.4}"
        ),
    }))
}

/// Grows trees from rehearsed sessions, on top of `weights`, where that is worth it: judged on each half of the choices, from
/// which these weights were learned, by trees from the other half.
///
/// # Errors
/// A [`PackError`] if the trees cannot be stored.
pub fn grow_from_sessions(
    choices: &Choices,
    signals: &[Signal],
    weights: &[f64],
) -> Result<Option<Grown>, PackError> {
    if choices.len() < 2 * FEWEST_CHOICES {
        return Ok(None);
    }
    let (half, all) = (choices.len() / 2, choices.len());
    let weights = |_: Option<&Range<usize>>| weights.to_vec();
    let asked = |code| !of_earlier_sessions(code) && !of_the_item(code);
    let halves = [0..half, half..all];
    grow(choices, signals, asked, FROM_SESSIONS, &halves, weights)
}

/// Whether a signal says the same of an item to every shopper. By such a number trees learn single items by heart, the ones
/// that happen to be liked in the days of the rehearsal.
fn of_the_item(code: SignalCode) -> bool {
    matches!(
        code,
        SignalCode::Popular | SignalCode::Trending | SignalCode::MerchantOrder
    )
}

/// The questions that may be asked, and of each candidate between which cuts it lies.
struct Cuts {
    columns: Vec<usize>,
    /// Of each column, ascending.
    cuts: Vec<Vec<f32>>,
    /// Of each column, the number of cuts below each candidate's number.
    below: Vec<Vec<u8>>,
}

impl Cuts {
    fn of(choices: &Choices, columns: &[usize]) -> Self {
        let made = parallel(columns.to_vec(), |column| {
            let numbers = choices.column(column);
            let mut sorted = numbers.clone();
            sorted.sort_unstable_by(f32::total_cmp);
            let mut cuts = Vec::new();
            for part in 1..=MOST_CUTS {
                let at = sorted.len() * part / (MOST_CUTS + 1);
                let Some(lower) = sorted.get(at).copied() else {
                    continue;
                };
                // Halfway to the next other number.
                let above = sorted.partition_point(|other| *other <= lower);
                if let Some(next) = sorted.get(above) {
                    cuts.push(lower + (next - lower) / 2.0);
                }
            }
            // What is rare tells most: the numbers beyond the commonest one are cut by themselves.
            let common = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
            for side in [
                &sorted[..sorted.partition_point(|other| *other < common)],
                &sorted[sorted.partition_point(|other| *other <= common)..],
            ] {
                for part in 0..MOST_CUTS / 4 {
                    let at = side.len() * part / (MOST_CUTS / 4);
                    if let Some(number) = side.get(at) {
                        let below = sorted.partition_point(|other| other < number);
                        if below > 0 {
                            let lower = sorted[below - 1];
                            cuts.push(lower + (number - lower) / 2.0);
                        }
                    }
                }
            }
            cuts.sort_unstable_by(f32::total_cmp);
            cuts.dedup();
            let below = numbers
                .iter()
                .map(|number| cuts.partition_point(|cut| cut < number) as u8)
                .collect();
            (cuts, below)
        });
        let (cuts, below) = made.into_iter().unzip();
        Self {
            columns: columns.to_vec(),
            cuts,
            below,
        }
    }

    /// Grows so many trees, one after the other.
    fn grow(&self, ground: &Ground<'_>, manner: Manner, depth: usize, count: usize) -> Vec<Growth> {
        let choices = ground.choices;
        let sets: Vec<usize> = (0..choices.len())
            .filter(|set| !ground.held_out.contains(set))
            .collect();
        let wanted = sets.len().min(MOST_CHOICES);
        let sets: Vec<usize> = (0..wanted).map(|n| sets[n * sets.len() / wanted]).collect();
        let mut scores = ground.scores.clone();
        let mut random = 1_u64;
        let mut grown = Vec::with_capacity(count);
        let mut slopes: Vec<(u32, f32, f32)> = Vec::new();
        for _ in 0..count {
            slopes.clear();
            for set in &sets {
                if draw(&mut random, 10) < 7 {
                    choices.slopes(*set, &scores, &mut slopes);
                }
            }
            let mut asked: Vec<usize> = (0..self.columns.len()).collect();
            asked.retain(|column| {
                !self.cuts[*column].is_empty() && draw(&mut random, manner.one_in) == 0
            });
            let Some(tree) = self.tree(&asked, &slopes, depth, manner.shrinkage) else {
                continue;
            };
            for set in &sets {
                for row in choices.rows(*set).0 {
                    scores[row] += tree.add(choices.row(row));
                }
            }
            grown.push(tree);
        }
        grown
    }

    /// One tree: question after question the one that gains most over all nodes of its depth.
    fn tree(
        &self,
        asked: &[usize],
        slopes: &[(u32, f32, f32)],
        depth: usize,
        shrinkage: f64,
    ) -> Option<Growth> {
        let mut node = vec![0_u8; slopes.len()];
        let mut questions = Vec::with_capacity(depth);
        for level in 0..depth {
            let nodes = 1 << level;
            let mut best = (0.0, None);
            for column in asked {
                let bins = self.cuts[*column].len() + 1;
                let below = &self.below[*column];
                let mut sums = vec![[0.0_f64; 2]; nodes * bins];
                for ((row, slope, bend), node) in slopes.iter().zip(&node) {
                    let sum =
                        &mut sums[usize::from(*node) * bins + usize::from(below[*row as usize])];
                    sum[0] += f64::from(*slope);
                    sum[1] += f64::from(*bend);
                }
                let totals: Vec<[f64; 2]> = sums.chunks_exact(bins).map(total).collect();
                let mut left = vec![[0.0_f64; 2]; nodes];
                for cut in 0..bins - 1 {
                    let (mut merit, mut sides) = (0.0, [0.0; 2]);
                    for (node, left) in left.iter_mut().enumerate() {
                        let bin = sums[node * bins + cut];
                        *left = [left[0] + bin[0], left[1] + bin[1]];
                        let right = [totals[node][0] - left[0], totals[node][1] - left[1]];
                        merit += worth(*left) + worth(right);
                        sides = [sides[0] + left[1], sides[1] + right[1]];
                    }
                    if merit > best.0 && sides[0].min(sides[1]) > LEAST_INFORMATION {
                        best = (merit, Some((*column, cut)));
                    }
                }
            }
            let (column, cut) = best.1?;
            let below = &self.below[column];
            for ((row, ..), node) in slopes.iter().zip(&mut node) {
                *node = *node * 2 + u8::from(usize::from(below[*row as usize]) > cut);
            }
            questions.push((self.columns[column], self.cuts[column][cut]));
        }
        let mut sums = vec![[0.0_f64; 2]; 1 << depth];
        for ((_, slope, bend), node) in slopes.iter().zip(&node) {
            let sum = &mut sums[usize::from(*node)];
            sum[0] += f64::from(*slope);
            sum[1] += f64::from(*bend);
        }
        let leaves = sums
            .iter()
            .map(|[slope, bend]| shrinkage * slope / (bend + LEAF_RIDGE))
            .collect();
        Some(Growth { questions, leaves })
    }
}

fn total(bins: &[[f64; 2]]) -> [f64; 2] {
    bins.iter()
        .fold([0.0; 2], |sum, bin| [sum[0] + bin[0], sum[1] + bin[1]])
}

/// By how much a leaf raises the likelihood, to the second order, twice.
fn worth([slope, bend]: [f64; 2]) -> f64 {
    slope * slope / (bend + LEAF_RIDGE)
}

impl Ground<'_> {
    /// At each of the `stops` what the trees gain in reciprocal rank, held-out choice by choice.
    fn gains(&self, trees: &[Growth], stops: &[usize]) -> Vec<Vec<f64>> {
        let mut gains = vec![Vec::with_capacity(self.held_out.len()); stops.len()];
        let mut scores = Vec::new();
        for set in self.held_out.clone() {
            let (rows, chosen) = self.choices.rows(set);
            let chosen = chosen - rows.start;
            scores.clear();
            scores.extend_from_slice(&self.scores[rows.clone()]);
            let like_it = &self.choices.like_it()[rows.clone()];
            let before = reciprocal_rank(&scores, chosen, like_it);
            let mut done = 0;
            for (&stop, gains) in stops.iter().zip(&mut gains) {
                for tree in trees.iter().take(stop).skip(done) {
                    for (score, row) in scores.iter_mut().zip(rows.clone()) {
                        *score += tree.add(self.choices.row(row));
                    }
                }
                done = stop;
                gains.push(reciprocal_rank(&scores, chosen, like_it) - before);
            }
        }
        gains
    }
}

fn reciprocal_rank(scores: &[f64], chosen: usize, like_it: &[f32]) -> f64 {
    let better = scores.iter().zip(like_it);
    let better = better.filter(|(score, _)| **score >= scores[chosen]);
    let rank = better.map(|(_, like_it)| f64::from(*like_it)).sum::<f64>();
    let rank = rank + 1.0 - f64::from(like_it[chosen]);
    if rank <= DEPTH { 1.0 / rank } else { 0.0 }
}

/// A number below `below`, by a fixed sequence (SplitMix64, Steele et al., 2014).
fn draw(state: &mut u64, below: u64) -> u64 {
    super::rehearsal::next_random(state) % below
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Choices of four cards with both, one or neither of two things, of which one alone is what is wanted: no weighted sum
    /// can say that.
    fn one_but_not_both(count: usize) -> Choices {
        let mut choices = Choices::new(2);
        for number in 0..count {
            for card in [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]] {
                choices.add(&card, 1.0);
            }
            choices.close(2 + number % 2);
        }
        choices
    }

    fn signals(first: SignalCode) -> [Signal; 2] {
        [first, SignalCode::SeenLately].map(|code| Signal { code, field: None })
    }

    #[test]
    fn sessions_teach_trees_what_no_weight_can_say() {
        let choices = one_but_not_both(2 * FEWEST_CHOICES);
        let plain = signals(SignalCode::OftenFollows);
        let grown = grow_from_sessions(&choices, &plain, &[0.0; 2]).expect("trees");
        assert!(grown.is_some());
    }

    #[test]
    fn few_choices_grow_no_trees() {
        let few = one_but_not_both(2 * FEWEST_CHOICES - 1);
        let plain = signals(SignalCode::OftenFollows);
        let grown = grow_from_sessions(&few, &plain, &[0.0; 2]).expect("no trees");
        assert!(grown.is_none());
    }

    #[test]
    fn sessions_trees_never_ask_what_is_the_same_to_every_shopper() {
        let choices = one_but_not_both(2 * FEWEST_CHOICES);
        let asked = |first| {
            let grown = grow_from_sessions(&choices, &signals(first), &[0.0; 2]).expect("trees");
            grown.is_some_and(|grown| grown.trees.reads().iter().any(|(s, _)| s.code == first))
        };
        assert!(asked(SignalCode::OftenFollows));
        assert!(!asked(SignalCode::Popular));
    }
}
