//! The vendors of a TC string, where they stand: a maximum and one bit each, or ranges.

use core::ops::RangeInclusive;

use super::bits::Bits;
use super::refusal::Refusal;

/// A set of vendor ids. Reading it costs no memory, however large the ranges are.
#[derive(Debug, Clone, Copy)]
pub struct Vendors<'a> {
    bits: Bits<'a>,
    encoding: Encoding,
}

#[derive(Debug, Clone, Copy)]
enum Encoding {
    /// One bit for each vendor from 1 to this.
    Bitfield(u16),
    /// So many ranges.
    Ranges(u16),
}

impl<'a> Vendors<'a> {
    /// Reads a vendor section and moves `bits` behind it; every range is checked.
    pub(super) fn read(bits: &mut Bits<'a>) -> Result<Self, Refusal> {
        let max = bits.id()?;
        if bits.flag()? {
            return Self::read_ranges(bits, max);
        }
        let section = Self {
            bits: *bits,
            encoding: Encoding::Bitfield(max),
        };
        bits.skip(usize::from(max))?;
        Ok(section)
    }

    /// Reads a list of ranges of ids up to `max` and moves `bits` behind it.
    pub(super) fn read_ranges(bits: &mut Bits<'a>, max: u16) -> Result<Self, Refusal> {
        let entries = bits.take(12)? as u16;
        let section = Self {
            bits: *bits,
            encoding: Encoding::Ranges(entries),
        };
        for _ in 0..entries {
            let range = read_range(bits)?;
            if *range.start() == 0 || range.is_empty() || *range.end() > max {
                return Err(Refusal::BadRange);
            }
        }
        Ok(section)
    }

    /// The ids as ranges, in the order in which they are written; ranges may overlap.
    #[must_use]
    pub fn ranges(self) -> Ranges<'a> {
        Ranges {
            section: self,
            next: 0,
        }
    }

    /// Whether a vendor is among them.
    #[must_use]
    pub fn has(self, vendor: u16) -> bool {
        self.ranges().any(|range| range.contains(&vendor))
    }
}

fn read_range(bits: &mut Bits<'_>) -> Result<RangeInclusive<u16>, Refusal> {
    let several = bits.flag()?;
    let start = bits.id()?;
    let end = if several { bits.id()? } else { start };
    Ok(start..=end)
}

/// The ranges of a set of vendors.
#[derive(Debug, Clone)]
pub struct Ranges<'a> {
    section: Vendors<'a>,
    /// How many bits or ranges were read.
    next: u16,
}

impl Iterator for Ranges<'_> {
    type Item = RangeInclusive<u16>;

    fn next(&mut self) -> Option<Self::Item> {
        let bits = &mut self.section.bits;
        match self.section.encoding {
            Encoding::Bitfield(max) => {
                while self.next < max {
                    self.next += 1;
                    // The section was read whole before: there is no end to run into.
                    if bits.flag().ok()? {
                        return Some(self.next..=self.next);
                    }
                }
                None
            }
            Encoding::Ranges(entries) => {
                if self.next == entries {
                    return None;
                }
                self.next += 1;
                read_range(bits).ok()
            }
        }
    }
}
