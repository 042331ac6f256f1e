//! Catalogues as shops' systems export them: `tests/feeds` holds the bundled shop in each kind, and each
//! gives the pack that the shop's own table gives. `VITRINE_BLESS=1` writes those files anew.

mod choices;
#[path = "../common/mod.rs"]
mod common;
mod hostile;
mod make;
mod same;

use std::path::Path;

/// A file of `tests/feeds`.
fn feed(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/feeds");
    folder.join(name).display().to_string()
}

#[test]
fn the_files_are_made_of_the_bundled_shop() {
    for (name, text) in make::files() {
        if std::env::var_os("VITRINE_BLESS").is_some() {
            std::fs::write(feed(name), &text).expect("written");
        }
        let kept = std::fs::read_to_string(feed(name)).expect("the file is there");
        assert!(
            kept == text,
            "{name} is not what cli/tests/feeds/make.rs makes"
        );
    }
}
