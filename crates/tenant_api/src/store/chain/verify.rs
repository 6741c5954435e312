//! Whether a stored chain is what was appended: every link, every digest of contents that are still there, and the head.

use super::{GENESIS, hash, link, sha256};
use crate::store::{DatabaseConnection, DatabaseRow, receipts};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    audit::{AuditContents, Chain, ChainHead},
    session::{IncidentKey, OrganisationId},
};

const PAGE: i64 = 1000;

/// What became of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Soundness {
    /// Nothing was changed; `deleted` of its links have lost their contents to retention.
    Intact { links: i64, deleted: i64 },
    /// It ends before a head that is known.
    Truncated { ends_at: i64, expected: i64 },
    /// This link, or its contents, or what came before it, is not what was appended.
    Altered { at: i64 },
}

/// Goes through a chain from its first link; `known` is a head that was exported earlier.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn verify(
    conn: &mut DatabaseConnection,
    chain: Chain,
    owner: &OrganisationId,
    known: Option<&ChainHead>,
) -> Result<Soundness, sqlx::Error> {
    let mut walk = Walk { number: 0, hash: GENESIS.to_owned(), deleted: 0, kept: 0, known };
    loop {
        let rows = page(conn, chain, owner, walk.number).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            if !walk.step(chain, row)? {
                return Ok(Soundness::Altered { at: walk.number + 1 });
            }
        }
    }
    let stored = super::head(conn, chain, owner, Timestamp::UNIX_EPOCH).await?;
    let stray = stray(conn, chain, owner, walk.number).await?;
    let expected = known.map_or(0, |known| known.number).max(stored.number).max(stray.unwrap_or(0));
    Ok(match expected > walk.number {
        true => Soundness::Truncated { ends_at: walk.number, expected },
        false if stored.hash != walk.hash => Soundness::Altered { at: walk.number },
        false => Soundness::Intact { links: walk.number, deleted: walk.deleted },
    })
}

/// As far as a chain has been gone through.
struct Walk<'a> {
    number: i64,
    hash: String,
    deleted: i64,
    kept: i64,
    known: Option<&'a ChainHead>,
}

impl Walk<'_> {
    /// Takes the next link, if it is what has to come next.
    fn step(&mut self, chain: Chain, row: &DatabaseRow) -> Result<bool, sqlx::Error> {
        let link = link(row)?;
        let contents = match chain {
            Chain::EvidenceOpenings => receipt_digest(row)?,
            _ => entry_digest(row)?,
        };
        let follows = link.number == self.number + 1 && link.previous_hash == self.hash && link.hash == hash(&link)?;
        // Retention deletes the oldest first: contents that are missing after some that are not were taken away.
        let told = contents.as_ref().map_or(self.kept == 0, |digest| *digest == link.digest);
        let known = self.known.is_none_or(|known| known.number != link.number || known.hash == link.hash);
        if follows && told && known {
            self.number = link.number;
            self.hash = link.hash;
            if contents.is_some() { self.kept += 1 } else { self.deleted += 1 }
        }
        Ok(follows && told && known)
    }
}

async fn page(
    conn: &mut DatabaseConnection,
    chain: Chain,
    owner: &OrganisationId,
    after: i64,
) -> Result<Vec<DatabaseRow>, sqlx::Error> {
    let rows = match chain {
        Chain::EvidenceOpenings => sqlx::query(
            "SELECT l.*, r.receipt, r.receipt_id, r.number AS incident, r.opened_by, r.opened_by_name, \
             r.opened_by_organisation, r.opened_at, r.reason, r.expires_at, r.granted_by, r.salt, r.followed, c.code FROM chain_links l \
             LEFT JOIN receipts r ON r.client_id = l.owner_id AND r.receipt = l.number \
             LEFT JOIN clients c ON c.client_id = l.owner_id \
             WHERE l.owner_id = $1 AND l.chain = $2 AND l.number > $3 ORDER BY l.number LIMIT $4",
        ),
        _ => sqlx::query(
            "SELECT l.*, a.action, a.actor_id, a.at AS told_at, a.contents FROM chain_links l \
             LEFT JOIN audit a ON a.owner_id = l.owner_id AND a.number = l.number \
             WHERE l.owner_id = $1 AND l.chain = $2 AND l.number > $3 ORDER BY l.number LIMIT $4",
        ),
    };
    rows.bind(&owner.0).bind(chain.caption()).bind(after).bind(PAGE).fetch_all(conn).await
}

/// Contents beyond the last link: their links were cut off.
async fn stray(
    conn: &mut DatabaseConnection,
    chain: Chain,
    owner: &OrganisationId,
    last: i64,
) -> Result<Option<i64>, sqlx::Error> {
    let stray = match chain {
        Chain::EvidenceOpenings => sqlx::query_scalar(
            "SELECT CAST(MAX(receipt) AS BIGINT) FROM receipts WHERE client_id = $1 AND receipt > $2",
        ),
        _ => sqlx::query_scalar("SELECT CAST(MAX(number) AS BIGINT) FROM audit WHERE owner_id = $1 AND number > $2"),
    };
    stray.bind(&owner.0).bind(last).fetch_one(conn).await
}

/// The digest of a receipt; `None` once it is deleted.
fn receipt_digest(row: &DatabaseRow) -> Result<Option<String>, sqlx::Error> {
    if row.try_get::<Option<i64>, _>("receipt")?.is_none() {
        return Ok(None);
    }
    let (code, number): (String, i64) = (row.try_get("code")?, row.try_get("incident")?);
    let receipt = receipts::read(IncidentKey(format!("{code}-{number}")), row)?;
    // The link and the receipt tell the same instant.
    if row.try_get::<i64, _>("at")? != row.try_get::<i64, _>("opened_at")? {
        return Ok(Some(String::new()));
    }
    receipts::digest(&receipt).map(Some)
}

/// The digest of an entry, or none that fits when its columns say something else; `None` once it is deleted.
fn entry_digest(row: &DatabaseRow) -> Result<Option<String>, sqlx::Error> {
    let Some(text) = row.try_get::<Option<String>, _>("contents")? else { return Ok(None) };
    let (action, actor): (String, Option<String>) = (row.try_get("action")?, row.try_get("actor_id")?);
    let same_instant = row.try_get::<i64, _>("at")? == row.try_get::<i64, _>("told_at")?;
    let agrees = serde_json::from_str(&text).is_ok_and(|contents: AuditContents| {
        contents.action.caption() == action && contents.by.map(|person| person.id.0) == actor
    });
    Ok(Some(if agrees && same_instant { sha256(&text) } else { String::new() }))
}
