//! Save and restore. The format is specified in `docs/profile-format.md`.

use super::form::{FormReader, FormWriter, positive};
use super::learned::{LEARNED_BOUND, Learned};
use super::memory::{Exposure, NumberMemory, ValueMemory};
use super::partition::FieldMemory;
use super::table::{Entry, Table};
use super::{Choices, Clock, ItemMemory, Noise, Partition, Profile, Purposes, flag};
use crate::bytes::{Reader, Short, Writer};
use crate::consent::{MayPersist, MayProfile};
use crate::key::checksum;
use core::fmt;

/// The first four bytes of every saved profile.
pub const PROFILE_MAGIC: [u8; 4] = *b"\x89VTP";
/// The version of the format that a whole profile is written in; all before it are read as well, and the compact form.
pub const PROFILE_VERSION: u16 = 4;
/// The version in which the compact form is written.
const COMPACT_VERSION: u16 = 5;
const CHECKSUM_BYTES: usize = 8;
const UNKNOWN_FLAG: ProfileError = ProfileError::BadContent("an item has an unknown flag");

/// Why a saved profile was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileError {
    /// The first bytes are not a profile's.
    NotAProfile,
    /// Written in a later version of the format than this engine reads.
    NewerVersion(u16),
    /// The checksum does not fit the bytes, or they end too early.
    Damaged,
    /// The content breaks a rule of the format.
    BadContent(&'static str),
}

impl ProfileError {
    /// A stable code for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAProfile => "not-a-profile",
            Self::NewerVersion(_) => "profile-newer-version",
            Self::Damaged => "profile-damaged",
            Self::BadContent(_) => "profile-bad-content",
        }
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAProfile => {
                f.write_str("These bytes are not a saved profile; begin with an empty one.")
            }
            Self::NewerVersion(version) => write!(
                f,
                "The profile is of format version {version}, newer than this engine reads; update vitrine."
            ),
            Self::Damaged => f.write_str(
                "The saved profile is damaged; restore an older copy or begin with an empty one.",
            ),
            Self::BadContent(cause) => {
                write!(
                    f,
                    "The saved profile breaks its own rules ({cause}); begin with an empty one."
                )
            }
        }
    }
}

impl core::error::Error for ProfileError {}

impl From<Short> for ProfileError {
    fn from(_: Short) -> Self {
        Self::BadContent("it ends too early")
    }
}

/// An entry of a table, as bytes and back.
trait Saved: Entry + Sized {
    fn write(&self, out: &mut FormWriter);
    fn read(reader: &mut FormReader<'_>) -> Result<Self, ProfileError>;
}

impl Profile {
    /// The profile as bytes: versioned, checksummed, the same for the same profile. They hold what
    /// the shopper did, so storing them needs the permission.
    #[must_use]
    pub fn save(&self, _may: MayPersist) -> Vec<u8> {
        self.to_bytes()
    }

    /// The same bytes for the page's own memory, as long as it lasts: that is no storage on the device, and needs the
    /// profile's permission alone.
    #[must_use]
    pub fn snapshot(&self, _may: MayProfile) -> Vec<u8> {
        self.to_bytes()
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.write(false)
    }

    /// About two thirds of the bytes; amounts are rounded.
    pub(super) fn to_compact(&self) -> Vec<u8> {
        self.write(true)
    }

    fn write(&self, compact: bool) -> Vec<u8> {
        let clock = self.clock;
        let mut out = FormWriter {
            out: Writer::default(),
            clock,
            compact,
        };
        out.out.bytes.extend_from_slice(&PROFILE_MAGIC);
        out.out.u16(if compact {
            COMPACT_VERSION
        } else {
            PROFILE_VERSION
        });
        out.out.u32(clock.latest);
        out.whole(clock.step);
        out.out.u64(clock.last_item);
        out.whole(clock.session);
        out.whole(clock.events);
        out.before(clock.latest, self.swept);
        for partition in &self.partitions {
            write_table(&mut out, &partition.items);
            write_table(&mut out, &partition.fields);
        }
        write_table(&mut out, &self.exposures);
        write_table(&mut out, &self.learned);
        let mut out = out.out;
        let Choices {
            strength,
            paused,
            off,
        } = self.choices;
        out.u8(u8::from(paused) * PAUSED + u8::from(strength.is_some()) * DIALLED);
        out.f32(strength.unwrap_or(0.0));
        out.u8(off.bits());
        out.u64(self.noise.seed);
        out.u32(self.noise.since);
        let check = checksum(&out.bytes);
        out.u64(check);
        out.bytes
    }

    /// The profile that [`save`](Self::save) made bytes of. The bytes may come from anywhere: every
    /// rule of the format is checked.
    ///
    /// # Errors
    /// A [`ProfileError`] that says why they were refused.
    pub fn restore(_may: MayPersist, bytes: &[u8]) -> Result<Self, ProfileError> {
        Self::from_bytes(bytes)
    }

    /// The profile that [`snapshot`](Self::snapshot) made bytes of.
    ///
    /// # Errors
    /// A [`ProfileError`] that says why they were refused.
    pub fn resume(_may: MayProfile, bytes: &[u8]) -> Result<Self, ProfileError> {
        Self::from_bytes(bytes)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, ProfileError> {
        if !bytes.starts_with(&PROFILE_MAGIC) {
            return Err(ProfileError::NotAProfile);
        }
        let mut reader = Reader::new(&bytes[PROFILE_MAGIC.len()..]);
        let version = reader.u16().map_err(|_| ProfileError::Damaged)?;
        match version {
            1..=COMPACT_VERSION => {}
            0 => return Err(ProfileError::NotAProfile),
            newer => return Err(ProfileError::NewerVersion(newer)),
        }
        let end = bytes.len().saturating_sub(CHECKSUM_BYTES);
        let check = bytes
            .get(end..)
            .and_then(|tail| tail.try_into().ok())
            .map(u64::from_le_bytes);
        if end <= PROFILE_MAGIC.len() || check != Some(checksum(&bytes[..end])) {
            return Err(ProfileError::Damaged);
        }
        let mut reader = FormReader {
            bytes: Reader::new(&bytes[..end]),
            clock: Clock::default(),
            compact: version == COMPACT_VERSION,
        };
        reader.bytes.take(PROFILE_MAGIC.len() + 2)?;
        let clock = Clock {
            latest: reader.bytes.u32()?,
            step: reader.whole()?,
            last_item: reader.bytes.u64()?,
            session: reader.whole()?,
            events: reader.whole()?,
        };
        reader.clock = clock;
        let mut profile = Self {
            clock,
            swept: reader.before(clock.latest)?,
            ..Self::default()
        };
        for partition in &mut profile.partitions {
            *partition = Partition {
                items: read_table(&mut reader)?,
                fields: read_table(&mut reader)?,
            };
        }
        profile.exposures = read_table(&mut reader)?;
        if version >= 2 {
            profile.learned = read_table(&mut reader)?;
        }
        let reader = &mut reader.bytes;
        if version >= 3 {
            profile.choices = read_choices(reader)?;
            profile.noise = Noise {
                seed: reader.u64()?,
                since: reader.u32()?,
            };
        }
        let mut items = profile.partitions.iter().flat_map(|p| p.items.iter());
        if version < 4 && items.any(|item| item.has(flag::CHOSEN)) {
            return Err(UNKNOWN_FLAG);
        }
        if !reader.is_empty() {
            return Err(ProfileError::BadContent("bytes are left over"));
        }
        Ok(profile)
    }
}

/// The bits of the shopper's choices.
const PAUSED: u8 = 1;
const DIALLED: u8 = 2;

fn read_choices(reader: &mut Reader<'_>) -> Result<Choices, ProfileError> {
    let bits = reader.u8()?;
    if bits & !(PAUSED | DIALLED) != 0 {
        return Err(ProfileError::BadContent("a choice is unknown"));
    }
    let strength = reader.f32()?;
    let dialled = bits & DIALLED != 0;
    let most = if dialled { 1.0_f32 } else { 0.0 };
    // Not by value: a negative zero is another way to write the same.
    if strength.to_bits() > most.to_bits() {
        return Err(ProfileError::BadContent("a dial is out of range"));
    }
    let off = Purposes::from_bits(reader.u8()?);
    Ok(Choices {
        strength: dialled.then_some(strength),
        paused: bits & PAUSED != 0,
        off: off.ok_or(ProfileError::BadContent("a purpose is unknown"))?,
    })
}

fn write_table<T: Saved, const BOUND: usize>(out: &mut FormWriter, table: &Table<T, BOUND>) {
    // Every bound is far below 65,536.
    out.count(table.len() as u16);
    table.iter().for_each(|entry| entry.write(out));
}

fn read_table<T: Saved, const BOUND: usize>(
    reader: &mut FormReader<'_>,
) -> Result<Table<T, BOUND>, ProfileError> {
    let count = usize::from(reader.count()?);
    if count > BOUND {
        return Err(ProfileError::BadContent("a table is larger than its bound"));
    }
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        entries.push(T::read(reader)?);
    }
    Table::from_sorted(entries).ok_or(ProfileError::BadContent("a table is not in order"))
}

impl Saved for ItemMemory {
    fn write(&self, out: &mut FormWriter) {
        let clock = out.clock;
        out.out.u64(self.key);
        out.before(clock.latest, self.time);
        out.before(clock.step, self.step);
        out.before(clock.session, self.session);
        out.amount(self.interest);
        out.count(self.views);
        out.out.u8(self.flags);
    }

    fn read(reader: &mut FormReader<'_>) -> Result<Self, ProfileError> {
        let clock = reader.clock;
        let item = Self {
            key: reader.bytes.u64()?,
            time: reader.before(clock.latest)?,
            step: reader.before(clock.step)?,
            session: reader.before(clock.session)?,
            interest: reader.amount()?,
            views: reader.count()?,
            flags: reader.bytes.u8()?,
        };
        if item.flags & !flag::ALL != 0 {
            return Err(UNKNOWN_FLAG);
        }
        Ok(item)
    }
}

impl Saved for ValueMemory {
    fn write(&self, out: &mut FormWriter) {
        let clock = out.clock;
        out.out.u64(self.key);
        out.before(clock.latest, self.time);
        out.before(clock.step, self.step);
        out.amount(self.short);
        out.amount(self.long);
    }

    fn read(reader: &mut FormReader<'_>) -> Result<Self, ProfileError> {
        let clock = reader.clock;
        Ok(Self {
            key: reader.bytes.u64()?,
            time: reader.before(clock.latest)?,
            step: reader.before(clock.step)?,
            short: reader.amount()?,
            long: reader.amount()?,
        })
    }
}

impl Saved for NumberMemory {
    fn write(&self, out: &mut FormWriter) {
        let clock = out.clock;
        out.out.u64(self.key);
        out.before(clock.latest, self.time);
        // The spread is what the two sums leave over: rounded ones would leave another.
        for number in [self.weight, self.sum, self.squares] {
            out.out.f32(number + 0.0);
        }
    }

    fn read(reader: &mut FormReader<'_>) -> Result<Self, ProfileError> {
        let clock = reader.clock;
        Ok(Self {
            key: reader.bytes.u64()?,
            time: reader.before(clock.latest)?,
            weight: positive(reader.number()?)?,
            sum: reader.number()?,
            squares: positive(reader.number()?)?,
        })
    }
}

impl Saved for FieldMemory {
    fn write(&self, out: &mut FormWriter) {
        out.out.u64(self.key);
        write_table(out, &self.values);
        write_table(out, &self.numbers);
    }

    fn read(reader: &mut FormReader<'_>) -> Result<Self, ProfileError> {
        Ok(Self {
            key: reader.bytes.u64()?,
            values: read_table(reader)?,
            numbers: read_table(reader)?,
        })
    }
}

impl Saved for Exposure {
    fn write(&self, out: &mut FormWriter) {
        let clock = out.clock;
        out.out.u64(self.key);
        out.before(clock.latest, self.time);
        out.amount(self.shown);
    }

    fn read(reader: &mut FormReader<'_>) -> Result<Self, ProfileError> {
        let clock = reader.clock;
        Ok(Self {
            key: reader.bytes.u64()?,
            time: reader.before(clock.latest)?,
            shown: positive(reader.amount()?)?,
        })
    }
}

impl Saved for Learned {
    fn write(&self, out: &mut FormWriter) {
        let clock = out.clock;
        // Signals are numbered from 1 to 255.
        out.out.u8(self.key as u8);
        out.before(clock.latest, self.time);
        out.amount(self.share);
        out.amount(self.gathered);
    }

    fn read(reader: &mut FormReader<'_>) -> Result<Self, ProfileError> {
        let clock = reader.clock;
        let learned = Self {
            key: u64::from(reader.bytes.u8()?),
            time: reader.before(clock.latest)?,
            share: reader.amount()?,
            gathered: positive(reader.amount()?)?,
        };
        if learned.share.abs() > LEARNED_BOUND {
            return Err(ProfileError::BadContent("a number is out of range"));
        }
        Ok(learned)
    }
}
