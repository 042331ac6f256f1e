//! Google Merchant feeds as XML: RSS 2.0 and Atom with the attributes of Google's namespace.
//!
//! Read as a stream. A document's own entities are refused, never expanded; nothing outside the file is
//! ever fetched.

use std::io::BufRead;

use quick_xml::NsReader;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};

use super::bounded::{Bounded, Place};
use super::google::{entry, name};
use super::products::Products;
use crate::failure::Failure;
use crate::input::report::{Cause, RowReport};
use crate::input::source::Source;

/// Deeper elements than this are an attack or an accident.
const MAX_DEPTH: usize = 32;
/// Google's attributes, and those of a shop's own.
const NAMESPACES: [&[u8]; 2] = [
    b"http://base.google.com/ns/1.0",
    b"http://base.google.com/cns/1.0",
];

/// Reads the feed.
///
/// # Errors
/// XML that is broken, cut off, too deep, not UTF-8, or that brings entities of its own; a bad entry in
/// a strict report.
pub fn read(
    source: Source,
    products: &mut Products,
    report: &mut RowReport,
) -> Result<(), Failure> {
    let bounded = Bounded::new(source.text);
    let place = bounded.place();
    let mut feed = Feed {
        path: source.path,
        place,
        depth: 0,
        language: None,
        outside: None,
        item: None,
        entries: 0,
    };
    let mut reader = NsReader::from_reader(bounded);
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        if !feed.take(&mut reader, &mut buffer, products, report)? {
            break;
        }
    }
    if feed.depth > 0 {
        return Err(feed.broken("it ends before its elements do"));
    }
    if feed.entries == 0 {
        return Err(Failure::new(
            "no-rows",
            format!(
                "{} has no <item> and no <entry>; give a Google Merchant feed as RSS 2.0 or Atom, or another kind of \
                 catalogue.",
                feed.path
            ),
        ));
    }
    Ok(())
}

struct Feed {
    path: String,
    place: Place,
    depth: usize,
    /// The language that the feed names for all of it.
    language: Option<String>,
    /// The text of a `<language>` outside of items, while it is read.
    outside: Option<String>,
    item: Option<Item>,
    entries: u64,
}

/// The item that is being read.
struct Item {
    line: u64,
    depth: usize,
    /// Names of the elements that are open within it.
    open: Vec<String>,
    text: String,
    /// Attributes of Google's namespace, and of the feed's own format.
    google: Vec<(String, String)>,
    plain: Vec<(String, String)>,
    /// Whether the innermost element is in Google's namespace.
    in_google: Vec<bool>,
    /// A product detail's name, before its value is read.
    detail: Option<String>,
    fault: Option<String>,
}

impl Feed {
    fn broken(&self, why: &str) -> Failure {
        Failure::new(
            "bad-xml",
            format!(
                "{} line {}: broken XML: {why}. Export the feed again.",
                self.path,
                self.place.line()
            ),
        )
    }

    fn not_utf8(&self, what: &str) -> Failure {
        Failure::new(
            "bad-encoding",
            format!(
                "{} line {}: {what}; save the feed as UTF-8, for example with: iconv -f LATIN1 -t UTF-8.",
                self.path,
                self.place.line()
            ),
        )
    }

    /// Takes the next event; `false` at the end of the file.
    fn take<R: BufRead>(
        &mut self,
        reader: &mut NsReader<R>,
        buffer: &mut Vec<u8>,
        products: &mut Products,
        report: &mut RowReport,
    ) -> Result<bool, Failure> {
        let (space, event) = reader
            .read_resolved_event_into(buffer)
            .map_err(|error| self.broken(&error.to_string()))?;
        match event {
            Event::Start(start) => {
                let google = matches!(space, ResolveResult::Bound(Namespace(uri)) if NAMESPACES.contains(&uri));
                self.open(&start, google)?;
            }
            Event::End(_) => self.close(products, report)?,
            Event::Text(text) => {
                let text = std::str::from_utf8(&text)
                    .map_err(|_| self.not_utf8("text that is not UTF-8"))?;
                self.add(text);
            }
            Event::CData(text) => {
                let text = std::str::from_utf8(&text)
                    .map_err(|_| self.not_utf8("text that is not UTF-8"))?;
                self.add(text);
            }
            Event::GeneralRef(reference) => self.reference(&reference),
            Event::Decl(declaration) => self.declared(&declaration)?,
            Event::DocType(text) if memchr::memchr(b'[', &text).is_some() => {
                return Err(Failure::new(
                    "xml-entities",
                    format!(
                        "{}: the document defines a DOCTYPE of its own, whose entities are not expanded; export the \
                             feed without it.",
                        self.path
                    ),
                ));
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
        Ok(true)
    }

    fn declared(&self, declaration: &BytesDecl) -> Result<(), Failure> {
        let Some(Ok(encoding)) = declaration.encoding() else {
            return Ok(());
        };
        let encoding = String::from_utf8_lossy(&encoding).to_lowercase();
        if matches!(encoding.as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii") {
            return Ok(());
        }
        Err(self.not_utf8(&format!("the feed is written in {encoding}")))
    }

    fn open(&mut self, start: &BytesStart, google: bool) -> Result<(), Failure> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.broken(&format!("elements nested more than {MAX_DEPTH} deep")));
        }
        let local = start.local_name();
        let local = std::str::from_utf8(local.as_ref())
            .map_err(|_| self.not_utf8("a name that is not UTF-8"))?;
        if let Some(item) = &mut self.item {
            item.open.push(name(local));
            item.in_google.push(google);
            item.text.clear();
            return Ok(());
        }
        for attribute in start.attributes().flatten() {
            if attribute.key.as_ref() == b"xml:lang" {
                self.language = std::str::from_utf8(&attribute.value)
                    .ok()
                    .map(str::to_owned);
            }
        }
        if local == "language" {
            self.outside = Some(String::new());
        }
        if !google && matches!(local, "item" | "entry") {
            self.place.begin_entry();
            self.item = Some(Item {
                line: self.place.line(),
                depth: self.depth,
                open: Vec::new(),
                text: String::new(),
                google: Vec::new(),
                plain: Vec::new(),
                in_google: Vec::new(),
                detail: None,
                fault: None,
            });
        }
        Ok(())
    }

    fn add(&mut self, text: &str) {
        if let Some(item) = &mut self.item {
            item.text.push_str(text);
        } else if let Some(outside) = &mut self.outside {
            outside.push_str(text);
        }
    }

    /// A character written as a reference. Names that XML does not know are the entry's fault.
    fn reference(&mut self, reference: &BytesRef) {
        let Some(item) = &mut self.item else { return };
        match reference.resolve_char_ref() {
            Ok(Some(letter)) => item.text.push(letter),
            Ok(None) => {
                let name = String::from_utf8_lossy(reference).into_owned();
                match quick_xml::escape::resolve_xml_entity(&name) {
                    Some(text) => item.text.push_str(text),
                    None => item.fault = Some(format!("&{name}; is no entity of XML")),
                }
            }
            Err(error) => item.fault = Some(error.to_string()),
        }
    }

    fn close(&mut self, products: &mut Products, report: &mut RowReport) -> Result<(), Failure> {
        let depth = self.depth;
        self.depth = self.depth.saturating_sub(1);
        if let Some(language) = self.outside.take() {
            self.language = Some(language.trim().to_owned()).filter(|tag| !tag.is_empty());
        }
        let Some(item) = &mut self.item else {
            return Ok(());
        };
        if item.depth < depth {
            item.close();
            return Ok(());
        }
        let Some(item) = self.item.take() else {
            return Ok(());
        };
        self.entries += 1;
        report.rows += 1;
        self.place.begin_entry();
        if let Some(fault) = item.fault {
            return report.note(Cause::BadEntry, item.line, &fault);
        }
        let mut attributes = item.google;
        for (name, value) in item.plain {
            if !attributes.iter().any(|(other, _)| *other == name) {
                attributes.push((name, value));
            }
        }
        let mut entry = entry(item.line, &attributes);
        entry.language = entry.language.or_else(|| self.language.clone());
        products.push(entry, report)
    }
}

impl Item {
    fn close(&mut self) {
        let text = std::mem::take(&mut self.text).trim().to_owned();
        let name = self.open.pop().unwrap_or_default();
        let google = self.in_google.pop().unwrap_or(false);
        match self.open.last().map(String::as_str) {
            None if text.is_empty() => {}
            None if google => self.google.push((name, text)),
            None => self.plain.push((name, text)),
            // A detail is a name and a value; other elements within elements are about shipping and the like.
            Some("product_detail") => match name.as_str() {
                "attribute_name" => self.detail = Some(text),
                "attribute_value" => {
                    if let Some(name) = self.detail.take() {
                        self.google.push((name, text));
                    }
                }
                _ => {}
            },
            Some(_) => {}
        }
    }
}
