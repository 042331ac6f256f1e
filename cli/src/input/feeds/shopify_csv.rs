//! Shopify's product export: a product's rows share its handle; its first row tells of the product, each
//! row with options, a SKU or a price of a variant, and the others of pictures.

use super::csv::{Sheet, blank, listed};
use super::entry::{Entry, Place, Stock, steps};
use super::products::Products;
use super::shopify_json::is_default;
use crate::failure::Failure;
use crate::input::number::number;
use crate::input::report::{Cause, RowReport};
use crate::input::rows::Row;
use crate::input::source::Source;

/// The columns, under their names of today and those of before.
struct Columns {
    handle: Option<usize>,
    title: Option<usize>,
    vendor: Option<usize>,
    taxonomy: Option<usize>,
    kind: Option<usize>,
    tags: Option<usize>,
    published: Option<usize>,
    status: Option<usize>,
    option_names: [Option<usize>; 3],
    option_values: [Option<usize>; 3],
    sku: Option<usize>,
    barcode: Option<usize>,
    price: Option<usize>,
    pieces: Option<usize>,
    tracker: Option<usize>,
    policy: Option<usize>,
    /// Metafields that say what a product is like: `Color (product.metafields.shopify.color-pattern)`.
    details: Vec<(String, usize)>,
}

impl Columns {
    fn of(sheet: &Sheet) -> Self {
        let one = |names: &[&str]| sheet.column(names);
        let details = sheet.columns().iter().enumerate().filter_map(|(at, name)| {
            let name = name.split_once(" (product.metafields.")?.0.trim();
            (!name.is_empty()).then(|| (name.to_owned(), at))
        });
        Self {
            handle: one(&["handle", "urlhandle"]),
            title: one(&["title"]),
            vendor: one(&["vendor"]),
            taxonomy: one(&["productcategory", "standardizedproducttype"]),
            kind: one(&["type", "customproducttype"]),
            tags: one(&["tags"]),
            published: one(&["published", "publishedononlinestore"]),
            status: one(&["status"]),
            option_names: ["option1name", "option2name", "option3name"].map(|name| one(&[name])),
            option_values: ["option1value", "option2value", "option3value"]
                .map(|name| one(&[name])),
            sku: one(&["variantsku", "sku"]),
            barcode: one(&["variantbarcode", "barcode"]),
            price: one(&["variantprice", "price"]),
            pieces: one(&["variantinventoryqty", "inventoryquantity"]),
            tracker: one(&["variantinventorytracker", "inventorytracker"]),
            policy: one(&["variantinventorypolicy", "continuesellingwhenoutofstock"]),
            details: details.collect(),
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
    let mut handle: Option<String> = None;
    let mut options: [Option<String>; 3] = [None, None, None];
    let mut hidden = false;
    while let Some(row) = sheet.next(report)? {
        let named = row.text(columns.handle);
        // A row without a handle goes with the one before.
        let new = named.is_some_and(|named| handle.as_deref() != Some(named));
        if new {
            handle = named.map(str::to_owned);
            options = columns.option_names.map(|c| row.text(c).map(str::to_owned));
            hidden = is_hidden(&row, &columns);
            if hidden {
                report.note(Cause::NotForSale, row.line, named.unwrap_or_default())?;
            } else if row.text(columns.title).is_some() {
                products.push(product(&row, &columns, named), report)?;
            }
        }
        let Some(handle) = &handle else {
            report.note(
                Cause::NoItem,
                row.line,
                row.text(columns.title).unwrap_or(""),
            )?;
            continue;
        };
        let [o1, o2, o3] = columns.option_values;
        if !hidden && !blank(&row, &[o1, o2, o3, columns.sku, columns.price]) {
            products.push(variant(&row, &columns, handle, &options), report)?;
        }
    }
    Ok(())
}

fn is_hidden(row: &Row, columns: &Columns) -> bool {
    let draft = row
        .text(columns.status)
        .is_some_and(|s| !s.eq_ignore_ascii_case("active"));
    let unpublished = row
        .text(columns.published)
        .is_some_and(|p| p.eq_ignore_ascii_case("false"));
    draft || unpublished
}

fn product(row: &Row, columns: &Columns, handle: Option<&str>) -> Entry {
    let mut entry = Entry::new(row.line, Place::Parent);
    entry.id("handle", handle);
    entry.title = row.text(columns.title).map(str::to_owned);
    entry.category = row.text(columns.kind).map_or(Vec::new(), steps);
    entry.taxonomy = row.text(columns.taxonomy).map(str::to_owned);
    entry.add("vendor", row.text(columns.vendor));
    entry.add("tags", row.text(columns.tags).map_or(Vec::new(), listed));
    for (name, column) in &columns.details {
        let values = row
            .text(Some(*column))
            .map(|text| text.split(';').map(str::to_owned));
        entry.add(name, values.into_iter().flatten());
    }
    entry
}

fn variant(row: &Row, columns: &Columns, handle: &str, options: &[Option<String>; 3]) -> Entry {
    let mut entry = Entry::new(row.line, Place::Variant(handle.to_owned()));
    entry.distinct = false;
    entry.id("sku", row.text(columns.sku));
    // Excel's apostrophe keeps a barcode from being a number.
    entry.id(
        "barcode",
        row.text(columns.barcode)
            .map(|code| code.trim_start_matches('\'')),
    );
    entry
        .prices
        .extend(row.text(columns.price).map(str::to_owned));
    entry.stock = stock(row, columns);
    for (name, column) in options.iter().zip(columns.option_values) {
        if let Some(name) = name
            .as_deref()
            .filter(|name| !is_default(name, row.text(column)))
        {
            entry.add(name, row.text(column));
        }
    }
    entry
}

fn stock(row: &Row, columns: &Columns) -> Option<Stock> {
    let goes_on = row
        .text(columns.policy)
        .is_some_and(|policy| matches!(policy.to_lowercase().as_str(), "continue" | "true"));
    if columns.tracker.is_some() && row.text(columns.tracker).is_none() {
        return Some(Stock::In);
    }
    let pieces = row.text(columns.pieces).and_then(number)?;
    Some(match (pieces > 0.0, goes_on) {
        (true, _) => Stock::In,
        (false, true) => Stock::BackOrder,
        (false, false) => Stock::Out,
    })
}
