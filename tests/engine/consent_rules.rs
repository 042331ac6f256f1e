//! What signals add up to: the scenarios of `adapters.json` under the default policy, those of `rules.json` under every
//! other, and what holds of all of them.

use serde::Deserialize;
use serde_json::{Value, json};
use vitrine::consent::{GpcPolicy, Permissions, Policy, Signal, settle};

use crate::consent_vectors::{laxest, list, text};

fn signals(scenario: &Value) -> Vec<Signal> {
    Vec::deserialize(&scenario["signals"])
        .unwrap_or_else(|error| panic!("{}: {error}", scenario["id"]))
}

fn policy(scenario: &Value) -> Policy {
    Policy::deserialize(&scenario["policy"])
        .unwrap_or_else(|error| panic!("{}: {error}", scenario["id"]))
}

fn plain(permissions: Permissions) -> Value {
    serde_json::to_value(permissions).expect("four flags")
}

/// What a scenario wants: `merchant-policy` and `saleOrShare` are settled here, as docs/consent.md has them.
fn wanted(scenario: &Value, gpc: GpcPolicy) -> Value {
    let expect = &scenario["expect"];
    let ranks = gpc == GpcPolicy::Rank;
    if scenario["source"] == "gpc" {
        let asserted = expect["saleOrShare"] == false;
        return json!({ "persist": true, "profile": !asserted || ranks, "purchases": false, "measure": !asserted });
    }
    let profile = match &expect["profile"] {
        Value::String(policy) if policy == "merchant-policy" => ranks.into(),
        // A listener's id grants nothing.
        Value::Null => false.into(),
        flag => flag.clone(),
    };
    let flag = |name: &str| expect[name].as_bool().unwrap_or(false);
    json!({ "persist": flag("persist"), "profile": profile, "purchases": false, "measure": flag("measure") })
}

#[test]
fn every_scenario_settles_as_expected() {
    let scenarios = list("adapters.json", "scenarios");
    assert_eq!(scenarios.len(), 57);
    for scenario in &scenarios {
        for gpc in [GpcPolicy::Rank, GpcPolicy::Neutral] {
            let policy = Policy {
                gpc,
                ..Policy::default()
            };
            let granted = plain(settle(&signals(scenario), &policy));
            assert_eq!(
                granted,
                wanted(scenario, gpc),
                "{}, {gpc:?}",
                text(scenario, "id")
            );
        }
    }
}

#[test]
fn every_rule_holds() {
    let rules = list("rules.json", "rules");
    assert_eq!(rules.len(), 77);
    for rule in &rules {
        let granted = plain(settle(&signals(rule), &policy(rule)));
        assert_eq!(
            granted,
            rule["expect"],
            "{}: {}",
            text(rule, "id"),
            text(rule, "why")
        );
    }
}

/// Whether `one` grants nothing that `other` does not.
pub(crate) fn within(one: Permissions, other: Permissions) -> bool {
    let flags = |granted: Permissions| {
        [
            granted.persist(),
            granted.profile(),
            granted.purchases(),
            granted.measure(),
        ]
    };
    flags(one)
        .iter()
        .zip(flags(other))
        .all(|(one, other)| !one || other)
}

#[test]
fn another_signal_never_grants_more_and_their_order_does_not_matter() {
    let mut all: Vec<Signal> = list("adapters.json", "scenarios")
        .iter()
        .flat_map(signals)
        .collect();
    all.extend(list("rules.json", "rules").iter().flat_map(signals));
    assert!(all.len() > 100);
    for one in &all {
        // `purchases` is granted by the page alone: a page's answer adds it to what the others grant.
        let alone = settle(std::slice::from_ref(one), &laxest());
        for other in &all {
            let both = settle(&[one.clone(), other.clone()], &laxest());
            assert_eq!(both, settle(&[other.clone(), one.clone()], &laxest()));
            assert!(
                within(both.without_purchases(), alone),
                "{one:?} and {other:?}"
            );
        }
    }
}

#[test]
fn what_is_not_of_its_shape_is_refused() {
    let refused = [
        json!({}),
        json!(null),
        json!("own"),
        json!([]),
        json!({ "from": "nobody" }),
        json!({ "from": 1 }),
        json!({ "profile": true }),
        json!({ "from": "own", "profile": "true" }),
        json!({ "from": "own", "profile": 1 }),
        json!({ "from": "own", "profile": true, "profil": true }),
        json!({ "from": "own", "Profile": true }),
        json!({ "from": "own", "__proto__": { "profile": true } }),
        json!({ "from": "tcf", "tcString": 5 }),
        json!({ "from": "tcf", "tcString": ["C"] }),
        json!({ "from": "tcf", "gdprApplies": "false" }),
        json!({ "from": "tcf", "profile": true }),
        json!({ "from": "gpp", "applicableSections": "7" }),
        json!({ "from": "gpp", "applicableSections": [7.5] }),
        json!({ "from": "gpp", "applicableSections": ["7"] }),
        json!({ "from": "gpp", "applicableSections": [5_000_000_000_u64] }),
        json!({ "from": "gpc", "header": true }),
    ];
    for plain in &refused {
        assert!(Signal::deserialize(plain).is_err(), "{plain}");
    }
    let policies = [
        json!(null),
        json!([]),
        json!({ "regime": "none" }),
        json!({ "regime": true }),
        json!({ "gpc": "Rank" }),
        json!({ "measure": "" }),
        json!({ "memoryOnly": "yes" }),
        json!({ "memory": true }),
    ];
    for plain in &policies {
        assert!(Policy::deserialize(plain).is_err(), "{plain}");
    }
    let sentence = Signal::deserialize(&json!({ "from": "own", "profile": "true" }))
        .unwrap_err()
        .to_string();
    assert_eq!(
        sentence,
        "`profile` must be true or false, or be left out if it is not known."
    );
}

#[test]
fn a_member_that_is_null_is_not_known() {
    let absent = Signal::deserialize(&json!({ "from": "own", "profile": null, "persist": true }))
        .expect("well formed");
    let missing =
        Signal::deserialize(&json!({ "from": "own", "persist": true })).expect("well formed");
    assert_eq!(absent, missing);
    assert_eq!(
        Policy::deserialize(&json!({})).expect("well formed"),
        Policy::default()
    );
}
