//! The decoders against the reference clients: what is well formed agrees field for field, what is hostile ends as
//! expected. See `tests/vectors/consent/README.md`.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use vitrine::consent::{
    Flags, GppSignal, GppString, MAX_TEXT_BYTES, Permissions, Policy, Refusal, Regime,
    RestrictionKind, Section, Signal, TcString, TcfSignal, UsPrivacy, UsSection, Vendors, settle,
};

/// A file of the vectors.
pub(crate) fn vectors(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors/consent")
        .join(file);
    let text = std::fs::read_to_string(path).expect("the vectors are part of the project");
    serde_json::from_str(&text).expect("the vectors are JSON")
}

pub(crate) fn list(file: &str, name: &str) -> Vec<Value> {
    vectors(file)[name].as_array().expect("a list").clone()
}

pub(crate) fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().expect("a text")
}

/// Milliseconds since 1970 as JavaScript writes them.
fn moment(milliseconds: u64) -> String {
    let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000);
    let (mut days, second) = (seconds / 86_400, seconds % 86_400);
    let leap =
        |year: u64| year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!(
        "{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{rest:03}Z",
        days + 1
    )
}

fn ids(vendors: Vendors<'_>) -> Vec<u16> {
    let ids: BTreeSet<u16> = vendors.ranges().flatten().collect();
    ids.into_iter().collect()
}

fn numbers(flags: Flags) -> Vec<u8> {
    flags.set().collect()
}

fn booleans(flags: Flags) -> Vec<bool> {
    (1..=flags.count())
        .map(|number| flags.has(number))
        .collect()
}

fn word(letters: [char; 2]) -> String {
    letters.iter().collect()
}

/// A TC string as the reference client for TC strings prints it.
fn tc_decoded(tc: &TcString<'_>) -> Value {
    let publisher = tc.publisher();
    let own = |of: fn(&vitrine::consent::Publisher) -> Flags| {
        publisher
            .as_ref()
            .map_or_else(Vec::new, |publisher| numbers(of(publisher)))
    };
    let restrictions: Vec<Value> = tc
        .restrictions()
        .map(|restriction| {
            let kind = match restriction.kind {
                RestrictionKind::NotAllowed => 0,
                RestrictionKind::RequireConsent => 1,
                RestrictionKind::RequireLegitimateInterest => 2,
                RestrictionKind::Undefined => 3,
            };
            json!({ "purposeId": restriction.purpose, "type": kind, "vendors": ids(restriction.vendors) })
        })
        .collect();
    json!({
        "version": 2,
        "created": moment(tc.created()),
        "lastUpdated": moment(tc.last_updated()),
        "cmpId": tc.cmp_id(),
        "cmpVersion": tc.cmp_version(),
        "consentScreen": tc.consent_screen(),
        "consentLanguage": word(tc.consent_language()),
        "vendorListVersion": tc.vendor_list_version(),
        "policyVersion": tc.policy_version(),
        "isServiceSpecific": tc.is_service_specific(),
        "useNonStandardTexts": tc.uses_non_standard_texts(),
        "specialFeatureOptins": numbers(tc.special_feature_optins()),
        "purposeConsents": numbers(tc.purpose_consents()),
        "purposeLegitimateInterests": numbers(tc.purpose_legitimate_interests()),
        "purposeOneTreatment": tc.purpose_one_treatment(),
        "publisherCountryCode": word(tc.publisher_country()),
        "vendorConsents": ids(tc.vendor_consents()),
        "vendorLegitimateInterests": ids(tc.vendor_legitimate_interests()),
        "vendorsDisclosed": tc.disclosed_vendors().map_or_else(Vec::new, ids),
        "publisherConsents": own(|publisher| publisher.consents),
        "publisherLegitimateInterests": own(|publisher| publisher.legitimate_interests),
        "numCustomPurposes": publisher.map_or(0, |publisher| publisher.custom_consents.count()),
        "publisherCustomConsents": own(|publisher| publisher.custom_consents),
        "publisherCustomLegitimateInterests": own(|publisher| publisher.custom_legitimate_interests),
        "publisherRestrictions": restrictions,
    })
}

#[test]
fn every_tc_string_agrees_field_for_field() {
    let vectors = list("tcf_vectors.json", "vectors");
    assert_eq!(vectors.len(), 23);
    for vector in &vectors {
        let tc = TcString::parse(text(vector, "tcString")).expect("a good string");
        let mut decoded = tc_decoded(&tc);
        // The order of restrictions is the writer's own.
        let sort = |value: &mut Value| {
            let list = value["publisherRestrictions"]
                .as_array_mut()
                .expect("a list");
            list.sort_by_key(ToString::to_string);
        };
        let mut wanted = vector["decoded"].clone();
        sort(&mut decoded);
        sort(&mut wanted);
        assert_eq!(decoded, wanted, "{}", text(vector, "name"));
        let tc_vendors = tc.vendor_consents();
        for vendor in ids(tc_vendors) {
            assert!(tc_vendors.has(vendor));
        }
        assert!(!tc_vendors.has(0));
    }
}

/// The same as the reference client for GPP strings prints it.
fn tc_section_decoded(tc: &TcString<'_>) -> Value {
    let none = [false; 24].to_vec();
    let publisher = tc.publisher();
    json!({
        "Version": 2,
        "Created": moment(tc.created()),
        "LastUpdated": moment(tc.last_updated()),
        "CmpId": tc.cmp_id(),
        "CmpVersion": tc.cmp_version(),
        "ConsentScreen": tc.consent_screen(),
        "ConsentLanguage": word(tc.consent_language()),
        "VendorListVersion": tc.vendor_list_version(),
        "PolicyVersion": tc.policy_version(),
        "IsServiceSpecific": tc.is_service_specific(),
        "UseNonStandardStacks": tc.uses_non_standard_texts(),
        "SpecialFeatureOptins": booleans(tc.special_feature_optins()),
        "PurposeConsents": booleans(tc.purpose_consents()),
        "PurposeLegitimateInterests": booleans(tc.purpose_legitimate_interests()),
        "PurposeOneTreatment": tc.purpose_one_treatment(),
        "PublisherCountryCode": word(tc.publisher_country()),
        "VendorConsents": ids(tc.vendor_consents()),
        "VendorLegitimateInterests": ids(tc.vendor_legitimate_interests()),
        "PublisherRestrictions": tc.restrictions().map(|_| Value::Null).collect::<Vec<_>>(),
        "PublisherPurposesSegmentType": 3,
        "PublisherConsents": publisher.map_or(none.clone(), |own| booleans(own.consents)),
        "PublisherLegitimateInterests": publisher.map_or(none, |own| booleans(own.legitimate_interests)),
        "NumCustomPurposes": publisher.map_or(0, |own| own.custom_consents.count()),
        "PublisherCustomConsents": publisher.map_or(vec![], |own| booleans(own.custom_consents)),
        "PublisherCustomLegitimateInterests": publisher.map_or(vec![], |own| booleans(own.custom_legitimate_interests)),
        // Of a segment that says nothing any more.
        "VendorsAllowedSegmentType": 2,
        "VendorsAllowed": [],
        "VendorsDisclosedSegmentType": 1,
        "VendorsDisclosed": tc.disclosed_vendors().map_or_else(Vec::new, ids),
    })
}

fn us_privacy_decoded(us: UsPrivacy) -> Value {
    let answer = |known| match known {
        None => "-",
        Some(true) => "Y",
        Some(false) => "N",
    };
    json!({
        "Version": 1,
        "Notice": answer(us.notice),
        "OptOutSale": answer(us.opt_out_sale),
        "LspaCovered": answer(us.lspa_covered),
    })
}

/// `wanted` tells what the reference names the version, and whether it prints a segment that is not there.
fn us_decoded(us: &UsSection<'_>, wanted: &Value) -> Value {
    let mut decoded = Map::new();
    let newest = wanted.get("MspaVersion").is_some();
    let version = if newest { "MspaVersion" } else { "Version" };
    decoded.insert(version.into(), us.version().into());
    for (field, answers) in us.fields() {
        let answers: Vec<u8> = answers.collect();
        let value = match answers[..] {
            [answer] => answer.into(),
            _ => answers.into(),
        };
        decoded.insert(format!("{field:?}"), value);
    }
    if wanted.get("Gpc").is_some() {
        decoded.insert("GpcSegmentType".into(), 1.into());
        decoded.insert("Gpc".into(), us.gpc().unwrap_or(false).into());
    }
    Value::Object(decoded)
}

const SECTIONS: [(u16, &str); 23] = [
    (2, "tcfeuv2"),
    (6, "uspv1"),
    (7, "usnat"),
    (8, "usca"),
    (9, "usva"),
    (10, "usco"),
    (11, "usut"),
    (12, "usct"),
    (13, "usfl"),
    (14, "usmt"),
    (15, "usor"),
    (16, "ustx"),
    (17, "usde"),
    (18, "usia"),
    (19, "usne"),
    (20, "usnh"),
    (21, "usnj"),
    (22, "ustn"),
    (23, "usmn"),
    (24, "usmd"),
    (25, "usin"),
    (26, "usky"),
    (27, "usri"),
];

fn agree_in_gpp(vectors: &[Value]) -> BTreeSet<u16> {
    let mut seen = BTreeSet::new();
    for vector in vectors {
        let name = text(vector, "name");
        let gpp = GppString::parse(text(vector, "gpp")).expect(name);
        assert_eq!(json!(gpp.section_ids()), vector["sectionIds"], "{name}");
        let wanted = &vector["decoded"];
        let decoded: Map<String, Value> = gpp
            .section_ids()
            .iter()
            .map(|&id| {
                seen.insert(id);
                let (_, section) = SECTIONS.iter().find(|(other, _)| *other == id).expect(name);
                let read = gpp.section(id).expect("its header names it").expect(name);
                let fields = match read {
                    Section::TcfEu(tc) => tc_section_decoded(&tc),
                    Section::UsPrivacy(us) => us_privacy_decoded(us),
                    Section::Us(us) => us_decoded(&us, &wanted[section]),
                };
                ((*section).to_owned(), fields)
            })
            .collect();
        assert_eq!(&Value::Object(decoded), wanted, "{name}");
    }
    seen
}

#[test]
fn every_gpp_string_agrees_field_for_field() {
    let vectors = list("gpp_vectors.json", "vectors");
    assert_eq!(vectors.len(), 14);
    agree_in_gpp(&vectors);
}

#[test]
fn the_section_of_every_state_agrees_field_for_field() {
    let vectors = list("gpp_states.json", "vectors");
    assert_eq!(vectors.len(), 63);
    let states = SECTIONS.iter().map(|(id, _)| *id).filter(|id| *id >= 7);
    assert_eq!(agree_in_gpp(&vectors), states.collect());
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// 4,095 times the range of all vendors: what the vectors call `range_amplification`.
fn amplification(prefix: &str) -> String {
    let value = |character| {
        ALPHABET
            .iter()
            .position(|other| *other == character)
            .expect("of the alphabet")
    };
    let mut bits: String = prefix
        .bytes()
        .map(|character| format!("{:06b}", value(character)))
        .collect();
    bits.truncate(213);
    bits += &format!("{:016b}1{:012b}", 65_535, 4_095);
    bits += &format!("1{:016b}{:016b}", 1, 65_535).repeat(4_095);
    bits += &"0".repeat(17 + 12);
    bits += &"0".repeat(bits.len().next_multiple_of(6) - bits.len());
    let character = |six: &[u8]| {
        let value = six
            .iter()
            .fold(0, |value, bit| value << 1 | usize::from(bit - b'0'));
        char::from(ALPHABET[value])
    };
    bits.as_bytes().chunks(6).map(character).collect()
}

/// The hostile TC strings with their names and what is expected of them.
pub(crate) fn hostile_tc_strings() -> Vec<(String, String, Value)> {
    let vectors = list("tcf_hostile.json", "vectors");
    let prefix = vectors
        .iter()
        .find(|vector| vector["name"] == "trailing_garbage_char")
        .map(|vector| text(vector, "tcString"))
        .expect("it is there");
    vectors
        .iter()
        .map(|vector| {
            let name = text(vector, "name");
            let string = match name {
                "range_amplification" => amplification(prefix),
                "million_chars" => format!("C{}", "A".repeat(999_999)),
                _ => match vector["utf16be_hex"].as_str() {
                    // What no UTF-8 can hold reaches the engine as the replacement character.
                    Some(hex) => {
                        let unit =
                            |at| u16::from_str_radix(&hex[at..at + 4], 16).expect("hexadecimal");
                        let units: Vec<u16> = (0..hex.len()).step_by(4).map(unit).collect();
                        String::from_utf16_lossy(&units)
                    }
                    None => text(vector, "tcString").to_owned(),
                },
            };
            if vector.get("recipe").is_some() {
                let digest: String = Sha256::digest(&string)
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect();
                assert_eq!(
                    digest,
                    text(vector, "sha256"),
                    "{name} is not the reference's"
                );
            }
            assert_eq!(
                json!(string.encode_utf16().count()),
                vector["length"],
                "{name}"
            );
            (name.to_owned(), string, vector["expect"].clone())
        })
        .collect()
}

/// The hostile GPP strings with their names and what is expected of them.
pub(crate) fn hostile_gpp_strings() -> Vec<(String, String, Value)> {
    list("gpp_hostile.json", "vectors")
        .iter()
        .map(|vector| {
            let name = text(vector, "name");
            let string = match name {
                "huge" => "D".repeat(100_000),
                _ => text(vector, "gpp").to_owned(),
            };
            assert_eq!(json!(string.len()), vector["length"], "{name}");
            (name.to_owned(), string, vector["expect"].clone())
        })
        .collect()
}

pub(crate) fn tcf_signal(string: &str) -> Signal {
    Signal::Tcf(TcfSignal {
        gdpr_applies: Some(true),
        event_status: Some("tcloaded".into()),
        tc_string: Some(string.into()),
        ..TcfSignal::default()
    })
}

pub(crate) fn gpp_signal(string: &str, section: u16) -> Signal {
    Signal::Gpp(GppSignal {
        signal_status: Some("ready".into()),
        applicable_sections: Some(vec![section.into()]),
        gpp_string: Some(string.into()),
    })
}

/// The policy that grants the most.
pub(crate) fn laxest() -> Policy {
    Policy {
        regime: Regime::OptOut,
        memory_only: true,
        ..Policy::default()
    }
}

#[test]
fn hostile_tc_strings_end_as_expected_and_grant_nothing() {
    let hostile = hostile_tc_strings();
    assert_eq!(hostile.len(), 36);
    for (name, string, expect) in &hostile {
        let ends = match TcString::parse(string) {
            Err(refusal) => json!({ "refused": refusal.code() }),
            Ok(tc) => json!({ "read": {
                "purposeConsents": numbers(tc.purpose_consents()),
                "purposeLegitimateInterests": numbers(tc.purpose_legitimate_interests()),
                "vendorConsentsCount": ids(tc.vendor_consents()).len(),
            } }),
        };
        assert_eq!(&ends, expect, "{name}");
        assert_eq!(
            settle(&[tcf_signal(string)], &laxest()),
            Permissions::NONE,
            "{name}"
        );
    }
}

#[test]
fn hostile_gpp_strings_end_as_expected_and_grant_nothing() {
    let hostile = hostile_gpp_strings();
    assert_eq!(hostile.len(), 12);
    for (name, string, expect) in &hostile {
        let read = GppString::parse(string).and_then(|gpp| {
            let sections = gpp.section_ids().iter().map(|&id| gpp.section(id));
            sections.flatten().collect::<Result<Vec<_>, Refusal>>()
        });
        let ends = match read {
            Err(refusal) => json!({ "refused": refusal.code() }),
            Ok(sections) => json!({ "read": sections.len() }),
        };
        assert_eq!(&ends, expect, "{name}");
        for section in [2, 6, 7, 8] {
            assert_eq!(
                settle(&[gpp_signal(string, section)], &laxest()),
                Permissions::NONE,
                "{name}"
            );
        }
    }
}

#[test]
fn the_longest_text_is_read_and_a_longer_one_is_not() {
    let vectors = list("tcf_vectors.json", "vectors");
    let string = text(&vectors[20], "tcString");
    let padded = format!("{string}{}", "A".repeat(MAX_TEXT_BYTES - string.len()));
    assert!(TcString::parse(&padded).is_ok());
    assert_eq!(
        TcString::parse(&(padded + "A")).unwrap_err(),
        Refusal::TooLong
    );
}

#[test]
fn every_refusal_says_what_to_do_under_a_code_of_its_own() {
    use Refusal::{
        BadRange, Empty, IllegalCharacter, NotAHeader, RepeatedSegment, SectionCount, TooLong,
        TooManySections, TooManySegments, Truncated, UnknownSection, UnknownSegment,
        UnsupportedVersion,
    };
    let all = [
        Empty,
        TooLong,
        IllegalCharacter,
        Truncated,
        UnsupportedVersion,
        TooManySegments,
        UnknownSegment,
        RepeatedSegment,
        BadRange,
        NotAHeader,
        TooManySections,
        SectionCount,
        UnknownSection,
    ];
    let codes: BTreeSet<&str> = all.iter().map(|refusal| refusal.code()).collect();
    let sentences: BTreeSet<String> = all.iter().map(ToString::to_string).collect();
    assert_eq!((codes.len(), sentences.len()), (all.len(), all.len()));
    assert!(sentences.iter().all(|sentence| sentence.ends_with('.')));
}
