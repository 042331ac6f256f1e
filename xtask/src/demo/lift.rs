//! The offline lift, on sessions that the pack was not made from.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::data::{HeldOut, make_pack, option, stamp, test_sessions};
use super::shop::Shop;
use crate::command;
use crate::project::Project;

/// Prints the lift of both tasks, measuring it where the pack or the command changed.
///
/// # Errors
/// When the native command refuses the files; the message holds what it said.
pub(super) fn print(project: &Project, vitrine: &Path, shop: &Shop, data: &Path) -> Result<()> {
    let Some(HeldOut { train, test }) = test_sessions(project, vitrine, shop)? else {
        println!("this shop has no events: there is no lift to measure");
        return Ok(());
    };
    // The page's pack knows all events of a shop without test.*: to be measured on some, it must not know them.
    let pack = if shop.test.is_some() {
        data.join("shop.vtr")
    } else {
        let pack = data.join("earlier.vtr");
        make_pack(project, vitrine, shop, Some(&train), &pack)?;
        pack
    };
    for task in ["carousel", "next-item"] {
        let table = data.join(format!("lift-{task}.txt"));
        stamp(project, &format!("lift-{task}"), vitrine, shop)?.unless_fresh(
            std::slice::from_ref(&table),
            || {
                command::inline(&format!("offline lift, {task}"), || {
                    let mut command = Command::new(vitrine);
                    command.args(["evaluate", "--task", task]);
                    option(&mut command, "--pack", Some(&pack));
                    option(&mut command, "--sessions", Some(&test));
                    option(&mut command, "--events", Some(&train));
                    fs::write(&table, command::output(&mut command)?)?;
                    Ok(())
                })
            },
        )?;
        println!(
            "\n{}",
            fs::read_to_string(&table).with_context(|| format!("{} is gone", table.display()))?
        );
    }
    Ok(())
}
