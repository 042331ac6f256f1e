//! The container: header, section table, checksums. See `docs/pack-format.md`.

use super::PackError;
use crate::bytes::{Reader, Short, Writer};
use crate::key::checksum;
use core::ops::Range;

/// The first eight bytes of every pack: a high byte, the name, and line ends that a text transfer
/// would change.
pub const MAGIC: [u8; 8] = *b"\x89VTR\r\n\x1a\n";
/// The version of the format that this engine writes, and the only one it reads.
pub const VERSION: u16 = 1;

const HEADER_BYTES: usize = 32;
const HEADER_CHECKED_BYTES: usize = 24;
const TABLE_ENTRY_BYTES: usize = 12;

/// What a section holds. The numbers are the format's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SectionKind {
    Meta = 1,
    Items = 2,
    Field = 3,
    Popularity = 4,
    Relation = 5,
    Weights = 6,
}

impl SectionKind {
    fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            1 => Self::Meta,
            2 => Self::Items,
            3 => Self::Field,
            4 => Self::Popularity,
            5 => Self::Relation,
            6 => Self::Weights,
            _ => return None,
        })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Items => "items",
            Self::Field => "field",
            Self::Popularity => "popularity",
            Self::Relation => "relation",
            Self::Weights => "weights",
        }
    }

    /// Fields and relations may come any number of times, the others exactly once.
    fn repeats(self) -> bool {
        matches!(self, Self::Field | Self::Relation)
    }
}

/// The header and the table of a pack whose checksums fit.
pub(crate) struct Container {
    pub(crate) content_id: u64,
    pub(crate) sections: Vec<(SectionKind, Range<usize>)>,
}

impl From<Short> for PackError {
    fn from(_: Short) -> Self {
        Self::Truncated
    }
}

/// Checks everything around the sections' contents.
pub(crate) fn open(bytes: &[u8]) -> Result<Container, PackError> {
    if !bytes.starts_with(&MAGIC[..bytes.len().min(MAGIC.len())]) {
        return Err(PackError::NotAPack);
    }
    let mut header = Reader::new(bytes.get(..HEADER_BYTES).ok_or(PackError::Truncated)?);
    header.take(MAGIC.len())?;
    let version = header.u16()?;
    let count = usize::from(header.u16()?);
    let length = header.u32()? as usize;
    let content_id = header.u64()?;
    let header_check = header.u64()?;
    // The version first: a later one may lay out the rest in another way.
    match version {
        0 => return Err(PackError::UnknownVersion(version)),
        VERSION => {}
        _ => return Err(PackError::NewerVersion(version)),
    }
    if checksum(&bytes[..HEADER_CHECKED_BYTES]) != header_check {
        return Err(PackError::DamagedHeader);
    }
    match bytes.len() {
        have if have < length => return Err(PackError::Truncated),
        have if have > length => return Err(PackError::LeftoverBytes),
        _ => {}
    }
    if checksum(&bytes[HEADER_BYTES..]) != content_id {
        return Err(PackError::DamagedContent);
    }
    let table_end = HEADER_BYTES + count * TABLE_ENTRY_BYTES;
    let mut table = Reader::new(
        bytes
            .get(HEADER_BYTES..table_end)
            .ok_or(PackError::BadLayout)?,
    );
    let mut sections: Vec<(SectionKind, Range<usize>)> = Vec::with_capacity(count);
    let mut next = table_end;
    while !table.is_empty() {
        let kind = SectionKind::from_number(table.u32()?).ok_or(PackError::BadLayout)?;
        let (start, length) = (table.u32()? as usize, table.u32()? as usize);
        let end = start.checked_add(length).ok_or(PackError::BadLayout)?;
        let in_order = sections
            .last()
            .is_none_or(|(before, _)| *before < kind || (*before == kind && kind.repeats()));
        if start != next || end > bytes.len() || !in_order {
            return Err(PackError::BadLayout);
        }
        sections.push((kind, start..end));
        next = end;
    }
    if next != bytes.len() {
        return Err(PackError::BadLayout);
    }
    Ok(Container {
        content_id,
        sections,
    })
}

/// Puts header and table before the sections, which must stand in the order of their kinds.
pub(crate) fn close(sections: &[(SectionKind, Vec<u8>)]) -> Result<Vec<u8>, PackError> {
    let too_large = || PackError::unwritable("pack", "it would be larger than 4 GiB");
    let count = u16::try_from(sections.len())
        .map_err(|_| PackError::unwritable("pack", "it has more than 65,535 sections"))?;
    let mut start = HEADER_BYTES + sections.len() * TABLE_ENTRY_BYTES;
    let mut body = Writer::default();
    for (kind, content) in sections {
        body.u32(*kind as u32);
        body.u32(u32::try_from(start).map_err(|_| too_large())?);
        body.u32(u32::try_from(content.len()).map_err(|_| too_large())?);
        start += content.len();
    }
    for (_, content) in sections {
        body.bytes.extend_from_slice(content);
    }
    let mut pack = Writer::default();
    pack.bytes.extend_from_slice(&MAGIC);
    pack.u16(VERSION);
    pack.u16(count);
    pack.u32(u32::try_from(start).map_err(|_| too_large())?);
    pack.u64(checksum(&body.bytes));
    pack.u64(checksum(&pack.bytes));
    pack.bytes.extend_from_slice(&body.bytes);
    Ok(pack.bytes)
}
