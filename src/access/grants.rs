//! Which profiles a person holds where: said in a line each, and edited.

use super::texts as t;
use base::ui::{Button, Icon, Sign};
use leptos::prelude::*;
use wire::{
    access::{ClientGrant, Grants, GroupGrant, Profile},
    session::{ClientId, GroupId, ProfileId, Session},
};

/// What `grants` say, a line each, the widest first.
pub(super) fn said(grants: &Grants, profiles: &[Profile], session: &Session) -> Vec<String> {
    let profile = |id: &ProfileId| {
        let known = profiles.iter().find(|profile| profile.id == *id);
        known.map_or_else(|| t::unknown_profile().to_owned(), |profile| profile.name.clone())
    };
    let group = |id: &GroupId| {
        let known = session.groups.iter().find(|group| group.id == *id);
        known.map_or_else(|| id.0.clone(), |group| group.name.clone())
    };
    let standing = grants.standing.iter().map(|id| t::everywhere(&profile(id)));
    let groups = grants.groups.iter().map(|grant| t::in_group(&profile(&grant.profile), &group(&grant.group)));
    let clients =
        grants.clients.iter().map(|grant| t::in_client(&profile(&grant.profile), &client_name(&grant.client, session)));
    standing.chain(groups).chain(clients).collect()
}

pub(super) fn client_name(id: &ClientId, session: &Session) -> String {
    session.clients.iter().find(|client| client.id == *id).map_or_else(|| id.0.clone(), |client| client.name.clone())
}

/// A client or a group, as a value of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Group(GroupId),
    Client(ClientId),
}

impl Place {
    fn value(&self) -> String {
        match self {
            Self::Group(id) => ["g/", &id.0].concat(),
            Self::Client(id) => ["c/", &id.0].concat(),
        }
    }

    fn of_value(value: &str) -> Option<Self> {
        match value.split_once('/')? {
            ("g", id) => Some(Self::Group(GroupId(id.to_owned()))),
            ("c", id) => Some(Self::Client(ClientId(id.to_owned()))),
            _ => None,
        }
    }
}

/// One single place and its profile. Empty while nothing is chosen.
#[derive(Clone, Copy, PartialEq)]
struct Line {
    id: u32,
    place: RwSignal<String>,
    profile: RwSignal<String>,
}

/// Grants while they are being edited. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct GrantsDraft {
    standing: RwSignal<String>,
    lines: RwSignal<Vec<Line>>,
}

impl GrantsDraft {
    pub(super) fn new(grants: &Grants) -> Self {
        let draft = Self {
            standing: RwSignal::new(grants.standing.as_ref().map(|id| id.0.clone()).unwrap_or_default()),
            lines: RwSignal::new(Vec::new()),
        };
        for grant in &grants.groups {
            draft.add(&Place::Group(grant.group.clone()).value(), &grant.profile.0);
        }
        for grant in &grants.clients {
            draft.add(&Place::Client(grant.client.clone()).value(), &grant.profile.0);
        }
        draft
    }

    fn add(self, place: &str, profile: &str) {
        let [place, profile] = [place, profile].map(|value| RwSignal::new(value.to_owned()));
        self.lines.update(|lines| {
            let id = lines.last().map_or(0, |last| last.id + 1);
            lines.push(Line { id, place, profile });
        });
    }

    /// What is chosen; lines that are not filled in are left out.
    pub(super) fn grants(self) -> Grants {
        let chosen = |value: String| Some(ProfileId(value)).filter(|id| !id.0.is_empty());
        let mut grants = Grants { standing: chosen(self.standing.get_untracked()), ..Grants::default() };
        for line in self.lines.get_untracked() {
            let place = Place::of_value(&line.place.get_untracked());
            match (place, chosen(line.profile.get_untracked())) {
                (Some(Place::Group(group)), Some(profile)) => grants.groups.push(GroupGrant { group, profile }),
                (Some(Place::Client(client)), Some(profile)) => grants.clients.push(ClientGrant { client, profile }),
                _ => {}
            }
        }
        grants
    }
}

#[component]
pub(super) fn GrantsField(
    draft: GrantsDraft,
    profiles: StoredValue<Vec<Profile>>,
    session: StoredValue<Session>,
) -> impl IntoView {
    let options = move |none: &str| {
        let none = std::iter::once((String::new(), none.to_owned()));
        let known =
            profiles.with_value(|all| all.iter().map(|one| (one.id.0.clone(), one.name.clone())).collect::<Vec<_>>());
        none.chain(known).collect::<Vec<_>>()
    };
    let places = move || {
        session.with_value(|session| {
            let none = std::iter::once((String::new(), String::from("–")));
            let groups = session.groups.iter().map(|g| (Place::Group(g.id.clone()).value(), t::of_group(&g.name)));
            let clients = session.clients.iter().map(|c| (Place::Client(c.id.clone()).value(), c.name.clone()));
            none.chain(groups).chain(clients).collect::<Vec<_>>()
        })
    };
    let line = move |line: Line| {
        let gone = move |()| draft.lines.update(|lines| lines.retain(|known| known.id != line.id));
        view! {
            <div class="grants__line">
                {choice(t::place(), places(), line.place)}
                {choice(t::column_profile(), options("–"), line.profile)}
                <Button kind=base::ui::ButtonKind::Quiet label=t::remove_place() on_press=gone><Icon sign=Sign::Close /></Button>
            </div>
        }
    };
    view! {
        <label class="field">
            <span class="field__label">{t::in_all_clients()}</span>
            {choice(t::in_all_clients(), options(t::only_below()), draft.standing)}
        </label>
        <fieldset class="field">
            <legend class="field__label">{t::elsewhere()}</legend>
            <For each=move || draft.lines.get() key=|line| line.id children=line />
            <div><Button on_press=move |()| draft.add("", "")>{t::add_place()}</Button></div>
            <p class="field__hint">{t::elsewhere_hint()}</p>
        </fieldset>
    }
    .into_any()
}

fn choice(label: &'static str, options: Vec<(String, String)>, value: RwSignal<String>) -> AnyView {
    let chosen = value.get_untracked();
    view! {
        <select class="input" aria-label=label on:change:target=move |event| value.set(event.target().value())>
            {options.into_iter().map(|(one, word)| {
                let is_chosen = one == chosen;
                view! { <option value=one selected=is_chosen>{word}</option> }
            }).collect_view()}
        </select>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_are_said_the_widest_first() {
        let session = crate::routes::samples::session(&["harbor", "cedar"]);
        let profile = |id: &str, name: &str| Profile {
            id: ProfileId(id.into()),
            name: name.into(),
            capabilities: vec![],
            people: 0,
        };
        let grants = Grants {
            standing: Some(ProfileId("p1".into())),
            groups: vec![GroupGrant { group: GroupId("gold".into()), profile: ProfileId("p2".into()) }],
            clients: vec![ClientGrant { client: ClientId("harbor".into()), profile: ProfileId("p9".into()) }],
        };
        let expected =
            [t::everywhere("Analyst"), t::in_group("Lead", "Gold"), t::in_client(t::unknown_profile(), "harbor")];
        assert_eq!(said(&grants, &[profile("p1", "Analyst"), profile("p2", "Lead")], &session), expected);
    }

    #[test]
    fn a_place_survives_being_chosen() {
        for place in [Place::Group(GroupId("gold".into())), Place::Client(ClientId("harbor-7k".into()))] {
            assert_eq!(Place::of_value(&place.value()), Some(place));
        }
        assert_eq!(Place::of_value(""), None);
    }

    #[test]
    fn what_is_not_filled_in_is_not_granted() {
        let grants = Grants { standing: Some(ProfileId("p1".into())), ..Grants::default() };
        let draft = GrantsDraft::new(&grants);
        draft.add("c/harbor", "");
        assert_eq!(draft.grants(), grants);
    }
}
