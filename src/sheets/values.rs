//! What each filter offers to choose from, and what choosing does to what is wanted.

use crate::{
    queue::{address::toggle, choices::Field},
    texts as t,
};
use base::{scope::Scope, words};
use wire::{
    queue::{AssigneeFilter, Count, Facets, QueueFilter},
    session::{Session, UserId},
    vocabulary::{Category, Priority, Severity, Status},
};

/// One value to choose.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    pub(super) label: String,
    /// Rows that have it under the filter that is set; `None` where nobody counted.
    pub(super) count: Option<u64>,
    pub(super) is_chosen: bool,
    /// What is wanted once it is chosen, or no longer.
    pub(super) then: QueueFilter,
}

/// Everything there is to choose, the most pressing first.
pub(super) fn values(
    field: Field,
    filter: &QueueFilter,
    facets: Option<&Facets>,
    scope: &Scope,
    session: Option<&Session>,
) -> Vec<Value> {
    match field {
        Field::Status => listed(Status::ALL, words::status, filter, |f| &mut f.status, facets.map(|f| &f.status[..])),
        Field::Priority => {
            let worst_first: Vec<_> = Priority::ALL.iter().rev().copied().collect();
            listed(&worst_first, words::priority, filter, |f| &mut f.priority, facets.map(|f| &f.priority[..]))
        }
        Field::Severity => {
            let worst_first: Vec<_> = Severity::ALL.iter().rev().copied().collect();
            listed(&worst_first, words::severity, filter, |f| &mut f.severity, facets.map(|f| &f.severity[..]))
        }
        Field::Category => {
            listed(Category::ALL, words::category, filter, |f| &mut f.category, facets.map(|f| &f.category[..]))
        }
        Field::Client => {
            let clients = scope.clients().iter();
            clients
                .map(|client| {
                    let counts = facets.map(|facets| &facets.client[..]);
                    value(client.name.clone(), client.id.clone(), filter, |f| &mut f.client, counts)
                })
                .collect()
        }
        Field::Assignee => assignees(filter, facets, session),
        // Made where they are shown.
        Field::More => Vec::new(),
    }
}

pub(super) fn listed<T: Copy + PartialEq>(
    all: &[T],
    word: fn(T) -> &'static str,
    filter: &QueueFilter,
    field: fn(&mut QueueFilter) -> &mut Vec<T>,
    counts: Option<&[Count<T>]>,
) -> Vec<Value> {
    all.iter().map(|one| value(word(*one).to_owned(), *one, filter, field, counts)).collect()
}

pub(super) fn value<T: Clone + PartialEq>(
    label: String,
    one: T,
    filter: &QueueFilter,
    field: fn(&mut QueueFilter) -> &mut Vec<T>,
    counts: Option<&[Count<T>]>,
) -> Value {
    let mut then = filter.clone();
    let is_chosen = field(&mut then).contains(&one);
    let count = counts.map(|counts| counts.iter().find(|count| count.value == one).map_or(0, |count| count.count));
    toggle(field(&mut then), one);
    Value { label, count, is_chosen, then }
}

fn assignees(filter: &QueueFilter, facets: Option<&Facets>, session: Option<&Session>) -> Vec<Value> {
    let one = |label: String, assignee: Option<AssigneeFilter>, count| {
        let is_chosen = filter.assignee == assignee;
        Value { label, count, is_chosen, then: QueueFilter { assignee, ..filter.clone() } }
    };
    let counted = |id: Option<&UserId>| {
        facets?
            .assignee
            .iter()
            .find(|count| count.value.as_ref().map(|person| &person.id) == id)
            .map(|count| count.count)
    };
    let mut values = vec![
        one(t::anybody().to_owned(), None, None),
        one(t::assigned_me().to_owned(), Some(AssigneeFilter::Me), None),
        one(words::nobody().to_owned(), Some(AssigneeFilter::Nobody), counted(None)),
    ];
    if session.is_some_and(|session| !session.own_teams.is_empty()) {
        values.insert(2, one(t::assigned_my_teams().to_owned(), Some(AssigneeFilter::MyTeams), None));
    }
    let teams = session.into_iter().flat_map(|session| &session.teams);
    values.extend(teams.map(|team| one(team.name.clone(), Some(AssigneeFilter::Team(team.id.clone())), None)));
    let people = facets.into_iter().flat_map(|facets| &facets.assignee).filter_map(|count| count.value.as_ref());
    values.extend(people.map(|person| {
        one(person.name.clone(), Some(AssigneeFilter::User(person.id.clone())), counted(Some(&person.id)))
    }));
    if !values.iter().any(|value| value.is_chosen) {
        // Whoever has no row left under this filter still has to be seen to be chosen.
        values.extend(filter.assignee.clone().map(|chosen| {
            let (label, count) = match chosen {
                AssigneeFilter::MyTeams => (t::assigned_my_teams(), None),
                AssigneeFilter::Team(_) => (t::some_team(), None),
                _ => (t::somebody(), Some(0)),
            };
            one(label.to_owned(), Some(chosen), count)
        }));
    }
    values
}

#[cfg(test)]
pub(super) fn chosen(values: &[Value]) -> Vec<&str> {
    values.iter().filter(|value| value.is_chosen).map(|value| value.label.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::samples::session;
    use base::scope::ScopeAddress;
    use wire::session::{Team, TeamId};

    fn of(field: Field, filter: &QueueFilter) -> Vec<Value> {
        let scope = Scope::open(&ScopeAddress::All, &session(&["harbor", "cedar"])).expect("two clients");
        values(field, filter, None, &scope, None)
    }

    #[test]
    fn choosing_adds_and_choosing_again_takes_away() {
        let statuses = of(Field::Status, &QueueFilter::open());
        assert_eq!(chosen(&statuses), ["New", "In progress", "On hold"]);
        assert_eq!(statuses[0].then.status, [Status::InProgress, Status::OnHold]);
        assert_eq!(statuses[4].then.status.len(), 4);
    }

    #[test]
    fn the_worst_comes_first_and_clients_are_the_scopes() {
        assert_eq!(of(Field::Priority, &QueueFilter::open())[0].label, "Critical");
        let clients: Vec<String> =
            of(Field::Client, &QueueFilter::open()).into_iter().map(|value| value.label).collect();
        assert_eq!(clients, ["harbor", "cedar"]);
    }

    #[test]
    fn one_assignee_takes_the_place_of_another() {
        let filter =
            QueueFilter { assignee: Some(AssigneeFilter::User(UserId("u9".into()))), ..QueueFilter::default() };
        let people = of(Field::Assignee, &filter);
        assert_eq!(chosen(&people), [t::somebody()]);
        assert_eq!(people[1].then.assignee, Some(AssigneeFilter::Me));
        assert_eq!(people[0].then.assignee, None);
    }

    #[test]
    fn teams_come_before_people_and_ones_own_together() {
        let team = |id: &str| Team { id: TeamId(id.into()), name: id.into() };
        let teams = vec![team("day"), team("night")];
        let filter = QueueFilter { assignee: Some(AssigneeFilter::MyTeams), ..QueueFilter::default() };
        let labels = |own_teams| {
            let session = Session { teams: teams.clone(), own_teams, ..session(&["harbor"]) };
            let values = assignees(&filter, None, Some(&session));
            assert_eq!(chosen(&values), [t::assigned_my_teams()]);
            values.into_iter().map(|value| value.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(vec![TeamId("day".into())])[2..], ["My teams", "Nobody", "day", "night"]);
        assert_eq!(labels(vec![])[2..], ["Nobody", "day", "night", "My teams"], "chosen once, and none of them now");
    }
}
