//! A program: what two clients' people, collectors and providers do, one after another.

use proptest::prelude::*;

/// Two clients; the second is the one that is left out.
pub(super) const PAIRS: [[&str; 2]; 4] =
    [["harbor", "ember"], ["harbor", "meridian"], ["ember", "harbor"], ["quill", "meridian"]];
/// The pair that one provider looks after.
pub(super) const ONE_MSP: usize = 1;

pub(super) const FILTERS: [&str; 9] = [
    "",
    "status=new",
    "status=new,in_progress,on_hold",
    "priority=high,critical",
    "unread=true",
    "assignee=me",
    "assignee=my_teams",
    "breached=true",
    "q=sign-ins",
];
pub(super) const SORTS: [&str; 6] = ["breach", "priority", "severity", "created", "updated", "client"];
/// Below a scope, where nothing else has to be said.
pub(super) const PLACES: [&str; 16] = [
    "overview/operational",
    "overview/clients",
    "assignees",
    "teams",
    "audit/head",
    "evidence-openings/head",
    "evidence-openings?limit=2",
    "audit?limit=2",
    "audit.csv",
    "service-levels",
    "ingest-keys",
    "users",
    "queue/bulk",
    "queue/presence",
    "handovers",
    "handovers/recipients",
];
/// How long a program has been going on at most, so that its sessions still hold.
const STEPS: usize = 36;
const STEP_MAX_S: i64 = 50;

#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) pair: usize,
    pub(super) steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Whose it is.
    pub(super) second: bool,
    /// Which of their people, counted round.
    pub(super) who: usize,
    /// Of everything that they see, where it is their own.
    pub(super) wide: bool,
    /// Before it.
    pub(super) pass_s: i64,
    pub(super) act: Act,
}

/// Incidents are counted from the client's first one; not every one of them is there.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Ingest {
        host: u8,
        uid: u8,
        severity: u8,
    },
    Queue {
        filter: usize,
        sort: usize,
        limit: u8,
    },
    /// Goes on with the last list that had more.
    NextPage,
    Facets {
        filter: usize,
    },
    Rows {
        incident: u8,
    },
    Incident {
        incident: u8,
    },
    Timeline {
        incident: u8,
        limit: u8,
    },
    Notes {
        incident: u8,
    },
    Note {
        incident: u8,
        internal: bool,
    },
    Command {
        incident: u8,
        stale: bool,
        order: Order,
    },
    Bulk(Bulk),
    /// Looks at an incident, and is told who else does.
    Presence {
        incident: u8,
    },
    /// Of incidents that follow each other, those that are one's own, to a colleague.
    Offer {
        first: u8,
        many: u8,
    },
    /// Of the last offer.
    Answer {
        answer: Answer,
        incident: u8,
    },
    /// Where no other client meets it.
    MakeTeam,
    Open {
        incident: u8,
    },
    /// Of the last opening.
    Findings,
    CloseEvidence,
    Look {
        place: usize,
    },
    /// What a stream is told that missed so many changes.
    Events {
        missed: i64,
    },
    IngestKey,
    Invite,
    Hold {
        place: bool,
    },
}

/// One command over incidents that follow each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bulk {
    pub(super) first: u8,
    pub(super) many: u8,
    pub(super) stale: bool,
    pub(super) order: Order,
    /// At once.
    pub(super) undone: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Take,
    GiveBack,
    ToTeam,
    Start,
    Hold,
    Resolve,
    Priority(usize),
    Close { verdict: usize },
    Reopen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Takes over the one incident.
    Accept,
    Decline,
    Withdraw,
}

pub(super) fn programs() -> impl Strategy<Value = Program> {
    (0..PAIRS.len(), prop::collection::vec(step(), 1..STEPS)).prop_map(|(pair, steps)| Program { pair, steps })
}

fn step() -> impl Strategy<Value = Step> {
    (any::<bool>(), 0_usize..6, any::<bool>(), 1..=STEP_MAX_S, act())
        .prop_map(|(second, who, wide, pass_s, act)| Step { second, who, wide, pass_s, act })
}

fn act() -> impl Strategy<Value = Act> {
    let incident = || 0_u8..11;
    prop_oneof![
        6 => (0_u8..12, 0_u8..30, 1_u8..=6).prop_map(|(host, uid, severity)| Act::Ingest { host, uid, severity }),
        4 => (0..FILTERS.len(), 0..SORTS.len(), prop_oneof![1_u8..=4, Just(200)])
            .prop_map(|(filter, sort, limit)| Act::Queue { filter, sort, limit }),
        3 => Just(Act::NextPage),
        2 => (0..FILTERS.len()).prop_map(|filter| Act::Facets { filter }),
        1 => incident().prop_map(|incident| Act::Rows { incident }),
        3 => incident().prop_map(|incident| Act::Incident { incident }),
        2 => (incident(), 1_u8..=3).prop_map(|(incident, limit)| Act::Timeline { incident, limit }),
        1 => incident().prop_map(|incident| Act::Notes { incident }),
        3 => (incident(), any::<bool>()).prop_map(|(incident, internal)| Act::Note { incident, internal }),
        8 => (incident(), prop::bool::weighted(0.1), order())
            .prop_map(|(incident, stale, order)| Act::Command { incident, stale, order }),
        3 => (incident(), 1_u8..5, prop::bool::weighted(0.1), order(), any::<bool>())
            .prop_map(|(first, many, stale, order, undone)| Act::Bulk(Bulk { first, many, stale, order, undone })),
        2 => incident().prop_map(|incident| Act::Presence { incident }),
        3 => (incident(), 1_u8..8).prop_map(|(first, many)| Act::Offer { first, many }),
        2 => (answer(), incident()).prop_map(|(answer, incident)| Act::Answer { answer, incident }),
        1 => Just(Act::MakeTeam),
        2 => incident().prop_map(|incident| Act::Open { incident }),
        1 => Just(Act::Findings),
        1 => Just(Act::CloseEvidence),
        5 => (0..PLACES.len()).prop_map(|place| Act::Look { place }),
        2 => (0_i64..12).prop_map(|missed| Act::Events { missed }),
        1 => Just(Act::IngestKey),
        1 => Just(Act::Invite),
        1 => any::<bool>().prop_map(|place| Act::Hold { place }),
    ]
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![3 => Just(Answer::Accept), 1 => Just(Answer::Decline), 1 => Just(Answer::Withdraw)]
}

fn order() -> impl Strategy<Value = Order> {
    prop_oneof![
        3 => Just(Order::Take),
        1 => Just(Order::GiveBack),
        2 => Just(Order::ToTeam),
        1 => Just(Order::Start),
        2 => Just(Order::Hold),
        1 => Just(Order::Resolve),
        2 => (0_usize..4).prop_map(Order::Priority),
        2 => (0_usize..3).prop_map(|verdict| Order::Close { verdict }),
        1 => Just(Order::Reopen),
    ]
}
