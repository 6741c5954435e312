//! Seeing as somebody: a short-lived view that hangs on the session of whoever looks.

use super::{
    Declined, Everywhere, Flag, Store, Write,
    audit::{self, Place},
    sessions::SessionHash,
};
use crate::{
    instants,
    policy::{Caller, Seat},
    sabotage::{self, Fault},
    store::DatabaseConnection,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::Row;
use std::sync::Arc;
use wire::{
    access::SeeAsToken,
    audit::AuditAction,
    session::{ClientId, SeeingAs, UserId},
    vocabulary::Capability,
};

/// How long it lasts.
pub const LASTS: SignedDuration = SignedDuration::from_mins(15);

/// A token as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeeAsHash([u8; 32]);

impl SeeAsHash {
    #[must_use]
    pub fn of(token: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(token).into())
    }
}

/// Begins it, for somebody who may do something in the seat's client.
///
/// # Errors
/// [`Declined::Invalid`] for anybody else, [`Declined::Lacks`] where they hold something that the caller does not.
pub async fn begin(
    write: &mut Write,
    seat: &Seat,
    session: &SessionHash,
    user: &UserId,
    now: Timestamp,
) -> Result<SeeAsToken, Declined> {
    let seen = Caller::load(write, user).await?.filter(|seen| seen.clients.contains_key(seat.client()));
    let seen = seen.filter(|seen| seen.user() != seat.caller().user());
    let seen = seen.ok_or_else(|| Declined::field("user", "is nobody else who may do something here"))?;
    if !seat.caller().covers(&seen) && !sabotage::is(Fault::SeeAsOfAnybody) {
        return Err(Declined::Lacks(Capability::AccessManage));
    }
    let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let until = now.saturating_add(LASTS).unwrap_or(Timestamp::MAX);
    sqlx::query(
        "INSERT INTO see_as (token_hash, session_hash, client_id, user_id, expires_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(SeeAsHash::of(&token).0.as_slice())
    .bind(session.bytes())
    .bind(&seat.client().0)
    .bind(&user.0)
    .bind(until.as_millisecond())
    .execute(&mut **write)
    .await?;
    let place = Place::Client(seat.client().clone());
    if !sabotage::is(Fault::SeeAsUnrecorded) {
        let told = (user.0.as_str(), seen.user.name.as_str());
        audit::append_with(write, seat.caller(), &place, AuditAction::SeeAsBegun, told, now).await?;
    }
    Ok(SeeAsToken { token, user: seen.person(), until: instants::to_wire(until) })
}

/// Whom the token shows to `actor`'s session, as they are now; `None` where it shows nobody any more.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn find(
    store: &Store,
    token: &SeeAsHash,
    session: &SessionHash,
    actor: &Caller,
    now: Timestamp,
) -> Result<Option<Arc<Caller>>, sqlx::Error> {
    let mut read = store.read(&Everywhere).await?;
    let found = sqlx::query(
        "SELECT user_id, client_id, expires_at FROM see_as WHERE token_hash = $1 AND session_hash = $2 AND expires_at > $3",
    );
    let found = found.bind(token.0.as_slice()).bind(session.bytes()).bind(now.as_millisecond());
    let Some(row) = found.fetch_optional(&mut *read).await? else { return Ok(None) };
    let client = ClientId(row.try_get("client_id")?);
    let seen = Caller::load(&mut read, &UserId(row.try_get("user_id")?)).await?;
    let manages = actor.clients.get(&client).is_some_and(|own| own.capabilities.contains(&Capability::AccessManage));
    let seen = seen.filter(|seen| manages && actor.covers(seen));
    let until = instants::ms_to_wire(row.try_get("expires_at")?);
    Ok(seen.map(|seen| {
        let seeing_as = Some(SeeingAs { by: actor.person(), until });
        // What is restricted to that user is not shown to whoever looks over their shoulder.
        let hidden = seen.hidden.clone().and(&actor.hidden);
        Arc::new(Caller { seeing_as, hidden, ..Arc::unwrap_or_clone(seen) })
    }))
}

/// Whether it lasts still.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn goes_on(
    store: &Store,
    token: &SeeAsHash,
    permission_version: i64,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let lasts = sqlx::query_scalar(
        "SELECT COUNT(*) > 0 FROM see_as a JOIN users u USING (user_id) \
         WHERE a.token_hash = $1 AND a.expires_at > $2 AND u.permission_version = $3",
    );
    let lasts = lasts.bind(token.0.as_slice()).bind(now.as_millisecond()).bind(permission_version);
    let Flag(lasts) = lasts.fetch_one(&mut *store.read(&Everywhere).await?).await?;
    Ok(lasts)
}

/// Ends everything that a session sees as somebody else.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn end(write: &mut Write, caller: &Caller, session: &SessionHash, now: Timestamp) -> Result<(), sqlx::Error> {
    for (client, user, name) in ended(write, session).await? {
        let place = Place::Client(ClientId(client));
        audit::append_with(write, caller, &place, AuditAction::SeeAsEnded, (&user, &name), now).await?;
    }
    Ok(())
}

async fn ended(
    conn: &mut DatabaseConnection,
    session: &SessionHash,
) -> Result<Vec<(String, String, String)>, sqlx::Error> {
    let ended = sqlx::query_as(
        "DELETE FROM see_as WHERE session_hash = $1 \
         RETURNING client_id, user_id, (SELECT name FROM users u WHERE u.user_id = see_as.user_id)",
    );
    ended.bind(session.bytes()).fetch_all(conn).await
}
