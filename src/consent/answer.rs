//! What a source says of one permission.

/// From the least to the most that stands against it: of several sources the greatest answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Answer {
    /// The source leaves it to others.
    Open,
    /// Yes.
    Granted,
    /// Nothing is known: the regime decides.
    Unknown,
    /// Her yes is needed and has not been given yet: a denial in any regime, but not one of hers.
    Pending,
    /// No.
    Denied,
}

impl Answer {
    /// A yes, a no, or nothing known.
    pub(super) fn of(known: Option<bool>) -> Self {
        known.map_or(Self::Unknown, Self::granted_if)
    }

    pub(super) fn granted_if(granted: bool) -> Self {
        if granted { Self::Granted } else { Self::Denied }
    }
}

/// What a source says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answers {
    pub(super) persist: Answer,
    pub(super) profile: Answer,
    pub(super) measure: Answer,
    /// Opted out of sale, sharing or targeted advertising.
    pub(super) opted_out: bool,
}

impl Answers {
    pub(super) const fn all(answer: Answer) -> Self {
        Self {
            persist: answer,
            profile: answer,
            measure: answer,
            opted_out: false,
        }
    }

    /// The three, each a yes, a no, or nothing known.
    pub(super) fn of(persist: Option<bool>, profile: Option<bool>, measure: Option<bool>) -> Self {
        Self {
            persist: Answer::of(persist),
            profile: Answer::of(profile),
            measure: Answer::of(measure),
            opted_out: false,
        }
    }

    /// What both say together.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            persist: self.persist.max(other.persist),
            profile: self.profile.max(other.profile),
            measure: self.measure.max(other.measure),
            opted_out: self.opted_out | other.opted_out,
        }
    }
}
