//! Adding tasks: a playbook's, or one by itself.

use super::{List, calls};
use crate::{failed::view_failed, texts as t};
use base::{
    api::ApiError,
    command_forms::one_line,
    load::load,
    ui::{Button, ButtonKind, Failure, focus_wrong, labelled_check, labelled_select},
    words,
};
use leptos::prelude::*;
use wire::{
    session::PlaybookId,
    task::{AddTasks, Phase, Step},
    vocabulary::{Capability, OrganisationKind},
};

/// Drawn anew whenever its dialog opens.
pub(super) fn view_add(list: List) -> AnyView {
    let place = list.desk.place();
    let may_internal = place.scope.may_in(&place.client.id, Capability::NoteInternal);
    let owners = vec![
        (OrganisationKind::Msp.caption().to_owned(), t::security_provider().to_owned()),
        (OrganisationKind::Client.caption().to_owned(), place.client.name.clone()),
    ];
    let owners = Signal::stored(owners);
    let phases = Phase::ALL.iter().map(|phase| (phase.caption().to_owned(), words::phase(*phase).to_owned()));
    let phases = Signal::stored(phases.collect::<Vec<_>>());
    let playbooks = load(move || {
        let place = list.desk.place();
        async move { calls::list_playbooks(&place).await.map(|list| list.items) }
    });
    let (failed, again) = (playbooks.clone(), playbooks.clone());
    let failed = view_failed(Signal::derive(move || failed.failure()), Callback::new(move |()| again.reload()));
    let playbooks = playbooks.value();
    let [playbook, text] = [(); 2].map(|()| RwSignal::new(String::new()));
    let phase = RwSignal::new(Phase::Containment.caption().to_owned());
    let owner = RwSignal::new(OrganisationKind::Msp.caption().to_owned());
    let [mandatory, approval, internal] = [(); 3].map(|()| RwSignal::new(false));
    let (is_missing, failure) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let is_single = Memo::new(move |_| playbook.with(String::is_empty));
    let is_clients = Memo::new(move |_| owner.with(|owner| owner == OrganisationKind::Client.caption()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = text.with_untracked(|text| one_line(text));
        let is_single = is_single.get_untracked();
        is_missing.set(is_single && typed.is_empty());
        if is_missing.get_untracked() {
            return focus_wrong();
        }
        failure.set(None);
        let is_clients = is_clients.get_untracked();
        let step = Step {
            phase: Phase::from_caption(&phase.get_untracked()).unwrap_or_default(),
            text: typed,
            owner: if is_clients { OrganisationKind::Client } else { OrganisationKind::Msp },
            internal: internal.get_untracked() && !is_clients,
            mandatory: mandatory.get_untracked(),
            approval: approval.get_untracked() && is_clients,
            ..Step::default()
        };
        let chosen = (!is_single).then(|| PlaybookId(playbook.get_untracked()));
        let tasks = AddTasks { playbook: chosen, task: is_single.then_some(step) };
        let place = list.desk.place();
        let work = async move { calls::add(&place, &tasks).await.map(drop) };
        list.send(Some(failure), Box::pin(work), ".tasks button".to_owned());
    };
    let choices = Signal::derive(move || {
        let known = playbooks.get().unwrap_or_default().into_iter().map(|playbook| (playbook.id.0, playbook.name));
        std::iter::once((String::new(), t::single_task().to_owned())).chain(known).collect::<Vec<_>>()
    });
    let single = move || {
        view! {
            <label class="field">
                <span class="field__label">{t::task_text()}</span>
                <textarea class="input" rows="2" maxlength="500" aria-required="true"
                    aria-invalid=move || is_missing.get().then_some("true")
                    aria-describedby=move || is_missing.get().then_some("add-task-problem")
                    prop:value=move || text.get()
                    on:input:target=move |event| text.set(event.target().value())></textarea>
            </label>
            {labelled_select(t::phase(), phases, phase)}
            {labelled_select(t::whose_task(), owners, owner)}
            <div>
                {labelled_check(t::mandatory_task(), mandatory)}
                {move || if is_clients.get() {
                    labelled_check(t::approval_task(), approval)
                } else if may_internal {
                    labelled_check(t::internal_task(), internal)
                } else {
                    ().into_any()
                }}
            </div>
        }
        .into_any()
    };
    view! {
        <form class="dialog__body" novalidate on:submit=submit>
            {labelled_select(t::playbook(), choices, playbook)}
            {failed}
            {move || is_single.get().then(single)}
            <p class="field__problem" role="alert" id="add-task-problem">{move || is_missing.get().then(t::this_is_needed)}</p>
            {move || failure.get().map(|error| {
                let request_id = error.request_id().map(str::to_owned);
                let text = match error {
                    ApiError::Conflict { .. } => t::cannot_add().to_owned(),
                    error => words::error(&error),
                };
                view! { <Failure text request_id /> }.into_any()
            })}
            <div class="dialog__foot">
                <Button on_press=move |()| list.adding.set(false)>{words::cancel()}</Button>
                <Button kind=ButtonKind::Primary submits=true is_busy=list.is_busy on_press=|()| ()>{t::add_them()}</Button>
            </div>
        </form>
    }
    .into_any()
}
