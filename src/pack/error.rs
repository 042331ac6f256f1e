//! Why a pack is refused, or cannot be written.

use core::fmt;

/// Why a pack was refused or could not be written. Each has a stable [`code`](PackError::code).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackError {
    /// Fewer bytes than a header, or than the header says.
    Truncated,
    /// More bytes than the header says.
    LeftoverBytes,
    /// The first bytes are not a pack's.
    NotAPack,
    /// Written in a later version of the format than this engine reads.
    NewerVersion(u16),
    /// Written in a version that no engine ever wrote.
    UnknownVersion(u16),
    /// The header's checksum does not fit its bytes.
    DamagedHeader,
    /// The content's checksum does not fit its bytes.
    DamagedContent,
    /// Sections overlap, leave gaps, stand out of order, or are of an unknown kind.
    BadLayout,
    /// A section that every pack has is missing.
    MissingSection(&'static str),
    /// A section's content breaks its own rules.
    BadSection {
        /// Which section.
        section: &'static str,
        /// The rule that was broken.
        cause: &'static str,
    },
    /// A slice was cut from another pack than the head.
    #[cfg(feature = "slices")]
    OtherPack,
    /// What was to be written breaks a rule of the format.
    Unwritable {
        /// Which part.
        part: &'static str,
        /// The rule that was broken.
        cause: &'static str,
    },
}

impl PackError {
    /// A stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Truncated => "pack-truncated",
            Self::LeftoverBytes => "pack-leftover-bytes",
            Self::NotAPack => "not-a-pack",
            Self::NewerVersion(_) => "pack-newer-version",
            Self::UnknownVersion(_) => "pack-unknown-version",
            Self::DamagedHeader => "pack-damaged-header",
            Self::DamagedContent => "pack-damaged-content",
            Self::BadLayout => "pack-bad-layout",
            Self::MissingSection(_) => "pack-missing-section",
            Self::BadSection { .. } => "pack-bad-section",
            #[cfg(feature = "slices")]
            Self::OtherPack => "slice-of-another-pack",
            Self::Unwritable { .. } => "pack-unwritable",
        }
    }

    pub(crate) fn bad(section: &'static str, cause: &'static str) -> Self {
        Self::BadSection { section, cause }
    }

    pub(crate) fn unwritable(part: &'static str, cause: &'static str) -> Self {
        Self::Unwritable { part, cause }
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("The pack ends too early; download or build it again."),
            Self::LeftoverBytes => {
                f.write_str("The pack has bytes after its end; download or build it again.")
            }
            Self::NotAPack => {
                f.write_str("This is not a vitrine pack; give the file that `vitrine pack` wrote.")
            }
            Self::NewerVersion(version) => write!(
                f,
                "The pack is of format version {version}, newer than this engine reads; update vitrine."
            ),
            Self::UnknownVersion(version) => {
                write!(
                    f,
                    "There is no pack format version {version}; build the pack again."
                )
            }
            Self::DamagedHeader => {
                f.write_str("The pack's header is damaged; download or build it again.")
            }
            Self::DamagedContent => {
                f.write_str("The pack's content is damaged; download or build it again.")
            }
            Self::BadLayout => {
                f.write_str("The pack's sections are out of order; build the pack again.")
            }
            Self::MissingSection(section) => {
                write!(
                    f,
                    "The pack has no {section} section; build the pack again."
                )
            }
            Self::BadSection { section, cause } => {
                write!(
                    f,
                    "The pack's {section} section is wrong: {cause}; build the pack again."
                )
            }
            #[cfg(feature = "slices")]
            Self::OtherPack => f.write_str(
                "A slice is of another pack than the head; load both anew from the folder that slices.json names.",
            ),
            Self::Unwritable { part, cause } => {
                write!(f, "The pack cannot be written: {part}: {cause}.")
            }
        }
    }
}

impl core::error::Error for PackError {}
