//! What is learned from the event log: which item follows which, as the few weights per item that a
//! pack ships.
//!
//! [`relations`] is the everyday entry: it chooses the settings on the latest training sessions and
//! trains on all of them. [`with_choice`] trains with settings that are already known, for whoever
//! learns something on top and must hold sessions out.

mod choose;
pub mod cooccurrence;
pub mod dense;
mod local;
pub mod propensity;
mod prune;
mod sequence;
pub mod slist;
mod sparse;
pub mod weights;

use vitrine::pack::{RelationKind, RelationSource};

pub use choose::{Choice, Chosen, HELD_OUT, choose, choose_plain, merit, spread};
pub use sequence::{Sequence, split_latest};
pub use sparse::Sparse;

use crate::input::kind::EventKind;
use crate::input::log::EventLog;

/// How many weights an item keeps, on average over the items that have events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Density {
    /// Entries of the session relation.
    pub session: usize,
    /// Entries of the transition relation.
    pub transition: usize,
}

impl Density {
    /// Divides a budget of bytes per item: an entry takes about two and a half, and the session
    /// relation, which knows more, gets three quarters. At least one entry each.
    pub fn of_bytes(bytes_per_item: usize) -> Density {
        let entries = bytes_per_item * 2 / 5;
        let session = (entries * 3 / 4).clamp(1, 128);
        Density {
            session,
            transition: entries.saturating_sub(session).clamp(1, 64),
        }
    }
}

impl Default for Density {
    /// 96 bytes: 28 and 10 entries, where the figures have stopped rising on the sets at hand.
    fn default() -> Density {
        Density::of_bytes(96)
    }
}

/// What training made.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// The relations, for the pack: the session model first. Empty where no session has two items.
    pub relations: Vec<RelationSource>,
    /// The settings, and how they were chosen.
    pub chosen: Chosen,
    /// How many pairs of different items occur in one session: what training time grows with.
    pub pairs: usize,
}

/// Chooses settings on the latest sessions, then trains on all. `items` is the number of dense
/// indices, all that occur being below it. The same input gives the same output.
pub fn relations(sequences: &[Sequence], items: usize, density: Density) -> Trained {
    let chosen = choose(sequences, items, density.session);
    let (relations, pairs) = with_choice(sequences, items, density, &chosen.choice);
    Trained {
        relations,
        chosen,
        pairs,
    }
}

/// Trains with known settings: the relations, and the number of pairs they were learned from.
pub fn with_choice(
    sequences: &[Sequence],
    items: usize,
    density: Density,
    choice: &Choice,
) -> (Vec<RelationSource>, usize) {
    if sequences.iter().all(|s| s.steps() == 0) {
        return (Vec::new(), 0);
    }
    let moments = slist::Moments::of(sequences, items, &choice.shape);
    let rows = local::solve(&moments, choice.blend, local::Work::FULL);
    let transition = cooccurrence::transition_rows(sequences, items, density.transition);
    let relations = vec![
        RelationSource {
            kind: RelationKind::Session,
            rows: prune::by_predictor(&rows, density.session),
        },
        RelationSource {
            kind: RelationKind::Transition,
            rows: transition,
        },
    ];
    (relations, moments.pairs())
}

/// Whether an event says that the shopper turned to the item: what a session is made of, and what
/// counts as a step. Being shown something, dwelling on what was already opened, searching and
/// taking back are not.
pub fn turns_to(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::View
            | EventKind::Click
            | EventKind::Wishlist
            | EventKind::CartAdd
            | EventKind::Purchase
    )
}

/// The log's sessions as training sees them. `index` gives the dense index of each of the log's
/// items; items without one are left out.
pub fn sequences(log: &EventLog, index: &[Option<u32>]) -> Vec<Sequence> {
    let sequence = |session: &crate::input::log::Session| {
        let mut sequence = Sequence::default();
        for event in &session.events {
            if let Some(item) = index[event.item as usize]
                && turns_to(event.kind)
            {
                sequence.push(item, event.time);
            }
        }
        sequence
    };
    log.sessions
        .iter()
        .map(sequence)
        .filter(|s| !s.items.is_empty())
        .collect()
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
    fn the_same_log_gives_the_same_relations() {
        let first = relations(&log(300), 30, Density::default());
        assert_eq!(first, relations(&log(300), 30, Density::default()));
        let kinds: Vec<_> = first.relations.iter().map(|r| r.kind).collect();
        assert_eq!(kinds, [RelationKind::Session, RelationKind::Transition]);
        for relation in &first.relations {
            assert_eq!(relation.rows.len(), 30);
            assert!(
                relation
                    .rows
                    .iter()
                    .flatten()
                    .all(|&(i, w)| i < 23 && w > 0.0)
            );
            assert!(relation.rows[23..].iter().all(Vec::is_empty));
        }
    }

    #[test]
    fn nothing_to_learn_from_gives_no_relation() {
        let lonely = Sequence {
            items: vec![0],
            times: vec![5],
        };
        for log in [vec![], vec![lonely.clone()], vec![lonely; 500]] {
            assert_eq!(relations(&log, 1, Density::default()).relations, []);
        }
    }

    #[test]
    fn a_budget_in_bytes_is_divided() {
        assert_eq!(
            Density::of_bytes(96),
            Density {
                session: 28,
                transition: 10
            }
        );
        assert_eq!(
            Density::of_bytes(0),
            Density {
                session: 1,
                transition: 1
            }
        );
        assert_eq!(
            Density::of_bytes(100_000),
            Density {
                session: 128,
                transition: 64
            }
        );
    }
}
