//! What is kept for each purpose, for how long, and what is gone when one is off.

use super::{DAY, busy, order};
use crate::shop::{NOW, may, may_persist, pack, shopper};
use vitrine::pack::Pack;
use vitrine::profile::{Event, EventKind, Noise, Profile, Purpose, Purposes};
use vitrine::rank::{Candidates, RankRequest, explain, rank};

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
