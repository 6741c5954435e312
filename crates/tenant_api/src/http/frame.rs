//! Around every request: canonical paths, a request id, a task of its own, problem documents and headers.

use super::{canonical::is_canonical, headers, headers::Site, peer::Peer, problem::ApiError};
use axum::{
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{net::SocketAddr, sync::Arc};
use tokio::sync::watch;
use wire::problem::Problem;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Tells a handler that nobody waits for its answer any more.
#[derive(Clone, Debug)]
pub struct HungUp(watch::Receiver<()>);

impl HungUp {
    /// Returns once whoever asked has hung up.
    pub async fn happened(&mut self) {
        // Nothing is ever sent: it ends with its sender.
        self.0.changed().await.ok();
    }
}

pub(super) async fn frame(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let request_id = crate::store::random_id();
    if let Some(ConnectInfo(address)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() {
        let peer = Peer::of(address.ip(), request.headers(), site.proxies());
        request.extensions_mut().insert(peer);
    }
    let path = request.uri().path();
    let is_api = path.starts_with("/api/") || path == "/api" || path == "/healthz" || path == "/readyz";
    let mut response = if is_canonical(path) {
        // A task of its own: a client that hangs up does not cancel a transaction half-way. Whoever only waits gets to know.
        let (_here, caller) = watch::channel(());
        request.extensions_mut().insert(HungUp(caller));
        tokio::spawn(next.run(request)).await.unwrap_or_else(|panic| ApiError::internal(&panic).into_response())
    } else {
        ApiError::Bad("The path is not spelt canonically").into_response()
    };
    if is_api && response.extensions().get::<Problem>().is_none() {
        response = explained(response);
    }
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = written(response, problem, &request_id);
        headers::add_api(response.headers_mut());
    }
    if is_api {
        headers::add_api(response.headers_mut());
    }
    if response.status() != StatusCode::METHOD_NOT_ALLOWED {
        // The router says which methods an address takes even where a layer before it refused.
        response.headers_mut().remove(header::ALLOW);
    }
    site.add_all(response.headers_mut());
    if let Ok(value) = HeaderValue::try_from(request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// A refusal of the framework's own becomes one of ours.
fn explained(response: Response) -> Response {
    let error = match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => ApiError::Method,
        StatusCode::NOT_FOUND => ApiError::Missing,
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ApiError::Type,
        status if status.is_client_error() => ApiError::Bad("The request cannot be read"),
        status if status.is_server_error() => ApiError::Internal,
        _ => return response,
    };
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut response = error.into_response();
    if let Some(allow) = allow {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

fn written(response: Response, mut problem: Problem, request_id: &str) -> Response {
    problem.request_id = request_id.to_owned();
    let (mut parts, _empty) = response.into_parts();
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    Response::from_parts(parts, Body::from(body))
}
