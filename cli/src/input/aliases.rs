//! Other names of items: a log may name variants, SKUs or barcodes where the pack has products.

use std::collections::{BTreeMap, HashMap};

use super::log::EventLog;
use super::shown::ShownLists;

/// Items by their other names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aliases(BTreeMap<String, String>);

impl Aliases {
    /// Takes names and the items that they mean.
    pub fn new(names: BTreeMap<String, String>) -> Self {
        Self(names)
    }

    /// All names, for the build record.
    pub fn names(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// The item that `id` means, if it is another name of one. Google's channel for Shopify names items
    /// `shopify_DE_<product>_<variant>`: there the variant's id counts.
    pub fn item(&self, id: &str) -> Option<&str> {
        let known = |id: &str| self.0.get(id).map(String::as_str);
        known(id).or_else(|| {
            let (_, variant) = id.strip_prefix("shopify_")?.rsplit_once('_')?;
            known(variant)
        })
    }

    /// Where each of `ids` stands among the items once other names are replaced, and those items, in the
    /// order of their first appearance.
    pub fn settle(&self, ids: &[String]) -> (Vec<u32>, Vec<String>) {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut items: Vec<String> = Vec::new();
        let places = ids
            .iter()
            .map(|id| {
                let item = self.item(id).unwrap_or(id);
                *numbers.entry(item).or_insert_with(|| {
                    items.push(item.to_owned());
                    u32::try_from(items.len() - 1).unwrap_or(u32::MAX)
                })
            })
            .collect();
        (places, items)
    }

    /// Replaces other names in a log; says how many events had one.
    pub fn rename(&self, log: &mut EventLog) -> u64 {
        if self.0.is_empty() {
            return 0;
        }
        let renamed: Vec<bool> = log.items.iter().map(|id| self.item(id).is_some()).collect();
        let (places, items) = self.settle(&log.items);
        let mut count = 0;
        for event in log.sessions.iter_mut().flat_map(|s| &mut s.events) {
            count += u64::from(renamed[event.item as usize]);
            event.item = places[event.item as usize];
        }
        log.items = items;
        count
    }

    /// Replaces other names in lists. Of two variants of one product in a list the one that was chosen
    /// stays, else the first.
    pub fn rename_shown(&self, shown: &mut ShownLists) {
        if self.0.is_empty() {
            return;
        }
        let (places, items) = self.settle(&shown.items);
        for list in &mut shown.lists {
            let all: Vec<u32> = list.items.iter().map(|i| places[*i as usize]).collect();
            let chosen = all[list.clicked];
            let keep: Vec<bool> = (0..all.len())
                .map(|at| match all[at] == chosen {
                    true => at == list.clicked,
                    false => !all[..at].contains(&all[at]),
                })
                .collect();
            let mut kept = keep.iter();
            list.prices.retain(|_| kept.next().copied().unwrap_or(true));
            list.clicked = keep[..list.clicked].iter().filter(|kept| **kept).count();
            let mut kept = keep.iter();
            list.items = all;
            list.items.retain(|_| kept.next().copied().unwrap_or(true));
        }
        shown.items = items;
    }
}

#[cfg(test)]
mod tests {
    use super::super::log::{EventKind, LogEvent, Session};
    use super::super::shown::ShownList;
    use super::*;

    fn aliases() -> Aliases {
        let names = [("v1", "p"), ("v2", "p"), ("77", "q")];
        Aliases::new(names.map(|(a, b)| (a.to_owned(), b.to_owned())).into())
    }

    #[test]
    fn events_of_variants_become_events_of_their_product() {
        let event = |item| LogEvent {
            item,
            kind: EventKind::Purchase,
            time: 1,
            price: None,
        };
        let mut log = EventLog {
            items: ["v1", "x", "p", "v2", "shopify_DE_5_77"]
                .map(str::to_owned)
                .to_vec(),
            sessions: vec![Session {
                id: "s".into(),
                user: None,
                events: (0..5).map(event).collect(),
            }],
            users: Vec::new(),
        };
        assert_eq!(aliases().rename(&mut log), 3);
        assert_eq!(log.items, ["p", "x", "q"]);
        let items: Vec<u32> = log.sessions[0].events.iter().map(|e| e.item).collect();
        assert_eq!(items, [0, 1, 0, 0, 2]);
    }

    #[test]
    fn a_list_shows_a_product_once_and_keeps_the_choice() {
        let mut shown = ShownLists {
            items: ["v1", "x", "v2"].map(str::to_owned).to_vec(),
            lists: vec![ShownList {
                session: "s".into(),
                time: 1,
                items: vec![0, 1, 2],
                prices: vec![Some(1.0), Some(2.0), Some(3.0)],
                clicked: 2,
            }],
            ..ShownLists::default()
        };
        aliases().rename_shown(&mut shown);
        let list = &shown.lists[0];
        assert_eq!((list.items.clone(), list.clicked), (vec![1, 0], 1));
        assert_eq!(list.prices, [Some(2.0), Some(3.0)]);
    }
}
