//! Products of schema.org as JSON-LD: an array, a `@graph`, one object a line, lists and data feeds of
//! products; groups with the variants in them, or variants that name their group.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::entry::{Entry, Place, Stock, steps};
use super::fold::NODE;
use super::json::{each, text};
use super::products::Products;
use crate::failure::Failure;
use crate::input::report::{Cause, RowReport};
use crate::input::source::Source;

/// Members that hold lists of products.
const LISTS: &[&str] = &["@graph", "itemListElement", "dataFeedElement"];
/// Members that hold one product, or a list.
const HOLDERS: [&str; 3] = ["item", "mainEntity", "hasOfferCatalog"];
/// Ids of a product, the likeliest to be what a page's cards have first.
const IDS: [&str; 12] = [
    "productGroupID",
    "productID",
    "sku",
    "identifier",
    NODE,
    "mpn",
    "gtin",
    "gtin13",
    "gtin12",
    "gtin14",
    "gtin8",
    "url",
];
/// What says what a product is like.
const ATTRIBUTES: [&str; 9] = [
    "color",
    "material",
    "size",
    "pattern",
    "brand",
    "manufacturer",
    "keywords",
    "itemCondition",
    "award",
];

/// Reads the file. `language` is asked for where texts stand in several.
///
/// # Errors
/// JSON that is broken; a bad entry in a strict report.
pub fn read(
    source: Source,
    language: Option<&str>,
    products: &mut Products,
    report: &mut RowReport,
) -> Result<(), Failure> {
    let mut reader = Reader {
        language,
        line: 0,
        groups: HashMap::new(),
        products,
    };
    each(source, LISTS, report, &mut |line, value, report| {
        reader.line = line;
        let known = reader.take(&value, true, report)?;
        // What surrounds a list says nothing of products.
        let frame = value.get("@context").is_some() || kinds(&value).any(|kind| kind != "Thing");
        if !known && !frame {
            report.rows += 1;
            report.note(Cause::BadEntry, line, &value.to_string())?;
        }
        Ok(())
    })?;
    let Reader {
        groups, products, ..
    } = reader;
    for entry in products.entries_mut() {
        let node = entry.ids.iter().find(|(name, _)| *name == NODE);
        if entry.place == Place::Alone
            && let Some(group) = node.and_then(|(_, node)| groups.get(node))
        {
            entry.place = Place::Variant(group.clone());
        }
    }
    Ok(())
}

struct Reader<'a> {
    language: Option<&'a str>,
    line: u64,
    /// Groups by the nodes that they name as their variants.
    groups: HashMap<String, String>,
    products: &'a mut Products,
}

/// The types of a node, without the vocabulary's address.
fn kinds(value: &Value) -> impl Iterator<Item = &str> {
    let kind = value.get("@type");
    let several = kind.and_then(Value::as_array).into_iter().flatten();
    several
        .chain(kind.filter(|kind| kind.is_string()))
        .filter_map(Value::as_str)
        .map(|kind| kind.rsplit(['/', ':', '#']).next().unwrap_or(kind))
}

/// A member's values: it may hold one or a list.
fn members<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    let member = value.get(name);
    let several = member.and_then(Value::as_array).into_iter().flatten();
    several.chain(member.filter(|member| !member.is_array()))
}

impl Reader<'_> {
    /// Takes the products in a value; says whether it held any.
    fn take(&mut self, value: &Value, top: bool, report: &mut RowReport) -> Result<bool, Failure> {
        if let Some(list) = value.as_array() {
            let mut any = false;
            for value in list {
                any |= self.take(value, false, report)?;
            }
            return Ok(any);
        }
        if kinds(value).any(|kind| kind == "ProductGroup") {
            self.group(value, report)?;
            return Ok(true);
        }
        if kinds(value).any(|kind| {
            matches!(
                kind,
                "Product"
                    | "IndividualProduct"
                    | "ProductModel"
                    | "SomeProducts"
                    | "Vehicle"
                    | "Book"
            )
        }) {
            report.rows += 1;
            let entry = self.product(value);
            self.products.push(entry, report)?;
            return Ok(true);
        }
        let mut any = false;
        for name in HOLDERS
            .iter()
            .chain(LISTS.iter().filter(|_| !top || value.is_object()))
        {
            for member in members(value, name) {
                if member.is_object() {
                    any |= self.take(member, false, report)?;
                }
            }
        }
        Ok(any)
    }

    fn group(&mut self, value: &Value, report: &mut RowReport) -> Result<(), Failure> {
        report.rows += 1;
        let mut entry = self.product(value);
        entry.place = Place::Parent;
        let id = entry.ids.first().map(|(_, id)| id.clone());
        self.products.push(entry, report)?;
        let Some(id) = id else { return Ok(()) };
        for variant in members(value, "hasVariant") {
            if kinds(variant).next().is_none() && variant.get("offers").is_none() {
                if let Some(node) = variant.get(NODE).and_then(text) {
                    self.groups.insert(node, id.clone());
                }
                continue;
            }
            report.rows += 1;
            let mut entry = self.product(variant);
            entry.place = Place::Variant(id.clone());
            self.products.push(entry, report)?;
        }
        Ok(())
    }

    fn product(&self, value: &Value) -> Entry {
        let group = value
            .get("inProductGroupWithID")
            .and_then(text)
            .or_else(|| {
                let group = members(value, "isVariantOf").next()?;
                ["productGroupID", NODE]
                    .iter()
                    .find_map(|name| group.get(name).and_then(text))
            });
        let place = group.map_or(Place::Alone, Place::Variant);
        let mut entry = Entry::new(self.line, place);
        for name in IDS {
            for id in members(value, name) {
                entry.id(
                    name,
                    text(id)
                        .or_else(|| id.get("value").and_then(text))
                        .as_deref(),
                );
            }
        }
        entry.title = self.words(value, "name").into_iter().next();
        entry.language = value.get("inLanguage").and_then(text);
        let categories = self.words(value, "category");
        entry.category = categories.first().map_or(Vec::new(), |path| category(path));
        for name in ATTRIBUTES {
            let words = self.words(value, name);
            let name = if name == "keywords" { "tags" } else { name };
            match name {
                "tags" => entry.add(name, words.iter().flat_map(|words| words.split(','))),
                "itemCondition" => entry.add(name, words.iter().map(|word| last(word))),
                _ => entry.add(name, words),
            }
        }
        for property in members(value, "additionalProperty") {
            if let Some(name) = property.get("name").and_then(text) {
                entry.add(&name, self.words(property, "value"));
            }
        }
        for offer in members(value, "offers") {
            self.offer(offer, None, &mut entry);
        }
        entry
    }

    /// Reads an offer; an aggregate has offers of its own, or their lowest price.
    fn offer(&self, offer: &Value, currency: Option<&str>, entry: &mut Entry) {
        let own = offer.get("priceCurrency").and_then(text);
        let currency = own.as_deref().or(currency);
        let specification = members(offer, "priceSpecification").next();
        let price = ["price", "lowPrice"]
            .iter()
            .find_map(|name| offer.get(name).and_then(text));
        let price = price.or_else(|| specification?.get("price").and_then(text));
        let named = specification
            .and_then(|s| s.get("priceCurrency"))
            .and_then(text);
        if let Some(price) = price {
            let code = currency.or(named.as_deref()).unwrap_or("");
            entry
                .prices
                .push(format!("{price} {code}").trim().to_owned());
        }
        let stock = offer.get("availability").and_then(text);
        let stock = stock.and_then(|stock| Stock::read(&stock));
        entry.stock = [entry.stock, stock].into_iter().flatten().min();
        if let Some(offers) = offer.get("offers") {
            let list = offers
                .as_array()
                .map_or(std::slice::from_ref(offers), Vec::as_slice);
            for offer in list.iter().filter(|offer| offer.get("offers").is_none()) {
                self.offer(offer, currency, entry);
            }
        }
    }

    /// The texts of a member: texts, things with a name, or texts with a language, of which one is taken.
    fn words(&self, value: &Value, name: &str) -> Vec<String> {
        let mut words = Vec::new();
        let mut spoken: Vec<(String, String)> = Vec::new();
        for member in members(value, name) {
            if let Some(language) = member.get("@language").and_then(text) {
                spoken.extend(
                    member
                        .get("@value")
                        .and_then(text)
                        .map(|word| (language, word)),
                );
                continue;
            }
            let thing = || {
                ["name", "@value", "value"]
                    .iter()
                    .find_map(|name| member.get(name).and_then(text))
            };
            words.extend(text(member).or_else(thing));
        }
        let asked = spoken.iter().find(|(language, _)| {
            self.language
                .is_some_and(|wanted| language.eq_ignore_ascii_case(wanted))
        });
        words.extend(asked.or(spoken.first()).map(|(_, word)| word.clone()));
        words
    }
}

/// The end of an address: `NewCondition`.
fn last(word: &str) -> &str {
    word.rsplit(['/', '#']).next().unwrap_or(word)
}

/// A category's steps; some shops part them with slashes.
fn category(path: &str) -> Vec<Rc<str>> {
    if !path.contains('>') && path.matches(" / ").count() > 0 {
        return path
            .split(" / ")
            .map(|step| Rc::from(step.trim()))
            .collect();
    }
    steps(path)
}
