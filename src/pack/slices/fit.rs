//! A whole pack, made fit for slices.

use crate::pack::container::{self, SectionKind};
use crate::pack::{Pack, PackError, RelationKind, SignalCode, Surface, relation, weights};

/// A pack that gives the same orders whole and in slices, and what had to change for it.
#[derive(Debug)]
pub struct Fit {
    /// The pack.
    pub pack: Pack,
    /// Whether a signal is left out: `number-near` compares with the item that the shopper turned to last, which may be
    /// in no slice at hand.
    pub without_number_near: bool,
    /// How many entries of rows are left out, and how many there were.
    pub left_out: (usize, usize),
}

/// Makes a pack fit for slices. Of each row the `most_predictors` strongest stay, and what an item says of its own return.
///
/// # Errors
/// [`PackError::Unwritable`], which only a pack at the limits of the format meets.
pub fn fit(pack: &Pack, most_predictors: usize) -> Result<Fit, PackError> {
    let mut fitting = pack.weights().clone();
    let mut without_number_near = false;
    for surface in Surface::ALL {
        let mut signals = fitting.signals(surface).to_vec();
        let before = signals.len();
        signals.retain(|(signal, _)| signal.code != SignalCode::NumberNear);
        without_number_near |= signals.len() < before;
        fitting.set_signals(surface, signals)?;
    }
    let mut left_out = (0, 0);
    let mut sections: Vec<(SectionKind, Vec<u8>)> = Vec::new();
    for (kind, range) in container::open(pack.bytes())?.sections {
        let content = &pack.bytes()[range];
        let content = match kind {
            SectionKind::Relation => {
                let of_kind = content
                    .first()
                    .and_then(|kind| RelationKind::from_number(*kind));
                let Some(of_pack) = of_kind.and_then(|kind| pack.relation(kind)) else {
                    return Err(PackError::unwritable("slices", "a relation is missing"));
                };
                let mut rows = Vec::with_capacity(pack.len());
                for item in 0..pack.len() as u32 {
                    let mut row: Vec<(u32, u8)> = of_pack.raw_row(pack.bytes(), item).collect();
                    left_out.1 += row.len();
                    let before = row.len();
                    row.sort_by_key(|(other, weight)| {
                        (*other != item, core::cmp::Reverse(*weight))
                    });
                    let own = row.first().is_some_and(|(other, _)| *other == item);
                    row.truncate(most_predictors + usize::from(own));
                    row.sort_unstable();
                    left_out.0 += before - row.len();
                    rows.push(row);
                }
                relation::write_rows(of_pack.kind(), of_pack.scale(), &rows)?
            }
            SectionKind::Weights => weights::write(&fitting, pack.fields().len())?,
            _ => content.to_vec(),
        };
        sections.push((kind, content));
    }
    Ok(Fit {
        pack: Pack::from_bytes(container::close(&sections)?)?,
        without_number_near,
        left_out,
    })
}
