//! What directly follows what: counts of transitions, the floor under every learned model.

use super::prune::{self, Row};
use super::sequence::Sequence;
use super::sparse::Sparse;

/// A transition is believed in full when it has been seen often; one that was the only thing ever
/// to follow an item counts `1 / (1 + CAUTION)`, not as a certainty.
const CAUTION: f32 = 1.0;

/// Counts by predictor: row `i`, column `j` is how often `j` came directly after `i`.
pub fn transitions(sequences: &[Sequence], items: usize) -> Sparse {
    let mut followers = vec![Vec::new(); items];
    for sequence in sequences {
        for pair in sequence.items.windows(2) {
            followers[pair[0] as usize].push((pair[1], 1.0));
        }
    }
    let mut counts = Sparse::new(items);
    for row in followers {
        counts.push_row(row);
    }
    counts
}

/// The share of all that follows `i` that is `j`, held back where little was seen. Rows by
/// candidate `j`; each predictor keeps its `keep` most frequent followers.
pub fn transition_rows(sequences: &[Sequence], items: usize, keep: usize) -> Vec<Row> {
    let counts = transitions(sequences, items);
    let mut shares = Vec::with_capacity(items);
    for predictor in 0..items {
        let row = counts.row(predictor);
        let total: f32 = row.iter().map(|e| e.1).sum();
        shares.push(
            row.iter()
                .map(|&(j, n)| (j, n / (total + CAUTION)))
                .collect(),
        );
    }
    prune::by_predictor(&prune::transpose(&shares), keep)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(items: &[u32]) -> Sequence {
        Sequence {
            items: items.to_vec(),
            times: vec![0; items.len()],
        }
    }

    #[test]
    fn shares_of_what_follows() {
        let log = [
            sequence(&[0, 1, 2]),
            sequence(&[0, 1]),
            sequence(&[0, 2]),
            sequence(&[2]),
        ];
        assert_eq!(transitions(&log, 3).row(0), [(1, 2.0), (2, 1.0)]);
        let rows = transition_rows(&log, 3, 5);
        assert_eq!(rows, [vec![], vec![(0, 0.5)], vec![(0, 0.25), (1, 0.5)]]);
        assert_eq!(
            transition_rows(&log, 3, 1)[2],
            [(1, 0.5)],
            "only the most frequent stays"
        );
    }
}
