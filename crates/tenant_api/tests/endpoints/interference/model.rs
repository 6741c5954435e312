//! What one client has, in memory: small enough to be read and believed. It knows nothing of anybody else.

use super::program::{Answer, Order};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};
use tenant_api::policy::Seat;
use wire::{
    vocabulary::{Capability, Priority, Severity, Status, Verdict},
    workflow::Action,
};

pub(super) const FIRST: i64 = 1001;
pub(super) const PRIORITIES: [Priority; 4] = [Priority::Low, Priority::Medium, Priority::High, Priority::Critical];
pub(super) const VERDICTS: [Verdict; 3] = [Verdict::TruePositive, Verdict::Benign, Verdict::Duplicate];

#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) incidents: BTreeMap<i64, Incident>,
    pub(super) openings: usize,
    /// Whether there is a team that its incidents can be given to.
    pub(super) has_team: bool,
    pub(super) offers: Vec<Offer>,
    known: BTreeSet<String>,
}

/// A hand-over between two people.
#[derive(Clone, Debug, Default)]
pub(super) struct Offer {
    pub(super) id: String,
    giver: String,
    to: String,
    /// Whether each can still be taken over.
    rows: BTreeMap<i64, bool>,
}

#[derive(Clone, Debug)]
pub(super) struct Incident {
    pub(super) host: String,
    pub(super) status: Status,
    pub(super) priority: Priority,
    pub(super) severity: u8,
    pub(super) version: u64,
    pub(super) alerts: u64,
    /// Newest last: what it says, and whether it is internal.
    pub(super) notes: Vec<(String, bool)>,
    pub(super) assignee: Option<String>,
    priority_set: bool,
}

impl Order {
    pub(super) const fn action(self) -> Action {
        match self {
            Self::Take | Self::GiveBack | Self::ToTeam => Action::Assign,
            Self::Start => Action::Start,
            Self::Hold => Action::Hold,
            Self::Resolve => Action::Resolve,
            Self::Priority(_) => Action::SetPriority,
            Self::Close { .. } => Action::Close,
            Self::Reopen => Action::Reopen,
        }
    }
}

impl Model {
    /// A finding arrives; whether it is a new one, and the incident it belongs to then.
    pub(super) fn ingest(&mut self, uid: &str, host: &str, severity: u8) -> Option<i64> {
        if !self.known.insert(uid.to_owned()) {
            return None;
        }
        let open = |incident: &Incident| {
            incident.host == host && !matches!(incident.status, Status::Resolved | Status::Closed)
        };
        // They all began together, and of those it is the latest.
        let joined = self.incidents.iter_mut().rfind(|(_, incident)| open(incident));
        if let Some((number, incident)) = joined {
            incident.join(severity);
            return Some(*number);
        }
        let number = self.incidents.last_key_value().map_or(FIRST, |(last, _)| last + 1);
        let opened = Incident {
            host: host.to_owned(),
            status: Status::New,
            priority: priority_of(severity),
            severity,
            version: 1,
            alerts: 1,
            notes: vec![],
            assignee: None,
            priority_set: false,
        };
        self.incidents.insert(number, opened);
        Some(number)
    }

    /// What a command is answered; done if that is 200.
    pub(super) fn command(&mut self, number: i64, seat: &Seat, stale: bool, order: Order) -> u16 {
        let Some(incident) = self.incidents.get_mut(&number) else { return 404 };
        if !seat.may(order.action().capability()) {
            return 403;
        }
        if stale {
            return 412;
        }
        let action = order.action();
        if !action.allowed_from(incident.status) || (action == Action::Start && incident.assignee.is_none()) {
            return 409;
        }
        if order == Order::ToTeam && !self.has_team {
            return 422;
        }
        incident.version += 1;
        match order {
            Order::Take => incident.take(user_of(seat)),
            Order::GiveBack | Order::ToTeam => incident.assignee = None,
            Order::Start => incident.status = Status::InProgress,
            Order::Hold => incident.status = Status::OnHold,
            Order::Resolve => incident.status = Status::Resolved,
            Order::Priority(place) => (incident.priority, incident.priority_set) = (PRIORITIES[place], true),
            Order::Close { .. } => incident.status = Status::Closed,
            Order::Reopen => {
                incident.status = Status::InProgress;
                incident.assignee.get_or_insert_with(|| user_of(seat));
            }
        }
        200
    }

    /// Those of a bulk's incidents that it changes, as they were before.
    pub(super) fn bulk(&mut self, numbers: Range<i64>, seat: &Seat, stale: bool, order: Order) -> Vec<(i64, Incident)> {
        let before: Vec<_> = self.incidents.range(numbers).map(|(number, was)| (*number, was.clone())).collect();
        before.into_iter().filter(|(number, _)| self.command(*number, seat, stale, order) == 200).collect()
    }

    /// Undoing is a change too.
    pub(super) fn undo(&mut self, done: Vec<(i64, Incident)>) {
        for (number, was) in done {
            self.incidents.entry(number).and_modify(|now| *now = Incident { version: now.version + 1, ..was });
        }
    }

    /// What an offer to somebody is answered; it stands if that is 201.
    pub(super) fn offer(&mut self, numbers: Range<i64>, seat: &Seat, to: Option<&str>) -> u16 {
        let giver = user_of(seat);
        let is_offered = |number: &i64| {
            self.offers.iter().any(|offer| offer.giver == giver && offer.rows.get(number) == Some(&true))
        };
        let theirs = self.incidents.range(numbers).filter(|(_, incident)| incident.is_had_by(&giver));
        let rows: BTreeMap<_, _> = theirs.map(|(number, _)| (*number, true)).filter(|(n, _)| !is_offered(n)).collect();
        let Some(to) = to.filter(|_| !rows.is_empty() && seat.may(Capability::IncidentAssign)) else { return 422 };
        self.offers.push(Offer { id: String::new(), giver, to: to.to_owned(), rows });
        201
    }

    /// What an answer to the last offer is answered, about one of its incidents.
    pub(super) fn answer(&mut self, answer: Answer, number: i64, seat: &Seat) -> u16 {
        let user = user_of(seat);
        let Some(offer) = self.offers.last_mut().filter(|offer| [&offer.giver, &offer.to].contains(&&user)) else {
            return 404;
        };
        match (answer, user == offer.giver) {
            (Answer::Withdraw, true) | (Answer::Decline, false) => {
                offer.rows.values_mut().for_each(|is_open| *is_open = false);
            }
            (Answer::Accept, false) => {
                let asked = offer.rows.get_mut(&number).filter(|is_open| **is_open);
                if let (Some(is_open), Some(incident)) = (asked, self.incidents.get_mut(&number)) {
                    *is_open = false;
                    if incident.is_had_by(&offer.giver) {
                        incident.version += 1;
                        incident.take(user);
                    }
                }
            }
            _ => return 409,
        }
        200
    }

    /// How many offers somebody is told of: what they gave, and what they can still take over.
    pub(super) fn offers_of(&self, seat: &Seat) -> usize {
        let user = user_of(seat);
        let is_told =
            |offer: &&Offer| offer.giver == user || offer.to == user && offer.rows.values().any(|is_open| *is_open);
        self.offers.iter().filter(is_told).count()
    }

    /// What somebody who looks at an incident is answered.
    pub(super) fn look(&self, number: i64, seat: &Seat) -> u16 {
        match (self.incidents.contains_key(&number), seat.sees_internal()) {
            (false, _) => 404,
            (true, false) => 403,
            (true, true) => 200,
        }
    }

    /// The version that a command to an incident bears.
    pub(super) fn version(&self, number: i64, stale: bool) -> u64 {
        let version = self.incidents.get(&number).map_or(1, |incident| incident.version);
        if stale { version + 7 } else { version }
    }

    /// What a note is answered; there if that is 201.
    pub(super) fn note(&mut self, number: i64, seat: &Seat, body: &str, internal: bool) -> u16 {
        let Some(incident) = self.incidents.get_mut(&number) else { return 404 };
        let may = if internal { seat.sees_internal() } else { seat.may(Capability::NoteShared) };
        if !may {
            return 403;
        }
        incident.notes.push((body.to_owned(), internal));
        201
    }

    /// What an opening of evidence is answered; on record if that is 201.
    pub(super) fn open(&mut self, number: i64, seat: &Seat) -> u16 {
        match (self.incidents.contains_key(&number), seat.may(Capability::EvidenceOpen)) {
            (false, _) => 404,
            (true, false) => 403,
            (true, true) => {
                self.openings += 1;
                201
            }
        }
    }
}

impl Incident {
    /// For oneself.
    fn take(&mut self, user: String) {
        self.assignee = Some(user);
        if self.status == Status::New {
            self.status = Status::InProgress;
        }
    }

    /// Whether somebody has it, and it is open.
    fn is_had_by(&self, user: &str) -> bool {
        self.assignee.as_deref() == Some(user) && !matches!(self.status, Status::Resolved | Status::Closed)
    }

    /// A worse alert raises the severity, a priority that nobody has set, and ends a hold.
    fn join(&mut self, severity: u8) {
        self.alerts += 1;
        if severity <= self.severity {
            return;
        }
        self.severity = severity;
        if !self.priority_set {
            self.priority = self.priority.max(priority_of(severity));
        }
        if self.status == Status::OnHold {
            self.status = if self.assignee.is_some() { Status::InProgress } else { Status::New };
        }
    }
}

fn user_of(seat: &Seat) -> String {
    seat.caller().user().0.clone()
}

fn priority_of(severity: u8) -> Priority {
    match severity {
        1 | 2 => Priority::Low,
        3 => Priority::Medium,
        4 => Priority::High,
        _ => Priority::Critical,
    }
}

/// OCSF's id.
pub(super) fn severity_id(severity: Severity) -> u8 {
    let place = Severity::ALL.iter().position(|known| *known == severity);
    place.map_or(0, |place| u8::try_from(place + 1).expect("a short list"))
}
