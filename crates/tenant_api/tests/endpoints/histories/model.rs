//! A small model of one incident: what everybody who may read it sees of the workflow.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};
use tenant_api::policy::Seat;
use wire::{
    vocabulary::{HoldReason, Priority, Status, Verdict},
    workflow::{Action, HOLD_LASTS_S, after_hold, can_be_rated, refused, reminds_after_s},
};

/// One thing that happens.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) who: usize,
    pub(super) act: Act,
    /// Made for another version than the one there is.
    pub(super) stale: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    Take,
    ToTeam,
    GiveBack,
    Start,
    Hold(HoldReason),
    Resolve,
    Priority(Priority),
    Close(Verdict),
    Reopen,
    Alert { severity: u8 },
    Wait { hours: i64 },
    Rate { score: u8 },
}

/// When holds of a history that are scheduled end: beyond what any waits.
const SCHEDULED: &str = "2100-01-01T00:00:00Z";

pub(super) fn steps() -> impl Strategy<Value = Step> {
    let act = prop_oneof![
        3 => Just(Act::Take),
        1 => Just(Act::ToTeam),
        1 => Just(Act::GiveBack),
        2 => Just(Act::Start),
        4 => prop::sample::select(HoldReason::ALL).prop_map(Act::Hold),
        2 => Just(Act::Resolve),
        1 => prop::sample::select(Priority::ALL).prop_map(Act::Priority),
        2 => prop::sample::select(Verdict::ALL).prop_map(Act::Close),
        2 => Just(Act::Reopen),
        2 => (1_u8..7).prop_map(|severity| Act::Alert { severity }),
        4 => (1_i64..80).prop_map(|hours| Act::Wait { hours }),
        2 => (1_u8..6).prop_map(|score| Act::Rate { score }),
    ];
    (0_usize..3, act, prop::bool::weighted(0.1)).prop_map(|(who, act, stale)| Step { who, act, stale })
}

impl Act {
    /// The command that it is, by a user.
    pub(super) fn command(self, user: &str) -> Value {
        let status = |status: &str| json!({"command": "set_status", "status": status});
        match self {
            Self::Take => json!({"command": "assign", "assignee": user}),
            Self::ToTeam => json!({"command": "assign", "assignee": "team:night-shift"}),
            Self::GiveBack => json!({"command": "assign", "assignee": null}),
            Self::Start => status("in_progress"),
            Self::Resolve => status("resolved"),
            Self::Hold(reason) => {
                let mut hold = status("on_hold");
                hold["hold_reason"] = json!(reason.caption());
                if reason == HoldReason::Scheduled {
                    hold["hold_until"] = json!(SCHEDULED);
                }
                hold
            }
            Self::Priority(priority) => json!({"command": "set_priority", "priority": priority.caption()}),
            Self::Close(verdict) => json!({"command": "close", "verdict": verdict.caption(), "reason": "because"}),
            Self::Reopen => json!({"command": "reopen", "reason": "again"}),
            Self::Alert { .. } | Self::Wait { .. } | Self::Rate { .. } => Value::Null,
        }
    }

    /// The action of a command, and what the timeline calls it.
    fn action(self) -> Option<(Action, &'static str)> {
        Some(match self {
            Self::Take | Self::GiveBack => (Action::Assign, "assigned"),
            Self::ToTeam => (Action::Assign, "assigned_to_team"),
            Self::Start => (Action::Start, "status_set"),
            Self::Hold(_) => (Action::Hold, "status_set"),
            Self::Resolve => (Action::Resolve, "status_set"),
            Self::Priority(_) => (Action::SetPriority, "priority_set"),
            Self::Close(_) => (Action::Close, "closed"),
            Self::Reopen => (Action::Reopen, "reopened"),
            Self::Alert { .. } | Self::Wait { .. } | Self::Rate { .. } => return None,
        })
    }
}

struct Hold {
    reason: HoldReason,
    until: Timestamp,
    reminds: Option<Timestamp>,
}

pub(super) struct Model {
    pub(super) status: Status,
    pub(super) assignee: Option<String>,
    pub(super) version: u64,
    /// What the timeline tells, oldest first, but alerts.
    pub(super) kinds: Vec<&'static str>,
    hold: Option<Hold>,
    verdict: Option<Verdict>,
    rating: Option<u8>,
    severity: u8,
    alerts: u32,
    /// Another incident was opened while this one was over: what comes joins that.
    is_followed: bool,
}

impl Model {
    pub(super) fn opened() -> Self {
        Self {
            status: Status::New,
            assignee: None,
            version: 1,
            kinds: vec!["created"],
            hold: None,
            verdict: None,
            rating: None,
            severity: 3,
            alerts: 1,
            is_followed: false,
        }
    }

    pub(super) fn head(&self) -> Value {
        let hold = self.hold.as_ref();
        json!({
            "status": self.status.caption(),
            "hold_reason": hold.map(|hold| hold.reason.caption()),
            "hold_until": hold.map(|hold| hold.until.to_string()),
            "paused": hold.is_some_and(|hold| hold.reason == HoldReason::AwaitingClient),
            "verdict": self.verdict.map(Verdict::caption),
            "assignee": self.assignee,
            "version": self.version,
            "rating": self.rating,
            "alerts_count": self.alerts,
        })
    }

    /// What a command is answered; done if that is 200.
    pub(super) fn command(&mut self, seat: &Seat, user: &str, step: &Step, now: Timestamp) -> u16 {
        let Some((action, kind)) = step.act.action() else { return 0 };
        if !seat.may(action.capability()) {
            return 403;
        }
        if step.stale {
            return 412;
        }
        if refused(action, self.status, self.assignee.is_some(), 0).is_some() {
            return 409;
        }
        if let Some(to) = action.leads_to() {
            (self.status, self.hold) = (to, None);
        }
        match step.act {
            Act::Take => {
                self.assignee = Some(user.to_owned());
                self.status = if self.status == Status::New { Status::InProgress } else { self.status };
            }
            Act::ToTeam | Act::GiveBack => self.assignee = None,
            Act::Hold(reason) => self.hold = Some(hold(reason, now)),
            Act::Close(verdict) => self.verdict = Some(verdict),
            Act::Reopen => {
                self.assignee.get_or_insert_with(|| user.to_owned());
                (self.verdict, self.rating) = (None, None);
            }
            _ => {}
        }
        self.version += 1;
        self.kinds.push(kind);
        200
    }

    /// What a rating is answered.
    pub(super) fn rate(&mut self, seat: &Seat, score: u8) -> u16 {
        if !seat.may_rate() {
            return 403;
        }
        if !can_be_rated(self.status) {
            return 409;
        }
        if self.rating.replace(score) != Some(score) {
            self.kinds.push("rated");
        }
        200
    }

    /// An alert of the same kind; whether it joins this incident.
    pub(super) fn alert(&mut self, severity: u8) -> bool {
        self.is_followed |= !self.status.is_open();
        if self.is_followed {
            return false;
        }
        self.alerts += 1;
        if severity > self.severity {
            self.severity = severity;
            self.come_back();
        }
        true
    }

    /// Time has passed until `now`.
    pub(super) fn wait(&mut self, now: Timestamp) {
        let Some(hold) = &mut self.hold else { return };
        if hold.until <= now {
            self.kinds.push("hold_ended");
            self.come_back();
        } else if hold.reminds.is_some_and(|at| at <= now) {
            hold.reminds = None;
            self.kinds.push("client_reminded");
        }
    }

    fn come_back(&mut self) {
        if self.hold.take().is_some() {
            self.status = after_hold(self.assignee.is_some());
        }
    }
}

fn hold(reason: HoldReason, now: Timestamp) -> Hold {
    let later = |seconds: u32| now + SignedDuration::from_secs(seconds.into());
    let until = match reason {
        HoldReason::Scheduled => SCHEDULED.parse().expect("an instant"),
        _ => later(HOLD_LASTS_S),
    };
    Hold { reason, until, reminds: reminds_after_s(reason).map(later) }
}
