//! Every kind of feed gives the items, prices, colours and categories of the plain table.

use std::collections::BTreeMap;
use std::fs;

use vitrine::pack::Pack;

use crate::common::{Folder, Run, bundled, pack_catalogue, vitrine, vitrine_with};
use crate::feed;
use crate::make::shopify::{PRODUCT, variant_number};
use crate::make::woocommerce::{POST, VARIATION};
use crate::make::{Garment, garments, unpacked};

/// What one kind calls a garment, and one of its sizes.
pub(crate) struct Kind {
    pub(crate) file: &'static str,
    pub(crate) words: &'static str,
    pub(crate) product: fn(&Garment) -> String,
    pub(crate) variant: fn(&Garment, usize) -> String,
    /// Fields besides category, price, colour, size and stock.
    pub(crate) more: &'static [&'static str],
}

pub(crate) fn number(garment: &Garment) -> String {
    garment.number.to_string()
}

fn sku(garment: &Garment, place: usize) -> String {
    garment.sku(&garment.offers()[place])
}

pub(crate) fn handle(garment: &Garment) -> String {
    garment.title().to_lowercase().replace(' ', "-")
}

const GOOGLE: &[&str] = &["brand", "custom_label_0", "google_product_category"];
pub(crate) const KINDS: [Kind; 7] = [
    Kind {
        file: "google.xml",
        words: "Google Merchant feed, XML",
        product: number,
        variant: sku,
        // Google's numbers go one by one with the shop's categories: they say the same.
        more: &["brand", "custom_label_0"],
    },
    Kind {
        file: "google-atom.xml",
        words: "Google Merchant feed, XML",
        product: number,
        variant: sku,
        more: GOOGLE,
    },
    Kind {
        file: "google.tsv",
        words: "Google Merchant feed, text",
        product: number,
        variant: sku,
        more: GOOGLE,
    },
    Kind {
        file: "shopify-products.json",
        words: "Shopify products.json",
        product: |garment| (PRODUCT + garment.number).to_string(),
        variant: |garment, place| variant_number(garment, place).to_string(),
        more: &["brand", "tags"],
    },
    Kind {
        file: "shopify-export.csv",
        words: "Shopify product export, CSV",
        product: handle,
        variant: sku,
        more: &["brand", "tags", "google_product_category"],
    },
    Kind {
        file: "woocommerce-export.csv",
        words: "WooCommerce product export, CSV",
        product: |garment| (POST + garment.number).to_string(),
        variant: |garment, place| match garment.offers().len() {
            // An item's SKU, of some: most of the log must know products by their ids.
            1 if garment.number.is_multiple_of(2) => garment.number.to_string(),
            1 => (POST + garment.number).to_string(),
            _ => (VARIATION + garment.number * 10 + place as u64).to_string(),
        },
        more: &["brand", "tags"],
    },
    Kind {
        file: "products.jsonld",
        words: "schema.org products, JSON-LD",
        product: number,
        variant: sku,
        more: &["brand", "photography"],
    },
];

pub(crate) fn open(folder: &Folder) -> Pack {
    Pack::from_bytes(fs::read(folder.path("shop.vtr")).expect("a pack")).expect("readable")
}

/// The values of a field, of one item.
pub(crate) fn values(pack: &Pack, field: &str, id: &str) -> Vec<String> {
    let place = pack.fields().iter().position(|f| f.name() == field);
    let place = place.unwrap_or_else(|| panic!("no field {field}"));
    let item = pack.lookup(id).unwrap_or_else(|| panic!("no item {id}"));
    let mut values: Vec<String> = pack
        .values(place, item)
        .map(|value| pack.full_text(place, value))
        .collect();
    values.sort();
    values
}

pub(crate) fn price(pack: &Pack, id: &str) -> Option<f32> {
    pack.number(pack.price_field().expect("prices"), pack.lookup(id)?)
}

pub(crate) fn plain() -> Pack {
    let items = bundled().join("items.csv.gz").display().to_string();
    let (run, folder) = pack_catalogue(&items, &[]);
    assert!(!run.fine().out.contains("reads as"));
    open(&folder)
}

/// The pack of a feed must say of every garment what the plain table says.
#[track_caller]
pub(crate) fn same(pack: &Pack, plain: &Pack, product: fn(&Garment) -> String) {
    let garments = garments();
    assert_eq!(pack.len(), garments.len());
    for garment in &garments {
        let (id, own) = (product(garment), garment.number.to_string());
        assert_eq!(price(pack, &id), price(plain, &own), "price of {id}");
        for field in ["colour", "category"] {
            assert_eq!(
                values(pack, field, &id),
                values(plain, field, &own),
                "{field} of {id}"
            );
        }
    }
}

#[test]
fn every_kind_says_what_the_plain_table_says() {
    let plain = plain();
    for kind in &KINDS {
        let (run, folder) = pack_catalogue(&feed(kind.file), &["--strict"]);
        let run = run.fine();
        assert!(
            run.out.contains(&format!("reads as: {}", kind.words)),
            "{}",
            run.out
        );
        let pack = open(&folder);
        same(&pack, &plain, kind.product);
        let mut fields: Vec<&str> = pack.fields().iter().map(|f| f.name()).collect();
        let mut wanted = vec!["category", "price", "colour", "size", "stock"];
        wanted.extend(kind.more);
        fields.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(fields, wanted, "{}", kind.file);
        let three = garments()
            .into_iter()
            .find(|g| g.offers().len() == 3)
            .expect("one");
        let id = (kind.product)(&three);
        assert_eq!(values(&pack, "size", &id), ["L", "M", "S"], "{}", kind.file);
        assert_eq!(values(&pack, "stock", &id), ["in stock"], "{}", kind.file);
        let gone = garments()
            .into_iter()
            .find(|g| g.number == 17)
            .expect("one");
        assert_eq!(
            values(&pack, "stock", &(kind.product)(&gone)),
            ["out of stock"]
        );
        assert_eq!(values(&pack, "brand", &id), ["Maja"]);
    }
}

/// The first events of the bundled log, their items renamed.
pub(crate) fn log(rename: &dyn Fn(&Garment, usize) -> String) -> String {
    let garments: BTreeMap<String, Garment> = garments()
        .into_iter()
        .map(|g| (g.number.to_string(), g))
        .collect();
    let mut text = "session_id,item_id,timestamp\n".to_owned();
    for (at, line) in unpacked("train.csv.gz")
        .lines()
        .skip(1)
        .take(4000)
        .enumerate()
    {
        let cells: Vec<&str> = line.split(',').collect();
        let name = rename(&garments[cells[1]], at);
        text += &format!("{},{name},{}\n", cells[0], cells[2]);
    }
    text
}

pub(crate) fn pack_with(folder: &Folder, catalogue: &str, log: &str) -> Run {
    let events = folder.write("events.csv", log);
    let out = folder.path("shop.vtr");
    vitrine(&[
        "pack",
        "--catalogue",
        catalogue,
        "--events",
        &events,
        "--out",
        &out,
    ])
}

#[test]
fn events_of_variants_count_for_their_products_and_the_pack_ranks() {
    let folder = Folder::new();
    let items = bundled().join("items.csv.gz").display().to_string();
    pack_with(&folder, &items, &log(&|garment, _| number(garment))).fine();
    let plain = open(&folder);
    let steps = asked(&folder, &log(&|garment, _| number(garment)));
    for kind in &KINDS {
        let folder = Folder::new();
        let log = log(&|garment, at| match at % 4 {
            0 => (kind.product)(garment),
            _ => (kind.variant)(garment, at % garment.offers().len()),
        });
        let run = pack_with(&folder, &feed(kind.file), &log).fine();
        assert!(
            run.out.contains("0 in the log alone"),
            "{}: {}",
            kind.file,
            run.out
        );
        assert!(
            run.out.contains("events name items otherwise"),
            "{}",
            run.out
        );
        let pack = open(&folder);
        same(&pack, &plain, kind.product);
        let lookup = |garment: &Garment| {
            (
                pack.lookup(&(kind.product)(garment)).expect("there"),
                plain.lookup(&number(garment)).expect("there"),
            )
        };
        for garment in &garments() {
            let (item, own) = lookup(garment);
            assert_eq!(
                pack.popularity(0, item),
                plain.popularity(0, own),
                "{}",
                kind.file
            );
        }
        ranks(&folder, kind);
        assert_eq!(asked(&folder, &log), steps, "{}", kind.file);
    }
}

/// `vitrine rank` orders a shelf of the pack's items, and not as it stood.
fn ranks(folder: &Folder, kind: &Kind) {
    let shelf: Vec<String> = garments()[30..60].iter().map(kind.product).collect();
    let liked = &garments()[31];
    let events: Vec<_> = (0..3)
        .map(|at| serde_json::json!({"type": "view", "item": (kind.product)(liked), "time": 1_218_326_401 + at}))
        .collect();
    let request = serde_json::json!({"id": "a", "now": 1_218_326_500, "events": events, "slot": "home", "candidates": shelf});
    let run = vitrine_with(
        &["rank", "--pack", &folder.path("shop.vtr")],
        format!("{request}\n").as_bytes(),
    );
    let answer: serde_json::Value = serde_json::from_str(&run.fine().out).expect("JSON");
    let order: Vec<String> = serde_json::from_value(answer["order"].clone()).expect("an order");
    assert_ne!(order, shelf);
    let (mut sorted, mut all) = (order, shelf);
    sorted.sort();
    all.sort();
    assert_eq!(sorted, all);
}

/// How many next items `vitrine evaluate` asks about: it finds the variants' products by the build record.
fn asked(folder: &Folder, log: &str) -> u64 {
    let few: Vec<&str> = log.lines().take(400).collect();
    let sessions = folder.write("later.csv", few.join("\n") + "\n");
    let json = folder.path("figures.json");
    let pack = folder.path("shop.vtr");
    let arguments = [
        "evaluate",
        "--pack",
        &pack,
        "--sessions",
        &sessions,
        "--task",
        "next-item",
        "--json",
        &json,
    ];
    vitrine(&arguments).fine();
    let figures = fs::read_to_string(json).expect("figures");
    let figures: serde_json::Value = serde_json::from_str(&figures).expect("JSON");
    let steps = figures["groups"][0]["steps"].as_u64();
    steps.expect("a number of steps")
}
