//! What each permission check keeps out. `cargo xtask gates` removes the checks in turn: each of these tests fails
//! without the one that it is about.

use vitrine::consent::{MayProfile, OwnSignal, Permissions, Policy, Signal, settle};
use vitrine::pack::{Pack, Tunable, Weights};
use vitrine::profile::{Event, EventKind, PreferError, Profile, Purpose, Purposes};
use vitrine::rank::{Candidate, Candidates, Outcome, RankRequest, explain, learn, rank};

use crate::shop::{NOW, may, pack, shopper};

fn granted(persist: bool, profile: bool, purchases: bool) -> Permissions {
    let own = OwnSignal {
        persist: Some(persist),
        profile: Some(profile),
        purchases: Some(purchases),
        measure: None,
    };
    settle(&[Signal::Own(own)], &Policy::default())
}

fn without(purpose: Purpose) -> MayProfile {
    may().without(Purposes::of(purpose))
}

#[test]
fn no_profile_without_the_permission() {
    assert!(granted(true, false, true).may_profile().is_none());
    assert!(granted(false, true, false).may_profile().is_some());
}

#[test]
fn no_storage_without_the_permission_to_store() {
    assert!(granted(false, true, true).may_persist().is_none());
    assert!(granted(true, true, true).may_persist().is_some());
}

#[test]
fn no_storage_without_the_permission_to_profile() {
    assert!(granted(true, false, true).may_persist().is_none());
}

#[test]
fn no_purchases_without_their_own_permission() {
    let purchases = |permissions: Permissions| permissions.may_profile().map(|may| may.purchases());
    assert_eq!(purchases(granted(true, true, false)), Some(false));
    assert_eq!(purchases(granted(true, true, true)), Some(true));
    assert!(
        !granted(true, false, true).purchases(),
        "and none without a profile"
    );
}

#[test]
fn what_serves_a_purpose_that_is_not_permitted_is_not_noted() {
    let pack = pack();
    for (purpose, event) in [
        (
            Purpose::Browsing,
            Event::of(EventKind::View, "hat-2", NOW + 600),
        ),
        (Purpose::Search, Event::search("red", NOW + 600)),
        (
            Purpose::Cart,
            Event::of(EventKind::CartAdd, "hat-2", NOW + 600),
        ),
        (
            Purpose::Purchases,
            Event::of(EventKind::Purchase, "hat-2", NOW + 600),
        ),
    ] {
        let before = shopper(&pack, &[(EventKind::View, "shoe-0")]);
        let (mut off, mut on) = (before.clone(), before.clone());
        off.observe(without(purpose), &pack, &event).unwrap();
        on.observe(may(), &pack, &event).unwrap();
        assert_eq!(off, before, "{purpose:?}");
        assert_ne!(on, before, "{purpose:?}");
    }
}

#[test]
fn what_serves_a_purpose_that_is_not_permitted_is_not_read() {
    let pack = pack();
    let mut profile = shopper(
        &pack,
        &[(EventKind::View, "shoe-0"), (EventKind::View, "shoe-2")],
    );
    let plain = profile.clone();
    for (kind, item) in [
        (EventKind::CartAdd, "hat-3"),
        (EventKind::Purchase, "hat-5"),
    ] {
        let event = Event::of(kind, item, NOW + 90);
        profile.observe(may(), &pack, &event).unwrap();
    }
    let off = without(Purpose::Cart).without(Purposes::of(Purpose::Purchases));
    let liked = |profile: &Profile, may| {
        let view = profile.view(may, &pack, NOW + 100);
        let items = view.items.into_iter();
        items.filter_map(|item| item.id).collect::<Vec<_>>()
    };
    assert!(liked(&profile, may()).contains(&"hat-3".to_owned()));
    assert_eq!(liked(&profile, off), liked(&plain, may()));
    let request = RankRequest::new(Candidates::WholeCatalogue, NOW + 100);
    let scores = |profile, may| rank(&pack, profile, Some(may), &request).unwrap().personal;
    assert!(scores(&profile, off));
    let unread = explain(&pack, &profile, Some(off), &request).unwrap();
    let hat = unread
        .iter()
        .find(|one| Some(one.given) == pack.lookup("hat-5"));
    let codes = hat.map(|one| {
        one.reasons
            .iter()
            .map(|reason| reason.code)
            .collect::<Vec<_>>()
    });
    assert!(
        !codes.unwrap().contains(&"bought"),
        "a purchase that may not be read is no reason"
    );
}

#[test]
fn no_seed_is_wanted_where_browsing_is_not_permitted() {
    let mut weights = pack().weights().clone();
    weights.set_tunable(Tunable::Decoys, 5.0).unwrap();
    let mut profile = Profile::new();
    assert!(profile.wants_seed(may(), &weights, NOW));
    assert!(!profile.wants_seed(without(Purpose::Browsing), &weights, NOW));
    profile.set_purpose(Purpose::Browsing, false);
    assert!(
        !profile.wants_seed(may(), &weights, NOW),
        "nor where she switched it off"
    );
}

#[test]
fn exposures_are_not_read_where_browsing_is_not_permitted() {
    let pack = pack();
    let mut plain = Profile::new();
    let cart = Event::of(EventKind::CartAdd, "shoe-0", NOW);
    plain.observe(may(), &pack, &cart).unwrap();
    let mut shown = plain.clone();
    for minute in 1..9 {
        let event = Event::of(EventKind::Impression, "hat-1", NOW + minute);
        shown.observe(may(), &pack, &event).unwrap();
    }
    let request = RankRequest::new(Candidates::WholeCatalogue, NOW + 20);
    let scores = |profile, may| rank(&pack, profile, Some(may), &request).unwrap().scores;
    let off = without(Purpose::Browsing);
    assert_eq!(scores(&shown, off), scores(&plain, off));
    assert_ne!(scores(&shown, may()), scores(&plain, may()));
}

/// A pack that learns from choices.
fn learning(mut pack: Pack) -> Pack {
    let mut weights: Weights = pack.weights().clone();
    weights
        .override_named(pack.fields(), "learning-spread", 0.3)
        .expect("a dial of this name");
    pack.set_weights(weights);
    pack
}

#[test]
fn choices_teach_nothing_where_browsing_is_not_permitted() {
    let pack = learning(pack());
    let before = shopper(
        &pack,
        &[(EventKind::View, "shoe-0"), (EventKind::CartAdd, "hat-1")],
    );
    let candidates: Vec<Candidate<'_>> = (0..12).map(Candidate::of).collect();
    let request = RankRequest::new(Candidates::List(&candidates), NOW + 300);
    let shown: Vec<u32> = (0..12).collect();
    let taught = |may| {
        let mut profile = before.clone();
        learn(
            &pack,
            &mut profile,
            may,
            &request,
            &shown,
            Outcome::Clicked(7),
        )
        .unwrap();
        profile
    };
    assert_eq!(taught(without(Purpose::Browsing)), before);
    assert_ne!(taught(may()), before);
}

#[test]
fn what_was_learned_is_not_used_where_browsing_is_not_permitted() {
    let pack = learning(pack());
    let mut profile = shopper(
        &pack,
        &[(EventKind::View, "shoe-0"), (EventKind::CartAdd, "hat-1")],
    );
    let untaught = profile.clone();
    let candidates: Vec<Candidate<'_>> = (0..12).map(Candidate::of).collect();
    let request = RankRequest::new(Candidates::List(&candidates), NOW + 300);
    let shown: Vec<u32> = (0..12).collect();
    learn(
        &pack,
        &mut profile,
        may(),
        &request,
        &shown,
        Outcome::Clicked(7),
    )
    .unwrap();
    let scores = |profile, may| rank(&pack, profile, Some(may), &request).unwrap().scores;
    let off = without(Purpose::Browsing);
    assert_eq!(scores(&profile, off), scores(&untaught, off));
    assert_ne!(scores(&profile, may()), scores(&untaught, may()));
}

#[test]
fn a_liking_is_not_taken_where_browsing_is_not_permitted() {
    let pack = pack();
    let before = shopper(&pack, &[(EventKind::View, "shoe-0")]);
    let mut profile = before.clone();
    let refused = profile.prefer(
        without(Purpose::Browsing),
        &pack,
        ("colour", "blue"),
        1.0,
        NOW + 60,
    );
    assert_eq!(refused, Err(PreferError::PurposeOff));
    assert_eq!(profile, before);
}

#[test]
fn what_is_no_longer_permitted_is_forgotten() {
    let pack = pack();
    let mut profile = shopper(
        &pack,
        &[(EventKind::View, "shoe-0"), (EventKind::Purchase, "hat-1")],
    );
    profile.keep_only(may().without_purchases(), &pack);
    let view = profile.view(may(), &pack, NOW + 300);
    let items: Vec<Option<String>> = view.items.into_iter().map(|item| item.id).collect();
    assert_eq!(items, [Some("shoe-0".to_owned())]);
}
