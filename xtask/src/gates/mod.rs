//! `cargo xtask gates`: removes each permission check in turn, in a copy of the project, and sees a named test fail.
//!
//! A test that still passes without the check that it is about proves nothing. The list in [`checks`] must name every
//! place where the sources ask for a permission; one that is not listed fails the task before anything is removed. What
//! was shown is written to `docs/permission-checks.md`.

mod checks;
mod page;
mod proof;
mod sites;
mod tree;

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::project::Project;
use checks::{CHECKS, Check};
use proof::{Outcome, Proof, Prover};

/// Options of `cargo xtask gates`.
#[derive(Args)]
pub(crate) struct GatesArguments {
    /// Remove only the checks whose name contains this
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Only hold the list against the sources
    #[arg(long)]
    list: bool,
}

/// Runs the task.
///
/// # Errors
/// When a place is not listed, a listed check is not in the sources, its tests do not pass while it is there, or none
/// of them fails once it is gone.
pub(crate) fn run(project: &Project, arguments: &GatesArguments) -> Result<()> {
    sites::hold_against(project, CHECKS)?;
    println!(
        "{} permission checks, each listed with the test that guards it",
        CHECKS.len()
    );
    if arguments.list {
        return Ok(());
    }
    let tree = tree::copy(project)?;
    let mut prover = Prover::new(project, tree.clone());
    let chosen: Vec<&Check> = CHECKS
        .iter()
        .filter(|check| check.name.contains(&arguments.only))
        .collect();
    let proofs: BTreeSet<Proof> = chosen.iter().map(|check| check.proof).collect();
    for proof in &proofs {
        match prover.run(*proof)? {
            Outcome::Passed => {}
            outcome => bail!("{} {outcome} while every check is there", proof.name()),
        }
    }
    println!("with every check in place, all their tests pass\n");
    let mut survivors = Vec::new();
    let mut proven = Vec::new();
    for check in &chosen {
        let file = tree.path(check.file);
        let whole = std::fs::read_to_string(&file)
            .with_context(|| format!("{} cannot be read", check.file))?;
        std::fs::write(&file, whole.replacen(check.find, check.without, 1))?;
        let outcome = prover.run(check.proof);
        std::fs::write(&file, &whole)?;
        let outcome = outcome?;
        println!("without {}: {} {outcome}", check.name, check.proof.name());
        // What does not build proves nothing, either.
        if matches!(outcome, Outcome::Failed) {
            proven.push(*check);
        } else {
            survivors.push(check.name);
        }
    }
    println!(
        "\n{} of {} removals made their test fail",
        proven.len(),
        chosen.len()
    );
    page::write(project, CHECKS, &proven)?;
    if survivors.is_empty() {
        return Ok(());
    }
    bail!(
        "nobody noticed that these were gone: {}",
        survivors.join(", ")
    )
}
