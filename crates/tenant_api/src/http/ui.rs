//! The console's files: the page for every address of its own, views that partners frame, assets that never change, and
//! nothing else.

use super::{
    headers::{self, Framing},
    problem::ApiError,
};
use crate::store::{Store, partners};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
    routing::any,
};
use serde::Deserialize;
use std::path::PathBuf;
use tower::ServiceExt;
use tower_http::services::ServeDir;
use url::form_urlencoded;
use wire::{embed::View, session::PartnerId};

/// Shown where the console has not been built.
const NO_CONSOLE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Bulkhead</title>\
    <h1>The console has not been built</h1><p>The tenant API is running. Build the console with \
    <code>cargo xtask build</code>, or start both with <code>cargo xtask run</code>.</p></html>\n";

/// What partners' pages load: `<bulkhead-console>`.
const EMBED_SCRIPT: &str = "/embed/v1.js";

#[derive(Clone)]
struct Ui {
    dir: Option<PathBuf>,
    files: Option<ServeDir>,
    store: Store,
}

/// What the build says of its own scripts.
#[derive(Default, Deserialize)]
struct Integrity {
    script_src: Vec<String>,
}

pub(super) fn router(dir: Option<PathBuf>, store: Store) -> Router {
    let files = dir
        .as_ref()
        .map(|dir| ServeDir::new(dir).append_index_html_on_directories(false).precompressed_br().precompressed_gzip());
    Router::new().fallback(any(answer)).with_state(Ui { dir, files, store })
}

async fn answer(State(ui): State<Ui>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ApiError::Missing.into_response();
    }
    if let Some(view) = embedded(request.uri()) {
        return ui.view(view, request.uri(), request.headers()).await;
    }
    let path = request.uri().path().to_owned();
    let hashed = path.starts_with("/assets/");
    let is_api = path == "/api" || path.starts_with("/api/");
    let wants_page = !hashed && !is_api && accepts_html(request.headers());
    let is_page = path == "/" || path == "/index.html";
    if !is_page && path != "/integrity.json" {
        let accept = request.headers().clone();
        if let Some(mut file) = ui.file(request).await {
            match path == EMBED_SCRIPT {
                true => headers::add_embed_script(file.headers_mut()),
                false => headers::add_file(file.headers_mut(), hashed),
            }
            return file;
        }
        if !wants_page {
            return ApiError::Missing.into_response();
        }
        return ui.page(&accept, &Framing::Nobody).await;
    }
    if is_page { ui.page(request.headers(), &Framing::Nobody).await } else { ApiError::Missing.into_response() }
}

impl Ui {
    /// A file that is there, in the encoding that was asked for.
    async fn file(&self, request: Request) -> Option<Response> {
        let answer = self.files.clone()?.oneshot(request).await.ok()?;
        let found = answer.status() != StatusCode::NOT_FOUND && !answer.status().is_redirection()
            || answer.status() == StatusCode::NOT_MODIFIED;
        found.then(|| answer.map(Body::new))
    }

    /// A view that a partner's pages may frame, and nobody else; where there is no such partner, the page that nobody may.
    async fn view(&self, view: View, uri: &Uri, asked: &HeaderMap) -> Response {
        let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let partner = query.into_iter().find(|(name, _)| name == "partner").map(|(_, id)| id.into_owned());
        // Nobody is called by what no store can hold.
        let partner = partner.filter(|id| !id.contains('\0')).map(PartnerId);
        let origins = match partner {
            Some(partner) => partners::framing(&self.store, &partner, view).await,
            None => Ok(None),
        };
        match origins {
            Ok(Some(origins)) => self.page(asked, &Framing::Partner(origins)).await,
            Ok(None) => {
                let mut page = self.page(asked, &Framing::Nobody).await;
                *page.status_mut() = StatusCode::NOT_FOUND;
                page
            }
            Err(error) => ApiError::from(error).into_response(),
        }
    }

    async fn page(&self, asked: &HeaderMap, framing: &Framing) -> Response {
        let mut request = Request::builder().uri("/index.html");
        for name in [header::ACCEPT_ENCODING, header::RANGE] {
            for value in asked.get_all(&name) {
                request = request.header(&name, value);
            }
        }
        let file = match request.body(Body::empty()) {
            Ok(request) => self.file(request).await,
            Err(_) => None,
        };
        let scripts = if file.is_some() { self.scripts().await } else { vec![] };
        let mut page = file.unwrap_or_else(|| Html(NO_CONSOLE).into_response());
        // The page depends on the policy beside it, so it is never revalidated.
        page.headers_mut().remove(header::LAST_MODIFIED);
        page.headers_mut().remove(header::ETAG);
        headers::add_document(page.headers_mut(), &scripts, framing);
        page
    }

    async fn scripts(&self) -> Vec<String> {
        let Some(dir) = &self.dir else { return vec![] };
        let integrity: Option<Integrity> = match tokio::fs::read(dir.join("integrity.json")).await {
            Ok(bytes) => serde_json::from_slice(&bytes).ok(),
            Err(_) => None,
        };
        // Only what can stand in a policy without ending its directive.
        let plain = |hash: &String| hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-+/=_".contains(&byte));
        integrity.unwrap_or_default().script_src.into_iter().filter(plain).collect()
    }
}

/// The view that an address below `/embed/` is: the last part of its path, after the scope.
fn embedded(uri: &Uri) -> Option<View> {
    View::from_caption(uri.path().strip_prefix("/embed/")?.rsplit('/').next()?)
}

fn accepts_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("text/html")
}
