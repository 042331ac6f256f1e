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

impl Columns {
    fn of(sheet: &Sheet) -> Self {
        let one = |names: &[&str]| sheet.column(names);
        let attributes = (1..=100).filter_map(|number| {
            let name = sheet.column(&[&format!("attribute{number}name")])?;
            let values = sheet.column(&[&format!("attribute{number}values")])?;
            Some((name, values))
        });
        Self {
            id: one(&["id"]),
            kind: one(&["type"]),
            sku: one(&["sku"]),
            gtin: one(&["gtinupceanorisbn"]),
            name: one(&["name"]),
            published: one(&["published"]),
            in_stock: one(&["instock"]),
            pieces: one(&["stock"]),
            backorders: one(&["backordersallowed"]),
            sale_price: one(&["saleprice"]),
            sale_days: ["datesalepricestarts", "datesalepriceends"].map(|name| one(&[name])),
            price: one(&["regularprice"]),
            categories: one(&["categories"]),
            tags: one(&["tags"]),
            brands: one(&["brands"]),
            parent: one(&["parent"]),
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
