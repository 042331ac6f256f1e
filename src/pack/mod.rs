//! The knowledge pack: what the shop knows, in one file. The format is specified in
//! `docs/pack-format.md`; each part is written and read in one file of this folder.
//!
//! A pack is validated once, when it is opened; afterwards it is read where it lies.

mod container;
mod error;
mod field;
mod items;
mod keys;
mod meta;
mod overrides;
mod popularity;
mod relation;
mod sensitive;
mod signal;
#[cfg(feature = "slices")]
pub mod slices;
mod source;
mod texts;
mod trees;
mod tunable;
mod weights;

pub use container::{MAGIC, VERSION};
pub use error::PackError;
pub use field::{Field, FieldData, FieldKind, FieldSource, MAX_PATH_STEPS, MAX_TAGS};
pub use overrides::{MAX_FACTOR, OverrideError};
pub use popularity::PopularityWindow;
pub(crate) use relation::FOLLOWS_FLOOR;
pub use relation::{MAX_ROW, Relation, RelationKind, RelationSource, Row};
pub use sensitive::{DEMOGRAPHIC_FIELDS, Sensitive, UnknownField};
pub use signal::{Signal, SignalCode, Surface};
pub use source::PackSource;
pub use trees::{MAX_DEPTH, Tree, Trees};
pub use tunable::Tunable;
pub use weights::Weights;

use crate::Key;
use container::SectionKind;
use core::ops::Range;

/// An opened pack: its bytes, and where everything lies in them.
#[derive(Debug)]
pub struct Pack {
    bytes: Vec<u8>,
    content_id: u64,
    sections: Vec<(&'static str, Range<usize>)>,
    meta: Vec<(String, String)>,
    items: items::Items,
    fields: Vec<Field>,
    popularity: popularity::Popularity,
    relations: Vec<Relation>,
    weights: Weights,
    sensitive: Sensitive,
    category: Option<usize>,
    price: Option<usize>,
    click_through: Option<usize>,
}

/// The name of the field that holds how often an item is chosen where it is shown.
pub const CLICK_THROUGH: &str = "click-through";

impl Pack {
    /// Opens a pack, after checking every byte of it.
    ///
    /// # Errors
    /// A [`PackError`] that names the rule which the bytes break. No input makes it panic.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, PackError> {
        let container = container::open(&bytes)?;
        let of_kind = |kind| {
            container
                .sections
                .iter()
                .filter(move |s| s.0 == kind)
                .map(|s| s.1.clone())
        };
        let the = |kind: SectionKind| {
            of_kind(kind)
                .next()
                .ok_or(PackError::MissingSection(kind.name()))
        };
        let meta = meta::read(&bytes[the(SectionKind::Meta)?])?;
        let range = the(SectionKind::Items)?;
        let items = items::Items::read(&bytes, range.start, range.end)?;
        let range = the(SectionKind::Popularity)?;
        let popularity = popularity::Popularity::read(&bytes, range, items.len())?;
        let mut fields: Vec<Field> = Vec::new();
        for range in of_kind(SectionKind::Field) {
            let popularity = |item| popularity.count(0, item);
            let field = Field::read(&bytes, range, items.len(), popularity)?;
            if fields.iter().any(|other| other.key() == field.key()) {
                return Err(PackError::bad("field", "two fields have one name"));
            }
            fields.push(field);
        }
        let mut relations: Vec<Relation> = Vec::new();
        for range in of_kind(SectionKind::Relation) {
            let relation = Relation::read(&bytes, range, items.len())?;
            if relations
                .iter()
                .any(|other| other.kind() == relation.kind())
            {
                return Err(PackError::bad("relation", "a kind stands twice"));
            }
            relations.push(relation);
        }
        let weights = weights::read(&bytes[the(SectionKind::Weights)?], fields.len())?;
        let sections = container
            .sections
            .iter()
            .map(|(kind, range)| (kind.name(), range.clone()))
            .collect();
        Ok(Self {
            content_id: container.content_id,
            sections,
            meta,
            items,
            category: category(&fields),
            price: fields
                .iter()
                .position(|field| field.kind() == FieldKind::Price),
            click_through: fields.iter().position(|field| {
                field.kind() == FieldKind::Number && field.name() == CLICK_THROUGH
            }),
            fields,
            popularity,
            relations,
            weights,
            sensitive: Sensitive::default(),
            bytes,
        })
    }

    /// A number that changes whenever anything in the pack does.
    #[must_use]
    pub fn content_id(&self) -> u64 {
        self.content_id
    }

    /// The pack's bytes, as they were opened.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Each section's kind and bytes, in the file's order.
    pub fn sections(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        let sections = self.sections.iter();
        sections.map(|(kind, range)| (*kind, &self.bytes[range.clone()]))
    }

    /// What the pack says of itself.
    #[must_use]
    pub fn meta(&self) -> &[(String, String)] {
        &self.meta
    }

    /// How many items it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The dense index of an item id.
    #[must_use]
    pub fn lookup(&self, id: &str) -> Option<u32> {
        // Two ids may share a key, though none has been met: the text decides.
        let found = self
            .find(crate::item_key(id))
            .filter(|item| self.id(*item) == id);
        #[cfg(feature = "slices")]
        let found = found.filter(|item| !self.items.is_stranger(*item));
        found
    }

    /// The dense index of the item with a stable key.
    #[must_use]
    pub fn find(&self, key: Key) -> Option<u32> {
        self.items.find(key)
    }

    /// The id of an item. Items are below [`len`](Self::len), here and in all that follows.
    #[must_use]
    pub fn id(&self, item: u32) -> &str {
        self.items.id(&self.bytes, item)
    }

    /// The stable key of an item.
    #[must_use]
    pub fn key(&self, item: u32) -> Key {
        self.items.key(item)
    }

    /// The attribute fields.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The index of the field within which prices are compared: the one named `category`, or else
    /// the first path.
    #[must_use]
    pub fn category_field(&self) -> Option<usize> {
        self.category
    }

    /// The index of the field that holds the price.
    #[must_use]
    pub fn price_field(&self) -> Option<usize> {
        self.price
    }

    /// The index of the field of numbers named [`CLICK_THROUGH`].
    #[must_use]
    pub fn click_through_field(&self) -> Option<usize> {
        self.click_through
    }

    /// An item's values of a field; of a path, its narrowest step. Numbers have none.
    pub fn values(&self, field: usize, item: u32) -> impl Iterator<Item = u32> + '_ {
        self.fields[field].values(&self.bytes, item)
    }

    /// An item's number in a field of numbers.
    #[must_use]
    pub fn number(&self, field: usize, item: u32) -> Option<f32> {
        self.fields[field].number(&self.bytes, item)
    }

    /// The text of a field's value: of a path, of its last step.
    #[must_use]
    pub fn value_text(&self, field: usize, value: u32) -> &str {
        self.fields[field].text(&self.bytes, value)
    }

    /// The text of a field's value, a path's steps joined by ` / `, the broadest first.
    #[must_use]
    pub fn full_text(&self, field: usize, value: u32) -> String {
        let mut steps: Vec<&str> = self.fields[field]
            .steps(value)
            .map(|step| self.value_text(field, step))
            .collect();
        steps.reverse();
        steps.join(" / ")
    }

    /// The lengths in seconds of the popularity windows; 0 is the whole log.
    pub fn windows(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.popularity.len()).map(|window| self.popularity.seconds(window))
    }

    /// How often an item was interacted with in a window.
    #[must_use]
    pub fn popularity(&self, window: usize, item: u32) -> u32 {
        self.popularity.count(window, item)
    }

    /// The sum of all items' counts in a window, and the highest.
    #[must_use]
    pub fn popularity_totals(&self, window: usize) -> (u64, u32) {
        self.popularity.total_and_highest(window)
    }

    /// How popular an item is (0 to 1) and how much it is trending (a logarithm, 0 for as ever); see
    /// `docs/tunables.md`.
    #[inline]
    #[must_use]
    pub fn liked(&self, item: u32) -> [f32; 2] {
        self.popularity.liked(item)
    }

    /// The relations, each kind at most once.
    #[must_use]
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// The relation of a kind, if the pack has it.
    #[must_use]
    pub fn relation(&self, kind: RelationKind) -> Option<&Relation> {
        self.relations
            .iter()
            .find(|relation| relation.kind() == kind)
    }

    /// The items that predict `candidate` in a relation of this pack, each with its weight.
    #[must_use]
    pub fn row<'a>(&'a self, relation: &'a Relation, candidate: u32) -> Row<'a> {
        relation.row(&self.bytes, candidate)
    }

    /// The weights and dials.
    #[must_use]
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// What is never recorded.
    #[must_use]
    pub fn sensitive(&self) -> &Sensitive {
        &self.sensitive
    }

    /// Takes what the merchant wants never recorded, made of this pack. What a profile remembers of it already goes by
    /// [`Profile::keep_only`](crate::profile::Profile::keep_only).
    pub fn set_sensitive(&mut self, sensitive: Sensitive) {
        self.sensitive = sensitive;
    }

    /// Replaces the weights and dials, as a merchant may; the bytes stay as they were.
    pub fn set_weights(&mut self, weights: Weights) {
        self.weights = weights;
    }
}

fn category(fields: &[Field]) -> Option<usize> {
    let named = |field: &Field| field.name() == "category" && !field.is_number();
    fields.iter().position(named).or_else(|| {
        fields
            .iter()
            .position(|field| field.kind() == FieldKind::Path)
    })
}
