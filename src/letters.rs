//! Small letters of the alphabets with large ones that shops are written in: Latin with its marks, Greek and Cyrillic.
//! Unicode's own tables know a hundred scripts more, and are five kilobytes of what every page loads.

/// The small letter of a large one; anything else is its own.
pub(crate) fn small(letter: char) -> char {
    let code = letter as u32;
    let even = code & !1;
    let next = match code {
        // Basic Latin, Latin-1, Greek and Cyrillic lie a fixed way apart.
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => {
            code + 32
        }
        0x400..=0x40f => code + 80,
        0x386 => 0x3ac,
        0x388..=0x38a => code + 37,
        0x38c => 0x3cc,
        0x38e | 0x38f => code + 63,
        // The dotted I of Turkish, whose small letter is two characters elsewhere.
        0x130 => 0x69,
        0x178 => 0xff,
        // A large letter, then its small one.
        0x100..=0x137
        | 0x14a..=0x177
        | 0x1a0..=0x1a5
        | 0x218..=0x21b
        | 0x460..=0x481
        | 0x48a..=0x4bf
        | 0x4d0..=0x52f
        | 0x1e00..=0x1e95
        | 0x1ea0..=0x1eff => even + 1,
        0x139..=0x148 | 0x179..=0x17e | 0x1af..=0x1b0 => code + (code & 1),
        _ => code,
    };
    char::from_u32(next).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::small;

    #[test]
    fn letters_in_use_are_as_unicode_has_them() {
        let alphabets = [
            'A'..='Z',
            '\u{c0}'..='\u{17f}',
            '\u{218}'..='\u{21b}',
            '\u{386}'..='\u{3ce}',
            '\u{400}'..='\u{481}',
            '\u{48a}'..='\u{4bf}',
            '\u{4d0}'..='\u{52f}',
            '\u{1e00}'..='\u{1e9d}',
            '\u{1ea0}'..='\u{1eff}',
        ];
        for letter in alphabets.into_iter().flatten().chain("ƠơƯư".chars()) {
            let unicode: Vec<char> = letter.to_lowercase().collect();
            if unicode.len() == 1 {
                assert_eq!([small(letter)], *unicode, "{letter}");
            }
        }
        assert_eq!(small('İ'), 'i');
        assert_eq!(
            ["ß", "中", "1"].map(|t| t.chars().map(small).collect::<String>()),
            ["ß", "中", "1"]
        );
    }
}
