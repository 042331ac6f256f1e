//! What a shopper does, as the engine hears of it.

use crate::{Facts, Seconds};
use core::fmt;

/// The longest search that is read, in bytes; what stands behind it is left out.
pub(crate) const MAX_QUERY_BYTES: usize = 256;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// An item was really seen in a list. Exposure, not interest.
    Impression,
    /// An item's page was opened.
    View,
    /// An item was chosen in a list.
    Click,
    /// Time was spent with an item.
    Dwell,
    /// Something was searched for.
    Search,
    /// An item was put on the wish list.
    Wishlist,
    /// An item was put into the cart.
    CartAdd,
    /// An item was taken out of the cart.
    CartRemove,
    /// An item was bought.
    Purchase,
    /// An item was sent back.
    Return,
    /// "Not interested."
    Dismiss,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Impression,
        Self::View,
        Self::Click,
        Self::Dwell,
        Self::Search,
        Self::Wishlist,
        Self::CartAdd,
        Self::CartRemove,
        Self::Purchase,
        Self::Return,
        Self::Dismiss,
    ];

    /// The kind's name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Impression => "impression",
            Self::View => "view",
            Self::Click => "click",
            Self::Dwell => "dwell",
            Self::Search => "search",
            Self::Wishlist => "wishlist",
            Self::CartAdd => "cart",
            Self::CartRemove => "cart-remove",
            Self::Purchase => "purchase",
            Self::Return => "return",
            Self::Dismiss => "dismiss",
        }
    }

    /// The kind of a name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// How much interest it shows, in page views; negative for the opposite. An impression shows none.
    #[must_use]
    pub fn interest(self) -> f32 {
        match self {
            Self::Impression => 0.0,
            Self::View | Self::Click | Self::Search => 1.0,
            // Up to one more view, by how long the look was.
            Self::Dwell => 1.0,
            Self::Wishlist => 2.0,
            Self::CartAdd => 3.0,
            Self::CartRemove => -1.5,
            Self::Purchase => 4.0,
            Self::Return => -3.0,
            Self::Dismiss => -3.0,
        }
    }

    /// Whether the shopper turned to an item with it, so that it is a step of the session.
    pub(crate) fn is_step(self) -> bool {
        matches!(
            self,
            Self::View | Self::Click | Self::Wishlist | Self::CartAdd | Self::Purchase
        )
    }
}

/// One event. It costs the same however many came before.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// What happened.
    pub kind: EventKind,
    /// When. A moment before the latest one known counts as that latest one.
    pub time: Seconds,
    /// What the device's clock read when the event was told, where that is not when it happened. It cannot have happened
    /// later, and a clock that reads more than a day before the latest moment known was wrong then: see
    /// `docs/profile-format.md`.
    pub clock: Option<Seconds>,
    /// The item's id; every kind but `Search` needs one.
    pub item: Option<&'a str>,
    /// What the page knows of the item better than the pack, or that the pack does not know at all.
    pub facts: Option<&'a Facts>,
    /// The words of a `Search`.
    pub query: Option<&'a str>,
    /// The seconds of a `Dwell`.
    pub dwell_seconds: f32,
}

impl<'a> Event<'a> {
    /// An event of an item that the pack knows.
    #[must_use]
    pub fn of(kind: EventKind, item: &'a str, time: Seconds) -> Self {
        Self {
            kind,
            time,
            clock: None,
            item: Some(item),
            facts: None,
            query: None,
            dwell_seconds: 0.0,
        }
    }

    /// A search.
    #[must_use]
    pub fn search(query: &'a str, time: Seconds) -> Self {
        let kind = EventKind::Search;
        Self {
            kind,
            time,
            clock: None,
            item: None,
            facts: None,
            query: Some(query),
            dwell_seconds: 0.0,
        }
    }
}

/// Why an event was refused; the profile is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventError {
    /// It names no item, and its kind needs one.
    NoItem,
    /// The item's id is empty or longer than 1,024 bytes.
    BadItem,
    /// A search without words.
    NoQuery,
    /// A dwell whose seconds are negative or not a number.
    BadDwell,
}

impl EventError {
    /// A stable code for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoItem => "event-no-item",
            Self::BadItem => "event-bad-item",
            Self::NoQuery => "event-no-query",
            Self::BadDwell => "event-bad-dwell",
        }
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoItem => "The event names no item; give the item's id.",
            Self::BadItem => {
                "The event's item id is empty or longer than 1,024 bytes; give the shop's own id."
            }
            Self::NoQuery => "The search has no words; give them as its query.",
            Self::BadDwell => "The dwell time is not a number of seconds; give zero or more.",
        })
    }
}

impl core::error::Error for EventError {}
