//! Some values of a field, with the base rate that each has over all items of the shop.

use super::file::{Body, write_text};
use crate::bytes::Writer;
use crate::key::{Key, value_key};
use crate::pack::{FieldKind, MAX_PATH_STEPS, PackError};

/// The values that a head or a slice lists of one field. A place in here is a value's number in the same file.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// Of a path all its steps from the broadest, else one text.
    pub(super) steps: Vec<Vec<String>>,
    base_rates: Vec<f32>,
}

impl Values {
    /// Reads the values of a field that has any.
    pub(super) fn read(body: &mut Body<'_>, kind: FieldKind) -> Result<Self, PackError> {
        let mut values = Self::default();
        for place in 0..body.varint()? {
            let above = match kind {
                FieldKind::Path => body.varint()?,
                _ => 0,
            };
            if above > place {
                return Err(body.bad("a path stands before the path it goes on from"));
            }
            let mut steps = match above.checked_sub(1) {
                Some(above) => values.steps[above as usize].clone(),
                None => Vec::new(),
            };
            steps.push(body.text()?);
            if steps.len() > MAX_PATH_STEPS {
                return Err(body.bad("a path has more than eight steps"));
            }
            let rate = body.f32()?;
            if !(0.0..=1.0).contains(&rate) || rate == 0.0 {
                return Err(body.bad("a base rate is not between 0 and 1"));
            }
            values.steps.push(steps);
            values.base_rates.push(rate);
        }
        Ok(values)
    }

    /// Each value's key with its base rate.
    pub(super) fn base_rates(&self, field: Key) -> impl Iterator<Item = (Key, f32)> + '_ {
        let keys = self.steps.iter().map(move |steps| {
            steps
                .iter()
                .fold(field, |above, step| value_key(above, step))
        });
        keys.zip(self.base_rates.iter().copied())
    }
}

/// Writes one value; of a path `above` is 0, or 1 + the place of the step above it.
pub(super) fn write(out: &mut Writer, kind: FieldKind, above: u32, text: &str, rate: f32) {
    if kind == FieldKind::Path {
        out.varint(above);
    }
    write_text(out, text);
    out.f32(rate);
}
