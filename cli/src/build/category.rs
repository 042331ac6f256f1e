//! Makes one category of all the columns in which a shop keeps its tree of categories.

use super::look::{Verdict, is_blank_word, look, parts};
use super::table::{Column, determines, variety};
use crate::input::columns::{Kind, Mapping, Role};
use crate::input::rows::Cell;
use vitrine::pack::MAX_PATH_STEPS;

/// The category of every item, and how it came about.
#[derive(Debug)]
pub struct Category {
    /// Steps by item; empty where nothing is known.
    pub steps: Vec<Vec<String>>,
    /// Whether any item has more than one step.
    pub deep: bool,
    /// What parts the steps where the shop writes them as one text.
    pub separator: char,
    /// Indices of the columns that it holds all of, so that they are no fields of their own.
    pub used: Vec<usize>,
    /// The decision, in plain words.
    pub words: String,
}

struct Candidate {
    column: usize,
    separator: Option<char>,
    distinct: usize,
    filled: usize,
    readable: bool,
}

/// Chooses. `None` where no column is called a category.
pub fn category(columns: &[Column], mapping: &Mapping) -> Option<Category> {
    let mapped = |c: &Column| mapping.of(&c.name);
    let forced = columns.iter().position(|c| {
        mapped(c).is_some_and(|m| m.role == Some(Role::Category) && m.field.is_some())
    });
    let mut candidates: Vec<Candidate> = (0..columns.len())
        .filter(|c| columns[*c].role == Role::Category)
        .filter(|c| forced.is_none_or(|forced| *c == forced))
        .filter_map(|c| candidate(c, &columns[c], mapping))
        .collect();
    // A tree written out beats levels, words beat codes, the fuller and then the finer column wins.
    candidates.sort_by_key(|c| {
        let name = c.separator.is_some();
        std::cmp::Reverse((
            name,
            c.readable && c.filled * 2 >= columns[c.column].cells.len(),
            c.filled,
            c.distinct,
        ))
    });
    let first = candidates.first()?;
    let name = |c: usize| &columns[c].name;
    let mut used = vec![first.column];
    let mut words = format!("category from `{}`", name(first.column));
    let separator = first.separator.unwrap_or('>');
    let mut steps: Vec<Vec<String>> = columns[first.column]
        .cells
        .iter()
        .map(|cell| steps_of(cell, first.separator))
        .collect();
    if first.separator.is_none() {
        let chain = chain(&candidates, columns);
        if chain.len() > 1 {
            steps = compose(&chain, columns);
            let names: Vec<String> = chain.iter().map(|c| format!("`{}`", name(*c))).collect();
            words = format!("category made of {}", names.join(" > "));
            used = chain;
        }
    }
    // Every item should have a category: where the best column is silent, the fullest other one speaks.
    let silent = |steps: &[Vec<String>]| steps.iter().filter(|s| s.is_empty()).count();
    let before = silent(&steps);
    let fallback = candidates
        .iter()
        .filter(|c| !used.contains(&c.column))
        .max_by_key(|c| c.filled)
        .filter(|_| before > 0);
    if let Some(other) = fallback {
        for (steps, cell) in steps.iter_mut().zip(&columns[other.column].cells) {
            if steps.is_empty() {
                *steps = steps_of(cell, other.separator);
            }
        }
        let helped = before - silent(&steps);
        if helped > 0 {
            words += &format!(
                "; `{}` where that is empty ({helped} items)",
                name(other.column)
            );
        }
    }
    for steps in &mut steps {
        steps.truncate(MAX_PATH_STEPS);
        for step in steps.iter_mut() {
            cut(step);
        }
    }
    Some(Category {
        deep: steps.iter().any(|s| s.len() > 1),
        steps,
        separator,
        used,
        words,
    })
}

/// Cuts a step to the longest text that a pack takes.
fn cut(step: &mut String) {
    let mut end = step.len().min(vitrine::MAX_TEXT_BYTES);
    while !step.is_char_boundary(end) {
        end -= 1;
    }
    step.truncate(end);
}

fn candidate(at: usize, column: &Column, mapping: &Mapping) -> Option<Candidate> {
    let wanted = mapping.of(&column.name).and_then(|m| m.kind);
    let wanted = wanted.or(column.kind);
    let separator = match (wanted, look(&column.name, &column.role, &column.cells)) {
        (Some(Kind::Path), _) => Some(super::look::separator(Kind::Path, &column.cells)),
        (Some(Kind::Label), _) => None,
        (Some(_), _) => return None,
        (None, Verdict::Field(Kind::Path, separator)) => Some(separator),
        (None, Verdict::Field(Kind::Label, _)) => None,
        // Small shops have columns whose every value is different; a category may be a number.
        (None, Verdict::Field(Kind::Number, _)) => None,
        (None, _) => return None,
    };
    let (distinct, filled, readable) = variety(&column.cells);
    Some(Candidate {
        column: at,
        separator,
        distinct,
        filled,
        readable,
    })
}

fn steps_of(cell: &Cell, separator: Option<char>) -> Vec<String> {
    match cell {
        Cell::Empty => Vec::new(),
        Cell::List(texts) => texts.clone(),
        Cell::Text(text) if is_blank_word(text) => Vec::new(),
        Cell::Text(text) => match separator {
            Some(separator) => parts(text, separator).map(str::to_owned).collect(),
            None => vec![text.clone()],
        },
    }
}

/// Levels of one tree, the broadest first: each finer one settles the one before. Columns of words are
/// not mixed with columns of codes.
fn chain(candidates: &[Candidate], columns: &[Column]) -> Vec<usize> {
    let readable = candidates[0].readable;
    let mut levels: Vec<&Candidate> = candidates
        .iter()
        .filter(|c| c.separator.is_none() && c.readable == readable && c.distinct > 1)
        .filter(|c| c.filled * 2 >= candidates[0].filled)
        .collect();
    levels.sort_by_key(|c| (c.distinct, c.column));
    let mut chain: Vec<usize> = Vec::new();
    let mut distinct = 0;
    for level in levels {
        let cells = &columns[level.column].cells;
        let fits = match chain.last() {
            None => true,
            Some(above) => level.distinct > distinct && determines(cells, &columns[*above].cells),
        };
        if fits && chain.len() < MAX_PATH_STEPS {
            chain.push(level.column);
            distinct = level.distinct;
        }
    }
    // A chain that leaves the best column out is not about the category.
    if chain.contains(&candidates[0].column) {
        chain
    } else {
        vec![candidates[0].column]
    }
}

fn compose(chain: &[usize], columns: &[Column]) -> Vec<Vec<String>> {
    (0..columns[chain[0]].cells.len())
        .map(|item| {
            let levels = chain.iter().filter_map(|c| columns[*c].cells[item].text());
            let levels = levels.filter(|text| !is_blank_word(text));
            levels.map(str::to_owned).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, values: &[&str]) -> Column {
        Column {
            name: name.to_owned(),
            role: Role::Category,
            kind: None,
            cells: values.iter().map(|v| Cell::of(v)).collect(),
        }
    }

    fn of(columns: &[Column]) -> Category {
        category(columns, &Mapping::default()).unwrap()
    }

    #[test]
    fn words_first_and_codes_where_they_are_silent() {
        let columns = [
            column("category_id", &["91", "92", "93", "94"]),
            column("category_code", &["a.x", "a.y", "", "b.z"]),
        ];
        let category = of(&columns);
        assert_eq!(
            category.steps,
            [vec!["a", "x"], vec!["a", "y"], vec!["93"], vec!["b", "z"]]
        );
        assert_eq!(category.used, [1]);
        assert!(category.words.contains("1 items"), "{}", category.words);
    }

    #[test]
    fn levels_of_one_tree_make_a_path() {
        let columns = [
            column("product_type", &["mugs", "cups", "mats", "mugs"]),
            column("department", &["kitchen", "kitchen", "bath", "kitchen"]),
        ];
        let category = of(&columns);
        assert_eq!(category.steps[0], ["kitchen", "mugs"]);
        assert_eq!(category.used, [1, 0]);
    }

    #[test]
    fn one_plain_column_is_a_label() {
        let category = of(&[column("category", &["a", "b", "", "a"])]);
        assert!(!category.deep);
        assert_eq!(category.steps[2], Vec::<String>::new());
    }
}
