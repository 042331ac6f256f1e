//! What came of the rules: what each did, and what could not be kept.

/// What came of the rules of one call.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Too few candidates are left: the merchant would rather show nothing.
    pub hide: bool,
    /// How many candidates the call's own exclusions left out.
    pub excluded: u32,
    /// How many more were left out because the page shows them elsewhere.
    pub shown: u32,
    /// Each rule that holds in this slot, in the order of the set.
    pub rules: Vec<RuleReport>,
}

/// What came of one rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleReport {
    /// Its place in the set, from 0.
    pub rule: u32,
    /// What it does; see [`Action::name`](super::Action::name).
    pub action: &'static str,
    /// How many candidates it is about, of those that were left when it was its turn.
    pub matched: u32,
    /// How many it left out that no rule before it had.
    pub removed: u32,
    /// How many that it took hold of stand elsewhere than without any rule that moves.
    pub moved: u32,
    /// What of it could not be kept.
    pub not_kept: Vec<NotKept>,
}

/// Something that could not be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotKept {
    /// A stable code of `docs/rules.md`.
    pub code: &'static str,
    /// The candidate, where it is about one: its place in the candidates as they were given.
    pub given: Option<u32>,
}

impl RuleReport {
    pub(super) fn fails(&mut self, code: &'static str, given: Option<u32>) {
        self.not_kept.push(NotKept { code, given });
    }
}
