//! Base64url read bit by bit where it stands: nothing is decoded that nobody asks for.

use super::refusal::Refusal;

const BITS_PER_CHARACTER: usize = 6;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const ILLEGAL: u8 = 0x80;

const VALUES: [u8; 256] = {
    let mut values = [ILLEGAL; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// A place in a run of base64url characters, most significant bit first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bits<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    /// The bits of `text`, which has none but the alphabet's characters and at least one of them.
    pub(super) fn new(text: &'a [u8]) -> Result<Self, Refusal> {
        if text.is_empty() {
            return Err(Refusal::Empty);
        }
        let seen = text
            .iter()
            .fold(0, |seen, &character| seen | VALUES[usize::from(character)]);
        if seen & ILLEGAL != 0 {
            return Err(Refusal::IllegalCharacter);
        }
        Ok(Self { text, at: 0 })
    }

    /// The same bits from the `at`th on; reads there refuse if that is beyond the end.
    pub(super) fn from(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// The next `count` bits as a number; at most 48.
    #[inline]
    pub(super) fn take(&mut self, count: usize) -> Result<u64, Refusal> {
        let end = self.at + count;
        let characters = self
            .text
            .get(self.at / BITS_PER_CHARACTER..end.div_ceil(BITS_PER_CHARACTER))
            .ok_or(Refusal::Truncated)?;
        let read = characters.iter().fold(0, |bits, &character| {
            bits << BITS_PER_CHARACTER | u64::from(VALUES[usize::from(character)])
        });
        let surplus = end.next_multiple_of(BITS_PER_CHARACTER) - end;
        self.at = end;
        Ok((read >> surplus) & ((1 << count) - 1))
    }

    /// The next bit.
    #[inline]
    pub(super) fn flag(&mut self) -> Result<bool, Refusal> {
        Ok(self.take(1)? == 1)
    }

    /// The next sixteen bits.
    #[inline]
    pub(super) fn id(&mut self) -> Result<u16, Refusal> {
        Ok(self.take(16)? as u16)
    }

    /// Goes on by `count` bits.
    pub(super) fn skip(&mut self, count: usize) -> Result<(), Refusal> {
        let end = self.at + count;
        if end > self.text.len() * BITS_PER_CHARACTER {
            return Err(Refusal::Truncated);
        }
        self.at = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_read_across_characters() {
        // 000010 010000 011110
        let mut bits = Bits::new(b"CQe").expect("three characters of the alphabet");
        assert_eq!(bits.take(6), Ok(2));
        assert_eq!(bits.take(9), Ok(0b010_000_011));
        assert_eq!(bits.flag(), Ok(true));
        assert_eq!(bits.at, 16);
        assert_eq!(bits.take(3), Err(Refusal::Truncated));
        assert_eq!(bits.take(2), Ok(0b10));
        assert_eq!(bits.skip(1), Err(Refusal::Truncated));
        assert_eq!(bits.from(19).flag(), Err(Refusal::Truncated));
    }

    #[test]
    fn what_is_not_of_the_alphabet_is_refused() {
        assert_eq!(Bits::new(b"").unwrap_err(), Refusal::Empty);
        for character in 0..=255_u8 {
            let known = character.is_ascii_alphanumeric() || b"-_".contains(&character);
            assert_eq!(Bits::new(&[b'A', character]).is_ok(), known, "{character}");
        }
    }
}
