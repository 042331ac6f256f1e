//! Whether a profile that has to fit into a cookie or a QR code still gives the shopper's order: the first places by the
//! compact form beside those by the whole profile, at every question.

use serde::Serialize;

use super::Trial;
use super::engine::Engine;
use super::lineup::engine;
use super::ranker::{Moment, Ranker};
use super::tasks::Question;
use super::visit::Visit;
use crate::progress::Step as Progress;

/// The places that are compared.
const FIRST: usize = 4;

/// The figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Compact {
    /// The most bytes of the compact form.
    pub most: usize,
    /// Orders that were compared.
    pub orders: usize,
    /// The share of the first four places with the same item by both profiles.
    pub same: f64,
    /// Orders by a profile that had to be cut down.
    pub cut: usize,
    /// The share of the same places among these; 1 where there is none.
    pub same_of_cut: f64,
}

/// Places that were compared, and those with the same item.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    orders: usize,
    places: usize,
    same: usize,
}

impl Count {
    fn add(&mut self, whole: &[usize], compact: &[usize]) {
        self.orders += 1;
        self.places += whole.len().max(compact.len());
        let pairs = whole.iter().zip(compact);
        self.same += pairs.filter(|(one, other)| one == other).count();
    }

    fn share(self) -> f64 {
        match self.places {
            0 => 1.0,
            places => self.same as f64 / places as f64,
        }
    }
}

/// How much of the order a profile of at most `most` bytes keeps, by group of questions.
pub fn compacts(
    trial: &Trial<'_>,
    most: usize,
    visits: &[Visit<'_>],
    questions: &[Question],
) -> Vec<Option<Compact>> {
    let mut counts = vec![(Count::default(), Count::default()); trial.task.groups().len()];
    let name = format!("Cutting down to {most} bytes");
    let progress = Progress::start(name, questions.len() as u64);
    let mut whole = engine(trial);
    let mut heard = (usize::MAX, 0);
    for (asked, question) in questions.iter().enumerate() {
        let step = &question.step;
        let visit = &visits[step.visit];
        if heard.0 != step.visit {
            whole.begin();
            whole.remember(&visit.earlier);
            heard = (step.visit, 0);
            progress.at(asked as u64);
        }
        for event in &visit.events[heard.1..step.at] {
            whole.observe(event);
        }
        heard.1 = step.at;
        let (all, cut) = &mut counts[question.group];
        let order = first(&mut whole, question);
        match whole.cut_down(most) {
            Some(mut compact) => {
                let other = first(&mut compact, question);
                all.add(&order, &other);
                cut.add(&order, &other);
            }
            None => all.add(&order, &order),
        }
    }
    progress.done("compared");
    let figure = |(all, cut): (Count, Count)| {
        (all.orders > 0).then(|| Compact {
            most,
            orders: all.orders,
            same: all.share(),
            cut: cut.orders,
            same_of_cut: cut.share(),
        })
    };
    counts.into_iter().map(figure).collect()
}

/// What stands in the first places of an answer, the best first.
fn first(engine: &mut Engine<'_>, question: &Question) -> Vec<usize> {
    let moment = Moment {
        now: question.step.now,
        current: question.step.current,
    };
    let mut scores = Vec::new();
    engine.score(question.offer.pool(), moment, &mut scores);
    let mut places: Vec<usize> = (0..scores.len())
        .filter(|&place| scores[place] > f64::NEG_INFINITY)
        .collect();
    let better = |a: &usize, b: &usize| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b));
    if places.len() > FIRST {
        places.select_nth_unstable_by(FIRST - 1, better);
        places.truncate(FIRST);
    }
    places.sort_unstable_by(better);
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_where_they_stand() {
        let mut count = Count::default();
        assert_eq!(count.share(), 1.0);
        count.add(&[1, 2, 3, 4], &[1, 3, 2, 4]);
        assert_eq!(count.share(), 0.5);
        count.add(&[1, 2], &[1]);
        assert_eq!((count.orders, count.places, count.same), (2, 6, 3));
    }
}
