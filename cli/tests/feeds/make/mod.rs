//! Makes the files of `tests/feeds` out of the bundled shop: its garments as each system exports them.
//!
//! Every tenth garment comes in three sizes, which are made up, as are stock, pictures and descriptions.

use std::fs::File;
use std::io::Read;

use crate::common::bundled;

mod google;
mod schema_org;
pub(crate) mod shopify;
pub(crate) mod woocommerce;

/// One garment of the bundled shop.
pub(crate) struct Garment {
    pub(crate) number: u64,
    pub(crate) category: String,
    pub(crate) colour: String,
    pub(crate) price: f64,
    photography: String,
}

/// One offer: a size of a garment, or the garment.
pub(crate) struct Offer {
    /// Empty for a garment of one size.
    pub(crate) size: &'static str,
    pub(crate) price: f64,
    pub(crate) stock: bool,
}

/// A gzipped file of the bundled shop.
pub(crate) fn unpacked(name: &str) -> String {
    let file = File::open(bundled().join(name)).expect("the shop is bundled");
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(file)
        .read_to_string(&mut text)
        .expect("text");
    text
}

/// All garments.
pub(crate) fn garments() -> Vec<Garment> {
    let text = unpacked("items.csv.gz");
    let garment = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        Garment {
            number: cells[0].parse().expect("a number"),
            category: cells[1].to_owned(),
            colour: cells[2].to_owned(),
            price: cells[3].parse().expect("a price"),
            photography: cells[6].to_owned(),
        }
    };
    text.lines().skip(1).map(garment).collect()
}

impl Garment {
    /// Three sizes of every tenth: the cheapest is sold out, so that the price of the shop's own table is
    /// the lowest that can be had.
    pub(crate) fn offers(&self) -> Vec<Offer> {
        let offer = |size, price, stock| Offer { size, price, stock };
        if self.number.is_multiple_of(10) {
            vec![
                offer("S", self.price + 2.0, true),
                offer("M", self.price, true),
                offer("L", self.price - 5.0, false),
            ]
        } else {
            vec![offer("", self.price, !self.number.is_multiple_of(17))]
        }
    }

    /// `Blouse 34`.
    pub(crate) fn title(&self) -> String {
        let thing = match self.category.as_str() {
            "trousers" => "Trousers",
            "skirts" => "Skirt",
            "blouses" => "Blouse",
            _ => "Sale piece",
        };
        format!("{thing} {}", self.number)
    }

    fn handle(&self) -> String {
        self.title().to_lowercase().replace(' ', "-")
    }

    fn link(&self) -> String {
        format!("https://maja.example/p/{}", self.handle())
    }

    fn image(&self) -> String {
        format!("https://maja.example/i/{}.jpg", self.number)
    }

    fn html(&self) -> String {
        format!(
            "<p>Comfortable, \"made for two\".</p>\n<ul><li>No. {} &amp; more</li></ul>",
            self.number
        )
    }

    /// Google's number and path of the category.
    fn taxonomy(&self) -> (&'static str, &'static str) {
        match self.category.as_str() {
            "trousers" => ("204", "Apparel & Accessories > Clothing > Pants"),
            "skirts" => ("1581", "Apparel & Accessories > Clothing > Skirts"),
            "blouses" => ("212", "Apparel & Accessories > Clothing > Shirts & Tops"),
            _ => ("1604", "Apparel & Accessories > Clothing"),
        }
    }

    /// An offer's own id: `34`, `40-S`.
    pub(crate) fn sku(&self, offer: &Offer) -> String {
        match offer.size {
            "" => self.number.to_string(),
            size => format!("{}-{size}", self.number),
        }
    }
}

fn money(price: f64) -> String {
    format!("{price:.2}")
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn cell(text: &str) -> String {
    match text.contains([',', '"', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| self::cell(cell)).collect();
    cells.join(",") + "\n"
}

fn pairs(garments: &[Garment]) -> Vec<(&Garment, Offer)> {
    let offers = garments
        .iter()
        .map(|g| g.offers().into_iter().map(move |o| (g, o)));
    offers.flatten().collect()
}

/// All files of `tests/feeds`.
pub(crate) fn files() -> Vec<(&'static str, String)> {
    vec![
        ("google.xml", google::rss()),
        ("google-atom.xml", google::atom()),
        ("google.tsv", google::tsv()),
        ("shopify-products.json", shopify::json()),
        ("shopify-export.csv", shopify::csv()),
        ("woocommerce-export.csv", woocommerce::csv()),
        ("products.jsonld", schema_org::json_ld()),
    ]
}
