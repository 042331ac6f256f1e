//! What holds whatever the rules are.

use super::*;

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
