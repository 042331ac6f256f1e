//! Exploration: now and then another candidate comes first, and how likely that was is told, so that what is logged can
//! be weighed by it later (inverse propensity). The chance comes in as a seed: one seed, one order.

use super::arrange::best_first;

/// How much is explored in a call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Explore {
    /// How often, from 0 to 1, the first place is drawn (epsilon).
    pub rate: f32,
    /// What the draw is made from: another one for each call.
    pub seed: u64,
}

/// What came of the draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Explored {
    /// The candidate that was brought to the front, and what was added to its score.
    pub(super) shift: Option<(u32, f64)>,
    /// How likely this order was.
    pub(super) propensity: f64,
}

impl Explore {
    /// With the probability `rate` one of the first `among` that go by score, each as likely, gets the highest score.
    /// The order without a draw has the propensity 1 − rate + rate/among, every other one rate/among.
    pub(super) fn draw(self, waiting: &mut [(u32, f64)], among: usize) -> Explored {
        let mut sorted = waiting.to_vec();
        best_first(&mut sorted);
        sorted.truncate(among);
        let mut explored = Explored {
            shift: None,
            propensity: 1.0,
        };
        let Some((_, best)) = sorted.first().copied() else {
            return explored;
        };
        let rate = f64::from(self.rate);
        let among = sorted.len();
        let mut state = self.seed;
        let drawn = if unit(&mut state) < rate {
            ((unit(&mut state) * among as f64) as usize).min(among - 1)
        } else {
            0
        };
        explored.propensity = rate / among as f64;
        if drawn == 0 {
            explored.propensity += 1.0 - rate;
            return explored;
        }
        let (place, score) = sorted[drawn];
        // A point above the best is enough to come first, and says how much it was.
        let shift = best - score + 1.0;
        if let Ok(at) = waiting.binary_search_by(|entry| entry.0.cmp(&place)) {
            waiting[at].1 += shift;
        }
        explored.shift = Some((place, shift));
        explored
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
