//! All that is stored of a shopper, in a form that she can read and take with her. `docs/profile-export.md` is normative.

use super::memory::{Exposure, NumberMemory, ValueMemory};
use super::partition::FieldMemory;
use super::table::{Entry, Table};
use super::{
    Choices, Clock, ItemMemory, Learned, Noise, Partition, Profile, ProfileError, Purpose,
    Purposes, flag,
};
use crate::consent::MayProfile;
use crate::pack::{Pack, SignalCode};
use crate::{Key, Seconds};
use core::fmt;
use serde::{Deserialize, Serialize};

/// The form's name and version.
pub const EXPORT_FORMAT: &str = "vitrine-profile-export/1";
/// How far the clocks of two devices may differ.
const CLOCKS_DIFFER_SECONDS: Seconds = 86_400;

/// A profile as an object. Keys are 16 hexadecimal digits; words stand beside them where the pack has any, and are not
/// read back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProfileExport {
    /// [`EXPORT_FORMAT`].
    pub format: String,
    /// When it was made.
    pub exported: Seconds,
    /// Where she is on her way.
    pub clock: ExportedClock,
    /// What she chose.
    pub choices: ExportedChoices,
    /// The noise of the private setting.
    pub noise: ExportedNoise,
    /// What is kept for each purpose, in the order of [`Purpose::ALL`]; a purpose of which nothing is kept is missing.
    pub purposes: Vec<ExportedPurpose>,
    /// How often items were shown.
    pub exposures: Vec<ExportedExposure>,
    /// What her choices taught of the weights.
    pub learned: Vec<ExportedLearned>,
}

/// The profile's clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportedClock {
    /// The latest moment known.
    pub latest: Seconds,
    /// How many times she turned to another item.
    pub step: u32,
    /// The item that she turned to last.
    pub last_item: String,
    /// How many sessions began before this one.
    pub session: u32,
    /// How many events were taken in.
    pub events: u32,
    /// When what is too old was last dropped.
    pub swept: Seconds,
}

/// The shopper's choices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedChoices {
    /// Her dial, from 0 to 1.
    pub strength: Option<f32>,
    /// Whether she paused.
    pub paused: bool,
    /// The names of the purposes that she switched off.
    pub off: Vec<String>,
}

/// The noise's seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedNoise {
    /// The seed, as a key.
    pub seed: String,
    /// The beginning of its epoch.
    pub since: Seconds,
}

/// What is kept for one purpose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedPurpose {
    /// The purpose's name.
    pub purpose: String,
    /// The items.
    pub items: Vec<ExportedItem>,
    /// The fields.
    pub fields: Vec<ExportedField>,
}

/// What was said or done of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// It is in the cart.
    InCart,
    /// It is on the wish list.
    Wished,
    /// It was refused.
    Dismissed,
    /// It was bought.
    Bought,
    /// It was turned to.
    TurnedTo,
}

const MARKS: [(Mark, u8); 5] = [
    (Mark::InCart, flag::IN_CART),
    (Mark::Wished, flag::WISHED),
    (Mark::Dismissed, flag::DISMISSED),
    (Mark::Bought, flag::BOUGHT),
    (Mark::TurnedTo, flag::STEP),
];

/// An item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedItem {
    /// Its key.
    pub key: String,
    /// Its id, where the pack has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When it was last touched.
    pub time: Seconds,
    /// The step of that.
    pub step: u32,
    /// The session of that.
    pub session: u32,
    /// Interest in page views, at that time.
    pub interest: f32,
    /// How many times it was turned to.
    pub views: u16,
    /// What was said or done of it.
    pub marks: Vec<Mark>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedField {
    /// Its key.
    pub key: String,
    /// Its name, where the pack has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its values.
    pub values: Vec<ExportedValue>,
    /// Its usual numbers.
    pub numbers: Vec<ExportedNumber>,
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedValue {
    /// Its key.
    pub key: String,
    /// Its text, where the pack has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// When it was last touched.
    pub time: Seconds,
    /// The step of that.
    pub step: u32,
    /// Recent interest, at that time.
    pub short: f32,
    /// Lasting interest, at that time.
    pub long: f32,
}

/// What is usual for a field of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedNumber {
    /// The key of the category; all zero for all together.
    pub key: String,
    /// The category's text, where the pack has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// When it was last touched.
    pub time: Seconds,
    /// The weight of all numbers, at that time.
    pub weight: f32,
    /// The weighted sum of the scaled numbers.
    pub sum: f32,
    /// The weighted sum of their squares.
    pub squares: f32,
}

/// How often an item was shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedExposure {
    /// The item's key.
    pub key: String,
    /// Its id, where the pack has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When it was last shown.
    pub time: Seconds,
    /// How many times, at that time.
    pub shown: f32,
}

/// What was learned of one signal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedLearned {
    /// The signal's number.
    pub signal: u8,
    /// Its reason code, where this engine knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it was last learned of.
    pub time: Seconds,
    /// The share by which its weights are corrected.
    pub share: f32,
    /// How much was gathered.
    pub gathered: f32,
}

/// Why an export was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportError {
    /// It is of another form, or a later version.
    UnknownFormat,
    /// A key is not 16 hexadecimal digits in small letters.
    BadKey,
    /// A purpose is unknown, or stands twice or out of order.
    BadPurpose,
    /// A mark stands twice.
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
            Self::UnknownFormat => "its `format` is another than vitrine-profile-export/1",
            Self::BadKey => "a key is not 16 hexadecimal digits in small letters",
            Self::BadPurpose => "a purpose is unknown, or stands twice or out of order",
            Self::BadMark => "an item has a mark twice",
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

fn hex(key: Key) -> String {
    format!("{key:016x}")
}

fn key(text: &str) -> Result<Key, ImportError> {
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
        let id = |key: Key| pack.find(key).map(|item| pack.id(item).to_owned());
        let text = |field: Option<usize>, key: Key| {
            let field = field?;
            let value = pack.fields()[field].find_value(key)?;
            Some(pack.full_text(field, value))
        };
        let item = |item: &ItemMemory| ExportedItem {
            key: hex(item.key),
            id: id(item.key),
            time: item.time,
            step: item.step,
            session: item.session,
            interest: item.interest + 0.0,
            views: item.views,
            marks: MARKS
                .iter()
                .filter(|(_, bit)| item.has(*bit))
                .map(|(mark, _)| *mark)
                .collect(),
        };
        let field = |field: &FieldMemory| {
            let index = pack.fields().iter().position(|of| of.key() == field.key);
            ExportedField {
                key: hex(field.key),
                name: index.map(|index| pack.fields()[index].name().to_owned()),
                values: field
                    .values
                    .iter()
                    .map(|value| ExportedValue {
                        key: hex(value.key),
                        text: text(index, value.key),
                        time: value.time,
                        step: value.step,
                        short: value.short + 0.0,
                        long: value.long + 0.0,
                    })
                    .collect(),
                numbers: field
                    .numbers
                    .iter()
                    .map(|number| ExportedNumber {
                        key: hex(number.key),
                        category: text(pack.category_field(), number.key),
                        time: number.time,
                        weight: number.weight + 0.0,
                        sum: number.sum + 0.0,
                        squares: number.squares + 0.0,
                    })
                    .collect(),
            }
        };
        let clock = living.clock;
        ProfileExport {
            format: EXPORT_FORMAT.to_owned(),
            exported: now,
            clock: ExportedClock {
                latest: clock.latest,
                step: clock.step,
                last_item: hex(clock.last_item),
                session: clock.session,
                events: clock.events,
                swept: living.swept,
            },
            choices: ExportedChoices {
                strength: living.choices.strength,
                paused: living.choices.paused,
                off: living
                    .choices
                    .off
                    .iter()
                    .map(|purpose| purpose.name().to_owned())
                    .collect(),
            },
            noise: ExportedNoise {
                seed: hex(living.noise.seed),
                since: living.noise.since,
            },
            purposes: living
                .partitions
                .iter()
                .zip(Purpose::ALL)
                .filter(|(partition, _)| !partition.is_empty())
                .map(|(partition, purpose)| ExportedPurpose {
                    purpose: purpose.name().to_owned(),
                    items: partition.items.iter().map(item).collect(),
                    fields: partition.fields.iter().map(field).collect(),
                })
                .collect(),
            exposures: living
                .exposures
                .iter()
                .map(|exposure| ExportedExposure {
                    key: hex(exposure.key),
                    id: id(exposure.key),
                    time: exposure.time,
                    shown: exposure.shown + 0.0,
                })
                .collect(),
            learned: living
                .learned
                .iter()
                .map(|learned| ExportedLearned {
                    signal: learned.key as u8,
                    reason: SignalCode::ALL
                        .into_iter()
                        .find(|code| *code as Key == learned.key)
                        .map(|code| code.reason().to_owned()),
                    time: learned.time,
                    share: learned.share + 0.0,
                    gathered: learned.gathered + 0.0,
                })
                .collect(),
        }
    }

    /// The profile of an export, which may come from anywhere: every rule of the profile's format is checked. Left out is
    /// what may not be read at `now`, as [`living`](Self::living) says, what she switched off, and what fields say that
    /// describe people.
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
        if exported.format != EXPORT_FORMAT {
            return Err(ImportError::UnknownFormat);
        }
        let latest = now.saturating_add(CLOCKS_DIFFER_SECONDS);
        let past = |time: Seconds| {
            (time <= latest)
                .then_some(time)
                .ok_or(ImportError::FromTheFuture)
        };
        let clock = &exported.clock;
        let mut off = Purposes::NONE;
        for name in &exported.choices.off {
            let purpose = Purpose::from_name(name).filter(|purpose| !off.has(*purpose));
            off = off.plus(Purposes::of(purpose.ok_or(ImportError::BadPurpose)?));
        }
        let mut profile = Self {
            clock: Clock {
                latest: past(clock.latest)?,
                step: clock.step,
                last_item: key(&clock.last_item)?,
                session: clock.session,
                events: clock.events,
            },
            swept: past(clock.swept)?,
            choices: Choices {
                strength: exported.choices.strength,
                paused: exported.choices.paused,
                off,
            },
            noise: Noise {
                seed: key(&exported.noise.seed)?,
                since: past(exported.noise.since)?,
            },
            exposures: table(&exported.exposures, |exposure| {
                Ok(Exposure {
                    key: key(&exposure.key)?,
                    time: past(exposure.time)?,
                    shown: exposure.shown,
                })
            })?,
            learned: table(&exported.learned, |learned| {
                Ok(Learned {
                    key: Key::from(learned.signal),
                    time: past(learned.time)?,
                    share: learned.share,
                    gathered: learned.gathered,
                })
            })?,
            ..Self::default()
        };
        let mut after = 0;
        for partition in &exported.purposes {
            let purpose = Purpose::from_name(&partition.purpose).ok_or(ImportError::BadPurpose)?;
            if (purpose as usize) < after {
                return Err(ImportError::BadPurpose);
            }
            after = purpose as usize + 1;
            profile.partitions[purpose as usize] = Partition {
                items: table(&partition.items, |item| read_item(item, past))?,
                fields: table(&partition.fields, |field| read_field(field, past))?,
            };
        }
        // The numbers' own rules stand in one place.
        let mut profile = Self::from_bytes(&profile.to_bytes()).map_err(|error| match error {
            ProfileError::BadContent(cause) => ImportError::BadContent(cause),
            _ => ImportError::BadContent("it is no profile"),
        })?;
        let people = pack.fields().iter().filter(|field| !field.is_profiled());
        let people: Vec<Key> = people.map(|field| field.key()).collect();
        for partition in &mut profile.partitions {
            partition
                .fields
                .retain(|field| !people.contains(&field.key));
        }
        Ok(profile.living(may.without(off), pack, now))
    }
}

fn table<From, T: Entry, const BOUND: usize>(
    list: &[From],
    read: impl Fn(&From) -> Result<T, ImportError>,
) -> Result<Table<T, BOUND>, ImportError> {
    if list.len() > BOUND {
        return Err(ImportError::BadTable);
    }
    let entries: Result<Vec<T>, ImportError> = list.iter().map(read).collect();
    Table::from_sorted(entries?).ok_or(ImportError::BadTable)
}

fn read_item(
    item: &ExportedItem,
    past: impl Fn(Seconds) -> Result<Seconds, ImportError>,
) -> Result<ItemMemory, ImportError> {
    let mut flags = 0;
    for mark in &item.marks {
        let bit = MARKS.iter().find(|(of, _)| of == mark);
        let bit = bit.map_or(0, |(_, bit)| *bit);
        if flags & bit != 0 {
            return Err(ImportError::BadMark);
        }
        flags |= bit;
    }
    Ok(ItemMemory {
        key: key(&item.key)?,
        time: past(item.time)?,
        step: item.step,
        session: item.session,
        interest: item.interest,
        views: item.views,
        flags,
    })
}

fn read_field(
    field: &ExportedField,
    past: impl Fn(Seconds) -> Result<Seconds, ImportError>,
) -> Result<FieldMemory, ImportError> {
    Ok(FieldMemory {
        key: key(&field.key)?,
        values: table(&field.values, |value| {
            Ok(ValueMemory {
                key: key(&value.key)?,
                time: past(value.time)?,
                step: value.step,
                short: value.short,
                long: value.long,
            })
        })?,
        numbers: table(&field.numbers, |number| {
            Ok(NumberMemory {
                key: key(&number.key)?,
                time: past(number.time)?,
                weight: number.weight,
                sum: number.sum,
                squares: number.squares,
            })
        })?,
    })
}
