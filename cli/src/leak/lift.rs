//! What the private setting leaves of the lift on a page that is no product's: a home page, say, where nothing is known
//! to everybody.

use vitrine::consent::Permissions;
use vitrine::pack::Pack;
use vitrine::profile::{Event, Noise, Profile};
use vitrine::rank::{Candidate, Candidates, RankRequest, rank};

use crate::evaluate::random::Random;
use crate::input::log::EventLog;
use crate::train::turns_to;

/// Places of the carousel of the shop's most popular products.
const PLACES: usize = 50;

/// MRR above the merchant's order in a carousel of the most popular products, of which none is left out, before every
/// step to another of them; of the first `limit` sessions.
#[must_use]
pub fn on_a_home_page(pack: &Pack, log: &EventLog, limit: Option<usize>, seed: u64) -> f64 {
    let mut items: Vec<u32> = (0..pack.len() as u32).collect();
    items.sort_by_key(|item| (std::cmp::Reverse(pack.popularity(0, *item)), *item));
    items.truncate(PLACES);
    let list: Vec<Candidate<'_>> = items.iter().map(|item| Candidate::of(*item)).collect();
    let may = Permissions::offline().may_profile();
    let mut random = Random::new(seed);
    let (mut gained, mut steps) = (0.0, 0.0);
    for session in log.sessions.iter().take(limit.unwrap_or(usize::MAX)) {
        let mut profile = Profile::new();
        // Shopper by shopper groups of her own.
        let (seed, since) = (random.bits(), 0);
        profile.set_noise(Noise { seed, since });
        let mut last = None;
        for event in &session.events {
            let id = &log.items[event.item as usize];
            if turns_to(event.kind) {
                let item = pack.lookup(id);
                let place = items.iter().position(|other| Some(*other) == item);
                if let Some(place) = place.filter(|_| last.is_some() && last != item) {
                    let request = RankRequest::new(Candidates::List(&list), event.time);
                    let order = rank(pack, &profile, may, &request)
                        .expect("the pack's own items")
                        .order;
                    let stands = order.iter().position(|given| *given as usize == place);
                    let reciprocal = |place: usize| 1.0 / (1.0 + place as f64);
                    gained += stands.map_or(0.0, reciprocal) - reciprocal(place);
                    steps += 1.0;
                }
                last = item.or(last);
            }
            if let Some(may) = may {
                // What the engine refuses (a search without words, say) teaches nothing.
                _ = profile.observe(may, pack, &Event::of(event.kind, id, event.time));
            }
        }
    }
    gained / f64::max(steps, 1.0)
}
