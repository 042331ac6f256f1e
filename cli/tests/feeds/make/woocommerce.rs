//! WooCommerce's product export.

use super::{garments, money, row};

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
pub(crate) fn csv() -> String {
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
