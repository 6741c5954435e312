//! A request's body as items: one finding, an array of them, or one a line.

use super::Problem;
use serde_json::value::RawValue;

/// The largest finding, bytes.
pub const MAX_FINDING: usize = 10 * 1024 * 1024;

/// How deep a finding may be nested.
pub const MAX_DEPTH: usize = 32;

/// One item's text, or why it cannot be one.
pub type Item<'a> = Result<&'a str, Problem>;

/// Takes a body apart. Lines that are not JSON are items with a problem, if at least one line is.
///
/// # Errors
/// What is wrong with the body as a whole, without a byte of it.
pub fn items(body: &[u8]) -> Result<Vec<Item<'_>>, String> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    if body.is_empty() {
        return Err("the body is empty".to_owned());
    }
    match whole(body) {
        Ok(items) => Ok(items),
        Err(problem) => lines(body).ok_or(problem),
    }
}

/// The items of a body that is one JSON value.
fn whole(body: &[u8]) -> Result<Vec<Item<'_>>, String> {
    let not_json = |error: serde_json::Error| format!("not JSON, line {}, column {}", error.line(), error.column());
    if body.starts_with(b"[") {
        let items: Vec<&RawValue> = serde_json::from_slice(body).map_err(not_json)?;
        return Ok(items.into_iter().map(|item| checked(item.get())).collect());
    }
    let item: &RawValue = serde_json::from_slice(body).map_err(not_json)?;
    Ok(vec![checked(item.get())])
}

/// The items of a body that is one JSON value a line; `None` if no line is.
fn lines(body: &[u8]) -> Option<Vec<Item<'_>>> {
    let items: Vec<Item<'_>> =
        body.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).map(line).collect();
    (items.len() > 1 && items.iter().any(Result::is_ok)).then_some(items)
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
        let items = items(body.as_bytes()).expect("items");
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
            let problem = items(body.as_bytes()).expect_err(body);
            assert!(!problem.contains("hello"), "{problem}");
        }
        assert!(items(b"{\"a\": \"\xff\"}").is_err());
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
