//! What is asked before a view is saved, renamed or removed.

use super::{
    state::{Doing, Views},
    texts as t,
};
use crate::forms::{AskForm, Confirm, Sending, TextField, open_if};
use base::{api, ui::Dialog};
use leptos::prelude::*;
use wire::{
    view::{NewView, View, ViewChange, ViewVisibility},
    vocabulary::Capability,
};

#[component]
pub(super) fn Forms(views: Views) -> impl IntoView {
    let forms = open_if(views.doing, |doing| !matches!(doing, Doing::Removing(_)));
    let removal = open_if(views.doing, |doing| matches!(doing, Doing::Removing(_)));
    let name = move || match views.doing.get() {
        Some(Doing::Renaming(view) | Doing::Removing(view)) => Some(view.name),
        _ => None,
    };
    let title = Signal::derive(move || name().map_or_else(|| t::save_title().to_owned(), |name| t::rename_of(&name)));
    let remove = move |sending: Sending| {
        let Some(Doing::Removing(view)) = views.doing.get_untracked() else { return };
        let view = views.newest(view);
        let work = async move { api::remove_view(&view.id, view.version).await.map(|()| view) };
        sending.run(views.or_read_anew(work), move |view| views.removed(&view));
    };
    view! {
        <Dialog open=forms title>
            {move || {
                let view = match views.doing.get_untracked() {
                    Some(Doing::Renaming(view)) => Some(view),
                    _ => None,
                };
                view! { <ViewForm views open=forms view /> }
            }}
        </Dialog>
        <Confirm open=removal act=remove send=t::remove_it().to_owned()
            title=Signal::derive(move || t::remove_of(&name().unwrap_or_default()))
            text=Signal::derive(move || removal_text(views)) />
    }
    .into_any()
}

fn removal_text(views: Views) -> String {
    let is_teams = views
        .doing
        .with(|doing| matches!(doing, Some(Doing::Removing(view)) if view.visibility == ViewVisibility::Team));
    if is_teams { t::remove_text_team() } else { t::remove_text() }.to_owned()
}

/// A name, and who sees it. What it asks for is the address's, or stays.
#[component]
fn ViewForm(views: Views, open: RwSignal<bool>, view: Option<View>) -> impl IntoView {
    let session = views.session().signed_in();
    let shares = |capabilities: &[Capability]| capabilities.contains(&Capability::IncidentAssign);
    let may_share = session.as_ref().is_some_and(|session| {
        // Who sees a view is its owner's to say.
        let is_own = view.as_ref().is_none_or(|view| view.owner.id == session.user.id);
        is_own && session.clients.iter().any(|client| shares(&client.capabilities))
    });
    let organisation = session.map_or_else(String::new, |session| session.organisation.name.clone());
    let name = RwSignal::new(view.as_ref().map_or_else(String::new, |view| view.name.clone()));
    let is_shared = RwSignal::new(view.as_ref().is_some_and(|view| view.visibility == ViewVisibility::Team));
    let sending = Sending::in_dialog(open);
    let submit = move |()| {
        let name = name.get_untracked().trim().to_owned();
        if sending.is_missing("name", &name) {
            return;
        }
        let visibility = if is_shared.get_untracked() { ViewVisibility::Team } else { ViewVisibility::Mine };
        match view.clone() {
            Some(view) => {
                let view = views.newest(view);
                let change = ViewChange { name: Some(name), visibility: Some(visibility), ..ViewChange::default() };
                let work = async move { api::change_view(&view.id, view.version, &change).await };
                sending.run(views.or_read_anew(work), move |view| views.changed(view));
            }
            None => {
                let wanted = views.wanted.get_untracked();
                let filter = wanted.filter.to_pairs().into_iter().map(|(name, value)| (name.to_owned(), value));
                let new = NewView { name, visibility, filter: filter.collect(), sort: wanted.sort };
                let work = async move { api::save_view(&new).await };
                sending.run(work, move |view| views.made(view));
            }
        }
    };
    view! {
        <AskForm open send=t::save() sending submit>
            <TextField label=t::name() name="name" value=name sending />
            {may_share.then(|| view! {
                <label class="checklist__choice">
                    <input type="checkbox" prop:checked=move || is_shared.get()
                        on:change=move |_| is_shared.update(|shared| *shared = !*shared) />
                    {t::share_with(&organisation)}
                </label>
            })}
        </AskForm>
    }
    .into_any()
}
