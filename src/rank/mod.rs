//! Ranking: candidates in, an order out, and a reason for every position.
//!
//! Signals are measured, weighed and added up to a score; the scores are arranged into an order under
//! the merchant's rules. Where too little is known of the shopper, or nothing may be used, the
//! merchant's own order comes back.

mod arrange;
mod counterfactual;
mod diversify;
mod explain;
mod explore;
mod learn;
mod list;
mod private;
mod recall;
mod request;
mod rules;
mod signals;

pub use counterfactual::{Cause, Counterfactual, counterfactuals};
pub use explain::{Explanation, Reason, explain};
pub use explore::Explore;
pub use learn::{Outcome, learn};
pub use private::Private;
pub(crate) use recall::evidence;
pub use request::{Candidate, Candidates, RankError, RankRequest};
pub use rules::{
    Action, Condition, MAX_PLACES, MAX_RULES, NotKept, Report, Rule, RuleReport, Rules, RulesError,
    State,
};
pub use signals::{Measurement, Scorer};

use crate::consent::MayProfile;
use crate::pack::{Pack, Signal, SignalCode, Tunable};
use crate::profile::{Profile, Trust};
use arrange::{Arranged, Kept, Wishes, arrange};
use list::price_of;
use rules::{Ruled, Ruling};

/// The most candidates that one call may rank as a list.
pub const MAX_CANDIDATES: usize = 1 << 20;

/// An order, and the scores that made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// Places in the candidates as they were given, or items of the pack for the whole catalogue; the
    /// best first. What was excluded is missing.
    pub order: Vec<u32>,
    /// The score of each entry of `order`; `None` where nothing is known of the item.
    pub scores: Vec<Option<f64>>,
    /// Whether the weights had a say, by what is known of the shopper or, where the evidence floor is 0, of the list
    /// alone. If not, this is the merchant's order.
    pub personal: bool,
    /// What came of the merchant's rules.
    pub report: Report,
    /// How likely this order was; 1 where nothing was explored. See [`Explore`].
    pub propensity: f64,
}

/// The weights of one call: the pack's, turned by the strength dial.
struct Weighing<'a> {
    signals: &'a [(Signal, f32)],
    strength: f64,
    pull: f64,
    /// By what share this shopper's choices correct the weights of each signal.
    learned: Vec<(SignalCode, f64)>,
}

impl<'a> Weighing<'a> {
    /// `None` for the scorer means that no profile may be used.
    fn new(
        pack: &'a Pack,
        profile: &Profile,
        request: &RankRequest<'_>,
        scorer: Option<&Scorer<'_>>,
        may: Option<MayProfile>,
    ) -> Self {
        let weights = pack.weights();
        let dial = |tunable| f64::from(weights.tunable(tunable));
        let known = scorer.is_some_and(|s| s.evidence() >= dial(Tunable::EvidenceFloor));
        let strength = match request.strength {
            Some(strength) => f64::from(strength),
            None => dial(Tunable::Strength),
        };
        // The shopper is sovereign: what a call or a pack asks for goes no farther than her own dial.
        let hers = profile.choices().strength;
        let strength = hers.map_or(strength, |most| strength.min(f64::from(most)));
        let mut learned = Vec::new();
        let learns = known && dial(Tunable::LearningSpread) > 0.0;
        if let (Some(may), Some(scorer)) = (may.filter(|_| learns), scorer) {
            let now = request.now.max(profile.clock.latest);
            let share = |code| profile.learned_share(may, pack, code, now, scorer.moment());
            learned.extend(SignalCode::ALL.map(|code| (code, share(code))));
            learned.retain(|(_, share)| *share != 0.0);
        }
        Self {
            signals: weights.signals(request.candidates.surface()),
            strength: if known { strength } else { 0.0 },
            pull: dial(Tunable::MerchantPull),
            learned,
        }
    }

    /// By what share this shopper's choices correct the weights of a signal.
    fn learned(&self, code: SignalCode) -> f64 {
        let learned = self.learned.iter().find(|(learned, _)| *learned == code);
        learned.map_or(0.0, |(_, share)| *share)
    }

    fn personal(&self) -> bool {
        self.strength > 0.0
    }

    /// The weight of a signal in this call. The merchant's order pulls the more, the less is personal.
    fn weight(&self, signal: Signal, weight: f32) -> f64 {
        let weight = f64::from(weight) * (1.0 + self.learned(signal.code)) * self.strength;
        if signal.code == SignalCode::MerchantOrder {
            weight + (1.0 - self.strength) * self.pull
        } else {
            weight
        }
    }
}

const MERCHANT_ORDER: (Signal, f32) = (
    Signal {
        code: SignalCode::MerchantOrder,
        field: None,
    },
    0.0,
);

/// The signals of one call: those of the pack, with the merchant's order always among them.
fn signals_of(weighing: &Weighing<'_>) -> Vec<(Signal, f32)> {
    let mut signals = if weighing.personal() {
        weighing.signals.to_vec()
    } else {
        Vec::new()
    };
    if !signals
        .iter()
        .any(|(signal, _)| signal.code == SignalCode::MerchantOrder)
    {
        signals.push(MERCHANT_ORDER);
    }
    signals
}

/// Ranks the candidates of a request for the shopper of `profile`. `may` is the permission to use the
/// profile; without it, and while she paused, the merchant's order comes back.
///
/// # Errors
/// A [`RankError`] says what is wrong with the request.
pub fn rank(
    pack: &Pack,
    profile: &Profile,
    may: Option<MayProfile>,
    request: &RankRequest<'_>,
) -> Result<Ranking, RankError> {
    request.check(pack)?;
    let may = may.and_then(|may| profile.granted(may));
    let truth = may.map(|may| scorer_for(pack, profile, may, request, &Trust::default()));
    let Some(private) = Private::of(pack, profile, may, request) else {
        return Ok(Decision::new(pack, profile, truth.as_ref(), None, may, request).into_ranking());
    };
    let Private {
        profile: used,
        trust,
    } = &private;
    let scorer = may.map(|may| scorer_for(pack, used, may, request, trust));
    Ok(Decision::new(pack, used, scorer.as_ref(), truth.as_ref(), may, request).into_ranking())
}

/// Recalls the shopper for one request, and looks over its list where a signal compares what is in it. What `trust` lists
/// was turned to with that probability.
fn scorer_for<'a>(
    pack: &'a Pack,
    profile: &Profile,
    may: MayProfile,
    request: &RankRequest<'_>,
    trust: &Trust,
) -> Scorer<'a> {
    let mut scorer = Scorer::doubting(pack, profile, may, request.now, trust);
    let signals = pack.weights().signals(request.candidates.surface());
    scorer.look_over_kept(request, signals);
    scorer
}

/// A candidate by its place as it was given.
fn candidate_of<'a>(request: &RankRequest<'a>, given: u32) -> Candidate<'a> {
    match request.candidates {
        Candidates::WholeCatalogue => Candidate::of(given),
        Candidates::List(list) => list[given as usize],
    }
}

/// All that was decided about one request.
struct Decision<'a> {
    weighing: Weighing<'a>,
    signals: Vec<(Signal, f32)>,
    /// What each of the signals is multiplied by in this call.
    weights: Vec<f64>,
    /// In the merchant's order, with the final scores.
    kept: Vec<Kept>,
    ruled: Ruled,
    /// The order is cut already.
    arranged: Arranged,
}

impl<'a> Decision<'a> {
    /// Decides about a request that was checked. Without a scorer no profile may be used. Where that scorer holds decoys,
    /// `truth` is one without: the merchant's rules go by it.
    fn new(
        pack: &'a Pack,
        profile: &Profile,
        scorer: Option<&Scorer<'_>>,
        truth: Option<&Scorer<'_>>,
        may: Option<MayProfile>,
        request: &RankRequest<'_>,
    ) -> Self {
        let weighing = Weighing::new(pack, profile, request, scorer, may);
        let signals = signals_of(&weighing);
        let weights: Vec<f64> = signals
            .iter()
            .map(|(signal, weight)| weighing.weight(*signal, *weight))
            .collect();
        let prices_weigh = signals
            .iter()
            .any(|(signal, _)| signal.code == SignalCode::PriceInList);
        let mut measured = Measurement::default();
        let mut score = |candidate: &Candidate<'_>, position: u32| {
            let known = candidate.is_known()
                || (prices_weigh && price_of(pack, candidate).is_some())
                || scorer.is_some_and(|scorer| scorer.remembers(candidate));
            if !known {
                return None;
            }
            match scorer {
                Some(scorer) if weighing.personal() => {
                    scorer.measure(candidate, position, &signals, &mut measured);
                    let parts = weights.iter().zip(&measured.numbers);
                    Some(parts.fold(0.0, |sum, (weight, number)| sum + weight * number))
                }
                _ => Some(merchant_score(&weighing, position)),
            }
        };
        let mut ruling = Ruling::new(pack, request, truth.or(scorer), may);
        let (mut kept, excluded, shown) = request.kept(pack, &mut ruling, &mut score);
        let personal = weighing.personal();
        let wishes = Wishes {
            pack,
            request,
            diversity: if personal {
                f64::from(pack.weights().tunable(Tunable::Diversity))
            } else {
                0.0
            },
            explore: request.explore.filter(|_| personal),
        };
        let mut arranged = arrange(&kept, ruling.as_mut(), wishes);
        let mut ruled = Ruled::default();
        if let Some(ruling) = ruling {
            let explore = None;
            let plain = arrange(&kept, None, Wishes { explore, ..wishes });
            ruled = ruling.finish(&kept, &arranged.order, &plain.order);
        }
        for shift in &arranged.shifts {
            if let Some(score) = &mut kept[shift.candidate as usize].score {
                *score += shift.by;
            }
        }
        ruled.report.excluded = excluded;
        ruled.report.shown = shown;
        arranged.order.truncate(request.top.unwrap_or(usize::MAX));
        Self {
            weighing,
            signals,
            weights,
            kept,
            ruled,
            arranged,
        }
    }

    fn into_ranking(self) -> Ranking {
        let entry = |place: &u32| self.kept[*place as usize];
        let order = &self.arranged.order;
        Ranking {
            order: order.iter().map(|place| entry(place).given).collect(),
            scores: order.iter().map(|place| entry(place).score).collect(),
            personal: self.weighing.personal(),
            report: self.ruled.report,
            propensity: self.arranged.propensity,
        }
    }
}

/// The signal of a place in the merchant's order: 0 for the first (and not the negative zero, which JSON
/// does not keep), then falling.
fn merchant_order(position: u32) -> f64 {
    0.0 - libm::log(1.0 + f64::from(position))
}

fn merchant_score(weighing: &Weighing<'_>, position: u32) -> f64 {
    merchant_order(position) * weighing.pull
}
