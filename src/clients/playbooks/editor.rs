//! The form of a playbook: its name, the categories that begin with it, and its steps.

use super::{Playbooks, draft::StepDraft, step::view_step, t};
use crate::forms::{AskForm, Sending, TextField};
use base::{
    api::administration as api,
    load::Loaded,
    ui::{Button, focus_on_first, focus_wrong},
    words,
};
use leptos::prelude::*;
use wire::{
    task::{NewPlaybook, Playbook, PlaybookChange},
    vocabulary::Category,
};

#[component]
pub(super) fn Editor(playbooks: Playbooks, open: RwSignal<bool>, playbook: Option<Playbook>) -> impl IntoView {
    let send = if playbook.is_some() { t::save() } else { t::create_playbook() };
    let (id, name, categories, steps) = match playbook {
        Some(Playbook { id, name, categories, steps }) => (Some(id), name, categories, steps),
        None => (None, String::new(), vec![], vec![]),
    };
    let (name, categories) = (RwSignal::new(name), RwSignal::new(categories));
    let mut drafts: Vec<_> = steps.iter().map(StepDraft::of).collect();
    if drafts.is_empty() {
        drafts.push(StepDraft::new());
    }
    let drafts = RwSignal::new(drafts);
    // Which step, and what is wrong with it.
    let wrong = RwSignal::new(None::<(usize, String)>);
    let sending = Sending::in_dialog(open);
    let submit = move |()| {
        let name = name.get_untracked().trim().to_owned();
        if sending.is_missing("name", &name) {
            return;
        }
        let drafts = drafts.get_untracked();
        let step = |(number, draft): (usize, &StepDraft)| draft.step(number).map_err(|problem| (number, problem));
        let steps = untrack(|| (1..).zip(&drafts).map(step).collect::<Result<Vec<_>, _>>());
        wrong.set(steps.as_ref().err().cloned());
        let Ok(steps) = steps else { return focus_wrong() };
        let (office, id, categories) = (playbooks.office.get_value(), id.clone(), categories.get_untracked());
        let work = async move {
            match id {
                Some(id) => {
                    let (name, categories, steps) = (Some(name), Some(categories), Some(steps));
                    api::change_playbook(&office, &id, &PlaybookChange { name, categories, steps }).await
                }
                None => api::create_playbook(&office, &NewPlaybook { name, categories, steps }).await,
            }
        };
        sending.run(work, move |_| playbooks.list.with_value(Loaded::reload));
    };
    let add = move |()| {
        drafts.update(|drafts| drafts.push(StepDraft::new()));
        focus("dialog[open] .playbook__step:last-of-type textarea");
    };
    let steps = move || {
        let drafts_now = drafts.get();
        let all = (1..).zip(drafts_now).map(|(number, draft)| {
            let remove = Callback::new(move |()| {
                drafts.update(|drafts| drafts.retain(|known| *known != draft));
                focus("dialog[open] .playbook__add button");
            });
            let is_wrong = Memo::new(move |_| wrong.with(|wrong| wrong.as_ref().is_some_and(|(at, _)| *at == number)));
            view_step(playbooks, draft, (number, is_wrong), remove)
        });
        all.collect_view()
    };
    view! {
        <AskForm open send sending submit>
            <TextField label=t::name() name="name" value=name sending />
            <fieldset class="field">
                <legend class="field__label">{t::categories()}</legend>
                <div class="checklist">
                    {Category::ALL.iter().map(|category| choice(*category, categories)).collect_view()}
                </div>
            </fieldset>
            {steps}
            <div class="form__foot playbook__add"><Button on_press=add>{t::add_step()}</Button></div>
            <p class="field__problem" role="alert" id="playbook-problem">{move || wrong.get().map(|(_, problem)| problem)}</p>
        </AskForm>
    }
    .into_any()
}

/// Once it is drawn: what had the focus may be gone.
fn focus(wanted: &'static str) {
    request_animation_frame(move || {
        focus_on_first(wanted);
    });
}

fn choice(category: Category, chosen: RwSignal<Vec<Category>>) -> AnyView {
    let toggle = move |_| {
        chosen.update(|chosen| match chosen.iter().position(|known| *known == category) {
            Some(at) => drop(chosen.remove(at)),
            None => chosen.push(category),
        });
    };
    view! {
        <label class="checklist__choice">
            <input type="checkbox" prop:checked=move || chosen.with(|chosen| chosen.contains(&category)) on:change=toggle />
            {words::category(category)}
        </label>
    }
    .into_any()
}
