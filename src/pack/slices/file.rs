//! What every file of a sliced pack begins and ends with.

use crate::bytes::{Reader, Short, Writer};
use crate::key::checksum;
use crate::pack::PackError;

const SECTION: &str = "slices";
/// The first four bytes of a head and of a slice.
pub const MAGIC: [u8; 4] = *b"\x89VTS";
/// The version of the format that this engine writes, and the only one it reads.
pub const VERSION: u8 = 1;
/// The length of a signature at the end of a signed file.
pub const SIGNATURE_BYTES: usize = 64;

const HEADER_BYTES: usize = 19;
const CHECKSUM_BYTES: usize = 8;
const SIGNED: u8 = 1;

/// What a file holds. The numbers are the format's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Head = 1,
    Slice = 2,
}

/// One file whose checksum fits.
pub(super) struct File<'a> {
    pub(super) kind: Kind,
    /// The content id of the pack that it was cut from.
    pub(super) pack: u64,
    pub(super) body: &'a [u8],
}

/// Puts header and checksum around a body. Where it is to be signed, the length counts a signature that the caller appends.
pub(super) fn close(
    kind: Kind,
    pack: u64,
    body: &[u8],
    signed: bool,
) -> Result<Vec<u8>, PackError> {
    let signature = if signed { SIGNATURE_BYTES } else { 0 };
    let length = HEADER_BYTES + body.len() + CHECKSUM_BYTES + signature;
    let length = u32::try_from(length)
        .map_err(|_| PackError::unwritable(SECTION, "a file would be larger than 4 GiB"))?;
    let mut out = Writer::default();
    out.bytes.extend_from_slice(&MAGIC);
    out.u8(VERSION);
    out.u8(kind as u8);
    out.u8(if signed { SIGNED } else { 0 });
    out.u32(length);
    out.u64(pack);
    out.bytes.extend_from_slice(body);
    out.u64(checksum(&out.bytes));
    Ok(out.bytes)
}

/// Opens the file that stands at the beginning of `bytes`; gives it, and what comes after it.
pub(super) fn open(bytes: &[u8]) -> Result<(File<'_>, &[u8]), PackError> {
    let truncated = |_: Short| PackError::Truncated;
    let mut reader = Reader::new(bytes);
    if reader.take(MAGIC.len()).map_err(truncated)? != MAGIC {
        return Err(PackError::NotAPack);
    }
    match reader.u8().map_err(truncated)? {
        VERSION => {}
        version if version > VERSION => return Err(PackError::NewerVersion(version.into())),
        version => return Err(PackError::UnknownVersion(version.into())),
    }
    let (kind, flags) = (
        reader.u8().map_err(truncated)?,
        reader.u8().map_err(truncated)?,
    );
    let length = reader.u32().map_err(truncated)? as usize;
    let pack = reader.u64().map_err(truncated)?;
    let signature = match flags {
        0 => 0,
        SIGNED => SIGNATURE_BYTES,
        _ => return Err(PackError::DamagedHeader),
    };
    let (file, rest) = bytes.split_at_checked(length).ok_or(PackError::Truncated)?;
    let checked = length
        .checked_sub(signature + CHECKSUM_BYTES)
        .filter(|checked| *checked >= HEADER_BYTES)
        .ok_or(PackError::DamagedHeader)?;
    let mut told = Reader::new(&file[checked..]);
    if told.u64().map_err(truncated)? != checksum(&file[..checked]) {
        return Err(PackError::DamagedContent);
    }
    let kind = match kind {
        1 => Kind::Head,
        2 => Kind::Slice,
        _ => return Err(PackError::BadLayout),
    };
    let body = &file[HEADER_BYTES..checked];
    Ok((File { kind, pack, body }, rest))
}

/// Reads a body; every refusal names the part that it is in.
pub(super) struct Body<'a> {
    reader: Reader<'a>,
    bytes: &'a [u8],
    part: &'static str,
}

impl<'a> Body<'a> {
    pub(super) fn new(bytes: &'a [u8], part: &'static str) -> Self {
        Self {
            reader: Reader::new(bytes),
            bytes,
            part,
        }
    }

    pub(super) fn bad(&self, cause: &'static str) -> PackError {
        PackError::bad(self.part, cause)
    }

    fn read<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, Short>,
    ) -> Result<T, PackError> {
        read(&mut self.reader).map_err(|_| PackError::bad(self.part, "it ends too early"))
    }

    pub(super) fn u8(&mut self) -> Result<u8, PackError> {
        self.read(Reader::u8)
    }

    pub(super) fn u32(&mut self) -> Result<u32, PackError> {
        self.read(Reader::u32)
    }

    pub(super) fn u64(&mut self) -> Result<u64, PackError> {
        self.read(Reader::u64)
    }

    pub(super) fn f32(&mut self) -> Result<f32, PackError> {
        self.read(Reader::f32)
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], PackError> {
        self.read(|reader| reader.take(length))
    }

    pub(super) fn varint(&mut self) -> Result<u32, PackError> {
        let at = self.reader.at();
        let (value, after) = crate::bytes::varint(self.bytes, at)
            .ok_or(PackError::bad(self.part, "a number is not whole"))?;
        self.take(after - at)?;
        Ok(value)
    }

    /// A text with its length as a varint before it.
    pub(super) fn text(&mut self) -> Result<String, PackError> {
        let length = self.varint()? as usize;
        let text = core::str::from_utf8(self.take(length)?)
            .map_err(|_| PackError::bad(self.part, "a text is not UTF-8"))?;
        if text.is_empty() || text.len() > crate::MAX_TEXT_BYTES {
            return Err(self.bad("a text is empty or longer than 1,024 bytes"));
        }
        Ok(text.to_owned())
    }

    /// A list of bytes with its length as a varint before it.
    pub(super) fn bytes(&mut self) -> Result<&'a [u8], PackError> {
        let length = self.varint()? as usize;
        self.take(length)
    }

    pub(super) fn end(&self) -> Result<(), PackError> {
        if self.reader.is_empty() {
            Ok(())
        } else {
            Err(self.bad("bytes are left over"))
        }
    }
}

/// Writes a text as [`Body::text`] reads it.
pub(super) fn write_text(out: &mut Writer, text: &str) {
    out.varint(text.len() as u32);
    out.bytes.extend_from_slice(text.as_bytes());
}

/// Writes bytes as [`Body::bytes`] reads them.
pub(super) fn write_bytes(out: &mut Writer, bytes: &[u8]) {
    out.varint(bytes.len() as u32);
    out.bytes.extend_from_slice(bytes);
}
