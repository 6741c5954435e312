//! The document of this API, as it is committed.

use axum::http::{HeaderName, header};

/// The committed document; a test holds it to the code.
pub const COMMITTED: &str = include_str!("../../openapi.json");

/// The OpenAPI 3.1 document of this API.
#[utoipa::path(get, path = "/openapi.json", responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json")))]
pub async fn read_openapi() -> ([(HeaderName, &'static str); 1], &'static str) {
    ([(header::CONTENT_TYPE, "application/json")], COMMITTED)
}
