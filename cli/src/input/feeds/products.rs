//! Takes a feed's entries, settles language and currency, and drops what cannot be used.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::entry::{Entry, Place};
use super::{FeedOptions, money};
use crate::failure::Failure;
use crate::input::report::{Cause, RowReport, grouped};

/// All entries of a feed.
#[derive(Debug, Default)]
pub struct Products {
    entries: Vec<Entry>,
    /// Words that repeat in entry after entry, kept once.
    words: HashSet<Rc<str>>,
}

/// What is left of the entries, with their prices.
#[derive(Debug)]
pub struct Settled {
    /// Entries and prices in the order of the file.
    pub entries: Vec<(Entry, Option<f32>)>,
    /// The currency of the prices, if the feed names one.
    pub currency: Option<String>,
    /// The language of the texts, if the feed names one.
    pub language: Option<String>,
    /// What was decided, in plain words.
    pub decisions: Vec<String>,
}

impl Products {
    /// Takes an entry; counts it as a row.
    ///
    /// # Errors
    /// In a strict report, an entry without an id.
    pub fn push(&mut self, mut entry: Entry, report: &mut RowReport) -> Result<(), Failure> {
        let too_long = |id: &String| id.len() > vitrine::MAX_TEXT_BYTES;
        let group = match &entry.place {
            Place::Variant(of) => Some(of),
            _ => None,
        };
        if let Some(id) = entry
            .ids
            .iter()
            .map(|(_, id)| id)
            .chain(group)
            .find(|id| too_long(id))
        {
            return report.note(Cause::LongId, entry.line, id);
        }
        if entry.ids.is_empty() && group.is_none() {
            let title = entry.title.as_deref().unwrap_or("");
            return report.note(Cause::NoItem, entry.line, title);
        }
        self.share(&mut entry);
        self.entries.push(entry);
        Ok(())
    }

    fn share(&mut self, entry: &mut Entry) {
        let values = entry.values.iter_mut().flat_map(|(column, values)| {
            values.shrink_to_fit();
            std::iter::once(column).chain(values)
        });
        for word in values.chain(&mut entry.category) {
            match self.words.get(word) {
                Some(known) => *word = Rc::clone(known),
                None => {
                    self.words.insert(Rc::clone(word));
                }
            }
        }
        entry.values.shrink_to_fit();
    }

    /// The entries, to be put right by their reader.
    pub fn entries_mut(&mut self) -> &mut [Entry] {
        &mut self.entries
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Settles language and currency, reads prices, and keeps the last of entries that repeat.
    ///
    /// # Errors
    /// In a strict report, a bad price.
    pub fn settle(
        mut self,
        options: &FeedOptions,
        report: &mut RowReport,
    ) -> Result<Settled, Failure> {
        let mut decisions = Vec::new();
        let language = self.one_language(options, report, &mut decisions)?;
        let currency = self.one_currency(options, &mut decisions);
        let mut kept: Vec<(Entry, Option<f32>)> = Vec::with_capacity(self.entries.len());
        let mut places: HashMap<String, usize> = HashMap::new();
        for entry in self.entries {
            let price = match money::of(&entry.prices, currency.as_deref()) {
                Ok(price) => price,
                Err((cause, text)) => {
                    let id = entry.ids.first().map_or("", |(_, id)| id.as_str());
                    report.note(cause, entry.line, &format!("item {id}: {text}"))?;
                    continue;
                }
            };
            let id = entry.ids.first().filter(|_| entry.distinct);
            if let Some(&place) = id.and_then(|(_, id)| places.get(id)) {
                let id = id.map_or("", |(_, id)| id.as_str());
                report.note(Cause::DuplicateItem, entry.line, id)?;
                kept[place] = (entry, price);
                continue;
            }
            if let Some((_, id)) = id {
                places.insert(id.clone(), kept.len());
            }
            kept.push((entry, price));
        }
        Ok(Settled {
            entries: kept,
            currency,
            language,
            decisions,
        })
    }

    fn one_language(
        &mut self,
        options: &FeedOptions,
        report: &mut RowReport,
        decisions: &mut Vec<String>,
    ) -> Result<Option<String>, Failure> {
        let counts = counted(
            self.entries
                .iter()
                .filter_map(|entry| entry.language.as_deref()),
        );
        let wanted = options.language.clone().or_else(|| most(&counts));
        let Some(wanted) = wanted else {
            return Ok(None);
        };
        let other = |entry: &Entry| {
            entry
                .language
                .as_deref()
                .is_some_and(|language| !same_language(language, &wanted))
        };
        if self.entries.iter().any(other) {
            decisions.push(format!(
                "texts in `{wanted}`; entries in other languages left aside"
            ));
            for entry in self.entries.iter().filter(|entry| other(entry)) {
                let language = entry.language.as_deref().unwrap_or_default();
                report.note(Cause::OtherLanguage, entry.line, language)?;
            }
            self.entries.retain(|entry| !other(entry));
        }
        Ok(Some(wanted))
    }

    fn one_currency(&self, options: &FeedOptions, decisions: &mut Vec<String>) -> Option<String> {
        let named: Vec<String> = self
            .entries
            .iter()
            .flat_map(|entry| &entry.prices)
            .filter_map(|price| money::split(price).0)
            .collect();
        let counts = counted(named.iter().map(String::as_str));
        let wanted = options
            .currency
            .as_ref()
            .map(|currency| currency.to_uppercase())
            .or_else(|| most(&counts))?;
        if counts.len() > 1 {
            let all: Vec<String> = counts
                .iter()
                .map(|(code, count)| format!("{} in {code}", grouped(*count as u64)))
                .collect();
            decisions.push(format!(
                "prices in {wanted}, of {}; a pack has one currency",
                all.join(", ")
            ));
        }
        Some(wanted)
    }
}

fn counted<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    counts
}

/// The most frequent; among equals the first by the alphabet.
fn most(counts: &BTreeMap<&str, usize>) -> Option<String> {
    let best = counts.iter().rev().max_by_key(|(_, count)| **count)?;
    Some((*best.0).to_owned())
}

/// Whether two tags name one language: `de` asks for `de-AT` too, `de_DE` is `de-DE`.
fn same_language(tag: &str, wanted: &str) -> bool {
    let plain = |tag: &str| tag.to_lowercase().replace('_', "-");
    let (tag, wanted) = (plain(tag), plain(wanted));
    tag == wanted || tag.split('-').next() == Some(&wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, price: &str, language: Option<&str>) -> Entry {
        let mut entry = Entry::new(1, Place::Alone);
        entry.id("id", Some(id));
        entry.prices.push(price.to_owned());
        entry.language = language.map(str::to_owned);
        entry
    }

    fn settle(entries: Vec<Entry>, options: &FeedOptions) -> (Settled, RowReport) {
        let mut report = RowReport::new("t", false);
        let mut products = Products::default();
        for entry in entries {
            products.push(entry, &mut report).unwrap();
        }
        (products.settle(options, &mut report).unwrap(), report)
    }

    #[test]
    fn the_commonest_currency_counts_unless_another_is_asked_for() {
        let entries = || {
            vec![
                entry("a", "5 EUR", None),
                entry("b", "6 EUR", None),
                entry("c", "7 USD", None),
                entry("d", "8", None),
            ]
        };
        let (settled, report) = settle(entries(), &FeedOptions::default());
        assert_eq!(settled.entries.len(), 3);
        assert_eq!(report.refused(), 1);
        assert!(report.to_string().contains("[other-currency]"));
        let dollars = FeedOptions {
            currency: Some("usd".to_owned()),
            ..FeedOptions::default()
        };
        let (settled, _) = settle(entries(), &dollars);
        let prices: Vec<_> = settled.entries.iter().map(|(_, price)| *price).collect();
        assert_eq!(prices, [Some(7.0), Some(8.0)]);
    }

    #[test]
    fn one_language_is_read_and_the_last_of_a_kind() {
        let entries = vec![
            entry("a", "5", Some("de-DE")),
            entry("a", "5", Some("fr")),
            entry("b", "5", Some("de-DE")),
            entry("a", "6", Some("de-DE")),
            entry("", "6", None),
        ];
        let (settled, report) = settle(entries, &FeedOptions::default());
        let left: Vec<_> = settled
            .entries
            .iter()
            .map(|(entry, price)| (entry.ids[0].1.as_str(), *price))
            .collect();
        assert_eq!(left, [("a", Some(6.0)), ("b", Some(5.0))]);
        assert_eq!(settled.language.as_deref(), Some("de-DE"));
        let text = report.to_string();
        for code in ["other-language", "duplicate-item", "no-item-id"] {
            assert!(text.contains(&format!("[{code}]")), "{text}");
        }
    }
}
