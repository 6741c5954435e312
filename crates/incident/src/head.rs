//! The head: what it is, and where it stands at a glance.

use crate::{
    desk::{Desk, use_desk},
    presence::Others,
    texts as t,
};
use base::ui::{Breach, ClientChip, Icon, Level, PersonChip, Sign, StatusMark};
use leptos::prelude::*;
use wire::timeline::What;

/// The neutral title, the key, whose it is, and the way back.
#[component]
pub(crate) fn Heading(back: String) -> impl IntoView {
    let desk = use_desk();
    let title = desk.of_row(|row| row.title.clone());
    let place = desk.place();
    let client = place.client.clone();
    view! {
        <header class="incident__head">
            <div class="incident__over">
                <a class="incident__back" href=back>
                    <Icon sign=Sign::Back />
                    {t::queue()}
                </a>
                <ClientChip code=client.code name=client.name colour=client.colour />
                <Others />
            </div>
            <h1 tabindex="-1">
                {move || title.get()}
                " "
                <span class="incident__key">{place.key.0.clone()}</span>
            </h1>
        </header>
    }
}

/// Which of priority, status and assignee others have changed since this user looked. What is known stays so where the timeline
/// shows one kind of entries.
fn changed(desk: Desk) -> Memo<[bool; 3]> {
    let (head, timeline) = (desk.head().value(), desk.timeline().value());
    Memo::new(move |known: Option<&[bool; 3]>| {
        let mut changed = known.copied().unwrap_or_default();
        // What is news depends on the head.
        if head.with(Option::is_none) {
            return changed;
        }
        timeline.with(|list| {
            let Some(list) = list else { return };
            for entry in list.items.iter().filter(|entry| desk.is_news(entry)) {
                let [priority, status, assignee] = &mut changed;
                match entry.what {
                    What::PrioritySet { .. } => *priority = true,
                    What::StatusSet { .. }
                    | What::Closed { .. }
                    | What::Reopened { .. }
                    | What::HoldEnded { .. }
                    | What::MergedInto { .. }
                    | What::Unmerged { .. } => *status = true,
                    What::Assigned { .. } | What::AssignedToTeam { .. } | What::HandedOver { .. } => *assignee = true,
                    What::Undone => changed = [true; 3],
                    _ => {}
                }
            }
        });
        changed
    })
}

/// Priority, status, assignee, time to breach.
#[component]
pub(crate) fn Summary() -> impl IntoView {
    let desk = use_desk();
    let priority = desk.of_row(|row| row.priority);
    let status = desk.of_row(|row| (row.status, row.hold_reason));
    let holder = desk.of_row(|row| (row.held_by().map(str::to_owned), row.waits_for_team()));
    // Beside whoever has it; who waits for somebody stands in their place.
    let team = desk.of_row(|row| {
        let team = row.assignee_group.as_ref().filter(|_| row.assignee.is_some());
        team.map(|team| team.name.clone())
    });
    let clock = desk.of_row(|row| (row.breach_at.clone(), row.created_at.clone(), row.paused));
    let verdict = desk.of_row(|row| row.verdict);
    let changed = changed(desk);
    let mark = move |place: usize| {
        move || {
            changed.get()[place].then(|| view! { <small class="incident__changed">{t::changed()}</small> }.into_any())
        }
    };
    view! {
        <dl class="incident__summary">
            <div>
                <dt>{t::priority()}</dt>
                <dd>{move || view! { <Level of=priority.get() /> }} {mark(0)}</dd>
            </div>
            <div>
                <dt>{t::status()}</dt>
                <dd>
                    {move || {
                        let (status, hold_reason) = status.get();
                        view! { <StatusMark status hold_reason /> }
                    }}
                    {move || verdict.get().map(|verdict| view! { <span class="incident__verdict">{base::words::verdict(verdict)}</span> }.into_any())}
                    {mark(1)}
                </dd>
            </div>
            <div>
                <dt>{t::assignee()}</dt>
                <dd>
                    {move || {
                        let (name, is_team) = holder.get();
                        view! { <PersonChip name is_team /> }
                    }}
                    {move || team.get().map(|team| view! { <small>{team}</small> }.into_any())}
                    {mark(2)}
                </dd>
            </div>
            <div>
                <dt>{t::time_to_breach()}</dt>
                <dd>
                    {move || {
                        let (due_at, since, is_paused) = clock.get();
                        view! { <Breach due_at since is_paused /> }
                    }}
                </dd>
            </div>
        </dl>
    }
}
