//! `cargo xtask test`: every test of the project.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use super::build;
use super::tally::Tally;
use crate::command;
use crate::demo;
use crate::project::Project;
use crate::setup::bindgen::{self, Tool};
use crate::setup::chromium::{self, Chromium};
use crate::setup::wasm32::{Purpose, Wasm32};
use crate::setup::{firefox, node, webkit};

/// Options of `cargo xtask test`.
#[derive(Args)]
pub(crate) struct TestArguments {
    /// Run only these suites (default: all)
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Suite>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Suite {
    /// cargo test over the workspace
    Rust,
    /// The bindings, by wasm-bindgen-test in a headless browser
    Bindings,
    /// The packed tarball, installed into an empty project, in Node
    Package,
    /// The package and the demo shop in real Chromium
    Browser,
    /// The edge and its examples, in workerd, Deno, Bun and two releases of Node
    Edge,
    /// Projects of other bundlers and frameworks, built from the tarball, in Chromium
    Bundlers,
    /// The whole path of a shopper in Chromium, Firefox and WebKit
    Engines,
}

/// Runs the suites one after the other, all of them even if one fails.
///
/// # Errors
/// When a test failed, a suite could not be run, or something needed is missing.
pub(crate) fn run(project: &Project, arguments: &TestArguments) -> Result<()> {
    let suites = if arguments.only.is_empty() {
        Suite::value_variants().to_vec()
    } else {
        arguments.only.clone()
    };
    let mut tally = Tally::default();
    for suite in suites {
        match suite {
            Suite::Rust => rust(project, &mut tally),
            Suite::Bindings => bindings(project, &mut tally),
            Suite::Package => package(project, &mut tally),
            Suite::Browser => browser(project, &mut tally),
            Suite::Edge => edge(project, &mut tally),
            Suite::Bundlers => bundlers(project, &mut tally),
            Suite::Engines => engines(project, &mut tally),
        };
    }
    tally.close()
}

fn rust(project: &Project, tally: &mut Tally) {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["test", "--workspace", "--no-fail-fast"])
        .current_dir(project.root());
    tally.suite("Rust tests", || Ok(cargo));
}

fn bindings(project: &Project, tally: &mut Tally) {
    tally.suite("bindings in headless Chromium", || {
        let compiler = Wasm32::set_up(project)?;
        let Chromium { browser, driver } = chromium::set_up(project)?;
        let runner = bindgen::set_up(project, Tool::TestRunner)?;
        let mut build = compiler.cargo(project, "test", Purpose::Test);
        build.args(["--package", "vitrine-wasm", "--no-run"]);
        command::step(project, "bindings' tests to wasm", &mut build)?;
        let mut cargo = compiler.cargo(project, "test", Purpose::Test);
        cargo.args(["--package", "vitrine-wasm", "--no-fail-fast"]);
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner);
        cargo.env("CHROMEDRIVER", driver);
        cargo.env(
            "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
            capabilities(project, &browser)?,
        );
        // Two busy cores may take their time to start a browser.
        cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
        Ok(cargo)
    });
}

/// The browser's settings for its WebDriver, in a file.
fn capabilities(project: &Project, browser: &Path) -> Result<PathBuf> {
    let arguments = [
        "--headless=new",
        // Also for root in a container, where its sandbox cannot be had. It loads our own tests and nothing else.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        // Neither updates nor reports from a test.
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];
    let file = project.target("webdriver.json");
    let settings =
        serde_json::json!({ "goog:chromeOptions": { "binary": browser, "args": arguments } });
    std::fs::write(&file, settings.to_string())?;
    Ok(file)
}

fn package(project: &Project, tally: &mut Tally) {
    tally.suite("the npm tarball in Node", || {
        let tarball = build::run(project)?;
        let site = demo::prepare_for_tests(project)?;
        let mut tests = node_tests(project, "tests/runtimes", &tarball)?;
        tests
            .env("VITRINE_COMMAND", site.command)
            .env("VITRINE_DEMO_DATA", site.data);
        Ok(tests)
    });
}

fn browser(project: &Project, tally: &mut Tally) {
    tally.unsteady_suite("the package and the demo in Chromium", || {
        let Chromium { browser, .. } = chromium::set_up(project)?;
        let tarball = build::run(project)?;
        let site = demo::prepare_for_tests(project)?;
        let mut tests = node_tests(project, "tests/browser", &tarball)?;
        tests
            .env("CHROMIUM", browser)
            .env("VITRINE_COMMAND", site.command)
            .env("VITRINE_DEMO_PAGE", site.page)
            .env("VITRINE_DEMO_DATA", site.data);
        Ok(tests)
    });
}

fn edge(project: &Project, tally: &mut Tally) {
    tally.suite("the edge in workerd, Deno, Bun and Node", || {
        let Chromium { browser, .. } = chromium::set_up(project)?;
        let tarball = build::run(project)?;
        let site = demo::prepare_for_tests(project)?;
        let mut tests = node_tests(project, "tests/edge", &tarball)?;
        node::set_up_runtimes(project)?;
        tests
            .env("CHROMIUM", browser)
            .env("VITRINE_COMMAND", site.command)
            .env("VITRINE_DEMO_DATA", site.data);
        Ok(tests)
    });
}

fn bundlers(project: &Project, tally: &mut Tally) {
    tally.unsteady_suite("every bundler and none, in Chromium", || {
        let Chromium { browser, .. } = chromium::set_up(project)?;
        let tarball = build::run(project)?;
        let site = demo::prepare_for_tests(project)?;
        let mut tests = node_tests(project, "tests/runtimes/bundlers", &tarball)?;
        tests
            .env("CHROMIUM", browser)
            .env("VITRINE_COMMAND", site.command)
            .env("VITRINE_DEMO_DATA", site.data);
        Ok(tests)
    });
}

fn engines(project: &Project, tally: &mut Tally) {
    tally.unsteady_suite("every engine: Chromium, Firefox and WebKit", || {
        let Chromium { browser, driver } = chromium::set_up(project)?;
        let firefox = firefox::set_up(project)?;
        let webkit = webkit::set_up(project)?;
        let tarball = build::run(project)?;
        let site = demo::prepare_for_tests(project)?;
        let mut tests = node_tests(project, "tests/engines", &tarball)?;
        tests
            .env("CHROMIUM", browser)
            .env("CHROMEDRIVER", driver)
            .env(firefox::BROWSER, firefox.browser)
            .env(firefox::DRIVER, firefox.driver)
            .env(webkit::BROWSER, webkit.browser)
            .env(webkit::DRIVER, webkit.driver)
            .env(webkit::DISPLAY, webkit.display)
            .env("VITRINE_COMMAND", site.command)
            .env("VITRINE_DEMO_PAGE", site.page)
            .env("VITRINE_DEMO_DATA", site.data);
        Ok(tests)
    });
}

/// Node's own test runner over a folder's `*.test.mjs`.
fn node_tests(project: &Project, folder: &str, tarball: &Path) -> Result<Command> {
    node::set_up(project)?;
    let mut files = Vec::new();
    for entry in std::fs::read_dir(project.path(folder))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    if files.is_empty() {
        bail!("{folder} holds no *.test.mjs");
    }
    files.sort();
    let mut node = Command::new("node");
    // One file at a time: two browsers on two cores only slow each other down.
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
        .args(files);
    node.env("VITRINE_TARBALL", tarball)
        .env("NO_COLOR", "1")
        .current_dir(project.root());
    Ok(node)
}
