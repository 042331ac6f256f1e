//! Exploration: now and then another candidate comes first, and how likely that was is told, so that what is logged can
//! be weighed by it later (inverse propensity). The chance comes in as a seed: one seed, one order.

use super::arrange::{Shift, best_first};

/// How much is explored in a call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Explore {
    /// How often, from 0 to 1, the first place is drawn (epsilon).
    pub rate: f32,
    /// What the draw is made from: another one for each call.
    pub seed: u64,
}

impl Explore {
    /// With the probability `rate` one of the first `among` that go by score, each as likely, gets the highest score;
    /// gives how likely the order was. The order without a draw has the propensity 1 − rate + rate/among, every other
    /// one rate/among.
    pub(super) fn draw(
        self,
        waiting: &mut [(u32, f64)],
        among: usize,
        shifts: &mut Vec<Shift>,
    ) -> f64 {
        let mut sorted = waiting.to_vec();
        best_first(&mut sorted);
        sorted.truncate(among);
        let among = sorted.len() as f64;
        let rate = f64::from(self.rate);
        let mut state = self.seed;
        // Both numbers are drawn, whatever the first says.
        let (luck, which) = (unit(&mut state), unit(&mut state) * among);
        let drawn = if luck < rate { which as usize } else { 0 };
        let (Some((_, best)), Some((candidate, score))) = (sorted.first(), sorted.get(drawn))
        else {
            return 1.0;
        };
        if drawn == 0 {
            return 1.0 - rate + rate / among;
        }
        // A point above the best is enough to come first, and says how much it was.
        let by = best - score + 1.0;
        if let Ok(at) = waiting.binary_search_by(|entry| entry.0.cmp(candidate)) {
            waiting[at].1 += by;
        }
        shifts.push(Shift {
            candidate: *candidate,
            by,
            code: "explored",
        });
        rate / among
    }
}

/// A number from 0 up to but without 1 (SplitMix64: G. Steele, D. Lea, C. Flood, OOPSLA 2014).
fn unit(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
