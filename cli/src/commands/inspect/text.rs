//! The view as text for people.

use std::fmt::Write;

use super::{FieldView, View};
use crate::build::popularity;
use crate::input::report::{grouped, shorten};

impl View {
    /// All of it.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "Pack {}, format {}: {} items, {} bytes ({:.1} per item), {} with brotli",
            self.pack,
            self.format_version,
            grouped(self.sizes.items as u64),
            grouped(self.bytes as u64),
            self.bytes_per_item,
            grouped(self.brotli_bytes as u64)
        );
        for (name, text) in &self.meta {
            let _ = writeln!(out, "  {name}: {}", shorten(text));
        }
        let _ = writeln!(out, "\nSections");
        for section in &self.sections {
            let _ = writeln!(
                out,
                "  {:<12} {:>12} {:>12} with brotli",
                section.kind,
                grouped(section.bytes as u64),
                grouped(section.brotli_bytes as u64)
            );
        }
        let _ = writeln!(out, "\nBytes");
        for line in self.sizes.lines() {
            let _ = writeln!(out, "  {line}");
        }
        let _ = writeln!(out, "\nFields");
        for field in &self.fields {
            field.text(self.sizes.items, &mut out);
        }
        let _ = writeln!(out, "\nPopularity");
        for window in &self.popularity {
            let top: Vec<String> = window
                .top
                .iter()
                .map(|item| format!("{} ({})", shorten(&item.id), grouped(u64::from(item.count))))
                .collect();
            let _ = writeln!(
                out,
                "  {:<14} {:>10} interactions; most: {}",
                popularity::words(window.seconds),
                grouped(window.interactions),
                top.join(", ")
            );
        }
        let _ = writeln!(out, "\nWhat follows what");
        for relation in &self.relations {
            let _ = writeln!(
                out,
                "  {}: {} weights for {} items",
                relation.kind,
                grouped(relation.weights as u64),
                grouped(relation.items as u64)
            );
            for row in &relation.examples {
                let follows: Vec<String> = row
                    .follows
                    .iter()
                    .map(|(id, weight)| format!("{} ({weight:.3})", shorten(id)))
                    .collect();
                let _ = writeln!(
                    out,
                    "    {} follows {}",
                    shorten(&row.item),
                    follows.join(", ")
                );
            }
        }
        let _ = writeln!(out, "\nWeights");
        for weight in &self.weights {
            let signal = match &weight.field {
                Some(field) => format!("{} of {}", weight.signal, shorten(field)),
                None => weight.signal.clone(),
            };
            let _ = writeln!(
                out,
                "  {:<10} {signal:<40} {:>9.4}",
                weight.surface, weight.weight
            );
        }
        let _ = writeln!(out, "\nDials");
        for dial in &self.dials {
            let _ = writeln!(out, "  {:<28} {}", dial.name, dial.value);
        }
        out
    }
}

impl FieldView {
    fn text(&self, items: usize, out: &mut String) {
        let share = 100.0 * self.items as f64 / items.max(1) as f64;
        let _ = write!(
            out,
            "  {:<20} {:<7} {share:>5.1} % of items",
            shorten(&self.name),
            self.kind
        );
        if !self.role.is_empty() {
            let _ = write!(out, "  ({})", self.role);
        }
        if let Some(numbers) = &self.numbers {
            let _ = write!(
                out,
                "  from {} to {}, half of them below {}",
                numbers.least, numbers.most, numbers.median
            );
        } else {
            let top: Vec<String> = self
                .top
                .iter()
                .map(|value| {
                    format!(
                        "{} ({})",
                        shorten(&value.value),
                        grouped(value.items as u64)
                    )
                })
                .collect();
            let _ = write!(
                out,
                "  {} values: {}",
                grouped(self.values as u64),
                top.join(", ")
            );
        }
        out.push('\n');
    }
}
