//! The permission checks, and the test that guards each.

use super::proof::Proof;

/// One place that asks for a permission.
pub(super) struct Check {
    /// What it forbids.
    pub(super) name: &'static str,
    pub(super) file: &'static str,
    /// The text of the check; it stands in the file once.
    pub(super) find: &'static str,
    /// What stands there without it.
    pub(super) without: &'static str,
    /// The test that fails then.
    pub(super) proof: Proof,
}

/// How the sources ask. A line with one of these belongs to a check, or is listed in [`NOT_CHECKS`].
pub(super) const WORDS: &[&str] = &[
    "may_profile(",
    "may_persist(",
    "self.profile.then_some",
    "self.persist",
    ".purchases()",
    "ermissions.profile",
    "ermissions.persist",
    "ermissions.purchases",
    "ermissions.measure",
    ".may_",
    "#may",
    "granted.p",
    "includes(",
    "no-permission",
];

/// Lines that hold such words and check nothing: the beginning of the file's path, and a part of the line.
pub(super) const NOT_CHECKS: &[(&str, &str)] = &[("src/consent/mod.rs", "pub fn ")];

/// Every check. The order is that of the way in: consent, engine, bindings, face.
pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "a profile only where it is granted",
        file: "src/consent/mod.rs",
        find: "self.profile.then_some(MayProfile {",
        without: "Some(MayProfile {",
        proof: Proof::Package(
            "face.test.mjs",
            "without permission: the merchant's order, and nothing is remembered",
        ),
    },
    Check {
        name: "purchases recorded only where they are granted",
        file: "src/profile/mod.rs",
        find: "if purpose == Purpose::Purchases && !may.purchases() {",
        without: "if false {",
        proof: Proof::Engine("profile_memory::purchases_need_their_own_permission"),
    },
];
