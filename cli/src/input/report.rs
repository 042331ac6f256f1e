//! What was wrong with a file's rows: counted by cause, with the first few examples, nothing lost.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::failure::Failure;

/// How many examples of one cause are kept.
const EXAMPLES: usize = 3;
/// Longest example text, in characters.
const EXAMPLE_CHARS: usize = 120;

/// Why a row was refused, or what was done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    // Refused rows.
    /// More or fewer cells than the header.
    Ragged,
    /// A quote that opens and never closes.
    UnclosedQuote,
    /// Text after a closing quote.
    StrayQuote,
    /// A line longer than a record may be.
    LongLine,
    /// Not a JSON object.
    BadJson,
    /// No item id.
    NoItem,
    /// An item id longer than the format takes.
    LongId,
    /// No session id.
    NoSession,
    /// No time.
    NoTime,
    /// Not a time in the column's way of writing.
    BadTime,
    /// A time that has not come yet.
    FutureTime,
    /// An event type that is not known.
    UnknownEvent,
    /// Not a number where one belongs.
    BadNumber,
    /// A price below zero.
    NegativePrice,
    /// A list of which something was chosen that it does not show.
    NotShown,
    /// An entry of a feed that is broken, or no product.
    BadEntry,
    /// A price in another currency than the pack's.
    OtherCurrency,
    /// A price, or a number, that is infinite or not a number.
    NotFinite,
    // Rows that were kept, or left aside for a reason that is no error.
    /// An item described twice.
    DuplicateItem,
    /// A value longer than the format takes.
    LongValue,
    /// A value that does not fit the kind of its column.
    OddValue,
    /// More values of one field than the format takes in one item.
    ManyValues,
    /// Bytes that are not UTF-8, read as Windows-1252.
    NotUtf8,
    /// An entry in another language than the pack's.
    OtherLanguage,
    /// A draft, or a product that was taken off the shelf.
    NotForSale,
    /// A variant whose product the file does not have.
    LostVariant,
    /// An event about no item.
    WithoutItem,
    /// An event type that the caller asked to leave out.
    IgnoredEvent,
    /// Later than the caller asked for.
    Later,
    /// A negative quantity in an order log: goods sent back.
    SentBack,
    /// A column that a JSON file shows for the first time after its first rows.
    LateColumn,
    /// Two columns of one name.
    DuplicateColumn,
}

impl Cause {
    /// A stable code for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ragged => "ragged-row",
            Self::UnclosedQuote => "unclosed-quote",
            Self::StrayQuote => "stray-quote",
            Self::LongLine => "line-too-long",
            Self::BadJson => "bad-json",
            Self::NoItem => "no-item-id",
            Self::LongId => "id-too-long",
            Self::NoSession => "no-session-id",
            Self::NoTime => "no-time",
            Self::BadTime => "bad-time",
            Self::FutureTime => "future-time",
            Self::UnknownEvent => "unknown-event",
            Self::BadNumber => "bad-number",
            Self::NegativePrice => "negative-price",
            Self::NotShown => "chosen-not-shown",
            Self::BadEntry => "bad-entry",
            Self::OtherCurrency => "other-currency",
            Self::OtherLanguage => "other-language",
            Self::NotForSale => "not-for-sale",
            Self::LostVariant => "variant-without-product",
            Self::NotFinite => "not-finite",
            Self::DuplicateItem => "duplicate-item",
            Self::LongValue => "value-too-long",
            Self::OddValue => "odd-value",
            Self::ManyValues => "too-many-values",
            Self::NotUtf8 => "not-utf-8",
            Self::WithoutItem => "event-without-item",
            Self::IgnoredEvent => "ignored-event",
            Self::Later => "later",
            Self::SentBack => "negative-quantity",
            Self::LateColumn => "late-column",
            Self::DuplicateColumn => "duplicate-column",
        }
    }

    /// Plain words for the summary.
    fn words(self) -> &'static str {
        match self {
            Self::Ragged => "another number of cells than the header",
            Self::UnclosedQuote => {
                "a quote that never closes (the row is left out, the next line is read again)"
            }
            Self::StrayQuote => "text after a closing quote; write a quote inside quotes twice",
            Self::LongLine => "a record of more than 16 MiB",
            Self::BadJson => "not a JSON object on one line",
            Self::NoItem => "no item id",
            Self::LongId => "an id of more than 1,024 bytes",
            Self::NoSession => "no session id",
            Self::NoTime => "no time",
            Self::BadTime => "not a time as the rest of the column writes it",
            Self::FutureTime => "a time that has not come yet",
            Self::UnknownEvent => {
                "an event type that is not known; name it with --event-name WORD=view (or =ignore)"
            }
            Self::BadNumber => "no number where one belongs",
            Self::NegativePrice => {
                "a price below zero; if the column is no price, say --map COLUMN=number"
            }
            Self::NotShown => "lists whose chosen item is not among the items shown",
            Self::BadEntry => "an entry that is broken, or no product",
            Self::OtherCurrency => {
                "a price in another currency than most; choose one with --currency"
            }
            Self::OtherLanguage => {
                "entries in another language than most, left aside; choose one with --language"
            }
            Self::NotForSale => "drafts and hidden products, left aside",
            Self::LostVariant => {
                "variants whose product is not in the file, read as its only trace"
            }
            Self::NotFinite => "a number that is infinite or not a number",
            Self::DuplicateItem => "items described more than once (the last row counts)",
            Self::LongValue => "values of more than 1,024 bytes, left out of their items",
            Self::OddValue => {
                "values that are no numbers in a column of numbers, left out of their items"
            }
            Self::ManyValues => {
                "items with more than 255 tags or 8 path steps in one field, cut there"
            }
            Self::NotUtf8 => "text that is not UTF-8, read as Windows-1252",
            Self::WithoutItem => "events about no item (searches and the like), left aside",
            Self::IgnoredEvent => "events left out as asked",
            Self::Later => "of the moment --until names, or later: left aside",
            Self::SentBack => "orders of a negative quantity, read as returns",
            Self::LateColumn => "columns that first appear late in the file, not read",
            Self::DuplicateColumn => "columns of the same name, numbered",
        }
    }

    /// Whether a row of this cause is left out as faulty.
    pub fn refuses(self) -> bool {
        self <= Self::NotFinite
    }
}

/// One example: where, and what stood there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Line in the file, from 1; the row's number for Parquet.
    pub line: u64,
    /// What stood there, shortened.
    pub detail: String,
}

/// All rows of one cause.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Group {
    /// How many.
    pub count: u64,
    /// The first few.
    pub examples: Vec<Example>,
}

/// The account of one file: each row is either read, or counted here.
#[derive(Debug, Clone, Default)]
pub struct RowReport {
    /// The file, as it was named.
    pub file: String,
    /// What the file holds: "rows", or "lines" of JSON.
    pub rows: u64,
    /// Whether places are numbers of entries, not lines: where a file has no lines worth counting.
    pub by_entry: bool,
    strict: bool,
    groups: BTreeMap<Cause, Group>,
}

impl RowReport {
    /// An empty account of `file`; a strict one refuses the file at its first bad row.
    pub fn new(file: &str, strict: bool) -> Self {
        Self {
            file: file.to_owned(),
            strict,
            ..Self::default()
        }
    }

    /// Counts a row that is left out or was changed. Values are shortened; `line` counts from 1.
    ///
    /// # Errors
    /// In a strict account, for causes that [refuse](Cause::refuses) a row and for text that is not UTF-8.
    pub fn note(&mut self, cause: Cause, line: u64, detail: &str) -> Result<(), Failure> {
        if self.strict && (cause.refuses() || cause == Cause::NotUtf8) {
            return Err(Failure::new(
                cause.code(),
                format!(
                    "{} {} {line}: {}: {}",
                    self.file,
                    self.unit(),
                    cause.words(),
                    shorten(detail)
                ),
            ));
        }
        let group = self.groups.entry(cause).or_default();
        group.count += 1;
        if group.examples.len() < EXAMPLES {
            group.examples.push(Example {
                line,
                detail: shorten(detail),
            });
        }
        Ok(())
    }

    fn unit(&self) -> &'static str {
        if self.by_entry { "entry" } else { "line" }
    }

    /// Number of rows left out as faulty.
    pub fn refused(&self) -> u64 {
        self.groups
            .iter()
            .filter(|(cause, _)| cause.refuses())
            .map(|(_, group)| group.count)
            .sum()
    }

    /// Groups by cause, refusals first.
    pub fn groups(&self) -> impl Iterator<Item = (Cause, &Group)> {
        self.groups.iter().map(|(cause, group)| (*cause, group))
    }
}

impl fmt::Display for RowReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused = self.refused();
        write!(f, "{}: {} rows", self.file, grouped(self.rows))?;
        if refused == 0 {
            writeln!(f, ", none bad")?;
        } else {
            writeln!(f, ", {} bad and left out", grouped(refused))?;
        }
        for (cause, group) in self.groups() {
            writeln!(
                f,
                "  {:>8}  {} [{}]",
                grouped(group.count),
                cause.words(),
                cause.code()
            )?;
            for example in &group.examples {
                let (unit, line) = (self.unit(), example.line);
                writeln!(f, "            {unit} {line}: {}", example.detail)?;
            }
        }
        Ok(())
    }
}

/// A count with its thousands apart: 12,345.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A value as an example shows it: one line, not endless, control characters escaped.
pub fn shorten(text: &str) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if at == EXAMPLE_CHARS {
            out.push('…');
            break;
        }
        if c.is_control() {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_everything_and_shows_the_first_few() {
        let mut report = RowReport::new("a.csv", false);
        for line in 2..7 {
            report.note(Cause::Ragged, line, "3 cells").unwrap();
        }
        report.note(Cause::DuplicateItem, 9, "x\ny").unwrap();
        assert_eq!(report.refused(), 5);
        let text = report.to_string();
        assert!(text.contains("line 4: 3 cells"), "{text}");
        assert!(!text.contains("line 5"), "{text}");
        assert!(text.contains("x\\ny"), "{text}");
    }

    #[test]
    fn strict_stops_at_the_first_bad_row_but_not_at_a_note() {
        let mut report = RowReport::new("a.csv", true);
        report.note(Cause::DuplicateItem, 3, "7").unwrap();
        let failure = report.note(Cause::NegativePrice, 4, "-1").unwrap_err();
        assert_eq!(failure.code, "negative-price");
        assert!(failure.message.starts_with("a.csv line 4"));
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
