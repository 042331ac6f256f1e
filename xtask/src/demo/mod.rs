//! `cargo xtask demo`: from a shop's files to a page in the browser.

mod serve;
mod shop;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::command;
use crate::project::Project;
use crate::setup::node;
use crate::stamp::Stamp;
use crate::tasks::build;
use shop::Shop;

/// The shop that comes with the project.
const BUNDLED: &str = "data/eshop_clothing_2008";

/// Options of `cargo xtask demo`.
#[derive(Args)]
pub(crate) struct DemoArguments {
    /// The port on 127.0.0.1; the next free one if it is taken
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// A folder with another shop's catalogue (items.*) and events (train.* or events.*, test.*)
    #[arg(long, value_name = "DIR")]
    shop: Option<PathBuf>,
    /// Build and measure, but do not serve
    #[arg(long)]
    no_serve: bool,
}

/// What a built demo consists of.
pub(crate) struct Site {
    /// The bundled page.
    pub(crate) page: PathBuf,
    /// The shop: shop.json, sessions.json, shop.vtr.
    pub(crate) data: PathBuf,
}

/// How the native command is compiled.
#[derive(Clone, Copy)]
enum Profile {
    Dev,
    Release,
}

/// Builds, measures, serves.
///
/// # Errors
/// When something needed is missing, a step fails, or no port is free.
pub(crate) fn run(project: &Project, arguments: &DemoArguments) -> Result<()> {
    let folder = arguments
        .shop
        .clone()
        .unwrap_or_else(|| project.path(BUNDLED));
    let shop = Shop::find(&folder)?;
    build::run(project)?;
    let vitrine = native(project, Profile::Release)?;
    let data = shop_data(project, &vitrine, &shop)?;
    evaluate(project, &vitrine, &shop, &data)?;
    let page = page(project)?;
    if arguments.no_serve {
        println!("built: {} and {}", page.display(), data.display());
        return Ok(());
    }
    let (server, port) = serve::listen(arguments.port)?;
    if port != arguments.port {
        println!("port {} is taken", arguments.port);
    }
    println!(
        "\n{} is open at http://127.0.0.1:{port}   (Ctrl+C ends)",
        shop.name
    );
    serve::serve(server, Site { page, data });
    Ok(())
}

/// The bundled shop's page and data for the tests, with the native command as the tests compile it.
///
/// # Errors
/// As [`run`].
pub(crate) fn prepare_for_tests(project: &Project) -> Result<Site> {
    prepare(project, Profile::Dev)
}

/// The same for benchmarks, with everything optimised.
///
/// # Errors
/// As [`run`].
pub(crate) fn prepare_for_bench(project: &Project) -> Result<Site> {
    prepare(project, Profile::Release)
}

fn prepare(project: &Project, profile: Profile) -> Result<Site> {
    let shop = Shop::find(&project.path(BUNDLED))?;
    let vitrine = native(project, profile)?;
    let data = shop_data(project, &vitrine, &shop)?;
    Ok(Site {
        page: page(project)?,
        data,
    })
}

/// The native command.
fn native(project: &Project, profile: Profile) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--package", "vitrine-cli", "--bin", "vitrine"])
        .current_dir(project.root());
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => {
            cargo.arg("--release");
            "release"
        }
    };
    command::step(project, &format!("native command ({folder})"), &mut cargo)?;
    Ok(project.target(folder).join("vitrine"))
}

/// The pack and the files of the page: `shop.vtr`, `shop.json`, `sessions.json` in a folder of this shop's own.
fn shop_data(project: &Project, vitrine: &Path, shop: &Shop) -> Result<PathBuf> {
    let folder = project.target("demo").join(folder_name(shop));
    fs::create_dir_all(&folder)?;
    let pack = folder.join("shop.vtr");
    stamp(project, "pack", vitrine, shop)?.unless_fresh(&[pack.clone()], || {
        let mut command = Command::new(vitrine);
        command.arg("pack");
        option(&mut command, "--catalogue", shop.catalogue.as_deref());
        option(&mut command, "--events", shop.events.as_deref());
        command.arg("--out").arg(&pack);
        command::step(project, &format!("pack of {}", shop.name), &mut command)
    })?;
    let outputs = ["shop.json", "sessions.json"].map(|file| folder.join(file));
    stamp(project, "demo-data", vitrine, shop)?.unless_fresh(&outputs, || {
        let mut command = Command::new(vitrine);
        command.arg("demo-data").arg("--pack").arg(&pack);
        option(&mut command, "--catalogue", shop.catalogue.as_deref());
        option(
            &mut command,
            "--sessions",
            shop.test.as_deref().or(shop.events.as_deref()),
        );
        command
            .arg("--name")
            .arg(&shop.name)
            .arg("--out")
            .arg(&folder);
        command::step(
            project,
            &format!("page data of {}", shop.name),
            &mut command,
        )
    })?;
    Ok(folder)
}

/// Prints the offline lift, measuring it where the pack or the command changed.
fn evaluate(project: &Project, vitrine: &Path, shop: &Shop, data: &Path) -> Result<()> {
    let Some(sessions) = shop.test.as_deref() else {
        println!("no test.* beside the events: the lift is not measured");
        return Ok(());
    };
    for task in ["carousel", "next-item"] {
        let table = data.join(format!("lift-{task}.txt"));
        stamp(project, &format!("evaluate-{task}"), vitrine, shop)?.unless_fresh(
            &[table.clone()],
            || {
                command::inline(&format!("offline lift, {task}"), || {
                    let mut command = Command::new(vitrine);
                    command
                        .args(["evaluate", "--task", task, "--pack"])
                        .arg(data.join("shop.vtr"));
                    command.arg("--sessions").arg(sessions);
                    option(&mut command, "--events", shop.events.as_deref());
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

/// The page, bundled.
fn page(project: &Project) -> Result<PathBuf> {
    node::set_up(project)?;
    let out = project.path("www/dist");
    Stamp::new(project, "page")
        .path(&project.path("www"))?
        .path(&project.path("package-lock.json"))?
        .path(&project.path("pkg-config/dist/vitrine.wasm"))?
        .path(&project.path("pkg-config/js"))?
        .unless_fresh(&[out.join("index.html")], || {
            let mut npm = Command::new("npm");
            npm.args(["run", "--silent", "build", "--workspace", "www"])
                .current_dir(project.root());
            command::step(project, "demo page", &mut npm)
        })?;
    Ok(out)
}

fn option(command: &mut Command, name: &str, value: Option<&Path>) {
    if let Some(value) = value {
        command.arg(name).arg(value);
    }
}

fn stamp(project: &Project, step: &str, vitrine: &Path, shop: &Shop) -> Result<Stamp> {
    let mut stamp = Stamp::new(project, &format!("{step}-{}", folder_name(shop))).path(vitrine)?;
    for file in [&shop.catalogue, &shop.events, &shop.test]
        .into_iter()
        .flatten()
    {
        stamp = stamp.path(file)?;
    }
    Ok(stamp)
}

/// A shop's name as a folder: two shops never share one, and odd names make no odd paths.
fn folder_name(shop: &Shop) -> String {
    let plain: String = shop
        .name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let place = shop
        .catalogue
        .as_ref()
        .or(shop.events.as_ref())
        .and_then(|path| path.canonicalize().ok());
    let key = xxhash_rust::xxh64::xxh64(place.unwrap_or_default().to_string_lossy().as_bytes(), 0);
    format!("{plain}-{key:016x}")
}
