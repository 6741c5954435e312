//! What is asked before a command goes to the chosen rows.

mod assign;
mod note;
mod status;

use super::{
    super::state::{Deed, Queue},
    state::Bulks,
    texts as t,
};
use assign::AssignForm;
use base::{
    command_forms::{Choices, CloseForm, CommandForm, Missing, Outcome},
    task,
    ui::Dialog,
    words,
};
use leptos::prelude::*;
use note::NoteForm;
use status::StatusForm;
use wire::{
    bulk::{AGREED_FROM, BulkCommand},
    incident::{AssignTo, Command},
    vocabulary::Priority,
};

#[component]
pub(super) fn Forms(queue: Queue, bulks: Bulks) -> impl IntoView {
    let open = RwSignal::new(false);
    let deed = RwSignal::new(None::<Deed>);
    task::effect(move || {
        let Some(asked) = queue.selected.with(|selected| selected.asked_for) else { return };
        queue.selected.update(|selected| selected.asked_for = None);
        if queue.chosen().is_empty() {
            return bulks.toast(t::nothing_chosen());
        }
        if asked == Deed::AssignToMe {
            return assign_to_me(bulks);
        }
        deed.set(Some(asked));
        open.set(true);
    });
    let title = Signal::derive(move || deed.get().map(|deed| title(queue, deed)).unwrap_or_default());
    view! {
        <Dialog open title>
            {move || deed.get().map(|deed| view! { <Notice queue /> {form(deed, queue, bulks, open)} }.into_any())}
        </Dialog>
    }
}

/// "Close: HAR-1042", "Close: 12 incidents".
fn title(queue: Queue, deed: Deed) -> String {
    let what = match deed {
        Deed::AssignToMe | Deed::Assign => t::title_assign(),
        Deed::Status => t::title_status(),
        Deed::Priority => t::title_priority(),
        Deed::Close => t::title_close(),
        Deed::Note => t::title_note(),
    };
    let rows = queue.chosen();
    match (rows.as_slice(), count(queue)) {
        ([row], 1) => t::title_of(what, &row.key.0),
        (_, count) => t::title_of(what, &t::rows(count)),
    }
}

/// How many rows the command will be for.
fn count(queue: Queue) -> u64 {
    let total = queue.facets().with_untracked(|facets| facets.as_ref().map(|facets| facets.total));
    let is_all = queue.selected.with_untracked(|selected| selected.all_of().is_some());
    total.filter(|_| is_all).unwrap_or_else(|| queue.chosen().len() as u64)
}

/// What a large choice means.
#[component]
fn Notice(queue: Queue) -> impl IntoView {
    (count(queue) >= AGREED_FROM).then(|| view! { <p class="bulk__notice">{t::needs_agreement()}</p> }.into_any())
}

fn form(deed: Deed, queue: Queue, bulks: Bulks, open: RwSignal<bool>) -> AnyView {
    match deed {
        Deed::AssignToMe | Deed::Assign => view! { <AssignForm queue bulks open /> }.into_any(),
        Deed::Status => view! { <StatusForm queue bulks open /> }.into_any(),
        Deed::Priority => view! { <PriorityForm bulks open /> }.into_any(),
        Deed::Close => view! { <CloseForm open sends=bulks.sends(to_each) hint=t::clients_can_read() /> }.into_any(),
        Deed::Note => view! { <NoteForm queue bulks open /> }.into_any(),
    }
}

/// A command to one incident, for each row.
fn to_each(command: Command) -> Option<(BulkCommand, Option<String>)> {
    Some((BulkCommand::to_each(command)?, None))
}

fn assign_to_me(bulks: Bulks) {
    let Some(me) = bulks.me() else { return };
    let said = Outcome::new(move |answer| {
        if let Err(error) = answer {
            bulks.toast(words::error(&error));
        }
    });
    bulks.begin(BulkCommand::Assign { assignee: Some(AssignTo::Person(me.id)) }, Some(me.name), said);
}

#[component]
fn PriorityForm(bulks: Bulks, open: RwSignal<bool>) -> impl IntoView {
    let chosen = RwSignal::new(None::<Priority>);
    let command = Callback::new(move |()| {
        let priority = chosen.get_untracked().ok_or_else(|| Missing::choice(t::choose_one()))?;
        Ok(Command::SetPriority { priority })
    });
    let values = Priority::ALL.iter().rev().copied().collect();
    view! {
        <CommandForm open sends=bulks.sends(to_each) send=t::set_it() command missing=RwSignal::new(None)>
            <Choices legend=t::new_priority() name="priority" values word=words::priority chosen />
        </CommandForm>
    }
}
