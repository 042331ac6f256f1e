//! Forgetting by half-lives.

use crate::Seconds;

/// What is left of 1 after `elapsed` of a half-life; both in one unit.
pub(crate) fn left(elapsed: f64, half_life: f32) -> f64 {
    libm::exp2(-elapsed / f64::from(half_life))
}

/// The seconds from `earlier` to `later`; a clock that ran backwards counts as standing still.
pub(crate) fn elapsed(earlier: Seconds, later: Seconds) -> f64 {
    f64::from(later.saturating_sub(earlier))
}
