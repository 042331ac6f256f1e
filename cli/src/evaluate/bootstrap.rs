//! How sure a figure is: bootstrap intervals, resampled by session, since steps of one session are
//! alike. Differences are paired: both sides are seen on the same resampled sessions.

use super::random::Random;

/// How often sessions are drawn anew.
pub const RESAMPLES: usize = 1000;
/// The share of resamples below and above a 95 % interval.
const TAIL: f64 = 0.025;

/// A mean with the interval that holds it 95 times of 100.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Estimate {
    /// The mean over all steps.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Sums of one series of values by session.
#[derive(Debug, Clone)]
pub struct Series {
    sums: Vec<f64>,
}

impl Series {
    /// Adds up `values`, one a step, by the session of each step.
    pub fn new(values: impl Iterator<Item = f64>, session_of: &[usize], sessions: usize) -> Series {
        let mut sums = vec![0.0; sessions];
        for (value, &session) in values.zip(session_of) {
            sums[session] += value;
        }
        Series { sums }
    }
}

/// Means of several series and of their differences, on shared resamples.
pub struct Bootstrap {
    counts: Vec<f64>,
    /// Sessions of each resample, one after another.
    draws: Vec<u32>,
}

impl Bootstrap {
    /// `session_of` names the session of every step, numbered from 0 without gaps.
    #[cfg(test)]
    pub fn new(session_of: &[usize], seed: u64) -> Bootstrap {
        Bootstrap::weighted(session_of, &vec![1.0; session_of.len()], seed)
    }

    /// The same, where each step counts its weight. The values of series come already weighted.
    pub fn weighted(session_of: &[usize], weights: &[f64], seed: u64) -> Bootstrap {
        let sessions = session_of.iter().max().map_or(0, |s| s + 1);
        let mut counts = vec![0.0; sessions];
        for (&session, weight) in session_of.iter().zip(weights) {
            counts[session] += weight;
        }
        let mut random = Random::new(seed);
        let draws = (0..RESAMPLES * sessions)
            .map(|_| random.below(sessions) as u32)
            .collect();
        Bootstrap { counts, draws }
    }

    /// Number of sessions with a step.
    pub fn sessions(&self) -> usize {
        self.counts.len()
    }

    /// The mean of a series.
    pub fn mean(&self, series: &Series) -> Estimate {
        self.estimate(|session| series.sums[session])
    }

    /// The mean of `a - b`, step by step.
    pub fn difference(&self, a: &Series, b: &Series) -> Estimate {
        self.estimate(|session| a.sums[session] - b.sums[session])
    }

    fn estimate(&self, sum: impl Fn(usize) -> f64) -> Estimate {
        let ratio = |sessions: &mut dyn Iterator<Item = usize>| {
            let (mut total, mut count) = (0.0, 0.0);
            for session in sessions {
                total += sum(session);
                count += self.counts[session];
            }
            if count > 0.0 { total / count } else { 0.0 }
        };
        let sessions = self.sessions();
        let value = ratio(&mut (0..sessions));
        if sessions == 0 {
            return Estimate {
                value,
                low: value,
                high: value,
            };
        }
        let resamples = self.draws.chunks(sessions);
        let mut means: Vec<f64> = resamples
            .map(|draw| ratio(&mut draw.iter().map(|&s| s as usize)))
            .collect();
        means.sort_by(f64::total_cmp);
        let at = |share: f64| means[(share * (means.len() - 1) as f64).round() as usize];
        Estimate {
            value,
            low: at(TAIL),
            high: at(1.0 - TAIL),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_has_no_spread_and_a_mean_is_by_step() {
        let session_of = [0, 0, 0, 1];
        let bootstrap = Bootstrap::new(&session_of, 1);
        let constant = Series::new([0.5; 4].into_iter(), &session_of, 2);
        let estimate = bootstrap.mean(&constant);
        assert_eq!(
            estimate,
            Estimate {
                value: 0.5,
                low: 0.5,
                high: 0.5
            }
        );
        let uneven = Series::new([1.0, 1.0, 1.0, 0.0].into_iter(), &session_of, 2);
        let estimate = bootstrap.mean(&uneven);
        assert_eq!(
            (estimate.value, estimate.low, estimate.high),
            (0.75, 0.0, 1.0)
        );
    }

    #[test]
    fn the_interval_is_that_of_the_normal_approximation() {
        // 2,000 sessions of one step, half of them hits: ±1.96 · √(¼ / 2000) = ±0.0219.
        let session_of: Vec<usize> = (0..2000).collect();
        let hits = Series::new((0..2000).map(|k| f64::from(k % 2)), &session_of, 2000);
        let estimate = Bootstrap::new(&session_of, 5).mean(&hits);
        assert!(
            (estimate.high - estimate.low - 0.0438).abs() < 0.004,
            "{estimate:?}"
        );
    }

    #[test]
    fn paired_differences_are_surer_than_the_sides() {
        let session_of: Vec<usize> = (0..500).collect();
        let mut random = Random::new(9);
        let base: Vec<f64> = (0..500).map(|_| random.unit()).collect();
        let a = Series::new(base.iter().map(|v| v + 0.01), &session_of, 500);
        let b = Series::new(base.iter().copied(), &session_of, 500);
        let bootstrap = Bootstrap::new(&session_of, 5);
        let difference = bootstrap.difference(&a, &b);
        assert!((difference.low - 0.01).abs() < 1e-9 && (difference.high - 0.01).abs() < 1e-9);
        assert!(bootstrap.mean(&a).high - bootstrap.mean(&a).low > 0.02);
    }

    #[test]
    fn no_steps_at_all() {
        let bootstrap = Bootstrap::new(&[], 1);
        let empty = Series::new(std::iter::empty(), &[], 0);
        assert_eq!(bootstrap.mean(&empty).value, 0.0);
    }
}
