//! What every kind of feed is read into: one entry an offer, or a product that holds offers.

use std::rc::Rc;

/// How an entry stands to the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A product of its own, sold as it is.
    Alone,
    /// A product that is sold as its variants; what it says holds for all of them.
    Parent,
    /// One variant of the product of this id.
    Variant(String),
}

/// Whether an offer can be had, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stock {
    /// On the shelf.
    In,
    /// Not yet, but it can be ordered.
    PreOrder,
    /// Not now, but it can be ordered.
    BackOrder,
    /// Not to be had.
    Out,
}

impl Stock {
    /// The value of the field `stock`.
    pub fn name(self) -> &'static str {
        match self {
            Self::In => "in stock",
            Self::PreOrder => "preorder",
            Self::BackOrder => "backorder",
            Self::Out => "out of stock",
        }
    }

    /// Reads the words of Google, schema.org, Shopify and WooCommerce, in any spelling.
    pub fn read(text: &str) -> Option<Self> {
        let word = text.rsplit(['/', ':', '#']).next().unwrap_or(text);
        Some(match super::super::columns::plain(word).as_str() {
            "instock"
            | "available"
            | "1"
            | "true"
            | "yes"
            | "limitedavailability"
            | "onlineonly"
            | "instoreonly"
            | "madetoorder" => Self::In,
            "preorder" | "presale" => Self::PreOrder,
            "backorder" | "onbackorder" | "reserved" | "notify" => Self::BackOrder,
            "outofstock" | "soldout" | "discontinued" | "0" | "false" | "no" | "unavailable" => {
                Self::Out
            }
            _ => return None,
        })
    }
}

/// One entry of a feed, its values as they were written.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its line, or its number, in the file.
    pub line: u64,
    /// How it stands to the others.
    pub place: Place,
    /// Its ids under the names of their columns, the one that it goes by first.
    pub ids: Vec<(&'static str, String)>,
    /// Whether its first id is meant to be its own: a SKU may well repeat.
    pub distinct: bool,
    /// For people.
    pub title: Option<String>,
    /// The language of its texts.
    pub language: Option<String>,
    /// Its price, once for each currency.
    pub prices: Vec<String>,
    /// Whether it can be had.
    pub stock: Option<Stock>,
    /// The shop's own category: steps, the broadest first.
    pub category: Vec<Rc<str>>,
    /// A general taxonomy's category: a number, or a path.
    pub taxonomy: Option<String>,
    /// Everything else, by the name of the column.
    pub values: Vec<(Rc<str>, Vec<Rc<str>>)>,
}

impl Entry {
    /// An entry without anything.
    pub fn new(line: u64, place: Place) -> Self {
        Self {
            line,
            place,
            ids: Vec::new(),
            distinct: true,
            title: None,
            language: None,
            prices: Vec::new(),
            stock: None,
            category: Vec::new(),
            taxonomy: None,
            values: Vec::new(),
        }
    }

    /// Adds an id, if there is one.
    pub fn id(&mut self, name: &'static str, id: Option<&str>) {
        if let Some(id) = id.map(str::trim).filter(|id| !id.is_empty()) {
            self.ids.push((name, id.to_owned()));
        }
    }

    /// Adds the values of a column; empty ones are nothing.
    pub fn add(&mut self, column: &str, values: impl IntoIterator<Item = impl AsRef<str>>) {
        let values: Vec<Rc<str>> = values
            .into_iter()
            .map(|value| Rc::from(value.as_ref().trim()))
            .filter(|value: &Rc<str>| !value.is_empty())
            .collect();
        if values.is_empty() || column.trim().is_empty() {
            return;
        }
        match self.values.iter_mut().find(|(name, _)| **name == *column) {
            Some((_, all)) => all.extend(values),
            None => self.values.push((Rc::from(column), values)),
        }
    }
}

/// The steps of a path such as `Clothing > Dresses`.
pub fn steps(path: &str) -> Vec<Rc<str>> {
    let steps = path.split('>').map(str::trim).filter(|s| !s.is_empty());
    steps.map(Rc::from).collect()
}
