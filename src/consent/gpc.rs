//! Global Privacy Control: the `Sec-GPC` header.

/// Whether a header's value asserts the control: exactly `1`, also as one of several values that were joined with commas,
/// as several headers of one name are. Every other value is no assertion.
pub(super) fn asserted(header: &str) -> bool {
    header
        .split(',')
        .any(|value| value.trim_matches([' ', '\t']) == "1")
}
