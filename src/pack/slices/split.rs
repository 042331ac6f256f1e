//! A whole pack, cut into a head and slices.

use super::file::{self, Kind};
use super::{fits, head, slice};
use crate::pack::{Pack, PackError};

/// The files of a sliced pack. Where they are to be signed, 64 bytes of signature over each have yet to be appended.
#[derive(Debug)]
pub struct Sliced {
    /// What all slices share.
    pub head: Vec<u8>,
    /// The slices by their numbers.
    pub slices: Vec<Vec<u8>>,
    /// A slice without items that lists every value of every field.
    pub values: Vec<u8>,
}

/// The slice that holds an item, of so many: the FNV-1a hash of its id in 32 bits
/// (<http://www.isthe.com/chongo/tech/comp/fnv/>), modulo their number.
#[must_use]
pub fn slice_of(id: &str, slices: u32) -> u32 {
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash % slices.max(1)
}

/// Cuts a pack into so many slices, each item into that of [`slice_of`].
///
/// # Errors
/// [`PackError::Unwritable`] where the dial `decoys` is on, or `number-near` weighs anything: both need the whole
/// pack. [`fit`](super::fit) takes the latter away.
pub fn split(pack: &Pack, slices: u32, signed: bool) -> Result<Sliced, PackError> {
    split_by(pack, slices, signed, |item| slice_of(pack.id(item), slices))
}

/// As [`split`], each item of the pack into the slice that `of` names: to measure other ways to cut.
///
/// # Errors
/// As [`split`].
pub fn split_by(
    pack: &Pack,
    slices: u32,
    signed: bool,
    of: impl Fn(u32) -> u32,
) -> Result<Sliced, PackError> {
    if slices == 0 || slices >= slice::PAGE {
        return Err(PackError::unwritable(
            "slices",
            "their number is out of range",
        ));
    }
    fits(pack)?;
    let mut items: Vec<Vec<u32>> = vec![Vec::new(); slices as usize];
    for item in 0..pack.len() as u32 {
        items[(of(item) % slices) as usize].push(item);
    }
    let id = pack.content_id();
    let close = |number: u32, items: &[u32]| {
        let body = slice::write(pack, number, items);
        file::close(Kind::Slice, id, &body, signed)
    };
    let files = (0..slices).zip(&items);
    let files = files.map(|(number, items)| close(number, items));
    let head = head::write(pack, slices)?;
    Ok(Sliced {
        head: file::close(Kind::Head, id, &head, signed)?,
        slices: files.collect::<Result<_, _>>()?,
        values: close(slice::VALUES, &[])?,
    })
}
