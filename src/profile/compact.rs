//! The strongest of a profile within a limit of bytes, for a QR code or a cookie. The order of dropping is normative in
//! `docs/profile-format.md`.

use super::{Profile, flag};
use crate::Seconds;
use crate::consent::MayPersist;

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
        let worths = self.worths();
        let mut strongest: Vec<usize> = (0..worths.len()).collect();
        strongest.sort_unstable_by(|a, b| worths[*b].total_cmp(&worths[*a]).then(a.cmp(b)));
        // The more entries, the more bytes: the most that fit are found by halving.
        let mut best = None;
        let (mut fits, mut too_many) = (0, worths.len() + 1);
        while fits < too_many {
            let middle = fits + (too_many - fits) / 2;
            let mut kept = vec![false; worths.len()];
            strongest[..middle].iter().for_each(|at| kept[*at] = true);
            let bytes = self.with_only(&kept).to_compact();
            if bytes.len() <= limit {
                fits = middle + 1;
                best = Some(bytes);
            } else {
                too_many = middle;
            }
        }
        best
    }

    /// What each entry is worth, one after another.
    fn worths(&self) -> Vec<f64> {
        let mut worths = Vec::new();
        let now: Seconds = self.clock.latest;
        let days = |time: Seconds| f64::from(now.saturating_sub(time)) / 86_400.0;
        let since = |step: u32| f64::from(self.clock.step.saturating_sub(step));
        for partition in &self.partitions {
            for item in partition.items.iter() {
                let said = item.has(flag::IN_CART | flag::WISHED | flag::DISMISSED | flag::BOUGHT);
                worths.push(8.0 / (1.0 + since(item.step) / 2.0) + if said { 4.0 } else { 0.0 });
            }
            for field in partition.fields.iter() {
                for value in field.values.iter() {
                    let lasting = f64::from(value.long.abs());
                    worths
                        .push(lasting + 1.0 / (1.0 + since(value.step)) - days(value.time) / 30.0);
                }
                for number in field.numbers.iter() {
                    worths.push(if number.key == 0 { 4.0 } else { 0.0 });
                }
            }
        }
        worths.extend(self.exposures.iter().map(|_| -2.0));
        worths.extend(self.learned.iter().map(|_| -1.0));
        worths
    }

    /// With those entries alone that `kept` says, in the order of [`worths`](Self::worths).
    fn with_only(&self, kept: &[bool]) -> Self {
        let mut kept = kept.iter();
        let mut keeps = || kept.next() == Some(&true);
        let mut compact = self.clone();
        for partition in &mut compact.partitions {
            partition.items.retain(|_| keeps());
            partition.retain_fields(|field| {
                field.values.retain(|_| keeps());
                field.numbers.retain(|_| keeps());
            });
        }
        compact.exposures.retain(|_| keeps());
        compact.learned.retain(|_| keeps());
        compact
    }
}
