//! Opens a shop's file and tells by its content, not by its name, what is in it.

use std::cell::Cell as Shared;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

use crate::failure::Failure;

/// How much is looked at to tell the format and the delimiter.
const LOOK_BYTES: usize = 64 << 10;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines of cells.
    Delimited {
        /// The byte between two cells.
        delimiter: u8,
        /// The last byte of a line.
        line_end: u8,
    },
    /// One JSON object a line.
    JsonLines,
    /// Apache Parquet.
    Parquet,
    /// One JSON array; only feeds are read from it.
    JsonArray,
    /// XML; only feeds are read from it.
    Xml,
}

impl Format {
    /// Plain words for the summary.
    pub fn words(self) -> &'static str {
        match self {
            Self::Delimited { delimiter, .. } => match delimiter {
                b';' => "CSV with semicolons",
                b'\t' => "CSV with tabs",
                b'|' => "CSV with bars",
                _ => "CSV with commas",
            },
            Self::JsonLines => "JSON lines",
            Self::Parquet => "Parquet",
            Self::JsonArray => "a JSON array",
            Self::Xml => "XML",
        }
    }
}

/// An open file, its format known.
pub struct Source {
    /// The file as it was named.
    pub path: String,
    /// What is in it.
    pub format: Format,
    /// Its text, decompressed, without a byte order mark; empty for Parquet.
    pub text: Box<dyn BufRead>,
    /// The first bytes of the text, to tell feeds from tables; as many as came at once.
    pub start: Vec<u8>,
    /// Size on disk, for progress; 0 if not known.
    pub bytes: u64,
    /// Bytes read from disk so far.
    pub read: Rc<Shared<u64>>,
}

/// Opens `path`.
///
/// # Errors
/// A file that cannot be read, is empty, or is of a format that is not read here: the message names
/// the format and the remedy.
pub fn open(path: &str) -> Result<Source, Failure> {
    let file = File::open(path).map_err(|e| Failure::unreadable(path, &e))?;
    let meta = file.metadata().map_err(|e| Failure::unreadable(path, &e))?;
    if meta.is_dir() {
        return Err(Failure::new(
            "unreadable-file",
            format!("{path} is a folder; name a file in it."),
        ));
    }
    let read = Rc::new(Shared::new(0));
    let counted = Counted {
        file,
        read: Rc::clone(&read),
    };
    let mut raw = BufReader::with_capacity(LOOK_BYTES, counted);
    let first = look(&mut raw).map_err(|e| Failure::unreadable(path, &e))?;
    if first.starts_with(b"PAR1") {
        return Ok(Source {
            path: path.to_owned(),
            format: Format::Parquet,
            text: Box::new(io::empty()),
            start: Vec::new(),
            bytes: meta.len(),
            read,
        });
    }
    let mut text: Box<dyn BufRead> = if first.starts_with(&[0x1f, 0x8b]) {
        Box::new(BufReader::with_capacity(
            LOOK_BYTES,
            MultiGzDecoder::new(raw),
        ))
    } else {
        Box::new(raw)
    };
    let mut start = look(&mut text).map_err(|e| Failure::unreadable(path, &e))?;
    if start.starts_with(b"\xef\xbb\xbf") {
        text.consume(3);
        start = look(&mut text).map_err(|e| Failure::unreadable(path, &e))?;
    }
    let format = recognise(path, &start)?;
    Ok(Source {
        path: path.to_owned(),
        format,
        text,
        start,
        bytes: meta.len(),
        read,
    })
}

/// The first bytes, as many as come, left in the reader. One call of `fill_buf` may bring fewer than
/// a whole first line from a pipe or a decompressor; what it brings is enough to tell the format.
fn look(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    reader.fill_buf().map(<[u8]>::to_vec)
}

/// The refusal of a file that is no table of rows.
///
/// # Errors
/// Always.
pub fn no_table<T>(path: &str, format: Format) -> Result<T, Failure> {
    Err(Failure::new(
        "unknown-format",
        match format {
            Format::Xml => format!("{path} is XML or HTML; give CSV, JSON lines or Parquet."),
            _ => format!(
                "{path} is one JSON array; write one object a line, for example with: jq -c '.[]'."
            ),
        },
    ))
}

fn recognise(path: &str, start: &[u8]) -> Result<Format, Failure> {
    let Some(first) = start.iter().find(|b| !b.is_ascii_whitespace()) else {
        return Err(Failure::new(
            "empty-file",
            format!("{path} is empty; give a file with a header line and rows."),
        ));
    };
    let refuse = |what: &str, remedy: &str| {
        Err(Failure::new(
            "unknown-format",
            format!("{path} is {what}; {remedy}."),
        ))
    };
    if start.starts_with(b"PK\x03\x04") {
        return refuse(
            "a ZIP archive or a spreadsheet",
            "unpack it, or save the sheet as CSV",
        );
    }
    if start.starts_with(b"\x28\xb5\x2f\xfd") {
        return refuse("compressed with zstd", "decompress it first: zstd -d");
    }
    if start.starts_with(b"BZh") || start.starts_with(b"\xfd7zXZ") {
        return refuse(
            "compressed with bzip2 or xz",
            "decompress it first; gzip is read as it is",
        );
    }
    if start.starts_with(b"PAR1") {
        return refuse("a Parquet file inside gzip", "gunzip it first");
    }
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return refuse("UTF-16 text", "save it as UTF-8");
    }
    if start.starts_with(b"VTR") || start.contains(&0) {
        return refuse(
            "a binary file",
            "give CSV, JSON lines or Parquet, the first two also gzipped",
        );
    }
    match first {
        b'{' => Ok(Format::JsonLines),
        b'[' => Ok(Format::JsonArray),
        b'<' => Ok(Format::Xml),
        _ => {
            let line_end = if start.contains(&b'\r') && !start.contains(&b'\n') {
                b'\r'
            } else {
                b'\n'
            };
            Ok(Format::Delimited {
                delimiter: delimiter(start, line_end),
                line_end,
            })
        }
    }
}

/// The delimiter that the header has and that most of the first lines have as often as the header.
fn delimiter(start: &[u8], line_end: u8) -> u8 {
    let lines: Vec<&[u8]> = start
        .split(|b| *b == line_end)
        .filter(|line| !line.is_empty())
        .take(50)
        .collect();
    let count = |line: &[u8], wanted: u8| {
        let mut quoted = false;
        line.iter()
            .filter(|byte| {
                quoted ^= **byte == b'"';
                !quoted && **byte == wanted
            })
            .count()
    };
    let mut best = (b',', 0.0_f64);
    for candidate in [b',', b';', b'\t', b'|'] {
        let header = count(lines.first().unwrap_or(&&b""[..]), candidate);
        if header == 0 {
            continue;
        }
        let alike = lines
            .iter()
            .filter(|line| count(line, candidate) == header)
            .count();
        // Agreement first; among equals, the delimiter that makes more columns.
        let score = alike as f64 / lines.len() as f64 + header.min(500) as f64 / 1000.0;
        if score > best.1 {
            best = (candidate, score);
        }
    }
    best.0
}

struct Counted {
    file: File,
    read: Rc<Shared<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(text: &str) -> Result<Format, Failure> {
        recognise("f", text.as_bytes())
    }

    fn is_delimited(text: &str, by: u8) -> bool {
        matches!(format(text), Ok(Format::Delimited { delimiter, .. }) if delimiter == by)
    }

    #[test]
    fn tells_formats_by_content() {
        assert!(is_delimited("id,name\n1,x\n", b','));
        assert!(is_delimited("id;name;price\n1;x, y;3,50\n", b';'));
        assert!(is_delimited("id\tname\n1\ta,b,c\n", b'\t'));
        assert!(is_delimited("id\n1\n", b','));
        assert!(is_delimited("id,path\n1,a|b|c\n2,a|b\n", b','));
        assert_eq!(format(" {\"a\":1}\n").unwrap(), Format::JsonLines);
        assert_eq!(format("  \n").unwrap_err().code, "empty-file");
        assert_eq!(format("[{}]").unwrap(), Format::JsonArray);
        assert_eq!(format(" <rss>").unwrap(), Format::Xml);
        assert_eq!(format("PK\u{3}\u{4}").unwrap_err().code, "unknown-format");
    }

    #[test]
    fn commas_inside_quotes_do_not_count() {
        assert!(is_delimited("a;b\n\"1,2,3\";x\n\"4,5,6\";y\n", b';'));
    }
}
