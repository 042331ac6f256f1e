//! Shopify's products.json and product export.

use super::{Garment, garments, money, row};

/// Where Shopify's numbers of products and variants begin.
pub(crate) const PRODUCT: u64 = 8_120_000_000_000;
pub(crate) const VARIANT: u64 = 44_900_000_000_000;

/// A variant's number at Shopify.
pub(crate) fn variant_number(garment: &Garment, place: usize) -> u64 {
    VARIANT + garment.number * 10 + place as u64
}

/// `shopify-products.json`.
pub(crate) fn json() -> String {
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
pub(crate) fn csv() -> String {
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
