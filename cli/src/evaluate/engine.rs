//! vitrine itself, through its public face: one profile a visit, events in their order and time.

use vitrine::consent::{MayProfile, Permissions};
use vitrine::pack::Pack;
use vitrine::profile::{Event, Profile};
use vitrine::rank::{Candidate, Candidates, Outcome, RankRequest, learn, rank};
use vitrine::{Facts, Key};

use super::DEEPEST;
use super::model::ModelBytes;
use super::ranker::{Moment, Pool, Ranker};
use super::visit::Seen;
use crate::input::history::Earlier;

/// The engine on one pack.
pub struct Engine<'a> {
    pack: &'a Pack,
    /// Ids of the test log's items, for those that the pack does not know.
    ids: &'a [String],
    may: Option<MayProfile>,
    profile: Profile,
    name: &'static str,
    /// Whether choices from lists are learned from.
    learns: bool,
    /// Whether it hears of what came before the visit.
    remembers: bool,
    /// Whether what the visit has is no candidate, as in a basket; and what it has so far.
    only_new: bool,
    had: Vec<Key>,
}

impl<'a> Engine<'a> {
    /// `ids` are the items of the test log.
    pub fn new(pack: &'a Pack, ids: &'a [String]) -> Engine<'a> {
        let may = Permissions::offline().may_profile();
        Engine {
            pack,
            ids,
            may,
            profile: Profile::new(),
            name: "vitrine",
            learns: false,
            remembers: true,
            only_new: false,
            had: Vec::new(),
        }
    }

    /// The same, learning from every choice; the pack's dials say how fast.
    pub fn learning(pack: &'a Pack, ids: &'a [String]) -> Engine<'a> {
        Engine {
            name: "vitrine, learning",
            learns: true,
            ..Engine::new(pack, ids)
        }
    }

    /// The same, but what a visit has already is no candidate.
    pub fn only_new(self, only_new: bool) -> Engine<'a> {
        Engine { only_new, ..self }
    }

    /// The same in the middle of a visit, its profile cut down to so many bytes; `None` where it fits as it is.
    pub fn cut_down(&self, most: usize) -> Option<Engine<'a>> {
        let may = Permissions::offline().may_persist()?;
        if self.profile.save(may).len() <= most {
            return None;
        }
        let bytes = self.profile.save_within(may, most)?;
        let profile =
            Profile::restore(may, &bytes).expect("a profile as it was saved is a good one");
        Some(Engine {
            profile,
            had: self.had.clone(),
            ..*self
        })
    }

    /// The same, but every visit is the shopper's first.
    pub fn without_history(self) -> Engine<'a> {
        Engine {
            name: "vitrine, no history",
            remembers: false,
            ..self
        }
    }
}

impl Ranker for Engine<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn bytes(&self) -> ModelBytes {
        let sections = self.pack.sections();
        let relations = sections.filter(|(name, _)| *name == "relation");
        ModelBytes {
            all: self.pack.bytes().len() as u64,
            relations: Some(relations.map(|(_, bytes)| bytes.len() as u64).sum()),
        }
    }

    fn begin(&mut self) {
        self.profile = Profile::new();
        self.had.clear();
    }

    fn remember(&mut self, earlier: &[Earlier<'_>]) {
        let Some(may) = self.may.filter(|_| self.remembers) else {
            return;
        };
        for event in earlier {
            let told = Event::of(event.kind, event.item, event.time);
            _ = self.profile.observe(may, self.pack, &told);
        }
    }

    fn observe(&mut self, event: &Seen) {
        let Some(may) = self.may else { return };
        if self.only_new {
            self.had.extend(event.item.map(|item| self.pack.key(item)));
        }
        let told = Event::of(event.kind, &self.ids[event.logged as usize], event.time);
        // A log's event that the engine refuses (a search without words, say) teaches nothing.
        _ = self.profile.observe(may, self.pack, &told);
    }

    fn score(&mut self, pool: Pool<'_>, moment: Moment, scores: &mut Vec<f64>) {
        let exclude: Vec<Key> = moment
            .current
            .map(|i| self.pack.key(i))
            .into_iter()
            .chain(self.had.iter().copied())
            .collect();
        let list: Vec<Candidate<'_>>;
        let facts: Vec<Facts>;
        let (candidates, places) = match pool {
            Pool::Catalogue => (Candidates::WholeCatalogue, self.pack.len()),
            Pool::List(items) => {
                list = items.iter().map(|&i| Candidate::of(i)).collect();
                (Candidates::List(&list), items.len())
            }
            Pool::Shown(shown) => {
                let of = |price: &Option<f32>| Facts {
                    price: *price,
                    ..Facts::default()
                };
                facts = shown.prices.iter().map(of).collect();
                let ids = shown
                    .logged
                    .iter()
                    .map(|&number| &self.ids[number as usize]);
                list = ids
                    .zip(&facts)
                    .map(|(id, facts)| Candidate::find(self.pack, id, Some(facts)))
                    .collect();
                (Candidates::List(&list), list.len())
            }
        };
        let mut request = RankRequest::new(candidates, moment.now);
        request.exclude = &exclude;
        request.top = matches!(pool, Pool::Catalogue).then_some(DEEPEST);
        scores.resize(places, f64::NEG_INFINITY);
        let ranking = rank(self.pack, &self.profile, self.may, &request)
            .expect("a request made from the pack's own items is a good one");
        // Where every place shown has a score these are the scores, so that ties show; else the
        // order itself is the answer.
        let scored = ranking.scores.iter().all(Option::is_some);
        for (place, (&given, score)) in ranking.order.iter().zip(&ranking.scores).enumerate() {
            scores[given as usize] = match score {
                Some(score) if scored => *score,
                _ => -(place as f64),
            };
        }
    }
    fn chosen(&mut self, list: &[u32], moment: Moment, place: usize) {
        let Some(may) = self.may.filter(|_| self.learns) else {
            return;
        };
        let list: Vec<Candidate<'_>> = list.iter().map(|&i| Candidate::of(i)).collect();
        let exclude: Vec<Key> = moment
            .current
            .map(|i| self.pack.key(i))
            .into_iter()
            .collect();
        let mut request = RankRequest::new(Candidates::List(&list), moment.now);
        request.exclude = &exclude;
        let shown = rank(self.pack, &self.profile, self.may, &request)
            .expect("a request made from the pack's own items is a good one")
            .order;
        if let Some(at) = shown.iter().position(|&given| given as usize == place) {
            learn(
                self.pack,
                &mut self.profile,
                may,
                &request,
                &shown,
                Outcome::Clicked(at),
            )
            .expect("the choice is among what was shown");
        }
    }
}
