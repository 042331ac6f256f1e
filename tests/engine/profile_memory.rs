//! What a profile remembers, forgets, saves and refuses.

use crate::shop::{NOW, may, may_persist, pack, shopper, source};
use vitrine::Facts;
use vitrine::consent::Permissions;
use vitrine::pack::Pack;
use vitrine::profile::{Event, EventError, EventKind, Profile};

fn busy(pack: &Pack) -> Profile {
    let mut profile = shopper(
        pack,
        &[
            (EventKind::View, "shoe-0"),
            (EventKind::Impression, "hat-1"),
            (EventKind::CartAdd, "shoe-0"),
            (EventKind::Dismiss, "hat-3"),
            (EventKind::Purchase, "shoe-2"),
            (EventKind::View, "of another shop"),
        ],
    );
    profile
        .observe(may(), pack, &Event::search("red hats", NOW + 900))
        .unwrap();
    profile
}

#[test]
fn what_is_saved_is_restored() {
    let profile = busy(&pack());
    let bytes = profile.save(may_persist());
    let restored = Profile::restore(may_persist(), &bytes).expect("its own bytes");
    assert_eq!(restored, profile);
    assert_eq!(restored.save(may_persist()), bytes);
}

#[test]
fn the_size_has_a_ceiling() {
    let pack = pack();
    let mut profile = Profile::new();
    let mut sizes = Vec::new();
    for round in 0..20_000_u32 {
        let id = format!("item {}", round % 5000);
        let facts = Facts {
            price: Some(round as f32),
            in_stock: None,
            attributes: vec![(
                "colour".into(),
                vitrine::AttributeValue::Text(format!("colour {}", round % 700)),
            )],
        };
        let kind = EventKind::ALL[round as usize % EventKind::ALL.len()];
        let event = Event {
            facts: Some(&facts),
            query: Some("red"),
            dwell_seconds: 3.0,
            ..Event::of(kind, &id, NOW + round)
        };
        profile.observe(may(), &pack, &event).unwrap();
        if round % 5000 == 4999 {
            sizes.push(profile.save(may_persist()).len());
        }
    }
    assert!(sizes.iter().all(|size| *size < 32_768), "{sizes:?}");
    assert!(
        sizes[3] <= sizes[1] + sizes[1] / 4,
        "it stopped growing: {sizes:?}"
    );
}

#[test]
fn purchases_need_their_own_permission() {
    let pack = pack();
    let without = Permissions::offline().without_purchases();
    let may = without.may_profile().unwrap();
    let mut profile = Profile::new();
    profile
        .observe(may, &pack, &Event::of(EventKind::Purchase, "shoe-0", NOW))
        .unwrap();
    assert!(profile.is_empty());
    assert_eq!(profile, Profile::new());
}

#[test]
fn a_new_pack_changes_nothing_it_knows() {
    let pack = pack();
    let profile = busy(&pack);
    let mut other = source();
    other.items.reverse();
    other.items[0] = "brand new".into();
    let other = Pack::from_bytes(other.to_bytes().unwrap()).unwrap();
    let bytes = profile.save(may_persist());
    let view = profile.view(may(), &other, NOW + 1000);
    assert_eq!(profile.save(may_persist()), bytes);
    let shoe = view
        .items
        .iter()
        .find(|item| item.id.as_deref() == Some("shoe-0"));
    assert!(shoe.expect("still known").in_cart);
}

#[test]
fn it_forgets_on_request() {
    let pack = pack();
    let mut profile = busy(&pack);
    let knows = |profile: &Profile, value: &str| {
        let view = profile.view(may(), &pack, NOW + 1000);
        view.values
            .iter()
            .any(|v| v.value.as_deref() == Some(value))
    };
    assert!(knows(&profile, "red") && knows(&profile, "wear / shoes"));
    assert!(profile.forget_value(&pack, "colour", "red"));
    assert!(!knows(&profile, "red"));
    assert!(profile.forget_value(&pack, "category", "wear>shoes"));
    assert!(!knows(&profile, "wear / shoes") && knows(&profile, "wear"));
    assert!(profile.forget_item(&pack, "shoe-0"));
    assert!(!profile.forget_item(&pack, "shoe-0"));
    let view = profile.view(may(), &pack, NOW + 1000);
    assert!(
        view.items
            .iter()
            .all(|item| item.id.as_deref() != Some("shoe-0"))
    );
    assert!(profile.forget_field("price"));
    profile.erase();
    assert_eq!(profile, Profile::new());
}

#[test]
fn after_four_hundred_days_nothing_is_left() {
    let pack = pack();
    let mut profile = busy(&pack);
    let view = profile.view(may(), &pack, NOW + 400 * 86_400);
    assert!(
        view.values.is_empty() && view.items.iter().all(|item| item.views == 0),
        "{view:?}"
    );
    profile.expire(NOW + 400 * 86_400);
    assert_eq!(profile, Profile::new());
}

#[test]
fn a_clock_that_is_hours_behind_stands_still() {
    let pack = pack();
    let mut forward = shopper(&pack, &[(EventKind::View, "shoe-0")]);
    let mut backward = forward.clone();
    forward
        .observe(may(), &pack, &Event::of(EventKind::View, "hat-1", NOW))
        .unwrap();
    backward
        .observe(
            may(),
            &pack,
            &Event::of(EventKind::View, "hat-1", NOW - 80_000),
        )
        .unwrap();
    assert_eq!(forward, backward);
}

#[test]
fn bad_events_change_nothing() {
    let pack = pack();
    let before = busy(&pack);
    let mut profile = before.clone();
    let long = "x".repeat(1025);
    let bad = [
        (
            Event {
                item: None,
                ..Event::of(EventKind::View, "", NOW)
            },
            EventError::NoItem,
        ),
        (Event::of(EventKind::View, "", NOW), EventError::BadItem),
        (Event::of(EventKind::View, &long, NOW), EventError::BadItem),
        (Event::search("  ", NOW), EventError::NoQuery),
        (
            Event {
                dwell_seconds: f32::NAN,
                ..Event::of(EventKind::Dwell, "hat-0", NOW)
            },
            EventError::BadDwell,
        ),
    ];
    for (event, refusal) in bad {
        assert_eq!(profile.observe(may(), &pack, &event), Err(refusal));
        assert_eq!(profile, before);
    }
}
