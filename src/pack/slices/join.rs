//! A head and slices, together as one pack.

use super::file::{self, Kind};
use super::head::{Head, HeadField};
use super::slice::{Column, Slice};
use crate::Key;
use crate::pack::container::{self, SectionKind};
use crate::pack::{
    FieldData, FieldKind, FieldSource, Pack, PackError, PopularityWindow, field, items, popularity,
    relation,
};
use std::collections::{BTreeMap, BTreeSet};

impl Pack {
    /// Opens a whole pack, or a head with any number of slices behind it, in any order.
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes) and [`from_slices`](Self::from_slices).
    pub fn open(bytes: Vec<u8>) -> Result<Self, PackError> {
        if bytes.starts_with(&file::MAGIC) {
            Self::from_slices(&bytes)
        } else {
            Self::from_bytes(bytes)
        }
    }

    /// Puts a head and the slices behind it together: the pack that they were cut from, cut down to their items, which may
    /// be in several of them. What is not of its items (totals, base rates, the content id) is the whole pack's.
    ///
    /// # Errors
    /// A [`PackError`] that names the rule which the bytes break. No input makes it panic.
    pub fn from_slices(bytes: &[u8]) -> Result<Self, PackError> {
        let (first, mut rest) = file::open(bytes)?;
        if first.kind != Kind::Head {
            return Err(PackError::BadLayout);
        }
        let head = Head::read(first.body)?;
        let mut slices: Vec<Slice> = Vec::new();
        while !rest.is_empty() {
            let (next, after) = file::open(rest)?;
            if next.kind != Kind::Slice {
                return Err(PackError::BadLayout);
            }
            if next.pack != first.pack {
                return Err(PackError::OtherPack);
            }
            slices.push(Slice::read(next.body, &head)?);
            rest = after;
        }
        Joined::new(&head, &slices)?.into_pack(first.pack)
    }

    /// Whether only some items of a shop are in it, since it was put together of slices.
    #[must_use]
    pub fn is_part(&self) -> bool {
        self.items.are_some()
    }
}

/// Where an item's attributes and rows are: the slice and the place there; `None` where only its id is here.
type At = Option<(usize, usize)>;
/// A field's source, the values that it lists beside its items', and their base rates.
type JoinedField = (FieldSource, Vec<Vec<String>>, Vec<(Key, f32)>);

/// The items of all slices, and what stands where of them.
struct Joined<'a> {
    head: &'a Head,
    slices: &'a [Slice],
    /// In the whole pack's order: the place there, the id, and where its attributes and rows are, if they are here.
    items: Vec<(u32, &'a str, At)>,
}

impl<'a> Joined<'a> {
    fn new(head: &'a Head, slices: &'a [Slice]) -> Result<Self, PackError> {
        let mut items: BTreeMap<u32, (&str, At)> = BTreeMap::new();
        let bad = |cause| PackError::bad("slice", cause);
        for (number, slice) in slices.iter().enumerate() {
            let whole = (0..).zip(&slice.items);
            let whole = whole.map(|(at, item)| (item, Some((number, at))));
            let all = whole.chain(slice.strangers.iter().map(|item| (item, None)));
            for ((place, id), at) in all {
                let entry = items.entry(*place).or_insert((id, None));
                if entry.0 != id {
                    return Err(bad("two items have one place"));
                }
                // What was cut for a page is in another slice, too, and the same there.
                entry.1 = entry.1.or(at);
            }
        }
        let items = items.into_iter();
        let items = items.map(|(place, (id, at))| (place, id, at)).collect();
        Ok(Self {
            head,
            slices,
            items,
        })
    }

    fn into_pack(self, content_id: u64) -> Result<Pack, PackError> {
        let count = self.items.len();
        let ids: Vec<String> = self.items.iter().map(|item| item.1.to_owned()).collect();
        let mut sections = vec![
            (SectionKind::Meta, self.head.meta.clone()),
            (SectionKind::Items, items::write(&ids)?),
        ];
        let mut base_rates: Vec<Vec<(Key, f32)>> = Vec::new();
        for (index, of_head) in self.head.fields.iter().enumerate() {
            let (source, more, rates) = self.field(index, of_head);
            sections.push((
                SectionKind::Field,
                field::write_with(&source, count, &more)?,
            ));
            base_rates.push(rates);
        }
        let windows: Vec<PopularityWindow> = (0..self.head.windows.len())
            .map(|window| self.window(window))
            .collect();
        sections.push((SectionKind::Popularity, popularity::write(&windows, count)?));
        for (place, (kind, scale)) in self.head.relations.iter().enumerate() {
            let rows = self.rows(place);
            sections.push((
                SectionKind::Relation,
                relation::write_rows(*kind, *scale, &rows)?,
            ));
        }
        sections.push((SectionKind::Weights, self.head.weights.clone()));
        let mut pack = Pack::from_bytes(container::close(&sections)?)?;
        pack.content_id = content_id;
        for ((field, of_head), rates) in pack
            .fields
            .iter_mut()
            .zip(&self.head.fields)
            .zip(&base_rates)
        {
            field.set_measures(of_head.spread, rates);
        }
        let totals = self.head.windows.iter();
        pack.popularity
            .set_totals(totals.map(|window| (window.total, window.highest)));
        let strangers = self.items.iter().map(|(.., at)| at.is_none());
        pack.items.set_strangers(strangers.collect());
        Ok(pack)
    }

    /// Of each item what `read` makes of its slice and its place there; the default where only its id is here.
    fn each<T: Default>(&self, read: impl Fn(&Slice, usize) -> T) -> Vec<T> {
        let at = |at: At| at.map(|(slice, place)| read(&self.slices[slice], place));
        self.items
            .iter()
            .map(|item| at(item.2).unwrap_or_default())
            .collect()
    }

    /// A field's source, the values that it lists beside its items', and their base rates.
    fn field(&self, index: usize, of_head: &HeadField) -> JoinedField {
        let steps = |slice: &Slice, place: usize| -> Vec<Vec<String>> {
            match &slice.columns[index] {
                Column::Values(values, of_items) => of_items[place]
                    .iter()
                    .map(|value| values.steps[*value as usize].clone())
                    .collect(),
                Column::Numbers(_) => Vec::new(),
            }
        };
        let last = |mut steps: Vec<Vec<String>>| steps.pop();
        let text = |mut steps: Vec<String>| steps.pop();
        let number = |slice: &Slice, place: usize| match &slice.columns[index] {
            Column::Numbers(numbers) => numbers[place],
            Column::Values(..) => None,
        };
        let data =
            match of_head.kind {
                FieldKind::Label => FieldData::Label(
                    self.each(|slice, place| last(steps(slice, place)).and_then(text)),
                ),
                FieldKind::Path => FieldData::Path {
                    separator: of_head.separator,
                    values: self.each(|slice, place| last(steps(slice, place))),
                },
                FieldKind::Tags => FieldData::Tags(self.each(|slice, place| {
                    steps(slice, place).into_iter().filter_map(text).collect()
                })),
                FieldKind::Number => FieldData::Number(self.each(number)),
                FieldKind::Price => FieldData::Price(self.each(number)),
            };
        let of_slices = self
            .slices
            .iter()
            .filter_map(|slice| match &slice.columns[index] {
                Column::Values(values, _) => Some(values),
                Column::Numbers(_) => None,
            });
        let key = crate::key::field_key(&of_head.name);
        let (mut more, mut rates) = (BTreeSet::new(), Vec::new());
        for values in of_slices.chain([&of_head.values]) {
            more.extend(values.steps.iter().cloned());
            rates.extend(values.base_rates(key));
        }
        let name = of_head.name.clone();
        (
            FieldSource { name, data },
            more.into_iter().collect(),
            rates,
        )
    }

    fn window(&self, window: usize) -> PopularityWindow {
        PopularityWindow {
            seconds: self.head.windows[window].seconds,
            counts: self.each(|slice, place| slice.counts[window][place]),
        }
    }

    fn rows(&self, relation: usize) -> Vec<Vec<(u32, u8)>> {
        let here = |place: u32| self.items.partition_point(|item| item.0 < place) as u32;
        self.each(|slice, place| {
            let row = slice.rows[relation][place].iter();
            row.map(|(item, weight)| (here(*item), *weight)).collect()
        })
    }
}
