//! The meta section: what the pack says of itself, as names and texts. Nothing ranks by it.

use super::PackError;
use crate::bytes::{Reader, Writer};

const SECTION: &str = "meta";

pub(crate) fn write(meta: &[(String, String)]) -> Result<Vec<u8>, PackError> {
    let refuse = |cause| PackError::unwritable(SECTION, cause);
    let mut out = Writer::default();
    out.u16(u16::try_from(meta.len()).map_err(|_| refuse("there are more than 65,535 entries"))?);
    for (name, text) in meta {
        if name.len() > crate::MAX_TEXT_BYTES || text.len() > usize::from(u16::MAX) {
            return Err(refuse("a name or text is too long"));
        }
        out.text(name);
        out.text(text);
    }
    Ok(out.bytes)
}

pub(crate) fn read(bytes: &[u8]) -> Result<Vec<(String, String)>, PackError> {
    let bad = |cause| PackError::bad(SECTION, cause);
    let short = |_| bad("it ends too early");
    let mut reader = Reader::new(bytes);
    let mut meta = Vec::new();
    for _ in 0..reader.u16().map_err(short)? {
        let name = reader
            .text()
            .map_err(short)?
            .ok_or(bad("a name is not UTF-8"))?;
        let text = reader
            .text()
            .map_err(short)?
            .ok_or(bad("a text is not UTF-8"))?;
        meta.push((name.to_owned(), text.to_owned()));
    }
    if !reader.is_empty() {
        return Err(bad("bytes are left over"));
    }
    Ok(meta)
}
