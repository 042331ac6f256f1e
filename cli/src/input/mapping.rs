//! What the command line says about columns: `--map` and `--skip`.

use std::collections::BTreeSet;

use super::columns::{Kind, Role, kind as kind_of_word, plain};
use crate::failure::Failure;

/// What the command line says about columns.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    maps: Vec<Mapped>,
    skips: BTreeSet<String>,
}

/// One `--map COLUMN=ROLE[:KIND]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// The column, as the caller spelt it.
    pub column: String,
    /// What it is for; `None` leaves the role as it is and settles the kind alone.
    pub role: Option<Role>,
    /// The field's name, for attributes.
    pub field: Option<String>,
    /// The field's kind.
    pub kind: Option<Kind>,
}

impl Mapping {
    /// Reads the values of `--map` and `--skip`.
    ///
    /// # Errors
    /// A value that is not `COLUMN=ROLE`, `COLUMN=ROLE:KIND` or `COLUMN=KIND`.
    pub fn read(maps: &[String], skips: &[String]) -> Result<Self, Failure> {
        let maps = maps
            .iter()
            .map(|text| parse_map(text))
            .collect::<Result<_, _>>()?;
        let skips = skips
            .iter()
            .flat_map(|names| names.split(','))
            .map(plain)
            .collect();
        Ok(Self { maps, skips })
    }

    /// Whether a column is to be left out.
    pub fn skips(&self, column: &str) -> bool {
        self.skips.contains(&plain(column))
    }

    /// What was said of a column, the last word first.
    pub fn of(&self, column: &str) -> Option<&Mapped> {
        let exact = self.maps.iter().rev().find(|m| m.column == column);
        exact.or_else(|| {
            let name = plain(column);
            self.maps.iter().rev().find(|m| plain(&m.column) == name)
        })
    }

    /// Columns that were mapped or skipped but stand in none of the files: most likely a slip.
    pub fn unused(&self, columns: &[&str]) -> Vec<String> {
        let known: BTreeSet<String> = columns.iter().map(|c| plain(c)).collect();
        let maps = self.maps.iter().map(|m| m.column.clone());
        maps.chain(self.skips.iter().cloned())
            .filter(|name| !known.contains(&plain(name)))
            .collect()
    }
}

fn parse_map(text: &str) -> Result<Mapped, Failure> {
    let wrong = |why: &str| {
        Failure::new(
            "bad-map",
            format!(
                "--map {text}: {why}. Write COLUMN=ROLE, COLUMN=ROLE:KIND or COLUMN=KIND; roles: item, session, \
                 user, time, event, order, quantity, name, price, category, brand, colour, popularity, or a name of your own; \
                 kinds: label, path, tags, number, price."
            ),
        )
    };
    let (column, target) = text
        .rsplit_once('=')
        .ok_or_else(|| wrong("there is no ="))?;
    if column.is_empty() || target.is_empty() {
        return Err(wrong("a side of = is empty"));
    }
    let (role, kind) = match target.rsplit_once(':') {
        Some((role, kind)) => (
            role,
            Some(kind_of_word(kind).ok_or_else(|| wrong("that kind is not known"))?),
        ),
        None => (target, None),
    };
    let column = column.to_owned();
    if role.is_empty() || (kind.is_none() && kind_of_word(role).is_some() && role != "price") {
        let kind = kind.or_else(|| kind_of_word(role));
        return Ok(Mapped {
            column,
            role: None,
            field: None,
            kind,
        });
    }
    let (role, field) = match plain(role).as_str() {
        "item" => (Role::Item, None),
        "session" => (Role::Session, None),
        "order" => (Role::Order, None),
        "user" => (Role::User, None),
        "time" => (Role::Time, None),
        "event" => (Role::Event, None),
        "quantity" => (Role::Quantity, None),
        "popularity" => (Role::Popularity, None),
        "name" => (Role::Name, None),
        "price" => (Role::Price, Some("price".to_owned())),
        "category" => (Role::Category, Some("category".to_owned())),
        "brand" => (Role::Attribute("brand"), Some("brand".to_owned())),
        "colour" | "color" => (Role::Attribute("colour"), Some("colour".to_owned())),
        _ => (Role::Other, Some(role.to_owned())),
    };
    Ok(Mapped {
        column,
        role: Some(role),
        field,
        kind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_name_roles_and_kinds() {
        let texts = [
            "a=item",
            "p=price:number",
            "x=number",
            "y=season:label",
            "q=price",
            "z=:tags",
            "a=b=user",
        ]
        .map(str::to_owned);
        let mapping = Mapping::read(&texts, &["Foo, bar_x".to_owned()]).unwrap();
        assert_eq!(mapping.of("A").unwrap().role, Some(Role::Item));
        let p = mapping.of("p").unwrap();
        assert_eq!((&p.role, p.kind), (&Some(Role::Price), Some(Kind::Number)));
        let x = mapping.of("x").unwrap();
        assert_eq!((&x.role, x.kind), (&None, Some(Kind::Number)));
        let y = mapping.of("y").unwrap();
        assert_eq!(y.field.as_deref(), Some("season"));
        assert_eq!(mapping.of("q").unwrap().role, Some(Role::Price));
        assert_eq!(mapping.of("z").unwrap().kind, Some(Kind::Tags));
        assert_eq!(mapping.of("a=b").unwrap().role, Some(Role::User));
        assert!(mapping.skips("FOO") && mapping.skips("barX") && !mapping.skips("p"));
        assert_eq!(
            Mapping::read(&["a".into()], &[]).unwrap_err().code,
            "bad-map"
        );
        assert_eq!(
            Mapping::read(&["a=b:c".into()], &[]).unwrap_err().code,
            "bad-map"
        );
    }
}
