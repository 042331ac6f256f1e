//! The sections of the United States within a GPP string: one for the whole country, one for each state with a law of
//! its own. They are all alike, six bits of version and then answers of two bits each; this is the one table of which
//! answers, as the IAB Tech Lab's "GPP sections" lay them out.

use super::bits::Bits;
use super::refusal::Refusal;

/// What a field of a section says, under its name in the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The notice that data are shared.
    SharingNotice,
    /// The notice that data are processed.
    ProcessingNotice,
    /// The notice of the right to opt out of sale.
    SaleOptOutNotice,
    /// The notice of the right to opt out of sharing.
    SharingOptOutNotice,
    /// The notice of the right to opt out of targeted advertising.
    TargetedAdvertisingOptOutNotice,
    /// The notice of the right to opt out of the processing of sensitive data.
    SensitiveDataProcessingOptOutNotice,
    /// The same, under another name in Iowa.
    SensitiveDataOptOutNotice,
    /// The notice of the right to limit the use of sensitive data.
    SensitiveDataLimitUseNotice,
    /// Opted out of sale.
    SaleOptOut,
    /// Opted out of sharing.
    SharingOptOut,
    /// Opted out of targeted advertising.
    TargetedAdvertisingOptOut,
    /// Consents or opt-outs, one for each kind of sensitive data.
    SensitiveDataProcessing,
    /// Consents for known children, one for each span of age.
    KnownChildSensitiveDataConsents,
    /// Consent to purposes other than those that data were collected for.
    PersonalDataConsents,
    /// The same, under another name in most states.
    AdditionalDataProcessingConsent,
    /// Whether the transaction is one of the Multi-State Privacy Agreement.
    MspaCoveredTransaction,
    /// Whether it is in that agreement's opt-out option mode.
    MspaOptOutOptionMode,
    /// Whether it is in that agreement's service provider mode.
    MspaServiceProviderMode,
    /// Which of the two modes, in the newest sections.
    MspaMode,
}

use Field::{
    AdditionalDataProcessingConsent, KnownChildSensitiveDataConsents, MspaCoveredTransaction,
    MspaMode, MspaOptOutOptionMode, MspaServiceProviderMode, PersonalDataConsents,
    ProcessingNotice, SaleOptOut, SaleOptOutNotice, SensitiveDataLimitUseNotice,
    SensitiveDataOptOutNotice, SensitiveDataProcessing, SensitiveDataProcessingOptOutNotice,
    SharingNotice, SharingOptOut, SharingOptOutNotice, TargetedAdvertisingOptOut,
    TargetedAdvertisingOptOutNotice,
};

/// Fields in the order in which they stand, and how many answers each holds.
type Fields = [(Field, u8)];

const VERSION_BITS: usize = 6;
const ANSWER_BITS: usize = 2;

/// How a section is laid out: its id, its version, what stands before the answers about sale, sharing, advertising and
/// sensitive data, those answers, and what stands behind.
struct Layout {
    id: u16,
    version: u8,
    notices: &'static Fields,
    answers: &'static Fields,
    rest: &'static Fields,
    /// What a second segment holds; if nothing, it is the one that tells of Global Privacy Control.
    segment: &'static Fields,
}

const fn layout(
    id: u16,
    version: u8,
    notices: &'static Fields,
    answers: &'static Fields,
    rest: &'static Fields,
) -> Layout {
    Layout {
        id,
        version,
        notices,
        answers,
        rest,
        segment: &[],
    }
}

/// A section of the newest kind.
const fn newest(id: u16, rest: &'static Fields, segment: &'static Fields) -> Layout {
    Layout {
        segment,
        ..layout(id, 1, NEWEST_NOTICES, TWO_OPT_OUTS, rest)
    }
}

// What several sections have in common.
const NOTICES: &Fields = &[
    (ProcessingNotice, 1),
    (SaleOptOutNotice, 1),
    (TargetedAdvertisingOptOutNotice, 1),
];
const SHARING_NOTICES: &Fields = &[
    (SharingNotice, 1),
    (SaleOptOutNotice, 1),
    (TargetedAdvertisingOptOutNotice, 1),
];
const NATIONAL_NOTICES: &Fields = &[
    (SharingNotice, 1),
    (SaleOptOutNotice, 1),
    (SharingOptOutNotice, 1),
    (TargetedAdvertisingOptOutNotice, 1),
    (SensitiveDataProcessingOptOutNotice, 1),
    (SensitiveDataLimitUseNotice, 1),
];
const NEWEST_NOTICES: &Fields = &[
    (MspaCoveredTransaction, 1),
    (MspaMode, 1),
    (ProcessingNotice, 1),
    (SaleOptOutNotice, 1),
    (TargetedAdvertisingOptOutNotice, 1),
];
const TWO_OPT_OUTS: &Fields = &[(SaleOptOut, 1), (TargetedAdvertisingOptOut, 1)];
const NEWEST_REST: &Fields = &[
    (KnownChildSensitiveDataConsents, 1),
    (AdditionalDataProcessingConsent, 1),
];
const EIGHT_KINDS: &Fields = &[(SensitiveDataProcessing, 8)];
const MSPA: [(Field, u8); 3] = [
    (MspaCoveredTransaction, 1),
    (MspaOptOutOptionMode, 1),
    (MspaServiceProviderMode, 1),
];

/// Both opt-outs, and answers for so many kinds of sensitive data and of children's ages.
macro_rules! opt_outs {
    ($sensitive:literal, $ages:literal) => {
        &[
            (SaleOptOut, 1),
            (TargetedAdvertisingOptOut, 1),
            (SensitiveDataProcessing, $sensitive),
            (KnownChildSensitiveDataConsents, $ages),
        ]
    };
}
macro_rules! national {
    ($sensitive:literal, $ages:literal) => {
        &[
            (SaleOptOut, 1),
            (SharingOptOut, 1),
            (TargetedAdvertisingOptOut, 1),
            (SensitiveDataProcessing, $sensitive),
            (KnownChildSensitiveDataConsents, $ages),
        ]
    };
}
const PERSONAL: &Fields = &[(PersonalDataConsents, 1), MSPA[0], MSPA[1], MSPA[2]];
const ADDITIONAL: &Fields = &[
    (AdditionalDataProcessingConsent, 1),
    MSPA[0],
    MSPA[1],
    MSPA[2],
];

static LAYOUTS: &[Layout] = &[
    // The whole country.
    layout(7, 1, NATIONAL_NOTICES, national!(12, 2), PERSONAL),
    layout(7, 2, NATIONAL_NOTICES, national!(16, 3), PERSONAL),
    // California.
    layout(
        8,
        1,
        &[
            (SaleOptOutNotice, 1),
            (SharingOptOutNotice, 1),
            (SensitiveDataLimitUseNotice, 1),
        ],
        &[
            (SaleOptOut, 1),
            (SharingOptOut, 1),
            (SensitiveDataProcessing, 9),
            (KnownChildSensitiveDataConsents, 2),
        ],
        PERSONAL,
    ),
    // Virginia.
    layout(9, 1, SHARING_NOTICES, opt_outs!(8, 1), &MSPA),
    // Colorado.
    layout(10, 1, SHARING_NOTICES, opt_outs!(7, 1), &MSPA),
    // Utah.
    layout(
        11,
        1,
        &[
            (SharingNotice, 1),
            (SaleOptOutNotice, 1),
            (TargetedAdvertisingOptOutNotice, 1),
            (SensitiveDataProcessingOptOutNotice, 1),
        ],
        opt_outs!(8, 1),
        &MSPA,
    ),
    // Connecticut.
    layout(12, 1, SHARING_NOTICES, opt_outs!(8, 3), &MSPA),
    // Florida.
    layout(13, 1, NOTICES, opt_outs!(8, 3), ADDITIONAL),
    // Montana.
    layout(14, 1, SHARING_NOTICES, opt_outs!(8, 3), ADDITIONAL),
    // Oregon.
    layout(15, 1, NOTICES, opt_outs!(11, 3), ADDITIONAL),
    // Texas.
    layout(16, 1, NOTICES, opt_outs!(8, 1), ADDITIONAL),
    // Delaware.
    layout(17, 1, NOTICES, opt_outs!(9, 5), ADDITIONAL),
    // Iowa.
    layout(
        18,
        1,
        &[
            (ProcessingNotice, 1),
            (SaleOptOutNotice, 1),
            (TargetedAdvertisingOptOutNotice, 1),
            (SensitiveDataOptOutNotice, 1),
        ],
        opt_outs!(8, 1),
        &MSPA,
    ),
    // Nebraska.
    layout(19, 1, NOTICES, opt_outs!(8, 1), ADDITIONAL),
    // New Hampshire.
    layout(20, 1, NOTICES, opt_outs!(8, 3), ADDITIONAL),
    // New Jersey.
    layout(21, 1, NOTICES, opt_outs!(10, 5), ADDITIONAL),
    // Tennessee.
    layout(22, 1, NOTICES, opt_outs!(8, 1), ADDITIONAL),
    // Minnesota.
    layout(23, 1, NOTICES, opt_outs!(8, 1), ADDITIONAL),
    // Maryland.
    newest(24, &[(AdditionalDataProcessingConsent, 1)], &[]),
    // Indiana.
    newest(25, NEWEST_REST, EIGHT_KINDS),
    // Kentucky.
    newest(26, NEWEST_REST, EIGHT_KINDS),
    // Rhode Island.
    newest(27, NEWEST_REST, EIGHT_KINDS),
];

impl Layout {
    fn fields(&self) -> impl Iterator<Item = (Field, u8)> {
        [self.notices, self.answers, self.rest]
            .into_iter()
            .flatten()
            .copied()
    }
}

/// One such section, read where it stands.
#[derive(Clone, Copy)]
pub struct UsSection<'a> {
    layout: &'static Layout,
    core: Bits<'a>,
    /// The second segment, where it holds fields.
    segment: Option<Bits<'a>>,
    gpc: Option<bool>,
}

impl<'a> UsSection<'a> {
    /// Reads the section of this id.
    ///
    /// # Errors
    /// A [`Refusal`] for whatever is not such a section, whole.
    pub(super) fn read(id: u16, text: &'a str) -> Result<Self, Refusal> {
        let mut known = LAYOUTS.iter().filter(|layout| layout.id == id).peekable();
        if known.peek().is_none() {
            return Err(Refusal::UnknownSection);
        }
        let (core, segment) = match text.split_once('.') {
            Some((_, segment)) if segment.contains('.') => return Err(Refusal::TooManySegments),
            Some((core, segment)) => (core, Some(segment)),
            None => (text, None),
        };
        let mut bits = Bits::new(core.as_bytes())?;
        let version = bits.take(VERSION_BITS)?;
        let layout = known
            .find(|layout| u64::from(layout.version) == version)
            .ok_or(Refusal::UnsupportedVersion)?;
        let mut read = Self {
            layout,
            core: bits,
            segment: None,
            gpc: None,
        };
        bits.skip(width(layout.fields()))?;
        if let Some(segment) = segment {
            let mut bits = Bits::new(segment.as_bytes())?;
            if layout.segment.is_empty() {
                read.gpc = Some(read_gpc(bits)?);
            } else {
                read.segment = Some(bits);
                bits.skip(width(layout.segment.iter().copied()))?;
            }
        }
        Ok(read)
    }

    /// The id of the section.
    #[must_use]
    pub fn id(&self) -> u16 {
        self.layout.id
    }

    /// The version of its layout.
    #[must_use]
    pub fn version(&self) -> u8 {
        self.layout.version
    }

    /// Whether the browser sent Global Privacy Control; `None` if the section does not say.
    #[must_use]
    pub fn gpc(&self) -> Option<bool> {
        self.gpc
    }

    /// The fields in their order, each with its answers: 0 does not apply, 1 yes, 2 no (for a consent: 1 no, 2 yes).
    pub fn fields(&self) -> impl Iterator<Item = (Field, FieldAnswers<'a>)> {
        let in_segment = self
            .segment
            .into_iter()
            .flat_map(|bits| read(bits, self.layout.segment.iter().copied()));
        read(self.core, self.layout.fields()).chain(in_segment)
    }
}

fn width(fields: impl Iterator<Item = (Field, u8)>) -> usize {
    fields.map(|(_, count)| usize::from(count)).sum::<usize>() * ANSWER_BITS
}

/// Fields that begin where `bits` stand.
fn read<'a>(
    mut bits: Bits<'a>,
    fields: impl Iterator<Item = (Field, u8)>,
) -> impl Iterator<Item = (Field, FieldAnswers<'a>)> {
    fields.map(move |(field, left)| {
        let answers = FieldAnswers { bits, left };
        // All were measured before: there is no end to run into.
        let _ = bits.skip(usize::from(left) * ANSWER_BITS);
        (field, answers)
    })
}

/// The answers that a field holds.
#[derive(Debug, Clone)]
pub struct FieldAnswers<'a> {
    bits: Bits<'a>,
    left: u8,
}

impl Iterator for FieldAnswers<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        self.left = self.left.checked_sub(1)?;
        Some(self.bits.take(ANSWER_BITS).ok()? as u8)
    }
}

impl core::fmt::Debug for UsSection<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("UsSection")
            .field("id", &self.id())
            .field("version", &self.version())
            .field("gpc", &self.gpc)
            .finish_non_exhaustive()
    }
}

/// The segment behind the core: its kind, which must be 1, and one flag.
fn read_gpc(mut bits: Bits<'_>) -> Result<bool, Refusal> {
    match bits.take(2)? {
        1 => bits.flag(),
        _ => Err(Refusal::UnknownSegment),
    }
}
