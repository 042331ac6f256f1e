//! How different the orders of different shoppers are: if everybody got the same, nothing would be
//! personal.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Trial;
use super::engine::Engine;
use super::lineup::engine;
use super::random::Random;
use super::ranker::{Moment, Pool, Ranker};
use super::tasks::{Offer, Question};
use super::visit::Visit;

/// Sessions whose orders are compared.
const SESSIONS: usize = 300;
/// At most so many pairs of them.
const PAIRS: usize = 2000;
/// What stands first.
const FIRST: usize = 10;

/// The order that one shopper got, at the last question of a session.
#[derive(Debug, Clone, PartialEq)]
struct Order {
    /// Only orders of one family are compared: those of the same list, or of the whole catalogue.
    family: u32,
    /// The items, the best first; of the whole catalogue only the first ten.
    items: Vec<u32>,
    /// Whether it is a whole list.
    whole: bool,
}

/// The figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Variety {
    /// Pairs of sessions that were compared.
    pub pairs: usize,
    /// The mean share of the first ten of one order that is not among the first ten of the other.
    pub first_ten: f64,
    /// Of lists: the mean share of pairs of cards that stand the other way round (Kendall's distance: 0
    /// for the same order, 1 for the reverse); `None` for the whole catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turned: Option<f64>,
}

/// How different vitrine's orders are, by group of questions, from the last question of random sessions.
pub fn varieties(
    trial: &Trial<'_>,
    visits: &[Visit<'_>],
    questions: &[Question],
) -> Vec<Option<Variety>> {
    let of_group = |group: usize| {
        let mine = questions.iter().filter(|q| q.group == group);
        let mut last: BTreeMap<usize, &Question> = BTreeMap::new();
        for question in mine.filter(|q| !matches!(q.offer, Offer::Shown(..))) {
            last.insert(question.step.visit, question);
        }
        let mut last: Vec<&Question> = last.into_values().collect();
        Random::new(trial.seed).shuffle(&mut last);
        last.truncate(SESSIONS);
        let mut engine = engine(trial);
        let orders: Vec<Order> = last
            .into_iter()
            .map(|question| order(&mut engine, &visits[question.step.visit], question))
            .collect();
        variety(&orders, trial.seed)
    };
    (0..trial.task.groups().len()).map(of_group).collect()
}

/// The order that answers one question.
fn order(engine: &mut Engine<'_>, visit: &Visit<'_>, question: &Question) -> Order {
    engine.begin();
    engine.remember(&visit.earlier);
    let step = &question.step;
    visit.events[..step.at]
        .iter()
        .for_each(|event| engine.observe(event));
    let moment = Moment {
        now: step.now,
        current: step.current,
    };
    let mut scores = Vec::new();
    let (items, most): (Vec<u32>, usize) = match &question.offer {
        Offer::List(list) => {
            engine.score(Pool::List(list), moment, &mut scores);
            (list.to_vec(), usize::MAX)
        }
        _ => {
            engine.score(Pool::Catalogue, moment, &mut scores);
            ((0..scores.len() as u32).collect(), 10)
        }
    };
    let mut places: Vec<usize> = (0..items.len()).collect();
    places.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    Order {
        family: question.family,
        items: places
            .into_iter()
            .take(most)
            .map(|place| items[place])
            .collect(),
        whole: matches!(question.offer, Offer::List(_)),
    }
}

/// Compares orders of random pairs; `None` if there is no pair.
fn variety(orders: &[Order], seed: u64) -> Option<Variety> {
    let mut random = Random::new(seed);
    let (mut pairs, mut first_ten, mut turned) = (0, 0.0, 0.0);
    for _ in 0..PAIRS * 20 {
        if pairs == PAIRS || orders.len() < 2 {
            break;
        }
        let (a, b) = (random.below(orders.len()), random.below(orders.len()));
        if a == b || orders[a].family != orders[b].family {
            continue;
        }
        let (a, b) = (&orders[a], &orders[b]);
        let first = |order: &Order| order.items[..FIRST.min(order.items.len())].to_vec();
        let (ten, other) = (first(a), first(b));
        let shared = ten.iter().filter(|item| other.contains(item)).count();
        first_ten += 1.0 - shared as f64 / ten.len().max(other.len()).max(1) as f64;
        turned += kendall(&a.items, &b.items);
        pairs += 1;
    }
    let count = pairs as f64;
    (pairs > 0).then(|| Variety {
        pairs,
        first_ten: first_ten / count,
        turned: orders[0].whole.then_some(turned / count),
    })
}

/// The share of pairs of items of both orders that stand the other way round.
fn kendall(a: &[u32], b: &[u32]) -> f64 {
    let places: Vec<usize> = a
        .iter()
        .filter_map(|item| b.iter().position(|other| other == item))
        .collect();
    let pairs = places.len() * places.len().saturating_sub(1) / 2;
    let turned: usize = (1..places.len())
        .map(|later| {
            places[..later]
                .iter()
                .filter(|place| **place > places[later])
                .count()
        })
        .sum();
    turned as f64 / pairs.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(family: u32, items: &[u32]) -> Order {
        Order {
            family,
            items: items.to_vec(),
            whole: true,
        }
    }

    #[test]
    fn same_and_reverse_orders() {
        let up: Vec<u32> = (0..20).collect();
        let down: Vec<u32> = (0..20).rev().collect();
        let same = variety(&[order(1, &up), order(1, &up), order(2, &down)], 1).expect("pairs");
        assert_eq!((same.first_ten, same.turned), (0.0, Some(0.0)));
        let reverse = variety(&[order(1, &up), order(1, &down)], 1).expect("pairs");
        assert_eq!((reverse.first_ten, reverse.turned), (1.0, Some(1.0)));
        assert_eq!(variety(&[order(1, &up), order(2, &up)], 1), None);
        assert_eq!(kendall(&[1, 2, 3], &[2, 1, 9]), 1.0);
        assert_eq!(kendall(&[1, 2, 3], &[1, 3, 2]), 1.0 / 3.0);
    }
}
