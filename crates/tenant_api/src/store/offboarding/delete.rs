//! The end of a client: first its key, so that its evidence ends wherever it was copied to, then every row, then a certificate.

use super::{chain, offboarding, retention, rights_changed};
use crate::{
    instants,
    sabotage::{self, Fault},
    store::{
        Custody, Everywhere, Store, Values, Write,
        audit::{self, Actor, Place},
        devices, preferences, random_id,
        retention::OF_INCIDENT,
        views,
    },
};
use jiff::Timestamp;
use sqlx::Row;
use wire::{
    audit::{AuditAction, Chain},
    retention::{Certificate, Deleted},
    session::{ClientId, OrganisationId},
};

/// Incidents that go in one transaction.
const BATCH: i64 = 100;

/// What refers to incidents and has no number of theirs to go by.
const BEFORE_INCIDENTS: [&str; 3] = [
    "DELETE FROM receipt_closings WHERE client_id = $1",
    "DELETE FROM receipt_copies WHERE client_id = $1",
    "DELETE FROM receipts WHERE client_id = $1",
];

/// Everything else of a client and of the people who belong to it, what refers to others first.
const AFTER_INCIDENTS: [&str; 38] = [
    "DELETE FROM outbox WHERE client_id = $1",
    "DELETE FROM request_entries WHERE client_id = $1",
    "DELETE FROM requests WHERE client_id = $1",
    "DELETE FROM bulk_rows WHERE client_id = $1",
    "DELETE FROM bulks WHERE owner_id = $1",
    "DELETE FROM ingest_keys WHERE client_id = $1",
    "DELETE FROM see_as WHERE client_id = $1",
    "DELETE FROM access_history WHERE place_id = $1",
    "DELETE FROM dropped_capabilities WHERE client_id = $1",
    "DELETE FROM profile_overrides WHERE client_id = $1",
    "DELETE FROM invitations WHERE user_id IN (SELECT user_id FROM users WHERE organisation_id = $1)",
    "DELETE FROM group_grants WHERE user_id IN (SELECT user_id FROM users WHERE organisation_id = $1)",
    "DELETE FROM group_clients WHERE client_id = $1",
    "DELETE FROM groups WHERE organisation_id = $1",
    "DELETE FROM sessions WHERE user_id IN (SELECT user_id FROM users WHERE organisation_id = $1)",
    "DELETE FROM grants WHERE client_id = $1",
    "DELETE FROM standing_grants WHERE organisation_id = $1",
    "DELETE FROM identity_provider_profiles WHERE organisation_id = $1",
    "DELETE FROM profile_capabilities WHERE profile_id IN (SELECT profile_id FROM profiles WHERE organisation_id = $1)",
    "DELETE FROM profiles WHERE organisation_id = $1",
    "DELETE FROM teams WHERE organisation_id = $1",
    "DELETE FROM preauthorised_steps WHERE client_id = $1",
    "DELETE FROM playbooks WHERE owner_id = $1",
    "DELETE FROM users WHERE organisation_id = $1",
    "DELETE FROM service_levels WHERE owner_id = $1",
    "DELETE FROM calendar_holidays WHERE owner_id = $1",
    "DELETE FROM calendars WHERE owner_id = $1",
    "DELETE FROM audit WHERE owner_id = $1",
    "DELETE FROM chain_links WHERE owner_id = $1",
    "DELETE FROM chain_heads WHERE owner_id = $1",
    "DELETE FROM retention WHERE client_id = $1",
    "DELETE FROM evidence_rules WHERE client_id = $1",
    "DELETE FROM evidence_searches WHERE client_id = $1",
    "DELETE FROM legal_holds WHERE client_id = $1",
    "DELETE FROM offboardings WHERE client_id = $1",
    "DELETE FROM reads WHERE client_id = $1",
    "DELETE FROM clients WHERE client_id = $1",
    "DELETE FROM organisations WHERE organisation_id = $1",
];

/// Deletes every client whose time has come at `now`, and goes on where it was interrupted. A legal hold stops it as long as
/// it has not begun. Returns how many clients are gone.
///
/// # Errors
/// [`sqlx::Error`] when the store or the evidence cannot be read or written.
pub async fn delete_due(store: &Store, now: Timestamp) -> Result<usize, sqlx::Error> {
    let due = sqlx::query_scalar("SELECT client_id FROM offboardings WHERE deletes_at <= $1 ORDER BY client_id");
    let due: Vec<String> = due.bind(now.as_millisecond()).fetch_all(&mut *store.read(&Everywhere).await?).await?;
    let mut gone = 0;
    for client in due.into_iter().map(ClientId) {
        if begin(store, &client, now).await? {
            store.vault().destroy(&client, now).await?;
            while delete_incidents(store, &client).await? {}
            forget(store, &client).await?;
            end(store, &client, now).await?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// Takes the client away from everybody, and notes what there was; `false` where a legal hold is.
async fn begin(store: &Store, client: &ClientId, now: Timestamp) -> Result<bool, sqlx::Error> {
    let key_destroyed = store.vault().key_id(client).await?;
    let mut write = store.write(&Custody(client)).await?;
    let row = sqlx::query("SELECT * FROM offboardings JOIN clients USING (client_id) WHERE client_id = $1");
    let row = row.bind(&client.0).fetch_one(&mut *write).await?;
    if row.try_get::<Option<i64>, _>("gone_at")?.is_some() {
        return Ok(true);
    }
    if retention::hold(&mut write, client).await?.is_some() && !sabotage::is(Fault::DeletedUnderHold) {
        return Ok(false);
    }
    let stands = offboarding(&row)?;
    let (Some(asked), Some(confirmed)) = (stands.asked, stands.confirmed) else { return Ok(false) };
    let owner = OrganisationId(client.0.clone());
    let mut heads = vec![];
    for chain in Chain::ALL {
        heads.push(chain::head(&mut write, *chain, &owner, now).await?);
    }
    let certificate = Certificate {
        client: client.clone(),
        code: row.try_get("code")?,
        name: row.try_get("name")?,
        managed_by: row.try_get::<Option<String>, _>("managed_by")?.map(OrganisationId),
        asked,
        confirmed,
        deleted_at: instants::to_wire(now),
        deleted: counts(&mut write, client).await?,
        key_destroyed,
        heads,
    };
    sqlx::query("INSERT INTO certificates (certificate_id, owner_id, client_id, document) VALUES ($1, $2, $3, $4)")
        .bind(random_id())
        .bind(certificate.managed_by.as_ref().map(|msp| msp.0.as_str()))
        .bind(&client.0)
        .bind(chain::canonical(&certificate)?)
        .execute(&mut *write)
        .await?;
    sqlx::query("UPDATE offboardings SET gone_at = $2 WHERE client_id = $1")
        .bind(&client.0)
        .bind(now.as_millisecond())
        .execute(&mut *write)
        .await?;
    sqlx::query("DELETE FROM sessions WHERE user_id IN (SELECT user_id FROM users WHERE organisation_id = $1)")
        .bind(&client.0)
        .execute(&mut *write)
        .await?;
    rights_changed(&mut write, client).await?;
    write.commit().await?;
    Ok(true)
}

async fn counts(write: &mut Write, client: &ClientId) -> Result<Deleted, sqlx::Error> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM incidents WHERE client_id = $1) AS incidents, \
         (SELECT COUNT(*) FROM alerts WHERE client_id = $1) \
         + (SELECT COUNT(*) FROM silenced_alerts WHERE client_id = $1) AS alerts, \
         (SELECT COUNT(*) FROM notes WHERE client_id = $1) AS notes, \
         (SELECT COUNT(*) FROM receipts WHERE client_id = $1) AS evidence_openings, \
         (SELECT COUNT(*) FROM audit WHERE owner_id = $1) AS audit_entries, \
         (SELECT COUNT(*) FROM users WHERE organisation_id = $1) AS people",
    );
    let row = row.bind(&client.0).fetch_one(&mut **write).await?;
    Ok(Deleted {
        incidents: row.count("incidents")?,
        alerts: row.count("alerts")?,
        notes: row.count("notes")?,
        evidence_openings: row.count("evidence_openings")?,
        audit_entries: row.count("audit_entries")?,
        people: row.count("people")?,
    })
}

/// One batch; `false` when there is none left.
async fn delete_incidents(store: &Store, client: &ClientId) -> Result<bool, sqlx::Error> {
    let mut write = store.write(&Custody(client)).await?;
    for sql in BEFORE_INCIDENTS {
        sqlx::query(sql).bind(&client.0).execute(&mut *write).await?;
    }
    let numbers = sqlx::query_scalar("SELECT number FROM incidents WHERE client_id = $1 ORDER BY number LIMIT $2");
    let numbers: Vec<i64> = numbers.bind(&client.0).bind(BATCH).fetch_all(&mut *write).await?;
    for number in &numbers {
        for sql in OF_INCIDENT {
            sqlx::query(sql).bind(&client.0).bind(*number).execute(&mut *write).await?;
        }
    }
    write.commit().await?;
    Ok(!numbers.is_empty())
}

/// Takes it out of what others keep of their own. One after the other: whoever removes a view waits for those who prefer it,
/// who may wait for a view.
async fn forget(store: &Store, client: &ClientId) -> Result<(), sqlx::Error> {
    let mut write = store.write(&Custody(client)).await?;
    views::forget_client(&mut write, client).await?;
    write.commit().await?;
    let mut write = store.write(&Custody(client)).await?;
    preferences::forget_client(&mut write, client).await?;
    write.commit().await?;
    let mut write = store.write(&Everywhere).await?;
    devices::forget_client(&mut write, client).await?;
    write.commit().await
}

/// Deletes what is left, issues the certificate, and tells the MSP.
async fn end(store: &Store, client: &ClientId, now: Timestamp) -> Result<(), sqlx::Error> {
    let mut write = store.write(&Custody(client)).await?;
    for sql in AFTER_INCIDENTS {
        sqlx::query(sql).bind(&client.0).execute(&mut *write).await?;
    }
    let issued = sqlx::query(
        "UPDATE certificates SET issued_at = $2 WHERE client_id = $1 AND issued_at IS NULL RETURNING owner_id, document",
    );
    let issued = issued.bind(&client.0).bind(now.as_millisecond()).fetch_one(&mut *write).await?;
    if let Some(msp) = issued.try_get::<Option<String>, _>("owner_id")? {
        let place = Place::Organisation(OrganisationId(msp));
        let digest = chain::sha256(&issued.try_get::<String, _>("document")?);
        let told = (client.0.as_str(), "its evidence ends, copies included");
        audit::append_with(&mut write, Actor::Schedule, &place, AuditAction::KeyDestroyed, told, now).await?;
        let told = (client.0.as_str(), digest.as_str());
        audit::append_with(&mut write, Actor::Schedule, &place, AuditAction::ClientDeleted, told, now).await?;
    }
    write.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables that lead to a client, and those that belong to an MSP's record of it.
    const ROOTS: [&str; 6] = ["clients", "organisations", "users", "profiles", "groups", "incidents"];
    const STAYS: [&str; 1] = ["certificates"];

    /// A table that a later migration adds has to be deleted with its client, or with its incident, too.
    #[tokio::test]
    async fn no_table_that_refers_to_a_client_is_forgotten() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let store = Store::open(&folder.path().join("bulkhead.db")).await?;
        let references: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT t.name, f.\"table\", f.on_delete FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f \
             WHERE t.type = 'table'",
        )
        .fetch_all(&mut *store.read(&Everywhere).await?)
        .await?;
        assert!(references.len() > 20, "the schema is read");
        let deleted = |table: &str, statements: &[&str]| {
            statements.iter().any(|sql| sql.starts_with(&format!("DELETE FROM {table} WHERE")))
        };
        for (table, refers_to, on_delete) in references {
            let with_client = [&BEFORE_INCIDENTS[..], &OF_INCIDENT, &AFTER_INCIDENTS].concat();
            let cascades = on_delete == "CASCADE" || STAYS.contains(&table.as_str());
            let leads = ROOTS.contains(&refers_to.as_str());
            assert!(!leads || cascades || deleted(&table, &with_client), "{table} refers to {refers_to}");
            let with_incident = cascades || table == "receipts" || deleted(&table, &OF_INCIDENT);
            assert!(refers_to != "incidents" || with_incident, "{table} refers to {refers_to}");
        }
        Ok(())
    }
}
