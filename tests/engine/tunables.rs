//! The page of signals and dials says what the code does: every one of them, with its name, default, range and reason.

use vitrine::pack::{SignalCode, Tunable};

const PAGE: &str = include_str!("../../docs/tunables.md");

/// The cells of the rows of the table below a heading.
fn rows(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, below) = PAGE.split_once(heading).expect("a heading of the page");
    let table = below.lines().skip_while(|line| !line.starts_with('|'));
    table
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

/// The numbers of a cell: `3`, `7, 8` or `14 to 17`.
fn numbers(cell: &str) -> Vec<u8> {
    let number = |text: &str| text.trim().parse::<u8>().expect("a number");
    match cell.split_once(" to ") {
        Some((first, last)) => (number(first)..=number(last)).collect(),
        None => cell.split(',').map(number).collect(),
    }
}

/// What stands between backticks.
fn names(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// A value as people write it: `86,400`, `3.2·10⁸`; what follows it in the cell does not count.
fn value(text: &str) -> f32 {
    let text = text.split([';', '(']).next().unwrap_or_default().trim();
    let text = text.replace(',', "").replace("·10⁸", "e8");
    text.parse().expect("a value")
}

#[test]
fn every_dial_stands_on_its_page_with_its_default_and_range() {
    let mut told = Vec::new();
    for row in rows("## Dials") {
        let [number, name, default, range, _] = row[..] else {
            panic!("not five cells: {row:?}");
        };
        let (least, most) = range.split_once(" to ").expect("a range");
        let (numbers, names) = (numbers(number), names(name));
        assert_eq!(numbers.len(), names.len(), "{row:?}");
        for (number, name) in numbers.into_iter().zip(names) {
            told.push((number, name, value(default), (value(least), value(most))));
        }
    }
    let coded = Tunable::ALL.map(|dial| (dial as u8, dial.name(), dial.default(), dial.range()));
    assert_eq!(told, coded);
}

#[test]
fn every_signal_stands_on_its_page_with_its_reason() {
    let mut told = Vec::new();
    for row in rows("## Signals") {
        let [number, _, _, _, reason] = row[..] else {
            panic!("not five cells: {row:?}");
        };
        let reasons = names(reason);
        for (at, number) in numbers(number).into_iter().enumerate() {
            // Of several signals in one row each has its own reason, or all have the same.
            told.push((number, *reasons.get(at).unwrap_or(&reasons[0])));
        }
    }
    let coded: Vec<(u8, &str)> = SignalCode::ALL
        .into_iter()
        .map(|code| (code as u8, code.reason()))
        .collect();
    assert_eq!(told, coded);
}
