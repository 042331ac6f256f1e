//! The few dials of the profile and the ranking: the one list of them; `docs/tunables.md` says what each does to an order.

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
    pub(super) fn came_later(self) -> bool {
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
