//! Learning on the device: a choice from a list that was shown corrects this shopper's weights a little.
//!
//! The choice is a conditional logit over the list, each place weighed by how likely it is looked at (position-based
//! examination); for each signal one Newton step on a Gaussian belief about the share by which its weights are off, all
//! signals on their own (O. Chapelle, L. Li, "An Empirical Evaluation of Thompson Sampling", NIPS 2011, algorithm 3:
//! online logistic regression with a diagonal Laplace approximation).

use super::{Decision, Measurement, RankError, RankRequest, candidate_of, scorer_for};
use crate::consent::MayProfile;
use crate::pack::{Pack, SignalCode, Tunable};
use crate::profile::{Profile, Purpose, Trust};

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
    let granted = profile.granted(may.without_purchases());
    let Some(may) = granted.filter(|may| may.includes(Purpose::Browsing)) else {
        return Ok(());
    };
    let sensitive = |given: u32| {
        request.candidate(pack, given).is_some_and(|candidate| {
            let key = candidate.stable_key(pack);
            pack.sensitive().holds(pack, key, candidate.described())
        })
    };
    if sensitive(shown[chosen]) {
        return Ok(());
    }
    let scorer = scorer_for(pack, profile, may, request, &Trust::default());
    let decision = Decision::new(pack, profile, Some(&scorer), None, Some(may), request);
    if !decision.weighing.personal() {
        return Ok(());
    }
    let falloff = dial(Tunable::ExaminationFalloff);
    let signals = &decision.signals;
    // A row for each item seen: how likely it is chosen, as a logarithm, and what each signal adds to its score were
    // it not corrected, which is the derivative of the score by the share.
    let mut seen: Vec<(f64, Vec<f64>)> = Vec::with_capacity(shown.len());
    let mut target = None;
    let mut measured = Measurement::default();
    let mut highest = f64::NEG_INFINITY;
    for (place, given) in shown.iter().enumerate() {
        if sensitive(*given) {
            continue;
        }
        let found = decision.kept.binary_search_by(|kept| kept.given.cmp(given));
        let Some(at) = found.ok().filter(|at| decision.kept[*at].score.is_some()) else {
            continue;
        };
        if place == chosen {
            target = Some(seen.len());
        }
        let candidate = candidate_of(request, *given);
        scorer.measure(&candidate, at as u32, signals, &mut measured);
        // Not the final score: what the merchant boosted is not for that reason liked.
        let mut score = 0.0;
        for (number, (weight, (_, own))) in measured
            .numbers
            .iter_mut()
            .zip(decision.weights.iter().zip(signals))
        {
            score += weight * *number;
            *number *= f64::from(*own) * decision.weighing.strength;
        }
        let likely = sign * score - falloff * libm::log(1.0 + place as f64);
        highest = highest.max(likely);
        seen.push((likely, measured.numbers.clone()));
    }
    let Some(target) = target else { return Ok(()) };
    let mut total = 0.0;
    for (likely, _) in &mut seen {
        *likely = libm::exp(*likely - highest);
        total += *likely;
    }
    let prior = 1.0 / (spread * spread);
    for code in SignalCode::ALL {
        let part = |row: &[f64]| {
            let mut sum = 0.0;
            for (number, (signal, _)) in row.iter().zip(signals) {
                if signal.code == code {
                    sum += number;
                }
            }
            sum
        };
        let (mut mean, mut squares) = (0.0, 0.0);
        for (likely, row) in &seen {
            let part = part(row);
            mean += likely / total * part;
            squares += likely / total * part * part;
        }
        let slope = sign * (part(&seen[target].1) - mean);
        let information = (squares - mean * mean).max(0.0);
        if slope != 0.0 && slope.is_finite() && information.is_finite() {
            profile.learn_share(pack, code, (slope, information), prior, request.now);
        }
    }
    Ok(())
}
