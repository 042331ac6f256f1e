//! Taking a profile away as an object, and bringing one in that may come from anywhere.

use std::path::Path;

use serde_json::Value;
use vitrine::consent::Permissions;
use vitrine::pack::{FieldData, FieldKind, FieldSource, Pack, Sensitive, Tunable, Weights};
use vitrine::profile::{
    Choices, EXPORT_FORMAT, Event, EventKind, ExportedField, ExportedItem, ExportedPurpose,
    ExportedValue, ImportError, Mark, Noise, Profile, ProfileExport, Purpose, Purposes,
};
use vitrine::rank::{Candidates, Outcome, RankRequest, Ranking, learn, rank};
use vitrine::{field_key, item_key, value_key};

use crate::shop::{NOW, may, may_persist, pack, shopper, source};

const LATER: u32 = NOW + 3600;
const DAY: u32 = 86_400;

/// The shop, learning from choices.
fn learning() -> Pack {
    let mut pack = pack();
    let mut weights = pack.weights().clone();
    weights
        .set_tunable(Tunable::LearningSpread, 0.5)
        .expect("within its range");
    pack.set_weights(weights);
    pack
}

/// Somebody of whom everything is stored that can be: every purpose, exposures, what was learned, choices, noise.
fn known(pack: &Pack) -> Profile {
    let events = [
        (EventKind::View, "shoe-0"),
        (EventKind::View, "hat-4"),
        (EventKind::Wishlist, "shoe-4"),
        (EventKind::Impression, "hat-1"),
        (EventKind::Impression, "shoe-3"),
        (EventKind::Dismiss, "hat-3"),
        (EventKind::CartAdd, "shoe-0"),
        (EventKind::CartAdd, "shoe-2"),
        (EventKind::Purchase, "shoe-2"),
        (EventKind::View, "of another shop"),
    ];
    let mut profile = Profile::new();
    for (minute, (kind, item)) in (0..).zip(events) {
        // The last after a pause: another session.
        let time = NOW + minute * 60 + if minute == 9 { 2000 } else { 0 };
        let event = Event::of(kind, item, time);
        profile.observe(may(), pack, &event).expect("a good event");
    }
    let search = Event::search("blue hats", NOW + 2700);
    profile.observe(may(), pack, &search).expect("a good event");
    let request = RankRequest::new(Candidates::WholeCatalogue, LATER);
    let shown = ranked(pack, &profile).order;
    learn(
        pack,
        &mut profile,
        may(),
        &request,
        &shown,
        Outcome::Clicked(3),
    )
    .expect("a good list");
    profile.set_strength(Some(0.75));
    profile.set_noise(Noise {
        seed: 0x0123_4567_89ab_cdef,
        since: NOW - 5,
    });
    profile
}

fn ranked(pack: &Pack, profile: &Profile) -> Ranking {
    let request = RankRequest::new(Candidates::WholeCatalogue, LATER);
    rank(pack, profile, Some(may()), &request).expect("a good request")
}

fn exported(pack: &Pack) -> ProfileExport {
    known(pack).export(may(), pack, LATER)
}

fn json(export: &ProfileExport) -> Value {
    serde_json::to_value(export).expect("plain data")
}

fn imported(pack: &Pack, export: &ProfileExport) -> Result<Profile, ImportError> {
    Profile::import(may(), pack, export, LATER)
}

fn saved(pack: &Pack, export: &ProfileExport) -> Vec<u8> {
    imported(pack, export)
        .expect("as it was made")
        .save(may_persist())
}

#[test]
fn what_is_taken_away_comes_back_to_the_bit() {
    let pack = learning();
    let profile = known(&pack);
    let text = serde_json::to_string(&profile.export(may(), &pack, LATER)).expect("plain data");
    let read: ProfileExport = serde_json::from_str(&text).expect("its own text");
    let back = imported(&pack, &read).expect("its own export");
    let living = profile.living(may(), &pack, LATER);
    assert_eq!(back, living);
    assert_eq!(back.save(may_persist()), living.save(may_persist()));
    assert_eq!(back.save(may_persist()), profile.save(may_persist()));
    let order = ranked(&pack, &profile);
    assert!(order.personal);
    let bits = |ranking: &Ranking| -> Vec<Option<u64>> {
        let scores = ranking.scores.iter();
        scores.map(|score| score.map(f64::to_bits)).collect()
    };
    let again = ranked(&pack, &back);
    assert_eq!(again, order);
    assert_eq!(bits(&again), bits(&order));
    assert_eq!(back.export(may(), &pack, LATER), read);
    // Nobody's export is nobody's profile.
    let nobody = Profile::new().export(may(), &pack, LATER);
    assert_eq!(imported(&pack, &nobody), Ok(Profile::new()));
}

/// Every leaf of a JSON value, an empty list among them, by its path.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, member)| leaves(member, &format!("{path}/{name}"), found)),
        Value::Array(list) if !list.is_empty() => (0..)
            .zip(list)
            .for_each(|(place, one): (usize, _)| leaves(one, &format!("{path}/{place}"), found)),
        _ => found.push(path.to_owned()),
    }
}

/// What else could stand at a leaf; nothing for what is not stored, and for the purposes' names.
fn others(path: &str, leaf: &Value) -> Vec<Value> {
    let names = path.rsplit('/');
    let name = names.into_iter().find(|part| part.parse::<u32>().is_err());
    match (name.expect("a path"), leaf) {
        ("format" | "exported" | "purpose" | "id" | "name" | "text" | "category" | "reason", _) => {
            Vec::new()
        }
        ("key" | "lastItem" | "seed", Value::String(key)) => ["0", "3", "8", "f"]
            .map(|digit| Value::from(format!("{}{digit}", &key[..15])))
            .to_vec(),
        ("marks", Value::String(_)) => ["in-cart", "wished", "dismissed", "bought", "turned-to"]
            .map(Value::from)
            .to_vec(),
        ("marks", _) => vec![serde_json::json!(["wished"])],
        ("off", _) => vec![serde_json::json!(["cart"])],
        // An empty table: nothing stands there.
        ("items" | "values" | "numbers", Value::Array(_)) => Vec::new(),
        ("signal", _) => (0..=255).map(Value::from).collect(),
        (_, Value::Bool(on)) => vec![Value::from(!on)],
        (_, Value::Number(number)) => match number.as_u64() {
            Some(whole) => vec![whole.saturating_sub(1).into(), (whole + 1).into()],
            None => {
                let number = number.as_f64().expect("a number");
                vec![(number / 2.0).into(), (number + 0.125).into()]
            }
        },
        (_, other) => panic!("{path} is {other}, and no test knows what that is"),
    }
}

#[test]
fn every_stored_member_is_read_back() {
    let pack = learning();
    let export = exported(&pack);
    let before = saved(&pack, &export);
    let whole = json(&export);
    let mut paths = Vec::new();
    leaves(&whole, "", &mut paths);
    let last = format!("/learned/{}/signal", export.learned.len() - 1);
    let mut tried = 0;
    for path in paths {
        let leaf = whole.pointer(&path).expect("just found");
        let mut taken = 0;
        let others = others(&path, leaf);
        for other in others.iter().filter(|other| *other != leaf) {
            let mut edited = whole.clone();
            *edited.pointer_mut(&path).expect("just found") = other.clone();
            let edited: ProfileExport = serde_json::from_value(edited).expect("of the same types");
            if let Ok(profile) = imported(&pack, &edited) {
                taken += 1;
                assert_ne!(profile.save(may_persist()), before, "{path} = {other}");
            }
        }
        // Between two neighbours there may be no other signal; the last always has room.
        let room = !path.ends_with("/signal") || path == last;
        assert!(
            taken > 0 || others.is_empty() || !room,
            "nothing else stands at {path}"
        );
        tried += taken;
    }
    assert!(tried > 300, "only {tried} edits were taken in");
}

#[test]
fn every_stored_byte_is_told() {
    let pack = learning();
    let bytes = known(&pack).save(may_persist());
    let told = json(&exported(&pack));
    let mut read = 0;
    // The magic and the version stand before, the check behind.
    for at in 6..bytes.len() - 8 {
        for bit in 0..8 {
            let mut other = bytes.clone();
            other[at] ^= 1 << bit;
            let end = other.len() - 8;
            let check = xxhash_rust::xxh64::xxh64(&other[..end], 0);
            other[end..].copy_from_slice(&check.to_le_bytes());
            let Ok(profile) = Profile::restore(may_persist(), &other) else {
                continue;
            };
            // A zero's sign is nothing that is stored.
            if profile.save(may_persist()) == bytes {
                continue;
            }
            read += 1;
            let export = profile.export(may(), &pack, LATER);
            assert_ne!(json(&export), told, "bit {bit} of byte {at} is not told");
        }
    }
    assert!(
        read > 4 * bytes.len(),
        "only {read} of {} bytes read",
        bytes.len()
    );
}

#[test]
fn numbers_cross_as_text_to_the_bit() {
    let pack = learning();
    let mut export = exported(&pack);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..20_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let number = f32::from_bits(state as u32);
        if !number.is_finite() || number.abs() > 1e12 {
            continue;
        }
        export.purposes[0].items[0].interest = number;
        let text = serde_json::to_string(&export.purposes[0].items[0]).expect("plain data");
        let read: ExportedItem = serde_json::from_str(&text).expect("its own text");
        assert_eq!(read.interest.to_bits(), number.to_bits(), "{text}");
    }
}

#[test]
fn words_stand_beside_the_keys() {
    let pack = learning();
    let export = exported(&pack);
    assert_eq!(export.format, EXPORT_FORMAT);
    assert_eq!(export.exported, LATER);
    let names: Vec<&str> = export
        .purposes
        .iter()
        .map(|one| one.purpose.as_str())
        .collect();
    assert_eq!(names, ["browsing", "search", "cart", "purchases"]);
    let hex = |key: u64| format!("{key:016x}");
    let browsing = &export.purposes[0];
    let item = |id: &str| {
        let mut items = browsing.items.iter();
        items
            .find(|item| item.key == hex(item_key(id)))
            .expect("it is remembered")
    };
    assert_eq!(item("shoe-0").id.as_deref(), Some("shoe-0"));
    assert_eq!(item("shoe-4").marks, [Mark::Wished, Mark::TurnedTo]);
    assert_eq!(item("hat-3").marks, [Mark::Dismissed]);
    assert_eq!(item("of another shop").id, None);
    let stranger = serde_json::to_value(item("of another shop")).expect("plain data");
    assert!(
        stranger.get("id").is_none(),
        "no word, no member: {stranger}"
    );
    let field = |name: &str| {
        let mut fields = browsing.fields.iter();
        fields
            .find(|field| field.key == hex(field_key(name)))
            .expect("it is remembered")
    };
    let colour = field("colour");
    assert_eq!(colour.name.as_deref(), Some("colour"));
    for value in &colour.values {
        let text = value.text.as_deref().expect("the pack has it");
        assert_eq!(value.key, hex(value_key(field_key("colour"), text)));
    }
    let texts = field("category")
        .values
        .iter()
        .map(|value| value.text.clone());
    assert!(texts.flatten().any(|text| text == "wear / shoes"));
    let price = field("price");
    let all = price.numbers.iter().find(|number| number.key == hex(0));
    assert_eq!(all.expect("of all together").category, None);
    let of_shoes = price.numbers.iter().find(|number| number.key != hex(0));
    assert!(of_shoes.expect("of a category").category.is_some());
    assert!(
        export
            .exposures
            .iter()
            .any(|one| one.id.as_deref() == Some("hat-1"))
    );
    assert!(!export.learned.is_empty());
    assert!(
        export
            .learned
            .iter()
            .all(|learned| learned.reason.is_some())
    );
    // The words of a search are nowhere.
    assert!(!json(&export).to_string().contains("blue hats"));

    // Words are not read back.
    let mut lies = export.clone();
    lies.purposes[0].items[0].id = Some("something else".to_owned());
    lies.purposes[0].fields[0].name = None;
    lies.learned[0].reason = Some("none".to_owned());
    assert_eq!(saved(&pack, &lies), saved(&pack, &export));
    // Under a pack that has none of it, all is still there.
    let mut other = source();
    other.items = (0..12).map(|n| format!("other-{n}")).collect();
    let other = Pack::from_bytes(other.to_bytes().expect("writable")).expect("readable");
    let strange = known(&pack).export(may(), &other, LATER);
    assert!(
        strange.purposes[0]
            .items
            .iter()
            .all(|item| item.id.is_none())
    );
    assert_eq!(saved(&pack, &strange), saved(&pack, &export));
}

#[test]
fn what_the_permission_leaves_out_is_neither_taken_nor_brought() {
    let pack = learning();
    let profile = known(&pack);
    let whole = exported(&pack);
    let without = Permissions::offline().without_purchases();
    let without = without.may_profile().expect("it may profile");
    let named = |export: &ProfileExport, purpose: Purpose| {
        let mut purposes = export.purposes.iter();
        purposes.any(|one| one.purpose == purpose.name())
    };
    let narrow = profile.export(without, &pack, LATER);
    assert!(named(&whole, Purpose::Purchases) && !named(&narrow, Purpose::Purchases));
    let brought = Profile::import(without, &pack, &whole, LATER).expect("a good export");
    assert_eq!(brought.save(may_persist()), saved(&pack, &narrow));
    for purpose in Purpose::ALL {
        let less = may().without(Purposes::of(purpose));
        let narrow = profile.export(less, &pack, LATER);
        assert!(!named(&narrow, purpose));
        let nothing = narrow.exposures.is_empty() && narrow.learned.is_empty();
        assert_eq!(nothing, purpose == Purpose::Browsing);
        let brought = Profile::import(less, &pack, &whole, LATER).expect("a good export");
        assert_eq!(brought.save(may_persist()), saved(&pack, &narrow));
    }
    let none = profile.export(may().without(Purposes::ALL), &pack, LATER);
    assert!(none.purposes.is_empty() && none.clock.events == 0);

    // Nor what the export itself says that she switched off.
    let mut off = whole.clone();
    off.choices.off = vec!["cart".to_owned()];
    let brought = imported(&pack, &off).expect("a good export");
    assert!(brought.choices().off.has(Purpose::Cart));
    assert!(!named(&brought.export(may(), &pack, LATER), Purpose::Cart));
}

#[test]
fn what_is_sensitive_is_not_brought() {
    let mut pack = learning();
    let export = exported(&pack);
    let sensitive = Sensitive::new(&pack, &["hat-1"], &[("colour", vec!["Red"])]);
    pack.set_sensitive(sensitive.expect("the pack has the field"));
    let brought = imported(&pack, &export).expect("a good export");
    let left = json(&brought.export(may(), &pack, LATER)).to_string();
    // Red are shoe-0, hat-0, shoe-2, hat-2, shoe-4 and hat-4.
    for word in ["red", "shoe-0", "shoe-2", "shoe-4", "hat-4", "hat-1"] {
        assert!(!left.contains(&format!("\"{word}\"")), "{word} in {left}");
        let before = json(&export).to_string();
        assert!(before.contains(&format!("\"{word}\"")), "{word} was known");
    }
    assert!(left.contains("\"hat-3\"") && left.contains("\"blue\""));
}

#[test]
fn what_describes_people_is_not_brought() {
    let mut people = source();
    people.fields.push(FieldSource {
        name: "Target-Gender".into(),
        data: FieldData::Label(vec![Some("women".into()); 12]),
    });
    people.weights = Weights::untrained(&[
        FieldKind::Path,
        FieldKind::Label,
        FieldKind::Price,
        FieldKind::Tags,
        FieldKind::Number,
        FieldKind::Label,
    ]);
    let people = Pack::from_bytes(people.to_bytes().expect("writable")).expect("readable");
    let mut export = known(&people).export(may(), &people, LATER);
    let before = imported(&people, &export).expect("a good export");
    let field = field_key("Target-Gender");
    let women = ExportedField {
        key: format!("{field:016x}"),
        name: None,
        values: vec![ExportedValue {
            key: format!("{:016x}", value_key(field, "women")),
            text: None,
            time: NOW,
            step: 1,
            short: 5.0,
            long: 5.0,
        }],
        numbers: Vec::new(),
    };
    let fields = &mut export.purposes[0].fields;
    let place = fields.partition_point(|one| one.key < women.key);
    fields.insert(place, women);
    assert_eq!(imported(&people, &export), Ok(before));
}

#[test]
fn what_is_too_old_is_neither_taken_nor_brought() {
    let pack = learning();
    let profile = known(&pack);
    let old = profile.export(may(), &pack, LATER + 400 * DAY);
    assert!(old.purposes.is_empty() && old.exposures.is_empty() && old.learned.is_empty());
    let clock = [
        old.clock.latest,
        old.clock.step,
        old.clock.session,
        old.clock.events,
    ];
    assert_eq!(clock, [0; 4]);
    assert_eq!(old.clock.swept, 0);
    assert_eq!(
        (old.noise.seed.as_str(), old.noise.since),
        ("0000000000000000", 0)
    );
    assert_eq!(
        old.choices.strength,
        Some(0.75),
        "her choices are no memory"
    );
    // A file of then, brought in today.
    let whole = exported(&pack);
    let late = Profile::import(may(), &pack, &whole, LATER + 400 * DAY).expect("a good export");
    assert!(late.is_empty());
    assert_eq!(
        json(&late.export(may(), &pack, LATER + 400 * DAY))["clock"],
        json(&old)["clock"]
    );
    // After forty days searches and the cart are over.
    let later = profile.export(may(), &pack, LATER + 40 * DAY);
    let names: Vec<&str> = later
        .purposes
        .iter()
        .map(|one| one.purpose.as_str())
        .collect();
    assert_eq!(names, ["browsing", "purchases"]);
    // What is left of a way that leads nowhere is nothing.
    let mut hollow = whole;
    hollow.purposes.clear();
    hollow.exposures.clear();
    hollow.learned.clear();
    let hollow = imported(&pack, &hollow).expect("a good export");
    assert_eq!(
        json(&hollow.export(may(), &pack, LATER))["clock"],
        json(&old)["clock"]
    );
}

/// An edit of an export, and what it is.
type Edit = (&'static str, fn(&mut ProfileExport));

fn browsing(export: &mut ProfileExport) -> &mut ExportedPurpose {
    &mut export.purposes[0]
}

/// The edits are each refused with the code, and the profile at hand stays as it was.
fn refused(code: &str, edits: &[Edit]) {
    let pack = learning();
    let export = exported(&pack);
    let mine = known(&pack);
    for (what, edit) in edits {
        let mut hostile = export.clone();
        edit(&mut hostile);
        let before = mine.save(may_persist());
        let error = imported(&pack, &hostile).expect_err(what);
        assert_eq!(error.code(), code, "{what}");
        let sentence = error.to_string();
        assert!(
            sentence.starts_with("This export cannot be taken in ("),
            "{sentence}"
        );
        assert_eq!(mine.save(may_persist()), before);
    }
    assert!(imported(&pack, &export).is_ok());
}

#[test]
fn another_format_is_refused() {
    refused(
        "import-unknown-format",
        &[
            ("empty", |export| export.format.clear()),
            ("later", |export| {
                export.format = "vitrine-profile-export/2".into()
            }),
            ("longer", |export| export.format.push('0')),
            ("capitals", |export| {
                export.format = EXPORT_FORMAT.to_uppercase()
            }),
        ],
    );
}

#[test]
fn bad_keys_are_refused() {
    refused(
        "import-bad-key",
        &[
            ("capitals", |export| {
                browsing(export).items[0].key.make_ascii_uppercase()
            }),
            ("short", |export| export.exposures[0].key.truncate(15)),
            ("17 digits", |export| export.clock.last_item.push('0')),
            ("a sign", |export| {
                export.noise.seed = "+123456789abcdef".into()
            }),
            ("a prefix", |export| {
                export.noise.seed = "0x23456789abcdef".into()
            }),
            ("spaces", |export| {
                browsing(export).fields[0].key = " ".repeat(16)
            }),
            ("empty", |export| {
                browsing(export).fields[0].values[0].key.clear()
            }),
            ("16 bytes of no digits", |export| {
                export.clock.last_item = "äöüßäöüß".into();
            }),
            ("wide digits", |export| {
                export.clock.last_item = "１".repeat(16)
            }),
            ("a megabyte", |export| {
                export.noise.seed = "a".repeat(1 << 20)
            }),
            ("of a number", |export| {
                let fields = &mut browsing(export).fields;
                let priced = fields.iter_mut().find(|field| !field.numbers.is_empty());
                priced.expect("prices").numbers[0].key = "zero".into();
            }),
        ],
    );
}

#[test]
fn bad_purposes_are_refused() {
    refused(
        "import-bad-purpose",
        &[
            ("unknown", |export| {
                browsing(export).purpose = "advertising".into()
            }),
            ("capitals", |export| {
                browsing(export).purpose = "Browsing".into()
            }),
            ("twice", |export| {
                let again = browsing(export).clone();
                export.purposes.insert(1, again);
            }),
            ("out of order", |export| export.purposes.swap(0, 1)),
            ("off unknown", |export| {
                export.choices.off = vec!["all".into()]
            }),
            ("off twice", |export| {
                export.choices.off = vec!["cart".into(), "cart".into()];
            }),
        ],
    );
}

#[test]
fn marks_that_stand_twice_are_refused() {
    refused(
        "import-bad-mark",
        &[("twice", |export| {
            browsing(export).items[0].marks = vec![Mark::Wished, Mark::TurnedTo, Mark::Wished];
        })],
    );
}

#[test]
fn moments_of_the_future_are_refused() {
    const TOO_LATE: u32 = LATER + DAY + 1;
    refused(
        "import-from-the-future",
        &[
            ("clock", |export| export.clock.latest = TOO_LATE),
            ("swept", |export| export.clock.swept = TOO_LATE),
            ("noise", |export| export.noise.since = TOO_LATE),
            ("item", |export| browsing(export).items[0].time = u32::MAX),
            ("value", |export| {
                browsing(export).fields[0].values[0].time = TOO_LATE
            }),
            ("number", |export| {
                let fields = &mut browsing(export).fields;
                let priced = fields.iter_mut().find(|field| !field.numbers.is_empty());
                priced.expect("prices").numbers[0].time = TOO_LATE;
            }),
            ("exposure", |export| export.exposures[0].time = TOO_LATE),
            ("learned", |export| export.learned[0].time = TOO_LATE),
        ],
    );
    // Two devices' clocks may differ by a day.
    let pack = learning();
    let mut ahead = exported(&pack);
    ahead.clock.latest = TOO_LATE - 1;
    ahead.purposes[0].items[0].time = TOO_LATE - 1;
    let ahead = imported(&pack, &ahead).expect("within a day");
    assert!(ranked(&pack, &ahead).personal);
}

#[test]
fn tables_beyond_their_bounds_or_out_of_order_are_refused() {
    /// Copies of the first entry under so many ascending keys.
    fn fill<T: Clone>(list: &mut Vec<T>, count: u64, key: fn(&mut T) -> &mut String) {
        let first = list[0].clone();
        *list = (1..=count)
            .map(|n| {
                let mut one = first.clone();
                *key(&mut one) = format!("{n:016x}");
                one
            })
            .collect();
    }
    fn priced(export: &mut ProfileExport) -> &mut ExportedField {
        let fields = &mut browsing(export).fields;
        let priced = fields.iter_mut().find(|field| !field.numbers.is_empty());
        priced.expect("prices")
    }
    fn valued(export: &mut ProfileExport) -> &mut ExportedField {
        let fields = &mut browsing(export).fields;
        let valued = fields.iter_mut().find(|field| field.values.len() > 1);
        valued.expect("values")
    }
    refused(
        "import-bad-table",
        &[
            ("97 items", |export| {
                fill(&mut browsing(export).items, 97, |one| &mut one.key)
            }),
            ("33 fields", |export| {
                fill(&mut browsing(export).fields, 33, |one| &mut one.key)
            }),
            ("65 values", |export| {
                fill(&mut valued(export).values, 65, |one| &mut one.key)
            }),
            ("33 numbers", |export| {
                fill(&mut priced(export).numbers, 33, |one| &mut one.key)
            }),
            ("129 exposures", |export| {
                fill(&mut export.exposures, 129, |one| &mut one.key)
            }),
            ("65 learned", |export| {
                let first = export.learned[0].clone();
                export.learned = (1..=65)
                    .map(|signal| {
                        let mut one = first.clone();
                        one.signal = signal;
                        one
                    })
                    .collect();
            }),
            ("100,000 items", |export| {
                fill(&mut browsing(export).items, 100_000, |one| &mut one.key);
            }),
            ("items not ascending", |export| {
                browsing(export).items.swap(0, 1)
            }),
            ("fields not ascending", |export| {
                browsing(export).fields.swap(0, 1)
            }),
            ("values not ascending", |export| {
                valued(export).values.swap(0, 1)
            }),
            ("exposures not ascending", |export| {
                export.exposures.swap(0, 1)
            }),
            ("an item twice", |export| {
                let again = browsing(export).items[0].clone();
                browsing(export).items.insert(0, again);
            }),
            ("a number twice", |export| {
                let again = priced(export).numbers[0].clone();
                priced(export).numbers.insert(0, again);
            }),
            ("a signal twice", |export| {
                let again = export.learned[0].clone();
                export.learned.insert(0, again);
            }),
        ],
    );
    // As many as there may be are taken in.
    let pack = learning();
    let mut full = exported(&pack);
    fill(&mut full.purposes[0].items, 96, |one| &mut one.key);
    fill(&mut full.exposures, 128, |one| &mut one.key);
    let full = imported(&pack, &full).expect("within the bounds");
    assert_eq!(full.export(may(), &pack, LATER).exposures.len(), 128);
}

#[test]
fn numbers_that_no_profile_holds_are_refused() {
    fn priced(export: &mut ProfileExport) -> &mut vitrine::profile::ExportedNumber {
        let fields = &mut browsing(export).fields;
        let priced = fields.iter_mut().find(|field| !field.numbers.is_empty());
        &mut priced.expect("prices").numbers[0]
    }
    refused(
        "import-bad-content",
        &[
            ("interest NaN", |export| {
                browsing(export).items[0].interest = f32::NAN
            }),
            ("interest infinite", |export| {
                browsing(export).items[0].interest = f32::INFINITY
            }),
            ("interest 1e13", |export| {
                browsing(export).items[0].interest = -1e13
            }),
            ("short NaN", |export| {
                browsing(export).fields[0].values[0].short = f32::NAN
            }),
            ("long 1e13", |export| {
                browsing(export).fields[0].values[0].long = 1e13
            }),
            ("weight negative", |export| priced(export).weight = -1.0),
            ("sum infinite", |export| {
                priced(export).sum = f32::NEG_INFINITY
            }),
            ("squares negative", |export| priced(export).squares = -0.5),
            ("shown negative", |export| export.exposures[0].shown = -1.0),
            ("shown NaN", |export| export.exposures[0].shown = f32::NAN),
            ("share over the bound", |export| {
                export.learned[0].share = 0.500_001
            }),
            ("share NaN", |export| export.learned[0].share = f32::NAN),
            ("gathered negative", |export| {
                export.learned[0].gathered = -1.0
            }),
            ("strength 2", |export| export.choices.strength = Some(2.0)),
            ("strength negative", |export| {
                export.choices.strength = Some(-0.5)
            }),
            ("strength -0", |export| export.choices.strength = Some(-0.0)),
            ("strength NaN", |export| {
                export.choices.strength = Some(f32::NAN)
            }),
        ],
    );
}

#[test]
fn what_is_no_export_at_all_is_not_read() {
    let pack = learning();
    let whole = json(&exported(&pack));
    let reads = |value: Value| serde_json::from_value::<ProfileExport>(value).is_ok();
    let edited = |path: &str, name: &str, value: Value| {
        let mut edited = whole.clone();
        let object = edited.pointer_mut(path).and_then(Value::as_object_mut);
        object.expect("an object").insert(name.to_owned(), value);
        edited
    };
    assert!(reads(whole.clone()));
    let field = ["values", "numbers"].map(|table| {
        let fields = whole
            .pointer("/purposes/0/fields")
            .and_then(Value::as_array);
        let holds = |field: &Value| field[table].as_array().is_some_and(|list| !list.is_empty());
        let place = fields.expect("fields").iter().position(holds);
        format!(
            "/purposes/0/fields/{}/{table}/0",
            place.expect("one has some")
        )
    });
    let objects = [
        "",
        "/clock",
        "/choices",
        "/noise",
        "/purposes/0",
        "/purposes/0/items/0",
        "/purposes/0/fields/0",
        &field[0],
        &field[1],
        "/exposures/0",
        "/learned/0",
    ];
    for path in objects {
        assert!(
            !reads(edited(path, "__proto__", Value::from(1))),
            "unknown member of {path:?}"
        );
        let mut less = whole.clone();
        let object = less
            .pointer_mut(path)
            .and_then(Value::as_object_mut)
            .expect("an object");
        // Words, and the dial that nobody set, may be missing; everything else may not.
        let free = ["id", "name", "text", "category", "reason", "strength"];
        for name in object.keys().cloned().collect::<Vec<_>>() {
            let mut one = whole.clone();
            let object = one.pointer_mut(path).and_then(Value::as_object_mut);
            object.expect("an object").remove(&name);
            assert_eq!(
                reads(one),
                free.contains(&name.as_str()),
                "{path}/{name} is missing"
            );
        }
    }
    for (path, name, value) in [
        ("/clock", "step", Value::from(-1)),
        ("/clock", "latest", Value::from(1_u64 << 32)),
        ("/purposes/0/items/0", "views", Value::from(65_536)),
        ("/learned/0", "signal", Value::from(256)),
        ("/purposes/0/items/0", "interest", Value::Null),
        ("/purposes/0/items/0", "marks", serde_json::json!(["liked"])),
        ("/choices", "paused", Value::from("yes")),
        ("", "exposures", Value::from("none")),
    ] {
        assert!(
            !reads(edited(path, name, value.clone())),
            "{path}/{name} = {value}"
        );
    }
}

#[test]
fn the_farthest_that_is_allowed_harms_nothing() {
    let pack = learning();
    let mut far = exported(&pack);
    let clock = &mut far.clock;
    (clock.step, clock.session, clock.events) = (u32::MAX, u32::MAX - 1, u32::MAX);
    for item in far.purposes.iter_mut().flat_map(|one| one.items.iter_mut()) {
        (item.step, item.session, item.views) = (u32::MAX, u32::MAX, u16::MAX);
        item.interest = 1e12;
    }
    for field in far
        .purposes
        .iter_mut()
        .flat_map(|one| one.fields.iter_mut())
    {
        for value in &mut field.values {
            (value.step, value.short, value.long) = (u32::MAX, -1e12, 1e12);
        }
        for number in &mut field.numbers {
            (number.weight, number.sum, number.squares) = (0.0, 1e12, 1e12);
        }
    }
    for exposure in &mut far.exposures {
        exposure.shown = 1e12;
    }
    for learned in &mut far.learned {
        (learned.share, learned.gathered) = (-0.5, 1e12);
    }
    let mut profile = imported(&pack, &far).expect("within the rules");
    let order = ranked(&pack, &profile);
    let scores = order.scores.iter().flatten();
    assert!(order.order.len() == pack.len() && scores.clone().all(|score| score.is_finite()));
    assert!(profile.view(may(), &pack, LATER).evidence.is_finite());
    for kind in EventKind::ALL {
        let event = Event {
            query: Some("red"),
            ..Event::of(kind, "shoe-0", LATER + 2 * DAY)
        };
        profile.observe(may(), &pack, &event).expect("a good event");
    }
    assert!(ranked(&pack, &profile).order.len() == pack.len());
    let again = Profile::restore(may_persist(), &profile.save(may_persist()));
    assert_eq!(again, Ok(profile), "what was made of it can be stored");
}

#[test]
fn her_choices_come_along() {
    let pack = learning();
    let mut profile = known(&pack);
    let choices = Choices {
        strength: Some(0.0),
        paused: true,
        off: Purposes::of(Purpose::Search).plus(Purposes::of(Purpose::Cart)),
    };
    profile.choose(choices);
    let export = profile.export(may(), &pack, LATER);
    assert_eq!(export.choices.off, ["search", "cart"]);
    let back = imported(&pack, &export).expect("its own export");
    assert_eq!(back.choices(), choices);
    assert_eq!(back.save(may_persist()), profile.save(may_persist()));
}

#[test]
fn the_example_of_the_documentation_is_a_real_one() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/profile-export.md");
    let page = std::fs::read_to_string(page).expect("the documentation");
    let (_, example) = page.split_once("```json\n").expect("an example");
    let (example, _) = example.split_once("```").expect("its end");
    let pack = pack();
    let mut profile = shopper(
        &pack,
        &[
            (EventKind::View, "shoe-0"),
            (EventKind::Impression, "hat-0"),
            (EventKind::Wishlist, "shoe-0"),
        ],
    );
    profile.set_strength(Some(0.5));
    let made = profile.export(may(), &pack, LATER);
    let read: Value = serde_json::from_str(example).expect("JSON");
    let made_text = serde_json::to_string_pretty(&made).expect("plain data");
    let read_export: ProfileExport = serde_json::from_value(read).expect("an export");
    assert_eq!(read_export, made, "{made_text}");
    assert_eq!(imported(&pack, &read_export), Ok(profile));
}
