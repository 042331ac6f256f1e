//! The merchant's rules: what each does, and what always holds.

use crate::shop::{NOW, may, shopper};
use vitrine::consent::Permissions;
use vitrine::pack::{
    FieldData, FieldKind, FieldSource, Pack, PackSource, PopularityWindow, Weights,
};
use vitrine::profile::{EventKind, Profile};
use vitrine::rank::{
    Action, Candidate, Candidates, Condition, RankRequest, Ranking, Rule, RuleReport, Rules, State,
    explain, rank,
};
use vitrine::{AttributeValue, Facts, Key, item_key};

const ITEMS: usize = 40;
const BRANDS: [&str; 5] = ["ada", "bea", "cyd", "dot", "eve"];
const KINDS: [&str; 4] = ["boots", "pumps", "caps", "felts"];

fn brand(item: usize) -> &'static str {
    BRANDS[item * 7 % 5]
}

fn path(item: usize) -> [&'static str; 2] {
    let kind = KINDS[item * 3 % 4];
    [if item * 3 % 4 < 2 { "shoes" } else { "hats" }, kind]
}

fn price(item: usize) -> f32 {
    5.0 + (item * 13 % 40) as f32
}

/// Forty items `i0`, `i1`, … with a brand, a category and a price, the first the most popular.
fn pack() -> Pack {
    let all = || 0..ITEMS;
    let fields = vec![
        FieldSource {
            name: "brand".into(),
            data: FieldData::Label(all().map(|n| Some(brand(n).to_owned())).collect()),
        },
        FieldSource {
            name: "category".into(),
            data: FieldData::Path {
                separator: '>',
                values: all()
                    .map(|n| Some(path(n).map(str::to_owned).to_vec()))
                    .collect(),
            },
        },
        FieldSource {
            name: "price".into(),
            data: FieldData::Price(all().map(|n| Some(price(n))).collect()),
        },
    ];
    let source = PackSource {
        items: all().map(|n| format!("i{n}")).collect(),
        popularity: vec![PopularityWindow {
            seconds: 0,
            counts: all().map(|n| 100 - n as u32).collect(),
        }],
        weights: Weights::untrained(&[FieldKind::Label, FieldKind::Path, FieldKind::Price]),
        fields,
        ..PackSource::default()
    };
    Pack::from_bytes(source.to_bytes().expect("the shop can be written")).expect("and read")
}

fn somebody(pack: &Pack) -> Profile {
    shopper(
        pack,
        &[
            (EventKind::View, "i9"),
            (EventKind::View, "i14"),
            (EventKind::CartAdd, "i4"),
            (EventKind::Purchase, "i6"),
            (EventKind::View, "i19"),
        ],
    )
}

fn list(count: usize) -> Vec<Candidate<'static>> {
    (0..count as u32).map(Candidate::of).collect()
}

fn ids(items: &[usize]) -> Condition {
    Condition::Items(items.iter().map(|n| item_key(&format!("i{n}"))).collect())
}

fn values(field: &str, values: &[&str]) -> Condition {
    Condition::Values {
        field: field.into(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    }
}

fn rule(action: Action, conditions: Vec<Condition>) -> Rule {
    Rule {
        action,
        conditions,
        slots: vec![],
    }
}

struct Shop {
    pack: Pack,
    profile: Profile,
}

impl Shop {
    fn new() -> Self {
        let pack = pack();
        let profile = somebody(&pack);
        Self { pack, profile }
    }

    fn rules(&self, rules: Vec<Rule>) -> Rules {
        Rules::new(&self.pack, rules).expect("rules that can be meant")
    }

    fn rank(&self, candidates: &[Candidate<'_>], rules: Vec<Rule>) -> Ranking {
        let rules = self.rules(rules);
        let request = RankRequest {
            rules: Some(&rules),
            ..RankRequest::new(Candidates::List(candidates), NOW + 600)
        };
        rank(&self.pack, &self.profile, Some(may()), &request).expect("a good request")
    }

    fn plain(&self, candidates: &[Candidate<'_>]) -> Vec<u32> {
        self.rank(candidates, vec![]).order
    }
}

fn codes(row: &RuleReport) -> Vec<(&'static str, Option<u32>)> {
    row.not_kept
        .iter()
        .map(|one| (one.code, one.given))
        .collect()
}

fn at(order: &[u32], given: u32) -> usize {
    order
        .iter()
        .position(|one| *one == given)
        .expect("in the order")
}

#[test]
fn filters_remove_and_are_counted_once() {
    let shop = Shop::new();
    let ranking = shop.rank(
        &list(10),
        vec![
            rule(Action::Exclude, vec![ids(&[1, 2, 39])]),
            rule(Action::Exclude, vec![ids(&[2, 3])]),
            rule(Action::Only, vec![values("category", &["shoes"])]),
            rule(
                Action::Only,
                vec![Condition::Number {
                    field: "price".into(),
                    from: 10.0,
                    to: f64::INFINITY,
                }],
            ),
        ],
    );
    let left: Vec<u32> = (0..10)
        .filter(|n| ![1, 2, 3].contains(n) && path(*n)[0] == "shoes" && price(*n) >= 10.0)
        .map(|n| n as u32)
        .collect();
    let mut order = ranking.order.clone();
    order.sort_unstable();
    assert_eq!(order, left);
    let removed: Vec<u32> = ranking.report.rules.iter().map(|row| row.removed).collect();
    assert_eq!(&removed[..2], [2, 1]);
    assert_eq!(removed.iter().sum::<u32>() as usize, 10 - left.len());
}

#[test]
fn a_path_is_meant_by_any_step_and_conditions_add_up() {
    let shop = Shop::new();
    for (text, step) in [("caps", 1), ("hats", 0), ("hats > caps", 1)] {
        let ranking = shop.rank(
            &list(20),
            vec![rule(Action::Only, vec![values("category", &[text])])],
        );
        let meant = |n: usize| path(n)[step] == text.rsplit(" > ").next().unwrap_or(text);
        assert_eq!(
            ranking.order.len(),
            (0..20).filter(|n| meant(*n)).count(),
            "{text}"
        );
    }
    let both = vec![
        values("category", &["hats"]),
        values("brand", &["ada", "bea"]),
    ];
    let ranking = shop.rank(&list(40), vec![rule(Action::Only, both)]);
    let meant = |n: usize| path(n)[0] == "hats" && ["ada", "bea"].contains(&brand(n));
    assert_eq!(ranking.order.len(), (0..40).filter(|n| meant(*n)).count());
}

#[test]
fn facts_of_the_call_count_for_rules() {
    let shop = Shop::new();
    let facts = Facts {
        price: Some(900.0),
        in_stock: Some(false),
        attributes: vec![("brand".into(), AttributeValue::Text("zoe".into()))],
    };
    let mut candidates = list(4);
    candidates[1].facts = Some(&facts);
    for condition in [
        values("brand", &["zoe"]),
        Condition::Is(State::OutOfStock),
        Condition::Number {
            field: "price".into(),
            from: 800.0,
            to: 1000.0,
        },
    ] {
        let ranking = shop.rank(&candidates, vec![rule(Action::Exclude, vec![condition])]);
        assert_eq!(ranking.order.len(), 3);
        assert!(!ranking.order.contains(&1));
    }
}

#[test]
fn states_need_their_permission() {
    let shop = Shop::new();
    let rules = shop.rules(vec![
        rule(Action::Exclude, vec![Condition::Is(State::InCart)]),
        rule(Action::Exclude, vec![Condition::Is(State::Purchased)]),
    ]);
    let candidates = list(10);
    let request = RankRequest {
        rules: Some(&rules),
        ..RankRequest::new(Candidates::List(&candidates), NOW + 600)
    };
    let without_purchases = Permissions::offline().without_purchases();
    for (may, left, kept) in [
        (Some(may()), 8, [true, true]),
        (without_purchases.may_profile(), 9, [true, false]),
        (None, 10, [false, false]),
    ] {
        let ranking = rank(&shop.pack, &shop.profile, may, &request).unwrap();
        assert_eq!(ranking.order.len(), left);
        for (row, kept) in ranking.report.rules.iter().zip(kept) {
            let expected = if kept {
                vec![]
            } else {
                vec![("no-permission", None)]
            };
            assert_eq!(codes(row), expected);
        }
    }
}

#[test]
fn a_boost_alone_moves_by_just_so_many_places() {
    let shop = Shop::new();
    let candidates = list(30);
    let plain = shop.plain(&candidates);
    for from in [0, 1, 7, 15, 29] {
        for places in [1, 3, 10, 1000] {
            let item = vec![ids(&[plain[from] as usize])];
            let up = shop.rank(
                &candidates,
                vec![rule(Action::Boost { places }, item.clone())],
            );
            let places = places as usize;
            assert_eq!(at(&up.order, plain[from]), from.saturating_sub(places));
            assert_eq!(up.report.rules[0].moved, u32::from(from > 0));
            let places = places as u32;
            let down = shop.rank(&candidates, vec![rule(Action::Bury { places }, item)]);
            assert_eq!(
                at(&down.order, plain[from]),
                (from + places as usize).min(29)
            );
        }
    }
    // Opposite ones cancel out, and those moved alike keep their order among themselves.
    let both = [Action::Boost { places: 4 }, Action::Bury { places: 4 }];
    let both = both.map(|action| rule(action, vec![values("brand", &["ada"])]));
    assert_eq!(shop.rank(&candidates, both.to_vec()).order, plain);
    let alike = vec![values("brand", &["ada", "dot"])];
    let all_up = shop.rank(
        &candidates,
        vec![rule(Action::Boost { places: 1000 }, alike)],
    );
    let of = |order: &[u32]| -> Vec<u32> {
        let meant = |n: &u32| ["ada", "dot"].contains(&brand(*n as usize));
        order.iter().copied().filter(meant).collect()
    };
    assert_eq!(of(&all_up.order), of(&plain));
    assert_eq!(all_up.order[..of(&plain).len()], of(&plain));
}

#[test]
fn pins_and_sponsored_places_and_what_is_said_where_they_meet() {
    let shop = Shop::new();
    let candidates = list(12);
    let ranking = shop.rank(
        &candidates,
        vec![
            rule(Action::Exclude, vec![ids(&[8])]),
            rule(Action::Sponsored, vec![ids(&[5, 11])]),
            rule(Action::Pin { place: 5 }, vec![ids(&[2])]),
            rule(Action::Pin { place: 0 }, vec![ids(&[9, 10])]),
            rule(Action::Pin { place: 0 }, vec![ids(&[1, 8, 9])]),
            rule(Action::Pin { place: 3 }, vec![ids(&[30])]),
            rule(Action::Pin { place: 99 }, vec![ids(&[7])]),
        ],
    );
    let order = &ranking.order;
    assert_eq!(order[5], 5, "it keeps its place");
    assert_eq!((order[6], order[0], order[1], order[2]), (2, 9, 10, 1));
    let rows = &ranking.report.rules;
    assert_eq!(
        codes(&rows[1]),
        [("beyond-list", Some(11))],
        "one of twelve is gone"
    );
    assert_eq!(order[10], 11);
    assert_eq!(codes(&rows[2]), [("place-taken", Some(2))]);
    assert_eq!(codes(&rows[3]), []);
    assert_eq!(
        codes(&rows[4]),
        [
            ("excluded", Some(8)),
            ("place-taken", Some(1)),
            ("already-fixed", Some(9))
        ]
    );
    assert_eq!(codes(&rows[5]), [("no-candidate", None)]);
    assert_eq!(codes(&rows[6]), [("beyond-list", Some(7))]);
    assert_eq!(order[9], 7);
}

#[test]
fn caps_hold_back_and_quotas_bring_forward() {
    let shop = Shop::new();
    let candidates = list(40);
    let plain = shop.plain(&candidates);
    let cap = Action::Cap {
        most: 2,
        field: Some("brand".into()),
        within: Some(8),
    };
    let capped = shop.rank(&candidates, vec![rule(cap, vec![])]);
    let mut counts = [0; 5];
    let mut expected = Vec::new();
    for given in &plain {
        let count = &mut counts[*given as usize * 7 % 5];
        if expected.len() < 8 && *count < 2 {
            *count += 1;
            expected.push(*given);
        }
    }
    expected.extend(
        plain
            .iter()
            .filter(|given| !expected.contains(given))
            .collect::<Vec<_>>(),
    );
    assert_eq!(
        capped.order, expected,
        "the best that still may stand there"
    );
    assert_eq!(codes(&capped.report.rules[0]), []);
    let last = Action::Quota {
        least: 3,
        within: Some(6),
    };
    let of_eve = vec![values("brand", &["eve"])];
    let quota = shop.rank(&candidates, vec![rule(last.clone(), of_eve.clone())]);
    let eves = |order: &[u32]| {
        order
            .iter()
            .filter(|n| brand(**n as usize) == "eve")
            .count()
    };
    assert!(
        eves(&quota.order[..6]) == 3.max(eves(&plain[..6])),
        "{:?}",
        quota.order
    );
    let too_much = vec![
        rule(
            Action::Cap {
                most: 1,
                field: None,
                within: Some(6),
            },
            of_eve.clone(),
        ),
        rule(last, of_eve),
        rule(
            Action::Quota {
                least: 9,
                within: None,
            },
            vec![ids(&[0, 1])],
        ),
    ];
    let ranking = shop.rank(&candidates, too_much);
    let all: Vec<_> = ranking.report.rules.iter().map(codes).collect();
    assert_eq!(
        all,
        [vec![], vec![("no-room", None)], vec![("not-enough", None)]]
    );
}

#[test]
fn too_few_candidates_are_better_hidden() {
    let shop = Shop::new();
    let least = |least| vec![rule(Action::Minimum { least }, vec![])];
    assert!(!shop.rank(&list(4), least(4)).report.hide);
    let ranking = shop.rank(&list(4), least(5));
    assert!(ranking.report.hide && ranking.order.len() == 4);
    let of_ada = vec![rule(
        Action::Minimum { least: 3 },
        vec![values("brand", &["ada"])],
    )];
    assert!(shop.rank(&list(4), of_ada).report.hide);
}

#[test]
fn what_the_page_shows_already_is_left_out() {
    let shop = Shop::new();
    let candidates = list(6);
    let (exclude, shown) = ([item_key("i1")], [item_key("i1"), item_key("i3")]);
    let request = RankRequest {
        exclude: &exclude,
        shown: &shown,
        ..RankRequest::new(Candidates::List(&candidates), NOW)
    };
    let ranking = rank(&shop.pack, &shop.profile, Some(may()), &request).unwrap();
    assert_eq!((ranking.report.excluded, ranking.report.shown), (1, 1));
    assert_eq!(ranking.order.len(), 4);
}

#[test]
fn rules_that_cannot_be_meant_are_refused() {
    let pack = pack();
    let refused = |rule| Rules::new(&pack, vec![rule]).unwrap_err().code();
    assert_eq!(
        refused(rule(Action::Exclude, vec![])),
        "rules-about-nothing"
    );
    let places = vec![ids(&[1])];
    for action in [
        Action::Boost { places: 0 },
        Action::Bury { places: 1001 },
        Action::Quota {
            least: 0,
            within: None,
        },
        Action::Cap {
            most: 1,
            field: None,
            within: Some(0),
        },
    ] {
        assert_eq!(refused(rule(action, places.clone())), "rules-bad-number");
    }
    for (from, to) in [(2.0, 1.0), (f64::NAN, 1.0)] {
        let range = Condition::Number {
            field: "price".into(),
            from,
            to,
        };
        assert_eq!(
            refused(rule(Action::Exclude, vec![range])),
            "rules-bad-number"
        );
    }
    let many = vec![rule(Action::Exclude, places); 257];
    assert_eq!(
        Rules::new(&pack, many).unwrap_err().code(),
        "rules-too-many"
    );
    let strange = rule(Action::Only, vec![values("colour", &["red"])]);
    let ranking = Shop::new().rank(&list(3), vec![strange]);
    assert_eq!(
        ranking.order.len(),
        3,
        "a rule that nobody can tell removes nothing"
    );
    assert_eq!(codes(&ranking.report.rules[0]), [("unknown-field", None)]);
}

#[test]
fn a_merchant_overrides_weights_by_name() {
    let shop = Shop::new();
    let mut pack = pack();
    let own = pack.weights().clone();
    let mut changed = own.clone();
    for (name, value, code) in [
        ("price-near", 101.0, "weights-out-of-range"),
        ("price-near", -1.0, "weights-out-of-range"),
        ("strength", 2.0, "weights-out-of-range"),
        ("nearness", 1.0, "weights-unknown-name"),
        ("affinity:colour", 1.0, "weights-unknown-name"),
        ("popular:brand", 1.0, "weights-unknown-name"),
    ] {
        let refused = changed.override_named(pack.fields(), name, value);
        assert_eq!(refused.unwrap_err().code(), code, "{name}");
        assert_eq!(changed, own);
    }
    for (name, value) in [
        ("affinity:brand", 2.0),
        ("popular", 0.0),
        ("merchant-pull", 1.0),
    ] {
        changed
            .override_named(pack.fields(), name, value)
            .expect("known");
    }
    pack.set_weights(changed);
    let candidates = list(10);
    let request = RankRequest::new(Candidates::List(&candidates), NOW + 600);
    let weights = |pack: &Pack, code: &str, field: Option<&str>| -> Vec<f64> {
        let explained = explain(pack, &shop.profile, Some(may()), &request).unwrap();
        let reasons = explained.into_iter().flat_map(|one| one.reasons);
        let meant = reasons.filter(|one| one.code == code && one.field.as_deref() == field);
        meant.map(|reason| reason.weight).collect()
    };
    let (before, after) = [&shop.pack, &pack]
        .map(|p| weights(p, "affinity", Some("brand")))
        .into();
    assert!(!before.is_empty());
    assert_eq!(
        after,
        before.iter().map(|weight| weight * 2.0).collect::<Vec<_>>()
    );
    assert!(!weights(&shop.pack, "popular", None).is_empty());
    assert!(weights(&pack, "popular", None).is_empty(), "0 turns it off");
    let category = |pack: &Pack| weights(pack, "affinity", Some("category"));
    assert_eq!(category(&shop.pack), category(&pack));
}

#[test]
fn diversity_mixes_categories_and_says_so() {
    let mut shop = Shop::new();
    let candidates = list(40);
    let first = |ranking: &Ranking| {
        let mut kinds: Vec<&str> = ranking.order[..6]
            .iter()
            .map(|n| path(*n as usize)[1])
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.len()
    };
    let mut before = 0;
    for diversity in [0.0, 0.3, 4.0] {
        let mut weights = shop.pack.weights().clone();
        weights
            .override_named(shop.pack.fields(), "diversity", diversity)
            .expect("in range");
        shop.pack.set_weights(weights);
        let request = RankRequest::new(Candidates::List(&candidates), NOW + 600);
        let ranking = rank(&shop.pack, &shop.profile, Some(may()), &request).unwrap();
        let kinds = first(&ranking);
        assert!(kinds >= before, "{diversity}: {kinds}");
        before = kinds;
        let mut order = ranking.order.clone();
        order.sort_unstable();
        assert!(order.iter().copied().eq(0..40));
        assert!(
            ranking.scores.is_sorted_by(|a, b| a >= b),
            "{:?}",
            ranking.scores
        );
        let explained = explain(&shop.pack, &shop.profile, Some(may()), &request).unwrap();
        for (one, score) in explained.iter().zip(&ranking.scores) {
            let parts = one.reasons.iter().map(|reason| reason.contribution);
            assert_eq!(Some(parts.fold(0.0, |sum, part| sum + part)), *score);
        }
        let repeated = explained
            .iter()
            .flat_map(|one| &one.reasons)
            .any(|r| r.code == "repeated");
        assert_eq!(repeated, diversity > 0.0);
        // A boost counts places of the mixed order.
        let item = ranking.order[9];
        let up = vec![rule(
            Action::Boost { places: 4 },
            vec![ids(&[item as usize])],
        )];
        assert_eq!(at(&shop.rank(&candidates, up).order, item), 5);
        // Nobody is known: the merchant's order is his.
        let nobody = rank(&shop.pack, &Profile::new(), Some(may()), &request).unwrap();
        assert!(nobody.order.iter().copied().eq(0..40));
    }
    assert_eq!(before, 4, "every category is among the first six");
}

/// A small stream of numbers for making rules (xorshift, G. Marsaglia 2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % end
    }
}

/// A condition, and the same told by hand: whether it is met by item `n`.
fn any_condition(numbers: &mut Numbers) -> (Condition, Box<dyn Fn(usize) -> bool>) {
    match numbers.below(4) {
        0 => {
            let some: Vec<usize> = (0..1 + numbers.below(4))
                .map(|_| numbers.below(ITEMS))
                .collect();
            (ids(&some), Box::new(move |n| some.contains(&n)))
        }
        1 => {
            let named = BRANDS[numbers.below(5)];
            (
                values("brand", &[named]),
                Box::new(move |n| brand(n) == named),
            )
        }
        2 => {
            let named = ["shoes", "hats", "boots", "caps"][numbers.below(4)];
            (
                values("category", &[named]),
                Box::new(move |n| path(n).contains(&named)),
            )
        }
        _ => {
            let from = numbers.below(40) as f64;
            let range = Condition::Number {
                field: "price".into(),
                from,
                to: from + 12.0,
            };
            (
                range,
                Box::new(move |n| (from..=from + 12.0).contains(&f64::from(price(n)))),
            )
        }
    }
}

fn any_action(numbers: &mut Numbers) -> Action {
    let within = |numbers: &mut Numbers| match numbers.below(2) {
        0 => None,
        _ => Some(1 + numbers.below(15) as u32),
    };
    match numbers.below(12) {
        0 | 1 => Action::Exclude,
        2 => Action::Only,
        3 => Action::Sponsored,
        4 | 5 => Action::Pin {
            place: numbers.below(30) as u32,
        },
        6 => Action::Boost {
            places: 1 + numbers.below(20) as u32,
        },
        7 => Action::Bury {
            places: 1 + numbers.below(20) as u32,
        },
        8 | 9 => Action::Cap {
            most: numbers.below(4) as u32,
            field: [None, Some("brand"), Some("category")][numbers.below(3)].map(str::to_owned),
            within: within(numbers),
        },
        10 => Action::Quota {
            least: 1 + numbers.below(5) as u32,
            within: within(numbers),
        },
        _ => Action::Minimum {
            least: numbers.below(30) as u32,
        },
    }
}

#[test]
fn what_always_holds() {
    let shop = Shop::new();
    let gone = Facts {
        in_stock: Some(false),
        ..Facts::default()
    };
    let (mut kept_promises, mut reports) = (0, 0);
    for seed in 1..=300 {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let mut items: Vec<usize> = (0..ITEMS).collect();
        (0..ITEMS).for_each(|n| items.swap(n, numbers.below(ITEMS)));
        items.truncate(5 + numbers.below(30));
        let candidates: Vec<Candidate<'_>> = items
            .iter()
            .map(|n| Candidate {
                facts: (n % 11 == 3).then_some(&gone),
                ..Candidate::of(*n as u32)
            })
            .collect();
        let (mut rules, mut tests) = (Vec::new(), Vec::new());
        for _ in 0..1 + numbers.below(8) {
            let (condition, test) = any_condition(&mut numbers);
            rules.push(rule(any_action(&mut numbers), vec![condition]));
            tests.push(test);
        }
        let top = [None, Some(1 + numbers.below(20))][numbers.below(2)];
        let excluded: Vec<Key> = vec![item_key(&format!("i{}", items[numbers.below(items.len())]))];
        let ready = shop.rules(rules.clone());
        let request = RankRequest {
            rules: Some(&ready),
            exclude: &excluded,
            top,
            ..RankRequest::new(Candidates::List(&candidates), NOW + 600)
        };
        let ask = |request: &RankRequest<'_>| {
            rank(&shop.pack, &shop.profile, Some(may()), request).expect("a good request")
        };
        let ranking = ask(&request);
        assert_eq!(ranking, ask(&request), "the same again");
        let whole = ask(&RankRequest {
            top: None,
            ..request
        });
        if rules.iter().all(|rule| {
            !matches!(
                rule.action,
                Action::Cap { within: None, .. } | Action::Quota { within: None, .. }
            )
        }) {
            assert_eq!(
                ranking.order,
                whole.order[..ranking.order.len()],
                "the cut comes last"
            );
        }

        // A permutation, less the removals; and every removal has its rule.
        let item = |given: &u32| items[*given as usize];
        let removed = |n: usize| {
            item_key(&format!("i{n}")) == excluded[0]
                || rules
                    .iter()
                    .zip(&tests)
                    .any(|(rule, test)| match rule.action {
                        Action::Exclude => test(n),
                        Action::Only => !test(n),
                        _ => false,
                    })
        };
        let mut left = whole.order.clone();
        left.sort_unstable();
        let expected: Vec<u32> = (0..items.len() as u32)
            .filter(|g| !removed(item(g)))
            .collect();
        assert_eq!(left, expected, "seed {seed}");
        assert_eq!(
            ranking.order.len(),
            left.len().min(top.unwrap_or(usize::MAX))
        );
        let counted = ranking
            .report
            .rules
            .iter()
            .map(|row| row.removed)
            .sum::<u32>();
        assert_eq!(
            (counted + ranking.report.excluded) as usize,
            items.len() - left.len()
        );

        // What was asked for holds, or is reported.
        let visible = ranking.order.len();
        for ((row, rule), test) in ranking.report.rules.iter().zip(&rules).zip(&tests) {
            let told = |given: u32| row.not_kept.iter().any(|one| one.given == Some(given));
            let window = |within: &Option<u32>| within.map_or(visible, |w| w as usize).min(visible);
            let in_window = |within: &Option<u32>| ranking.order[..window(within)].iter().map(item);
            // A window wider than what is visible is judged by the whole order.
            let judged = |within: &Option<u32>| within.is_none_or(|w| w as usize <= visible);
            reports += row.not_kept.len();
            match &rule.action {
                Action::Sponsored => {
                    for (place, given) in whole
                        .order
                        .iter()
                        .enumerate()
                        .filter(|(_, g)| test(item(g)))
                    {
                        // Where two lock the same item, the first tells.
                        let mut rows = ranking.report.rules.iter().flat_map(|row| &row.not_kept);
                        let told = rows.any(|one| one.given == Some(*given));
                        assert!(place == *given as usize || told, "seed {seed}");
                        kept_promises += 1;
                    }
                }
                Action::Pin { place } => {
                    let meant = left.iter().filter(|given| test(item(given)));
                    for (wanted, given) in (*place as usize..).zip(meant) {
                        assert!(
                            at(&whole.order, *given) == wanted || told(*given),
                            "seed {seed}"
                        );
                        kept_promises += 1;
                    }
                }
                Action::Cap {
                    most,
                    field,
                    within,
                } if judged(within) => {
                    let value = |n: usize| match field.as_deref() {
                        Some("brand") => brand(n),
                        Some(_) => path(n)[1],
                        None => "",
                    };
                    for n in in_window(within).filter(|n| test(*n)) {
                        let same = in_window(within).filter(|m| test(*m) && value(*m) == value(n));
                        assert!(
                            same.count() <= *most as usize || !row.not_kept.is_empty(),
                            "seed {seed}"
                        );
                        kept_promises += 1;
                    }
                }
                Action::Quota { least, within } if judged(within) => {
                    let count = in_window(within).filter(|n| test(*n)).count();
                    assert!(
                        count >= *least as usize || !row.not_kept.is_empty(),
                        "seed {seed}"
                    );
                    kept_promises += 1;
                }
                _ => {}
            }
        }

        // The reasons still add up, and off is off.
        let explained = explain(&shop.pack, &shop.profile, Some(may()), &request).unwrap();
        for ((one, given), score) in explained.iter().zip(&ranking.order).zip(&ranking.scores) {
            assert_eq!(one.given, *given);
            let sum = one.reasons.iter().fold(0.0, |sum, reason| {
                assert_eq!(reason.contribution, reason.weight * reason.signal);
                sum + reason.contribution
            });
            assert_eq!(Some(sum), *score, "seed {seed}");
        }
        let elsewhere = rules.into_iter().map(|rule| Rule {
            slots: vec!["cart".into()],
            ..rule
        });
        let (elsewhere, none) = (shop.rules(elsewhere.collect()), shop.rules(vec![]));
        let off = ask(&RankRequest {
            rules: None,
            ..request
        });
        for rules in [&elsewhere, &none] {
            assert_eq!(
                off,
                ask(&RankRequest {
                    rules: Some(rules),
                    slot: Some("home"),
                    ..request
                })
            );
        }
    }
    assert!(
        kept_promises > 1000 && reports > 100,
        "{kept_promises}, {reports}"
    );
}
