//! The signals: one number each about one candidate. Everything here is a pure function of the pack,
//! what is recalled of the shopper, and the candidate.

use super::list::{ListContext, price_of};
use super::recall::{Recall, Recalled, Tastes};
use super::{Candidate, Candidates, RankRequest, merchant_order};
use crate::Seconds;
use crate::consent::MayProfile;
use crate::pack::{FOLLOWS_FLOOR, Pack, Relation, RelationKind, Signal, SignalCode};
use crate::profile::{Described, Profile, Trust};

/// The farthest that a number can lie from the usual, in standard deviations.
const FARTHEST: f64 = 4.0;
/// The smallest spread by which numbers are compared, so that equal prices do not divide by nothing.
pub(super) const LEAST_SPREAD: f64 = 0.05;

/// Measures candidates for one shopper at one moment.
pub struct Scorer<'a> {
    pack: &'a Pack,
    recall: Recall,
    session: Option<&'a Relation>,
    transition: Option<&'a Relation>,
    list: ListContext,
}

/// The numbers of one candidate. Kept from one to the next, so that measuring allocates nothing.
#[derive(Debug, Default)]
pub struct Measurement {
    /// One number for each signal that was asked for.
    pub numbers: Vec<f64>,
    tastes: Vec<Taste>,
    read: Vec<f64>,
}

/// How a candidate's values of one field are liked, as logarithms: recent and lasting, of a path's
/// narrowest step and of those above it.
#[derive(Debug, Clone, Copy, Default)]
struct Taste {
    own: [f64; 2],
    above: [f64; 2],
}

/// What the relations say of one candidate; worked out once, read by several signals.
#[derive(Debug, Clone, Copy, Default)]
struct Follows {
    lately: f64,
    session: f64,
    earlier: f64,
    next: f64,
}

impl<'a> Scorer<'a> {
    /// Recalls what `profile` says at `now`.
    #[must_use]
    pub fn new(pack: &'a Pack, profile: &Profile, may: MayProfile, now: Seconds) -> Self {
        Self::doubting(pack, profile, may, now, &Trust::default())
    }

    /// As [`new`](Self::new) of a profile whose items were turned to with some probability.
    pub(super) fn doubting(
        pack: &'a Pack,
        profile: &Profile,
        may: MayProfile,
        now: Seconds,
        trust: &Trust,
    ) -> Self {
        Self {
            pack,
            recall: Recall::new(pack, profile, may, now, trust),
            session: pack.relation(RelationKind::Session),
            transition: pack.relation(RelationKind::Transition),
            list: ListContext::default(),
        }
    }

    /// Looks over the candidates of a list with their places in the merchant's order, for the signals
    /// that compare a candidate with those beside it. Without it these are 0.
    pub fn look_over<'c>(&mut self, candidates: impl Iterator<Item = (u32, &'c Candidate<'c>)>) {
        let mut list = ListContext::default();
        for (position, candidate) in candidates {
            self.add_to(&mut list, candidate, position);
        }
        list.close();
        self.list = list;
    }

    /// As [`look_over`](Self::look_over), of the candidates of a request that are not excluded; does
    /// nothing where no signal needs it.
    pub(super) fn look_over_kept(&mut self, request: &RankRequest<'_>, signals: &[(Signal, f32)]) {
        let asked = signals.iter().any(|(signal, _)| signal.code.of_the_list());
        if !asked || matches!(request.candidates, Candidates::WholeCatalogue) {
            return;
        }
        let mut list = ListContext::default();
        request.kept(self.pack, &mut None, &mut |candidate, position| {
            self.add_to(&mut list, candidate, position);
            None
        });
        list.close();
        self.list = list;
    }

    fn add_to(&self, list: &mut ListContext, candidate: &Candidate<'_>, position: u32) {
        let seen = self.recalled(candidate).map_or(0.0, |item| item.seen_now);
        list.add(price_of(self.pack, candidate), position, seen);
    }

    /// Whether the shopper has done something with the candidate.
    pub(super) fn remembers(&self, candidate: &Candidate<'_>) -> bool {
        self.recalled(candidate).is_some()
    }

    /// How much is known of the shopper, in page views.
    #[must_use]
    pub fn evidence(&self) -> f64 {
        self.recall.evidence
    }

    /// Until when what is remembered has decayed.
    pub(super) fn moment(&self) -> Seconds {
        self.recall.moment
    }

    /// Measures `signals` of `candidate`, which stands at `position` (from 0) in the merchant's order.
    /// The numbers go into `out.numbers`, in the order of `signals`.
    pub fn measure(
        &self,
        candidate: &Candidate<'_>,
        position: u32,
        signals: &[(Signal, f32)],
        out: &mut Measurement,
    ) {
        let follows = self.follows(candidate.item);
        let recalled = self.recalled(candidate);
        out.tastes.clear();
        out.tastes
            .extend((0..self.recall.tastes.len()).map(|field| self.taste(field, candidate)));
        let Measurement {
            numbers,
            tastes,
            read,
        } = out;
        let number =
            |signal: Signal| self.number(signal, candidate, position, (follows, recalled), tastes);
        numbers.clear();
        for (signal, _) in signals {
            numbers.push(if signal.code == SignalCode::Together {
                let trees = self.pack.weights().trees();
                read.clear();
                read.extend(trees.reads().iter().map(|(signal, _)| number(*signal)));
                trees.sum(read)
            } else {
                number(*signal)
            });
        }
    }

    /// One signal's number. Not inlined: it is called from two places, and its code is long.
    #[inline(never)]
    fn number(
        &self,
        signal: Signal,
        candidate: &Candidate<'_>,
        position: u32,
        (follows, recalled): (Follows, Option<&Recalled>),
        tastes: &[Taste],
    ) -> f64 {
        match signal.field.map(usize::from) {
            Some(field) => self.field_signal(signal.code, field, candidate, &tastes[field]),
            None => self.item_signal(signal.code, candidate, position, follows, recalled),
        }
    }

    pub(super) fn recalled(&self, candidate: &Candidate<'_>) -> Option<&Recalled> {
        match (candidate.item, candidate.key) {
            (Some(item), _) => self.recall.of_item(item),
            (None, Some(key)) => self.recall.of_key(key),
            (None, None) => None,
        }
    }

    fn follows(&self, item: Option<u32>) -> Follows {
        let mut follows = Follows::default();
        let Some(item) = item else { return follows };
        if let Some(relation) = self.session {
            for (predictor, weight) in self.pack.row(relation, item) {
                if let Some(recalled) = self.recall.of_item(predictor) {
                    follows.lately += f64::from(weight) * recalled.follows;
                    follows.session += f64::from(weight) * recalled.follows_session;
                    follows.earlier += f64::from(weight) * recalled.follows_earlier;
                }
            }
        }
        if let (Some(relation), Some(last)) = (self.transition, self.recall.last) {
            let entry = self
                .pack
                .row(relation, item)
                .find(|(predictor, _)| *predictor >= last);
            if let Some((_, weight)) = entry.filter(|(predictor, _)| *predictor == last) {
                follows.next = f64::from(weight);
            }
        }
        follows
    }

    /// The item of the session that says most for `candidate`, for an explanation.
    pub(super) fn strongest_predictor(&self, candidate: &Candidate<'_>) -> Option<u32> {
        let (relation, item) = (self.session?, candidate.item?);
        let says = |(predictor, weight): (u32, f32)| {
            let recalled = self.recall.of_item(predictor)?;
            Some((
                f64::from(weight) * recalled.follows.max(recalled.follows_earlier),
                predictor,
            ))
        };
        let strongest = self
            .pack
            .row(relation, item)
            .filter_map(says)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
        (strongest.0 > 0.0).then_some(strongest.1)
    }

    /// The item that the shopper turned to last.
    pub(super) fn last(&self) -> Option<u32> {
        self.recall.last
    }

    fn item_signal(
        &self,
        code: SignalCode,
        candidate: &Candidate<'_>,
        position: u32,
        follows: Follows,
        recalled: Option<&Recalled>,
    ) -> f64 {
        let logarithm = |follows: f64| libm::log(1.0 + follows / FOLLOWS_FLOOR);
        let liked = |which: usize| {
            candidate
                .item
                .map_or(0.0, |item| f64::from(self.pack.liked(item)[which]))
        };
        let yes = |is: bool| if is { 1.0 } else { 0.0 };
        let looks = || recalled.map_or(0.0, |item| item.looks);
        let chosen = || recalled.map_or(0.0, |item| item.chosen);
        let now = || {
            recalled
                .filter(|item| item.seen_now > 0.0)
                .map_or(0.0, |item| item.now)
        };
        match code {
            SignalCode::OftenFollows => logarithm(follows.lately),
            SignalCode::SessionFollows => logarithm(follows.session),
            SignalCode::ComesNext => logarithm(follows.next),
            SignalCode::EarlierFollows => logarithm(follows.earlier),
            SignalCode::SeenNow => now(),
            SignalCode::SeenLately => recalled.map_or(0.0, |item| item.seen_now),
            SignalCode::SeenBefore => recalled.map_or(0.0, |item| item.seen_before),
            SignalCode::LeftOff => recalled.map_or(0.0, |item| item.left_off),
            SignalCode::InCart => yes(recalled.is_some_and(|item| item.in_cart)),
            SignalCode::Wished => yes(recalled.is_some_and(|item| item.wished)),
            SignalCode::BoughtBefore => recalled.map_or(0.0, |item| item.bought),
            SignalCode::Tired => recalled.map_or(0.0, |item| libm::log(1.0 + item.exposures)),
            SignalCode::Dismissed => yes(recalled.is_some_and(|item| item.dismissed)),
            SignalCode::Popular => liked(0),
            SignalCode::Trending => liked(1),
            SignalCode::MerchantOrder => merchant_order(position),
            SignalCode::CheapInList => self.list.cheap(price_of(self.pack, candidate)),
            SignalCode::PriceInList => self.list.price_above(price_of(self.pack, candidate)),
            SignalCode::BelowTouched => self.list.below_touched(position),
            SignalCode::LastTouched => self.list.last_touched(position),
            SignalCode::PassedOver => self.list.passed_over(position),
            SignalCode::InFront => in_front(position),
            SignalCode::NearTouched => self.list.near_touched(position),
            SignalCode::PriceTaste => self.list.price_taste(price_of(self.pack, candidate)),
            SignalCode::LastChosen => self.list.last_touched(position) * chosen(),
            SignalCode::LastChosenMuch => self.list.last_touched(position) * chosen() * looks(),
            SignalCode::SeenAtPlace => now() * merchant_order(position),
            SignalCode::SeenOfMany => now() * self.list.many(),
            SignalCode::PriceInFront => {
                self.list.price_above(price_of(self.pack, candidate)) * in_front(position)
            }
            SignalCode::PassedGoingDown => {
                self.list.passed_over(position) * yes(self.list.going_down())
            }
            SignalCode::BelowGoingUp => {
                self.list.below_touched(position) * yes(self.list.going_up())
            }
            SignalCode::TouchedOfList => self.list.many(),
            SignalCode::Known => libm::log(1.0 + self.evidence()),
            SignalCode::RisingPrices => self.list.rising(),
            SignalCode::SeenAgo => recalled.map_or(0.0, |item| item.seen_ago),
            SignalCode::LookedAtMuch => looks(),
            SignalCode::ClickThrough => self
                .pack
                .click_through_field()
                .zip(candidate.item)
                .and_then(|(field, item)| self.pack.number(field, item))
                .map_or(0.0, f64::from),
            SignalCode::AffinityNow
            | SignalCode::Affinity
            | SignalCode::BroadAffinityNow
            | SignalCode::BroadAffinity
            | SignalCode::NumberFit
            | SignalCode::NumberNear
            | SignalCode::Together => 0.0,
        }
    }

    fn field_signal(
        &self,
        code: SignalCode,
        field: usize,
        candidate: &Candidate<'_>,
        taste: &Taste,
    ) -> f64 {
        match code {
            SignalCode::AffinityNow => taste.own[0],
            SignalCode::Affinity => taste.own[1],
            SignalCode::BroadAffinityNow => taste.above[0],
            SignalCode::BroadAffinity => taste.above[1],
            SignalCode::NumberFit => self.number_fit(field, candidate).unwrap_or(0.0),
            SignalCode::NumberNear if self.pack.fields()[field].is_profiled() => {
                self.number_near(field, candidate).unwrap_or(0.0)
            }
            _ => 0.0,
        }
    }

    /// The mean taste for the candidate's values of a field; 0 where it has none, or is a number.
    fn taste(&self, field: usize, candidate: &Candidate<'_>) -> Taste {
        let declared = &self.pack.fields()[field];
        if declared.is_number() {
            return Taste::default();
        }
        let tastes: &Tastes = &self.recall.tastes[field];
        let mut own = Mean::default();
        let mut above = Mean::default();
        match (candidate.facts, candidate.item) {
            (None, Some(item)) => {
                for leaf in self.pack.values(field, item) {
                    own.add(tastes.of_code(leaf));
                    let steps = declared.steps(leaf).skip(1);
                    steps.for_each(|step| above.add(tastes.of_code(step)));
                }
            }
            _ => described(candidate).each_value(self.pack, field, |key, is_above| {
                let mean = if is_above { &mut above } else { &mut own };
                mean.add(tastes.of_key(key));
            }),
        }
        Taste {
            own: own.value(),
            above: above.value(),
        }
    }

    /// The candidate's value of a field that the shopper likes best, for an explanation.
    pub(super) fn best_liked(
        &self,
        field: usize,
        candidate: &Candidate<'_>,
        above: bool,
    ) -> Option<u32> {
        let mut best: Option<(f32, u32)> = None;
        described(candidate).each_value(self.pack, field, |key, is_above| {
            let taste = self.recall.tastes[field].of_key(key);
            let liked = taste[0] + taste[1];
            if is_above == above && best.is_none_or(|best| liked > best.0) {
                let value = self.pack.fields()[field].find_value(key);
                best = value.map(|value| (liked, value)).or(best);
            }
        });
        best.map(|(_, value)| value)
    }

    fn number_fit(&self, field: usize, candidate: &Candidate<'_>) -> Option<f64> {
        let number = described(candidate).scaled_number(self.pack, field)?;
        let mut category = 0;
        if let Some(category_field) = self.pack.category_field() {
            described(candidate).each_value(self.pack, category_field, |key, above| {
                if !above && category == 0 {
                    category = key;
                }
            });
        }
        let (sure, usual) = self.recall.usual[field].of(category)?;
        Some(-sure * self.distance(field, f64::from(number), usual))
    }

    fn number_near(&self, field: usize, candidate: &Candidate<'_>) -> Option<f64> {
        let last = Described {
            item: Some(self.recall.last?),
            facts: None,
        };
        let last = f64::from(last.scaled_number(self.pack, field)?);
        let number = described(candidate).scaled_number(self.pack, field)?;
        Some(-self.distance(field, f64::from(number), last))
    }

    fn distance(&self, field: usize, a: f64, b: f64) -> f64 {
        let spread = f64::from(self.pack.fields()[field].spread()).max(LEAST_SPREAD);
        ((a - b).abs() / spread).min(FARTHEST)
    }
}

/// The mean of pairs; nothing added is 0.
#[derive(Default)]
struct Mean {
    sum: [f64; 2],
    count: f64,
}

impl Mean {
    #[inline]
    fn add(&mut self, pair: [f32; 2]) {
        self.sum[0] += f64::from(pair[0]);
        self.sum[1] += f64::from(pair[1]);
        self.count += 1.0;
    }

    fn value(&self) -> [f64; 2] {
        if self.count > 0.0 {
            self.sum.map(|sum| sum / self.count)
        } else {
            [0.0; 2]
        }
    }
}

/// 1 over the place in the merchant's order.
fn in_front(position: u32) -> f64 {
    1.0 / (1.0 + f64::from(position))
}

fn described<'a>(candidate: &Candidate<'a>) -> Described<'a> {
    Described {
        item: candidate.item,
        facts: candidate.facts,
    }
}
