//! What came of commands: how far they are, what was left as it was, and the way back.

use super::{
    conflicts::Conflicts,
    state::{Bulks, Shown},
    texts as t, words,
};
use base::{
    links, time,
    ui::{Button, ButtonKind, Icon, Sign},
};
use leptos::prelude::*;
use wire::bulk::{Bulk, BulkState};

#[component]
pub(super) fn Outcomes(bulks: Bulks) -> impl IntoView {
    let shown = bulks.shown();
    move || {
        let shown = shown.get();
        (!shown.is_empty()).then(|| {
            let items = shown.into_iter().map(|one| view! { <Outcome bulks one /> }.into_any());
            view! { <ul class="bulk__outcomes">{items.collect_view()}</ul> }
        })
    }
}

#[component]
fn Outcome(bulks: Bulks, one: Shown) -> impl IntoView {
    let Shown { id, bulk, is_lost, .. } = one.clone();
    let of = {
        let bulk = bulk.clone();
        move |read: fn(&Bulk) -> String| {
            let bulk = bulk.clone();
            move || bulk.with(read)
        }
    };
    let state = {
        let bulk = bulk.clone();
        Memo::new(move |_| bulk.with(|bulk| bulk.state))
    };
    let is_moving = move || matches!(state.get(), BulkState::Running | BulkState::Undoing);
    let progress = {
        let bulk = bulk.clone();
        move || {
            let bulk = bulk.clone();
            is_moving().then(|| {
                let total = bulk.with_untracked(|bulk| bulk.total);
                let said = bulk.with_untracked(|bulk| words::what(&bulk.what));
                view! {
                    <progress class="bulk__progress" max=total aria-label=said
                        prop:value=move || bulk.with(|bulk| (bulk.done + bulk.failed) as f64)></progress>
                }
            })
        }
    };
    let said = of(|bulk| words::what(&bulk.what));
    let whose = {
        let (bulk, me) = (bulk.clone(), bulks.me());
        move || {
            bulk.with(|bulk| (me.as_ref().map(|me| &me.id) != Some(&bulk.by.id)).then(|| t::asked_by(&bulk.by.name)))
        }
    };
    let in_clients = of(|bulk| match bulk.clients.len() {
        0 | 1 => String::new(),
        many => t::in_clients(many as u64),
    });
    let answers = view! { <Answers bulks id=id.clone() bulk=bulk.clone() /> }.into_any();
    let dismiss = move |()| {
        bulks.dismiss(&id);
        bulks.go_to_hand();
    };
    view! {
        <li class="bulk__outcome">
            <div class="bulk__line">
                <p>
                    <strong>{said}</strong>" "
                    <span>{of(words::outcome)}</span>" "
                    <span class="bulk__where">{in_clients}" "{whose}</span>
                </p>
                {progress}
                {answers}
                <Button kind=ButtonKind::Quiet label=t::dismiss() on_press=dismiss>
                    <Icon sign=Sign::Close />
                </Button>
            </div>
            {move || is_lost.get().then(|| view! { <p class="bulk__where" role="status">{t::out_of_touch()}</p> }.into_any())}
            <Conflicts bulks one=one.clone() />
            <Left bulks one />
        </li>
    }
}

/// What can be answered: undo while it can be, agree or decline, withdraw.
#[component]
fn Answers(bulks: Bulks, id: String, bulk: ArcRwSignal<Bulk>) -> impl IntoView {
    let now = time::use_now();
    let id = StoredValue::new(id);
    // Seconds left, where there is an end to it.
    let undo_s = {
        let bulk = bulk.clone();
        Memo::new(move |_| {
            let until_ms = bulk.with(|bulk| bulk.undo_until.as_ref().and_then(time::ms_of))?;
            Some(((until_ms - now.get()) / 1000.0).ceil()).filter(|left| *left > 0.0).map(|left| left as u64)
        })
    };
    let can_undo = Memo::new(move |_| undo_s.get().is_some());
    let offers = Memo::new(move |_| bulk.with(|bulk| (bulk.state, bulk.may_agree)));
    let undo = move |()| id.with_value(|id| bulks.undo(id));
    move || {
        match offers.get() {
        (BulkState::AwaitingAgreement, true) => view! {
            <Button kind=ButtonKind::Primary on_press=move |()| id.with_value(|id| bulks.agree(id, true))>{t::agree()}</Button>
            <Button on_press=move |()| id.with_value(|id| bulks.agree(id, false))>{t::decline()}</Button>
        }
        .into_any(),
        (BulkState::AwaitingAgreement, false) => view! { <Button on_press=undo>{t::withdraw()}</Button> }.into_any(),
        (BulkState::Running | BulkState::Waiting, _) => view! { <Button on_press=undo>{t::undo()}</Button> }.into_any(),
        (BulkState::Done, _) if can_undo.get() => view! {
            <Button on_press=undo>{move || undo_s.get().map_or_else(|| t::undo().to_owned(), |left| t::undo_for(&left.to_string()))}</Button>
        }
        .into_any(),
        _ => ().into_any(),
    }
    }
}

/// The rows that were left as they were, each with why; but those that it is asked about.
#[component]
fn Left(bulks: Bulks, one: Shown) -> impl IntoView {
    let left = Memo::new(move |_| {
        let asked =
            one.conflicts.with(|conflicts| conflicts.iter().map(|one| one.seen.key.clone()).collect::<Vec<_>>());
        one.bulk.with(|bulk| {
            let failures = bulk.failures.iter().filter(|failure| !asked.contains(&failure.key));
            (bulk.failed.saturating_sub(asked.len() as u64), failures.cloned().collect::<Vec<_>>())
        })
    });
    move || {
        let (failed, failures) = left.get();
        let scope = bulks.scope();
        (failed > 0).then(|| {
            let more = failed.saturating_sub(failures.len() as u64);
            let rows = failures.into_iter().map(|failure| {
                let href = links::incident_of(&scope, &failure.key);
                view! { <li><a href=href>{failure.key.0.clone()}</a>" "{words::because(&failure)}</li> }
            });
            view! {
                <details class="bulk__left">
                    <summary>{t::left(failed)}</summary>
                    <ul>
                        {rows.collect_view()}
                        {(more > 0).then(|| view! { <li>{t::and_more(more)}</li> }.into_any())}
                    </ul>
                </details>
            }
        })
    }
}
