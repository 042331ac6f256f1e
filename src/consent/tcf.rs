//! TC strings of IAB TCF 2.2 and 2.3, as the IAB Tech Lab's "Consent string and vendor list formats v2" lays them out.

use super::MAX_TEXT_BYTES;
use super::bits::Bits;
use super::flags::Flags;
use super::refusal::Refusal;
use super::vendors::Vendors;

/// The most segments of one TC string: there are four kinds, and none needs to come twice.
pub const MAX_SEGMENTS: usize = 8;

const VERSION: u64 = 2;
const DISCLOSED_VENDORS: u64 = 1;
/// Of TCF 2.0 and 2.1; it says nothing any more.
const ALLOWED_VENDORS: u64 = 2;
const PUBLISHER: u64 = 3;

const SPECIAL_FEATURES: u8 = 12;
const PURPOSES: u8 = 24;

// Where the fields of the core begin, in bits.
const CREATED: usize = 6;
const LAST_UPDATED: usize = 42;
const CMP_ID: usize = 78;
const CMP_VERSION: usize = 90;
const CONSENT_SCREEN: usize = 102;
const CONSENT_LANGUAGE: usize = 108;
const VENDOR_LIST_VERSION: usize = 120;
const POLICY_VERSION: usize = 132;
const IS_SERVICE_SPECIFIC: usize = 138;
const USE_NON_STANDARD_TEXTS: usize = 139;
const SPECIAL_FEATURE_OPTINS: usize = 140;
const PURPOSE_CONSENTS: usize = 152;
const PURPOSE_LEGITIMATE_INTERESTS: usize = 176;
const PURPOSE_ONE_TREATMENT: usize = 200;
const PUBLISHER_COUNTRY: usize = 201;
const VENDOR_CONSENTS: usize = 213;

/// A TC string, read where it stands: whole and sound, but no field is taken out before it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct TcString<'a> {
    core: Bits<'a>,
    vendor_consents: Vendors<'a>,
    vendor_legitimate_interests: Vendors<'a>,
    /// The first restriction; how many there are stands before it.
    restrictions: Restrictions<'a>,
    disclosed: Option<Vendors<'a>>,
    publisher: Option<Publisher>,
}

/// The publisher's own segment: what the shopper allows the site itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publisher {
    /// Purposes with consent.
    pub consents: Flags,
    /// Purposes with a legitimate interest that she was told of and did not object to.
    pub legitimate_interests: Flags,
    /// The site's own purposes with consent.
    pub custom_consents: Flags,
    /// The site's own purposes with a legitimate interest.
    pub custom_legitimate_interests: Flags,
}

impl<'a> TcString<'a> {
    /// Reads a TC string: the core first, then the other segments in any order.
    ///
    /// Reserved purposes are kept as they are; a segment of allowed vendors is passed over; what follows the last known
    /// field of a segment is padding. It allocates nothing and takes time linear in the text's length.
    ///
    /// # Errors
    /// A [`Refusal`] for whatever is not such a string, whole.
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(Refusal::TooLong);
        }
        if text.bytes().filter(|&byte| byte == b'.').count() >= MAX_SEGMENTS {
            return Err(Refusal::TooManySegments);
        }
        let mut segments = text.as_bytes().split(|&byte| byte == b'.');
        let mut read = Self::core(Bits::new(segments.next().unwrap_or_default())?)?;
        for segment in segments {
            let mut bits = Bits::new(segment)?;
            match bits.take(3)? {
                DISCLOSED_VENDORS => once(&mut read.disclosed, Vendors::read(&mut bits)?)?,
                PUBLISHER => once(&mut read.publisher, Publisher::read(&mut bits)?)?,
                ALLOWED_VENDORS => {}
                0 => return Err(Refusal::RepeatedSegment),
                _ => return Err(Refusal::UnknownSegment),
            }
        }
        Ok(read)
    }

    fn core(core: Bits<'a>) -> Result<Self, Refusal> {
        if core.from(0).take(6)? != VERSION {
            return Err(Refusal::UnsupportedVersion);
        }
        let mut bits = core.from(VENDOR_CONSENTS);
        Ok(Self {
            core,
            vendor_consents: Vendors::read(&mut bits)?,
            vendor_legitimate_interests: Vendors::read(&mut bits)?,
            restrictions: Restrictions::read(&mut bits)?,
            disclosed: None,
            publisher: None,
        })
    }

    /// `count` bits of the core. The core was read to its end before: there is no end to run into.
    fn number(&self, at: usize, count: usize) -> u64 {
        self.core.from(at).take(count).unwrap_or_default()
    }

    fn flags(&self, at: usize, count: u8) -> Flags {
        Flags::read(&mut self.core.from(at), count).unwrap_or_default()
    }

    /// Two letters, six bits each.
    fn letters(&self, at: usize) -> [char; 2] {
        [at, at + 6].map(|at| char::from(b'A'.saturating_add(self.number(at, 6) as u8)))
    }

    /// When it was first made, in milliseconds since 1970.
    #[must_use]
    pub fn created(&self) -> u64 {
        self.number(CREATED, 36) * 100
    }

    /// When it was last changed, in milliseconds since 1970.
    #[must_use]
    pub fn last_updated(&self) -> u64 {
        self.number(LAST_UPDATED, 36) * 100
    }

    /// The consent management platform that wrote it.
    #[must_use]
    pub fn cmp_id(&self) -> u16 {
        self.number(CMP_ID, 12) as u16
    }

    /// That platform's version.
    #[must_use]
    pub fn cmp_version(&self) -> u16 {
        self.number(CMP_VERSION, 12) as u16
    }

    /// The platform's screen on which the answer was given.
    #[must_use]
    pub fn consent_screen(&self) -> u8 {
        self.number(CONSENT_SCREEN, 6) as u8
    }

    /// The language in which she was asked.
    #[must_use]
    pub fn consent_language(&self) -> [char; 2] {
        self.letters(CONSENT_LANGUAGE)
    }

    /// The version of the list of vendors.
    #[must_use]
    pub fn vendor_list_version(&self) -> u16 {
        self.number(VENDOR_LIST_VERSION, 12) as u16
    }

    /// The version of the framework's policies.
    #[must_use]
    pub fn policy_version(&self) -> u8 {
        self.number(POLICY_VERSION, 6) as u8
    }

    /// Whether the answer is for this site. The framework knows no other any more.
    #[must_use]
    pub fn is_service_specific(&self) -> bool {
        self.number(IS_SERVICE_SPECIFIC, 1) == 1
    }

    /// Whether the texts shown were not the framework's own.
    #[must_use]
    pub fn uses_non_standard_texts(&self) -> bool {
        self.number(USE_NON_STANDARD_TEXTS, 1) == 1
    }

    /// The special features she opted into.
    #[must_use]
    pub fn special_feature_optins(&self) -> Flags {
        self.flags(SPECIAL_FEATURE_OPTINS, SPECIAL_FEATURES)
    }

    /// The vendors' purposes with consent. What the site itself may do is in its [`publisher`](Self::publisher) segment.
    #[must_use]
    pub fn purpose_consents(&self) -> Flags {
        self.flags(PURPOSE_CONSENTS, PURPOSES)
    }

    /// The vendors' purposes with a legitimate interest.
    #[must_use]
    pub fn purpose_legitimate_interests(&self) -> Flags {
        self.flags(PURPOSE_LEGITIMATE_INTERESTS, PURPOSES)
    }

    /// Whether purpose 1 was not asked for at all.
    #[must_use]
    pub fn purpose_one_treatment(&self) -> bool {
        self.number(PURPOSE_ONE_TREATMENT, 1) == 1
    }

    /// The country whose law the publisher is under.
    #[must_use]
    pub fn publisher_country(&self) -> [char; 2] {
        self.letters(PUBLISHER_COUNTRY)
    }

    /// The vendors with consent.
    #[must_use]
    pub fn vendor_consents(&self) -> Vendors<'a> {
        self.vendor_consents
    }

    /// The vendors with a legitimate interest.
    #[must_use]
    pub fn vendor_legitimate_interests(&self) -> Vendors<'a> {
        self.vendor_legitimate_interests
    }

    /// What the publisher does not allow vendors.
    #[must_use]
    pub fn restrictions(&self) -> Restrictions<'a> {
        self.restrictions
    }

    /// The vendors that she was told of; a string of TCF 2.2 may lack them.
    #[must_use]
    pub fn disclosed_vendors(&self) -> Option<Vendors<'a>> {
        self.disclosed
    }

    /// What she allows the site itself; a string may lack it.
    #[must_use]
    pub fn publisher(&self) -> Option<Publisher> {
        self.publisher
    }
}

impl Publisher {
    fn read(bits: &mut Bits<'_>) -> Result<Self, Refusal> {
        let consents = Flags::read(bits, PURPOSES)?;
        let legitimate_interests = Flags::read(bits, PURPOSES)?;
        let custom = bits.take(6)? as u8;
        Ok(Self {
            consents,
            legitimate_interests,
            custom_consents: Flags::read(bits, custom)?,
            custom_legitimate_interests: Flags::read(bits, custom)?,
        })
    }
}

fn once<T>(place: &mut Option<T>, value: T) -> Result<(), Refusal> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(Refusal::RepeatedSegment),
    }
}

/// What a publisher does not allow vendors, purpose by purpose.
#[derive(Debug, Clone, Copy)]
pub struct Restrictions<'a> {
    bits: Bits<'a>,
    left: u16,
}

/// One of them.
#[derive(Debug, Clone, Copy)]
pub struct Restriction<'a> {
    /// The number of the purpose.
    pub purpose: u8,
    /// What is demanded.
    pub kind: RestrictionKind,
    /// Of whom.
    pub vendors: Vendors<'a>,
}

/// What a restriction demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestrictionKind {
    /// The purpose is not allowed.
    NotAllowed,
    /// It needs consent.
    RequireConsent,
    /// It needs a legitimate interest.
    RequireLegitimateInterest,
    /// Reserved by the specification.
    Undefined,
}

impl<'a> Restrictions<'a> {
    fn read(bits: &mut Bits<'a>) -> Result<Self, Refusal> {
        let left = bits.take(12)? as u16;
        let section = Self { bits: *bits, left };
        for _ in 0..left {
            Restriction::read(bits)?;
        }
        Ok(section)
    }
}

impl<'a> Restriction<'a> {
    fn read(bits: &mut Bits<'a>) -> Result<Self, Refusal> {
        let purpose = bits.take(6)? as u8;
        let kind = match bits.take(2)? {
            0 => RestrictionKind::NotAllowed,
            1 => RestrictionKind::RequireConsent,
            2 => RestrictionKind::RequireLegitimateInterest,
            _ => RestrictionKind::Undefined,
        };
        let vendors = Vendors::read_ranges(bits, u16::MAX)?;
        Ok(Self {
            purpose,
            kind,
            vendors,
        })
    }
}

impl<'a> Iterator for Restrictions<'a> {
    type Item = Restriction<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        Restriction::read(&mut self.bits).ok()
    }
}
