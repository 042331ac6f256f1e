//! Damaged strings: whatever happens to one, reading it ends, and it grants no more than the bits that are left say.

use vitrine::consent::{GppString, Permissions, Policy, Signal, TcString, settle};

use crate::consent_rules::within;
use crate::consent_vectors::{gpp_signal, laxest, list, tcf_signal, text};

fn tc_strings() -> Vec<String> {
    let vectors = list("tcf_vectors.json", "vectors");
    vectors
        .iter()
        .map(|vector| text(vector, "tcString").to_owned())
        .collect()
}

fn gpp_strings() -> Vec<(String, u16)> {
    let mut vectors = list("gpp_vectors.json", "vectors");
    vectors.extend(list("gpp_states.json", "vectors"));
    let last = |vector: &serde_json::Value| vector["sectionIds"].as_array()?.last()?.as_u64();
    vectors
        .iter()
        .map(|vector| {
            (
                text(vector, "gpp").to_owned(),
                last(vector).expect("a section") as u16,
            )
        })
        .collect()
}

fn grants(signal: &Signal) -> [Permissions; 2] {
    [Policy::default(), laxest()].map(|policy| settle(std::slice::from_ref(signal), &policy))
}

fn grants_no_more(damaged: &Signal, whole: &Signal) {
    for (damaged_grants, whole_grants) in grants(damaged).iter().zip(grants(whole)) {
        assert!(
            within(*damaged_grants, whole_grants),
            "{damaged:?} grants more than {whole:?}"
        );
    }
}

#[test]
fn a_string_cut_anywhere_grants_no_more() {
    for string in tc_strings() {
        for end in 0..string.len() {
            grants_no_more(&tcf_signal(&string[..end]), &tcf_signal(&string));
        }
    }
    for (string, section) in gpp_strings() {
        for end in 0..string.len() {
            // Without its second segment a section no longer tells of Global Privacy Control: that is what it says then.
            let whole = match string.rfind('.') {
                Some(dot) if end <= dot => &string[..dot],
                _ => &string,
            };
            grants_no_more(
                &gpp_signal(&string[..end], section),
                &gpp_signal(whole, section),
            );
        }
    }
}

const OTHERS: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~ =+/\0\x7f";

/// Every string that differs in one character.
fn substitutions(string: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    (0..string.len()).flat_map(move |place| {
        OTHERS.iter().map(move |other| {
            let mut bytes = string.as_bytes().to_vec();
            bytes[place] = *other;
            (place, String::from_utf8(bytes).expect("ASCII"))
        })
    })
}

/// The purposes of a publisher segment that a signal's grants rest on.
fn consents(string: &str) -> Option<[bool; 4]> {
    let tc = TcString::parse(string).ok()?;
    let own = tc.publisher().filter(|_| tc.is_service_specific())?;
    Some([1, 5, 6, 8].map(|purpose| {
        own.consents.has(purpose) || purpose == 8 && own.legitimate_interests.has(8)
    }))
}

#[test]
fn a_tc_string_with_another_character_grants_what_its_bits_say() {
    for string in tc_strings() {
        for (_, damaged) in substitutions(&string) {
            let [granted, _] = grants(&tcf_signal(&damaged));
            let wanted = consents(&damaged).map_or([false; 3], |[store, make, apply, measure]| {
                [store, store && make && apply, store && measure]
            });
            assert_eq!(
                [granted.persist(), granted.profile(), granted.measure()],
                wanted,
                "{damaged}"
            );
        }
    }
}

#[test]
fn no_character_outside_the_publisher_segment_grants_more() {
    for string in tc_strings() {
        let Some((core, rest)) = string.split_once('.') else {
            continue;
        };
        for (_, damaged) in substitutions(core) {
            // A dot within the core would be a segment of its own.
            if !damaged.contains('.') {
                let damaged = format!("{damaged}.{rest}");
                let same_law = TcString::parse(&string).is_ok_and(|tc| tc.is_service_specific());
                assert!(same_law, "all vectors with segments are of the site's own");
                grants_no_more(&tcf_signal(&damaged), &tcf_signal(&string));
            }
        }
    }
}

#[test]
fn a_gpp_string_with_another_character_is_read_to_its_end() {
    for (string, section) in gpp_strings() {
        for (place, damaged) in substitutions(&string) {
            let granted = grants(&gpp_signal(&damaged, section));
            if GppString::parse(&damaged).is_err() {
                assert_eq!(granted, [Permissions::NONE; 2], "{damaged}");
            }
            // The header says which section is where, and no more.
            let header = string.find('~').expect("a header");
            if place < header
                && GppString::parse(&damaged).is_ok_and(|gpp| gpp.section_ids().contains(&section))
            {
                continue;
            }
            if place < header {
                assert_eq!(granted, [Permissions::NONE; 2], "{damaged}");
            }
        }
    }
}

/// Numbers that look random and are the same each time.
struct Draws(u64);

impl Draws {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

#[test]
fn drawn_strings_are_read_to_their_end() {
    let mut draws = Draws(4);
    let (tc, gpp) = (tc_strings(), gpp_strings());
    for round in 0..20_000 {
        // A beginning that is good, so that the rest is reached.
        let whole = if round % 2 == 0 {
            &tc[draws.below(tc.len())]
        } else {
            &gpp[draws.below(gpp.len())].0
        };
        let mut string = whole[..draws.below(whole.len())].to_owned();
        for _ in 0..draws.below(200) {
            string.push(char::from(OTHERS[draws.below(66)]));
        }
        if consents(&string).is_none() {
            assert_eq!(
                grants(&tcf_signal(&string)),
                [Permissions::NONE; 2],
                "{string}"
            );
        }
        if let Ok(read) = TcString::parse(&string) {
            let ranges = read
                .vendor_consents()
                .ranges()
                .chain(read.vendor_legitimate_interests().ranges());
            assert!(
                ranges
                    .chain(
                        read.restrictions()
                            .flat_map(|restriction| restriction.vendors.ranges())
                    )
                    .all(|range| *range.start() >= 1 && range.start() <= range.end())
            );
        }
        match GppString::parse(&string) {
            Ok(read) => assert!(read.section_ids().is_sorted()),
            Err(_) => assert_eq!(
                grants(&gpp_signal(&string, 7)),
                [Permissions::NONE; 2],
                "{string}"
            ),
        }
    }
}
