//! Partner keys: with one, a partner's own server opens sessions for its users. Only hashes are kept.

use super::{Declined, Everywhere, Store, Write, audit, partners};
use crate::policy::{Office, Portal};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::Row;
use wire::{
    audit::AuditAction,
    embed::NewPartnerKey,
    session::{OrganisationId, PartnerId, PartnerKeyId},
};

/// What every partner key begins with.
pub const PREFIX: &str = "bpk_";

/// Makes a key for a partner; this is the only time it can be seen.
///
/// # Errors
/// [`Declined::Missing`] for a partner that is not the organisation's.
pub async fn make(
    write: &mut Write,
    office: &Office,
    partner: &PartnerId,
    now: Timestamp,
) -> Result<NewPartnerKey, Declined> {
    partners::find(write, office.organisation(), partner).await?.ok_or(Declined::Missing)?;
    let made = insert(write, partner, random(), now).await?;
    let told = (made.id.0.as_str(), partner.0.as_str());
    let place = partners::place(office);
    audit::append_with(write, office.caller(), &place, AuditAction::PartnerKeyAdded, told, now).await?;
    Ok(made)
}

/// Keeps a key for a partner that is there.
pub(crate) async fn insert(
    write: &mut Write,
    partner: &PartnerId,
    key: String,
    now: Timestamp,
) -> Result<NewPartnerKey, sqlx::Error> {
    let id = PartnerKeyId(super::random_id());
    sqlx::query("INSERT INTO partner_keys (partner_id, key_id, key_hash, created_at) VALUES ($1, $2, $3, $4)")
        .bind(&partner.0)
        .bind(&id.0)
        .bind(Sha256::digest(&key).as_slice())
        .bind(now.as_millisecond())
        .execute(&mut **write)
        .await?;
    Ok(NewPartnerKey { id, key })
}

/// 256 random bits, and what tells them from other credentials.
pub(crate) fn random() -> String {
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
}

/// Revokes a key: it opens nothing any more, and what it opened is over.
///
/// # Errors
/// [`Declined::Missing`] for a key that is not a live one of this partner, or a partner that is not the organisation's.
pub async fn revoke(
    write: &mut Write,
    office: &Office,
    partner: &PartnerId,
    key: &PartnerKeyId,
    now: Timestamp,
) -> Result<(), Declined> {
    partners::find(write, office.organisation(), partner).await?.ok_or(Declined::Missing)?;
    let revoked = sqlx::query(
        "UPDATE partner_keys SET revoked_at = $3 WHERE partner_id = $1 AND key_id = $2 AND revoked_at IS NULL",
    );
    let revoked = revoked.bind(&partner.0).bind(&key.0).bind(now.as_millisecond()).execute(&mut **write).await?;
    if revoked.rows_affected() == 0 {
        return Err(Declined::Missing);
    }
    sqlx::query("DELETE FROM embed_tokens WHERE key_id = $1").bind(&key.0).execute(&mut **write).await?;
    let told = (key.0.as_str(), partner.0.as_str());
    let place = partners::place(office);
    audit::append_with(write, office.caller(), &place, AuditAction::PartnerKeyRevoked, told, now).await?;
    Ok(())
}

/// Whose server sent a key.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn find(store: &Store, key: &str) -> Result<Option<Portal>, sqlx::Error> {
    let found = sqlx::query(
        "SELECT k.key_id, p.partner_id, p.organisation_id FROM partner_keys k JOIN partners p USING (partner_id) \
         WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND p.status = 'active'",
    );
    let found = found.bind(Sha256::digest(key).as_slice()).fetch_optional(&mut *store.read(&Everywhere).await?).await?;
    let portal = |row: super::DatabaseRow| {
        Ok(Portal {
            key: PartnerKeyId(row.try_get("key_id")?),
            partner: PartnerId(row.try_get("partner_id")?),
            organisation: OrganisationId(row.try_get("organisation_id")?),
        })
    };
    found.map(portal).transpose()
}
