//! What the demo's people do about what arrives: planned when it arrives, done by the real workflow when its time comes.

use super::{desk::State, scenarios::Scenario};
use jiff::{Span, Timestamp};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use wire::{
    incident::{AssignTo, Command},
    note::NewNote,
    session::{ClientId, TeamId, UserId},
    vocabulary::{HoldReason, Severity, Status, Verdict, Visibility},
};

/// One act of one person on one incident.
pub(super) struct Act {
    pub at: Timestamp,
    pub client: ClientId,
    pub number: i64,
    pub by: UserId,
    pub what: What,
}

pub(super) enum What {
    Command(Command),
    Note(NewNote),
    /// Opens the evidence, and closes it after this long.
    Open {
        reason: &'static str,
        open_s: i64,
    },
    /// Only looks.
    Read,
}

/// An incident that was just opened by an arrival.
#[derive(Clone)]
pub(super) struct Opened {
    pub client: ClientId,
    pub number: i64,
    pub at: Timestamp,
    pub severity: Severity,
    pub kind: &'static Scenario,
}

/// Holds end after three days: how old they are at most when the demo begins, hours.
const OLDEST_HOLD_H: i64 = 60;

const INTERNAL: [&str; 6] = [
    "Seen twice this month, same pattern; checking whether the exception we agreed still holds",
    "Nothing else around that time; waiting for a second signal before escalating",
    "Correlates with the change window they announced on Monday",
    "Second opinion wanted before we isolate anything",
    "Looks automated, low and slow",
    "Handing over to the evening shift with the evidence already read",
];
const SHARED: [&str; 5] = [
    "We are looking at this and will tell you within the hour what it is",
    "Can you confirm that this was planned work on your side?",
    "Please reset the password of the account concerned; we have ended its sessions",
    "The activity has stopped; we keep watching for the next 24 hours",
    "No action needed from you for now",
];
const ANSWERS: [&str; 3] = [
    "Yes, that was our contractor; the work ends tomorrow",
    "Not planned by us. Please go on",
    "Done, the owner has been told",
];
const FALSE_ALARM: [&str; 3] = ["Planned work", "Known scanner of the client", "Detection too wide"];

/// Plans what happens to an incident until it is closed. Acts beyond now are simply not reached.
pub(super) fn plan(rng: &mut StdRng, opened: &Opened) -> Vec<Act> {
    let mut shift = Shift::begin(rng, opened, opened.at);
    shift.work();
    shift.acts
}

/// Plans how far an incident comes that is still open at `now`.
pub(super) fn leave(rng: &mut StdRng, opened: &Opened, state: State, now: Timestamp) -> Vec<Act> {
    let mut shift = Shift::begin(rng, opened, opened.at);
    shift.leave(state, now);
    shift.acts
}

/// Plans that somebody finishes, soon after `from`, what nobody has finished in time.
pub(super) fn finish(rng: &mut StdRng, opened: &Opened, assigned: bool, from: Timestamp) -> Vec<Act> {
    let mut shift = Shift::begin(rng, opened, from);
    shift.after_s(10..1800);
    if !assigned {
        shift.take();
        shift.after_s(30..300);
    }
    shift.finish();
    shift.acts
}

struct Shift<'a> {
    rng: &'a mut StdRng,
    opened: &'a Opened,
    by: UserId,
    at: Timestamp,
    acts: Vec<Act>,
}

impl<'a> Shift<'a> {
    fn begin(rng: &'a mut StdRng, opened: &'a Opened, at: Timestamp) -> Self {
        let mut shift = Self { rng, opened, by: UserId(String::new()), at, acts: vec![] };
        shift.by = shift.analyst();
        shift
    }

    fn work(&mut self) {
        // Minutes until somebody takes it, and until it is done, at the median.
        let (respond, handle) = match self.opened.severity {
            Severity::Critical | Severity::Fatal => (4.0, 95.0),
            Severity::High => (9.0, 190.0),
            Severity::Medium => (65.0, 1900.0),
            Severity::Low => (260.0, 8500.0),
            _ => (4800.0, 3000.0),
        };
        self.wait(respond);
        self.take();
        self.look_into();
        if self.rng.random_bool(0.22) {
            self.ask_client();
        }
        self.wait(handle);
        self.finish();
    }

    /// Taken in good time, and then as far as it is.
    fn leave(&mut self, state: State, now: Timestamp) {
        if state == State::New {
            return self.leave_to_team();
        }
        let open_s = now.duration_since(self.at).as_secs();
        let urgent = self.opened.severity >= Severity::High;
        self.after_s(60..(open_s / 3).min(if urgent { 480 } else { 5400 }));
        self.take();
        if state == State::InProgress {
            return self.look_into();
        }
        let left_s = now.duration_since(self.at).as_secs();
        self.after_s(60..left_s / 2);
        // None is to have come back already.
        self.at = self.at.max(now - Span::new().hours(OLDEST_HOLD_H));
        self.note(Visibility::Shared, &SHARED);
        self.after_s(5..60);
        let elsewhere = self.rng.random_bool(0.3);
        self.hold(if elsewhere { HoldReason::AwaitingThirdParty } else { HoldReason::AwaitingClient });
    }

    /// Some of what nobody has begun is left to whoever comes next.
    fn leave_to_team(&mut self) {
        if self.by.0.ends_with("-aurora") && self.opened.number % 4 == 0 {
            self.at += Span::new().minutes(2);
            let team = AssignTo::Team(TeamId("night-shift".into()));
            self.act(What::Command(Command::Assign { assignee: Some(team) }));
        }
    }

    fn take(&mut self) {
        let by = self.by.clone();
        self.act(What::Command(Command::Assign { assignee: Some(AssignTo::Person(by)) }));
    }

    /// Opens the evidence, mostly, and writes down a thought, sometimes.
    fn look_into(&mut self) {
        let may_open = self.by.0 != "junior-aurora";
        if may_open && self.rng.random_bool(0.7) {
            self.after_s(20..180);
            let open_s = self.rng.random_range(40..520);
            let reason = *["Triage", "Triage", "Triage", "Escalation", "Request of the client"]
                .choose(self.rng)
                .expect("there are reasons");
            self.act(What::Open { reason, open_s });
            self.at += Span::new().seconds(open_s);
        }
        if self.rng.random_bool(0.3) {
            self.after_s(60..1800);
            self.note(Visibility::Internal, &INTERNAL);
        }
    }

    /// A question to the client; where it has people of its own, one of them answers.
    fn ask_client(&mut self) {
        self.after_s(60..1200);
        self.note(Visibility::Shared, &SHARED);
        if !self.rng.random_bool(0.6) {
            return;
        }
        self.after_s(5..60);
        self.hold(HoldReason::AwaitingClient);
        self.wait(600.0);
        if self.opened.client.0 == "harbor" {
            let analyst = std::mem::replace(&mut self.by, UserId("analyst-harbor".into()));
            self.note(Visibility::Shared, &ANSWERS);
            self.by = analyst;
            self.after_s(120..4000);
        }
        self.act(What::Command(Command::SetStatus { status: Status::InProgress, hold_reason: None, hold_until: None }));
    }

    fn hold(&mut self, reason: HoldReason) {
        let hold = Command::SetStatus { status: Status::OnHold, hold_reason: Some(reason), hold_until: None };
        self.act(What::Command(hold));
    }

    fn finish(&mut self) {
        let nothing = self.rng.random_ratio(self.opened.kind.false_positives, 100);
        let (verdict, reason) = if nothing {
            let benign = self.rng.random_bool(0.35);
            let reason = *FALSE_ALARM.choose(self.rng).expect("there are reasons");
            if benign { (Verdict::Benign, None) } else { (Verdict::FalsePositive, Some(reason.to_owned())) }
        } else if self.rng.random_bool(0.1) {
            (Verdict::InsufficientData, None)
        } else {
            (Verdict::TruePositive, None)
        };
        if verdict == Verdict::TruePositive && self.rng.random_bool(0.6) {
            self.act(What::Command(Command::SetStatus {
                status: Status::Resolved,
                hold_reason: None,
                hold_until: None,
            }));
            self.wait(900.0);
        }
        self.act(What::Command(Command::Close { verdict, reason }));
    }

    fn analyst(&mut self) -> UserId {
        let client = self.opened.client.0.as_str();
        let names: &[&str] = match client {
            "ember" | "fjord" | "juniper" => &["admin-basalt"],
            "quill" => &["admin-quill"],
            "harbor" | "cedar" => &["analyst-aurora", "analyst-aurora", "junior-aurora", "lead-aurora"],
            _ => &["analyst-aurora", "analyst-aurora", "lead-aurora", "admin-aurora"],
        };
        UserId((*names.choose(self.rng).expect("somebody is on shift")).to_owned())
    }

    fn note(&mut self, visibility: Visibility, texts: &[&'static str]) {
        let body = (*texts.choose(self.rng).expect("there are texts")).to_owned();
        self.act(What::Note(NewNote { visibility, body }));
    }

    /// Waits about `median_min`: log-normal, as people's delays are.
    fn wait(&mut self, median_min: f64) {
        let normal: f64 = (0..12).map(|_| self.rng.random::<f64>()).sum::<f64>() - 6.0;
        let seconds = median_min * 60.0 * (0.55 * normal).exp();
        self.at += Span::new().seconds(seconds as i64);
    }

    fn after_s(&mut self, range: std::ops::Range<i64>) {
        self.at += Span::new().seconds(self.rng.random_range(range));
    }

    fn act(&mut self, what: What) {
        let Opened { client, number, .. } = self.opened;
        self.acts.push(Act { at: self.at, client: client.clone(), number: *number, by: self.by.clone(), what });
    }
}
