//! Grouping: the open incident that an alert joins, or the one it opens.

use super::{intake::Arrival, normalise::Normalised};
use crate::{
    catalogue::Entry,
    clocks::{Clocks, ServiceLevels},
    evidence::MacBytes,
    store::codes,
};
use jiff::{SignedDuration, Timestamp};
use std::{cmp::Reverse, collections::HashMap};
use wire::{
    vocabulary::{AssetClass, Confidence, Disposition, HoldReason, Impact, Priority, Severity, Status},
    workflow::after_hold,
};

/// What alerts say of how bad it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gravity {
    pub(crate) severity: Severity,
    pub(crate) impact: Impact,
    pub(crate) confidence: Confidence,
    pub(crate) disposition: Disposition,
}

/// What only a new incident has to say.
pub(super) struct Opening {
    pub(super) entry: &'static Entry,
    pub(super) group: MacBytes,
    pub(super) tactics: String,
    pub(super) techniques: String,
    pub(super) asset_class: AssetClass,
}

/// An open incident as alerts change it.
pub(super) struct OpenIncident {
    pub(super) number: i64,
    /// Present if this batch opened it.
    pub(super) opening: Option<Opening>,
    pub(super) occurred_at: Timestamp,
    pub(super) joins_until: Timestamp,
    pub(super) status: Status,
    pub(super) hold_reason: Option<HoldReason>,
    pub(super) hold_until: Option<Timestamp>,
    pub(super) hold_due_at: Option<Timestamp>,
    pub(super) assigned: bool,
    pub(super) first_in_progress_at: Option<Timestamp>,
    pub(super) severity: Severity,
    pub(super) priority: Priority,
    pub(super) priority_set: bool,
    pub(super) impact: Impact,
    pub(super) confidence: Confidence,
    pub(super) disposition: Disposition,
    pub(super) clocks: Clocks,
    pub(super) version: i64,
    /// Alerts of this batch.
    pub(super) joined: i64,
    /// An alert of this batch asks to be looked at.
    pub(super) attention: bool,
}

/// The client's open incidents that this batch can join, by grouping key.
pub(super) struct OpenIncidents<'a> {
    pub(super) window_s: i64,
    pub(super) next_number: i64,
    pub(super) levels: &'a ServiceLevels,
    pub(super) now: Timestamp,
    pub(super) incidents: Vec<OpenIncident>,
    /// One that others were merged into stands under their keys, too.
    pub(super) by_group: HashMap<MacBytes, Vec<Joinable>>,
}

/// An open incident's place among them, and until when alerts of a grouping key join it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Joinable {
    pub(super) place: usize,
    pub(super) until: Timestamp,
}

impl OpenIncidents<'_> {
    /// Joins the incident of the same grouping key whose window holds the alert's own time, or opens one. Sources also
    /// deliver late, and export newest first, so the window reaches as far back from the alert that opened it: an alert
    /// joins the latest incident that began before it, else the earliest that began after it.
    pub(super) fn place(&mut self, arrival: &Arrival<'_>) -> i64 {
        let at = arrival.finding.occurred_at;
        let (levels, now) = (self.levels, self.now);
        let (incidents, same) = (&mut self.incidents, self.by_group.entry(arrival.group).or_default());
        let window = SignedDuration::from_secs(self.window_s);
        let holds = |same: &Joinable| (SignedDuration::ZERO..=window * 2).contains(&at.duration_until(same.until));
        // Of two that began together the later one: whatever order the database read them in.
        let nearest = |same: &Joinable| {
            let incident = &incidents[same.place];
            let apart = at.duration_until(incident.occurred_at).abs();
            (incident.occurred_at > at, apart, Reverse(incident.number))
        };
        if let Some(Joinable { place, .. }) = same.iter().copied().filter(holds).min_by_key(nearest) {
            incidents[place].join(arrival, levels, now);
            return incidents[place].number;
        }
        let number = self.next_number;
        self.next_number += 1;
        let joins_until = at.saturating_add(window).unwrap_or(at);
        same.push(Joinable { place: incidents.len(), until: joins_until });
        incidents.push(OpenIncident::opened(arrival, number, joins_until, levels, now));
        number
    }
}

impl OpenIncident {
    fn opened(
        arrival: &Arrival<'_>,
        number: i64,
        joins_until: Timestamp,
        levels: &ServiceLevels,
        now: Timestamp,
    ) -> Self {
        let finding = &arrival.finding;
        let priority = priority_of(finding.severity);
        let clocks = match Clocks::apply_to(finding.severity, priority) {
            true => Clocks::start(levels, priority, now),
            false => Clocks::none(),
        };
        Self {
            number,
            opening: Some(Opening {
                entry: finding.entry,
                group: arrival.group,
                tactics: finding.tactics.clone(),
                techniques: finding.techniques.clone(),
                asset_class: finding.asset_class,
            }),
            occurred_at: finding.occurred_at,
            joins_until,
            status: Status::New,
            hold_reason: None,
            hold_until: None,
            hold_due_at: None,
            assigned: false,
            first_in_progress_at: None,
            severity: finding.severity,
            priority,
            priority_set: false,
            impact: finding.impact,
            confidence: finding.confidence,
            disposition: finding.disposition,
            clocks,
            version: 1,
            joined: 1,
            attention: true,
        }
    }

    fn join(&mut self, arrival: &Arrival<'_>, levels: &ServiceLevels, now: Timestamp) {
        let finding = &arrival.finding;
        self.joined += 1;
        self.occurred_at = self.occurred_at.min(finding.occurred_at);
        let Normalised { severity, impact, confidence, disposition, .. } = *finding;
        self.worsen(Gravity { severity, impact, confidence, disposition }, levels, now);
    }

    /// A worse alert raises severity and a priority nobody has set, marks the incident unread and ends a hold.
    pub(super) fn worsen(&mut self, by: Gravity, levels: &ServiceLevels, now: Timestamp) {
        let rank = codes::severity_code;
        let got_through = self.disposition == Disposition::Blocked && by.disposition == Disposition::Allowed;
        if got_through || self.disposition == Disposition::Unknown {
            self.disposition = by.disposition;
        }
        self.impact = worse(Impact::ALL, self.impact, by.impact);
        self.confidence = worse(Confidence::ALL, self.confidence, by.confidence);
        if rank(by.severity) <= rank(self.severity) && !got_through {
            return;
        }
        if rank(by.severity) > rank(self.severity) {
            self.severity = by.severity;
            self.raise_priority(priority_of(by.severity), levels, now);
        }
        self.attention = true;
        if self.status == Status::OnHold {
            self.end_hold(levels, now);
        }
    }

    fn raise_priority(&mut self, to: Priority, levels: &ServiceLevels, now: Timestamp) {
        let from = self.priority;
        if !self.priority_set && to > from {
            self.priority = to;
            self.clocks.reprioritise(levels, from, to, now);
        }
        if Clocks::apply_to(self.severity, self.priority) {
            self.clocks.begin(levels, self.priority, now);
        }
    }

    /// Back to whoever has it, or to the new ones.
    fn end_hold(&mut self, levels: &ServiceLevels, now: Timestamp) {
        (self.hold_reason, self.hold_until, self.hold_due_at) = (None, None, None);
        self.clocks.resume(levels, self.priority, now);
        self.status = after_hold(self.assigned);
        if self.assigned {
            self.first_in_progress_at.get_or_insert(now);
            self.clocks.responded(now);
        }
    }
}

/// Fatal counts as Critical, Informational as Low; a severity that the source does not know is treated as Medium, for an
/// unrated alert is not a harmless one.
pub(crate) fn priority_of(severity: Severity) -> Priority {
    match severity {
        Severity::Informational | Severity::Low => Priority::Low,
        Severity::Medium | Severity::Unknown => Priority::Medium,
        Severity::High => Priority::High,
        Severity::Critical | Severity::Fatal => Priority::Critical,
    }
}

/// The later of two values of an ordered list; an unknown one counts least.
fn worse<T: Copy + PartialEq>(all: &[T], one: T, other: T) -> T {
    let rank = |value: T| all.iter().position(|known| *known == value).map_or(0, |place| place + 1);
    if rank(other) > rank(one) { other } else { one }
}
