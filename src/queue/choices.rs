//! What each filter offers to choose from, and what choosing does to what is wanted.

use super::address::{Wanted, toggle};
use crate::texts as t;
use base::{scope::Scope, words};
use wire::{
    queue::{AssigneeFilter, Count, Facets, QueueFilter},
    session::UserId,
    vocabulary::{Category, Priority, Severity, Status},
};

/// What the queue can be narrowed by, in the order of the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Status,
    Priority,
    Severity,
    Category,
    Client,
    Assignee,
}

/// One value to choose.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Value {
    pub(crate) label: String,
    /// Rows that have it under the filter that is set; `None` where nobody counted.
    pub(crate) count: Option<u64>,
    pub(crate) is_chosen: bool,
    /// What is wanted once it is chosen, or no longer.
    pub(crate) then: QueueFilter,
}

impl Field {
    pub(crate) const ALL: [Self; 6] =
        [Self::Status, Self::Priority, Self::Severity, Self::Category, Self::Client, Self::Assignee];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Status => t::column_status(),
            Self::Priority => t::column_priority(),
            Self::Severity => t::column_severity(),
            Self::Category => t::column_category(),
            Self::Client => t::column_client(),
            Self::Assignee => t::column_assignee(),
        }
    }

    /// Whether one value takes the place of another.
    pub(crate) const fn takes_one(self) -> bool {
        matches!(self, Self::Assignee)
    }

    /// Everything there is to choose, the most pressing first.
    pub(crate) fn values(self, wanted: &Wanted, facets: Option<&Facets>, scope: &Scope) -> Vec<Value> {
        let filter = &wanted.filter;
        match self {
            Self::Status => {
                listed(Status::ALL, words::status, filter, |f| &mut f.status, facets.map(|f| &f.status[..]))
            }
            Self::Priority => {
                let worst_first: Vec<_> = Priority::ALL.iter().rev().copied().collect();
                listed(&worst_first, words::priority, filter, |f| &mut f.priority, facets.map(|f| &f.priority[..]))
            }
            Self::Severity => {
                let worst_first: Vec<_> = Severity::ALL.iter().rev().copied().collect();
                listed(&worst_first, words::severity, filter, |f| &mut f.severity, facets.map(|f| &f.severity[..]))
            }
            Self::Category => {
                listed(Category::ALL, words::category, filter, |f| &mut f.category, facets.map(|f| &f.category[..]))
            }
            Self::Client => {
                let clients = scope.clients().iter();
                clients
                    .map(|client| {
                        let counts = facets.map(|facets| &facets.client[..]);
                        value(client.name.clone(), client.id.clone(), filter, |f| &mut f.client, counts)
                    })
                    .collect()
            }
            Self::Assignee => assignees(filter, facets),
        }
    }

    /// The values that are set, as the button says them.
    pub(crate) fn chosen(values: &[Value]) -> Vec<&str> {
        values.iter().filter(|value| value.is_chosen).map(|value| value.label.as_str()).collect()
    }
}

fn listed<T: Copy + PartialEq>(
    all: &[T],
    word: fn(T) -> &'static str,
    filter: &QueueFilter,
    field: fn(&mut QueueFilter) -> &mut Vec<T>,
    counts: Option<&[Count<T>]>,
) -> Vec<Value> {
    all.iter().map(|one| value(word(*one).to_owned(), *one, filter, field, counts)).collect()
}

fn value<T: Clone + PartialEq>(
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

fn assignees(filter: &QueueFilter, facets: Option<&Facets>) -> Vec<Value> {
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
    let people = facets.into_iter().flat_map(|facets| &facets.assignee).filter_map(|count| count.value.as_ref());
    values.extend(people.map(|person| {
        one(person.name.clone(), Some(AssigneeFilter::User(person.id.clone())), counted(Some(&person.id)))
    }));
    // Somebody who has no row left under this filter still has to be seen to be chosen.
    if let Some(chosen @ AssigneeFilter::User(_)) = &filter.assignee
        && !values.iter().any(|value| value.is_chosen)
    {
        values.push(one(t::somebody().to_owned(), Some(chosen.clone()), Some(0)));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::samples::session;
    use base::scope::ScopeAddress;

    fn values(field: Field, wanted: &Wanted) -> Vec<Value> {
        let scope = Scope::open(&ScopeAddress::All, &session(&["harbor", "cedar"])).expect("two clients");
        field.values(wanted, None, &scope)
    }

    #[test]
    fn choosing_adds_and_choosing_again_takes_away() {
        let wanted = Wanted::open();
        let statuses = values(Field::Status, &wanted);
        assert_eq!(Field::chosen(&statuses), ["New", "In progress", "On hold"]);
        assert_eq!(statuses[0].then.status, [Status::InProgress, Status::OnHold]);
        assert_eq!(statuses[4].then.status.len(), 4);
    }

    #[test]
    fn the_worst_comes_first_and_clients_are_the_scopes() {
        assert_eq!(values(Field::Priority, &Wanted::open())[0].label, "Critical");
        let clients: Vec<String> =
            values(Field::Client, &Wanted::open()).into_iter().map(|value| value.label).collect();
        assert_eq!(clients, ["harbor", "cedar"]);
    }

    #[test]
    fn one_assignee_takes_the_place_of_another() {
        let mut wanted = Wanted::open();
        wanted.filter.assignee = Some(AssigneeFilter::User(UserId("u9".into())));
        let people = values(Field::Assignee, &wanted);
        assert_eq!(Field::chosen(&people), [t::somebody()]);
        assert_eq!(people[1].then.assignee, Some(AssigneeFilter::Me));
        assert_eq!(people[0].then.assignee, None);
    }
}
