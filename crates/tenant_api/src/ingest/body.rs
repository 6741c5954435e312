//! A request's body as items: one finding, an array of them, or one a line.

use super::Problem;
use serde::de::{Deserializer as _, Error as _, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// The largest finding, bytes.
pub const MAX_FINDING: usize = 10 * 1024 * 1024;

/// How deep a finding may be nested.
pub const MAX_DEPTH: usize = 32;

/// The most items of one request: each is answered for, and a body full of the smallest ones would be answered with a
/// hundred times its size.
pub const MAX_ITEMS: usize = 100_000;

/// Why a body cannot be taken apart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// What is wrong with it as a whole, without a byte of it.
    #[error("{0}")]
    NotJson(String),
    #[error("it holds too many items")]
    TooMany,
}

/// One item's text, or why it cannot be one.
pub type Item<'a> = Result<&'a str, Problem>;

/// Takes a body apart into at most `most` items. Lines that are not JSON are items with a problem, if at least one line is.
///
/// # Errors
/// [`Unfit`]: there are no items then.
pub fn items(body: &[u8], most: usize) -> Result<Vec<Item<'_>>, Unfit> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    if body.is_empty() {
        return Err(Unfit::NotJson("the body is empty".to_owned()));
    }
    match whole(body, most) {
        Err(Unfit::NotJson(problem)) => lines(body, most)?.ok_or(Unfit::NotJson(problem)),
        items => items,
    }
}

/// The items of a body that is one JSON value.
fn whole(body: &[u8], most: usize) -> Result<Vec<Item<'_>>, Unfit> {
    // Elements are taken as they are: the only thing of their meaning that can be wrong is that there are too many.
    let unfit = |error: serde_json::Error| match error.is_data() {
        true => Unfit::TooMany,
        false => Unfit::NotJson(format!("not JSON, line {}, column {}", error.line(), error.column())),
    };
    if !body.starts_with(b"[") {
        let item: &RawValue = serde_json::from_slice(body).map_err(unfit)?;
        return Ok(vec![checked(item.get())]);
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let items = json.deserialize_seq(Elements { most }).map_err(unfit)?;
    json.end().map_err(unfit)?;
    Ok(items)
}

/// The elements of an array as items; one more than `most` ends the reading.
struct Elements {
    most: usize,
}

impl<'de> Visitor<'de> for Elements {
    type Value = Vec<Item<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of findings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(element) = elements.next_element::<&RawValue>()? {
            if items.len() == self.most {
                return Err(A::Error::custom("too many"));
            }
            items.push(checked(element.get()));
        }
        Ok(items)
    }
}

/// The items of a body that is one JSON value a line; `None` if no line is.
fn lines(body: &[u8], most: usize) -> Result<Option<Vec<Item<'_>>>, Unfit> {
    let lines = body.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let items: Vec<Item<'_>> = lines.map(line).take(most.saturating_add(1)).collect();
    if items.len() > most {
        return Err(Unfit::TooMany);
    }
    Ok((items.len() > 1 && items.iter().any(Result::is_ok)).then_some(items))
}

/// One line as an item.
pub fn line(line: &[u8]) -> Item<'_> {
    let item: &RawValue = serde_json::from_slice(line).map_err(|_not_json| Problem::whole("not JSON"))?;
    checked(item.get())
}

fn checked(text: &str) -> Item<'_> {
    if text.len() > MAX_FINDING {
        return Err(Problem::whole("larger than 10 MiB"));
    }
    if deeper_than(text.as_bytes(), MAX_DEPTH) {
        return Err(Problem::whole("nested deeper than 32 levels"));
    }
    if !text.starts_with('{') {
        return Err(Problem::whole("not an object"));
    }
    Ok(text)
}

/// Whether valid JSON is nested deeper than `limit`, without recursion.
fn deeper_than(json: &[u8], limit: usize) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in json {
        match (in_text, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_text = !in_text,
            (false, b'{' | b'[') => {
                depth += 1;
                if depth > limit {
                    return true;
                }
            }
            (false, b'}' | b']') => depth -= 1,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &str) -> Vec<String> {
        let items = items(body.as_bytes(), 4).expect("items");
        items.into_iter().map(|item| item.map_or_else(|problem| problem.to_string(), str::to_owned)).collect()
    }

    #[test]
    fn one_many_or_a_line_each() {
        assert_eq!(told(r#" {"a": 1} "#), [r#"{"a": 1}"#]);
        assert_eq!(told(r#"[{"a":1}, {"b":2}]"#), [r#"{"a":1}"#, r#"{"b":2}"#]);
        assert_eq!(told("{\"a\":1}\r\n\n{\"b\":2}\n"), [r#"{"a":1}"#, r#"{"b":2}"#]);
        assert_eq!(told("{\n \"a\":\n {}\n}"), ["{\n \"a\":\n {}\n}"]);
        assert_eq!(told("[]"), Vec::<String>::new());
    }

    #[test]
    fn a_bad_item_leaves_the_others() {
        assert_eq!(told("{\"a\":\n{\"b\":2}\nx"), ["not JSON", r#"{"b":2}"#, "not JSON"]);
        assert_eq!(told(r#"[1, {"a":1}, null]"#), ["not an object", r#"{"a":1}"#, "not an object"]);
    }

    #[test]
    fn what_is_no_json_is_refused_as_a_whole() {
        for body in ["", " ", "hello", "{\"a\":", "[{},", "{]", "\u{0}"] {
            let problem = items(body.as_bytes(), 4).expect_err(body).to_string();
            assert!(!problem.contains("hello"), "{problem}");
        }
        assert!(items(b"{\"a\": \"\xff\"}", 4).is_err());
    }

    #[test]
    fn one_item_too_many_is_too_many() {
        for body in ["[1,2,3,4,5]", "[{},{},{},{},{},", "{}\n1\n2\n3\n4"] {
            assert_eq!(items(body.as_bytes(), 4), Err(Unfit::TooMany), "{body}");
        }
        assert_eq!(told("[1,2,3,4]").len(), 4);
    }

    #[test]
    fn a_nesting_bomb_is_one_bad_item() {
        let bomb = |depth: usize| format!("[{}1{}]", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(told(&bomb(200_000)), ["nested deeper than 32 levels"]);
        let deep = format!("{}1{}", "{\"a\":".repeat(32), "}".repeat(32));
        assert_eq!(told(&deep), [deep.as_str()]);
        assert_eq!(told(&format!("{{\"b\":{deep}}}")), ["nested deeper than 32 levels"]);
        assert_eq!(told(r#"{"text":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ \" {"}"#).len(), 1);
    }

    #[test]
    fn a_huge_finding_is_one_bad_item() {
        let huge = format!("[{{\"a\":\"{}\"}}, {{}}]", "x".repeat(MAX_FINDING));
        assert_eq!(told(&huge), ["larger than 10 MiB", "{}"]);
    }
}
