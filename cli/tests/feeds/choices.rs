//! What may be chosen of how a feed is read, and the shapes that one kind comes in.

use std::fs;
use std::io::Write as _;

use crate::common::{Folder, pack_catalogue};
use crate::feed;
use crate::make::shopify::PRODUCT;
use crate::make::woocommerce::POST;
use crate::make::{Garment, garments};
use crate::same::{KINDS, handle, log, number, open, pack_with, plain, price, same, values};

#[test]
fn variants_may_be_kept_apart() {
    let offers: usize = garments().iter().map(|g| g.offers().len()).sum();
    for kind in &KINDS {
        let (run, folder) = pack_catalogue(&feed(kind.file), &["--variants", "keep"]);
        run.fine();
        let pack = open(&folder);
        assert_eq!(pack.len(), offers, "{}", kind.file);
        let three = garments()
            .into_iter()
            .find(|g| g.offers().len() == 3)
            .expect("one");
        let id = (kind.variant)(&three, 2);
        assert_eq!(
            price(&pack, &id),
            Some((three.price - 5.0) as f32),
            "{}",
            kind.file
        );
        assert_eq!(values(&pack, "size", &id), ["L"]);
        assert_eq!(values(&pack, "colour", &id), [three.colour.as_str()]);
        assert_eq!(values(&pack, "category", &id), [three.category.as_str()]);
    }
}

#[test]
fn gzip_a_forced_kind_and_another_id() {
    let plain = plain();
    let folder = Folder::new();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer
        .write_all(&fs::read(feed("google.xml")).expect("a feed"))
        .expect("packed");
    let packed = folder.write("feed.bin", packer.finish().expect("packed"));
    let (run, packed) = pack_catalogue(&packed, &["--catalogue-format", "google-xml"]);
    run.fine();
    same(&open(&packed), &plain, number);
    // The other names that Shopify's export goes by today.
    let text = fs::read_to_string(feed("shopify-export.csv")).expect("a feed");
    let (header, rows) = text.split_once('\n').expect("a header");
    let header = header
        .replace("Handle", "URL handle")
        .replace("Variant SKU", "SKU")
        .replace("Variant Price", "Price")
        .replace("Variant Inventory Tracker", "Inventory tracker")
        .replace("Variant Inventory Qty", "Inventory quantity")
        .replace(
            "Variant Inventory Policy",
            "Continue selling when out of stock",
        )
        .replace("Published", "Published on online store");
    let today = folder.write("today.csv", format!("{header}\n{rows}"));
    let (run, packed) = pack_catalogue(&today, &[]);
    run.fine();
    same(&open(&packed), &plain, handle);
    let (run, packed) = pack_catalogue(&feed("shopify-products.json"), &["--map", "handle=item"]);
    assert!(run.fine().out.contains("217 items by `handle`"));
    same(&open(&packed), &plain, handle);
}

#[test]
fn pages_of_products_in_every_shape() {
    let (plain, folder) = (plain(), Folder::new());
    // A page at a time, each on a line of its own; and all pages in an array.
    let page: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(feed("shopify-products.json")).expect("a feed"))
            .expect("JSON");
    let products = page["products"].as_array().expect("products");
    let pages: Vec<String> = products
        .chunks(50)
        .map(|page| serde_json::json!({"products": page}).to_string())
        .collect();
    let product = |garment: &Garment| (PRODUCT + garment.number).to_string();
    for text in [
        pages.join("\n"),
        format!("[{}]", pages.join(",\n")),
        page["products"].to_string(),
    ] {
        let (run, packed) = pack_catalogue(&folder.write("pages.json", text), &[]);
        run.fine();
        same(&open(&packed), &plain, product);
    }
}

#[test]
fn the_logs_ids_choose_the_column() {
    let folder = Folder::new();
    let log = log(&|garment, _| handle(garment));
    let run = pack_with(&folder, &feed("shopify-products.json"), &log).fine();
    assert!(
        run.out.contains("the log names items as `handle` does"),
        "{}",
        run.out
    );
    same(&open(&folder), &plain(), handle);
}

#[test]
fn colours_stand_in_titles_where_a_feed_has_them_only_there() {
    let folder = Folder::new();
    let text = fs::read_to_string(feed("google.tsv")).expect("a feed");
    let mut lines = text
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    let place = |name: &str| header.iter().position(|n| *n == name).expect("a column");
    let (title, colour) = (place("title"), place("color"));
    let mut out = String::new();
    let rows = std::iter::once(header.clone()).chain(lines);
    for (at, mut row) in rows.enumerate() {
        let both = format!("{}, {}", row[title], row[colour]);
        if at > 0 {
            row[title] = &both;
        }
        row.remove(colour);
        out += &(row.join("\t") + "\n");
    }
    let path = folder.write("titles.tsv", out);
    let (run, packed) = pack_catalogue(&path, &[]);
    let run = run.fine();
    assert!(run.out.contains("no column of colour"), "{}", run.out);
    let pack = open(&packed);
    for garment in &garments() {
        let wanted = match garment.colour.as_str() {
            "gray" => "grey",
            "of many colors" => "multicolour",
            colour => colour,
        };
        assert_eq!(values(&pack, "colour", &number(garment)), [wanted]);
    }
    let (run, packed) = pack_catalogue(&path, &["--no-titles"]);
    run.fine();
    assert!(
        open(&packed)
            .fields()
            .iter()
            .all(|field| field.name() != "colour")
    );
}

#[test]
fn a_header_in_the_shops_language() {
    let plain = plain();
    let text = fs::read_to_string(feed("woocommerce-export.csv")).expect("a feed");
    let (header, rows) = text.split_once('\n').expect("a header");
    let languages = [
        [
            "Typ",
            "Artikelnummer",
            "Veröffentlicht",
            "Vorrätig?",
            "Angebotspreis",
            "Regulärer Preis",
            "Kategorien",
            "Übergeordnetes Produkt",
            "Attribut 1 Name",
            "Attribut 1 Wert(e)",
            "Attribut 2 Name",
            "Attribut 2 Wert(e)",
        ],
        [
            "Type",
            "UGS",
            "Publié",
            "En stock ?",
            "Tarif promo",
            "Tarif régulier",
            "Catégories",
            "Parent",
            "Nom de l’attribut 1",
            "Valeur(s) de l’attribut 1",
            "Nom de l’attribut 2",
            "Valeur(s) de l’attribut 2",
        ],
        [
            "Tipo",
            "SKU",
            "Publicado",
            "¿En inventario?",
            "Precio rebajado",
            "Precio normal",
            "Categorías",
            "Superior",
            "Nombre del atributo 1",
            "Valor(es) del atributo 1",
            "Nombre del atributo 2",
            "Valor(es) del atributo 2",
        ],
    ];
    let english = [
        "Type",
        "SKU",
        "Published",
        "In stock?",
        "Sale price",
        "Regular price",
        "Categories",
        "Parent",
        "Attribute 1 name",
        "Attribute 1 value(s)",
        "Attribute 2 name",
        "Attribute 2 value(s)",
    ];
    for words in languages {
        let names = header.split(',').map(|name| {
            let at = english.iter().position(|english| *english == name);
            at.map_or(name, |at| words[at])
        });
        let names: Vec<&str> = names.collect();
        let folder = Folder::new();
        let path = folder.write("export.csv", format!("\u{feff}{}\n{rows}", names.join(",")));
        let (run, packed) = pack_catalogue(&path, &["--strict"]);
        assert!(run.fine().out.contains("WooCommerce"), "{}", words[0]);
        same(&open(&packed), &plain, |garment| {
            (POST + garment.number).to_string()
        });
    }
}
