//! A new profile, another name for one, and the end of one.

use super::texts as t;
use crate::forms::{AskForm, Confirm, SelectField, Sending, TextField, open_if};
use base::{
    api::access as api,
    load::Loaded,
    office::Office,
    ui::{Dialog, use_announcer},
};
use leptos::prelude::*;
use wire::{
    access::{NewProfile, Profile, ProfileChange},
    list::List,
    session::ProfileId,
};

/// What a dialog is about.
#[derive(Clone, PartialEq)]
pub(super) enum Doing {
    Adding,
    Renaming(ProfileId, String),
    Removing(ProfileId, String),
}

#[component]
pub(super) fn ProfileDialogs(
    office: StoredValue<Office>,
    doing: RwSignal<Option<Doing>>,
    profiles: Loaded<List<Profile>>,
) -> impl IntoView {
    let adding = open_if(doing, |doing| matches!(doing, Doing::Adding));
    let renaming = open_if(doing, |doing| matches!(doing, Doing::Renaming(..)));
    let removing = open_if(doing, |doing| matches!(doing, Doing::Removing(..)));
    let about = move || match doing.get() {
        Some(Doing::Renaming(id, name) | Doing::Removing(id, name)) => Some((id, name)),
        _ => None,
    };
    let name = move || about().map(|(_, name)| name).unwrap_or_default();
    let value = StoredValue::new(profiles.value());
    let done = Callback::new({
        let profiles = profiles.clone();
        move |()| profiles.reload()
    });
    let announcer = use_announcer();
    let remove = move |sending: Sending| {
        let Some((id, name)) = untrack(about) else { return };
        let (office, announcer) = (office.get_value(), announcer.clone());
        sending.run(async move { api::remove_profile(&office, &id).await }, move |()| {
            announcer.toast(t::removed(&name));
            done.run(());
        });
    };
    view! {
        <Dialog open=adding title=t::new_profile_title()>
            {move || {
                let known = value.get_value().get_untracked().map(|known| known.items).unwrap_or_default();
                view! { <NewProfileForm open=adding office known done /> }
            }}
        </Dialog>
        <Dialog open=renaming title=Signal::derive(move || t::rename_profile(&name()))>
            {move || untrack(about).map(|(id, name)| view! { <RenameForm open=renaming office id name done /> }.into_any())}
        </Dialog>
        <Confirm open=removing act=remove send=t::remove_it().to_owned()
            title=Signal::derive(move || t::remove_profile(&name()))
            text=Signal::derive(move || t::remove_profile_text(&name())) />
    }
    .into_any()
}

#[component]
fn NewProfileForm(
    open: RwSignal<bool>,
    office: StoredValue<Office>,
    known: Vec<Profile>,
    done: Callback<()>,
) -> impl IntoView {
    let [name, like] = [(); 2].map(|()| RwSignal::new(String::new()));
    let sending = Sending::in_dialog(open);
    let options: Vec<(String, String)> = std::iter::once((String::new(), t::nothing_yet().to_owned()))
        .chain(known.iter().map(|profile| (profile.id.0.clone(), profile.name.clone())))
        .collect();
    let submit = move |()| {
        let name = name.get_untracked().trim().to_owned();
        if sending.is_missing("name", &name) {
            return;
        }
        let like = known.iter().find(|profile| like.with_untracked(|like| profile.id.0 == *like));
        let capabilities = like.map(|profile| profile.capabilities.clone()).unwrap_or_default();
        let office = office.get_value();
        let work = async move { api::create_profile(&office, &NewProfile { name, capabilities }).await };
        sending.run(work, move |_| done.run(()));
    };
    view! {
        <AskForm open send=t::create_profile() sending submit>
            <TextField label=t::name() name="name" value=name sending />
            <SelectField label=t::begin_with() name="like" options=Signal::stored(options) value=like sending />
        </AskForm>
    }
    .into_any()
}

#[component]
fn RenameForm(
    open: RwSignal<bool>,
    office: StoredValue<Office>,
    id: ProfileId,
    name: String,
    done: Callback<()>,
) -> impl IntoView {
    let name = RwSignal::new(name);
    let sending = Sending::in_dialog(open);
    let submit = move |()| {
        let name = name.get_untracked().trim().to_owned();
        if sending.is_missing("name", &name) {
            return;
        }
        let (office, id) = (office.get_value(), id.clone());
        let change = ProfileChange { name: Some(name), capabilities: None };
        sending.run(async move { api::change_profile(&office, &id, &change).await }, move |_| done.run(()));
    };
    view! {
        <AskForm open send=t::rename_it() sending submit>
            <TextField label=t::name() name="name" value=name sending />
        </AskForm>
    }
    .into_any()
}
