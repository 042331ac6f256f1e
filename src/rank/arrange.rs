//! From scores to an order. The order of operations: exclusions first; then what keeps its place
//! (pins, then candidates that nothing is known of); then the rest by score into the places left;
//! out of stock behind everything; the cut last.

/// One candidate that was not excluded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    /// Its place in the list as it was given.
    pub(super) given: u32,
    /// `None`: nothing is known of it, so it keeps its place.
    pub(super) score: Option<f64>,
    pub(super) out_of_stock: bool,
    /// The place that the merchant pinned it to, from 0.
    pub(super) pinned: Option<u32>,
}

/// Gives the given places in their new order. `kept` stands in the merchant's order.
pub(super) fn arrange(kept: &[Kept], top: usize) -> Vec<u32> {
    let mut places: Vec<Option<u32>> = vec![None; kept.len()];
    let mut waiting: Vec<(usize, f64)> = Vec::with_capacity(kept.len());
    let mut sold_out: Vec<u32> = Vec::new();
    let mut pinned: Vec<(u32, u32)> = Vec::new();
    for candidate in kept {
        if let Some(place) = candidate.pinned {
            pinned.push((place, candidate.given));
        }
    }
    pinned.sort_unstable();
    for (place, given) in pinned {
        seat(&mut places, place as usize, given);
    }
    for (place, candidate) in kept.iter().enumerate() {
        match candidate {
            Kept {
                pinned: Some(_), ..
            } => {}
            Kept {
                out_of_stock: true,
                given,
                ..
            } => sold_out.push(*given),
            Kept {
                score: None, given, ..
            } => seat(&mut places, place, *given),
            Kept {
                score: Some(score), ..
            } => waiting.push((place, *score)),
        }
    }
    // Equal scores stay in the merchant's order: the sort is stable.
    waiting.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut next = waiting
        .into_iter()
        .map(|(place, _)| kept[place].given)
        .chain(sold_out);
    let mut order: Vec<u32> = places
        .into_iter()
        .filter_map(|place| place.or_else(|| next.next()))
        .collect();
    order.truncate(top);
    order
}

/// Puts a candidate at a place, or the next free one, or else the last free one before it.
fn seat(places: &mut [Option<u32>], place: usize, given: u32) {
    let place = place.min(places.len().saturating_sub(1));
    let free = (place..places.len())
        .chain((0..place).rev())
        .find(|place| places[*place].is_none());
    if let Some(free) = free {
        places[free] = Some(given);
    }
}
