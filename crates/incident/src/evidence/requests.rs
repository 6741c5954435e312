//! Colleagues who ask to open the evidence, for whoever can let them.

use super::calls;
use crate::{
    desk::{Desk, keep_the_focus, use_desk},
    failed::view_failed,
    rows::{Row, view_rows},
    texts as t,
};
use base::{
    load::{Loaded, load},
    task,
    ui::{Button, ButtonKind, Moment, Untrusted},
    words,
};
use leptos::prelude::*;
use std::sync::Arc;
use wire::opening::EvidenceRequest;

#[component]
pub(super) fn Requests() -> impl IntoView {
    let desk = use_desk();
    let count = desk.of_head(|head| head.evidence.requests_count);
    let is_busy = RwSignal::new(false);
    let head = desk.head().value();
    // One may come as another goes: read again with the head, and not only when there are more or fewer.
    let requests = load(move || {
        head.track();
        let (place, count) = (desk.place(), count.get());
        async move { if count > 0 { calls::list_requests(&place).await.map(|list| list.items) } else { Ok(vec![]) } }
    });
    let rows = Signal::derive({
        let requests = requests.clone();
        move || {
            let asking = requests.value().get().filter(|_| count.get() > 0).unwrap_or_default();
            let row = |request: EvidenceRequest| {
                let (key, requests) = (request.id.clone(), requests.clone());
                Row {
                    key: key.into(),
                    draw: Arc::new(move || view_request(desk, request.clone(), requests.clone(), is_busy)),
                }
            };
            asking.into_iter().map(row).collect()
        }
    });
    let again = requests.clone();
    let retry = Callback::new(move |()| again.reload());
    // The place of what is heard is there before anybody asks.
    view! {
        <p class="only-heard" role="status">
            {move || Some(count.get()).filter(|count| *count > 0).map(|count| t::colleagues_ask(count.into()))}
        </p>
        {view_rows(rows)}
        {view_failed(Signal::derive(move || requests.failure()), retry)}
    }
    .into_any()
}

fn view_request(
    desk: Desk,
    request: EvidenceRequest,
    requests: Loaded<Vec<EvidenceRequest>>,
    is_busy: RwSignal<bool>,
) -> AnyView {
    let EvidenceRequest { id, by, asked_at, reason } = request;
    let answer = move |grant: bool| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let (place, announcer, id, requests) = (desk.place(), desk.announcer(), id.clone(), requests.clone());
        task::to_the_end(async move {
            let answer = calls::answer_request(&place, &id, grant).await;
            // Answered, it goes at once, and takes no second press.
            if answer.is_ok() && !is_busy.is_disposed() {
                let left = requests.value().get_untracked().into_iter().flatten().filter(|request| request.id != id);
                requests.put(left.collect());
            }
            announcer.toast(match answer {
                Ok(()) if grant => t::let_in().to_owned(),
                Ok(()) => t::declined().to_owned(),
                Err(error) => words::error(&error),
            });
            if is_busy.try_set(false).is_none() {
                desk.head().reload();
                desk.timeline().reload();
                keep_the_focus();
            }
        });
    };
    let decline = answer.clone();
    view! {
        <section class="sealed asks" aria-label=t::asks_to_open(&by.name)>
            <p>
                <b><bdi>{t::asks_to_open(&by.name)}</bdi></b> " " <q><Untrusted text=reason longest=500 /></q> " "
                <small><Moment at=asked_at /></small>
            </p>
            <div class="sealed__ways">
                <Button kind=ButtonKind::Evidence is_busy refusal=Signal::derive(move || desk.only_seen()) on_press=move |()| answer(true)>
                    {t::let_them()}
                </Button>
                <Button is_busy refusal=Signal::derive(move || desk.only_seen()) on_press=move |()| decline(false)>
                    {t::decline()}
                </Button>
            </div>
        </section>
    }
    .into_any()
}
