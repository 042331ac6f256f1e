//! Which of its ids an item goes by, and the other names that mean it.

use std::collections::{BTreeMap, HashSet};

use super::fold::Item;
use crate::input::aliases::Aliases;
use crate::input::columns::{Mapping, Role};

/// The ids of the items, in their order, and what was decided.
#[derive(Debug)]
pub struct Identity {
    /// The name of the column that they are from.
    pub column: &'static str,
    /// One an item; `None` where it has none at all.
    pub ids: Vec<Option<String>>,
    /// In plain words, where there was a choice.
    pub decision: Option<String>,
}

/// Settles which ids the items go by: the column that the command line names; else the one that most
/// of the `known` ids are found in; else each item's first.
pub fn settle(items: &[Item], mapping: &Mapping, known: &[String]) -> Identity {
    let mut names: Vec<&'static str> = Vec::new();
    for (name, _) in items.iter().flat_map(|item| &item.ids) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let first = names.first().copied().unwrap_or("id");
    let mapped = names.iter().copied().find(|name| {
        mapping
            .of(name)
            .is_some_and(|mapped| mapped.role == Some(Role::Item))
    });
    let known: HashSet<&str> = known.iter().map(String::as_str).collect();
    let mut decision = None;
    let column = mapped.unwrap_or_else(|| {
        let found = |wanted: &str| {
            let ids = items.iter().flat_map(|item| &item.ids);
            ids.filter(|(name, id)| *name == wanted && known.contains(id.as_str()))
                .count()
        };
        let mut best = (first, found(first));
        for name in &names[1.min(names.len())..] {
            let count = found(name);
            if count > best.1 {
                best = (name, count);
            }
        }
        if best.0 != first {
            decision = Some(format!(
                "the log names items as `{}` does, not as `{first}`",
                best.0
            ));
        }
        best.0
    });
    let id_of = |item: &Item| {
        let named = item.ids.iter().find(|(name, _)| *name == column);
        named.or(item.ids.first()).map(|(_, id)| id.clone())
    };
    Identity {
        column,
        ids: items.iter().map(id_of).collect(),
        decision,
    }
}

/// Other names of items: `items` pairs the id that each goes by with all that it is called besides. A
/// name that means two items, or is an item's own, is none.
pub fn aliases<'a>(items: impl Iterator<Item = (&'a str, Vec<&'a str>)>) -> Aliases {
    let mut names: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    let mut own: HashSet<&str> = HashSet::new();
    for (id, others) in items {
        own.insert(id);
        for other in others {
            names
                .entry(other)
                .and_modify(|item| *item = item.filter(|item| *item == id))
                .or_insert(Some(id));
        }
    }
    let names = names.into_iter().filter(|(name, _)| !own.contains(name));
    Aliases::new(
        names
            .filter_map(|(name, item)| Some((name.to_owned(), item?.to_owned())))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_two_items_is_nobodys() {
        let items = [("a", vec!["a1", "same", "b"]), ("b", vec!["b1", "same"])];
        let aliases = aliases(items.into_iter());
        assert_eq!(aliases.item("a1"), Some("a"));
        assert_eq!(aliases.item("same"), None);
        assert_eq!(aliases.item("b"), None);
    }
}
