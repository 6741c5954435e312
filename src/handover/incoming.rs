//! What colleagues offer: taken over row by row, or declined.

use super::{Desk, outcomes::Came, rows::Chosen, rows::table, texts as t};
use crate::forms::{Sending, not_loaded, only_seen};
use base::{
    api::{self, handovers},
    load::load,
    time::{self, Style},
    ui::{Button, ButtonKind, Card, Failure, Skeleton},
    words,
};
use leptos::prelude::*;
use wire::{
    bulk::Seen,
    handover::{Handover, HandoverCommand, HandoverOutcome, RecipientKind},
    queue::QueueRow,
    session::IncidentKey,
};

#[component]
pub(super) fn Incoming(desk: Desk) -> impl IntoView {
    let offers = Memo::new(move |_| desk.handovers(true));
    move || offers.get().into_iter().map(|offer| view! { <Offer desk offer /> }.into_any()).collect_view()
}

#[component]
fn Offer(desk: Desk, offer: Handover) -> impl IntoView {
    let open = offer.rows.iter().filter(|row| row.outcome == HandoverOutcome::Open);
    let keys: Vec<IncidentKey> = open.map(|row| row.key.clone()).collect();
    let rows = load(move || {
        let (scope, keys) = (desk.scope(), keys.clone());
        async move { api::read_rows(&scope, &keys).await }
    });
    let value = rows.value();
    let known = Memo::new(move |_| value.with(|list| list.as_ref().map(|list| list.items.clone())));
    let (chosen, sending, refusal) = (Chosen::new(), Sending::new(), only_seen());
    let picked =
        Memo::new(move |_| known.with(|rows| rows.iter().flatten().filter(|row| chosen.has(&row.key)).count() as u64));
    let is_teams = offer.to.kind == RecipientKind::Team;
    let title = match is_teams {
        true => t::hands_over_to(offer.count(HandoverOutcome::Open) as u64, &offer.from.name, &offer.to.name),
        false => t::hands_over(offer.count(HandoverOutcome::Open) as u64, &offer.from.name),
    };
    let until = t::until(&time::shown(&offer.expires_at, Style::DateTime));
    let label = title.clone();
    let id = StoredValue::new(offer.id);
    let send = move |command: HandoverCommand| {
        let (scope, id) = (desk.scope(), id.get_value());
        let asked = asked(&command);
        let work = async move { handovers::command_handover(&scope, &id, &command).await };
        sending.run(work, move |told| desk.done(came(&told, &asked)));
    };
    let accept = move |()| {
        let rows = known.with_untracked(|rows| {
            rows.iter().flatten().filter(|row| untrack(|| chosen.has(&row.key))).map(seen).collect::<Vec<_>>()
        });
        if !rows.is_empty() {
            send(HandoverCommand::Accept { rows });
        }
    };
    view! {
        <Card title aside=move || until.clone()>
            {not_loaded(&rows)}
            {move || match known.get() {
                None => view! { <Skeleton lines=3 /> }.into_any(),
                Some(rows) => table(&desk.scope(), label.clone(), &rows, chosen, None),
            }}
            {failure(sending)}
            <div class="toolbar">
                <Button kind=ButtonKind::Primary is_busy=sending.is_busy refusal on_press=accept>
                    {move || t::take_over(picked.get())}
                </Button>
                // Nobody declines for the others of a team.
                {(!is_teams).then(|| view! {
                    <Button is_busy=sending.is_busy refusal on_press=move |()| send(HandoverCommand::Decline)>{t::decline()}</Button>
                }.into_any())}
                <p class="toolbar__note">{t::lines_are_notes()}</p>
            </div>
        </Card>
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

/// What went wrong with the last thing sent.
pub(super) fn failure(sending: Sending) -> impl Fn() -> Option<AnyView> {
    move || {
        sending.failure().map(|error| {
            let request_id = error.request_id().map(str::to_owned);
            view! { <Failure text=words::error(&error) request_id /> }.into_any()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{
        Instant,
        handover::{HandoverRow, OfferedTo},
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
