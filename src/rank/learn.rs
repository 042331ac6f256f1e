//! Learning on the device: a choice from a list that was shown corrects this shopper's weights a little.
//!
//! The choice is a conditional logit over the list, each place weighed by how likely it is looked at (position-based
//! examination); for each signal one Newton step on a Gaussian belief about the share by which its weights are off, all
//! signals on their own (O. Chapelle, L. Li, "An Empirical Evaluation of Thompson Sampling", NIPS 2011, algorithm 3:
//! online logistic regression with a diagonal Laplace approximation).

use super::{Candidate, Candidates, Decision, Measurement, RankError, RankRequest, Scorer};
use crate::consent::MayProfile;
use crate::pack::{Pack, SignalCode, Tunable};
use crate::profile::Profile;

/// What the shopper did with a list: the number is a place in what was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// She turned to the item at this place.
    Clicked(usize),
    /// She said "not interested" of it.
    Dismissed(usize),
}

/// Learns from one list. `request` is the one that was ranked, `shown` the places in its candidates in the order in which
/// they were seen. Nothing is kept of the list: it is measured again, so tell of the outcome before the event itself is
/// observed. Does nothing while the dial `learning-spread` is 0, or the order is not personal. Purchases play no part,
/// whatever is granted, so that withdrawing that permission leaves nothing of them behind.
///
/// A list that was ignored says nothing of which of its items would have been better: there is no outcome for it.
///
/// # Errors
/// As [`rank`](super::rank); and [`RankError::NoSuchPlace`] for an outcome beyond `shown`.
pub fn learn(
    pack: &Pack,
    profile: &mut Profile,
    may: MayProfile,
    request: &RankRequest<'_>,
    shown: &[u32],
    outcome: Outcome,
) -> Result<(), RankError> {
    request.check(pack)?;
    let (chosen, sign) = match outcome {
        Outcome::Clicked(place) => (place, 1.0),
        Outcome::Dismissed(place) => (place, -1.0),
    };
    if chosen >= shown.len() {
        return Err(RankError::NoSuchPlace);
    }
    let dial = |tunable| f64::from(pack.weights().tunable(tunable));
    let spread = dial(Tunable::LearningSpread);
    if spread <= 0.0 {
        return Ok(());
    }
    let may = may.without_purchases();
    let scorer = Scorer::new(pack, profile, may, request.now);
    let decision = Decision::new(pack, profile, Some(&scorer), Some(may), request);
    if !decision.weighing.personal() {
        return Ok(());
    }
    let falloff = dial(Tunable::ExaminationFalloff);
    let mut seen: Vec<(f64, Vec<(SignalCode, f64)>)> = Vec::with_capacity(shown.len());
    let mut target = None;
    let mut measured = Measurement::default();
    for (place, given) in shown.iter().enumerate() {
        let Ok(at) = decision.kept.binary_search_by(|kept| kept.given.cmp(given)) else {
            continue;
        };
        if decision.kept[at].score.is_none() {
            continue;
        }
        let candidate = match request.candidates {
            Candidates::WholeCatalogue => Candidate::of(*given),
            Candidates::List(list) => list[*given as usize],
        };
        scorer.measure(&candidate, at as u32, &decision.signals, &mut measured);
        // Not the final score: what the merchant boosted is not for that reason liked.
        let parts = decision.weights.iter().zip(&measured.numbers);
        let score = parts.fold(0.0, |sum, (weight, number)| sum + weight * number);
        if place == chosen {
            target = Some(seen.len());
        }
        let looked_at = falloff * libm::log(1.0 + place as f64);
        seen.push((sign * score - looked_at, decision.by_code(&measured)));
    }
    let Some(target) = target else { return Ok(()) };
    let highest = seen
        .iter()
        .fold(f64::NEG_INFINITY, |high, one| high.max(one.0));
    let mut total = 0.0;
    for (likely, _) in &mut seen {
        *likely = libm::exp(*likely - highest);
        total += *likely;
    }
    // All have the same signals, in the same order.
    for place in 0..seen[target].1.len() {
        let (code, of_chosen) = seen[target].1[place];
        let (mut mean, mut squares) = (0.0, 0.0);
        for (likely, parts) in &seen {
            let part = parts[place].1;
            mean += likely / total * part;
            squares += likely / total * part * part;
        }
        let derivatives = (sign * (of_chosen - mean), (squares - mean * mean).max(0.0));
        if derivatives.0.is_finite() && derivatives.1.is_finite() {
            let prior = 1.0 / (spread * spread);
            profile.learn_share(pack, code, derivatives, prior, request.now);
        }
    }
    Ok(())
}

impl Decision<'_> {
    /// What each signal's code would add to a score were it not corrected: the derivative of the score by the share.
    fn by_code(&self, measured: &Measurement) -> Vec<(SignalCode, f64)> {
        let mut parts: Vec<(SignalCode, f64)> = Vec::new();
        for ((signal, weight), number) in self.signals.iter().zip(&measured.numbers) {
            let part = f64::from(*weight) * self.weighing.strength * number;
            match parts.iter_mut().find(|(code, _)| *code == signal.code) {
                Some((_, sum)) => *sum += part,
                None => parts.push((signal.code, part)),
            }
        }
        parts
    }
}
