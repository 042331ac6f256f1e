//! Choosing a neighbour method's settings, on the same part of the training sessions and by the
//! same merit as vitrine's own.

use super::index::Index;
use super::method::{Scorer, Settings};
use crate::train::{HELD_OUT, Sequence, merit, split_latest, spread};

/// At most so many held-out sessions are scored, evenly over the period.
const MOST_TRIED: usize = 1_000;

/// The best of `options` on the latest training sessions; the first one where there are none.
pub(super) fn choose(sequences: &[Sequence], items: usize, options: &[Settings]) -> Settings {
    let (early, late) = split_latest(sequences, HELD_OUT);
    let late = spread(late, MOST_TRIED);
    let index = Index::of(&early, items);
    let mut scorer = Scorer::of(&index);
    let mut best = (f64::NEG_INFINITY, options[0]);
    for settings in options {
        let reached = reached(&index, &mut scorer, settings, &late);
        if reached > best.0 {
            best = (reached, *settings);
        }
    }
    best.1
}

/// The merit on all steps of the held-out sessions.
fn reached(index: &Index, scorer: &mut Scorer, settings: &Settings, late: &[Sequence]) -> f64 {
    let (mut hits, mut reciprocal, mut steps) = (0.0, 0.0, 0usize);
    for sequence in late {
        let items: Vec<Option<u32>> = sequence.items.iter().copied().map(Some).collect();
        for at in 1..items.len() {
            let (current, target) = (sequence.items[at - 1], sequence.items[at]);
            scorer.score(index, settings, &items[..at], sequence.times[at - 1]);
            steps += 1;
            let score = scorer.of_item(target);
            if score <= 0.0 {
                continue;
            }
            let ahead = |&&c: &&u32| c != current && c != target && scorer.of_item(c) >= score;
            let place = 1 + scorer.scored().iter().filter(ahead).count();
            if place <= 20 {
                hits += 1.0;
                reciprocal += 1.0 / place as f64;
            }
        }
    }
    let steps = steps.max(1) as f64;
    merit(hits / steps, reciprocal / steps)
}

#[cfg(test)]
mod tests {
    use super::super::method::{Fade, Likeness};
    use super::*;

    #[test]
    fn the_setting_that_finds_more_wins_and_nothing_to_try_keeps_the_first() {
        // What follows depends on the item two steps back; a neighbour seen alone knows nothing.
        let session = |k: u32| Sequence {
            items: vec![k % 4, 9, 4 + k % 4],
            times: vec![k * 60; 3],
        };
        let log: Vec<Sequence> = (0..200).map(session).collect();
        let settings = |neighbours, position| Settings {
            neighbours,
            sample: 1000,
            likeness: Likeness::Vector,
            position,
            age_days: None,
            distance: None,
            nearest: Fade::Same,
            rarity: 0.0,
            reminds: true,
        };
        let (poor, good) = (settings(1000, Fade::Steps(0.01)), settings(20, Fade::Same));
        assert_eq!(choose(&log, 10, &[poor, good]), good);
        assert_eq!(choose(&[], 10, &[poor, good]), poor);
    }
}
