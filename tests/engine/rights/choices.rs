//! What she chooses and says herself, and what she has forgotten.

use super::{busy, order, without_purchases};
use crate::shop::{NOW, may, may_persist, pack, shopper};
use vitrine::pack::Pack;
use vitrine::profile::{Event, EventKind, Profile, Purpose};
use vitrine::rank::{
    Candidate, Candidates, Cause, Counterfactual, RankRequest, counterfactuals, rank,
};

#[test]
fn paused_it_neither_learns_nor_ranks_and_nothing_is_lost() {
    let pack = pack();
    let mut profile = busy(&pack);
    let before = profile.clone();
    let personal = order(&pack, &before, may(), NOW + 1000);
    profile.set_paused(true);
    let bytes = profile.save(may_persist());
    profile
        .observe(
            may(),
            &pack,
            &Event::of(EventKind::View, "hat-4", NOW + 5000),
        )
        .unwrap();
    assert_eq!(profile.save(may_persist()), bytes);
    let request = RankRequest::new(Candidates::WholeCatalogue, NOW + 1000);
    let ranking = rank(&pack, &profile, Some(may()), &request).unwrap();
    assert!(!ranking.personal);
    assert_eq!(
        ranking.order,
        rank(&pack, &before, None, &request).unwrap().order
    );
    assert!(!profile.view(may(), &pack, NOW + 1000).items.is_empty());
    profile.set_paused(false);
    assert_eq!(profile, before);
    assert_eq!(order(&pack, &profile, may(), NOW + 1000), personal);
}

#[test]
fn her_dial_is_an_upper_bound() {
    let pack = pack();
    let mut profile = busy(&pack);
    let ranked = |profile: &Profile, strength| {
        let request = RankRequest {
            strength,
            ..RankRequest::new(Candidates::WholeCatalogue, NOW + 1000)
        };
        rank(&pack, profile, Some(may()), &request).unwrap()
    };
    let (half, fifth) = (ranked(&profile, Some(0.5)), ranked(&profile, Some(0.2)));
    profile.set_strength(Some(0.5));
    assert_eq!(ranked(&profile, None), half);
    assert_eq!(ranked(&profile, Some(1.0)), half);
    assert_eq!(ranked(&profile, Some(0.2)), fifth);
    profile.set_strength(Some(0.0));
    assert!(!ranked(&profile, Some(1.0)).personal);
    for odd in [f32::NAN, -0.0, -5.0, 7.0] {
        profile.set_strength(Some(odd));
        let bytes = profile.save(may_persist());
        assert_eq!(
            Profile::restore(may_persist(), &bytes).as_ref(),
            Ok(&profile),
            "{odd}"
        );
    }
    profile.set_strength(None);
    assert_eq!(profile, busy(&pack));
}

#[test]
fn what_she_says_of_her_taste_counts_and_forgetting_takes_it_back() {
    let pack = pack();
    let profile = busy(&pack);
    let blue = |profile: &Profile| {
        let order = order(&pack, profile, may(), NOW + 1000);
        let is_blue =
            |item: &u32| pack.value_text(1, pack.values(1, *item).next().unwrap()) == "blue";
        order.iter().take(6).filter(|item| is_blue(item)).count()
    };
    let neither = blue(&profile);
    let mut liked = profile.clone();
    liked
        .prefer(may(), &pack, ("colour", "blue"), 1.0, NOW + 1000)
        .unwrap();
    assert!(blue(&liked) > neither, "{} of {neither}", blue(&liked));
    let mut refused = profile.clone();
    refused
        .prefer(may(), &pack, ("colour", "blue"), -1.0, NOW + 1000)
        .unwrap();
    assert!(blue(&refused) <= neither);
    assert_ne!(
        order(&pack, &liked, may(), NOW + 1000),
        order(&pack, &refused, may(), NOW + 1000)
    );
    // In place of what was seen, so that saying it twice is saying it once.
    let once = liked.clone();
    liked
        .prefer(may(), &pack, ("colour", "blue"), 1.0, NOW + 1000)
        .unwrap();
    assert_eq!(liked, once);
    let mut forgotten = profile.clone();
    forgotten.forget_value(&pack, "colour", "blue");
    liked.forget_value(&pack, "colour", "blue");
    refused
        .prefer(may(), &pack, ("colour", "blue"), 0.0, NOW + 1000)
        .unwrap();
    assert_eq!(liked, forgotten);
    assert_eq!(refused, forgotten);
    let mut path = profile.clone();
    path.prefer(may(), &pack, ("category", "wear>hats"), 1.0, NOW + 1000)
        .unwrap();
    let hats = |profile: &Profile| {
        let order = order(&pack, profile, may(), NOW + 1000);
        let first = order.iter().take(6);
        first
            .filter(|item| pack.id(**item).starts_with("hat"))
            .count()
    };
    assert!(hats(&path) > hats(&profile));

    let mut off = profile.clone();
    off.set_purpose(Purpose::Browsing, false);
    for (profile, field, value, liking, code) in [
        (&profile, "colour", "blue", f32::NAN, "prefer-bad-liking"),
        (&profile, "colour", "blue", 1.5, "prefer-bad-liking"),
        (&profile, "colour", " ", 1.0, "prefer-bad-value"),
        (&profile, "price", "5", 1.0, "prefer-unknown-field"),
        (&profile, "fabric", "linen", 1.0, "prefer-unknown-field"),
        (&off, "colour", "blue", 1.0, "prefer-purpose-off"),
    ] {
        let mut same = profile.clone();
        let refused = same.prefer(may(), &pack, (field, value), liking, NOW + 1000);
        assert_eq!(refused.unwrap_err().code(), code);
        assert_eq!(&same, profile);
    }
}

#[test]
fn forgetting_an_item_leaves_no_key_of_it() {
    let pack = pack();
    let mut profile = shopper(
        &pack,
        &[(EventKind::View, "shoe-0"), (EventKind::View, "hat-1")],
    );
    let key = vitrine::item_key("hat-1").to_le_bytes();
    let holds = |profile: &Profile| {
        let bytes = profile.save(may_persist());
        bytes.windows(8).any(|window| window == key)
    };
    assert!(holds(&profile));
    profile.forget_item(&pack, "hat-1");
    assert!(!holds(&profile));
}

fn list_of(pack: &Pack) -> Vec<Candidate<'static>> {
    (0..pack.len() as u32).map(Candidate::of).collect()
}

/// Forgets what a cause names as the shopper would.
fn forget(pack: &Pack, profile: &mut Profile, cause: &Cause) {
    match cause {
        Cause::Item(item) => {
            profile.forget_item(pack, pack.id(*item));
        }
        Cause::Value { field, value } => {
            let name = pack.fields()[*field].name();
            profile.forget_value_and_items(pack, name, &pack.full_text(*field, *value));
        }
        Cause::Purpose(purpose) => {
            profile.forget_purpose(*purpose);
        }
    }
}

#[test]
fn what_would_be_without_it_is_what_forgetting_brings_about() {
    let pack = pack();
    let profile = busy(&pack);
    let candidates = list_of(&pack);
    let mut kinds = [0; 3];
    for (may, top) in [(may(), None), (may(), Some(4)), (without_purchases(), None)] {
        let request = RankRequest {
            top,
            ..RankRequest::new(Candidates::List(&candidates), NOW + 1000)
        };
        let place = |profile: &Profile, given: u32| {
            let order = rank(&pack, profile, Some(may), &request).unwrap().order;
            let place = order.iter().position(|one| *one == given);
            place.map(|place| place as u32)
        };
        for given in 0..candidates.len() as u32 {
            let found = counterfactuals(&pack, &profile, may, &request, given, 100).unwrap();
            let far = |one: &Counterfactual| {
                let far = |place: Option<u32>| place.map_or(i64::from(u32::MAX), i64::from);
                (far(one.place) - far(one.without)).abs()
            };
            assert!(found.is_sorted_by_key(|one| core::cmp::Reverse(far(one))));
            for one in &found {
                let mut without = profile.clone();
                forget(&pack, &mut without, &one.cause);
                assert_eq!(one.place, place(&profile, given), "{one:?}");
                assert_eq!(one.without, place(&without, given), "{one:?}");
                assert_ne!(one.place, one.without);
                assert!(may.purchases() || one.cause != Cause::Purpose(Purpose::Purchases));
                kinds[match one.cause {
                    Cause::Item(_) => 0,
                    Cause::Value { .. } => 1,
                    Cause::Purpose(_) => 2,
                }] += 1;
            }
            let few = counterfactuals(&pack, &profile, may, &request, given, 2).unwrap();
            assert_eq!(few, found[..found.len().min(2)]);
        }
    }
    assert!(kinds.iter().all(|count| *count > 0), "{kinds:?}");
    // "Without the three shoes": the value covers every remembered item that has it.
    let shoes = shopper(
        &pack,
        &[
            (EventKind::View, "shoe-0"),
            (EventKind::View, "shoe-1"),
            (EventKind::View, "shoe-2"),
            (EventKind::View, "hat-1"),
        ],
    );
    let request = RankRequest::new(Candidates::List(&candidates), NOW + 1000);
    let shoe = pack.lookup("shoe-4").unwrap();
    let found = counterfactuals(&pack, &shoes, may(), &request, shoe, 100).unwrap();
    let of_shoes = found.iter().find(|one| match one.cause {
        Cause::Value { field, value } => pack.full_text(field, value) == "wear / shoes",
        _ => false,
    });
    assert_eq!(of_shoes.expect("shoes carry it").items, 3);
}
