//! Diversity: what lies in a category that already stands in front is worth a little less there (maximal marginal
//! relevance, J. Carbonell, J. Goldstein, SIGIR 1998).

use super::arrange::{Kept, Shift};
use super::{RankRequest, candidate_of};
use crate::Key;
use crate::pack::Pack;
use crate::sorted::Sorted;

/// So many places are looked at; what stands behind them is rarely seen beside each other.
const MOST_PLACES: usize = 100;

/// Takes off the scores of `waiting`. The places are filled one after the other with the highest of
/// *score − diversity · deviation · ln(1 + n)*: deviation is the scores' standard deviation, n how many of the same
/// category (the narrowest step of a path) stand before. What is taken off only grows from place to place, so that
/// sorting by the new scores gives just that order.
pub(super) fn diversify(
    pack: &Pack,
    request: &RankRequest<'_>,
    kept: &[Kept],
    waiting: &mut [(u32, f64)],
    diversity: f64,
    shifts: &mut Vec<Shift>,
) {
    let Some(field) = pack.category_field() else {
        return;
    };
    let mut left: Vec<(usize, Option<Key>)> = Vec::with_capacity(waiting.len());
    let (mut sum, mut squares) = (0.0, 0.0);
    for (at, (place, score)) in waiting.iter().enumerate() {
        let mut category = None;
        let candidate = candidate_of(request, kept[*place as usize].given);
        candidate.described().each_value(pack, field, |key, above| {
            if !above && category.is_none() {
                category = Some(key);
            }
        });
        left.push((at, category));
        sum += score;
        squares += score * score;
    }
    let count = waiting.len().max(1) as f64;
    let variance = (squares / count - (sum / count) * (sum / count)).max(0.0);
    let scale = diversity * variance.sqrt();
    let mut before: Sorted<Key, f64> = Sorted::default();
    let off = |before: &Sorted<Key, f64>, category: Option<Key>| {
        let same = category.and_then(|key| before.get(key)).copied();
        scale * libm::log(1.0 + same.unwrap_or(0.0))
    };
    let places = request.top.unwrap_or(MOST_PLACES).min(MOST_PLACES);
    let mut taken = Vec::new();
    for _ in 0..places.min(left.len()) {
        let mut best = (0, f64::NEG_INFINITY);
        for (place, (at, category)) in left.iter().enumerate() {
            let worth = waiting[*at].1 - off(&before, *category);
            if worth > best.1 {
                best = (place, worth);
            }
        }
        let (at, category) = left.remove(best.0);
        taken.push((at, -off(&before, category)));
        if let Some(key) = category {
            *before.entry(key, || 0.0) += 1.0;
        }
    }
    taken.extend(
        left.iter()
            .map(|(at, category)| (*at, -off(&before, *category))),
    );
    for (at, by) in taken {
        if by != 0.0 {
            waiting[at].1 += by;
            shifts.push(Shift {
                candidate: waiting[at].0,
                by,
                code: "repeated",
            });
        }
    }
}
