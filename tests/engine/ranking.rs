//! Orders, and the reasons for them.

use crate::shop::{NOW, may, pack, shopper};
use vitrine::consent::Permissions;
use vitrine::pack::{Pack, Signal, SignalCode};
use vitrine::profile::{Event, EventKind, Profile};
use vitrine::rank::{
    Candidate, Candidates, Measurement, RankRequest, Ranking, Scorer, explain, rank,
};
use vitrine::{AttributeValue, Facts, item_key};

fn list(pack: &Pack) -> Vec<Candidate<'static>> {
    (0..pack.len() as u32).map(Candidate::of).collect()
}

fn ranked(pack: &Pack, profile: &Profile, request: &RankRequest<'_>) -> Ranking {
    rank(pack, profile, Some(may()), request).expect("a good request")
}

fn place(ranking: &Ranking, given: u32) -> usize {
    ranking
        .order
        .iter()
        .position(|place| *place == given)
        .expect("in the order")
}

#[test]
fn without_a_profile_the_merchants_order_stays() {
    let pack = pack();
    let mut candidates = list(&pack);
    candidates.reverse();
    let request = RankRequest::new(Candidates::List(&candidates), NOW);
    let merchant: Vec<u32> = (0..candidates.len() as u32).collect();
    let empty = ranked(&pack, &Profile::new(), &request);
    assert_eq!((empty.order, empty.personal), (merchant.clone(), false));
    let shopper = shopper(&pack, &[(EventKind::View, "shoe-0")]);
    let refused = rank(&pack, &shopper, None, &request).unwrap();
    assert_eq!((refused.order, refused.personal), (merchant.clone(), false));
    let dialled = RankRequest {
        strength: Some(0.0),
        ..request
    };
    assert_eq!(ranked(&pack, &shopper, &dialled).order, merchant);
}

#[test]
fn the_first_click_counts() {
    let pack = pack();
    let candidates = list(&pack);
    let request = RankRequest::new(Candidates::List(&candidates), NOW + 60);
    let ranking = ranked(
        &pack,
        &shopper(&pack, &[(EventKind::View, "shoe-0")]),
        &request,
    );
    assert!(ranking.personal);
    // shoe-5 (10) follows shoe-0 strongly, although the merchant has it near the end.
    assert!(place(&ranking, 10) < 4, "{ranking:?}");
    // A shoe stands before the hat that the merchant had before it.
    assert!(place(&ranking, 8) < place(&ranking, 7), "{ranking:?}");
}

/// What one signal without a field says of each item at a moment.
fn measured(pack: &Pack, profile: &Profile, code: SignalCode, now: u32) -> Vec<f64> {
    let scorer = Scorer::new(pack, profile, may(), now);
    let signal = (Signal { code, field: None }, 1.0);
    let mut out = Measurement::default();
    let mut number = |item| {
        scorer.measure(&Candidate::of(item), 0, &[signal], &mut out);
        out.numbers[0]
    };
    (0..pack.len() as u32).map(&mut number).collect()
}

#[test]
fn looks_count_by_their_age_and_number_and_do_not_drift_with_the_clock() {
    let pack = pack();
    let mut profile = Profile::new();
    for (id, seconds) in [
        ("shoe-0", 0),
        ("shoe-0", 5),
        ("hat-0", 600),
        ("shoe-1", 900),
    ] {
        let view = Event::of(EventKind::View, id, NOW + seconds);
        profile.observe(may(), &pack, &view).unwrap();
    }
    let ago = measured(&pack, &profile, SignalCode::SeenAgo, NOW + 900);
    // shoe-0, hat-0 and shoe-1 are items 0, 1 and 2.
    assert!(
        0.0 < ago[0] && ago[0] < ago[1] && ago[1] < ago[2],
        "{ago:?}"
    );
    assert_eq!((ago[2], ago[3]), (1.0, 0.0));
    let later = measured(&pack, &profile, SignalCode::SeenAgo, NOW + 4_500);
    assert_eq!(ago, later, "nothing happened in that hour");
    let looks = measured(&pack, &profile, SignalCode::LookedAtMuch, NOW + 900);
    assert!(
        looks[0] > looks[1] && looks[1] > 0.0 && looks[3] == 0.0,
        "{looks:?}"
    );
}

#[test]
fn a_refusal_moves_the_item_back_and_its_kind_a_little() {
    let pack = pack();
    let candidates = list(&pack);
    let request = RankRequest::new(Candidates::List(&candidates), NOW + 60);
    let ranking = ranked(
        &pack,
        &shopper(&pack, &[(EventKind::Dismiss, "shoe-0")]),
        &request,
    );
    assert_eq!(place(&ranking, 0), candidates.len() - 1);
    assert!(
        place(&ranking, 1) < place(&ranking, 2),
        "hats before shoes: {ranking:?}"
    );
}

#[test]
fn what_was_shown_in_vain_tires() {
    let pack = pack();
    let candidates = list(&pack);
    let request = RankRequest::new(Candidates::List(&candidates), NOW + 600);
    let mut events = vec![(EventKind::View, "hat-5")];
    let fresh = shopper(&pack, &events);
    events.extend([(EventKind::Impression, "hat-0"); 6]);
    let tired = shopper(&pack, &events);
    let before = place(&ranked(&pack, &fresh, &request), 1);
    assert!(place(&ranked(&pack, &tired, &request), 1) > before);
}

#[test]
fn exclusions_pins_and_stock_hold() {
    let pack = pack();
    let gone = Facts {
        in_stock: Some(false),
        ..Facts::default()
    };
    let mut candidates = list(&pack);
    candidates[2].facts = Some(&gone);
    let exclude = [item_key("shoe-0"), item_key("hat-5")];
    let pins = [(item_key("hat-4"), 0), (item_key("hat-5"), 1)];
    let request = RankRequest {
        exclude: &exclude,
        pins: &pins,
        top: Some(100),
        ..RankRequest::new(Candidates::List(&candidates), NOW + 60)
    };
    let ranking = ranked(
        &pack,
        &shopper(&pack, &[(EventKind::View, "shoe-3")]),
        &request,
    );
    assert_eq!(ranking.order.len(), 10);
    assert!(
        !ranking.order.contains(&0) && !ranking.order.contains(&11),
        "exclusions win over pins"
    );
    assert_eq!(ranking.order[0], 9);
    assert_eq!(ranking.order[9], 2, "sold out stands last");
    let top = ranked(
        &pack,
        &Profile::new(),
        &RankRequest {
            top: Some(3),
            ..request
        },
    );
    assert_eq!(top.order.len(), 3);
}

#[test]
fn unknown_candidates_keep_their_place() {
    let pack = pack();
    let mut candidates = list(&pack);
    let nobody = Candidate::find(&pack, "unheard of", None);
    candidates.insert(3, nobody);
    candidates.insert(7, nobody);
    let request = RankRequest::new(Candidates::List(&candidates), NOW + 60);
    let ranking = ranked(
        &pack,
        &shopper(&pack, &[(EventKind::View, "shoe-5")]),
        &request,
    );
    assert_eq!((ranking.order[3], ranking.order[7]), (3, 7));
    assert_eq!((ranking.scores[3], ranking.scores[7]), (None, None));
}

#[test]
fn fresher_facts_win_over_the_pack() {
    let pack = pack();
    let profile = shopper(
        &pack,
        &[(EventKind::View, "shoe-0"), (EventKind::View, "shoe-1")],
    );
    let new_shoe = Facts {
        price: Some(15.0),
        in_stock: None,
        attributes: vec![
            (
                "category".into(),
                AttributeValue::Text("wear > shoes".into()),
            ),
            ("colour".into(), AttributeValue::Text("red".into())),
        ],
    };
    let new_hat = Facts {
        attributes: vec![(
            "category".into(),
            AttributeValue::Text("wear > hats".into()),
        )],
        ..new_shoe.clone()
    };
    let candidates = [
        Candidate::find(&pack, "new hat", Some(&new_hat)),
        Candidate::find(&pack, "new shoe", Some(&new_shoe)),
    ];
    let request = RankRequest::new(Candidates::List(&candidates), NOW + 120);
    assert_eq!(
        ranked(&pack, &profile, &request).order,
        [1, 0],
        "a product of today is ranked"
    );
    let dear = Facts {
        price: Some(900.0),
        ..Facts::default()
    };
    let plain = [Candidate::of(4), Candidate::of(4)];
    let priced = [
        Candidate::of(4),
        Candidate {
            facts: Some(&dear),
            ..Candidate::of(4)
        },
    ];
    let score = |candidates: &[Candidate<'_>]| {
        let request = RankRequest::new(Candidates::List(candidates), NOW + 120);
        let ranking = ranked(&pack, &profile, &request);
        ranking.scores[place(&ranking, 1)].expect("known")
    };
    assert!(
        score(&priced) < score(&plain),
        "the price of the call counts"
    );
}

#[test]
fn reasons_add_up_to_the_score() {
    let pack = pack();
    let profile = shopper(
        &pack,
        &[
            (EventKind::View, "shoe-0"),
            (EventKind::CartAdd, "hat-1"),
            (EventKind::Dismiss, "hat-2"),
            (EventKind::Impression, "hat-0"),
        ],
    );
    let candidates = list(&pack);
    for strength in [None, Some(0.0), Some(0.4)] {
        for set in [Candidates::List(&candidates), Candidates::WholeCatalogue] {
            let request = RankRequest {
                strength,
                ..RankRequest::new(set, NOW + 300)
            };
            let ranking = ranked(&pack, &profile, &request);
            let explained = explain(&pack, &profile, Some(may()), &request).unwrap();
            assert_eq!(explained.len(), ranking.order.len());
            for ((explanation, given), score) in
                explained.iter().zip(&ranking.order).zip(&ranking.scores)
            {
                assert_eq!(explanation.given, *given);
                let mut sum = 0.0;
                for reason in &explanation.reasons {
                    assert_eq!(reason.contribution, reason.weight * reason.signal);
                    sum += reason.contribution;
                }
                assert_eq!(Some(sum), *score, "{explanation:?}");
            }
        }
    }
}

#[test]
fn purchases_off_is_a_profile_without_purchases() {
    let pack = pack();
    let with = shopper(
        &pack,
        &[
            (EventKind::View, "shoe-0"),
            (EventKind::Purchase, "hat-1"),
            (EventKind::View, "shoe-2"),
            (EventKind::Return, "hat-1"),
            (EventKind::CartAdd, "shoe-2"),
            (EventKind::Purchase, "shoe-2"),
        ],
    );
    let mut without = Profile::new();
    for (minute, kind, item) in [
        (0, EventKind::View, "shoe-0"),
        (2, EventKind::View, "shoe-2"),
        (4, EventKind::CartAdd, "shoe-2"),
    ] {
        without
            .observe(may(), &pack, &Event::of(kind, item, NOW + minute * 60))
            .unwrap();
    }
    let request = RankRequest::new(Candidates::WholeCatalogue, NOW + 400);
    let off = Permissions::offline().without_purchases().may_profile();
    let a = explain(&pack, &with, off, &request).unwrap();
    let b = explain(&pack, &without, Some(may()), &request).unwrap();
    assert_eq!(a, b);
    assert_ne!(
        a,
        explain(&pack, &with, Some(may()), &request).unwrap(),
        "on, they count"
    );
}

#[test]
fn odd_lists_are_ranked() {
    let pack = pack();
    let profile = shopper(&pack, &[(EventKind::View, "shoe-0")]);
    let none = RankRequest::new(Candidates::List(&[]), NOW);
    assert!(ranked(&pack, &profile, &none).order.is_empty());
    let twice = [Candidate::of(1), Candidate::of(1), Candidate::of(4)];
    let ranking = ranked(
        &pack,
        &profile,
        &RankRequest::new(Candidates::List(&twice), NOW),
    );
    assert_eq!(ranking.order, [2, 0, 1]);
    let many: Vec<Candidate<'_>> = (0..65_535)
        .map(|n| Candidate::of(n % pack.len() as u32))
        .collect();
    let ranking = ranked(
        &pack,
        &profile,
        &RankRequest::new(Candidates::List(&many), NOW),
    );
    let mut order = ranking.order.clone();
    order.sort_unstable();
    assert!(order.iter().copied().eq(0..65_535), "a permutation");
    let beyond = [Candidate::of(9999)];
    let refused = rank(
        &pack,
        &profile,
        Some(may()),
        &RankRequest::new(Candidates::List(&beyond), NOW),
    );
    assert_eq!(refused.unwrap_err().code(), "rank-no-such-item");
}
