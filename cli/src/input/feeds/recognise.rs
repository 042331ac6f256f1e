//! Tells feeds from plain tables by what a file begins with.

use super::{CatalogueFormat, woocommerce};
use crate::input::columns::plain;
use crate::input::source::{Format, Source};

/// The kind of feed; `None` for a plain table, and for what is nothing known.
pub fn recognise(source: &Source) -> Option<CatalogueFormat> {
    match source.format {
        Format::Parquet => None,
        Format::Xml => {
            let html =
                contains(&source.start, b"<html") || contains(&source.start, b"<!DOCTYPE html");
            let feed = [&b"base.google.com/"[..], b"<rss", b"<feed"];
            let feed = feed.iter().any(|mark| contains(&source.start, mark));
            (feed && !html).then_some(CatalogueFormat::GoogleXml)
        }
        Format::JsonLines | Format::JsonArray => of_keys(&keys(&source.start)),
        Format::Delimited {
            delimiter,
            line_end,
        } => {
            let header = source
                .start
                .split(|byte| *byte == line_end)
                .find(|line| line.iter().any(|byte| !byte.is_ascii_whitespace()))?;
            let header = String::from_utf8_lossy(header);
            let names = header.split(char::from(delimiter)).map(plain);
            of_header(&names.collect::<Vec<_>>())
        }
    }
}

fn contains(text: &[u8], mark: &[u8]) -> bool {
    memchr::memmem::find(text, mark).is_some()
}

/// By the header's names, each without case, blanks and signs. A cell of a quoted comma in a name only
/// makes two names of it.
fn of_header(names: &[String]) -> Option<CatalogueFormat> {
    let has = |name: &str| {
        names
            .iter()
            .any(|n| n == name || n.strip_prefix('g') == Some(name))
    };
    let all = |wanted: &[&str]| wanted.iter().all(|name| has(name));
    let any = |wanted: &[&str]| wanted.iter().any(|name| has(name));
    if any(&["handle", "urlhandle"])
        && has("title")
        && any(&["option1name", "variantprice", "variantsku"])
    {
        return Some(CatalogueFormat::ShopifyCsv);
    }
    if woocommerce::is_header(&any) {
        return Some(CatalogueFormat::Woocommerce);
    }
    // What Google asks of every offer; a plain table has hardly all of it.
    let offer = all(&["id", "title", "link", "imagelink"]) && any(&["price", "availability"]);
    offer.then_some(CatalogueFormat::GoogleTsv)
}

/// Names of members and how deep they stand, in the first bytes of a JSON text.
fn keys(text: &[u8]) -> Vec<(usize, String)> {
    let mut keys = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let start = at + 1;
                at = start;
                while at < text.len() && text[at] != b'"' {
                    at += 1 + usize::from(text[at] == b'\\');
                }
                let end = at.min(text.len());
                let next = text[end..]
                    .iter()
                    .skip(1)
                    .find(|b| !b.is_ascii_whitespace());
                if next == Some(&b':') && end - start <= 64 {
                    keys.push((
                        depth,
                        String::from_utf8_lossy(&text[start..end]).into_owned(),
                    ));
                }
            }
            _ => {}
        }
        at += 1;
    }
    keys
}

fn of_keys(keys: &[(usize, String)]) -> Option<CatalogueFormat> {
    let has = |name: &str, deepest: usize| keys.iter().any(|(d, key)| key == name && *d <= deepest);
    let linked = ["@graph", "@context"].iter().any(|name| has(name, 2));
    let typed = has("@type", 2)
        && ["sku", "offers", "name", "hasVariant"]
            .iter()
            .any(|n| has(n, 2));
    if linked || typed {
        return Some(CatalogueFormat::SchemaOrg);
    }
    let product = |deepest: usize| {
        has("variants", deepest) && (has("handle", deepest) || has("options", deepest))
    };
    let page = has("products", 2) && (product(5) || keys.len() == 1);
    let one = has("product", 1) && product(3);
    (page || one || product(2)).then_some(CatalogueFormat::ShopifyJson)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Option<CatalogueFormat> {
        of_keys(&keys(text.as_bytes()))
    }

    fn header(text: &str) -> Option<CatalogueFormat> {
        of_header(&text.split([',', '\t']).map(plain).collect::<Vec<_>>())
    }

    #[test]
    fn exports_are_known_by_their_headers() {
        use CatalogueFormat::{GoogleTsv, ShopifyCsv, Woocommerce};
        for (text, kind) in [
            (
                "id\ttitle\tdescription\tlink\timage link\tavailability\tprice",
                Some(GoogleTsv),
            ),
            ("g:id,g:title,g:link,g:image_link,g:price", Some(GoogleTsv)),
            (
                "Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Variant Price",
                Some(ShopifyCsv),
            ),
            (
                "Title,URL handle,Description,Vendor,SKU,Option1 name,Price",
                Some(ShopifyCsv),
            ),
            (
                "ID,Type,SKU,Name,Published,Regular price,Categories,Parent",
                Some(Woocommerce),
            ),
            (
                "ID,Typ,Artikelnummer,Name,Angebotspreis,Regulärer Preis,Kategorien,Übergeordnetes Produkt",
                Some(Woocommerce),
            ),
            ("item_id,category,colour,price,page", None),
            ("id,title,price,image_link", None),
            ("sku,name,type,price", None),
        ] {
            assert_eq!(header(text), kind, "{text}");
        }
    }

    #[test]
    fn json_is_known_by_its_members() {
        use CatalogueFormat::{SchemaOrg, ShopifyJson};
        for (text, kind) in [
            (
                r#"{"products":[{"id":1,"title":"x","handle":"h","variants":[{"id":2}]}]}"#,
                Some(ShopifyJson),
            ),
            (
                r#"[{"products":[{"id":1,"handle":"h","variants":[]}]},{"products":[]}]"#,
                Some(ShopifyJson),
            ),
            (
                r#"[{"id":1,"handle":"h","variants":[{"id":2}]}]"#,
                Some(ShopifyJson),
            ),
            (
                r#"{"@context":"https://schema.org","@type":"Product"}"#,
                Some(SchemaOrg),
            ),
            (r#"[{"@type":"Product","sku":"1"}]"#, Some(SchemaOrg)),
            (r#"{"@graph":[{"@type":"Product"}]}"#, Some(SchemaOrg)),
            (r#"{"item_id":"a","variants":["a","b"]}"#, None),
            (r#"{"session":1,"products":[{"id":1,"price":2}]}"#, None),
            (r#"[{"id":1}]"#, None),
        ] {
            assert_eq!(json(text), kind, "{text}");
        }
    }
}
