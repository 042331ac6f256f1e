//! Google Merchant feeds.

use std::fmt::Write as _;

use super::{Garment, Offer, garments, money, pairs, xml};

/// Google's attributes of an offer.
fn google(garment: &Garment, offer: &Offer, words: bool) -> Vec<(&'static str, String)> {
    let stock = if offer.stock {
        "in_stock"
    } else {
        "out_of_stock"
    };
    let (number, path) = garment.taxonomy();
    let mut attributes = vec![
        ("id", garment.sku(offer)),
        ("title", garment.title()),
        ("description", garment.html().replace('\n', " ")),
        ("link", garment.link()),
        ("image_link", garment.image()),
        ("availability", stock.to_owned()),
        ("price", format!("{} EUR", money(offer.price))),
        ("brand", "Maja".to_owned()),
        ("condition", "new".to_owned()),
        ("identifier_exists", "no".to_owned()),
        (
            "google_product_category",
            if words { path } else { number }.to_owned(),
        ),
        ("product_type", garment.category.clone()),
        ("gender", "female".to_owned()),
        ("age_group", "adult".to_owned()),
        ("color", garment.colour.clone()),
        ("custom_label_0", garment.photography.clone()),
    ];
    let group = if offer.size.is_empty() {
        String::new()
    } else {
        garment.number.to_string()
    };
    attributes.push(("item_group_id", group));
    attributes.push(("size", offer.size.to_owned()));
    attributes
}

/// `google.tsv`.
pub(crate) fn tsv() -> String {
    let mut text = String::new();
    for (garment, offer) in pairs(&garments()) {
        let attributes = google(garment, &offer, true);
        if text.is_empty() {
            let names: Vec<String> = attributes
                .iter()
                .map(|(name, _)| name.replace('_', " "))
                .collect();
            text = names.join("\t") + "\n";
        }
        let values: Vec<String> = attributes
            .into_iter()
            .map(|(_, value)| match value.contains('"') {
                true => format!("\"{}\"", value.replace('"', "\"\"")),
                false => value,
            })
            .collect();
        text += &(values.join("\t") + "\n");
    }
    text
}

/// `google.xml`, RSS 2.0.
pub(crate) fn rss() -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\">\n<channel>\n<title>Maja</title>\n\
        <link>https://maja.example</link>\n<description>All that Maja sells</description>\n"
        .to_owned();
    for (garment, offer) in pairs(&garments()) {
        text += "<item>\n";
        for (name, value) in google(garment, &offer, false) {
            match name {
                _ if value.is_empty() => {}
                "description" => {
                    let _ = writeln!(text, "  <description><![CDATA[{value}]]></description>");
                }
                _ => {
                    let _ = writeln!(text, "  <g:{name}>{}</g:{name}>", xml(&value));
                }
            }
        }
        text += "  <g:shipping>\n    <g:country>DE</g:country>\n    <g:price>4.90 EUR</g:price>\n  </g:shipping>\n</item>\n";
    }
    text + "</channel>\n</rss>\n"
}

/// `google-atom.xml`: Atom, the prefix another, the category a path.
pub(crate) fn atom() -> String {
    let mut text = "<?xml version=\"1.0\"?>\n\
        <feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:m=\"http://base.google.com/ns/1.0\">\n\
        <title>Maja</title>\n<link rel=\"self\" href=\"https://maja.example\"/>\n<updated>2026-01-01T00:00:00Z</updated>\n"
        .to_owned();
    for (garment, offer) in pairs(&garments()) {
        let _ = writeln!(
            text,
            "<entry>\n  <id>tag:maja.example,2026:{}</id>",
            garment.sku(&offer)
        );
        for (name, value) in google(garment, &offer, true) {
            match name {
                _ if value.is_empty() || name == "description" => {}
                "title" => {
                    let _ = writeln!(text, "  <title>{}</title>", xml(&value));
                }
                "link" => {
                    let _ = writeln!(text, "  <link href=\"{}\"/>", xml(&value));
                }
                _ => {
                    let _ = writeln!(text, "  <m:{name}>{}</m:{name}>", xml(&value));
                }
            }
        }
        text += "</entry>\n";
    }
    text + "</feed>\n"
}
