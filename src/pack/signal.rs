//! What is measured of a candidate: the one list of signals; `docs/tunables.md` says what each number means.

use super::FieldKind;

/// One number about one candidate, by what it measures. The numbers are the format's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignalCode {
    /// What the session's items say of it, the latest the loudest (session relation).
    OftenFollows = 1,
    /// What they say of it all alike.
    SessionFollows = 2,
    /// How often it directly follows the last item (transition relation).
    ComesNext = 3,
    /// What items of earlier sessions say of it (session relation).
    EarlierFollows = 4,
    /// How much likelier the shopper's recent steps make its value of a field.
    AffinityNow = 5,
    /// How much likelier all that is remembered makes its value of a field.
    Affinity = 6,
    /// As `AffinityNow`, for the steps of a path above its narrowest.
    BroadAffinityNow = 7,
    /// As `Affinity`, for the steps of a path above its narrowest.
    BroadAffinity = 8,
    /// How far its number lies from the shopper's usual in its category (0 at best, then negative).
    NumberFit = 9,
    /// How far its number lies from the last item's.
    NumberNear = 10,
    /// Looked at in this session.
    SeenNow = 11,
    /// Looked at in this session, the latest the most.
    SeenLately = 12,
    /// Looked at in an earlier session.
    SeenBefore = 13,
    /// In the cart.
    InCart = 14,
    /// On the wish list.
    Wished = 15,
    /// Bought before.
    BoughtBefore = 16,
    /// Liked by the whole shop.
    Popular = 17,
    /// More popular lately than over the whole log.
    Trending = 18,
    /// Shown again and again without a click.
    Tired = 19,
    /// The shopper said "not interested".
    Dismissed = 20,
    /// Its place in the merchant's own order (0 for the first, then negative).
    MerchantOrder = 21,
    /// Looked at in an earlier session, the latest the most.
    LeftOff = 40,
    /// How cheap it is among the candidates of the list.
    CheapInList = 41,
    /// How far its price lies above the list's mean.
    PriceInList = 42,
    /// How close it stands below the list's item that the shopper touched last.
    BelowTouched = 43,
    /// Chosen more often where it was shown than its places let expect.
    ClickThrough = 44,
    /// Stands above the list's item that the shopper touched last.
    PassedOver = 45,
    /// How much was done with it in this session.
    LookedAtMuch = 46,
    /// Of the list's items, the one that the shopper touched last.
    LastTouched = 47,
    /// How little time lies between the last look at it, in this session or an earlier one, and the
    /// shopper's last event.
    SeenAgo = 48,
    /// How far in front it stands in the merchant's own order: 1 over its place.
    InFront = 49,
    /// How few places lie between it and the list's item that the shopper touched last, either way.
    NearTouched = 50,
    /// How close its price lies to the mean of those that she touched in the list, the more these are.
    PriceTaste = 51,
    /// Of the list's items, the one touched last, where it was chosen from a list in this session.
    LastChosen = 52,
    /// The same, by how much was done with it in this session.
    LastChosenMuch = 53,
    /// Looked at in this session, by its place in the merchant's own order.
    SeenAtPlace = 54,
    /// Looked at in this session, by how many of the list's items were.
    SeenOfMany = 55,
    /// How far its price lies above the list's mean, by how far in front it stands.
    PriceInFront = 56,
    /// Stands above the list's item touched last, where the shopper came down the list to that one.
    PassedGoingDown = 57,
    /// How close it stands below the list's item touched last, where the shopper came up the list to that one.
    BelowGoingUp = 58,
    /// What the [`Trees`] make of several signals together.
    Together = 59,
    /// How many of the list's items the shopper touched. The same for all of a list, as the next two: for trees alone.
    TouchedOfList = 60,
    /// How much is known of the shopper.
    Known = 61,
    /// How far the list is in the order of its prices.
    RisingPrices = 62,
}

impl SignalCode {
    /// Every signal, in the order in which contributions are added up.
    pub const ALL: [Self; 44] = [
        Self::OftenFollows,
        Self::SessionFollows,
        Self::ComesNext,
        Self::EarlierFollows,
        Self::AffinityNow,
        Self::Affinity,
        Self::BroadAffinityNow,
        Self::BroadAffinity,
        Self::NumberFit,
        Self::NumberNear,
        Self::SeenNow,
        Self::SeenLately,
        Self::SeenBefore,
        Self::InCart,
        Self::Wished,
        Self::BoughtBefore,
        Self::Popular,
        Self::Trending,
        Self::Tired,
        Self::Dismissed,
        Self::MerchantOrder,
        Self::LeftOff,
        Self::CheapInList,
        Self::PriceInList,
        Self::BelowTouched,
        Self::ClickThrough,
        Self::PassedOver,
        Self::LookedAtMuch,
        Self::LastTouched,
        Self::SeenAgo,
        Self::InFront,
        Self::NearTouched,
        Self::PriceTaste,
        Self::LastChosen,
        Self::LastChosenMuch,
        Self::SeenAtPlace,
        Self::SeenOfMany,
        Self::PriceInFront,
        Self::PassedGoingDown,
        Self::BelowGoingUp,
        Self::Together,
        Self::TouchedOfList,
        Self::Known,
        Self::RisingPrices,
    ];

    pub(super) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|code| *code as u8 == number)
    }

    /// Whether there is one such signal for each field, rather than one for the item.
    #[must_use]
    pub fn per_field(self) -> bool {
        matches!(
            self,
            Self::AffinityNow
                | Self::Affinity
                | Self::BroadAffinityNow
                | Self::BroadAffinity
                | Self::NumberFit
                | Self::NumberNear
        )
    }

    /// Whether it compares a candidate with the others of its list.
    #[must_use]
    pub fn of_the_list(self) -> bool {
        matches!(
            self,
            Self::CheapInList
                | Self::PriceInList
                | Self::BelowTouched
                | Self::PassedOver
                | Self::LastTouched
                | Self::NearTouched
                | Self::PriceTaste
                | Self::LastChosen
                | Self::LastChosenMuch
                | Self::SeenOfMany
                | Self::PriceInFront
                | Self::PassedGoingDown
                | Self::BelowGoingUp
                | Self::Together
                | Self::TouchedOfList
                | Self::RisingPrices
        )
    }

    /// Whether it measures something of a field of this kind.
    #[must_use]
    pub fn measures(self, kind: FieldKind) -> bool {
        let number = matches!(kind, FieldKind::Number | FieldKind::Price);
        match self {
            Self::AffinityNow | Self::Affinity => !number,
            Self::BroadAffinityNow | Self::BroadAffinity => kind == FieldKind::Path,
            Self::NumberFit | Self::NumberNear => number,
            _ => false,
        }
    }

    /// The stable reason code that an explanation gives for it.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::OftenFollows | Self::SessionFollows => "often-follows",
            Self::ComesNext => "comes-next",
            Self::EarlierFollows => "follows-earlier",
            Self::AffinityNow | Self::BroadAffinityNow => "affinity-now",
            Self::Affinity | Self::BroadAffinity => "affinity",
            Self::NumberFit => "price-fit",
            Self::NumberNear | Self::PriceTaste => "price-near",
            Self::SeenNow
            | Self::SeenLately
            | Self::LookedAtMuch
            | Self::LastTouched
            | Self::LastChosen
            | Self::LastChosenMuch
            | Self::SeenAtPlace
            | Self::SeenOfMany
            | Self::SeenAgo
            | Self::TouchedOfList
            | Self::Known => "seen-now",
            Self::SeenBefore | Self::LeftOff => "seen-before",
            Self::CheapInList | Self::PriceInList | Self::PriceInFront | Self::RisingPrices => {
                "price-in-list"
            }
            Self::BelowTouched
            | Self::PassedOver
            | Self::NearTouched
            | Self::PassedGoingDown
            | Self::BelowGoingUp => "place-in-list",
            Self::Together => "together",
            Self::ClickThrough => "click-through",
            Self::InCart => "in-cart",
            Self::Wished => "wished",
            Self::BoughtBefore => "bought-before",
            Self::Popular => "popular",
            Self::Trending => "trending",
            Self::Tired => "tired",
            Self::Dismissed => "dismissed",
            Self::MerchantOrder | Self::InFront => "merchant-order",
        }
    }
}

/// A signal, and of which field where there is one for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signal {
    /// What it measures.
    pub code: SignalCode,
    /// The index of the field; `None` for signals of the item as a whole.
    pub field: Option<u16>,
}

/// What is being ranked. Each has its own weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Surface {
    /// The whole catalogue: there is no merchant's order but popularity.
    Catalogue = 1,
    /// A list that the merchant put in order.
    List = 2,
}

impl Surface {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Catalogue, Self::List];

    /// The surface's name, as commands print it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Catalogue => "catalogue",
            Self::List => "list",
        }
    }
}
