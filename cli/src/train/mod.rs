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
mod onward;
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
use crate::parts::brotli_size;

/// At most so many bytes with brotli for what is known of next items, for each item that has events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget(pub usize);

impl Default for Budget {
    fn default() -> Budget {
        Budget(64)
    }
}

/// How many weights an item keeps, on average over the items that have events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Density {
    /// Entries of the session relation.
    pub session: usize,
    /// Entries of the transition relation.
    pub transition: usize,
}

impl Density {
    /// Where a budget begins: an entry takes at least 1.6 bytes, and the session relation, which knows more, gets three
    /// quarters. At least one entry each. 64 bytes are 28 and 10 entries, where the figures have stopped rising on the sets at
    /// hand.
    fn within(Budget(bytes): Budget) -> Density {
        Density::of_entries(bytes * 3 / 5)
    }

    fn of_entries(entries: usize) -> Density {
        let session = (entries * 3 / 4).clamp(1, 128);
        Density {
            session,
            transition: entries.saturating_sub(session).clamp(1, 64),
        }
    }

    /// The next one that would fit if every entry took the same; `None` where there is nothing left to cut.
    fn cut(self, share: f64) -> Option<Density> {
        let entries = self.session + self.transition;
        let fewer = ((entries as f64 * share) as usize).min(entries - 1);
        let cut = Density::of_entries(fewer);
        (cut != self).then_some(cut)
    }
}

/// What training made.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// The relations, for the pack: the session model first. Empty where no session has two items.
    pub relations: Vec<RelationSource>,
    /// The settings, and how they were chosen.
    pub chosen: Chosen,
    /// How many weights an item keeps; fewer than wanted where they would not have fitted the budget.
    pub density: Density,
    /// How many it would keep if the budget allowed.
    pub wanted: Density,
    /// How many pairs of different items occur in one session: what training time grows with.
    pub pairs: usize,
}

impl Trained {
    /// Says so, where fewer weights are kept than would be if the budget allowed.
    pub fn cut_to_fit(&self, budget: Budget) -> Option<String> {
        let all = |density: Density| density.session + density.transition;
        let (kept, wanted) = (all(self.density), all(self.wanted));
        (kept < wanted).then(|| {
            format!(
                "{kept} weights an item in place of {wanted}, to take at most {} bytes with brotli an item that has events \
                 (--bytes-per-item)",
                budget.0
            )
        })
    }
}

/// Chooses settings on the latest sessions, then trains on all, with as many weights as fit the budget. `items` is the
/// number of dense indices, all that occur being below it. The same input gives the same output.
pub fn relations(sequences: &[Sequence], items: usize, budget: Budget) -> Trained {
    let wanted = Density::within(budget);
    let mut chosen = choose(sequences, items, wanted.session);
    let whole = Whole::of(sequences, items, &chosen.choice);
    let most = budget.0 * occurring(sequences, items);
    let (mut density, mut relations) = (wanted, whole.cut(sequences, items, wanted));
    loop {
        let bytes = bytes(&relations);
        let share = most as f64 / bytes.max(1) as f64;
        match density.cut(share) {
            Some(cut) if bytes > most => density = cut,
            _ => break,
        }
        relations = whole.cut(sequences, items, density);
    }
    if density.session < wanted.session && chosen.loss.is_some() {
        chosen.loss = Some(choose::loss(
            sequences,
            items,
            density.session,
            &chosen.choice,
        ));
    }
    Trained {
        relations,
        chosen,
        density,
        wanted,
        pairs: whole.pairs,
    }
}

/// Trains with known settings: the relations.
pub fn with_choice(
    sequences: &[Sequence],
    items: usize,
    density: Density,
    choice: &Choice,
) -> Vec<RelationSource> {
    Whole::of(sequences, items, choice).cut(sequences, items, density)
}

/// The session model with all its weights, and the number of pairs it was learned from. Where no session has two items it
/// has nothing to say.
#[derive(Default)]
struct Whole {
    rows: Option<Vec<prune::Row>>,
    pairs: usize,
}

impl Whole {
    fn of(sequences: &[Sequence], items: usize, choice: &Choice) -> Whole {
        if sequences.iter().all(|s| s.steps() == 0) {
            return Whole::default();
        }
        let moments = slist::Moments::of(sequences, items, &choice.shape);
        let rows = local::solve(&moments, choice.blend, local::Work::FULL);
        Whole {
            rows: Some(onward::add(rows, choice.onward)),
            pairs: moments.pairs(),
        }
    }

    /// What a pack ships of it, and the transitions beside it.
    fn cut(&self, sequences: &[Sequence], items: usize, density: Density) -> Vec<RelationSource> {
        let Some(rows) = &self.rows else {
            return Vec::new();
        };
        vec![
            RelationSource {
                kind: RelationKind::Session,
                rows: prune::by_predictor(rows, density.session),
            },
            RelationSource {
                kind: RelationKind::Transition,
                rows: cooccurrence::transition_rows(sequences, items, density.transition),
            },
        ]
    }
}

/// What relations take in a pack, with brotli.
fn bytes(relations: &[RelationSource]) -> usize {
    let bytes = relations.iter().map(RelationSource::to_bytes);
    bytes
        .map(|b| brotli_size(&b.expect("rows as training makes them are writable")))
        .sum()
}

/// How many different items the sessions have.
fn occurring(sequences: &[Sequence], items: usize) -> usize {
    let mut occurs = vec![false; items];
    for &item in sequences.iter().flat_map(|sequence| &sequence.items) {
        occurs[item as usize] = true;
    }
    occurs.into_iter().filter(|occurs| *occurs).count()
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
        let first = relations(&log(300), 30, Budget::default());
        assert_eq!(first, relations(&log(300), 30, Budget::default()));
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
            assert_eq!(relations(&log, 1, Budget::default()).relations, []);
        }
    }

    #[test]
    fn a_budget_in_bytes_is_divided() {
        let density = |session, transition| Density {
            session,
            transition,
        };
        assert_eq!(Density::within(Budget::default()), density(28, 10));
        assert_eq!(Density::within(Budget(0)), density(1, 1));
        assert_eq!(Density::within(Budget(100_000)), density(128, 64));
    }

    #[test]
    fn what_is_shipped_fits_the_budget_as_it_is_compressed() {
        // Many different pairs: nothing that brotli could make small by itself.
        let mut state = 1_u32;
        let mut draw = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % 900
        };
        let log: Vec<Sequence> = (0..3000)
            .map(|s| Sequence {
                items: (0..6).map(|_| draw()).collect(),
                times: vec![s * 600; 6],
            })
            .collect();
        for budget in [12, 40] {
            let trained = relations(&log, 900, Budget(budget));
            let each = bytes(&trained.relations) as f64 / 900.0;
            assert!(each <= budget as f64, "{each} of {budget}");
            assert!(
                each > budget as f64 * 0.7,
                "{each} of {budget} leaves much unused"
            );
        }
        let least = relations(&log, 900, Budget(0)).density;
        assert_eq!((least.session, least.transition), (1, 1));
    }
}
