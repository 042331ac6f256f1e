//! The seed of the private setting: when one is wanted, how long it is kept, and what counts under it.

use vitrine::pack::Pack;
use vitrine::profile::{Event, EventKind, NOISE_EPOCH_SECONDS, Noise, Profile, Purpose, Purposes};
use vitrine::rank::{Candidates, RankRequest, rank};

use crate::shop::{NOW, may, may_persist, private_pack};

const DAY: u32 = 86_400;

fn look(pack: &Pack, profile: &mut Profile, item: &str, time: u32) {
    profile
        .observe(may(), pack, &Event::of(EventKind::View, item, time))
        .expect("a good event");
}

/// Draws where a seed is wanted, as the bindings do.
fn draw(pack: &Pack, profile: &mut Profile, seed: u64, now: u32) {
    if profile.wants_seed(may(), pack.weights(), now) {
        profile.take_seed(may(), seed, now);
    }
}

fn personal(pack: &Pack, profile: &Profile, now: u32) -> bool {
    let request = RankRequest::new(Candidates::WholeCatalogue, now);
    rank(pack, profile, Some(may()), &request)
        .expect("a good request")
        .personal
}

#[test]
fn a_seed_is_wanted_once_an_epoch_and_only_with_the_dial_up() {
    let (off, low, on) = (private_pack(0.0), private_pack(0.5), private_pack(3.0));
    let mut profile = Profile::new();
    for pack in [&off, &low] {
        assert!(!profile.wants_seed(may(), pack.weights(), NOW));
    }
    assert!(profile.wants_seed(may(), on.weights(), NOW));
    profile.set_paused(true);
    assert!(!profile.wants_seed(may(), on.weights(), NOW), "paused");
    profile.set_paused(false);
    profile.take_seed(may(), 0, NOW);
    assert!(profile.wants_seed(may(), on.weights(), NOW), "0 is none");
    draw(&on, &mut profile, 7, NOW);
    let first = profile.noise();
    assert_eq!(first.seed, 7);
    let end = first.since + NOISE_EPOCH_SECONDS;
    // The second of two that were drawn side by side, and every later one: nothing changes before the end.
    for now in [0, NOW - 400 * DAY, NOW, NOW + 1, end] {
        assert!(!profile.wants_seed(may(), on.weights(), now));
        profile.take_seed(may(), 8, now);
        assert_eq!(profile.noise(), first);
    }
    assert!(!profile.wants_seed(may(), off.weights(), end + 1));
    draw(&on, &mut profile, 9, end + 1);
    let second = Noise {
        seed: 9,
        since: end + 1,
    };
    assert_eq!(profile.noise(), second);
}

#[test]
fn a_first_seed_lets_count_what_was_remembered_before_up_to_half_an_epoch_back() {
    let pack = private_pack(3.0);
    for (days, counts) in [(0, true), (89, true), (91, false)] {
        let mut profile = Profile::new();
        // Often enough that an eighth of it, after 90 days, is evidence still.
        for _ in 0..8 {
            look(&pack, &mut profile, "shoe-0", NOW);
        }
        let now = NOW + days * DAY;
        draw(&pack, &mut profile, 7, now);
        assert_eq!(profile.noise().since <= NOW, counts, "{days} days");
        assert_eq!(personal(&pack, &profile, now), counts, "{days} days");
        let left = profile.noise().since + NOISE_EPOCH_SECONDS - now;
        assert!(left >= NOISE_EPOCH_SECONDS / 2, "{days} days");
    }
    // A clock that is a little off afterwards does not lose what it notes.
    let mut profile = Profile::new();
    draw(&pack, &mut profile, 7, NOW);
    look(&pack, &mut profile, "shoe-0", NOW - 3600);
    assert!(personal(&pack, &profile, NOW));
}

#[test]
fn what_was_touched_under_one_seed_has_no_say_under_the_next() {
    let pack = private_pack(3.0);
    let mut profile = Profile::new();
    draw(&pack, &mut profile, 7, NOW);
    let end = profile.noise().since + NOISE_EPOCH_SECONDS;
    look(&pack, &mut profile, "shoe-0", end);
    assert!(personal(&pack, &profile, end));
    // As it is ranked next, and as it comes back from storage, where the spent seed is dropped.
    let stored = profile.living(may(), &pack, end + 1);
    assert_eq!(
        stored.noise(),
        Noise {
            seed: 0,
            since: end + 1
        }
    );
    let stored = Profile::restore(may_persist(), &stored.save(may_persist())).expect("its own");
    for mut next in [profile, stored] {
        let later = end + 2 * DAY;
        draw(&pack, &mut next, 8, later);
        assert_eq!(next.noise().seed, 8);
        assert!(!personal(&pack, &next, later), "it would tell of both");
        assert!(
            personal(&private_pack(0.0), &next, later),
            "remembered it is"
        );
        look(&pack, &mut next, "shoe-0", later + 60);
        assert!(personal(&pack, &next, later + 60));
    }
}

#[test]
fn a_spent_seed_goes_with_what_was_remembered_under_it() {
    let pack = private_pack(3.0);
    let mut profile = Profile::new();
    draw(&pack, &mut profile, 7, NOW);
    let end = profile.noise().since + NOISE_EPOCH_SECONDS;
    look(&pack, &mut profile, "shoe-0", end - DAY);
    profile.expire(end);
    assert_eq!(profile.noise().seed, 7);
    profile.expire(end + 1);
    let spent = Noise {
        seed: 0,
        since: end + 1,
    };
    assert_eq!(profile.noise(), spent);
    profile.expire(end + NOISE_EPOCH_SECONDS);
    assert_eq!(
        profile.noise(),
        spent,
        "the moment stays, not the seed's age"
    );
    profile.expire(end + NOISE_EPOCH_SECONDS + 2);
    assert_eq!(profile.noise(), Noise::default());
}

#[test]
fn a_merchant_who_keeps_less_does_not_make_seeds_change_more_often() {
    let pack = private_pack(3.0);
    let short = may().keeping_at_most(Purpose::Browsing, 7 * DAY);
    let mut profile = Profile::new();
    draw(&pack, &mut profile, 7, NOW);
    look(&pack, &mut profile, "shoe-0", NOW);
    for week in 1..20 {
        let now = NOW + week * 8 * DAY;
        let view = Event::of(EventKind::View, "shoe-2", now);
        profile.observe(short, &pack, &view).expect("a good event");
        assert!(!profile.wants_seed(short, pack.weights(), now));
        assert_eq!(profile.living(short, &pack, now).noise().seed, 7);
    }
}

#[test]
fn a_clock_that_was_ahead_when_the_seed_was_drawn_costs_neither_seed_nor_say() {
    let pack = private_pack(3.0);
    let mut profile = Profile::new();
    look(&pack, &mut profile, "hat-1", NOW);
    // Only a rank, no event, while the clock was 400 days ahead.
    draw(&pack, &mut profile, 7, NOW + 400 * DAY);
    look(&pack, &mut profile, "shoe-0", NOW + 60);
    assert_eq!(profile.noise().seed, 7);
    assert!(profile.noise().since <= NOW + 60);
    assert!(personal(&pack, &profile, NOW + 60));
}

#[test]
fn erasing_forgets_the_seed_and_forgetting_a_purpose_keeps_it() {
    let pack = private_pack(3.0);
    let mut profile = Profile::new();
    draw(&pack, &mut profile, 7, NOW);
    look(&pack, &mut profile, "shoe-0", NOW);
    profile.forget_purpose(Purpose::Browsing);
    assert_eq!(profile.noise().seed, 7);
    let off = may().without(Purposes::of(Purpose::Browsing));
    assert_eq!(profile.living(off, &pack, NOW).noise().seed, 7);
    profile.erase();
    assert_eq!(profile.noise(), Noise::default());
}
