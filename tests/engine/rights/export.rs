//! What she takes with her, and what comes back.

use super::{DAY, busy, without_purchases};
use crate::shop::{NOW, may, may_persist, pack};
use vitrine::profile::{Event, EventKind, Noise, Profile, ProfileExport};
use vitrine::rank::{Candidates, RankRequest, rank};

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
