//! What a request is made of: events, candidates, pins.

use serde_json::Value;
use vitrine::profile::EventKind;
use vitrine::{Facts, Seconds};

use super::values::{facts, given, known_names, moment, name, text, whole};

use crate::input::kind::event_kind;

/// One event.
#[derive(Debug)]
pub struct Happened {
    /// What.
    pub kind: EventKind,
    /// When.
    pub time: Seconds,
    /// About which item; every kind but a search has one.
    pub item: Option<String>,
    /// The words of a search.
    pub query: Option<String>,
    /// The seconds of a dwell.
    pub dwell_seconds: f32,
    /// What the page knew of the item.
    pub facts: Option<Facts>,
}

/// One candidate.
#[derive(Debug)]
pub struct Offered {
    /// Its id.
    pub id: String,
    /// What the call knows of it.
    pub facts: Option<Facts>,
}

/// Reads an event; `now` is its time where it names none.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub fn event(value: &Value, now: Option<Seconds>) -> Result<Happened, String> {
    let Value::Object(object) = value else {
        return Err(format!("it is {}; give an object", name(value)));
    };
    known_names(
        object,
        &[
            "type",
            "item",
            "time",
            "query",
            "seconds",
            "price",
            "attributes",
        ],
    )
    .map_err(|message| format!("it {}", message.trim_end_matches('.')))?;
    let kind = match given(object, "type") {
        None => return Err("it has no `type`; give view, cart, purchase or another".to_owned()),
        Some(value) => {
            let word = text(value).map_err(|why| format!("`type` {why}"))?;
            event_kind(word).ok_or_else(|| {
                let known: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.name()).collect();
                format!(
                    "`type` {} is not known; known are {}",
                    crate::input::report::shorten(word),
                    known.join(", ")
                )
            })?
        }
    };
    let time = match (given(object, "time"), now) {
        (Some(value), _) => moment(value).map_err(|why| format!("`time` {why}"))?,
        (None, Some(now)) => now,
        (None, None) => {
            return Err("it has no `time`, and the request no `now`; give one".to_owned());
        }
    };
    let item = given(object, "item")
        .map(|value| {
            text(value)
                .map(str::to_owned)
                .map_err(|why| format!("`item` {why}"))
        })
        .transpose()?;
    if item.is_none() && kind != EventKind::Search {
        return Err(format!("a {} needs its `item`", kind.name()));
    }
    let query = match given(object, "query") {
        None => None,
        Some(Value::String(query)) => Some(query.clone()),
        Some(other) => return Err(format!("`query` is {}; give a text", name(other))),
    };
    let dwell_seconds = match given(object, "seconds").map(|value| (value, value.as_f64())) {
        None => 0.0,
        Some((_, Some(seconds))) if seconds >= 0.0 && (seconds as f32).is_finite() => {
            seconds as f32
        }
        Some(_) => return Err("`seconds` must be a number of 0 or more".to_owned()),
    };
    Ok(Happened {
        kind,
        time,
        item,
        query,
        dwell_seconds,
        facts: facts(object)?,
    })
}

/// Reads a candidate: its id, or an object with it and what the page knows of it.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub fn candidate(value: &Value) -> Result<Offered, String> {
    let Value::Object(object) = value else {
        let id = text(value).map_err(|why| format!("it {why}"))?.to_owned();
        return Ok(Offered { id, facts: None });
    };
    known_names(object, &["id", "price", "inStock", "attributes"])
        .map_err(|message| format!("it {}", message.trim_end_matches('.')))?;
    let id = given(object, "id").ok_or("it has no `id`")?;
    let id = text(id)
        .map_err(|why| format!("its `id` {why}"))?
        .to_owned();
    Ok(Offered {
        id,
        facts: facts(object)?,
    })
}

/// Reads a pin: an id, and its place.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub fn pin(value: &Value) -> Result<(String, u32), String> {
    let Value::Object(object) = value else {
        return Err(format!(
            "it is {}; give {{\"id\":…,\"position\":…}}",
            name(value)
        ));
    };
    known_names(object, &["id", "position"]).map_err(|message| format!("it {message}"))?;
    let id = given(object, "id").ok_or("it has no `id`")?;
    let id = text(id)
        .map_err(|why| format!("its `id` {why}"))?
        .to_owned();
    let position = given(object, "position").ok_or("it has no `position`")?;
    let position = whole(position).map_err(|why| format!("its `position` {why}"))?;
    Ok((id, u32::try_from(position).unwrap_or(u32::MAX)))
}
