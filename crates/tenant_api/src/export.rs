//! Everything a client owns, as one archive: `tar.gz` of JSON and NDJSON in the API's own shapes, written as it is read.

mod archive;

use crate::{
    instants,
    policy::{Scope, Seat},
    sabotage::{self, Fault},
    store::{
        DatabaseConnection, Everywhere, Store, alerts,
        audit::{self, Narrow, Owners, Place},
        evidence_searches, head, kept_files, receipts, requests, retention, silences, tasks, timeline,
    },
};
use archive::Archive;
use axum::body::Bytes;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use std::io;
use tokio::sync::mpsc;
use wire::{
    audit::{AuditFilter, Chain},
    request::Request,
    retention::Asked,
};

/// Rows that are read at once.
const PAGE: usize = 500;

/// Where the archive goes, as it grows.
pub type Outlet = mpsc::Sender<io::Result<Bytes>>;

/// What made a part of it impossible.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// An export of one client.
pub struct Export {
    store: Store,
    /// The client's own reader: of what is internal to its MSP there is nothing in the archive.
    seat: Seat,
    asked: Asked,
    now: Timestamp,
}

impl Export {
    /// What the reader's client owns; `asked` says by whom and why, and stands in the manifest.
    #[must_use]
    pub fn new(store: Store, seat: Seat, asked: Asked, now: Timestamp) -> Self {
        Self { store, seat, asked, now }
    }

    /// The file's name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("bulkhead-{}-{}.tar.gz", self.seat.client(), self.now.strftime("%Y-%m-%d"))
    }

    /// Writes all of it. One that ends without its manifest is not whole, and is told to the outlet as a failure.
    pub async fn write(self, outlet: Outlet) {
        if let Err(failure) = self.all(&outlet).await {
            eprintln!("an export ended early: {failure}");
            // Whoever has hung up does not hear it.
            outlet.send(Err(io::Error::other("the export ended early"))).await.ok();
        }
    }

    /// Everything but the evidence is of one moment.
    async fn all(&self, outlet: &Outlet) -> Result<(), Failure> {
        let mut archive = Archive::new(outlet.clone());
        let mut read = self.store.read(&self.seat).await?;
        let label = self.seat.label();
        let kept = retention::read(&mut read, &self.seat).await?;
        archive.document("client.json", &json!({"client": label, "retention": kept})).await?;
        self.people(&mut read, &mut archive).await?;
        let numbers = self.incidents(&mut read, &mut archive).await?;
        self.timelines(&mut read, &mut archive, &numbers).await?;
        self.tasks(&mut read, &mut archive, &numbers).await?;
        self.requests(&mut read, &mut archive).await?;
        self.records(&mut read, &mut archive).await?;
        self.silences(&mut read, &mut archive, &numbers).await?;
        self.evidence(&mut read, &mut archive, &numbers).await?;
        self.artifacts(&mut read, &mut archive, &numbers).await?;
        drop(read);
        archive.end(&json!({"client": label.id, "asked": self.asked})).await
    }

    /// The people who belong to the client.
    async fn people(&self, conn: &mut DatabaseConnection, archive: &mut Archive) -> Result<(), Failure> {
        let people = "SELECT user_id, name, email FROM users WHERE organisation_id = $1 ORDER BY user_id";
        let people =
            sqlx::query_as(sabotage::instead(Fault::ExportOfEverybody, people, "organisation_id = $1", "$1 <> ''"));
        let people: Vec<(String, String, String)> = people.bind(&self.seat.client().0).fetch_all(conn).await?;
        for (id, name, email) in people {
            archive.line("people", &json!({"id": id, "name": name, "email": email})).await?;
        }
        archive.finish("people").await
    }

    async fn incidents(&self, conn: &mut DatabaseConnection, archive: &mut Archive) -> Result<Vec<i64>, Failure> {
        let numbers = sqlx::query_scalar("SELECT number FROM incidents WHERE client_id = $1 ORDER BY number");
        let mut numbers: Vec<i64> = numbers.bind(&self.seat.client().0).fetch_all(&mut *conn).await?;
        numbers.retain(|number| self.seat.sees(*number));
        for number in &numbers {
            let (mut row, clocks, _) = head::row(conn, &self.seat, *number, self.now).await?;
            // Nobody's in particular.
            row.unread = false;
            archive.line("incidents", &Incident { row, clocks }).await?;
        }
        archive.finish("incidents").await?;
        Ok(numbers)
    }

    /// What happened to each, shared notes among it.
    async fn timelines(
        &self,
        conn: &mut DatabaseConnection,
        archive: &mut Archive,
        numbers: &[i64],
    ) -> Result<(), Failure> {
        for number in numbers {
            let incident = self.seat.key(*number);
            for (_, entry) in timeline::list(conn, &self.seat, *number, None, None, usize::MAX).await? {
                archive.line("timeline", &json!({"incident": incident, "entry": entry})).await?;
            }
        }
        archive.finish("timeline").await
    }

    /// What had to be done about each, and what became of it.
    async fn tasks(
        &self,
        conn: &mut DatabaseConnection,
        archive: &mut Archive,
        numbers: &[i64],
    ) -> Result<(), Failure> {
        for number in numbers {
            let incident = self.seat.key(*number);
            for task in tasks::list(conn, &self.seat, *number).await? {
                archive.line("tasks", &json!({"incident": incident, "task": task})).await?;
            }
        }
        archive.finish("tasks").await
    }

    /// What the client asked, with what both sides wrote about it.
    async fn requests(&self, conn: &mut DatabaseConnection, archive: &mut Archive) -> Result<(), Failure> {
        for number in requests::numbers(conn, &self.seat).await? {
            let Request { row, subject, incident, conversation, .. } =
                requests::read(conn, &self.seat, number, self.now).await?;
            let line = json!({"row": row, "subject": subject, "incident": incident, "conversation": conversation});
            archive.line("requests", &line).await?;
        }
        archive.finish("requests").await
    }

    /// Receipts and audit, with their links, and where the chains end.
    async fn records(&self, conn: &mut DatabaseConnection, archive: &mut Archive) -> Result<(), Failure> {
        let mut before = None;
        loop {
            let page = receipts::list(conn, &self.seat, None, before, PAGE).await?;
            for (_, receipt) in &page {
                archive.line("evidence_openings", receipt).await?;
            }
            before = page.last().map(|(place, _)| *place);
            if page.len() < PAGE {
                break;
            }
        }
        archive.finish("evidence_openings").await?;
        let (scope, narrow): (Scope, _) = (self.seat.as_scope(), Narrow::new(&AuditFilter::default())?);
        let mut after = None;
        loop {
            let page = audit::list(conn, Owners::Scope(&scope), &narrow, after.as_ref(), PAGE).await?;
            for (_, entry) in &page {
                archive.line("audit", entry).await?;
            }
            after = page.last().map(|(place, _)| place.clone());
            if page.len() < PAGE {
                break;
            }
        }
        archive.finish("audit").await?;
        for chain in Chain::ALL {
            let head = audit::head(conn, &Place::from(&self.seat), *chain, self.now).await?;
            archive.line("heads", &head).await?;
        }
        archive.finish("heads").await
    }

    /// What was silenced from each, with why, and who searched the evidence.
    async fn silences(
        &self,
        conn: &mut DatabaseConnection,
        archive: &mut Archive,
        numbers: &[i64],
    ) -> Result<(), Failure> {
        for number in numbers {
            for mut silence in silences::of_incident(conn, &self.seat, *number, self.now).await? {
                // Nobody's in particular.
                (silence.may_agree, silence.may_end) = (false, false);
                archive.line("silences", &silence).await?;
            }
        }
        archive.finish("silences").await?;
        for (_, search) in evidence_searches::list(conn, self.store.vault(), &self.seat, None, usize::MAX).await? {
            archive.line("evidence_searches", &search).await?;
        }
        archive.finish("evidence_searches").await
    }

    /// Every record as it was received, with the alert it belongs to; empty where retention has deleted it. An alert that was silenced
    /// stands with the incident that its silence was made from.
    async fn evidence(
        &self,
        conn: &mut DatabaseConnection,
        archive: &mut Archive,
        numbers: &[i64],
    ) -> Result<(), Failure> {
        for (number, is_silenced) in numbers.iter().flat_map(|number| [(*number, false), (*number, true)]) {
            let incident = self.seat.key(number);
            let mut before = None;
            loop {
                let alerts = match is_silenced {
                    false => alerts::list(conn, &self.seat, number, before, PAGE).await?,
                    true => alerts::silenced(conn, &self.seat, number, before, PAGE).await?,
                };
                let (findings, gone_through) = self.store.vault().findings(self.seat.client(), &alerts).await?;
                for finding in &findings {
                    let line = json!({"incident": incident, "alert": finding.alert, "time": finding.time,
                        "severity": finding.severity, "record": finding.record, "silenced": is_silenced});
                    archive.line("evidence", &line).await?;
                }
                let Some(last) = gone_through.checked_sub(1) else { break };
                before = Some(alerts[last].number);
            }
        }
        archive.finish("evidence").await
    }

    /// Every file that was kept with evidence and is still there: what is known of it in a line, its bytes under its id.
    async fn artifacts(
        &self,
        conn: &mut DatabaseConnection,
        archive: &mut Archive,
        numbers: &[i64],
    ) -> Result<(), Failure> {
        for number in numbers {
            let incident = self.seat.key(*number);
            for kept in kept_files::list(conn, &self.seat, *number).await? {
                let found = self.store.vault().artifact(self.seat.client(), &kept.id).await?;
                let Some((artifact, content)) = found else { continue };
                archive.bytes(&format!("files/{}", kept.id), &content).await?;
                let line = json!({"incident": incident, "artifact": artifact, "kept_by": kept.by,
                    "kept_at": instants::to_wire(kept.at)});
                archive.line("artifacts", &line).await?;
            }
        }
        archive.finish("artifacts").await
    }
}

/// An incident's row and clocks.
#[derive(Serialize)]
struct Incident {
    #[serde(flatten)]
    row: wire::queue::QueueRow,
    clocks: wire::incident::Clocks,
}

/// The client's own reader, for the operator; `None` if there is no such client.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn reader(store: &Store, client: &str) -> Result<Option<Seat>, sqlx::Error> {
    let row: Option<(String, String, String)> =
        sqlx::query_as("SELECT code, name, colour FROM clients WHERE client_id = $1")
            .bind(client)
            .fetch_optional(&mut *store.read(&Everywhere).await?)
            .await?;
    let label = |(code, name, colour)| wire::queue::ClientLabel {
        id: wire::session::ClientId(client.to_owned()),
        code,
        name,
        colour,
    };
    Ok(row.map(|row| Seat::of_client(label(row))))
}
