//! What a shop says of itself, in a small file beside its catalogue.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::failure::Failure;

const FILE: &str = "about.json";

/// Name and manners of a shop. Every entry of the file may be missing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct About {
    /// The shop's name.
    pub name: String,
    /// A line below it.
    pub tagline: String,
    /// ISO 4217, or empty for bare numbers.
    pub currency: String,
    /// Where the data come from.
    pub note: String,
    /// Columns that say nothing to a shopper; `cargo xtask demo` leaves them out of the pack.
    pub skip: Vec<String>,
}

impl About {
    /// Reads `about.json` in the catalogue's folder; without one, or without a name in it, the shop is
    /// called `name`, its underscores as blanks.
    ///
    /// # Errors
    /// A file that is there and is not what it should be.
    pub fn beside(catalogue: Option<&str>, name: &str) -> Result<Self, Failure> {
        let file = catalogue.map(|path| Path::new(path).with_file_name(FILE));
        let mut about = match file.filter(|file| file.is_file()) {
            None => Self::default(),
            Some(file) => {
                let path = file.display().to_string();
                let text = fs::read_to_string(&file)
                    .map_err(|error| Failure::unreadable(&path, &error))?;
                serde_json::from_str(&text).map_err(|error| {
                    Failure::new(
                        "bad-about",
                        format!("{path} is not understood: {error}. It holds name, tagline, currency and note, all texts, and skip, a list of columns."),
                    )
                })?
            }
        };
        if about.name.is_empty() {
            about.name = name.replace('_', " ");
        }
        Ok(about)
    }
}

#[cfg(test)]
mod tests {
    use super::About;

    #[test]
    fn a_shop_without_the_file_keeps_the_given_name() {
        let about = About::beside(Some("/nowhere/items.csv"), "my_shop").unwrap();
        assert_eq!(about.name, "my shop");
        assert_eq!(about.currency, "");
    }

    #[test]
    fn a_slip_in_the_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("about.json"), r#"{"nmae":"Maja"}"#).unwrap();
        let catalogue = folder.path().join("items.csv");
        let failure = About::beside(catalogue.to_str(), "x").unwrap_err();
        assert_eq!(failure.code, "bad-about");
        assert!(failure.message.contains("nmae"), "{}", failure.message);
    }
}
