//! Who there is in the demo: organisations, people, what they may do, and what their clients were promised.

use crate::store::{
    Declined, Write,
    access::{By, settle},
    organisations,
};
use jiff::Timestamp;
use wire::{
    session::OrganisationId,
    vocabulary::Capability::{self, *},
};

/// The password of every demo user.
pub const PASSWORD: &str = "bulkhead-demo";

const MSPS: [(&str, &str); 2] = [("aurora", "Aurora Managed Security"), ("basalt", "Basalt SOC")];

/// A client of the demo.
pub struct Client {
    pub id: &'static str,
    pub code: &'static str,
    name: &'static str,
    colour: &'static str,
    msp: Option<&'static str>,
    /// Incidents in ninety days, about.
    pub incidents: u32,
}

const fn client(
    (id, code, name): (&'static str, &'static str, &'static str),
    colour: &'static str,
    msp: Option<&'static str>,
    incidents: u32,
) -> Client {
    Client { id, code, name, colour, msp, incidents }
}

const AURORA: Option<&str> = Some("aurora");
const BASALT: Option<&str> = Some("basalt");

/// Aurora's twelve, Basalt's three, and one that looks after itself.
pub const CLIENTS: [Client; 16] = [
    client(("harbor", "HAR", "Harbor Logistics"), "#2a78d0", AURORA, 430),
    client(("meridian", "MER", "Meridian Bank"), "#8a4fd0", AURORA, 620),
    client(("cedar", "CED", "Cedar Health"), "#1e9a6b", AURORA, 380),
    client(("lumen", "LUM", "Lumen Retail"), "#d0792a", AURORA, 340),
    client(("orchard", "ORC", "Orchard Foods"), "#b9a20f", AURORA, 240),
    client(("tidewater", "TID", "Tidewater Energy"), "#c93c6b", AURORA, 310),
    client(("granite", "GRA", "Granite Construction"), "#6b7785", AURORA, 160),
    client(("larkspur", "LAR", "Larkspur University"), "#4a5fd6", AURORA, 290),
    client(("pinnacle", "PIN", "Pinnacle Insurance"), "#128a9c", AURORA, 210),
    client(("saffron", "SAF", "Saffron Hotels"), "#c75a1d", AURORA, 190),
    client(("willow", "WIL", "Willow County"), "#5b8c2a", AURORA, 150),
    client(("zephyr", "ZEP", "Zephyr Airlines"), "#a83fa0", AURORA, 260),
    client(("ember", "EMB", "Ember Steelworks"), "#b5442e", BASALT, 120),
    client(("fjord", "FJO", "Fjord Shipping"), "#2c6fa8", BASALT, 90),
    client(("juniper", "JUN", "Juniper Legal"), "#3f8f5f", BASALT, 60),
    client(("quill", "QUI", "Quill Press"), "#7a5cc4", None, 80),
];

const GROUPS: [(&str, &str, &str, &[&str]); 4] = [
    ("gold", "Gold", "aurora", &["harbor", "meridian", "tidewater", "zephyr"]),
    ("silver", "Silver", "aurora", &["cedar", "lumen", "larkspur", "pinnacle"]),
    ("bronze", "Bronze", "aurora", &["orchard", "granite", "saffron", "willow"]),
    ("industry", "Industry", "basalt", &["ember", "fjord"]),
];

/// Aurora's teams, and who is of them.
const TEAMS: [(&str, &str, &[&str]); 2] = [
    ("day-shift", "Day shift", &["lead-aurora", "analyst-aurora"]),
    ("night-shift", "Night shift", &["analyst-aurora", "junior-aurora"]),
];

/// Where a profile holds for a user.
enum In {
    /// Every client of the user's organisation, also those added later.
    All,
    /// These clients.
    Only(&'static [&'static str]),
}

/// A person of the demo.
pub struct Person {
    pub email: &'static str,
    name: &'static str,
    organisation: &'static str,
    profile: &'static str,
    holds: In,
}

const fn person(
    (email, name): (&'static str, &'static str),
    organisation: &'static str,
    profile: &'static str,
    holds: In,
) -> Person {
    Person { email, name, organisation, profile, holds }
}

const HARBOR: In = In::Only(&["harbor"]);

pub const PEOPLE: [Person; 10] = [
    person(("admin@aurora.example", "Rita Kovacs"), "aurora", "aurora-administrator", In::All),
    person(("lead@aurora.example", "João Oliveira"), "aurora", "aurora-lead", In::All),
    person(("analyst@aurora.example", "Ana Moreira"), "aurora", "aurora-analyst", In::All),
    person(("junior@aurora.example", "Sam Whitfield"), "aurora", "aurora-junior", In::Only(&["harbor", "cedar"])),
    person(("viewer@aurora.example", "Noor Haddad"), "aurora", "aurora-dashboards", In::All),
    person(("manager@harbor.example", "Carla Nyström"), "harbor", "harbor-manager", HARBOR),
    person(("analyst@harbor.example", "Tom Achebe"), "harbor", "harbor-analyst", HARBOR),
    person(("viewer@harbor.example", "Elise Brandt"), "harbor", "harbor-dashboards", HARBOR),
    person(("admin@basalt.example", "Igor Petrov"), "basalt", "basalt-administrator", In::All),
    person(("admin@quill.example", "Maya Lindqvist"), "quill", "quill-administrator", In::Only(&["quill"])),
];

const MANAGER: &[Capability] = &[
    OverviewRead,
    QueueRead,
    IncidentRead,
    IncidentRate,
    NoteShared,
    RequestRead,
    RequestWrite,
    EvidenceOpen,
    ReceiptsRead,
    AccessRead,
    AccessLower,
    AuditRead,
];
const CLIENT_ANALYST: &[Capability] = &[
    OverviewRead,
    QueueRead,
    IncidentRead,
    IncidentAssign,
    IncidentSetStatus,
    IncidentClose,
    IncidentRate,
    NoteShared,
    RequestRead,
    RequestWrite,
    EvidenceOpen,
    ReceiptsRead,
];
const DASHBOARDS: &[Capability] = &[OverviewRead];

/// Profiles with the organisation that defines them: a client's are its MSP's to define.
fn profiles() -> [(&'static str, &'static str, &'static str, Vec<Capability>); 10] {
    let everything = Capability::ALL.to_vec();
    // Whom incidents can be hidden from is no matter of everyday work; and an MSP's people answer, its administrator alone asks in a
    // client's place.
    let is_work = |held: &Capability| !held.administers() && !matches!(held, IncidentRestrict | RequestWrite);
    let work: Vec<_> = everything.iter().copied().filter(is_work).collect();
    let but_evidence = work.iter().copied().filter(|held| !matches!(held, EvidenceOpen | SilenceManage)).collect();
    let lead = work.iter().copied().chain([IncidentRestrict, AccessRead, AuditRead]).collect();
    [
        ("aurora-administrator", "aurora", "Administrator", everything.clone()),
        ("aurora-lead", "aurora", "Lead", lead),
        ("aurora-analyst", "aurora", "Analyst", work),
        ("aurora-junior", "aurora", "Analyst without evidence", but_evidence),
        ("aurora-dashboards", "aurora", "Dashboards", DASHBOARDS.to_vec()),
        ("harbor-manager", "aurora", "Client manager", MANAGER.to_vec()),
        ("harbor-analyst", "aurora", "Client analyst", CLIENT_ANALYST.to_vec()),
        ("harbor-dashboards", "aurora", "Client viewer", DASHBOARDS.to_vec()),
        ("basalt-administrator", "basalt", "Administrator", everything.clone()),
        ("quill-administrator", "quill", "Administrator", everything),
    ]
}

/// Writes all of it as it has been `since` then; `password_hash` is of [`PASSWORD`].
///
/// # Errors
/// [`Declined`] when the store cannot be written, or has some of it already.
pub async fn write(write: &mut Write, password_hash: &str, since: Timestamp) -> Result<(), Declined> {
    for (id, name) in MSPS {
        organisations::add(write, id, name, "msp").await?;
    }
    for client in &CLIENTS {
        organisations::add(write, client.id, client.name, "client").await?;
        sqlx::query("INSERT INTO clients (client_id, code, name, colour, managed_by) VALUES ($1, $2, $3, $4, $5)")
            .bind(client.id)
            .bind(client.code)
            .bind(client.name)
            .bind(client.colour)
            .bind(client.msp)
            .execute(&mut **write)
            .await?;
    }
    for (id, name, msp, clients) in GROUPS {
        sqlx::query("INSERT INTO groups (organisation_id, group_id, name) VALUES ($1, $2, $3)")
            .bind(msp)
            .bind(id)
            .bind(name)
            .execute(&mut **write)
            .await?;
        for client in clients {
            insert_pair(write, "INSERT INTO group_clients (client_id, group_id) VALUES ($1, $2)", client, id).await?;
        }
    }
    access(write, password_hash).await?;
    teams(write).await?;
    promises(write).await?;
    for organisation in ["aurora", "basalt", "quill"] {
        settle(write, &OrganisationId(organisation.to_owned()), None, By::Operator, since).await?;
    }
    Ok(())
}

async fn access(write: &mut Write, password_hash: &str) -> Result<(), sqlx::Error> {
    for (id, organisation, name, capabilities) in profiles() {
        sqlx::query("INSERT INTO profiles (profile_id, organisation_id, name) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(organisation)
            .bind(name)
            .execute(&mut **write)
            .await?;
        for held in capabilities {
            let insert = "INSERT INTO profile_capabilities (profile_id, capability) VALUES ($1, $2)";
            insert_pair(write, insert, id, held.caption()).await?;
        }
    }
    for person in &PEOPLE {
        let user_id = person.user_id();
        sqlx::query(
            "INSERT INTO users (user_id, organisation_id, email, name, password_hash) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&user_id)
        .bind(person.organisation)
        .bind(person.email)
        .bind(person.name)
        .bind(password_hash)
        .execute(&mut **write)
        .await?;
        let (insert, places): (_, &[&str]) = match &person.holds {
            In::All => (
                "INSERT INTO standing_grants (organisation_id, user_id, profile_id) VALUES ($1, $2, $3)",
                std::slice::from_ref(&person.organisation),
            ),
            In::Only(clients) => ("INSERT INTO grants (client_id, user_id, profile_id) VALUES ($1, $2, $3)", clients),
        };
        for place in places {
            sqlx::query(insert).bind(*place).bind(&user_id).bind(person.profile).execute(&mut **write).await?;
        }
    }
    Ok(())
}

/// Aurora and Basalt promise the contract's defaults; Meridian Bank bought more.
async fn promises(write: &mut Write) -> Result<(), sqlx::Error> {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    let defaults = [
        (4, 15 * MINUTE, 4 * HOUR, "always"),
        (3, 30 * MINUTE, 8 * HOUR, "always"),
        (2, 4 * HOUR, 24 * HOUR, "business"),
        (1, 8 * HOUR, 72 * HOUR, "business"),
    ];
    let bought = [(4, 10 * MINUTE, 2 * HOUR, "always"), (3, 20 * MINUTE, 6 * HOUR, "always")];
    let promised = ["aurora", "basalt", "quill"].into_iter().flat_map(|owner| defaults.map(|level| (owner, level)));
    for (owner, (priority, respond_s, resolve_s, calendar)) in promised.chain(bought.map(|level| ("meridian", level))) {
        sqlx::query(
                "INSERT INTO service_levels (owner_id, priority, respond_s, resolve_s, calendar) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(owner)
            .bind(priority)
            .bind(respond_s)
            .bind(resolve_s)
            .bind(calendar)
            .execute(&mut **write)
            .await?;
    }
    for (owner, zone) in [("aurora", "America/Sao_Paulo"), ("basalt", "Europe/Oslo"), ("quill", "Europe/Lisbon")] {
        sqlx::query(
            "INSERT INTO calendars (owner_id, time_zone, opens_min, closes_min, days) VALUES ($1, $2, 540, 1080, 31)",
        )
        .bind(owner)
        .bind(zone)
        .execute(&mut **write)
        .await?;
    }
    Ok(())
}

async fn teams(write: &mut Write) -> Result<(), sqlx::Error> {
    for (id, name, members) in TEAMS {
        let insert = "INSERT INTO teams (organisation_id, team_id, name) VALUES ('aurora', $1, $2)";
        insert_pair(write, insert, id, name).await?;
        for user in members {
            insert_pair(write, "INSERT INTO team_members (team_id, user_id) VALUES ($1, $2)", id, user).await?;
        }
    }
    Ok(())
}

async fn insert_pair(write: &mut Write, insert: &'static str, one: &str, other: &str) -> Result<(), sqlx::Error> {
    sqlx::query(insert).bind(one).bind(other).execute(&mut **write).await.map(drop)
}

impl Client {
    /// Whether Aurora, whose queue the demo is shown by, manages it.
    pub(super) fn is_auroras(&self) -> bool {
        self.msp == AURORA
    }
}

impl Person {
    /// Stable over every demo: the address without its ending.
    #[must_use]
    pub fn user_id(&self) -> String {
        self.email.replace('@', "-").replace(".example", "")
    }
}
