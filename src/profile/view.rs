//! What the profile says of itself, for the shopper's panel.

use super::{HalfLives, Profile, Purpose, flag};
use crate::consent::MayProfile;
use crate::pack::{FieldKind, Pack, SignalCode, Tunable};
use crate::sorted::Sorted;
use crate::{Key, Seconds};

/// All that is remembered, in words where the pack has them.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileView {
    /// How many events were taken in since the profile began.
    pub events: u32,
    /// How many sessions.
    pub sessions: u32,
    /// How much is known, in page views; below the pack's floor the merchant's order stays.
    pub evidence: f64,
    /// The values of each field, the most liked first.
    pub values: Vec<ValueView>,
    /// The items, the latest first.
    pub items: Vec<ItemView>,
    /// The usual numbers, of the whole shop first, then by category.
    pub numbers: Vec<NumberView>,
    /// What her choices taught of the weights.
    pub learned: Vec<LearnedView>,
    /// What is kept for what, and until when: every purpose, in the order of [`Purpose::ALL`].
    pub purposes: Vec<PurposeView>,
}

/// What is learned of one signal.
#[derive(Debug, Clone, PartialEq)]
pub struct LearnedView {
    /// The reason code of the signal; see [`SignalCode::reason`].
    pub code: &'static str,
    /// The share by which its weights are corrected.
    pub share: f64,
}

/// One value of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueView {
    /// The field's name; `None` if the pack no longer has the field.
    pub field: Option<String>,
    /// The value's text; `None` if the pack no longer has the value.
    pub value: Option<String>,
    /// Recent interest, in page views.
    pub short: f64,
    /// Lasting interest, in page views.
    pub long: f64,
}

/// One item.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemView {
    /// The item's id; `None` if the pack no longer has the item.
    pub id: Option<String>,
    /// Interest, in page views; negative after a refusal.
    pub interest: f64,
    /// How many times it was turned to.
    pub views: u32,
    /// How many times it was shown since then, as far as that still counts.
    pub exposures: f64,
    /// Whether it is in the cart.
    pub in_cart: bool,
    /// Whether it was refused.
    pub dismissed: bool,
    /// When it was last touched.
    pub time: Seconds,
}

/// What is usual for one field of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberView {
    /// The field's name.
    pub field: String,
    /// The category's text; `None` for all together.
    pub category: Option<String>,
    /// The usual number, and the band around it that holds most.
    pub typical: f64,
    /// The band's lower end.
    pub low: f64,
    /// The band's upper end.
    pub high: f64,
}

/// What is kept for one purpose, and until when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PurposeView {
    /// The purpose.
    pub purpose: Purpose,
    /// Whether it is recorded and read: permitted, and not switched off.
    pub on: bool,
    /// Whether the permission includes it; if so and it is off, she switched it off herself.
    pub permitted: bool,
    /// How many items.
    pub items: u32,
    /// How many values of fields.
    pub values: u32,
    /// How many usual numbers.
    pub numbers: u32,
    /// When what is oldest and newest in it was last touched; `None` where nothing is kept.
    pub touched: Option<(Seconds, Seconds)>,
    /// How long it is kept after it was last touched.
    pub time_to_live: Seconds,
}

impl PurposeView {
    /// When the first and the last of it are dropped, if nothing is touched again.
    #[must_use]
    pub fn until(&self) -> Option<(Seconds, Seconds)> {
        self.touched.map(|(oldest, newest)| {
            (
                oldest.saturating_add(self.time_to_live),
                newest.saturating_add(self.time_to_live),
            )
        })
    }
}

impl Profile {
    /// All that is remembered at `now` and may be read, of every purpose.
    ///
    /// ```compile_fail
    /// use vitrine::{pack::Pack, profile::{Profile, ProfileView}};
    /// // Nobody looks into a profile without the permission.
    /// fn look(pack: &Pack, profile: &Profile) -> ProfileView { profile.view(pack, 0) }
    /// ```
    #[must_use]
    pub fn view(&self, may: MayProfile, pack: &Pack, now: Seconds) -> ProfileView {
        let now = now.max(self.clock.latest);
        let living = self.living(may, pack, now);
        ProfileView {
            events: living.clock.events,
            sessions: if living.clock.events == 0 {
                0
            } else {
                living.clock.session.saturating_add(1)
            },
            evidence: crate::rank::evidence(&living, may, pack, now),
            values: living.value_views(pack, now),
            items: living.item_views(pack, now),
            numbers: living.number_views(pack, now),
            learned: living.learned_views(may, pack, now),
            purposes: living.purpose_views(may),
        }
    }

    fn purpose_views(&self, may: MayProfile) -> Vec<PurposeView> {
        let views = Purpose::ALL.map(|purpose| {
            let partition = &self.partitions[purpose as usize];
            let mut view = PurposeView {
                purpose,
                on: may.includes(purpose) && !self.choices.off.has(purpose),
                permitted: may.includes(purpose),
                items: partition.items.len() as u32,
                values: 0,
                numbers: 0,
                touched: None,
                time_to_live: may.time_to_live(purpose),
            };
            let mut touch = |time: Seconds| {
                let (oldest, newest) = view.touched.unwrap_or((time, time));
                view.touched = Some((oldest.min(time), newest.max(time)));
            };
            partition.items.iter().for_each(|item| touch(item.time));
            for field in partition.fields.iter() {
                field.values.iter().for_each(|value| touch(value.time));
                field.numbers.iter().for_each(|number| touch(number.time));
                view.values += field.values.len() as u32;
                view.numbers += field.numbers.len() as u32;
            }
            view
        });
        views.to_vec()
    }

    /// Whether anything is kept for a purpose.
    pub(crate) fn remembers(&self, purpose: Purpose) -> bool {
        let browsing = purpose == Purpose::Browsing;
        !self.partitions[purpose as usize].is_empty()
            || (browsing && !(self.exposures.is_empty() && self.learned.is_empty()))
    }

    /// How many items a purpose keeps.
    pub(crate) fn items_of(&self, purpose: Purpose) -> u32 {
        self.partitions[purpose as usize].items.len() as u32
    }

    /// The keys of all remembered items, those that she turned to last first.
    pub(crate) fn items_by_step(&self) -> Vec<Key> {
        let mut steps: Sorted<Key, u32> = Sorted::default();
        for item in self.partitions.iter().flat_map(|kept| kept.items.iter()) {
            let step = steps.entry(item.key, Default::default);
            *step = item.step.max(*step);
        }
        strongest_first(steps.into_entries(), |step| f64::from(*step))
    }

    /// The keys of all remembered values with their fields', those of the most lasting interest first.
    pub(crate) fn values_by_interest(&self) -> Vec<(Key, Key)> {
        let mut sums: Sorted<(Key, Key), f64> = Sorted::default();
        for field in self.partitions.iter().flat_map(|kept| kept.fields.iter()) {
            for value in field.values.iter() {
                *sums.entry((field.key, value.key), Default::default) += f64::from(value.long);
            }
        }
        strongest_first(sums.into_entries(), |interest| interest.abs())
    }

    fn learned_views(&self, may: MayProfile, pack: &Pack, now: Seconds) -> Vec<LearnedView> {
        let mut views = Vec::new();
        for code in SignalCode::ALL {
            let share = self.learned_share(may, pack, code, now, now);
            if share != 0.0 {
                let code = code.reason();
                views.push(LearnedView { code, share });
            }
        }
        views
    }

    fn value_views(&self, pack: &Pack, now: Seconds) -> Vec<ValueView> {
        let mut sums: Sorted<(Key, Key), (f64, f64)> = Sorted::default();
        for (partition, purpose) in self.partitions.iter().zip(Purpose::ALL) {
            let half_lives = HalfLives::of(pack.weights(), purpose);
            for field in partition.fields.iter() {
                for value in field.values.iter() {
                    let (short, long) = value.at(now, self.clock.step, half_lives);
                    let sum = sums.entry((field.key, value.key), Default::default);
                    sum.0 += short;
                    sum.1 += long;
                }
            }
        }
        // Field, place by keys, view.
        let mut views: Vec<(usize, usize, ValueView)> = sums
            .into_entries()
            .into_iter()
            .enumerate()
            .map(|(place, ((field, value), (short, long)))| {
                let index = pack
                    .fields()
                    .iter()
                    .position(|declared| declared.key() == field);
                let declared = index.map(|index| &pack.fields()[index]);
                let text = index.zip(declared.and_then(|declared| declared.find_value(value)));
                let view = ValueView {
                    field: declared.map(|declared| declared.name().to_owned()),
                    value: text.map(|(index, value)| pack.full_text(index, value)),
                    short,
                    long,
                };
                (index.unwrap_or(usize::MAX), place, view)
            })
            .collect();
        views.sort_unstable_by(|(field_a, place_a, a), (field_b, place_b, b)| {
            field_a
                .cmp(field_b)
                .then(b.long.total_cmp(&a.long))
                .then(a.value.cmp(&b.value))
                .then(place_a.cmp(place_b))
        });
        views.into_iter().map(|(.., view)| view).collect()
    }

    fn item_views(&self, pack: &Pack, now: Seconds) -> Vec<ItemView> {
        let tired = pack.weights().tunable(Tunable::TiredHalfLifeSeconds);
        let mut views: Sorted<Key, (ItemView, u32)> = Sorted::default();
        let fresh = |key: Key| {
            let view = ItemView {
                id: pack.find(key).map(|item| pack.id(item).to_owned()),
                interest: 0.0,
                views: 0,
                exposures: 0.0,
                in_cart: false,
                dismissed: false,
                time: 0,
            };
            (view, 0)
        };
        for (partition, purpose) in self.partitions.iter().zip(Purpose::ALL) {
            let long = HalfLives::of(pack.weights(), purpose).long_seconds;
            for item in partition.items.iter() {
                let (view, step) = views.entry(item.key, || fresh(item.key));
                view.interest += item.interest_at(now, long);
                view.views += u32::from(item.views);
                view.in_cart |= item.has(flag::IN_CART);
                view.dismissed |= item.has(flag::DISMISSED);
                view.time = view.time.max(item.time);
                *step = item.step.max(*step);
            }
        }
        for exposure in self.exposures.iter() {
            let (view, _) = views.entry(exposure.key, || fresh(exposure.key));
            view.exposures = exposure.at(now, tired);
            view.time = view.time.max(exposure.time);
        }
        let mut views = views.into_entries();
        views.sort_unstable_by(|(key_a, (a, step_a)), (key_b, (b, step_b))| {
            (step_b, b.time)
                .cmp(&(step_a, a.time))
                .then(a.id.cmp(&b.id))
                .then(key_a.cmp(key_b))
        });
        views.into_iter().map(|(_, (view, _))| view).collect()
    }

    fn number_views(&self, pack: &Pack, now: Seconds) -> Vec<NumberView> {
        let category_field = pack.category_field();
        let category_text = |key: Key| {
            let field = category_field?;
            pack.fields()[field]
                .find_value(key)
                .map(|value| pack.full_text(field, value))
        };
        let mut views = Vec::new();
        for declared in pack.fields().iter().filter(|field| field.is_number()) {
            let mut sums: Sorted<Key, (f64, f64, f64)> = Sorted::default();
            for (partition, purpose) in self.partitions.iter().zip(Purpose::ALL) {
                let Some(field) = partition.fields.get(declared.key()) else {
                    continue;
                };
                let half_life = HalfLives::of(pack.weights(), purpose).long_seconds;
                for number in field.numbers.iter() {
                    let (weight, mean, spread) = number.at(now, half_life);
                    let sum = sums.entry(number.key, Default::default);
                    sum.0 += weight;
                    sum.1 += weight * mean;
                    sum.2 += weight * spread;
                }
            }
            let price = declared.kind() == FieldKind::Price;
            let unscaled = |scaled: f64| {
                if price {
                    libm::exp(scaled)
                } else {
                    libm::sinh(scaled)
                }
            };
            for (key, (weight, means, spreads)) in sums.into_entries() {
                let category = category_text(key);
                if weight <= 0.0 || (key != 0 && category.is_none()) {
                    continue;
                }
                let (mean, spread) = (means / weight, spreads / weight);
                views.push(NumberView {
                    field: declared.name().to_owned(),
                    category,
                    typical: unscaled(mean),
                    low: unscaled(mean - spread),
                    high: unscaled(mean + spread),
                });
            }
        }
        views
    }
}

/// The keys of entries, the strongest first; of equally strong ones, in their own order.
fn strongest_first<K, V>(entries: Vec<(K, V)>, strength: impl Fn(&V) -> f64) -> Vec<K> {
    let mut sorted: Vec<(f64, K)> = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let strength = strength(&value);
        let place = sorted.partition_point(|(other, _)| *other >= strength);
        sorted.insert(place, (strength, key));
    }
    sorted.into_iter().map(|(_, key)| key).collect()
}
