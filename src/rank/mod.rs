//! x
pub(crate) fn evidence(
    _p: &crate::profile::Profile,
    _k: &crate::pack::Pack,
    _n: crate::Seconds,
) -> f64 {
    0.0
}
