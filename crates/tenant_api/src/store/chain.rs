//! Chains: append-only, a link holds the digest of its contents and the hash of the link before it.

use super::Write;
use crate::instants;
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::Row;
use wire::{
    audit::{Chain, Link},
    session::OrganisationId,
};

/// What the first link of a chain follows.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Appends a link for contents that have this digest; the chain's head is held until `write` ends.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub(super) async fn append(
    write: &mut Write,
    chain: Chain,
    owner: &OrganisationId,
    digest: String,
    now: Timestamp,
) -> Result<Link, sqlx::Error> {
    // The upsert takes the head's row, so two appenders come one after the other on every database.
    let head = sqlx::query(
        "INSERT INTO chain_heads (owner_id, chain, number, hash) VALUES ($1, $2, 1, $3) \
         ON CONFLICT (owner_id, chain) DO UPDATE SET number = chain_heads.number + 1 RETURNING number, hash",
    );
    let head = head.bind(&owner.0).bind(chain.caption()).bind(GENESIS).fetch_one(&mut **write).await?;
    let mut link = Link {
        chain,
        owner: owner.clone(),
        number: head.try_get("number")?,
        at: instants::to_wire(now),
        digest,
        previous_hash: head.try_get("hash")?,
        hash: String::new(),
    };
    link.hash = hash(&link)?;
    sqlx::query(
        "INSERT INTO chain_links (owner_id, chain, number, at, digest, previous_hash, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&owner.0)
    .bind(chain.caption())
    .bind(link.number)
    .bind(now.as_millisecond())
    .bind(&link.digest)
    .bind(&link.previous_hash)
    .bind(&link.hash)
    .execute(&mut **write)
    .await?;
    sqlx::query("UPDATE chain_heads SET hash = $3 WHERE owner_id = $1 AND chain = $2")
        .bind(&owner.0)
        .bind(chain.caption())
        .bind(&link.hash)
        .execute(&mut **write)
        .await?;
    Ok(link)
}

/// The hash of a link: over everything of it but `hash`.
///
/// # Errors
/// [`sqlx::Error::Encode`] when it has no canonical form.
pub fn hash(link: &Link) -> Result<String, sqlx::Error> {
    digest_without(link, "hash")
}

/// SHA-256 over the RFC 8785 form, lower-case hexadecimal.
///
/// # Errors
/// [`sqlx::Error::Encode`] when it has no canonical form.
pub fn digest(document: &impl Serialize) -> Result<String, sqlx::Error> {
    Ok(sha256(&canonical(document)?))
}

/// The RFC 8785 form.
pub(super) fn canonical(document: &impl Serialize) -> Result<String, sqlx::Error> {
    serde_json_canonicalizer::to_string(document).map_err(unencodable)
}

/// SHA-256 of a text, lower-case hexadecimal.
pub(super) fn sha256(text: &str) -> String {
    super::hexadecimal(&Sha256::digest(text))
}

fn digest_without(document: &impl Serialize, field: &str) -> Result<String, sqlx::Error> {
    let mut document = serde_json::to_value(document).map_err(unencodable)?;
    if let Some(fields) = document.as_object_mut() {
        fields.remove(field);
    }
    digest(&document)
}

fn unencodable(error: serde_json::Error) -> sqlx::Error {
    sqlx::Error::Encode(Box::new(error))
}
