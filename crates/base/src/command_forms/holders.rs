//! Who can be given a client's incidents: a team or a person.

use super::texts as t;
use crate::{
    api::{self, ApiError},
    scope::Scope,
    words,
};
use wire::{
    incident::AssignTo,
    session::{ClientId, UserId},
};

/// A team or a person, with what tells them from others of the name.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    pub to: AssignTo,
    pub name: String,
    pub note: String,
}

/// All of a client: teams, then `me`, then the others.
///
/// # Errors
/// Any [`ApiError`].
pub async fn list_holders(scope: &Scope, client: &ClientId, me: Option<&UserId>) -> Result<Vec<Holder>, ApiError> {
    let teams = api::list_assignable_teams(scope, client).await?.items.into_iter().map(|team| Holder {
        to: AssignTo::Team(team.id),
        name: team.name,
        note: t::team_of(&team.organisation),
    });
    let mut people = api::list_assignees(scope, client).await?.items;
    if let Some(place) = people.iter().position(|person| Some(&person.id) == me) {
        let mine = people.remove(place);
        people.insert(0, mine);
    }
    let people = people.into_iter().map(|person| Holder {
        note: if Some(&person.id) == me { words::you().to_owned() } else { person.organisation },
        to: AssignTo::Person(person.id),
        name: person.name,
    });
    Ok(teams.chain(people).collect())
}
