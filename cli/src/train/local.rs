//! The linear model, each candidate in its own neighbourhood: what a pack ships, at any size of
//! catalogue.
//!
//! For candidate `j` only its strongest co-occurring items may have a weight; the small system of
//! just those items is solved exactly. (The neighbourhood idea is that of fsSLIM: X. Ning,
//! G. Karypis, "SLIM: Sparse Linear Methods for Top-N Recommender Systems", ICDM 2011.) Measured
//! beside the dense solution, 200 neighbours give the same figures at a tenth of the time. Work
//! grows with the number of items and of pairs that occur together, never with their square.

use std::num::NonZero;
use std::thread;

use super::prune::{self, Row};
use super::slist::{Blend, Moments};
use super::sparse::Sparse;

/// The largest neighbourhood; more change no figure.
const WIDEST: usize = 200;
/// The smallest, however large the catalogue.
const NARROWEST: usize = 48;

/// Multiply-adds that all small systems together may take.
#[derive(Debug, Clone, Copy)]
pub struct Work(f64);

impl Work {
    /// What is shipped: ten seconds or so on one core.
    pub const FULL: Work = Work(2.0e10);
    /// One of many trials.
    pub const TRIAL: Work = Work(3.0e9);
}

/// How many neighbours an item gets where `items` have events.
fn width(items: usize, work: Work) -> usize {
    let each = 6.0 * work.0 / items.max(1) as f64;
    (libm::cbrt(each) as usize).clamp(NARROWEST, WIDEST)
}

/// Solves every candidate in its neighbourhood. Rows by candidate, all positive weights in them.
pub fn solve(moments: &Moments, blend: Blend, work: Work) -> Vec<Row> {
    let gram = moments.gram(blend.alpha);
    let targets = moments.targets(blend.alpha);
    let known = (0..targets.rows())
        .filter(|&j| !targets.row(j).is_empty())
        .count();
    let around = width(known, work);
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        // Every worker takes each n-th candidate: popular ones, which are dear, lie together.
        let workers: Vec<_> = (0..workers)
            .map(|first| {
                let (gram, targets) = (&gram, &targets);
                scope.spawn(move || {
                    let mut system = System::default();
                    (first..targets.rows())
                        .step_by(workers)
                        .map(|j| system.candidate(gram, targets, j, blend.lambda, around))
                        .collect::<Vec<Row>>()
                })
            })
            .collect();
        let mut parts: Vec<_> = workers
            .into_iter()
            .map(|w| w.join().expect("solving small systems").into_iter())
            .collect();
        (0..targets.rows())
            .map(|j| {
                let part = j % parts.len();
                parts[part].next().expect("one row a candidate")
            })
            .collect()
    })
}

/// One small symmetric system, kept between candidates to spare allocations.
#[derive(Default)]
struct System {
    near: Row,
    lower: Vec<f32>,
    x: Vec<f32>,
}

impl System {
    fn candidate(
        &mut self,
        gram: &Sparse,
        targets: &Sparse,
        j: usize,
        lambda: f32,
        around: usize,
    ) -> Row {
        self.neighbourhood(gram, targets, j, around);
        self.fill(gram, lambda);
        if !self.factor() {
            return Row::new();
        }
        self.substitute();
        let weights = self.near.iter().zip(&self.x).map(|(&(i, _), &w)| (i, w));
        weights.filter(|&(_, w)| w > 0.0 && w.is_finite()).collect()
    }

    /// The items that stand most together with `j`, by what each alone would explain:
    /// `product² / own weight`. The candidate itself takes part, as shoppers come back to a product.
    fn neighbourhood(&mut self, gram: &Sparse, targets: &Sparse, j: usize, around: usize) {
        let own = |i: u32| gram.get(i as usize, i).max(f32::MIN_POSITIVE);
        let explains = |&(i, product): &(u32, f32)| (i, product * product / own(i));
        let all: Row = targets.row(j).iter().map(explains).collect();
        self.near = prune::strongest(j as u32, &all, around.saturating_sub(1));
        for entry in &mut self.near {
            entry.1 = targets.get(j, entry.0);
        }
    }

    fn fill(&mut self, gram: &Sparse, lambda: f32) {
        let n = self.near.len();
        self.lower.clear();
        self.lower.resize(n * n, 0.0);
        for r in 0..n {
            let row = gram.row(self.near[r].0 as usize);
            // Both lists rise: walk them together.
            let mut at = 0;
            for c in 0..=r {
                let wanted = self.near[c].0;
                at += row[at..].partition_point(|e| e.0 < wanted);
                if let Some(&(found, value)) = row.get(at)
                    && found == wanted
                {
                    self.lower[r * n + c] = value;
                }
            }
            self.lower[r * n + r] += lambda;
        }
        self.x.clear();
        self.x.extend(self.near.iter().map(|e| e.1));
    }

    /// Cholesky in place; false where rounding left no positive definite matrix.
    fn factor(&mut self) -> bool {
        let n = self.near.len();
        for r in 0..n {
            let (above, rest) = self.lower.split_at_mut(r * n);
            let row = &mut rest[..=r];
            for c in 0..r {
                let other = &above[c * n..=c * n + c];
                row[c] = (row[c] - dot(&row[..c], &other[..c])) / other[c];
            }
            let pivot = row[r] - dot(&row[..r], &row[..r]);
            if !(pivot > 0.0 && pivot.is_finite()) {
                return false;
            }
            row[r] = pivot.sqrt();
        }
        true
    }

    fn substitute(&mut self) {
        let n = self.near.len();
        let x = &mut self.x;
        for r in 0..n {
            let row = &self.lower[r * n..=r * n + r];
            x[r] = (x[r] - dot(&row[..r], &x[..r])) / row[r];
        }
        for r in (0..n).rev() {
            let row = &self.lower[r * n..=r * n + r];
            x[r] /= row[r];
            let value = x[r];
            for (before, weight) in x[..r].iter_mut().zip(row) {
                *before -= weight * value;
            }
        }
    }
}

/// Eight running sums, so that the compiler can use wide registers; always in the same order.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    let (wide_a, rest_a) = a.as_chunks::<8>();
    let (wide_b, rest_b) = b.as_chunks::<8>();
    for (a, b) in wide_a.iter().zip(wide_b) {
        for k in 0..8 {
            sums[k] += a[k] * b[k];
        }
    }
    let rest: f32 = rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::super::sequence::Sequence;
    use super::super::slist::{self, Shape};
    use super::*;

    /// Sessions that wander over a ring of items.
    fn ring(items: u32) -> Vec<Sequence> {
        let walk = |s: u32| {
            let items: Vec<u32> = (0..6).map(|k| (s * 7 + k * (1 + s % 3)) % items).collect();
            Sequence {
                times: vec![0; items.len()],
                items,
            }
        };
        (0..200).map(walk).collect()
    }

    #[test]
    fn a_neighbourhood_of_everything_is_the_dense_solution() {
        let (items, blend) = (
            40,
            Blend {
                alpha: 0.4,
                lambda: 3.0,
            },
        );
        let moments = Moments::of(&ring(items), items as usize, &Shape::default());
        // Where the neighbourhood leaves items out, their product with the candidate was zero, so
        // this many sessions are needed for the solutions to agree.
        let rows = solve(&moments, blend, Work::FULL);
        slist::solve(&moments, blend, |j, column| {
            let targets = moments.targets(blend.alpha);
            if targets.row(j).len() < items as usize {
                return;
            }
            for (i, &weight) in column.iter().enumerate() {
                let found = rows[j]
                    .iter()
                    .find(|e| e.0 == i as u32)
                    .map_or(0.0, |e| e.1);
                assert!(
                    (found - weight.max(0.0)).abs() < 1e-4,
                    "{i}→{j}: {found} not {weight}"
                );
            }
        })
        .expect("a solution");
    }

    #[test]
    fn large_catalogues_get_narrower_systems() {
        assert_eq!(width(5_000, Work::FULL), WIDEST);
        assert!((100..WIDEST).contains(&width(92_000, Work::FULL)));
        assert_eq!(width(100_000_000, Work::FULL), NARROWEST);
    }
}
