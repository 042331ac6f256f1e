//! Who reads the page: by counting, and by classifiers trained on shoppers whose favourites are known. The best of
//! them on those to be named counts, which favours the adversary.

use super::CLASSES;
use super::page::{READ, Shopper, View};

const STEPS: usize = 400;
const RATE: f64 = 0.5;
/// Pulls weights to nothing.
const RIDGE: f64 = 0.003;

/// What an adversary reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// The carousels of the home page.
    Home,
    /// The addresses of products' pages alone.
    Addresses,
    /// Those addresses, and the carousels beside the products.
    Products,
}

/// Which of `tried` have their favourite named after so many views.
pub fn best(known: &[Shopper], tried: &[Shopper], views: usize, reads: Reads) -> Vec<bool> {
    let favourites: Vec<usize> = known.iter().map(|shopper| shopper.favourite).collect();
    let guess = |of: &dyn Fn(&View) -> Vec<f64>, per_class: Option<usize>| {
        let mean = |shopper: &Shopper| mean(shopper.views[..views].iter().map(of));
        let known = known.iter().map(mean).collect();
        guesses(
            known,
            tried.iter().map(mean).collect(),
            &favourites,
            per_class,
        )
    };
    let addresses = || guess(&|view| view.address.clone(), Some(1));
    let guesses = match reads {
        Reads::Home => {
            let mut guesses = guess(&|view| view.classes.clone(), Some(READ));
            guesses.extend(guess(&|view| view.places.clone(), None));
            guesses
        }
        Reads::Addresses => addresses(),
        Reads::Products => {
            let both = |view: &View| [&view.address[..], &view.beside[..]].concat();
            let mut guesses = addresses();
            guesses.extend(guess(&both, None));
            guesses.extend(guess(&|view| view.beside.clone(), Some(READ)));
            guesses
        }
    };
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

fn mean(rows: impl ExactSizeIterator<Item = Vec<f64>>) -> Vec<f64> {
    let count = rows.len() as f64;
    rows.reduce(|mut sum, row| {
        sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        sum
    })
    .unwrap_or_default()
    .iter()
    .map(|sum| sum / count)
    .collect()
}

/// Guesses for `rows` in several ways; the ways that count and that share weights between classes, where every class has
/// so many numbers of its own.
fn guesses(
    mut known: Vec<Vec<f64>>,
    mut rows: Vec<Vec<f64>>,
    favourites: &[usize],
    per_class: Option<usize>,
) -> Vec<Vec<usize>> {
    // As far as each number lies from what is usual for it, the merchant's order with it.
    for at in 0..known[0].len() {
        let count = known.len() as f64;
        let usual = known.iter().map(|row| row[at]).sum::<f64>() / count;
        let squares = known.iter().map(|row| (row[at] - usual).powi(2));
        let spread = (squares.sum::<f64>() / count).sqrt().max(1e-9);
        for row in known.iter_mut().chain(&mut rows) {
            row[at] = (row[at] - usual) / spread;
        }
    }
    let mut guesses: Vec<Vec<usize>> = Vec::new();
    for read in 0..per_class.unwrap_or(0) {
        let step = per_class.unwrap_or(1);
        let own = |row: &Vec<f64>| highest(row.iter().skip(read).step_by(step).copied());
        guesses.push(rows.iter().map(own).collect());
    }
    // One weight for each number read, the same for all classes; and a weight for every number and class.
    for shared in per_class.into_iter().map(Some).chain([None]) {
        let weights = train(&known, favourites, shared);
        guesses.push(
            rows.iter()
                .map(|row| highest(scores(&weights, row).into_iter()))
                .collect(),
        );
    }
    guesses.push(nearest(&known, favourites, &rows));
    guesses
}

/// The class whose shoppers look most like it, by the distance of means.
fn nearest(known: &[Vec<f64>], favourites: &[usize], rows: &[Vec<f64>]) -> Vec<usize> {
    let mut means = vec![vec![0.0; known[0].len()]; CLASSES];
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

/// Multinomial logistic regression by gradient descent. `shared`: each class by so many numbers of its own alone, with the
/// same weights for all.
fn train(rows: &[Vec<f64>], favourites: &[usize], shared: Option<usize>) -> Vec<Vec<f64>> {
    let width = rows[0].len();
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
        if let Some(reads) = shared {
            for read in 0..reads {
                let mean = (0..CLASSES)
                    .map(|class| slope[class][class * reads + read])
                    .sum::<f64>()
                    / CLASSES as f64;
                for (class, slope) in slope.iter_mut().enumerate() {
                    slope[class * reads + read] = mean * CLASSES as f64;
                }
            }
            for (class, slope) in slope.iter_mut().enumerate() {
                for (at, slope) in slope.iter_mut().enumerate() {
                    if at / reads != class {
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
