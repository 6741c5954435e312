//! One step in the editor.

use super::{
    Playbooks,
    draft::{StepDraft, phase_word},
    t,
};
use base::ui::{Button, ButtonKind};
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
    let phases = Phase::ALL.iter().map(|phase| (phase.caption(), phase_word(*phase))).collect();
    let owners =
        vec![(OrganisationKind::Msp.caption(), t::us()), (OrganisationKind::Client.caption(), t::the_client())];
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
                {select(t::phase(), phases, draft.phase)}
                {select(t::whose(), owners, draft.owner)}
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
                {check(t::mandatory(), draft.mandatory)}
                {move || if draft.is_clients() {
                    check(t::approval(), draft.approval)
                } else {
                    check(t::internal(), draft.internal)
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

fn select(label: &'static str, options: Vec<(&'static str, &'static str)>, chosen: RwSignal<String>) -> AnyView {
    // A step that takes another's place in the list takes its choice along.
    let option = move |(value, word): (&'static str, &'static str)| {
        view! { <option value=value prop:selected=move || chosen.with(|chosen| chosen == value)>{word}</option> }
            .into_any()
    };
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <select class="input" on:change:target=move |event| chosen.set(event.target().value())>
                {options.into_iter().map(option).collect_view()}
            </select>
        </label>
    }
    .into_any()
}

fn check(label: &'static str, checked: RwSignal<bool>) -> AnyView {
    view! {
        <label class="checklist__choice">
            <input type="checkbox" prop:checked=move || checked.get()
                on:change:target=move |event| checked.set(event.target().checked()) />
            {label}
        </label>
    }
    .into_any()
}
