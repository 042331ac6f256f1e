//! The debug switch: vitrine's steps in the browser's own profiler (User Timing), its findings in the console.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Performance, console};

/// Off: nothing is called, nothing allocated.
#[derive(Debug)]
pub(crate) struct Debug {
    performance: Option<Performance>,
    on: bool,
}

/// A step under way.
#[must_use]
pub(crate) struct Timed(Option<&'static str>);

impl Debug {
    pub(crate) fn new(on: bool) -> Self {
        // Pages and workers both have it as a global; a runtime without it still gets the console.
        let performance = on
            .then(|| Reflect::get(&js_sys::global(), &JsValue::from_str("performance")).ok())
            .flatten()
            .and_then(|performance| performance.dyn_into::<Performance>().ok());
        Self { performance, on }
    }

    /// Marks the start of `step`.
    pub(crate) fn start(&self, step: &'static str) -> Timed {
        if let Some(performance) = &self.performance {
            // A full timing buffer is no reason to fail.
            let _ = performance.mark(&format!("vitrine:{step}:start"));
        }
        Timed(self.on.then_some(step))
    }

    /// Measures from the start, and says what came of the step.
    pub(crate) fn finish(&self, timed: Timed, found: impl FnOnce() -> String) {
        let Some(step) = timed.0 else { return };
        if let Some(performance) = &self.performance {
            let _ = performance.measure_with_start_mark(
                &format!("vitrine:{step}"),
                &format!("vitrine:{step}:start"),
            );
        }
        console::debug_1(&JsValue::from_str(&format!("vitrine {step}: {}", found())));
    }
}
