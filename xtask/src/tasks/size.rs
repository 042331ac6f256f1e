//! `cargo xtask size`: the bytes that a storefront loads, against the budget in `pkg-config/size-budget.json`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::build;
use crate::command;
use crate::project::Project;

/// `pkg-config/size-budget.json`. All figures in bytes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Budget {
    /// wasm and minified JavaScript together, each compressed with brotli at its best.
    total_brotli: u64,
    /// The wasm alone.
    wasm_brotli: u64,
    /// The JavaScript alone.
    javascript_brotli: u64,
    /// The wasm that is loaded when a shopper asks for what is hers.
    rights_brotli: u64,
    /// The wasm that a page of a large shop loads in place of the first.
    slices_brotli: u64,
    /// The same for what is hers.
    slices_rights_brotli: u64,
    /// The wasm of an edge.
    edge_brotli: u64,
}

/// One measured file.
#[derive(Deserialize)]
struct Size {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Builds the package, measures it, prints the table.
///
/// # Errors
/// When a figure is over its budget, or the build fails.
pub(crate) fn run(project: &Project) -> Result<()> {
    build::run(project)?;
    let bundle = bundle(project)?;
    let wasm = project.path("pkg-config/dist/vitrine.wasm");
    let budget_file = project.path("pkg-config/size-budget.json");
    let budget: Budget = serde_json::from_str(
        &fs::read_to_string(&budget_file)
            .with_context(|| format!("{} cannot be read", budget_file.display()))?,
    )
    .with_context(|| {
        format!(
            "{} does not hold all budgets, and nothing else",
            budget_file.display()
        )
    })?;
    let mut measure = Command::new("node");
    measure
        .arg(project.path("xtask/js/compressed-sizes.mjs"))
        .arg(&wasm)
        .arg(&bundle)
        .args(
            ["rights", "slices", "slices-rights", "edge"]
                .map(|module| project.path(&format!("pkg-config/dist/{module}.wasm"))),
        );
    let [wasm, javascript, rights, slices, slices_rights, edge]: [Size; 6] =
        serde_json::from_str(&command::output(&mut measure)?)?;
    let total = Size {
        raw: wasm.raw + javascript.raw,
        gzip: wasm.gzip + javascript.gzip,
        brotli: wasm.brotli + javascript.brotli,
    };
    println!(
        "{:<24}{:>10}{:>10}{:>10}{:>10}",
        "bytes", "raw", "gzip", "brotli", "budget"
    );
    let mut over = Vec::new();
    for (name, size, limit) in [
        ("wasm", &wasm, budget.wasm_brotli),
        (
            "JavaScript, minified",
            &javascript,
            budget.javascript_brotli,
        ),
        ("together", &total, budget.total_brotli),
        ("rights.wasm, when asked", &rights, budget.rights_brotli),
        ("slices.wasm", &slices, budget.slices_brotli),
        (
            "slices-rights.wasm",
            &slices_rights,
            budget.slices_rights_brotli,
        ),
        ("edge.wasm", &edge, budget.edge_brotli),
    ] {
        println!(
            "{name:<24}{:>10}{:>10}{:>10}{limit:>10}",
            size.raw, size.gzip, size.brotli
        );
        if size.brotli > limit {
            over.push(format!(
                "{name}: {} bytes are over the budget of {limit}",
                size.brotli
            ));
        }
    }
    if over.is_empty() {
        return Ok(());
    }
    bail!("{}", over.join("; "))
}

/// The browser's entry as a shop's bundler would ship it.
fn bundle(project: &Project) -> Result<PathBuf> {
    let out = project.target("size/vitrine.js");
    let mut esbuild = Command::new(project.npm_tool("esbuild"));
    esbuild
        .arg(project.path("pkg-config/dist/browser.js"))
        .args([
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--log-level=warning",
        ])
        .arg(format!("--outfile={}", out.display()));
    command::step(project, "bundle of the browser's entry", &mut esbuild)?;
    Ok(out)
}
