//! Devices: screens that show a wallboard. A code lets one in once; from then on it is found by SHA-256 of its cookie, until
//! it is revoked.

use super::{
    DatabaseConnection, DatabaseRow, Declined, Everywhere, Flag, Store, Values, Write,
    access::label,
    audit::{self, Actor, Place},
    fields, random_id,
    recovery_codes::{grouped, plain},
    restricted,
};
use crate::{
    instants,
    policy::{Address, Caller, Device, Hidden, Office, Visible},
    sabotage::{self, Fault},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use data_encoding::BASE32_NOPAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::Row;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use wire::{
    audit::AuditAction,
    device::{self, BoardKind, BoardScope, MadeDevice, NewDevice},
    queue::ClientLabel,
    session::{ClientId, DeviceId, Group, GroupId, Organisation, OrganisationId, Person, User, UserId},
    vocabulary::{Capability, OrganisationKind},
};

/// A device has no end of its own. This is the longest that browsers keep a cookie; it is renewed when it is used.
pub const LASTS: SignedDuration = SignedDuration::from_hours(400 * 24);
/// How long a code works, and its letters: 60 bits, typed once, which is tried no faster than a password.
const CODE_LASTS: SignedDuration = SignedDuration::from_mins(15);
const CODE_LETTERS: usize = 12;
/// `last_seen_at` is this coarse, so that reading does not write every time.
const COARSE_MS: i64 = 60_000;
/// What a board tells of a client.
const SHOWN: [Capability; 2] = [Capability::OverviewRead, Capability::QueueRead];

/// A cookie as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceHash([u8; 32]);

impl DeviceHash {
    #[must_use]
    pub fn of(cookie: &str) -> Self {
        Self(Sha256::digest(cookie).into())
    }
}

const LISTED: &str = "\
    SELECT d.*, u.name AS person, o.name AS organisation FROM devices d \
    LEFT JOIN users u ON u.user_id = d.made_by LEFT JOIN organisations o ON o.organisation_id = u.organisation_id \
    WHERE d.owner_id = $1 AND d.device_id = COALESCE($2, d.device_id) ORDER BY d.made_at DESC, d.device_id";

/// The organisation's devices, newest first, those that were revoked included.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn list(conn: &mut DatabaseConnection, office: &Office) -> Result<Vec<device::Device>, sqlx::Error> {
    let rows = sqlx::query(sabotage::instead(Fault::DevicesOfEverybody, LISTED, "d.owner_id = $1", "$1 <> ''"));
    let rows = rows.bind(&office.organisation().0).bind(None::<&str>).fetch_all(conn).await?;
    rows.iter().map(|row| listed(row, office.caller())).collect()
}

/// Makes one; this is the only time that its code can be seen.
///
/// # Errors
/// [`Declined::Invalid`] for a name that is none and a scope that the caller does not see, [`Declined::Lacks`] where they do not
/// see of one of its clients what a board shows.
pub async fn make(
    write: &mut Write,
    office: &Office,
    asked: &NewDevice,
    now: Timestamp,
) -> Result<MadeDevice, Declined> {
    let name = fields::name("name", &asked.name)?;
    let address = Address::of_path(&asked.scope).filter(|address| office.caller().sees(address));
    let address = address.ok_or_else(|| Declined::field("scope", "names no scope that is there"))?;
    for client in clients(write, office.organisation(), &address).await? {
        let place = OrganisationId(client.id.0);
        if let Some(lacking) = SHOWN.into_iter().find(|asks| !office.caller().holds_at(&place, *asks)) {
            return Err(Declined::Lacks(lacking));
        }
    }
    let id = DeviceId(random_id());
    let code = BASE32_NOPAD.encode(&rand::random::<[u8; 8]>())[..CODE_LETTERS].to_owned();
    let until = now.saturating_add(CODE_LASTS).unwrap_or(now);
    sqlx::query(
        "INSERT INTO devices (owner_id, device_id, name, scope, pseudonyms, code_hash, code_expires_at, made_by, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&office.organisation().0)
    .bind(&id.0)
    .bind(name)
    .bind(address.path())
    .bind(i64::from(asked.pseudonyms))
    .bind(Sha256::digest(&code).as_slice())
    .bind(until.as_millisecond())
    .bind(&office.caller().user().0)
    .bind(now.as_millisecond())
    .execute(&mut **write)
    .await?;
    let told = [name, " (", &address.path(), ")"].concat();
    record(write, office, AuditAction::DeviceAdded, (&id, &told), now).await?;
    Ok(MadeDevice { device: read(write, office, &id).await?, code: grouped(&code) })
}

/// Revokes one: it shows nothing any more. A second time changes nothing.
///
/// # Errors
/// [`Declined::Missing`] for one that is not the organisation's.
pub async fn revoke(write: &mut Write, office: &Office, id: &DeviceId, now: Timestamp) -> Result<(), Declined> {
    let device = read(write, office, id).await?;
    if device.revoked_at.is_some() {
        return Ok(());
    }
    sqlx::query("UPDATE devices SET revoked_at = $3, code_hash = NULL WHERE owner_id = $1 AND device_id = $2")
        .bind(&office.organisation().0)
        .bind(&id.0)
        .bind(now.as_millisecond())
        .execute(&mut **write)
        .await?;
    Ok(record(write, office, AuditAction::DeviceRevoked, (id, &device.name), now).await?)
}

async fn read(conn: &mut DatabaseConnection, office: &Office, id: &DeviceId) -> Result<device::Device, Declined> {
    let row = sqlx::query(LISTED).bind(&office.organisation().0).bind(Some(id.0.as_str()));
    let row = row.fetch_optional(conn).await?.ok_or(Declined::Missing)?;
    Ok(listed(&row, office.caller())?)
}

async fn record(
    write: &mut Write,
    office: &Office,
    action: AuditAction,
    (id, told): (&DeviceId, &str),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    audit::append_with(write, office.caller(), &Place::from(office), action, (&id.0, told), now).await
}

fn listed(row: &DatabaseRow, caller: &Caller) -> Result<device::Device, sqlx::Error> {
    let at = |column: &str| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.map(instants::ms_to_wire));
    let text = |column: &str| row.try_get::<Option<String>, _>(column);
    let maker = UserId(row.try_get("made_by")?);
    let made_by = text("person")?.zip(text("organisation")?);
    let scope: String = row.try_get("scope")?;
    Ok(device::Device {
        id: DeviceId(row.try_get("device_id")?),
        name: row.try_get("name")?,
        scope: Address::of_path(&scope).filter(|address| caller.sees(address)).map(|_| scope),
        pseudonyms: row.flag("pseudonyms")?,
        made_by: made_by.map(|(name, organisation)| Person { id: maker, name, organisation }),
        made_at: instants::ms_to_wire(row.try_get("made_at")?),
        code_until: at("code_expires_at")?,
        last_seen_at: at("last_seen_at")?,
        revoked_at: at("revoked_at")?,
    })
}

/// Uses a code up, and answers the cookie of whatever screen it was typed at; `None` for one that was used, has run out, or never was.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn redeem(write: &mut Write, code: &str, now: Timestamp) -> Result<Option<String>, sqlx::Error> {
    let secret = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let redeemed = sqlx::query(sabotage::instead(
        Fault::CodeWorksTwice,
        "UPDATE devices SET code_hash = NULL, code_expires_at = NULL, token_hash = $2, last_seen_at = $3 \
         WHERE code_hash = $1 AND code_expires_at > $3 AND revoked_at IS NULL RETURNING owner_id, device_id, name, scope, made_by",
        "code_hash = NULL, code_expires_at = NULL, ",
        "",
    ));
    let redeemed = redeemed.bind(Sha256::digest(plain(code)).as_slice()).bind(DeviceHash::of(&secret).0.as_slice());
    let Some(row) = redeemed.bind(now.as_millisecond()).fetch_optional(&mut **write).await? else { return Ok(None) };
    // Whoever made it since then may have been suspended, or lost what it takes to make one.
    let maker = Caller::load(write, &UserId(row.try_get("made_by")?)).await?;
    let address = Address::of_path(row.try_get("scope")?);
    let may = maker
        .zip(address)
        .is_some_and(|(maker, address)| maker.standing.contains(&Capability::AccessManage) && maker.sees(&address));
    if !may {
        return Ok(None);
    }
    let place = Place::Organisation(OrganisationId(row.try_get("owner_id")?));
    let told: (String, String) = (row.try_get("device_id")?, row.try_get("name")?);
    audit::append_with(write, Actor::Nobody, &place, AuditAction::DeviceConnected, (&told.0, &told.1), now).await?;
    Ok(Some(secret))
}

/// Removes those that show a client which is being deleted.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub(super) async fn forget_client(write: &mut Write, client: &ClientId) -> Result<(), sqlx::Error> {
    let path = Address::Client(client.clone()).path();
    sqlx::query("DELETE FROM devices WHERE scope = $1").bind(path).execute(&mut **write).await.map(drop)
}

/// Whose cookie it is, with the clients that its scope has at this moment.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read or written.
pub async fn find(store: &Store, hash: &DeviceHash, now: Timestamp) -> Result<Option<Device>, sqlx::Error> {
    let mut conn = store.read(&Everywhere).await?;
    let found = sqlx::query(sabotage::instead(
        Fault::RevokedDeviceReads,
        "SELECT d.*, o.name AS organisation_name, o.kind FROM devices d \
         JOIN organisations o ON o.organisation_id = d.owner_id WHERE d.token_hash = $1 AND d.revoked_at IS NULL",
        " AND d.revoked_at IS NULL",
        "",
    ));
    let Some(row) = found.bind(hash.0.as_slice()).fetch_optional(&mut *conn).await? else { return Ok(None) };
    let id = DeviceId(row.try_get("device_id")?);
    let organisation = Organisation {
        id: OrganisationId(row.try_get("owner_id")?),
        name: row.try_get("organisation_name")?,
        kind: OrganisationKind::from_caption(row.try_get("kind")?).unwrap_or_default(),
        capabilities: vec![],
    };
    let mut address = Address::of_path(row.try_get("scope")?);
    if sabotage::is(Fault::BoardOfEveryClient) {
        address = Some(Address::All);
    }
    let pseudonyms = row.flag("pseudonyms")?;
    let clients = match &address {
        Some(address) => clients(&mut conn, &organisation.id, address).await?,
        None => vec![],
    };
    let group = group(&mut conn, address.as_ref(), &clients).await?;
    let about = about(address.as_ref(), &organisation, &clients, group.as_ref(), pseudonyms);
    let hidden = restricted::hidden_from(&mut conn, None, clients.iter().map(|label| &label.id)).await?;
    drop(conn);
    let is_back = is_back(store, hash, &row, now).await?;
    let caller = Arc::new(Caller { hidden, ..reader(&id, organisation, clients, group) });
    let scope = address.and_then(|address| caller.scope(address, Capability::QueueRead));
    Ok(Some(Device { id, hash: hash.clone(), name: row.try_get("name")?, pseudonyms, about, scope, is_back }))
}

/// Whether a board that is open may stay so.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn lives(store: &Store, hash: &DeviceHash) -> Result<bool, sqlx::Error> {
    let lives = sqlx::query_scalar("SELECT COUNT(*) > 0 FROM devices WHERE token_hash = $1 AND revoked_at IS NULL");
    let Flag(lives) = lives.bind(hash.0.as_slice()).fetch_one(&mut *store.read(&Everywhere).await?).await?;
    Ok(lives)
}

/// Writes down that it was seen; whether a while had passed since.
async fn is_back(store: &Store, hash: &DeviceHash, row: &DatabaseRow, now: Timestamp) -> Result<bool, sqlx::Error> {
    let now_ms = now.as_millisecond();
    let is_back = row.try_get::<Option<i64>, _>("last_seen_at")?.is_none_or(|seen| now_ms - seen >= COARSE_MS);
    if is_back {
        let mut write = store.write(&Everywhere).await?;
        let seen = sqlx::query("UPDATE devices SET last_seen_at = $2 WHERE token_hash = $1").bind(hash.0.as_slice());
        seen.bind(now_ms).execute(&mut *write).await?;
        write.commit().await?;
    }
    Ok(is_back)
}

/// The clients at an address that are the organisation's now, whoever sees them, and are not being deleted.
async fn clients(
    conn: &mut DatabaseConnection,
    organisation: &OrganisationId,
    address: &Address,
) -> Result<Vec<ClientLabel>, sqlx::Error> {
    let (client, group) = match address {
        Address::All => (None, None),
        Address::Group(id) => (None, Some(id.0.as_str())),
        Address::Client(id) => (Some(id.0.as_str()), None),
    };
    let clients = sqlx::query(
        "SELECT c.client_id, c.code, c.name, c.colour FROM clients c \
         LEFT JOIN offboardings l ON l.client_id = c.client_id \
         WHERE $1 IN (c.client_id, c.managed_by) AND l.gone_at IS NULL AND c.client_id = COALESCE($2, c.client_id) \
           AND (CAST($3 AS TEXT) IS NULL OR c.client_id IN \
             (SELECT m.client_id FROM group_clients m JOIN groups g ON g.group_id = m.group_id \
              WHERE g.group_id = $3 AND g.organisation_id = $1)) \
         ORDER BY c.client_id",
    );
    let clients = clients.bind(&organisation.0).bind(client).bind(group);
    clients.fetch_all(conn).await?.iter().map(label).collect()
}

/// The group at an address, with these clients.
async fn group(
    conn: &mut DatabaseConnection,
    address: Option<&Address>,
    clients: &[ClientLabel],
) -> Result<Option<Group>, sqlx::Error> {
    let Some(Address::Group(id)) = address else { return Ok(None) };
    let name = sqlx::query_scalar("SELECT name FROM groups WHERE group_id = $1").bind(&id.0);
    let name: Option<String> = name.fetch_optional(conn).await?;
    let clients = clients.iter().map(|label| label.id.clone()).collect();
    Ok(name.map(|name| Group { id: GroupId(id.0.clone()), name, clients }))
}

/// What the board says it is about. Under pseudonyms neither a client's name nor what somebody called several of them.
fn about(
    address: Option<&Address>,
    organisation: &Organisation,
    clients: &[ClientLabel],
    group: Option<&Group>,
    pseudonyms: bool,
) -> BoardScope {
    let only = clients.first().map(|label| label.name.clone());
    let (kind, name) = match address {
        Some(Address::Group(_)) => (BoardKind::Group, group.map(|group| group.name.clone())),
        Some(Address::Client(_)) => (BoardKind::Client, only),
        _ if organisation.kind == OrganisationKind::Client => (BoardKind::Client, only),
        _ => (BoardKind::All, None),
    };
    BoardScope { kind, name: name.filter(|_| !pseudonyms) }
}

/// Whoever stands before the board: nobody, who may see what it shows.
fn reader(id: &DeviceId, organisation: Organisation, clients: Vec<ClientLabel>, group: Option<Group>) -> Caller {
    let visible = |label: ClientLabel| -> (ClientId, Visible) {
        (label.id.clone(), Visible { label, manages: false, capabilities: BTreeSet::from(SHOWN) })
    };
    Caller {
        user: User { id: Device::user(id), name: String::new(), email: String::new() },
        organisation,
        preferences: Default::default(),
        permission_version: 0,
        clients: clients.into_iter().map(visible).collect::<BTreeMap<_, _>>(),
        groups: group.into_iter().collect(),
        standing: BTreeSet::new(),
        seeing_as: None,
        hidden: Hidden::default(),
    }
}
