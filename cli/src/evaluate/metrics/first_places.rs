//! The share of next items that stand where nobody has to scroll: the first n places of a carousel.

/// 1 if it stands there, else 0.
pub(super) fn of(place: Option<u32>, n: u32) -> f64 {
    f64::from(u8::from(place.is_some_and(|place| place <= n)))
}
