//! The merchant's rules: what each does, and what always holds.

mod always;
mod beside;
mod places;

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
