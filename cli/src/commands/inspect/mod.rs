//! `vitrine inspect`: what is in a pack, for people, or as JSON for programs.

mod text;

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use vitrine::pack::{Field, FieldKind, Pack, RelationKind, Surface, Tunable};

use super::rank::open_pack;
use crate::failure::Failure;
use crate::parts::{Parts, brotli_size};

/// How many values, items and rows are shown as examples.
const EXAMPLES: usize = 5;

/// Options of `vitrine inspect`.
#[derive(Debug, Args)]
pub struct InspectArguments {
    /// The pack that `vitrine pack` wrote
    #[arg(value_name = "FILE")]
    pack: PathBuf,
    /// Write JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// See [`Failure`].
pub fn run(arguments: &InspectArguments) -> Result<(), Failure> {
    let pack = open_pack(&arguments.pack)?;
    let view = View::of(&pack);
    let text = if arguments.json {
        let mut text = serde_json::to_string_pretty(&view)
            .map_err(|error| Failure::new("broken-stream", error.to_string()))?;
        text.push('\n');
        text
    } else {
        view.text()
    };
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::new(
            "broken-stream",
            format!("Standard output failed: {error}."),
        )),
        _ => Ok(()),
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct View {
    pack: String,
    format_version: u16,
    bytes: usize,
    brotli_bytes: usize,
    #[serde(flatten)]
    sizes: Parts,
    bytes_per_item: f64,
    next_item_bytes_per_item_with_events: f64,
    meta: Vec<(String, String)>,
    sections: Vec<SectionView>,
    fields: Vec<FieldView>,
    popularity: Vec<WindowView>,
    relations: Vec<RelationView>,
    dials: Vec<DialView>,
    weights: Vec<WeightView>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SectionView {
    kind: &'static str,
    bytes: usize,
    brotli_bytes: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FieldView {
    name: String,
    kind: &'static str,
    role: &'static str,
    items: usize,
    values: usize,
    top: Vec<ValueView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    numbers: Option<NumbersView>,
}

#[derive(Debug, Serialize)]
struct ValueView {
    value: String,
    items: usize,
}

#[derive(Debug, Serialize)]
struct NumbersView {
    least: f32,
    median: f32,
    most: f32,
}

#[derive(Debug, Serialize)]
struct WindowView {
    seconds: u32,
    interactions: u64,
    top: Vec<ItemView>,
}

#[derive(Debug, Serialize)]
struct ItemView {
    id: String,
    count: u32,
}

#[derive(Debug, Serialize)]
struct RelationView {
    kind: &'static str,
    weights: usize,
    items: usize,
    examples: Vec<RowView>,
}

#[derive(Debug, Serialize)]
struct RowView {
    item: String,
    follows: Vec<(String, f32)>,
}

#[derive(Debug, Serialize)]
struct DialView {
    name: &'static str,
    value: f32,
}

#[derive(Debug, Serialize)]
struct WeightView {
    surface: &'static str,
    signal: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    weight: f32,
}

fn items(pack: &Pack) -> impl Iterator<Item = u32> + Clone {
    0..pack.len() as u32
}

impl View {
    fn of(pack: &Pack) -> Self {
        let bytes_per_item = pack.bytes().len() as f64 / pack.len().max(1) as f64;
        let sizes = Parts::of(pack);
        Self {
            pack: format!("{:016x}", pack.content_id()),
            format_version: vitrine::pack::VERSION,
            bytes: pack.bytes().len(),
            brotli_bytes: sizes.whole.brotli_bytes,
            bytes_per_item,
            next_item_bytes_per_item_with_events: sizes.next_item_bytes(),
            sizes,
            meta: pack.meta().to_vec(),
            sections: pack
                .sections()
                .map(|(kind, bytes)| SectionView {
                    kind,
                    bytes: bytes.len(),
                    brotli_bytes: brotli_size(bytes),
                })
                .collect(),
            fields: (0..pack.fields().len())
                .map(|field| field_view(pack, field))
                .collect(),
            popularity: pack
                .windows()
                .enumerate()
                .map(|(window, seconds)| window_view(pack, window, seconds))
                .collect(),
            relations: pack
                .relations()
                .iter()
                .map(|r| relation_view(pack, r))
                .collect(),
            dials: Tunable::ALL
                .iter()
                .map(|dial| DialView {
                    name: dial.name(),
                    value: pack.weights().tunable(*dial),
                })
                .collect(),
            weights: weights(pack),
        }
    }
}

fn field_view(pack: &Pack, at: usize) -> FieldView {
    let field: &Field = &pack.fields()[at];
    let role = match at {
        at if pack.category_field() == Some(at) => "the category",
        at if pack.price_field() == Some(at) => "the price",
        _ => "",
    };
    let mut view = FieldView {
        name: field.name().to_owned(),
        kind: field.kind().name(),
        role,
        items: 0,
        values: 0,
        top: Vec::new(),
        numbers: None,
    };
    if matches!(field.kind(), FieldKind::Number | FieldKind::Price) {
        let mut numbers: Vec<f32> = items(pack).filter_map(|i| pack.number(at, i)).collect();
        numbers.sort_by(f32::total_cmp);
        view.items = numbers.len();
        if let (Some(least), Some(most)) = (numbers.first(), numbers.last()) {
            view.numbers = Some(NumbersView {
                least: *least,
                median: numbers[numbers.len() / 2],
                most: *most,
            });
        }
        return view;
    }
    let mut counts = vec![0_usize; field.value_count()];
    for item in items(pack) {
        let mut any = false;
        for value in pack.values(at, item) {
            counts[value as usize] += 1;
            any = true;
        }
        view.items += usize::from(any);
    }
    view.values = counts.iter().filter(|count| **count > 0).count();
    let mut top: Vec<(u32, usize)> = (0..).zip(counts).filter(|(_, count)| *count > 0).collect();
    top.sort_by_key(|(value, count)| (std::cmp::Reverse(*count), *value));
    view.top = top
        .into_iter()
        .take(EXAMPLES)
        .map(|(value, items)| ValueView {
            value: pack.full_text(at, value),
            items,
        })
        .collect();
    view
}

fn window_view(pack: &Pack, window: usize, seconds: u32) -> WindowView {
    let mut top: Vec<u32> = items(pack).collect();
    top.sort_by_key(|item| (std::cmp::Reverse(pack.popularity(window, *item)), *item));
    WindowView {
        seconds,
        interactions: pack.popularity_totals(window).0,
        top: top
            .into_iter()
            .take(EXAMPLES)
            .map(|item| ItemView {
                id: pack.id(item).to_owned(),
                count: pack.popularity(window, item),
            })
            .collect(),
    }
}

fn relation_view(pack: &Pack, relation: &vitrine::pack::Relation) -> RelationView {
    let mut view = RelationView {
        kind: match relation.kind() {
            RelationKind::Session => "session",
            RelationKind::Transition => "transition",
        },
        weights: 0,
        items: 0,
        examples: Vec::new(),
    };
    for item in items(pack) {
        let mut row: Vec<(u32, f32)> = pack.row(relation, item).collect();
        view.weights += row.len();
        view.items += usize::from(!row.is_empty());
        if !row.is_empty() && view.examples.len() < EXAMPLES {
            row.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            view.examples.push(RowView {
                item: pack.id(item).to_owned(),
                follows: row
                    .into_iter()
                    .take(EXAMPLES)
                    .map(|(other, weight)| (pack.id(other).to_owned(), weight))
                    .collect(),
            });
        }
    }
    view
}

fn weights(pack: &Pack) -> Vec<WeightView> {
    let mut all = Vec::new();
    for surface in Surface::ALL {
        for (signal, weight) in pack.weights().signals(surface) {
            all.push(WeightView {
                surface: surface.name(),
                signal: words(&format!("{:?}", signal.code)),
                field: signal
                    .field
                    .and_then(|field| pack.fields().get(usize::from(field)))
                    .map(|field| field.name().to_owned()),
                weight: *weight,
            });
        }
    }
    all
}

/// `OftenFollowsLog` as `often follows log`.
fn words(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}
