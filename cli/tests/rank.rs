//! `vitrine rank`: the stream of requests and answers, good and bad.

mod common;

use common::{Folder, fixture, pack_fixtures, vitrine, vitrine_with};
use serde_json::{Value, json};

struct Shop {
    folder: Folder,
}

impl Shop {
    fn new() -> Self {
        let (run, folder) = pack_fixtures(&[]);
        run.fine();
        Self { folder }
    }

    fn stream(&self, input: &[u8]) -> Vec<Value> {
        let run = vitrine_with(&["rank", "--pack", &self.folder.path("shop.vtr")], input).fine();
        run.out
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect()
    }

    fn ask(&self, request: Value) -> Value {
        let mut answers = self.stream(format!("{request}\n").as_bytes());
        assert_eq!(answers.len(), 1);
        answers.remove(0)
    }
}

fn view(item: &str) -> Value {
    json!([{"type": "view", "item": item, "time": 1_700_300_000}])
}

fn ids(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .expect("a list")
        .iter()
        .map(|v| v.as_str().expect("a text"))
        .collect()
}

#[test]
fn an_answer_has_the_request_s_id_an_order_and_scores() {
    let shop = Shop::new();
    let answer = shop.ask(json!({
        "id": "r1", "now": 1_700_300_100, "events": view("p1"),
        "candidates": ["p10", {"id": "p2", "price": 12.5}], "slot": "home", "top": 20, "exclude": ["p1"],
    }));
    assert_eq!(answer["id"], "r1");
    assert_eq!(ids(&answer["order"]), ["p2", "p10"]);
    let scores = answer["scores"].as_array().unwrap();
    assert!(scores[0].as_f64() > scores[1].as_f64(), "{answer}");
    assert_eq!(answer.as_object().unwrap().len(), 3, "{answer}");
}

#[test]
fn the_whole_catalogue_and_its_twenty() {
    let shop = Shop::new();
    for request in [
        json!({"events": view("p1")}),
        json!({"events": view("p1"), "candidates": null}),
    ] {
        let answer = shop.ask(request);
        assert_eq!(answer["order"].as_array().unwrap().len(), 11);
        assert_eq!(answer["id"], Value::Null);
    }
    let answer = shop.ask(json!({"events": view("p1"), "exclude": ["p1"], "top": 3}));
    let order = ids(&answer["order"]);
    assert!(order.len() == 3 && !order.contains(&"p1"), "{answer}");

    // Twenty of more than twenty.
    let text: String = (0..50).map(|n| format!("i{n},c{}\n", n % 3)).collect();
    let large = Folder::new();
    let (catalogue, out) = (
        large.write("c.csv", format!("id,category\n{text}")),
        large.path("shop.vtr"),
    );
    vitrine(&["pack", "--catalogue", &catalogue, "--out", &out]).fine();
    let answer = Shop { folder: large }.ask(json!({}));
    assert_eq!(answer["order"].as_array().unwrap().len(), 20);
}

#[test]
fn with_no_events_the_merchant_s_order_comes_back() {
    let shop = Shop::new();
    let given = ["p9", "new", "p1", "p5", "p2"];
    let answer = shop.ask(json!({"candidates": given, "top": 4}));
    assert_eq!(ids(&answer["order"]), given[..4]);
}

#[test]
fn unknown_candidates_keep_their_place_and_have_no_score() {
    let shop = Shop::new();
    let given = ["p10", "new-1", "p9", "p2", "new-2"];
    let answer = shop.ask(json!({"events": view("p1"), "candidates": given}));
    let order = ids(&answer["order"]);
    assert_eq!((order[1], order[4]), ("new-1", "new-2"), "{answer}");
    assert_eq!(answer["scores"][1], Value::Null);
    assert_eq!(order[0], "p2", "{answer}");
    // A new product that is described is ranked.
    let described = json!([{"id": "new", "attributes": {"category": ["shoes", "boots"], "brand": "Alm"}}, "p10"]);
    let answer = shop.ask(json!({"events": view("p1"), "candidates": described}));
    assert!(answer["scores"][0].is_number(), "{answer}");
}

#[test]
fn none_many_and_the_same_twice() {
    let shop = Shop::new();
    assert_eq!(
        shop.ask(json!({"id": "z", "candidates": []})),
        json!({"id": "z", "order": [], "scores": []})
    );
    let answer = shop.ask(json!({"events": view("p1"), "candidates": ["p2", "p9", "p2"]}));
    let mut order = ids(&answer["order"]);
    order.sort_unstable();
    assert_eq!(order, ["p2", "p2", "p9"]);
    let many: Vec<String> = (0..65_535).map(|n| format!("p{n}")).collect();
    let answer = shop.ask(json!({"events": view("p1"), "candidates": many}));
    assert_eq!(answer["order"].as_array().unwrap().len(), 65_535);
    assert_eq!(answer["scores"].as_array().unwrap().len(), 65_535);
}

#[test]
fn events_in_any_order_and_of_unknown_items() {
    let shop = Shop::new();
    let candidates = json!(["p10", "p2", "p4", "p6"]);
    let at = |item: &str, time: u32| json!({"type": "view", "item": item, "time": time});
    let sorted = json!([
        at("p5", 1_700_000_000),
        at("p1", 1_700_000_500),
        at("zzz", 1_700_000_600)
    ]);
    let mixed = json!([
        at("zzz", 1_700_000_600),
        at("p1", 1_700_000_500),
        at("p5", 1_700_000_000)
    ]);
    let a = shop.ask(json!({"events": sorted, "candidates": candidates}));
    let b = shop.ask(json!({"events": mixed, "candidates": candidates}));
    assert_eq!(a, b);
    // Without `now`, it is the last event's time.
    let c = shop.ask(json!({"events": sorted, "candidates": candidates, "now": 1_700_000_600}));
    assert_eq!(a, c);
}

#[test]
fn a_bad_request_is_answered_and_the_next_one_goes_on() {
    let shop = Shop::new();
    let mut input = Vec::new();
    for line in [
        r#"{"id":"a","candidates":["p1"]}"#,
        r#"{"id":"b","candidates":["p1""#,
        "",
        r#"["c"]"#,
        r#"{"id":"d","candidates":[7]}"#,
        r#"{"id":"e","candidates":[{"id":{}}]}"#,
        r#"{"id":"f","events":[{"type":"view","item":12,"time":1}]}"#,
        r#"{"id":"g","events":[{"type":"warp","item":"p1","time":1}]}"#,
        r#"{"id":"h","candidates":[{"id":"p1","price":-3}]}"#,
        r#"{"id":"i","candidates":[{"id":"p1","price":NaN}]}"#,
        r#"{"id":["j"]}"#,
        r#"{"id":"k","top":1.5}"#,
        r#"{"id":"l","exclud":["p1"]}"#,
        r#"{"id":8,"candidates":["p1"]}"#,
    ] {
        input.extend_from_slice(line.as_bytes());
        input.push(b'\n');
    }
    input.extend_from_slice(
        b"{\"id\":\"m\",\"candidates\":[\"\xff\"]}\r\n{\"id\":\"n\",\"candidates\":[\"p1\"]}",
    );
    let answers = shop.stream(&input);
    let told: Vec<(Value, &str)> = answers
        .iter()
        .map(|answer| {
            (
                answer["id"].clone(),
                answer["error"]["code"].as_str().unwrap_or("fine"),
            )
        })
        .collect();
    let expected = [
        (json!("a"), "fine"),
        (json!("b"), "bad-json"),
        (json!(null), "bad-request"),
        (json!("d"), "bad-candidate"),
        (json!("e"), "bad-candidate"),
        (json!("f"), "bad-event"),
        (json!("g"), "bad-event"),
        (json!("h"), "bad-candidate"),
        (json!("i"), "bad-json"),
        (json!(null), "bad-request"),
        (json!("k"), "bad-request"),
        (json!("l"), "bad-request"),
        (json!(8), "fine"),
        (json!("m"), "bad-json"),
        (json!("n"), "fine"),
    ];
    assert_eq!(told, expected);
    for answer in answers.iter().filter(|answer| answer["error"].is_object()) {
        assert!(
            answer["error"]["message"].as_str().unwrap().len() > 20,
            "{answer}"
        );
    }
}

#[test]
fn an_endless_line_is_refused_with_its_id() {
    let shop = Shop::new();
    let mut input = br#"{"id":"long","candidates":["#.to_vec();
    input.resize(17 << 20, b' ');
    input.extend_from_slice(b"]}\n{\"id\":\"next\",\"candidates\":[]}\n");
    let answers = shop.stream(&input);
    assert_eq!(
        (&answers[0]["id"], &answers[0]["error"]["code"]),
        (&json!("long"), &json!("bad-request"))
    );
    assert_eq!(answers[1]["id"], "next");
}

#[test]
fn reasons_add_up_to_the_score() {
    let shop = Shop::new();
    let answer = shop.ask(
        json!({"events": view("p1"), "candidates": ["p10", "p2", "p9", "new"], "explain": true}),
    );
    assert_eq!(answer["personal"], true);
    let explanations = answer["explanations"].as_array().unwrap();
    assert_eq!(explanations.len(), 4);
    for (explanation, score) in explanations
        .iter()
        .zip(answer["scores"].as_array().unwrap())
    {
        let Some(score) = score.as_f64() else {
            assert_eq!(explanation["reasons"], json!([]));
            continue;
        };
        let mut sum = 0.0_f64;
        for reason in explanation["reasons"].as_array().unwrap() {
            sum += reason["contribution"].as_f64().unwrap();
        }
        assert_eq!(sum.to_bits(), score.to_bits(), "{explanation}");
    }
}

#[test]
fn a_pack_is_needed() {
    vitrine_with(&["rank", "--pack", &fixture("events.csv")], b"{}\n").refused("not-a-pack");
    assert_eq!(vitrine(&["rank"]).status, Some(2));
}

#[test]
fn rules_and_weights_of_a_request() {
    let shop = Shop::new();
    let request = json!({
        "events": view("p1"), "candidates": ["p1", "p2", "p9", "p10"], "explain": true,
        "rules": [{"do": "pin", "place": 0, "match": {"ids": ["p10"]}}, {"do": "exclude", "match": {"ids": ["p1"]}}],
    });
    let answer = shop.ask(request.clone());
    assert_eq!(ids(&answer["order"])[0], "p10");
    assert_eq!(answer["report"]["rules"][1]["removed"], 1);
    assert_eq!(answer["explanations"][0]["rules"], json!([0]));
    let mut off = request.clone();
    off["rules"] = json!(false);
    let mut none = request;
    none.as_object_mut().unwrap().remove("rules");
    assert_eq!(shop.ask(off), shop.ask(none.clone()));
    // Weights hold for their own request alone.
    let mut weighed = none.clone();
    weighed["weights"] = json!({"strength": 0});
    let lines = [&none, &weighed, &none].map(|request| format!("{request}\n"));
    let answers = shop.stream(lines.concat().as_bytes());
    assert_eq!(answers[0], answers[2]);
    assert_eq!(ids(&answers[1]["order"]), ["p1", "p2", "p9", "p10"]);
    for (weights, code) in [
        (json!({"nearness": 1}), "weights-unknown-name"),
        (json!({"strength": 2}), "weights-out-of-range"),
    ] {
        let answer = shop.ask(json!({"weights": weights, "candidates": ["p1"]}));
        assert_eq!(answer["error"]["code"], code);
    }
}
