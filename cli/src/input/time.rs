//! Times as shops write them: unix seconds, milli-, micro- or nanoseconds, dates, RFC 3339.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// 2100-01-01 in milliseconds: nothing later is taken for a time.
const LATEST_MS: i64 = 4_102_444_800_000;
const DAY_MS: i64 = 86_400_000;

/// How a column writes its times. Settled once for a column, from its first rows, so that a stray
/// number of another size is a fault and not a date in 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeStyle {
    /// Seconds since 1970, perhaps with a fraction.
    Seconds,
    /// Small whole or broken numbers that count from no known day: a log's own clock, in seconds.
    OwnClock,
    /// Milliseconds since 1970.
    Millis,
    /// Microseconds since 1970.
    Micros,
    /// Nanoseconds since 1970.
    Nanos,
    /// `20191001`.
    CompactDate,
    /// `2019-10-01`, `2019-10-01 12:30:00 UTC`, `2019-10-01T12:30:00+02:00`; without a zone, UTC.
    Text,
}

impl TimeStyle {
    /// Plain words for the summary.
    pub fn words(self) -> &'static str {
        match self {
            Self::Seconds => "unix seconds",
            Self::OwnClock => "seconds of its own clock",
            Self::Millis => "unix milliseconds",
            Self::Micros => "unix microseconds",
            Self::Nanos => "unix nanoseconds",
            Self::CompactDate => "dates such as 20191001",
            Self::Text => "dates as text; UTC where no zone stands",
        }
    }
}

/// Why a text is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeFault {
    /// Not written as the column writes times, or before 1970.
    Unreadable,
    /// Not yet: later than a day from now, or than 2100.
    Future,
}

/// The commonest style of a column's `values`, or `None` if fewer than one in five is a time.
pub fn style<'a>(values: impl Iterator<Item = &'a str>) -> Option<TimeStyle> {
    let mut counts = [0_usize; 7];
    let mut all = 0;
    for value in values {
        all += 1;
        if let Some(style) = style_of(value) {
            counts[style as usize] += 1;
        }
    }
    let styles = [
        TimeStyle::Seconds,
        TimeStyle::OwnClock,
        TimeStyle::Millis,
        TimeStyle::Micros,
        TimeStyle::Nanos,
        TimeStyle::CompactDate,
        TimeStyle::Text,
    ];
    let best = styles
        .into_iter()
        .rev()
        .max_by_key(|s| counts[*s as usize])?;
    (counts[best as usize] * 5 >= all && counts[best as usize] > 0).then_some(best)
}

fn style_of(value: &str) -> Option<TimeStyle> {
    let Ok(number) = value.parse::<f64>() else {
        return text_ms(value).map(|_| TimeStyle::Text);
    };
    let compact = value.len() == 8 && compact_ms(value).is_some();
    Some(match number {
        _ if compact => TimeStyle::CompactDate,
        n if !(0.0..4.2e18).contains(&n) => return None,
        // 1973 to 2100, whatever the unit: the ranges do not touch.
        n if n < 1e8 => TimeStyle::OwnClock,
        n if n < 5e9 => TimeStyle::Seconds,
        n if (1e11..5e12).contains(&n) => TimeStyle::Millis,
        n if (1e14..5e15).contains(&n) => TimeStyle::Micros,
        n if n >= 1e17 => TimeStyle::Nanos,
        _ => return None,
    })
}

/// Whether a text is a date or a time; bare numbers count only where the column is `called` so.
pub fn is_time(value: &str, called: bool) -> bool {
    match style_of(value) {
        None | Some(TimeStyle::OwnClock) => false,
        Some(TimeStyle::Text) => true,
        Some(_) => called,
    }
}

/// The moment that `value` names, in milliseconds since 1970.
///
/// A date written as text is read in any column: it cannot be mistaken. A number must be of the
/// column's own style. `now_ms` is the clock, against which the future is judged, with a day's grace
/// for time zones and wrong clocks.
///
/// # Errors
/// See [`TimeFault`].
pub fn parse(value: &str, style: TimeStyle, now_ms: i64) -> Result<i64, TimeFault> {
    let ms = match value.parse::<f64>() {
        Err(_) => text_ms(value).ok_or(TimeFault::Unreadable)?,
        Ok(number) => number_ms(value, number, style)?,
    };
    if ms < 0 {
        return Err(TimeFault::Unreadable);
    }
    if ms >= LATEST_MS || ms > now_ms + DAY_MS {
        return Err(TimeFault::Future);
    }
    Ok(ms)
}

/// The moment that a text on the command line names: a date, a time, or unix seconds.
///
/// # Errors
/// A text that is none of them.
pub fn moment(text: &str) -> Result<vitrine::Seconds, crate::failure::Failure> {
    let ms = style([text].into_iter()).and_then(|style| parse(text, style, i64::MAX / 2).ok());
    let seconds = ms.and_then(|ms| vitrine::Seconds::try_from(ms / 1000).ok());
    seconds.ok_or_else(|| {
        crate::failure::Failure::new(
            "bad-moment",
            format!("{text} is no date or time; write 2026-03-01, 2026-03-01T12:00:00Z, or unix seconds."),
        )
    })
}

fn number_ms(value: &str, number: f64, style: TimeStyle) -> Result<i64, TimeFault> {
    if !number.is_finite() || number < 0.0 {
        return Err(TimeFault::Unreadable);
    }
    // Of another size than the column's: a mix-up, unless it is merely far in the future.
    let scaled = |least: f64, per_ms: f64| {
        if number < least {
            Err(TimeFault::Unreadable)
        } else if number / per_ms >= 1e15 {
            Err(TimeFault::Future)
        } else {
            // Rounded: a fraction such as .614 has no exact double.
            Ok((number / per_ms).round() as i64)
        }
    };
    match style {
        TimeStyle::Seconds => scaled(1e8, 1e-3),
        TimeStyle::OwnClock => scaled(0.0, 1e-3),
        TimeStyle::Millis => scaled(1e11, 1.0),
        TimeStyle::Micros => scaled(1e14, 1e3),
        TimeStyle::Nanos => scaled(1e17, 1e6),
        TimeStyle::CompactDate => compact_ms(value).ok_or(TimeFault::Unreadable),
        TimeStyle::Text => Err(TimeFault::Unreadable),
    }
}

fn compact_ms(value: &str) -> Option<i64> {
    if value.len() != 8 || !value.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year = value[..4]
        .parse()
        .ok()
        .filter(|y| (1990..2100).contains(y))?;
    let date = Date::new(year, value[4..6].parse().ok()?, value[6..].parse().ok()?).ok()?;
    utc_ms(date.to_datetime(jiff::civil::Time::midnight()))
}

fn text_ms(value: &str) -> Option<i64> {
    let value = value.trim();
    if let Ok(time) = value.parse::<Timestamp>() {
        return Some(time.as_millisecond());
    }
    let plain = value
        .strip_suffix("UTC")
        .or_else(|| value.strip_suffix("GMT"))
        .unwrap_or(value)
        .trim_end()
        .replace('/', "-");
    if let Some(ms) = plain.parse::<DateTime>().ok().and_then(utc_ms) {
        return Some(ms);
    }
    // 31.12.2019 14:05 can only be read one way; 12/31/2019 and 31/12/2019 are told apart by nobody.
    let (date, time) = plain.split_once(' ').unwrap_or((&plain, "00:00"));
    let mut parts = date.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let time = if time.len() == 4 || (time.len() > 4 && time.as_bytes()[1] == b':') {
        format!("0{time}")
    } else {
        time.to_owned()
    };
    format!("{year}-{month:0>2}-{day:0>2}T{time}")
        .parse::<DateTime>()
        .ok()
        .and_then(utc_ms)
}

fn utc_ms(time: DateTime) -> Option<i64> {
    // The last days of the year 9999 have no timestamp; they are the future all the same.
    if time.year() > 2200 {
        return Some(2 * LATEST_MS);
    }
    Some(
        time.to_zoned(TimeZone::UTC)
            .ok()?
            .timestamp()
            .as_millisecond(),
    )
}

/// Milliseconds since midnight, for logs that keep date and time of day apart: `14:05`, `14:05:09`.
pub fn time_of_day_ms(value: &str) -> Option<i64> {
    let padded = if value.find(':') == Some(1) {
        format!("0{value}")
    } else {
        value.to_owned()
    };
    if padded.find(':') != Some(2) {
        return None;
    }
    let time: jiff::civil::Time = padded.parse().ok()?;
    let since = time - jiff::civil::Time::midnight();
    let since: Span = since;
    since
        .total(jiff::Unit::Millisecond)
        .ok()
        .map(|ms| ms as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000_000;

    fn read(value: &str) -> Result<i64, TimeFault> {
        parse(
            value,
            style([value].into_iter()).unwrap_or(TimeStyle::Text),
            NOW,
        )
    }

    #[test]
    fn every_way_of_writing_names_the_same_moment() {
        let ms = 1_569_938_400_000; // 2019-10-01 14:00 UTC
        for value in [
            "1569938400",
            "1569938400.0",
            "1569938400000",
            "1569938400000000",
            "1569938400000000000",
            "2019-10-01T14:00:00Z",
            "2019-10-01T16:00:00+02:00",
            "2019-10-01 14:00:00 UTC",
            "2019-10-01 14:00:00",
            "2019-10-01T14:00:00.000Z",
            "2019/10/01 14:00:00",
            "1.10.2019 14:00",
            "01.10.2019 14:00:00",
        ] {
            assert_eq!(read(value), Ok(ms), "{value}");
        }
        assert_eq!(read("20191001"), Ok(1_569_888_000_000));
        assert_eq!(read("2019-10-01"), Ok(1_569_888_000_000));
        assert_eq!(read("1396871797.614"), Ok(1_396_871_797_614));
    }

    #[test]
    fn a_column_has_one_style() {
        let column = ["1569938400", "1569938401", "1569938402000", "", "x"];
        assert_eq!(style(column.into_iter()), Some(TimeStyle::Seconds));
        assert_eq!(
            parse("1569938402000", TimeStyle::Seconds, NOW),
            Err(TimeFault::Future)
        );
        assert_eq!(
            parse("1569938402", TimeStyle::Millis, NOW),
            Err(TimeFault::Unreadable)
        );
        assert_eq!(
            parse("12", TimeStyle::Seconds, NOW),
            Err(TimeFault::Unreadable)
        );
        assert_eq!(style(["red", "blue"].into_iter()), None);
    }

    #[test]
    fn the_future_the_past_and_nonsense_are_refused() {
        for value in ["4102444800", "9999-12-31", "1795000000", "99999999999"] {
            assert_eq!(
                parse(value, TimeStyle::Seconds, NOW),
                Err(TimeFault::Future),
                "{value}"
            );
        }
        for value in ["-5", "inf", "NaN", "1900-01-01", "31/12/2019", "soon", ""] {
            assert_eq!(
                parse(value, TimeStyle::Seconds, NOW),
                Err(TimeFault::Unreadable),
                "{value}"
            );
        }
        // Within the day's grace.
        assert!(parse("1790050000", TimeStyle::Seconds, NOW).is_ok());
    }

    #[test]
    fn time_of_day() {
        assert_eq!(time_of_day_ms("14:05"), Some(50_700_000));
        assert_eq!(time_of_day_ms("9:00:01"), Some(32_401_000));
        assert_eq!(time_of_day_ms("1569938400"), None);
    }
}
