//! What `vitrine pack` says when it is done, in plain English.

use std::fmt::Write;

use super::{Built, coverage, kind_of, popularity};
use crate::input::report::grouped;
use crate::parts::Parts;

/// The summary; `parts` is what the pack takes.
pub fn summary(built: &Built, parts: &Parts) -> String {
    let mut out = String::new();
    let source = &built.source;
    let items = source.items.len();
    for decision in &built.decisions {
        line(&mut out, &format!("- {decision}"));
    }
    line(&mut out, "");
    line(&mut out, "Rows");
    for report in &built.reports {
        for text in report.to_string().lines() {
            line(&mut out, &format!("  {text}"));
        }
    }
    let known = built.known_from;
    line(&mut out, "");
    line(&mut out, &format!("Items     {}", grouped(items as u64)));
    if built.log_size.0 > 0 {
        line(
            &mut out,
            &format!(
                "          {} in catalogue and log, {} in the catalogue alone, {} in the log alone",
                grouped(known.both as u64),
                grouped(known.catalogue as u64),
                grouped(known.log as u64)
            ),
        );
    }
    let (sessions, events, users) = built.log_size;
    if sessions > 0 {
        let mut text = format!(
            "Sessions  {} with {} events",
            grouped(sessions as u64),
            grouped(events as u64)
        );
        if users > 0 {
            let _ = write!(text, " by {} shoppers", grouped(users as u64));
        }
        if let Some((first, last)) = built.period {
            let _ = write!(text, ", {} to {}", day(first), day(last));
        }
        line(&mut out, &text);
        let windows: Vec<String> = source
            .popularity
            .iter()
            .map(|window| popularity::words(window.seconds))
            .collect();
        line(
            &mut out,
            &format!("          popularity over the {}", windows.join(", ")),
        );
    }
    line(&mut out, "");
    line(
        &mut out,
        if source.fields.is_empty() {
            "No fields"
        } else {
            "Fields"
        },
    );
    for (field, origin) in source.fields.iter().zip(&built.origins) {
        let filled = coverage(&field.data);
        line(
            &mut out,
            &format!(
                "  {:<20} {:<7} {:>5.1} % of items   {}",
                field.name,
                kind_of(&field.data).name(),
                percent(filled, items),
                origin
            ),
        );
    }
    if !built.left_out.is_empty() {
        line(&mut out, "Columns left out");
        for (column, reason) in &built.left_out {
            line(&mut out, &format!("  {column:<20} {reason}"));
        }
    }
    line(&mut out, "");
    line(&mut out, "Training");
    for reason in &built.training {
        line(&mut out, &format!("  {reason}"));
    }
    line(&mut out, "");
    line(&mut out, "Bytes");
    for text in parts.lines() {
        line(&mut out, &format!("  {text}"));
    }
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn percent(part: usize, all: usize) -> f64 {
    100.0 * part as f64 / all.max(1) as f64
}

fn day(seconds: u32) -> String {
    jiff::Timestamp::from_second(i64::from(seconds)).map_or_else(
        |_| seconds.to_string(),
        |time| {
            time.to_string()
                .chars()
                .take(16)
                .collect::<String>()
                .replace('T', " ")
        },
    )
}
