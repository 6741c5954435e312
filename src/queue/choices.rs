//! What the queue can be narrowed by, and what of it is set.

use crate::texts as t;
use base::{scope::Scope, words};
use wire::{
    queue::{AssigneeFilter, Facets, QueueFilter},
    session::Team,
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
    /// What is asked for less often, all on one sheet.
    More,
}

impl Field {
    pub(crate) const ALL: [Self; 7] =
        [Self::Status, Self::Priority, Self::Severity, Self::Category, Self::Client, Self::Assignee, Self::More];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Status => t::column_status(),
            Self::Priority => t::column_priority(),
            Self::Severity => t::column_severity(),
            Self::Category => t::column_category(),
            Self::Client => t::column_client(),
            Self::Assignee => t::column_assignee(),
            Self::More => t::more_filters(),
        }
    }

    /// The values that are set, in the order in which they are offered.
    pub(crate) fn set(
        self,
        filter: &QueueFilter,
        facets: Option<&Facets>,
        scope: &Scope,
        teams: &[Team],
    ) -> Vec<String> {
        fn words<T: Copy + PartialEq>(all: &[T], set: &[T], word: fn(T) -> &'static str) -> Vec<String> {
            all.iter().filter(|one| set.contains(one)).map(|one| word(*one).to_owned()).collect()
        }
        fn worst_first(mut words: Vec<String>) -> Vec<String> {
            words.reverse();
            words
        }
        match self {
            Self::Status => words(Status::ALL, &filter.status, words::status),
            Self::Priority => worst_first(words(Priority::ALL, &filter.priority, words::priority)),
            Self::Severity => worst_first(words(Severity::ALL, &filter.severity, words::severity)),
            Self::Category => words(Category::ALL, &filter.category, words::category),
            Self::Client => {
                let set = scope.clients().iter().filter(|client| filter.client.contains(&client.id));
                set.map(|client| client.name.clone()).collect()
            }
            Self::Assignee => filter.assignee.iter().map(|assignee| who(assignee, facets, teams)).collect(),
            // What is set of them has chips.
            Self::More => Vec::new(),
        }
    }
}

fn who(assignee: &AssigneeFilter, facets: Option<&Facets>, teams: &[Team]) -> String {
    match assignee {
        AssigneeFilter::Me => t::assigned_me().to_owned(),
        AssigneeFilter::Nobody => words::nobody().to_owned(),
        AssigneeFilter::MyTeams => t::assigned_my_teams().to_owned(),
        AssigneeFilter::Team(id) => {
            let team = teams.iter().find(|team| team.id == *id);
            team.map_or_else(|| t::some_team().to_owned(), |team| team.name.clone())
        }
        AssigneeFilter::User(id) => {
            let mut people = facets.into_iter().flat_map(|facets| &facets.assignee).filter_map(|of| of.value.as_ref());
            people
                .find(|person| person.id == *id)
                .map_or_else(|| t::somebody().to_owned(), |person| person.name.clone())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::samples::session;
    use base::scope::ScopeAddress;
    use wire::session::{ClientId, UserId};

    #[test]
    fn what_is_set_is_said_in_the_order_in_which_it_is_offered() {
        let scope = Scope::open(&ScopeAddress::All, &session(&["harbor", "cedar"])).expect("two clients");
        let mut filter = QueueFilter::open();
        filter.status.reverse();
        filter.client = ["cedar", "gone"].map(|id| ClientId(id.into())).to_vec();
        filter.assignee = Some(AssigneeFilter::User(UserId("u9".into())));
        let set = |field: Field| field.set(&filter, None, &scope, &[]);
        assert_eq!(set(Field::Status), ["New", "In progress", "On hold"]);
        assert_eq!(set(Field::Client), ["cedar"]);
        assert_eq!(set(Field::Assignee), [t::somebody()]);
        assert_eq!(set(Field::Priority), Vec::<String>::new());
    }
}
