//! Google Merchant feeds: what their attributes mean, and the feeds written as text.

use super::csv::Sheet;
use super::entry::{Entry, Place, Stock, steps};
use super::products::Products;
use crate::failure::Failure;
use crate::input::report::RowReport;
use crate::input::source::Source;

/// An attribute's name as Google's specification writes it: `g:Item Group ID` is `item_group_id`.
pub fn name(text: &str) -> String {
    let text = text.trim();
    let bare = text.strip_prefix("g:").unwrap_or(text);
    bare.to_lowercase().replace([' ', '-'], "_")
}

/// Whether an attribute says how an item is sold or shown, and nothing of what it is like.
fn aside(name: &str) -> bool {
    let beginnings = [
        "shipping",
        "tax",
        "ads_",
        "pickup_",
        "unit_pricing",
        "max",
        "min",
        "custom_number",
        "promotion",
        "excluded",
        "included",
        "loyalty",
        "subscription",
        "installment",
        "structured_",
        "return_",
        "shopping_",
        "display_ads",
        "checkout",
    ];
    let ends = [
        "link",
        "_destination",
        "_country",
        "_date",
        "_time",
        "_price",
        "_quantity",
    ];
    beginnings.iter().any(|start| name.starts_with(start))
        || ends.iter().any(|end| name.ends_with(end))
        || matches!(
            name,
            "description"
                | "product_highlight"
                | "identifier_exists"
                | "transit_time_label"
                | "cost_of_goods_sold"
                | "external_seller_id"
                | "store_code"
                | "quantity"
                | "inventory"
                | "updated"
                | "published"
                | "summary"
                | "content"
                | "pubdate"
                | "guid"
                | "author"
                | "pause"
        )
}

/// An entry of attributes in the order of the feed.
pub fn entry(line: u64, attributes: &[(String, String)]) -> Entry {
    let all = |wanted: &'static str| {
        let found = attributes.iter().filter(move |(name, _)| name == wanted);
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    };
    let first = |wanted: &'static str| all(wanted).next();
    let place = match first("item_group_id") {
        Some(group) => Place::Variant(group.to_owned()),
        None => Place::Alone,
    };
    let mut entry = Entry::new(line, place);
    if let Some(id) = first("id") {
        entry.id("id", Some(id));
        entry.id("mpn", first("mpn"));
        entry.id("gtin", first("gtin"));
    }
    entry.title = first("title").map(str::to_owned);
    entry.language = ["content_language", "language", "locale", "lang"]
        .into_iter()
        .find_map(first)
        .map(str::to_owned);
    // A reduced price with dates holds on some days only; which, a pack cannot know.
    if first("sale_price_effective_date").is_none() {
        entry.prices.extend(all("sale_price").map(str::to_owned));
    }
    entry.prices.extend(all("price").map(str::to_owned));
    entry.stock = first("availability").and_then(Stock::read);
    entry.category = first("product_type").map_or(Vec::new(), steps);
    entry.taxonomy = first("google_product_category").map(str::to_owned);
    let known = [
        "id",
        "item_group_id",
        "mpn",
        "gtin",
        "title",
        "content_language",
        "language",
        "locale",
        "lang",
        "price",
        "sale_price",
        "availability",
        "product_type",
        "google_product_category",
        "product_detail",
    ];
    for (name, value) in attributes {
        if known.contains(&name.as_str()) || aside(name) {
            continue;
        }
        // Several colours or materials of one item stand in one value, parted by slashes.
        let parts: Vec<&str> = match name.as_str() {
            "color" | "material" => value.split('/').collect(),
            _ => vec![value],
        };
        entry.add(name, parts);
    }
    entry
}

/// Reads a feed written as text: a header with the attributes' names, one offer a line.
///
/// # Errors
/// A file that cannot be read; a faulty row in a strict report.
pub fn read(
    source: Source,
    products: &mut Products,
    report: &mut RowReport,
) -> Result<(), Failure> {
    let mut sheet = Sheet::open(source, report)?;
    let names: Vec<String> = sheet.columns().iter().map(|column| name(column)).collect();
    while let Some(row) = sheet.next(report)? {
        let attributes: Vec<(String, String)> = names
            .iter()
            .enumerate()
            .filter_map(|(at, name)| Some((name.clone(), row.text(Some(at))?.to_owned())))
            .collect();
        products.push(entry(row.line, &attributes), report)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(attributes: &[(&str, &str)]) -> Entry {
        let attributes: Vec<(String, String)> = attributes
            .iter()
            .map(|(name, value)| (super::name(name), (*value).to_owned()))
            .collect();
        entry(1, &attributes)
    }

    #[test]
    fn attributes_find_their_places() {
        let entry = of(&[
            ("g:id", "a-1"),
            ("item group id", "a"),
            ("title", "Dress"),
            ("price", "20 EUR"),
            ("sale price", "15 EUR"),
            ("availability", "in stock"),
            ("product_type", "Women > Dresses"),
            ("google_product_category", "2271"),
            ("color", "Red/ Black"),
            ("custom_label_0", "summer"),
            ("shipping(price)", "4 EUR"),
            ("link", "https://shop.example/a"),
        ]);
        assert_eq!(entry.place, Place::Variant("a".to_owned()));
        assert_eq!(entry.prices, ["15 EUR", "20 EUR"]);
        assert_eq!(entry.stock, Some(Stock::In));
        assert_eq!(entry.category, ["Women".into(), "Dresses".into()]);
        assert_eq!(
            entry.values,
            [
                ("color".into(), vec!["Red".into(), "Black".into()]),
                ("custom_label_0".into(), vec!["summer".into()])
            ]
        );
    }

    #[test]
    fn a_reduced_price_with_dates_is_not_taken() {
        let entry = of(&[
            ("id", "a"),
            ("price", "20 EUR"),
            ("sale_price", "15 EUR"),
            ("sale_price_effective_date", "2026-01-01/2026-01-05"),
        ]);
        assert_eq!(entry.prices, ["20 EUR"]);
    }
}
