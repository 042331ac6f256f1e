//! What the values of a field may be.

/// What the values of a field are. The numbers are the format's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// One value of a set: brand, colour.
    Label = 1,
    /// Steps from the broadest to the narrowest: `shoes / boots / ankle`.
    Path = 2,
    /// Several values of a set.
    Tags = 3,
    /// A plain number of any sign.
    Number = 4,
    /// A price: finite, not negative, compared by ratio.
    Price = 5,
}

impl FieldKind {
    pub(in crate::pack) fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::Label,
            2 => Self::Path,
            3 => Self::Tags,
            4 => Self::Number,
            5 => Self::Price,
            _ => return None,
        })
    }

    /// The kind's name, as commands print and read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Path => "path",
            Self::Tags => "tags",
            Self::Number => "number",
            Self::Price => "price",
        }
    }
}
