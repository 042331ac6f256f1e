//! The profile: what this device knows of one shopper. State that decays, never a log: an event
//! changes a bounded number of bounded entries, nothing is replayed, and the size has a ceiling.
//!
//! Everything is remembered under stable keys, so that a new pack changes nothing it knows.

mod attributes;
mod choices;
mod clock;
mod compact;
mod decay;
mod event;
#[cfg(feature = "serde")]
mod export;
mod forget;
mod form;
mod format;
mod groups;
mod learned;
mod memory;
mod mixed;
mod noise;
mod partition;
#[cfg(feature = "serde")]
mod plain;
mod prefer;
mod search;
mod table;
mod view;

pub(crate) use attributes::{Described, identify, path_key};
pub use choices::Choices;
pub(crate) use clock::Clock;
pub(crate) use decay::{elapsed, left};
pub use event::{Event, EventError, EventKind};
#[cfg(feature = "serde")]
pub use export::{EXPORT_FORMAT, ImportError, ProfileExport};
pub use format::{PROFILE_MAGIC, PROFILE_VERSION, ProfileError};
pub use groups::Groups;
pub use learned::LEARNED_BOUND;
use learned::{Learned, MAX_LEARNED};
pub(crate) use memory::{HalfLives, ItemMemory, flag};
pub(crate) use mixed::Trust;
pub use noise::{NOISE_EPOCH_SECONDS, Noise};
pub(crate) use partition::Partition;
pub use partition::{Purpose, Purposes};
pub use prefer::PreferError;
pub(crate) use search::{named_values, spaced, stands_in};
pub use view::{ItemView, LearnedView, NumberView, ProfileView, PurposeView, ValueView};

use crate::consent::MayProfile;
use crate::pack::{Pack, Tunable, Weights};
use crate::{Key, MAX_TEXT_BYTES, Seconds};
use memory::{Exposure, NumberMemory};
use table::Table;

/// A silence of this many seconds ends a session.
pub const SESSION_GAP_SECONDS: Seconds = 30 * 60;
/// The most items whose exposure is remembered.
const MAX_EXPOSURES: usize = 128;
/// Of what is said of an item, how much is said of its attributes where it is a refusal: she may
/// dislike the thing for any one of them.
const REFUSAL_SHARE: f32 = 1.0 / 3.0;
const DWELL_FOR_A_VIEW_SECONDS: f32 = 30.0;

/// What this device knows of one shopper.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    pub(crate) clock: Clock,
    pub(crate) partitions: [Partition; Purpose::ALL.len()],
    pub(crate) exposures: Table<Exposure, MAX_EXPOSURES>,
    pub(crate) learned: Table<Learned, MAX_LEARNED>,
    /// When what is too old was last dropped.
    swept: Seconds,
    choices: Choices,
    noise: Noise,
}

impl Profile {
    /// A profile that knows nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing is remembered; her choices are no memory.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exposures.is_empty()
            && self.learned.is_empty()
            && self.partitions.iter().all(Partition::is_empty)
    }

    /// How many events it was built from.
    #[must_use]
    pub fn events(&self) -> u32 {
        self.clock.events
    }

    /// Takes in one event. Left out without a trace: what serves a purpose that `may` does not include or that she
    /// switched off, everything while she paused, and what the merchant declared
    /// [sensitive](Pack::set_sensitive). An event of an item that the pack does not know is remembered by its key
    /// alone, or with the attributes that its facts give.
    ///
    /// # Errors
    /// An [`EventError`] says what is wrong with the event; the profile is then as it was.
    pub fn observe(
        &mut self,
        may: MayProfile,
        pack: &Pack,
        event: &Event<'_>,
    ) -> Result<(), EventError> {
        check(event)?;
        let purpose = Purpose::of(event.kind);
        let granted = self.granted(may).filter(|may| may.includes(purpose));
        let Some(may) = granted.filter(|_| !pack.sensitive().names(pack, event)) else {
            return Ok(());
        };
        let told = event.clock.unwrap_or(event.time);
        self.set_back(told);
        let now = event.time.min(told).max(self.clock.latest);
        if purpose == Purpose::Purchases {
            // Purchases leave no trace in what is kept for other purposes.
            let kept = &mut self.partitions[purpose as usize];
            kept.retain(|time| may.keeps(purpose, time, now));
        } else {
            self.sweep(may, now);
        }
        let identity = event.item.map(|id| identify(pack, id));
        let key = identity.map(|(key, _)| key);
        if purpose != Purpose::Purchases {
            self.clock.advance(event.kind, key, now);
        }
        match (event.kind, identity) {
            (EventKind::Search, _) => search::observe(self, pack, event.query.unwrap_or(""), now),
            (EventKind::Impression, Some((key, _))) => {
                let half_life = pack.weights().tunable(Tunable::TiredHalfLifeSeconds);
                self.exposures
                    .entry(key, || Exposure::new(key))
                    .add(now, half_life);
            }
            (kind, Some((key, item))) => {
                let interest = interest(event);
                let described = Described {
                    item,
                    facts: event.facts,
                };
                self.remember_item(purpose, kind, key, interest, now, pack.weights());
                self.remember_attributes(purpose, described, interest, now, pack);
            }
            (_, None) => {}
        }
        Ok(())
    }

    fn remember_item(
        &mut self,
        purpose: Purpose,
        kind: EventKind,
        key: Key,
        interest: f32,
        now: Seconds,
        weights: &Weights,
    ) {
        let clock = self.clock;
        let half_life = HalfLives::of(weights, purpose).long_seconds;
        let item = self.partitions[purpose as usize]
            .items
            .entry(key, || ItemMemory::new(key));
        item.interest = (item.interest_at(now, half_life) + f64::from(interest)) as f32;
        item.time = now;
        let set = match kind {
            EventKind::Click => flag::CHOSEN,
            EventKind::Wishlist => flag::WISHED,
            EventKind::CartAdd => flag::IN_CART,
            EventKind::Purchase => flag::BOUGHT,
            EventKind::Dismiss => flag::DISMISSED,
            _ => 0,
        };
        let clear = match kind {
            EventKind::CartRemove => flag::IN_CART,
            EventKind::Return => flag::BOUGHT,
            // Who comes back to a thing is interested again, and who dismisses it no longer wishes it.
            EventKind::View | EventKind::Click | EventKind::Wishlist => flag::DISMISSED,
            EventKind::Dismiss => flag::WISHED,
            _ => 0,
        };
        item.flags = (item.flags | set) & !clear;
        if kind.is_step() {
            item.flags |= flag::STEP;
            item.step = clock.step;
            item.session = clock.session;
            item.views = item.views.saturating_add(1);
            if purpose != Purpose::Purchases {
                self.exposures.remove(key);
            }
        }
    }

    fn remember_attributes(
        &mut self,
        purpose: Purpose,
        described: Described<'_>,
        interest: f32,
        now: Seconds,
        pack: &Pack,
    ) {
        let weights = pack.weights();
        let half_lives = HalfLives::of(weights, purpose);
        let at = (now, self.clock.step);
        let interest = if interest < 0.0 {
            interest * REFUSAL_SHARE
        } else {
            interest
        };
        let partition = &mut self.partitions[purpose as usize];
        let mut category = 0;
        let category_field = pack.category_field();
        if let Some(field) = category_field.filter(|field| pack.fields()[*field].is_profiled()) {
            described.each_value(pack, field, |value, above| {
                if !above && category == 0 {
                    category = value;
                }
            });
        }
        for (index, field) in pack.fields().iter().enumerate() {
            if !field.is_profiled() {
                continue;
            }
            described.each_value(pack, index, |value, _| {
                partition.add_value(field.key(), value, interest, at, half_lives);
            });
            // A refusal does not say which price would have been right.
            if let Some(scaled) = described
                .scaled_number(pack, index)
                .filter(|_| interest > 0.0)
            {
                let numbers = &mut partition.field(field.key()).numbers;
                for key in [0, category] {
                    numbers.entry(key, || NumberMemory::new(key)).add(
                        scaled,
                        interest,
                        now,
                        half_lives.long_seconds,
                    );
                    if category == 0 {
                        break;
                    }
                }
            }
        }
    }

    /// Drops what is past its time-to-live, at most once a day.
    fn sweep(&mut self, may: MayProfile, now: Seconds) {
        const DAY: Seconds = 86_400;
        if now.saturating_sub(self.swept) >= DAY {
            self.swept = now;
            self.drop_expired(now, |purpose, time| may.keeps(purpose, time, now));
        }
    }

    /// Drops what is past its time-to-live at `now`.
    pub fn expire(&mut self, now: Seconds) {
        self.swept = now;
        self.drop_expired(now, |purpose, time| {
            now.saturating_sub(time) <= purpose.time_to_live()
        });
    }

    fn drop_expired(&mut self, now: Seconds, keeps: impl Fn(Purpose, Seconds) -> bool) {
        for (partition, purpose) in self.partitions.iter_mut().zip(Purpose::ALL) {
            partition.retain(|time| keeps(purpose, time));
        }
        let browsing = |time| keeps(Purpose::Browsing, time);
        self.exposures.retain(|exposure| browsing(exposure.time));
        self.learned.retain(|learned| browsing(learned.time));
        self.drop_expired_seed(now);
        self.forget_way();
    }

    /// What may be read of it at `now`: nothing that is past its time-to-live, or that serves a purpose that `may` does
    /// not include.
    #[must_use]
    pub fn living(&self, may: MayProfile, pack: &Pack, now: Seconds) -> Self {
        let now = now.max(self.clock.latest);
        let mut living = self.clone();
        living.drop_expired(now, |purpose, time| may.keeps(purpose, time, now));
        living.keep_only(may, pack);
        living
    }
}

impl HalfLives {
    pub(crate) fn of(weights: &Weights, purpose: Purpose) -> Self {
        let factor = weights.tunable(purpose.half_life_factor());
        Self {
            short_steps: weights.tunable(Tunable::ShortHalfLifeSteps),
            short_seconds: weights.tunable(Tunable::ShortHalfLifeSeconds) * factor,
            long_seconds: weights.tunable(Tunable::LongHalfLifeSeconds) * factor,
        }
    }
}

fn interest(event: &Event<'_>) -> f32 {
    let full = event.kind.interest();
    if event.kind == EventKind::Dwell {
        full * (event.dwell_seconds / DWELL_FOR_A_VIEW_SECONDS).min(1.0)
    } else {
        full
    }
}

fn check(event: &Event<'_>) -> Result<(), EventError> {
    if event.kind == EventKind::Search {
        return match event.query {
            Some(query) if !query.trim().is_empty() => Ok(()),
            _ => Err(EventError::NoQuery),
        };
    }
    let item = event.item.ok_or(EventError::NoItem)?;
    if item.is_empty() || item.len() > MAX_TEXT_BYTES {
        return Err(EventError::BadItem);
    }
    if event.kind == EventKind::Dwell && (event.dwell_seconds.is_nan() || event.dwell_seconds < 0.0)
    {
        return Err(EventError::BadDwell);
    }
    Ok(())
}
