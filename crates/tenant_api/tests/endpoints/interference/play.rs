//! Plays a program on one installation: what the first client was told, each answer held against the model.

mod acts;

use super::{
    model::{FIRST, Incident, Model, severity_id},
    program::{Act, Bulk, FILTERS, Order, PAIRS, PLACES, Program, SORTS, Step},
    told::Told,
};
use crate::{
    bulk::worked,
    harness::{Bed, Reply, finding},
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};
use tenant_api::{
    demo::organisations::CLIENTS,
    policy::Seat,
    routes::events::bound_to,
    store::{ingest_keys, installation, outbox::Mark},
};
use wire::{
    session::ClientId,
    vocabulary::{Capability, Priority, Severity, Status},
};

/// What everybody of the first reads when all is done.
const AT_THE_END: [&str; 8] = [
    "queue?limit=200",
    "queue/facets",
    "queue/marks",
    "queue/presence",
    "handovers",
    "overview/operational",
    "audit/head",
    "events",
];

/// What came of it.
pub(super) struct Played {
    /// What the first client's people and collector were told, in order.
    pub(super) heard: Vec<String>,
    pub(super) done_by_second: u64,
}

/// The first's people also read everything that they may see of other clients: then the two runs have to differ.
#[derive(Clone, Copy)]
pub(super) struct Everything;

/// Who acts in a client: an address, and whether the client is all they see.
fn people(client: &str) -> &'static [(&'static str, bool)] {
    match client {
        "harbor" => {
            &[("manager@harbor.example", true), ("analyst@harbor.example", true), ("analyst@aurora.example", false)]
        }
        "meridian" => &[("analyst@aurora.example", false), ("admin@aurora.example", false)],
        "ember" => &[("admin@basalt.example", true)],
        _ => &[("admin@quill.example", true)],
    }
}

struct Person {
    cookie: String,
    seat: Seat,
    sees_only_this: bool,
    /// A list that goes on, and where.
    goes_on: Option<(String, String)>,
    /// An opening's address.
    opened: Option<String>,
}

struct Side<'a> {
    bed: &'a Bed,
    client: &'static str,
    code: &'static str,
    collector: String,
    people: Vec<Person>,
    model: Model,
    /// Whom its incidents can be given to as a whole.
    team: Option<String>,
    wide: bool,
}

pub(super) async fn run(
    bed: &Bed,
    program: &Program,
    both: bool,
    everything: Option<Everything>,
) -> Result<Played, String> {
    // Streams tell what was missed, and end.
    bed.app.live.end();
    let mut told = Told::new(installation::settle(&bed.app.store, false).await.expect("read").sealing_key);
    let [first, second] = PAIRS[program.pair];
    let mut first = Side::enter(bed, first, everything.is_some()).await;
    // Of somebody who is left out there is not even a session.
    let mut second = if both { Some(Side::enter(bed, second, true).await) } else { None };
    let mut played = Played { heard: vec![], done_by_second: 0 };
    for (at, step) in program.steps.iter().enumerate() {
        bed.pass(SignedDuration::from_secs(step.pass_s));
        if !step.second {
            let reply = first.act(at, step).await?;
            let told = told.of(&reply);
            played.heard.push(format!("step {at}, {:?}: {told}", step.act));
        } else if let Some(second) = &mut second {
            let reply = second.act(at, step).await.map_err(|wrong| format!("the second: {wrong}"))?;
            let changes =
                !matches!(step.act, Act::Queue { .. } | Act::NextPage | Act::Look { .. } | Act::Facets { .. });
            played.done_by_second += u64::from(changes && reply.status < 300);
        }
    }
    first.until_told().await;
    for who in 0..first.people.len() {
        first.agrees(who).await?;
        for path in AT_THE_END {
            let reply = first.get(who, &first.below(who, true, path)).await;
            played.heard.push(format!("at the end, {path}: {}", told.of(&reply)));
        }
    }
    Ok(played)
}

impl<'a> Side<'a> {
    async fn enter(bed: &'a Bed, client: &'static str, wide: bool) -> Self {
        let id = ClientId(client.to_owned());
        let collector = ingest_keys::make(&bed.app.store, &id, bed.app.now()).await.expect("made").expect("a client");
        let mut entered = vec![];
        for (email, sees_only_this) in people(client) {
            let cookie = bed.sign_in(email).await;
            let seat = bed.seat(&email.replace('@', "-").replace(".example", ""), client).await;
            let sees_only_this = *sees_only_this;
            entered.push(Person { cookie, seat, sees_only_this, goes_on: None, opened: None });
        }
        let code = CLIENTS.iter().find(|known| known.id == client).expect("a client of the demo").code;
        let mut model = Model::default();
        for n in 0..filled(client) {
            model.ingest(&format!("{client}-{n}"), &format!("{client}{n}"), n % 6 + 1);
        }
        let team = matches!(client, "harbor" | "meridian").then(|| "night-shift".to_owned());
        model.has_team = team.is_some();
        Self { bed, client, code, collector, people: entered, model, team, wide }
    }

    async fn act(&mut self, at: usize, step: &Step) -> Result<Reply, String> {
        let who = step.who % self.people.len();
        let expected = self.expected(at, who, &step.act);
        let reply = match &step.act {
            Act::Ingest { host, uid, severity } => self.ingest(*host, *uid, *severity).await,
            Act::Command { incident, stale, order } => self.command(who, *incident, *stale, *order).await,
            Act::Bulk(bulk) => self.bulk(who, step.wide, *bulk).await,
            Act::Presence { incident } => {
                let path = self.of(*incident, "/presence");
                self.bed.call(Some(&self.people[who].cookie), "POST", &path, None, &[("x-background", "1")]).await
            }
            Act::Offer { first, many } => self.offer(who, step.wide, *first, *many).await,
            Act::Answer { answer, incident } => self.answer(who, step.wide, *answer, *incident).await,
            Act::MakeTeam => self.make_team(who).await,
            Act::Note { incident, internal } => {
                let visibility = if *internal { "internal" } else { "shared" };
                let note = json!({"visibility": visibility, "body": format!("Note {at}")});
                self.post(who, &self.of(*incident, "/notes"), note).await
            }
            Act::Open { incident } => self.open(who, *incident).await,
            Act::CloseEvidence => {
                let path = format!("{}/close", self.people[who].opened.as_deref().unwrap_or("/nothing"));
                self.bed.call(Some(&self.people[who].cookie), "POST", &path, None, &[]).await
            }
            Act::IngestKey => self.post(who, &self.here("ingest-keys"), json!({"name": "another"})).await,
            Act::Invite => {
                let profile = match self.client {
                    "ember" => "basalt-administrator",
                    "quill" => "quill-administrator",
                    _ => "harbor-dashboards",
                };
                let email = format!("new{at}@{}.example", self.client);
                self.post(who, &self.here("users"), json!({"email": email, "name": "New", "profile": profile})).await
            }
            Act::Hold { place } => {
                let command = if *place { "place_hold" } else { "lift_hold" };
                let command = json!({"command": command, "reason": "Asked for"});
                self.bed.patch(&self.people[who].cookie, &self.here("retention"), command).await
            }
            Act::Events { missed } => self.events(who, step.wide, *missed).await,
            look => self.look(who, step.wide, look).await,
        };
        match expected {
            Some(expected) if expected != reply.status => {
                Err(format!("step {at}, {step:?}: the model says {expected}, not {}, {:?}", reply.status, reply.body))
            }
            _ => Ok(reply),
        }
    }

    /// What the model answers, where it knows, having done it.
    fn expected(&mut self, at: usize, who: usize, act: &Act) -> Option<u16> {
        let (model, seat) = (&mut self.model, &self.people[who].seat);
        match act {
            Act::Ingest { host, uid, severity } => {
                model.ingest(&uid_of(self.client, *uid), &host_of(self.client, *host), *severity);
                Some(200)
            }
            // The version that the command bears is the model's, so it is done after it was sent.
            Act::Command { .. } => None,
            Act::Note { incident, internal } => {
                Some(model.note(FIRST + i64::from(*incident), seat, &format!("Note {at}"), *internal))
            }
            Act::Presence { incident } => Some(model.look(FIRST + i64::from(*incident), seat)),
            Act::Open { incident } => Some(model.open(FIRST + i64::from(*incident), seat)),
            Act::Incident { incident } | Act::Timeline { incident, .. } | Act::Notes { incident } => {
                let there = model.incidents.contains_key(&(FIRST + i64::from(*incident)));
                Some(if there { 200 } else { 404 })
            }
            Act::Queue { .. } | Act::Facets { .. } | Act::Rows { .. } | Act::Events { .. } => Some(200),
            _ => None,
        }
    }

    async fn ingest(&self, host: u8, uid: u8, severity: u8) -> Reply {
        let body = finding(&uid_of(self.client, uid), &host_of(self.client, host), severity);
        let key = format!("Bearer {}", self.collector);
        self.bed.call(None, "POST", "/ingest/findings", Some(body), &[("authorization", &key)]).await
    }

    async fn command(&mut self, who: usize, incident: u8, stale: bool, order: Order) -> Reply {
        let number = FIRST + i64::from(incident);
        let tag = format!("\"{}\"", self.model.version(number, stale));
        let (path, person) = (self.of(incident, ""), &self.people[who]);
        let reply = self.bed.command(&person.cookie, &path, &tag, self.spelt(order, &person.seat)).await;
        let expected = self.model.command(number, &person.seat, stale, order);
        assert_eq!(reply.status, expected, "{order:?} of {path} with {tag}: {:?}", reply.body);
        reply
    }

    /// What the bulk tells when it is over.
    async fn bulk(&mut self, who: usize, wide: bool, bulk: Bulk) -> Reply {
        let Bulk { first, many, stale, order, undone } = bulk;
        let numbers = FIRST + i64::from(first)..FIRST + i64::from(first + many);
        let row =
            |number| json!({"key": format!("{}-{number}", self.code), "version": self.model.version(number, stale)});
        let rows: Vec<_> = numbers.clone().map(row).collect();
        let (list, seat) = (self.below(who, wide, "queue/bulk"), &self.people[who].seat);
        let begun = json!({"what": self.spelt(order, seat), "over": {"kind": "rows", "rows": rows}});
        let begun = self.post(who, &list, begun).await;
        if begun.status != 201 {
            assert!(!seat.may(order.action().capability()), "{bulk:?}: {:?}", begun.body);
            return begun;
        }
        worked(self.bed).await;
        let done = self.model.bulk(numbers, seat, stale, order);
        let path = format!("{list}/{}", text(&begun.json(), "id"));
        if undone {
            let undo = self.bed.call(Some(&self.people[who].cookie), "POST", &format!("{path}/undo"), None, &[]).await;
            assert_eq!(undo.status, 200, "{bulk:?}: {:?}", undo.body);
            worked(self.bed).await;
            self.model.undo(done);
        }
        self.get(who, &path).await
    }

    async fn open(&mut self, who: usize, incident: u8) -> Reply {
        let path = self.of(incident, "/evidence-openings");
        // A chosen reason will not do once it is somebody's.
        let reply = self.post(who, &path, json!({"reason": "To look into it"})).await;
        if reply.status == 201 {
            let receipt = reply.json()["receipt"]["id"].as_str().expect("an id").to_owned();
            self.people[who].opened = Some(format!("{path}/{receipt}"));
        }
        reply
    }

    /// On PostgreSQL a change is told once no transaction of any database can come before it, and other tests have theirs.
    async fn until_told(&self) {
        let untold = "SELECT COUNT(*) FROM outbox WHERE tx >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
        let count = async || -> i64 {
            let mut read = self.bed.app.store.read(&self.people[0].seat).await.expect("a reader");
            sqlx::query_scalar(untold).fetch_one(&mut *read).await.expect("a count")
        };
        while self.bed.ground.database.is_some() && count().await > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn events(&self, who: usize, wide: bool, missed: i64) -> Reply {
        self.until_told().await;
        let path = self.below(who, wide, "events");
        let (person, scope) = (&self.people[who], path.trim_end_matches("/events"));
        let bound = bound_to(person.seat.caller(), scope);
        let told = "SELECT COUNT(*) FROM outbox WHERE client_id = $1 AND internal = 0";
        let told = sqlx::query_scalar(told).bind(self.client);
        let told: i64 = told
            .fetch_one(&mut *self.bed.app.store.read(&person.seat).await.expect("a reader"))
            .await
            .expect("a count");
        // Also places that are not there, which is told.
        let mark = Mark { client: ClientId(self.client.to_owned()), internal: false, turn: told + 1 - missed };
        let id = self.bed.app.sealer.seal(&mark, &bound).expect("sealed");
        self.bed.call(Some(&person.cookie), "GET", &path, None, &[("last-event-id", &id)]).await
    }

    async fn look(&mut self, who: usize, wide: bool, act: &Act) -> Reply {
        let path = match act {
            Act::Queue { filter, sort, limit } => {
                let path = format!("queue?sort={}&limit={limit}&{}", SORTS[*sort], FILTERS[*filter]);
                self.below(who, wide, path.trim_end_matches('&'))
            }
            Act::Facets { filter } => self.below(who, wide, &format!("queue/facets?{}", FILTERS[*filter])),
            Act::Rows { incident } => {
                let number = FIRST + i64::from(*incident);
                self.below(who, wide, &format!("queue/rows?keys={0}-{number},EMB-1001,MER-1002", self.code))
            }
            Act::Incident { incident } => self.of(*incident, ""),
            Act::Timeline { incident, limit } => self.of(*incident, &format!("/timeline?limit={limit}")),
            Act::Notes { incident } => self.of(*incident, "/notes"),
            Act::Look { place } => self.here(PLACES[*place]),
            Act::Findings => format!("{}/findings", self.people[who].opened.as_deref().unwrap_or("/nothing")),
            Act::NextPage => match &self.people[who].goes_on {
                Some((path, cursor)) => format!("{path}{}cursor={cursor}", if path.contains('?') { '&' } else { '?' }),
                None => "/nothing".to_owned(),
            },
            _ => unreachable!("everything else is no look"),
        };
        let reply = self.get(who, &path).await;
        let cursor = serde_json::from_slice::<Value>(&reply.body).ok();
        let cursor = cursor.and_then(|body| Some(body["next_cursor"].as_str()?.to_owned()));
        let list = match (act, &self.people[who].goes_on) {
            (Act::NextPage, Some((list, _))) => list.clone(),
            _ => path,
        };
        if cursor.is_some() || matches!(act, Act::NextPage) {
            self.people[who].goes_on = cursor.map(|cursor| (list, cursor));
        }
        reply
    }

    /// Whether one person is shown what the model holds: rows, counts, notes, receipts.
    async fn agrees(&self, who: usize) -> Result<(), String> {
        let seat = &self.people[who].seat;
        let said = |what: &str, one: &dyn std::fmt::Debug, model: &dyn std::fmt::Debug| {
            Err(format!("{what} of {}: {one:?}, the model says {model:?}", seat.caller().user()))
        };
        let rows = self.get(who, &self.here("queue?limit=200")).await.items();
        let shown: BTreeMap<String, _> = rows.iter().map(|row| (text(row, "key"), shown(row))).collect();
        let known: BTreeMap<String, _> = self
            .model
            .incidents
            .iter()
            .map(|(number, incident)| {
                let who = incident.assignee.clone().unwrap_or_default();
                let Incident { status, priority, severity, version, alerts, .. } = *incident;
                let told = (status, priority, severity, version, alerts, who);
                (format!("{}-{number}", self.code), told)
            })
            .collect();
        if shown != known {
            return said("the rows", &shown, &known);
        }
        let facets = self.get(who, &self.here("queue/facets")).await.json();
        for (name, of) in [("status", 0), ("priority", 1)] {
            let counts = facets[name].as_array().expect("counts").iter();
            let counts: BTreeMap<String, u64> =
                counts.map(|count| (text(count, "value"), count["count"].as_u64().expect("a count"))).collect();
            let mut known = BTreeMap::new();
            for incident in self.model.incidents.values() {
                let value = if of == 0 { incident.status.caption() } else { incident.priority.caption() };
                *known.entry(value.to_owned()).or_insert(0) += 1;
            }
            if counts != known || facets["total"] != json!(self.model.incidents.len()) {
                return said("the counts", &facets, &known);
            }
        }
        for (number, incident) in self.model.incidents.iter().filter(|(_, incident)| !incident.notes.is_empty()) {
            let path = self.here(&format!("incidents/{}-{number}/notes", self.code));
            let notes: Vec<String> = self.get(who, &path).await.items().iter().map(|note| text(note, "body")).collect();
            let visible = incident.notes.iter().rev().filter(|(_, internal)| !internal || seat.sees_internal());
            let visible: Vec<String> = visible.map(|(body, _)| body.clone()).collect();
            if notes != visible {
                return said("the notes", &notes, &visible);
            }
        }
        let handovers = self.get(who, &self.here("handovers")).await.items().len();
        if handovers != self.model.offers_of(seat) {
            return said("the hand-overs", &handovers, &self.model.offers_of(seat));
        }
        if seat.may(Capability::ReceiptsRead) {
            let receipts = self.get(who, &self.here("evidence-openings")).await.items().len();
            if receipts != self.model.openings {
                return said("the receipts", &receipts, &self.model.openings);
            }
        }
        Ok(())
    }

    async fn get(&self, who: usize, path: &str) -> Reply {
        self.bed.get(&self.people[who].cookie, path).await
    }

    async fn post(&self, who: usize, path: &str, body: Value) -> Reply {
        self.bed.post(&self.people[who].cookie, path, body).await
    }

    fn here(&self, path: &str) -> String {
        format!("/c/{}/{path}", self.client)
    }

    /// Below everything that a person sees, where that is this client, or where it may be more.
    fn below(&self, who: usize, wide: bool, path: &str) -> String {
        match wide && (self.wide || self.people[who].sees_only_this) {
            true => format!("/all/{path}"),
            false => self.here(path),
        }
    }

    fn of(&self, incident: u8, path: &str) -> String {
        self.here(&format!("incidents/{}-{}{path}", self.code, FIRST + i64::from(incident)))
    }
}

/// How many incidents the harness has filled in.
fn filled(client: &str) -> u8 {
    match client {
        "harbor" => 7,
        "meridian" => 5,
        _ => 2,
    }
}

fn uid_of(client: &str, uid: u8) -> String {
    format!("{client}-p{uid}")
}

fn host_of(client: &str, host: u8) -> String {
    format!("{client}{host}")
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

/// What of a row the model knows.
fn shown(row: &Value) -> (Status, Priority, u8, u64, u64, String) {
    let count = |name: &str| row[name].as_u64().unwrap_or_default();
    let severity = Severity::from_caption(&text(row, "severity")).unwrap_or_default();
    (
        Status::from_caption(&text(row, "status")).unwrap_or_default(),
        Priority::from_caption(&text(row, "priority")).unwrap_or_default(),
        severity_id(severity),
        count("version"),
        count("alerts_count"),
        text(&row["assignee"], "id"),
    )
}
