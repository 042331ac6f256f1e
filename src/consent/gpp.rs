//! GPP strings of the IAB Tech Lab's Global Privacy Platform: a header that names sections, and the sections.

use super::MAX_TEXT_BYTES;
use super::bits::Bits;
use super::refusal::Refusal;
use super::tcf::TcString;
use super::us::UsSection;

/// The most sections of one GPP string; fewer are defined.
pub const MAX_SECTIONS: usize = 32;

const HEADER_TYPE: u64 = 3;
const HEADER_VERSION: u64 = 1;
const TCF_EU: u16 = 2;
const US_PRIVACY: u16 = 6;

/// A GPP string, read where it stands: the header, and which section is where. Sections are read when they are asked for.
#[derive(Debug, Clone, Copy)]
pub struct GppString<'a> {
    ids: [u16; MAX_SECTIONS],
    count: usize,
    sections: &'a str,
}

impl<'a> GppString<'a> {
    /// Reads the header and counts the sections.
    ///
    /// The header's last characters may be padding or be missing: `DBABM` and `DBABMA` are the same.
    ///
    /// # Errors
    /// A [`Refusal`] for whatever is not such a string, whole.
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(Refusal::TooLong);
        }
        let (header, sections) = match text.split_once('~') {
            Some((header, sections)) => (header, Some(sections)),
            None => (text, None),
        };
        let mut bits = Bits::new(header.as_bytes())?;
        if bits.take(6)? != HEADER_TYPE {
            return Err(Refusal::NotAHeader);
        }
        if bits.take(6)? != HEADER_VERSION {
            return Err(Refusal::UnsupportedVersion);
        }
        let mut read = Self {
            ids: [0; MAX_SECTIONS],
            count: 0,
            sections: sections.unwrap_or_default(),
        };
        read.read_ids(&mut bits)?;
        let present = sections.map_or(0, |sections| sections.split('~').count());
        if present != read.count {
            return Err(Refusal::SectionCount);
        }
        Ok(read)
    }

    /// A list of ids and ranges of ids; each number is the distance to the one before, in Fibonacci coding.
    fn read_ids(&mut self, bits: &mut Bits<'_>) -> Result<(), Refusal> {
        let entries = bits.take(12)?;
        if entries > MAX_SECTIONS as u64 {
            return Err(Refusal::TooManySections);
        }
        let mut last = 0;
        for _ in 0..entries {
            let several = bits.flag()?;
            let first = id_after(last, bits)?;
            last = if several {
                id_after(first, bits)?
            } else {
                first
            };
            for id in first..=last {
                *self
                    .ids
                    .get_mut(self.count)
                    .ok_or(Refusal::TooManySections)? = id;
                self.count += 1;
            }
        }
        Ok(())
    }

    /// The ids of the sections, ascending.
    #[must_use]
    pub fn section_ids(&self) -> &[u16] {
        &self.ids[..self.count]
    }

    /// Reads the section of an id; `None` if it is not there.
    ///
    /// # Errors
    /// A [`Refusal`] for a section that is not whole, or of a law that is not known here.
    pub fn section(&self, id: u16) -> Option<Result<Section<'a>, Refusal>> {
        let place = self.section_ids().iter().position(|&other| other == id)?;
        let text = self.sections.split('~').nth(place)?;
        Some(Section::read(id, text))
    }
}

fn id_after(last: u16, bits: &mut Bits<'_>) -> Result<u16, Refusal> {
    let distance = fibonacci(bits)?;
    last.checked_add(distance).ok_or(Refusal::BadRange)
}

/// A number in Fibonacci coding: the first bit is worth 1, the next 2, 3, 5 and so on; two set bits in a row end it.
fn fibonacci(bits: &mut Bits<'_>) -> Result<u16, Refusal> {
    let (mut worth, mut next) = (1_u32, 2_u32);
    let mut number = 0_u32;
    let mut before = false;
    loop {
        let set = bits.flag()?;
        if set && before {
            return u16::try_from(number).map_err(|_| Refusal::BadRange);
        }
        if set {
            number = number.saturating_add(worth);
        }
        before = set;
        (worth, next) = (next, worth.saturating_add(next));
    }
}

/// A section of a GPP string.
#[derive(Debug, Clone, Copy)]
pub enum Section<'a> {
    /// The European Union's: a TC string.
    TcfEu(TcString<'a>),
    /// The US privacy string that came before the states' sections.
    UsPrivacy(UsPrivacy),
    /// The United States' or a state's.
    Us(UsSection<'a>),
}

impl<'a> Section<'a> {
    fn read(id: u16, text: &'a str) -> Result<Self, Refusal> {
        match id {
            TCF_EU => TcString::parse(text).map(Self::TcfEu),
            US_PRIVACY => UsPrivacy::read(text).map(Self::UsPrivacy),
            _ => UsSection::read(id, text).map(Self::Us),
        }
    }
}

/// The four characters of a US privacy string; each answer `None` where it does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsPrivacy {
    /// Whether she was given notice and the chance to opt out.
    pub notice: Option<bool>,
    /// Whether she opted out of sale.
    pub opt_out_sale: Option<bool>,
    /// Whether the Limited Service Provider Agreement covers it.
    pub lspa_covered: Option<bool>,
}

impl UsPrivacy {
    fn read(text: &str) -> Result<Self, Refusal> {
        let answer = |character| match character {
            b'Y' => Ok(Some(true)),
            b'N' => Ok(Some(false)),
            b'-' => Ok(None),
            _ => Err(Refusal::IllegalCharacter),
        };
        match *text.as_bytes() {
            [] => Err(Refusal::Empty),
            [b'1', notice, opt_out_sale, lspa_covered] => Ok(Self {
                notice: answer(notice)?,
                opt_out_sale: answer(opt_out_sale)?,
                lspa_covered: answer(lspa_covered)?,
            }),
            [b'1', ..] => Err(Refusal::Truncated),
            _ => Err(Refusal::UnsupportedVersion),
        }
    }
}
