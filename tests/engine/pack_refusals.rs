//! A pack is read whole or refused, with the rule named; nothing makes the reader panic.

use crate::shop::{pack, source};
use vitrine::pack::{FieldData, Pack, PackError};

#[test]
fn what_was_written_is_read() {
    let (source, pack) = (source(), pack());
    assert_eq!(pack.len(), source.items.len());
    for (index, id) in (0..).zip(&source.items) {
        assert_eq!(pack.id(index), id);
        assert_eq!(pack.lookup(id), Some(index));
        assert_eq!(
            pack.popularity(0, index),
            source.popularity[0].counts[index as usize]
        );
    }
    assert_eq!(pack.lookup("nothing"), None);
    assert_eq!(pack.number(2, 3), Some(25.0));
    assert_eq!(pack.number(4, 1), None);
    let category = pack.values(0, 0).next().expect("a category");
    assert_eq!(pack.full_text(0, category), "wear / shoes");
    assert_eq!(pack.values(3, 3).count(), 1);
    assert_eq!(pack.values(3, 4).count(), 0);
    assert_eq!(pack.weights(), &source.weights);
    let row: Vec<(u32, f32)> = pack.row(&pack.relations()[0], 10).collect();
    assert_eq!(row[0], (0, 0.5));
    assert!(
        (row[1].1 - 0.001).abs() < 0.0005,
        "a small weight survives: {row:?}"
    );
}

#[test]
fn the_same_source_gives_the_same_bytes() {
    assert_eq!(source().to_bytes(), source().to_bytes());
}

#[test]
fn a_pack_cut_anywhere_is_refused() {
    let bytes = source().to_bytes().unwrap();
    for end in 0..bytes.len() {
        let refusal = Pack::from_bytes(bytes[..end].to_vec()).expect_err("cut");
        assert_eq!(refusal, PackError::Truncated, "cut at {end}");
    }
}

#[test]
fn a_pack_with_any_bit_flipped_is_refused() {
    let bytes = source().to_bytes().unwrap();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            assert!(Pack::from_bytes(flipped).is_err(), "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn bytes_after_the_end_are_refused() {
    let mut bytes = source().to_bytes().unwrap();
    bytes.push(0);
    assert_eq!(
        Pack::from_bytes(bytes).unwrap_err(),
        PackError::LeftoverBytes
    );
}

#[test]
fn a_newer_pack_asks_for_an_update() {
    let mut bytes = source().to_bytes().unwrap();
    bytes[8] = 2;
    let refusal = Pack::from_bytes(bytes).unwrap_err();
    assert_eq!(refusal, PackError::NewerVersion(2));
    assert!(refusal.to_string().contains("update vitrine"));
}

#[test]
fn other_files_are_not_packs() {
    for bytes in [&b"{}"[..], b"PK\x03\x04", &[0; 64]] {
        assert_eq!(
            Pack::from_bytes(bytes.to_vec()).unwrap_err(),
            PackError::NotAPack
        );
    }
}

/// Recomputes both checksums, so that the damage reaches the readers behind them.
fn reseal(bytes: &mut [u8]) {
    let content = xxhash_rust::xxh64::xxh64(&bytes[32..], 0);
    bytes[16..24].copy_from_slice(&content.to_le_bytes());
    let header = xxhash_rust::xxh64::xxh64(&bytes[..24], 0);
    bytes[24..32].copy_from_slice(&header.to_le_bytes());
}

#[test]
fn resealed_damage_is_refused_or_harmless() {
    let bytes = source().to_bytes().unwrap();
    let mut refused = 0;
    for at in 32..bytes.len() {
        for value in [0, 1, 0x7f, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] = value;
            reseal(&mut damaged);
            match Pack::from_bytes(damaged) {
                Err(_) => refused += 1,
                Ok(pack) => use_all_of(&pack),
            }
        }
    }
    assert!(
        refused > bytes.len(),
        "most damage to the structure is seen: {refused}"
    );
}

/// Reads every item's every part: a pack that was accepted must not panic later.
fn use_all_of(pack: &Pack) {
    use vitrine::profile::EventKind;
    let profile = crate::shop::shopper(
        pack,
        &[(EventKind::View, "shoe-0"), (EventKind::View, "hat-1")],
    );
    let request = vitrine::rank::RankRequest::new(
        vitrine::rank::Candidates::WholeCatalogue,
        crate::shop::NOW,
    );
    let explained =
        vitrine::rank::explain(pack, &profile, Some(crate::shop::may()), &request).expect("ranks");
    assert_eq!(explained.len(), pack.len());
    for field in 0..pack.fields().len() {
        for value in 0..pack.fields()[field].value_count() as u32 {
            assert!(!pack.full_text(field, value).is_empty());
        }
    }
}

#[test]
fn what_breaks_the_format_is_not_written() {
    let refuse = |change: fn(&mut vitrine::pack::PackSource)| {
        let mut source = source();
        change(&mut source);
        source.to_bytes().expect_err("refused").code()
    };
    let all = [
        refuse(|s| s.items[1] = s.items[0].clone()),
        refuse(|s| s.items[1] = String::new()),
        refuse(|s| s.items[1] = "x".repeat(1025)),
        refuse(|s| s.fields[1].name = s.fields[0].name.clone()),
        refuse(|s| s.fields[2].data = FieldData::Price(vec![Some(-1.0); s.items.len()])),
        refuse(|s| s.fields[2].data = FieldData::Price(vec![Some(f32::INFINITY); s.items.len()])),
        refuse(|s| s.fields[2].data = FieldData::Price(Vec::new())),
        refuse(|s| s.popularity[0].counts.truncate(3)),
        refuse(|s| s.relations[0].rows[0] = vec![(99, 1.0)]),
        refuse(|s| s.relations[0].rows[0] = vec![(1, f32::NAN)]),
        refuse(|s| s.relations[0].rows[0] = vec![(1, 1.0), (1, 0.5)]),
    ];
    assert!(all.iter().all(|code| *code == "pack-unwritable"), "{all:?}");
}
