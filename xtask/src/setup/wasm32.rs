//! A Rust compiler for wasm32-unknown-unknown.
//!
//! The ordinary way is rustup's target, with the standard library's sources beside it where rustup has them: built from
//! these, it can leave out all that a panic would print, and the wasm is a quarter smaller. Where rustup's server cannot
//! be reached, Debian's rustc-web does the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use super::debian;
use crate::command;
use crate::project::Project;

/// The target's name.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
/// The server answers within seconds or not at all.
const RUSTUP_LIMIT: Duration = Duration::from_secs(20);
/// Names the compiler to use, `rustup` or `debian`; unset, the first that works.
const CHOICE: &str = "VITRINE_WASM_COMPILER";
const DEBIAN_PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
];

/// Which compiler makes the wasm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wasm32 {
    /// The toolchain that runs this task, with rustup's standard library for wasm32.
    Rustup {
        /// Whether that library's sources are there, so that what ships can be built with a smaller one.
        sources: bool,
    },
    /// Debian's rustc-web; the standard library is built with the engine.
    Debian,
}

/// What a build is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be downloaded by shoppers: every byte counts.
    Ship,
    /// To be tested: panics keep their messages.
    Test,
}

impl Wasm32 {
    /// Finds a compiler, installing one where there is none.
    ///
    /// # Errors
    /// One sentence that says what to install, when neither way works.
    pub(crate) fn set_up(project: &Project) -> Result<Self> {
        match std::env::var(CHOICE).as_deref() {
            Ok("rustup") => {
                if has_rustup_target() || add_rustup_target(project)? {
                    return Self::with_sources(project);
                }
                bail!(
                    "`rustup target add {TARGET}` did not succeed within {} s; unset {CHOICE} to try Debian's compiler",
                    RUSTUP_LIMIT.as_secs()
                );
            }
            Ok("debian") => return Self::set_up_debian(project),
            Ok(other) => bail!("{CHOICE} is {other:?}; set it to rustup or debian, or unset it"),
            Err(_) => {}
        }
        if has_rustup_target() || once(project, "wasm32 target", add_rustup_target)? {
            return Self::with_sources(project);
        }
        eprintln!("  rustup has no {TARGET} here: Debian's compiler is used instead");
        Self::set_up_debian(project)
    }

    fn with_sources(project: &Project) -> Result<Self> {
        let sources =
            has_rustup_sources() || once(project, "rust-src component", add_rustup_sources)?;
        if !sources {
            eprintln!("  rustup has no rust-src here: the wasm will be larger than it could be");
        }
        Ok(Self::Rustup { sources })
    }

    fn set_up_debian(project: &Project) -> Result<Self> {
        if !has_debian_compiler() {
            debian::install(project, "a Rust compiler for wasm32", &DEBIAN_PACKAGES)?;
        }
        if !has_debian_compiler() {
            bail!(
                "there is no Rust compiler for wasm32: run `rustup target add {TARGET}` where rustup's server can be reached"
            );
        }
        Ok(Self::Debian)
    }

    /// `cargo SUBCOMMAND` for wasm32 with this compiler. Its artifacts lie in [`Self::target_folder`].
    pub(crate) fn cargo(self, project: &Project, subcommand: &str, purpose: Purpose) -> Command {
        let program = match self {
            Self::Rustup { .. } => "cargo",
            Self::Debian => "/usr/bin/cargo",
        };
        let mut cargo = Command::new(program);
        cargo.current_dir(project.root());
        // `cargo xtask` hands down its own settings, which are not this build's.
        for inherited in [
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
            "CARGO_BUILD_TARGET",
            "RUSTC",
            "LD_LIBRARY_PATH",
        ] {
            cargo.env_remove(inherited);
        }
        cargo.env("CARGO_TARGET_DIR", self.target_folder(project));
        cargo.args([subcommand, "--target", TARGET]);
        if purpose == Purpose::Test {
            // The workspace optimises dependencies for its training in tests; here that only slows the macros' build.
            cargo.args(["--config", "profile.dev.package.\"*\".opt-level=0"]);
        }
        if self == Self::Debian {
            cargo
                .env("RUSTC", "/usr/bin/rustc")
                .env("RUSTDOC", "/usr/bin/rustdoc");
            cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22");
        }
        let builds_std = match self {
            Self::Rustup { sources } => sources && purpose == Purpose::Ship,
            // It brings the sources and nothing built from them.
            Self::Debian => true,
        };
        if builds_std {
            // These compilers are stable releases; building their own standard library is behind a nightly flag.
            cargo
                .env("RUSTC_BOOTSTRAP", "1")
                .arg("-Zbuild-std=std,panic_abort");
            if purpose == Purpose::Ship {
                // A quarter smaller: the standard library's sizes over its speed, and a panic is one instruction.
                cargo.arg("-Zbuild-std-features=optimize_for_size");
                // Where a panic would have happened is told to nobody: the names of source files stay out, too.
                cargo.env(
                    "RUSTFLAGS",
                    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none",
                );
            }
        }
        cargo
    }

    /// Where this compiler's artifacts go: never among another compiler's.
    pub(crate) fn target_folder(self, project: &Project) -> PathBuf {
        project.target(match self {
            Self::Rustup { .. } => "wasm-rustup",
            Self::Debian => "wasm-debian",
        })
    }

    /// What stamps record: another compiler, another wasm.
    pub(crate) fn version(self) -> Result<String> {
        let mut rustc = Command::new(match self {
            Self::Rustup { .. } => "rustc",
            Self::Debian => "/usr/bin/rustc",
        });
        Ok(format!(
            "{self:?} {}",
            command::output(rustc.arg("--version"))?
        ))
    }
}

/// Tries a step of rustup's once: a server that could not be reached is not waited for again.
fn once(project: &Project, what: &str, add: impl FnOnce(&Project) -> Result<bool>) -> Result<bool> {
    let remembered = project
        .target("xtask-stamps")
        .join(format!("rustup-{}-failed", what.replace(' ', "-")));
    if remembered.exists() || !command::on_path("rustup") {
        return Ok(false);
    }
    let added = add(project)?;
    if !added {
        if let Some(folder) = remembered.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(
            &remembered,
            format!("rustup could not add the {what}; delete this file to try again\n"),
        )?;
    }
    Ok(added)
}

fn add_rustup_target(project: &Project) -> Result<bool> {
    rustup(project, &["target", "add", TARGET])
}

fn add_rustup_sources(project: &Project) -> Result<bool> {
    rustup(project, &["component", "add", "rust-src"])
}

fn rustup(project: &Project, arguments: &[&str]) -> Result<bool> {
    let mut rustup = Command::new("rustup");
    rustup.args(arguments).current_dir(project.root());
    command::attempt(
        project,
        &format!("rustup {}", arguments.join(" ")),
        &mut rustup,
        RUSTUP_LIMIT,
    )
}

fn has_rustup_target() -> bool {
    in_sysroot(&format!("lib/rustlib/{TARGET}/lib"))
}

fn has_rustup_sources() -> bool {
    in_sysroot("lib/rustlib/src/rust/library/std/Cargo.toml")
}

/// Whether the toolchain that runs this task has a file or folder.
fn in_sysroot(below: &str) -> bool {
    command::output(Command::new("rustc").args(["--print", "sysroot"]))
        .is_ok_and(|sysroot| Path::new(&sysroot).join(below).exists())
}

fn has_debian_compiler() -> bool {
    [
        "/usr/bin/cargo",
        "/usr/bin/rustc",
        "/usr/bin/wasm-ld-22",
        "/usr/lib/rustlib/src/rust/library/std/Cargo.toml",
    ]
    .iter()
    .all(|file| Path::new(file).exists())
}
