//! The parts of a pack that do not depend on which sessions are counted, and the pack made of them.

use vitrine::pack::{FieldData, FieldSource, PackSource, PopularityWindow, RelationSource};

use super::popularity;
use crate::input::log::EventLog;

/// Items and fields in the order in which they became known: the catalogue's, then the log's.
#[derive(Debug, Default)]
pub struct Frame {
    /// Item ids.
    pub ids: Vec<String>,
    /// How many of them, the first, the catalogue describes. What is known of the others, their events
    /// told.
    pub described: usize,
    /// Fields over `ids`.
    pub fields: Vec<FieldSource>,
    /// Where each of the log's items stands in `ids`.
    pub place: Vec<Option<u32>>,
    /// Counts over `ids` that the catalogue brings, for shops without a log.
    pub given_popularity: Option<Vec<u32>>,
}

/// A pack without relations and weights, and where each of the log's items stands in it.
pub struct Assembled {
    /// The pack.
    pub source: PackSource,
    /// Dense index by log item.
    pub index: Vec<Option<u32>>,
}

impl Frame {
    /// Puts the items in the order of their popularity, counted over the sessions that are not
    /// `left_out`.
    pub fn assemble(&self, log: &EventLog, left_out: &[bool]) -> Assembled {
        let items = self.ids.len();
        let windows = match &self.given_popularity {
            Some(counts) => vec![PopularityWindow {
                seconds: 0,
                counts: counts.clone(),
            }],
            None => popularity::count(log, &self.place, items, left_out),
        };
        let order = popularity::order(&windows, items);
        let told = self.told(log, left_out);
        let mut dense = vec![0_u32; items];
        for (index, item) in (0..).zip(&order) {
            dense[*item as usize] = index;
        }
        let pick = |counts: &[u32]| order.iter().map(|i| counts[*i as usize]).collect();
        let source = PackSource {
            items: order
                .iter()
                .map(|i| self.ids[*i as usize].clone())
                .collect(),
            fields: self
                .fields
                .iter()
                .map(|field| reorder(field, &order, &told))
                .collect(),
            popularity: windows
                .iter()
                .map(|w| PopularityWindow {
                    seconds: w.seconds,
                    counts: pick(&w.counts),
                })
                .collect(),
            relations: Vec::<RelationSource>::new(),
            ..PackSource::default()
        };
        let index = self
            .place
            .iter()
            .map(|p| p.map(|p| dense[p as usize]))
            .collect();
        Assembled { source, index }
    }

    /// Of each item whether anything is known of it: the catalogue describes it, or a session that is
    /// not left out has it. What only a later click tells of an item must not be known before.
    fn told(&self, log: &EventLog, left_out: &[bool]) -> Vec<bool> {
        let mut told = vec![left_out.is_empty(); self.ids.len()];
        told[..self.described].fill(true);
        for (session, left_out) in log.sessions.iter().zip(left_out) {
            for event in session.events.iter().filter(|_| !left_out) {
                if let Some(item) = self.place[event.item as usize] {
                    told[item as usize] = true;
                }
            }
        }
        told
    }
}

fn reorder(field: &FieldSource, order: &[u32], told: &[bool]) -> FieldSource {
    fn pick<T: Clone + Default>(values: &[T], order: &[u32], told: &[bool]) -> Vec<T> {
        let value = |item: &u32| match told[*item as usize] {
            true => values[*item as usize].clone(),
            false => T::default(),
        };
        order.iter().map(value).collect()
    }
    let data = match &field.data {
        FieldData::Label(values) => FieldData::Label(pick(values, order, told)),
        FieldData::Path { separator, values } => FieldData::Path {
            separator: *separator,
            values: pick(values, order, told),
        },
        FieldData::Tags(values) => FieldData::Tags(pick(values, order, told)),
        FieldData::Number(values) => FieldData::Number(pick(values, order, told)),
        FieldData::Price(values) => FieldData::Price(pick(values, order, told)),
    };
    FieldSource {
        name: field.name.clone(),
        data,
    }
}
