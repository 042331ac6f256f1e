//! Real shops' files, with no options at all. Those that are not part of the project are read where
//! they are, and skipped, with a word, where they are not.

mod common;

use std::path::Path;

use common::{Folder, bundled, inspect, real_data, vitrine};
use serde_json::Value;

/// Packs a catalogue alone and gives what the summary says and what is in the pack.
fn pack(catalogue: &Path) -> (String, Value) {
    let folder = Folder::new();
    let out = folder.path("shop.vtr");
    let catalogue = catalogue.display().to_string();
    let run = vitrine(&["pack", "--catalogue", &catalogue, "--out", &out]).fine();
    let view = inspect(&folder);
    (run.out, view)
}

/// Fields as `name kind share`, the share in whole percent.
fn fields(view: &Value) -> Vec<String> {
    let items = view["items"].as_f64().expect("items");
    let of = |field: &Value| {
        let share = field["items"].as_f64().expect("items") / items * 100.0;
        let text = |key: &str| field[key].as_str().expect("a text").to_owned();
        format!("{} {} {share:.0}", text("name"), text("kind"))
    };
    view["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .map(of)
        .collect()
}

#[test]
fn garments() {
    let (_, view) = pack(&bundled().join("items.csv.gz"));
    assert_eq!(view["items"], 217);
    assert_eq!(
        fields(&view),
        [
            "category label 100",
            "price price 100",
            "colour label 100",
            "page label 100",
            "location label 100",
            "photography label 100"
        ]
    );
}

#[test]
fn electronics_have_a_category_each() {
    let Some(data) = real_data() else { return };
    let (told, view) = pack(&data.join("rees46_electronics_2021/items.csv.gz"));
    assert_eq!(view["items"], 18_700);
    assert_eq!(
        fields(&view),
        [
            "category path 100",
            "price price 100",
            "category_id label 100",
            "brand label 72"
        ]
    );
    assert!(
        told.contains("`category_id` where that is empty (6040 items)"),
        "{told}"
    );
    assert!(
        told.contains("price_min") && told.contains("says the same as `price`"),
        "{told}"
    );
}

#[test]
fn a_logarithm_is_no_price() {
    let Some(data) = real_data() else { return };
    let (told, view) = pack(&data.join("rees46_multicat_2019oct/items.csv.gz"));
    assert_eq!(view["items"], 48_261);
    assert_eq!(
        fields(&view),
        [
            "category path 100",
            "brand label 100",
            "price_log_norm number 100"
        ]
    );
    assert!(
        told.contains("a plain number, no price") && told.contains("none bad"),
        "{told}"
    );
}

#[test]
fn products_without_ids_go_by_their_names() {
    let Some(data) = real_data() else { return };
    let (told, view) = pack(&data.join("catalog_bestbuy_typesense/products.csv.gz"));
    assert_eq!(view["items"], 3_229);
    assert_eq!(
        fields(&view),
        ["category path 100", "price price 100", "brand label 100"]
    );
    assert!(
        told.contains("`name`, which hardly repeats, serves as the id"),
        "{told}"
    );
    assert!(told.contains("[duplicate-item]"), "{told}");
    assert_eq!(view["popularity"][0]["top"][0]["count"], 21_449);
}

#[test]
fn a_grocer_s_parquet() {
    let Some(data) = real_data() else { return };
    let (_, view) = pack(&data.join("dunnhumby_complete_journey/products.parquet"));
    assert_eq!(view["items"], 92_331);
    assert_eq!(view["fields"][0]["name"], "category");
    assert_eq!(view["fields"][0]["kind"], "path");
}

#[test]
fn clicks_alone_rank() {
    let Some(data) = real_data() else { return };
    let folder = Folder::new();
    let out = folder.path("shop.vtr");
    let events = data
        .join("yoochoose_100k/train.csv.gz")
        .display()
        .to_string();
    let run = vitrine(&["pack", "--events", &events, "--out", &out]).fine();
    assert!(run.out.contains("68,676 rows, none bad"), "{}", run.out);
    let view = inspect(&folder);
    assert_eq!(view["items"], 2_522);
    assert_eq!(view["relations"].as_array().unwrap().len(), 2);
    let request = br#"{"events":[{"type":"view","item":"214716935","time":1396437466}],"exclude":["214716935"]}"#;
    let answer = common::vitrine_with(&["rank", "--pack", &out], request).fine();
    let answer: Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(answer["order"].as_array().unwrap().len(), 20, "{answer}");
}
