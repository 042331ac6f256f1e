//! Why each item stands where it stands: the same numbers that made the score, so that adding up the
//! contributions in their order gives the score again, to the bit.

use super::{
    Candidate, Decision, Measurement, Private, RankError, RankRequest, Scorer, candidate_of,
    merchant_order, scorer_for,
};
use crate::consent::MayProfile;
use crate::pack::{Pack, Signal, SignalCode};
use crate::profile::{Profile, Trust};

/// One part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// A stable code; see [`SignalCode::reason`].
    pub code: &'static str,
    /// The field's name, for reasons of one field.
    pub field: Option<String>,
    /// The value that counts, for reasons of a taste.
    pub value: Option<String>,
    /// The id of the item that this one follows, for reasons of what follows.
    pub item: Option<String>,
    /// The signal's number.
    pub signal: f64,
    /// What it is multiplied by in this call.
    pub weight: f64,
    /// The share by which this shopper's choices corrected that weight; it is part of it.
    pub learned: f64,
    /// The product.
    pub contribution: f64,
}

/// Why one item stands where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The place in the candidates as they were given, or the item of the pack.
    pub given: u32,
    /// The place in the merchant's order, exclusions left out, from 0.
    pub merchant_position: u32,
    /// The score; `None` if nothing is known of the item, so that it kept its place.
    pub score: Option<f64>,
    /// Whether the call pinned it to its place.
    pub pinned: bool,
    /// The rules that took hold of it: their places in the set, from 0.
    pub rules: Vec<u32>,
    /// The parts of the score that are not nothing, in the order in which they are added up.
    pub reasons: Vec<Reason>,
}

/// Ranks as [`rank`](super::rank) does and explains each item of the order.
///
/// # Errors
/// As [`rank`](super::rank).
pub fn explain(
    pack: &Pack,
    profile: &Profile,
    may: Option<MayProfile>,
    request: &RankRequest<'_>,
) -> Result<Vec<Explanation>, RankError> {
    request.check(pack)?;
    let may = may.and_then(|may| profile.granted(may));
    let mut scorer = may.map(|may| scorer_for(pack, profile, may, request, &Trust::default()));
    let mut truth = None;
    let private = Private::of(pack, profile, may, request);
    if let Some(private) = &private {
        truth = core::mem::replace(
            &mut scorer,
            may.map(|may| scorer_for(pack, &private.profile, may, request, &private.trust)),
        );
    }
    let used = private.as_ref().map_or(profile, |private| &private.profile);
    let decision = Decision::new(pack, used, scorer.as_ref(), truth.as_ref(), may, request);
    let parts = Parts {
        pack,
        scorer: scorer.as_ref(),
        truth: truth.as_ref(),
        decision: &decision,
    };
    let explained = decision.arranged.order.iter().map(|place| {
        let kept = decision.kept[*place as usize];
        let candidate = candidate_of(request, kept.given);
        let holds = decision.ruled.holds.iter();
        Explanation {
            given: kept.given,
            merchant_position: *place,
            score: kept.score,
            pinned: kept.pinned.is_some(),
            rules: holds
                .filter(|(held, _)| held == place)
                .map(|(_, rule)| *rule)
                .collect(),
            reasons: match kept.score {
                Some(_) => parts.reasons(&candidate, *place),
                None => Vec::new(),
            },
        }
    });
    Ok(explained.collect())
}

struct Parts<'a> {
    pack: &'a Pack,
    scorer: Option<&'a Scorer<'a>>,
    /// What she really did, where the scorer holds decoys as well.
    truth: Option<&'a Scorer<'a>>,
    decision: &'a Decision<'a>,
}

impl Parts<'_> {
    fn reasons(&self, candidate: &Candidate<'_>, position: u32) -> Vec<Reason> {
        let decision = self.decision;
        let mut measured = Measurement::default();
        match self.scorer {
            Some(scorer) => {
                scorer.measure(candidate, position, &decision.signals, &mut measured);
            }
            // Without a profile there is one signal, and it needs none.
            None => measured.numbers.push(merchant_order(position)),
        }
        let mut real = Measurement::default();
        if let Some(truth) = self.truth {
            truth.measure(candidate, position, &decision.signals, &mut real);
        }
        let mut reasons = Vec::new();
        for (at, number) in measured.numbers.iter().enumerate() {
            let weight = decision.weights[at];
            if weight * number != 0.0 {
                let mut reason = self.reason(decision.signals[at].0, candidate, *number, weight);
                // What only decoys say is no deed of hers.
                if real
                    .numbers
                    .get(at)
                    .is_some_and(|real| real * number <= 0.0)
                {
                    reason = Reason {
                        code: "privacy-decoy",
                        field: None,
                        value: None,
                        item: None,
                        ..reason
                    };
                }
                reasons.push(reason);
            }
        }
        // What was added to the score later comes later here.
        for shift in &decision.arranged.shifts {
            if shift.candidate == position {
                reasons.push(Reason {
                    code: shift.code,
                    field: None,
                    value: None,
                    item: None,
                    signal: shift.by,
                    weight: 1.0,
                    learned: 0.0,
                    contribution: shift.by,
                });
            }
        }
        reasons
    }

    fn reason(
        &self,
        signal: Signal,
        candidate: &Candidate<'_>,
        number: f64,
        weight: f64,
    ) -> Reason {
        let field = signal.field.map(usize::from);
        let above = matches!(
            signal.code,
            SignalCode::BroadAffinity | SignalCode::BroadAffinityNow
        );
        let value = field
            .zip(self.truth.or(self.scorer))
            .and_then(|(field, scorer)| {
                let value = scorer.best_liked(field, candidate, above)?;
                Some(self.pack.full_text(field, value))
            });
        let item = self
            .truth
            .or(self.scorer)
            .and_then(|scorer| match signal.code {
                SignalCode::OftenFollows
                | SignalCode::SessionFollows
                | SignalCode::EarlierFollows => scorer.strongest_predictor(candidate),
                SignalCode::ComesNext => scorer.last(),
                _ => None,
            });
        Reason {
            code: signal.code.reason(),
            field: field.map(|field| self.pack.fields()[field].name().to_owned()),
            value,
            item: item.map(|item| self.pack.id(item).to_owned()),
            signal: number,
            weight,
            learned: self.decision.weighing.learned(signal.code),
            contribution: weight * number,
        }
    }
}
