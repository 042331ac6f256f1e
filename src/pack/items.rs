//! The items section: every id, the most popular first. An item's place is its dense index.

use super::PackError;
use super::keys::KeyIndex;
use super::texts::Texts;
use crate::bytes::{Reader, Writer};
use crate::key::item_key;

const SECTION: &str = "items";

/// The items of an opened pack.
#[derive(Debug)]
pub(crate) struct Items {
    ids: Texts,
    keys: KeyIndex,
    /// Of each item whether only its id is here, since rows of others name it; `None` in a whole pack.
    #[cfg(feature = "slices")]
    strangers: Option<Vec<bool>>,
}

pub(crate) fn write(ids: &[String]) -> Result<Vec<u8>, PackError> {
    KeyIndex::new(ids.iter().map(|id| item_key(id)).collect())
        .map_err(|_| PackError::unwritable(SECTION, "an id stands twice"))?;
    let mut out = Writer::default();
    Texts::write(&mut out, SECTION, ids.iter().map(String::as_str))?;
    Ok(out.bytes)
}

impl Items {
    pub(crate) fn read(pack: &[u8], base: usize, end: usize) -> Result<Self, PackError> {
        let mut reader = Reader::new(&pack[base..end]);
        let ids = Texts::read(&mut reader, base, SECTION)?;
        if !reader.is_empty() {
            return Err(PackError::bad(SECTION, "bytes are left over"));
        }
        let keys = (0..ids.len())
            .map(|index| item_key(ids.get(pack, index)))
            .collect();
        let keys =
            KeyIndex::new(keys).map_err(|_| PackError::bad(SECTION, "an id stands twice"))?;
        Ok(Self {
            ids,
            keys,
            #[cfg(feature = "slices")]
            strangers: None,
        })
    }

    /// Says of which items only the ids are here.
    #[cfg(feature = "slices")]
    pub(crate) fn set_strangers(&mut self, strangers: Vec<bool>) {
        self.strangers = Some(strangers);
    }

    /// Whether only the id of an item is here.
    #[cfg(feature = "slices")]
    pub(crate) fn is_stranger(&self, item: u32) -> bool {
        self.strangers
            .as_ref()
            .is_some_and(|strangers| strangers[item as usize])
    }

    /// Whether only some items of a shop are here.
    #[cfg(feature = "slices")]
    pub(crate) fn are_some(&self) -> bool {
        self.strangers.is_some()
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn id<'a>(&self, pack: &'a [u8], item: u32) -> &'a str {
        self.ids.get(pack, item as usize)
    }

    pub(crate) fn key(&self, item: u32) -> u64 {
        self.keys.key(item)
    }

    pub(crate) fn find(&self, key: u64) -> Option<u32> {
        self.keys.get(key)
    }
}
