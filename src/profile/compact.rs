//! The strongest of a profile within a limit of bytes, for a QR code or a cookie. The order of dropping is normative in
//! `docs/profile-format.md`.

use super::{Profile, flag};
use crate::consent::MayPersist;
use crate::{Key, Seconds};

/// One entry that can be left out.
#[derive(Clone, Copy)]
struct Droppable {
    worth: f64,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Exposure(Key),
    Learned(Key),
    Item(usize, Key),
    Value(usize, Key, Key),
    Number(usize, Key, Key),
}

impl Profile {
    /// The profile as bytes, no more than `limit` of them: as [`save`](Self::save) makes them, or else in the compact
    /// form, in which amounts are rounded; and from that the weakest entries are left out. `None` where not even an
    /// empty profile fits.
    #[must_use]
    pub fn save_within(&self, may: MayPersist, limit: usize) -> Option<Vec<u8>> {
        let whole = self.save(may);
        if whole.len() <= limit {
            return Some(whole);
        }
        let all = self.to_compact();
        if all.len() <= limit {
            return Some(all);
        }
        let mut entries = self.droppable();
        entries.sort_unstable_by(|a, b| b.worth.total_cmp(&a.worth).then(a.what.cmp(&b.what)));
        // The more entries, the more bytes: the most that fit are found by halving.
        let mut best = None;
        let (mut fits, mut too_many) = (0, entries.len());
        while fits < too_many {
            let middle = fits + (too_many - fits) / 2;
            let bytes = self.with_only(&entries[..middle]).to_compact();
            if bytes.len() <= limit {
                fits = middle + 1;
                best = Some(bytes);
            } else {
                too_many = middle;
            }
        }
        best
    }

    fn droppable(&self) -> Vec<Droppable> {
        let mut entries = Vec::new();
        let mut add = |worth: f64, what: What| entries.push(Droppable { worth, what });
        let now: Seconds = self.clock.latest;
        let days = |time: Seconds| f64::from(now.saturating_sub(time)) / 86_400.0;
        for (at, partition) in self.partitions.iter().enumerate() {
            for item in partition.items.iter() {
                let said = item.has(flag::IN_CART | flag::WISHED | flag::DISMISSED | flag::BOUGHT);
                let steps = f64::from(self.clock.step.saturating_sub(item.step));
                let worth = 8.0 / (1.0 + steps / 2.0) + if said { 4.0 } else { 0.0 };
                add(worth, What::Item(at, item.key));
            }
            for field in partition.fields.iter() {
                for value in field.values.iter() {
                    let steps = f64::from(self.clock.step.saturating_sub(value.step));
                    let worth =
                        f64::from(value.long.abs()) + 1.0 / (1.0 + steps) - days(value.time) / 30.0;
                    add(worth, What::Value(at, field.key, value.key));
                }
                for number in field.numbers.iter() {
                    let worth = if number.key == 0 { 4.0 } else { 0.0 };
                    add(worth, What::Number(at, field.key, number.key));
                }
            }
        }
        for exposure in self.exposures.iter() {
            add(-2.0, What::Exposure(exposure.key));
        }
        for learned in self.learned.iter() {
            add(-1.0, What::Learned(learned.key));
        }
        entries
    }

    fn with_only(&self, kept: &[Droppable]) -> Self {
        let mut kept: Vec<What> = kept.iter().map(|entry| entry.what).collect();
        kept.sort_unstable();
        let keeps = |what: What| kept.binary_search(&what).is_ok();
        let mut compact = self.clone();
        for (at, partition) in compact.partitions.iter_mut().enumerate() {
            partition
                .items
                .retain(|item| keeps(What::Item(at, item.key)));
            partition.retain_fields(|field| {
                let of = field.key;
                field
                    .values
                    .retain(|value| keeps(What::Value(at, of, value.key)));
                field
                    .numbers
                    .retain(|number| keeps(What::Number(at, of, number.key)));
            });
        }
        compact
            .exposures
            .retain(|exposure| keeps(What::Exposure(exposure.key)));
        compact
            .learned
            .retain(|learned| keeps(What::Learned(learned.key)));
        compact
    }
}
