//! What a view is to be, checked: nobody saves what they do not see.

use crate::{
    policy::{Address, Caller, Scope},
    store::{
        DatabaseConnection, Declined, fields,
        queue::{self, Narrow},
        values::text,
    },
};
use std::{collections::BTreeSet, slice};
use wire::{
    queue::{AssigneeFilter, BadFilter, ClientLabel, QueueFilter, Sort},
    session::{ClientId, IncidentKey},
    view::{NewView, ViewFilter, ViewVisibility},
    vocabulary::Capability,
};

/// The longest filter, characters of its stored form.
const FILTER_MAX: usize = 4096;

/// A view that may be stored.
#[derive(Clone, Debug)]
pub struct Draft {
    asked: NewView,
    about: BTreeSet<ClientId>,
    said: BTreeSet<ClientId>,
}

impl Draft {
    /// Checks it, and finds out which clients it names.
    ///
    /// # Errors
    /// [`Declined::Lacks`] for a team's view of somebody who gives nobody work; [`Declined::Invalid`] for a filter that is none,
    /// and for one that names what the caller does not see.
    pub async fn check(conn: &mut DatabaseConnection, scope: &Scope, asked: NewView) -> Result<Self, Declined> {
        match asked.visibility {
            ViewVisibility::Mine => {}
            ViewVisibility::Team => check_may_share(scope)?,
            ViewVisibility::Unknown => return Err(Declined::field("visibility", "mine or team")),
        }
        let pairs = asked.filter.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let (filter, rest) =
            QueueFilter::from_pairs(pairs).map_err(|BadFilter { field, problem }| wrong(&field, problem))?;
        if let Some((name, _)) = rest.first() {
            return Err(wrong(name, "is no filter"));
        }
        Narrow::new(&filter, scope)?;
        let name = fields::name("name", &asked.name)?.to_owned();
        let mut about = clients(scope, &filter)?;
        match &filter.assignee {
            Some(AssigneeFilter::User(user)) => about.extend(clients_of(conn, scope, OF_PERSON, &user.0).await?),
            Some(AssigneeFilter::Team(team)) => about.extend(clients_of(conn, scope, OF_TEAM, &team.0).await?),
            Some(AssigneeFilter::Me | AssigneeFilter::Nobody | AssigneeFilter::MyTeams) | None => {}
        }
        let texts = [Some(&name), filter.q.as_ref()].into_iter().flatten();
        let said = texts.flat_map(|text| said(scope.caller(), text)).collect();
        let filter: ViewFilter = filter.to_pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let draft = Self { asked: NewView { name, filter, ..asked }, about, said };
        match draft.filter()?.chars().count() {
            0..=FILTER_MAX => Ok(draft),
            _ => Err(Declined::field("filter", "is longer than 4096 characters")),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.asked.name
    }

    pub(super) fn visibility(&self) -> ViewVisibility {
        self.asked.visibility
    }

    pub(super) fn sort(&self) -> Sort {
        self.asked.sort
    }

    /// As it is stored.
    pub(super) fn filter(&self) -> Result<String, sqlx::Error> {
        text(&self.asked.filter)
    }

    /// The clients that its filter names, as they are stored.
    pub(super) fn about(&self) -> Result<String, sqlx::Error> {
        text(&self.about)
    }

    /// Those that its name, or what its filter looks for, tells of.
    pub(super) fn said(&self) -> Result<String, sqlx::Error> {
        text(&self.said)
    }
}

/// Whoever gives incidents to people also says what a team looks at.
fn check_may_share(scope: &Scope) -> Result<(), Declined> {
    let asks = Capability::IncidentAssign;
    Caller::scope(scope.caller(), Address::All, asks).map(drop).ok_or(Declined::Lacks(asks))
}

fn wrong(field: &str, problem: &str) -> Declined {
    Declined::field(&format!("filter.{field}"), problem)
}

/// The clients that a filter names by themselves or by a key of theirs. Unseen and unknown are alike.
fn clients(scope: &Scope, filter: &QueueFilter) -> Result<BTreeSet<ClientId>, Declined> {
    const NOT_THERE: &str = "names one that is not there";
    let mut about = BTreeSet::new();
    for client in &filter.client {
        match scope.clients().contains(client) {
            true => about.insert(client.clone()),
            false => return Err(wrong("client", NOT_THERE)),
        };
    }
    if filter.group.iter().any(|id| !scope.caller().groups.iter().any(|group| group.id == *id)) {
        return Err(wrong("group", NOT_THERE));
    }
    let named = |key: &IncidentKey| queue::named(scope, slice::from_ref(key)).pop();
    if let Some(key) = &filter.same_as {
        about.insert(named(key).ok_or_else(|| wrong("same_as", NOT_THERE))?.0);
    }
    Ok(about)
}

/// Whose a person or a team is, and whether that organisation looks after the caller's.
const OF_PERSON: &str = "\
    SELECT u.organisation_id, (SELECT COUNT(*) FROM clients c \
    WHERE c.client_id = $2 AND c.managed_by = u.organisation_id) AS manages FROM users u WHERE u.user_id = $1";
const OF_TEAM: &str = "\
    SELECT t.organisation_id, (SELECT COUNT(*) FROM clients c \
    WHERE c.client_id = $2 AND c.managed_by = t.organisation_id) AS manages FROM teams t WHERE t.team_id = $1";

/// The client that a person or a team belongs to, if they are not the caller's own or of who looks after them.
async fn clients_of(
    conn: &mut DatabaseConnection,
    scope: &Scope,
    whose: &'static str,
    id: &str,
) -> Result<Option<ClientId>, Declined> {
    let own = scope.caller().organisation();
    let found: Option<(String, i64)> = sqlx::query_as(whose).bind(id).bind(&own.0).fetch_optional(conn).await?;
    match found {
        Some((organisation, manages)) if organisation == own.0 || manages > 0 => Ok(None),
        Some((organisation, _)) if scope.clients().contains(&ClientId(organisation.clone())) => {
            Ok(Some(ClientId(organisation)))
        }
        _ => Err(wrong("assignee", "names somebody who is not there")),
    }
}

/// The clients that a text names, as far as its author sees anything of them: what somebody does not know they cannot tell.
fn said<'c>(caller: &'c Caller, text: &str) -> impl Iterator<Item = ClientId> + use<'c> {
    let text = text.to_lowercase();
    let labels = caller.clients.values().map(|visible| &visible.label);
    labels.filter(move |label| names(&text, label)).map(|label| label.id.clone())
}

/// By its name, or by its code or its id as words of their own.
fn names(text: &str, label: &ClientLabel) -> bool {
    let said = words(text);
    text.contains(&label.name.to_lowercase())
        || [&label.code, &label.id.0].into_iter().any(|word| said.contains(&words(&word.to_lowercase())))
}

/// What is between the other signs, a space around each.
fn words(text: &str) -> String {
    let words: Vec<_> = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_a_client_by_its_name_or_by_its_code_or_id_as_words() {
        let label = |id: &str, name: &str| ClientLabel {
            id: ClientId(id.into()),
            code: "HAR".into(),
            name: name.into(),
            colour: "#2a78d0".into(),
        };
        let (plain, long) = (label("harbor", "Harbor Logistics"), label("old-pier-x7k2qa", "Harbor North"));
        for text in
            ["har-10", "what burns at harbor logistics", "har, critical", "har", "harbor", "harbor's", "/c/harbor"]
        {
            assert!(names(text, &plain), "{text}");
        }
        for text in ["hardening", "harbors", "", "charm", "unharboured"] {
            assert!(!names(text, &plain), "{text}");
        }
        for (text, named) in [("/c/old-pier-x7k2qa/queue", true), ("old pier, new", false), ("bold-pier-x7k2qa", false)]
        {
            assert_eq!(names(text, &long), named, "{text}");
        }
    }
}
