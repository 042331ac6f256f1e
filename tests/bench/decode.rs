//! Times the consent decoders within WebAssembly, without the way in: `tests/bench/consent.mjs` calls it.
#![expect(unsafe_code, reason = "JavaScript hands over an address and a length")]

use core::hint::black_box;

use vitrine::consent::{GppString, TcString};

/// Room for a text; it is never given back.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    vec![0_u8; length].leak().as_mut_ptr()
}

/// Reads a text `times` times as a TC string, publisher's purposes included; how often it was accepted.
///
/// # Safety
/// `text` is what [`room`] gave for at least `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tc_string(text: *const u8, length: usize, times: u32) -> u32 {
    // SAFETY: as the caller promises.
    let text = unsafe { read(text, length) };
    let accepted = |_: &u32| {
        TcString::parse(black_box(text)).is_ok_and(|tc| {
            black_box(tc.publisher());
            true
        })
    };
    (0..times).filter(accepted).count() as u32
}

/// The same as a GPP string, with every section of it.
///
/// # Safety
/// As [`tc_string`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gpp_string(text: *const u8, length: usize, times: u32) -> u32 {
    // SAFETY: as the caller promises.
    let text = unsafe { read(text, length) };
    let accepted = |_: &u32| {
        GppString::parse(black_box(text)).is_ok_and(|gpp| {
            let mut sections = gpp.section_ids().iter().map(|&id| gpp.section(id));
            sections.all(|section| black_box(section).is_some_and(|section| section.is_ok()))
        })
    };
    (0..times).filter(accepted).count() as u32
}

/// # Safety
/// As [`tc_string`].
unsafe fn read<'a>(text: *const u8, length: usize) -> &'a str {
    // SAFETY: as the caller promises.
    let bytes = unsafe { core::slice::from_raw_parts(text, length) };
    core::str::from_utf8(bytes).unwrap_or_default()
}
