//! Taking single rights from a person here, and giving back what was taken.

use super::{
    super::{
        capabilities::{name, toggle, without},
        texts as t,
    },
    People,
};
use crate::forms::{AskForm, Sending};
use leptos::prelude::*;
use wire::{
    administration::{Account, ClientAccountCommand},
    vocabulary::Capability,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Drop,
    Lift,
}

impl Way {
    pub(super) fn title(self, name: &str) -> String {
        match self {
            Self::Drop => t::drop_of(name),
            Self::Lift => t::lift_of(name),
        }
    }

    fn text(self, name: &str, manages: bool) -> String {
        match self {
            Self::Drop if manages => t::drop_text(name),
            Self::Drop => t::drop_text_lower(name),
            Self::Lift => t::lift_text(name),
        }
    }

    fn command(self, capabilities: Vec<Capability>) -> ClientAccountCommand {
        match self {
            Self::Drop => ClientAccountCommand::Drop { capabilities },
            Self::Lift => ClientAccountCommand::Lift { capabilities },
        }
    }
}

#[component]
pub(super) fn RightsForm(people: People, open: RwSignal<bool>, way: Way, account: Account) -> impl IntoView {
    let dropped = people.dropped_of(&account);
    let offered = match way {
        Way::Drop => {
            without(&people.profile_of(&account).map(|profile| profile.capabilities).unwrap_or_default(), &dropped)
        }
        Way::Lift => dropped,
    };
    let (chosen, sending) = (RwSignal::new(Vec::<Capability>::new()), Sending::in_dialog(open));
    let wrong = RwSignal::new(None::<&'static str>);
    let text = way.text(&account.name, people.manages);
    let (send, said, none) = match way {
        Way::Drop => (t::drop_it(), t::dropped(&account.name), t::nothing_chosen()),
        Way::Lift => (t::lift_it(), t::lifted(&account.name), t::nothing_chosen_back()),
    };
    let is_empty = offered.is_empty();
    let submit = move |()| {
        let capabilities = chosen.get_untracked();
        wrong.set(capabilities.is_empty().then_some(none));
        if !capabilities.is_empty() {
            people.command(sending, &account, way.command(capabilities), said.clone());
        }
    };
    let choice = move |capability: Capability| {
        view! {
            <label class="checklist__choice">
                <input type="checkbox" prop:checked=move || chosen.with(|chosen| chosen.contains(&capability))
                    on:change=move |_| chosen.update(|chosen| toggle(chosen, capability)) />
                {name(capability)}
            </label>
        }
    };
    view! {
        <AskForm open send sending submit>
            <fieldset class="field">
                <legend class="field__label">{text}</legend>
                <div class="checklist">{offered.into_iter().map(choice).collect_view()}</div>
                {is_empty.then(|| view! { <p class="field__hint">{t::nothing_to_drop()}</p> }.into_any())}
            </fieldset>
            <p class="field__problem" role="alert">{move || wrong.get()}</p>
        </AskForm>
    }
    .into_any()
}
