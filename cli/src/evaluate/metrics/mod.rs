//! What an order is worth: one file a metric. Each is a function of the place, from 1, that the
//! order gave to the item the shopper really turned to next; `None` means it was not offered.

mod first_places;
mod hit_rate;
mod ndcg;
mod reciprocal_rank;

/// A metric with its cut-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Share of steps whose next item is among the first n.
    HitRate(u32),
    /// Mean reciprocal place within the first n.
    ReciprocalRank(u32),
    /// Normalised discounted cumulative gain within the first n.
    Ndcg(u32),
    /// Share of steps whose next item is within the first n places: what is seen without scrolling.
    FirstPlaces(u32),
    /// Share of a basket's looked-for items within the first n.
    Recall(u32),
}

impl Metric {
    /// What is reported for the next item among the whole catalogue.
    pub const NEXT_ITEM: &[Metric] = &[
        Metric::HitRate(20),
        Metric::ReciprocalRank(20),
        Metric::Ndcg(10),
    ];
    /// What is reported for carousels: the reciprocal place over the whole list.
    pub const CAROUSEL: &[Metric] = &[
        Metric::HitRate(20),
        Metric::ReciprocalRank(u32::MAX),
        Metric::Ndcg(10),
        Metric::FirstPlaces(4),
    ];

    /// What is reported for baskets.
    pub const BASKET: &[Metric] = &[Metric::HitRate(20), Metric::Recall(20), Metric::Ndcg(10)];

    /// The name in tables and files.
    pub fn name(self) -> String {
        match self {
            Metric::HitRate(n) => format!("HR@{n}"),
            Metric::ReciprocalRank(u32::MAX) => "MRR".into(),
            Metric::ReciprocalRank(n) => format!("MRR@{n}"),
            Metric::Ndcg(n) => format!("NDCG@{n}"),
            Metric::FirstPlaces(n) => format!("first {n}"),
            Metric::Recall(n) => format!("recall@{n}"),
        }
    }

    /// The value of one step, from 0 to 1.
    pub fn of(self, place: Option<u32>) -> f64 {
        match self {
            Metric::HitRate(n) | Metric::Recall(n) => hit_rate::of(place, n),
            Metric::ReciprocalRank(n) => reciprocal_rank::of(place, n),
            Metric::Ndcg(n) => ndcg::of(place, n),
            Metric::FirstPlaces(n) => first_places::of(place, n),
        }
    }

    /// The value of several right items in one order, from 0 to 1: whether any is among the first n, the
    /// share that is, or the discounted gain over that of the best order of as many.
    pub fn of_all(self, places: &[Option<u32>]) -> f64 {
        let values = places.iter().map(|place| self.of(*place));
        match self {
            Metric::Recall(_) => values.sum::<f64>() / places.len().max(1) as f64,
            Metric::Ndcg(_) => {
                let best = (1..=places.len() as u32).map(|place| self.of(Some(place)));
                values.sum::<f64>() / best.sum::<f64>().max(1e-12)
            }
            _ => values.fold(0.0, f64::max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places 1, 2, 5, 21 and "not offered", worked out by hand.
    #[test]
    fn hand_made_values() {
        let places = [Some(1), Some(2), Some(5), Some(21), None];
        let mean = |m: Metric| places.iter().map(|&p| m.of(p)).sum::<f64>() / 5.0;
        assert_eq!(mean(Metric::HitRate(20)), 0.6);
        assert!((mean(Metric::ReciprocalRank(20)) - (1.0 + 0.5 + 0.2) / 5.0).abs() < 1e-12);
        let whole = (1.0 + 0.5 + 0.2 + 1.0 / 21.0) / 5.0;
        assert!((mean(Metric::ReciprocalRank(u32::MAX)) - whole).abs() < 1e-12);
        let ndcg = (1.0 + 1.0 / 3f64.log2() + 1.0 / 6f64.log2()) / 5.0;
        assert!((mean(Metric::Ndcg(10)) - ndcg).abs() < 1e-12);
        assert_eq!(mean(Metric::FirstPlaces(4)), 0.4);
        assert_eq!(Metric::ReciprocalRank(20).name(), "MRR@20");
    }

    #[test]
    fn several_right_items() {
        let places = [Some(2), Some(25), None];
        assert_eq!(Metric::HitRate(20).of_all(&places), 1.0);
        assert_eq!(Metric::Recall(20).of_all(&places), 1.0 / 3.0);
        let best = 1.0 + 1.0 / 3f64.log2() + 0.5;
        let ndcg = Metric::Ndcg(10).of_all(&places);
        assert!((ndcg - 1.0 / 3f64.log2() / best).abs() < 1e-12);
        for metric in [
            Metric::HitRate(20),
            Metric::Ndcg(10),
            Metric::ReciprocalRank(20),
        ] {
            assert_eq!(metric.of_all(&[Some(3)]), metric.of(Some(3)));
        }
    }
}
