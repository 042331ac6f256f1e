//! Tells by its values what kind of field a column is, or why it is none.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::input::columns::{Kind, Role, Table, plain, role};
use crate::input::number::number;
use crate::input::rows::Cell;
use crate::input::time::is_time;

/// What a column turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// A field of this kind; texts of paths and tags are parted by the character.
    Field(Kind, char),
    /// No field, and why, in plain words.
    Leave(String),
}

/// Fewer filled cells than this say little about how often values repeat.
const FEW: usize = 20;
/// Whole numbers with at most so many different values are codes, not amounts.
const SMALL_CODES: usize = 32;

/// Looks at a column's cells, one an item.
pub fn look(name: &str, column_role: &Role, cells: &[Cell]) -> Verdict {
    let seen = Seen::of(cells);
    if seen.filled == 0 {
        return Verdict::Leave("always empty".to_owned());
    }
    if seen.lists * 2 > seen.filled {
        let kind = if *column_role == Role::Category && lists_are_paths(cells) {
            Kind::Path
        } else {
            Kind::Tags
        };
        return Verdict::Field(kind, ',');
    }
    let distinct = seen.counts.len();
    let known = matches!(column_role, Role::Attribute(_) | Role::Category);
    if distinct == 1 && !known && seen.filled * 20 >= cells.len() * 19 {
        return Verdict::Leave("the same for every item".to_owned());
    }
    if let Some(reason) = seen.no_attribute(name) {
        return Verdict::Leave(reason);
    }
    if !known && let Some(verdict) = seen.numbers(name) {
        return verdict;
    }
    if *column_role == Role::Attribute("tags") {
        return Verdict::Field(Kind::Tags, separator(Kind::Tags, cells));
    }
    if !matches!(column_role, Role::Attribute(_))
        && let Some(separator) = seen.path_separator(*column_role == Role::Category)
    {
        return Verdict::Field(Kind::Path, separator);
    }
    if *column_role != Role::Attribute("brand")
        && let Some(separator) = seen.tag_separator()
    {
        return Verdict::Field(Kind::Tags, separator);
    }
    let unique = seen.filled >= FEW && distinct * 5 > seen.filled * 4;
    if unique && (!known || *column_role == Role::Category) {
        return Verdict::Leave("nearly every item has its own value".to_owned());
    }
    let length = seen.mean_length();
    if length > 200 || (!known && (length > 80 || (length > 40 && distinct * 2 > seen.filled))) {
        return Verdict::Leave("long texts".to_owned());
    }
    Verdict::Field(Kind::Label, ' ')
}

/// The likeliest separator of a column that was declared a path or tags.
pub fn separator(kind: Kind, cells: &[Cell]) -> char {
    let candidates: &[char] = if kind == Kind::Path {
        &['>', '|', '/', '.', ':', ';', ',']
    } else {
        &['|', ';', ',', '/']
    };
    let count = |c: &char| {
        cells
            .iter()
            .filter_map(Cell::text)
            .filter(|t| t.contains(*c))
            .count()
    };
    let mut best = candidates[0];
    for candidate in candidates {
        if count(candidate) > count(&best) {
            best = *candidate;
        }
    }
    best
}

/// The parts of `text` between separators, without blanks around them and without empty ones.
pub fn parts(text: &str, separator: char) -> impl Iterator<Item = &str> {
    text.split(separator)
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Whether a text means "nothing" in a column of words.
pub fn is_blank_word(text: &str) -> bool {
    matches!(text, "nan" | "NaN" | "n/a" | "N/A" | "-" | "NA")
}

/// What there is to see in a column.
struct Seen<'a> {
    filled: usize,
    lists: usize,
    texts: Vec<&'a str>,
    /// Distinct texts and how often each occurs, in order so that ties fall the same way every time.
    counts: BTreeMap<&'a str, usize>,
}

impl<'a> Seen<'a> {
    fn of(cells: &'a [Cell]) -> Self {
        let mut seen = Self {
            filled: 0,
            lists: 0,
            texts: Vec::new(),
            counts: BTreeMap::new(),
        };
        for cell in cells {
            match cell {
                Cell::Text(text) if !is_blank_word(text) => {
                    seen.texts.push(text);
                    *seen.counts.entry(text).or_default() += 1;
                }
                Cell::List(_) => seen.lists += 1,
                _ => continue,
            }
            seen.filled += 1;
        }
        seen
    }

    fn mean_length(&self) -> usize {
        self.texts.iter().map(|t| t.len()).sum::<usize>() / self.texts.len().max(1)
    }

    /// Dates, links, structures: things that say nothing about taste.
    fn no_attribute(&self, name: &str) -> Option<String> {
        let most = |test: &dyn Fn(&str) -> bool| {
            self.counts.keys().filter(|text| test(text)).count() * 10 >= self.counts.len() * 9
        };
        if most(&|t| t.contains("://") || t.starts_with("www.")) {
            return Some("links".to_owned());
        }
        if most(&|t| t.starts_with(['{', '['])) {
            return Some("structured data, not words".to_owned());
        }
        let called_time = role(name, Table::Events).0 == Role::Time;
        if most(&|t| is_time(t, called_time)) {
            return Some("dates".to_owned());
        }
        None
    }

    /// A verdict for columns of numbers; `None` for columns of words.
    fn numbers(&self, name: &str) -> Option<Verdict> {
        let values: Vec<f64> = self.texts.iter().filter_map(|text| number(text)).collect();
        if values.len() * 50 < self.texts.len() * 49 {
            return None;
        }
        let distinct = self.counts.len();
        let whole = values.iter().all(|v| v.fract() == 0.0);
        let leading_zeros = self
            .counts
            .keys()
            .any(|t| t.len() > 1 && t.starts_with('0') && !t.contains(['.', ',']));
        if !whole && !leading_zeros {
            return Some(Verdict::Field(Kind::Number, ' '));
        }
        let name = plain(name);
        let called_code = leading_zeros
            || [
                "id", "code", "no", "nr", "key", "type", "class", "group", "number", "index",
            ]
            .iter()
            .any(|end| name.ends_with(end));
        let unique = self.texts.len() >= FEW && distinct * 20 >= self.texts.len() * 19;
        let rising = values.windows(2).all(|pair| pair[0] < pair[1]) && values.len() >= FEW;
        // Too large for a measure, and exact: numbers of that size are keys of another table.
        let keys = values.iter().all(|v| v.abs() >= 1e9);
        if rising || (unique && (called_code || keys)) {
            return Some(Verdict::Leave(
                "nearly every item has its own number: an identifier".to_owned(),
            ));
        }
        if called_code || keys || distinct <= SMALL_CODES {
            return Some(Verdict::Field(Kind::Label, ' '));
        }
        Some(Verdict::Field(Kind::Number, ' '))
    }

    /// The separator of a hierarchy: most values have several steps, few begin alike, and a step
    /// nearly always stands below the same one.
    fn path_separator(&self, is_category: bool) -> Option<char> {
        ['>', '|', '/', '.', ':'].into_iter().find(|separator| {
            let mut several = 0;
            let mut broken = 0;
            let mut firsts = HashMap::new();
            // Distinct values of several steps, and how they begin.
            let mut deep: (usize, HashSet<&str>) = (0, HashSet::new());
            let mut above: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
            for (text, count) in &self.counts {
                let steps: Vec<&str> = parts(text, *separator).collect();
                if steps.len() > 1 {
                    several += count;
                    deep.0 += 1;
                    deep.1.insert(steps[0]);
                }
                let tight =
                    matches!(separator, '.' | ':') && text.contains(&format!("{separator} "));
                if tight || steps.iter().any(|s| s.len() > 60) || text.contains("://") {
                    broken += count;
                }
                *firsts
                    .entry(steps.first().copied().unwrap_or(""))
                    .or_insert(0) += 1;
                for pair in steps.windows(2) {
                    *above
                        .entry(pair[1])
                        .or_default()
                        .entry(pair[0])
                        .or_default() += 1;
                }
            }
            let filled = self.texts.len();
            let enough = if is_category {
                several * 5 >= filled
            } else {
                several * 5 >= filled * 3
            };
            if !enough || broken * 20 > filled || several == 0 {
                return false;
            }
            let numeric = self.counts.keys().all(|text| number(text).is_some());
            let (mut steady, mut all) = (0, 0);
            for parents in above.values() {
                steady += parents.values().copied().max().unwrap_or(0);
                all += parents.values().sum::<usize>();
            }
            let firsts_are_few = firsts.len() * 10 <= self.counts.len() * 7;
            // `BREAD/ROLLS` and `NUTS/SNACKS` are names with a slash in them: nothing lies below either.
            let shared = deep.1.len() * 10 <= deep.0 * 7;
            if deep.0 >= 5 && *separator != '>' && !shared {
                return false;
            }
            // Lists of materials or colours begin now with this word, now with that.
            let both = above
                .keys()
                .filter(|step| firsts.contains_key(*step))
                .count();
            let shaped = is_category || (firsts_are_few && both * 5 <= above.len());
            !numeric && shaped && steady * 5 >= all * 4
        })
    }

    /// The separator of lists of words that occur again and again.
    fn tag_separator(&self) -> Option<char> {
        ['|', ';', ','].into_iter().find(|separator| {
            let mut several = 0;
            let mut pieces: HashMap<&str, usize> = HashMap::new();
            let (mut count, mut length) = (0, 0);
            for text in &self.texts {
                let tags = parts(text, *separator);
                let before = count;
                for tag in tags {
                    count += 1;
                    length += tag.len();
                    *pieces.entry(tag).or_default() += 1;
                }
                several += usize::from(count - before > 1);
            }
            several * 10 >= self.texts.len() * 3
                && length <= count * 30
                // A bar parts lists and little else; a comma stands in many a sentence.
                && pieces.len() * if *separator == '|' { 3 } else { 4 } <= count * 2
                && pieces.len() <= self.counts.len().max(8) * 2
        })
    }
}

/// Whether lists run from the broad to the narrow: a step nearly always stands below the same one.
fn lists_are_paths(cells: &[Cell]) -> bool {
    let mut above: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
    for cell in cells {
        if let Cell::List(steps) = cell {
            for pair in steps.windows(2) {
                *above
                    .entry(&pair[1])
                    .or_default()
                    .entry(&pair[0])
                    .or_default() += 1;
            }
        }
    }
    let steady: usize = above.values().filter_map(|p| p.values().max()).sum();
    let all: usize = above.values().flat_map(HashMap::values).sum();
    all > 0 && steady * 5 >= all * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(values: &[&str], times: usize) -> Vec<Cell> {
        (0..times)
            .flat_map(|_| values.iter().map(|v| Cell::of(v)))
            .collect()
    }

    fn verdict(name: &str, values: &[&str], times: usize) -> Verdict {
        let (column_role, _) = role(name, Table::Catalogue);
        look(name, &column_role, &cells(values, times))
    }

    #[test]
    fn words_codes_and_amounts() {
        assert_eq!(
            verdict("season", &["winter", "summer"], 20),
            Verdict::Field(Kind::Label, ' ')
        );
        assert_eq!(
            verdict("page", &["1", "2", "3"], 20),
            Verdict::Field(Kind::Label, ' ')
        );
        let weights: Vec<String> = (0..200).map(|n| format!("{}", n * 7 % 150)).collect();
        let weights: Vec<&str> = weights.iter().map(String::as_str).collect();
        assert_eq!(
            verdict("weight", &weights, 1),
            Verdict::Field(Kind::Number, ' ')
        );
        assert_eq!(
            verdict("score", &["1.5", "-0.2"], 9),
            Verdict::Field(Kind::Number, ' ')
        );
        assert_eq!(
            verdict("zip", &["01234", "90210"], 9),
            Verdict::Field(Kind::Label, ' ')
        );
        assert_eq!(
            verdict(
                "shelf_id",
                &["2144415921169498184", "2144415925011480748"],
                9
            ),
            Verdict::Field(Kind::Label, ' ')
        );
    }

    #[test]
    fn hierarchies_and_lists() {
        let paths = [
            "Men > Shoes > Boots",
            "Men > Shoes > Sneakers",
            "Women > Bags",
            "Men > Belts",
        ];
        assert_eq!(
            verdict("taxonomy2", &paths, 9),
            Verdict::Field(Kind::Path, '>')
        );
        let codes = [
            "electronics.audio.headphone",
            "electronics.telephone",
            "auto.tyre",
            "kids",
        ];
        assert_eq!(
            verdict("category_code", &codes, 9),
            Verdict::Field(Kind::Path, '.')
        );
        let names = [
            "bread/rolls",
            "nuts/snacks",
            "ice/frozen",
            "soap/care",
            "tea/coffee",
            "milk",
        ];
        assert_eq!(
            verdict("category", &names, 9),
            Verdict::Field(Kind::Label, ' ')
        );
        let mixes = ["cotton|wool", "wool|silk", "silk|cotton", "cotton"];
        assert_eq!(
            verdict("fabric", &mixes, 9),
            Verdict::Field(Kind::Tags, '|')
        );
        let list = vec![Cell::List(vec!["a".into(), "b".into()]); 3];
        assert_eq!(
            look("x", &Role::Other, &list),
            Verdict::Field(Kind::Tags, ',')
        );
    }

    #[test]
    fn what_is_no_attribute_is_left_with_a_reason() {
        let names: Vec<String> = (0..50).map(|n| format!("Shirt number {n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for (name, values, times) in [
            ("x", &names[..], 1),
            ("x", &["same"], 9),
            ("x", &[""], 9),
            ("x", &["https://a/b", "https://a/c"], 9),
            ("added", &["2024-01-02", "2024-02-03"], 9),
        ] {
            assert!(
                matches!(verdict(name, values, times), Verdict::Leave(_)),
                "{values:?}"
            );
        }
    }

    #[test]
    fn mixed_numbers_and_words_are_labels() {
        assert_eq!(
            verdict("fit", &["1", "2", "slim", "wide"], 9),
            Verdict::Field(Kind::Label, ' ')
        );
    }
}
