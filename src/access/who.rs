//! "Who can see this?": every person by every capability, by what, now or as it was, of a client or of one incident.

use super::{
    capabilities::{groups, name},
    client_people::ClientPlace,
    texts as t,
};
use crate::forms::not_loaded;
use base::{
    api::{ApiError, access as api},
    links,
    load::load,
    time::{self, Style},
    ui::{Card, Empty, EmptyKind, Skeleton},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use wire::{
    Instant,
    access::{AccessMatrix, Holder, Through},
    session::IncidentKey,
    vocabulary::{Capability, Reach},
};

#[component]
pub(super) fn WhoCanSee(place: ClientPlace) -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| {
            let incident = query.get("incident").filter(|key| !key.is_empty()).map(IncidentKey);
            (incident, query.get("at").filter(|at| !at.is_empty()).map(Instant))
        })
    });
    let matrix = load(move || {
        let ((scope, client), (incident, at)) = (place.get_value(), wanted.get());
        async move { api::read_access_matrix(&scope, &client, incident.as_ref(), at.as_ref()).await }
    });
    let value = matrix.value();
    let known = Memo::new(move |_| value.get());
    let incident = Memo::new(move |_| wanted.with(|(incident, _)| incident.clone()));
    let title = move || match incident.get() {
        Some(key) => t::who_can_see_incident(&key.0),
        None => t::who_can_see().to_owned(),
    };
    let failed = matrix.clone();
    let is_missing = Memo::new(move |_| failed.failure() == Some(ApiError::NotFound));
    move || {
        let loaded = matrix.clone();
        view! {
            <Card title=title() aside=move || known.with(|known| known.as_ref().map(truth))>
                <Moments place wanted />
                {move || if is_missing.get() {
                    view! { <Empty kind=EmptyKind::NoMatch text=t::no_such_incident() /> }.into_any()
                } else {
                    not_loaded(&loaded)().into_any()
                }}
                {move || match known.get().filter(|_| !is_missing.get()) {
                    None if is_missing.get() => ().into_any(),
                    None => view! { <Skeleton lines=8 /> }.into_any(),
                    Some(known) if known.people.is_empty() => {
                        view! { <Empty kind=EmptyKind::NothingYet text=t::nobody_sees() /> }.into_any()
                    }
                    Some(known) => table(&known),
                }}
            </Card>
        }
        .into_any()
    }
}

/// When it was true, and since when anything is known.
fn truth(known: &AccessMatrix) -> String {
    let shown = |at: &Instant| time::shown(at, Style::Full);
    match &known.known_since {
        Some(since) if *since > known.as_of => t::known_since(&shown(since)),
        _ => t::true_at(&shown(&known.as_of)),
    }
}

/// The moment that is asked for, in the address.
#[component]
fn Moments(place: ClientPlace, wanted: Memo<(Option<IncidentKey>, Option<Instant>)>) -> impl IntoView {
    let navigate = use_navigate();
    let go = Callback::new(move |(incident, at): (Option<IncidentKey>, Option<Instant>)| {
        let to = place.with_value(|(_, client)| links::who_can_see(client, incident.as_ref(), at.as_ref()));
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let local = move || wanted.with(|(_, at)| at.as_ref().and_then(time::local_of).unwrap_or_default());
    view! {
        <div class="toolbar">
            <label class="inline-field">
                {t::as_it_was()}
                <input class="input" type="datetime-local" prop:value=local
                    on:change:target=move |event| go.run((wanted.get_untracked().0, time::instant_of_local(&event.target().value()))) />
            </label>
            {move || wanted.with(|(_, at)| at.is_some()).then(|| view! {
                <button class="button" type="button" on:click=move |_| go.run((wanted.get_untracked().0, None))>{t::now()}</button>
            }.into_any())}
            {move || wanted.with(|(incident, _)| incident.is_some()).then(|| view! {
                <button class="button" type="button" on:click=move |_| go.run((None, wanted.get_untracked().1))>{t::whole_client()}</button>
            }.into_any())}
        </div>
    }
    .into_any()
}

/// How somebody stands to a capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    Yes,
    Added,
    Removed,
    Dropped,
    No,
}

fn held(holder: &Holder, capability: Capability) -> Held {
    let among = |list: &[Capability]| list.contains(&capability);
    match among(&holder.capabilities) {
        true if among(&holder.added) => Held::Added,
        true => Held::Yes,
        false if among(&holder.dropped) => Held::Dropped,
        false if among(&holder.removed) => Held::Removed,
        false => Held::No,
    }
}

impl Held {
    /// Class, sign, and what is heard instead of the sign.
    fn look(self, capability: Capability) -> (&'static str, &'static str, String) {
        let name = name(capability);
        match self {
            Self::Yes => ("held held--yes", "✓", t::may(&name)),
            Self::Added => ("held held--added", "✓+", t::may_by_client(&name)),
            Self::Removed => ("held held--removed", "−", t::may_not_by_client(&name)),
            Self::Dropped => ("held held--dropped", "×", t::may_not_dropped(&name)),
            Self::No => ("held", "·", t::may_not(&name)),
        }
    }
}

fn by_what(through: &Through) -> String {
    match (through.reach, &through.group) {
        (Reach::Group, Some(group)) => t::in_group(&through.profile, group),
        (Reach::Standing, _) => t::everywhere(&through.profile),
        _ => through.profile.clone(),
    }
}

fn table(known: &AccessMatrix) -> AnyView {
    // Whose people they are is said once over all of them.
    let organisations = known.people.chunk_by(|one, next| one.person.organisation == next.person.organisation);
    let organisations = organisations.map(|people| {
        let class = if people.iter().all(|holder| holder.manages) { "matrix__manages" } else { "" };
        let width = people.len().to_string();
        view! { <th scope="colgroup" colspan=width class=class>{people[0].person.organisation.clone()}</th> }
    });
    let heads = known.people.iter().map(|holder| {
        let through =
            holder.through.iter().map(|through| view! { <small>{by_what(through)}</small> }.into_any()).collect_view();
        view! {
            <th scope="col">
                <span class="matrix__name">{holder.person.name.clone()}</span>
                {through}
            </th>
        }
    });
    let width = (known.people.len() + 1).to_string();
    let group = |(title, capabilities): (&'static str, &'static [Capability])| {
        let rows = capabilities.iter().map(|capability| row(*capability, &known.people)).collect_view();
        view! {
            <tbody>
                <tr class="matrix__group"><th scope="rowgroup" colspan=width.clone()>{title}</th></tr>
                {rows}
            </tbody>
        }
    };
    view! {
        <div class="matrix" tabindex="0" role="group" aria-label=t::who_can_see()>
            <table aria-label=t::who_can_see()>
                <thead>
                    <tr class="matrix__of"><td></td>{organisations.collect_view()}</tr>
                    <tr><th scope="col">{t::capability()}</th>{heads.collect_view()}</tr>
                </thead>
                {groups().into_iter().map(group).collect_view()}
            </table>
        </div>
        <p class="legend" aria-hidden="true">
            {[
                ("✓", t::legend_held()),
                ("✓+", t::legend_added()),
                ("·", t::legend_not()),
                ("−", t::legend_removed()),
                ("×", t::legend_dropped()),
            ]
                .map(|(sign, word)| view! { <span><b>{sign}</b>" "{word}</span> }.into_any())}
        </p>
    }
    .into_any()
}

fn row(capability: Capability, people: &[Holder]) -> AnyView {
    let cells = people.iter().map(|holder| {
        let (class, sign, heard) = held(holder, capability).look(capability);
        let title = heard.clone();
        view! {
            <td class=class title=title>
                <span aria-hidden="true">{sign}</span>
                <span class="only-heard">{heard}</span>
            </td>
        }
    });
    view! { <tr><th scope="row">{name(capability)}</th>{cells.collect_view()}</tr> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Capability::{EvidenceOpen, OverviewRead, QueueRead, ReceiptsRead};
    use wire::{
        session::{Person, UserId},
        vocabulary::AccountState,
    };

    #[test]
    fn a_cell_says_why_it_is_as_it_is() {
        let holder = Holder {
            person: Person { id: UserId("tom".into()), name: "Tom".into(), organisation: "Harbor".into() },
            state: AccountState::Active,
            manages: false,
            capabilities: vec![OverviewRead, ReceiptsRead],
            through: vec![],
            added: vec![ReceiptsRead],
            removed: vec![QueueRead],
            dropped: vec![EvidenceOpen],
        };
        let cells = [OverviewRead, ReceiptsRead, QueueRead, EvidenceOpen, Capability::ClientManage];
        let expected = [Held::Yes, Held::Added, Held::Removed, Held::Dropped, Held::No];
        assert_eq!(cells.map(|capability| held(&holder, capability)), expected);
    }
}
