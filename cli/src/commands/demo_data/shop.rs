//! The shop as the page shows it: everything comes from the pack, but for the items' names.

use std::collections::BTreeMap;

use serde::Serialize;
use vitrine::pack::{FieldKind, Pack};

use super::about::About;
use super::carousels::{self, Carousel};
use super::naming::{self, Names};

/// The pack's name beside `shop.json`.
pub const PACK_FILE: &str = "shop.vtr";
/// A page needs no more of a large shop; these are its most popular items.
const MOST_ITEMS: usize = 6000;

/// `shop.json`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shop {
    format: &'static str,
    name: String,
    tagline: String,
    currency: String,
    note: String,
    pack: &'static str,
    pack_items: usize,
    fields: Vec<Field>,
    /// Items, the most popular first.
    pub items: Vec<Item>,
    /// The home page's shelves.
    pub carousels: Vec<Carousel>,
}

/// A field and how the page uses it.
#[derive(Debug, Serialize)]
struct Field {
    name: String,
    kind: &'static str,
    role: &'static str,
}

/// One item.
#[derive(Debug, Serialize)]
pub struct Item {
    /// Its id in the pack.
    pub id: String,
    name: String,
    price: Option<f32>,
    attributes: BTreeMap<String, Value>,
}

/// An attribute's value as JSON.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    List(Vec<String>),
    Number(f32),
}

impl Shop {
    /// Reads the shop out of its pack.
    pub fn of(pack: &Pack, names: &Names, about: &About) -> Self {
        let roles = Roles::of(pack);
        let shown = pack.len().min(MOST_ITEMS) as u32;
        Self {
            format: "vitrine-demo-shop/1",
            name: about.name.clone(),
            tagline: about.tagline.clone(),
            currency: about.currency.clone(),
            note: about.note.clone(),
            pack: PACK_FILE,
            pack_items: pack.len(),
            fields: pack
                .fields()
                .iter()
                .enumerate()
                .map(|(place, field)| Field {
                    name: field.name().to_owned(),
                    kind: field.kind().name(),
                    role: roles.name(place),
                })
                .collect(),
            items: (0..shown)
                .map(|item| read_item(pack, &roles, names, item))
                .collect(),
            carousels: carousels::of(pack, shown, &about.currency),
        }
    }
}

/// Which field plays which part.
struct Roles {
    category: Option<usize>,
    price: Option<usize>,
    colour: Option<usize>,
    brand: Option<usize>,
}

impl Roles {
    fn of(pack: &Pack) -> Self {
        let label = |names: &[&str]| {
            pack.fields()
                .iter()
                .position(|field| names.contains(&field.name()) && field.kind() == FieldKind::Label)
        };
        Self {
            category: pack.category_field(),
            price: pack.price_field(),
            colour: label(&["colour", "color"]),
            brand: label(&["brand", "manufacturer", "vendor"]),
        }
    }

    fn name(&self, field: usize) -> &'static str {
        let roles = [
            (self.category, "category"),
            (self.price, "price"),
            (self.colour, "colour"),
            (self.brand, "brand"),
        ];
        roles
            .iter()
            .find(|(place, _)| *place == Some(field))
            .map_or("", |(_, role)| role)
    }
}

fn read_item(pack: &Pack, roles: &Roles, names: &Names, item: u32) -> Item {
    let first = |field: Option<usize>| {
        let field = field?;
        let value = pack.values(field, item).next()?;
        Some(pack.value_text(field, value))
    };
    let id = pack.id(item);
    let name = names.get(id).map_or_else(
        || {
            naming::made_up(
                id,
                first(roles.category),
                first(roles.brand),
                first(roles.colour),
            )
        },
        str::to_owned,
    );
    let attributes = (0..pack.fields().len())
        .filter(|field| Some(*field) != roles.price)
        .filter_map(|field| {
            Some((
                pack.fields()[field].name().to_owned(),
                value(pack, field, item)?,
            ))
        })
        .collect();
    Item {
        id: id.to_owned(),
        name,
        price: roles.price.and_then(|field| pack.number(field, item)),
        attributes,
    }
}

fn value(pack: &Pack, field: usize, item: u32) -> Option<Value> {
    let declared = &pack.fields()[field];
    match declared.kind() {
        FieldKind::Number | FieldKind::Price => pack.number(field, item).map(Value::Number),
        FieldKind::Label => {
            let value = pack.values(field, item).next()?;
            Some(Value::Text(pack.value_text(field, value).to_owned()))
        }
        FieldKind::Path => {
            let value = pack.values(field, item).next()?;
            let mut steps: Vec<String> = declared
                .steps(value)
                .map(|step| pack.value_text(field, step).to_owned())
                .collect();
            steps.reverse();
            Some(Value::List(steps))
        }
        FieldKind::Tags => {
            let tags: Vec<String> = pack
                .values(field, item)
                .map(|value| pack.value_text(field, value).to_owned())
                .collect();
            (!tags.is_empty()).then_some(Value::List(tags))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use vitrine::pack::{FieldData, FieldSource, Pack, PackSource};

    use super::Shop;
    use crate::commands::demo_data::about::About;
    use crate::commands::demo_data::naming::Names;

    fn written(source: &PackSource) -> serde_json::Value {
        let pack = Pack::from_bytes(source.to_bytes().unwrap()).unwrap();
        let names = Names::of(Some(std::iter::once((
            "b\"\n".to_owned(),
            "Named".to_owned(),
        ))));
        serde_json::to_value(Shop::of(&pack, &names, &About::default())).unwrap()
    }

    #[test]
    fn every_kind_of_field_arrives_as_the_page_expects_it() {
        let path = |steps: &[&str]| Some(steps.iter().map(|step| (*step).to_owned()).collect());
        let shop = written(&PackSource {
            items: vec!["a".to_owned(), "b\"\n".to_owned()],
            fields: vec![
                FieldSource {
                    name: "category".to_owned(),
                    data: FieldData::Path {
                        separator: '.',
                        values: vec![path(&["home", "lamps"]), None],
                    },
                },
                FieldSource {
                    name: "colour".to_owned(),
                    data: FieldData::Label(vec![Some("red".to_owned()), None]),
                },
                FieldSource {
                    name: "tags".to_owned(),
                    data: FieldData::Tags(vec![vec!["new".to_owned()], Vec::new()]),
                },
                FieldSource {
                    name: "price".to_owned(),
                    data: FieldData::Price(vec![Some(12.5), None]),
                },
            ],
            ..PackSource::default()
        });
        assert_eq!(
            shop["items"],
            json!([
                { "id": "a", "name": "Lamp no. a, red", "price": 12.5,
                  "attributes": { "category": ["home", "lamps"], "colour": "red", "tags": ["new"] } },
                { "id": "b\"\n", "name": "Named", "price": null, "attributes": {} },
            ])
        );
        let roles: Vec<_> = shop["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| &field["role"])
            .collect();
        assert_eq!(roles, ["category", "colour", "", "price"]);
    }

    #[test]
    fn a_shop_of_bare_ids_still_has_three_shelves() {
        let shop = written(&PackSource {
            items: (0..60).map(|item| item.to_string()).collect(),
            ..PackSource::default()
        });
        let shelves = shop["carousels"].as_array().unwrap();
        assert_eq!(shelves.len(), 3);
        assert!(
            shelves
                .iter()
                .all(|shelf| shelf["items"].as_array().unwrap().len() >= 6)
        );
    }
}
