//! Makes the files of `tests/feeds` out of the bundled shop: its garments as each system exports them.
//!
//! Every tenth garment comes in three sizes, which are made up, as are stock, pictures and descriptions.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;

use crate::common::bundled;

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

fn csv(text: &str) -> String {
    match text.contains([',', '"', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| csv(cell)).collect();
    cells.join(",") + "\n"
}

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
pub(crate) fn google_tsv() -> String {
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

fn pairs(garments: &[Garment]) -> Vec<(&Garment, Offer)> {
    let offers = garments
        .iter()
        .map(|g| g.offers().into_iter().map(move |o| (g, o)));
    offers.flatten().collect()
}

/// `google.xml`, RSS 2.0.
pub(crate) fn google_rss() -> String {
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
pub(crate) fn google_atom() -> String {
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

/// Where Shopify's numbers of products and variants begin.
pub(crate) const PRODUCT: u64 = 8_120_000_000_000;
pub(crate) const VARIANT: u64 = 44_900_000_000_000;

/// A variant's number at Shopify.
pub(crate) fn variant_number(garment: &Garment, place: usize) -> u64 {
    VARIANT + garment.number * 10 + place as u64
}

/// `shopify-products.json`.
pub(crate) fn shopify_json() -> String {
    let time = "2026-01-05T09:00:00+01:00";
    let product = |garment: &Garment| {
        let offers = garment.offers();
        let sized = offers.len() > 1;
        let variants: Vec<_> = offers.iter().enumerate().map(|(place, offer)| {
            let title = if sized { format!("{} / {}", garment.colour, offer.size) } else { garment.colour.clone() };
            serde_json::json!({
                "id": variant_number(garment, place), "title": title, "option1": garment.colour,
                "option2": sized.then_some(offer.size), "option3": null, "sku": garment.sku(offer),
                "requires_shipping": true, "taxable": true, "featured_image": null, "available": offer.stock,
                "price": money(offer.price), "grams": 300, "compare_at_price": null, "position": place + 1,
                "product_id": PRODUCT + garment.number, "created_at": time, "updated_at": time,
            })
        }).collect();
        let mut options =
            vec![serde_json::json!({"name": "Color", "position": 1, "values": [garment.colour]})];
        if sized {
            options.push(
                serde_json::json!({"name": "Size", "position": 2, "values": ["S", "M", "L"]}),
            );
        }
        serde_json::json!({
            "id": PRODUCT + garment.number, "title": garment.title(), "handle": garment.handle(),
            "body_html": garment.html(), "published_at": time, "created_at": time, "updated_at": time,
            "vendor": "Maja", "product_type": garment.category, "tags": [format!("photo-{}", garment.photography)],
            "variants": variants, "images": [{"id": PRODUCT + garment.number, "position": 1,
                "product_id": PRODUCT + garment.number, "variant_ids": [], "src": garment.image(),
                "width": 800, "height": 1200, "created_at": time, "updated_at": time}],
            "options": options,
        }).to_string()
    };
    let products: Vec<String> = garments().iter().map(product).collect();
    format!("{{\"products\":[\n{}\n]}}\n", products.join(",\n"))
}

const SHOPIFY: &str = "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,\
Option1 Linked To,Option2 Name,Option2 Value,Option2 Linked To,Option3 Name,Option3 Value,Option3 Linked To,Variant SKU,\
Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service,\
Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Unit Price Total Measure,\
Unit Price Total Measure Unit,Unit Price Base Measure,Unit Price Base Measure Unit,Variant Barcode,Image Src,\
Image Position,Image Alt Text,Gift Card,SEO Title,SEO Description,Google Shopping / Google Product Category,\
Google Shopping / Gender,Google Shopping / Age Group,Variant Image,Variant Weight Unit,Variant Tax Code,Cost per item,Status";

/// `shopify-export.csv`: a garment's first row, a row for each further size, and one for a second picture.
pub(crate) fn shopify_csv() -> String {
    let names: Vec<&str> = SHOPIFY.split(',').collect();
    let line = |cells: &[(&str, String)]| {
        assert!(cells.iter().all(|(name, _)| names.contains(name)));
        let value = |name: &&str| {
            let cell = cells.iter().find(|(other, _)| other == name);
            cell.map_or(String::new(), |(_, value)| value.clone())
        };
        row(&names.iter().map(value).collect::<Vec<_>>())
    };
    let mut text = SHOPIFY.to_owned() + "\n";
    for garment in &garments() {
        let offers = garment.offers();
        for (place, offer) in offers.iter().enumerate() {
            let mut cells = vec![("Handle", garment.handle())];
            if place == 0 {
                cells.extend([
                    ("Title", garment.title()),
                    ("Body (HTML)", garment.html()),
                    ("Vendor", "Maja".to_owned()),
                    ("Product Category", garment.taxonomy().1.to_owned()),
                    ("Type", garment.category.clone()),
                    ("Tags", format!("photo-{}, catalogue", garment.photography)),
                    ("Published", "true".to_owned()),
                    ("Option1 Name", "Color".to_owned()),
                    ("Image Src", garment.image()),
                    ("Image Position", "1".to_owned()),
                    ("Gift Card", "false".to_owned()),
                    ("Google Shopping / Gender", "female".to_owned()),
                    ("Status", "active".to_owned()),
                ]);
                if offers.len() > 1 {
                    cells.push(("Option2 Name", "Size".to_owned()));
                }
            }
            cells.extend([
                ("Option1 Value", garment.colour.clone()),
                ("Option2 Value", offer.size.to_owned()),
                ("Variant SKU", garment.sku(offer)),
                ("Variant Grams", "300".to_owned()),
                ("Variant Inventory Tracker", "shopify".to_owned()),
                (
                    "Variant Inventory Qty",
                    if offer.stock { "7" } else { "0" }.to_owned(),
                ),
                ("Variant Inventory Policy", "deny".to_owned()),
                ("Variant Fulfillment Service", "manual".to_owned()),
                ("Variant Price", money(offer.price)),
                ("Variant Requires Shipping", "true".to_owned()),
                ("Variant Taxable", "true".to_owned()),
                ("Variant Weight Unit", "g".to_owned()),
            ]);
            text += &line(&cells);
        }
        let picture = garment.image().replace(".jpg", "-back.jpg");
        text += &line(&[
            ("Handle", garment.handle()),
            ("Image Src", picture),
            ("Image Position", "2".to_owned()),
        ]);
    }
    text
}

const WOOCOMMERCE: &str = "ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,Is featured?,Visibility in catalog,\
Short description,Description,Date sale price starts,Date sale price ends,Tax status,Tax class,In stock?,Stock,\
Low stock amount,Backorders allowed?,Sold individually?,Weight (kg),Length (cm),Width (cm),Height (cm),\
Allow customer reviews?,Purchase note,Sale price,Regular price,Categories,Tags,Shipping class,Images,Download limit,\
Download expiry days,Parent,Grouped products,Upsells,Cross-sells,External URL,Button text,Position,Brands,\
Attribute 1 name,Attribute 1 value(s),Attribute 1 visible,Attribute 1 global,Attribute 2 name,Attribute 2 value(s),\
Attribute 2 visible,Attribute 2 global";

/// Where WooCommerce's numbers of products and variations begin.
pub(crate) const POST: u64 = 1_000;
pub(crate) const VARIATION: u64 = 20_000;

/// `woocommerce-export.csv`: variations stand behind all products; some name theirs by SKU, some by id.
pub(crate) fn woocommerce_csv() -> String {
    let names: Vec<String> = WOOCOMMERCE
        .replace("\"GTIN, UPC, EAN, or ISBN\"", "GTIN")
        .split(',')
        .map(str::to_owned)
        .collect();
    let line = |cells: &[(&str, String)]| {
        assert!(
            cells
                .iter()
                .all(|(name, _)| names.iter().any(|n| n == name))
        );
        let value = |name: &String| {
            let cell = cells.iter().find(|(other, _)| other == name);
            cell.map_or(String::new(), |(_, value)| value.clone())
        };
        row(&names.iter().map(value).collect::<Vec<_>>())
    };
    let (mut products, mut variations) = (String::new(), String::new());
    for garment in &garments() {
        let offers = garment.offers();
        let sized = offers.len() > 1;
        let colour = [
            ("Attribute 1 name", "Color".to_owned()),
            ("Attribute 1 value(s)", garment.colour.clone()),
        ];
        let mut cells = vec![
            ("ID", (POST + garment.number).to_string()),
            ("Type", if sized { "variable" } else { "simple" }.to_owned()),
            ("SKU", garment.number.to_string()),
            ("Name", garment.title()),
            ("Published", "1".to_owned()),
            ("Visibility in catalog", "visible".to_owned()),
            ("Description", garment.html()),
            ("Tax status", "taxable".to_owned()),
            (
                "In stock?",
                if offers[0].stock { "1" } else { "0" }.to_owned(),
            ),
            ("Backorders allowed?", "0".to_owned()),
            ("Categories", garment.category.clone()),
            ("Tags", format!("photo-{}", garment.photography)),
            ("Images", garment.image()),
            ("Brands", "Maja".to_owned()),
        ];
        cells.extend(colour.clone());
        if sized {
            cells.push(("Attribute 2 name", "Size".to_owned()));
            cells.push(("Attribute 2 value(s)", "S, M, L".to_owned()));
        } else {
            cells.push(("Regular price", money(offers[0].price)));
        }
        products += &line(&cells);
        for (place, offer) in offers.iter().enumerate().filter(|_| sized) {
            let parent = match place {
                0 => format!("id:{}", POST + garment.number),
                _ => garment.number.to_string(),
            };
            // The size M is reduced; the regular price is higher.
            let (regular, sale) = match offer.size {
                "M" => (money(offer.price + 8.0), money(offer.price)),
                _ => (money(offer.price), String::new()),
            };
            let mut cells = vec![
                (
                    "ID",
                    (VARIATION + garment.number * 10 + place as u64).to_string(),
                ),
                ("Type", "variation".to_owned()),
                ("SKU", garment.sku(offer)),
                (
                    "Name",
                    format!("{} - {}, {}", garment.title(), garment.colour, offer.size),
                ),
                ("Published", "1".to_owned()),
                ("Visibility in catalog", "visible".to_owned()),
                ("Tax class", "parent".to_owned()),
                ("In stock?", if offer.stock { "1" } else { "0" }.to_owned()),
                ("Sale price", sale),
                ("Regular price", regular),
                ("Parent", parent),
                ("Attribute 2 name", "Size".to_owned()),
                ("Attribute 2 value(s)", offer.size.to_owned()),
            ];
            cells.extend(colour.clone());
            variations += &line(&cells);
        }
    }
    format!("{WOOCOMMERCE}\n{products}{variations}")
}

/// `products.jsonld`: a graph; of every other group the variants stand in it, of the others apart.
pub(crate) fn json_ld() -> String {
    let mut nodes: Vec<serde_json::Value> = Vec::new();
    for garment in &garments() {
        let offers = garment.offers();
        let offer = |offer: &Offer| {
            let stock = if offer.stock { "InStock" } else { "OutOfStock" };
            serde_json::json!({"@type": "Offer", "price": money(offer.price), "priceCurrency": "EUR",
                "availability": format!("https://schema.org/{stock}"), "url": garment.link()})
        };
        let shared = serde_json::json!({"name": garment.title(), "description": garment.html(),
            "image": garment.image(), "brand": {"@type": "Brand", "name": "Maja"}, "color": garment.colour,
            "category": garment.category, "additionalProperty": [
                {"@type": "PropertyValue", "name": "photography", "value": garment.photography}]});
        let with = |mut node: serde_json::Value, shared: &serde_json::Value| {
            let members = shared.as_object().expect("an object").clone();
            node.as_object_mut().expect("an object").extend(members);
            node
        };
        if offers.len() == 1 {
            let node = serde_json::json!({"@type": "Product", "sku": garment.number.to_string(), "offers": offer(&offers[0])});
            nodes.push(with(node, &shared));
            continue;
        }
        let node = format!("https://maja.example/#group-{}", garment.number);
        let apart = garment.number.is_multiple_of(20);
        let variants: Vec<_> = offers.iter().map(|one| {
            let sku = garment.sku(one);
            let variant = serde_json::json!({"@type": "Product", "@id": format!("https://maja.example/#{sku}"), "sku": sku,
                "size": one.size, "name": format!("{}, {}", garment.title(), one.size), "offers": offer(one)});
            match apart {
                true => with(variant, &serde_json::json!({"isVariantOf": {"@id": node}})),
                false => variant,
            }
        }).collect();
        let mut group = serde_json::json!({"@type": "ProductGroup", "@id": node,
            "productGroupID": garment.number.to_string(), "variesBy": ["https://schema.org/size"]});
        if apart {
            nodes.push(with(group, &shared));
            nodes.extend(variants);
        } else {
            group["hasVariant"] = variants.into();
            nodes.push(with(group, &shared));
        }
    }
    let nodes: Vec<String> = nodes.iter().map(serde_json::Value::to_string).collect();
    format!(
        "{{\"@context\":\"https://schema.org/\",\"@graph\":[\n{}\n]}}\n",
        nodes.join(",\n")
    )
}

/// All files of `tests/feeds`.
pub(crate) fn files() -> Vec<(&'static str, String)> {
    vec![
        ("google.xml", google_rss()),
        ("google-atom.xml", google_atom()),
        ("google.tsv", google_tsv()),
        ("shopify-products.json", shopify_json()),
        ("shopify-export.csv", shopify_csv()),
        ("woocommerce-export.csv", woocommerce_csv()),
        ("products.jsonld", json_ld()),
    ]
}
