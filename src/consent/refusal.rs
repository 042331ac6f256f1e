//! Why a signal's text cannot be read.

use core::fmt;

/// Why a text was refused. A refused text grants nothing, in any regime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no text, or a part between two separators is empty.
    Empty,
    /// Longer than [`MAX_TEXT_BYTES`](super::MAX_TEXT_BYTES).
    TooLong,
    /// A character that the encoding does not have.
    IllegalCharacter,
    /// It ends before what it announces.
    Truncated,
    /// A version that is not known here; of a TC string also a first segment that is no core.
    UnsupportedVersion,
    /// More segments than there are kinds of.
    TooManySegments,
    /// A kind of segment that is not known here.
    UnknownSegment,
    /// A kind of segment that may be there once is there again.
    RepeatedSegment,
    /// A range of ids that begins at 0, ends before it begins, or ends beyond the largest id.
    BadRange,
    /// A GPP string that does not begin with a GPP header.
    NotAHeader,
    /// More sections than [`MAX_SECTIONS`](super::MAX_SECTIONS).
    TooManySections,
    /// The header announces other sections than there are.
    SectionCount,
    /// A section of a law that is not known here.
    UnknownSection,
}

impl Refusal {
    /// A stable code for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too-long",
            Self::IllegalCharacter => "illegal-character",
            Self::Truncated => "truncated",
            Self::UnsupportedVersion => "unsupported-version",
            Self::TooManySegments => "too-many-segments",
            Self::UnknownSegment => "unknown-segment",
            Self::RepeatedSegment => "repeated-segment",
            Self::BadRange => "bad-range",
            Self::NotAHeader => "not-a-header",
            Self::TooManySections => "too-many-sections",
            Self::SectionCount => "section-count",
            Self::UnknownSection => "unknown-section",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "There is nothing to read; hand over what the CMP gave, whole.",
            Self::TooLong => {
                "The text is longer than 16,384 bytes; no CMP writes such, ask where it is from."
            }
            Self::IllegalCharacter => {
                "The text has a character that base64url does not have; hand it over unchanged, without blanks or padding."
            }
            Self::Truncated => {
                "The text ends before what it announces; look where it was cut, a cookie's limit perhaps."
            }
            Self::UnsupportedVersion => {
                "The text is of a version that is not read here; update vitrine, or the CMP."
            }
            Self::TooManySegments => {
                "The text has more segments than there are kinds of; ask where it is from."
            }
            Self::UnknownSegment => {
                "The text has a segment of an unknown kind; update vitrine."
            }
            Self::RepeatedSegment => "The text has a segment twice; ask where it is from.",
            Self::BadRange => {
                "The text has a range of ids that cannot be; ask where it is from."
            }
            Self::NotAHeader => {
                "The text does not begin with a GPP header; a TC string belongs into a `tcf` signal."
            }
            Self::TooManySections => {
                "The header announces more than 32 sections; ask where it is from."
            }
            Self::SectionCount => "The header announces other sections than the text has.",
            Self::UnknownSection => "The section is of a law that is not read here; update vitrine.",
        })
    }
}

impl core::error::Error for Refusal {}
