//! The organisation's profiles: one matrix, edited in place and saved at once.

use super::{
    matrix::{Column, MatrixEditor},
    profile_forms::{Doing, ProfileDialogs},
    texts as t,
};
use crate::forms::not_loaded;
use base::{
    api::{ApiError, access as api},
    load::{Loaded, load},
    office::Office,
    ui::{Button, ButtonKind, Empty, EmptyKind, Icon, Menu, MenuItem, Sign, Skeleton},
    words,
};
use leptos::prelude::*;
use wire::{
    access::{Profile, ProfileChange},
    list::List,
    vocabulary::Capability,
};

#[component]
pub(super) fn ProfilesPage(office: Office) -> impl IntoView {
    let is_editable = office.may(Capability::AccessManage);
    let profiles = load({
        let office = office.clone();
        move || {
            let office = office.clone();
            async move { api::list_profiles(&office).await }
        }
    });
    let office = StoredValue::new(office);
    let value = profiles.value();
    let known = Memo::new(move |_| value.get());
    let doing = RwSignal::new(None::<Doing>);
    let lead = if is_editable { t::profiles_lead() } else { t::profiles_read_only() };
    view! {
        <div class="toolbar">
            <p class="toolbar__note">{lead}</p>
            {is_editable.then(|| view! {
                <Button kind=ButtonKind::Primary on_press=move |()| doing.set(Some(Doing::Adding))>{t::new_profile()}</Button>
            }.into_any())}
        </div>
        {not_loaded(&profiles)}
        {
            let profiles = profiles.clone();
            move || match known.get() {
                None => view! { <Skeleton lines=10 /> }.into_any(),
                Some(known) if known.items.is_empty() => {
                    view! { <Empty kind=EmptyKind::NothingYet text=t::no_profiles() /> }.into_any()
                }
                Some(known) => {
                    let profiles = profiles.clone();
                    view! { <Editor office known profiles is_editable doing /> }.into_any()
                }
            }
        }
        <ProfileDialogs office doing profiles />
    }
    .into_any()
}

#[component]
fn Editor(
    office: StoredValue<Office>,
    known: List<Profile>,
    profiles: Loaded<List<Profile>>,
    is_editable: bool,
    doing: RwSignal<Option<Doing>>,
) -> impl IntoView {
    let column = |profile: Profile| Column::new(profile.id, profile.name, profile.people, profile.capabilities);
    let head = Callback::new(move |column: Column| {
        let people = t::held_by(column.people.into());
        view! { <small>{people}</small> {is_editable.then(|| menu(column, doing))} }.into_any()
    });
    let save = Callback::new(move |changed: Vec<Column>| {
        let office = office.get_value();
        Box::pin(async move { save_all(&office, changed).await }) as _
    });
    let saved = Callback::new(move |()| profiles.reload());
    let columns = known.items.into_iter().map(column).collect();
    view! { <MatrixEditor label=t::profiles() columns is_editable head save saved /> }
}

fn menu(column: Column, doing: RwSignal<Option<Doing>>) -> AnyView {
    let open = RwSignal::new(false);
    let of = move || (column.id.get_value(), column.name.get_value());
    let items = Signal::derive(move || {
        vec![
            MenuItem::new(t::rename(), move || doing.set(Some(Doing::Renaming(of().0, of().1)))),
            MenuItem::new(t::remove(), move || doing.set(Some(Doing::Removing(of().0, of().1)))),
        ]
    });
    let name = t::profile_menu(&column.name.get_value());
    view! { <Menu open items name class="button--quiet button--square" label=|| view! { <Icon sign=Sign::Down /> } /> }
        .into_any()
}

/// Saves the changed profiles; answers what went wrong. What somebody else changed since it was read is shown
/// first, and saved only when it is asked for again.
async fn save_all(office: &Office, changed: Vec<Column>) -> Vec<String> {
    let fresh = match api::list_profiles(office).await {
        Ok(fresh) => fresh.items,
        Err(error) => return vec![words::error(&error)],
    };
    let mut problems = Vec::new();
    for column in changed {
        let name = column.name.get_value();
        let now = fresh.iter().find(|profile| column.id.with_value(|id| *id == profile.id));
        problems.extend(match now {
            None => Some(t::profile_failed(&name, &words::error(&ApiError::NotFound))),
            Some(now) if column.saved.with_untracked(|saved| *saved != now.capabilities) => {
                column.saved.set(now.capabilities.clone());
                Some(t::profile_changed_meanwhile(&name))
            }
            Some(_) => {
                save_one(office, column).await.err().map(|error| t::profile_failed(&name, &words::error(&error)))
            }
        });
    }
    problems
}

async fn save_one(office: &Office, column: Column) -> Result<(), ApiError> {
    let wanted = column.wanted.get_untracked();
    let change = ProfileChange { name: None, capabilities: Some(wanted) };
    let profile = api::change_profile(office, &column.id.get_value(), &change).await?;
    // The screen may have been left meanwhile.
    let _gone = column.saved.try_set(profile.capabilities);
    Ok(())
}
