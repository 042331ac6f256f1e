//! The native command `vitrine`: builds knowledge packs, looks into them, ranks with them.
//!
//! Exit status: 0 done, 1 refused (the message ends with a stable code), 2 wrong options.
#![deny(unsafe_code)]

mod build;
mod commands;
mod evaluate;
mod failure;
mod input;
mod progress;
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
    /// Measure a pack on test sessions, beside baselines in the same run
    Evaluate(commands::evaluate::EvaluateArguments),
    /// Write what the demo shop's page needs besides the pack
    #[command(hide = true)]
    DemoData(commands::demo_data::DemoDataArguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Pack(arguments) => commands::pack::run(&arguments),
        Command::Evaluate(arguments) => commands::evaluate::run(&arguments),
        Command::DemoData(arguments) => commands::demo_data::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("vitrine: {failure}");
            ExitCode::FAILURE
        }
    }
}
