//! JSON, parsed and written by the browser: the module carries no parser of its own.

mod reader;

use super::ApiError;
use js_sys::{JSON, Reflect};
use reader::Reader;
use serde::{Serialize, de::DeserializeOwned};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// # Errors
/// [`ApiError::BadReply`] when `value` has not the shape of `T`.
pub(crate) fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, ApiError> {
    T::deserialize(Reader(value)).or(Err(ApiError::BadReply))
}

/// # Errors
/// [`ApiError::BadReply`] when `text` is no JSON.
pub(crate) fn parse(text: &str) -> Result<JsValue, ApiError> {
    JSON::parse(text).or(Err(ApiError::BadReply))
}

/// `body` as it travels; `None` for what has no form in JSON.
pub(super) fn write<T: Serialize>(body: &T) -> Option<String> {
    let value = body.serialize(&Serializer::json_compatible()).ok()?;
    JSON::stringify(&value).ok()?.as_string()
}

/// The field `name` of `value`, written out again; `None` where it is absent or null.
pub(super) fn text_at(value: &JsValue, name: &str) -> Option<String> {
    let field = Reflect::get(value, &name.into()).ok()?;
    if field.is_null() { None } else { JSON::stringify(&field).ok()?.as_string() }
}

// The browser's own JSON is there in a browser only.
#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use super::*;
    use serde::Deserialize;
    use wasm_bindgen_test::wasm_bindgen_test;
    use wire::{
        event::{Event, EventKind},
        incident::Command,
        session::{ClientId, IncidentKey},
        timeline::{Entry, What},
        vocabulary::Status,
    };

    fn read_text<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
        parse(text).and_then(read)
    }

    #[wasm_bindgen_test]
    fn a_shape_is_read_and_what_it_does_not_know_is_passed_over() {
        let text = r#"{"client":"harbor","key":"HAR-1","version":9007199254740991,"kind":"split","more":[1]}"#;
        let event = Event {
            client: ClientId("harbor".into()),
            key: IncidentKey("HAR-1".into()),
            version: 9_007_199_254_740_991,
            kind: EventKind::Unknown,
        };
        assert_eq!(read_text(text), Ok(event));
    }

    #[wasm_bindgen_test]
    fn what_is_missing_or_of_another_kind_is_no_reply() {
        for text in [
            r#"{"client":"harbor","key":"HAR-1","kind":"changed"}"#,
            r#"{"client":"harbor","key":"HAR-1","version":-1,"kind":"changed"}"#,
            r#"{"client":"harbor","key":"HAR-1","version":1.5,"kind":"changed"}"#,
            r#"{"client":7,"key":"HAR-1","version":1,"kind":"changed"}"#,
            r#"["harbor","HAR-1",1,"changed"]"#,
            "null",
            "{",
        ] {
            assert_eq!(read_text::<Event>(text), Err(ApiError::BadReply), "{text}");
        }
    }

    #[wasm_bindgen_test]
    fn what_may_be_missing_may_be_missing() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Shape {
            name: Option<String>,
            #[serde(default)]
            count: u32,
            key: String,
        }
        let shape = Shape { name: None, count: 0, key: "HAR-1".into() };
        assert_eq!(read_text(r#"{"key":"HAR-1"}"#), Ok(shape));
        assert_eq!(read_text::<Shape>(r#"{"count":"many","key":"HAR-1"}"#), Err(ApiError::BadReply));
        assert_eq!(read_text::<Shape>(r#"{"name":null,"count":1}"#), Err(ApiError::BadReply));
    }

    #[wasm_bindgen_test]
    fn entries_and_lists_are_read() {
        let text =
            r#"[{"at":"2026-11-24T08:30:00Z","by":null,"kind":"status_set","status":"on_hold","hold_reason":null}]"#;
        let entries: Vec<Entry> = read_text(text).expect("the contract's own example");
        assert_eq!(entries[0].what, What::StatusSet { status: Status::OnHold, hold_reason: None });
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case", tag = "kind")]
    enum Tagged {
        Counted { count: u32, share: f64, is_all: bool, name: Option<String> },
    }

    #[wasm_bindgen_test]
    fn a_shape_that_says_its_own_kind_is_read_too() {
        let text = r#"{"count":3,"share":0.5,"is_all":true,"name":null,"kind":"counted"}"#;
        assert_eq!(read_text(text), Ok(Tagged::Counted { count: 3, share: 0.5, is_all: true, name: None }));
    }

    #[wasm_bindgen_test]
    fn a_body_travels_as_the_tenant_api_reads_it() {
        assert_eq!(
            write(&Command::Assign { assignee: None }).as_deref(),
            Some(r#"{"command":"assign","assignee":null}"#)
        );
    }

    #[wasm_bindgen_test]
    fn a_field_is_written_out_again() {
        let body = parse(r#"{"current":{"version":2},"allowed":null}"#).expect("it is JSON");
        assert_eq!(text_at(&body, "current").as_deref(), Some(r#"{"version":2}"#));
        assert_eq!((text_at(&body, "allowed"), text_at(&body, "other")), (None, None));
    }
}
