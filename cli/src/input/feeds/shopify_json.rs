//! Shopify's products.json: `{"products": […]}`, pages of it one after the other or in an array, or the
//! products alone.

use serde_json::Value;

use super::csv::listed;
use super::entry::{Entry, Place, Stock, steps};
use super::json::{each, text};
use super::products::Products;
use crate::failure::Failure;
use crate::input::report::{Cause, RowReport};
use crate::input::source::Source;

/// Reads the file.
///
/// # Errors
/// JSON that is broken; a bad entry in a strict report.
pub fn read(
    source: Source,
    products: &mut Products,
    report: &mut RowReport,
) -> Result<(), Failure> {
    each(source, &["products"], report, &mut |line, value, report| {
        take(line, &value, products, report)
    })
}

fn take(
    line: u64,
    value: &Value,
    products: &mut Products,
    report: &mut RowReport,
) -> Result<(), Failure> {
    if let Some(page) = value.get("products").and_then(Value::as_array) {
        return page
            .iter()
            .try_for_each(|value| take(line, value, products, report));
    }
    if let Some(one) = value.get("product") {
        return take(line, one, products, report);
    }
    report.rows += 1;
    if !(value.is_object() && (value.get("id").is_some() || value.get("handle").is_some())) {
        let shown = value.to_string();
        return report.note(Cause::BadEntry, line, &shown);
    }
    product(line, value, products, report)
}

fn product(
    line: u64,
    product: &Value,
    products: &mut Products,
    report: &mut RowReport,
) -> Result<(), Failure> {
    let field = |name: &str| product.get(name).and_then(text);
    let hidden = field("status").is_some_and(|status| !status.eq_ignore_ascii_case("active"));
    let unpublished = product.get("published_at").is_some_and(Value::is_null);
    if hidden || unpublished {
        let title = field("title").unwrap_or_default();
        return report.note(Cause::NotForSale, line, &title);
    }
    let mut parent = Entry::new(line, Place::Parent);
    ids(&mut parent, product, "Product");
    parent.id("handle", field("handle").as_deref());
    parent.title = field("title");
    parent.category = field("product_type").map_or(Vec::new(), |path| steps(&path));
    parent.taxonomy = product
        .get("category")
        .and_then(|category| category.get("full_name").or(category.get("fullName")))
        .and_then(text);
    parent.add("vendor", field("vendor"));
    parent.add("tags", tags(product.get("tags")));
    let id = parent.ids.first().map(|(_, id)| id.clone());
    let options = options(product);
    let variants = product.get("variants").and_then(Value::as_array);
    products.push(parent, report)?;
    let Some(id) = id else { return Ok(()) };
    for variant in variants.into_iter().flatten() {
        products.push(read_variant(line, variant, &id, &options), report)?;
    }
    Ok(())
}

fn read_variant(line: u64, variant: &Value, product: &str, options: &[String]) -> Entry {
    let field = |name: &str| variant.get(name).and_then(text);
    let mut entry = Entry::new(line, Place::Variant(product.to_owned()));
    ids(&mut entry, variant, "ProductVariant");
    entry.id("sku", field("sku").as_deref());
    entry.id("barcode", field("barcode").as_deref());
    entry.title = field("title").filter(|title| title != "Default Title");
    entry.prices.extend(variant.get("price").and_then(price));
    entry.stock = stock(variant);
    for (name, key) in options.iter().zip(["option1", "option2", "option3"]) {
        if !is_default(name, field(key).as_deref()) {
            entry.add(name, field(key));
        }
    }
    entry
}

/// The number that pages use, and the name that Shopify's events and APIs use beside it.
fn ids(entry: &mut Entry, value: &Value, kind: &str) {
    let id = value.get("id").and_then(text);
    let number = id.as_deref().map(|id| id.rsplit('/').next().unwrap_or(id));
    entry.id("id", number);
    if let Some(number) = number {
        entry.id("gid", Some(&format!("gid://shopify/{kind}/{number}")));
    }
}

/// A product without options has one called `Title` whose only value is `Default Title`.
pub fn is_default(name: &str, value: Option<&str>) -> bool {
    name == "Title" && value == Some("Default Title")
}

/// A price as text, or as an amount with its currency.
fn price(value: &Value) -> Option<String> {
    text(value).or_else(|| {
        let amount = value.get("amount").and_then(text)?;
        let currency = ["currency_code", "currencyCode"]
            .into_iter()
            .find_map(|key| value.get(key));
        Some(
            format!("{amount} {}", currency.and_then(text).unwrap_or_default())
                .trim()
                .to_owned(),
        )
    })
}

fn stock(variant: &Value) -> Option<Stock> {
    if let Some(available) = variant.get("available").and_then(Value::as_bool) {
        return Some(if available { Stock::In } else { Stock::Out });
    }
    let untracked = variant
        .get("inventory_management")
        .is_some_and(Value::is_null);
    let pieces = variant.get("inventory_quantity").and_then(Value::as_i64);
    let goes_on = variant.get("inventory_policy").and_then(Value::as_str) == Some("continue");
    match pieces {
        _ if untracked => Some(Stock::In),
        Some(pieces) if pieces > 0 => Some(Stock::In),
        Some(_) if goes_on => Some(Stock::BackOrder),
        Some(_) => Some(Stock::Out),
        None => None,
    }
}

/// Names of the options: objects with a name, or names.
fn options(product: &Value) -> Vec<String> {
    let options = product.get("options").and_then(Value::as_array);
    let name = |option: &Value| text(option).or_else(|| option.get("name").and_then(text));
    options.into_iter().flatten().filter_map(name).collect()
}

/// Tags are a list, or a text with commas.
fn tags(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(tags)) => tags.iter().filter_map(text).collect(),
        Some(value) => text(value).map_or(Vec::new(), |text| listed(&text)),
        None => Vec::new(),
    }
}
