//! The parts of a pack that do not depend on which sessions are counted, and the pack made of them.

use vitrine::pack::{FieldData, FieldSource, PackSource, PopularityWindow, RelationSource};

use super::popularity;
use crate::input::log::EventLog;

/// Items and fields in the order in which they became known: the catalogue's, then the log's.
#[derive(Debug, Default)]
pub struct Frame {
    /// Item ids.
    pub ids: Vec<String>,
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
            fields: self.fields.iter().map(|f| reorder(f, &order)).collect(),
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
}

fn reorder(field: &FieldSource, order: &[u32]) -> FieldSource {
    fn pick<T: Clone>(values: &[T], order: &[u32]) -> Vec<T> {
        order.iter().map(|i| values[*i as usize].clone()).collect()
    }
    let data = match &field.data {
        FieldData::Label(values) => FieldData::Label(pick(values, order)),
        FieldData::Path { separator, values } => FieldData::Path {
            separator: *separator,
            values: pick(values, order),
        },
        FieldData::Tags(values) => FieldData::Tags(pick(values, order)),
        FieldData::Number(values) => FieldData::Number(pick(values, order)),
        FieldData::Price(values) => FieldData::Price(pick(values, order)),
    };
    FieldSource {
        name: field.name.clone(),
        data,
    }
}
