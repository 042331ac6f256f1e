//! Little-endian reading and writing, shared by the pack's and the profile's formats.

/// Reads values in order from a byte slice; every read past the end is a [`Short`].
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// The bytes ended before the value did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Short;

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes have been read.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.at == self.bytes.len()
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], Short> {
        let end = self.at.checked_add(length).ok_or(Short)?;
        let taken = self.bytes.get(self.at..end).ok_or(Short)?;
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Short> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Short> {
        Ok(self.array::<1>()?[0])
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Short> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Short> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Short> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn f32(&mut self) -> Result<f32, Short> {
        self.array().map(f32::from_le_bytes)
    }

    /// A whole number as [`Writer::varint`] writes it, and in no other way.
    pub(crate) fn varint(&mut self) -> Result<u32, Short> {
        let (value, at) = varint(self.bytes, self.at).ok_or(Short)?;
        self.at = at;
        Ok(value)
    }

    /// A text with its length in two bytes before it; `None` where it is not UTF-8.
    pub(crate) fn text(&mut self) -> Result<Option<&'a str>, Short> {
        let length = usize::from(self.u16()?);
        Ok(core::str::from_utf8(self.take(length)?).ok())
    }
}

/// Appends values to a byte vector.
#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub(crate) fn u16(&mut self, value: u16) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub(crate) fn u64(&mut self, value: u64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub(crate) fn f32(&mut self, value: f32) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    /// A text, its length in two bytes before it. The caller has checked the length.
    pub(crate) fn text(&mut self, text: &str) {
        self.u16(u16::try_from(text.len()).unwrap_or(u16::MAX));
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// A whole number in groups of seven bits, the low group first (LEB128).
    pub(crate) fn varint(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.u8((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.u8(value as u8);
    }
}

/// Reads a LEB128 number at `at`; gives it and the position after it, or `None` where the bytes end,
/// the number does not fit 32 bits, or it is written longer than it needs to be.
#[inline]
pub(crate) fn varint(bytes: &[u8], mut at: usize) -> Option<(u32, usize)> {
    let mut value = 0_u32;
    let mut shift = 0;
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        let group = u32::from(byte & 0x7f);
        if shift == 28 && group > 0xf {
            return None;
        }
        value |= group << shift;
        if byte < 0x80 {
            let padded = byte == 0 && shift > 0;
            return (!padded).then_some((value, at));
        }
        shift += 7;
        if shift > 28 {
            return None;
        }
    }
}
