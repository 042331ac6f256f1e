//! Who reads the page: by counting, and by classifiers trained on shoppers whose favourites are known. The best of
//! them on those to be named counts, which favours the adversary.

use super::CLASSES;
use super::page::{READ, Shopper};

const STEPS: usize = 400;
const RATE: f64 = 0.5;
/// Pulls weights to nothing.
const RIDGE: f64 = 0.003;

/// Which of `tried` have their favourite named after so many views.
pub fn best(known: &[Shopper], tried: &[Shopper], views: usize) -> Vec<bool> {
    let mean = |shopper: &Shopper| -> Vec<f64> {
        let seen = &shopper.views[..views];
        (0..CLASSES * READ)
            .map(|at| seen.iter().map(|view| view[at]).sum::<f64>() / views as f64)
            .collect()
    };
    let mut known_rows: Vec<Vec<f64>> = known.iter().map(mean).collect();
    let mut rows: Vec<Vec<f64>> = tried.iter().map(mean).collect();
    // As far as each number lies from what is usual for its class, the merchant's order with it.
    for at in 0..CLASSES * READ {
        let count = known_rows.len() as f64;
        let usual = known_rows.iter().map(|row| row[at]).sum::<f64>() / count;
        let squares = known_rows.iter().map(|row| (row[at] - usual).powi(2));
        let spread = (squares.sum::<f64>() / count).sqrt().max(1e-9);
        for row in known_rows.iter_mut().chain(&mut rows) {
            row[at] = (row[at] - usual) / spread;
        }
    }
    let own: Vec<usize> = (0..READ).collect();
    let mut guesses: Vec<Vec<usize>> = own
        .iter()
        .map(|read| {
            rows.iter()
                .map(|row| highest((0..CLASSES).map(|class| row[class * READ + read])))
                .collect()
        })
        .collect();
    let favourites: Vec<usize> = known.iter().map(|shopper| shopper.favourite).collect();
    // One weight for each number read, the same for all classes; and a weight for every number and class.
    for shared in [true, false] {
        let weights = train(&known_rows, &favourites, shared);
        guesses.push(
            rows.iter()
                .map(|row| highest(scores(&weights, row).into_iter()))
                .collect(),
        );
    }
    guesses.push(nearest(&known_rows, &favourites, &rows));
    let hits = |guess: &Vec<usize>| -> Vec<bool> {
        guess
            .iter()
            .zip(tried)
            .map(|(guess, shopper)| *guess == shopper.favourite)
            .collect()
    };
    let all = guesses.iter().map(hits);
    all.max_by_key(|hits| hits.iter().filter(|hit| **hit).count())
        .unwrap_or_default()
}

/// The class whose shoppers look most like it, by the distance of means.
fn nearest(known: &[Vec<f64>], favourites: &[usize], rows: &[Vec<f64>]) -> Vec<usize> {
    let mut means = vec![vec![0.0; CLASSES * READ]; CLASSES];
    for (row, favourite) in known.iter().zip(favourites) {
        let count = favourites.iter().filter(|one| *one == favourite).count() as f64;
        let sums = means[*favourite].iter_mut().zip(row);
        sums.for_each(|(sum, x)| *sum += x / count);
    }
    let close = |row: &[f64], mean: &[f64]| -> f64 {
        let squares = row.iter().zip(mean).map(|(x, y)| (x - y).powi(2));
        -squares.sum::<f64>()
    };
    rows.iter()
        .map(|row| highest(means.iter().map(|mean| close(row, mean))))
        .collect()
}

fn highest(scores: impl Iterator<Item = f64>) -> usize {
    let best = scores.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    best.map_or(0, |(class, _)| class)
}

fn scores(weights: &[Vec<f64>], row: &[f64]) -> Vec<f64> {
    let dot = |weights: &Vec<f64>| weights.iter().zip(row).map(|(w, x)| w * x).sum();
    weights.iter().map(dot).collect()
}

/// Multinomial logistic regression by gradient descent.
fn train(rows: &[Vec<f64>], favourites: &[usize], shared: bool) -> Vec<Vec<f64>> {
    let width = CLASSES * READ;
    let mut weights = vec![vec![0.0; width]; CLASSES];
    for _ in 0..STEPS {
        let mut slope = vec![vec![0.0; width]; CLASSES];
        for (row, favourite) in rows.iter().zip(favourites) {
            let mut likely: Vec<f64> = scores(&weights, row);
            let most = likely.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            likely
                .iter_mut()
                .for_each(|score| *score = libm::exp(*score - most));
            let total: f64 = likely.iter().sum();
            for (class, slope) in slope.iter_mut().enumerate() {
                let off = f64::from(u8::from(class == *favourite)) - likely[class] / total;
                slope
                    .iter_mut()
                    .zip(row)
                    .for_each(|(slope, x)| *slope += off * x);
            }
        }
        if shared {
            for read in 0..READ {
                let mean = (0..CLASSES)
                    .map(|class| slope[class][class * READ + read])
                    .sum::<f64>()
                    / CLASSES as f64;
                for (class, slope) in slope.iter_mut().enumerate() {
                    slope[class * READ + read] = mean * CLASSES as f64;
                }
            }
            for (class, slope) in slope.iter_mut().enumerate() {
                for (at, slope) in slope.iter_mut().enumerate() {
                    if at / READ != class {
                        *slope = 0.0;
                    }
                }
            }
        }
        let count = rows.len() as f64;
        for (weights, slope) in weights.iter_mut().zip(slope) {
            for (weight, slope) in weights.iter_mut().zip(slope) {
                *weight += RATE * (slope / count - RIDGE * *weight);
            }
        }
    }
    weights
}
