//! The head: what all slices share, and what was measured over all items.

use super::file::{Body, write_bytes, write_text};
use super::values::{self, Values};
use crate::bytes::Writer;
use crate::pack::container::SectionKind;
use crate::pack::{FieldKind, Pack, PackError, RelationKind};

const PART: &str = "head";

/// One field as all slices have it.
pub(super) struct HeadField {
    pub(super) name: String,
    pub(super) kind: FieldKind,
    pub(super) separator: char,
    pub(super) spread: f32,
    /// The broadest steps of a path: by them the shopper's interest is added up, whatever is loaded.
    pub(super) values: Values,
}

/// One window of popularity over all items.
pub(super) struct HeadWindow {
    pub(super) seconds: u32,
    pub(super) total: u64,
    pub(super) highest: u32,
}

/// See the module.
pub(super) struct Head {
    /// How many items the shop has, and into how many slices they are cut; [`PAGE`](super::slice::PAGE) where that is not told.
    pub(super) items: u32,
    pub(super) slices: u32,
    pub(super) meta: Vec<u8>,
    pub(super) fields: Vec<HeadField>,
    pub(super) windows: Vec<HeadWindow>,
    pub(super) relations: Vec<(RelationKind, f32)>,
    pub(super) weights: Vec<u8>,
}

pub(super) fn write(pack: &Pack, slices: u32) -> Result<Vec<u8>, PackError> {
    let mut out = Writer::default();
    out.u32(pack.len() as u32);
    out.u32(slices);
    write_bytes(&mut out, section(pack, SectionKind::Meta)?);
    out.varint(pack.fields().len() as u32);
    for (index, field) in pack.fields().iter().enumerate() {
        write_text(&mut out, field.name());
        out.u8(field.kind() as u8);
        if field.is_number() {
            out.f32(field.spread());
        } else if field.kind() == FieldKind::Path {
            out.u32(u32::from(field.separator()));
            let broadest: Vec<u32> = (0..field.value_count() as u32)
                .filter(|value| field.steps(*value).nth(1).is_none())
                .collect();
            out.varint(broadest.len() as u32);
            for value in broadest {
                let text = pack.value_text(index, value);
                values::write(&mut out, field.kind(), 0, text, field.base_rate(value));
            }
        }
    }
    out.varint(pack.windows().count() as u32);
    for (window, seconds) in pack.windows().enumerate() {
        let (total, highest) = pack.popularity_totals(window);
        out.u32(seconds);
        out.u64(total);
        out.u32(highest);
    }
    out.varint(pack.relations().len() as u32);
    for relation in pack.relations() {
        out.u8(relation.kind() as u8);
        out.f32(relation.scale());
    }
    // The pack's own, whatever a merchant has set in their place.
    write_bytes(&mut out, section(pack, SectionKind::Weights)?);
    Ok(out.bytes)
}

/// A section of which there is one, as it stands in the pack.
fn section(pack: &Pack, kind: SectionKind) -> Result<&[u8], PackError> {
    let of_kind = |(name, bytes)| (name == kind.name()).then_some(bytes);
    let mut sections = pack.sections();
    sections
        .find_map(of_kind)
        .ok_or(PackError::MissingSection(kind.name()))
}

impl Head {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, PackError> {
        let mut body = Body::new(bytes, PART);
        let (items, slices) = (body.u32()?, body.u32()?);
        if slices == 0 {
            return Err(body.bad("it has no slices"));
        }
        let meta = body.bytes()?.to_vec();
        let mut fields = Vec::new();
        for _ in 0..body.varint()? {
            let name = body.text()?;
            let kind = FieldKind::from_number(body.u8()?)
                .ok_or_else(|| body.bad("a field's kind is unknown"))?;
            let mut field = HeadField {
                name,
                kind,
                separator: '/',
                spread: 0.0,
                values: Values::default(),
            };
            match kind {
                FieldKind::Number | FieldKind::Price => {
                    field.spread = body.f32()?;
                    if !field.spread.is_finite() || field.spread < 0.0 {
                        return Err(body.bad("a spread is not a positive number"));
                    }
                }
                FieldKind::Path => {
                    field.separator = char::from_u32(body.u32()?)
                        .ok_or_else(|| body.bad("a separator is not a character"))?;
                    field.values = Values::read(&mut body, kind)?;
                }
                FieldKind::Label | FieldKind::Tags => {}
            }
            fields.push(field);
        }
        let mut windows = Vec::new();
        for _ in 0..body.varint()? {
            windows.push(HeadWindow {
                seconds: body.u32()?,
                total: body.u64()?,
                highest: body.u32()?,
            });
        }
        let mut relations = Vec::new();
        for _ in 0..body.varint()? {
            let kind = RelationKind::from_number(body.u8()?)
                .ok_or_else(|| body.bad("a relation's kind is unknown"))?;
            relations.push((kind, body.f32()?));
        }
        let weights = body.bytes()?.to_vec();
        body.end()?;
        Ok(Self {
            items,
            slices,
            meta,
            fields,
            windows,
            relations,
            weights,
        })
    }
}
