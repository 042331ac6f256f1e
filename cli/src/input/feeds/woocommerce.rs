//! WooCommerce's product export: variable products and their variations, which name their product by its
//! SKU or as `id:123`.

use std::collections::HashMap;

use super::csv::{Sheet, listed};
use super::entry::{Entry, Place, Stock, steps};
use super::products::Products;
use crate::failure::Failure;
use crate::input::number::number;
use crate::input::report::{Cause, RowReport};
use crate::input::rows::Row;
use crate::input::source::Source;

/// The columns.
struct Columns {
    id: Option<usize>,
    kind: Option<usize>,
    sku: Option<usize>,
    gtin: Option<usize>,
    name: Option<usize>,
    published: Option<usize>,
    in_stock: Option<usize>,
    pieces: Option<usize>,
    backorders: Option<usize>,
    sale_price: Option<usize>,
    sale_days: [Option<usize>; 2],
    price: Option<usize>,
    categories: Option<usize>,
    tags: Option<usize>,
    brands: Option<usize>,
    parent: Option<usize>,
    language: Option<usize>,
    /// Names and values of attributes.
    attributes: Vec<(usize, usize)>,
}

/// Headers are written in the shop's language. What they are called in English, German, French and
/// Spanish, without case, blanks and signs.
mod names {
    pub const KIND: &[&str] = &["type", "typ", "tipo"];
    pub const SKU: &[&str] = &["sku", "artikelnummer", "ugs"];
    pub const NAME: &[&str] = &["name", "nom", "nombre"];
    pub const PUBLISHED: &[&str] = &["published", "veröffentlicht", "publié", "publicado"];
    pub const IN_STOCK: &[&str] = &[
        "instock",
        "vorrätig",
        "auflager",
        "enstock",
        "eninventario",
        "existencias",
    ];
    pub const PIECES: &[&str] = &["stock", "lager", "bestand", "inventario"];
    pub const BACKORDERS: &[&str] = &[
        "backordersallowed",
        "rückständeerlaubt",
        "lieferrückständeerlaubt",
        "autoriserlescommandesdeproduitsenrupture",
        "permitirreservasdeproductosagotados",
    ];
    pub const SALE_PRICE: &[&str] = &["saleprice", "angebotspreis", "tarifpromo", "preciorebajado"];
    pub const SALE_STARTS: &[&str] = &[
        "datesalepricestarts",
        "datumandemangebotspreisbeginnt",
        "datumandemderangebotspreisbeginnt",
        "datededébutdepromo",
        "díaenqueempiezaelpreciorebajado",
    ];
    pub const SALE_ENDS: &[&str] = &[
        "datesalepriceends",
        "datumandemangebotspreisendet",
        "datumandemderangebotspreisendet",
        "datedefindepromo",
        "díaenqueterminaelpreciorebajado",
    ];
    pub const PRICE: &[&str] = &[
        "regularprice",
        "regulärerpreis",
        "tarifrégulier",
        "precionormal",
    ];
    pub const CATEGORIES: &[&str] = &["categories", "kategorien", "catégories", "categorías"];
    pub const TAGS: &[&str] = &["tags", "schlagwörter", "étiquettes", "etiquetas"];
    pub const BRANDS: &[&str] = &["brands", "marken", "marques", "marcas"];
    pub const PARENT: &[&str] = &["parent", "übergeordnetesprodukt", "superior"];

    /// What the name and the values of the attribute of a number stand under.
    pub fn attribute(number: usize) -> ([String; 4], [String; 4]) {
        (
            [
                format!("attribute{number}name"),
                format!("attribut{number}name"),
                format!("nomdelattribut{number}"),
                format!("nombredelatributo{number}"),
            ],
            [
                format!("attribute{number}values"),
                format!("attribut{number}werte"),
                format!("valeursdelattribut{number}"),
                format!("valoresdelatributo{number}"),
            ],
        )
    }
}

/// Whether a header is that of such an export. `has` says whether it holds one of some names.
pub fn is_header(has: &dyn Fn(&[&str]) -> bool) -> bool {
    let (attribute, _) = names::attribute(1);
    let attribute = attribute.each_ref().map(String::as_str);
    has(names::KIND)
        && has(names::SKU)
        && has(names::NAME)
        && (has(names::PRICE) || has(names::PARENT))
        && (has(names::CATEGORIES) || has(&attribute))
}

impl Columns {
    fn of(sheet: &Sheet) -> Self {
        let one = |names: &[&str]| sheet.column(names);
        let attributes = (1..=100).filter_map(|number| {
            let (name, values) = names::attribute(number);
            let name = sheet.column(&name.each_ref().map(String::as_str))?;
            let values = sheet.column(&values.each_ref().map(String::as_str))?;
            Some((name, values))
        });
        Self {
            id: one(&["id"]),
            kind: one(names::KIND),
            sku: one(names::SKU),
            gtin: one(&[
                "gtinupceanorisbn",
                "gtinupceanoderisbn",
                "gtinupceanouisbn",
                "gtinupceanoisbn",
            ]),
            name: one(names::NAME),
            published: one(names::PUBLISHED),
            in_stock: one(names::IN_STOCK),
            pieces: one(names::PIECES),
            backorders: one(names::BACKORDERS),
            sale_price: one(names::SALE_PRICE),
            sale_days: [names::SALE_STARTS, names::SALE_ENDS].map(one),
            price: one(names::PRICE),
            categories: one(names::CATEGORIES),
            tags: one(names::TAGS),
            brands: one(names::BRANDS),
            parent: one(names::PARENT),
            language: one(&["language", "languagecode", "wpmllanguagecode", "locale"]),
            attributes: attributes.collect(),
        }
    }
}

/// Reads the export.
///
/// # Errors
/// A file that cannot be read; a bad row in a strict report.
pub fn read(
    source: Source,
    products: &mut Products,
    report: &mut RowReport,
) -> Result<(), Failure> {
    let mut sheet = Sheet::open(source, report)?;
    let columns = Columns::of(&sheet);
    while let Some(row) = sheet.next(report)? {
        let published = row.text(columns.published);
        if published.is_some_and(|published| matches!(published, "0" | "-1")) {
            let name = row.text(columns.name).unwrap_or("");
            report.note(Cause::NotForSale, row.line, name)?;
            continue;
        }
        products.push(entry(&row, &columns), report)?;
    }
    name_parents(products);
    Ok(())
}

/// Lets variations name their products by the id that those go by.
fn name_parents(products: &mut Products) {
    let mut by_sku: HashMap<String, String> = HashMap::new();
    for entry in products.entries_mut().iter() {
        let sku = entry.ids.iter().find(|(name, _)| *name == "SKU");
        if let (Some((_, sku)), Some((_, first))) = (sku, entry.ids.first())
            && !matches!(entry.place, Place::Variant(_))
        {
            by_sku.insert(sku.clone(), first.clone());
        }
    }
    for entry in products.entries_mut() {
        if let Place::Variant(parent) = &mut entry.place {
            *parent = match parent.strip_prefix("id:") {
                Some(id) => id.trim().to_owned(),
                None => by_sku.get(parent).unwrap_or(parent).clone(),
            };
        }
    }
}

fn entry(row: &Row, columns: &Columns) -> Entry {
    let kinds = listed(row.text(columns.kind).unwrap_or(""));
    let is = |kind: &str| kinds.iter().any(|k| k.eq_ignore_ascii_case(kind));
    let place = match row.text(columns.parent) {
        Some(parent) if is("variation") => Place::Variant(parent.to_owned()),
        _ if is("variable") => Place::Parent,
        _ => Place::Alone,
    };
    let mut entry = Entry::new(row.line, place);
    entry.id("ID", row.text(columns.id));
    entry.id("SKU", row.text(columns.sku));
    entry.id("gtin", row.text(columns.gtin));
    entry.title = row.text(columns.name).map(str::to_owned);
    entry.language = row.text(columns.language).map(str::to_owned);
    // A reduced price with dates holds on some days only; which, a pack cannot know.
    if columns.sale_days.iter().all(|day| row.text(*day).is_none()) {
        entry
            .prices
            .extend(row.text(columns.sale_price).map(str::to_owned));
    }
    entry
        .prices
        .extend(row.text(columns.price).map(str::to_owned));
    entry.stock = stock(row, columns);
    let mut categories = listed(row.text(columns.categories).unwrap_or(""));
    // The deepest category says the most of a product; among equals the first.
    let deepest =
        (0..categories.len()).min_by_key(|at| std::cmp::Reverse(steps(&categories[*at]).len()));
    if let Some(at) = deepest {
        entry.category = steps(&categories.remove(at));
        let broader = |other: &String| entry.category.starts_with(&steps(other));
        categories.retain(|other| !broader(other));
        entry.add("further categories", categories);
    }
    entry.add("tags", listed(row.text(columns.tags).unwrap_or("")));
    entry.add("brand", listed(row.text(columns.brands).unwrap_or("")));
    for (name, values) in &columns.attributes {
        if let (Some(name), Some(values)) = (row.text(Some(*name)), row.text(Some(*values))) {
            // A taxonomy's own name: pa_colour.
            entry.add(name.strip_prefix("pa_").unwrap_or(name), listed(values));
        }
    }
    entry
}

fn stock(row: &Row, columns: &Columns) -> Option<Stock> {
    let told = row.text(columns.in_stock).and_then(Stock::read);
    let pieces = row.text(columns.pieces).and_then(number);
    let waits = row
        .text(columns.backorders)
        .is_some_and(|backorders| matches!(backorders, "1" | "notify"));
    match told {
        Some(Stock::In) if pieces.is_some_and(|pieces| pieces <= 0.0) && waits => {
            Some(Stock::BackOrder)
        }
        Some(told) => Some(told),
        None => pieces.map(|pieces| if pieces > 0.0 { Stock::In } else { Stock::Out }),
    }
}
