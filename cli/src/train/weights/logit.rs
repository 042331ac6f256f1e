//! The conditional logit (McFadden, 1974): of the candidates that were there, the chosen one has the
//! probability exp(w·x) / Σ exp(w·x). Fitted by Newton's method under a Gaussian prior; the likelihood
//! is concave, so there is one best fit and no step size to choose.

/// The longest step of a climb for one of its reach: numbers that hardly ever vary are not blown up.
const MOST_REACH: f64 = 5.0;
/// A step of a climb must be better by this factor, else it may be chance.
const LEAST_GAIN: f64 = 1.0002;
/// A round of a climb that gains less than this factor ends its reach.
const ENOUGH_GAIN: f64 = 1.002;
/// Climbs that are averaged.
const CLIMBS: usize = 8;
/// The first and the last length of a step, in spreads of the numbers.
const FIRST_REACH: f64 = 0.4;
const LAST_REACH: f64 = 0.025;
/// Places that count: beyond them the reciprocal rank is 0.
const DEPTH: f32 = 20.0;
/// In how many parts sums are made; a multiple of [`CLIMBS`].
const PARTS: usize = 16;

/// Many choices, each among its own candidates.
#[derive(Debug, Clone)]
pub struct Choices {
    width: usize,
    /// The candidates' numbers, row after row.
    numbers: Vec<f32>,
    /// How many like it each candidate stands for.
    like_it: Vec<f32>,
    /// Of each choice, the row after its last, and the row that was chosen.
    sets: Vec<(u32, u32)>,
    /// How much each choice counts.
    says: Vec<f32>,
}

impl Choices {
    /// No choices yet, among candidates of `width` numbers.
    pub fn new(width: usize) -> Self {
        Self {
            width,
            numbers: Vec::new(),
            like_it: Vec::new(),
            sets: Vec::new(),
            says: Vec::new(),
        }
    }

    /// Adds a candidate to the choice that [`close`](Self::close) will end. It stands for `like_it`
    /// candidates that were not measured: it outranks the chosen one as often. To the likelihood it is
    /// one of those that were there, or a few strangers would outweigh all that is known.
    pub fn add(&mut self, numbers: &[f64], like_it: f64) {
        debug_assert_eq!(numbers.len(), self.width);
        self.numbers.extend(numbers.iter().map(|n| *n as f32));
        self.like_it.push(like_it as f32);
    }

    /// Ends a choice: of the candidates added since the last, number `chosen` was taken.
    pub fn close(&mut self, chosen: usize) {
        self.close_saying(chosen, 1.0);
    }

    /// As [`close`](Self::close), of a choice that counts `says` times.
    pub fn close_saying(&mut self, chosen: usize, says: f64) {
        self.says.push(says as f32);
        let start = self.sets.last().map_or(0, |set| set.0);
        let end = self.like_it.len() as u32;
        debug_assert!((start as usize + chosen) < end as usize);
        self.sets.push((end, start + chosen as u32));
    }

    /// Those of the choices, by their number, that are wanted.
    pub fn only(&self, wanted: impl Fn(usize) -> bool) -> Self {
        let mut only = Self::new(self.width);
        for set in (0..self.len()).filter(|set| wanted(*set)) {
            let (rows, chosen) = self.rows(set);
            only.numbers
                .extend(&self.numbers[rows.start * self.width..rows.end * self.width]);
            only.like_it.extend(&self.like_it[rows.clone()]);
            only.close_saying(chosen - rows.start, f64::from(self.says[set]));
        }
        only
    }

    /// Appends all choices of another collection of the same width.
    pub fn append(&mut self, other: Self) {
        let rows = self.like_it.len() as u32;
        self.numbers.extend(other.numbers);
        self.like_it.extend(other.like_it);
        self.says.extend(other.says);
        let moved = other.sets.into_iter();
        self.sets
            .extend(moved.map(|(end, chosen)| (end + rows, chosen + rows)));
    }

    /// How many choices there are.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    fn utilities(&self, weights: &[f64]) -> Vec<f32> {
        let rows = 0..self.like_it.len();
        rows.map(|row| dot(weights, self.row(row)) as f32).collect()
    }

    pub(super) fn row(&self, row: usize) -> &[f32] {
        &self.numbers[row * self.width..][..self.width]
    }

    /// Of each number, how much it varies between the candidates of one choice: the square root of
    /// the mean variance. 0 where it never tells candidates apart.
    pub fn spreads(&self) -> Vec<f64> {
        let mut variances = vec![0.0_f64; self.width];
        let mut start = 0;
        for &(end, _) in &self.sets {
            let count = (end - start) as f64;
            for (k, variance) in variances.iter_mut().enumerate() {
                let column = (start..end).map(|row| f64::from(self.row(row as usize)[k]));
                let mean = column.clone().sum::<f64>() / count;
                *variance += column.map(|n| (n - mean).powi(2)).sum::<f64>() / count;
            }
            start = end;
        }
        let sets = self.sets.len().max(1) as f64;
        variances.iter().map(|v| (v / sets).sqrt()).collect()
    }

    /// The mean over all choices of 1/rank of the chosen candidate (0 beyond 20), ties at their worst.
    pub fn mean_reciprocal_rank(&self, weights: &[f64]) -> f64 {
        let utilities = self.utilities(weights);
        let route = Route {
            choices: self,
            columns: &[],
            parts: self.parts(),
        };
        route.reciprocal_ranks(&utilities, &utilities, 0.0)
    }

    /// 1/rank of the chosen candidate of one choice, ties at their worst.
    pub fn reciprocal_rank(&self, set: usize, weights: &[f64]) -> f64 {
        let (rows, chosen) = self.rows(set);
        let utility = |row| dot(weights, self.row(row)) as f32;
        let own = utility(chosen);
        1.0 / rows.filter(|row| utility(*row) >= own).count() as f64
    }

    /// Climbs from `weights` towards the highest mean reciprocal rank. The likelihood asks how sure one
    /// is of what was chosen; a shop window asks how far in front it stands. The rank is a jagged
    /// thing to climb on, and one climb ends on one of its many tops: [`CLIMBS`] climbs, each without
    /// another part of the choices, are averaged (bagging: Breiman, 1996).
    pub fn climb(&self, weights: &[f64], spreads: &[f64]) -> Vec<f64> {
        let columns: Vec<Vec<f32>> = (0..self.width)
            .map(|k| {
                self.numbers
                    .iter()
                    .skip(k)
                    .step_by(self.width)
                    .copied()
                    .collect()
            })
            .collect();
        let tops = super::parallel((0..CLIMBS).collect(), |climb| {
            let mut parts = self.parts();
            if parts.len() == PARTS {
                let mut part = 0;
                parts.retain(|_| {
                    part += 1;
                    part % CLIMBS != climb
                });
            }
            let route = Route {
                choices: self,
                columns: &columns,
                parts,
            };
            route.climb(weights.to_vec(), spreads)
        });
        let mut mean = vec![0.0; self.width];
        for top in tops {
            for (mean, weight) in mean.iter_mut().zip(top) {
                *mean += weight / CLIMBS as f64;
            }
        }
        mean
    }

    /// The candidates' rows of a choice, and the row that was chosen.
    pub(super) fn rows(&self, set: usize) -> (std::ops::Range<usize>, usize) {
        let start = if set == 0 { 0 } else { self.sets[set - 1].0 };
        let (end, chosen) = self.sets[set];
        (start as usize..end as usize, chosen as usize)
    }

    /// Of each candidate, how many like it it stands for.
    pub(super) fn like_it(&self) -> &[f32] {
        &self.like_it
    }

    /// One number of all candidates.
    pub(super) fn column(&self, column: usize) -> Vec<f32> {
        let numbers = self.numbers.iter().skip(column);
        numbers.step_by(self.width).copied().collect()
    }

    /// Of each candidate, what its numbers are worth.
    pub(super) fn scores(&self, weights: &[f64]) -> Vec<f64> {
        let rows = 0..self.like_it.len();
        rows.map(|row| dot(weights, self.row(row))).collect()
    }

    /// Adds the candidates of one choice, each with the first derivative of the log-likelihood by its score and minus the
    /// second.
    pub(super) fn slopes(&self, set: usize, scores: &[f64], out: &mut Vec<(u32, f32, f32)>) {
        let (rows, chosen) = self.rows(set);
        let highest = scores[rows.clone()]
            .iter()
            .copied()
            .fold(f64::MIN, f64::max);
        let total: f64 = scores[rows.clone()]
            .iter()
            .map(|s| (s - highest).exp())
            .sum();
        let says = f64::from(self.says[set]);
        for row in rows {
            let p = (scores[row] - highest).exp() / total;
            let slope = f64::from(u8::from(row == chosen)) - p;
            out.push((
                row as u32,
                (says * slope) as f32,
                (says * (p * (1.0 - p)).max(1e-4)) as f32,
            ));
        }
    }

    /// All choices in a fixed number of parts, so that sums do not depend on how many cores there are.
    fn parts(&self) -> Vec<std::ops::Range<usize>> {
        let part = self.sets.len().div_ceil(PARTS).max(1);
        let starts = (0..self.sets.len()).step_by(part);
        starts
            .map(|start| start..(start + part).min(self.sets.len()))
            .collect()
    }

    /// Log-likelihood, its gradient and the negated Hessian (lower triangle) at `weights`.
    fn derivatives(&self, weights: &[f64], sets: std::ops::Range<usize>) -> Derivatives {
        let width = self.width;
        let mut out = Derivatives::new(width);
        let mut probabilities: Vec<f64> = Vec::new();
        let mut mean = vec![0.0_f64; width];
        for set in sets {
            let (rows, chosen) = self.rows(set);
            let start = rows.start;
            probabilities.clear();
            probabilities.extend(rows.clone().map(|row| dot(weights, self.row(row))));
            let highest = probabilities.iter().copied().fold(f64::MIN, f64::max);
            let says = f64::from(self.says[set]);
            let own = probabilities[chosen - start];
            let mut total = 0.0;
            for p in &mut probabilities {
                *p = (*p - highest).exp();
                total += *p;
            }
            out.likelihood += says * (own - highest - total.ln());
            mean.fill(0.0);
            for (row, p) in rows.zip(&probabilities) {
                let p = p / total;
                let numbers = self.row(row);
                for (sum, n) in mean.iter_mut().zip(numbers) {
                    *sum += p * f64::from(*n);
                }
                if p > 1e-6 {
                    for i in 0..width {
                        let scaled = says * p * f64::from(numbers[i]);
                        if scaled != 0.0 {
                            let line = &mut out.curvature[i * width..][..=i];
                            for (sum, n) in line.iter_mut().zip(numbers) {
                                *sum += scaled * f64::from(*n);
                            }
                        }
                    }
                }
            }
            for (k, n) in self.row(chosen).iter().enumerate() {
                out.gradient[k] += says * (f64::from(*n) - mean[k]);
            }
            for i in 0..width {
                for j in 0..=i {
                    out.curvature[i * width + j] -= says * mean[i] * mean[j];
                }
            }
        }
        out
    }

    /// As [`derivatives`](Self::derivatives) over all choices, on every core. The parts do not depend
    /// on how many cores there are, so the sums do not either.
    fn all_derivatives(&self, weights: &[f64]) -> Derivatives {
        let parts = super::parallel(self.parts(), |sets| self.derivatives(weights, sets));
        let mut sum = Derivatives::new(self.width);
        for part in parts {
            sum.likelihood += part.likelihood;
            add(&mut sum.gradient, &part.gradient);
            add(&mut sum.curvature, &part.curvature);
        }
        sum
    }

    /// The weights of the best fit under a Gaussian prior around `prior` whose precision, for numbers
    /// brought to unit spread, is `ridge`. Numbers that never vary keep their prior weight.
    pub fn fit(&self, prior: &[f64], spreads: &[f64], ridge: f64) -> Vec<f64> {
        let precision: Vec<f64> = spreads.iter().map(|s| ridge * s * s).collect();
        let varies: Vec<bool> = spreads.iter().map(|s| *s > 1e-9).collect();
        let penalty = |weights: &[f64]| -> f64 {
            let terms = weights.iter().zip(prior).zip(&precision);
            terms.map(|((w, p), r)| r * (w - p).powi(2) / 2.0).sum()
        };
        let mut weights = prior.to_vec();
        if self.sets.is_empty() {
            return weights;
        }
        let mut now = self.all_derivatives(&weights);
        for _ in 0..50 {
            let merit = now.likelihood - penalty(&weights);
            let mut gradient = now.gradient.clone();
            let mut curvature = now.curvature.clone();
            for k in 0..self.width {
                gradient[k] -= precision[k] * (weights[k] - prior[k]);
                curvature[k * self.width + k] += precision[k] + 1e-9;
                if !varies[k] {
                    gradient[k] = 0.0;
                    for other in 0..self.width {
                        let (row, column) = (k.max(other), k.min(other));
                        curvature[row * self.width + column] = 0.0;
                    }
                    curvature[k * self.width + k] = 1.0;
                }
            }
            let step = solve(curvature, gradient);
            let mut share = 1.0;
            let better = loop {
                let tried: Vec<f64> = weights
                    .iter()
                    .zip(&step)
                    .map(|(w, s)| w + share * s)
                    .collect();
                let there = self.all_derivatives(&tried);
                let gain = there.likelihood - penalty(&tried) - merit;
                if gain > 0.0 {
                    weights = tried;
                    now = there;
                    break gain > 1e-7 * merit.abs();
                }
                share /= 2.0;
                if share < 1e-4 {
                    break false;
                }
            };
            if !better {
                break;
            }
        }
        weights
    }
}

struct Derivatives {
    likelihood: f64,
    gradient: Vec<f64>,
    curvature: Vec<f64>,
}

impl Derivatives {
    fn new(width: usize) -> Self {
        Self {
            likelihood: 0.0,
            gradient: vec![0.0; width],
            curvature: vec![0.0; width * width],
        }
    }
}

fn dot(weights: &[f64], numbers: &[f32]) -> f64 {
    weights
        .iter()
        .zip(numbers)
        .map(|(w, n)| w * f64::from(*n))
        .sum()
}

fn add(sum: &mut [f64], part: &[f64]) {
    sum.iter_mut().zip(part).for_each(|(s, p)| *s += p);
}

/// Solves A·x = b by Cholesky, A given by its lower triangle. A few dozen rows, so no blocks.
fn solve(mut a: Vec<f64>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        for j in 0..=i {
            let (head, line) = a.split_at(i * n);
            let above = if i == j { line } else { &head[j * n..] };
            let sum: f64 = line[..j].iter().zip(&above[..j]).map(|(x, y)| x * y).sum();
            let left = a[i * n + j] - sum;
            a[i * n + j] = if i == j {
                left.max(1e-12).sqrt()
            } else {
                left / a[j * n + j]
            };
        }
        let sum: f64 = (0..i).map(|k| a[i * n + k] * b[k]).sum();
        b[i] = (b[i] - sum) / a[i * n + i];
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| a[k * n + i] * b[k]).sum();
        b[i] = (b[i] - sum) / a[i * n + i];
    }
    b
}

/// What one climb looks at.
struct Route<'a> {
    choices: &'a Choices,
    /// Of each number, all candidates.
    columns: &'a [Vec<f32>],
    parts: Vec<std::ops::Range<usize>>,
}

impl Route<'_> {
    /// One weight at a time, in steps that begin at [`FIRST_REACH`] (in units of the numbers' spread)
    /// and halve down to [`LAST_REACH`].
    fn climb(&self, mut weights: Vec<f64>, spreads: &[f64]) -> Vec<f64> {
        let mut utilities = self.choices.utilities(&weights);
        let mut best = self.reciprocal_ranks(&utilities, &utilities, 0.0);
        let mut reach = FIRST_REACH;
        while reach >= LAST_REACH {
            let before = best;
            for (k, spread) in spreads.iter().enumerate().filter(|(_, s)| **s > 1e-9) {
                let column = &self.columns[k];
                for direction in [1.0, -1.0] {
                    let step = direction * reach * (1.0 / spread).min(MOST_REACH);
                    let there = self.reciprocal_ranks(&utilities, column, step as f32);
                    if there > best * LEAST_GAIN {
                        best = there;
                        weights[k] += step;
                        for (utility, number) in utilities.iter_mut().zip(column) {
                            *utility += step as f32 * number;
                        }
                        break;
                    }
                }
            }
            if best < before * ENOUGH_GAIN {
                reach /= 2.0;
            }
        }
        weights
    }

    /// The mean reciprocal rank when `step` times `column` is added to the utilities.
    fn reciprocal_ranks(&self, utilities: &[f32], column: &[f32], step: f32) -> f64 {
        // Climbs run side by side, so that one sum needs no second core.
        let sums = self.parts.iter().cloned().map(|sets| {
            let mut sum = 0.0;
            for set in sets {
                let (rows, chosen) = self.choices.rows(set);
                let own = utilities[chosen] + step * column[chosen];
                let mut rank = 1.0 - self.choices.like_it[chosen];
                for row in rows {
                    if utilities[row] + step * column[row] >= own {
                        rank += self.choices.like_it[row];
                    }
                }
                if rank <= DEPTH {
                    sum += f64::from(self.choices.says[set]) / f64::from(rank);
                }
            }
            sum
        });
        let sets = self.parts.iter().cloned().flatten();
        let said: f64 = sets.map(|set| f64::from(self.choices.says[set])).sum();
        sums.sum::<f64>() / said.max(1e-9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Choices drawn from a known law, by a fixed sequence of pseudo-random numbers.
    fn drawn(truth: &[f64], sets: usize) -> Choices {
        let mut state = 7_u64;
        let mut random = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut choices = Choices::new(truth.len());
        for _ in 0..sets {
            let rows: Vec<Vec<f64>> = (0..5)
                .map(|_| truth.iter().map(|_| random() * 2.0 - 1.0).collect())
                .collect();
            let weights: Vec<f64> = rows
                .iter()
                .map(|row| row.iter().zip(truth).map(|(x, w)| x * w).sum::<f64>().exp())
                .collect();
            let mut left = random() * weights.iter().sum::<f64>();
            let chosen = weights.iter().position(|w| {
                left -= w;
                left <= 0.0
            });
            rows.iter().for_each(|row| choices.add(row, 1.0));
            choices.close(chosen.unwrap_or(4));
        }
        choices
    }

    #[test]
    fn the_law_behind_the_choices_is_found() {
        let truth = [1.5, -0.7, 0.0];
        let choices = drawn(&truth, 20_000);
        let found = choices.fit(&[0.0; 3], &choices.spreads(), 1e-3);
        for (found, truth) in found.iter().zip(truth) {
            assert!((found - truth).abs() < 0.06, "{found} for {truth}");
        }
    }

    #[test]
    fn what_never_varies_keeps_its_prior() {
        let mut choices = Choices::new(2);
        for chosen in [0, 0, 1] {
            choices.add(&[1.0, 3.0], 1.0);
            choices.add(&[0.0, 3.0], 1.0);
            choices.close(chosen);
        }
        let found = choices.fit(&[0.0, -8.0], &choices.spreads(), 1e-6);
        assert!((found[0] - 2.0_f64.ln()).abs() < 1e-3, "{found:?}");
        assert_eq!(found[1], -8.0);
    }

    #[test]
    fn a_candidate_can_stand_for_many() {
        let mut choices = Choices::new(1);
        choices.add(&[1.0], 1.0);
        choices.add(&[0.0], 3.0);
        choices.close(0);
        assert_eq!(choices.mean_reciprocal_rank(&[1.0]), 1.0);
        assert_eq!(choices.mean_reciprocal_rank(&[-1.0]), 0.25);
    }

    #[test]
    fn a_climb_puts_what_was_chosen_in_front() {
        let choices = drawn(&[2.0, -1.0, 0.0], 4_000);
        let spreads = choices.spreads();
        let lost = [-0.5, 0.5, 0.5];
        let top = choices.climb(&lost, &spreads);
        let (before, after) = (
            choices.mean_reciprocal_rank(&lost),
            choices.mean_reciprocal_rank(&top),
        );
        let best = choices.mean_reciprocal_rank(&[2.0, -1.0, 0.0]);
        assert!(
            before < best && after > best * 0.99,
            "{before} {after} {best}"
        );
    }
}
