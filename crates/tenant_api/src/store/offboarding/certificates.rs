//! Certificates: what is left of a client that was deleted.

use crate::{
    policy::Office,
    store::{DatabaseConnection, chain, values::json},
};
use wire::retention::Issued;

/// The certificates of an MSP's former clients, newest first, each with its place; those before `before`.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn certificates(
    conn: &mut DatabaseConnection,
    office: &Office,
    before: Option<(i64, String)>,
    limit: usize,
) -> Result<Vec<((i64, String), Issued)>, sqlx::Error> {
    let (before_ms, before_id) = before.unwrap_or((i64::MAX, String::new()));
    let rows: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT issued_at, certificate_id, document FROM certificates \
         WHERE owner_id = $1 AND (issued_at, certificate_id) < ($2, $3) ORDER BY issued_at DESC, certificate_id DESC LIMIT $4",
    )
    .bind(&office.organisation().0)
    .bind(before_ms)
    .bind(before_id)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|(at_ms, id, document)| Ok(((at_ms, id), issued(&document)?))).collect()
}

/// The last certificate of a client by this id, for the operator: nobody else can ask about one that had no MSP.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn certificate(conn: &mut DatabaseConnection, client: &str) -> Result<Option<Issued>, sqlx::Error> {
    let document: Option<String> = sqlx::query_scalar(
        "SELECT document FROM certificates WHERE client_id = $1 AND issued_at IS NOT NULL ORDER BY issued_at DESC LIMIT 1",
    )
    .bind(client)
    .fetch_optional(conn)
    .await?;
    document.as_deref().map(issued).transpose()
}

fn issued(document: &str) -> Result<Issued, sqlx::Error> {
    Ok(Issued { digest: chain::sha256(document), certificate: json(document)? })
}
