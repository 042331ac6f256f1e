//! What the shopper says of her own taste, in so many words.

use super::forget::keys_named;
use super::{HalfLives, Profile, Purpose};
use crate::consent::MayProfile;
use crate::pack::Pack;
use crate::{MAX_TEXT_BYTES, Seconds};
use core::fmt;

/// The least that a stated liking of 1 counts, in page views; where more interest in another value of the field is
/// remembered, it counts as much as that.
const LIKED: f64 = 6.0;

/// Why a stated preference was refused; the profile is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreferError {
    /// The pack has no such field of values.
    UnknownField,
    /// The field describes people, or the merchant declared the value sensitive.
    Sensitive,
    /// The value is empty or too long.
    BadValue,
    /// The liking is not between -1 and 1.
    BadLiking,
    /// She switched off, or the shop, whatever it could be remembered for.
    PurposeOff,
}

impl PreferError {
    /// A stable code for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownField => "prefer-unknown-field",
            Self::Sensitive => "prefer-sensitive",
            Self::BadValue => "prefer-bad-value",
            Self::BadLiking => "prefer-bad-liking",
            Self::PurposeOff => "prefer-purpose-off",
        }
    }
}

impl fmt::Display for PreferError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownField => {
                "The pack has no field of values of this name; `vitrine inspect` lists its fields."
            }
            Self::Sensitive => {
                "Nothing of this field or value is ever remembered; do not offer it as a preference."
            }
            Self::BadValue => "The value is empty or longer than 1,024 bytes; give one of the field's.",
            Self::BadLiking => "The liking is no number from -1 to 1; give one.",
            Self::PurposeOff => {
                "Browsing is switched off, so there is nowhere to remember it; switch it on first."
            }
        })
    }
}

impl core::error::Error for PreferError {}

impl Profile {
    /// Takes a liking from -1 ("not mine") over 0 (neither) to 1 ("mine") of one value, in place of all that was seen of
    /// her interest in it. It fades as anything else does, and [`forget_value`](Self::forget_value) takes it back. A
    /// path is given as there.
    ///
    /// ```compile_fail
    /// use vitrine::{pack::Pack, profile::Profile};
    /// // Nobody writes into a profile without the permission.
    /// fn like(pack: &Pack, profile: &mut Profile) { profile.prefer(pack, "colour", "red", 1.0, 0).unwrap(); }
    /// ```
    ///
    /// # Errors
    /// A [`PreferError`]; the profile is then as it was.
    pub fn prefer(
        &mut self,
        may: MayProfile,
        pack: &Pack,
        (field, value): (&str, &str),
        liking: f32,
        now: Seconds,
    ) -> Result<(), PreferError> {
        if !(-1.0..=1.0).contains(&liking) {
            return Err(PreferError::BadLiking);
        }
        let may = may.without(self.choices.off);
        let declared = pack.fields().iter();
        let named = declared
            .enumerate()
            .find(|(_, declared)| declared.name() == field);
        let (index, declared) = named.ok_or(PreferError::UnknownField)?;
        if declared.is_number() {
            return Err(PreferError::UnknownField);
        }
        if !declared.is_profiled() || pack.sensitive().has_text(pack, index, value) {
            return Err(PreferError::Sensitive);
        }
        if value.trim().is_empty() || value.len() > MAX_TEXT_BYTES {
            return Err(PreferError::BadValue);
        }
        if !may.includes(Purpose::Browsing) {
            return Err(PreferError::PurposeOff);
        }
        let key = keys_named(pack, field, value)[0];
        let now = now.max(self.clock.latest);
        let half_lives = HalfLives::of(pack.weights(), Purpose::Browsing);
        let mut strongest = LIKED;
        for partition in &mut self.partitions {
            partition.retain_fields(|field| {
                if field.key == declared.key() {
                    field.values.remove(key);
                    for value in field.values.iter() {
                        let (short, long) = value.at(now, self.clock.step, half_lives);
                        strongest = strongest.max(short).max(long);
                    }
                }
            });
        }
        if liking != 0.0 {
            let interest = strongest as f32 * liking;
            let at = (now, self.clock.step);
            self.partitions[Purpose::Browsing as usize].add_value(
                declared.key(),
                key,
                interest,
                at,
                half_lives,
            );
        }
        Ok(())
    }
}
