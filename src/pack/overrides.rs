//! The merchant's own hand on weights and dials, by the names of `docs/tunables.md`.

use super::{Field, SignalCode, Tunable, Weights};
use core::fmt;

/// The highest factor by which a weight may be multiplied.
pub const MAX_FACTOR: f32 = 100.0;

impl Weights {
    /// Overrides one thing by its name. A dial (`strength`) is set to `value`. A signal, by its reason
    /// (`price-near`) or by its reason and field (`affinity:brand`), has its weights multiplied by `value` on both
    /// surfaces, openly and in the private setting: 0 turns it off.
    ///
    /// # Errors
    /// An [`OverrideError`]; nothing is changed then.
    pub fn override_named(
        &mut self,
        fields: &[Field],
        name: &str,
        value: f32,
    ) -> Result<(), OverrideError> {
        if let Some(tunable) = Tunable::ALL.into_iter().find(|dial| dial.name() == name) {
            return self
                .set_tunable(tunable, value)
                .map_err(|_| OverrideError::OutOfRange);
        }
        let (reason, field) = match name.split_once(':') {
            Some((reason, field)) => {
                let field = fields.iter().position(|declared| declared.name() == field);
                (
                    reason,
                    Some(field.ok_or(OverrideError::UnknownName)? as u16),
                )
            }
            None => (name, None),
        };
        let meant =
            |code: SignalCode| code.reason() == reason && (field.is_none() || code.per_field());
        if !SignalCode::ALL.into_iter().any(meant) {
            return Err(OverrideError::UnknownName);
        }
        if !(0.0..=MAX_FACTOR).contains(&value) {
            return Err(OverrideError::OutOfRange);
        }
        for (signal, weight) in self.all_signals() {
            if meant(signal.code) && (field.is_none() || signal.field == field) {
                // Again and again the highest factor is still a number.
                *weight = (*weight * value).clamp(f32::MIN, f32::MAX);
            }
        }
        Ok(())
    }
}

/// Why an override was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverrideError {
    /// No dial and no signal of this pack has the name.
    UnknownName,
    /// The value is outside the dial's range, or no factor from 0 to [`MAX_FACTOR`].
    OutOfRange,
}

impl OverrideError {
    /// A stable code for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownName => "weights-unknown-name",
            Self::OutOfRange => "weights-out-of-range",
        }
    }
}

impl fmt::Display for OverrideError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownName => {
                "A weight's name is not known; docs/tunables.md lists reasons and dials, and a field must be the pack's."
            }
            Self::OutOfRange => {
                "A weight is out of range: a factor from 0 to 100, or a dial within its own range."
            }
        })
    }
}

impl core::error::Error for OverrideError {}
