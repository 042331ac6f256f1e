//! Products of schema.org.

use super::{Offer, garments, money};

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
