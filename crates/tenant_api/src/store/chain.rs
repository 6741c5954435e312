//! Chains: append-only, a link holds the digest of its contents and the hash of the link before it.

mod verify;

pub use verify::{Soundness, verify};

use super::{DatabaseConnection, DatabaseRow, Everywhere, Store, Write};
use crate::{
    instants,
    sabotage::{self, Fault},
};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::Row;
use std::collections::BTreeSet;
use wire::{
    audit::{Chain, ChainHead, Link},
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
    if sabotage::is(Fault::LinkWithoutPrevious) {
        GENESIS.clone_into(&mut link.previous_hash);
    }
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

/// Where a chain ends now.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub(super) async fn head(
    conn: &mut DatabaseConnection,
    chain: Chain,
    owner: &OrganisationId,
    now: Timestamp,
) -> Result<ChainHead, sqlx::Error> {
    let row = sqlx::query("SELECT number, hash FROM chain_heads WHERE owner_id = $1 AND chain = $2");
    let row = row.bind(&owner.0).bind(chain.caption()).fetch_optional(conn).await?;
    let (number, hash) = match row {
        Some(row) => (row.try_get("number")?, row.try_get("hash")?),
        None => (0, GENESIS.to_owned()),
    };
    Ok(ChainHead { chain, owner: owner.clone(), number, hash, as_of: instants::to_wire(now) })
}

/// Everybody who has a chain.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn owners(conn: &mut DatabaseConnection) -> Result<BTreeSet<OrganisationId>, sqlx::Error> {
    let owners = sqlx::query_scalar(
        "SELECT owner_id FROM chain_heads UNION SELECT owner_id FROM chain_links UNION SELECT owner_id FROM audit",
    );
    let owners: Vec<String> = owners.fetch_all(conn).await?;
    Ok(owners.into_iter().map(OrganisationId).collect())
}

/// Reads the columns of `chain_links`.
pub(super) fn link(row: &DatabaseRow) -> Result<Link, sqlx::Error> {
    Ok(Link {
        chain: Chain::from_caption(row.try_get("chain")?).unwrap_or_default(),
        owner: OrganisationId(row.try_get("owner_id")?),
        number: row.try_get("number")?,
        at: instants::ms_to_wire(row.try_get("at")?),
        digest: row.try_get("digest")?,
        previous_hash: row.try_get("previous_hash")?,
        hash: row.try_get("hash")?,
    })
}

/// Computes the links of receipts that are older than links.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read or written.
pub(super) async fn settle(store: &Store) -> Result<(), sqlx::Error> {
    const OPEN: &str = "SELECT * FROM chain_links WHERE hash = '' ORDER BY owner_id, chain, number";
    if sqlx::query(OPEN).fetch_optional(&mut *store.read(&Everywhere).await?).await?.is_none() {
        return Ok(());
    }
    let mut write = store.write(&Everywhere).await?;
    let mut last: Option<Link> = None;
    for row in sqlx::query(OPEN).fetch_all(&mut *write).await? {
        let mut link = link(&row)?;
        let followed = last.filter(|last| last.owner == link.owner && last.chain == link.chain);
        link.previous_hash = followed.map_or_else(|| GENESIS.to_owned(), |followed| followed.hash);
        link.hash = hash(&link)?;
        sqlx::query(
            "UPDATE chain_links SET previous_hash = $4, hash = $5 WHERE owner_id = $1 AND chain = $2 AND number = $3",
        )
        .bind(&link.owner.0)
        .bind(link.chain.caption())
        .bind(link.number)
        .bind(&link.previous_hash)
        .bind(&link.hash)
        .execute(&mut *write)
        .await?;
        sqlx::query(
            "INSERT INTO chain_heads (owner_id, chain, number, hash) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (owner_id, chain) DO UPDATE SET number = excluded.number, hash = excluded.hash",
        )
        .bind(&link.owner.0)
        .bind(link.chain.caption())
        .bind(link.number)
        .bind(&link.hash)
        .execute(&mut *write)
        .await?;
        last = Some(link);
    }
    write.commit().await
}

/// The hash of a link: over everything of it but `hash`.
///
/// # Errors
/// [`sqlx::Error::Encode`] when it has no canonical form.
pub fn hash(link: &Link) -> Result<String, sqlx::Error> {
    let mut document = serde_json::to_value(link).map_err(unencodable)?;
    if let Some(fields) = document.as_object_mut() {
        fields.remove("hash");
    }
    digest(&document)
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

fn unencodable(error: serde_json::Error) -> sqlx::Error {
    sqlx::Error::Encode(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::Instant;

    /// The test vector of CONTRACT.md.
    #[test]
    fn a_link_hashes_to_what_the_contract_says() {
        let link = Link {
            chain: Chain::Audit,
            owner: OrganisationId("harbor".into()),
            number: 1,
            at: Instant("2026-11-24T09:00:00Z".into()),
            digest: digest(&serde_json::json!({
                "action": "signed_in", "actor": "person",
                "by": {"id": "analyst-harbor", "name": "Tom Achebe", "organisation": "Harbor Logistics"},
                "subject": "analyst-harbor", "detail": null, "salt": "00112233445566778899aabbccddeeff",
            }))
            .expect("plain data"),
            previous_hash: GENESIS.to_owned(),
            hash: String::new(),
        };
        let hash = hash(&link).expect("plain data");
        let contract = include_str!("../../CONTRACT.md");
        assert!(contract.contains(&link.digest) && contract.contains(&hash), "{} {hash}", link.digest);
    }
}
