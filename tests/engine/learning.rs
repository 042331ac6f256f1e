//! Learning from choices, and exploring: what it gains, and what it can never do.

use std::collections::HashMap;
use std::path::Path;

use crate::shop::{NOW, may, may_persist, pack, shopper, source};
use vitrine::Facts;
use vitrine::pack::{Pack, Surface};
use vitrine::profile::{Event, EventKind, LEARNED_BOUND, Profile};
use vitrine::rank::{Candidate, Candidates, Explore, Outcome, RankRequest, explain, learn, rank};

const DAY: u32 = 86_400;

/// The pack, learning.
fn learning(mut pack: Pack, spread: f32) -> Pack {
    let mut weights = pack.weights().clone();
    weights
        .override_named(pack.fields(), "learning-spread", spread)
        .expect("within the range");
    pack.set_weights(weights);
    pack
}

/// The frozen pack of the bundled shop: real items, and weights learned from a real log.
fn real() -> Pack {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/shop.vtr");
    Pack::from_bytes(std::fs::read(file).expect("the frozen pack")).expect("it opens")
}

/// Random numbers for simulations (xorshift, G. Marsaglia 2003).
struct Numbers(u64);

impl Numbers {
    fn new(seed: u64) -> Self {
        Self(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed + 1))
    }

    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        (self.unit() * end as f64) as usize
    }
}

fn place(order: &[u32], given: u32) -> usize {
    order
        .iter()
        .position(|one| *one == given)
        .expect("in the order")
}

/// Eight sessions a week apart of one simulated shopper, who chooses from lists of thirty by the very reasons of the
/// engine, but weighs each by `taste` (1 is the average). Gives, for the sessions from the third on, the mean
/// reciprocal place of her choices without and with learning.
fn simulate(plain: &Pack, learning: &Pack, taste: &HashMap<&str, f64>, seed: u64) -> [f64; 2] {
    let mut numbers = Numbers::new(seed);
    let mut profiles = [Profile::new(), Profile::new()];
    let (mut sums, mut count) = ([0.0; 2], 0.0);
    for session in 0..8 {
        let mut now = NOW + session * 7 * DAY;
        let mut current = numbers.below(plain.len()) as u32;
        for _ in 0..10 {
            now += 60;
            for profile in &mut profiles {
                let event = Event::of(EventKind::View, plain.id(current), now);
                profile.observe(may(), plain, &event).expect("a good event");
            }
            let mut candidates: Vec<Candidate<'_>> = Vec::new();
            while candidates.len() < 30 {
                let item = numbers.below(plain.len()) as u32;
                if item != current && candidates.iter().all(|other| other.item != Some(item)) {
                    candidates.push(Candidate::of(item));
                }
            }
            let request = RankRequest::new(Candidates::List(&candidates), now);
            let explained = explain(plain, &profiles[0], Some(may()), &request).unwrap();
            let mut worth: Vec<(u32, f64)> = explained
                .iter()
                .map(|one| {
                    let parts = one.reasons.iter();
                    let parts = parts.map(|r| r.contribution * taste.get(r.code).unwrap_or(&1.0));
                    (one.given, parts.sum())
                })
                .collect();
            let highest = worth.iter().fold(f64::MIN, |high, one| high.max(one.1));
            worth
                .iter_mut()
                .for_each(|one| one.1 = (one.1 - highest).exp());
            let mut drawn = numbers.unit() * worth.iter().map(|one| one.1).sum::<f64>();
            let chosen = worth.iter().find(|one| {
                drawn -= one.1;
                drawn <= 0.0
            });
            let chosen = chosen.unwrap_or(&worth[0]).0;
            for (which, pack) in [plain, learning].into_iter().enumerate() {
                let order = rank(pack, &profiles[which], Some(may()), &request)
                    .unwrap()
                    .order;
                let at = place(&order, chosen);
                if session >= 2 {
                    sums[which] += 1.0 / (at + 1) as f64;
                }
                let outcome = Outcome::Clicked(at);
                learn(pack, &mut profiles[which], may(), &request, &order, outcome).unwrap();
            }
            count += f64::from(u8::from(session >= 2));
            current = candidates[chosen as usize].item.expect("of the pack");
        }
    }
    sums.map(|sum| sum / count)
}

/// The mean gain over simulated shoppers, and its standard error.
fn gain(taste: &HashMap<&str, f64>) -> (f64, f64) {
    let (plain, learning) = (real(), learning(real(), 0.3));
    let gains: Vec<f64> = (0..30)
        .map(|seed| simulate(&plain, &learning, taste, seed))
        .map(|[without, with]| with - without)
        .collect();
    let mean = gains.iter().sum::<f64>() / gains.len() as f64;
    let squares = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>();
    let error = (squares / (gains.len() * (gains.len() - 1)) as f64).sqrt();
    (mean, error)
}

#[test]
fn a_shopper_unlike_the_average_gains_and_the_average_one_loses_nothing_much() {
    // She goes by price and colour, and hardly by what others looked at next.
    let unlike = HashMap::from([
        ("often-follows", 0.2),
        ("comes-next", 0.2),
        ("popular", 0.2),
        ("affinity", 2.5),
        ("affinity-now", 2.5),
        ("price-near", 3.0),
        ("price-fit", 3.0),
    ]);
    let (mean, error) = gain(&unlike);
    println!("unlike the average: {mean:+.4} ± {error:.4}");
    assert!(mean > 0.0 && mean > 2.0 * error, "{mean} ± {error}");
    let (mean, error) = gain(&HashMap::new());
    println!("the average: {mean:+.4} ± {error:.4}");
    assert!(mean > -0.01, "{mean} ± {error}");
}

#[test]
fn it_cannot_run_away() {
    let mut wild = source();
    for surface in Surface::ALL {
        let signals = wild.weights.signals(surface).to_vec();
        let huge = (0..)
            .zip(signals)
            .map(|(n, (signal, weight))| (signal, weight * [1.0, 1e6, 1e30][n % 3]));
        wild.weights
            .set_signals(surface, huge.collect())
            .expect("finite");
    }
    let wild = Pack::from_bytes(wild.to_bytes().expect("writable")).expect("readable");
    let dear = Facts {
        price: Some(f32::MAX),
        ..Facts::default()
    };
    for (pack, rounds) in [
        (learning(pack(), 1.0), 80_000),
        (learning(wild, 1.0), 20_000),
    ] {
        let mut numbers = Numbers::new(7);
        let mut profile = shopper(
            &pack,
            &[(EventKind::View, "shoe-0"), (EventKind::View, "hat-3")],
        );
        let size = profile.save(may_persist()).len();
        let mut now = NOW + 600;
        for round in 0..rounds {
            let candidates: Vec<Candidate<'_>> = (0..4)
                .map(|n| Candidate {
                    facts: (n == 3).then_some(&dear),
                    ..Candidate::of(numbers.below(pack.len()) as u32)
                })
                .collect();
            now += [0, 1, 3600][numbers.below(3)] * u32::from(round % 1000 == 0);
            let shown: Vec<u32> = (0..4).collect();
            // One who always takes the last and refuses the first, and one who clicks at random.
            let outcome = match (round / 10_000 % 2, numbers.below(2)) {
                (0, 0) => Outcome::Clicked(3),
                (0, _) => Outcome::Dismissed(0),
                (_, 0) => Outcome::Clicked(numbers.below(4)),
                (_, _) => Outcome::Dismissed(numbers.below(4)),
            };
            let request = RankRequest::new(Candidates::List(&candidates), now);
            learn(&pack, &mut profile, may(), &request, &shown, outcome).unwrap();
            if round % 1000 == 999 {
                let view = profile.view(may(), &pack, now);
                let bounded =
                    |share: f64| share.is_finite() && share.abs() <= f64::from(LEARNED_BOUND);
                assert!(
                    view.learned.iter().all(|one| bounded(one.share)),
                    "{view:?}"
                );
                let ranking = rank(&pack, &profile, Some(may()), &request).unwrap();
                let mut order = ranking.order.clone();
                order.sort_unstable();
                assert_eq!(order, shown);
            }
        }
        let bytes = profile.save(may_persist());
        assert!(bytes.len() > size && bytes.len() < size + 64 * 13);
        assert_eq!(
            Profile::restore(may_persist(), &bytes).expect("its own"),
            profile
        );
        // What is not repeated fades, and in the end nothing is left.
        let learned = |now: u32| profile.view(may(), &pack, now).learned;
        let strongest = |now: u32| {
            learned(now)
                .iter()
                .fold(0.0, |high: f64, one| high.max(one.share.abs()))
        };
        assert!(strongest(now) > 0.05, "something was learned");
        assert!(strongest(now + 300 * DAY) < strongest(now) / 900.0);
        profile.expire(now + 181 * DAY);
        assert!(profile.view(may(), &pack, now).learned.is_empty() && profile.is_empty());
    }
}

/// A shopper, a list, and what she learned us of it.
fn taught(pack: &Pack) -> (Profile, Vec<Candidate<'static>>) {
    let profile = shopper(
        pack,
        &[(EventKind::View, "shoe-0"), (EventKind::View, "hat-1")],
    );
    let candidates: Vec<Candidate<'_>> = (0..pack.len() as u32).map(Candidate::of).collect();
    (profile, candidates)
}

fn teach(pack: &Pack, profile: &mut Profile, candidates: &[Candidate<'_>], outcome: Outcome) {
    let request = RankRequest::new(Candidates::List(candidates), NOW + 300);
    let shown: Vec<u32> = (0..candidates.len() as u32).collect();
    learn(pack, profile, may(), &request, &shown, outcome).expect("a good list");
}

#[test]
fn a_choice_raises_what_spoke_for_it_and_a_refusal_lowers_it() {
    let pack = learning(pack(), 0.3);
    let (before, candidates) = taught(&pack);
    let score = |profile: &Profile, given: u32| {
        let request = RankRequest::new(Candidates::List(&candidates), NOW + 300);
        let ranking = rank(&pack, profile, Some(may()), &request).unwrap();
        let scores: Vec<f64> = ranking.scores.iter().flatten().copied().collect();
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        ranking.scores[place(&ranking.order, given)].expect("known") - mean
    };
    for (outcome, up) in [(Outcome::Clicked(9), true), (Outcome::Dismissed(4), false)] {
        let (Outcome::Clicked(at) | Outcome::Dismissed(at)) = outcome;
        let mut after = before.clone();
        teach(&pack, &mut after, &candidates, outcome);
        let moved = score(&after, at as u32) - score(&before, at as u32);
        assert!(moved != 0.0 && (moved > 0.0) == up, "{outcome:?}: {moved}");
        // The reasons say so, and still add up.
        let request = RankRequest::new(Candidates::List(&candidates), NOW + 300);
        let ranking = rank(&pack, &after, Some(may()), &request).unwrap();
        let explained = explain(&pack, &after, Some(may()), &request).unwrap();
        for (one, score) in explained.iter().zip(&ranking.scores) {
            let parts = one.reasons.iter().map(|reason| reason.contribution);
            assert_eq!(Some(parts.fold(0.0, |sum, part| sum + part)), *score);
        }
        let reasons = || explained.iter().flat_map(|one| &one.reasons);
        assert!(reasons().any(|reason| reason.learned != 0.0));
        for reason in reasons().filter(|reason| reason.code == "popular") {
            let own = pack.weights().signals(Surface::List).iter();
            let own = own.filter(|(signal, _)| signal.code.reason() == "popular");
            let own: f64 = own.map(|(_, weight)| f64::from(*weight)).sum();
            assert_eq!(reason.weight, own * (1.0 + reason.learned));
        }
        // Turned off, it is as if nothing had been learned.
        let off = learning(crate::shop::pack(), 0.0);
        assert_eq!(
            rank(&off, &after, Some(may()), &request),
            rank(&off, &before, Some(may()), &request)
        );
        let mut same = before.clone();
        teach(&off, &mut same, &candidates, outcome);
        assert_eq!(same, before);
    }
    let request = RankRequest::new(Candidates::List(&candidates), NOW);
    let beyond = learn(
        &pack,
        &mut before.clone(),
        may(),
        &request,
        &[0, 1],
        Outcome::Clicked(2),
    );
    assert_eq!(beyond.unwrap_err().code(), "rank-no-such-place");
}

#[test]
fn what_stood_far_behind_counts_little_against() {
    let pack = learning(pack(), 0.3);
    let (profile, candidates) = taught(&pack);
    let request = RankRequest::new(Candidates::List(&candidates), NOW + 300);
    let moved = |shown: &[u32]| {
        let mut profile = profile.clone();
        let at = place(shown, 1);
        learn(
            &pack,
            &mut profile,
            may(),
            &request,
            shown,
            Outcome::Clicked(at),
        )
        .unwrap();
        let learned = profile.view(may(), &pack, NOW + 300).learned;
        learned.iter().map(|one| one.share.abs()).sum::<f64>()
    };
    // Item 10 is by far the likeliest choice. Passed over in front it says more than unseen at the end.
    let passed_over = moved(&[10, 1, 3, 5, 7, 9, 0, 2, 4, 6, 8, 11]);
    let unseen = moved(&[3, 1, 5, 7, 9, 0, 2, 4, 6, 8, 11, 10]);
    assert!(passed_over > unseen, "{passed_over}, {unseen}");
}

#[test]
fn it_is_saved_forgotten_and_free_of_purchases() {
    let pack = learning(pack(), 0.3);
    let (mut profile, candidates) = taught(&pack);
    let untaught = profile.clone();
    teach(&pack, &mut profile, &candidates, Outcome::Clicked(7));
    let bytes = profile.save(may_persist());
    assert_eq!(
        Profile::restore(may_persist(), &bytes).expect("its own"),
        profile
    );
    assert!(!profile.view(may(), &pack, NOW).learned.is_empty());
    let mut forgetful = profile.clone();
    assert!(forgetful.forget_learned() && !forgetful.forget_learned());
    assert_eq!(forgetful, untaught);
    profile.erase();
    assert_eq!(profile, Profile::new());

    let mut bought = shopper(
        &pack,
        &[
            (EventKind::View, "shoe-0"),
            (EventKind::View, "hat-1"),
            (EventKind::Purchase, "hat-3"),
        ],
    );
    let mut plain = untaught.clone();
    for profile in [&mut bought, &mut plain] {
        teach(&pack, profile, &candidates, Outcome::Clicked(7));
    }
    let learned = |profile: &Profile| profile.view(may(), &pack, NOW).learned;
    assert_eq!(learned(&bought), learned(&plain));
}

#[test]
fn exploration_is_what_it_says_it_is() {
    let pack = pack();
    let (profile, candidates) = taught(&pack);
    let plain = RankRequest::new(Candidates::List(&candidates), NOW + 300);
    let ask = |rate: f32, seed: u64, top: Option<usize>| {
        let explore = Some(Explore { rate, seed });
        let request = RankRequest {
            explore,
            top,
            ..plain
        };
        let ranking = rank(&pack, &profile, Some(may()), &request).unwrap();
        let explained = explain(&pack, &profile, Some(may()), &request).unwrap();
        for (one, score) in explained.iter().zip(&ranking.scores) {
            let parts = one.reasons.iter().map(|reason| reason.contribution);
            assert_eq!(Some(parts.fold(0.0, |sum, part| sum + part)), *score);
        }
        ranking
    };
    let greedy = rank(&pack, &profile, Some(may()), &plain).unwrap();
    assert_eq!(greedy.propensity, 1.0);
    assert_eq!(ask(0.0, 5, None).order, greedy.order);
    let (rate, among) = (0.4, 5);
    let mut firsts: HashMap<u32, (u32, f64)> = HashMap::new();
    let rounds = 4000;
    for seed in 0..rounds {
        let ranking = ask(rate, seed, Some(among));
        assert_eq!(ranking, ask(rate, seed, Some(among)), "one seed, one order");
        // Only the first place is drawn; the others keep their order.
        let rest: Vec<u32> = greedy
            .order
            .iter()
            .copied()
            .filter(|g| *g != ranking.order[0])
            .collect();
        assert_eq!(ranking.order[1..], rest[..among - 1]);
        let first = firsts.entry(ranking.order[0]).or_default();
        first.0 += 1;
        assert!(first.1 == 0.0 || first.1 == ranking.propensity);
        first.1 = ranking.propensity;
    }
    assert_eq!(firsts.len(), among);
    let all: f64 = firsts.values().map(|(_, propensity)| propensity).sum();
    assert!(
        (all - 1.0).abs() < 1e-12,
        "they are all the orders there are"
    );
    for (first, (count, propensity)) in &firsts {
        let share = f64::from(*count) / rounds as f64;
        let error = (propensity * (1.0 - propensity) / rounds as f64).sqrt();
        assert!(
            (share - propensity).abs() < 4.0 * error,
            "{first}: {share}, {propensity}"
        );
    }
    // Not without a profile, and not beyond its range.
    let explore = Some(Explore { rate: 1.0, seed: 1 });
    let request = RankRequest { explore, ..plain };
    let nobody = rank(&pack, &profile, None, &request).unwrap();
    assert_eq!(
        nobody.order,
        (0..candidates.len() as u32).collect::<Vec<_>>()
    );
    let explore = Some(Explore {
        rate: f32::NAN,
        seed: 1,
    });
    let refused = rank(
        &pack,
        &profile,
        Some(may()),
        &RankRequest { explore, ..plain },
    );
    assert_eq!(refused.unwrap_err().code(), "rank-bad-explore");
}

#[test]
fn trees_are_one_reason_that_adds_up_and_can_be_turned_off() {
    use vitrine::pack::{Signal, SignalCode, Tree, Trees};
    let plain = real();
    let signal = |code| Signal { code, field: None };
    let tree = Tree {
        questions: vec![
            (signal(SignalCode::Popular), 0.9),
            (signal(SignalCode::MerchantOrder), -1.5),
        ],
        leaves: vec![900, -700, 300, -1100],
    };
    let mut grown = real();
    let mut weights = grown.weights().clone();
    weights.set_trees(Trees::new(0.001, &[tree]).expect("good trees"));
    let mut signals = weights.signals(Surface::List).to_vec();
    signals.push((signal(SignalCode::Together), 1.0));
    weights
        .set_signals(Surface::List, signals)
        .expect("good signals");
    grown.set_weights(weights.clone());
    let mut profile = Profile::new();
    let seen = Event::of(EventKind::View, plain.id(7), NOW);
    profile.observe(may(), &plain, &seen).expect("a view");
    let list: Vec<Candidate<'_>> = (0..20).map(Candidate::of).collect();
    let request = RankRequest::new(Candidates::List(&list), NOW);
    let explained = explain(&grown, &profile, Some(may()), &request).expect("explained");
    for one in &explained {
        let parts = one.reasons.iter().map(|reason| reason.contribution);
        assert_eq!(Some(parts.fold(0.0, |sum, part| sum + part)), one.score);
        assert!(one.reasons.iter().any(|reason| reason.code == "together"));
    }
    let order = |pack: &Pack| {
        rank(pack, &profile, Some(may()), &request)
            .expect("an order")
            .order
    };
    assert_ne!(order(&grown), order(&plain));
    weights
        .override_named(plain.fields(), "together", 0.0)
        .expect("the name is known");
    grown.set_weights(weights);
    assert_eq!(order(&grown), order(&plain));
}

#[test]
fn while_nothing_happens_an_order_stands_and_then_time_moves_on_by_half_an_hour() {
    let pack = learning(real(), 0.3);
    let mut profile = Profile::new();
    for (item, seconds) in [(3, 0), (7, 40), (12, 95)] {
        let seen = Event::of(EventKind::View, pack.id(item), NOW + seconds);
        profile.observe(may(), &pack, &seen).expect("a view");
    }
    let list: Vec<Candidate<'_>> = (0..40).map(Candidate::of).collect();
    let last = NOW + 95;
    let first = RankRequest::new(Candidates::List(&list), last);
    let order = rank(&pack, &profile, Some(may()), &first).expect("an order");
    let outcome = Outcome::Clicked(4);
    learn(&pack, &mut profile, may(), &first, &order.order, outcome).expect("it learns");
    let scores = |profile: &Profile, seconds: u32| {
        let request = RankRequest::new(Candidates::List(&list), last + seconds);
        let ranking = rank(&pack, profile, Some(may()), &request).expect("an order");
        (ranking.order, ranking.scores)
    };
    let at_once = scores(&profile, 0);
    for seconds in [1, 60, 1_799] {
        assert_eq!(
            scores(&profile, seconds),
            at_once,
            "after {seconds} seconds"
        );
    }
    let later = scores(&profile, 1_800);
    assert_ne!(later.1, at_once.1);
    assert_eq!(scores(&profile, 3_599), later);
    // What was only shown to her moves no time: of the items that were not shown, all stays.
    let shown = Event::of(EventKind::Impression, pack.id(30), last + 50);
    profile
        .observe(may(), &pack, &shown)
        .expect("an impression");
    let (order, after) = scores(&profile, 60);
    let (order_before, before) = at_once;
    for item in (0..40).filter(|item| *item != 30) {
        let of = |order: &[u32], scores: &[Option<f64>]| scores[place(order, item)];
        assert_eq!(
            of(&order, &after),
            of(&order_before, &before),
            "of item {item}"
        );
    }
}
