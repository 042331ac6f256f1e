//! Names for items: the catalogue's own, or honest made-up ones with the real id in them.

use std::collections::HashMap;

/// The catalogue's names by item id.
#[derive(Debug, Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    /// Takes the names, where the catalogue has a column of them.
    pub fn of(names: Option<impl Iterator<Item = (String, String)>>) -> Self {
        Self(names.map(Iterator::collect).unwrap_or_default())
    }

    /// The catalogue's name of an item.
    pub fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }
}

/// Makes up a name from what is known: `Blouse no. 34, navy blue` or `Palit videocard no. 812`.
pub fn made_up(
    id: &str,
    category: Option<&str>,
    brand: Option<&str>,
    colour: Option<&str>,
) -> String {
    // A number is no name for a kind of thing.
    let category = category.filter(|category| !category.chars().all(|c| c.is_ascii_digit()));
    let thing = category.map_or_else(
        || "item".to_owned(),
        |category| {
            if INITIALS.contains(&category) {
                category.to_uppercase()
            } else {
                singular(category)
            }
        },
    );
    let first = match brand {
        Some(brand) => format!("{} {thing}", capital(brand)),
        None => capital(&thing),
    };
    match colour {
        Some(colour) => format!("{first} no. {id}, {colour}"),
        None => format!("{first} no. {id}"),
    }
}

/// Short words that are letters of their own.
const INITIALS: [&str; 9] = ["cpu", "gps", "hdd", "pc", "ssd", "tv", "ups", "usb", "vr"];

/// The first letter large, underscores as blanks; `tv` as `TV`.
pub fn capital(words: &str) -> String {
    if INITIALS.contains(&words) {
        return words.to_uppercase();
    }
    let words = words.replace('_', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

/// One of many: `skirts` is a `skirt`. Words that come in pairs, and words that it does not know, stay.
fn singular(category: &str) -> String {
    let words = category.replace('_', " ").to_lowercase();
    if words == "sale" {
        return "sale piece".to_owned();
    }
    let pairs = [
        "trousers",
        "jeans",
        "shorts",
        "pants",
        "leggings",
        "tights",
        "glasses",
        "sunglasses",
        "headphones",
        "earphones",
        "binoculars",
        "scissors",
        "series",
    ];
    let last = words.rsplit(' ').next().unwrap_or(&words);
    if pairs.contains(&last) || last.ends_with("ss") || last.ends_with("us") || last.len() < 4 {
        words
    } else if let Some(stem) = words.strip_suffix("ies") {
        format!("{stem}y")
    } else if ["ches", "shes", "xes", "sses"]
        .iter()
        .any(|end| words.ends_with(end))
    {
        words[..words.len() - 2].to_owned()
    } else if let Some(stem) = words.strip_suffix('s') {
        stem.to_owned()
    } else {
        words
    }
}

#[cfg(test)]
mod tests {
    use super::made_up;

    #[test]
    fn names_tell_what_is_known_and_no_more() {
        assert_eq!(
            made_up("34", Some("blouses"), None, Some("navy blue")),
            "Blouse no. 34, navy blue"
        );
        assert_eq!(made_up("1", Some("trousers"), None, None), "Trousers no. 1");
        assert_eq!(
            made_up("9", Some("sale"), None, Some("red")),
            "Sale piece no. 9, red"
        );
        assert_eq!(
            made_up("812", Some("videocards"), Some("palit"), None),
            "Palit videocard no. 812"
        );
        assert_eq!(
            made_up("5", Some("baby_watches"), None, None),
            "Baby watch no. 5"
        );
        assert_eq!(
            made_up("7", Some("tv"), Some("sony"), None),
            "Sony TV no. 7"
        );
        assert_eq!(
            made_up("8", Some("2144415"), Some("palmexx"), None),
            "Palmexx item no. 8"
        );
        assert_eq!(made_up("x", None, None, None), "Item no. x");
        assert_eq!(
            made_up("é\"\n", Some("éclairs"), None, None),
            "Éclair no. é\"\n"
        );
    }
}
