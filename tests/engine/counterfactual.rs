//! What would be without one thing that is remembered.

use vitrine::item_key;
use vitrine::pack::Pack;
use vitrine::profile::{Event, EventKind, Profile, Purpose, Purposes};
use vitrine::rank::{
    Candidate, Candidates, Cause, Counterfactual, RankError, RankRequest, counterfactuals, rank,
};

use crate::shop::{NOW, may, pack, shopper};

const LATER: u32 = NOW + 3600;
const ALL: usize = usize::MAX;

fn known(pack: &Pack) -> Profile {
    let mut profile = shopper(
        pack,
        &[
            (EventKind::View, "shoe-1"),
            (EventKind::View, "shoe-3"),
            (EventKind::Wishlist, "hat-5"),
            (EventKind::Dismiss, "hat-2"),
            (EventKind::CartAdd, "shoe-4"),
            (EventKind::Purchase, "shoe-5"),
            (EventKind::Impression, "hat-0"),
            (EventKind::View, "of another shop"),
        ],
    );
    let search = Event::search("red shoes", NOW + 900);
    profile.observe(may(), pack, &search).expect("a good event");
    profile
}

fn place(pack: &Pack, profile: &Profile, request: &RankRequest<'_>, given: u32) -> Option<u32> {
    let order = rank(pack, profile, Some(may()), request)
        .expect("a good request")
        .order;
    let place = order.iter().position(|one| *one == given);
    place.map(|place| place as u32)
}

fn told(pack: &Pack, request: &RankRequest<'_>, given: u32, most: usize) -> Vec<Counterfactual> {
    counterfactuals(pack, &known(pack), may(), request, given, most).expect("a good request")
}

/// Does to the profile itself what a cause says, in the words that a shopper's panel would use.
fn forget(pack: &Pack, profile: &mut Profile, cause: &Cause) {
    match cause {
        Cause::Item(item) => assert!(profile.forget_item(pack, pack.id(*item))),
        Cause::Value { field, value } => {
            let name = pack.fields()[*field].name();
            let text = pack.full_text(*field, *value);
            profile.forget_value_and_items(pack, name, &text);
        }
        Cause::Purpose(purpose) => assert!(profile.forget_purpose(*purpose)),
    }
}

fn far(place: Option<u32>) -> i64 {
    place.map_or(i64::from(u32::MAX), i64::from)
}

/// Everything that is told of every candidate of a request is what then happens.
fn holds(pack: &Pack, request: &RankRequest<'_>, candidates: u32) -> Vec<Counterfactual> {
    let profile = known(pack);
    let mut all = Vec::new();
    for given in 0..candidates {
        let now = place(pack, &profile, request, given);
        let told = told(pack, request, given, ALL);
        for (at, one) in told.iter().enumerate() {
            assert_eq!(one.place, now, "{one:?}");
            assert_ne!(one.without, now, "{one:?} changes nothing");
            let mut without = profile.clone();
            forget(pack, &mut without, &one.cause);
            assert_eq!(
                place(pack, &without, request, given),
                one.without,
                "{one:?}"
            );
            assert!(
                told[..at].iter().all(|other| other.cause != one.cause),
                "{one:?} twice"
            );
        }
        let moved = |one: &Counterfactual| (far(one.without) - far(one.place)).abs();
        let order = |one: &Counterfactual| (-moved(one), one.items);
        assert!(told.is_sorted_by_key(order), "{told:?}");
        all.extend(told);
    }
    all
}

#[test]
fn what_is_told_is_what_happens() {
    let pack = pack();
    let request = RankRequest::new(Candidates::WholeCatalogue, LATER);
    let told = holds(&pack, &request, pack.len() as u32);
    let any = |is: fn(&Cause) -> bool| told.iter().any(|one| is(&one.cause));
    assert!(any(|cause| matches!(cause, Cause::Item(_))));
    assert!(any(|cause| matches!(cause, Cause::Value { .. })));
    assert!(any(|cause| matches!(cause, Cause::Purpose(_))));

    let list: Vec<Candidate<'_>> = (0..pack.len() as u32).rev().map(Candidate::of).collect();
    let request = RankRequest::new(Candidates::List(&list), LATER);
    assert!(!holds(&pack, &request, list.len() as u32).is_empty());
    // Where only the first places are given back, some causes bring an item in or out.
    let short = RankRequest {
        top: Some(3),
        ..request
    };
    let told = holds(&pack, &short, list.len() as u32);
    assert!(
        told.iter()
            .any(|one| one.place.is_none() && one.without.is_some())
    );
    assert!(
        told.iter()
            .any(|one| one.place.is_some() && one.without.is_none())
    );
}

#[test]
fn it_says_how_many_items_go() {
    let pack = pack();
    let request = RankRequest::new(Candidates::WholeCatalogue, LATER);
    let mut seen = [false; 3];
    for given in 0..pack.len() as u32 {
        for one in told(&pack, &request, given, ALL) {
            let mut without = known(&pack);
            let kind = match &one.cause {
                Cause::Item(_) => {
                    assert_eq!(one.items, 1);
                    0
                }
                Cause::Value { field, value } => {
                    let name = pack.fields()[*field].name();
                    let text = pack.full_text(*field, *value);
                    assert_eq!(
                        one.items,
                        without.forget_value_and_items(&pack, name, &text)
                    );
                    1
                }
                Cause::Purpose(purpose) => {
                    let view = without.view(may(), &pack, LATER);
                    assert_eq!(one.items, view.purposes[*purpose as usize].items);
                    2
                }
            };
            seen[kind] = true;
        }
    }
    assert_eq!(seen, [true; 3]);
}

#[test]
fn no_more_are_told_than_were_asked_for_and_those_are_the_first() {
    let pack = pack();
    let request = RankRequest::new(Candidates::WholeCatalogue, LATER);
    let given = pack.lookup("shoe-1").expect("of the shop");
    let all = told(&pack, &request, given, ALL);
    assert!(all.len() > 3, "{all:?}");
    for most in [0, 1, 3] {
        assert_eq!(told(&pack, &request, given, most), all[..most]);
    }
}

#[test]
fn who_says_nothing_hears_nothing() {
    let pack = pack();
    let request = RankRequest::new(Candidates::WholeCatalogue, LATER);
    let hears = |profile: &Profile, request: &RankRequest<'_>| {
        let told = counterfactuals(&pack, profile, may(), request, 0, ALL);
        !told.expect("a good request").is_empty()
    };
    assert!(hears(&known(&pack), &request));
    assert!(!hears(&Profile::new(), &request));
    // Nor where nothing that is remembered has a say.
    let mut paused = known(&pack);
    paused.set_paused(true);
    assert!(!hears(&paused, &request));
    let mut silent = known(&pack);
    silent.set_strength(Some(0.0));
    assert!(!hears(&silent, &request));
    let old = RankRequest {
        now: LATER + 400 * 86_400,
        ..request
    };
    assert!(!hears(&known(&pack), &old));
    let pins = [(item_key(pack.id(0)), 5)];
    let pinned = RankRequest {
        pins: &pins,
        ..request
    };
    assert!(
        !hears(&known(&pack), &pinned),
        "a pin has no cause in a profile"
    );
}

#[test]
fn what_may_not_be_read_is_no_cause() {
    let pack = pack();
    let request = RankRequest::new(Candidates::WholeCatalogue, LATER);
    let profile = known(&pack);
    let only_bought = pack.lookup("shoe-5").expect("of the shop");
    let mut changed = 0;
    for off in Purpose::ALL {
        let less = may().without(Purposes::of(off));
        let mut forgotten = profile.clone();
        forgotten.forget_purpose(off);
        for given in 0..pack.len() as u32 {
            let told = counterfactuals(&pack, &profile, less, &request, given, ALL);
            let told = told.expect("a good request");
            assert!(
                told.iter().all(|one| one.cause != Cause::Purpose(off)),
                "{off:?}"
            );
            // As if it had never been.
            let never = counterfactuals(&pack, &forgotten, may(), &request, given, ALL);
            assert_eq!(told, never.expect("a good request"), "{off:?}, {given}");
            let bought = told.iter().any(|one| one.cause == Cause::Item(only_bought));
            assert!(off != Purpose::Purchases || !bought);
            let all = counterfactuals(&pack, &profile, may(), &request, given, ALL);
            changed += usize::from(told != all.expect("a good request"));
        }
    }
    assert!(changed > 0);
}

#[test]
fn only_remembered_things_are_causes() {
    let pack = pack();
    let request = RankRequest::new(Candidates::WholeCatalogue, LATER);
    let profile = known(&pack);
    let view = profile.view(may(), &pack, LATER);
    for given in 0..pack.len() as u32 {
        for one in told(&pack, &request, given, ALL) {
            let known = match &one.cause {
                Cause::Item(item) => {
                    let id = pack.id(*item);
                    view.items.iter().any(|one| one.id.as_deref() == Some(id))
                }
                Cause::Value { field, value } => {
                    let text = pack.full_text(*field, *value);
                    let mut values = view.values.iter();
                    values.any(|one| one.value.as_deref() == Some(&text))
                }
                Cause::Purpose(purpose) => {
                    let kept = &view.purposes[*purpose as usize];
                    kept.items + kept.values + kept.numbers > 0
                }
            };
            assert!(known, "{one:?}");
        }
    }
}

#[test]
fn a_place_that_is_none_has_no_cause_and_a_bad_request_is_refused() {
    let pack = pack();
    let profile = known(&pack);
    let list = [
        Candidate::of(0),
        Candidate::find(&pack, "of another shop", None),
    ];
    for candidates in [Candidates::WholeCatalogue, Candidates::List(&list)] {
        let request = RankRequest::new(candidates, LATER);
        for given in [pack.len() as u32, u32::MAX] {
            let told = counterfactuals(&pack, &profile, may(), &request, given, ALL);
            assert_eq!(told, Ok(Vec::new()));
        }
        let bad = RankRequest {
            strength: Some(2.0),
            ..request
        };
        let told = counterfactuals(&pack, &profile, may(), &bad, 0, ALL);
        assert_eq!(told, Err(RankError::BadStrength));
    }
}

#[test]
fn asking_changes_nothing() {
    let pack = pack();
    let request = RankRequest::new(Candidates::WholeCatalogue, LATER);
    let profile = known(&pack);
    let first = counterfactuals(&pack, &profile, may(), &request, 3, ALL);
    assert_eq!(
        counterfactuals(&pack, &profile, may(), &request, 3, ALL),
        first
    );
    assert_eq!(profile, known(&pack));
}
