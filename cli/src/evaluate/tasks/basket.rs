//! Baskets: one half is given, where does the other stand? Things of one basket share their time, so
//! they are shuffled with a seed; what is given is no candidate.

use super::{Offer, Question};
use crate::evaluate::random::Random;
use crate::evaluate::visit::{Step, Visit};
use crate::train::turns_to;

/// Turns every visit into a shuffled basket of different items, and asks for each item of its second
/// half. Visits of one item have no second half.
pub fn questions(visits: &mut [Visit<'_>], seed: u64) -> Vec<Question> {
    let mut random = Random::new(seed);
    let mut questions = Vec::new();
    for (visit, basket) in visits.iter_mut().enumerate() {
        let mut met = std::collections::HashSet::new();
        basket
            .events
            .retain(|event| turns_to(event.kind) && met.insert(event.logged));
        let now = basket.events.iter().map(|event| event.time).max();
        random.shuffle(&mut basket.events);
        let at = basket.events.len().div_ceil(2);
        for event in &basket.events[at..] {
            questions.push(Question {
                step: Step {
                    visit,
                    at,
                    current: None,
                    target: event.item,
                    now: now.unwrap_or(event.time),
                },
                offer: Offer::Rest,
                group: 0,
                family: 0,
            });
        }
    }
    questions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::visit::Seen;
    use crate::input::kind::EventKind;

    #[test]
    fn half_of_the_different_items_is_given() {
        let basket = |items: &[u32]| Visit {
            events: items
                .iter()
                .map(|&logged| Seen {
                    logged,
                    item: Some(logged),
                    kind: EventKind::Purchase,
                    time: 9,
                    price: None,
                })
                .collect(),
            ..Visit::default()
        };
        let mut visits = [
            basket(&[1, 2, 3, 2, 4, 5]),
            basket(&[7, 7]),
            Visit::default(),
        ];
        let asked = questions(&mut visits, 1);
        assert_eq!(asked.len(), 2);
        assert!(asked.iter().all(|question| question.step.at == 3));
        let mut all: Vec<u32> = visits[0].events[..3].iter().map(|e| e.logged).collect();
        all.extend(asked.iter().filter_map(|question| question.step.target));
        all.sort_unstable();
        assert_eq!(all, [1, 2, 3, 4, 5]);
        let mut again = [
            basket(&[1, 2, 3, 2, 4, 5]),
            basket(&[7, 7]),
            Visit::default(),
        ];
        assert_eq!(questions(&mut again, 1), asked);
    }
}
