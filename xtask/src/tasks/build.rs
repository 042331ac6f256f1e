//! `cargo xtask build`: from the engine's sources to the npm tarball.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command;
use crate::project::Project;
use crate::setup::bindgen::{self, Tool};
use crate::setup::node;
use crate::setup::wasm32::{Purpose, TARGET, Wasm32};
use crate::stamp::Stamp;

/// The features that `wasm-opt` may read and write: what rustc's wasm32 baseline emits, and no more. Every browser
/// and edge runtime of the last years has them; `--all-features` would let in what some still lack.
const WASM_FEATURES: [&str; 7] = [
    // Copies and fills of memory as one instruction: the allocator and Vec lean on them.
    "--enable-bulk-memory",
    // Part of the former, under a name of its own since LLVM 20.
    "--enable-bulk-memory-opt",
    // Casts from float to integer that saturate, as Rust's `as` does, instead of a dozen instructions each.
    "--enable-nontrapping-float-to-int",
    // Narrow integers widened with their sign in one instruction.
    "--enable-sign-ext",
    // The stack pointer, which wasm-bindgen moves from outside.
    "--enable-mutable-globals",
    // JavaScript values in a table of their own, not in a JavaScript array.
    "--enable-reference-types",
    // Functions with more than one result, which wasm-bindgen uses for slices and strings.
    "--enable-multivalue",
];

/// How `wasm-opt` makes it small.
const WASM_OPT: [&str; 3] = [
    "-Oz",
    "--converge",
    // Inlining functions that have one caller saves bytes, but what comes out compresses worse: 4 KB more to load.
    "--one-caller-inline-max-function-size=0",
];

/// One WebAssembly of the package.
struct Module {
    /// The features of the bindings that make it.
    feature: &'static str,
    wasm: &'static str,
    /// The bindings that drive it, without the extension.
    bindings: &'static str,
    /// Whether they are made of this one: it has all functions of the others that they drive.
    brings_bindings: bool,
    /// It as a script, without the extension.
    inline: Option<&'static str>,
}

/// What the edge has, what every page of a shop loads, what is loaded when a shopper asks for what is
/// hers, and what pages of large shops load in place of the latter two. Those that bring bindings come first.
const MODULES: [Module; 5] = [
    Module {
        feature: "shop,cut",
        wasm: "edge.wasm",
        bindings: "engine",
        brings_bindings: true,
        inline: None,
    },
    Module {
        feature: "shop",
        wasm: "vitrine.wasm",
        bindings: "engine",
        brings_bindings: false,
        inline: Some("wasm-inline"),
    },
    Module {
        feature: "rights",
        wasm: "rights.wasm",
        bindings: "rights-engine",
        brings_bindings: true,
        inline: Some("rights-inline"),
    },
    Module {
        feature: "shop,slices",
        wasm: "slices.wasm",
        bindings: "engine",
        brings_bindings: false,
        inline: None,
    },
    Module {
        feature: "rights,slices",
        wasm: "slices-rights.wasm",
        bindings: "rights-engine",
        brings_bindings: false,
        inline: None,
    },
];

/// Builds the package and returns the tarball's path. Steps whose inputs did not change are skipped.
///
/// # Errors
/// When something needed is missing and cannot be installed, or a step fails.
pub(crate) fn run(project: &Project) -> Result<PathBuf> {
    run_for(project, Purpose::Ship)
}

/// As [`run`], for a purpose: to be tested, the wasm is neither optimised as a whole nor made small, and built in seconds.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_for(project: &Project, purpose: Purpose) -> Result<PathBuf> {
    node::set_up(project)?;
    let compiler = Wasm32::set_up(project)?;
    let dist = project.path("pkg-config/dist");
    fs::create_dir_all(&dist)?;
    for module in &MODULES {
        wasm(project, compiler, module, purpose, &dist)?;
        if let Some(name) = module.inline {
            inline(project, module, name, &dist)?;
        }
    }
    face(project, &dist)?;
    pack(project)
}

/// A module's wasm, its bindings, and `wasm-opt` over both.
fn wasm(
    project: &Project,
    compiler: Wasm32,
    module: &Module,
    purpose: Purpose,
    dist: &Path,
) -> Result<()> {
    let generator = bindgen::set_up(project, Tool::Bindgen)?;
    let (script, types) = (
        format!("{}.js", module.bindings),
        format!("{}.d.ts", module.bindings),
    );
    let files: &[&str] = if module.brings_bindings {
        &[module.wasm, &script, &types]
    } else {
        &[module.wasm]
    };
    let outputs: Vec<PathBuf> = files.iter().map(|file| dist.join(file)).collect();
    let mut stamp = Stamp::new(project, &format!("wasm-{}", module.wasm))
        .text(&compiler.version()?)
        .text(&format!("{purpose:?}"))
        .text(&WASM_OPT.join(" "))
        .text(&WASM_FEATURES.join(" "));
    for input in [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "pkg-config/Cargo.toml",
        "pkg-config/src",
        "xtask/bindgen",
        "xtask/src/setup/wasm32.rs",
        "package-lock.json",
    ] {
        stamp = stamp.path(&project.path(input))?;
    }
    stamp.unless_fresh(&outputs, || {
        let (profile, folder) = match purpose {
            Purpose::Ship => ("wasm", "wasm"),
            Purpose::Test => ("dev", "debug"),
        };
        let mut cargo = compiler.cargo(project, "build", purpose);
        cargo.args(["--package", "vitrine-wasm", "--profile", profile]);
        cargo.args(["--no-default-features", "--features", module.feature]);
        command::step(project, &format!("engine to {}", module.wasm), &mut cargo)?;
        let compiled = compiler
            .target_folder(project)
            .join(TARGET)
            .join(folder)
            .join("vitrine_wasm.wasm");
        let bound = project
            .target("bindings")
            .join(module.wasm.trim_end_matches(".wasm"));
        fs::create_dir_all(&bound)?;
        command::step(
            project,
            "bindings",
            Command::new(&generator)
                .arg(&compiled)
                .arg(&bound)
                .arg(module.bindings),
        )?;
        let plain = bound.join(format!("{}_bg.wasm", module.bindings));
        let small = bound.join(module.wasm);
        if purpose == Purpose::Ship {
            let mut optimise = Command::new(project.npm_tool("wasm-opt"));
            optimise.arg(plain).arg("-o").arg(small);
            optimise
                .arg("--mvp-features")
                .args(WASM_OPT)
                .args(WASM_FEATURES);
            command::step(project, "wasm-opt -Oz", &mut optimise)?;
        } else {
            fs::rename(plain, small)?;
        }
        if !module.brings_bindings {
            let (own, driver) = (bound.join(&script), dist.join(&script));
            if !holds(&fs::read_to_string(driver)?, &fs::read_to_string(own)?) {
                bail!(
                    "{} has other bindings than {script}, which drives it",
                    module.wasm
                );
            }
        }
        for file in files {
            fs::copy(bound.join(file), dist.join(file))
                .with_context(|| format!("the bindings lack {file}"))?;
        }
        Ok(())
    })
}

/// Whether bindings hold all lines of others, in their order: they then drive what the others drive.
fn holds(bindings: &str, others: &str) -> bool {
    let mut lines = bindings.lines();
    others.lines().all(|line| lines.any(|held| held == line))
}

/// The wasm as a module, for the entry that loads nothing else.
fn inline(project: &Project, module: &Module, name: &str, dist: &Path) -> Result<()> {
    let script = project.path("xtask/js/inline-wasm.mjs");
    let wasm = dist.join(module.wasm);
    Stamp::new(project, name)
        .path(&script)?
        .path(&wasm)?
        .unless_fresh(
            &["js", "d.ts"].map(|extension| dist.join(format!("{name}.{extension}"))),
            || {
                let mut node = Command::new("node");
                node.arg(&script).arg(&wasm).arg(dist).arg(name);
                command::step(project, &format!("{} as a script", module.wasm), &mut node)
            },
        )
}

/// The TypeScript face.
fn face(project: &Project, dist: &Path) -> Result<()> {
    Stamp::new(project, "face")
        .path(&project.path("pkg-config/js"))?
        .path(&project.path("pkg-config/tsconfig.json"))?
        .path(&dist.join("engine.d.ts"))?
        .path(&dist.join("rights-engine.d.ts"))?
        .path(&project.path("package-lock.json"))?
        .unless_fresh(
            &[
                "browser.js",
                "inline.js",
                "node.js",
                "worker.js",
                "browser.d.ts",
            ]
            .map(|file| dist.join(file)),
            || {
                let mut tsc = Command::new(project.npm_tool("tsc"));
                tsc.arg("-p").arg(project.path("pkg-config"));
                command::step(project, "TypeScript face", &mut tsc)
            },
        )
}

/// The tarball, as `npm publish` would send it.
fn pack(project: &Project) -> Result<PathBuf> {
    let folder = project.target("package");
    let tarball = folder.join("vitrine.tgz");
    let package = project.path("pkg-config");
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        let source = project.path(licence);
        if source.is_file() {
            fs::copy(&source, package.join(licence))?;
        }
    }
    let mut stamp = Stamp::new(project, "tarball");
    for input in ["package.json", "README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        stamp = stamp.path(&package.join(input))?;
    }
    let mut built = fs::read_dir(package.join("dist"))?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<Vec<_>, _>>()?;
    built.sort();
    for file in &built {
        stamp = stamp.path(file)?;
    }
    stamp.unless_fresh(std::slice::from_ref(&tarball), || {
        fs::create_dir_all(&folder)?;
        let mut npm = Command::new("npm");
        npm.args(["pack", "--loglevel=error", "--pack-destination"])
            .arg(&folder)
            .current_dir(&package);
        let name = command::output(&mut npm)?;
        let Some(name) = name.lines().last() else {
            bail!("npm pack named no tarball")
        };
        // One fixed name: nobody who uses it has to know the version.
        fs::rename(folder.join(name), &tarball)?;
        Ok(())
    })?;
    println!("package: {}", tarball.display());
    Ok(tarball)
}
