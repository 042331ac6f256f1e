//! `cargo xtask demo`: from a shop's files to a page in the browser.

mod data;
mod lift;
mod serve;
mod shop;

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
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
    /// A folder with another shop's catalogue (items.*, or a feed) and events (train.* or events.*, test.*)
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
    /// The native command.
    pub(crate) command: PathBuf,
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
    let data = data::make(project, &vitrine, &shop)?;
    lift::print(project, &vitrine, &shop, &data)?;
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
    let site = Site {
        page,
        data,
        command: vitrine,
    };
    serve::serve(server, site);
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
    let data = data::make(project, &vitrine, &shop)?;
    Ok(Site {
        page: page(project)?,
        data,
        command: vitrine,
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

/// The page, bundled.
fn page(project: &Project) -> Result<PathBuf> {
    node::set_up(project)?;
    let out = project.path("www/dist");
    Stamp::new(project, "page")
        .path(&project.path("www"))?
        .path(&project.path("package-lock.json"))?
        .path(&project.path("pkg-config/dist/vitrine.wasm"))?
        .path(&project.path("pkg-config/dist/rights.wasm"))?
        .path(&project.path("pkg-config/js"))?
        .unless_fresh(&[out.join("index.html")], || {
            let mut npm = Command::new("npm");
            npm.args(["run", "--silent", "build", "--workspace", "www"])
                .current_dir(project.root());
            command::step(project, "demo page", &mut npm)
        })?;
    Ok(out)
}
