//! `vitrine-bindgen INPUT.wasm OUT_DIR NAME`: writes `NAME_bg.wasm`, `NAME.js` and `NAME.d.ts` for the `web` target.
#![forbid(unsafe_code)]

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &str| {
        arguments
            .next()
            .with_context(|| format!("missing argument: {what}"))
    };
    let (input, folder, name) = (next("INPUT.wasm")?, next("OUT_DIR")?, next("NAME")?);
    Bindgen::new()
        .input_path(input)
        // One build for every runtime: the entry files differ in how they find the module, nothing else does.
        .web(true)?
        .out_name(&name)
        .typescript(true)
        // The entries name the module's place themselves, so that bundlers see one `new URL`, not two.
        .omit_default_module_path(true)
        // After a trap the face drops the instance and starts again; objects of the old one must not touch the new.
        .reset_state_function(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
}
