//! An export, which may come from anywhere, read back.

use super::{EXPORT_FORMAT, ImportError, MARKS, ProfileExport};
use crate::consent::MayProfile;
use crate::pack::Pack;
use crate::profile::memory::{Exposure, NumberMemory, ValueMemory};
use crate::profile::partition::FieldMemory;
use crate::profile::plain::{Members, Plain};
use crate::profile::table::{Entry, Table};
use crate::profile::{
    Choices, Clock, ItemMemory, Learned, Noise, Partition, Profile, ProfileError, Purpose, Purposes,
};
use crate::{Key, Seconds};

/// How far the clocks of two devices may differ.
const CLOCKS_DIFFER_SECONDS: Seconds = 86_400;

impl Profile {
    /// The profile of an export, which may come from anywhere: every rule of the profile's format is checked. What `may`
    /// does not include, and what the merchant declared sensitive, is left out.
    ///
    /// ```compile_fail
    /// use vitrine::{pack::Pack, profile::{Profile, ProfileExport}};
    /// // Nobody brings a profile in without the permission.
    /// fn bring(pack: &Pack, exported: &ProfileExport) -> Profile { Profile::import(pack, exported, 0).unwrap() }
    /// ```
    ///
    /// # Errors
    /// An [`ImportError`] says why it is refused.
    pub fn import(
        may: MayProfile,
        pack: &Pack,
        exported: &ProfileExport,
        now: Seconds,
    ) -> Result<Self, ImportError> {
        let read = Reading {
            latest: now.saturating_add(CLOCKS_DIFFER_SECONDS),
        };
        let whole = Members::of(
            &exported.0,
            &[
                "format",
                "exported",
                "clock",
                "choices",
                "noise",
                "purposes",
                "exposures",
                "learned",
            ],
        )?;
        if whole.text("format")? != EXPORT_FORMAT {
            return Err(ImportError::UnknownFormat);
        }
        whole.whole("exported", u32::MAX)?;
        let choices = read.choices(whole.get("choices")?)?;
        let clock = Members::of(
            whole.get("clock")?,
            &["latest", "step", "lastItem", "session", "events", "swept"],
        )?;
        let noise = Members::of(whole.get("noise")?, &["seed", "since"])?;
        let mut profile = Self {
            clock: Clock {
                latest: read.time(clock, "latest")?,
                step: clock.whole("step", u32::MAX)?,
                last_item: key(clock, "lastItem")?,
                session: clock.whole("session", u32::MAX)?,
                events: clock.whole("events", u32::MAX)?,
            },
            swept: read.time(clock, "swept")?,
            choices,
            noise: Noise {
                seed: key(noise, "seed")?,
                since: read.time(noise, "since")?,
            },
            exposures: table(whole.list("exposures")?, |plain| read.exposure(plain))?,
            learned: table(whole.list("learned")?, |plain| read.learned(plain))?,
            ..Self::default()
        };
        let mut next = 0;
        for plain in whole.list("purposes")? {
            let kept = Members::of(plain, &["purpose", "items", "fields"])?;
            let purpose = Purpose::from_name(kept.text("purpose")?);
            let purpose = purpose.filter(|purpose| *purpose as usize >= next);
            let place = purpose.ok_or(ImportError::BadPurpose)? as usize;
            next = place + 1;
            profile.partitions[place] = Partition {
                items: table(kept.list("items")?, |plain| read.item(plain))?,
                fields: table(kept.list("fields")?, |plain| read.field(plain))?,
            };
        }
        // The numbers' own rules stand in one place.
        let mut profile = Self::from_bytes(&profile.to_bytes()).map_err(|error| match error {
            ProfileError::BadContent(cause) => ImportError::BadContent(cause),
            _ => ImportError::BadContent("it is no profile"),
        })?;
        // Nobody's words say what the profile never notes: fields that describe people.
        for field in pack.fields().iter().filter(|field| !field.is_profiled()) {
            profile.forget_field(field.name());
        }
        Ok(profile.living(may.without(choices.off), pack, now))
    }
}

/// Reads entries, none of them from later than `latest`.
#[derive(Clone, Copy)]
struct Reading {
    latest: Seconds,
}

impl Reading {
    fn time(&self, members: Members<'_>, name: &'static str) -> Result<Seconds, ImportError> {
        let time = members.whole(name, u32::MAX)?;
        if time > self.latest {
            return Err(ImportError::FromTheFuture);
        }
        Ok(time)
    }

    fn choices(&self, plain: &Plain) -> Result<Choices, ImportError> {
        let members = Members::of(plain, &["strength", "paused", "off"])?;
        let mut off = Purposes::NONE;
        for name in members.list("off")? {
            let Plain::Text(name) = name else {
                return Err(ImportError::BadPurpose);
            };
            let purpose = Purpose::from_name(name).filter(|purpose| !off.has(*purpose));
            off = off.plus(Purposes::of(purpose.ok_or(ImportError::BadPurpose)?));
        }
        Ok(Choices {
            strength: match members.get("strength")? {
                Plain::Null => None,
                _ => Some(members.number("strength")?),
            },
            paused: members.flag("paused")?,
            off,
        })
    }

    fn item(&self, plain: &Plain) -> Result<ItemMemory, ImportError> {
        let item = Members::of(
            plain,
            &[
                "key", "id", "time", "step", "session", "interest", "views", "marks",
            ],
        )?;
        let mut flags = 0;
        for mark in item.list("marks")? {
            let bit = MARKS.iter().find(|(name, _)| *mark == Plain::text(name));
            let bit = bit.map_or(0, |(_, bit)| *bit);
            if bit == 0 || flags & bit != 0 {
                return Err(ImportError::BadMark);
            }
            flags |= bit;
        }
        Ok(ItemMemory {
            key: key(item, "key")?,
            time: self.time(item, "time")?,
            step: item.whole("step", u32::MAX)?,
            session: item.whole("session", u32::MAX)?,
            interest: item.number("interest")?,
            views: item.whole("views", u32::from(u16::MAX))? as u16,
            flags,
        })
    }

    fn field(&self, plain: &Plain) -> Result<FieldMemory, ImportError> {
        let field = Members::of(plain, &["key", "name", "values", "numbers"])?;
        Ok(FieldMemory {
            key: key(field, "key")?,
            values: table(field.list("values")?, |plain| self.value(plain))?,
            numbers: table(field.list("numbers")?, |plain| self.number(plain))?,
        })
    }

    fn value(&self, plain: &Plain) -> Result<ValueMemory, ImportError> {
        let value = Members::of(plain, &["key", "text", "time", "step", "short", "long"])?;
        Ok(ValueMemory {
            key: key(value, "key")?,
            time: self.time(value, "time")?,
            step: value.whole("step", u32::MAX)?,
            short: value.number("short")?,
            long: value.number("long")?,
        })
    }

    fn number(&self, plain: &Plain) -> Result<NumberMemory, ImportError> {
        let number = Members::of(
            plain,
            &["key", "category", "time", "weight", "sum", "squares"],
        )?;
        Ok(NumberMemory {
            key: key(number, "key")?,
            time: self.time(number, "time")?,
            weight: number.number("weight")?,
            sum: number.number("sum")?,
            squares: number.number("squares")?,
        })
    }

    fn exposure(&self, plain: &Plain) -> Result<Exposure, ImportError> {
        let exposure = Members::of(plain, &["key", "id", "time", "shown"])?;
        Ok(Exposure {
            key: key(exposure, "key")?,
            time: self.time(exposure, "time")?,
            shown: exposure.number("shown")?,
        })
    }

    fn learned(&self, plain: &Plain) -> Result<Learned, ImportError> {
        let learned = Members::of(plain, &["signal", "reason", "time", "share", "gathered"])?;
        Ok(Learned {
            key: learned.whole("signal", u32::from(u8::MAX))?.into(),
            time: self.time(learned, "time")?,
            share: learned.number("share")?,
            gathered: learned.number("gathered")?,
        })
    }
}

fn table<T: Entry, const BOUND: usize>(
    list: &[Plain],
    read: impl Fn(&Plain) -> Result<T, ImportError>,
) -> Result<Table<T, BOUND>, ImportError> {
    if list.len() > BOUND {
        return Err(ImportError::BadTable);
    }
    let mut entries = Vec::with_capacity(list.len());
    for plain in list {
        entries.push(read(plain)?);
    }
    Table::from_sorted(entries).ok_or(ImportError::BadTable)
}

fn key(members: Members<'_>, name: &'static str) -> Result<Key, ImportError> {
    let text = members.text(name)?;
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() != 16 || !text.bytes().all(digit) {
        return Err(ImportError::BadKey);
    }
    Key::from_str_radix(text, 16).map_err(|_| ImportError::BadKey)
}
