//! What a call knows of an item better than the pack: tonight's price, stock, a brand-new product.

/// Fresher facts of one item; they win over the pack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// The price now, in the shop's currency. Must be finite and not negative; anything else is ignored.
    pub price: Option<f32>,
    /// Whether it can be bought now.
    pub in_stock: Option<bool>,
    /// Attributes by field name. A field that the pack has not declared is ignored.
    pub attributes: Vec<(String, AttributeValue)>,
}

/// The value of one attribute of one item.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeValue {
    /// A label.
    Text(String),
    /// The steps of a path from the broadest, or tags.
    Texts(Vec<String>),
    /// A plain number.
    Number(f32),
}

impl Facts {
    /// Whether these facts say enough to rank an item that the pack does not know: at least one
    /// attribute. A price alone does not tell what the thing is.
    #[must_use]
    pub fn describe_an_item(&self) -> bool {
        !self.attributes.is_empty()
    }

    /// The price, if it is one.
    #[must_use]
    pub fn valid_price(&self) -> Option<f32> {
        self.price
            .filter(|price| price.is_finite() && *price >= 0.0)
    }
}
