//! One step in the editor.

use super::{Playbooks, draft::StepDraft, t};
use base::{
    ui::{Button, ButtonKind, labelled_check, labelled_select},
    words,
};
use leptos::prelude::*;
use wire::{session::Client, task::Phase, vocabulary::OrganisationKind};

/// Its fields, and the button that takes it away.
pub(super) fn view_step(
    playbooks: Playbooks,
    draft: StepDraft,
    (number, is_wrong): (usize, Memo<bool>),
    remove: Callback<()>,
) -> AnyView {
    let number = number.to_string();
    // Its text is looked at first.
    let lacks_text = Memo::new(move |_| is_wrong.get() && draft.text.with(|text| text.trim().is_empty()));
    let is_due_wrong = Memo::new(move |_| is_wrong.get() && !lacks_text.get());
    let choice = |value: &str, word: &str| (value.to_owned(), word.to_owned());
    let phases = Phase::ALL.iter().map(|phase| choice(phase.caption(), words::phase(*phase)));
    let phases = Signal::stored(phases.collect::<Vec<_>>());
    let owners = [(OrganisationKind::Msp, t::us()), (OrganisationKind::Client, t::the_client())];
    let owners = owners.into_iter().map(|(kind, word)| choice(kind.caption(), word));
    let owners = Signal::stored(owners.collect::<Vec<_>>());
    view! {
        <fieldset class="field playbook__step">
            <legend class="field__label">{t::step_number(&number)}</legend>
            <label class="field">
                <span class="field__label">{t::step_text()}</span>
                <textarea class="input" rows="2" maxlength="500" aria-required="true"
                    aria-invalid=move || lacks_text.get().then_some("true")
                    aria-describedby=move || lacks_text.get().then_some("playbook-problem")
                    prop:value=move || draft.text.get()
                    on:input:target=move |event| draft.text.set(event.target().value())></textarea>
            </label>
            <div class="playbook__row">
                {labelled_select(t::phase(), phases, draft.phase)}
                {labelled_select(t::whose(), owners, draft.owner)}
                <label class="field">
                    <span class="field__label">{t::due_after()}</span>
                    <input class="input" type="number" min="0" step="1" inputmode="numeric" title=t::due_after_hint()
                        aria-invalid=move || is_due_wrong.get().then_some("true")
                        aria-describedby=move || is_due_wrong.get().then_some("playbook-problem")
                        prop:value=move || draft.due_min.get()
                        on:input:target=move |event| draft.due_min.set(event.target().value()) />
                </label>
            </div>
            <div>
                {labelled_check(t::mandatory(), draft.mandatory)}
                {move || if draft.is_clients() {
                    labelled_check(t::approval(), draft.approval)
                } else {
                    labelled_check(t::internal(), draft.internal)
                }}
            </div>
            {move || (draft.is_clients() && draft.approval.get()).then(|| given_by(playbooks, draft))}
            <div class="form__foot">
                <Button kind=ButtonKind::Quiet label=t::remove_step(&number) on_press=remove>{t::remove_step(&number)}</Button>
            </div>
        </fieldset>
    }
    .into_any()
}

/// Which clients have approved it beforehand.
fn given_by(playbooks: Playbooks, draft: StepDraft) -> AnyView {
    let choice = |client: Client| {
        let (id, chosen) = (client.id.clone(), client.id);
        let toggle = move |_| {
            draft.preauthorised.update(|given| match given.iter().position(|known| *known == id) {
                Some(at) => drop(given.remove(at)),
                None => given.push(id.clone()),
            });
        };
        view! {
            <label class="checklist__choice">
                <input type="checkbox" on:change=toggle
                    prop:checked=move || draft.preauthorised.with(|given| given.contains(&chosen)) />
                {client.name}
            </label>
        }
        .into_any()
    };
    view! {
        <details>
            <summary>{t::approved_beforehand()}</summary>
            <div class="checklist">{playbooks.clients.get_value().into_iter().map(choice).collect_view()}</div>
        </details>
    }
    .into_any()
}
