//! One line of `requests.jsonl`, checked. The format is described in `docs/rank-requests.md`.

use serde_json::{Map, Value};
use vitrine::Seconds;
use vitrine::rank::{Explore, Rule};

use super::members::{Happened, Offered, candidate, event, pin};
use super::rules::rules;
use super::values::{given, known_names, moment, name, text, whole};

/// Why a request is answered by an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable: `bad-json`, `bad-request`, `bad-event`, `bad-candidate`, or the engine's own.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

fn bad_request(message: impl Into<String>) -> Refusal {
    Refusal::new("bad-request", message)
}

/// What is asked for.
#[derive(Debug, Default)]
pub struct Request {
    /// The moment, if given.
    pub now: Option<Seconds>,
    /// Events in the order of time; equal times as they were given.
    pub events: Vec<Happened>,
    /// Candidates in the merchant's order; `None` for the whole catalogue.
    pub candidates: Option<Vec<Offered>>,
    /// How many to give back.
    pub top: Option<usize>,
    /// Ids that must not be shown.
    pub exclude: Vec<String>,
    /// Ids that the page shows elsewhere.
    pub shown: Vec<String>,
    /// Ids and their places from 0.
    pub pins: Vec<(String, u32)>,
    /// The merchant's rules; none where they are turned off.
    pub rules: Vec<Rule>,
    /// The carousel's place.
    pub slot: Option<String>,
    /// Names and values of overridden weights and dials.
    pub weights: Vec<(String, f32)>,
    /// Exploration, if any.
    pub explore: Option<Explore>,
    /// The dial.
    pub strength: Option<f32>,
    /// Whether reasons are wanted.
    pub explain: bool,
}

/// The request's id, which its answer repeats: a text, a number, or null.
///
/// # Errors
/// Any other value.
pub fn request_id(object: &Map<String, Value>) -> Result<Value, Refusal> {
    match object.get("id") {
        None => Ok(Value::Null),
        Some(id @ (Value::Null | Value::String(_) | Value::Number(_))) => Ok(id.clone()),
        Some(other) => Err(bad_request(format!(
            "`id` is {}; give a text, which the answer repeats.",
            name(other)
        ))),
    }
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    /// A [`Refusal`] names the first thing that is wrong.
    pub fn read(object: &Map<String, Value>) -> Result<Self, Refusal> {
        known_names(
            object,
            &[
                "id",
                "now",
                "events",
                "candidates",
                "slot",
                "top",
                "exclude",
                "shown",
                "pins",
                "rules",
                "weights",
                "explore",
                "strength",
                "explain",
            ],
        )
        .map_err(|message| bad_request(format!("The request {message}")))?;
        let slot = given(object, "slot")
            .map(|slot| text(slot).map_err(|why| bad_request(format!("`slot` {why}."))))
            .transpose()?
            .map(str::to_owned);
        let now = given(object, "now")
            .map(|value| moment(value).map_err(|why| bad_request(format!("`now` {why}."))))
            .transpose()?;
        let mut events = Vec::new();
        for (at, value) in array(object, "events")?.iter().enumerate() {
            events.push(
                event(value, now)
                    .map_err(|why| Refusal::new("bad-event", format!("Event {at}: {why}.")))?,
            );
        }
        events.sort_by_key(|event: &Happened| event.time);
        let candidates = match given(object, "candidates") {
            None => None,
            Some(_) => Some(
                array(object, "candidates")?
                    .iter()
                    .enumerate()
                    .map(|(at, value)| {
                        candidate(value).map_err(|why| {
                            Refusal::new("bad-candidate", format!("Candidate {at}: {why}."))
                        })
                    })
                    .collect::<Result<_, _>>()?,
            ),
        };
        let exclude = ids(object, "exclude")?;
        let shown = ids(object, "shown")?;
        let mut pins = Vec::new();
        for (at, value) in array(object, "pins")?.iter().enumerate() {
            pins.push(pin(value).map_err(|why| bad_request(format!("Pin {at}: {why}.")))?);
        }
        let top = given(object, "top")
            .map(|value| whole(value).map_err(|why| bad_request(format!("`top` {why}."))))
            .transpose()?;
        let strength = given(object, "strength")
            .map(|value| match value.as_f64() {
                Some(strength) if (0.0..=1.0).contains(&strength) => Ok(strength as f32),
                _ => Err(bad_request(
                    "`strength` must be a number from 0 (the merchant's order) to 1 (fully the shopper's).",
                )),
            })
            .transpose()?;
        let rules = match given(object, "rules") {
            None => Vec::new(),
            Some(value) => rules(value).map_err(|why| Refusal::new("bad-rule", why))?,
        };
        let weights = weights(object)?;
        let explore = given(object, "explore")
            .map(|value| explore(value).map_err(|why| bad_request(format!("`explore`: {why}."))))
            .transpose()?;
        let explain = match given(object, "explain") {
            None => false,
            Some(Value::Bool(explain)) => *explain,
            Some(other) => {
                return Err(bad_request(format!(
                    "`explain` is {}; give true or false.",
                    name(other)
                )));
            }
        };
        Ok(Self {
            now,
            events,
            candidates,
            top,
            exclude,
            shown,
            pins,
            rules,
            slot,
            weights,
            explore,
            strength,
            explain,
        })
    }
}

fn ids(object: &Map<String, Value>, key: &str) -> Result<Vec<String>, Refusal> {
    let ids = array(object, key)?.iter().enumerate().map(|(at, value)| {
        let id = text(value).map_err(|why| bad_request(format!("`{key}` {at} {why}.")))?;
        Ok(id.to_owned())
    });
    ids.collect()
}

fn explore(value: &Value) -> Result<Explore, String> {
    let Value::Object(object) = value else {
        return Err(format!(
            "it is {}; give {{\"rate\":…,\"seed\":…}}",
            name(value)
        ));
    };
    known_names(object, &["rate", "seed"]).map_err(|message| format!("it {message}"))?;
    let rate = given(object, "rate").and_then(Value::as_f64);
    let seed = given(object, "seed").ok_or("it has no `seed`")?;
    Ok(Explore {
        // The engine refuses what is no rate.
        rate: rate.ok_or("it has no `rate`")? as f32,
        seed: whole(seed).map_err(|why| format!("its `seed` {why}"))? as u64,
    })
}

fn weights(object: &Map<String, Value>) -> Result<Vec<(String, f32)>, Refusal> {
    let given = match given(object, "weights") {
        None => return Ok(Vec::new()),
        Some(Value::Object(weights)) => weights,
        Some(other) => {
            return Err(bad_request(format!(
                "`weights` is {}; give an object of names and numbers.",
                name(other)
            )));
        }
    };
    let weight = |(key, value): (&String, &Value)| match value.as_f64() {
        Some(number) => Ok((key.clone(), number as f32)),
        None => Err(bad_request(format!(
            "The weight `{}` is {}; give a number.",
            crate::input::report::shorten(key),
            name(value)
        ))),
    };
    given.iter().map(weight).collect()
}

fn array<'a>(object: &'a Map<String, Value>, key: &str) -> Result<&'a [Value], Refusal> {
    match given(object, key) {
        None => Ok(&[]),
        Some(Value::Array(values)) => Ok(values),
        Some(other) => Err(bad_request(format!(
            "`{key}` is {}; give a list.",
            name(other)
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine::item_key;
    use vitrine::profile::EventKind;
    use vitrine::rank::{Action, Condition};

    fn read(text: &str) -> Result<Request, Refusal> {
        match serde_json::from_str(text).unwrap() {
            Value::Object(object) => Request::read(&object),
            _ => unreachable!("tests write objects"),
        }
    }

    fn refusal(text: &str) -> Refusal {
        read(text).unwrap_err()
    }

    #[test]
    fn a_whole_request() {
        let request = read(
            r#"{"id":"r1","now":1609462276.9,"events":[{"type":"view","item":"b","time":20},{"type":"Add to cart","item":"a","time":10}],
                "candidates":["9",{"id":"4","price":12.5,"inStock":false,"attributes":{"brand":"x","tags":["a"],"weight":2}}],
                "slot":"home","top":20,"exclude":["123"],"pins":[{"id":"9","position":0}],"strength":0.5,"_trace":7}"#,
        )
        .unwrap();
        assert_eq!(request.now, Some(1_609_462_276));
        let items: Vec<_> = request.events.iter().map(|e| e.item.as_deref()).collect();
        assert_eq!(items, [Some("a"), Some("b")]);
        assert_eq!(request.events[0].kind, EventKind::CartAdd);
        let candidates = request.candidates.unwrap();
        let facts = candidates[1].facts.as_ref().unwrap();
        assert_eq!((facts.price, facts.in_stock), (Some(12.5), Some(false)));
        assert_eq!(facts.attributes.len(), 3);
        assert_eq!(request.pins, [("9".to_owned(), 0)]);
    }

    #[test]
    fn rules_are_read_whole() {
        let request = read(
            r#"{"slot":"home","shown":["7"],"weights":{"popular":0.5},"rules":[
                {"do":"pin","place":2,"match":{"ids":["9"]},"slots":["home"],"_why":"autumn"},
                {"do":"cap","most":2,"field":"brand","within":8},
                {"do":"only","match":[{"field":"price","from":5},{"field":"brand","values":["a","b"]},{"is":"in-cart"}]}]}"#,
        )
        .unwrap();
        assert_eq!(
            (request.slot.as_deref(), request.shown.len()),
            (Some("home"), 1)
        );
        assert_eq!(request.weights, [("popular".to_owned(), 0.5)]);
        let [pin, cap, only] = &request.rules[..] else {
            panic!("three rules");
        };
        assert_eq!(
            (&pin.action, &pin.slots[..]),
            (&Action::Pin { place: 2 }, &["home".to_owned()][..])
        );
        assert_eq!(pin.conditions, [Condition::Items(vec![item_key("9")])]);
        let (field, within) = (Some("brand".to_owned()), Some(8));
        assert_eq!(
            cap.action,
            Action::Cap {
                most: 2,
                field,
                within
            }
        );
        let price = Condition::Number {
            field: "price".into(),
            from: 5.0,
            to: f64::INFINITY,
        };
        assert_eq!((only.conditions.len(), &only.conditions[0]), (3, &price));
        assert!(read(r#"{"rules":false}"#).unwrap().rules.is_empty());
    }

    #[test]
    fn null_and_absent_are_one() {
        let request = read(r#"{"candidates":null,"events":null,"top":null,"now":null}"#).unwrap();
        assert!(request.candidates.is_none() && request.top.is_none());
        assert!(
            read(r#"{"candidates":[]}"#)
                .unwrap()
                .candidates
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn what_stands_where_something_else_belongs_is_named() {
        for (text, code, words) in [
            (r#"{"candidates":[5]}"#, "bad-candidate", "\"5\""),
            (r#"{"candidates":[["a"]]}"#, "bad-candidate", "a list"),
            (
                r#"{"candidates":["a",{"price":1}]}"#,
                "bad-candidate",
                "Candidate 1",
            ),
            (
                r#"{"candidates":[{"id":"a","price":-1}]}"#,
                "bad-candidate",
                "not negative",
            ),
            (
                r#"{"candidates":[{"id":"a","price":1e300}]}"#,
                "bad-candidate",
                "finite",
            ),
            (
                r#"{"candidates":[{"id":"a","instock":true}]}"#,
                "bad-candidate",
                "inStock",
            ),
            (r#"{"candidates":"a"}"#, "bad-request", "a list"),
            (r#"{"exclude":[1]}"#, "bad-request", "\"1\""),
            (r#"{"exclud":["a"]}"#, "bad-request", "exclud"),
            (r#"{"top":-1}"#, "bad-request", "whole number"),
            (r#"{"top":"5"}"#, "bad-request", "whole number"),
            (r#"{"now":"today"}"#, "bad-request", "unix seconds"),
            (r#"{"now":1609462276000}"#, "bad-request", "milliseconds"),
            (r#"{"strength":2}"#, "bad-request", "0 (the"),
            (
                r#"{"events":[{"type":"view","item":5,"time":1}]}"#,
                "bad-event",
                "\"5\"",
            ),
            (
                r#"{"events":[{"type":"look","item":"5","time":1}]}"#,
                "bad-event",
                "look",
            ),
            (
                r#"{"events":[{"type":"view","time":1}]}"#,
                "bad-event",
                "item",
            ),
            (
                r#"{"events":[{"type":"view","item":"a"}]}"#,
                "bad-event",
                "now",
            ),
            (
                r#"{"events":[{"type":"view","item":"a","time":-1}]}"#,
                "bad-event",
                "1970",
            ),
            (
                r#"{"events":[{"type":{},"item":"a","time":1}]}"#,
                "bad-event",
                "an object",
            ),
            (r#"{"events":[7]}"#, "bad-event", "Event 0"),
            (r#"{"rules":true}"#, "bad-rule", "false to turn"),
            (r#"{"rules":[{"do":"pim"}]}"#, "bad-rule", "pim"),
            (
                r#"{"rules":[{"do":"pin","match":{"ids":["a"]}}]}"#,
                "bad-rule",
                "lacks its number",
            ),
            (
                r#"{"rules":[{"do":"pin","least":1}]}"#,
                "bad-rule",
                "no `least`",
            ),
            (
                r#"{"rules":[{"do":"exclude","within":1}]}"#,
                "bad-rule",
                "no `within`",
            ),
            (
                r#"{"rules":[{"do":"cap","most":1,"least":1}]}"#,
                "bad-rule",
                "both",
            ),
            (
                r#"{"rules":[{"do":"exclude","slot":"home"}]}"#,
                "bad-rule",
                "slot",
            ),
            (
                r#"{"rules":[{"do":"only","match":{"is":"asleep"}}]}"#,
                "bad-rule",
                "asleep",
            ),
            (
                r#"{"rules":[{"do":"only","match":{"ids":["a"],"is":"in-cart"}}]}"#,
                "bad-rule",
                "one of",
            ),
            (r#"{"weights":{"popular":"1"}}"#, "bad-request", "popular"),
        ] {
            let refusal = refusal(text);
            assert_eq!(refusal.code, code, "{text}");
            assert!(
                refusal.message.contains(words),
                "{text}: {}",
                refusal.message
            );
        }
    }
}
