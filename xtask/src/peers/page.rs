//! The tables of docs/benchmarks.md.

use std::fmt::Write as _;

use super::figures::{Estimate, Evaluation, Figures, Group};
use super::knowledge::{LEAST_KEPT, MOST_BYTES, Packed};
use super::runs::{Aim, Run};

/// One measurement: a table for each kind of question over all its steps, and what was aimed at.
pub(crate) fn part(run: &Run, evaluation: &Evaluation, quick: Option<usize>) -> String {
    let mut out = format!("### {}: {}\n", run.set.name, run.asked);
    let limit = quick.or(run.limit);
    let sessions = grouped(evaluation.sessions as u64);
    _ = match limit {
        Some(limit) if evaluation.sessions == limit => {
            writeln!(out, "\nThe first {sessions} test sessions (`--limit`).")
        }
        _ => writeln!(out, "\nAll {sessions} test sessions."),
    };
    // A shop without categories has no carousel of one.
    let asked = |group: &&Group| group.least_events <= 1 && group.steps > 0;
    for group in evaluation.groups.iter().filter(asked) {
        table(&mut out, group);
        against(&mut out, group);
        by_events(&mut out, group);
        for aim in run.aims {
            aimed(&mut out, aim, group, evaluation);
        }
    }
    let settings: Vec<String> = evaluation.groups[0]
        .rankers
        .iter()
        .filter_map(|r| Some(format!("{} ({})", r.name, r.settings.as_ref()?)))
        .collect();
    if !settings.is_empty() {
        _ = writeln!(out, "\nChosen: {}.", settings.join("; "));
    }
    for other in &evaluation.not_run {
        _ = writeln!(out, "\nNot run: {} ({}).", other.name, other.reason);
    }
    out
}

fn table(out: &mut String, group: &Group) {
    _ = writeln!(
        out,
        "\n{}: {} steps of {} sessions\n",
        group.name,
        grouped(group.steps as u64),
        grouped(group.sessions as u64)
    );
    let metrics = &group.metrics;
    _ = writeln!(out, "| | {} | µs | bytes of model |", metrics.join(" | "));
    _ = writeln!(out, "|---|{}---|---|", "---|".repeat(metrics.len()));
    for ranker in &group.rankers {
        let figures = metrics.iter().map(|m| match ranker.figures.get(m) {
            Some(e) => short(e.value),
            None => String::new(),
        });
        let figures: Vec<String> = figures.collect();
        _ = writeln!(
            out,
            "| {} | {} | {:.0} | {} |",
            ranker.name,
            figures.join(" | "),
            ranker.microseconds,
            bytes(ranker)
        );
    }
}

/// vitrine beside the best peer in each metric, and beside itself run in another way.
fn against(out: &mut String, group: &Group) {
    let best = group.metrics.iter().filter_map(|metric| {
        let peer = group.best_peer(metric)?;
        Some((metric.as_str(), peer, group.difference(peer, metric)?))
    });
    let best: Vec<(&str, &str, Estimate)> = best.collect();
    if !best.is_empty() {
        let told = best
            .iter()
            .map(|(metric, peer, e)| format!("{metric} {} ({peer})", interval(e)));
        let told: Vec<String> = told.collect();
        _ = writeln!(
            out,
            "\nvitrine − the best peer in each metric, paired: {}.",
            told.join(", ")
        );
        let best = best
            .iter()
            .map(|(metric, peer, e)| (format!("{metric}, {peer}"), *e));
        _ = writeln!(
            out,
            "\nFloor, never below the best peer: {}.",
            floor(best.collect())
        );
    }
    for other in group.rankers.iter().skip(1).filter(|r| r.is_ours()) {
        difference(out, group, &other.name);
    }
}

fn difference(out: &mut String, group: &Group, other: &str) {
    let lines = group
        .metrics
        .iter()
        .filter_map(|metric| Some((metric, group.difference(other, metric)?)));
    let lines: Vec<String> = lines
        .map(|(metric, e)| format!("{metric} {}", interval(&e)))
        .collect();
    _ = writeln!(out, "\nvitrine − {other}, paired: {}.", lines.join(", "));
}

/// Whether reordering ever hurts, by how much a session had told.
fn by_events(out: &mut String, group: &Group) {
    if group.by_events.is_empty() {
        return;
    }
    let metrics = &group.metrics;
    _ = writeln!(
        out,
        "\nvitrine − merchant order, paired, by the events of the session before:\n"
    );
    _ = writeln!(out, "| events | steps | {} |", metrics.join(" | "));
    _ = writeln!(out, "|---|---|{}", "---|".repeat(metrics.len()));
    let mut all = Vec::new();
    for band in &group.by_events {
        let cells = metrics.iter().map(|metric| {
            let difference = band.differences.get(metric)?;
            all.push((format!("{metric} at {}", band.events), *difference));
            Some(interval(difference))
        });
        let cells: Vec<String> = cells.map(Option::unwrap_or_default).collect();
        let steps = grouped(band.steps as u64);
        _ = writeln!(out, "| {} | {steps} | {} |", band.events, cells.join(" | "));
    }
    _ = writeln!(
        out,
        "\nFloor, reordering never hurts on average at any length: {}.",
        floor(all)
    );
}

/// Whether none of the differences is below 0: not by its mean, or at least not by its interval.
fn floor(differences: Vec<(String, Estimate)>) -> String {
    let names = |holds: &dyn Fn(&Estimate) -> bool| {
        let found = differences.iter().filter(|(_, e)| holds(e));
        let found: Vec<&str> = found.map(|(name, _)| name.as_str()).collect();
        found.join("; ")
    };
    let below = names(&Estimate::is_below);
    let unsure = names(&|e| e.value < 0.0);
    match (below.as_str(), unsure.as_str()) {
        ("", "") => "**kept**".to_owned(),
        ("", unsure) => format!("**kept** within the interval (a mean below 0: {unsure})"),
        (below, _) => format!("**not kept** ({below})"),
    }
}

/// What the packs take, and what making them took.
pub(crate) fn packs(packs: &[Packed]) -> String {
    let mut out = "### The packs\n\n".to_owned();
    out.push_str(
        "Bytes as they are, and with brotli, each part compressed on its own (`vitrine inspect`); seconds of the whole \
         `vitrine pack`.\n\n",
    );
    out.push_str(
        "| | items (with events) | next-item knowledge | per item with events, brotli | kept of MRR@20 | ids | \
         attributes | popularity | weights | all | seconds |\n",
    );
    out.push_str("|---|---|---|---|---|---|---|---|---|---|---|\n");
    for pack in packs {
        let inspected = &pack.inspected;
        let part = |name: &str| {
            let (raw, brotli) = inspected.part(name);
            format!("{} ({})", grouped(raw), grouped(brotli))
        };
        _ = writeln!(
            out,
            "| {} | {} ({}) | {} | {:.1} | {} | {} | {} | {} | {} | {} ({}) | {:.1} |",
            pack.name,
            grouped(inspected.items),
            grouped(inspected.items_with_events),
            part("next-item"),
            inspected.knowledge_per_item(),
            pack.kept
                .map_or_else(|| "–".to_owned(), |kept| format!("{kept:.2} %")),
            part("ids"),
            part("attributes"),
            part("popularity"),
            part("weights"),
            grouped(inspected.bytes),
            grouped(inspected.brotli_bytes),
            pack.seconds,
        );
    }
    let over = |holds: &dyn Fn(&Packed) -> bool| {
        let names: Vec<&str> = packs.iter().filter(|p| holds(p)).map(|p| p.name).collect();
        match names.is_empty() {
            true => "**reached** by all".to_owned(),
            false => format!("**missed** by {}", names.join(", ")),
        }
    };
    _ = writeln!(
        out,
        "\nAim, at most {MOST_BYTES:.0} bytes with brotli of next-item knowledge for each item with events: {}.",
        over(&|pack| pack.inspected.knowledge_per_item() > MOST_BYTES)
    );
    _ = writeln!(
        out,
        "\nAim, at least {LEAST_KEPT:.0} % of the full model's MRR@20 kept: {}.",
        over(&|pack| pack.kept.is_some_and(|kept| kept < LEAST_KEPT))
    );
    out
}

fn aimed(out: &mut String, aim: &Aim, group: &Group, evaluation: &Evaluation) {
    let line = match *aim {
        Aim::OverBestPeer(metric, share) => group.best_peer(metric).and_then(|peer| {
            let lift = group.figure("vitrine", metric)? / group.figure(peer, metric)? - 1.0;
            Some(format!(
                "Aim, {metric} {:.0} % above the best peer: {}, {}{:.1} % over {peer}.",
                share * 100.0,
                verdict(lift >= share),
                sign(lift),
                lift.abs() * 100.0
            ))
        }),
        // The first group holds every step; the others are parts of it.
        Aim::AtLeast(metric, least) => (group.name == evaluation.groups[0].name)
            .then(|| group.figure("vitrine", metric))
            .flatten()
            .map(|reached| {
                let verdict = verdict(reached >= least);
                format!("Aim, {metric} of {least}: {verdict}, {reached:.3}.")
            }),
        Aim::Times(metric, times, other, least) => {
            let mut parts = evaluation.groups.iter();
            let part = parts.find(|g| g.name == group.name && g.least_events == least);
            part.and_then(|part| {
                let reached = part.figure("vitrine", metric)? / part.figure(other, metric)?;
                Some(format!(
                    "Aim, {metric} {times:.0} times the {other} where the session has {least} events or more: {}, \
                     {reached:.2} times ({} steps).",
                    verdict(reached >= times),
                    grouped(part.steps as u64)
                ))
            })
        }
        Aim::TimesInPart(metric, times, other, part) => group
            .name
            .strip_suffix(part)
            .and_then(|whole| {
                let whole = whole.strip_suffix(", ")?;
                let whole = evaluation.groups.iter().find(|g| g.name == whole)?;
                let (here, of_all) = (group.figure(other, metric)?, whole.figure(other, metric)?);
                let times_of_all = group.figure("vitrine", metric)? / of_all;
                let reached = group.figure("vitrine", metric)? >= times * here;
                Some(format!(
                    "Aim, {metric} {times:.0} times that of {other} on the same steps: {} ({other} {}); it is \
                     {times_of_all:.2} times the {} that {other} has on all steps.",
                    verdict(reached),
                    short(here),
                    short(of_all)
                ))
            }),
    };
    if let Some(line) = line {
        _ = writeln!(out, "\n{line}");
    }
}

fn verdict(reached: bool) -> &'static str {
    if reached { "**reached**" } else { "**missed**" }
}

fn bytes(ranker: &Figures) -> String {
    match ranker.bytes.relations {
        Some(relations) => format!(
            "{} (next-item knowledge {})",
            grouped(ranker.bytes.all),
            grouped(relations)
        ),
        None => grouped(ranker.bytes.all),
    }
}

/// .281 for 0.281.
fn short(value: f64) -> String {
    let text = format!("{value:.3}");
    text.strip_prefix('0').map_or(text.clone(), str::to_owned)
}

fn signed(value: f64) -> String {
    format!("{}{}", sign(value), short(value.abs()))
}

/// +.012 [+.007 +.017]
fn interval(e: &Estimate) -> String {
    format!("{} [{} {}]", signed(e.value), signed(e.low), signed(e.high))
}

fn sign(value: f64) -> char {
    if value < 0.0 { '−' } else { '+' }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::runs::RUNS;

    fn evaluation() -> Evaluation {
        let ranker = |name: &str, mrr: f64| {
            format!(
                r#"{{"name":"{name}","figures":{{"MRR":{{"value":{mrr},"low":0.1,"high":0.9}}}},
                "microseconds":12.4,"bytes":{{"all":1234567}}}}"#
            )
        };
        let group = |least: usize, mrr: f64| {
            format!(
                r#"{{"name":"carousel","least_events":{least},"steps":1200,"sessions":10,"metrics":["MRR"],
                "rankers":[{},{},{},{}],"differences":[{}]}}"#,
                ranker("vitrine", mrr),
                ranker("merchant order", 0.2),
                ranker("STAN", 0.4),
                ranker("SLIST", 0.3),
                ranker("STAN", -0.01),
            )
        };
        let text = format!(
            r#"{{"sessions":10,"groups":[{},{}],"not_run":[{{"name":"Serenade","reason":"no libclang"}}]}}"#,
            group(1, 0.45),
            group(3, 0.39)
        );
        serde_json::from_str(&text).expect("as evaluate writes it")
    }

    #[test]
    fn a_part_has_tables_the_best_peer_and_the_aims() {
        let carousel = RUNS.iter().find(|r| r.task == "carousel").expect("asked");
        let part = part(carousel, &evaluation(), None);
        for line in [
            "All 10 test sessions.",
            "| vitrine | .450 | 12 | 1,234,567 |",
            "vitrine − the best peer in each metric, paired: MRR −.010 [+.100 +.900] (STAN).",
            "Floor, never below the best peer: **kept** within the interval (a mean below 0: MRR, STAN).",
            "10 % above the best peer: **reached**, +12.5 % over STAN.",
            "3 events or more: **missed**, 1.95 times (1,200 steps).",
            "Not run: Serenade (no libclang).",
        ] {
            assert!(part.contains(line), "{line} is not in\n{part}");
        }
        assert_eq!(part.matches("| vitrine |").count(), 1);
    }
}
