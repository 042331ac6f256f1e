//! What vitrine is measured against in the same run: one file a baseline. Those that learn are
//! trained here, on the training log, with no look at the sessions they are tested on.

mod last_touched;
mod markov;
mod merchant;
mod neighbours;
mod popularity;
mod random;
mod slist;
mod stan;
mod vs_knn;
mod vstan;

pub use last_touched::LastTouched;
pub use markov::Markov;
pub use merchant::Merchant;
pub use popularity::Popularity;
pub use random::RandomOrder;
pub use slist::Slist;
pub use stan::stan_knn;
pub use vs_knn::vs_knn;
pub use vstan::vstan;

use super::ranker::Pool;

/// Fills `scores` for a pool from a function of the item.
fn fill(pool: Pool<'_>, items: usize, scores: &mut Vec<f64>, score: impl FnMut(u32) -> f64) {
    match pool {
        Pool::Catalogue => scores.extend((0..items as u32).map(score)),
        Pool::List(list) => scores.extend(list.iter().copied().map(score)),
        Pool::Shown(list) => {
            let mut score = score;
            let known = list.items.iter().map(|item| item.map_or(0.0, &mut score));
            scores.extend(known);
        }
    }
}

/// Popularity scaled to be smaller than any other difference: it decides between equals, as a shop
/// would.
fn tie_break(popularity: &[u32]) -> Vec<f64> {
    let highest = popularity.iter().max().map_or(1, |&p| p.max(1));
    popularity
        .iter()
        .map(|&p| 1e-9 * f64::from(p) / f64::from(highest))
        .collect()
}
