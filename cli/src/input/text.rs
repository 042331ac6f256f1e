//! Text of unsure encoding.

use std::borrow::Cow;

/// `bytes` as text, and whether they were UTF-8. What is not is read as Windows-1252, the encoding
/// that older Western shops export (Latin-1 is a part of it): no byte is lost, and the caller counts
/// the rows so that nobody is surprised.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), true),
        Err(_) => (
            Cow::Owned(bytes.iter().map(|b| windows_1252(*b)).collect()),
            false,
        ),
    }
}

/// <https://encoding.spec.whatwg.org/index-windows-1252.txt>: as Latin-1, but for 0x80 to 0x9F.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn keeps_utf8_and_reads_the_rest_as_windows_1252() {
        assert_eq!(decode("Größe 👟".as_bytes()), ("Größe 👟".into(), true));
        assert_eq!(decode(b"caf\xe9 5\x80"), ("café 5€".into(), false));
    }
}
