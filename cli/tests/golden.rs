//! The native command reproduces the frozen orders to the bit; see `tests/golden/README.md`.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn the_frozen_orders_are_reproduced() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden");
    let requests = fs::File::open(golden.join("requests.jsonl")).expect("the requests");
    let output = Command::new(env!("CARGO_BIN_EXE_vitrine"))
        .args(["rank", "--pack"])
        .arg(golden.join("shop.vtr"))
        .stdin(Stdio::from(requests))
        .output()
        .expect("vitrine runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let answers = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(
        !answers.contains("\"error\""),
        "every request is a good one"
    );
    let orders = golden.join("orders.jsonl");
    if std::env::var_os("VITRINE_BLESS").is_some() {
        fs::write(&orders, &answers).expect("orders can be written");
    }
    let expected = fs::read_to_string(&orders).expect("the frozen orders");
    assert_eq!(answers.lines().count(), expected.lines().count());
    for (answer, expected) in answers.lines().zip(expected.lines()) {
        assert_eq!(answer, expected);
    }
}
