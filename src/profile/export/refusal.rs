//! Why an export is refused.

use crate::profile::plain::Unreadable;
use core::fmt;

/// Why an export was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportError {
    /// A member is missing, unknown or of another type.
    Unreadable(&'static str),
    /// It is of another form, or a later version.
    UnknownFormat,
    /// A key is not 16 hexadecimal digits in small letters.
    BadKey,
    /// A purpose is unknown, or stands twice or out of order.
    BadPurpose,
    /// A mark is unknown or stands twice.
    BadMark,
    /// A moment lies in the future.
    FromTheFuture,
    /// A table is larger than its bound, or its keys are not ascending.
    BadTable,
    /// What it says breaks a rule of the profile's format.
    BadContent(&'static str),
}

impl ImportError {
    /// A stable code for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreadable(_) => "import-unreadable",
            Self::UnknownFormat => "import-unknown-format",
            Self::BadKey => "import-bad-key",
            Self::BadPurpose => "import-bad-purpose",
            Self::BadMark => "import-bad-mark",
            Self::FromTheFuture => "import-from-the-future",
            Self::BadTable => "import-bad-table",
            Self::BadContent(_) => "import-bad-content",
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = match self {
            Self::Unreadable(name) => {
                return write!(
                    f,
                    "This export cannot be read ({name} is missing or of another kind); take one that `export` made, as it was made."
                );
            }
            Self::UnknownFormat => "its `format` is another than vitrine-profile-export/1",
            Self::BadKey => "a key is not 16 hexadecimal digits in small letters",
            Self::BadPurpose => "a purpose is unknown, or stands twice or out of order",
            Self::BadMark => "an item has an unknown mark, or one twice",
            Self::FromTheFuture => "a moment in it lies in the future",
            Self::BadTable => "a list is longer than its bound, or its keys are not ascending",
            Self::BadContent(cause) => cause,
        };
        write!(
            f,
            "This export cannot be taken in ({cause}); take one that `export` made, as it was made."
        )
    }
}

impl core::error::Error for ImportError {}

impl From<Unreadable> for ImportError {
    fn from(Unreadable(name): Unreadable) -> Self {
        Self::Unreadable(name)
    }
}
