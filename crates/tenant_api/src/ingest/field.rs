//! Reading fields of a finding: what is absent, empty or null was not said.

use super::Problem;
use serde_json::Value;

/// The value at a dotted path of objects.
pub(super) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let found = path.split('.').try_fold(value, |value, name| value.get(name))?;
    (!found.is_null()).then_some(found)
}

/// Text at a path, trimmed, if there is some.
pub(super) fn text<'a>(value: &'a Value, path: &str) -> Option<&'a str> {
    at(value, path)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// Text or a whole number at a path, as text: identifiers come as both.
pub(super) fn id(value: &Value, path: &str) -> Option<String> {
    match at(value, path)? {
        // Beyond 64 bits a number has lost digits, and with them what told it from others.
        Value::Number(number) if number.is_f64() => None,
        Value::Number(number) => Some(number.to_string()),
        _ => text(value, path).map(str::to_owned),
    }
}

/// A whole number at a path; one written as text, or with nothing behind its point, is one too.
pub(super) fn number(value: &Value, path: &str) -> Option<i64> {
    let found = at(value, path)?;
    let whole = || {
        let number = found.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 1e15)?;
        #[expect(clippy::cast_possible_truncation, reason = "whole, and small enough to be exact")]
        Some(number as i64)
    };
    found.as_i64().or_else(whole).or_else(|| found.as_str()?.trim().parse().ok())
}

/// The elements of a list at a path; an object in its place is its only element.
pub(super) fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    match at(value, path) {
        Some(Value::Array(items)) => items,
        Some(single @ Value::Object(_)) => std::slice::from_ref(single),
        _ => &[],
    }
}

/// The texts of a list at a path, or the one text in its place.
pub(super) fn texts<'a>(value: &'a Value, path: &str) -> Vec<&'a str> {
    match at(value, path) {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(text)) => vec![text],
        _ => Vec::new(),
    }
}

/// Refuses a field that is there and not what it has to be.
pub(super) fn check(value: &Value, path: &str, is: fn(&Value) -> bool, what: &'static str) -> Result<(), Problem> {
    match at(value, path) {
        Some(found) if !is(found) => Err(Problem::field(path, what)),
        _ => Ok(()),
    }
}
