//! What the merchant settles beforehand.

/// How signals are added up. The default is the strictest regime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Policy {
    /// What it means that nothing is known.
    pub regime: Regime,
    /// What an opt-out of sale, sharing or targeted advertising means for the order, Global Privacy Control included.
    pub gpc: GpcPolicy,
    /// What a TC string must hold for a report.
    pub measure: MeasureBasis,
    /// Whether a profile may live in the page's memory while the answer is not known yet.
    pub memory_only: bool,
}

/// What it means that nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Regime {
    /// A denial.
    #[default]
    OptIn,
    /// Granted, until a signal says otherwise.
    OptOut,
}

/// What an opt-out of sale, sharing or targeted advertising means for the order. It always means: no report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GpcPolicy {
    /// The order may still be hers: nothing is sold or shared, and it is the shop's own use in its own context.
    #[default]
    Rank,
    /// The merchant's order, and no profile.
    Neutral,
}

/// What the publisher segment of a TC string must hold for a report, beside consent to storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MeasureBasis {
    /// Consent to purpose 8.
    Consent,
    /// Consent to purpose 8, or a legitimate interest in it that she did not object to.
    #[default]
    LegitimateInterest,
}
