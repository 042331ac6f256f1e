//! What a pack is written from.

use super::container::{self, SectionKind};
use super::{
    FieldSource, PackError, PopularityWindow, RelationSource, Weights, field, items, meta,
    popularity, relation, weights,
};

/// Everything that goes into a pack, in plain form.
#[derive(Debug, Clone, Default)]
pub struct PackSource {
    /// What the pack says of itself: names and texts.
    pub meta: Vec<(String, String)>,
    /// Every item's id, each once, the most popular first. The place is the item's dense index.
    pub items: Vec<String>,
    /// The attribute fields, each with its own name.
    pub fields: Vec<FieldSource>,
    /// How often items were interacted with. The first window should be the whole log.
    pub popularity: Vec<PopularityWindow>,
    /// What follows what.
    pub relations: Vec<RelationSource>,
    /// How much each signal counts.
    pub weights: Weights,
}

impl PackSource {
    /// Writes the pack. The same source gives the same bytes.
    ///
    /// # Errors
    /// [`PackError::Unwritable`] names the part and the rule of the format that it breaks.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PackError> {
        let items = self.items.len();
        if u32::try_from(items).is_err() {
            return Err(PackError::unwritable(
                "items",
                "there are more than 4,294,967,295",
            ));
        }
        let mut sections = vec![
            (SectionKind::Meta, meta::write(&self.meta)?),
            (SectionKind::Items, items::write(&self.items)?),
        ];
        for (place, field) in self.fields.iter().enumerate() {
            if self.fields[..place]
                .iter()
                .any(|other| other.name == field.name)
            {
                return Err(PackError::unwritable("field", "two fields have one name"));
            }
            sections.push((SectionKind::Field, field::write(field, items)?));
        }
        sections.push((
            SectionKind::Popularity,
            popularity::write(&self.popularity, items)?,
        ));
        for (place, relation) in self.relations.iter().enumerate() {
            if self.relations[..place]
                .iter()
                .any(|other| other.kind == relation.kind)
            {
                return Err(PackError::unwritable("relation", "a kind stands twice"));
            }
            sections.push((SectionKind::Relation, relation::write(relation, items)?));
        }
        sections.push((
            SectionKind::Weights,
            weights::write(&self.weights, self.fields.len())?,
        ));
        container::close(&sections)
    }
}
