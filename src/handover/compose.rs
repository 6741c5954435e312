//! One's own open incidents, each with a line where one is wanted, offered to a colleague who can be given them.

use super::{
    Desk,
    outcomes::Came,
    rows::{Chosen, table, takes_line},
    texts as t,
};
use crate::forms::{SelectField, Sending, not_loaded, not_sent, only_seen};
use base::{
    api::handovers,
    i18n::number,
    load::load,
    ui::{Button, ButtonKind, Card, Empty, EmptyKind, Skeleton},
};
use leptos::prelude::*;
use wire::{
    handover::{Candidate, NewHandover, Offered, OfferedRow, OfferedTo, ROWS_MAX, Recipient, RecipientKind},
    queue::QueueRow,
};

#[component]
pub(super) fn Compose(desk: Desk) -> impl IntoView {
    let rows = Memo::new(move |_| desk.to_offer());
    let candidates = load(move || {
        let scope = desk.scope();
        // Who can be given them depends on which they are.
        rows.track();
        async move { handovers::list_recipients(&scope).await }
    });
    let value = candidates.value();
    let known = Memo::new(move |_| value.with(|list| list.as_ref().map(|list| list.items.clone()).unwrap_or_default()));
    let (chosen, to, sending) = (Chosen::new(), RwSignal::new(String::new()), Sending::new());
    let candidate =
        Memo::new(move |_| known.with(|known| known.iter().find(|one| choice(&one.to) == to.get()).cloned()));
    let is_any = Memo::new(move |_| rows.with(|rows| rows.as_ref().map(|rows| !rows.is_empty())));
    let writes = Memo::new(move |_| {
        let scope = desk.scope();
        rows.with(|rows| rows.iter().flatten().any(|row| takes_line(&scope, row)))
    });
    // Of what is read again only what changed is drawn anew: somebody may be writing.
    let body = move || match is_any.get() {
        None => view! { <Skeleton lines=4 /> }.into_any(),
        Some(false) => view! { <Empty kind=EmptyKind::NothingYet text=t::nothing_of_yours() /> }.into_any(),
        Some(true) => {
            let rows = Signal::derive(move || rows.get().unwrap_or_default());
            table(desk.scope(), Signal::stored(t::yours().to_owned()), rows, chosen, writes.get())
        }
    };
    view! {
        <Card title=t::yours()>
            {not_loaded(&candidates)}
            {body}
            {move || desk.is_cut().then(|| {
                view! { <p class="field__hint">{t::first_alone(&number(ROWS_MAX as u64))}</p> }.into_any()
            })}
            {move || (is_any.get() == Some(true)).then(|| view! { <Sender desk rows known candidate chosen to sending /> }.into_any())}
        </Card>
    }
    .into_any()
}

/// To whom, what they cannot be given, and the button.
#[component]
fn Sender(
    desk: Desk,
    rows: Memo<Option<Vec<QueueRow>>>,
    known: Memo<Vec<Candidate>>,
    candidate: Memo<Option<Candidate>>,
    chosen: Chosen,
    to: RwSignal<String>,
    sending: Sending,
) -> impl IntoView {
    let options = Signal::derive(move || {
        let people = known.with(|known| known.iter().map(|one| (choice(&one.to), name(&one.to))).collect());
        [vec![(String::new(), t::choose_somebody().to_owned())], people].concat()
    });
    let picked = Memo::new(move |_| {
        rows.with(|rows| rows.iter().flatten().filter(|row| chosen.has(&row.key)).cloned().collect::<Vec<_>>())
    });
    let fitting = Memo::new(move |_| {
        let (picked, candidate) = (picked.get(), candidate.get());
        picked.into_iter().filter(|row| candidate.as_ref().is_none_or(|one| can_have(one, row))).collect::<Vec<_>>()
    });
    let offer = move |()| {
        sending.clear();
        let candidate = candidate.get_untracked();
        let Some(candidate) = candidate else { return sending.refuse("to", t::choose_somebody()) };
        let fitting = fitting.get_untracked();
        if fitting.is_empty() {
            return sending.refuse("to", t::nothing_fits());
        }
        let new = new(&candidate, &fitting, chosen);
        let scope = desk.scope();
        let work = async move { handovers::offer_handover(&scope, &new).await };
        sending.run(work, move |offered: Offered| {
            let keys: Vec<_> = offered.handover.rows.iter().map(|row| row.key.clone()).collect();
            chosen.forget(&keys);
            let left = offered.left.into_iter().map(|row| (row.key, row.outcome)).collect();
            desk.done(Came { said: t::offered(keys.len() as u64, &offered.handover.to.name), left });
        });
    };
    let seen = only_seen();
    let refusal = Signal::derive(move || {
        seen.get().or_else(|| picked.with(Vec::is_empty).then(|| t::nothing_selected().to_owned()))
    });
    view! {
        <div class="handover__to">
            <SelectField label=t::to() name="to" options value=to sending />
            <Unfit picked candidate />
        </div>
        {not_sent(sending)}
        <div class="toolbar">
            <Button kind=ButtonKind::Primary is_busy=sending.is_busy refusal on_press=offer>
                {move || match fitting.with(Vec::len) {
                    0 => t::offer_none().to_owned(),
                    count => t::offer(count as u64),
                }}
            </Button>
            <p class="toolbar__note">{t::lines_are_notes()}</p>
        </div>
    }
    .into_any()
}

/// How many of which client's they cannot be given: those are not offered.
#[component]
fn Unfit(picked: Memo<Vec<QueueRow>>, candidate: Memo<Option<Candidate>>) -> impl IntoView {
    let counts = Memo::new(move |_| candidate.get().map(|one| (unfit(&picked.get(), &one), one.to.name)));
    move || {
        let (counts, name) = counts.get().filter(|(counts, _)| !counts.is_empty())?;
        let said = counts.iter().map(|(client, count)| t::of_client(*count, client)).collect::<Vec<_>>().join(", ");
        Some(view! { <p class="field__hint" role="status">{t::not_given(&name, &said)}</p> })
    }
}

/// Of a choice: people and teams may have the same id.
fn choice(to: &OfferedTo) -> String {
    [to.kind.caption(), " ", &to.id].concat()
}

fn name(to: &OfferedTo) -> String {
    match to.kind {
        RecipientKind::Team => t::team(&to.name),
        RecipientKind::Person | RecipientKind::Unknown => to.name.clone(),
    }
}

fn can_have(candidate: &Candidate, row: &QueueRow) -> bool {
    candidate.clients.contains(&row.client.id)
}

/// By client's name, in the order of the rows.
fn unfit(rows: &[QueueRow], candidate: &Candidate) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = vec![];
    for row in rows.iter().filter(|row| !can_have(candidate, row)) {
        match counts.iter_mut().find(|(name, _)| *name == row.client.name) {
            Some((_, count)) => *count += 1,
            None => counts.push((row.client.name.clone(), 1)),
        }
    }
    counts
}

fn new(candidate: &Candidate, rows: &[QueueRow], chosen: Chosen) -> NewHandover {
    let to = Recipient { kind: candidate.to.kind, id: candidate.to.id.clone() };
    let row = |row: &QueueRow| OfferedRow { key: row.key.clone(), line: chosen.line(&row.key) };
    NewHandover { to, rows: rows.iter().map(row).collect() }
}
