//! Items as a catalogue: the columns of plain tables, under the names that they have there.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::entry::steps;
use super::fold::Item;
use super::titles::{ATTRIBUTES, Words, counts, language_of, languages};
use super::{FeedOptions, identity};
use crate::failure::Failure;
use crate::input::catalogue::{Catalogue, CatalogueColumn};
use crate::input::columns::{Kind, Mapping, Role, Table, plain, role};
use crate::input::report::{Cause, RowReport, grouped};
use crate::input::rows::Cell;

/// Columns about the people whom an item is meant for. A taste for one of their values would be a guess
/// about the shopper; `--map gender=label` takes it all the same.
const PEOPLE: [&str; 10] = [
    "gender",
    "agegroup",
    "googleshoppinggender",
    "googleshoppingagegroup",
    "suggestedgender",
    "targetgender",
    "audience",
    "geschlecht",
    "altersgruppe",
    "sexe",
];

/// The steps of a path.
type Steps = Vec<Rc<str>>;

/// Where the values of a feed's column go.
enum Place {
    /// To this column of the catalogue.
    Column(String, Role),
    /// Nowhere, for it is about people.
    People,
    /// Nowhere.
    Aside,
}

fn place(name: &str, mapping: &Mapping) -> Place {
    let mapped = mapping.of(name);
    if mapping.skips(name) {
        return Place::Aside;
    }
    if let Some(mapped) = mapped {
        return Place::Column(name.to_owned(), mapped.role.clone().unwrap_or(Role::Other));
    }
    if PEOPLE.contains(&plain(name).as_str()) {
        return Place::People;
    }
    match role(name, Table::Catalogue).0 {
        Role::Attribute(attribute) if mapping.skips(attribute) => Place::Aside,
        Role::Attribute(attribute) => {
            Place::Column(attribute.to_owned(), Role::Attribute(attribute))
        }
        Role::Other | Role::Category => Place::Column(name.to_owned(), Role::Other),
        _ => Place::Aside,
    }
}

/// What is to be known beside the items.
pub struct Context<'a> {
    /// What the command line says of columns.
    pub mapping: &'a Mapping,
    /// What it says of feeds.
    pub options: &'a FeedOptions,
    /// Ids of the log's items.
    pub known: &'a [String],
    /// The language of the texts, where the feed names it.
    pub language: Option<String>,
}

/// Makes a catalogue of `items`.
///
/// # Errors
/// None but a strict report's.
pub fn catalogue(
    mut items: Vec<Item>,
    context: &Context,
    mut report: RowReport,
) -> Result<(Catalogue, &'static str), Failure> {
    let mut decisions = Vec::new();
    let settled = identity::settle(&items, context.mapping, context.known);
    decisions.extend(settled.decision);
    let mut ids: Vec<String> = Vec::with_capacity(items.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Item> = Vec::with_capacity(items.len());
    for (item, id) in items.drain(..).zip(settled.ids) {
        let Some(id) = id else {
            report.note(
                Cause::NoItem,
                item.line,
                item.titles.first().map_or("", |t| t),
            )?;
            continue;
        };
        match places.get(&id) {
            Some(&place) => {
                report.note(Cause::DuplicateItem, item.line, &id)?;
                kept[place] = item;
            }
            None => {
                places.insert(id.clone(), ids.len());
                ids.push(id);
                kept.push(item);
            }
        }
    }
    let aliases = identity::aliases(ids.iter().zip(&kept).map(|(id, item)| {
        let own = item.ids.iter().map(|(_, id)| id.as_str());
        let all = own.chain(item.also.iter().map(String::as_str));
        (id.as_str(), all.filter(|other| other != id).collect())
    }));
    let mut all_columns: Vec<String> = Vec::new();
    let columns = columns(&kept, context, &mut all_columns, &mut decisions);
    for item in &kept {
        for (name, _) in &item.ids {
            if !all_columns.iter().any(|column| column == name) {
                all_columns.push((*name).to_owned());
            }
        }
    }
    let prices = kept.iter().map(|item| item.price);
    let catalogue = Catalogue {
        lines: kept.iter().map(|item| item.line).collect(),
        prices: kept
            .iter()
            .any(|item| item.price.is_some())
            .then(|| prices.collect()),
        ids,
        columns,
        report,
        decisions,
        all_columns,
        aliases,
    };
    Ok((catalogue, settled.column))
}

fn columns(
    items: &[Item],
    context: &Context,
    all_columns: &mut Vec<String>,
    decisions: &mut Vec<String>,
) -> Vec<CatalogueColumn> {
    let mapping = context.mapping;
    let mut columns = Vec::new();
    let mut push = |name: &str, role: Role, kind: Option<Kind>, cells: Vec<Cell>| {
        let filled = cells.iter().any(|cell| *cell != Cell::Empty);
        all_columns.push(name.to_owned());
        if filled && !mapping.skips(name) {
            columns.push(CatalogueColumn {
                name: name.to_owned(),
                role,
                kind,
                cells,
            });
        }
    };
    let titles = items.iter().map(|item| {
        let title = item.titles.first();
        title.map_or(Cell::Empty, |title| Cell::of(title))
    });
    push("title", Role::Name, None, titles.collect());
    let (category, taxonomy) = categories(items);
    let (kind, cells) = paths(category);
    push("category", Role::Category, Some(kind), cells);
    if let Some(taxonomy) = taxonomy {
        let (kind, cells) = paths(taxonomy);
        push("google_product_category", Role::Other, Some(kind), cells);
    }
    let stock = items.iter().map(|item| {
        let stock = item.stock.map(|stock| stock.name());
        stock.map_or(Cell::Empty, Cell::of)
    });
    push("stock", Role::Other, None, stock.collect());

    // Columns of values, in the order in which they appear.
    let mut names: Vec<(String, Role)> = Vec::new();
    let mut places: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    let mut people: Vec<&str> = Vec::new();
    for (source, _) in items.iter().flat_map(|item| &item.values) {
        if places.contains_key(&**source) {
            continue;
        }
        let at = match place(source, mapping) {
            Place::Column(name, role) => {
                let known = names.iter().position(|(other, _)| *other == name);
                known.or_else(|| {
                    names.push((name, role));
                    Some(names.len() - 1)
                })
            }
            Place::People => {
                people.push(source);
                None
            }
            Place::Aside => None,
        };
        places.insert(source, at);
    }
    for source in people {
        decisions.push(format!(
            "`{source}` left out: it says whom an item is meant for, and a taste for it would be a guess about the shopper \
             (--map {source}=label takes it)"
        ));
    }
    let mut values: Vec<Vec<Vec<&str>>> = vec![vec![Vec::new(); items.len()]; names.len()];
    for (at, item) in items.iter().enumerate() {
        for (source, more) in &item.values {
            if let Some(column) = places.get(&**source).copied().flatten() {
                values[column][at].extend(more.iter().map(|value| &**value));
            }
        }
    }
    for source in places.keys() {
        push(source, Role::Other, None, Vec::new());
    }
    for ((name, role), values) in names.iter().zip(values) {
        let attribute = matches!(role, Role::Attribute(_));
        let values = one_spelling(values, attribute);
        let (kind, cells) = self::cells(values, role);
        push(name, role.clone(), kind, cells);
    }
    if context.options.titles {
        for (name, cells) in from_titles(items, &names, context, decisions) {
            let (kind, cells) = self::cells(cells, &Role::Attribute(name));
            push(name, Role::Attribute(name), kind, cells);
        }
    }
    columns
}

/// The shop's own category of each item, the taxonomy's where it has none; and the taxonomy's apart, if
/// both are there.
fn categories(items: &[Item]) -> (Vec<Steps>, Option<Vec<Steps>>) {
    let taxonomy: Vec<Steps> = items
        .iter()
        .map(|item| item.taxonomy.as_deref().map_or(Vec::new(), steps))
        .collect();
    let own = items.iter().any(|item| !item.category.is_empty());
    let category = items.iter().zip(&taxonomy).map(|(item, taxonomy)| {
        let number = taxonomy
            .iter()
            .all(|step| step.bytes().all(|b| b.is_ascii_digit()));
        if !item.category.is_empty() || (own && number) {
            item.category.clone()
        } else {
            taxonomy.clone()
        }
    });
    let category = category.collect();
    let both = own && taxonomy.iter().any(|steps| !steps.is_empty());
    (category, both.then_some(taxonomy))
}

/// A column of paths; of labels, where none has two steps.
fn paths(values: Vec<Steps>) -> (Kind, Vec<Cell>) {
    let deep = values.iter().any(|steps| steps.len() > 1);
    let cells = values.into_iter().map(|steps| match steps.first() {
        None => Cell::Empty,
        Some(_) if deep => Cell::List(steps.iter().map(|step| step.to_string()).collect()),
        Some(step) => Cell::Text(step.to_string()),
    });
    (if deep { Kind::Path } else { Kind::Label }, cells.collect())
}

/// Each value once; where case is all that differs, in the spelling that is the commonest.
fn one_spelling(values: Vec<Vec<&str>>, any_case: bool) -> Vec<Vec<String>> {
    let key = |value: &str| match any_case {
        true => value.to_lowercase(),
        false => value.to_owned(),
    };
    let mut spellings: HashMap<String, BTreeMap<&str, usize>> = HashMap::new();
    for value in values.iter().flatten() {
        *spellings
            .entry(key(value))
            .or_default()
            .entry(value)
            .or_default() += 1;
    }
    let best: HashMap<&String, &str> = spellings
        .iter()
        .filter_map(|(key, counts)| {
            let most = counts.iter().rev().max_by_key(|(_, count)| **count)?;
            Some((key, *most.0))
        })
        .collect();
    let one = |values: Vec<&str>| {
        let mut out: Vec<String> = Vec::new();
        for value in values {
            let value = best.get(&key(value)).copied().unwrap_or(value);
            if !out.iter().any(|other| other == value) {
                out.push(value.to_owned());
            }
        }
        out
    };
    values.into_iter().map(one).collect()
}

/// A column of values: tags where an item has several, else labels. Of columns that are not known by
/// their names, their look tells later.
fn cells(values: Vec<Vec<String>>, role: &Role) -> (Option<Kind>, Vec<Cell>) {
    let several = values.iter().any(|all| all.len() > 1);
    let tags = *role == Role::Attribute("tags") || (several && *role != Role::Attribute("brand"));
    let kind = match role {
        Role::Attribute(_) if tags => Some(Kind::Tags),
        Role::Attribute(_) => Some(Kind::Label),
        _ => None,
    };
    let cell = |mut all: Vec<String>| match all.len() {
        0 => Cell::Empty,
        _ if tags => Cell::List(all),
        _ => Cell::Text(all.swap_remove(0)),
    };
    (kind, values.into_iter().map(cell).collect())
}

/// Attributes that no column has and titles do.
fn from_titles(
    items: &[Item],
    names: &[(String, Role)],
    context: &Context,
    decisions: &mut Vec<String>,
) -> Vec<(&'static str, Vec<Vec<String>>)> {
    let titles: Vec<&str> = items
        .iter()
        .flat_map(|item| item.titles.iter().map(String::as_str))
        .collect();
    let languages = languages();
    let Some(words) = language_of(&languages, &titles, context.language.as_deref()) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (at, attribute) in ATTRIBUTES.into_iter().enumerate() {
        let there = names.iter().any(|(name, _)| name == attribute);
        if there || context.mapping.skips(attribute) {
            continue;
        }
        let found: Vec<Vec<String>> = items.iter().map(|item| all(words, item, at)).collect();
        let count = found.iter().filter(|values| !values.is_empty()).count();
        if count == 0 {
            continue;
        }
        decisions.push(format!(
            "no column of {attribute}: {} values read from {} titles by {} words (--no-titles reads none)",
            counts(&found).len(),
            grouped(count as u64),
            words.name
        ));
        out.push((attribute, found));
    }
    out
}

fn all(words: &Words, item: &Item, attribute: usize) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for title in &item.titles {
        for value in words.found(title, attribute) {
            if !all.contains(&value) {
                all.push(value);
            }
        }
    }
    all
}
