//! Searching evidence for one value: a form, and the rows of the incidents whose evidence names it. It travels with the administration.

mod texts;

use crate::{
    administration::say_title,
    forms::{SelectField, Sending, TextField, not_sent, only_seen},
    partial::partial_note,
    row_cells,
};
use base::{
    api::searches,
    links,
    scope::{Scope, use_scope},
    session::use_session,
    ui::{Button, ButtonKind, Card, Moment, StatusMark},
    words,
};
use leptos::{ev, prelude::*};
use texts as t;
use wire::{
    opening::{FoundIncidents, SearchEvidence, SearchKind},
    queue::QueueRow,
};

/// The screen of the scope around it. What was searched for stands in no address, and is gone with the screen.
pub(crate) fn page() -> AnyView {
    let scope = use_scope();
    if let Some(session) = untrack(|| use_session().signed_in()) {
        say_title(&[t::search_evidence(), scope.label()], &session);
    }
    let place = StoredValue::new(scope);
    let [kind, value, reason] = [SearchKind::Host.caption(), "", ""].map(|text| RwSignal::new(text.to_owned()));
    let (sending, found) = (Sending::new(), RwSignal::new(None::<FoundIncidents>));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        sending.clear();
        let search = SearchEvidence {
            kind: SearchKind::from_caption(&kind.get_untracked()).unwrap_or_default(),
            value: value.get_untracked(),
            reason: reason.get_untracked(),
        };
        let is_missing =
            [("value", &search.value), ("reason", &search.reason)].map(|(field, text)| sending.is_missing(field, text));
        if is_missing.contains(&true) {
            return;
        }
        let scope = place.get_value();
        found.set(None);
        sending.run(async move { searches::search_evidence(&scope, &search).await }, move |answer| {
            found.set(Some(answer))
        });
    };
    let kinds: Vec<_> =
        SearchKind::ALL.iter().map(|kind| (kind.caption().to_owned(), words::search_kind(*kind).to_owned())).collect();
    view! {
        <div class="page-title"><h1>{t::search_evidence()}</h1><p>{t::lead()}</p></div>
        <Card title=t::search_evidence()>
            <form class="form" novalidate on:submit=submit>
                <SelectField label=t::kind() name="kind" options=Signal::stored(kinds) value=kind sending />
                <TextField label=t::value() name="value" value sending longest=500 hint=t::value_hint() />
                <TextField label=t::reason() name="reason" value=reason sending longest=500 hint=t::reason_hint() />
                {not_sent(sending)}
                <div class="form__foot">
                    <Button kind=ButtonKind::Primary submits=true is_busy=sending.is_busy refusal=only_seen() on_press=|()| ()>{t::search()}</Button>
                </div>
            </form>
        </Card>
        <p role="status">{move || found.with(|found| found.as_ref().map(said))}</p>
        {move || found.get().map(|found| place.with_value(|scope| view_found(scope, found)))}
    }
    .into_any()
}

/// What came of it, in a sentence.
fn said(found: &FoundIncidents) -> String {
    let clients = found.searched.len().to_string();
    match found.total {
        0 => t::found_nowhere(&clients),
        total => t::found(total.into(), &clients),
    }
}

fn view_found(scope: &Scope, found: FoundIncidents) -> AnyView {
    let missing = partial_note(scope, &found.partial);
    let shown = found.items.len() as u64;
    let is_cut = shown < u64::from(found.total);
    let table = (shown > 0).then(|| {
        view! {
            <div class="card card--table">
                <table class="listing" aria-label=t::found_in()>
                    <thead><tr>
                        <th scope="col">{t::column_incident()}</th>
                        <th scope="col">{t::column_client()}</th>
                        <th scope="col">{t::column_priority()}</th>
                        <th scope="col">{t::column_status()}</th>
                        <th scope="col">{t::column_updated()}</th>
                    </tr></thead>
                    <tbody>{found.items.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    });
    view! {
        {missing}
        {table}
        {is_cut.then(|| view! { <p class="field__hint">{t::newest_alone(shown)}</p> }.into_any())}
    }
    .into_any()
}

fn row(row: QueueRow) -> AnyView {
    let to = links::incident(&row.client.id, &row.key);
    let (client, priority) = (row_cells::client(&row.client), row_cells::priority(&row));
    view! {
        <tr>
            <th scope="row"><a href=to>{row.key.0}</a>" "<small>{row.title}</small></th>
            <td data-name=t::column_client()>{client}</td>
            <td data-name=t::column_priority()>{priority}</td>
            <td data-name=t::column_status()><StatusMark status=row.status hold_reason=row.hold_reason /></td>
            <td data-name=t::column_updated()><Moment at=row.updated_at /></td>
        </tr>
    }
    .into_any()
}
