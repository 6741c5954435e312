//! One request over `fetch`: sent with the cookie, or the token of an embedded console, aborted when nobody waits any more, its errors typed.

use super::{ApiError, json};
use crate::{embed, session, task};
use js_sys::{Promise, Reflect};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{cell::RefCell, pin::Pin};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit, Response};
use wire::{problem::FieldProblem, vocabulary::Capability, workflow::Action};

pub(super) const ROOT: &str = "/api/v1";
/// What boot.js calls its question who is signed in.
const BEGUN: &str = "bulkheadSession";

thread_local! {
    /// The token of whoever sees the console as somebody else. It ends with the page.
    static SEEING_AS: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// From here on calls get what the user of `token` gets; `None` is oneself again.
pub(crate) fn see_as(token: Option<String>) {
    SEEING_AS.set(token);
}

/// The token of whoever sees the console as somebody else.
pub(crate) fn seeing_as() -> Option<String> {
    SEEING_AS.with_borrow(Clone::clone)
}

/// What may stand in an address as it is: RFC 3986's unreserved, and the comma and colon of lists and instants.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b',').remove(b':');

/// `value` as it may stand in a path or a query.
#[must_use]
pub fn encoded(value: &str) -> String {
    utf8_percent_encode(value, KEPT).to_string()
}

/// `?a=1&b=2`, or nothing.
#[must_use]
pub fn query_of(pairs: &[(&str, String)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        text.push(if text.is_empty() { '?' } else { '&' });
        text.push_str(name);
        text.push('=');
        text.push_str(&encoded(value));
    }
    text
}

/// A call to the tenant API. Paths begin after `/api/v1`.
#[derive(Clone, Debug)]
pub struct Call {
    method: &'static str,
    address: String,
    body: Option<JsValue>,
    /// What the body is called, where it is a file.
    file_name: Option<String>,
    version: Option<u64>,
    about_the_session: bool,
    outlives_the_page: bool,
    for_oneself: bool,
    in_the_background: bool,
}

impl Call {
    fn new(method: &'static str, path: &str, body: Option<String>) -> Self {
        Self {
            method,
            address: [ROOT, path].concat(),
            body: body.map(JsValue::from),
            file_name: None,
            version: None,
            about_the_session: false,
            outlives_the_page: false,
            for_oneself: false,
            in_the_background: task::is_quiet(),
        }
    }

    #[must_use]
    pub fn get(path: &str) -> Self {
        Self::new("GET", path, None)
    }

    #[must_use]
    pub fn delete(path: &str) -> Self {
        Self::new("DELETE", path, None)
    }

    #[must_use]
    pub fn post<T: Serialize>(path: &str, body: &T) -> Self {
        Self::new("POST", path, json::write(body))
    }

    /// A body that the browser writes out by itself.
    #[must_use]
    pub(super) fn post_value(path: &str, body: &JsValue) -> Self {
        let body = js_sys::JSON::stringify(body).ok().and_then(|text| text.as_string());
        Self::new("POST", path, body)
    }

    #[must_use]
    pub(super) fn put<T: Serialize>(path: &str, body: &T) -> Self {
        Self::new("PUT", path, json::write(body))
    }

    /// A file as it is: bytes that nobody looks into.
    #[must_use]
    pub fn upload(path: &str, name: &str, content: JsValue) -> Self {
        Self { body: Some(content), file_name: Some(encoded(name)), ..Self::new("POST", path, None) }
    }

    #[must_use]
    pub fn patch<T: Serialize>(path: &str, body: &T) -> Self {
        Self::new("PATCH", path, json::write(body))
    }

    /// Decoded pairs.
    #[must_use]
    pub fn query(mut self, pairs: &[(&str, String)]) -> Self {
        self.address.push_str(&query_of(pairs));
        self
    }

    /// `If-Match`: the version the user was looking at.
    #[must_use]
    pub fn if_match(mut self, version: u64) -> Self {
        self.version = Some(version);
        self
    }

    /// The browser sends it even while the page is being left; its answer is then nobody's.
    #[must_use]
    pub fn outlives_the_page(mut self) -> Self {
        self.outlives_the_page = true;
        self
    }

    /// It is one's own, whoever's view is looked at.
    #[must_use]
    pub(super) fn for_oneself(mut self) -> Self {
        self.for_oneself = true;
        self
    }

    /// Nobody asked for it: it does not keep the session alive.
    #[must_use]
    pub(super) fn in_the_background(mut self) -> Self {
        self.in_the_background = true;
        self
    }

    /// A 401 to it is an answer, and says nothing about work in progress.
    #[must_use]
    pub(super) fn about_the_session(mut self) -> Self {
        self.about_the_session = true;
        self
    }
}

/// Aborts the request when the future that waits for it is dropped.
struct AbortOnDrop(AbortController);

impl AbortOnDrop {
    fn new() -> Result<Self, ApiError> {
        AbortController::new().map(Self).map_err(offline)
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends `call` and reads its answer. An empty answer reads as `()`.
///
/// # Errors
/// Any [`ApiError`]. A 401 in the middle of work has moved the session to Expired before this returns.
pub async fn send<T: DeserializeOwned>(call: Call) -> Result<T, ApiError> {
    json::read(send_for_json(call).await?)
}

/// Sends `call` and reads the bytes of its answer, as a `Blob`.
///
/// # Errors
/// As [`send`].
pub fn send_for_file(call: Call) -> Answer {
    exchange(call, |response| {
        Box::pin(async move { JsFuture::from(response.blob().map_err(offline)?).await.map_err(offline) })
    })
}

/// The answer as the browser parsed it.
pub(super) fn send_for_json(call: Call) -> Answer {
    exchange(call, |response| {
        Box::pin(async move {
            match response.status() {
                204 => Ok(JsValue::NULL),
                _ if is_json(&response) => body_of(&response).await,
                // A captive portal, a proxy's page.
                _ => Err(ApiError::BadReply),
            }
        })
    })
}

/// Boxed, so that it is compiled once and not into every call that waits for one.
type Answer = Pin<Box<dyn Future<Output = Result<JsValue, ApiError>>>>;

/// Sends `call`, and reads what was accepted with `read`. What was refused for a session that has been renewed meanwhile is sent
/// once more: nothing was done, and the refusal says nothing of the session there is now. What signs in is not: its refusal is about
/// what was typed.
fn exchange(call: Call, read: fn(Response) -> Answer) -> Answer {
    Box::pin(async move {
        let mut may_be_sent_again = !call.about_the_session || call.method == "GET";
        loop {
            let renewals = session::renewals();
            let abort = AbortOnDrop::new()?;
            let response = open(&call, &abort).await?;
            if response.ok() {
                return read(response).await;
            }
            let error = refused(&response).await;
            if error != ApiError::SignedOut {
                return Err(error);
            }
            if !may_be_sent_again || session::renewals() == renewals {
                if !call.about_the_session {
                    session::ran_out();
                }
                return Err(error);
            }
            may_be_sent_again = false;
        }
    })
}

/// Starts a request; the response's head is there, its body may still travel.
async fn open(call: &Call, abort: &AbortOnDrop) -> Result<Response, ApiError> {
    let headers = Headers::new().map_err(offline)?;
    let set = |name: &str, value: &str| headers.set(name, value).map_err(offline);
    set("accept", "application/json")?;
    if let Some(token) = seeing_as().filter(|_| !call.for_oneself) {
        set("x-see-as", &token)?;
    }
    if call.in_the_background {
        set("x-background", "1")?;
    }
    let init = RequestInit::new();
    init.set_method(call.method);
    init.set_signal(Some(&abort.0.signal()));
    if let Some(body) = &call.body {
        set("content-type", if call.file_name.is_some() { "application/octet-stream" } else { "application/json" })?;
        init.set_body(body);
    }
    if let Some(name) = &call.file_name {
        set("x-file-name", name)?;
    }
    if let Some(version) = call.version {
        set("if-match", &["\"", &version.to_string(), "\""].concat())?;
    }
    init.set_headers(&headers);
    embed::sign(&init);
    if call.outlives_the_page {
        // web-sys does not know `keepalive`; where the browser does not either, the request is an ordinary one.
        Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE).map_err(offline)?;
    }
    let window = web_sys::window().ok_or(ApiError::Offline)?;
    let answer = begun(call).unwrap_or_else(|| window.fetch_with_str_and_init(&call.address, &init));
    JsFuture::from(answer).await.map_err(offline)?.dyn_into().map_err(offline)
}

/// What boot.js asked while the console was still on its way; good once.
fn begun(call: &Call) -> Option<Promise> {
    if call.method != "GET" || call.address.strip_prefix(ROOT) != Some("/session") {
        return None;
    }
    let page = js_sys::global();
    let begun = Reflect::get(&page, &BEGUN.into()).ok()?.dyn_into().ok()?;
    // Refused only by what is no object.
    drop(Reflect::set(&page, &BEGUN.into(), &JsValue::UNDEFINED));
    Some(begun)
}

async fn body_of(response: &Response) -> Result<JsValue, ApiError> {
    JsFuture::from(response.json().map_err(offline)?).await.map_err(|thrown| {
        // What is no JSON was still answered; anything else is a cut.
        if thrown.is_instance_of::<js_sys::SyntaxError>() { ApiError::BadReply } else { ApiError::Offline }
    })
}

fn is_json(response: &Response) -> bool {
    response.headers().get("content-type").ok().flatten().is_some_and(|kind| kind.contains("json"))
}

/// What a status outside 2xx means; it reads the problem document, where there is one.
async fn refused(response: &Response) -> ApiError {
    let problem = match body_of(response).await {
        Err(ApiError::Offline) => return ApiError::Offline,
        body => body.ok().and_then(|body| {
            let current = json::text_at(&body, "current");
            json::read(body).ok().map(|problem| Refused { current, ..problem })
        }),
    };
    error_of(response.status(), problem, || {
        response.headers().get("retry-after").ok().flatten().and_then(|seconds| seconds.parse().ok())
    })
}

/// `wire::problem::Problem` as far as a screen wants it; the head in it is read by whoever shows it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refused {
    #[serde(rename = "type")]
    kind: String,
    request_id: String,
    capability: Option<Capability>,
    allowed: Option<Vec<Action>>,
    #[serde(skip)]
    current: Option<String>,
    fields: Vec<FieldProblem>,
}

/// The contract's table of statuses.
fn error_of(status: u16, problem: Option<Refused>, retry_after_s: impl FnOnce() -> Option<u32>) -> ApiError {
    match (status, problem) {
        (401, Some(problem)) if problem.kind.ends_with("_code") => ApiError::Code { is_wrong: true },
        (401, Some(problem)) if problem.kind.ends_with("code_required") => ApiError::Code { is_wrong: false },
        (401, _) => ApiError::SignedOut,
        (403, problem) => ApiError::Denied(problem.and_then(|problem| problem.capability)),
        // Not our 404: the tenant API always sends a document.
        (404, Some(_)) => ApiError::NotFound,
        (404, None) => ApiError::BadReply,
        (409 | 412, Some(problem)) => ApiError::Conflict { current: problem.current, allowed: problem.allowed },
        (400 | 413 | 415 | 422, Some(problem)) => ApiError::Invalid(problem.fields),
        (429, _) => ApiError::TooMany { retry_after_s: retry_after_s().unwrap_or(5) },
        (_, problem) => ApiError::Server { request_id: problem.map(|problem| problem.request_id) },
    }
}

/// Whatever the browser threw, nothing was answered.
fn offline(_thrown: JsValue) -> ApiError {
    ApiError::Offline
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem() -> Refused {
        Refused { request_id: "r-1".into(), capability: Some(Capability::EvidenceOpen), ..Refused::default() }
    }

    #[test]
    fn statuses_are_told_apart() {
        let of = |status| error_of(status, Some(problem()), || Some(17));
        assert_eq!(of(401), ApiError::SignedOut);
        let signing_in = |kind: &str| error_of(401, Some(Refused { kind: kind.into(), ..problem() }), || None);
        assert_eq!(signing_in("urn:bulkhead:problem:code_required"), ApiError::Code { is_wrong: false });
        assert_eq!(signing_in("urn:bulkhead:problem:wrong_code"), ApiError::Code { is_wrong: true });
        assert_eq!(signing_in("urn:bulkhead:problem:wrong_password"), ApiError::SignedOut);
        assert_eq!(of(403), ApiError::Denied(Some(Capability::EvidenceOpen)));
        assert_eq!(of(404), ApiError::NotFound);
        assert_eq!(of(412), ApiError::Conflict { current: None, allowed: None });
        assert_eq!(of(429), ApiError::TooMany { retry_after_s: 17 });
        assert_eq!(of(503).request_id(), Some("r-1"));
        assert_eq!(error_of(502, None, || None), ApiError::Server { request_id: None });
        assert_eq!(error_of(404, None, || None), ApiError::BadReply, "a 404 of somebody else");
    }

    #[test]
    fn what_stands_in_a_query_is_readable_and_safe() {
        let pairs = [("status", "new,on_hold".to_owned()), ("q", "a&b=ç #?".to_owned())];
        assert_eq!(query_of(&pairs), "?status=new,on_hold&q=a%26b%3D%C3%A7%20%23%3F");
        assert_eq!(query_of(&[]), "");
    }
}
