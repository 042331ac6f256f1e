//! What a shopper may do with her own profile, and what is never in it.

mod choices;
mod export;
mod purposes;
mod sensitive;

use crate::shop::{NOW, may, shopper};
use vitrine::consent::MayProfile;
use vitrine::pack::Pack;
use vitrine::profile::{Event, EventKind, Profile};
use vitrine::rank::{Candidates, RankRequest, rank};

const DAY: u32 = 86_400;

/// A shopper of whom something is kept for every purpose.
fn busy(pack: &Pack) -> Profile {
    let mut profile = shopper(
        pack,
        &[
            (EventKind::View, "shoe-0"),
            (EventKind::Impression, "hat-1"),
            (EventKind::View, "shoe-2"),
            (EventKind::CartAdd, "shoe-0"),
            (EventKind::Dismiss, "hat-3"),
            (EventKind::Purchase, "shoe-2"),
            (EventKind::Wishlist, "hat-5"),
            (EventKind::View, "of another shop"),
        ],
    );
    let search = Event::search("red hats", NOW + 900);
    profile.observe(may(), pack, &search).expect("words");
    profile
}

fn order(pack: &Pack, profile: &Profile, may: MayProfile, now: u32) -> Vec<u32> {
    let request = RankRequest::new(Candidates::WholeCatalogue, now);
    let ranking = rank(pack, profile, Some(may), &request).expect("a good request");
    ranking.order
}

fn without_purchases() -> MayProfile {
    may().without_purchases()
}
