//! What colleagues offer: taken over row by row, or declined.

use super::{Desk, outcomes::Came, rows::Chosen, rows::table, texts as t};
use crate::forms::{Sending, not_loaded, not_sent, only_seen};
use crate::texts as common;
use base::{
    api::{self, handovers},
    load::{Loaded, load},
    time::{self, Style},
    ui::{Button, ButtonKind, Skeleton},
};
use leptos::prelude::*;
use wire::{
    bulk::Seen,
    handover::{Handover, HandoverCommand, HandoverOutcome, HandoverRow, RecipientKind},
    queue::QueueRow,
    session::IncidentKey,
};

#[component]
pub(super) fn Incoming(desk: Desk) -> impl IntoView {
    let offers = Memo::new(move |_| desk.handovers(true));
    // Each stays where it is and what is chosen in it, whatever becomes of the others.
    let one = move |offer: Handover| {
        let id = offer.id.clone();
        let now = Memo::new(move |last: Option<&Handover>| {
            let now = offers.with(|offers| offers.iter().find(|offer| offer.id == id).cloned());
            now.or_else(|| last.cloned()).unwrap_or_else(|| offer.clone())
        });
        view! { <Offer desk offer=now /> }.into_any()
    };
    view! { <For each=move || offers.get() key=|offer| offer.id.0.clone() children=one /> }.into_any()
}

#[component]
fn Offer(desk: Desk, offer: Memo<Handover>) -> impl IntoView {
    let keys = Memo::new(move |_| {
        let is_open = |row: &&HandoverRow| row.outcome == HandoverOutcome::Open;
        offer.with(|offer| offer.rows.iter().filter(is_open).map(|row| row.key.clone()).collect::<Vec<IncidentKey>>())
    });
    let rows = load(move || {
        let (scope, keys) = (desk.scope(), keys.get());
        async move { api::read_rows(&scope, &keys).await }
    });
    let value = rows.value();
    let known = Memo::new(move |_| value.with(|list| list.as_ref().map(|list| list.items.clone())));
    let (chosen, sending, refusal) = (Chosen::new(), Sending::new(), only_seen());
    let picked =
        Memo::new(move |_| known.with(|rows| rows.iter().flatten().filter(|row| chosen.has(&row.key)).count() as u64));
    let is_teams = offer.with_untracked(|offer| offer.to.kind == RecipientKind::Team);
    let title = Signal::derive(move || {
        offer.with(|offer| match is_teams {
            true => t::hands_over_to(offer.count(HandoverOutcome::Open) as u64, &offer.from.name, &offer.to.name),
            false => common::hands_over(offer.count(HandoverOutcome::Open) as u64, &offer.from.name),
        })
    });
    let until = offer.with_untracked(|offer| t::until(&time::shown(&offer.expires_at, Style::DateTime)));
    let id = StoredValue::new(offer.with_untracked(|offer| offer.id.clone()));
    let (is_known, again) = (Memo::new(move |_| known.with(Option::is_some)), rows.clone());
    let again = StoredValue::new(again);
    let send = move |command: HandoverCommand| {
        let (scope, id) = (desk.scope(), id.get_value());
        let asked = asked(&command);
        let work = async move { handovers::command_handover(&scope, &id, &command).await };
        sending.run(work, move |told| {
            // What was changed meanwhile stays offered, and is to be seen as it is now.
            again.with_value(Loaded::reload);
            desk.done(came(&told, &asked));
        });
    };
    let accept = move |()| {
        let rows = known.with_untracked(|rows| {
            rows.iter().flatten().filter(|row| untrack(|| chosen.has(&row.key))).map(seen).collect::<Vec<_>>()
        });
        if !rows.is_empty() {
            send(HandoverCommand::Accept { rows });
        }
    };
    let none =
        Signal::derive(move || refusal.get().or_else(|| (picked.get() == 0).then(|| t::nothing_selected().to_owned())));
    view! {
        <section class="card" aria-label=move || title.get()>
            <header class="card__head">
                <h2>{move || title.get()}</h2>
                <div class="card__aside">{until}</div>
            </header>
            {not_loaded(&rows)}
            {move || match is_known.get() {
                false => view! { <Skeleton lines=3 /> }.into_any(),
                true => {
                    let rows = Signal::derive(move || known.get().unwrap_or_default());
                    table(desk.scope(), title, rows, chosen, false)
                }
            }}
            {not_sent(sending)}
            <div class="toolbar">
                <Button kind=ButtonKind::Primary is_busy=sending.is_busy refusal=none on_press=accept>
                    {move || match picked.get() {
                        0 => t::take_over_none().to_owned(),
                        count => t::take_over(count),
                    }}
                </Button>
                // Nobody declines for the others of a team.
                {(!is_teams).then(|| view! {
                    <Button is_busy=sending.is_busy refusal on_press=move |()| send(HandoverCommand::Decline)>{t::decline()}</Button>
                }.into_any())}
                <p class="toolbar__note">{t::lines_are_notes()}</p>
            </div>
        </section>
    }
    .into_any()
}

fn seen(row: &QueueRow) -> Seen {
    Seen { key: row.key.clone(), version: row.version }
}

/// The incidents that a command names.
fn asked(command: &HandoverCommand) -> Vec<IncidentKey> {
    match command {
        HandoverCommand::Accept { rows } => rows.iter().map(|row| row.key.clone()).collect(),
        HandoverCommand::Decline | HandoverCommand::Withdraw => vec![],
    }
}

/// What came of the rows that were asked for; of none, that it was declined.
fn came(told: &Handover, asked: &[IncidentKey]) -> Came {
    if asked.is_empty() {
        return Came { said: t::declined(&told.from.name), left: vec![] };
    }
    let named = told.rows.iter().filter(|row| asked.contains(&row.key));
    let (taken, left): (Vec<_>, Vec<_>) = named.partition(|row| row.outcome == HandoverOutcome::Accepted);
    Came {
        said: t::taken_over(taken.len() as u64, &told.from.name),
        left: left.into_iter().map(|row| (row.key.clone(), row.outcome)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{
        Instant,
        handover::OfferedTo,
        session::{ClientId, HandoverId, Person, UserId},
    };

    #[test]
    fn what_was_asked_for_is_told_and_nothing_else() {
        let row = |key: &str, outcome| HandoverRow {
            client: ClientId("harbor".into()),
            key: IncidentKey(key.into()),
            outcome,
        };
        let told = Handover {
            id: HandoverId("h1".into()),
            from: Person { id: UserId("ana".into()), name: "Ana".into(), organisation: "Aurora".into() },
            to: OfferedTo { kind: RecipientKind::Person, id: "rita".into(), name: "Rita".into() },
            offered_at: Instant("2026-11-24T08:30:00Z".into()),
            expires_at: Instant("2026-11-25T08:30:00Z".into()),
            may_accept: true,
            rows: vec![
                row("HAR-1", HandoverOutcome::Accepted),
                row("HAR-2", HandoverOutcome::Changed),
                row("HAR-3", HandoverOutcome::Open),
            ],
        };
        let came = came(&told, &[IncidentKey("HAR-1".into()), IncidentKey("HAR-2".into())]);
        assert_eq!(came.left, [(IncidentKey("HAR-2".into()), HandoverOutcome::Changed)]);
    }
}
