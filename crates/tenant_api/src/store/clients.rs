//! The clients of an organisation, as whoever looks after them sees them.

use super::{
    Declined, Values, Write,
    access::{By, settle},
    audit::{self, Place},
    fields, organisations,
};
use crate::{
    policy::{Office, Scope, Seat},
    store::DatabaseConnection,
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeMap;
use wire::{
    administration::{ClientChange, ManagedClient, NewClient},
    audit::AuditAction,
    queue::ClientLabel,
    session::{ClientId, GroupId, OrganisationId},
    vocabulary::OrganisationKind,
};

/// What a slug keeps of a name, bytes.
const SLUG_MAX: usize = 24;

/// The clients of the scope, by name.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, scope: &Scope) -> Result<Vec<ManagedClient>, sqlx::Error> {
    let labels = scope.clients().iter().filter_map(|client| scope.label(client));
    let mut clients = managed(conn, &scope.caller().organisation.id, labels).await?;
    clients.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    Ok(clients)
}

/// # Errors
/// [`Declined::Missing`] for an organisation that has no clients but itself.
pub fn check_msp(office: &Office) -> Result<(), Declined> {
    if office.caller().organisation.kind == OrganisationKind::Msp { Ok(()) } else { Err(Declined::Missing) }
}

/// Adds a client to an MSP; its standing people see it from their next request on.
///
/// # Errors
/// [`Declined::Missing`] for an organisation that is no MSP, [`Declined::Invalid`] for a code that another of its clients has.
pub async fn create(
    write: &mut Write,
    office: &Office,
    asked: &NewClient,
    now: Timestamp,
) -> Result<ManagedClient, Declined> {
    check_msp(office)?;
    let msp = office.organisation();
    let (name, colour) = (fields::name("name", &asked.name)?, fields::colour("colour", &asked.colour)?);
    organisations::check_code(&asked.code).map_err(|problem| Declined::field("code", problem))?;
    if organisations::has_code(write, &msp.0, &asked.code).await? {
        return Err(Declined::field("code", "is another client's"));
    }
    let id = ClientId(slug(name, "client"));
    organisations::add(write, &id.0, name, "client").await?;
    sqlx::query("INSERT INTO clients (client_id, code, name, colour, managed_by) VALUES ($1, $2, $3, $4, $5)")
        .bind(&id.0)
        .bind(&asked.code)
        .bind(name)
        .bind(&colour)
        .bind(&msp.0)
        .execute(&mut **write)
        .await?;
    settle(write, &OrganisationId(id.0.clone()), None, By::Founder(office.caller()), now).await?;
    for place in [Place::Organisation(msp.clone()), Place::Client(id.clone())] {
        audit::append_with(write, office.caller(), &place, AuditAction::ClientAdded, (&id.0, name), now).await?;
    }
    let label = ClientLabel { id, code: asked.code.clone(), name: name.to_owned(), colour };
    managed(write, msp, [&label]).await?.pop().ok_or(Declined::Missing)
}

/// Changes how the seat's client is shown.
///
/// # Errors
/// [`Declined::Invalid`] for a name or a colour that is none.
pub async fn change(
    write: &mut Write,
    seat: &Seat,
    asked: &ClientChange,
    now: Timestamp,
) -> Result<ManagedClient, Declined> {
    let mut label = seat.label().clone();
    if let Some(name) = &asked.name {
        fields::name("name", name)?.clone_into(&mut label.name);
    }
    if let Some(colour) = &asked.colour {
        label.colour = fields::colour("colour", colour)?;
    }
    sqlx::query("UPDATE clients SET name = $2, colour = $3 WHERE client_id = $1")
        .bind(&label.id.0)
        .bind(&label.name)
        .bind(&label.colour)
        .execute(&mut **write)
        .await?;
    sqlx::query("UPDATE organisations SET name = $2 WHERE organisation_id = $1")
        .bind(&label.id.0)
        .bind(&label.name)
        .execute(&mut **write)
        .await?;
    // Its own people are called by its name from now on, also in the history.
    settle(write, &OrganisationId(label.id.0.clone()), None, By::Caller(seat.caller()), now).await?;
    let detail = format!("{} {}", label.name, label.colour);
    let place = Place::Client(label.id.clone());
    audit::append_with(write, seat.caller(), &place, AuditAction::ClientChanged, (&label.id.0, &detail), now).await?;
    managed(write, &seat.caller().organisation.id, [&label]).await?.pop().ok_or(Declined::Missing)
}

/// An address for something called `name`: what can stand in one of it, and a random suffix, so that nobody learns from it what
/// else there is.
pub(super) fn slug(name: &str, otherwise: &str) -> String {
    const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut slug = String::new();
    for sign in name.chars() {
        match sign.to_ascii_lowercase() {
            plain if plain.is_ascii_alphanumeric() && slug.len() < SLUG_MAX => slug.push(plain),
            _ if !slug.is_empty() && !slug.ends_with('-') && slug.len() < SLUG_MAX => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_end_matches('-');
    let slug = if slug.is_empty() { otherwise } else { slug };
    let suffix: String =
        rand::random::<[u8; 6]>().iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect();
    format!("{slug}-{suffix}")
}

/// The labels with what their organisation keeps of each.
async fn managed<'a>(
    conn: &mut DatabaseConnection,
    organisation: &OrganisationId,
    labels: impl IntoIterator<Item = &'a ClientLabel>,
) -> Result<Vec<ManagedClient>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT c.client_id, \
           (SELECT COUNT(*) FROM users u WHERE u.organisation_id = c.client_id) AS people, \
           (SELECT COUNT(*) FROM ingest_keys k WHERE k.client_id = c.client_id AND k.revoked_at IS NULL) AS ingest_keys, \
           (SELECT COUNT(*) FROM service_levels l WHERE l.owner_id = c.client_id) > 0 AS own_service_levels \
         FROM clients c WHERE $1 IN (c.client_id, c.managed_by)",
    );
    let rows = rows.bind(&organisation.0).fetch_all(&mut *conn).await?;
    let mut kept = BTreeMap::new();
    for row in rows {
        kept.insert(row.try_get::<String, _>("client_id")?, row);
    }
    let pairs = sqlx::query_as::<_, (String, String)>(
        "SELECT gc.client_id, gc.group_id FROM group_clients gc JOIN groups g USING (group_id) \
         WHERE g.organisation_id = $1 ORDER BY g.name, gc.group_id",
    );
    let mut groups: BTreeMap<String, Vec<GroupId>> = BTreeMap::new();
    for (client, group) in pairs.bind(&organisation.0).fetch_all(conn).await? {
        groups.entry(client).or_default().push(GroupId(group));
    }
    let mut clients = vec![];
    for label in labels {
        let Some(row) = kept.get(&label.id.0) else { continue };
        clients.push(ManagedClient {
            id: label.id.clone(),
            code: label.code.clone(),
            name: label.name.clone(),
            colour: label.colour.clone(),
            groups: groups.remove(&label.id.0).unwrap_or_default(),
            people: row.count("people")?,
            ingest_keys: row.count("ingest_keys")?,
            own_service_levels: row.flag("own_service_levels")?,
        });
    }
    Ok(clients)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_keeps_what_can_stand_in_an_address_and_is_never_the_same() {
        let plain = |slug: &str| slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        for (name, begins) in
            [("Fox Mills", "fox-mills-"), ("  Ünï & Co. ", "n-co-"), ("漢字", "client-"), ("-", "client-")]
        {
            let made = slug(name, "client");
            assert!(made.starts_with(begins) && plain(&made), "{made}");
            assert_ne!(made, slug(name, "client"));
        }
        assert!(slug(&"x".repeat(100), "client").len() <= 40);
    }
}
