//! A few numbered flags.

use super::bits::Bits;
use super::refusal::Refusal;

/// Flags numbered from 1, at most 63 of them: purposes, special features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags {
    /// The first one is the most significant of the `count` lowest bits.
    bits: u64,
    count: u8,
}

impl Flags {
    pub(super) fn read(bits: &mut Bits<'_>, count: u8) -> Result<Self, Refusal> {
        // Custom purposes may be more than one read gives.
        let first = count.min(32);
        let high = bits.take(usize::from(first))?;
        let low = bits.take(usize::from(count - first))?;
        Ok(Self {
            bits: high << (count - first) | low,
            count,
        })
    }

    /// How many there are, set or not.
    #[must_use]
    pub fn count(self) -> u8 {
        self.count
    }

    /// Whether the flag of this number is set; not if there is none.
    #[must_use]
    pub fn has(self, number: u8) -> bool {
        (1..=self.count).contains(&number) && self.bits >> (self.count - number) & 1 == 1
    }

    /// The numbers of those that are set.
    pub fn set(self) -> impl Iterator<Item = u8> {
        (1..=self.count).filter(move |&number| self.has(number))
    }
}
