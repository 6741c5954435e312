//! Devices: screens on a wall that nobody is signed in at, and the board that they show.

use crate::{
    Instant,
    queue::Count,
    session::{DeviceId, IncidentKey, Person},
    vocabulary::{BreachKind, Priority, Status, closed_list},
};
use serde::{Deserialize, Serialize};

/// The most rows of a board, and the most clients it tells one by one.
pub const ROWS_MAX: usize = 12;
pub const CLIENTS_MAX: usize = 24;
/// The hours that a board looks back on.
pub const HOURS: usize = 24;

/// A device as whoever manages access sees it. `GET /devices`, newest first; a revoked one stays in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Device {
    pub id: DeviceId,
    pub name: String,
    /// As its addresses begin: `/all`, `/g/gold`, `/c/harbor`; `None` where the reader does not see it, or it is not there any more.
    pub scope: Option<String>,
    /// It calls clients by letters.
    pub pseudonyms: bool,
    /// `None` for somebody who is not there any more.
    pub made_by: Option<Person>,
    pub made_at: Instant,
    /// Until when its code lets a screen in; `None` once it has.
    pub code_until: Option<Instant>,
    /// To the minute.
    pub last_seen_at: Option<Instant>,
    pub revoked_at: Option<Instant>,
}

/// `POST /devices`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewDevice {
    /// 1 to 100 characters; it stands on the board.
    pub name: String,
    /// A scope that whoever makes it sees: `/all`, `/g/gold`, `/c/harbor`.
    pub scope: String,
    pub pseudonyms: bool,
}

/// What it answers: the only time that the code is seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeDevice {
    pub device: Device,
    /// Typed at the screen, within a quarter of an hour, once: `ABCD-EFGH-IJKL`.
    pub code: String,
}

/// `POST /device-sessions`: the screen is the device from here on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeviceSession {
    /// Case, and what stands between its letters, do not count.
    pub code: String,
}

closed_list! {
    /// What a board is about.
    BoardKind { All = "all", Group = "group", Client = "client" }
}

/// What a board is about, as it is called there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardScope {
    pub kind: BoardKind,
    /// The group's or the client's; `None` under pseudonyms, and over all clients.
    pub name: Option<String>,
}

/// `GET /wallboard`: figures and rows without a word of anybody's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Wallboard {
    /// The device's.
    pub name: String,
    pub scope: BoardScope,
    pub open: u64,
    /// Of these, nobody has begun.
    pub new: u64,
    pub unassigned: u64,
    /// With a missed clock.
    pub breached: u64,
    /// What burns first: at most 12 open incidents, by least time to breach.
    pub next: Vec<BoardRow>,
    /// The most urgent first, at most 24.
    pub clients: Vec<BoardClient>,
    /// How many there are.
    pub clients_total: u64,
    /// Open incidents, Critical first, all four.
    pub by_priority: Vec<Count<Priority>>,
    /// Incidents created in each of the last 24 hours before `as_of`, oldest first.
    pub created_per_hour: Vec<u64>,
    pub as_of: Instant,
    /// Clients that could not be read: they are missing.
    pub partial: Vec<BoardLabel>,
}

/// A client as a board calls it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardLabel {
    /// Its code, or under pseudonyms a letter that is this device's for it.
    pub code: String,
    /// `None` under pseudonyms.
    pub name: Option<String>,
    /// `#rrggbb`; `None` under pseudonyms.
    pub colour: Option<String>,
}

/// One client's figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardClient {
    pub client: BoardLabel,
    pub open: u64,
    pub breached: u64,
    /// The highest among what is open.
    pub worst: Option<Priority>,
}

/// One incident: closed lists, instants, the neutral title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardRow {
    /// Begins with the client's `code` here.
    pub key: IncidentKey,
    pub client: BoardLabel,
    pub title: String,
    pub priority: Priority,
    pub status: Status,
    /// Two letters at most.
    pub assignee: Option<String>,
    /// Nobody has it, and it waits for somebody of a team, whose name is nothing for a wall.
    pub waits_for_team: bool,
    /// The nearer running clock's end; `None` when none runs.
    pub breach_at: Option<Instant>,
    pub breach_kind: Option<BreachKind>,
    /// Some clock has been missed, now or earlier.
    pub breached: bool,
    /// The clock stands still.
    pub paused: bool,
}
