//! What the shopper touched in this session first, the latest at the top; the rest as it was shown.

use std::collections::HashMap;

use super::Pool;
use crate::evaluate::ranker::{Moment, Ranker};
use crate::evaluate::visit::Seen;
use crate::train::turns_to;

/// Remembers when each item of the visit was touched last.
#[derive(Default)]
pub struct LastTouched {
    /// By the item's number in the log.
    touched: HashMap<u32, usize>,
    /// By the item's index in the pack.
    known: HashMap<u32, usize>,
    events: usize,
}

impl Ranker for LastTouched {
    fn name(&self) -> &str {
        "last touched first"
    }

    fn begin(&mut self) {
        *self = Self::default();
    }

    fn observe(&mut self, event: &Seen) {
        if turns_to(event.kind) {
            self.events += 1;
            self.touched.insert(event.logged, self.events);
            if let Some(item) = event.item {
                self.known.insert(item, self.events);
            }
        }
    }

    fn score(&mut self, pool: Pool<'_>, _: Moment, scores: &mut Vec<f64>) {
        let score = |at: Option<&usize>, place: usize| match at {
            Some(at) => *at as f64,
            None => -(place as f64) - 1.0,
        };
        match pool {
            Pool::Catalogue => {}
            Pool::List(list) => {
                let places = list.iter().enumerate();
                scores.extend(places.map(|(place, item)| score(self.known.get(item), place)));
            }
            Pool::Shown(list) => {
                let places = list.logged.iter().enumerate();
                scores.extend(places.map(|(place, item)| score(self.touched.get(item), place)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::tasks::ShownOffer;
    use crate::input::kind::EventKind;

    #[test]
    fn the_latest_stands_first_and_the_rest_as_shown() {
        let mut ranker = LastTouched::default();
        for logged in [7, 5, 7, 9, 5] {
            ranker.observe(&Seen {
                logged,
                item: None,
                kind: EventKind::View,
                time: 0,
                price: None,
            });
        }
        let list = ShownOffer {
            logged: vec![1, 7, 2, 5],
            items: vec![None; 4],
            prices: vec![None; 4],
        };
        let mut scores = Vec::new();
        let moment = Moment {
            now: 0,
            current: None,
        };
        ranker.score(Pool::Shown(&list), moment, &mut scores);
        assert_eq!(scores, [-1.0, 3.0, -3.0, 5.0]);
    }
}
