//! What a pack takes, part by part: as it is, and as servers send it.

use serde::Serialize;
use vitrine::pack::Pack;

use crate::input::report::grouped;

/// The quality at which files are compressed that are made once and sent often.
const BROTLI_QUALITY: i32 = 9;
/// What parts are called, by the name of their sections.
const NAMES: [(&str, &str); 6] = [
    ("relation", NEXT_ITEM),
    ("items", "ids"),
    ("field", "attributes"),
    ("popularity", "popularity"),
    ("weights", "weights"),
    ("meta", "meta"),
];
const NEXT_ITEM: &str = "next-item";

/// One part: all sections of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// What it holds.
    pub name: &'static str,
    /// Bytes as they are.
    pub bytes: usize,
    /// Bytes with brotli, each section compressed on its own.
    pub brotli_bytes: usize,
}

/// All that a pack takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parts {
    /// Items.
    pub items: usize,
    /// Items that had events when the pack was made; without a log none.
    pub items_with_events: usize,
    /// The parts; none of kinds that the pack does not have.
    pub parts: Vec<Part>,
    /// The whole file.
    #[serde(skip)]
    pub whole: Part,
}

impl Parts {
    /// Takes a pack's measure.
    pub fn of(pack: &Pack) -> Parts {
        let part = |(kind, name): (&str, &'static str)| {
            let mut part = Part {
                name,
                bytes: 0,
                brotli_bytes: 0,
            };
            for (_, bytes) in pack.sections().filter(|section| section.0 == kind) {
                part.bytes += bytes.len();
                part.brotli_bytes += brotli_size(bytes);
            }
            part
        };
        let has_log = pack.meta().iter().any(|(name, _)| name == "last-event");
        let counted = |item: &u32| has_log && pack.popularity(0, *item) > 0;
        Parts {
            items: pack.len(),
            items_with_events: (0..pack.len() as u32).filter(counted).count(),
            parts: NAMES
                .into_iter()
                .map(part)
                .filter(|part| part.bytes > 0)
                .collect(),
            whole: Part {
                name: "all",
                bytes: pack.bytes().len(),
                brotli_bytes: brotli_size(pack.bytes()),
            },
        }
    }

    /// Bytes with brotli of what is known of next items, for each item that has events.
    pub fn next_item_bytes(&self) -> f64 {
        let part = self.parts.iter().find(|part| part.name == NEXT_ITEM);
        let bytes = part.map_or(0, |part| part.brotli_bytes);
        bytes as f64 / self.items_with_events.max(1) as f64
    }

    /// A table, a line a part, and what the next-item knowledge takes.
    pub fn lines(&self) -> Vec<String> {
        let head = format!("{:<12} {:>12} {:>12}", "", "as it is", "brotli");
        let each = self.items.max(1) as f64;
        let line = |part: &Part| {
            format!(
                "{:<12} {:>12} {:>12}  {:>8.1} per item",
                part.name,
                grouped(part.bytes as u64),
                grouped(part.brotli_bytes as u64),
                part.brotli_bytes as f64 / each
            )
        };
        let parts = self.parts.iter().chain([&self.whole]).map(line);
        let known = (self.items_with_events > 0).then(|| {
            format!(
                "next-item knowledge: {:.1} bytes with brotli for each of the {} items with events",
                self.next_item_bytes(),
                grouped(self.items_with_events as u64)
            )
        });
        [head].into_iter().chain(parts).chain(known).collect()
    }
}

/// How many bytes these are with brotli.
pub fn brotli_size(bytes: &[u8]) -> usize {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        ..Default::default()
    };
    let mut compressed = Vec::new();
    // A reader in memory and a writer in memory do not fail.
    let _ = brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters);
    compressed.len()
}
