//! The rules of a request. Their form is described in `docs/rules.md`.

use serde_json::{Map, Value};
use vitrine::item_key;
use vitrine::rank::{Action, Condition, Rule, State};

use super::values::{given, known_names, name, text, whole};

/// The names that an action's one number may have.
const NUMBERS: [&str; 4] = ["place", "places", "most", "least"];

/// The rules of a set; none where `false` turns them off.
///
/// # Errors
/// One sentence that names the rule and what is wrong with it.
pub fn rules(value: &Value) -> Result<Vec<Rule>, String> {
    match value {
        Value::Bool(false) => Ok(Vec::new()),
        Value::Array(rules) => rules
            .iter()
            .enumerate()
            .map(|(at, value)| rule(value).map_err(|why| format!("Rule {at}: {why}.")))
            .collect(),
        other => Err(format!(
            "`rules` is {}; give a list, or false to turn all rules off.",
            name(other)
        )),
    }
}

fn rule(value: &Value) -> Result<Rule, String> {
    let object = object(value)?;
    let known = ["do", "match", "slots", "field", "within"];
    let known: Vec<&str> = known.into_iter().chain(NUMBERS).collect();
    known_names(object, &known)
        .map_err(|message| format!("it {}", message.trim_end_matches('.')))?;
    let action = text(given(object, "do").ok_or("it has no `do`")?)
        .map_err(|why| format!("its `do` {why}"))?;
    let numbers: Vec<&str> = NUMBERS
        .into_iter()
        .filter(|name| given(object, name).is_some())
        .collect();
    if numbers.len() > 1 {
        return Err(format!("it has both `{}` and `{}`", numbers[0], numbers[1]));
    }
    let number = number_of(object, numbers.first().copied().unwrap_or_default())?;
    let within = number_of(object, "within")?;
    let field = given(object, "field")
        .map(|field| text(field).map(str::to_owned))
        .transpose()
        .map_err(|why| format!("its `field` {why}"))?;
    let read = Action::of(action, number, within, field.clone());
    let action = read.ok_or_else(|| {
        format!(
            "`{}` is not known or lacks its number; known are exclude, only, sponsored, pin (place), boost and bury \
             (places), cap (most), quota and minimum (least)",
            crate::input::report::shorten(action)
        )
    })?;
    if numbers
        .first()
        .is_some_and(|given| Some(*given) != action.number_name())
    {
        return Err(format!("a {} has no `{}`", action.name(), numbers[0]));
    }
    let cap = matches!(action, Action::Cap { .. });
    if (field.is_some() && !cap)
        || (within.is_some() && !cap && !matches!(action, Action::Quota { .. }))
    {
        let stray = if field.is_some() && !cap {
            "field"
        } else {
            "within"
        };
        return Err(format!("a {} has no `{stray}`", action.name()));
    }
    let conditions = match given(object, "match") {
        None => Vec::new(),
        Some(Value::Array(conditions)) => {
            conditions.iter().map(condition).collect::<Result<_, _>>()?
        }
        Some(one) => vec![condition(one)?],
    };
    Ok(Rule {
        action,
        conditions,
        slots: texts(object, "slots")?.unwrap_or_default(),
    })
}

fn condition(value: &Value) -> Result<Condition, String> {
    let object = object(value).map_err(|why| format!("in its `match` {why}"))?;
    known_names(object, &["ids", "field", "values", "from", "to", "is"])
        .map_err(|message| format!("its `match` {}", message.trim_end_matches('.')))?;
    let field = given(object, "field")
        .map(|field| text(field).map(str::to_owned))
        .transpose()
        .map_err(|why| format!("the `field` of its `match` {why}"))?;
    let bound = |key: &str| match given(object, key).map(|value| (value, value.as_f64())) {
        None => Ok(None),
        Some((_, Some(number))) => Ok(Some(number)),
        Some((other, None)) => Err(format!("`{key}` is {}; give a number", name(other))),
    };
    let (from, to) = (bound("from")?, bound("to")?);
    let state = given(object, "is")
        .map(|state| text(state).map_err(|why| format!("the `is` of its `match` {why}")))
        .transpose()?;
    let (ids, values) = (texts(object, "ids")?, texts(object, "values")?);
    let ranged = from.is_some() || to.is_some();
    match (ids, field, values, ranged, state) {
        (Some(ids), None, None, false, None) => Ok(Condition::Items(
            ids.iter().map(|id| item_key(id)).collect(),
        )),
        (None, Some(field), Some(values), false, None) => Ok(Condition::Values { field, values }),
        (None, Some(field), None, true, None) => Ok(Condition::Number {
            field,
            from: from.unwrap_or(f64::NEG_INFINITY),
            to: to.unwrap_or(f64::INFINITY),
        }),
        (None, None, None, false, Some(state)) => {
            State::from_name(state).map(Condition::Is).ok_or_else(|| {
                format!(
                    "the state `{}` is not known; known are in-cart, purchased and out-of-stock",
                    crate::input::report::shorten(state)
                )
            })
        }
        _ => Err(
            "its `match` must be one of {ids}, {field, values}, {field, from, to} and {is}"
                .to_owned(),
        ),
    }
}

fn object(value: &Value) -> Result<&Map<String, Value>, String> {
    match value {
        Value::Object(object) => Ok(object),
        other => Err(format!("it is {}; give an object", name(other))),
    }
}

fn texts(object: &Map<String, Value>, key: &str) -> Result<Option<Vec<String>>, String> {
    match given(object, key) {
        None => Ok(None),
        Some(Value::Array(values)) => values
            .iter()
            .map(|value| text(value).map(str::to_owned))
            .collect::<Result<_, _>>()
            .map(Some)
            .map_err(|why| format!("one of its `{key}` {why}")),
        Some(other) => Err(format!("`{key}` is {}; give a list of texts", name(other))),
    }
}

fn number_of(object: &Map<String, Value>, key: &str) -> Result<Option<u32>, String> {
    let number =
        given(object, key).map(|value| whole(value).map_err(|why| format!("`{key}` {why}")));
    Ok(number
        .transpose()?
        .map(|number| u32::try_from(number).unwrap_or(u32::MAX)))
}
