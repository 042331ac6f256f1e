//! A profile put in the form of an export.

use super::{EXPORT_FORMAT, MARKS, ProfileExport};
use crate::consent::MayProfile;
use crate::pack::{Pack, SignalCode};
use crate::profile::partition::FieldMemory;
use crate::profile::plain::Plain;
use crate::profile::{Choices, Clock, ItemMemory, Profile, Purpose};
use crate::{Key, Seconds};

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

fn hex(key: Key) -> Option<Plain> {
    Some(Plain::Text(format!("{key:016x}")))
}

fn words(words: Option<String>) -> Option<Plain> {
    words.map(Plain::Text)
}
