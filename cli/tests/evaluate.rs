//! `vitrine evaluate` and `vitrine pack` on small made-up shops: earlier days, cold items, shown lists, baskets.

mod common;

use std::fmt::Write as _;

use common::{Folder, vitrine};
use serde_json::Value;

/// Runs an evaluation and reads its figures.
fn evaluate(folder: &Folder, arguments: &[&str]) -> Value {
    let json = folder.path("figures.json");
    let pack = folder.path("shop.vtr");
    let mut all = vec!["evaluate", "--pack", &pack, "--json", &json];
    all.extend_from_slice(arguments);
    vitrine(&all).fine();
    serde_json::from_str(&std::fs::read_to_string(&json).expect("figures")).expect("JSON")
}

/// A figure of a ranker in a group.
#[track_caller]
fn figure(report: &Value, group: &str, ranker: &str, metric: &str) -> f64 {
    let find = |list: &Value, name: &str| {
        let mut found = list.as_array().expect("a list").iter();
        found
            .find(|entry| entry["name"] == name)
            .cloned()
            .unwrap_or_else(|| panic!("no {name} in {list}"))
    };
    let ranker = find(&find(&report["groups"], group)["rankers"], ranker);
    ranker["figures"][metric]["value"]
        .as_f64()
        .expect("a number")
}

/// Sessions of three items out of 40, by a fixed sequence of pseudo-random numbers.
fn log(sessions: u32, start: u32) -> String {
    let mut text = "session_id,item_id,timestamp\n".to_owned();
    let mut state = 7_u32;
    for session in 0..sessions {
        for step in 0..3 {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            let time = start + session * 60 + step;
            _ = writeln!(text, "s{start}-{session},i{},{time}", (state >> 16) % 40);
        }
    }
    text
}

#[test]
fn what_the_shopper_did_on_an_earlier_day_is_heard_and_pays() {
    let folder = Folder::new();
    let train = folder.write("train.csv", log(300, 1_700_000_000));
    let out = folder.path("shop.vtr");
    vitrine(&["pack", "--events", &train, "--out", &out]).fine();
    let mut test = "session_id,item_id,timestamp\n".to_owned();
    let mut history = test.clone();
    let mut both = "session_id,user_id,item_id,timestamp\n".to_owned();
    for session in 0..60 {
        let time = 1_700_200_000 + session * 60;
        let (first, next) = (session % 40, (session * 7 + 5) % 40);
        _ = writeln!(
            test,
            "t{session},i{first},{time}\nt{session},i{next},{}",
            time + 9
        );
        _ = writeln!(history, "t{session},i{next},{}", time - 90_000);
        _ = writeln!(both, "e{session},u{session},i{next},{}", time - 90_000);
        _ = writeln!(both, "t{session},u{session},i{first},{time}");
        _ = writeln!(both, "t{session},u{session},i{next},{}", time + 9);
        // What comes later than the session must not be heard.
        _ = writeln!(history, "t{session},i{},{}", (next + 1) % 40, time + 5);
    }
    let (test, history) = (
        folder.write("test.csv", test),
        folder.write("history.csv", history),
    );
    let report = evaluate(
        &folder,
        &[
            "--sessions",
            &test,
            "--history",
            &history,
            "--task",
            "next-item",
        ],
    );
    let group = "whole catalogue";
    let with = figure(&report, group, "vitrine", "MRR@20");
    let without = figure(&report, group, "vitrine, no history", "MRR@20");
    assert!(with > without + 0.2, "{with} with, {without} without");
    let known = figure(
        &report,
        "whole catalogue, shoppers with a history",
        "vitrine",
        "MRR@20",
    );
    assert_eq!(known, with);

    // The same by a user column, without a file.
    let both = folder.write("both.csv", both);
    let report = evaluate(&folder, &["--sessions", &both, "--task", "next-item"]);
    let known = "whole catalogue, shoppers with a history";
    assert_eq!(figure(&report, known, "vitrine", "MRR@20"), with);
}

#[test]
fn a_pack_learns_what_the_past_counts_from_its_own_history_file() {
    let folder = Folder::new();
    let mut train = "session_id,item_id,timestamp\n".to_owned();
    let mut history = train.clone();
    let mut state = 3_u32;
    let mut random = |end: u32| {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        (state >> 16) % end
    };
    for session in 0..900 {
        let time = 1_700_000_000 + session * 60;
        let (first, next) = (random(40), random(40));
        _ = writeln!(
            train,
            "t{session},i{first},{time}\nt{session},i{next},{}",
            time + 9
        );
        _ = writeln!(history, "t{session},i{next},{}", time - 90_000);
    }
    // A session that is not in the log teaches nothing and is no fault.
    _ = writeln!(history, "unknown,i1,1700000000");
    let (train, history) = (
        folder.write("train.csv", train),
        folder.write("history.csv", history),
    );
    let out = folder.path("shop.vtr");
    let run = vitrine(&[
        "pack",
        "--events",
        &train,
        "--history",
        &history,
        "--out",
        &out,
    ])
    .fine();
    assert!(
        run.out
            .contains("rehearsed sessions are by shoppers of whom earlier events are known"),
        "{}",
        run.out
    );
    let record = std::fs::read_to_string(folder.path("shop.vtr.build.json")).expect("a record");
    let record: Value = serde_json::from_str(&record).expect("JSON");
    assert!(
        record["history"]["path"]
            .as_str()
            .expect("a path")
            .ends_with("history.csv")
    );
}

/// Lists of eight cards, shuffled; shoppers look at one card, then mostly choose it, else a cheap one.
fn shown(sessions: u32, start: u32) -> (String, String) {
    let mut events = "session_id,item_id,timestamp,event\n".to_owned();
    let mut lists = "session_id,timestamp,shown_items,prices,chosen\n".to_owned();
    let mut state = start;
    let mut random = move |end: u32| {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        (state >> 16) % end
    };
    for session in 0..sessions {
        let time = start + session * 120;
        let mut items: Vec<u32> = (0..30).collect();
        for last in (1..30).rev() {
            items.swap(last as usize, random(last + 1) as usize);
        }
        items.truncate(8);
        let prices: Vec<u32> = items.iter().map(|_| 10 + random(90)).collect();
        let cheapest = (0..8).min_by_key(|&place| prices[place]).expect("eight");
        let looked = random(8) as usize;
        let chosen = if random(10) < 6 { looked } else { cheapest };
        let id = format!("{start}-{session}");
        _ = writeln!(events, "{id},i{},{time},view", items[looked]);
        _ = writeln!(events, "{id},i{},{},click", items[chosen], time + 20);
        let join = |parts: Vec<String>| parts.join("|");
        let ids = join(items.iter().map(|item| format!("i{item}")).collect());
        let shown = join(prices.iter().map(u32::to_string).collect());
        _ = writeln!(lists, "{id},{},{ids},{shown},i{}", time + 20, items[chosen]);
    }
    (events, lists)
}

#[test]
fn weights_of_a_list_are_learned_from_lists_really_shown() {
    let folder = Folder::new();
    let (first, middle) = (1_700_000_000, 1_700_200_000);
    let (train, shown_first) = shown(800, first);
    let (test, shown_then) = shown(200, middle);
    let rows = |text: &str| text.split_once('\n').expect("a header").1.to_owned();
    let events = folder.write("events.csv", train + &rows(&test));
    // The log need not have the session: then nothing is known of the shopper.
    let alone = format!("alone,{},i1|i2,5|6,i2\n", middle + 50);
    let lists = folder.write("lists.csv", shown_first + &rows(&shown_then) + &alone);
    let out = folder.path("shop.vtr");
    let (until, since) = (middle.to_string(), middle.to_string());
    let run = vitrine(&[
        "pack",
        "--events",
        &events,
        "--impressions",
        &lists,
        "--until",
        &until,
        "--out",
        &out,
    ])
    .fine();
    assert!(
        run.out.contains("learned from 800 lists really shown"),
        "{}",
        run.out
    );
    assert!(run.out.contains("[later]"), "{}", run.out);
    let arguments = [
        "--sessions",
        &events,
        "--impressions",
        &lists,
        "--since",
        &since,
        "--task",
        "shown-lists",
    ];
    let report = evaluate(&folder, &arguments);
    let of = |group: &str, ranker: &str| figure(&report, group, ranker, "MRR");
    let group = "lists really shown";
    let touched = of(group, "last touched first");
    assert!(touched > of(group, "merchant order") + 0.2);
    // Only prices tell who is second.
    assert!(
        of(group, "vitrine") > touched + 0.05,
        "{} {touched}",
        of(group, "vitrine")
    );
    assert!(of("lists really shown, debiased by place", "vitrine") > 0.5);
    let asked = report["groups"][0]["steps"].as_u64();
    assert_eq!(asked, Some(201));

    // Shuffled, nothing is left to find.
    let mut shuffled = arguments.to_vec();
    shuffled.push("--shuffled");
    let report = evaluate(&folder, &shuffled);
    let lift =
        figure(&report, group, "vitrine", "MRR") - figure(&report, group, "merchant order", "MRR");
    assert!(lift < 0.06, "{lift}");
}

#[test]
fn a_list_that_does_not_show_what_was_chosen_is_a_bad_row() {
    let folder = Folder::new();
    let events = folder.write("events.csv", log(50, 1_700_000_000));
    let lists = "session_id,timestamp,impressions,clicked_item\n\
                 s1700000000-1,1700000061,i1|i2,i9\n\
                 s1700000000-1,1700000062,\"[\"\"i1\"\",\"\"i2\"\"]\",i2\n\
                 s1700000000-2,1700000121,,i2\n";
    let lists = folder.write("lists.csv", lists);
    let out = folder.path("shop.vtr");
    let run = vitrine(&[
        "pack",
        "--events",
        &events,
        "--impressions",
        &lists,
        "--out",
        &out,
    ])
    .fine();
    run.counts("chosen-not-shown", 1, 2)
        .counts("no-item-id", 1, 4);
    let lacking = folder.write(
        "lacking.csv",
        "session_id,timestamp,clicked_item\ns,1700000061,i9\n",
    );
    vitrine(&[
        "pack",
        "--events",
        &events,
        "--impressions",
        &lacking,
        "--out",
        &out,
    ])
    .refused("missing-column");
    let early = [
        "pack",
        "--events",
        &events,
        "--impressions",
        &lists,
        "--until",
        "2001-01-01",
    ];
    let mut early = early.to_vec();
    early.extend(["--out", out.as_str()]);
    vitrine(&early).refused("no-good-rows");
    early[6] = "soon";
    vitrine(&early).refused("bad-moment");
}

#[test]
fn items_that_had_no_event_in_training_are_reported_apart() {
    let folder = Folder::new();
    let mut items = "item_id,category\n".to_owned();
    for item in 0..60 {
        _ = writeln!(items, "i{item},c{}", item % 6);
    }
    let items = folder.write("items.csv", items);
    let train = log(300, 1_700_000_000);
    let mut all = train.clone();
    for session in 0..40 {
        let (known, new) = (session % 40, 40 + (session % 40) % 6 + 6 * (session % 3));
        let time = 1_700_100_000 + session * 60;
        _ = writeln!(
            all,
            "n{session},i{known},{time}\nn{session},i{new},{}",
            time + 9
        );
    }
    let (train, all) = (
        folder.write("train.csv", train),
        folder.write("all.csv", all),
    );
    let out = folder.path("shop.vtr");
    vitrine(&[
        "pack",
        "--catalogue",
        &items,
        "--events",
        &train,
        "--out",
        &out,
    ])
    .fine();
    let report = evaluate(
        &folder,
        &[
            "--sessions",
            &all,
            "--since",
            "training",
            "--task",
            "next-item",
        ],
    );
    let groups = report["groups"].as_array().expect("groups");
    assert_eq!(groups[0]["steps"], 40);
    assert_eq!(
        groups[1]["name"],
        "whole catalogue, next items unseen in training"
    );
    assert_eq!(groups[1]["steps"], 40);
}

#[test]
fn half_a_basket_tells_the_other_half() {
    let folder = Folder::new();
    // Baskets of four out of ten families of four; everybody buys a family.
    let baskets = |count: u32, start: u32| {
        let mut text = "basket_id,item_id,timestamp,quantity\n".to_owned();
        for basket in 0..count {
            for item in 0..4 {
                let item = (basket * 7 % 10) * 4 + item;
                _ = writeln!(text, "b{start}-{basket},i{item},{},1", start + basket * 600);
            }
        }
        text
    };
    let train = folder.write("train.csv", baskets(400, 1_700_000_000));
    let test = folder.write("test.csv", baskets(50, 1_710_000_000));
    let out = folder.path("shop.vtr");
    vitrine(&["pack", "--events", &train, "--out", &out]).fine();
    let report = evaluate(
        &folder,
        &["--sessions", &test, "--task", "basket", "--limit", "30"],
    );
    let group = "the other half of the basket";
    assert_eq!(report["groups"][0]["sessions"], 30);
    assert_eq!(report["groups"][0]["steps"], 60);
    assert!(figure(&report, group, "vitrine", "recall@20") > 0.95);
    let lift = figure(&report, group, "vitrine", "NDCG@10")
        - figure(&report, group, "popularity", "NDCG@10");
    assert!(lift > 0.5, "{lift}");
    let variety = &report["groups"][0]["variety"];
    assert!(
        variety["first_ten"].as_f64().expect("a share") > 0.2,
        "{variety}"
    );
    assert!(variety["turned"].is_null());
}
