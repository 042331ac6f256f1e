//! What a page loads, for several ways to cut: carousels of one category and carousels of anything, their head and slices
//! compressed one by one as a CDN sends them, and what an edge writes into the page in their place, compressed as a part of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use base64ct::{Base64, Encoding};
use vitrine::pack::slices::{Sliced, page_head, page_rows, slice_of, split_by};
use vitrine::pack::{Pack, PackError};

use super::write::count;
use crate::evaluate::random::Random;
use crate::failure::Failure;
use crate::parts::brotli_size;

/// By the hash of the id, so many items a slice.
const BY_ITEM: [usize; 3] = [1, 2, 4];
/// Neighbours in category, so many items a slice.
const BY_CATEGORY: [usize; 2] = [16, 64];
const SEED: u64 = 50;

/// Measures; gives a table.
///
/// # Errors
/// Where the pack cannot be cut, or has too few items.
pub fn measure(pack: &Pack, shown: usize, carousels: usize) -> Result<String, Failure> {
    let draws = Draws::new(pack, shown, carousels)?;
    let mut table = format!(
        "{} items, at most {} predictors a row; {carousels} carousels of {shown}: the most popular of one category, any of one category, any at all\n\
         median (largest) bytes with brotli, of head and slices; requests for slices\n\n\
         {:<26}{:>8}{:>8}{:>20}{:>20}{:>20}{:>11}\n",
        pack.len(),
        longest_row(pack),
        "cut",
        "files",
        "index",
        "popular of category",
        "any of category",
        "any",
        "requests"
    );
    let mut row = |name: String, slices: u32, of: &dyn Fn(u32) -> u32| -> Result<(), Failure> {
        let cut = split_by(pack, slices, false, of)
            .map_err(|error| Failure::new(error.code(), error.to_string()))?;
        let mut sizes = Sizes::new(&cut, of);
        // What tells a page in which slice an item is, where its id does not: a number for each item.
        let index = if name.starts_with("by item") {
            "–".to_owned()
        } else {
            let numbers: Vec<u8> = (0..pack.len() as u32)
                .flat_map(|item| (of(item) as u16).to_le_bytes())
                .collect();
            brotli_size(&numbers).to_string()
        };
        let _ = write!(table, "{name:<26}{slices:>8}{index:>8}");
        let mut requests = Vec::new();
        for carousels in draws.kinds() {
            let bytes = carousels.iter().map(|items| sizes.of(items)).collect();
            let asked = carousels.iter().map(|items| sizes.slices(items).len());
            let _ = write!(table, "{:>20}", middle_and_largest(bytes).1);
            requests.push(middle_and_largest(asked.collect()).0.to_string());
        }
        let _ = writeln!(table, "{:>11}", requests.join(" "));
        Ok(())
    };
    for items in BY_ITEM {
        let slices = count(pack, items);
        let of = |item: u32| slice_of(pack.id(item), slices);
        row(format!("by item, {items} a slice"), slices, &of)?;
    }
    let neighbours = draws.neighbours();
    for items in BY_CATEGORY {
        let slices = count(pack, items);
        let of = |item: u32| neighbours[item as usize] / items as u32;
        row(format!("by category, {items} a slice"), slices, &of)?;
    }
    let refused = |error: PackError| Failure::new(error.code(), error.to_string());
    let head = page_head(pack).map_err(refused)?;
    let _ = write!(table, "{:<26}{:>8}{:>8}", "in the page itself", "–", "–");
    for carousels in draws.kinds() {
        let rows = carousels.iter().map(|items| page_rows(pack, items));
        let rows: Result<Vec<_>, _> = rows.collect();
        let written = rows.map_err(refused)?.into_iter().map(|rows| {
            brotli_size((Base64::encode_string(&head) + &Base64::encode_string(&rows)).as_bytes())
        });
        let _ = write!(table, "{:>20}", middle_and_largest(written.collect()).1);
    }
    let _ = writeln!(table, "{:>11}", "0 0 0");
    Ok(table)
}

/// The median, and it with the largest, in words.
fn middle_and_largest(mut numbers: Vec<usize>) -> (usize, String) {
    numbers.sort_unstable();
    let (middle, largest) = (numbers[numbers.len() / 2], numbers[numbers.len() - 1]);
    (middle, format!("{middle} ({largest})"))
}

fn longest_row(pack: &Pack) -> usize {
    let rows = pack.relations().iter().flat_map(|relation| {
        (0..pack.len() as u32).map(move |item| pack.row(relation, item).count())
    });
    rows.max().unwrap_or(0)
}

/// The bytes of each slice, compressed when first asked for.
struct Sizes<'a> {
    cut: &'a Sliced,
    of: &'a dyn Fn(u32) -> u32,
    head: usize,
    known: BTreeMap<u32, usize>,
}

impl<'a> Sizes<'a> {
    fn new(cut: &'a Sliced, of: &'a dyn Fn(u32) -> u32) -> Self {
        Self {
            cut,
            of,
            head: brotli_size(&cut.head),
            known: BTreeMap::new(),
        }
    }

    fn slices(&self, items: &[u32]) -> BTreeSet<u32> {
        items.iter().map(|item| (self.of)(*item)).collect()
    }

    fn of(&mut self, items: &[u32]) -> usize {
        let slices = self.slices(items);
        let slices = slices.into_iter().map(|slice| {
            let size = || brotli_size(&self.cut.slices[slice as usize]);
            *self.known.entry(slice).or_insert_with(size)
        });
        self.head + slices.sum::<usize>()
    }
}

/// Carousels, each a list of items.
struct Draws {
    popular: Vec<Vec<u32>>,
    of_category: Vec<Vec<u32>>,
    any: Vec<Vec<u32>>,
    /// By category, the most popular first.
    categories: Vec<Vec<u32>>,
}

impl Draws {
    fn new(pack: &Pack, shown: usize, carousels: usize) -> Result<Self, Failure> {
        let Some(field) = pack.category_field() else {
            return Err(Failure::new(
                "no-category",
                "The pack has no categories to draw carousels from; give the catalogue a column of them.",
            ));
        };
        let mut of_value: BTreeMap<Option<u32>, Vec<u32>> = BTreeMap::new();
        for item in 0..pack.len() as u32 {
            of_value
                .entry(pack.values(field, item).next())
                .or_default()
                .push(item);
        }
        let categories: Vec<Vec<u32>> = of_value.into_values().collect();
        // A category as often as its items are looked at: what shoppers open.
        let large = || categories.iter().filter(|items| items.len() >= shown);
        let looked_at: Vec<u64> = large()
            .map(|items| {
                items
                    .iter()
                    .map(|item| u64::from(pack.popularity(0, *item)))
                    .sum()
            })
            .collect();
        let all: u64 = looked_at.iter().sum();
        if all == 0 || shown == 0 {
            return Err(Failure::new(
                "too-few-items",
                format!(
                    "No category has {shown} items that anybody looked at; ask for fewer with --shown."
                ),
            ));
        }
        let mut random = Random::new(SEED);
        let mut draws = Self {
            popular: Vec::new(),
            of_category: Vec::new(),
            any: Vec::new(),
            categories: Vec::new(),
        };
        let some = |random: &mut Random, items: &[u32]| {
            let mut items = items.to_vec();
            random.shuffle(&mut items);
            items.truncate(shown);
            items
        };
        let everything: Vec<u32> = (0..pack.len() as u32).collect();
        for _ in 0..carousels {
            let mut point = (random.unit() * all as f64) as u64;
            let drawn = large().zip(&looked_at).find(|(_, looked_at)| {
                let here = point < **looked_at;
                point = point.saturating_sub(**looked_at);
                here
            });
            let Some((items, _)) = drawn else { continue };
            draws.popular.push(items[..shown].to_vec());
            draws.of_category.push(some(&mut random, items));
            draws.any.push(some(&mut random, &everything));
        }
        draws.categories = categories;
        Ok(draws)
    }

    /// The most popular of one category, any of one category, any at all.
    fn kinds(&self) -> [&[Vec<u32>]; 3] {
        [&self.popular, &self.of_category, &self.any]
    }

    /// Of each item its place where all stand by category.
    fn neighbours(&self) -> Vec<u32> {
        let all: Vec<u32> = self.categories.iter().flatten().copied().collect();
        let mut places = vec![0; all.len()];
        for (place, item) in (0..).zip(all) {
            places[item as usize] = place;
        }
        places
    }
}
