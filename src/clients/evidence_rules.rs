//! What opening this client's evidence asks for, and which source systems it may lead to.

use super::texts as t;
use crate::forms::{Sending, TextField, not_loaded, not_sent, only_seen};
use base::{
    api::administration as api,
    load::load,
    scope::Scope,
    ui::{Button, ButtonKind, Card, Skeleton, labelled_check, use_announcer},
};
use leptos::{ev, prelude::*};
use wire::{
    opening::{EvidenceRules, EvidenceRulesChange},
    session::ClientId,
};

#[component]
pub(super) fn OpeningEvidence(scope: Scope, client: ClientId) -> impl IntoView {
    let place = StoredValue::new((scope, client));
    let rules = load(move || {
        let (scope, client) = place.get_value();
        async move { api::read_evidence_rules(&scope, &client).await }
    });
    let (value, failed) = (rules.value(), not_loaded(&rules));
    view! {
        <Card title=t::opening_evidence()>
            {failed}
            {move || match value.get() {
                None => view! { <Skeleton lines=3 /> }.into_any(),
                Some(rules) => view_form(place, &rules),
            }}
        </Card>
    }
    .into_any()
}

fn view_form(place: StoredValue<(Scope, ClientId)>, rules: &EvidenceRules) -> AnyView {
    let typed = RwSignal::new(rules.typed_reason);
    let approval = RwSignal::new(rules.silence_approval);
    let hosts = RwSignal::new(rules.source_hosts.join(", "));
    let (sending, seen, announcer) = (Sending::new(), only_seen(), use_announcer());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        sending.clear();
        let listed = hosts.with_untracked(|hosts| {
            let hosts = hosts.split([',', ' ']).filter(|host| !host.is_empty());
            hosts.map(str::to_owned).collect()
        });
        let change = EvidenceRulesChange {
            typed_reason: Some(typed.get_untracked()),
            source_hosts: Some(listed),
            silence_approval: Some(approval.get_untracked()),
        };
        let (scope, client) = place.get_value();
        let announcer = announcer.clone();
        let work = async move { api::change_evidence_rules(&scope, &client, &change).await };
        sending.run(work, move |_| announcer.toast(t::saved()));
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            {labelled_check(t::typed_reason(), typed)}
            {labelled_check(t::silence_approval(), approval)}
            <TextField label=t::source_hosts() name="source_hosts" value=hosts sending longest=2000 is_optional=true hint=t::source_hosts_hint() />
            {not_sent(sending)}
            <div class="form__foot">
                <Button kind=ButtonKind::Primary submits=true is_busy=sending.is_busy refusal=seen on_press=|()| ()>{t::save()}</Button>
            </div>
        </form>
    }
    .into_any()
}
