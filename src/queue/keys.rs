//! What keys do in the queue.

use super::{state::Queue, table};
use crate::texts as t;
use base::{
    api::{self, ApiError},
    keys::{Command, use_keys},
    scope::Scope,
    task,
    ui::{Announcer, use_announcer},
    words,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use wire::{
    incident,
    queue::QueueRow,
    vocabulary::Capability,
    workflow::{Action, Refusal},
};

/// The field that `/` leads to.
pub(super) const TEXT_FIELD: &str = "filter-text";

pub(super) fn register(queue: Queue, scope: &Scope) {
    let keys = use_keys();
    let announcer = use_announcer();
    let step = |id, strokes, title: &str, key: &'static str| {
        let run = move || {
            table::step(queue, key);
        };
        keys.register(Command::new(id, strokes, title, run));
    };
    step("row-next", &["j"], t::keys_next(), "ArrowDown");
    step("row-previous", &["k"], t::keys_previous(), "ArrowUp");
    keys.register(Command::new("filter", &["/"], t::keys_filter(), || {
        if let Some(field) =
            document().get_element_by_id(TEXT_FIELD).and_then(|field| field.dyn_into::<HtmlElement>().ok())
        {
            // A field that cannot take the focus leaves it where it is.
            drop(field.focus());
        }
    }));
    if scope.may(Capability::IncidentAssign) {
        let assign = move || assign_to_me(queue, &announcer);
        keys.register(Command::new("assign-me", &["a"], t::keys_assign_me(), assign));
    }
}

/// Why the row at hand cannot be assigned by this user now.
fn refusal(scope: &Scope, row: &QueueRow) -> Option<Refusal> {
    if !scope.may_in(&row.client.id, Capability::IncidentAssign) {
        Some(Refusal::Capability { capability: Capability::IncidentAssign })
    } else if !Action::Assign.allowed_from(row.status) {
        Some(Refusal::State { status: row.status })
    } else {
        None
    }
}

fn assign_to_me(queue: Queue, announcer: &Announcer) {
    let at = queue.at.get_untracked();
    let row =
        queue.rows().with_untracked(|rows| at.and_then(|key| rows.position(&key)).map(|at| rows.rows[at].clone()));
    let Some(row) = row else { return };
    let scope = queue.scope();
    if let Some(refusal) = refusal(&scope, &row) {
        return announcer.toast(words::refusal(refusal));
    }
    let (command, announcer) = (incident::Command::Assign { assignee: Some(queue.me()) }, announcer.clone());
    task::to_the_end(async move {
        match api::command_incident::<QueueRow>(&scope, &row.client.id, &row.key, row.version, &command).await {
            Ok(changed) => {
                announcer.toast(t::assigned_to_you(&row.key.0));
                queue.replace(changed);
            }
            Err(error @ ApiError::Conflict { .. }) => {
                announcer.toast(t::assign_conflict(&row.key.0));
                if let Some(current) = error.current(&scope) {
                    queue.replace(current);
                }
            }
            Err(error) => announcer.toast(words::error(&error)),
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{queue::rows::samples::row, routes::samples::session};
    use base::scope::ScopeAddress;
    use wire::vocabulary::Status;

    #[test]
    fn the_right_is_asked_for_before_the_state_is_told() {
        let mut session = session(&["harbor"]);
        let mut row = row("HAR-1");
        row.status = Status::Closed;
        let open = |session: &_| Scope::open(&ScopeAddress::All, session).expect("one client");
        assert!(matches!(refusal(&open(&session), &row), Some(Refusal::Capability { .. })));
        session.clients[0].capabilities.push(Capability::IncidentAssign);
        assert!(matches!(refusal(&open(&session), &row), Some(Refusal::State { .. })));
        row.status = Status::New;
        assert_eq!(refusal(&open(&session), &row), None);
    }
}
