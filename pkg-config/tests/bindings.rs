//! The bindings in a real browser: values cross whole, refusals keep their codes, the gate holds.
#![cfg(target_arch = "wasm32")]

use vitrine::pack::{
    FieldData, FieldKind, FieldSource, PackSource, PopularityWindow, RelationKind, RelationSource,
    Weights,
};
use vitrine_wasm::{Engine, settle_consent};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const NOW: u32 = 1_700_000_000;

/// Eight items, even ones red; 6 leads to 7.
fn pack() -> Vec<u8> {
    let items = 8;
    let mut rows = vec![Vec::new(); items];
    rows[7] = vec![(6, 0.5)];
    let colour = |n: usize| Some(if n.is_multiple_of(2) { "red" } else { "blue" }.to_owned());
    PackSource {
        meta: Vec::new(),
        items: (0..items).map(|n| format!("item-{n}")).collect(),
        fields: vec![
            FieldSource {
                name: "colour".into(),
                data: FieldData::Label((0..items).map(colour).collect()),
            },
            FieldSource {
                name: "price".into(),
                data: FieldData::Price((0..items).map(|n| Some(10.0 + n as f32)).collect()),
            },
        ],
        popularity: vec![PopularityWindow {
            seconds: 0,
            counts: (0..items as u32).map(|n| 9 - n).collect(),
        }],
        relations: vec![RelationSource {
            kind: RelationKind::Session,
            rows,
        }],
        weights: Weights::untrained(&[FieldKind::Label, FieldKind::Price]),
    }
    .to_bytes()
    .expect("a small pack can be written")
}

fn engine(profile: bool) -> Engine {
    let mut engine = Engine::new(pack()).expect("a good pack opens");
    engine.set_permissions(false, profile, false, false);
    engine
}

/// An event of the face: type, time, item; no query, no seconds, and then `facts`.
fn event(
    engine: &mut Engine,
    kind: &str,
    time: u32,
    item: Option<&str>,
    facts: &[f64],
) -> Result<(), JsValue> {
    let texts = format!("{kind} {} ", item.unwrap_or_default());
    let length = |text: &str| text.encode_utf16().count() as f64;
    let (none, told, seconds) = (f64::NAN, f64::NAN, 0.0);
    let mut numbers = vec![length(kind), f64::from(time), told];
    numbers.extend([item.map_or(none, length), none, seconds]);
    numbers.extend(facts);
    engine.observe(&texts, &numbers)
}

fn view(engine: &mut Engine, item: &str, time: u32) {
    event(engine, "view", time, Some(item), &[]).expect("a good event is taken in");
}

fn handles(engine: &mut Engine) -> Vec<u32> {
    (0..8)
        .map(|n| engine.handle(&format!("item-{n}")))
        .collect()
}

fn rank(engine: &mut Engine) -> Vec<u32> {
    let handles = handles(engine);
    engine
        .rank(&handles, &[], &[], NOW, 1.0, None)
        .expect("a good request is answered")
}

fn code(error: &JsValue) -> String {
    let text = error.as_string().unwrap_or_default();
    text.split(": ").next().unwrap_or_default().to_owned()
}

#[wasm_bindgen_test]
fn a_view_moves_what_follows() {
    let mut engine = engine(true);
    for n in 0..4 {
        view(&mut engine, "item-6", NOW - 10 + n);
        view(&mut engine, "item-4", NOW - 10 + n);
    }
    view(&mut engine, "item-6", NOW);
    let order = rank(&mut engine);
    assert!(engine.personal());
    assert_ne!(order, (0..8).collect::<Vec<u32>>());
    assert_eq!(engine.scores().len(), 8);
}

#[wasm_bindgen_test]
fn without_the_permission_nothing_is_remembered() {
    let mut engine = engine(false);
    view(&mut engine, "item-6", NOW);
    assert_eq!(rank(&mut engine), (0..8).collect::<Vec<u32>>());
    assert!(!engine.personal());
    for refused in [engine.profile(NOW), engine.held(NOW)] {
        let refused = refused.expect_err("nobody looks without the permission");
        assert_eq!(code(&refused), "no-permission");
    }
    assert!(engine.snapshot().is_empty());
    assert_eq!(
        code(
            &engine
                .save(NOW, None)
                .expect_err("storing needs the permission")
        ),
        "no-permission"
    );
}

#[wasm_bindgen_test]
fn unknown_ids_have_handles_of_their_own() {
    let mut engine = engine(true);
    let known = engine.handle("item-3");
    let (one, other) = (engine.handle("made up"), engine.handle("🧵"));
    assert_eq!((known, one, other), (3, 8, 9));
    let order = engine.rank(&[one, 3, other, 1], &[one], &[], NOW, f32::NAN, None);
    assert_eq!(order.expect("an order"), [1, 2, 3]);
    assert!(engine.scores()[1].is_nan());
}

#[wasm_bindgen_test]
fn explanations_add_up_to_the_score() {
    let mut engine = engine(true);
    for n in 0..6 {
        view(
            &mut engine,
            if n % 2 == 0 { "item-6" } else { "item-2" },
            NOW - 10 + n,
        );
    }
    let handles = handles(&mut engine);
    engine.ask_why();
    let order = engine
        .rank(&handles, &[], &[], NOW, 1.0, None)
        .expect("a good request is answered");
    let scores = engine.scores();
    let flat = engine.explanations();
    let mut numbers = flat.iter().copied();
    let mut next = || numbers.next().expect("a number");
    let mut letters = 0.0;
    assert_eq!(next() as usize, order.len());
    for (place, given) in order.iter().enumerate() {
        assert_eq!(next(), f64::from(*given));
        let (_merchant, score, _pinned, rules) = (next(), next(), next(), next());
        assert_eq!((score.to_bits(), rules), (scores[place].to_bits(), 0.0));
        let mut sum = 0.0;
        for _ in 0..next() as usize {
            for _text in 0..4 {
                letters += next().max(0.0);
            }
            let (_signal, _weight, _learned, contribution) = (next(), next(), next(), next());
            sum += contribution;
        }
        assert_eq!(sum.to_bits(), scores[place].to_bits());
    }
    assert_eq!(numbers.next(), None);
    assert_eq!(engine.texts().len() as f64, letters);
    assert!(engine.texts().is_empty());
}

#[wasm_bindgen_test]
fn facts_cross_whole_and_bad_ones_are_refused() {
    let mut engine = engine(true);
    let new = engine.handle("brand new");
    let none = f64::NAN;
    // No slot, no exploration, no feedback; facts of the candidate at 0: price, in stock, three attributes.
    let call = [none, none, 0.0, none, 0.0, 0.0, 1.0, 0.0, 3.5, 1.0, 3.0];
    let colour = [6.0, 0.0, 3.0];
    let heel = [4.0, 1.0, 2.5];
    let tags = [4.0, 2.0, 2.0, 2.0, 1.0];
    let numbers = [&call[..], &colour, &heel, &tags].concat();
    let texts = "colour red heel tags \u{1f9f5} b ";
    engine
        .prepare(&[], texts, &numbers, false)
        .expect("good facts");
    let order = engine.rank(&[new, 1], &[], &[], NOW, 1.0, None);
    assert_eq!(order.expect("an order").len(), 2);
    assert!(engine.scores().iter().all(|score| score.is_finite()));
    let cut = engine.prepare(&[], texts, &numbers[..call.len()], false);
    assert_eq!(code(&cut.expect_err("attributes are missing")), "bad-facts");
    let seen = event(
        &mut engine,
        "view",
        NOW,
        Some("brand new"),
        &[1.0, 3.5, none],
    );
    assert_eq!(
        code(&seen.expect_err("attributes are missing")),
        "bad-facts"
    );
}

#[wasm_bindgen_test]
fn refusals_keep_the_engines_codes() {
    let refused = |bytes: Vec<u8>| code(&Engine::new(bytes).expect_err("refused"));
    let whole = pack();
    assert_eq!(refused(whole[..whole.len() - 1].to_vec()), "pack-truncated");
    assert_eq!(refused(vec![7; 64]), "not-a-pack");
    let mut engine = engine(true);
    let mut told = |kind: &str, item: Option<&str>| {
        code(&event(&mut engine, kind, NOW, item, &[]).expect_err("refused"))
    };
    assert_eq!(told("view", None), "event-no-item");
    assert_eq!(told("stare", Some("item-1")), "bad-event");
    let strength = engine.rank(&[0], &[], &[], NOW, 2.0, None);
    assert_eq!(code(&strength.expect_err("refused")), "rank-bad-strength");
}

#[wasm_bindgen_test]
fn rules_cross_flat_and_hold_for_one_call_or_all() {
    let mut engine = engine(true);
    let pin = "pin item-5 ";
    let none = f64::NAN;
    // No slot, exploration, feedback or facts; one rule: a text, no field, place 0, no window or slot, one condition: of
    // items, no field, one text, no range; no weights.
    let numbers = [
        none, none, 0.0, none, 0.0, 0.0, 0.0, 1.0, 3.0, none, 0.0, none, 0.0, 1.0, 0.0, none, 1.0,
        6.0, none, none, 0.0,
    ];
    for (always, after) in [(false, 0), (true, 5)] {
        engine
            .prepare(&[], pin, &numbers, always)
            .expect("a good rule");
        assert_eq!(rank(&mut engine)[0], 5);
        let report = engine.report();
        assert_eq!(report, [0.0, 0.0, 0.0, 1.0, 0.0, 3.0, 1.0, 0.0, 1.0, 0.0]);
        assert_eq!(engine.texts(), "pin");
        assert_eq!(rank(&mut engine)[0], after);
    }
    let cut = engine.prepare(&[], pin, &numbers[..12], false);
    assert_eq!(code(&cut.expect_err("refused")), "bad-rule");
    let weights = [none, none, 0.0, none, 0.0, 0.0, 0.0, none, 1.0, 8.0, 1.0];
    let weights = engine.prepare(&[], "nearness ", &weights, false);
    assert_eq!(code(&weights.expect_err("refused")), "weights-unknown-name");
}

#[wasm_bindgen_test]
fn a_snapshot_resumes_to_the_same_order() {
    let mut first = engine(true);
    for n in 0..6 {
        view(&mut first, "item-6", NOW - 10 + n);
    }
    let mut second = engine(true);
    second
        .resume(&first.snapshot())
        .expect("its own bytes are good");
    assert_eq!(rank(&mut second), rank(&mut first));
    assert_eq!(second.scores(), first.scores());
}

/// A member of a signal or a policy.
enum Member<'a> {
    Flag(bool),
    Text(&'a str),
    Numbers(&'a [f64]),
    Other,
}
use Member::{Flag, Numbers, Other, Text};

type Members<'a> = &'a [(&'a str, Member<'a>)];

/// What signals grant under a policy, as the face hands them over; or the code of the refusal.
fn settled(signals: &[Members<'_>], policy: Members<'_>) -> Result<u32, String> {
    let (mut texts, mut numbers) = (String::new(), vec![signals.len() as f64]);
    for members in signals.iter().copied().chain([policy]) {
        numbers.push(members.len() as f64);
        for (name, member) in members {
            let mut text = |text: &str| {
                texts.push_str(text);
                texts.push(' ');
                text.encode_utf16().count() as f64
            };
            numbers.push(text(name));
            match member {
                Flag(flag) => numbers.extend([0.0, f64::from(u8::from(*flag))]),
                Text(value) => numbers.extend([1.0, text(value)]),
                Numbers(list) => {
                    numbers.extend([2.0, list.len() as f64]);
                    numbers.extend(*list);
                }
                Other => numbers.push(3.0),
            }
        }
    }
    settle_consent(&texts, &numbers).map_err(|refused| code(&refused))
}

#[wasm_bindgen_test]
fn consent_signals_cross_and_add_up() {
    let own: Members<'_> = &[
        ("from", Text("own")),
        ("persist", Flag(true)),
        ("profile", Flag(true)),
        ("purchases", Flag(true)),
    ];
    assert_eq!(settled(&[own], &[]), Ok(0b0111));
    let tc = "CQeEcwAQeEcwAEsAHBENCWFgAI0AAAAAAAYgF5wAgABALzAAAAAA.IF5wAgABALzA.caAAAAAAAAAA";
    let several: [Members<'_>; 3] = [
        &[
            ("from", Text("tcf")),
            ("cmpStatus", Text("loaded")),
            ("gdprApplies", Flag(true)),
            ("eventStatus", Text("tcloaded")),
            ("tcString", Text(tc)),
        ],
        &[
            ("from", Text("gpp")),
            ("signalStatus", Text("ready")),
            ("applicableSections", Numbers(&[-1.0])),
        ],
        &[("from", Text("gpc")), ("header", Text("0, 1"))],
    ];
    assert_eq!(settled(&several, &[]), Ok(0b0011));
    let policy: Members<'_> = &[
        ("regime", Text("opt-in")),
        ("gpc", Text("neutral")),
        ("memoryOnly", Flag(false)),
    ];
    assert_eq!(settled(&several, policy), Ok(0b0001));
}

#[wasm_bindgen_test]
fn consent_that_is_not_of_its_shape_is_refused() {
    let from = |name| ("from", Text(name));
    let signals: [Members<'_>; 7] = [
        &[from("own"), ("profile", Text("true"))],
        &[from("own"), ("profile", Other)],
        &[from("own"), ("profil", Flag(true))],
        &[from("gpp"), ("applicableSections", Numbers(&[7.5]))],
        &[from("gpp"), ("applicableSections", Numbers(&[f64::NAN]))],
        &[("profile", Flag(true))],
        &[],
    ];
    for signal in signals {
        assert_eq!(settled(&[signal], &[]), Err("bad-consent".to_owned()));
    }
    let policies: [Members<'_>; 2] = [&[("regime", Text("none"))], &[("memory", Flag(true))]];
    for policy in policies {
        assert_eq!(settled(&[], policy), Err("bad-consent".to_owned()));
    }
    let cut = settle_consent("", &[1.0, 2.0]).expect_err("members are missing");
    assert_eq!(code(&cut), "bad-consent");
}
