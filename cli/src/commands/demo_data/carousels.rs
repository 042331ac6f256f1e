//! The home page's shelves, from what any pack tells: popularity, categories, prices.

use std::collections::BTreeMap;

use serde::Serialize;
use vitrine::pack::Pack;

use super::naming::capital;

/// About three times what a shelf shows: a better order needs something to choose from, and the shelves
/// above take their share.
const POOL: usize = 36;
/// At most so many shelves of one category each.
const MOST_CATEGORIES: usize = 5;
/// A category with fewer items gets no shelf.
const FEWEST: usize = 6;
/// Even a shop of which nothing but clicks is known has so many shelves.
const FEWEST_SHELVES: usize = 3;

/// One shelf.
#[derive(Debug, Serialize)]
pub struct Carousel {
    slot: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<Vec<String>>,
    items: Vec<String>,
}

/// The shelves, over the first `shown` items of the pack.
pub fn of(pack: &Pack, shown: u32, currency: &str) -> Vec<Carousel> {
    let mut shelves = vec![shelf(
        pack,
        "home-popular",
        "Popular now",
        &popular_now(pack, shown),
    )];
    shelves.extend(categories(pack, shown));
    shelves.extend(small_prices(pack, shown, currency));
    let titles = ["More of what is liked", "And more"];
    for (place, title) in titles.iter().enumerate() {
        if shelves.len() >= FEWEST_SHELVES {
            break;
        }
        let items: Vec<u32> = (0..shown).skip((place + 1) * POOL / 2).collect();
        shelves.push(shelf(
            pack,
            &format!("home-more-{}", place + 1),
            title,
            &items,
        ));
    }
    shelves.retain(|shelf| !shelf.items.is_empty());
    shelves
}

fn shelf(pack: &Pack, slot: &str, title: &str, items: &[u32]) -> Carousel {
    Carousel {
        slot: slot.to_owned(),
        title: title.to_owned(),
        category: None,
        items: items
            .iter()
            .take(POOL)
            .map(|item| pack.id(*item).to_owned())
            .collect(),
    }
}

/// By the shortest window that the pack counts; the pack's own order is that of the whole log.
fn popular_now(pack: &Pack, shown: u32) -> Vec<u32> {
    let mut items: Vec<u32> = (0..shown).collect();
    let shortest = pack
        .windows()
        .enumerate()
        .filter(|(_, seconds)| *seconds > 0)
        .min_by_key(|(_, seconds)| *seconds);
    if let Some((window, _)) = shortest {
        items.sort_by_key(|item| std::cmp::Reverse(pack.popularity(window, *item)));
    }
    items
}

/// The categories that shoppers turn to most.
fn categories(pack: &Pack, shown: u32) -> Vec<Carousel> {
    let Some(field) = pack.category_field() else {
        return Vec::new();
    };
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for item in 0..shown {
        if let Some(value) = pack.values(field, item).next() {
            groups.entry(value).or_default().push(item);
        }
    }
    let interest = |items: &[u32]| -> u64 {
        // A catalogue without a log counts nothing: then the larger category goes first.
        let counted: u64 = match pack.windows().next() {
            Some(_) => items
                .iter()
                .map(|item| u64::from(pack.popularity(0, *item)))
                .sum(),
            None => 0,
        };
        counted.max(items.len() as u64)
    };
    let mut groups: Vec<(u32, Vec<u32>)> = groups
        .into_iter()
        .filter(|(_, items)| items.len() >= FEWEST)
        .collect();
    // A category that only has a number says little: the named ones go first.
    let unnamed = |value: u32| {
        pack.value_text(field, value)
            .chars()
            .all(|c| c.is_ascii_digit())
    };
    groups.sort_by_key(|(value, items)| {
        (unnamed(*value), std::cmp::Reverse(interest(items)), *value)
    });
    groups.truncate(MOST_CATEGORIES);
    groups
        .into_iter()
        .map(|(value, items)| {
            let mut steps: Vec<String> = pack.fields()[field]
                .steps(value)
                .map(|step| pack.value_text(field, step).to_owned())
                .collect();
            steps.reverse();
            let leaf = pack.value_text(field, value);
            let title = if leaf.eq_ignore_ascii_case("sale") {
                "On sale".to_owned()
            } else if unnamed(value) {
                format!("Category {leaf}")
            } else {
                capital(leaf)
            };
            Carousel {
                category: Some(steps),
                ..shelf(pack, &format!("home-category-{value}"), &title, &items)
            }
        })
        .collect()
}

/// What costs less than a third of the shop's items do at most.
fn small_prices(pack: &Pack, shown: u32, currency: &str) -> Option<Carousel> {
    let field = pack.price_field()?;
    let priced: Vec<(u32, f32)> = (0..shown)
        .filter_map(|item| Some((item, pack.number(field, item)?)))
        .filter(|(_, price)| *price > 0.0)
        .collect();
    let mut prices: Vec<f32> = priced.iter().map(|(_, price)| *price).collect();
    prices.sort_by(f32::total_cmp);
    let limit = round_price(*prices.get(prices.len() / 3)?);
    let items: Vec<u32> = priced
        .iter()
        .filter(|(_, price)| *price < limit)
        .map(|(item, _)| *item)
        .collect();
    let amount = if limit < 1.0 {
        format!("{limit:.2}")
    } else {
        limit.to_string()
    };
    let money = match currency {
        "USD" => format!("${amount}"),
        "EUR" => format!("€{amount}"),
        "GBP" => format!("£{amount}"),
        "" => amount,
        other => format!("{amount} {other}"),
    };
    (items.len() >= FEWEST)
        .then(|| shelf(pack, "home-small-prices", &format!("Under {money}"), &items))
}

/// Two significant digits, upwards, and whole from 1 on: a limit that a shop would print.
fn round_price(price: f32) -> f32 {
    let digits = 10_f32.powf(price.log10().floor() - 1.0);
    let step = if price >= 1.0 {
        digits.max(1.0)
    } else {
        digits
    };
    (price / step).ceil() * step
}

#[cfg(test)]
mod tests {
    use super::round_price;

    #[test]
    fn limits_are_round() {
        for (price, limit) in [
            (33.0, 33.0),
            (37.9, 38.0),
            (123.4, 130.0),
            (1999.0, 2000.0),
            (4.31, 5.0),
            (0.431, 0.44),
        ] {
            assert!(
                (round_price(price) - limit).abs() < 1e-3,
                "{price}: {}",
                round_price(price)
            );
        }
    }
}
