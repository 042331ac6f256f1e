//! Long steps, shown on standard error: a bar on a terminal, one plain line elsewhere.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// One step under way.
pub struct Step {
    label: String,
    bar: Option<ProgressBar>,
}

impl Step {
    /// Starts a step of `total` units (bytes, sessions, …); 0 where the total is not known.
    pub fn start(label: impl Into<String>, total: u64) -> Self {
        let label = label.into();
        if !std::io::stderr().is_terminal() {
            eprintln!("{label} …");
            return Self { label, bar: None };
        }
        let bar = if total == 0 {
            let bar = ProgressBar::new_spinner();
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        } else {
            let style = ProgressStyle::with_template("{msg} {bar:30} {percent:>3} % {eta}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(total).with_style(style)
        };
        bar.set_message(label.clone());
        Self {
            label,
            bar: Some(bar),
        }
    }

    /// Units done so far.
    pub fn at(&self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
    }

    /// Ends the step, with what came of it.
    pub fn done(self, outcome: &str) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
            eprintln!("{}: {outcome}", self.label);
        } else {
            eprintln!("  {outcome}");
        }
    }
}
