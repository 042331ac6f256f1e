//! What is never in a profile.

use super::busy;
use crate::shop::{NOW, may, may_persist, pack, shopper, source};
use vitrine::pack::{DEMOGRAPHIC_FIELDS, Pack, Sensitive};
use vitrine::profile::{Event, EventKind, SESSION_GAP_SECONDS};
use vitrine::{AttributeValue, Facts};

/// The shop, with shoes sensitive by a step of their path, the new by their tag, and one hat by its id.
fn discreet() -> Pack {
    let mut pack = pack();
    let fields = [
        ("category", vec!["SHOES"]),
        ("tags", vec!["new"]),
        ("colour", vec!["ultra-violet"]),
    ];
    let sensitive = Sensitive::new(&pack, &["hat-2"], &fields).expect("the shop's fields");
    pack.set_sensitive(sensitive);
    pack
}

#[test]
fn what_is_sensitive_leaves_no_trace() {
    let pack = discreet();
    let before = shopper(&pack, &[(EventKind::View, "hat-0")]);
    let facts = |field: &str, value: AttributeValue| Facts {
        attributes: vec![(field.to_owned(), value)],
        ..Facts::default()
    };
    let text = |text: &str| AttributeValue::Text(text.to_owned());
    let path = AttributeValue::Texts(vec!["wear".into(), "Shoes".into(), "boots".into()]);
    let told = [
        facts("category", path),
        facts("category", text("wear>shoes>boots")),
        facts("colour", text("Ultra Violet")),
        facts(
            "tags",
            AttributeValue::Texts(vec!["x".into(), "NEW".into()]),
        ),
    ];
    let later = NOW + 3 * SESSION_GAP_SECONDS;
    for kind in EventKind::ALL {
        for item in ["shoe-0", "hat-1", "hat-2"] {
            let mut profile = before.clone();
            let event = Event::of(kind, item, later);
            if kind != EventKind::Search {
                profile.observe(may(), &pack, &event).unwrap();
            }
            assert_eq!(
                profile.save(may_persist()),
                before.save(may_persist()),
                "{kind:?} {item}"
            );
        }
        for facts in &told {
            let mut profile = before.clone();
            let event = Event {
                facts: Some(facts),
                ..Event::of(kind, "brand new", later)
            };
            if kind != EventKind::Search {
                profile.observe(may(), &pack, &event).unwrap();
            }
            assert_eq!(profile, before, "{kind:?} {facts:?}");
        }
    }
    for words in ["red shoes", "NEW hats", "an ultra violet scarf"] {
        let mut profile = before.clone();
        profile
            .observe(may(), &pack, &Event::search(words, later))
            .unwrap();
        assert_eq!(profile, before, "{words}");
    }
    // All others are noted, words that merely hold the value included.
    for words in ["red hats", "renew"] {
        let mut profile = before.clone();
        profile
            .observe(may(), &pack, &Event::search(words, later))
            .unwrap();
        assert_ne!(profile, before, "{words}");
    }
    let mut profile = before.clone();
    let code = |refused: Result<(), vitrine::profile::PreferError>| refused.unwrap_err().code();
    assert_eq!(
        code(profile.prefer(may(), &pack, ("category", "wear / shoes"), 1.0, later)),
        "prefer-sensitive"
    );
    assert_eq!(profile, before);
    // What was noted before the merchant declared it goes.
    let plain = crate::shop::pack();
    let mut old = shopper(
        &plain,
        &[
            (EventKind::View, "shoe-0"),
            (EventKind::View, "hat-0"),
            (EventKind::Impression, "hat-2"),
        ],
    );
    old.keep_only(may(), &pack);
    let view = old.view(may(), &plain, later);
    let ids: Vec<_> = view
        .items
        .iter()
        .filter_map(|item| item.id.as_deref())
        .collect();
    assert_eq!(ids, ["hat-0"]);
    assert!(
        view.values
            .iter()
            .all(|value| value.value.as_deref() != Some("wear / shoes"))
    );
    let slip = Sensitive::new(&plain, &[], &[("catgory", vec!["shoes"])]);
    assert_eq!(slip.unwrap_err().code(), "sensitive-unknown-field");
}

#[test]
fn fields_that_describe_people_are_never_remembered() {
    let shop_with = |name: &str| {
        let mut source = source();
        source.fields[1].name = name.to_owned();
        source.fields[4].name = format!("{name}-number");
        Pack::from_bytes(source.to_bytes().expect("writable")).expect("readable")
    };
    for name in DEMOGRAPHIC_FIELDS
        .into_iter()
        .chain(["Age_Group", "GENDER", "date-of-birth"])
    {
        let pack = shop_with(name);
        let mut profile = busy(&pack);
        let view = profile.view(may(), &pack, NOW + 1000);
        assert!(
            view.values
                .iter()
                .all(|value| value.field.as_deref() != Some(name)),
            "{name}"
        );
        assert!(
            view.values
                .iter()
                .any(|value| value.field.as_deref() == Some("category"))
        );
        let refused = profile.prefer(may(), &pack, (name, "red"), 1.0, NOW + 1000);
        assert_eq!(refused.unwrap_err().code(), "prefer-sensitive");
    }
    for name in ["colour", "sexy", "vintage", "agenda"] {
        let pack = shop_with(name);
        let view = busy(&pack).view(may(), &pack, NOW + 1000);
        assert!(
            view.values
                .iter()
                .any(|value| value.field.as_deref() == Some(name)),
            "{name}"
        );
    }
}
