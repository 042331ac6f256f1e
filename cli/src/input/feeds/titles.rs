//! Colours, materials and sizes from titles, where a feed has them nowhere else.
//!
//! The words stand in `words/`, a file for each language. Only whole words count, the longest phrase
//! first; forms of one word give one value. A title that says nothing certain says nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

const FILES: [(&str, &str, &str); 9] = [
    ("en", "English", include_str!("words/en.txt")),
    ("de", "German", include_str!("words/de.txt")),
    ("fr", "French", include_str!("words/fr.txt")),
    ("es", "Spanish", include_str!("words/es.txt")),
    ("pt", "Portuguese", include_str!("words/pt.txt")),
    ("ro", "Romanian", include_str!("words/ro.txt")),
    ("it", "Italian", include_str!("words/it.txt")),
    ("nl", "Dutch", include_str!("words/nl.txt")),
    ("pl", "Polish", include_str!("words/pl.txt")),
];
/// The attributes that are read, as fields are named.
pub const ATTRIBUTES: [&str; 3] = ["colour", "material", "size"];
/// Sizes of clothes that are written alike everywhere; single letters only where a title ends.
const SIZES: [&str; 12] = [
    "XXS", "XS", "XL", "XXL", "XXXL", "2XL", "3XL", "4XL", "5XL", "S", "M", "L",
];
/// The longest phrase, in words.
const LONGEST: usize = 4;

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    code: &'static str,
    /// The language's name in English.
    pub name: &'static str,
    /// Values by attribute and phrase; `None` for phrases that mean none.
    values: [HashMap<String, Option<&'static str>>; 2],
    /// Words that a size follows.
    before_size: HashSet<String>,
}

/// Reads all languages.
pub fn languages() -> Vec<Words> {
    FILES
        .iter()
        .map(|(code, name, text)| Words::read(code, name, text))
        .collect()
}

/// The language that the most titles have words of, unless `wanted` names one of them.
pub fn language_of<'a>(
    languages: &'a [Words],
    titles: &[&str],
    wanted: Option<&str>,
) -> Option<&'a Words> {
    let code = wanted.map(|tag| tag.to_lowercase());
    let named = code.as_deref().and_then(|tag| tag.split(['-', '_']).next());
    if let Some(code) = named {
        return languages.iter().find(|words| words.code == code);
    }
    let mut best: Option<(&Words, usize)> = None;
    for words in languages {
        let speaks = |title: &&&str| (0..2).any(|a| !words.found(title, a).is_empty());
        let count = titles.iter().filter(speaks).count();
        if count > best.map_or(0, |(_, most)| most) {
            best = Some((words, count));
        }
    }
    best.map(|(words, _)| words)
}

impl Words {
    fn read(code: &'static str, name: &'static str, text: &'static str) -> Self {
        let mut words = Self {
            code,
            name,
            values: [HashMap::new(), HashMap::new()],
            before_size: HashSet::new(),
        };
        let mut section = 0;
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix('[') {
                let name = name.trim_end_matches(']');
                section = ATTRIBUTES.iter().position(|a| *a == name).unwrap_or(0);
            } else if section == 2 {
                words.before_size.insert(bare(line));
            } else if let Some(phrase) = line.strip_prefix('!') {
                words.values[section].insert(tokens(phrase).join(" "), None);
            } else if let Some((value, others)) = line.split_once(':') {
                for phrase in std::iter::once(value).chain(others.split(',')) {
                    let phrase = tokens(phrase).join(" ");
                    if !phrase.is_empty() {
                        words.values[section].insert(phrase, Some(value));
                    }
                }
            }
        }
        words
    }

    /// What a title says of an attribute, by its place in [`ATTRIBUTES`], each value once.
    pub fn found(&self, title: &str, attribute: usize) -> Vec<String> {
        if attribute == 2 {
            return self.size(title).into_iter().collect();
        }
        let values = &self.values[attribute];
        let tokens = tokens(title);
        let mut found: Vec<String> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let longest = (1..=LONGEST.min(tokens.len() - at))
                .rev()
                .find_map(|length| {
                    let phrase = tokens[at..at + length].join(" ");
                    values.get(&phrase).map(|value| (length, *value))
                });
            if let Some(value) = longest.and_then(|(_, value)| value)
                && !found.iter().any(|f| f == value)
            {
                found.push(value.to_owned());
            }
            at += longest.map_or(1, |(length, _)| length);
        }
        found
    }

    fn size(&self, title: &str) -> Option<String> {
        let parts: Vec<&str> = title
            .split(|c: char| !(c.is_alphanumeric() || c == '/' || c == '½'))
            .filter(|part| !part.is_empty() && *part != "/")
            .collect();
        for pair in parts.windows(2) {
            let number = pair[1].len() <= 5 && pair[1].starts_with(|c: char| c.is_ascii_digit());
            if self.before_size.contains(&bare(pair[0])) && (number || SIZES.contains(&pair[1])) {
                return Some(pair[1].to_owned());
            }
        }
        let last = parts.last()?;
        let apart = title
            .trim_end_matches(|c: char| !c.is_alphanumeric())
            .strip_suffix(last)
            .is_some_and(|rest| {
                rest.trim_end()
                    .ends_with(['-', '–', ',', '/', '(', '|', ':'])
            });
        let long = |part: &&&str| part.len() > 1 && SIZES.contains(*part);
        let found = parts.iter().find(long).copied();
        found
            .or_else(|| Some(*last).filter(|last| apart && SIZES.contains(last)))
            .map(str::to_owned)
    }
}

/// The words of a text, without case and accents.
fn tokens(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(bare)
        .collect()
}

/// A word without case and accents: titles in capitals often lack them.
fn bare(word: &str) -> String {
    word.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ă' | 'ą' => 'a',
            'ç' | 'ć' | 'č' => 'c',
            'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ł' => 'l',
            'ñ' | 'ń' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
            'ś' | 'š' | 'ș' | 'ş' => 's',
            'ț' | 'ţ' => 't',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ź' | 'ż' | 'ž' => 'z',
            c => c,
        })
        .collect()
}

/// How often each value was found, for the summary.
pub fn counts(found: &[Vec<String>]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for value in found.iter().flatten() {
        *counts.entry(value.as_str()).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(titles: &[&str], attribute: usize) -> (&'static str, Vec<Vec<String>>) {
        let languages = languages();
        let words = language_of(&languages, titles, None).expect("a language");
        let found = titles.iter().map(|title| words.found(title, attribute));
        (words.name, found.collect())
    }

    #[test]
    fn every_language_has_its_words() {
        for (titles, language, values) in [
            (
                ["Floral dress, dark navy", "Gray skirt"],
                "English",
                ["navy blue", "grey"],
            ),
            (
                ["Umstandskleid, rotes", "Hose in Grün"],
                "German",
                ["rot", "grün"],
            ),
            (
                ["Robe longue NOIRE", "Jupe bleu marine"],
                "French",
                ["noir", "bleu marine"],
            ),
            (
                ["Vestido de noche negra", "Falda roja"],
                "Spanish",
                ["negro", "rojo"],
            ),
            (
                ["Vestido preto", "Saia vermelha"],
                "Portuguese",
                ["preto", "vermelho"],
            ),
            (
                ["Rochie roșie", "Fusta neagra"],
                "Romanian",
                ["roșu", "negru"],
            ),
            (
                ["Vestito rosso", "Gonna nera"],
                "Italian",
                ["rosso", "nero"],
            ),
            (["Rode jurk", "Zwarte rok"], "Dutch", ["rood", "zwart"]),
            (
                ["Czarna sukienka", "Spódnica czerwona"],
                "Polish",
                ["czarny", "czerwony"],
            ),
        ] {
            let (name, found) = read(&titles, 0);
            assert_eq!(name, language, "{titles:?}");
            assert_eq!(found, values.map(|v| vec![v.to_owned()]), "{titles:?}");
        }
    }

    #[test]
    fn only_what_is_certain() {
        let titles = [
            "Black Friday dress, red",
            "Faux leather jacket",
            "Reddish blacktop shirt",
            "Dress red/black",
        ];
        let (_, colours) = read(&titles, 0);
        assert_eq!(colours, [vec!["red"], vec![], vec![], vec!["red", "black"]]);
        assert_eq!(read(&titles, 1).1[1], ["faux leather"]);
    }

    #[test]
    fn sizes_where_nothing_else_can_be_meant() {
        let sizes = |title: &str| {
            let (words, _) = (languages(), ());
            let de = words.iter().find(|w| w.code == "de").expect("German");
            de.found(title, 2)
        };
        assert_eq!(sizes("Kleid rot, Größe 42"), ["42"]);
        assert_eq!(sizes("Kleid rot, Gr. 38/40"), ["38/40"]);
        assert_eq!(sizes("T-Shirt XL blau"), ["XL"]);
        assert_eq!(sizes("T-Shirt blau - S"), ["S"]);
        assert_eq!(sizes("Mercedes Modell S"), Vec::<String>::new());
        assert_eq!(sizes("Vitamin C 500"), Vec::<String>::new());
    }

    #[test]
    fn the_lists_are_sound() {
        for words in languages() {
            for values in &words.values {
                assert!(values.len() > 20, "{}", words.name);
                let one = |value: &&str| {
                    values
                        .get(&tokens(value).join(" "))
                        .is_some_and(Option::is_some)
                };
                assert!(values.values().flatten().all(one), "{}", words.name);
            }
            assert!(!words.before_size.is_empty());
        }
    }
}
