//! The size of what a ranker learned.

use serde::{Deserialize, Serialize};

/// Bytes of the arrays that a ranker holds to rank with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelBytes {
    /// All of it: for vitrine the whole pack, ids and attributes included.
    pub all: u64,
    /// Of these, the item-item knowledge, where it is a part.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub relations: Option<u64>,
}

impl ModelBytes {
    /// A model that is one thing.
    pub fn of(all: u64) -> ModelBytes {
        ModelBytes {
            all,
            relations: None,
        }
    }
}

impl std::fmt::Display for ModelBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::input::report::grouped(self.all))?;
        match self.relations {
            Some(bytes) => write!(f, " (relations {})", crate::input::report::grouped(bytes)),
            None => Ok(()),
        }
    }
}
