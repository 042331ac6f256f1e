//! Two carousels that any shop has: the most popular products of the category that the shopper is
//! in, and of the whole shop. Asked only where a carousel holds the next item: reordering cannot
//! bring what is not there.

use std::collections::HashMap;
use std::rc::Rc;

use vitrine::pack::Pack;

use super::{Offer, Question};
use crate::evaluate::visit::Step;

/// Places of a carousel.
const PLACES: usize = 50;

/// Up to two questions a step.
pub(super) fn questions(steps: &[Step], pack: &Pack) -> Vec<Question> {
    let all = most_popular(pack, 0..pack.len() as u32);
    let by_category = categories(pack);
    let mut shared: HashMap<(usize, u32, Option<u32>), Rc<[u32]>> = HashMap::new();
    let mut questions = Vec::new();
    for step in steps {
        let Some(target) = step.target else { continue };
        let category = step.current.and_then(|current| category_of(pack, current));
        let lists = [category.and_then(|c| by_category.get(&c)), Some(&all)];
        for (group, popular) in lists.into_iter().enumerate() {
            let Some(popular) = popular else { continue };
            let shown = || {
                popular
                    .iter()
                    .copied()
                    .filter(|&i| Some(i) != step.current)
                    .take(PLACES)
            };
            if !shown().any(|i| i == target) {
                continue;
            }
            let hole = step.current.filter(|current| popular.contains(current));
            let family = category.filter(|_| group == 0).unwrap_or(0);
            let list = shared
                .entry((group, family, hole))
                .or_insert_with(|| shown().collect());
            let offer = Offer::List(Rc::clone(list));
            questions.push(Question {
                step: *step,
                offer,
                group,
                family,
            });
        }
    }
    questions
}

/// The narrowest category of an item: its first, where it has several.
fn category_of(pack: &Pack, item: u32) -> Option<u32> {
    pack.values(pack.category_field()?, item).next()
}

/// The most popular items of each category.
fn categories(pack: &Pack) -> HashMap<u32, Vec<u32>> {
    let mut items: HashMap<u32, Vec<u32>> = HashMap::new();
    for item in 0..pack.len() as u32 {
        if let Some(category) = category_of(pack, item) {
            items.entry(category).or_default().push(item);
        }
    }
    items
        .into_iter()
        .map(|(c, items)| (c, most_popular(pack, items.into_iter())))
        .collect()
}

/// One more than a carousel holds, since the current item is taken out.
fn most_popular(pack: &Pack, items: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut items: Vec<u32> = items.collect();
    items.sort_by_key(|&i| (std::cmp::Reverse(pack.popularity(0, i)), i));
    items.truncate(PLACES + 1);
    items
}
