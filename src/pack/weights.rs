//! The weights section: how much each signal counts, and the few dials of the profile and the ranking.
//! This file is the one list of both; `docs/tunables.md` says what each does to an order.

use super::trees::Trees;
use super::{FieldKind, PackError};
use crate::bytes::{Reader, Writer};

pub(super) const SECTION: &str = "weights";
pub(super) const NO_FIELD: u16 = u16::MAX;

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

/// A dial of the profile or the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tunable {
    /// Steps (interactions) in which the short memory of a value halves.
    ShortHalfLifeSteps = 1,
    /// Seconds in which the short memory of a value halves.
    ShortHalfLifeSeconds = 2,
    /// Seconds in which the long memory of a value halves.
    LongHalfLifeSeconds = 3,
    /// Steps in which an item's say in what follows falls to 1/e.
    RecencySteps = 4,
    /// Steps in which the pull of an item just looked at falls to 1/e.
    RevisitSteps = 5,
    /// How much interest it takes to believe in a taste: the weight of the shop's average shopper.
    AffinityPrior = 6,
    /// The evidence (in views) below which the merchant's order stays.
    EvidenceFloor = 7,
    /// From 0, the merchant's order, to 1, fully the shopper's.
    Strength = 8,
    /// How strongly the merchant's order pulls as the strength goes down.
    MerchantPull = 9,
    /// Seconds in which the tiredness of an item that was shown without a click halves.
    TiredHalfLifeSeconds = 10,
    /// How far a shopper's own weights are believed to lie from the pack's, as a share; 0 learns nothing.
    LearningSpread = 11,
    /// How steeply attention falls from place to place of a list.
    ExaminationFalloff = 12,
    /// How much less a candidate is worth for each of its category that stands before it.
    Diversity = 13,
    /// What the half-lives in seconds are multiplied by for browsing.
    BrowsingHalfLifeFactor = 14,
    /// The same for searching.
    SearchHalfLifeFactor = 15,
    /// The same for the cart.
    CartHalfLifeFactor = 16,
    /// The same for purchases.
    PurchasesHalfLifeFactor = 17,
    /// With how many others each remembered item is mixed, so that an order cannot tell which it was; 0 mixes none.
    Decoys = 18,
}

impl Tunable {
    /// Every dial.
    pub const ALL: [Self; 18] = [
        Self::ShortHalfLifeSteps,
        Self::ShortHalfLifeSeconds,
        Self::LongHalfLifeSeconds,
        Self::RecencySteps,
        Self::RevisitSteps,
        Self::AffinityPrior,
        Self::EvidenceFloor,
        Self::Strength,
        Self::MerchantPull,
        Self::TiredHalfLifeSeconds,
        Self::LearningSpread,
        Self::ExaminationFalloff,
        Self::Diversity,
        Self::BrowsingHalfLifeFactor,
        Self::SearchHalfLifeFactor,
        Self::CartHalfLifeFactor,
        Self::PurchasesHalfLifeFactor,
        Self::Decoys,
    ];

    /// Whether it came later than the first packs: a pack lists it only where it is not its default, so that packs
    /// without it are as before.
    fn came_later(self) -> bool {
        self as u8 >= Self::BrowsingHalfLifeFactor as u8
    }

    /// The dial's name, as commands print and read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ShortHalfLifeSteps => "short-half-life-steps",
            Self::ShortHalfLifeSeconds => "short-half-life-seconds",
            Self::LongHalfLifeSeconds => "long-half-life-seconds",
            Self::RecencySteps => "recency-steps",
            Self::RevisitSteps => "revisit-steps",
            Self::AffinityPrior => "affinity-prior",
            Self::EvidenceFloor => "evidence-floor",
            Self::Strength => "strength",
            Self::MerchantPull => "merchant-pull",
            Self::TiredHalfLifeSeconds => "tired-half-life-seconds",
            Self::LearningSpread => "learning-spread",
            Self::ExaminationFalloff => "examination-falloff",
            Self::Diversity => "diversity",
            Self::BrowsingHalfLifeFactor => "browsing-half-life-factor",
            Self::SearchHalfLifeFactor => "search-half-life-factor",
            Self::CartHalfLifeFactor => "cart-half-life-factor",
            Self::PurchasesHalfLifeFactor => "purchases-half-life-factor",
            Self::Decoys => "decoys",
        }
    }

    /// The value it has unless a pack says otherwise.
    #[must_use]
    pub fn default(self) -> f32 {
        match self {
            Self::ShortHalfLifeSteps => 3.0,
            Self::ShortHalfLifeSeconds => 86_400.0,
            Self::LongHalfLifeSeconds => 30.0 * 86_400.0,
            Self::RecencySteps => 2.0,
            Self::RevisitSteps => 4.0,
            Self::AffinityPrior => 1.0,
            Self::EvidenceFloor => 0.5,
            Self::Strength => 1.0,
            Self::MerchantPull => 4.0,
            Self::TiredHalfLifeSeconds => 86_400.0,
            Self::LearningSpread | Self::Diversity | Self::Decoys => 0.0,
            Self::ExaminationFalloff => 1.0,
            Self::BrowsingHalfLifeFactor
            | Self::SearchHalfLifeFactor
            | Self::CartHalfLifeFactor
            | Self::PurchasesHalfLifeFactor => 1.0,
        }
    }

    /// The lowest and highest value that a pack may set.
    #[must_use]
    pub fn range(self) -> (f32, f32) {
        match self {
            Self::ShortHalfLifeSteps | Self::RecencySteps | Self::RevisitSteps => (0.1, 1000.0),
            Self::ShortHalfLifeSeconds | Self::LongHalfLifeSeconds | Self::TiredHalfLifeSeconds => {
                (60.0, 3.2e8)
            }
            Self::AffinityPrior => (0.01, 1000.0),
            Self::EvidenceFloor => (0.0, 1000.0),
            Self::Strength | Self::LearningSpread => (0.0, 1.0),
            Self::ExaminationFalloff | Self::Diversity => (0.0, 4.0),
            Self::Decoys => (0.0, 31.0),
            Self::MerchantPull => (0.0, 1000.0),
            Self::BrowsingHalfLifeFactor
            | Self::SearchHalfLifeFactor
            | Self::CartHalfLifeFactor
            | Self::PurchasesHalfLifeFactor => (0.01, 100.0),
        }
    }
}

/// The weights of every signal on every surface, and the dials. Signals that are not listed weigh 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    tunables: [f32; Tunable::ALL.len()],
    /// Of each surface; and of each again for the private setting, empty where none were learned.
    signals: [Vec<(Signal, f32)>; SETS],
    trees: Trees,
}

/// Every surface, openly and in the private setting.
const SETS: usize = 2 * Surface::ALL.len();

impl Default for Weights {
    /// Every dial at its default, no signal weighing anything.
    fn default() -> Self {
        Self {
            tunables: Tunable::ALL.map(Tunable::default),
            signals: Default::default(),
            trees: Trees::default(),
        }
    }
}

impl Weights {
    /// Weights that serve any shop before any were learned from its logs: `kinds` are its fields'.
    #[must_use]
    pub fn untrained(kinds: &[FieldKind]) -> Self {
        let mut weights = Self::default();
        for surface in Surface::ALL {
            let of_item = SignalCode::ALL.into_iter().filter(|code| !code.per_field());
            let mut signals: Vec<(Signal, f32)> = of_item
                .map(|code| (Signal { code, field: None }, untrained(code, surface)))
                .collect();
            for (field, kind) in (0..).zip(kinds) {
                let of_field = SignalCode::ALL
                    .into_iter()
                    .filter(|code| code.measures(*kind));
                signals.extend(of_field.map(|code| {
                    (
                        Signal {
                            code,
                            field: Some(field),
                        },
                        untrained(code, surface),
                    )
                }));
            }
            signals.retain(|(_, weight)| *weight != 0.0);
            signals.sort_unstable_by_key(|(signal, _)| *signal);
            weights.signals[surface as usize - 1] = signals;
        }
        weights
    }

    /// The value of a dial.
    #[must_use]
    pub fn tunable(&self, tunable: Tunable) -> f32 {
        self.tunables[tunable as usize - 1]
    }

    /// Sets a dial.
    ///
    /// # Errors
    /// [`PackError::Unwritable`] if the value is outside the dial's [`range`](Tunable::range).
    pub fn set_tunable(&mut self, tunable: Tunable, value: f32) -> Result<(), PackError> {
        let (least, most) = tunable.range();
        if !(least..=most).contains(&value) {
            return Err(PackError::unwritable(
                SECTION,
                "a dial is outside its range",
            ));
        }
        self.tunables[tunable as usize - 1] = value;
        Ok(())
    }

    /// The signals that weigh something on a surface, in the order in which they are added up: while the dial `decoys` is
    /// up those of the private setting, if there are any.
    #[must_use]
    pub fn signals(&self, surface: Surface) -> &[(Signal, f32)] {
        let place = surface as usize - 1;
        let private = &self.signals[place + Surface::ALL.len()];
        if self.tunable(Tunable::Decoys) >= 1.0 && !private.is_empty() {
            private
        } else {
            &self.signals[place]
        }
    }

    /// Takes the signals of other weights, as they stand there without decoys, for the private setting.
    pub fn set_private(&mut self, private: &Self) {
        let surfaces = Surface::ALL.len();
        self.signals[surfaces..].clone_from_slice(&private.signals[..surfaces]);
    }

    /// Every list of signals, to be turned up or down.
    pub(super) fn all_signals(&mut self) -> impl Iterator<Item = &mut (Signal, f32)> {
        self.signals.iter_mut().flatten()
    }

    /// The trees behind [`SignalCode::Together`].
    #[must_use]
    pub fn trees(&self) -> &Trees {
        &self.trees
    }

    /// Sets the trees, which count where a surface weighs [`SignalCode::Together`].
    pub fn set_trees(&mut self, trees: Trees) {
        self.trees = trees;
    }

    /// Whether any surface weighs the trees.
    fn weighs_trees(&self) -> bool {
        let mut all = self.signals.iter().flatten();
        all.any(|(signal, _)| signal.code == SignalCode::Together)
    }

    /// Sets all signals of a surface; those that weigh nothing are dropped.
    ///
    /// # Errors
    /// [`PackError::Unwritable`] if a weight is not finite, a signal stands twice, or a signal has a
    /// field and should not, or the other way round.
    pub fn set_signals(
        &mut self,
        surface: Surface,
        mut signals: Vec<(Signal, f32)>,
    ) -> Result<(), PackError> {
        check(&mut signals).map_err(|cause| PackError::unwritable(SECTION, cause))?;
        signals.retain(|(_, weight)| *weight != 0.0);
        self.signals[surface as usize - 1] = signals;
        Ok(())
    }
}

/// A signal's weight where no log could teach it. Rough, and the same for every shop: about what the
/// logs of a few shops taught.
fn untrained(code: SignalCode, surface: Surface) -> f32 {
    match code {
        SignalCode::OftenFollows => 1.0,
        SignalCode::SessionFollows | SignalCode::ComesNext | SignalCode::EarlierFollows => 0.3,
        SignalCode::AffinityNow => 0.3,
        SignalCode::Affinity => 0.5,
        SignalCode::BroadAffinityNow | SignalCode::BroadAffinity => 0.1,
        SignalCode::NumberFit => 0.3,
        SignalCode::NumberNear => 0.1,
        SignalCode::SeenLately => 0.5,
        SignalCode::SeenBefore if surface == Surface::Catalogue => 2.0,
        SignalCode::LeftOff if surface == Surface::Catalogue => 1.0,
        SignalCode::SeenBefore | SignalCode::InCart | SignalCode::Wished => 1.0,
        SignalCode::Popular => 2.0,
        SignalCode::Trending => 0.2,
        SignalCode::Tired => -0.5,
        SignalCode::Dismissed => -8.0,
        SignalCode::MerchantOrder if surface == Surface::List => 0.5,
        _ => 0.0,
    }
}

fn check(signals: &mut [(Signal, f32)]) -> Result<(), &'static str> {
    signals.sort_unstable_by_key(|(signal, _)| *signal);
    if signals.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err("a signal stands twice");
    }
    if signals.iter().any(|(_, weight)| !weight.is_finite()) {
        return Err("a weight is not finite");
    }
    if signals
        .iter()
        .any(|(signal, _)| signal.code.per_field() != signal.field.is_some())
    {
        return Err("a signal lacks its field, or has one and should not");
    }
    Ok(())
}

pub(crate) fn write(weights: &Weights, fields: usize) -> Result<Vec<u8>, PackError> {
    let mut out = Writer::default();
    let mut listed = Tunable::ALL.to_vec();
    listed.retain(|dial| !dial.came_later() || weights.tunable(*dial) != dial.default());
    out.u8(listed.len() as u8);
    for tunable in listed {
        out.u8(tunable as u8);
        out.f32(weights.tunable(tunable));
    }
    let (open, private) = weights.signals.split_at(Surface::ALL.len());
    let private = private
        .iter()
        // What follows the lists needs all of them before it.
        .filter(|_| weights.weighs_trees() || private.iter().any(|list| !list.is_empty()));
    for signals in open.iter().chain(private) {
        out.u16(
            u16::try_from(signals.len()).map_err(|_| {
                PackError::unwritable(SECTION, "there are more than 65,535 signals")
            })?,
        );
        for (signal, weight) in signals {
            if signal
                .field
                .is_some_and(|field| usize::from(field) >= fields)
            {
                return Err(PackError::unwritable(
                    SECTION,
                    "a signal names an unknown field",
                ));
            }
            out.u8(signal.code as u8);
            out.u16(signal.field.unwrap_or(NO_FIELD));
            out.f32(*weight);
        }
    }
    if weights.weighs_trees() {
        weights.trees.write(&mut out);
    }
    Ok(out.bytes)
}

pub(crate) fn read(bytes: &[u8], fields: usize) -> Result<Weights, PackError> {
    let bad = |cause| PackError::bad(SECTION, cause);
    let short = |_| bad("it ends too early");
    let mut reader = Reader::new(bytes);
    let mut weights = Weights::default();
    let mut before = 0;
    for _ in 0..reader.u8().map_err(short)? {
        let number = reader.u8().map_err(short)?;
        let value = reader.f32().map_err(short)?;
        let tunable = Tunable::ALL
            .into_iter()
            .find(|tunable| *tunable as u8 == number && number > before)
            .ok_or(bad("a dial is unknown or out of order"))?;
        weights
            .set_tunable(tunable, value)
            .map_err(|_| bad("a dial is outside its range"))?;
        before = number;
    }
    for place in 0..SETS {
        if place == Surface::ALL.len() && reader.is_empty() {
            break;
        }
        let count = reader.u16().map_err(short)?;
        let mut signals = Vec::with_capacity(usize::from(count));
        for _ in 0..count {
            let code = SignalCode::from_number(reader.u8().map_err(short)?)
                .ok_or(bad("a signal is unknown"))?;
            let field = reader.u16().map_err(short)?;
            let field = (field != NO_FIELD).then_some(field);
            if field.is_some_and(|field| usize::from(field) >= fields) {
                return Err(bad("a signal names an unknown field"));
            }
            let weight = reader.f32().map_err(short)?;
            if weight == 0.0 {
                return Err(bad("a signal is listed that weighs nothing"));
            }
            signals.push((Signal { code, field }, weight));
        }
        let sorted = signals.is_sorted_by_key(|(signal, _)| *signal);
        check(&mut signals).map_err(bad)?;
        if !sorted {
            return Err(bad("the signals are out of order"));
        }
        weights.signals[place] = signals;
    }
    if weights.weighs_trees() {
        weights.trees = Trees::read(&mut reader, fields)?;
    }
    if !reader.is_empty() {
        return Err(bad("bytes are left over"));
    }
    Ok(weights)
}
