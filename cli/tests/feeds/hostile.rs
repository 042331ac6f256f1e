//! Feeds that are broken, odd or meant to harm: refused with a code, or counted with place and cause.

use crate::common::{Folder, Run, inspect, pack_catalogue};

fn pack(name: &str, content: impl AsRef<[u8]>, more: &[&str]) -> (Run, Folder) {
    let folder = Folder::new();
    pack_catalogue(&folder.write(name, content), more)
}

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\">\n<channel>\n{items}\n</channel>\n</rss>\n"
    )
}

const GOOD: &str =
    "<item><g:id>a</g:id><g:title>Red dress</g:title><g:price>5 EUR</g:price></item>";

#[test]
fn entities_are_never_expanded() {
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n\
        <rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel><item><g:id>&b;</g:id></item></channel></rss>";
    pack("f.xml", bomb, &[]).0.refused("xml-entities");
    let outside = "<?xml version=\"1.0\"?>\n<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>\n<rss xmlns:g=\"http://base.google.com/ns/1.0\"/>";
    pack("f.xml", outside, &[]).0.refused("xml-entities");
    let unknown = rss(&format!(
        "{GOOD}\n<item><g:id>b</g:id><g:title>Robe&eacute;</g:title></item>"
    ));
    let (run, folder) = pack("f.xml", unknown, &[]);
    run.fine().counts("bad-entry", 1, 5);
    assert_eq!(inspect(&folder)["items"], 1);
}

#[test]
fn broken_xml_has_one_clear_error() {
    let whole = rss(GOOD);
    pack("f.xml", &whole[..whole.len() - 20], &[])
        .0
        .refused("bad-xml");
    let run = pack("f.xml", whole.replace("</g:id>", "</g:di>"), &[])
        .0
        .refused("bad-xml");
    assert!(run.err.contains("line 4"), "{}", run.err);
    let deep = rss(&format!(
        "<item>{}{}</item>",
        "<x>".repeat(100),
        "</x>".repeat(100)
    ));
    let run = pack("f.xml", deep, &[]).0.refused("bad-xml");
    assert!(run.err.contains("nested"), "{}", run.err);
    let endless = rss(&format!(
        "<item><g:id>{}</g:id></item>",
        "x".repeat(17 << 20)
    ));
    let run = pack("f.xml", endless, &[]).0.refused("bad-xml");
    assert!(run.err.contains("16 MiB"), "{}", run.err);
    pack("f.xml", rss(""), &[]).0.refused("no-rows");
    pack("f.xml", "<html><body>Sign in</body></html>", &[])
        .0
        .refused("unknown-format");
}

#[test]
fn latin_1_is_a_clear_error_in_xml_and_json_and_read_in_csv() {
    let declared = rss(GOOD).replace("1.0\"?>", "1.0\" encoding=\"ISO-8859-1\"?>");
    let run = pack("f.xml", declared, &[]).0.refused("bad-encoding");
    assert!(
        run.err.contains("iso-8859-1") && run.err.contains("UTF-8"),
        "{}",
        run.err
    );
    let mut bytes = rss(&GOOD.replace("Red", "R\u{1}")).into_bytes();
    bytes
        .iter_mut()
        .filter(|b| **b == 1)
        .for_each(|b| *b = 0xe9);
    pack("f.xml", bytes, &[]).0.refused("bad-encoding");
    let json =
        b"[{\"@type\":\"Product\",\"sku\":\"a\",\"name\":\"caf\xe9\",\"offers\":{\"price\":1}}]";
    pack("f.json", json, &[]).0.refused("bad-encoding");
    let csv =
        b"Handle,Title,Vendor,Option1 Name,Option1 Value,Variant Price\na,Caf\xe9,x,Color,red,5\n";
    pack("f.csv", csv, &[]).0.fine().counts("not-utf-8", 1, 2);
}

#[test]
fn marks_line_ends_and_quoted_lines() {
    let text = "\u{feff}Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\r\n\
        a,Dress,\"<p>one\r\ntwo, \"\"three\"\"</p>\",Maja,Size,S,a-s,5,x.jpg\r\n\
        a,,,,,M,a-m,4,\r\n\
        a,,,,,,,,y.jpg\r\n\
        b,Shirt,,Maja,Title,Default Title,b,7,\r\n";
    let (run, folder) = pack("f.csv", text, &["--strict"]);
    let run = run.fine();
    assert!(
        run.out.contains("6 rows, none bad") || run.out.contains("4 rows, none bad"),
        "{}",
        run.out
    );
    let view = inspect(&folder);
    assert_eq!(view["items"], 2);
    let size = view["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .find(|f| f["name"] == "size");
    assert_eq!(size.expect("sizes")["items"], 1);
    let xml = format!("\u{feff}{}", rss(GOOD).replace('\n', "\r\n"));
    pack("f.xml", xml, &["--strict"]).0.fine();
}

#[test]
fn missing_ids_repeats_bad_prices_and_empty_cells_are_counted() {
    let items = [
        GOOD,
        "<item><g:title>No id</g:title></item>",
        "<item><g:id>b</g:id><g:title/><g:price>soon</g:price></item>",
        "<item><g:id>c</g:id><g:price>-5 EUR</g:price></item>",
        "<item><g:id>d</g:id><g:price>5 USD</g:price></item>",
        "<item><g:id>e</g:id><g:price/><g:color></g:color></item>",
        "<item><g:id>a</g:id><g:title>Blue dress</g:title><g:price>6 EUR</g:price></item>",
    ];
    let (run, folder) = pack("f.xml", rss(&items.join("\n")), &[]);
    run.fine()
        .counts("no-item-id", 1, 5)
        .counts("bad-number", 1, 6);
    assert_eq!(inspect(&folder)["items"], 2);
    let (run, _) = pack("f.xml", rss(&items.join("\n")), &[]);
    run.fine()
        .counts("negative-price", 1, 7)
        .counts("other-currency", 1, 8)
        .counts("duplicate-item", 1, 10);
    let (run, _) = pack("f.xml", rss(&items.join("\n")), &["--strict"]);
    let run = run.refused("no-item-id");
    assert!(run.err.contains("line 5"), "{}", run.err);
    let (run, folder) = pack("f.xml", rss(&items.join("\n")), &["--currency", "USD"]);
    run.fine();
    assert_eq!(inspect(&folder)["items"], 2);
}

#[test]
fn broken_json_and_what_is_no_product() {
    let product = r#"{"id":1,"title":"a","handle":"a","variants":[{"id":2,"price":"5.00"}]}"#;
    let cut = format!("{{\"products\":[{product},{{\"id\":2,");
    let run = pack("f.json", cut, &[]).0.refused("bad-json-file");
    assert!(run.err.contains("entry 2"), "{}", run.err);
    let deep = format!("{{\"products\":[{product},{}", "[".repeat(100_000));
    pack("f.json", deep, &[]).0.refused("bad-json-file");
    let endless = format!("{{\"products\":[{product},\"{}\"]}}", "x".repeat(17 << 20));
    pack("f.json", endless, &[]).0.refused("bad-json-file");
    let odd = format!("{{\"products\":[{product},7,{{\"name\":\"x\"}}]}}");
    let (run, folder) = pack("f.json", odd, &[]);
    let run = run.fine();
    assert!(
        run.out.contains("[bad-entry]") && run.out.contains("entry 2: 7"),
        "{}",
        run.out
    );
    assert_eq!(inspect(&folder)["items"], 1);
    // One object a line: a broken line costs that line.
    let line = r#"{"@context":"https://schema.org","@type":"Product","sku":"a","offers":{"price":"5","priceCurrency":"EUR"}}"#;
    let lines = format!("{line}\n{{\"@type\":\n{}\n", line.replace("\"a\"", "\"b\""));
    let (run, folder) = pack("f.jsonl", lines, &[]);
    run.fine().counts("bad-json", 1, 2);
    assert_eq!(inspect(&folder)["items"], 2);
    // An array of other things stays what it was: refused with a remedy.
    pack("f.json", "[{\"id\":1}]", &[])
        .0
        .refused("unknown-format");
}

#[test]
fn a_kind_that_cannot_be_is_refused() {
    pack("f.xml", rss(GOOD), &["--catalogue-format", "shopify-csv"])
        .0
        .refused("wrong-format");
    pack("f.xml", rss(GOOD), &["--catalogue-format", "table"])
        .0
        .refused("wrong-format");
    // A feed read as a table is a table.
    let tsv = "id\ttitle\tlink\timage link\tprice\tcolor\na\tDress\tx\ty\t5 EUR\tred\n";
    let (run, _) = pack("f.tsv", tsv, &["--catalogue-format", "table"]);
    assert!(!run.fine().out.contains("reads as"));
}

#[test]
fn drafts_stay_away_and_lost_variations_are_told() {
    let text = "ID,Type,SKU,Name,Published,Regular price,Categories,Parent\n\
        1,variable,a,Dress,1,,\"Women > Dresses, Women, Sale\",\n\
        2,variation,a-s,Dress S,1,5,,a\n\
        3,simple,b,Draft,-1,5,Women,\n\
        4,variation,c-s,Lost,1,7,,id:99\n";
    let (run, folder) = pack("f.csv", text, &[]);
    let run = run.fine().counts("not-for-sale", 1, 4);
    let run = run.counts("variant-without-product", 1, 5);
    assert!(run.out.contains("further categories"), "{}", run.out);
    assert_eq!(inspect(&folder)["items"], 2);
}

#[test]
fn one_language_and_one_currency_of_several() {
    let header = "id\ttitle\tlink\timage_link\tprice\tcontent_language\tcolor\n";
    let rows = "a\tKleid\tl\ti\t1.299,00 €\tde\trot\na\tDress\tl\ti\t$ 999\ten\tred\n\
        b\tHose\tl\ti\t49,90 €\tde\tblau\nb\tTrousers\tl\ti\t40 USD\ten\tblue\nc\tRock\tl\ti\t12 €\tde\trot\n";
    let text = format!("{header}{rows}");
    let (run, folder) = pack("f.tsv", &text, &[]);
    let run = run.fine().counts("other-language", 2, 3);
    assert!(
        run.out.contains("texts in `de`") && run.out.contains("prices in EUR"),
        "{}",
        run.out
    );
    assert_eq!(inspect(&folder)["items"], 3);
    let (run, folder) = pack("f.tsv", &text, &["--language", "en", "--currency", "USD"]);
    run.fine().counts("other-language", 3, 2);
    assert_eq!(inspect(&folder)["items"], 2);
}

#[test]
fn a_file_cut_anywhere_is_read_or_refused_and_never_a_crash() {
    let folder = Folder::new();
    for (name, text) in crate::make::files() {
        // Small enough to be quick, large enough to hold a product of several variants.
        let whole: String = text.chars().take(9000).collect();
        for part in 1..24 {
            let cut = whole.len() * part / 24 + part % 3;
            let mut bytes = whole.as_bytes()[..cut].to_vec();
            if part % 4 == 0 {
                // A byte that is none of the text's, somewhere.
                bytes[cut / 2] = 0x80 | (part as u8);
            }
            let (run, _) = pack_catalogue(&folder.write(name, bytes), &[]);
            let refused = run.status == Some(1) && run.err.trim_end().ends_with(']');
            assert!(
                run.status == Some(0) || refused,
                "{name} cut at {cut}: {:?}\n{}",
                run.status,
                run.err
            );
        }
    }
}
