//! The project's tasks. `cargo xtask` alone lists them.
#![forbid(unsafe_code)]

mod command;
mod demo;
mod gates;
mod peers;
mod project;
mod setup;
mod stamp;
mod tasks;

use clap::{Parser, Subcommand};

use project::Project;

/// The tasks of vitrine. Each one first sets up what the machine lacks.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything, print the offline lift, and serve the demo shop
    Demo(demo::DemoArguments),
    /// Run every test: Rust, bindings in a headless browser, the npm tarball, the demo, every bundler and engine
    Test(tasks::test::TestArguments),
    /// Build the npm package: wasm, bindings, TypeScript, tarball
    Build,
    /// Print the bytes a storefront loads; fails over pkg-config/size-budget.json
    Size,
    /// Time load, observe and rank in Node and Chromium
    Bench(tasks::bench::BenchArguments),
    /// Run Lighthouse on every page of the demo, and write docs/benchmarks.md
    Lighthouse,
    /// Measure vitrine beside every peer on the data sets at hand, and write docs/benchmarks.md
    Peers(peers::PeersArguments),
    /// Print how training time grows with the log
    Curve(tasks::curve::CurveArguments),
    /// Write 100,000 updates from several tabs at once in Chromium, and count the lost ones
    Soak,
    /// Remove each permission check in turn, in a copy, and see a named test fail
    Gates(gates::GatesArguments),
    /// Write the API reference, docs/api, from the package's types
    Docs,
    /// Format the Rust code
    Fmt,
    /// Check formatting, clippy without warnings, the types, and that docs/api is what they say
    Lint,
}

fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    match run(arguments.task) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<()> {
    let project = Project::locate()?;
    match task {
        Task::Demo(arguments) => demo::run(&project, &arguments),
        Task::Test(arguments) => tasks::test::run(&project, &arguments),
        Task::Build => tasks::build::run(&project).map(|_| ()),
        Task::Size => tasks::size::run(&project),
        Task::Bench(arguments) => tasks::bench::run(&project, &arguments),
        Task::Lighthouse => tasks::lighthouse::run(&project),
        Task::Peers(arguments) => peers::run(&project, &arguments),
        Task::Curve(arguments) => tasks::curve::run(&project, &arguments),
        Task::Soak => tasks::soak::run(&project),
        Task::Gates(arguments) => gates::run(&project, &arguments),
        Task::Docs => tasks::docs::run(&project),
        Task::Fmt => tasks::fmt::run(&project),
        Task::Lint => tasks::lint::run(&project),
    }
}
