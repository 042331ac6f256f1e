//! A rehearsal of lists really shown: the engine observes what the session did before and measures
//! every card of the list, with its price, at its place.

use vitrine::Facts;
use vitrine::profile::{Event, Profile};
use vitrine::rank::{Candidate, Measurement, Scorer};

use super::Lesson;
use super::logit::Choices;
use super::rehearsal::Stage;
use crate::input::shown::{ShownList, ShownLists};

/// The facts that a list shows beside its items.
pub fn facts(list: &ShownList) -> Vec<Facts> {
    let of = |price: &Option<f32>| Facts {
        price: *price,
        ..Facts::default()
    };
    list.prices.iter().map(of).collect()
}

impl Stage<'_> {
    /// Rehearses one list and gives how much is known of its shopper, in page views; `place` is its session and how many of that session's events came before.
    pub fn rehearse_list(
        &self,
        lesson: &Lesson<'_>,
        shown: &ShownLists,
        list: &ShownList,
        place: Option<(usize, usize)>,
        says: f64,
        out: &mut Choices,
    ) -> f64 {
        let mut profile = Profile::new();
        if let Some((number, at)) = place {
            for event in lesson.history.before(lesson.log, number) {
                let told = Event::of(event.kind, event.item, event.time);
                let _ = profile.observe(self.may, self.pack, &told);
            }
            for event in &lesson.log.sessions[number].events[..at] {
                let id = &lesson.log.items[event.item as usize];
                let told = Event::of(event.kind, id, event.time);
                let _ = profile.observe(self.may, self.pack, &told);
            }
        }
        let facts = facts(list);
        let candidates: Vec<Candidate<'_>> = list
            .items
            .iter()
            .zip(&facts)
            .map(|(item, facts)| {
                Candidate::find(self.pack, &shown.items[*item as usize], Some(facts))
            })
            .collect();
        let mut scorer = Scorer::new(self.pack, &profile, self.may, list.time);
        scorer.look_over((0..).zip(&candidates));
        let mut measurement = Measurement::default();
        for (position, candidate) in (0..).zip(&candidates) {
            scorer.measure(candidate, position, &self.signals, &mut measurement);
            out.add(&measurement.numbers, 1.0);
        }
        out.close_saying(list.clicked, says);
        scorer.evidence()
    }
}
