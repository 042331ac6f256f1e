//! A shop's files: which one is the catalogue, which the events to learn from, which the sessions to test on.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The formats in which `vitrine pack` reads tables.
const ENDINGS: [&str; 8] = [
    "csv", "csv.gz", "tsv", "tsv.gz", "jsonl", "jsonl.gz", "ndjson", "parquet",
];
/// What files of feeds end with besides: Google's, Shopify's, those of schema.org.
const FEED_ENDINGS: [&str; 8] = [
    "xml",
    "xml.gz",
    "json",
    "json.gz",
    "jsonld",
    "jsonld.gz",
    "txt",
    "txt.gz",
];
/// What a catalogue is called; the last are names that shops' systems give their exports.
const CATALOGUES: [&str; 9] = [
    "items",
    "catalogue",
    "catalog",
    "products",
    "feed",
    "google",
    "shopify",
    "woocommerce",
    "wc-product-export",
];

/// The files of one shop. At least one of `catalogue` and `events` is there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shop {
    /// The folder's name, shown as the shop's.
    pub(crate) name: String,
    /// One row an item.
    pub(crate) catalogue: Option<PathBuf>,
    /// The log to learn from.
    pub(crate) events: Option<PathBuf>,
    /// Later sessions, to measure on; `None` to hold some out of `events`.
    pub(crate) test: Option<PathBuf>,
    /// Columns that say nothing to a shopper, by the shop's own `about.json`.
    pub(crate) skip: Vec<String>,
}

impl Shop {
    /// Looks for the files by their names.
    ///
    /// # Errors
    /// When the folder cannot be read, or holds neither catalogue nor events: the message lists the names looked for.
    pub(crate) fn find(folder: &Path) -> Result<Self> {
        let mut files = Vec::new();
        for entry in
            fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?
        {
            let path = entry?.path();
            if path.is_file() {
                files.push(path);
            }
        }
        files.sort();
        let all: Vec<&str> = ENDINGS.into_iter().chain(FEED_ENDINGS).collect();
        let catalogue = pick(&files, &CATALOGUES, &all);
        let train = pick(&files, &["train"], &ENDINGS);
        let test = pick(&files, &["test"], &ENDINGS).filter(|_| train.is_some());
        // A complete log would include the sessions of `test`: with both, only `train` may be learned from.
        let events = train.or_else(|| {
            pick(
                &files,
                &["events", "clicks", "interactions", "log", "transactions"],
                &ENDINGS,
            )
        });
        if catalogue.is_none() && events.is_none() {
            bail!(
                "{} holds neither a catalogue ({}.*) nor events (train.* or events.*), as {}; a feed may also end with {}",
                folder.display(),
                CATALOGUES.join(".*, "),
                ENDINGS.join(", "),
                FEED_ENDINGS.join(", ")
            );
        }
        let name = folder
            .canonicalize()
            .ok()
            .and_then(|path| {
                path.file_name()
                    .map(|name| name.to_string_lossy().into_owned())
            })
            .unwrap_or_else(|| "shop".to_owned());
        Ok(Self {
            name,
            catalogue,
            events,
            test,
            skip: skipped(&folder.join("about.json"))?,
        })
    }
}

/// The `skip` of a shop's `about.json`; none where there is no such file.
fn skipped(about: &Path) -> Result<Vec<String>> {
    #[derive(serde::Deserialize)]
    struct About {
        #[serde(default)]
        skip: Vec<String>,
    }
    if !about.is_file() {
        return Ok(Vec::new());
    }
    let text =
        fs::read_to_string(about).with_context(|| format!("{} cannot be read", about.display()))?;
    let about: About = serde_json::from_str(&text)
        .with_context(|| format!("{} is not understood", about.display()))?;
    Ok(about.skip)
}

/// The first file whose name is one of `stems` with a known ending, or begins with it: `products-2026.csv`.
fn pick(files: &[PathBuf], stems: &[&str], endings: &[&str]) -> Option<PathBuf> {
    let matches = |exact: bool, stem: &str| {
        files.iter().find(|path| {
            let Some(name) = path
                .file_name()
                .map(|name| name.to_string_lossy().to_lowercase())
            else {
                return false;
            };
            endings.iter().any(|ending| {
                let Some(found) = name
                    .strip_suffix(ending)
                    .and_then(|name| name.strip_suffix('.'))
                else {
                    return false;
                };
                if exact {
                    found == stem
                } else {
                    found.starts_with(stem)
                }
            })
        })
    };
    stems
        .iter()
        .find_map(|stem| matches(true, stem))
        .or_else(|| stems.iter().find_map(|stem| matches(false, stem)))
        .cloned()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{CATALOGUES, ENDINGS, FEED_ENDINGS, Shop, pick};

    fn files(names: &[&str]) -> Vec<PathBuf> {
        names.iter().map(PathBuf::from).collect()
    }

    #[test]
    fn an_exact_name_wins_over_a_longer_one() {
        let files = files(&["items-old.csv", "items.csv.gz"]);
        assert_eq!(
            pick(&files, &["items"], &ENDINGS),
            Some(PathBuf::from("items.csv.gz"))
        );
    }

    #[test]
    fn other_formats_are_left_alone() {
        assert_eq!(
            pick(&files(&["items.xlsx", "items.md"]), &["items"], &ENDINGS),
            None
        );
    }

    #[test]
    fn a_feed_is_a_catalogue_and_a_page_of_data_is_not() {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/feeds");
        let shop = Shop::find(&folder).expect("feeds are there");
        let name = shop.catalogue.as_ref().and_then(|path| path.file_name());
        assert_eq!(name, Some("products.jsonld".as_ref()));
        assert_eq!(shop.events, None);
        let all = files(&["about.json", "google.xml.gz"]);
        let found = pick(&all, &CATALOGUES, &FEED_ENDINGS);
        assert_eq!(found, Some(PathBuf::from("google.xml.gz")));
    }

    #[test]
    fn the_bundled_shop_learns_from_train_and_not_from_all_events() {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../data/eshop_clothing_2008");
        let shop = Shop::find(&folder).expect("the bundled shop is there");
        let name =
            |path: Option<PathBuf>| path.and_then(|path| path.file_name().map(|n| n.to_owned()));
        assert_eq!(name(shop.catalogue), Some("items.csv.gz".into()));
        assert_eq!(name(shop.events), Some("train.csv.gz".into()));
        assert_eq!(name(shop.test), Some("test.csv.gz".into()));
        assert_eq!(shop.name, "eshop_clothing_2008");
    }
}
