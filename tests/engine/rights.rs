//! What a shopper may do with her own profile, and what is never in it.

use crate::shop::{NOW, may, may_persist, pack, shopper, source};
use vitrine::consent::MayProfile;
use vitrine::pack::{DEMOGRAPHIC_FIELDS, Pack, Sensitive};
use vitrine::profile::{
    Event, EventKind, Noise, Profile, ProfileExport, Purpose, Purposes, SESSION_GAP_SECONDS,
};
use vitrine::rank::{
    Candidate, Candidates, Cause, Counterfactual, RankRequest, counterfactuals, explain, rank,
};
use vitrine::{AttributeValue, Facts};

const DAY: u32 = 86_400;

/// A shopper of whom something is kept for every purpose.
fn busy(pack: &Pack) -> Profile {
    let mut profile = shopper(
        pack,
        &[
            (EventKind::View, "shoe-0"),
            (EventKind::Impression, "hat-1"),
            (EventKind::View, "shoe-2"),
            (EventKind::CartAdd, "shoe-0"),
            (EventKind::Dismiss, "hat-3"),
            (EventKind::Purchase, "shoe-2"),
            (EventKind::Wishlist, "hat-5"),
            (EventKind::View, "of another shop"),
        ],
    );
    let search = Event::search("red hats", NOW + 900);
    profile.observe(may(), pack, &search).expect("words");
    profile
}

fn order(pack: &Pack, profile: &Profile, may: MayProfile, now: u32) -> Vec<u32> {
    let request = RankRequest::new(Candidates::WholeCatalogue, now);
    let ranking = rank(pack, profile, Some(may), &request).expect("a good request");
    ranking.order
}

fn without_purchases() -> MayProfile {
    may().without_purchases()
}

#[test]
fn a_purpose_that_is_off_is_as_if_it_had_never_been() {
    let pack = pack();
    let events = [
        (EventKind::View, "shoe-0"),
        (EventKind::Impression, "hat-1"),
        (EventKind::Impression, "shoe-4"),
        (EventKind::Purchase, "shoe-4"),
        (EventKind::View, "shoe-2"),
        (EventKind::CartAdd, "hat-1"),
        (EventKind::Purchase, "hat-1"),
        (EventKind::Return, "hat-1"),
        (EventKind::View, "hat-5"),
    ];
    for off in Purpose::ALL {
        let allowed = may().without(Purposes::of(off));
        let mut with = Profile::new();
        let mut never = Profile::new();
        let mut switched = Profile::new();
        switched.set_purpose(off, false);
        for (minute, (kind, item)) in (0..).zip(events) {
            let event = Event::of(kind, item, NOW + minute * 60);
            with.observe(may(), &pack, &event).unwrap();
            never.observe(allowed, &pack, &event).unwrap();
            switched.observe(may(), &pack, &event).unwrap();
        }
        let view = never.view(may(), &pack, NOW + 600);
        let kept = &view.purposes[off as usize];
        assert_eq!(
            (kept.items, kept.values, kept.numbers),
            (0, 0, 0),
            "{off:?}"
        );
        let request = RankRequest::new(Candidates::WholeCatalogue, NOW + 600);
        let told = explain(&pack, &never, Some(allowed), &request).unwrap();
        assert_eq!(
            explain(&pack, &switched, Some(may()), &request).unwrap(),
            told,
            "she switched {off:?} off"
        );
        switched.set_purpose(off, true);
        assert_eq!(switched, never, "{off:?}");
        if off == Purpose::Purchases {
            // Purchases touch nothing else: not read, the order is the same to the bit; dropped, so is the profile.
            assert_eq!(
                explain(&pack, &with, Some(allowed), &request).unwrap(),
                told
            );
            with.keep_only(allowed, &pack);
            assert_eq!(with, never);
        } else {
            with.keep_only(allowed, &pack);
            let view = with.view(may(), &pack, NOW + 600);
            assert_eq!(view.purposes[off as usize].touched, None, "{off:?}");
        }
    }
}

#[test]
fn a_merchant_shortens_how_long_a_purpose_is_kept_and_never_lengthens_it() {
    let pack = pack();
    let profile = busy(&pack);
    let week = may().keeping_at_most(Purpose::Cart, 7 * DAY);
    assert_eq!(week.time_to_live(Purpose::Cart), 7 * DAY);
    let longer = week.keeping_at_most(Purpose::Cart, 400 * DAY);
    assert_eq!(longer.time_to_live(Purpose::Cart), 7 * DAY);
    let in_cart = |may, now| {
        let view = profile.view(may, &pack, now);
        view.items.iter().any(|item| item.in_cart)
    };
    assert!(in_cart(week, NOW + 6 * DAY) && !in_cart(week, NOW + 8 * DAY));
    assert!(in_cart(may(), NOW + 8 * DAY) && !in_cart(may(), NOW + 31 * DAY));
    // Nor does an order read it.
    let mut without = profile.clone();
    without.forget_purpose(Purpose::Cart);
    assert_eq!(
        order(&pack, &profile, week, NOW + 8 * DAY),
        order(&pack, &without, week, NOW + 8 * DAY)
    );
    assert!(
        profile
            .living(week, &pack, NOW + 8 * DAY)
            .save(may_persist())
            .len()
            < profile
                .living(may(), &pack, NOW + 8 * DAY)
                .save(may_persist())
                .len()
    );
}

#[test]
fn each_purpose_has_a_half_life_of_its_own() {
    let mut halved = pack();
    let mut weights = halved.weights().clone();
    weights
        .override_named(halved.fields(), "cart-half-life-factor", 0.5)
        .unwrap();
    halved.set_weights(weights);
    let interest = |pack: &Pack, kind| {
        let profile = shopper(pack, &[(kind, "shoe-0")]);
        profile.view(may(), pack, NOW + 15 * DAY).items[0].interest
    };
    let plain = pack();
    let views = [&plain, &halved].map(|pack| interest(pack, EventKind::View));
    assert_eq!(views[0], views[1]);
    let carts = [&plain, &halved].map(|pack| interest(pack, EventKind::CartAdd));
    assert!((carts[0] / 3.0 - 0.5_f64.sqrt()).abs() < 1e-6, "{carts:?}");
    assert!((carts[1] / 3.0 - 0.5).abs() < 1e-6, "{carts:?}");
}

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

#[test]
fn a_clock_that_was_wrong_for_an_hour_does_not_stop_decay() {
    let pack = pack();
    let view = |item, time| Event::of(EventKind::View, item, time);
    // 400 days ahead for an hour, and back; a purchase among it, which moves no clock.
    let mut wrong = busy(&pack);
    let ahead = NOW + 400 * DAY;
    wrong.observe(may(), &pack, &view("hat-0", ahead)).unwrap();
    let bought = Event::of(EventKind::Purchase, "hat-0", ahead);
    wrong.observe(may(), &pack, &bought).unwrap();
    wrong
        .observe(may(), &pack, &view("hat-2", NOW + 2000))
        .unwrap();
    let told = wrong.view(may(), &pack, NOW + 2000);
    assert!(
        told.items.iter().all(|item| item.time <= NOW + 2000),
        "{told:?}"
    );
    let interest = |now| wrong.view(may(), &pack, now).evidence;
    assert!(interest(NOW + 32 * DAY) < interest(NOW + 2000) * 0.51);
    assert!(wrong.view(may(), &pack, NOW + 367 * DAY).values.is_empty());

    // The clock's own reading decides, not when the page says that something happened.
    let mut late = busy(&pack);
    let report = Event {
        clock: Some(NOW + 2000),
        ..Event::of(EventKind::View, "hat-2", NOW - 30 * DAY)
    };
    late.observe(may(), &pack, &report).unwrap();
    let latest = |profile: &Profile| {
        let view = profile.view(may(), &pack, NOW + 2000);
        view.items.iter().map(|item| item.time).max()
    };
    // It counts as of the latest moment known: that of the search.
    assert_eq!(latest(&late), Some(NOW + 900));
    let mut early = busy(&pack);
    let report = Event {
        clock: Some(NOW + 2000),
        ..view("hat-2", ahead)
    };
    early.observe(may(), &pack, &report).unwrap();
    assert_eq!(latest(&early), Some(NOW + 2000));
}

#[test]
fn four_hundred_days_later_nothing_is_read() {
    let pack = pack();
    let mut profile = busy(&pack);
    profile.set_noise(Noise {
        seed: 5,
        since: NOW,
    });
    let later = NOW + 400 * DAY;
    let empty = Profile::new();
    assert_eq!(profile.living(may(), &pack, later), empty);
    assert_eq!(
        profile.view(may(), &pack, later),
        empty.view(may(), &pack, later)
    );
    assert_eq!(
        profile.export(may(), &pack, later),
        empty.export(may(), &pack, later)
    );
    let request = RankRequest::new(Candidates::WholeCatalogue, later);
    assert_eq!(
        rank(&pack, &profile, Some(may()), &request),
        rank(&pack, &empty, Some(may()), &request)
    );
    // Her choices are no memory of what she did.
    profile.set_strength(Some(0.25));
    let kept = profile.living(may(), &pack, later);
    assert_eq!(kept.choices().strength, Some(0.25));
    assert!(kept.is_empty());
}

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

#[test]
fn an_export_holds_every_stored_byte_and_comes_back_to_the_bit() {
    let pack = pack();
    let mut profile = busy(&pack);
    profile.set_strength(Some(0.75));
    profile.set_noise(Noise {
        seed: u64::MAX - 1,
        since: NOW,
    });
    let now = NOW + 1000;
    let exported = profile.export(may(), &pack, now);
    let json = serde_json::to_string(&exported).expect("plain data");
    assert!(
        json.contains("\"shoe-0\"") && json.contains("\"wear / shoes\""),
        "{json}"
    );
    let read: ProfileExport = serde_json::from_str(&json).expect("its own");
    let back = Profile::import(may(), &pack, &read, now).expect("its own export");
    assert_eq!(back, profile);
    assert_eq!(back.save(may_persist()), profile.save(may_persist()));
    let request = RankRequest::new(Candidates::WholeCatalogue, now);
    assert_eq!(
        rank(&pack, &back, Some(may()), &request),
        rank(&pack, &profile, Some(may()), &request)
    );
    // Change any stored byte: a profile that is read at all then has another export.
    let bytes = profile.save(may_persist());
    let end = bytes.len() - 8;
    let mut read = 0;
    for at in 6..end {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let check = xxhash_rust::xxh64::xxh64(&changed[..end], 0);
        changed[end..].copy_from_slice(&check.to_le_bytes());
        // Late, so that nothing of it lies in the future.
        if let Ok(other) = Profile::restore(may_persist(), &changed)
            && other.living(may(), &pack, now) == other
        {
            read += 1;
            assert_ne!(other.export(may(), &pack, now), exported, "byte {at}");
        }
    }
    assert!(read > end / 2, "{read} of {end}");
    // Without the permission for purchases they neither leave nor come in.
    let left = profile.export(without_purchases(), &pack, now);
    let left = serde_json::to_string(&left).expect("plain data");
    assert!(json.contains("\"purchases\"") && !left.contains("\"purchases\""));
    let came = Profile::import(without_purchases(), &pack, &exported, now).unwrap();
    assert_eq!(came, profile.living(without_purchases(), &pack, now));
}

#[test]
fn imports_are_hostile_until_proven() {
    let pack = pack();
    let now = NOW + 1000;
    let good = serde_json::to_value(busy(&pack).export(may(), &pack, now)).expect("plain data");
    let refusal = |path: &str, value: serde_json::Value| {
        let mut bad = good.clone();
        *bad.pointer_mut(path).unwrap_or_else(|| panic!("{path}")) = value;
        let read: ProfileExport = serde_json::from_value(bad).expect("plain data");
        match Profile::import(may(), &pack, &read, now) {
            Err(error) => error.code(),
            Ok(_) => "taken",
        }
    };
    let twice = |path: &str| {
        let list = good.pointer(path).expect(path).as_array().expect("a list");
        let mut list = list.clone();
        list.push(list[0].clone());
        serde_json::Value::from(list)
    };
    let many = |path: &str, count: usize| {
        let one = good.pointer(path).expect(path)[0].clone();
        serde_json::Value::from(vec![one; count])
    };
    let future = serde_json::json!(now + 2 * DAY);
    for (path, value, code) in [
        (
            "/format",
            serde_json::json!("vitrine-profile-export/2"),
            "import-unknown-format",
        ),
        ("/clock/latest", future.clone(), "import-from-the-future"),
        ("/clock/swept", future.clone(), "import-from-the-future"),
        ("/clock/lastItem", serde_json::json!("00"), "import-bad-key"),
        ("/clock/step", serde_json::json!(-1), "import-unreadable"),
        ("/clock/step", serde_json::json!(1.5), "import-unreadable"),
        ("/clock/events", serde_json::json!("9"), "import-unreadable"),
        (
            "/noise/seed",
            serde_json::json!("+123456789abcdef"),
            "import-bad-key",
        ),
        ("/noise/since", future.clone(), "import-from-the-future"),
        (
            "/choices/strength",
            serde_json::json!(2),
            "import-bad-content",
        ),
        (
            "/choices/off",
            serde_json::json!(["cart", "cart"]),
            "import-bad-purpose",
        ),
        (
            "/choices/off",
            serde_json::json!(["sports"]),
            "import-bad-purpose",
        ),
        ("/purposes", twice("/purposes"), "import-bad-purpose"),
        (
            "/purposes/0/purpose",
            serde_json::json!("sports"),
            "import-bad-purpose",
        ),
        (
            "/purposes/0/items",
            twice("/purposes/0/items"),
            "import-bad-table",
        ),
        (
            "/purposes/0/items",
            many("/purposes/0/items", 97),
            "import-bad-table",
        ),
        (
            "/purposes/0/items/0/key",
            serde_json::json!("ABCDEF0123456789"),
            "import-bad-key",
        ),
        (
            "/purposes/0/items/0/time",
            future.clone(),
            "import-from-the-future",
        ),
        (
            "/purposes/0/items/0/interest",
            serde_json::json!(1e13),
            "import-bad-content",
        ),
        (
            "/purposes/0/items/0/views",
            serde_json::json!(65_536),
            "import-unreadable",
        ),
        (
            "/purposes/0/items/0/marks",
            serde_json::json!(["bought", "bought"]),
            "import-bad-mark",
        ),
        (
            "/purposes/0/items/0/marks",
            serde_json::json!(["stolen"]),
            "import-bad-mark",
        ),
        (
            "/purposes/0/fields",
            twice("/purposes/0/fields"),
            "import-bad-table",
        ),
        (
            "/purposes/0/fields/0/values/0/time",
            future.clone(),
            "import-from-the-future",
        ),
        ("/exposures", twice("/exposures"), "import-bad-table"),
        (
            "/exposures/0/shown",
            serde_json::json!(-1),
            "import-bad-content",
        ),
        (
            "/learned",
            serde_json::json!([{ "signal": 1, "time": 1, "share": 0.9, "gathered": 1 }]),
            "import-bad-content",
        ),
        (
            "/learned",
            serde_json::json!([{ "signal": 300, "time": 1, "share": 0, "gathered": 1 }]),
            "import-unreadable",
        ),
        ("/clock", serde_json::json!(null), "import-unreadable"),
        (
            "/purposes",
            serde_json::json!({ "length": 3 }),
            "import-unreadable",
        ),
    ] {
        assert_eq!(refusal(path, value), code, "{path}");
    }
    assert_eq!(refusal("/exported", serde_json::json!(now)), "taken");
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

#[test]
fn a_compact_profile_keeps_within_its_limit() {
    let pack = pack();
    let mut profile = busy(&pack);
    for round in 0..200_u32 {
        let id = format!("item {round}");
        let event = Event::of(EventKind::View, &id, NOW + 1000 + round);
        profile.observe(may(), &pack, &event).unwrap();
    }
    let whole = profile.save(may_persist());
    let mut before = 0;
    for limit in (0..whole.len() + 100).step_by(13) {
        match profile.save_within(may_persist(), limit) {
            None => assert!(limit < 128, "{limit}"),
            Some(bytes) => {
                assert!(bytes.len() <= limit && bytes.len() >= before, "{limit}");
                before = bytes.len();
                assert!(Profile::restore(may_persist(), &bytes).is_ok());
            }
        }
    }
    assert_eq!(profile.save_within(may_persist(), whole.len()), Some(whole));
}
