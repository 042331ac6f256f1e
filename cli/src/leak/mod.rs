//! The order as a leak: how well somebody who reads the visible carousels names the shopper's favourite class of
//! products. Shoppers are simulated, so that every favourite is as likely and chance is known; catalogue, pack and
//! engine are the shop's own. See `docs/leak.md`.

mod adversary;
pub mod lift;
mod page;
pub mod plot;

use vitrine::pack::{Pack, Tunable};

use crate::evaluate::random::Random;
use crate::failure::Failure;
use adversary::Reads;
use page::Home;

/// How many favourites there are.
pub const CLASSES: usize = 12;
/// How many times a shopper opens the page.
pub const VIEWS: usize = 10;

/// How many shoppers the adversary learns from, and is tried on.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Shoppers with known favourites.
    pub known: usize,
    /// Shoppers whose favourite is to be named.
    pub tried: usize,
}

/// Whose groups of items a shopper has.
#[derive(Debug, Clone, Copy)]
pub enum Groups {
    /// Her own: the adversary does not know her seed.
    Own,
    /// Those of a profile for which no seed was drawn, the same for everybody, and known to the adversary.
    Shared,
}

/// A share of favourites that were named, and its 95 % interval (bootstrap).
pub type Named = [f64; 3];

/// How many favourites were named, after one view and after all.
#[derive(Debug, Clone, Copy)]
pub struct Leak {
    /// By the carousels of the home page.
    pub home: [Named; 2],
    /// By the addresses of the products' pages that she opened, whatever stands there.
    pub addresses: [Named; 2],
    /// By those addresses and the carousels beside the products.
    pub products: [Named; 2],
}

/// A copy of a pack with another number of decoys.
///
/// # Errors
/// A number that the dial does not take.
pub fn with_decoys(pack: &Pack, decoys: f32) -> Result<Pack, Failure> {
    let bad = |error: vitrine::pack::PackError| Failure::new(error.code(), error.to_string());
    let mut private = Pack::from_bytes(pack.bytes().to_vec()).map_err(bad)?;
    let mut weights = pack.weights().clone();
    weights.set_tunable(Tunable::Decoys, decoys).map_err(bad)?;
    private.set_weights(weights);
    Ok(private)
}

/// Attacks the pack as it is set. The adversary knows the pack and its setting, and trains on shoppers simulated under
/// it; whether it knows a shopper's seed, `groups` says.
///
/// # Errors
/// A shop with fewer than [`CLASSES`] classes of products.
pub fn attack(pack: &Pack, size: Size, groups: Groups, seed: u64) -> Result<Leak, Failure> {
    let home = Home::new(pack).ok_or_else(|| {
        Failure::new(
            "too-few-classes",
            "The shop has fewer than 12 classes of products; give a pack with a category field.",
        )
    })?;
    let mut random = Random::new(seed);
    let mut shoppers = |count: usize| -> Vec<page::Shopper> {
        (0..count)
            .map(|at| home.shopper(at % CLASSES, groups, &mut random))
            .collect()
    };
    let (known, tried) = (shoppers(size.known), shoppers(size.tried));
    let named = |reads: Reads| {
        [1, VIEWS].map(|views| interval(&adversary::best(&known, &tried, views, reads), seed))
    };
    Ok(Leak {
        home: named(Reads::Home),
        addresses: named(Reads::Addresses),
        products: named(Reads::Products),
    })
}

/// The mean of hits and its 95 % interval.
fn interval(hits: &[bool], seed: u64) -> [f64; 3] {
    let mean = |at: &mut dyn Iterator<Item = usize>| {
        at.filter(|at| hits[*at]).count() as f64 / hits.len().max(1) as f64
    };
    let mut random = Random::new(seed);
    let mut means: Vec<f64> = (0..1000)
        .map(|_| mean(&mut (0..hits.len()).map(|_| random.below(hits.len()))))
        .collect();
    means.sort_by(f64::total_cmp);
    [mean(&mut (0..hits.len())), means[25], means[974]]
}

#[cfg(test)]
mod tests;
