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
    ".may()",
    "may.includes(",
    "may.purchases(",
    "keep_permitted(",
    "self.profile.then",
    "self.persist &&",
    "if self.purchases",
    "ermissions.profile",
    "ermissions.persist",
    "ermissions.measure",
    "#granted.",
    "this.#may",
    "no-permission",
    "withdrawn = ",
    "offline()",
];

/// Lines that hold such words and check nothing: the beginning of the file's path, and a part of the line.
pub(super) const NOT_CHECKS: &[(&str, &str)] = &[
    // Declarations, and what hands on an answer.
    ("src/consent/", "pub fn "),
    ("pkg-config/src/", "pub(crate) fn "),
    ("pkg-config/src/", "fn may_persist(&self)"),
    ("pkg-config/src/choices.rs", "self.may().ok_or_else(|| {"),
    ("pkg-config/src/choices.rs", "\"no-permission\","),
    ("pkg-config/src/choices.rs", "match self.may() {"),
    (
        "pkg-config/src/remember.rs",
        "self.permissions.may_persist().ok_or_else(|| {",
    ),
    ("pkg-config/src/remember.rs", "\"no-permission\","),
    (
        "pkg-config/js/vitrine.ts",
        "throw new VitrineError(\"no-permission\"",
    ),
    // The engine's own word for work on logs; the bindings must not say it.
    ("src/consent/", "pub fn offline()"),
    // `observe` asks; this only keeps a sight before the yes from counting as told.
    (
        "pkg-config/js/carousel/teller.ts",
        "if (!vitrine?.permissions.profile || this.#told.has(id))",
    ),
    ("pkg-config/js/carousel/carousel.ts", "this.#mayTurn(card)"),
    // How long the edge's order stays; the ranking that follows asks by itself.
    (
        "pkg-config/js/carousel/carousel.ts",
        "if (type !== \"permissions\" || !this.#vitrine?.permissions.profile)",
    ),
    ("pkg-config/js/edge/html/reorder.ts", "this.#mayBegin()"),
    // What is on and what is permitted, told to the panel.
    ("src/profile/view.rs", "may.includes(purpose)"),
    ("pkg-config/src/choices.rs", "let permitted = "),
    // The merchant's limits, set before anything is known.
    ("pkg-config/src/choices.rs", "self.keep_permitted();"),
    // Storing was asked for on the line before; this says what of it.
    ("pkg-config/src/remember.rs", "let living = "),
    // The second engine is granted what the first one is; each of its answers asks in Rust.
    ("pkg-config/js/rights/rights.ts", "engine.setPermissions("),
    // Without a profile there is nothing to cut down.
    (
        "pkg-config/js/keeper.ts",
        "if (!permissions.profile) return;",
    ),
    // Taken back, what was told is erased at the edge; whether anything may be told is asked in `mayTell`.
    (
        "pkg-config/js/edge/sync.ts",
        "if (this.#vitrine.permissions.profile) this.#erased();",
    ),
    // The panel shows what it may; the Vitrine refuses by itself.
    ("pkg-config/js/panel/", ""),
    // How a change of the permissions is met. What may be touched is asked in `#may` and where the storage is opened.
    ("pkg-config/js/storage/kept.ts", "might"),
    ("pkg-config/js/storage/kept.ts", "before.purchases"),
    ("pkg-config/js/storage/kept.ts", "if (!this.#may) {"),
    (
        "pkg-config/js/storage/kept.ts",
        "if (!this.#may || this.#state",
    ),
    (
        "pkg-config/js/storage/kept.ts",
        "if (replica === this.#replica && this.#may",
    ),
    ("pkg-config/js/storage/kept.ts", "this.#channel"),
    (
        "pkg-config/js/storage/kept.ts",
        "this.#host.rebase(undefined, [])",
    ),
];

/// The permissions of work on logs: the way round a check, for those that a type asks for.
macro_rules! anybody {
    () => {
        "vitrine::consent::Permissions::offline()"
    };
}

const PERMISSIONS: &str = "permissions.test.mjs";
const FRAMES: &str = "consent-frames.test.mjs";
const NOTHING_STORED: Proof = Proof::Browser(
    "storage-keeping.test.mjs",
    "without permission nothing is read and nothing is written, whatever the page does",
);

const AT_THE_EDGE: Proof = Proof::Edge(
    "order.test.mjs",
    "without permission the answer is the origin's, byte for byte, and her cookie is not opened",
);

const DECISIONS: Proof = Proof::Edge(
    "choices.test.mjs",
    "without permission a decision opens nothing and sets nothing",
);

/// Every check. The order is that of the way in: consent, engine, bindings, face.
pub(super) const CHECKS: &[Check] = &[
    // Consent: what is granted becomes a proof.
    Check {
        name: "a profile only where it is granted",
        file: "src/consent/permissions.rs",
        find: "self.profile.then(|| {",
        without: "true.then(|| {",
        proof: Proof::Engine("permissions::no_profile_without_the_permission"),
    },
    Check {
        name: "purchases only where they are granted",
        file: "src/consent/permissions.rs",
        find: "if self.purchases {",
        without: "if true {",
        proof: Proof::Engine("permissions::no_purchases_without_their_own_permission"),
    },
    Check {
        name: "storage only where storing is granted",
        file: "src/consent/permissions.rs",
        find: "(self.persist && self.profile)",
        without: "(self.profile)",
        proof: Proof::Engine("permissions::no_storage_without_the_permission_to_store"),
    },
    Check {
        name: "storage only where a profile is granted",
        file: "src/consent/permissions.rs",
        find: "(self.persist && self.profile)",
        without: "(self.persist)",
        proof: Proof::Engine("permissions::no_storage_without_the_permission_to_profile"),
    },
    Check {
        name: "nobody else makes the proof that storing is granted",
        file: "src/consent/permissions.rs",
        find: "pub struct MayPersist {\n    _private: (),",
        without: "pub struct MayPersist {\n    /// Anybody's.\n    pub _private: (),",
        proof: Proof::Refused("src/consent/mod.rs"),
    },
    // The engine: what a proof includes.
    Check {
        name: "noting only what serves a permitted purpose",
        file: "src/profile/mod.rs",
        find: "self.granted(may).filter(|may| may.includes(purpose));",
        without: "self.granted(may);",
        proof: Proof::Engine(
            "permissions::what_serves_a_purpose_that_is_not_permitted_is_not_noted",
        ),
    },
    Check {
        name: "reading only what serves a permitted purpose",
        file: "src/rank/recall.rs",
        find: ".filter(|(_, purpose)| may.includes(*purpose))",
        without: "",
        proof: Proof::Engine("ranking::purchases_off_is_a_profile_without_purchases"),
    },
    Check {
        name: "reading exposures only with browsing",
        file: "src/rank/recall.rs",
        find: "let browsing = kept.may.includes(Purpose::Browsing);",
        without: "let browsing = true;",
        proof: Proof::Engine("permissions::exposures_are_not_read_where_browsing_is_not_permitted"),
    },
    Check {
        name: "learning only with browsing",
        file: "src/rank/learn.rs",
        find: "granted.filter(|may| may.includes(Purpose::Browsing))",
        without: "granted",
        proof: Proof::Engine("permissions::choices_teach_nothing_where_browsing_is_not_permitted"),
    },
    Check {
        name: "using what was learned only with browsing",
        file: "src/profile/learned.rs",
        find: "if !may.includes(Purpose::Browsing) {",
        without: "if false {",
        proof: Proof::Engine(
            "permissions::what_was_learned_is_not_used_where_browsing_is_not_permitted",
        ),
    },
    Check {
        name: "taking a liking only with browsing",
        file: "src/profile/prefer.rs",
        find: "if !may.includes(Purpose::Browsing) {",
        without: "if false {",
        proof: Proof::Engine("permissions::a_liking_is_not_taken_where_browsing_is_not_permitted"),
    },
    Check {
        name: "forgetting what is no longer permitted",
        file: "src/profile/forget.rs",
        find: "if !may.includes(purpose) {",
        without: "if false {",
        proof: Proof::Engine("permissions::what_is_no_longer_permitted_is_forgotten"),
    },
    Check {
        name: "bringing in only what is permitted",
        file: "src/profile/export/read.rs",
        find: "Ok(profile.living(may.without(choices.off), pack, now))",
        without: "let _ = (may, now);\n        Ok(profile)",
        proof: Proof::Engine(
            "rights::export::an_export_holds_every_stored_byte_and_comes_back_to_the_bit",
        ),
    },
    Check {
        name: "wanting a seed only with browsing",
        file: "src/profile/noise.rs",
        find: "&& granted.is_some_and(|may| may.includes(Purpose::Browsing))",
        without: "&& (granted.is_some() || granted.is_none())",
        proof: Proof::Engine("permissions::no_seed_is_wanted_where_browsing_is_not_permitted"),
    },
    // What asks for a proof by its type.
    Check {
        name: "an export needs a proof",
        file: "src/profile/export/write.rs",
        find: "pub fn export(&self, may: MayProfile, pack: &Pack, now: Seconds) -> ProfileExport {",
        without: concat!(
            "pub fn export(&self, pack: &Pack, now: Seconds) -> ProfileExport { let may = crate::",
            "consent::Permissions::offline().may_profile().unwrap();"
        ),
        proof: Proof::Refused("profile::export::write::Profile::export"),
    },
    Check {
        name: "rules about the cart only with a profile",
        file: "src/rank/rules/matching.rs",
        find: "Self::Is(State::InCart) if known.scorer.is_none() => Some(\"no-permission\"),",
        without: "",
        proof: Proof::Engine("rules::states_need_their_permission"),
    },
    Check {
        name: "rules about purchases only with purchases",
        file: "src/rank/rules/matching.rs",
        find: "Self::Is(State::Purchased) if !known.purchases => Some(\"no-permission\"),",
        without: "",
        proof: Proof::Engine("rules::states_need_their_permission"),
    },
    Check {
        name: "rules know whether purchases are permitted",
        file: "src/rank/rules/ruling.rs",
        find: "purchases: may.is_some_and(|may| may.purchases()),",
        without: "purchases: true,",
        proof: Proof::Engine("rules::states_need_their_permission"),
    },
    // The bindings: where a proof is asked for.
    Check {
        name: "the limits of what is granted",
        file: "pkg-config/src/choices.rs",
        find: "self.permissions.may_profile()?",
        without: concat!(anybody!(), ".may_profile()?"),
        proof: Proof::Package(
            PERMISSIONS,
            "engine: nothing is observed without the permission to profile",
        ),
    },
    Check {
        name: "observing",
        file: "pkg-config/src/observe.rs",
        find: "let Some(may) = self.may() else {",
        without: concat!("let Some(may) = ", anybody!(), ".may_profile() else {"),
        proof: Proof::Package(
            PERMISSIONS,
            "engine: nothing is observed without the permission to profile",
        ),
    },
    Check {
        name: "ranking",
        file: "pkg-config/src/rank.rs",
        find: "let may = self.may();",
        without: concat!("let may = ", anybody!(), ".may_profile();"),
        proof: Proof::Package(
            PERMISSIONS,
            "face: without the permission to profile rules are told that nothing may be known",
        ),
    },
    Check {
        name: "giving out bytes to store",
        file: "pkg-config/src/remember.rs",
        find: "let may = self.may_persist()?;\n        let living = self.profile.living(self.may_profile()?, &self.pack, now);",
        without: concat!(
            "let may = ",
            anybody!(),
            ".may_persist().ok_or(JsValue::NULL)?;\n        let living = self.profile.living(self.may_profile()?, &self.pack, now);"
        ),
        proof: Proof::Package(
            PERMISSIONS,
            "engine: no bytes to store without the permission to store",
        ),
    },
    Check {
        name: "taking bytes from storage",
        file: "pkg-config/src/remember.rs",
        find: "let may = self.may_persist()?;\n        self.profile =",
        without: concat!(
            "let may = ",
            anybody!(),
            ".may_persist().ok_or(JsValue::NULL)?;\n        self.profile ="
        ),
        proof: Proof::Package(
            PERMISSIONS,
            "engine: no bytes are taken from storage without the permission to store",
        ),
    },
    Check {
        name: "cutting down what comes from storage",
        file: "pkg-config/src/remember.rs",
        find: "Profile::restore(may, bytes).map_err(|error| refusal(error.code(), &error))?;\n        self.keep_permitted();",
        without: "Profile::restore(may, bytes).map_err(|error| refusal(error.code(), &error))?;",
        proof: Proof::Package(
            PERMISSIONS,
            "engine: what is taken up is cut down to what is permitted",
        ),
    },
    Check {
        name: "snapshots for a restart",
        file: "pkg-config/src/remember.rs",
        find: "self.permissions\n            .may_profile()",
        without: concat!(anybody!(), "\n            .may_profile()"),
        proof: Proof::Package(
            PERMISSIONS,
            "engine: no snapshot, and none is taken up, without the permission to profile",
        ),
    },
    Check {
        name: "taking up a snapshot",
        file: "pkg-config/src/remember.rs",
        find: "let Some(may) = self.permissions.may_profile() else {",
        without: concat!("let Some(may) = ", anybody!(), ".may_profile() else {"),
        proof: Proof::Package(
            PERMISSIONS,
            "engine: no snapshot, and none is taken up, without the permission to profile",
        ),
    },
    Check {
        name: "cutting down a snapshot",
        file: "pkg-config/src/remember.rs",
        find: "Profile::resume(may, snapshot).map_err(|error| refusal(error.code(), &error))?;\n        self.keep_permitted();",
        without: "Profile::resume(may, snapshot).map_err(|error| refusal(error.code(), &error))?;",
        proof: Proof::Package(
            PERMISSIONS,
            "engine: what is taken up is cut down to what is permitted",
        ),
    },
    Check {
        name: "showing how much is remembered",
        file: "pkg-config/src/remember.rs",
        find: "JsValue> {\n        let living = self.profile.living(self.may_profile()?,",
        without: concat!(
            "JsValue> {\n        let living = self.profile.living(",
            anybody!(),
            ".may_profile().ok_or(JsValue::NULL)?,"
        ),
        proof: Proof::Package(
            PERMISSIONS,
            "engine: the profile is not shown without the permission to profile",
        ),
    },
    Check {
        name: "showing the profile",
        file: "pkg-config/src/view.rs",
        find: "self.profile.view(self.may_profile()?,",
        without: concat!(
            "self.profile.view(",
            anybody!(),
            ".may_profile().ok_or(JsValue::NULL)?,"
        ),
        proof: Proof::Package(
            PERMISSIONS,
            "engine: the profile is not shown without the permission to profile",
        ),
    },
    Check {
        name: "drawing a seed",
        file: "pkg-config/src/seed.rs",
        find: "let Some(may) = self.may() else { return Ok(0) };",
        without: concat!(
            "let Some(may) = ",
            anybody!(),
            ".may_profile() else { return Ok(0) };"
        ),
        proof: Proof::Package(
            PERMISSIONS,
            "engine: no seed is drawn, and none is taken, without the permission to profile",
        ),
    },
    Check {
        name: "taking a seed",
        file: "pkg-config/src/seed.rs",
        find: "let may = self.may();",
        without: concat!("let may = ", anybody!(), ".may_profile();"),
        proof: Proof::Package(
            PERMISSIONS,
            "engine: no seed is drawn, and none is taken, without the permission to profile",
        ),
    },
    Check {
        name: "taking a liking",
        file: "pkg-config/src/choices.rs",
        find: "let may = self.may_profile()?;\n        self.profile\n            .prefer(",
        without: concat!(
            "let may = ",
            anybody!(),
            ".may_profile().ok_or(JsValue::NULL)?;\n        self.profile\n            .prefer("
        ),
        proof: Proof::Package(
            PERMISSIONS,
            "engine: a liking is not taken without the permission to profile",
        ),
    },
    Check {
        name: "exporting",
        file: "pkg-config/src/rights.rs",
        find: "self.profile.export(self.may_profile()?,",
        without: concat!(
            "self.profile.export(",
            anybody!(),
            ".may_profile().ok_or(JsValue::NULL)?,"
        ),
        proof: Proof::Package(
            PERMISSIONS,
            "engine: nothing is exported or imported without the permission to profile",
        ),
    },
    Check {
        name: "importing",
        file: "pkg-config/src/rights.rs",
        find: "let may = self.may_profile()?;",
        without: concat!(
            "let may = ",
            anybody!(),
            ".may_profile().ok_or(JsValue::NULL)?;"
        ),
        proof: Proof::Package(
            PERMISSIONS,
            "engine: nothing is exported or imported without the permission to profile",
        ),
    },
    Check {
        name: "erasing at once what is no longer permitted",
        file: "pkg-config/src/engine.rs",
        find: "self.keep_permitted();",
        without: "",
        proof: Proof::Package(
            PERMISSIONS,
            "engine: what is no longer permitted is gone at once, and stays gone",
        ),
    },
    Check {
        name: "erasing all without a profile",
        file: "pkg-config/src/choices.rs",
        find: "None => self.profile.erase(),",
        without: "None => {}",
        proof: Proof::Package(
            PERMISSIONS,
            "engine: what is no longer permitted is gone at once, and stays gone",
        ),
    },
    // The face.
    Check {
        name: "looking at an event",
        file: "pkg-config/js/vitrine.ts",
        find: "if (!this.#permissions.profile) return;\n      const plain",
        without: "const plain",
        proof: Proof::Package(
            PERMISSIONS,
            "face: an event is not even looked at without the permission to profile",
        ),
    },
    Check {
        name: "looking at a choice",
        file: "pkg-config/js/vitrine.ts",
        find: "if (!this.#permissions.profile) return;\n      const checked",
        without: "const checked",
        proof: Proof::Package(
            PERMISSIONS,
            "face: what she chose is not even looked at without the permission to profile",
        ),
    },
    Check {
        name: "releasing",
        file: "pkg-config/js/vitrine.ts",
        find: "if (!this.#permissions.measure) {",
        without: "if (false) {",
        proof: Proof::Package(
            PERMISSIONS,
            "face: nothing is released without the permission to measure",
        ),
    },
    Check {
        name: "emptying the copies that outlive a trap",
        file: "pkg-config/js/vitrine.ts",
        find: "const withdrawn = before.profile && !after.profile;",
        without: "const withdrawn = false;",
        proof: Proof::Package(
            PERMISSIONS,
            "face: the copies that outlive a trap go with the permission",
        ),
    },
    // Consent from a page around the shop's.
    Check {
        name: "hearing only the window that has the consent tool",
        file: "pkg-config/js/consent/cmp-frame.ts",
        find: "if (source !== tool || !event.isTrusted) return;",
        without: "if (source === null || !event.isTrusted) return;",
        proof: Proof::Browser(
            FRAMES,
            "forged messages of a third frame, of the shop's own, and with other ids are not heard",
        ),
    },
    Check {
        name: "hearing only origins that the shop trusts",
        file: "pkg-config/js/consent/cmp-frame.ts",
        find: "if (trusted(origin)) callback",
        without: "if (trusted(origin) || true) callback",
        proof: Proof::Browser(
            FRAMES,
            "a page around of an origin that was not named: denied in either regime, and told; named or any, it counts",
        ),
    },
    // What the page shows and says.
    Check {
        name: "listening to the page",
        file: "pkg-config/js/events/follow.ts",
        find: "if (!this.#vitrine.permissions.profile) this.#silence();\n    else if",
        without: "if",
        proof: Proof::Package(
            "events.test.mjs",
            "without the permission nothing is read: no getter runs, nothing is wrapped, nothing subscribed; nor after it is taken back",
        ),
    },
    // The order that a carousel keeps for the Back button.
    Check {
        name: "remembering the order that she saw",
        file: "pkg-config/js/carousel/back.ts",
        find: "if (key === undefined || !permissions.profile) return;",
        without: "if (key === undefined) return;",
        proof: Proof::Package(
            "carousel-back.test.mjs",
            "an order is not remembered without a profile's permission",
        ),
    },
    Check {
        name: "bringing back the order that she saw",
        file: "pkg-config/js/carousel/back.ts",
        find: "if (key === undefined || !permissions.profile) return undefined;",
        without: "if (key === undefined) return undefined;",
        proof: Proof::Package(
            "carousel-back.test.mjs",
            "an order is not brought back without a profile's permission",
        ),
    },
    Check {
        name: "writing the order that she saw",
        file: "pkg-config/js/carousel/back.ts",
        find: "if (permissions.persist) attempt(() => sessionStorage.setItem(",
        without: "attempt(() => sessionStorage.setItem(",
        proof: Proof::Package(
            "carousel-back.test.mjs",
            "an order is not written without the permission to store",
        ),
    },
    // Storage.
    Check {
        name: "touching storage only where storing is granted",
        file: "pkg-config/js/storage/kept.ts",
        find: "return this.#granted.persist && this.#granted.profile;",
        without: "return this.#granted.profile;",
        proof: NOTHING_STORED,
    },
    Check {
        name: "touching storage only where a profile is granted",
        file: "pkg-config/js/storage/kept.ts",
        find: "return this.#granted.persist && this.#granted.profile;",
        without: "return this.#granted.persist;",
        proof: NOTHING_STORED,
    },
    Check {
        name: "opening the storage",
        file: "pkg-config/js/storage/kept.ts",
        find: "if (!this.#may) return;\n    if (open)",
        without: "if (open)",
        proof: NOTHING_STORED,
    },
    Check {
        name: "keeping what she bought",
        file: "pkg-config/js/storage/kept.ts",
        find: "if (!purchase || this.#granted.purchases) this",
        without: "if (!purchase || true) this",
        proof: Proof::Browser(
            "no-trace.test.mjs",
            "what was bought before purchases were granted never counts",
        ),
    },
    // Operations.
    Check {
        name: "keeping in which part of a rollout the device is",
        file: "pkg-config/js/operate/index.ts",
        find: "if (vitrine.permissions.persist) keep(lot);",
        without: "if (Number.isFinite(lot)) keep(lot);",
        proof: Proof::Browser(
            "operations.test.mjs",
            "the lot is kept only while the shopper permits it, and is no identifier",
        ),
    },
    // The edge.
    Check {
        name: "a profile at the edge only where storing is granted",
        file: "pkg-config/js/edge/edge.ts",
        find: "if (!permissions.persist || !permissions.profile) return undefined;",
        without: "if (!permissions.profile) return undefined;",
        proof: AT_THE_EDGE,
    },
    Check {
        name: "a profile at the edge only where a profile is granted",
        file: "pkg-config/js/edge/edge.ts",
        find: "if (!permissions.persist || !permissions.profile) return undefined;",
        without: "if (!permissions.persist) return undefined;",
        proof: AT_THE_EDGE,
    },
    Check {
        name: "opening a cookie only for what it was sealed for",
        file: "pkg-config/js/edge/seal.ts",
        find: "if ((sealedFor & ~purposes) !== 0) throw refused(",
        without: "if ((sealedFor & ~purposes) > 255) throw refused(",
        proof: Proof::Edge(
            "refusals.test.mjs",
            "another host's, another key's, one that is too old, from the future, for more than she grants, or twice",
        ),
    },
    Check {
        name: "decisions reach the edge's profile only where storing is granted",
        file: "pkg-config/js/edge/own-requests.ts",
        find: "if (!permissions.persist || !permissions.profile) return answer(403);",
        without: "if (!permissions.profile) return answer(403);",
        proof: DECISIONS,
    },
    Check {
        name: "decisions reach the edge's profile only where a profile is granted",
        file: "pkg-config/js/edge/own-requests.ts",
        find: "if (!permissions.persist || !permissions.profile) return answer(403);",
        without: "if (!permissions.persist) return answer(403);",
        proof: DECISIONS,
    },
    Check {
        name: "telling the edge of the profile only where both are granted",
        file: "pkg-config/js/edge/client.ts",
        find: "if (!mayTell(vitrine)) return;",
        without: "void mayTell;",
        proof: Proof::Browser(
            "edge-client.test.mjs",
            "what the page fetches brings her profile to its own origin alone, with permission",
        ),
    },
    Check {
        name: "telling the edge of decisions only where both are granted",
        file: "pkg-config/js/edge/sync.ts",
        find: "return persist && profile;",
        without: "return persist || profile || true;",
        proof: Proof::Browser(
            "edge-client.test.mjs",
            "what she decides is told with permission alone, and leaves nothing on the device without",
        ),
    },
];
