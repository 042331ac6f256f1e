//! `vitrine pack` on small shops: what is read, what becomes of it, and that it is always the same.

mod common;

use std::fs;
use std::io::Write;
use std::sync::Arc;

use common::{Folder, fixture, inspect, pack_catalogue, pack_events, pack_fixtures, vitrine};
use serde_json::Value;

fn field<'a>(view: &'a Value, name: &str) -> &'a Value {
    let fields = view["fields"].as_array().expect("fields");
    fields
        .iter()
        .find(|f| f["name"] == name)
        .unwrap_or_else(|| panic!("no field {name}"))
}

fn bytes(folder: &Folder) -> Vec<u8> {
    fs::read(folder.path("shop.vtr")).expect("a pack")
}

#[test]
fn catalogue_and_log_together() {
    let (run, folder) = pack_fixtures(&[]);
    let run = run.fine();
    assert!(
        run.out
            .contains("8 in catalogue and log, 2 in the catalogue alone, 1 in the log alone"),
        "{}",
        run.out
    );
    let view = inspect(&folder);
    assert_eq!(view["items"], 11);
    assert_eq!(field(&view, "category")["kind"], "path");
    assert_eq!(field(&view, "colour")["kind"], "label");
    assert_eq!(field(&view, "material")["kind"], "tags");
    assert_eq!(field(&view, "price")["kind"], "price");
    assert_eq!(field(&view, "brand")["items"], 10);
    // Names, pictures and shoppers are no attributes.
    assert_eq!(view["fields"].as_array().unwrap().len(), 5);
    let most = &view["popularity"][0]["top"][0];
    assert_eq!((&most["id"], &most["count"]), (&"p2".into(), &4.into()));
    // Not even by accident does the pack hold who did what.
    let text = String::from_utf8_lossy(&bytes(&folder)).into_owned();
    assert!(!text.contains("u1") && !text.contains("s1"));
    let record: Value =
        serde_json::from_str(&fs::read_to_string(folder.path("shop.vtr.build.json")).unwrap())
            .unwrap();
    assert_eq!(
        record["events"][0]["path"],
        Value::from(fixture("events.csv"))
    );
    assert_eq!(record["pack"], view["pack"]);
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let pack = || {
        let (run, folder) = pack_fixtures(&[]);
        run.fine();
        bytes(&folder)
    };
    assert_eq!(pack(), pack());
}

#[test]
fn either_file_alone_is_enough() {
    let (run, folder) = pack_catalogue(&fixture("catalogue.csv"), &[]);
    run.fine();
    assert_eq!(inspect(&folder)["items"], 10);
    let (run, folder) = pack_events(&fixture("events.csv"), &[]);
    run.fine();
    let view = inspect(&folder);
    assert_eq!(
        (&view["items"], view["fields"].as_array().unwrap().len()),
        (&9.into(), 0)
    );
}

/// The rows of the small log, as cells.
fn rows() -> Vec<Vec<String>> {
    let text = fs::read_to_string(fixture("events.csv")).unwrap();
    text.lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

fn joined(rows: &[Vec<String>], by: &str) -> String {
    rows.iter().map(|row| row.join(by) + "\n").collect()
}

#[test]
fn every_format_and_way_of_writing_times_gives_the_same_pack() {
    let (run, folder) = pack_events(&fixture("events.csv"), &[]);
    run.fine();
    let expected = bytes(&folder);
    let folder = Folder::new();
    let rows = rows();
    let timed = |of: &dyn Fn(i64) -> String| {
        let mut rows = rows.clone();
        for row in &mut rows[1..] {
            row[3] = of(row[3].parse().unwrap());
        }
        rows
    };
    let ms = timed(&|s| (s * 1000).to_string());
    let fraction = timed(&|s| format!("{s}.25"));
    let rfc = timed(&|s| jiff::Timestamp::from_second(s).unwrap().to_string());
    let spaced = timed(&|s| {
        jiff::Timestamp::from_second(s)
            .unwrap()
            .to_string()
            .replace('T', " ")
            .replace('Z', " UTC")
    });
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(joined(&rows, ",").as_bytes()).unwrap();
    let json: String = rows[1..]
        .iter()
        .map(|r| {
            format!(
                "{{\"session_id\":\"{}\",\"userId\":\"{}\",\"product\":{{\"sku\":1}},\"item_id\":\"{}\",\"ts\":{},\"type\":\"{}\"}}\n",
                r[0], r[1], r[2], r[3], r[4]
            )
        })
        .collect();
    let files = [
        // Names say nothing: the content does.
        folder.write("semicolons.data", joined(&rows, ";")),
        folder.write("tabs.csv", joined(&rows, "\t")),
        folder.write("crlf.csv", joined(&rows, ",").replace('\n', "\r\n")),
        folder.write("zipped.csv", gz.finish().unwrap()),
        folder.write("lines.csv", json),
        folder.write("ms.csv", joined(&ms, ",")),
        folder.write("fraction.csv", joined(&fraction, ",")),
        folder.write("rfc.csv", joined(&rfc, ",")),
        folder.write("spaced.csv", joined(&spaced, ",")),
        folder.write("columns.parquet", parquet(&rows)),
    ];
    for file in files {
        let (run, packed) = pack_events(&file, &["--strict"]);
        run.fine();
        assert_eq!(bytes(&packed), expected, "{file}");
    }
}

/// The rows as Parquet: texts, and the time as a number.
fn parquet(rows: &[Vec<String>]) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    let schema = "message log { required binary session_id (UTF8); optional binary user_id (UTF8);
        required binary item_id (UTF8); required int64 timestamp; required binary event_type (UTF8); }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let mut out = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut out, schema, Default::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut at = 0;
    while let Some(mut column) = group.next_column().unwrap() {
        let texts: Vec<&str> = rows[1..].iter().map(|row| row[at].as_str()).collect();
        if at == 3 {
            let numbers: Vec<i64> = texts.iter().map(|t| t.parse().unwrap()).collect();
            column
                .typed::<Int64Type>()
                .write_batch(&numbers, None, None)
                .unwrap();
        } else {
            let values: Vec<ByteArray> = texts.iter().map(|t| ByteArray::from(*t)).collect();
            let levels = vec![1; values.len()];
            let levels = (at == 1).then_some(&levels[..]);
            column
                .typed::<ByteArrayType>()
                .write_batch(&values, levels, None)
                .unwrap();
        }
        column.close().unwrap();
        at += 1;
    }
    group.close().unwrap();
    writer.close().unwrap();
    out
}

#[test]
fn maps_and_skips() {
    let folder = Folder::new();
    let path = folder.write(
        "odd.csv",
        "Artikel;Gruppe;Preis_Index;Saison;Egal\na;x/y;-1,5;So|Wi;1\nb;x/z;2,25;So;2\nc;w/v;0;Wi;1\n",
    );
    let maps = [
        "--map",
        "Artikel=item",
        "--map",
        "Gruppe=category:path",
        "--map",
        "Preis_Index=number",
        "--map",
        "Saison=season:tags",
        "--skip",
        "egal",
    ];
    let (run, packed) = pack_catalogue(&path, &maps);
    run.fine();
    let view = inspect(&packed);
    assert_eq!(view["items"], 3);
    assert_eq!(field(&view, "category")["kind"], "path");
    assert_eq!(field(&view, "season")["kind"], "tags");
    assert_eq!(field(&view, "Preis_Index")["numbers"]["least"], -1.5);
    assert_eq!(view["fields"].as_array().unwrap().len(), 3);
}

#[test]
fn a_log_that_describes_its_items_is_a_catalogue_too() {
    let folder = Folder::new();
    let mut text = "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n".to_owned();
    for n in 0..60 {
        let item = n % 6;
        text += &format!(
            "2020-02-0{} 10:{n:02}:00 UTC,view,{item},9{},{},b{},{}.5,u{},s{}\n",
            1 + n / 30,
            item / 2,
            ["a.x", "a.y", ""][item / 2],
            item % 2,
            item + n / 30,
            n / 7,
            n / 5
        );
    }
    let path = folder.write("kaggle.csv", text);
    let (run, packed) = pack_events(&path, &["--strict"]);
    let run = run.fine();
    let view = inspect(&packed);
    assert_eq!(field(&view, "category")["items"], 6, "{}", run.out);
    assert_eq!(field(&view, "brand")["values"], 2);
    // The latest price counts.
    assert_eq!(field(&view, "price")["numbers"]["most"], 6.5);
}

#[test]
fn shoppers_without_sessions_and_logs_with_neither() {
    let folder = Folder::new();
    let path = folder.write(
        "users.csv",
        "visitorid,itemid,timestamp,event,transactionid\n1,a,1433221332117,view,\n1,b,1433221432117,addtocart,\n1,b,1433221532117,transaction,77\n1,c,1433321532117,view,\n",
    );
    let (run, _) = pack_events(&path, &["--strict"]);
    let run = run.fine();
    assert!(run.out.contains("pauses of 30 minutes"), "{}", run.out);
    assert!(
        run.out.contains("Sessions  2 with 4 events by 1 shoppers"),
        "{}",
        run.out
    );
    let path = folder.write("neither.csv", "itemid,timestamp\na,1433221332\n");
    pack_events(&path, &[]).0.refused("missing-column");
}

#[test]
fn orders_make_sessions_and_negative_quantities_returns() {
    let folder = Folder::new();
    let path = folder.write(
        "retail.csv",
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n\
         536365,85123A,WHITE HANGER,6,2010-12-01 08:26,2.55,17850,United Kingdom\n\
         536365,71053,LANTERN,6,2010-12-01 08:26,3.39,17850,United Kingdom\n\
         C536379,85123A,WHITE HANGER,-1,2010-12-01 09:41,2.55,14527,United Kingdom\n",
    );
    let (run, packed) = pack_events(&path, &[]);
    let run = run.fine().counts("negative-quantity", 1, 4);
    assert!(run.out.contains("every row a purchase"), "{}", run.out);
    assert_eq!(inspect(&packed)["items"], 2);
}

#[test]
fn a_pack_is_refused_where_one_is_not() {
    vitrine(&["inspect", &fixture("events.csv")]).refused("not-a-pack");
    let folder = Folder::new();
    let run = vitrine(&["inspect", &folder.path("none.vtr")]);
    run.refused("unreadable-file");
}
