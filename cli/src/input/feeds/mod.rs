//! Catalogues as shops' systems export them: Google Merchant feeds, Shopify, WooCommerce, schema.org.
//!
//! Every kind has a reader of its own that makes [`entry::Entry`] of what it finds; from there on all
//! are treated alike: [`products`] settles language, currency and repeats, [`fold`] makes items of
//! variants, [`table`] a catalogue of items.

mod bounded;
mod csv;
mod entry;
mod fold;
mod google;
mod google_xml;
mod identity;
mod json;
mod money;
mod products;
mod recognise;
mod schema_org;
mod shopify_csv;
mod shopify_json;
mod table;
mod titles;
mod woocommerce;

use clap::{Args, ValueEnum};

use crate::failure::Failure;
use crate::progress::Step;

use super::catalogue::Catalogue;
use super::columns::Mapping;
use super::events::no_rows;
use super::report::{RowReport, grouped};
use super::source::{Format, Source};
use products::Products;
pub use recognise::recognise;

/// A kind of catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CatalogueFormat {
    /// One row an item: CSV, JSON lines or Parquet
    Table,
    /// A Google Merchant feed as RSS 2.0 or Atom
    GoogleXml,
    /// A Google Merchant feed as text with tabs or commas
    GoogleTsv,
    /// Shopify's products.json, a page of it, or several
    ShopifyJson,
    /// Shopify's product export
    ShopifyCsv,
    /// WooCommerce's product export
    Woocommerce,
    /// Products of schema.org as JSON-LD
    SchemaOrg,
}

impl CatalogueFormat {
    /// What it is, for the summary.
    pub fn words(self) -> &'static str {
        match self {
            Self::Table => "one row an item",
            Self::GoogleXml => "Google Merchant feed, XML",
            Self::GoogleTsv => "Google Merchant feed, text",
            Self::ShopifyJson => "Shopify products.json",
            Self::ShopifyCsv => "Shopify product export, CSV",
            Self::Woocommerce => "WooCommerce product export, CSV",
            Self::SchemaOrg => "schema.org products, JSON-LD",
        }
    }

    /// Whether it can be read from a file of `format`.
    fn fits(self, format: Format) -> bool {
        match self {
            Self::Table => !matches!(format, Format::Xml | Format::JsonArray),
            Self::GoogleXml => format == Format::Xml,
            Self::GoogleTsv | Self::ShopifyCsv | Self::Woocommerce => {
                matches!(format, Format::Delimited { .. })
            }
            Self::ShopifyJson | Self::SchemaOrg => {
                matches!(format, Format::JsonLines | Format::JsonArray)
            }
        }
    }
}

/// What becomes of a product's variants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Variants {
    /// One item a product: what a shop's lists show
    #[default]
    Fold,
    /// One item a variant
    Keep,
}

/// How feeds are read.
#[derive(Debug, Clone, Args)]
pub struct FeedOptions {
    /// What kind the catalogue is of, where its content does not tell
    #[arg(long, value_enum, value_name = "KIND", requires = "catalogue")]
    pub catalogue_format: Option<CatalogueFormat>,
    /// Whether a product's variants make one item (as the cards of a list mostly do) or one each
    #[arg(long, value_enum, default_value = "fold", requires = "catalogue")]
    pub variants: Variants,
    /// The currency of a feed that names several: EUR, USD, …; without it, the commonest
    #[arg(long, value_name = "CODE", requires = "catalogue")]
    pub currency: Option<String>,
    /// The language of a feed that has several: de, en-GB, …; without it, the commonest
    #[arg(long, value_name = "TAG", requires = "catalogue")]
    pub language: Option<String>,
    /// Reads no colours, materials and sizes from titles, where a feed has no column of them
    #[arg(long = "no-titles", action = clap::ArgAction::SetFalse, requires = "catalogue")]
    pub titles: bool,
}

impl FeedOptions {
    /// What was asked for, for the build record.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(format) = &self.catalogue_format {
            words.push(format!("catalogue-format={}", word(format)));
        }
        if self.variants != Variants::default() {
            words.push(format!("variants={}", word(&self.variants)));
        }
        words.extend(self.currency.iter().map(|code| format!("currency={code}")));
        words.extend(self.language.iter().map(|tag| format!("language={tag}")));
        if !self.titles {
            words.push("no-titles".to_owned());
        }
        words
    }
}

/// A value's word on the command line.
fn word(value: &impl ValueEnum) -> String {
    let word = value.to_possible_value();
    word.map_or(String::new(), |value| value.get_name().to_owned())
}

impl Default for FeedOptions {
    fn default() -> Self {
        Self {
            catalogue_format: None,
            variants: Variants::Fold,
            currency: None,
            language: None,
            titles: true,
        }
    }
}

/// The kind of the file in `source`: as it was asked for, or as its content tells; `None` for a table.
///
/// # Errors
/// A file that cannot be of the kind that was asked for.
pub fn kind(source: &Source, options: &FeedOptions) -> Result<Option<CatalogueFormat>, Failure> {
    let kind = match options.catalogue_format {
        Some(asked) if !asked.fits(source.format) => {
            return Err(Failure::new(
                "wrong-format",
                format!(
                    "{} is {}, which no {} is written in; leave --catalogue-format away, or name another.",
                    source.path,
                    source.format.words(),
                    asked.words()
                ),
            ));
        }
        Some(asked) => Some(asked),
        None => recognise(source),
    };
    Ok(kind.filter(|kind| *kind != CatalogueFormat::Table))
}

/// Reads a feed of a known kind.
///
/// # Errors
/// A file that is broken as a whole, or without one good entry; a bad entry where `strict` holds.
pub fn read(
    source: Source,
    kind: CatalogueFormat,
    mapping: &Mapping,
    strict: bool,
    known: &[String],
    options: &FeedOptions,
) -> Result<Catalogue, Failure> {
    let path = source.path.clone();
    let step = Step::start(format!("Reading the catalogue {path}"), source.bytes);
    let mut report = RowReport::new(&path, strict);
    let mut products = Products::default();
    let parents = match kind {
        CatalogueFormat::GoogleXml => {
            google_xml::read(source, &mut products, &mut report)?;
            false
        }
        CatalogueFormat::GoogleTsv => {
            google::read(source, &mut products, &mut report)?;
            false
        }
        CatalogueFormat::ShopifyJson => {
            shopify_json::read(source, &mut products, &mut report)?;
            false
        }
        CatalogueFormat::ShopifyCsv => {
            shopify_csv::read(source, &mut products, &mut report)?;
            false
        }
        CatalogueFormat::Woocommerce => {
            woocommerce::read(source, &mut products, &mut report)?;
            true
        }
        CatalogueFormat::SchemaOrg | CatalogueFormat::Table => {
            schema_org::read(
                source,
                options.language.as_deref(),
                &mut products,
                &mut report,
            )?;
            false
        }
    };
    let entries = products.len();
    step.done(&format!("{} entries", grouped(entries as u64)));
    let settled = products.settle(options, &mut report)?;
    let keep = options.variants == Variants::Keep;
    let items = fold::fold(&settled.entries, keep, parents, &mut report)?;
    drop(settled.entries);
    let context = table::Context {
        mapping,
        options,
        known,
        language: settled.language,
    };
    let (mut catalogue, id_column) = table::catalogue(items, &context, report)?;
    if catalogue.ids.is_empty() {
        return Err(no_rows(&path, &catalogue.report));
    }
    let mut first = format!(
        "{path} reads as: {}; {} items by `{id_column}`",
        kind.words(),
        grouped(catalogue.ids.len() as u64)
    );
    if keep {
        first += ", each variant one (--variants keep)";
    } else if catalogue.ids.len() < entries {
        first += &format!(
            ", of {} entries: a product has the values of all its variants, is in stock if one of them is, and costs \
             what the cheapest of those costs",
            grouped(entries as u64)
        );
    }
    if let (Some(currency), true) = (&settled.currency, catalogue.prices.is_some()) {
        first += &format!("; prices in {currency}");
    }
    catalogue.decisions.splice(0..0, settled.decisions);
    catalogue.decisions.insert(0, first);
    Ok(catalogue)
}
