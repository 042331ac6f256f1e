//! HR@n: was the next item among the first n?

/// 1 if it was, else 0.
pub(super) fn of(place: Option<u32>, n: u32) -> f64 {
    f64::from(u8::from(place.is_some_and(|place| place <= n)))
}
