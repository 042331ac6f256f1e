//! What the profile says at one moment, put in the words of one pack. Made once for a call; its cost
//! depends on the profile's bounds, not on the candidates.

use crate::consent::MayProfile;
use crate::pack::{Field, FieldKind, Pack, Tunable};
use crate::profile::{
    HalfLives, ItemMemory, Partition, Profile, Purpose, SESSION_GAP_SECONDS, Trust, elapsed, flag,
    left,
};
use crate::sorted::Sorted;
use crate::{Key, Seconds};

/// A pause between sessions takes an item as far back as this many steps would.
const PAUSE_STEPS: f64 = 2.0;
/// What earlier sessions say of what follows halves in this time.
const EARLIER_HALF_LIFE_SECONDS: f32 = 7.0 * 86_400.0;
/// A look as long ago as this counts as none: thirty days.
const LONG_AGO_SECONDS: f64 = 30.0 * 86_400.0;
/// The most that looks in earlier sessions count: as many as seven.
const MOST_SEEN_BEFORE: f64 = 3.0;

/// One item that the shopper did something with, over all partitions that may be used.
#[derive(Debug, Clone, Default)]
pub(super) struct Recalled {
    pub(super) item: Option<u32>,
    /// How much it says of what follows: the latest the most, all of this session alike, and those of
    /// earlier ones. Each sums to at most 1 over all items.
    pub(super) follows: f64,
    pub(super) follows_session: f64,
    pub(super) follows_earlier: f64,
    /// Whether it was looked at in this session: 1 or 0.
    pub(super) now: f64,
    /// How recently it was looked at in this session, in steps: 1 to 0.
    pub(super) seen_now: f64,
    /// ln(1 + interest), of an item looked at in this session.
    pub(super) looks: f64,
    /// How much it was looked at in earlier sessions: log2(1 + interest), at most [`MOST_SEEN_BEFORE`].
    pub(super) seen_before: f64,
    /// How far back it is that the shopper left it off in an earlier session: 1/(1 + steps).
    pub(super) left_off: f64,
    /// How little time lies between the last look at it and the shopper's last event, by the logarithm:
    /// 1 none at all, 0 [`LONG_AGO_SECONDS`].
    pub(super) seen_ago: f64,
    /// Whether it was chosen from a list, of an item looked at in this session: 1 or 0.
    pub(super) chosen: f64,
    pub(super) in_cart: bool,
    pub(super) wished: bool,
    pub(super) dismissed: bool,
    pub(super) bought: f64,
    pub(super) exposures: f64,
}

impl Recalled {
    /// Expected, of an item that was turned to with this probability. Its interest counts so much less already.
    fn expect(&mut self, probability: f64) {
        for number in [
            &mut self.follows,
            &mut self.follows_session,
            &mut self.follows_earlier,
            &mut self.now,
            &mut self.seen_now,
            &mut self.left_off,
            &mut self.seen_ago,
            &mut self.chosen,
        ] {
            *number *= probability;
        }
    }
}

/// How much likelier than for the average shopper each value of a field is, as logarithms.
#[derive(Debug, Default)]
pub(super) struct Tastes {
    /// By the pack's value codes, recent and lasting; the last entry serves values it has not met.
    by_code: Vec<[f32; 2]>,
    /// The same by key, for the values of fresher facts.
    by_key: Vec<(Key, [f32; 2])>,
}

/// What is usual for a field's numbers.
#[derive(Debug, Default)]
pub(super) struct Usual {
    /// By category key (0 is all together), in order: how sure (0 to 1) and the usual scaled number.
    by_category: Vec<(Key, f64, f64)>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Recall {
    /// In page views.
    pub(super) evidence: f64,
    /// What is remembered has decayed until then.
    pub(super) moment: Seconds,
    pub(super) items: Vec<(Key, Recalled)>,
    /// The item that she turned to last.
    pub(super) last: Option<u32>,
    pub(super) tastes: Vec<Tastes>,
    pub(super) usual: Vec<Usual>,
    index: RecalledIndex,
}

impl Recall {
    /// What `trust` lists was turned to with that probability alone; everything else was.
    pub(super) fn new(
        pack: &Pack,
        profile: &Profile,
        may: MayProfile,
        now: Seconds,
        trust: &Trust,
    ) -> Self {
        let now = now.max(profile.clock.latest);
        let may = may.without(profile.choices().off);
        let kept = Kept::new(profile, may, now);
        let (items, last) = recall_items(pack, profile, &kept, trust);
        let index = RecalledIndex::new(&items);
        let (mut tastes, mut usual) = (Vec::new(), Vec::new());
        for field in pack.fields() {
            if field.is_number() {
                usual.push(recall_usual(pack, field, &kept));
                tastes.push(Tastes::default());
            } else {
                tastes.push(recall_tastes(pack, field, &kept, profile.clock.step));
                usual.push(Usual::default());
            }
        }
        let evidence = kept.evidence(pack);
        Self {
            evidence,
            moment: kept.moment,
            items,
            last,
            tastes,
            usual,
            index,
        }
    }

    /// What is known of an item of the pack.
    #[inline]
    pub(super) fn of_item(&self, item: u32) -> Option<&Recalled> {
        self.index.find(item).map(|place| &self.items[place].1)
    }

    /// What is known of an item that the pack does not know.
    pub(super) fn of_key(&self, key: Key) -> Option<&Recalled> {
        let place = self
            .items
            .binary_search_by_key(&key, |(key, _)| *key)
            .ok()?;
        Some(&self.items[place].1)
    }
}

impl Tastes {
    /// Recent and lasting, of a value that the pack lists.
    #[inline]
    pub(super) fn of_code(&self, value: u32) -> [f32; 2] {
        self.by_code[value as usize]
    }

    /// Recent and lasting, of a value by its key.
    pub(super) fn of_key(&self, key: Key) -> [f32; 2] {
        match self.by_key.binary_search_by_key(&key, |(key, _)| *key) {
            Ok(place) => self.by_key[place].1,
            Err(_) => self.by_code.last().copied().unwrap_or_default(),
        }
    }
}

impl Usual {
    /// How sure (0 to 1) and what number, in a category if it is known there, or else in all.
    pub(super) fn of(&self, category: Key) -> Option<(f64, f64)> {
        let find = |key| {
            let place = self
                .by_category
                .binary_search_by_key(&key, |(key, _, _)| *key)
                .ok()?;
            let (_, sure, number) = self.by_category[place];
            Some((sure, number))
        };
        // What she pays for boots says something of what she pays for coats, but less.
        find(category).or_else(|| find(0).map(|(sure, number)| (sure / 2.0, number)))
    }
}

/// The partitions that may be read at one moment.
struct Kept<'a> {
    may: MayProfile,
    now: Seconds,
    /// What is remembered has decayed until then. Time stands still for as long as a pause may be within a session, from the
    /// last moment at which she did something with an item, and then moves on by as much at once: an order must not drift
    /// under the eyes of somebody who does nothing.
    moment: Seconds,
    partitions: Vec<(&'a Partition, Purpose)>,
}

impl<'a> Kept<'a> {
    fn new(profile: &'a Profile, may: MayProfile, now: Seconds) -> Self {
        let partitions = profile.partitions.iter().zip(Purpose::ALL);
        let partitions: Vec<_> = partitions
            .filter(|(_, purpose)| may.includes(*purpose))
            .collect();
        // When she last did something with an item; if never, the half hours are the clock's own.
        let mut last = 0;
        for (partition, _) in &partitions {
            for item in partition.items.iter() {
                last = last.max(item.time);
            }
        }
        Self {
            may,
            now,
            moment: now - now.saturating_sub(last) % SESSION_GAP_SECONDS,
            partitions,
        }
    }

    fn keeps(&self, purpose: Purpose, time: Seconds) -> bool {
        self.may.keeps(purpose, time, self.now)
    }

    /// How much is known of the shopper, in page views.
    fn evidence(&self, pack: &Pack) -> f64 {
        let mut of_items = 0.0;
        let mut of_values: f64 = 0.0;
        for (partition, purpose) in &self.partitions {
            let half_life = HalfLives::of(pack.weights(), *purpose).long_seconds;
            for item in partition
                .items
                .iter()
                .filter(|item| self.keeps(*purpose, item.time))
            {
                of_items += item.interest_at(self.moment, half_life).abs();
            }
            for field in partition.fields.iter() {
                let of_field: f64 = field
                    .values
                    .iter()
                    .filter(|value| self.keeps(*purpose, value.time))
                    .map(|value| {
                        f64::from(value.long).abs()
                            * left(elapsed(value.time, self.moment), half_life)
                    })
                    .sum();
                of_values = of_values.max(of_field);
            }
        }
        of_items.max(of_values)
    }
}

/// How much is known of the shopper in the partitions that `may` includes, in page views.
pub(crate) fn evidence(profile: &Profile, may: MayProfile, pack: &Pack, now: Seconds) -> f64 {
    Kept::new(profile, may, now).evidence(pack)
}

fn recall_items(
    pack: &Pack,
    profile: &Profile,
    kept: &Kept<'_>,
    trust: &Trust,
) -> (Vec<(Key, Recalled)>, Option<u32>) {
    let moment = kept.moment;
    let clock = profile.clock;
    let dial = |tunable| f64::from(pack.weights().tunable(tunable));
    let (recency, revisit) = (dial(Tunable::RecencySteps), dial(Tunable::RevisitSteps));
    let mut recalled: Sorted<Key, Recalled> = Sorted::default();
    let mut cart_times: Sorted<Key, Seconds> = Sorted::default();
    let mut bought: Sorted<Key, Seconds> = Sorted::default();
    let mut last: Option<(u32, Seconds, Key)> = None;
    for (partition, purpose) in &kept.partitions {
        let long = HalfLives::of(pack.weights(), *purpose).long_seconds;
        for item in partition
            .items
            .iter()
            .filter(|item| kept.keeps(*purpose, item.time))
        {
            let entry = recalled.entry(item.key, Recalled::default);
            if item.has(flag::STEP) {
                let at = (item.step, item.time, item.key);
                last = last.max(Some(at));
                let pauses = f64::from(clock.session.saturating_sub(item.session));
                let age = f64::from(clock.step.saturating_sub(item.step)) + PAUSE_STEPS * pauses;
                // To the last event: here even half an hour of waiting says nothing.
                let ago = libm::log(1.0 + elapsed(item.time, clock.latest));
                let ago = 1.0 - ago / libm::log(1.0 + LONG_AGO_SECONDS);
                entry.seen_ago = entry.seen_ago.max(ago);
                entry.follows = entry.follows.max(libm::exp(-age / recency));
                if pauses == 0.0 {
                    entry.follows_session = 1.0;
                    entry.now = 1.0;
                    entry.seen_now = entry.seen_now.max(libm::exp(-age / revisit));
                    let interest = item.interest_at(moment, long).max(0.0);
                    if item.has(flag::CHOSEN) {
                        entry.chosen = 1.0;
                    }
                    entry.looks = entry.looks.max(libm::log(1.0 + interest));
                } else {
                    let left_of_it = left(elapsed(item.time, moment), EARLIER_HALF_LIFE_SECONDS);
                    entry.follows_earlier = entry.follows_earlier.max(left_of_it);
                    let seen = item.interest_at(moment, long).max(0.0);
                    let seen = libm::log2(1.0 + seen).min(MOST_SEEN_BEFORE);
                    entry.seen_before = entry.seen_before.max(seen);
                    let steps = f64::from(clock.step.saturating_sub(item.step));
                    entry.left_off = entry.left_off.max(1.0 / (1.0 + steps));
                }
            }
            if *purpose == Purpose::Purchases && item.has(flag::STEP) {
                bought.entry(item.key, || item.time);
            }
            mark(entry, item, moment, long, &mut cart_times);
        }
    }
    let tired = pack.weights().tunable(Tunable::TiredHalfLifeSeconds);
    let browsing = kept.may.includes(Purpose::Browsing);
    for exposure in profile.exposures.iter().filter(|_| browsing) {
        if kept.keeps(Purpose::Browsing, exposure.time) {
            let entry = recalled.entry(exposure.key, Recalled::default);
            // Who has bought a thing since it was shown did not pass it over.
            if bought
                .get(exposure.key)
                .is_none_or(|time| *time < exposure.time)
            {
                entry.exposures = exposure.at(moment, tired);
            }
        }
    }
    for (key, item) in recalled.iter_mut() {
        if let Some(trust) = trust.get(*key) {
            item.expect(*trust);
        }
    }
    let total: f64 = recalled.iter().map(|(_, item)| item.follows).sum();
    let session: f64 = recalled.iter().map(|(_, item)| item.follows_session).sum();
    let earlier: f64 = recalled.iter().map(|(_, item)| item.follows_earlier).sum();
    for (key, item) in recalled.iter_mut() {
        item.item = pack.find(*key);
        item.follows /= total.max(1e-12);
        item.follows_session /= session.max(1.0);
        item.follows_earlier /= earlier.max(1.0);
    }
    let last = last.and_then(|(_, _, key)| pack.find(key));
    (recalled.into_entries(), last)
}

/// Notes the cart, the wish list, refusals and purchases.
fn mark(
    entry: &mut Recalled,
    item: &ItemMemory,
    moment: Seconds,
    long: f32,
    cart_times: &mut Sorted<Key, Seconds>,
) {
    if item.has(flag::IN_CART) {
        entry.in_cart = true;
        *cart_times.entry(item.key, || item.time) = item.time;
    }
    entry.wished |= item.has(flag::WISHED);
    entry.dismissed |= item.has(flag::DISMISSED);
    if item.has(flag::BOUGHT) {
        entry.bought = left(elapsed(item.time, moment), long);
        // Purchases come last: what was bought since it went into the cart is no longer in there.
        if cart_times
            .get(item.key)
            .is_some_and(|carted| *carted <= item.time)
        {
            entry.in_cart = false;
        }
    }
}

fn recall_tastes(pack: &Pack, field: &Field, kept: &Kept<'_>, step: u32) -> Tastes {
    let prior = f64::from(pack.weights().tunable(Tunable::AffinityPrior));
    let mut sums: Sorted<Key, [f64; 2]> = Sorted::default();
    for (partition, purpose) in &kept.partitions {
        let Some(memory) = partition.fields.get(field.key()) else {
            continue;
        };
        let half_lives = HalfLives::of(pack.weights(), *purpose);
        for value in memory
            .values
            .iter()
            .filter(|value| kept.keeps(*purpose, value.time))
        {
            let (short, long) = value.at(kept.moment, step, half_lives);
            let sum = sums.entry(value.key, Default::default);
            sum[0] += short;
            sum[1] += long;
        }
    }
    let totals = totals(field, &sums);
    let unmet = totals.map(|total| libm::log(prior / (total + prior)) as f32);
    let mut tastes = Tastes {
        by_code: vec![unmet; field.value_count() + 1],
        by_key: Vec::new(),
    };
    for (key, sums) in sums.into_entries() {
        let code = field.find_value(key);
        let base = code.map_or(1e-3, |code| f64::from(field.base_rate(code)));
        let lift = |sum: f64, total: f64| {
            let liked = sum.max(0.0) + prior * base;
            let refused = libm::log(1.0 + (-sum).max(0.0) / prior);
            (libm::log(liked / ((total + prior) * base)) - refused) as f32
        };
        let lifts = [lift(sums[0], totals[0]), lift(sums[1], totals[1])];
        if let Some(code) = code {
            tastes.by_code[code as usize] = lifts;
        }
        tastes.by_key.push((key, lifts));
    }
    tastes
}

/// The interest that was spread over a field's values, recent and lasting. Every step of a path gets
/// all of it, so only the broadest count; of tags an item has several, so the largest is the measure.
fn totals(field: &Field, sums: &Sorted<Key, [f64; 2]>) -> [f64; 2] {
    let mut totals = [0.0_f64; 2];
    for (key, sum) in sums.iter() {
        let broadest = match field.find_value(*key) {
            Some(code) => field.steps(code).nth(1).is_none(),
            None => field.kind() != FieldKind::Path,
        };
        for (total, sum) in totals.iter_mut().zip(sum) {
            match field.kind() {
                FieldKind::Tags => *total = total.max(*sum),
                _ if broadest => *total += sum.max(0.0),
                _ => {}
            }
        }
    }
    totals
}

fn recall_usual(pack: &Pack, field: &Field, kept: &Kept<'_>) -> Usual {
    let mut sums: Sorted<Key, (f64, f64)> = Sorted::default();
    for (partition, purpose) in &kept.partitions {
        let Some(memory) = partition.fields.get(field.key()) else {
            continue;
        };
        let half_life = HalfLives::of(pack.weights(), *purpose).long_seconds;
        for number in memory
            .numbers
            .iter()
            .filter(|number| kept.keeps(*purpose, number.time))
        {
            let (weight, mean, _) = number.at(kept.moment, half_life);
            let sum = sums.entry(number.key, Default::default);
            sum.0 += weight;
            sum.1 += weight * mean;
        }
    }
    let by_category = sums
        .into_entries()
        .into_iter()
        .filter(|(_, (weight, _))| *weight > 0.0)
        .map(|(key, (weight, sum))| (key, weight / (weight + 1.0), sum / weight))
        .collect();
    Usual { by_category }
}

/// From an item of the pack to its place among the recalled ones: a small open-addressed table, since
/// it is asked for every predictor of every candidate.
#[derive(Debug)]
struct RecalledIndex {
    slots: Vec<(u32, u32)>,
}

const EMPTY: u32 = u32::MAX;

impl RecalledIndex {
    fn new(items: &[(Key, Recalled)]) -> Self {
        let size = (items.len() * 4).next_power_of_two().max(16);
        let mut slots = vec![(EMPTY, 0); size];
        for (place, (_, recalled)) in items.iter().enumerate() {
            let Some(item) = recalled.item else { continue };
            let mut slot = item as usize & (size - 1);
            while slots[slot].0 != EMPTY {
                slot = (slot + 1) & (size - 1);
            }
            slots[slot] = (item, place as u32);
        }
        Self { slots }
    }

    #[inline]
    fn find(&self, item: u32) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut slot = item as usize & mask;
        loop {
            match self.slots[slot] {
                (EMPTY, _) => return None,
                (found, place) if found == item => return Some(place as usize),
                _ => slot = (slot + 1) & mask,
            }
        }
    }
}
