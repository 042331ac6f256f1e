//! All that is stored of a shopper, in a form that she can read and take with her. `docs/profile-export.md` is normative.

use super::memory::{Exposure, NumberMemory, ValueMemory};
use super::partition::FieldMemory;
use super::plain::{Members, Plain, Unreadable};
use super::table::{Entry, Table};
use super::{
    Choices, Clock, ItemMemory, Learned, Noise, Partition, Profile, ProfileError, Purpose,
    Purposes, flag,
};
use crate::consent::MayProfile;
use crate::pack::{Pack, SignalCode};
use crate::{Key, Seconds};
use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The form's name and version.
pub const EXPORT_FORMAT: &str = "vitrine-profile-export/1";
/// How far the clocks of two devices may differ.
const CLOCKS_DIFFER_SECONDS: Seconds = 86_400;

/// A profile as an object. Keys are 16 hexadecimal digits; words stand beside them where the pack has any, and are not
/// read back.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileExport(Plain);

impl Serialize for ProfileExport {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for ProfileExport {
    /// Takes any plain data; whether it is an export is seen by [`Profile::import`].
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Plain::deserialize(from).map(Self)
    }
}

/// What was said or done of an item, and its flag.
const MARKS: [(&str, u8); 6] = [
    ("in-cart", flag::IN_CART),
    ("wished", flag::WISHED),
    ("dismissed", flag::DISMISSED),
    ("bought", flag::BOUGHT),
    ("turned-to", flag::STEP),
    ("chosen", flag::CHOSEN),
];

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

fn hex(key: Key) -> Option<Plain> {
    Some(Plain::Text(format!("{key:016x}")))
}

fn words(words: Option<String>) -> Option<Plain> {
    words.map(Plain::Text)
}

fn key(members: Members<'_>, name: &'static str) -> Result<Key, ImportError> {
    let text = members.text(name)?;
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() != 16 || !text.bytes().all(digit) {
        return Err(ImportError::BadKey);
    }
    Key::from_str_radix(text, 16).map_err(|_| ImportError::BadKey)
}

impl Profile {
    /// All that is stored and may be read at `now`, with words where the pack has them.
    ///
    /// ```compile_fail
    /// use vitrine::{pack::Pack, profile::{Profile, ProfileExport}};
    /// // Nobody takes a profile away without the permission.
    /// fn take(pack: &Pack, profile: &Profile) -> ProfileExport { profile.export(pack, 0) }
    /// ```
    #[must_use]
    pub fn export(&self, may: MayProfile, pack: &Pack, now: Seconds) -> ProfileExport {
        let living = self.living(may, pack, now);
        let in_words = Words { pack };
        let Clock {
            latest,
            step,
            last_item,
            session,
            events,
        } = living.clock;
        let Choices {
            strength,
            paused,
            off,
        } = living.choices;
        let clock = Plain::object(&mut [
            ("latest", Some(latest.into())),
            ("step", Some(step.into())),
            ("lastItem", hex(last_item)),
            ("session", Some(session.into())),
            ("events", Some(events.into())),
            ("swept", Some(living.swept.into())),
        ]);
        let off = off.iter().map(|purpose| Plain::text(purpose.name()));
        let choices = Plain::object(&mut [
            ("strength", Some(strength.map_or(Plain::Null, Plain::from))),
            ("paused", Some(Plain::Flag(paused))),
            ("off", Some(off.collect())),
        ]);
        let noise = Plain::object(&mut [
            ("seed", hex(living.noise.seed)),
            ("since", Some(living.noise.since.into())),
        ]);
        let kept = living.partitions.iter().zip(Purpose::ALL);
        let kept = kept.filter(|(partition, _)| !partition.is_empty());
        let purposes = kept.map(|(partition, purpose)| {
            let items = partition.items.iter().map(|item| in_words.item(item));
            let fields = partition.fields.iter().map(|field| in_words.field(field));
            Plain::object(&mut [
                ("purpose", Some(Plain::text(purpose.name()))),
                ("items", Some(items.collect())),
                ("fields", Some(fields.collect())),
            ])
        });
        let exposures = living.exposures.iter().map(|exposure| {
            Plain::object(&mut [
                ("key", hex(exposure.key)),
                ("id", words(in_words.id(exposure.key))),
                ("time", Some(exposure.time.into())),
                ("shown", Some(exposure.shown.into())),
            ])
        });
        let learned = living.learned.iter().map(|learned| {
            let mut codes = SignalCode::ALL.into_iter();
            let code = codes.find(|code| *code as Key == learned.key);
            Plain::object(&mut [
                ("signal", Some((learned.key as u32).into())),
                ("reason", code.map(|code| Plain::text(code.reason()))),
                ("time", Some(learned.time.into())),
                ("share", Some(learned.share.into())),
                ("gathered", Some(learned.gathered.into())),
            ])
        });
        ProfileExport(Plain::object(&mut [
            ("format", Some(Plain::text(EXPORT_FORMAT))),
            ("exported", Some(now.into())),
            ("clock", Some(clock)),
            ("choices", Some(choices)),
            ("noise", Some(noise)),
            ("purposes", Some(purposes.collect())),
            ("exposures", Some(exposures.collect())),
            ("learned", Some(learned.collect())),
        ]))
    }

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

/// Writes entries with the words of a pack beside their keys.
struct Words<'a> {
    pack: &'a Pack,
}

impl Words<'_> {
    fn id(&self, key: Key) -> Option<String> {
        let item = self.pack.find(key)?;
        Some(self.pack.id(item).to_owned())
    }

    fn value(&self, field: Option<usize>, key: Key) -> Option<String> {
        let value = self.pack.fields()[field?].find_value(key)?;
        Some(self.pack.full_text(field?, value))
    }

    fn item(&self, item: &ItemMemory) -> Plain {
        let marks = MARKS.iter().filter(|(_, bit)| item.has(*bit));
        Plain::object(&mut [
            ("key", hex(item.key)),
            ("id", words(self.id(item.key))),
            ("time", Some(item.time.into())),
            ("step", Some(item.step.into())),
            ("session", Some(item.session.into())),
            ("interest", Some(item.interest.into())),
            ("views", Some(u32::from(item.views).into())),
            (
                "marks",
                Some(marks.map(|(mark, _)| Plain::text(mark)).collect()),
            ),
        ])
    }

    fn field(&self, field: &FieldMemory) -> Plain {
        let mut fields = self.pack.fields().iter();
        let index = fields.position(|of| of.key() == field.key);
        let name = index.map(|index| Plain::text(self.pack.fields()[index].name()));
        let values = field.values.iter().map(|value| {
            Plain::object(&mut [
                ("key", hex(value.key)),
                ("text", words(self.value(index, value.key))),
                ("time", Some(value.time.into())),
                ("step", Some(value.step.into())),
                ("short", Some(value.short.into())),
                ("long", Some(value.long.into())),
            ])
        });
        let numbers = field.numbers.iter().map(|number| {
            let category = self.value(self.pack.category_field(), number.key);
            Plain::object(&mut [
                ("key", hex(number.key)),
                ("category", words(category)),
                ("time", Some(number.time.into())),
                ("weight", Some(number.weight.into())),
                ("sum", Some(number.sum.into())),
                ("squares", Some(number.squares.into())),
            ])
        });
        Plain::object(&mut [
            ("key", hex(field.key)),
            ("name", name),
            ("values", Some(values.collect())),
            ("numbers", Some(numbers.collect())),
        ])
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
