//! `vitrine leak`: the curve of leak against lift.

use std::path::PathBuf;

use clap::Args;
use vitrine::pack::Pack;

use crate::commands::evaluate::{open, read_plain};
use crate::evaluate::tasks::Task;
use crate::evaluate::training::aliases;
use crate::evaluate::{Peers, Replay, Trial, evaluate};
use crate::failure::Failure;
use crate::input::log::EventLog;
use crate::leak::lift::on_a_home_page;
use crate::leak::plot::{Point, draw};
use crate::leak::{CLASSES, Groups, Size, VIEWS, attack, with_decoys};

/// Attacks the order: how well it tells a shopper's favourite, and what hiding it costs
#[derive(Debug, Args)]
pub struct LeakArguments {
    /// The pack to attack
    #[arg(long, value_name = "FILE")]
    pack: PathBuf,
    /// Test sessions, for the lift
    #[arg(long, value_name = "FILE", required = true)]
    sessions: Vec<String>,
    /// The settings of the dial `decoys` to try
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [0, 1, 2, 3, 5, 7, 9, 11])]
    decoys: Vec<u8>,
    /// How many simulated shoppers the adversary is tried on; it learns from twice as many
    #[arg(long, value_name = "N", default_value_t = 480)]
    shoppers: usize,
    /// Only the first N test sessions for the lift
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Shoppers have the groups of a profile without a seed of its own, which the adversary knows
    #[arg(long)]
    shared_groups: bool,
    /// Draws the curve as SVG
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// The seed of all randomness
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read, a pack that is refused, a shop of too few classes.
pub fn run(options: &LeakArguments) -> Result<(), Failure> {
    let pack = open(&options.pack)?;
    let mut log = read_plain(&options.sessions)?;
    aliases(&options.pack, pack.content_id())?.rename(&mut log);
    let size = Size {
        known: 2 * options.shoppers,
        tried: options.shoppers,
    };
    let groups = if options.shared_groups {
        Groups::Shared
    } else {
        Groups::Own
    };
    println!(
        "{CLASSES} classes, chance {:.1} %; {} shoppers named, {} learned from; lift kept of MRR",
        100.0 / CLASSES as f64,
        size.tried,
        size.known
    );
    println!(
        "| decoys | named, 1 view | named, {VIEWS} views | lift kept: category | lift kept: shop | lift kept: home page |"
    );
    println!("|---|---|---|---|---|---|");
    let (mut points, mut pages) = (Vec::new(), Vec::new());
    let full = lift(&with_decoys(&pack, 0.0)?, &log, options)?;
    for decoys in &options.decoys {
        let private = with_decoys(&pack, f32::from(*decoys))?;
        let leak = attack(&private, size, groups, options.seed)?;
        let kept = lift(&private, &log, options)?;
        let percent = |[value, low, high]: [f64; 3]| {
            format!(
                "{:.1} % [{:.1} {:.1}]",
                100.0 * value,
                100.0 * low,
                100.0 * high
            )
        };
        let shares = [0, 1, 2].map(|group| kept[group] / full[group]);
        let share = |group: usize| format!("{:.1} %", 100.0 * shares[group]);
        println!(
            "| {decoys} | {} | {} | {} | {} | {} |",
            percent(leak.home[0]),
            percent(leak.home[1]),
            share(0),
            share(1),
            share(2)
        );
        pages.push(format!(
            "| {decoys} | {} | {} | {} | {} |",
            percent(leak.addresses[0]),
            percent(leak.products[0]),
            percent(leak.addresses[1]),
            percent(leak.products[1])
        ));
        points.push(Point {
            decoys: *decoys,
            named: leak.home[1][0],
            kept: shares,
        });
    }
    println!("\nOn products' pages, whose addresses are known; as much is named");
    println!(
        "| decoys | 1 page, by address | and by order | {VIEWS} pages, by address | and by order |"
    );
    println!("|---|---|---|---|---|");
    pages.iter().for_each(|row| println!("{row}"));
    match &options.plot {
        Some(file) => draw(file, &points),
        None => Ok(()),
    }
}

/// MRR above the merchant's order: in both carousels of products' pages, and on a home page.
fn lift(pack: &Pack, log: &EventLog, options: &LeakArguments) -> Result<[f64; 3], Failure> {
    let report = evaluate(&Trial {
        task: Task::Carousel,
        pack,
        learning: None,
        sessions: log,
        training: Err("not asked for"),
        peers: Peers::Quick,
        outside: &[],
        answers: None,
        replay: Replay {
            limit: options.limit,
            ..Replay::default()
        },
        shown: None,
        shuffled: false,
        compact: None,
        seed: options.seed,
    })?;
    let home = on_a_home_page(pack, log, options.limit, options.seed);
    let mut lifts = [0.0, 0.0, home];
    // The groups of the task come in their order, each in parts; the first part is all steps.
    for (lift, name) in lifts.iter_mut().zip(Task::Carousel.groups()) {
        let group = report.groups.iter().find(|group| group.name == *name);
        let group =
            group.ok_or_else(|| Failure::new("no-steps", format!("No step for {name}.")))?;
        let difference = group.difference("merchant order", "MRR");
        *lift = difference.map_or(0.0, |difference| difference.value);
    }
    Ok(lifts)
}
