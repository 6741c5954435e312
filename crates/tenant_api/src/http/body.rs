//! Bodies: bounded before they are read, shallow before they are parsed, and without a field nobody knows.

use super::problem::ApiError;
use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderValue, header},
};
use flate2::read::MultiGzDecoder;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::{io::Read, iter};

/// The most a request of the API may hold, and one that brings findings.
pub const BODY_MAX: usize = 64 * 1024;
pub const INGEST_MAX: usize = 16 * 1024 * 1024;
const DEPTH_MAX: usize = 32;
/// What is wrong with a text that holds U+0000.
pub(super) const NO_NULL: &str = "holds U+0000, which no text here does";

/// A body of at most `MAX` bytes, before and after it is unpacked, not looked at yet: first the handler finds out whether the thing is there at all.
#[derive(Debug)]
pub struct Raw<const MAX: usize = BODY_MAX> {
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl<S: Sync, const MAX: usize> FromRequest<S> for Raw<MAX> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let length = parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        if length.is_some_and(|length: usize| length > MAX) {
            return Err(ApiError::TooLarge);
        }
        let bytes = to_bytes(body, MAX).await.map_err(|_too_large_or_gone| ApiError::TooLarge)?;
        let encoding = parts.headers.get(header::CONTENT_ENCODING).map_or(&b""[..], HeaderValue::as_bytes);
        let bytes = match encoding.to_ascii_lowercase().as_slice() {
            b"" | b"identity" => bytes,
            b"gzip" | b"x-gzip" => unpacked(&bytes, MAX)?,
            _ => return Err(ApiError::Encoding),
        };
        Ok(Self { headers: parts.headers, bytes })
    }
}

impl<const MAX: usize> Raw<MAX> {
    /// Reads it as JSON.
    ///
    /// # Errors
    /// [`ApiError`] for another type (415), what is not JSON (400), and what is not `T` (422).
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        self.read(|| None)
    }

    /// The same of an object whose field `tag` says what the others have to be. serde reads such from a copy and loses
    /// the path: the field that is wrong is the one that is just as wrong alone.
    ///
    /// # Errors
    /// As [`Raw::json`].
    pub fn tagged<T: DeserializeOwned>(&self, tag: &str) -> Result<T, ApiError> {
        self.read(|| wrong_field::<T>(&self.bytes, tag))
    }

    fn read<T: DeserializeOwned>(&self, wrong_field: impl FnOnce() -> Option<String>) -> Result<T, ApiError> {
        if !is_json(&self.headers) {
            return Err(ApiError::Type);
        }
        if depth(&self.bytes) > DEPTH_MAX {
            return Err(ApiError::Bad("The JSON is nested too deeply"));
        }
        if let Some(field) = null_character(&self.bytes) {
            return Err(ApiError::field(&field, NO_NULL));
        }
        let mut read = serde_json::Deserializer::from_slice(&self.bytes);
        let value = serde_path_to_error::deserialize(&mut read).map_err(|error| unread(&error, wrong_field))?;
        read.end().map_err(|_more| ApiError::Bad("There is something after the JSON"))?;
        Ok(value)
    }
}

/// Whether the type is JSON, whatever its parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
}

fn unread(
    error: &serde_path_to_error::Error<serde_json::Error>,
    wrong_field: impl FnOnce() -> Option<String>,
) -> ApiError {
    if !error.inner().is_data() {
        return ApiError::Bad("The body is not JSON");
    }
    let message = error.inner().to_string();
    // serde names a missing or unknown field between backticks; a wrong value is named by its path.
    let named = |what: &str| message.strip_prefix(what)?.split('`').next();
    let (field, problem) = match (named("missing field `"), named("unknown field `")) {
        (Some(field), _) => (field.to_owned(), "is missing"),
        // Where a command is told by its tag, the path ends at the command.
        (_, Some(field)) if error.path().iter().len() == 0 => (field.to_owned(), "is not a field"),
        (_, Some(_)) => (error.path().to_string(), "is not a field"),
        _ if error.path().iter().len() > 0 => (error.path().to_string(), "is not as it has to be"),
        _ => (wrong_field().unwrap_or_else(|| error.path().to_string()), "is not as it has to be"),
    };
    ApiError::field(&field, problem)
}

/// The field of an object that is just as wrong beside nothing but its tag.
fn wrong_field<T: DeserializeOwned>(json: &[u8], tag: &str) -> Option<String> {
    let problem = |fields: Map<String, Value>| Some(T::deserialize(Value::Object(fields)).err()?.to_string());
    let fields: Map<String, Value> = serde_json::from_slice(json).ok()?;
    let whole = problem(fields.clone())?;
    let alone = |field: &str| {
        let kept = fields.iter().filter(|(name, _)| [tag, field].contains(&name.as_str()));
        problem(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
    };
    let mut suspects = iter::once(tag).chain(fields.keys().map(String::as_str));
    suspects.find(|field| alone(field).as_ref() == Some(&whole)).map(str::to_owned)
}

/// Where a text or a name of a JSON document holds U+0000: PostgreSQL has no such text, so no store is given one. The escape
/// is the only way to write it, and it is looked for first, because it is hardly ever there.
fn null_character(json: &[u8]) -> Option<String> {
    fn within(path: &str, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => text.contains('\0').then(|| path.to_owned()),
            Value::Array(items) => {
                items.iter().enumerate().find_map(|(place, item)| within(&format!("{path}[{place}]"), item))
            }
            Value::Object(fields) => fields.iter().find_map(|(name, value)| {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                if name.contains('\0') { Some(path) } else { within(&path, value) }
            }),
            _ => None,
        }
    }
    json.windows(6).any(|window| window == br"\u0000").then_some(())?;
    within("", &serde_json::from_slice(json).ok()?)
}

/// What a gzip body holds, one member or many.
fn unpacked(gzip: &[u8], max: usize) -> Result<Bytes, ApiError> {
    let mut bytes = vec![];
    // One byte more than may be tells a body that is too large from one that just fits.
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    let read = MultiGzDecoder::new(gzip).take(limit).read_to_end(&mut bytes);
    read.map_err(|_not_gzip| ApiError::Bad("The body is not gzip"))?;
    if bytes.len() > max { Err(ApiError::TooLarge) } else { Ok(bytes.into()) }
}

/// How deeply arrays and objects nest, as far as brackets outside strings tell.
fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in json {
        match (in_string, escaped, byte) {
            (true, true, _) => escaped = false,
            (true, false, b'\\') => escaped = true,
            (_, false, b'"') => in_string = !in_string,
            (false, _, b'[' | b'{') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (false, _, b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_count_outside_strings_only() {
        assert_eq!(depth(br#"{"a": [1, {"b": "]]][[[\"{{{"}]}"#), 3);
        assert_eq!(depth(&[b'['; 100_000]), 100_000);
        assert_eq!(depth(b"\"\\\\\"[]"), 1);
    }

    #[test]
    fn a_null_character_is_found_wherever_it_stands_and_an_escaped_backslash_is_none() {
        let found = |json: &str| null_character(json.as_bytes());
        assert_eq!(found(r#"{"a": [1, {"b": "x\u0000"}]}"#).as_deref(), Some("a[1].b"));
        assert_eq!(found(r#"{"a": {"b\u0000": 1}}"#).as_deref(), Some("a.b\0"));
        assert_eq!(found(r#"{"a": "\\u0000", "b": "u0000"}"#), None);
        assert_eq!(found(r#"{"a": "\u0000""#), None, "what is no JSON is told as that");
    }
}
