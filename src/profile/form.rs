//! The two forms in which a profile is written, in words that both share: the whole one, and the compact one, in which
//! whole numbers are varints, moments are told by how long ago they are, and amounts take 16 bits.

use super::Clock;
use super::format::ProfileError;
use crate::bytes::{Reader, Short, Writer};

/// The largest amount of interest, count or sum of squares that honest use can reach, with room.
const MOST: f32 = 1e12;
/// The lowest bits of an `f32` are lost in the compact form.
const LOST_BITS: u32 = 13;
/// What an `f32` of 2⁻²⁰ has above them, which is written as 0: less is nothing.
const LEAST: u32 = 107 << (23 - LOST_BITS);
const MOST_OF_SIZE: u32 = 0x7fff;

/// Writes in one of the forms.
pub(super) struct FormWriter {
    pub(super) out: Writer,
    pub(super) clock: Clock,
    pub(super) compact: bool,
}

impl FormWriter {
    #[inline(never)]
    pub(super) fn whole(&mut self, number: u32) {
        if self.compact {
            self.out.varint(number);
        } else {
            self.out.u32(number);
        }
    }

    /// A time, step or session, told from where the clock is.
    #[inline(never)]
    pub(super) fn before(&mut self, clock: u32, number: u32) {
        self.whole(if self.compact {
            clock.wrapping_sub(number)
        } else {
            number
        });
    }

    #[inline(never)]
    pub(super) fn count(&mut self, count: u16) {
        if self.compact {
            self.out.varint(count.into());
        } else {
            self.out.u16(count);
        }
    }

    /// An amount; a negative zero, which is nothing else, as zero.
    #[inline(never)]
    pub(super) fn amount(&mut self, amount: f32) {
        if !self.compact {
            self.out.f32(amount + 0.0);
            return;
        }
        let bits = amount.to_bits();
        let rounded = ((bits & !SIGN) + (1 << (LOST_BITS - 1))) >> LOST_BITS;
        let size = rounded.saturating_sub(LEAST).min(MOST_OF_SIZE);
        let sign = if size == 0 { 0 } else { (bits & SIGN) >> 16 };
        self.out.u16((size | sign) as u16);
    }
}

const SIGN: u32 = 1 << 31;

/// Reads one of the forms.
pub(super) struct FormReader<'a> {
    pub(super) bytes: Reader<'a>,
    pub(super) clock: Clock,
    pub(super) compact: bool,
}

impl FormReader<'_> {
    #[inline(never)]
    pub(super) fn whole(&mut self) -> Result<u32, Short> {
        if self.compact {
            self.bytes.varint()
        } else {
            self.bytes.u32()
        }
    }

    /// A time, step or session, told from where the clock is.
    #[inline(never)]
    pub(super) fn before(&mut self, clock: u32) -> Result<u32, Short> {
        let number = self.whole()?;
        Ok(if self.compact {
            clock.wrapping_sub(number)
        } else {
            number
        })
    }

    #[inline(never)]
    pub(super) fn count(&mut self) -> Result<u16, Short> {
        if self.compact {
            u16::try_from(self.bytes.varint()?).map_err(|_| Short)
        } else {
            self.bytes.u16()
        }
    }

    #[inline(never)]
    pub(super) fn amount(&mut self) -> Result<f32, ProfileError> {
        if !self.compact {
            return self.number();
        }
        let written = u32::from(self.bytes.u16()?);
        let size = written & MOST_OF_SIZE;
        Ok(if size == 0 {
            0.0
        } else {
            f32::from_bits((size + LEAST) << LOST_BITS | (written & !MOST_OF_SIZE) << 16)
        })
    }

    /// A number that is written alike in both forms.
    #[inline(never)]
    pub(super) fn number(&mut self) -> Result<f32, ProfileError> {
        let number = self.bytes.f32()?;
        if number.is_finite() && number.abs() <= MOST {
            Ok(number)
        } else {
            Err(ProfileError::BadContent("a number is out of range"))
        }
    }
}

/// One that cannot be below zero.
pub(super) fn positive(number: f32) -> Result<f32, ProfileError> {
    if number >= 0.0 {
        Ok(number)
    } else {
        Err(ProfileError::BadContent("a weight is negative"))
    }
}
