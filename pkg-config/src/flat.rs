//! What crosses the boundary beside handles, flat: all texts as one string, all numbers as one array. Objects would have
//! to be read and made member by member, at many times the code. `js/flat.ts` is the other side.
//!
//! In the array, a text is its length in UTF-16 units, or NaN where there is none; a list is its length, and then its
//! entries.

/// Reads what the face wrote. Past the end there are no texts, and NaN.
pub(crate) struct Reader<'a> {
    texts: &'a str,
    numbers: core::slice::Iter<'a, f64>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(texts: &'a str, numbers: &'a [f64]) -> Self {
        let numbers = numbers.iter();
        Self { texts, numbers }
    }

    pub(crate) fn number(&mut self) -> f64 {
        self.numbers.next().copied().unwrap_or(f64::NAN)
    }

    /// A whole number, or none where NaN stands.
    pub(crate) fn whole(&mut self) -> Option<u32> {
        let number = self.number();
        (!number.is_nan()).then_some(number as u32)
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let mut units = self.whole()? as usize;
        let mut end = 0;
        // Of ASCII a unit is a byte, and a consent string is long.
        if let Some(text) = self
            .texts
            .as_bytes()
            .get(..units)
            .filter(|text| text.is_ascii())
        {
            (units, end) = (0, text.len());
        }
        for char in self.texts.chars() {
            if units == 0 {
                break;
            }
            units = units.saturating_sub(char.len_utf16());
            end += char.len_utf8();
        }
        let (text, rest) = self.texts.split_at(end);
        // The face parts texts by a space: halves of a surrogate pair must not meet and become one character.
        self.texts = rest.strip_prefix(' ').unwrap_or(rest);
        Some(text)
    }

    /// A list of texts; none where one of them is missing.
    pub(crate) fn texts(&mut self) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        for _ in 0..self.whole()? {
            texts.push(self.text()?.to_owned());
        }
        Some(texts)
    }
}

/// Writes what the face reads.
#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) texts: String,
    pub(crate) numbers: Vec<f64>,
}

impl Writer {
    pub(crate) fn number(&mut self, number: impl Into<f64>) {
        self.numbers.push(number.into());
    }

    pub(crate) fn count(&mut self, count: usize) {
        self.number(count as u32);
    }

    pub(crate) fn flag(&mut self, flag: bool) {
        self.number(u8::from(flag));
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.count(text.encode_utf16().count());
        self.texts.push_str(text);
    }

    /// A text that may be missing.
    #[cfg(feature = "rights")]
    pub(crate) fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.number(f64::NAN),
        }
    }
}
