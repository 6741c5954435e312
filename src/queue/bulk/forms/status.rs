//! Status: on, on hold, handled, or opened again.

use super::super::{super::state::Queue, state::Bulks, texts as t};
use base::{
    command_forms::{Choices, CommandForm, Hold, HoldFields, Missing, Reason},
    words,
};
use leptos::prelude::*;
use wire::{
    incident::Command,
    vocabulary::{Capability, Status},
    workflow::Action,
};

const OFFERED: [Action; 4] = [Action::Start, Action::Hold, Action::Resolve, Action::Reopen];

fn word(action: Action) -> &'static str {
    match action {
        Action::Start => words::status(Status::InProgress),
        Action::Hold => words::status(Status::OnHold),
        Action::Resolve => words::status(Status::Resolved),
        _ => t::reopen(),
    }
}

#[component]
pub(super) fn StatusForm(queue: Queue, bulks: Bulks, open: RwSignal<bool>) -> impl IntoView {
    let scope = queue.scope();
    // What none of the chosen rows leads to is left out.
    let rows = queue.chosen();
    let leads = |action: Action| rows.iter().any(|row| action.allowed_from(row.status));
    let may = |action: Action| match action {
        Action::Reopen => scope.may(Capability::IncidentReopen),
        _ => scope.may(Capability::IncidentSetStatus),
    };
    let values: Vec<_> = OFFERED.into_iter().filter(|action| leads(*action) && may(*action)).collect();
    let chosen = RwSignal::new(None::<Action>);
    let (hold, reason) = (Hold::default(), RwSignal::new(String::new()));
    let missing = RwSignal::new(None);
    let set = |status| Command::SetStatus { status, hold_reason: None, hold_until: None };
    let command = Callback::new(move |()| match chosen.get_untracked() {
        None => Err(Missing::choice(t::choose_one())),
        Some(Action::Hold) => hold.command(),
        Some(Action::Resolve) => Ok(set(Status::Resolved)),
        Some(Action::Reopen) => match reason.get_untracked().trim() {
            "" => Err(Missing::typed(t::needs_reason())),
            reason => Ok(Command::Reopen { reason: reason.to_owned() }),
        },
        Some(_) => Ok(set(Status::InProgress)),
    });
    view! {
        <CommandForm open sends=bulks.sends(super::to_each) send=t::set_it() command missing>
            <Choices legend=t::new_status() name="status" values word chosen />
            {move || match chosen.get() {
                Some(Action::Hold) => view! { <HoldFields hold missing /> }.into_any(),
                Some(Action::Reopen) => {
                    view! { <Reason text=reason is_required=true missing hint=t::clients_can_read() /> }.into_any()
                }
                _ => ().into_any(),
            }}
        </CommandForm>
    }
}
