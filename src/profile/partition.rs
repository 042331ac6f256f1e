//! Partitions by purpose: what is remembered for one purpose never mixes with the rest.

use super::EventKind;
use super::memory::{HalfLives, ItemMemory, NumberMemory, ValueMemory};
use super::table::{Entry, Table};
use crate::pack::Tunable;
use crate::{Key, Seconds};

const DAY: Seconds = 86_400;

/// What a part of the profile is kept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Looking at things: views, clicks, dwell, wish list, dismissals.
    Browsing,
    /// Searching.
    Search,
    /// The cart.
    Cart,
    /// Purchases and returns. Needs its own permission.
    Purchases,
}

impl Purpose {
    /// Every purpose, in the order of the profile's partitions.
    pub const ALL: [Self; 4] = [Self::Browsing, Self::Search, Self::Cart, Self::Purchases];

    /// The purpose's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Browsing => "browsing",
            Self::Search => "search",
            Self::Cart => "cart",
            Self::Purchases => "purchases",
        }
    }

    /// The purpose that an event serves.
    #[must_use]
    pub fn of(kind: EventKind) -> Self {
        match kind {
            EventKind::Search => Self::Search,
            EventKind::CartAdd | EventKind::CartRemove => Self::Cart,
            EventKind::Purchase | EventKind::Return => Self::Purchases,
            _ => Self::Browsing,
        }
    }

    /// How long anything is kept at most after it was last touched, whatever its weight. A merchant can only shorten
    /// it: [`MayProfile::keeping_at_most`](crate::consent::MayProfile::keeping_at_most).
    #[must_use]
    pub fn time_to_live(self) -> Seconds {
        match self {
            Self::Browsing => 180 * DAY,
            Self::Search | Self::Cart => 30 * DAY,
            Self::Purchases => 365 * DAY,
        }
    }

    /// The purpose of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }

    /// The dial by which the pack's half-lives, those in seconds, are multiplied for this purpose.
    #[must_use]
    pub fn half_life_factor(self) -> Tunable {
        match self {
            Self::Browsing => Tunable::BrowsingHalfLifeFactor,
            Self::Search => Tunable::SearchHalfLifeFactor,
            Self::Cart => Tunable::CartHalfLifeFactor,
            Self::Purchases => Tunable::PurchasesHalfLifeFactor,
        }
    }
}

/// A set of purposes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purposes(u8);

impl Purposes {
    /// None of them.
    pub const NONE: Self = Self(0);
    /// All of them.
    pub const ALL: Self = Self((1 << Purpose::ALL.len()) - 1);

    /// One alone.
    #[must_use]
    pub fn of(purpose: Purpose) -> Self {
        Self(1 << purpose as u8)
    }

    /// Whether it holds a purpose.
    #[must_use]
    pub fn has(self, purpose: Purpose) -> bool {
        self.0 & Self::of(purpose).0 != 0
    }

    /// With those of another set.
    #[must_use]
    pub fn plus(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Without those of another set.
    #[must_use]
    pub fn minus(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Those that it holds, in the order of [`Purpose::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Purpose> {
        Purpose::ALL
            .into_iter()
            .filter(move |purpose| self.has(*purpose))
    }

    /// One bit for each purpose, the first the lowest.
    pub(crate) fn bits(self) -> u8 {
        self.0
    }

    /// The set of these bits; `None` where one stands for no purpose.
    pub(crate) fn from_bits(bits: u8) -> Option<Self> {
        (bits & !Self::ALL.0 == 0).then_some(Self(bits))
    }
}

/// The most items that a partition remembers.
pub(crate) const MAX_ITEMS: usize = 96;
/// The most fields that a partition remembers values of.
pub(crate) const MAX_FIELDS: usize = 32;
/// The most values that a partition remembers of one field.
pub(crate) const MAX_VALUES: usize = 64;
/// The most categories in which a partition remembers a field's numbers.
pub(crate) const MAX_NUMBERS: usize = 32;

/// What is remembered of one field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FieldMemory {
    pub(crate) key: Key,
    pub(crate) values: Table<ValueMemory, MAX_VALUES>,
    pub(crate) numbers: Table<NumberMemory, MAX_NUMBERS>,
}

impl FieldMemory {
    fn new(key: Key) -> Self {
        Self {
            key,
            values: Table::default(),
            numbers: Table::default(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.numbers.is_empty()
    }
}

impl Entry for FieldMemory {
    fn key(&self) -> Key {
        self.key
    }

    fn strength(&self) -> (bool, u32, u32) {
        let latest = self.values.iter().map(|value| value.time);
        let latest = latest
            .chain(self.numbers.iter().map(|number| number.time))
            .max();
        (false, latest.unwrap_or(0), 0)
    }
}

/// What is remembered for one purpose.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Partition {
    pub(crate) items: Table<ItemMemory, MAX_ITEMS>,
    pub(crate) fields: Table<FieldMemory, MAX_FIELDS>,
}

impl Partition {
    pub(crate) fn field(&mut self, key: Key) -> &mut FieldMemory {
        self.fields.entry(key, || FieldMemory::new(key))
    }

    pub(crate) fn add_value(
        &mut self,
        field: Key,
        value: Key,
        interest: f32,
        (now, step): (Seconds, u32),
        half_lives: HalfLives,
    ) {
        let values = &mut self.field(field).values;
        values
            .entry(value, || ValueMemory::new(value))
            .add(interest, now, step, half_lives);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.fields.is_empty()
    }

    /// Drops what `keep` refuses by its time, and the fields that are left empty.
    pub(crate) fn retain(&mut self, keep: impl Fn(Seconds) -> bool) {
        self.items.retain(|item| keep(item.time));
        self.retain_fields(|field| {
            field.values.retain(|value| keep(value.time));
            field.numbers.retain(|number| keep(number.time));
        });
    }

    /// Lets `change` drop parts of each field, then drops the fields that are left empty.
    pub(crate) fn retain_fields(&mut self, mut change: impl FnMut(&mut FieldMemory)) {
        self.fields.retain_mut(|field| {
            change(field);
            !field.is_empty()
        });
    }
}
