//! The account as a table for people.

use std::fmt::Write as _;

use super::by_events::MERCHANT;
use super::{Group, Report};
use crate::evaluate::bootstrap::Estimate;
use crate::evaluate::grouped;

impl Report {
    /// The table, with what should be known to read it.
    pub fn table(&self) -> String {
        let mut out = format!(
            "{}: {} test sessions, pack {}",
            self.task,
            grouped(self.sessions),
            self.pack
        );
        if self.shuffled {
            out.push_str("\nanswers permuted among steps: no lift over popularity may be left");
        }
        out.push('\n');
        for group in &self.groups {
            group.table(&mut out);
        }
        for baseline in &self.not_run {
            _ = writeln!(out, "\nnot run: {} ({})", baseline.name, baseline.reason);
        }
        _ = writeln!(
            out,
            "\n[95 % intervals: bootstrap over sessions, seed {}]",
            self.seed
        );
        out
    }
}

impl Group {
    /// Figures of one kind of question.
    pub(super) fn table(&self, out: &mut String) {
        let (name, steps) = (&self.name, grouped(self.steps));
        let after = match self.least_events {
            0 | 1 => String::new(),
            least => format!(", after {least} events or more"),
        };
        _ = writeln!(
            out,
            "\n{name}{after}: {steps} steps of {} sessions",
            grouped(self.sessions)
        );
        let heads = self.metrics.iter().map(|m| format!("{m:<25}"));
        let heads = heads.collect::<String>();
        _ = writeln!(out, "{:20}{heads}{:<10}bytes of model", "", "µs");
        for ranker in &self.rankers {
            let cells = self
                .metrics
                .iter()
                .map(|m| cell(ranker.figures.get(m), false));
            let time = ranker
                .microseconds
                .map_or(String::new(), |t| format!("{t:.1}"));
            let bytes = ranker.bytes.unwrap_or_default();
            _ = writeln!(
                out,
                "{:<20}{}{time:<10}{bytes}",
                ranker.name,
                cells.collect::<String>()
            );
        }
        if let Some(variety) = self.variety {
            let pairs = grouped(variety.pairs);
            let ten = variety.first_ten * 100.0;
            _ = write!(
                out,
                "orders of different shoppers, {pairs} pairs: {ten:.0} % of the first ten differ"
            );
            if let Some(turned) = variety.turned {
                _ = write!(
                    out,
                    ", {:.0} % of pairs of cards are turned round",
                    turned * 100.0
                );
            }
            out.push('\n');
        }
        if let Some(compact) = self.compact {
            _ = writeln!(
                out,
                "a profile of at most {} bytes: the same item at {:.1} % of the first four places; {} of {} profiles \
                 were larger, of these {:.1} %",
                grouped(compact.most),
                compact.same * 100.0,
                grouped(compact.cut),
                grouped(compact.orders),
                compact.same_of_cut * 100.0
            );
        }
        if !self.differences.is_empty() {
            _ = writeln!(out, "vitrine against (paired)");
        }
        for other in &self.differences {
            let cells = self
                .metrics
                .iter()
                .map(|m| cell(other.figures.get(m), true));
            let cells: String = cells.collect();
            _ = writeln!(out, "  {:<18}{}", other.name, cells.trim_end());
        }
        if !self.by_events.is_empty() {
            _ = writeln!(
                out,
                "vitrine against {MERCHANT} (paired), by the events of the session before"
            );
        }
        for band in &self.by_events {
            let cells = self.metrics.iter();
            let cells: String = cells.map(|m| cell(band.differences.get(m), true)).collect();
            let steps = grouped(band.steps);
            _ = writeln!(out, "  {:<18}{}{steps} steps", band.events, cells);
        }
    }
}

fn cell(estimate: Option<&Estimate>, signed: bool) -> String {
    let Some(e) = estimate else {
        return " ".repeat(25);
    };
    let text = if signed {
        format!("{:+.3} [{:+.3} {:+.3}]", e.value, e.low, e.high)
    } else {
        format!("{:.3} [{:.3} {:.3}]", e.value, e.low, e.high)
    };
    format!("{text:<25}")
}
