//! Partners: portals that may show an organisation's screens, where their pages are, and which clients of it they show.

use super::{
    DatabaseConnection, Declined, Everywhere, Flag, Store, Write,
    audit::{self, Place},
};
use crate::{instants, origin, policy::Office};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    audit::AuditAction,
    embed::{NewPartner, Partner, PartnerChange, PartnerKey, PartnerStatus, View},
    problem::FieldProblem,
    session::{ClientId, OrganisationId, PartnerId, PartnerKeyId},
};

/// The longest name, in characters, and the most origins.
const NAME_MAX: usize = 100;
const ORIGINS_MAX: usize = 20;

/// The organisation's partners, by name.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(store: &Store, office: &Office) -> Result<Vec<Partner>, sqlx::Error> {
    let mut conn = store.read(office).await?;
    let ids =
        sqlx::query_scalar("SELECT partner_id FROM partners WHERE organisation_id = $1 ORDER BY name, partner_id");
    let ids: Vec<String> = ids.bind(&office.organisation().0).fetch_all(&mut *conn).await?;
    let mut partners = Vec::new();
    for id in ids {
        partners.extend(find(&mut conn, office.organisation(), &PartnerId(id)).await?);
    }
    Ok(partners)
}

/// Adds a partner of the organisation.
///
/// # Errors
/// [`Declined::Invalid`] for a field that is not right.
pub async fn add(write: &mut Write, office: &Office, new: NewPartner, now: Timestamp) -> Result<Partner, Declined> {
    let partner = insert(write, office.organisation(), new_id(), new, now).await?;
    let told = (partner.id.0.as_str(), partner.name.as_str());
    audit::append_with(write, office.caller(), &place(office), AuditAction::PartnerAdded, told, now).await?;
    Ok(partner)
}

/// An id for a partner to be.
pub(crate) fn new_id() -> PartnerId {
    PartnerId(super::random_id())
}

/// [`add`] for the operator, at the command line: nobody's office stands behind it.
///
/// # Errors
/// As [`add`].
pub(crate) async fn insert(
    write: &mut Write,
    organisation: &OrganisationId,
    id: PartnerId,
    new: NewPartner,
    now: Timestamp,
) -> Result<Partner, Declined> {
    let partner = Partner {
        id,
        name: new.name,
        origins: new.origins,
        views: new.views,
        clients: new.clients,
        status: PartnerStatus::Active,
        keys: vec![],
        created_at: instants::to_wire(now),
    };
    check(write, organisation, &partner).await?;
    sqlx::query(
        "INSERT INTO partners (organisation_id, partner_id, name, views, status, created_at) \
         VALUES ($1, $2, '', '', 'active', $3)",
    )
    .bind(&organisation.0)
    .bind(&partner.id.0)
    .bind(now.as_millisecond())
    .execute(&mut **write)
    .await?;
    keep(write, &partner).await?;
    Ok(partner)
}

/// Changes what is named of a partner. Its sessions go on with what is left of their rights; a suspended one's are over.
///
/// # Errors
/// [`Declined::Missing`] for a partner that is not the organisation's, [`Declined::Invalid`] for a field that is not right.
pub async fn change(
    write: &mut Write,
    office: &Office,
    id: &PartnerId,
    change: PartnerChange,
    now: Timestamp,
) -> Result<Partner, Declined> {
    let told = serde_json::to_string(&change).unwrap_or_default();
    let mut partner = find(write, office.organisation(), id).await?.ok_or(Declined::Missing)?;
    partner.name = change.name.unwrap_or(partner.name);
    partner.origins = change.origins.unwrap_or(partner.origins);
    partner.views = change.views.unwrap_or(partner.views);
    partner.clients = change.clients.unwrap_or(partner.clients);
    partner.status = change.status.unwrap_or(partner.status);
    check(write, office.organisation(), &partner).await?;
    keep(write, &partner).await?;
    if partner.status == PartnerStatus::Suspended {
        sqlx::query("DELETE FROM embed_tokens WHERE key_id IN (SELECT key_id FROM partner_keys WHERE partner_id = $1)")
            .bind(&id.0)
            .execute(&mut **write)
            .await?;
    }
    let told = (id.0.as_str(), told.as_str());
    audit::append_with(write, office.caller(), &place(office), AuditAction::PartnerChanged, told, now).await?;
    Ok(partner)
}

/// Where what happens to partners is told.
pub(super) fn place(office: &Office) -> Place {
    Place::Organisation(office.organisation().clone())
}

/// The origins that may frame a view of a partner; `None` where it may be framed by nobody.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn framing(store: &Store, id: &PartnerId, view: View) -> Result<Option<Vec<String>>, sqlx::Error> {
    let mut conn = store.read(&Everywhere).await?;
    let views = sqlx::query_scalar("SELECT views FROM partners WHERE partner_id = $1 AND status = 'active'");
    let views: Option<String> = views.bind(&id.0).fetch_optional(&mut *conn).await?;
    if !views.is_some_and(|list| views_of(&list).contains(&view)) {
        return Ok(None);
    }
    origins(&mut conn, id).await.map(Some)
}

/// A partner, if it is the organisation's.
pub(super) async fn find(
    conn: &mut DatabaseConnection,
    organisation: &OrganisationId,
    id: &PartnerId,
) -> Result<Option<Partner>, sqlx::Error> {
    let row = sqlx::query("SELECT * FROM partners WHERE organisation_id = $1 AND partner_id = $2");
    let Some(row) = row.bind(&organisation.0).bind(&id.0).fetch_optional(&mut *conn).await? else { return Ok(None) };
    let clients = sqlx::query_scalar("SELECT client_id FROM partner_clients WHERE partner_id = $1 ORDER BY client_id");
    let clients: Vec<String> = clients.bind(&id.0).fetch_all(&mut *conn).await?;
    Ok(Some(Partner {
        id: id.clone(),
        name: row.try_get("name")?,
        origins: origins(conn, id).await?,
        views: views_of(row.try_get("views")?),
        clients: clients.into_iter().map(ClientId).collect(),
        status: PartnerStatus::from_caption(row.try_get("status")?).unwrap_or_default(),
        keys: keys(conn, id).await?,
        created_at: instants::ms_to_wire(row.try_get("created_at")?),
    }))
}

async fn origins(conn: &mut DatabaseConnection, id: &PartnerId) -> Result<Vec<String>, sqlx::Error> {
    let origins = sqlx::query_scalar("SELECT origin FROM partner_origins WHERE partner_id = $1 ORDER BY origin");
    origins.bind(&id.0).fetch_all(conn).await
}

async fn keys(conn: &mut DatabaseConnection, id: &PartnerId) -> Result<Vec<PartnerKey>, sqlx::Error> {
    let keys = sqlx::query("SELECT * FROM partner_keys WHERE partner_id = $1 ORDER BY created_at, key_id");
    let keys = keys.bind(&id.0).fetch_all(conn).await?;
    let key = |row: &super::DatabaseRow| {
        Ok(PartnerKey {
            id: PartnerKeyId(row.try_get("key_id")?),
            created_at: instants::ms_to_wire(row.try_get("created_at")?),
            revoked_at: row.try_get::<Option<i64>, _>("revoked_at")?.map(instants::ms_to_wire),
        })
    };
    keys.iter().map(key).collect()
}

/// What is wrong with a partner as it is to be.
async fn check(conn: &mut DatabaseConnection, of: &OrganisationId, partner: &Partner) -> Result<(), Declined> {
    let mut wrong = Vec::new();
    let mut say = |is_right: bool, field: &str, problem: &str| {
        if !is_right {
            wrong.push(FieldProblem { field: field.to_owned(), problem: problem.to_owned() });
        }
    };
    let name = partner.name.trim();
    say(!name.is_empty() && name.chars().count() <= NAME_MAX, "name", "1 to 100 characters");
    say((1..=ORIGINS_MAX).contains(&partner.origins.len()), "origins", "1 to 20 of them");
    let exact = partner.origins.iter().all(|origin| origin::read(origin).is_some());
    say(exact, "origins", "https://host, or http://localhost and a port, without a path");
    say(!partner.views.is_empty() && !partner.views.contains(&View::Unknown), "views", "queue, overview, or both");
    say(partner.status != PartnerStatus::Unknown, "status", "active or suspended");
    let mut known = true;
    for client in &partner.clients {
        let own = sqlx::query_scalar(
            "SELECT COUNT(*) > 0 FROM clients WHERE client_id = $1 AND $2 IN (client_id, managed_by)",
        );
        let Flag(own) = own.bind(&client.0).bind(&of.0).fetch_one(&mut *conn).await?;
        known &= own;
    }
    say(known, "clients", "clients of this organisation only");
    if wrong.is_empty() { Ok(()) } else { Err(Declined::Invalid(wrong)) }
}

/// Writes everything that can change.
async fn keep(write: &mut Write, partner: &Partner) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE partners SET name = $2, views = $3, status = $4 WHERE partner_id = $1")
        .bind(&partner.id.0)
        .bind(partner.name.trim())
        .bind(captions(&partner.views))
        .bind(partner.status.caption())
        .execute(&mut **write)
        .await?;
    for forget in
        ["DELETE FROM partner_origins WHERE partner_id = $1", "DELETE FROM partner_clients WHERE partner_id = $1"]
    {
        sqlx::query(forget).bind(&partner.id.0).execute(&mut **write).await?;
    }
    let origins = "INSERT INTO partner_origins (partner_id, origin) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let clients = "INSERT INTO partner_clients (partner_id, client_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let origins = partner.origins.iter().map(|origin| (origins, origin));
    for (insert, value) in origins.chain(partner.clients.iter().map(|client| (clients, &client.0))) {
        sqlx::query(insert).bind(&partner.id.0).bind(value).execute(&mut **write).await?;
    }
    Ok(())
}

/// Views as the store keeps them.
pub(super) fn captions(views: &[View]) -> String {
    let known = View::ALL.iter().filter(|view| views.contains(view));
    known.map(|view| view.caption()).collect::<Vec<_>>().join(",")
}

/// What [`captions`] wrote.
pub(super) fn views_of(captions: &str) -> Vec<View> {
    captions.split(',').filter_map(View::from_caption).collect()
}
