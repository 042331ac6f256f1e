//! The popularity section: how often each item was interacted with, in windows that end with the log.

use super::PackError;
use crate::bytes::{Reader, Writer, varint};
use core::ops::Range;

const SECTION: &str = "popularity";
/// Interactions that every item is given in both windows before they are compared.
const TREND_PRIOR: f64 = 5.0;

/// Interactions per item within one window of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PopularityWindow {
    /// The window's length in seconds back from the log's last event; 0 is the whole log.
    pub seconds: u32,
    /// One count for each item, in the items' order.
    pub counts: Vec<u32>,
}

pub(crate) fn write(windows: &[PopularityWindow], items: usize) -> Result<Vec<u8>, PackError> {
    let refuse = |cause| PackError::unwritable(SECTION, cause);
    let mut out = Writer::default();
    out.u8(u8::try_from(windows.len()).map_err(|_| refuse("there are more than 255 windows"))?);
    for window in windows {
        if window.counts.len() != items {
            return Err(refuse("a window does not have one count for each item"));
        }
        out.u32(window.seconds);
        for count in &window.counts {
            out.varint(*count);
        }
    }
    Ok(out.bytes)
}

/// The windows of an opened pack.
#[derive(Debug)]
pub(crate) struct Popularity {
    windows: Vec<Window>,
    /// Of each item how popular it is and how much it is trending; see [`Popularity::liked`].
    liked: Vec<[f32; 2]>,
}

#[derive(Debug)]
struct Window {
    seconds: u32,
    counts: Vec<u32>,
    total: u64,
    highest: u32,
}

impl Popularity {
    pub(crate) fn read(pack: &[u8], range: Range<usize>, items: usize) -> Result<Self, PackError> {
        let short = |_| PackError::bad(SECTION, "it ends too early");
        let section = &pack[range];
        let mut reader = Reader::new(section);
        let count = reader.u8().map_err(short)?;
        let mut windows = Vec::with_capacity(usize::from(count));
        for _ in 0..count {
            let seconds = reader.u32().map_err(short)?;
            let mut counts = Vec::with_capacity(items);
            for _ in 0..items {
                let (count, after) = varint(section, reader.at())
                    .ok_or(PackError::bad(SECTION, "a count is not a number"))?;
                reader.take(after - reader.at()).map_err(short)?;
                counts.push(count);
            }
            windows.push(Window {
                seconds,
                total: counts.iter().copied().map(u64::from).sum(),
                highest: counts.iter().copied().max().unwrap_or(0),
                counts,
            });
        }
        if !reader.is_empty() {
            return Err(PackError::bad(SECTION, "bytes are left over"));
        }
        let mut popularity = Self {
            windows,
            liked: Vec::new(),
        };
        popularity.liked = (0..items as u32)
            .map(|item| popularity.measure(item))
            .collect();
        Ok(popularity)
    }

    /// Takes the sum and the highest count of each window over all items of a shop, where only some of them are here.
    #[cfg(feature = "slices")]
    pub(super) fn set_totals(&mut self, totals: impl Iterator<Item = (u64, u32)>) {
        for (window, (total, highest)) in self.windows.iter_mut().zip(totals) {
            (window.total, window.highest) = (total, highest);
        }
        self.liked = (0..self.liked.len() as u32)
            .map(|item| self.measure(item))
            .collect();
    }

    fn measure(&self, item: u32) -> [f32; 2] {
        let (whole, highest) = self.total_and_highest(0);
        let (recent, _) = self.total_and_highest(1);
        let count = f64::from(self.count(0, item));
        let popular = libm::log(1.0 + count) / libm::log(1.0 + f64::from(highest.max(1)));
        let lately = f64::from(self.count(1, item));
        let expected = count * recent as f64 / (whole as f64).max(1.0);
        let trending = libm::log((lately + TREND_PRIOR) / (expected + TREND_PRIOR));
        [popular as f32, trending as f32]
    }

    /// How popular an item is, ln(1 + count) over ln(1 + highest count) in the whole log; and how much
    /// it is trending, ln of the recent window's count over the expected one, some added to both.
    #[inline]
    pub(crate) fn liked(&self, item: u32) -> [f32; 2] {
        self.liked[item as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.windows.len()
    }

    pub(crate) fn seconds(&self, window: usize) -> u32 {
        self.windows[window].seconds
    }

    /// The sum of all counts, and the highest one; zeros where there is no such window.
    pub(crate) fn total_and_highest(&self, window: usize) -> (u64, u32) {
        self.windows
            .get(window)
            .map_or((0, 0), |window| (window.total, window.highest))
    }

    /// An item's count; 0 where there is no such window.
    pub(crate) fn count(&self, window: usize, item: u32) -> u32 {
        let window = self.windows.get(window);
        window.map_or(0, |window| window.counts[item as usize])
    }
}
