//! The bindings in a real browser: values cross whole, refusals keep their codes, the gate holds.
#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Object, Reflect};
use vitrine::pack::{
    FieldData, FieldKind, FieldSource, PackSource, PopularityWindow, RelationKind, RelationSource,
    Weights,
};
use vitrine_wasm::Engine;
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
    let mut engine = Engine::new(pack(), false).expect("a good pack opens");
    engine.set_permissions(false, profile, false, false);
    engine
}

fn view(engine: &mut Engine, item: &str, time: u32) {
    engine
        .observe(
            "view",
            time,
            Some(item.to_owned()),
            None,
            0.0,
            JsValue::UNDEFINED,
        )
        .expect("a good event is taken in");
}

fn handles(engine: &mut Engine) -> Vec<u32> {
    (0..8)
        .map(|n| engine.handle(&format!("item-{n}")))
        .collect()
}

fn rank(engine: &mut Engine, facts: JsValue) -> Vec<u32> {
    let handles = handles(engine);
    engine
        .rank(&handles, &[], &[], NOW, 1.0, None, facts, false)
        .expect("a good request is answered")
}

fn code(error: &JsValue) -> String {
    let code = Reflect::get(error, &"code".into())
        .ok()
        .and_then(|code| code.as_string());
    code.unwrap_or_default()
}

fn number(value: &JsValue, name: &str) -> f64 {
    Reflect::get(value, &name.into())
        .ok()
        .and_then(|number| number.as_f64())
        .unwrap_or(f64::NAN)
}

#[wasm_bindgen_test]
fn a_view_moves_what_follows() {
    let mut engine = engine(true);
    for n in 0..4 {
        view(&mut engine, "item-6", NOW - 10 + n);
        view(&mut engine, "item-4", NOW - 10 + n);
    }
    view(&mut engine, "item-6", NOW);
    let order = rank(&mut engine, JsValue::UNDEFINED);
    assert!(engine.personal());
    assert_ne!(order, (0..8).collect::<Vec<u32>>());
    assert_eq!(engine.scores().len(), 8);
}

#[wasm_bindgen_test]
fn without_the_permission_nothing_is_remembered() {
    let mut engine = engine(false);
    view(&mut engine, "item-6", NOW);
    assert_eq!(
        rank(&mut engine, JsValue::UNDEFINED),
        (0..8).collect::<Vec<u32>>()
    );
    assert!(!engine.personal());
    let view = engine.profile(NOW).expect("a view");
    assert_eq!(number(&view, "events"), 0.0);
    assert!(engine.snapshot().is_empty());
    assert_eq!(
        code(&engine.save().expect_err("storing needs the permission")),
        "no-permission"
    );
}

#[wasm_bindgen_test]
fn unknown_ids_have_handles_of_their_own() {
    let mut engine = engine(true);
    let known = engine.handle("item-3");
    let (one, other) = (engine.handle("made up"), engine.handle("🧵"));
    assert_eq!((known, one, other), (3, 8, 9));
    let order = engine.rank(
        &[one, 3, other, 1],
        &[one],
        &[],
        NOW,
        f32::NAN,
        None,
        JsValue::UNDEFINED,
        false,
    );
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
    let order = engine
        .rank(&handles, &[], &[], NOW, 1.0, None, JsValue::UNDEFINED, true)
        .expect("a good request is answered");
    let scores = engine.scores();
    let explained = engine.explanations().expect("explanations");
    let explained = Array::from(&explained);
    assert_eq!(explained.length() as usize, order.len());
    for (place, one) in explained.iter().enumerate() {
        assert_eq!(number(&one, "given"), f64::from(order[place]));
        let reasons = Reflect::get(&one, &"reasons".into()).expect("reasons");
        let sum = Array::from(&reasons)
            .iter()
            .fold(0.0, |sum, reason| sum + number(&reason, "contribution"));
        assert_eq!(sum.to_bits(), scores[place].to_bits());
    }
}

#[wasm_bindgen_test]
fn facts_cross_whole_and_bad_ones_are_refused() {
    let mut engine = engine(true);
    let facts = Object::new();
    Reflect::set(&facts, &"price".into(), &3.5.into()).expect("set");
    Reflect::set(&facts, &"inStock".into(), &true.into()).expect("set");
    let tags = Array::of2(&"a".into(), &"b".into());
    let attributes = Array::of3(
        &Array::of2(&"colour".into(), &"red".into()),
        &Array::of2(&"heel".into(), &2.5.into()),
        &Array::of2(&"tags".into(), &tags),
    );
    Reflect::set(&facts, &"attributes".into(), &attributes).expect("set");
    let new = engine.handle("brand new");
    let call = Array::of1(&Array::of2(&0.into(), &facts));
    let order = engine.rank(&[new, 1], &[], &[], NOW, 1.0, None, call.into(), false);
    assert_eq!(order.expect("an order").len(), 2);
    assert!(engine.scores().iter().all(|score| score.is_finite()));
    let refused = engine.rank(
        &[0],
        &[],
        &[],
        NOW,
        1.0,
        None,
        JsValue::from_str("cheap"),
        false,
    );
    assert_eq!(
        code(&refused.expect_err("a string is no list of facts")),
        "bad-facts"
    );
}

#[wasm_bindgen_test]
fn refusals_keep_the_engines_codes() {
    let refused = |bytes: Vec<u8>| code(&Engine::new(bytes, false).expect_err("refused"));
    let whole = pack();
    assert_eq!(refused(whole[..whole.len() - 1].to_vec()), "pack-truncated");
    assert_eq!(refused(vec![7; 64]), "not-a-pack");
    let mut engine = engine(true);
    let event = |engine: &mut Engine, kind: &str, item: Option<String>| {
        code(
            &engine
                .observe(kind, NOW, item, None, 0.0, JsValue::UNDEFINED)
                .expect_err("refused"),
        )
    };
    assert_eq!(event(&mut engine, "view", None), "event-no-item");
    assert_eq!(
        event(&mut engine, "stare", Some("item-1".into())),
        "bad-event"
    );
    let strength = engine.rank(&[0], &[], &[], NOW, 2.0, None, JsValue::UNDEFINED, false);
    assert_eq!(code(&strength.expect_err("refused")), "rank-bad-strength");
}

#[wasm_bindgen_test]
fn rules_cross_flat_and_hold_for_one_call_or_all() {
    let mut engine = engine(true);
    let pin = "\0pin\0\0\0item-5";
    let none = f64::NAN;
    // No exploration, no feedback; one rule: place 0, no window or slot, one condition of one item.
    let numbers = [
        none, 0.0, none, 0.0, 0.0, 1.0, 0.0, none, 0.0, 1.0, 0.0, 1.0, none, none,
    ];
    for (always, after) in [(false, 0), (true, 5)] {
        engine
            .prepare(&[], pin, &numbers, always)
            .expect("a good rule");
        assert_eq!(rank(&mut engine, JsValue::UNDEFINED)[0], 5);
        assert!(
            engine
                .report()
                .starts_with("[false,0,0,[[0,\"pin\",1,0,1,[]]]")
        );
        assert_eq!(rank(&mut engine, JsValue::UNDEFINED)[0], after);
    }
    let cut = engine.prepare(&[], pin, &numbers[..9], false);
    assert_eq!(code(&cut.expect_err("refused")), "bad-rule");
    let weights = engine.prepare(
        &[],
        "\0nearness",
        &[none, 0.0, none, 0.0, 0.0, none, 1.0],
        false,
    );
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
    assert_eq!(
        rank(&mut second, JsValue::UNDEFINED),
        rank(&mut first, JsValue::UNDEFINED)
    );
    assert_eq!(second.scores(), first.scores());
}

#[wasm_bindgen_test]
fn the_debug_switch_writes_to_the_profiler() {
    let mut engine = Engine::new(pack(), true).expect("a good pack opens");
    engine.set_permissions(false, true, false, false);
    view(&mut engine, "item-1", NOW);
    rank(&mut engine, JsValue::UNDEFINED);
    let performance =
        Reflect::get(&js_sys::global(), &"performance".into()).expect("a browser has it");
    let get = Reflect::get(&performance, &"getEntriesByName".into()).expect("a method");
    let found = js_sys::Function::from(get)
        .call1(&performance, &"vitrine:rank".into())
        .expect("entries");
    assert!(Array::from(&found).length() >= 1);
}
