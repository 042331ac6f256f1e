//! A rehearsal of held-out sessions: the engine itself observes them and measures candidates before
//! every step, so that what is learned is weighed by the very code that ranks.

use vitrine::consent::MayProfile;
use vitrine::pack::{Pack, RelationKind, Signal, Surface};
use vitrine::profile::{Event, Groups, Profile};
use vitrine::rank::{Candidate, Measurement, Private, Scorer};

use super::Lesson;
use super::logit::Choices;
use crate::train::turns_to;

/// How many of the shop's most popular items are measured at every step.
const POPULAR: usize = 60;
/// How many of the current category's.
const POPULAR_OF_CATEGORY: usize = 40;
/// How many of the items that remain stand for all of them.
const SAMPLED: usize = 40;
/// How many of the items seen last say what could be next.
const PREDICTORS: usize = 12;
/// How many steps of one session are measured; a session of thousands is no shopper.
pub const MOST_STEPS: usize = 40;
/// How many cards a merchant's list has in a rehearsal.
const LIST: usize = 50;

/// What a rehearsal needs to know of the pack beside the engine: who could be chosen.
pub struct Stage<'a> {
    pub(super) pack: &'a Pack,
    pub(super) may: MayProfile,
    pub(super) signals: Vec<(Signal, f32)>,
    /// Groups of the private setting, one after the other for each session; none to rehearse openly.
    groups: &'a [Groups],
    /// For each item, the items whose rows name it, over all relations.
    predicts: Vec<Vec<u32>>,
    /// The items of each value of the category field, the most popular first.
    of_category: Vec<Vec<u32>>,
}

impl<'a> Stage<'a> {
    pub fn new(pack: &'a Pack, may: MayProfile, signals: &[Signal], groups: &'a [Groups]) -> Self {
        let items = pack.len() as u32;
        let mut predicts = vec![Vec::new(); pack.len()];
        for relation in pack.relations() {
            for candidate in 0..items {
                for (predictor, _) in pack.row(relation, candidate) {
                    predicts[predictor as usize].push(candidate);
                }
            }
        }
        let mut of_category = Vec::new();
        if let Some(field) = pack.category_field() {
            of_category = vec![Vec::new(); pack.fields()[field].value_count()];
            // Items stand in the order of their popularity.
            for item in 0..items {
                for value in pack.values(field, item) {
                    of_category[value as usize].push(item);
                }
            }
        }
        let signals = signals.iter().map(|signal| (*signal, 1.0)).collect();
        Self {
            pack,
            may,
            signals,
            groups,
            predicts,
            of_category,
        }
    }

    fn popular_of_category(&self, item: u32) -> &[u32] {
        let field = self.pack.category_field();
        let value = field.and_then(|field| self.pack.values(field, item).next());
        value.map_or(&[], |value| &self.of_category[value as usize])
    }

    /// Rehearses session `number` of the log, after what its shopper did before. The choices of both surfaces go to `out`, in the order of
    /// [`Surface::ALL`]. `seed` decides which items stand for the rest.
    pub fn rehearse(&self, lesson: &Lesson<'_>, number: usize, seed: u64, out: &mut [Choices; 2]) {
        let mut profile = Profile::new();
        for event in lesson.history.before(lesson.log, number) {
            let told = Event::of(event.kind, event.item, event.time);
            // What the engine refuses (a search without words, say) teaches nothing.
            let _ = profile.observe(self.may, self.pack, &told);
        }
        let mut current: Option<u32> = None;
        // An order is made when the page opens: nobody knows yet when she will click.
        let mut now = 0;
        let mut seen: Vec<u32> = Vec::new();
        let mut random = seed;
        let mut steps = 0;
        let groups = self.groups.get(number % self.groups.len().max(1));
        for event in &lesson.log.sessions[number].events {
            let Some(item) = lesson.index[event.item as usize] else {
                continue;
            };
            if turns_to(event.kind) {
                if let Some(last) = current.filter(|last| *last != item) {
                    steps += 1;
                    if steps > MOST_STEPS {
                        return;
                    }
                    let page = Some(self.pack.key(last));
                    let scorer = match groups {
                        None => Scorer::new(self.pack, &profile, self.may, now),
                        Some(groups) => {
                            Private::new(self.pack, &profile, self.may, now, groups, page)
                                .scorer(self.pack, self.may, now)
                        }
                    };
                    self.next_of_all(&scorer, &seen, last, item, &mut random, &mut out[0]);
                    self.next_of_lists(&scorer, last, item, &mut out[1]);
                }
                current = Some(item);
                seen.retain(|other| *other != item);
                seen.push(item);
            }
            now = event.time.max(now);
            let id = self.pack.id(item);
            // Only ids of the pack and kinds that need nothing else: no event is refused.
            let _ = profile.observe(self.may, self.pack, &Event::of(event.kind, id, event.time));
        }
    }

    /// The next item among the whole catalogue: all that could well be next, and a sample that stands
    /// for the others.
    fn next_of_all(
        &self,
        scorer: &Scorer<'_>,
        seen: &[u32],
        last: u32,
        next: u32,
        random: &mut u64,
        out: &mut Choices,
    ) {
        let items = self.pack.len() as u32;
        let mut pool: Vec<u32> = (0..items.min(POPULAR as u32)).collect();
        pool.extend(seen);
        for item in seen.iter().rev().take(PREDICTORS) {
            pool.extend(&self.predicts[*item as usize]);
        }
        pool.extend(
            self.popular_of_category(last)
                .iter()
                .take(POPULAR_OF_CATEGORY),
        );
        pool.sort_unstable();
        pool.dedup();
        pool.retain(|item| *item != last);
        // A next item that nothing pointed at is no choice to learn from: among its betters, a lone
        // stranger would teach that to be unknown is good.
        let Ok(chosen) = pool.binary_search(&next) else {
            return;
        };
        let mut measurement = Measurement::default();
        let mut add = |item: u32, like_it: f64| {
            let candidate = Candidate::of(item);
            scorer.measure(&candidate, item, &self.signals, &mut measurement);
            out.add(&measurement.numbers, like_it);
        };
        pool.iter().for_each(|item| add(*item, 1.0));
        // The rest of the category tells most: it is alike in everything but what is known of it.
        let family = self.popular_of_category(last);
        for stratum in [Stratum::Items(family), Stratum::All(items)] {
            let outside = |item: &u32| *item != last && pool.binary_search(item).is_err();
            let sample: Vec<u32> = (0..SAMPLED)
                .filter_map(|_| stratum.draw(next_random(random)))
                .filter(outside)
                .collect();
            let like_it = stratum.len() as f64 / SAMPLED as f64;
            sample.iter().for_each(|item| add(*item, like_it.max(1.0)));
        }
        out.close(chosen);
    }

    /// The lists that the shop would show after `last`, where they hold the next item: the most
    /// popular of its category, and of the shop.
    fn next_of_lists(&self, scorer: &Scorer<'_>, last: u32, next: u32, out: &mut Choices) {
        let shop: Vec<u32> = (0..self.pack.len() as u32).take(LIST + 1).collect();
        for list in [self.popular_of_category(last), &shop] {
            let shown = list.iter().copied().filter(|item| *item != last).take(LIST);
            let Some(chosen) = shown.clone().position(|item| item == next) else {
                continue;
            };
            let mut measurement = Measurement::default();
            for (position, item) in (0..).zip(shown) {
                scorer.measure(
                    &Candidate::of(item),
                    position,
                    &self.signals,
                    &mut measurement,
                );
                out.add(&measurement.numbers, 1.0);
            }
            out.close(chosen);
        }
    }
}

/// Every signal that a pack with these fields can measure on either surface.
pub fn all_signals(pack: &Pack) -> Vec<Signal> {
    use vitrine::pack::SignalCode;
    let has = |kind| pack.relation(kind).is_some();
    let mut signals: Vec<Signal> = SignalCode::ALL
        .into_iter()
        .filter(|code| match code {
            SignalCode::OftenFollows | SignalCode::SessionFollows | SignalCode::EarlierFollows => {
                has(RelationKind::Session)
            }
            SignalCode::ComesNext => has(RelationKind::Transition),
            SignalCode::ClickThrough => pack.click_through_field().is_some(),
            SignalCode::Together => false,
            code => !code.per_field(),
        })
        .map(|code| Signal { code, field: None })
        .collect();
    let fields = (0..).zip(pack.fields());
    // How often others chose it is no taste of this shopper.
    let fields =
        fields.filter(|(field, _)| Some(usize::from(*field)) != pack.click_through_field());
    for (field, declared) in fields {
        let codes = SignalCode::ALL
            .into_iter()
            .filter(|code| code.measures(declared.kind()));
        signals.extend(codes.map(|code| Signal {
            code,
            field: Some(field),
        }));
    }
    signals.sort_unstable();
    signals
}

/// Which choices belong to which surface.
pub fn of_surface(choices: &[Choices; 2], surface: Surface) -> &Choices {
    &choices[surface as usize - 1]
}

/// Items to draw from.
enum Stratum<'a> {
    Items(&'a [u32]),
    All(u32),
}

impl Stratum<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Items(items) => items.len(),
            Self::All(items) => *items as usize,
        }
    }

    fn draw(&self, random: u64) -> Option<u32> {
        match self {
            Self::Items(items) => {
                (!items.is_empty()).then(|| items[(random % items.len() as u64) as usize])
            }
            Self::All(items) => Some((random % u64::from(*items)) as u32),
        }
    }
}

/// A fixed sequence of pseudo-random numbers (SplitMix64, Steele et al., 2014).
pub fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
