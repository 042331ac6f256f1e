//! NDCG@n. With one right item the ideal gain is 1, so what is left is the discount of its place.

/// `1 / log2(1 + place)`, 0 beyond the first n.
pub(super) fn of(place: Option<u32>, n: u32) -> f64 {
    match place {
        Some(place) if place <= n => 1.0 / (1.0 + f64::from(place)).log2(),
        _ => 0.0,
    }
}
