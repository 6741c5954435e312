//! Every order's segments, and the indexes that walk them.

use super::{
    Indexes, Lead, Segment,
    term::{
        Direction::{Down, Up},
        Term,
    },
};
use wire::queue::Sort;

macro_rules! indexes {
    ($of_one:literal, $of_all:literal) => {
        Indexes { of_one: concat!("INDEXED BY ", $of_one), of_all: concat!("INDEXED BY ", $of_all) }
    };
}

/// A team has one index, in the order of the breach: what it has is few enough to be sorted for the others.
macro_rules! led {
    ($($lead:ident $index:literal),+) => { &[$((Lead::$lead, concat!("INDEXED BY ", $index))),+] };
}

const UNREAD: Term = Term {
    sql: "(CASE WHEN i.status <= 3 AND i.attention_at > COALESCE(r.seen_at, 0) THEN 0 ELSE 1 END)",
    direction: Up,
};
const CREATED: Term = Term { sql: "i.created_at", direction: Down };

/// Every row there is, by client.
const ALL: Segment = Segment {
    indexes: indexes!("incidents_in_clients", "incidents_in_clients"),
    led: &[],
    only: "TRUE",
    status: &[],
    priority: &[],
    severity: &[],
    unread: None,
    goes_by_reads: false,
    terms: &[],
    number: Down,
};

/// Open without a running clock: what is new before the rest, unread before read, each by client.
macro_rules! waiting {
    ($index:literal, $status:literal, $codes:expr, $unread:expr, $attention:literal) => {
        Segment {
            indexes: indexes!($index, $index),
            only: concat!(
                "i.breach_at IS NULL AND i.status ",
                $status,
                " AND i.attention_at ",
                $attention,
                " COALESCE(r.seen_at, 0)"
            ),
            status: $codes,
            unread: Some($unread),
            number: Up,
            ..ALL
        }
    };
}

/// Least time to breach: running clocks first, then what is open without one, then what is done.
const BREACH: [Segment; 6] = [
    Segment {
        indexes: indexes!("incidents_by_breach", "incidents_in_breach"),
        led: led!(
            Title "incidents_of_title_in_breach",
            Assignee "incidents_of_assignee_in_breach",
            Team "incidents_of_team",
            Severity "incidents_of_severity_in_breach",
            Priority "incidents_of_priority_in_breach"
        ),
        only: "i.breach_at IS NOT NULL",
        terms: &[
            Term { sql: "i.breach_at", direction: Up },
            Term { sql: "(CASE i.status WHEN 1 THEN 0 ELSE 1 END)", direction: Up },
            UNREAD,
        ],
        goes_by_reads: true,
        number: Up,
        ..ALL
    },
    waiting!("incidents_waiting_new", "= 1", &[1], true, ">"),
    waiting!("incidents_waiting_new", "= 1", &[1], false, "<="),
    waiting!("incidents_waiting", "IN (2, 3)", &[2, 3], true, ">"),
    waiting!("incidents_waiting", "IN (2, 3)", &[2, 3], false, "<="),
    Segment {
        indexes: indexes!("incidents_done", "incidents_done"),
        only: "i.breach_at IS NULL AND i.status > 3",
        status: &[4, 5],
        unread: Some(false),
        number: Up,
        ..ALL
    },
];

/// The newest of each value of a column, the highest value first.
macro_rules! by_value {
    ($column:ident, $of_one:literal, $of_all:literal, $led:expr, $($value:literal)+) => {
        [$(Segment {
            indexes: indexes!($of_one, $of_all),
            led: $led,
            only: concat!("i.", stringify!($column), " = ", $value),
            $column: &[$value],
            terms: &[CREATED],
            ..ALL
        }),+]
    };
}

const PRIORITY: [Segment; 4] = by_value!(
    priority, "incidents_by_priority", "incidents_in_priority",
    led!(
        Title "incidents_of_title_in_priority",
        Assignee "incidents_of_assignee_in_priority",
        Team "incidents_of_team",
        Severity "incidents_of_severity_in_priority"
    ),
    4 3 2 1
);
const SEVERITY: [Segment; 7] = by_value!(
    severity, "incidents_by_severity", "incidents_in_severity",
    led!(
        Title "incidents_of_title_in_severity",
        Assignee "incidents_of_assignee_in_severity",
        Team "incidents_of_team",
        Priority "incidents_of_severity_in_priority"
    ),
    6 5 4 3 2 1 0
);
const BY_CREATED: [Segment; 1] = [Segment {
    indexes: indexes!("incidents_by_created", "incidents_in_created"),
    led: led!(
        Title "incidents_of_title_in_created",
        Assignee "incidents_of_assignee_in_created",
        Team "incidents_of_team",
        Severity "incidents_in_severity",
        Priority "incidents_in_priority"
    ),
    terms: &[CREATED],
    ..ALL
}];
const BY_UPDATED: [Segment; 1] = [Segment {
    indexes: indexes!("incidents_by_updated", "incidents_in_updated"),
    led: led!(
        Title "incidents_of_title_in_updated",
        Assignee "incidents_of_assignee_in_updated",
        Team "incidents_of_team",
        Severity "incidents_of_severity_in_updated",
        Priority "incidents_of_priority_in_updated"
    ),
    terms: &[Term { sql: "i.updated_at", direction: Down }],
    ..ALL
}];
const BY_CLIENT: [Segment; 1] = [Segment {
    led: led!(
        Title "incidents_of_title_in_clients",
        Assignee "incidents_of_assignee_in_clients",
        Team "incidents_of_team",
        Severity "incidents_of_severity_in_clients",
        Priority "incidents_of_priority_in_clients"
    ),
    ..ALL
}];

pub(in crate::store::queue) fn segments(sort: Sort) -> &'static [Segment] {
    match sort {
        Sort::Breach => &BREACH,
        Sort::Priority => &PRIORITY,
        Sort::Severity => &SEVERITY,
        Sort::Created => &BY_CREATED,
        Sort::Updated => &BY_UPDATED,
        Sort::Client => &BY_CLIENT,
    }
}
