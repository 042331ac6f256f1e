//! Every kind of bad input has a clear outcome: refused with a code, or counted with file, line and cause.

mod common;

use common::{Folder, fixture, inspect, pack_catalogue, pack_events, vitrine};

fn catalogue(name: &str) -> common::Run {
    pack_catalogue(&fixture(name), &[]).0
}

fn events(name: &str) -> common::Run {
    pack_events(&fixture(name), &[]).0
}

#[test]
fn files_that_hold_nothing() {
    catalogue("bad/empty.csv").refused("empty-file");
    catalogue("bad/only_header.csv").refused("no-rows");
    events("bad/empty.csv").refused("empty-file");
    let folder = Folder::new();
    let blank = folder.write("blank.csv", "\n \n\r\n");
    pack_catalogue(&blank, &[]).0.refused("empty-file");
    let missing = folder.path("nowhere.csv");
    pack_catalogue(&missing, &[]).0.refused("unreadable-file");
}

#[test]
fn a_missing_header_and_missing_columns_are_told_apart() {
    catalogue("bad/no_header.csv").refused("no-header");
    let run = catalogue("bad/missing_id.csv").refused("missing-column");
    assert!(
        run.err.contains("`category`, `price`") && run.err.contains("--map"),
        "{}",
        run.err
    );
    let run = events("bad/missing_session.csv").refused("missing-column");
    assert!(run.err.contains("session"), "{}", run.err);
    events("bad/missing_time.csv").refused("missing-column");
}

#[test]
fn ragged_rows_are_counted_and_the_rest_is_read() {
    let (run, folder) = pack_catalogue(&fixture("bad/ragged.csv"), &[]);
    run.fine().counts("ragged-row", 2, 3);
    assert_eq!(inspect(&folder)["items"], 2);
}

#[test]
fn an_unclosed_quote_costs_one_row_and_is_named_where_it_opened() {
    let (run, folder) = pack_catalogue(&fixture("bad/unclosed_quote.csv"), &[]);
    run.fine().counts("unclosed-quote", 1, 3);
    assert_eq!(inspect(&folder)["items"], 5);
    let (run, _) = pack_catalogue(&fixture("bad/stray_quote.csv"), &[]);
    run.fine().counts("stray-quote", 1, 2);
}

#[test]
fn an_unclosed_quote_in_a_long_file_does_not_swallow_it() {
    let folder = Folder::new();
    let mut text = "item_id,category\nfirst,\"shoes\n".to_owned();
    for item in 0..50_000 {
        text += &format!("i{item},c{}\n", item % 7);
    }
    let path = folder.write("long.csv", text);
    let (run, packed) = pack_catalogue(&path, &[]);
    run.fine().counts("unclosed-quote", 1, 2);
    assert_eq!(inspect(&packed)["items"], 50_000);
}

#[test]
fn strict_stops_at_the_first_bad_row() {
    let (run, folder) = pack_catalogue(&fixture("bad/ragged.csv"), &["--strict"]);
    let run = run.refused("ragged-row");
    assert!(run.err.contains("line 3"), "{}", run.err);
    assert!(!std::path::Path::new(&folder.path("shop.vtr")).exists());
    let (run, _) = pack_catalogue(&fixture("catalogue.csv"), &["--strict"]);
    run.fine();
}

#[test]
fn mixed_types_are_labels_and_odd_numbers_are_counted() {
    let (run, folder) = pack_catalogue(&fixture("bad/mixed.csv"), &[]);
    run.fine();
    let fields = inspect(&folder)["fields"].clone();
    assert_eq!(
        (&fields[0]["name"], &fields[0]["kind"]),
        (&"weight".into(), &"label".into())
    );
    // Named a number, its one word is left out of its item, and said.
    let (run, folder) = pack_catalogue(&fixture("bad/mixed.csv"), &["--map", "weight=number"]);
    run.fine().counts("odd-value", 1, 4);
    let fields = inspect(&folder)["fields"].clone();
    assert_eq!(
        (&fields[0]["kind"], &fields[0]["items"]),
        (&"number".into(), &3.into())
    );
}

#[test]
fn impossible_prices_are_bad_rows_unless_the_column_is_a_plain_number() {
    let (run, folder) = pack_catalogue(&fixture("bad/prices.csv"), &[]);
    run.fine()
        .counts("bad-number", 1, 6)
        .counts("negative-price", 1, 3)
        .counts("not-finite", 3, 4);
    assert_eq!(inspect(&folder)["items"], 1);
    let (run, folder) = pack_catalogue(&fixture("bad/prices.csv"), &["--map", "price=number"]);
    // Minus four is a number; infinite, cheap and 1e60 are not, and NaN means "none".
    run.fine().counts("odd-value", 3, 4);
    let view = inspect(&folder);
    assert_eq!(view["items"], 6);
    assert_eq!(view["fields"][1]["kind"], "number");
    assert_eq!(view["fields"][1]["numbers"]["least"], -4.0);
}

#[test]
fn times_that_have_not_come_or_are_none() {
    let (run, _) = pack_events(&fixture("bad/times.csv"), &[]);
    run.fine()
        .counts("no-time", 1, 8)
        .counts("bad-time", 2, 6)
        .counts("future-time", 2, 4);
}

#[test]
fn event_rows_without_what_they_need() {
    let (run, folder) = pack_events(&fixture("bad/events.csv"), &[]);
    run.fine()
        .counts("no-item-id", 1, 4)
        .counts("no-session-id", 1, 6)
        .counts("unknown-event", 2, 3)
        .counts("event-without-item", 1, 5);
    assert_eq!(inspect(&folder)["items"], 2);
    let (run, folder) = pack_events(
        &fixture("bad/events.csv"),
        &["--event-name", "teleport=view"],
    );
    run.fine().counts("unknown-event", 1, 7);
    assert_eq!(inspect(&folder)["items"], 3);
    let (run, _) = pack_events(
        &fixture("bad/events.csv"),
        &["--event-name", "teleport=fly"],
    );
    run.refused("bad-event-name");
}

#[test]
fn of_an_item_described_twice_the_last_row_counts() {
    let (run, folder) = pack_catalogue(&fixture("bad/duplicate.csv"), &[]);
    run.fine().counts("duplicate-item", 1, 4);
    let view = inspect(&folder);
    assert_eq!(view["items"], 2);
    assert_eq!(view["fields"][0]["top"][1]["value"], "boots");
}

#[test]
fn marks_line_ends_and_encodings() {
    let (run, folder) = pack_catalogue(&fixture("bad/bom_crlf.csv"), &["--strict"]);
    run.fine();
    let view = inspect(&folder);
    assert_eq!(
        (&view["items"], &view["fields"][0]["values"]),
        (&2.into(), &2.into())
    );
    let (run, folder) = pack_catalogue(&fixture("bad/latin1.csv"), &[]);
    run.fine().counts("not-utf-8", 1, 2);
    let top = inspect(&folder)["fields"][0]["top"].to_string();
    assert!(top.contains("café"), "{top}");
    let (run, _) = pack_catalogue(&fixture("bad/latin1.csv"), &["--strict"]);
    run.refused("not-utf-8");
    let folder = Folder::new();
    let mac = folder.write("mac.csv", "item_id,category\ra,shoes\rb,bags\r");
    let (run, packed) = pack_catalogue(&mac, &["--strict"]);
    run.fine();
    assert_eq!(inspect(&packed)["items"], 2);
    let utf16: Vec<u8> = b"\xff\xfe".iter().copied().chain(*b"i\0d\0").collect();
    let wide = folder.write("wide.csv", utf16);
    pack_catalogue(&wide, &[]).0.refused("unknown-format");
}

#[test]
fn strange_ids_survive_and_endless_ones_are_refused() {
    let folder = Folder::new();
    let long = "x".repeat(1 << 20);
    let path = folder.write(
        "ids.csv",
        format!("item_id,category\n\"a \"\"quoted\"\" id\",shoes\n\"two\nlines\",shoes\n👟,bags\n{long},bags\nlast,bags\n"),
    );
    let (run, packed) = pack_catalogue(&path, &[]);
    let run = run.fine().counts("id-too-long", 1, 6);
    assert!(run.out.len() < 10_000, "the id itself is not printed");
    let top = inspect(&packed)["popularity"][0]["top"].to_string();
    for id in ["a \\\"quoted\\\" id", "two\\nlines", "👟", "last"] {
        assert!(top.contains(id), "{id} in {top}");
    }
    let log = folder.write(
        "log.csv",
        format!("session_id,item_id,timestamp\ns,{long},1700000000\n{long},a,1700000001\ns,b,1700000002\n"),
    );
    pack_events(&log, &[]).0.fine().counts("id-too-long", 2, 2);
}

#[test]
fn ten_thousand_values_in_a_field_and_in_an_item() {
    let folder = Folder::new();
    let mut text = "item_id,brand,tags\n".to_owned();
    for item in 0..20_000 {
        text += &format!("i{item},b{},t{}|t{}\n", item % 10_000, item % 5, item % 3);
    }
    let many: Vec<String> = (0..10_000).map(|tag| format!("t{}", tag % 300)).collect();
    text += &format!("many,b1,{}\n", many.join("|"));
    let path = folder.write("many.csv", text);
    let (run, packed) = pack_catalogue(&path, &[]);
    run.fine().counts("too-many-values", 1, 20_002);
    let fields = inspect(&packed)["fields"].clone();
    assert_eq!(
        (&fields[0]["name"], &fields[0]["values"]),
        (&"brand".into(), &10_000.into())
    );
    assert_eq!(fields[1]["kind"], "tags");
}

#[test]
fn json_lines_and_formats_that_are_not_read() {
    let (run, folder) = pack_catalogue(&fixture("bad/broken.jsonl"), &[]);
    run.fine().counts("bad-json", 2, 2);
    assert_eq!(inspect(&folder)["items"], 2);
    let run = catalogue("bad/array.json").refused("unknown-format");
    assert!(run.err.contains("one object a line"), "{}", run.err);
    let folder = Folder::new();
    let zip = folder.write("sheet.xlsx", b"PK\x03\x04rest");
    pack_catalogue(&zip, &[]).0.refused("unknown-format");
    let parquet = folder.write("cut.parquet", b"PAR1cut short");
    pack_catalogue(&parquet, &[]).0.refused("bad-parquet");
    // A download that broke off.
    let whole = std::fs::read(common::bundled().join("items.csv.gz")).unwrap();
    let cut = folder.write("cut.csv.gz", &whole[..whole.len() / 2]);
    pack_catalogue(&cut, &[]).0.refused("unreadable-file");
}

#[test]
fn options_that_cannot_be_meant() {
    let path = fixture("catalogue.csv");
    pack_catalogue(&path, &["--map", "brnd=label"])
        .0
        .refused("unknown-column");
    pack_catalogue(&path, &["--map", "brand"])
        .0
        .refused("bad-map");
    pack_catalogue(&path, &["--skip", "colur"])
        .0
        .refused("unknown-column");
    let nothing = vitrine(&["pack", "--out", "x.vtr"]);
    assert_eq!(nothing.status, Some(2), "{}", nothing.err);
    let nowhere = vitrine(&[
        "pack",
        "--catalogue",
        &path,
        "--out",
        "no/such/folder/x.vtr",
    ]);
    nowhere.refused("unwritable-file");
}
