//! How likely each place of a list is to be looked at, and what items are worth beside that: the
//! position-based model, P(click) = examined(place) · liked(item).

use std::collections::HashMap;

use crate::input::shown::ShownList;

/// Rounds of estimation; the figures stand still well before.
const ROUNDS: usize = 30;
/// Looks that every item is given at the average rate before its own count.
const PRIOR_LOOKS: f64 = 5.0;
/// Places beyond this one share its figure: too few lists are that long.
const MOST_PLACES: usize = 50;

/// How likely each place is to be examined, relative to the likeliest, from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Propensities(Vec<f64>);

impl Propensities {
    /// Estimates by expectation maximisation (Wang, Golbandi, Bendersky, Metzler and Najork, WSDM 2018,
    /// section 4, with one liking an item instead of a regression): a click says that the place was
    /// examined and the item liked; of what was not clicked, it is worked out which was the likelier to
    /// fail.
    pub fn estimate(lists: &[&ShownList]) -> Self {
        let places = lists
            .iter()
            .map(|l| l.items.len())
            .max()
            .unwrap_or(0)
            .clamp(1, MOST_PLACES);
        let mut examined: Vec<f64> = (0..places)
            .map(|place| 1.0 / (1.0 + place as f64))
            .collect();
        let shown: usize = lists.iter().map(|list| list.items.len()).sum();
        let average = lists.len() as f64 / (shown.max(1) as f64) * 2.0;
        let average = average.clamp(1e-3, 0.5);
        let mut liked: HashMap<u32, f64> = HashMap::new();
        for _ in 0..ROUNDS {
            let mut place_sums = vec![(0.0, 0.0); places];
            let mut item_sums: HashMap<u32, (f64, f64)> = HashMap::new();
            for list in lists {
                for (place, item) in list.items.iter().enumerate() {
                    let at = place.min(places - 1);
                    let (look, like) = (examined[at], liked.get(item).copied().unwrap_or(average));
                    let (looked, liking) = if place == list.clicked {
                        (1.0, 1.0)
                    } else {
                        let passed = (1.0 - look * like).max(1e-9);
                        (look * (1.0 - like) / passed, like * (1.0 - look) / passed)
                    };
                    place_sums[at].0 += looked;
                    place_sums[at].1 += 1.0;
                    let of_item = item_sums.entry(*item).or_default();
                    of_item.0 += liking;
                    of_item.1 += 1.0;
                }
            }
            for (examined, (looked, all)) in examined.iter_mut().zip(place_sums) {
                *examined = f64::clamp(looked / f64::max(all, 1.0), 1e-4, 1.0);
            }
            liked = item_sums
                .into_iter()
                .map(|(item, (liking, all))| {
                    let rate = (liking + PRIOR_LOOKS * average) / (all + PRIOR_LOOKS);
                    (item, rate.clamp(1e-4, 1.0 - 1e-4))
                })
                .collect();
        }
        let highest = examined.iter().copied().fold(1e-9, f64::max);
        Self(examined.into_iter().map(|place| place / highest).collect())
    }

    /// Of a place, from 0.
    pub fn of(&self, place: usize) -> f64 {
        self.0.get(place).or(self.0.last()).copied().unwrap_or(1.0)
    }

    /// What a click at a place counts where all places shall count alike: 1 over its propensity, at
    /// most 1 over `least` (Joachims, Swaminathan and Schnabel, WSDM 2017, section 4; clipped as in
    /// their section 6).
    pub fn weight(&self, place: usize, least: f64) -> f64 {
        1.0 / self.of(place).max(least)
    }
}

/// Clicks that every item is given, with as many expected ones, before its own count.
const PRIOR_CLICKS: f64 = 2.0;

/// Of each item of `items`, the logarithm of its clicks over those that its places would let expect of
/// any item (clicks over expected clicks: Zhang and Jones, WWW 2007). 0 for one never shown.
pub fn click_through(lists: &[&ShownList], items: usize) -> Vec<Option<f32>> {
    let mut by_place = vec![(0.0_f64, 0.0_f64); MOST_PLACES];
    for list in lists {
        for place in 0..list.items.len() {
            let at = &mut by_place[place.min(MOST_PLACES - 1)];
            at.1 += 1.0;
            at.0 += f64::from(u8::from(place == list.clicked));
        }
    }
    let mut counts = vec![(0.0_f64, 0.0_f64); items];
    for list in lists {
        for (place, item) in list.items.iter().enumerate() {
            let (clicks, shown) = by_place[place.min(MOST_PLACES - 1)];
            let count = &mut counts[*item as usize];
            count.1 += clicks / shown;
            count.0 += f64::from(u8::from(place == list.clicked));
        }
    }
    counts
        .into_iter()
        .map(|(clicks, expected)| {
            let lift = libm::log((clicks + PRIOR_CLICKS) / (expected + PRIOR_CLICKS)) as f32;
            (expected > 0.0).then_some(lift)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &[u32], clicked: usize) -> ShownList {
        ShownList {
            session: "s".to_owned(),
            time: 0,
            items: items.to_vec(),
            prices: vec![None; items.len()],
            clicked,
        }
    }

    /// Clicks drawn from a known law: place k is examined with 1/(1+k), items are liked .2 to .8.
    fn drawn() -> Vec<ShownList> {
        let mut state = 11_u64;
        let mut random = move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut lists = Vec::new();
        while lists.len() < 6000 {
            let mut items: Vec<u32> = (0..10).collect();
            for last in (1..10).rev() {
                items.swap(last, (random() * (last + 1) as f64) as usize);
            }
            let clicks: Vec<usize> = (0..10)
                .filter(|&place| {
                    let like = 0.2 + 0.06 * f64::from(items[place]);
                    random() < like / (1.0 + place as f64)
                })
                .collect();
            if let [clicked] = clicks[..] {
                lists.push(list(&items, clicked));
            }
        }
        lists
    }

    #[test]
    fn places_and_items_are_told_apart() {
        let lists = drawn();
        let lists: Vec<&ShownList> = lists.iter().collect();
        let found = Propensities::estimate(&lists);
        assert_eq!(found.of(0), 1.0);
        assert!(
            found.of(1) < 0.75 && found.of(4) < 0.4 && found.of(9) < 0.25,
            "{found:?}"
        );
        assert_eq!(found.weight(0, 0.1), 1.0);
        assert!(found.weight(9, 0.5) <= 2.0);
        let rates = click_through(&lists, 11);
        assert_eq!(rates[10], None);
        assert!(rates[9] > Some(0.3) && rates[0] < Some(-0.3), "{rates:?}");
    }
}
