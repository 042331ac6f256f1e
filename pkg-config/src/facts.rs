//! Fresher facts. The face has checked their types.

use vitrine::{AttributeValue, Facts};

use crate::flat::Reader;

/// The facts of one item: price and stock (0 or 1), NaN for none; the attributes, each with its field's name, its kind
/// (0 text, 1 number, 2 list of texts) and its value.
pub(crate) fn read(flat: &mut Reader<'_>) -> Option<Facts> {
    let price = flat.number();
    let in_stock = flat.whole();
    let mut facts = Facts {
        price: (!price.is_nan()).then_some(price as f32),
        in_stock: in_stock.map(|stock| stock > 0),
        attributes: Vec::new(),
    };
    for _ in 0..flat.whole()? {
        let field = flat.text()?.to_owned();
        let value = match flat.whole()? {
            0 => AttributeValue::Text(flat.text()?.to_owned()),
            1 => AttributeValue::Number(flat.number() as f32),
            _ => AttributeValue::Texts(flat.texts()?),
        };
        facts.attributes.push((field, value));
    }
    Some(facts)
}
