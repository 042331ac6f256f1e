//! Products and their variants become items.
//!
//! One rule for all kinds of feeds. Folded, a product is one item: it has the colours, sizes and other
//! values of all its variants, is in stock if any of them is, and costs what the cheapest of those costs.
//! Kept apart, each variant is an item, and what it does not say itself, its product says.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::entry::{Entry, Place, Stock};
use crate::failure::Failure;
use crate::input::report::{Cause, RowReport};

/// One item to be, its values under the names of the feed's columns.
#[derive(Debug)]
pub struct Item {
    /// Where it first stands.
    pub line: u64,
    /// Ids that it could go by, the likeliest first.
    pub ids: Vec<(&'static str, String)>,
    /// Ids of its variants, and of its own that repeat.
    pub also: Vec<String>,
    /// Its own title, and its variants'.
    pub titles: Vec<String>,
    /// The lowest of what can be had best.
    pub price: Option<f32>,
    /// The best of its variants.
    pub stock: Option<Stock>,
    /// The shop's own category.
    pub category: Vec<Rc<str>>,
    /// A general taxonomy's.
    pub taxonomy: Option<String>,
    /// Values by column, of all variants.
    pub values: Vec<(Rc<str>, Vec<Rc<str>>)>,
}

struct Product {
    /// The entry that first speaks of it.
    first: usize,
    /// Its own entry.
    own: Option<usize>,
    /// Its id, where it has no entry.
    id: String,
    variants: Vec<usize>,
}

/// The name of an id that is good for references within the file.
pub const NODE: &str = "@id";

/// Makes items of entries and their prices. `parents` says whether this kind of feed has entries for
/// products beside those of their variants, so that a variant without one is worth a word.
///
/// # Errors
/// None but a strict report's.
pub fn fold(
    entries: &[(Entry, Option<f32>)],
    keep_variants: bool,
    parents: bool,
    report: &mut RowReport,
) -> Result<Vec<Item>, Failure> {
    let mut products: Vec<Product> = Vec::new();
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    for (at, (entry, _)) in entries.iter().enumerate() {
        if matches!(entry.place, Place::Variant(_)) {
            continue;
        }
        for (at, (name, id)) in entry.ids.iter().enumerate() {
            if at == 0 || *name == NODE {
                by_id.entry(id).or_insert(products.len());
            }
        }
        products.push(Product {
            first: at,
            own: Some(at),
            id: String::new(),
            variants: Vec::new(),
        });
    }
    for (at, (entry, _)) in entries.iter().enumerate() {
        let Place::Variant(of) = &entry.place else {
            continue;
        };
        let place = match by_id.get(of.as_str()) {
            Some(place) => *place,
            None => {
                if parents {
                    report.note(Cause::LostVariant, entry.line, of)?;
                }
                by_id.insert(of, products.len());
                products.push(Product {
                    first: at,
                    own: None,
                    id: of.clone(),
                    variants: Vec::new(),
                });
                products.len() - 1
            }
        };
        let product = &mut products[place];
        product.first = product.first.min(at);
        product.variants.push(at);
    }
    products.sort_by_key(|product| product.first);
    let mut items = Vec::with_capacity(products.len());
    for product in &products {
        let own = product.own.map(|at| &entries[at]);
        if !keep_variants || product.variants.is_empty() {
            let variants = product.variants.iter().map(|at| &entries[*at]);
            items.push(one(product, own, variants.collect(), entries));
            continue;
        }
        if let Some(own) = own.filter(|(own, _)| own.place == Place::Alone) {
            items.push(apart(own, None));
        }
        for at in &product.variants {
            items.push(apart(&entries[*at], own.map(|(own, _)| own)));
        }
    }
    Ok(items)
}

/// A product as one item.
fn one(
    product: &Product,
    own: Option<&(Entry, Option<f32>)>,
    variants: Vec<&(Entry, Option<f32>)>,
    entries: &[(Entry, Option<f32>)],
) -> Item {
    let voices: Vec<&Entry> = own
        .iter()
        .chain(&variants)
        .map(|(entry, _)| entry)
        .collect();
    let mut offers: Vec<(Stock, Option<f32>)> = Vec::new();
    let sold_as_it_is = |entry: &Entry| entry.place == Place::Alone || variants.is_empty();
    if let Some((entry, price)) = own.filter(|(entry, _)| sold_as_it_is(entry)) {
        offers.push((entry.stock.unwrap_or(Stock::In), *price));
    }
    for (entry, price) in &variants {
        offers.push((entry.stock.unwrap_or(Stock::In), *price));
    }
    let best = offers
        .iter()
        .filter(|(_, price)| price.is_some())
        .min_by(|a, b| {
            let price = |offer: &(Stock, Option<f32>)| offer.1.unwrap_or(f32::INFINITY);
            a.0.cmp(&b.0).then(price(a).total_cmp(&price(b)))
        });
    let mut values: Vec<(Rc<str>, Vec<Rc<str>>)> = Vec::new();
    for (column, more) in voices.iter().flat_map(|entry| &entry.values) {
        match values.iter_mut().find(|(name, _)| name == column) {
            Some((_, all)) => all.extend(
                more.iter()
                    .filter(|v| !all.contains(v))
                    .cloned()
                    .collect::<Vec<_>>(),
            ),
            None => values.push((column.clone(), more.clone())),
        }
    }
    let told_stock = voices.iter().filter_map(|entry| entry.stock).min();
    Item {
        line: entries[product.first].0.line,
        ids: match own {
            Some((own, _)) => own.ids.clone(),
            None => vec![("item_group_id", product.id.clone())],
        },
        also: variants
            .iter()
            .flat_map(|(entry, _)| entry.ids.iter().map(|(_, id)| id.clone()))
            .collect(),
        titles: distinct(voices.iter().filter_map(|entry| entry.title.clone())),
        price: best
            .and_then(|(_, price)| *price)
            .or(own.and_then(|(_, price)| *price)),
        stock: told_stock,
        category: voices
            .iter()
            .find(|entry| !entry.category.is_empty())
            .map_or(Vec::new(), |entry| entry.category.clone()),
        taxonomy: voices.iter().find_map(|entry| entry.taxonomy.clone()),
        values,
    }
}

/// A variant as an item of its own.
fn apart((entry, price): &(Entry, Option<f32>), product: Option<&Entry>) -> Item {
    let mut values = entry.values.clone();
    let inherited = product.map_or(&[][..], |product| &product.values);
    for (column, more) in inherited {
        if !values.iter().any(|(name, _)| name == column) {
            values.push((column.clone(), more.clone()));
        }
    }
    let category = match product {
        Some(product) if entry.category.is_empty() => product.category.clone(),
        _ => entry.category.clone(),
    };
    let titles = [Some(entry), product];
    Item {
        line: entry.line,
        ids: entry.ids.clone(),
        also: Vec::new(),
        titles: distinct(titles.into_iter().flatten().filter_map(|e| e.title.clone())),
        price: *price,
        stock: entry.stock,
        category,
        taxonomy: entry
            .taxonomy
            .clone()
            .or_else(|| product.and_then(|product| product.taxonomy.clone())),
        values,
    }
}

fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    texts.filter(|text| seen.insert(text.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(
        id: &str,
        place: Place,
        price: Option<f32>,
        stock: Option<Stock>,
        colour: &str,
    ) -> (Entry, Option<f32>) {
        let mut entry = Entry::new(1, place);
        entry.id("id", Some(id));
        entry.stock = stock;
        entry.add("colour", [colour]);
        (entry, price)
    }

    fn of(id: &str) -> Place {
        Place::Variant(id.to_owned())
    }

    fn folded(entries: &[(Entry, Option<f32>)], keep: bool) -> Vec<Item> {
        fold(entries, keep, false, &mut RowReport::new("t", true)).unwrap()
    }

    #[test]
    fn the_cheapest_of_what_is_in_stock_counts_and_values_are_joined() {
        let entries = [
            entry("a1", of("a"), Some(5.0), Some(Stock::Out), "red"),
            entry("b", Place::Alone, Some(1.0), None, "black"),
            entry("a2", of("a"), Some(9.0), Some(Stock::In), "blue"),
            entry("a3", of("a"), Some(7.0), Some(Stock::In), "red"),
        ];
        let items = folded(&entries, false);
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].ids, [("item_group_id", "a".to_owned())]);
        assert_eq!(
            (items[0].price, items[0].stock),
            (Some(7.0), Some(Stock::In))
        );
        assert_eq!(items[0].values[0].1, ["red", "blue"].map(Rc::from));
        assert_eq!(items[0].also, ["a1", "a2", "a3"]);
        assert_eq!((items[1].price, items[1].stock), (Some(1.0), None));
    }

    #[test]
    fn a_product_may_stand_before_or_behind_its_variants() {
        let entries = [
            entry("a1", of("a"), Some(5.0), Some(Stock::Out), "red"),
            entry("a", Place::Parent, None, None, "green"),
        ];
        let items = folded(&entries, false);
        assert_eq!(items.len(), 1);
        assert_eq!(items[0].ids[0].1, "a");
        assert_eq!(
            (items[0].price, items[0].stock),
            (Some(5.0), Some(Stock::Out))
        );
    }

    #[test]
    fn kept_variants_inherit_what_they_do_not_say() {
        let mut parent = entry("a", Place::Parent, None, None, "green");
        parent.0.title = Some("Dress".to_owned());
        parent.0.add("brand", ["Maja"]);
        let entries = [
            parent,
            entry("a1", of("a"), Some(5.0), Some(Stock::In), "red"),
            entry("a2", of("a"), Some(6.0), Some(Stock::In), ""),
        ];
        let items = folded(&entries, true);
        assert_eq!(items.len(), 2);
        assert_eq!(
            items[0].values,
            [
                ("colour".into(), vec!["red".into()]),
                ("brand".into(), vec!["Maja".into()])
            ]
        );
        assert_eq!(items[1].values[0].1, ["green".into()]);
        assert_eq!(items[1].titles, ["Dress"]);
    }
}
