//! The native command `vitrine`: builds knowledge packs, looks into them, ranks with them.
//!
//! Exit status: 0 done, 1 refused (the message ends with a stable code), 2 wrong options.
#![deny(unsafe_code)]
// A binary has no outside: everything `pub` in it would count as unreachable.
#![allow(unreachable_pub)]

mod build;
mod commands;
mod evaluate;
mod failure;
mod input;
mod leak;
mod parts;
mod progress;
mod slices;
mod train;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "vitrine", version, about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build a knowledge pack from a catalogue, event logs, or both
    Pack(commands::pack::PackArguments),
    /// Show what is in a pack
    Inspect(commands::inspect::InspectArguments),
    /// Rank: JSON requests on standard input, orders on standard output, a line each
    Rank(commands::rank::RankArguments),
    /// Measure a pack on test sessions, beside baselines in the same run
    Evaluate(commands::evaluate::EvaluateArguments),
    /// Attack the order: how well it tells a shopper's favourite, and what hiding it costs
    Leak(commands::leak::LeakArguments),
    /// Write what the demo shop's page needs besides the pack
    #[command(hide = true)]
    DemoData(commands::demo_data::DemoDataArguments),
    /// Cut a pack into slices for a large shop, sign them, measure them
    Slices(commands::slices::SlicesArguments),
    /// Set the latest sessions of a log aside for testing
    Split(commands::split::SplitArguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Pack(arguments) => commands::pack::run(&arguments),
        Command::Inspect(arguments) => commands::inspect::run(&arguments),
        Command::Rank(arguments) => commands::rank::run(&arguments),
        Command::Evaluate(arguments) => commands::evaluate::run(&arguments),
        Command::Leak(arguments) => commands::leak::run(&arguments),
        Command::DemoData(arguments) => commands::demo_data::run(&arguments),
        Command::Slices(arguments) => commands::slices::run(&arguments),
        Command::Split(arguments) => commands::split::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("vitrine: {failure}");
            ExitCode::FAILURE
        }
    }
}
