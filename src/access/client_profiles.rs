//! The organisation's profiles as this client uses them: what it adds, and what it takes out.

use super::{
    capabilities::without,
    client_people::ClientPlace,
    matrix::{Column, MatrixEditor},
    texts as t,
};
use crate::forms::not_loaded;
use base::{
    api::{ApiError, access as api},
    load::{Loaded, load},
    ui::{Card, Skeleton},
    words,
};
use leptos::prelude::*;
use wire::{
    access::{ClientProfile, ProfileOverride},
    list::List,
    vocabulary::Capability,
};

/// What the template says, of which `profile` is how it is used here.
fn template_of(profile: &ClientProfile) -> Vec<Capability> {
    let mut template = without(&profile.capabilities, &profile.added);
    template.extend(without(&profile.removed, &template));
    template.sort();
    template
}

#[component]
pub(super) fn ClientProfiles(place: ClientPlace) -> impl IntoView {
    let profiles = load(move || {
        let (scope, client) = place.get_value();
        async move { api::list_client_profiles(&scope, &client).await }
    });
    let value = profiles.value();
    let known = Memo::new(move |_| value.get());
    view! {
        <Card title=t::profiles_here() aside=|| t::profiles_here_lead()>
            {not_loaded(&profiles)}
            {move || match known.get() {
                None => view! { <Skeleton lines=6 /> }.into_any(),
                Some(known) => {
                    let profiles = profiles.clone();
                    view! { <Editor place known profiles /> }.into_any()
                }
            }}
        </Card>
    }
    .into_any()
}

#[component]
fn Editor(place: ClientPlace, known: List<ClientProfile>, profiles: Loaded<List<ClientProfile>>) -> impl IntoView {
    let column = |profile: ClientProfile| {
        let template = template_of(&profile);
        Column::new(profile.id, profile.name, profile.people, profile.capabilities).of_template(template)
    };
    let head = Callback::new(|column: Column| view! { <small>{t::held_by(column.people.into())}</small> }.into_any());
    let save = Callback::new(move |changed: Vec<Column>| {
        let saving = async move {
            let mut problems = Vec::new();
            for column in changed {
                if let Err(error) = save_one(place, column).await {
                    problems.push(t::profile_failed(&column.name.get_value(), &words::error(&error)));
                }
            }
            problems
        };
        Box::pin(saving) as _
    });
    let saved = Callback::new(move |()| profiles.reload());
    let columns = known.items.into_iter().map(column).collect();
    view! { <MatrixEditor label=t::profiles_here() columns is_editable=true head save saved /> }
}

async fn save_one(place: ClientPlace, column: Column) -> Result<(), ApiError> {
    let (added, removed) = column.override_of();
    let ((scope, client), id) = (place.get_value(), column.id.get_value());
    let profile = api::override_profile(&scope, &client, &id, &ProfileOverride { added, removed }).await?;
    // The screen may have been left meanwhile.
    let _gone = column.saved.try_set(profile.capabilities);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Capability::{EvidenceOpen, OverviewRead, QueueRead};
    use wire::session::ProfileId;

    #[test]
    fn the_template_is_what_stands_without_the_clients_own_changes() {
        let profile = ClientProfile {
            id: ProfileId("p".into()),
            name: "Analyst".into(),
            capabilities: vec![QueueRead, EvidenceOpen],
            added: vec![EvidenceOpen],
            removed: vec![OverviewRead],
            people: 1,
        };
        assert_eq!(template_of(&profile), [OverviewRead, QueueRead]);
        let column = Column::new(profile.id.clone(), profile.name.clone(), 1, profile.capabilities.clone());
        assert_eq!(column.of_template(template_of(&profile)).override_of(), (profile.added, profile.removed));
    }
}
