//! From a request to its answer.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Deserializer, Value};
use vitrine::consent::Permissions;
use vitrine::item_key;
use vitrine::pack::Pack;
use vitrine::profile::{Event, Profile};
use vitrine::rank::{
    Candidate, Candidates, Explanation, NotKept, RankRequest, Report, Rules, explain, rank,
};

use super::request::{Refusal, Request, request_id};

/// How many of the whole catalogue are given back unless the request says otherwise.
const TOP_OF_CATALOGUE: usize = 20;

/// What is written for one request.
#[derive(Debug)]
pub enum Answer {
    /// An order, with the request's id.
    Order(Value, Ordered),
    /// An error, with the request's id as far as it could be read.
    Refused(Value, Refusal),
}

/// An order.
#[derive(Debug, Serialize)]
pub struct Ordered {
    order: Vec<String>,
    scores: Vec<Option<f64>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    hide: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    propensity: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Reported>,
    #[serde(skip_serializing_if = "Option::is_none")]
    personal: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanations: Option<Vec<Explained>>,
}

/// What came of the rules.
#[derive(Debug, Serialize)]
struct Reported {
    excluded: u32,
    shown: u32,
    rules: Vec<ReportedRule>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportedRule {
    rule: u32,
    #[serde(rename = "do")]
    action: &'static str,
    matched: u32,
    removed: u32,
    moved: u32,
    not_kept: Vec<ReportedNotKept>,
}

#[derive(Debug, Serialize)]
struct ReportedNotKept {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Explained {
    id: String,
    position: usize,
    merchant_position: u32,
    score: Option<f64>,
    pinned: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<u32>,
    reasons: Vec<Given>,
}

#[derive(Debug, Serialize)]
struct Given {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    signal: f64,
    weight: f64,
    contribution: f64,
}

impl Answer {
    /// Writes the answer as JSON, without a line end.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, output: &mut impl Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Line<'a> {
            id: &'a Value,
            #[serde(flatten)]
            ordered: &'a Ordered,
        }
        #[derive(Serialize)]
        struct ErrorLine<'a> {
            id: &'a Value,
            error: Error<'a>,
        }
        #[derive(Serialize)]
        struct Error<'a> {
            code: &'a str,
            message: &'a str,
        }
        match self {
            Self::Order(id, ordered) => serde_json::to_writer(output, &Line { id, ordered })?,
            Self::Refused(id, refusal) => {
                let error = Error {
                    code: refusal.code,
                    message: &refusal.message,
                };
                serde_json::to_writer(output, &ErrorLine { id, error })?;
            }
        }
        Ok(())
    }
}

/// Answers one line.
pub fn answer(pack: &mut Pack, line: &[u8]) -> Answer {
    let object = match serde_json::from_slice::<Value>(line) {
        Ok(Value::Object(object)) => object,
        Ok(_) => {
            let message = "The line is JSON, but no object; write {\"id\":…,\"events\":[…]}.";
            return Answer::Refused(Value::Null, Refusal::new("bad-request", message));
        }
        Err(error) => {
            let message =
                format!("The line is not JSON ({error}); write one object a line, in UTF-8.");
            return Answer::Refused(read_id(line), Refusal::new("bad-json", message));
        }
    };
    let id = match request_id(&object) {
        Ok(id) => id,
        Err(refusal) => return Answer::Refused(Value::Null, refusal),
    };
    match Request::read(&object).and_then(|request| weighed(pack, &request)) {
        Ok(ordered) => Answer::Order(id, ordered),
        Err(refusal) => Answer::Refused(id, refusal),
    }
}

/// The order under the request's own weights; afterwards the pack has its own again.
fn weighed(pack: &mut Pack, request: &Request) -> Result<Ordered, Refusal> {
    if request.weights.is_empty() {
        return order(pack, request);
    }
    let mut weights = pack.weights().clone();
    for (name, value) in &request.weights {
        weights
            .override_named(pack.fields(), name, *value)
            .map_err(|error| Refusal::new(error.code(), format!("`weights` {name:?}: {error}")))?;
    }
    let own = pack.weights().clone();
    pack.set_weights(weights);
    let ordered = order(pack, request);
    pack.set_weights(own);
    ordered
}

fn order(pack: &Pack, request: &Request) -> Result<Ordered, Refusal> {
    // These are the shop's own requests about its own data; permissions are asked for on a device.
    let may = Permissions::offline().may_profile();
    let mut profile = Profile::new();
    for event in &request.events {
        let event = Event {
            kind: event.kind,
            time: event.time,
            clock: None,
            item: event.item.as_deref(),
            facts: event.facts.as_ref(),
            query: event.query.as_deref(),
            dwell_seconds: event.dwell_seconds,
        };
        if let Some(may) = may {
            profile
                .observe(may, pack, &event)
                .map_err(|error| Refusal::new("bad-event", error.to_string()))?;
        }
    }
    let last = request.events.last().map_or(0, |event| event.time);
    let list: Option<Vec<Candidate>> = request.candidates.as_ref().map(|candidates| {
        let of = candidates.iter();
        of.map(|c| Candidate::find(pack, &c.id, c.facts.as_ref()))
            .collect()
    });
    let keys = |ids: &[String]| -> Vec<_> { ids.iter().map(|id| item_key(id)).collect() };
    let (exclude, shown) = (keys(&request.exclude), keys(&request.shown));
    let rules = Rules::new(pack, request.rules.clone())
        .map_err(|error| Refusal::new(error.code(), error.to_string()))?;
    let pins: Vec<_> = request
        .pins
        .iter()
        .map(|(id, at)| (item_key(id), *at))
        .collect();
    let asked = RankRequest {
        candidates: list
            .as_ref()
            .map_or(Candidates::WholeCatalogue, |list| Candidates::List(list)),
        now: request.now.unwrap_or(last),
        exclude: &exclude,
        shown: &shown,
        pins: &pins,
        rules: Some(&rules),
        slot: request.slot.as_deref(),
        strength: request.strength,
        top: request.top.or(list.is_none().then_some(TOP_OF_CATALOGUE)),
        explore: request.explore,
    };
    let refused = |error: vitrine::rank::RankError| Refusal::new(error.code(), error.to_string());
    let ranking = rank(pack, &profile, may, &asked).map_err(refused)?;
    let id_of = |given: u32| match &request.candidates {
        Some(candidates) => candidates[given as usize].id.clone(),
        None => pack.id(given).to_owned(),
    };
    let explanations = if request.explain {
        let explained = explain(pack, &profile, may, &asked).map_err(refused)?;
        Some(
            explained
                .into_iter()
                .enumerate()
                .map(|(position, explanation)| {
                    explained_item(id_of(explanation.given), position, explanation)
                })
                .collect(),
        )
    } else {
        None
    };
    let ruled = !rules.is_empty() || !shown.is_empty();
    Ok(Ordered {
        hide: ranking.report.hide,
        propensity: request.explore.map(|_| ranking.propensity),
        report: ruled.then(|| reported(&ranking.report, &id_of)),
        order: ranking.order.iter().map(|given| id_of(*given)).collect(),
        scores: ranking.scores,
        personal: request.explain.then_some(ranking.personal),
        explanations,
    })
}

fn reported(report: &Report, id_of: &impl Fn(u32) -> String) -> Reported {
    let not_kept = |not_kept: &NotKept| ReportedNotKept {
        code: not_kept.code,
        item: not_kept.given.map(id_of),
    };
    let rules = report.rules.iter().map(|row| ReportedRule {
        rule: row.rule,
        action: row.action,
        matched: row.matched,
        removed: row.removed,
        moved: row.moved,
        not_kept: row.not_kept.iter().map(not_kept).collect(),
    });
    Reported {
        excluded: report.excluded,
        shown: report.shown,
        rules: rules.collect(),
    }
}

fn explained_item(id: String, position: usize, explanation: Explanation) -> Explained {
    Explained {
        id,
        position,
        merchant_position: explanation.merchant_position,
        score: explanation.score,
        pinned: explanation.pinned,
        rules: explanation.rules,
        reasons: explanation
            .reasons
            .into_iter()
            .map(|reason| Given {
                code: reason.code,
                field: reason.field,
                value: reason.value,
                item: reason.item,
                signal: reason.signal,
                weight: reason.weight,
                contribution: reason.contribution,
            })
            .collect(),
    }
}

/// The id of a line that is no JSON as a whole, if it can be read: the outermost object's member `id`.
pub fn read_id(line: &[u8]) -> Value {
    let (mut depth, mut at) = (0, 0);
    while at < line.len() {
        match line[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b'"' => {
                let Some(end) = string_end(line, at) else {
                    return Value::Null;
                };
                if depth == 1 && &line[at..end] == b"\"id\"" {
                    let rest = line[end..].trim_ascii_start();
                    if let Some(value) = rest.strip_prefix(b":") {
                        let first = Deserializer::from_slice(value).into_iter::<Value>().next();
                        return match first {
                            Some(Ok(id @ (Value::String(_) | Value::Number(_)))) => id,
                            _ => Value::Null,
                        };
                    }
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    Value::Null
}

/// The place after the closing quote of the text that opens at `at`.
fn string_end(line: &[u8], at: usize) -> Option<usize> {
    let mut end = at + 1;
    while end < line.len() {
        match line[end] {
            b'\\' => end += 2,
            b'"' => return Some(end + 1),
            _ => end += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::read_id;
    use serde_json::{Value, json};

    #[test]
    fn the_id_of_a_broken_line() {
        assert_eq!(read_id(br#"{"id":"r1","events":[}"#), json!("r1"));
        assert_eq!(
            read_id(br#"{"a":{"id":"no"},"x":"\"id\":1","id":7,"#),
            json!(7)
        );
        assert_eq!(read_id(br#"{"candidates":[{"id":"no"}"#), Value::Null);
        assert_eq!(read_id(br#"{"id":"never closed"#), Value::Null);
        assert_eq!(read_id(b"id"), Value::Null);
    }
}
