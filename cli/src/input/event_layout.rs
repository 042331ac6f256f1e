//! Settles what each column of an event log is for.

use std::collections::BTreeSet;

use crate::failure::Failure;

use super::columns::{Kind, Mapping, Role, Table, role};
use super::kind::EventKind;
use super::number::number;
use super::report::RowReport;
use super::rows::{Cell, Row};
use super::time::{TimeStyle, parse, style, time_of_day_ms};

/// What the rows of one visit have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionBy {
    /// A session id.
    Session,
    /// An order's or basket's id.
    Order,
    /// The shopper, and pauses of at most half an hour.
    User,
}

/// The columns of one log.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The item.
    pub item: usize,
    /// The session, order or shopper that makes a visit.
    pub visitor: usize,
    /// Which of them.
    pub session_by: SessionBy,
    /// The shopper, besides.
    pub user: Option<usize>,
    /// The time, or the date.
    pub time: usize,
    /// How it is written.
    pub time_style: TimeStyle,
    /// The time of day, if it stands apart.
    pub time_of_day: Option<usize>,
    /// The event type.
    pub event: Option<usize>,
    /// What rows are where there is no event type.
    pub default_kind: EventKind,
    /// The price.
    pub price: Option<usize>,
    /// The number of pieces.
    pub quantity: Option<usize>,
    /// Columns that may describe the item.
    pub described: Vec<usize>,
}

impl Layout {
    /// Settles the roles of `columns` by their names, by `mapping`, and by the values of `sample`.
    ///
    /// # Errors
    /// When there is no header, or a column that a log needs is missing; the message names the columns found.
    pub fn settle(
        path: &str,
        columns: &[String],
        sample: &[Row],
        mapping: &Mapping,
        report: &RowReport,
    ) -> Result<Self, Failure> {
        let roles = Roles::of(columns, mapping);
        let Some(item) = roles.first(&Role::Item) else {
            return Err(missing(path, columns, "an item id", "item"));
        };
        if sample.is_empty() {
            return Err(super::events::no_rows(path, report));
        }
        let user = roles.first(&Role::User);
        let (visitor, session_by) = if let Some(session) = roles.first(&Role::Session) {
            (session, SessionBy::Session)
        } else {
            let order = roles
                .first(&Role::Order)
                .filter(|order| user.is_none() || filled(sample, *order) >= 0.99);
            match (order, user) {
                (Some(order), _) => (order, SessionBy::Order),
                (None, Some(user)) => (user, SessionBy::User),
                (None, None) => {
                    return Err(missing(
                        path,
                        columns,
                        "a session id (or a shopper's id, to make sessions of)",
                        "session",
                    ));
                }
            }
        };
        let (time, time_style) = settle_time(path, columns, sample, &roles)?;
        let time_of_day = settle_time_of_day(columns, sample, mapping, time, time_style);
        let event = roles.first(&Role::Event);
        let price = roles.first(&Role::Price).filter(
            |c| !matches!(mapping.of(&columns[*c]), Some(m) if m.kind == Some(Kind::Number)),
        );
        let quantity = roles.first(&Role::Quantity).filter(|c| {
            sample
                .iter()
                .filter_map(|r| r.text(Some(*c)))
                .all(|t| number(t).is_some())
        });
        let default_kind = if session_by == SessionBy::Order || quantity.is_some() {
            EventKind::Purchase
        } else {
            EventKind::View
        };
        let taken: BTreeSet<usize> = [
            Some(item),
            Some(visitor),
            user,
            Some(time),
            time_of_day,
            event,
            price,
            quantity,
        ]
        .into_iter()
        .flatten()
        .collect();
        let described = (0..columns.len())
            .filter(|c| !taken.contains(c) && !mapping.skips(&columns[*c]) && roles.describes(*c))
            .collect();
        Ok(Self {
            item,
            visitor,
            session_by,
            user: user.filter(|_| session_by != SessionBy::User),
            time,
            time_style,
            time_of_day,
            event,
            default_kind,
            price,
            quantity,
            described,
        })
    }

    /// What was settled, in plain words.
    pub fn words(&self, columns: &[String]) -> String {
        let mut words = format!("items by `{}`", columns[self.item]);
        let visitor = &columns[self.visitor];
        words += &match self.session_by {
            SessionBy::Session => format!(", sessions by `{visitor}`"),
            SessionBy::Order => format!(", each `{visitor}` a session"),
            SessionBy::User => {
                format!(
                    ", no session column: sessions made of `{visitor}`, parted by pauses of 30 minutes"
                )
            }
        };
        if let Some(user) = self.user {
            words += &format!(", shoppers by `{}`", columns[user]);
        }
        words += &format!(
            ", time in `{}` ({})",
            columns[self.time],
            self.time_style.words()
        );
        if let Some(time) = self.time_of_day {
            words += &format!(" and `{}`", columns[time]);
        }
        match self.event {
            Some(event) => words += &format!(", event type in `{}`", columns[event]),
            None => words += &format!(", no event type: every row a {}", self.default_kind.name()),
        }
        if let Some(price) = self.price {
            words += &format!(", price in `{}`", columns[price]);
        }
        words
    }
}

/// The role and rank of each column.
struct Roles(Vec<(Role, usize, bool)>);

impl Roles {
    fn of(columns: &[String], mapping: &Mapping) -> Self {
        Self(
            columns
                .iter()
                .map(|column| {
                    if let Some(mapped) = mapping.of(column).and_then(|m| m.role.clone()) {
                        return (mapped, 0, true);
                    }
                    if mapping.skips(column) {
                        return (Role::Aside, 0, false);
                    }
                    let (role, rank) = role(column, Table::Events);
                    (role, rank, false)
                })
                .collect(),
        )
    }

    /// Columns of a role: mapped ones first, then the likelier names, then as they stand.
    fn all(&self, wanted: &Role) -> Vec<usize> {
        let mut found: Vec<usize> = (0..self.0.len())
            .filter(|c| self.0[*c].0 == *wanted)
            .collect();
        found.sort_by_key(|c| (!self.0[*c].2, self.0[*c].1));
        found
    }

    fn first(&self, wanted: &Role) -> Option<usize> {
        self.all(wanted).into_iter().next()
    }

    fn describes(&self, column: usize) -> bool {
        matches!(
            self.0[column].0,
            Role::Name | Role::Category | Role::Attribute(_) | Role::Other | Role::Price
        )
    }
}

fn filled(sample: &[Row], column: usize) -> f64 {
    let full = sample
        .iter()
        .filter(|row| *row.cell(column) != Cell::Empty)
        .count();
    full as f64 / sample.len().max(1) as f64
}

fn settle_time(
    path: &str,
    columns: &[String],
    sample: &[Row],
    roles: &Roles,
) -> Result<(usize, TimeStyle), Failure> {
    let candidates = roles.all(&Role::Time);
    let Some(first) = candidates.first() else {
        return Err(missing(path, columns, "a time", "time"));
    };
    for &column in &candidates {
        let values = sample.iter().filter_map(|row| row.text(Some(column)));
        if let Some(style) = style(values) {
            return Ok((column, style));
        }
    }
    let example = sample
        .iter()
        .find_map(|row| row.text(Some(*first)))
        .unwrap_or("(empty)");
    Err(Failure::new(
        "no-time-column",
        format!(
            "{path}: column `{}` holds no times that can be read (such as {}); write unix seconds or RFC 3339, \
             or name another column with --map COLUMN=time.",
            columns[*first],
            super::report::shorten(example)
        ),
    ))
}

/// A column of times of day, where `time` holds dates only.
fn settle_time_of_day(
    columns: &[String],
    sample: &[Row],
    mapping: &Mapping,
    time: usize,
    style: TimeStyle,
) -> Option<usize> {
    if !matches!(style, TimeStyle::Text | TimeStyle::CompactDate) {
        return None;
    }
    let dates_only = sample
        .iter()
        .filter_map(|row| row.text(Some(time)))
        .filter_map(|text| parse(text, style, i64::MAX / 2).ok())
        .all(|ms| ms % 86_400_000 == 0);
    if !dates_only {
        return None;
    }
    (0..columns.len()).find(|&column| {
        column != time
            && !mapping.skips(&columns[column])
            && matches!(
                role(&columns[column], Table::Events).0,
                Role::Time | Role::TimeOfDay
            )
            && sample
                .iter()
                .filter(|row| {
                    row.text(Some(column))
                        .is_some_and(|t| time_of_day_ms(t).is_some())
                })
                .count()
                * 10
                >= sample.len() * 9
    })
}

/// The refusal of a file without a column that it needs; a first line of data is told from a header.
pub(super) fn missing(path: &str, columns: &[String], what: &str, role_name: &str) -> Failure {
    let data_like = columns
        .iter()
        .filter(|name| number(name).is_some() || style([name.as_str()].into_iter()).is_some())
        .count();
    let shown: Vec<String> = columns
        .iter()
        .take(30)
        .map(|name| format!("`{}`", super::report::shorten(name)))
        .collect();
    let shown = shown.join(", ");
    if data_like > 0 {
        Failure::new(
            "no-header",
            format!(
                "{path} seems to have no header: its first line is {shown}. Put a line with the columns' names first."
            ),
        )
    } else {
        Failure::new(
            "missing-column",
            format!(
                "{path} has no column with {what}. Its columns are {shown}; say which it is with --map COLUMN={role_name}."
            ),
        )
    }
}
