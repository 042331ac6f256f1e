//! The saved profile: frozen files of every version, and damage of every kind.

use std::path::{Path, PathBuf};

use crate::shop::{NOW, may, may_persist, pack};
use vitrine::profile::{
    Choices, Event, EventKind, Noise, PROFILE_VERSION, Profile, ProfileError, ProfileView, Purposes,
};

fn vector(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/profile");
    folder.join(name)
}

fn frozen(name: &str) -> Vec<u8> {
    std::fs::read(vector(name)).expect("the frozen file")
}

fn restored(name: &str) -> Profile {
    Profile::restore(may_persist(), &frozen(name)).expect("an older or equal version")
}

fn view(profile: &Profile) -> ProfileView {
    profile.view(may(), &pack(), NOW + 11_000)
}

/// What the shopper of the frozen files chose, from version 3 on.
const CHOICES: Choices = Choices {
    strength: Some(0.5),
    paused: true,
    off: Purposes::NONE,
};
const NOISE: Noise = Noise {
    seed: 0x0123_4567_89ab_cdef,
    since: NOW,
};

#[test]
fn profiles_of_every_version_say_the_same() {
    if std::env::var_os("VITRINE_BLESS").is_some() && !vector("version-3.vtp").exists() {
        let mut profile = restored("version-2.vtp");
        profile.choose(CHOICES);
        profile.set_noise(NOISE);
        std::fs::write(vector("version-3.vtp"), profile.save(may_persist())).expect("writable");
    }
    if std::env::var_os("VITRINE_BLESS").is_some() && !vector("version-4.vtp").exists() {
        let mut profile = restored("version-3.vtp");
        profile.choose(Choices::default());
        let click = Event::of(EventKind::Click, "chosen of a list", NOW + 10_000);
        profile.observe(may(), &pack(), &click).expect("a good one");
        profile.choose(CHOICES);
        std::fs::write(vector("version-4.vtp"), profile.save(may_persist())).expect("writable");
    }
    if std::env::var_os("VITRINE_BLESS").is_some() && !vector("version-5.vtp").exists() {
        let bytes = compact(&restored("version-4.vtp"));
        std::fs::write(vector("version-5.vtp"), bytes).expect("writable");
    }
    let four = restored("version-4.vtp");
    assert_eq!(four.save(may_persist()), frozen("version-4.vtp"));
    assert_eq!(view(&four).events, 10);
    // That something was chosen of a list is said from version 4 on: before, the flag is unknown.
    let before = resealed(&frozen("version-4.vtp"), 4, 3);
    assert!(matches!(
        Profile::restore(may_persist(), &before),
        Err(ProfileError::BadContent(_))
    ));
    let [one, two, three] = [1, 2, 3].map(|version| {
        let bytes = frozen(&format!("version-{version}.vtp"));
        assert_eq!(u16::from_le_bytes([bytes[4], bytes[5]]), version);
        restored(&format!("version-{version}.vtp"))
    });
    let told = view(&one);
    assert_eq!(told.events, 9);
    assert!(told.items.iter().any(|item| item.in_cart) && !told.values.is_empty());
    assert!(told.purposes.iter().all(|one| one.items + one.values > 0));
    assert_eq!(view(&two), told);
    assert_eq!(view(&three), told);
    assert_eq!(one, two);
    for profile in [&one, &two] {
        assert_eq!(profile.choices(), Choices::default());
        assert_eq!(profile.noise(), Noise::default());
    }
    assert_eq!(three.choices(), CHOICES);
    assert_eq!(three.noise(), NOISE);
    let learned = restored("version-2-learned.vtp");
    assert_eq!(view(&learned).items, told.items);
    assert!(!view(&learned).learned.is_empty());
    // What is written today is the present version, and comes back as it was.
    for profile in [one, three, learned] {
        let bytes = profile.save(may_persist());
        assert_eq!(u16::from_le_bytes([bytes[4], bytes[5]]), PROFILE_VERSION);
        assert_eq!(
            Profile::restore(may_persist(), &bytes).as_ref(),
            Ok(&profile)
        );
    }
}

/// The compact form of all of a profile.
fn compact(profile: &Profile) -> Vec<u8> {
    let whole = profile.save(may_persist());
    let limit = whole.len() - 1;
    let bytes = profile.save_within(may_persist(), limit);
    bytes.expect("the compact form is the smaller one")
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 0.001 * one.abs().max(other.abs())
}

#[test]
fn the_compact_form_says_the_same_in_fewer_bytes() {
    let four = restored("version-4.vtp");
    let bytes = compact(&four);
    assert_eq!(bytes, frozen("version-5.vtp"));
    assert!(bytes.len() * 4 < four.save(may_persist()).len() * 3);
    let five = restored("version-5.vtp");
    assert_eq!(compact(&five), bytes, "it does not wear out");
    assert_eq!((five.choices(), five.noise()), (CHOICES, NOISE));
    let (whole, told) = (view(&four), view(&five));
    assert_eq!((told.events, told.sessions), (whole.events, whole.sessions));
    assert_eq!(told.purposes, whole.purposes);
    assert_eq!(told.items.len(), whole.items.len());
    for (one, other) in told.items.iter().zip(&whole.items) {
        assert!(near(one.interest, other.interest), "{one:?} {other:?}");
        assert!(near(one.exposures, other.exposures), "{one:?} {other:?}");
        let mut one = one.clone();
        (one.interest, one.exposures) = (other.interest, other.exposures);
        assert_eq!(&one, other);
    }
    assert_eq!(told.values.len(), whole.values.len());
    for (one, other) in told.values.iter().zip(&whole.values) {
        assert_eq!((&one.field, &one.value), (&other.field, &other.value));
        assert!(near(one.short, other.short) && near(one.long, other.long));
    }
    for (one, other) in told.numbers.iter().zip(&whole.numbers) {
        assert_eq!((&one.field, &one.category), (&other.field, &other.category));
        assert!(
            (one.typical / other.typical - 1.0).abs() < 0.01,
            "{one:?} {other:?}"
        );
    }
    let learned = restored("version-2-learned.vtp");
    let again = Profile::restore(may_persist(), &compact(&learned)).expect("a good one");
    let shares = |profile| view(profile).learned;
    assert!(!shares(&learned).is_empty());
    for one in shares(&learned) {
        let told = shares(&again);
        let other = told.iter().find(|other| other.code == one.code);
        // Less than a millionth is written as nothing.
        let other = other.map_or(0.0, |other| other.share);
        assert!(
            near(one.share, other) || one.share.abs() < 1e-6,
            "{one:?} {other}"
        );
    }
}

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    for name in ["version-4.vtp", "version-5.vtp"] {
        all_damage_is_refused(&frozen(name));
    }
}

fn all_damage_is_refused(bytes: &[u8]) {
    for end in 0..bytes.len() {
        let cut = Profile::restore(may_persist(), &bytes[..end]);
        assert!(cut.is_err(), "cut at {end}");
    }
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.to_vec();
            flipped[at] ^= 1 << bit;
            let flipped = Profile::restore(may_persist(), &flipped);
            assert!(flipped.is_err(), "bit {bit} of byte {at}");
        }
    }
    let mut newer = bytes.to_vec();
    newer[4] = 9;
    assert_eq!(
        Profile::restore(may_persist(), &newer),
        Err(ProfileError::NewerVersion(9))
    );
    assert_eq!(
        Profile::restore(may_persist(), b"{}"),
        Err(ProfileError::NotAProfile)
    );
}

fn resealed(bytes: &[u8], at: usize, value: u8) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    damaged[at] = value;
    let end = damaged.len() - 8;
    let check = xxhash_rust::xxh64::xxh64(&damaged[..end], 0);
    damaged[end..].copy_from_slice(&check.to_le_bytes());
    damaged
}

#[test]
fn resealed_damage_never_panics() {
    let pack = pack();
    for name in [
        "version-1.vtp",
        "version-2-learned.vtp",
        "version-4.vtp",
        "version-5.vtp",
    ] {
        let bytes = frozen(name);
        for at in 6..bytes.len() - 8 {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let damaged = resealed(&bytes, at, value);
                let Ok(mut profile) = Profile::restore(may_persist(), &damaged) else {
                    continue;
                };
                let view = profile.view(may(), &pack, NOW + 1000);
                assert!(view.evidence.is_finite());
                let again = profile.save(may_persist());
                assert_eq!(
                    Profile::restore(may_persist(), &again).as_ref(),
                    Ok(&profile)
                );
                profile
                    .observe(may(), &pack, &Event::of(EventKind::View, "hat-0", NOW))
                    .unwrap();
            }
        }
    }
}

#[test]
fn choices_that_no_engine_writes_are_refused() {
    let bytes = frozen("version-3.vtp");
    // From the end: check 8, epoch 4, seed 8, purposes 1, dial 4, flags 1.
    let flags = bytes.len() - 8 - 4 - 8 - 1 - 4 - 1;
    for (at, value) in [
        (flags, 4),          // an unknown choice
        (flags, 1),          // no dial, and yet a value of it
        (flags + 4, 0xbf),   // a dial below 0
        (flags + 4, 0x40),   // a dial above 1
        (flags + 4 + 1, 16), // an unknown purpose
    ] {
        let refused = Profile::restore(may_persist(), &resealed(&bytes, at, value));
        let code = refused.expect_err("it breaks a rule").code();
        assert_eq!(code, "profile-bad-content", "byte {at} = {value}");
    }
}
