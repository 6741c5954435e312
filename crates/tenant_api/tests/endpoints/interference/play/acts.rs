//! How people give, offer and answer: each held against the model.

use super::{
    super::{
        model::{FIRST, PRIORITIES, VERDICTS},
        program::{Answer, Order},
    },
    Side, text,
};
use crate::harness::Reply;
use serde_json::{Value, json};
use tenant_api::policy::Seat;

impl Side<'_> {
    /// To the other of the client's own people, or of whoever looks after it.
    fn colleague(&self, who: usize) -> Option<&'static str> {
        match (self.client, who) {
            ("harbor", 0) => Some("analyst-harbor"),
            ("harbor", 1) => Some("manager-harbor"),
            ("meridian", 0) => Some("admin-aurora"),
            ("meridian", _) => Some("analyst-aurora"),
            ("harbor", _) => Some("lead-aurora"),
            _ => None,
        }
    }

    pub(super) async fn offer(&mut self, who: usize, wide: bool, first: u8, many: u8) -> Reply {
        let numbers = FIRST + i64::from(first)..FIRST + i64::from(first + many);
        let rows: Vec<_> = numbers.clone().map(|number| json!({"key": format!("{}-{number}", self.code)})).collect();
        let to = self.colleague(who);
        let body = json!({"to": {"kind": "person", "id": to.unwrap_or("nobody-at-all")}, "rows": rows});
        let reply = self.post(who, &self.below(who, wide, "handovers"), body).await;
        let expected = self.model.offer(numbers.clone(), &self.people[who].seat, to);
        assert_eq!(reply.status, expected, "{numbers:?} by {who}: {:?}", reply.body);
        if let Some(offer) = self.model.offers.last_mut().filter(|_| reply.status == 201) {
            offer.id = text(&reply.json()["handover"], "id");
        }
        reply
    }

    pub(super) async fn answer(&mut self, who: usize, wide: bool, answer: Answer, incident: u8) -> Reply {
        let number = FIRST + i64::from(incident);
        let row = json!({"key": format!("{}-{number}", self.code), "version": self.model.version(number, false)});
        let command = match answer {
            Answer::Accept => json!({"command": "accept", "rows": [row]}),
            Answer::Decline => json!({"command": "decline"}),
            Answer::Withdraw => json!({"command": "withdraw"}),
        };
        let id = self.model.offers.last().map_or("0123", |offer| offer.id.as_str());
        let path = self.below(who, wide, &format!("handovers/{id}/commands"));
        let reply = self.post(who, &path, command).await;
        let expected = self.model.answer(answer, number, &self.people[who].seat);
        assert_eq!(reply.status, expected, "{answer:?} of {number} by {who}: {:?}", reply.body);
        reply
    }

    /// An MSP's teams are met by each of its clients, so none is made where there is another.
    pub(super) async fn make_team(&mut self, who: usize) -> Reply {
        if matches!(self.client, "harbor" | "meridian") {
            return self.get(who, &self.here("teams")).await;
        }
        let members = [self.people[who].seat.caller().user()];
        let reply = self.post(who, "/teams", json!({"name": "Watch", "members": members})).await;
        assert_eq!(reply.status, 201, "{:?}", reply.body);
        (self.team, self.model.has_team) = (Some(text(&reply.json(), "id")), true);
        reply
    }

    /// A command as it is sent.
    pub(super) fn spelt(&self, order: Order, seat: &Seat) -> Value {
        match order {
            Order::Take => json!({"command": "assign", "assignee": seat.caller().user()}),
            Order::GiveBack => json!({"command": "assign", "assignee": null}),
            Order::ToTeam => {
                let team = self.team.as_deref().unwrap_or("nobody-at-all");
                json!({"command": "assign", "assignee": format!("team:{team}")})
            }
            Order::Start => json!({"command": "set_status", "status": "in_progress"}),
            Order::Hold => json!({"command": "set_status", "status": "on_hold", "hold_reason": "awaiting_client"}),
            Order::Resolve => json!({"command": "set_status", "status": "resolved"}),
            Order::Priority(place) => json!({"command": "set_priority", "priority": PRIORITIES[place].caption()}),
            Order::Close { verdict } => json!({"command": "close", "verdict": VERDICTS[verdict].caption()}),
            Order::Reopen => json!({"command": "reopen", "reason": "Not over"}),
        }
    }
}
