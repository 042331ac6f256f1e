//! What is asked at each step: one file a task.

mod basket;
mod carousel;
mod next_item;
mod shown_lists;

use std::rc::Rc;

use vitrine::pack::Pack;

use super::metrics::Metric;
use super::random::Random;
use super::ranker::Pool;
use super::visit::Step;

pub(super) use basket::questions as basket_questions;
pub use shown_lists::ShownOffer;
pub use shown_lists::number;
pub(super) use shown_lists::questions as shown_questions;
/// After so many events a session says enough to be held to a higher aim.
const WELL_KNOWN: usize = 3;

/// The tasks of `evaluate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Task {
    /// The next item, among the whole catalogue.
    NextItem,
    /// Carousels that the shop would show, put in order.
    Carousel,
    /// Lists really shown (--impressions), put in order.
    ShownLists,
    /// Baskets: one half is given, the other is looked for in the whole catalogue.
    Basket,
}

/// The candidates of a question; questions of one list share it.
#[derive(Debug, Clone, PartialEq)]
pub enum Offer {
    /// The whole catalogue.
    Catalogue,
    /// All of the catalogue that the visit does not have so far.
    Rest,
    /// A list in the merchant's order.
    List(Rc<[u32]>),
    /// A list really shown, and the place of what was chosen of it.
    Shown(Rc<ShownOffer>, usize),
}

impl Offer {
    /// What a ranker is asked to order.
    pub(super) fn pool(&self) -> Pool<'_> {
        match self {
            Offer::Catalogue | Offer::Rest => Pool::Catalogue,
            Offer::List(list) => Pool::List(list),
            Offer::Shown(list, _) => Pool::Shown(list),
        }
    }
}

/// One question: where does the next item stand among what may be shown?
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The step it is asked at; `step.target` is the answer.
    pub step: Step,
    /// What may be shown.
    pub offer: Offer,
    /// Which of the task's [`Task::groups`] it belongs to.
    pub group: usize,
    /// Questions of one group and one family were offered the same list, but for their own current
    /// item.
    pub family: u32,
}

impl Task {
    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Task::NextItem => "next-item",
            Task::Carousel => "carousel",
            Task::ShownLists => "shown-lists",
            Task::Basket => "basket",
        }
    }

    /// What is measured.
    pub fn metrics(self) -> &'static [Metric] {
        match self {
            Task::NextItem => Metric::NEXT_ITEM,
            Task::Carousel | Task::ShownLists => Metric::CAROUSEL,
            Task::Basket => Metric::BASKET,
        }
    }

    /// The kinds of question, each reported on its own.
    pub fn groups(self) -> &'static [&'static str] {
        match self {
            Task::NextItem => &["whole catalogue"],
            Task::Carousel => &[
                "carousel: popular in the category",
                "carousel: popular in the shop",
            ],
            Task::ShownLists => &["lists really shown"],
            Task::Basket => &["the other half of the basket"],
        }
    }

    /// The parts that each group is reported in: steps after so many events of their session. The
    /// first is all of them.
    pub fn least_events(self) -> &'static [usize] {
        match self {
            Task::NextItem | Task::Basket => &[1],
            // A list may be the first thing that a session sees.
            Task::ShownLists => &[0],
            Task::Carousel => &[1, WELL_KNOWN],
        }
    }

    /// The questions that the steps raise, in the order of steps. Shown lists and baskets have no steps.
    pub fn questions(self, steps: &[Step], pack: &Pack) -> Vec<Question> {
        match self {
            Task::NextItem => next_item::questions(steps),
            Task::Carousel => carousel::questions(steps, pack),
            Task::ShownLists | Task::Basket => Vec::new(),
        }
    }
}

/// Gives each question the answer of another one of its group and family. What a shopper did then
/// says nothing about the answer, and every lift over popularity must vanish. A question that was
/// not offered its new answer, because it is the current item, is dropped.
pub fn shuffle(mut questions: Vec<Question>, seed: u64) -> Vec<Question> {
    let mut random = Random::new(seed);
    let kinds: Vec<_> = questions.iter().map(|q| (q.group, q.family)).collect();
    let mut order: Vec<usize> = (0..questions.len()).collect();
    order.sort_by_key(|&q| (kinds[q], q));
    for alike in order.chunk_by(|&a, &b| kinds[a] == kinds[b]) {
        let answer = |&q: &usize| match &questions[q].offer {
            Offer::Shown(_, clicked) => (None, *clicked),
            _ => (questions[q].step.target, 0),
        };
        let mut answers: Vec<(Option<u32>, usize)> = alike.iter().map(answer).collect();
        random.shuffle(&mut answers);
        for (&q, (target, place)) in alike.iter().zip(answers) {
            questions[q].step.target = target;
            if let Offer::Shown(_, clicked) = &mut questions[q].offer {
                *clicked = place;
            }
        }
    }
    questions.retain(|q| match (&q.offer, q.step.target) {
        (Offer::Shown(list, clicked), _) => *clicked < list.items.len(),
        (_, None) => true,
        (Offer::Catalogue | Offer::Rest, target) => target != q.step.current,
        (Offer::List(list), Some(target)) => list.contains(&target),
    });
    questions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(current: u32, target: u32, list: &[u32]) -> Question {
        Question {
            step: Step {
                visit: 0,
                at: 1,
                current: Some(current),
                target: Some(target),
                now: 0,
            },
            offer: Offer::List(list.into()),
            group: 0,
            family: 0,
        }
    }

    #[test]
    fn shuffled_answers_stay_in_their_lists() {
        let all: Vec<u32> = (0..20).collect();
        let without = |hole: u32| {
            all.iter()
                .copied()
                .filter(|&i| i != hole)
                .collect::<Vec<u32>>()
        };
        let questions: Vec<Question> = (0..200)
            .map(|k| question(k % 20, (k * 7 + 1) % 20, &without(k % 20)))
            .collect();
        let questions: Vec<_> = questions
            .into_iter()
            .filter(|q| q.step.current != q.step.target)
            .collect();
        let shuffled = shuffle(questions.clone(), 3);
        assert!(shuffled.len() > questions.len() * 8 / 10);
        for q in &shuffled {
            let Offer::List(list) = &q.offer else {
                unreachable!("only lists were offered")
            };
            assert!(list.contains(&q.step.target.expect("all are known")));
            assert_ne!(q.step.current, q.step.target);
        }
        let same = shuffled.iter().filter(|q| questions.contains(q)).count();
        assert!(same < shuffled.len() / 2, "{same} of {}", shuffled.len());
        assert_eq!(shuffled, shuffle(questions, 3));
    }
}
