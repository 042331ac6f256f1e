//! MRR@n: one over the place, 0 beyond the first n.

/// The reciprocal place.
pub(super) fn of(place: Option<u32>, n: u32) -> f64 {
    match place {
        Some(place) if place <= n => 1.0 / f64::from(place),
        _ => 0.0,
    }
}
