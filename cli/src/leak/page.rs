//! A shop's home page, as shoppers open it and an adversary reads it.

use std::collections::HashMap;

use vitrine::Key;
use vitrine::consent::Permissions;
use vitrine::pack::Pack;
use vitrine::profile::{Event, EventKind, Noise, Profile};
use vitrine::rank::{Candidate, Candidates, RankRequest, rank};

use super::Groups;
use super::{CLASSES, VIEWS};
use crate::evaluate::random::Random;

/// Candidates and visible places of the mixed carousel.
const MIXED: (usize, usize) = (72, 24);
/// Candidates and visible places of the carousel of each class.
const OWN: (usize, usize) = (20, 8);
/// Products that a shopper looks at before she first sees the page.
const BEFORE: usize = 8;
/// How often a look goes to her favourite class.
const LOYAL: f64 = 0.75;
/// What is read of each class in one view.
pub const READ: usize = 3;

/// What one shopper's pages show.
#[derive(Debug)]
pub struct Shopper {
    /// The class that she likes.
    pub favourite: usize,
    /// The views of the home page, each after a look at a product.
    pub views: Vec<View>,
}

/// What there is to read in one view of the home page, and on the product's page right before.
#[derive(Debug)]
pub struct View {
    /// Of the home page, [`READ`] numbers for each class.
    pub classes: Vec<f64>,
    /// How far in front each product of its mixed carousel stands; 0 where it is not visible.
    pub places: Vec<f64>,
    /// By class, 1 for that of the product whose page it was: the address.
    pub address: Vec<f64>,
    /// What the carousels beside that product say, as `classes`.
    pub beside: Vec<f64>,
}

/// The page.
#[derive(Debug)]
pub struct Home<'a> {
    pack: &'a Pack,
    classes: Vec<Vec<u32>>,
    class_of: HashMap<u32, usize>,
    mixed: Vec<u32>,
}

impl<'a> Home<'a> {
    /// Of the most popular classes: categories, or in a shop of few of them, a category and the value of one field more.
    pub fn new(pack: &'a Pack) -> Option<Home<'a>> {
        let category = pack.category_field()?;
        let few = pack.fields()[category].value_count() < CLASSES;
        let field = |at: &usize| *at != category && !pack.fields()[*at].is_number();
        let more = (0..pack.fields().len()).find(field).filter(|_| few);
        let mut classes: HashMap<_, Vec<u32>> = HashMap::new();
        let mut all: Vec<u32> = (0..pack.len() as u32).collect();
        all.sort_by_key(|item| (std::cmp::Reverse(pack.popularity(0, *item)), *item));
        for item in &all {
            let first = |field: usize| pack.values(field, *item).next();
            let class = (first(category), more.map(first));
            classes.entry(class).or_default().push(*item);
        }
        let total = |items: &Vec<u32>| {
            items
                .iter()
                .map(|i| u64::from(pack.popularity(0, *i)))
                .sum::<u64>()
        };
        let mut classes: Vec<Vec<u32>> = classes.into_values().collect();
        classes.sort_by_key(|items| (std::cmp::Reverse(total(items)), items[0]));
        classes.truncate(CLASSES);
        let class_of = classes
            .iter()
            .enumerate()
            .flat_map(|(class, items)| items.iter().map(move |item| (*item, class)))
            .collect();
        all.truncate(MIXED.0);
        (classes.len() == CLASSES).then_some(Home {
            pack,
            classes,
            class_of,
            mixed: all,
        })
    }

    /// A shopper: what she looks at, and what the page shows each time. Her groups come of a seed of her own, or of one
    /// that everybody has.
    pub fn shopper(&self, favourite: usize, groups: Groups, random: &mut Random) -> Shopper {
        let may = Permissions::offline().may_profile().expect("granted");
        let mut profile = Profile::new();
        let mut now = 1_600_000_000;
        let own = random.bits();
        let seed = match groups {
            Groups::Own => own,
            Groups::Shared => Noise::default().seed,
        };
        profile.set_noise(Noise { seed, since: now });
        let mut views = Vec::with_capacity(VIEWS);
        let everything: Vec<u32> = (0..self.pack.len() as u32).collect();
        for look in 0..BEFORE + VIEWS - 1 {
            let pool = if random.unit() < LOYAL {
                &self.classes[favourite]
            } else {
                &everything
            };
            let item = self.draw(pool, random);
            let id = self.pack.id(item);
            now += 60;
            let event = Event::of(EventKind::View, id, now);
            profile
                .observe(may, self.pack, &event)
                .expect("a good event");
            if look + 1 >= BEFORE {
                views.push(self.read(&profile, now, item));
            }
        }
        Shopper { favourite, views }
    }

    /// An item, as often as it is looked at.
    fn draw(&self, pool: &[u32], random: &mut Random) -> u32 {
        let count = |item: &u32| f64::from(self.pack.popularity(0, *item)) + 1.0;
        let mut left = random.unit() * pool.iter().map(count).sum::<f64>();
        for item in pool {
            left -= count(item);
            if left < 0.0 {
                return *item;
            }
        }
        pool[pool.len() - 1]
    }

    /// What one look at the page of `item` shows, and the home page after it.
    fn read(&self, profile: &Profile, now: u32, item: u32) -> View {
        let order = |items: &[u32], page: &[Key]| order(self.pack, profile, now, items, page);
        let mut classes = vec![0.0; CLASSES * READ];
        let mixed = order(&self.mixed, &[]);
        self.read_mixed(&mixed, &mut classes);
        let mut places = vec![0.0; self.mixed.len()];
        for (place, given) in mixed.iter().take(MIXED.1).enumerate() {
            places[*given as usize] = in_front(place);
        }
        for (class, items) in self.classes.iter().enumerate() {
            let items = &items[..items.len().min(OWN.0)];
            read_own(class, &order(items, &[]), &mut classes);
        }
        let (mut address, mut beside) = (vec![0.0; CLASSES], vec![0.0; CLASSES * READ]);
        let page = [self.pack.key(item)];
        self.read_mixed(&order(&self.mixed, &page), &mut beside);
        if let Some(class) = self.class_of.get(&item) {
            address[*class] = 1.0;
            let items = &self.classes[*class];
            let items = &items[..items.len().min(OWN.0)];
            read_own(*class, &order(items, &page), &mut beside);
        }
        View {
            classes,
            places,
            address,
            beside,
        }
    }

    /// How far in front each class stands in the mixed carousel.
    fn read_mixed(&self, order: &[u32], read: &mut [f64]) {
        for (place, given) in order.iter().take(MIXED.1).enumerate() {
            if let Some(class) = self.class_of.get(&self.mixed[*given as usize]) {
                read[class * READ] += in_front(place);
            }
        }
    }
}

fn in_front(place: usize) -> f64 {
    1.0 / (2.0 + place as f64).log2()
}

/// How much a class's own carousel is out of the merchant's order, and from how deep what it shows comes.
fn read_own(class: usize, order: &[u32], read: &mut [f64]) {
    for (place, given) in order.iter().take(OWN.1).enumerate() {
        read[class * READ + 1] += f64::from(given.abs_diff(place as u32)) / (1.0 + place as f64);
        read[class * READ + 2] += f64::from(*given);
    }
}

/// The order of some items; with the key of a product on its page.
fn order(pack: &Pack, profile: &Profile, now: u32, items: &[u32], page: &[Key]) -> Vec<u32> {
    let list: Vec<Candidate<'_>> = items.iter().map(|item| Candidate::of(*item)).collect();
    let mut request = RankRequest::new(Candidates::List(&list), now);
    request.exclude = page;
    let may = Permissions::offline().may_profile();
    rank(pack, profile, may, &request)
        .expect("the pack's own items")
        .order
}
