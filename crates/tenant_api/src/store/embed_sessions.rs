//! Sessions of a partner's users: opened by the partner's server, found by SHA-256 of their token, over in ten minutes.

use super::{
    DatabaseConnection, Declined, Everywhere, Flag, Store, Write,
    audit::{self, Actor, Place},
    partners, restricted,
};
use crate::{
    instants,
    policy::{Caller, Portal, Visible},
    sabotage::{self, Fault},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::Row;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use wire::{
    audit::AuditAction,
    embed::{EmbedSession, NewEmbedSession, Partner, View},
    queue::ClientLabel,
    session::{ClientId, Organisation, OrganisationId, PartnerId, Person, User, UserId},
    vocabulary::{Capability, OrganisationKind},
};

/// What every embed token begins with.
pub const PREFIX: &str = "bet_";
/// The most seconds that a token lasts, and the fewest that make sense.
const LASTS_MAX_S: u32 = 600;
const LASTS_MIN_S: u32 = 5;
/// What is said of a client that is not for this partner, whyever.
const FOREIGN: &str = "one or more that this partner may embed";
/// The longest id and name of a partner's user, in characters.
const EXTERNAL_MAX: usize = 200;

/// A token as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }
}

/// Opens a session for a user of the partner; this is the only time its token can be seen.
///
/// # Errors
/// [`Declined::Invalid`] for what the partner may not open. What is not the organisation's is as if it did not exist.
pub async fn open(
    write: &mut Write,
    portal: &Portal,
    asked: &NewEmbedSession,
    now: Timestamp,
) -> Result<EmbedSession, Declined> {
    let partner = partners::find(write, &portal.organisation, &portal.partner).await?.ok_or(Declined::Missing)?;
    check(&partner, asked)?;
    let held = capabilities(write, &portal.organisation, &asked.profile).await?;
    if held.is_empty() {
        return Err(Declined::field("profile", "not a profile of this organisation"));
    }
    if !asked.views.iter().filter_map(|view| view.capability()).all(|needed| held.contains(&needed)) {
        return Err(Declined::field("views", "more than the profile holds"));
    }
    let token = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()));
    let lasts = SignedDuration::from_secs(asked.lasts_s.unwrap_or(LASTS_MAX_S).into());
    let expires_at = now.saturating_add(lasts).unwrap_or(now);
    sqlx::query("DELETE FROM embed_tokens WHERE expires_at <= $1")
        .bind(now.as_millisecond())
        .execute(&mut **write)
        .await?;
    let hash = TokenHash::of(&token);
    sqlx::query(
        "INSERT INTO embed_tokens (token_hash, key_id, profile_id, external_id, external_name, views, origin, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(hash.0.as_slice())
    .bind(&portal.key.0)
    .bind(&asked.profile)
    .bind(&asked.external_user.id)
    .bind(&asked.external_user.name)
    .bind(partners::captions(&asked.views))
    .bind(&asked.origin)
    .bind(expires_at.as_millisecond())
    .execute(&mut **write)
    .await?;
    let person = Person {
        id: user(&portal.partner, &asked.external_user.id),
        name: asked.external_user.name.clone(),
        organisation: partner.name,
    };
    let wanted: BTreeSet<_> = asked.clients.iter().collect();
    for &client in &wanted {
        if !has_another(write, &partner.id, &asked.external_user.id, client).await? {
            let (actor, place) = (Actor::Partner(&person), Place::Client(client.clone()));
            audit::append(write, actor, &place, AuditAction::EmbedSessionBegun, &asked.profile, now).await?;
        }
        sqlx::query("INSERT INTO embed_token_clients (token_hash, client_id) VALUES ($1, $2)")
            .bind(hash.0.as_slice())
            .bind(&client.0)
            .execute(&mut **write)
            .await?;
    }
    if clients(write, &hash, &portal.partner, &portal.organisation).await?.len() < wanted.len() {
        return Err(Declined::field("clients", FOREIGN));
    }
    Ok(EmbedSession { token, expires_at: instants::to_wire(expires_at) })
}

/// Whether the partner's user sees this client already: a token in place of one that is about to end begins nothing.
async fn has_another(
    conn: &mut DatabaseConnection,
    partner: &PartnerId,
    external: &str,
    client: &ClientId,
) -> Result<bool, sqlx::Error> {
    let another = sqlx::query_scalar(
        "SELECT COUNT(*) > 0 FROM embed_tokens t JOIN embed_token_clients c USING (token_hash) \
         JOIN partner_keys k USING (key_id) WHERE k.partner_id = $1 AND t.external_id = $2 AND c.client_id = $3",
    );
    let Flag(another) = another.bind(&partner.0).bind(external).bind(&client.0).fetch_one(conn).await?;
    Ok(another)
}

/// A partner's user among all others: no account's id has a colon.
fn user(partner: &PartnerId, external: &str) -> UserId {
    UserId(format!("embed:{partner}:{external}"))
}

fn check(partner: &Partner, asked: &NewEmbedSession) -> Result<(), Declined> {
    let within = |text: &str| (1..=EXTERNAL_MAX).contains(&text.trim().chars().count());
    if !within(&asked.external_user.id) {
        return Err(Declined::field("external_user.id", "1 to 200 characters"));
    }
    if !within(&asked.external_user.name) {
        return Err(Declined::field("external_user.name", "1 to 200 characters"));
    }
    if asked.clients.is_empty() || !asked.clients.iter().all(|client| partner.clients.contains(client)) {
        return Err(Declined::field("clients", FOREIGN));
    }
    if asked.views.is_empty() || !asked.views.iter().all(|view| partner.views.contains(view)) {
        return Err(Declined::field("views", "one or more that this partner may embed"));
    }
    if !partner.origins.contains(&asked.origin) {
        return Err(Declined::field("origin", "one of this partner's, exactly"));
    }
    if !(LASTS_MIN_S..=LASTS_MAX_S).contains(&asked.lasts_s.unwrap_or(LASTS_MAX_S)) {
        return Err(Declined::field("lasts_s", "5 to 600"));
    }
    Ok(())
}

/// Whoever a token stands for on a page of `origin`, if it lives at `now`, with what partner, key, profile and clients
/// leave them of it at this moment. `None` where nothing is left.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn find(
    store: &Store,
    hash: &TokenHash,
    origin: &str,
    now: Timestamp,
) -> Result<Option<Arc<Caller>>, sqlx::Error> {
    let mut conn = store.read(&Everywhere).await?;
    let found = sqlx::query(sabotage::instead(
        Fault::EmbedOnAnyOrigin,
        "SELECT t.external_id, t.external_name, t.profile_id, t.views, p.partner_id, p.views AS partner_views, \
                o.organisation_id, o.name AS organisation_name, o.kind \
         FROM embed_tokens t JOIN partner_keys k USING (key_id) JOIN partners p USING (partner_id) \
         JOIN partner_origins a ON a.partner_id = p.partner_id AND a.origin = t.origin \
         JOIN organisations o USING (organisation_id) \
         WHERE t.token_hash = $1 AND t.origin = $2 AND t.expires_at > $3 AND k.revoked_at IS NULL AND p.status = 'active'",
        "t.origin = $2",
        "$2 IS NOT NULL",
    ));
    let found = found.bind(hash.0.as_slice()).bind(origin).bind(now.as_millisecond());
    let Some(row) = found.fetch_optional(&mut *conn).await? else { return Ok(None) };
    let organisation = OrganisationId(row.try_get("organisation_id")?);
    let partner = PartnerId(row.try_get("partner_id")?);
    let (asked, allowed) =
        (partners::views_of(row.try_get("views")?), partners::views_of(row.try_get("partner_views")?));
    let asked = if sabotage::is(Fault::EmbedOfAnyView) { allowed.clone() } else { asked };
    let views = asked.into_iter().filter(|view| allowed.contains(view));
    let mut held = capabilities(&mut conn, &organisation, row.try_get("profile_id")?).await?;
    held = views.filter_map(View::capability).filter(|capability| held.contains(capability)).collect();
    let clients = clients(&mut conn, hash, &partner, &organisation).await?;
    if held.is_empty() || clients.is_empty() {
        return Ok(None);
    }
    let hidden = restricted::hidden_from(&mut conn, None, clients.iter().map(|label| &label.id)).await?;
    let external: &str = row.try_get("external_id")?;
    let permission_version = version(&clients, &held);
    let visible = |label: ClientLabel| Visible { label, manages: false, capabilities: held.clone() };
    Ok(Some(Arc::new(Caller {
        user: User { id: user(&partner, external), name: row.try_get("external_name")?, email: String::new() },
        organisation: Organisation {
            id: organisation,
            name: row.try_get("organisation_name")?,
            kind: OrganisationKind::from_caption(row.try_get("kind")?).unwrap_or_default(),
            capabilities: vec![],
        },
        preferences: Default::default(),
        permission_version,
        clients: clients.into_iter().map(|label| (label.id.clone(), visible(label))).collect::<BTreeMap<_, _>>(),
        groups: vec![],
        standing: BTreeSet::new(),
        seeing_as: None,
        hidden,
    })))
}

/// What the profile holds, if it is the organisation's. Only what a view needs is ever used of it.
async fn capabilities(
    conn: &mut DatabaseConnection,
    organisation: &OrganisationId,
    profile: &str,
) -> Result<BTreeSet<Capability>, sqlx::Error> {
    let held = sqlx::query_scalar(
        "SELECT c.capability FROM profiles p JOIN profile_capabilities c USING (profile_id) \
         WHERE p.profile_id = $1 AND p.organisation_id = $2",
    );
    let held: Vec<String> = held.bind(profile).bind(&organisation.0).fetch_all(conn).await?;
    Ok(held.iter().filter_map(|caption| Capability::from_caption(caption)).collect())
}

/// The token's clients that are still the partner's, still the organisation's, and not being deleted.
async fn clients(
    conn: &mut DatabaseConnection,
    hash: &TokenHash,
    partner: &PartnerId,
    organisation: &OrganisationId,
) -> Result<Vec<ClientLabel>, sqlx::Error> {
    let clients = sqlx::query(sabotage::instead(
        Fault::EmbedOfAllTokensClients,
        "SELECT c.client_id, c.code, c.name, c.colour FROM embed_token_clients t \
         JOIN partner_clients p ON p.client_id = t.client_id AND p.partner_id = $2 \
         JOIN clients c ON c.client_id = t.client_id AND $3 IN (c.client_id, c.managed_by) \
         LEFT JOIN offboardings o ON o.client_id = c.client_id \
         WHERE t.token_hash = $1 AND o.gone_at IS NULL ORDER BY c.client_id",
        "t.token_hash = $1",
        "$1 IS NOT NULL",
    ));
    let clients = clients.bind(hash.0.as_slice()).bind(&partner.0).bind(&organisation.0).fetch_all(conn).await?;
    let label = |row: &super::DatabaseRow| {
        Ok(ClientLabel {
            id: ClientId(row.try_get("client_id")?),
            code: row.try_get("code")?,
            name: row.try_get("name")?,
            colour: row.try_get("colour")?,
        })
    };
    clients.iter().map(label).collect()
}

/// Made from the rights themselves: whatever takes one away, cursors and streams that were bound to it are over.
fn version(clients: &[ClientLabel], held: &BTreeSet<Capability>) -> i64 {
    let mut hash = Sha256::new();
    for part in clients.iter().map(|label| label.id.0.as_str()).chain(held.iter().map(|held| held.caption())) {
        hash.update(part);
        hash.update([0]);
    }
    let digest: [u8; 32] = hash.finalize().into();
    i64::from_be_bytes(std::array::from_fn(|index| digest[index]))
}
