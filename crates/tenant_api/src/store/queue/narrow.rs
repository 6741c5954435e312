//! A queue filter, resolved to what the store can compare.

use super::{
    UNREAD,
    led::Value,
    order::{Lead, Segment},
};
use crate::{
    catalogue, instants,
    policy::{Hidden, Scope},
    sabotage::{self, Fault},
    store::{Database, Declined, Dialect, QueryBuilder, codes, restricted},
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use wire::{
    queue::{AssigneeFilter, ClientLabel, QueueFilter, Span, hours_ago},
    session::{ClientId, OrganisationId, TeamId, UserId},
    vocabulary::{Category, Disposition, Tactic},
};

/// Who an incident has to be assigned to.
#[derive(Clone, Debug)]
enum Whose {
    Nobody,
    User(UserId),
    /// Of whoever has it, if anybody; for a reader of that organisation.
    Team(TeamId, OrganisationId),
    /// Nobody, and to a team of this user's.
    TeamsOf(UserId),
}

/// What an instant is compared with.
#[derive(Clone, Copy, Debug)]
enum Moment {
    AtMs(i64),
    /// So long before whenever the rows are read.
    AgoMs(i64),
}

/// What rows have to be, whichever client they are of.
#[derive(Clone, Debug, Default)]
pub struct Narrow {
    status: Vec<i64>,
    priority: Vec<i64>,
    severity: Vec<i64>,
    category: Vec<&'static str>,
    tactic: Vec<&'static str>,
    technique: Vec<String>,
    disposition: Vec<&'static str>,
    /// The clients of the groups that are asked for.
    group: Option<Vec<ClientId>>,
    client: Vec<ClientId>,
    assignee: Option<Whose>,
    breached: Option<bool>,
    unread: Option<bool>,
    /// Whose grouping key rows have to share: client and number; the inner `None` where there is no such incident.
    same_as: Option<Option<(ClientId, i64)>>,
    /// Column, comparison, moment.
    instants: Vec<(&'static str, &'static str, Moment)>,
    /// What was typed in upper case, if a key of the scope can hold it, and the titles that match it.
    q: Option<(Option<String>, Vec<&'static str>)>,
    /// What is restricted to others, whatever is asked for: no row of it is ever met.
    hidden: Hidden,
}

impl Narrow {
    /// Resolves `me`, instants, keys, and the titles that `q` matches in the caller's language.
    ///
    /// # Errors
    /// [`Declined::Invalid`] for an instant that is none.
    pub fn new(filter: &QueueFilter, scope: &Scope) -> Result<Self, Declined> {
        let caller = scope.caller();
        let assignee = filter.assignee.as_ref().map(|assignee| match assignee {
            AssigneeFilter::Me => Whose::User(caller.user().clone()),
            AssigneeFilter::Nobody => Whose::Nobody,
            AssigneeFilter::MyTeams => Whose::TeamsOf(caller.user().clone()),
            AssigneeFilter::User(user) => Whose::User(user.clone()),
            AssigneeFilter::Team(team) => Whose::Team(team.clone(), caller.organisation().clone()),
        });
        let mut instants = Vec::new();
        span(&mut instants, "i.created_at", ["created_from", "created_to"], &filter.created)?;
        span(&mut instants, "i.first_in_progress_at", ["acknowledged_from", "acknowledged_to"], &filter.acknowledged)?;
        span(&mut instants, "i.resolved_at", ["resolved_from", "resolved_to"], &filter.resolved)?;
        Ok(Self {
            status: each_once(&filter.status, codes::status_code),
            priority: each_once(&filter.priority, codes::priority_code),
            severity: each_once(&filter.severity, codes::severity_code),
            category: each_once(&filter.category, Category::caption),
            tactic: each_once(&filter.tactic, Tactic::caption),
            technique: filter.technique.iter().collect::<BTreeSet<_>>().into_iter().cloned().collect(),
            disposition: each_once(&filter.disposition, Disposition::caption),
            group: (!filter.group.is_empty()).then(|| caller.clients_of(&filter.group)),
            client: filter.client.clone(),
            assignee,
            breached: filter.breached,
            unread: filter.unread,
            same_as: filter.same_as.as_ref().map(|key| super::named(scope, std::slice::from_ref(key)).pop()),
            instants,
            hidden: match sabotage::is(Fault::RestrictedIsListed) {
                true => Hidden::default(),
                false => scope.hidden().within(scope.clients()),
            },
            q: filter.q.as_ref().map(|q| {
                let typed = Some(q.to_uppercase()).filter(|typed| is_in_a_key(typed, scope));
                (typed, catalogue::matching(q, caller.language()))
            }),
        })
    }

    /// The clients of a scope that it leaves, in order.
    pub(super) fn clients<'s>(&self, scope: &'s Scope) -> Vec<&'s ClientId> {
        scope.clients().iter().filter(|client| self.has_client(client)).collect()
    }

    fn has_client(&self, client: &ClientId) -> bool {
        let is_same = self.same_as.as_ref().is_none_or(|same| same.as_ref().is_some_and(|(of, _)| of == client));
        is_same
            && self.group.as_ref().is_none_or(|group| group.contains(client))
            && (self.client.is_empty() || self.client.contains(client))
    }

    /// Whether a row of the segment can be what is asked for.
    pub(super) fn allows(&self, segment: &Segment) -> bool {
        let meets = |asked: &[i64], held: &[i64]| {
            asked.is_empty() || held.is_empty() || held.iter().any(|code| asked.contains(code))
        };
        let is_nothing = matches!(&self.q, Some((None, titles)) if titles.is_empty());
        !is_nothing
            && meets(&self.status, segment.status)
            && meets(&self.priority, segment.priority)
            && meets(&self.severity, segment.severity)
            && self.unread.zip(segment.unread).is_none_or(|(asked, held)| asked == held)
    }

    /// The values of a column that rows have to have one of; none where it may be any.
    pub(super) fn values(&self, lead: Lead) -> Vec<Value> {
        let codes = |codes: &[i64]| codes.iter().map(|code| Value::Code(*code)).collect();
        match lead {
            Lead::Priority => codes(&self.priority),
            Lead::Severity => codes(&self.severity),
            Lead::Assignee => match &self.assignee {
                None | Some(Whose::Team(..)) => Vec::new(),
                Some(Whose::Nobody | Whose::TeamsOf(_)) => vec![Value::Text(String::new())],
                Some(Whose::User(user)) => vec![Value::Text(user.0.clone())],
            },
            Lead::Team => match &self.assignee {
                Some(Whose::Team(team, _)) => vec![Value::Text(team.0.clone())],
                _ => Vec::new(),
            },
            Lead::Title => match &self.q {
                Some((None, titles)) => titles.iter().map(|title| Value::Text((*title).to_owned())).collect(),
                _ => Vec::new(),
            },
        }
    }

    /// Whether rows have to be compared with what the caller has read.
    pub(super) fn needs_reads(&self) -> bool {
        self.unread.is_some()
    }

    /// Whether nothing is asked for but clients, which every index has.
    pub(super) fn is_of_clients_alone(&self) -> bool {
        let no_lists = self.status.is_empty()
            && self.priority.is_empty()
            && self.severity.is_empty()
            && self.category.is_empty()
            && self.has_none_uncounted();
        let nobody = self.assignee.is_none() && self.breached.is_none() && self.unread.is_none() && self.q.is_none();
        no_lists && nobody && self.same_as.is_none() && self.instants.is_empty()
    }

    /// Whether nothing is asked for that stands in no index.
    fn has_none_uncounted(&self) -> bool {
        let of_teams = matches!(self.assignee, Some(Whose::Team(..) | Whose::TeamsOf(_)));
        let no_attack = self.tactic.is_empty() && self.technique.is_empty();
        no_attack && self.disposition.is_empty() && !of_teams && self.hidden.is_empty()
    }

    /// Whether the index of what is counted holds all that rows are compared by.
    pub(super) fn is_counted(&self) -> bool {
        self.has_none_uncounted()
            && self.same_as.is_none()
            && self.instants.iter().all(|(column, ..)| *column == "i.created_at")
    }

    /// Adds the conditions for rows of these clients; `i` is `incidents`, `r` the caller's `reads`.
    pub(super) fn push<'l>(
        &self,
        query: &mut QueryBuilder,
        dialect: Dialect,
        labels: impl Iterator<Item = &'l ClientLabel>,
        now: Timestamp,
    ) {
        restricted::push_but_hidden(query, &self.hidden, "i");
        for (column, codes) in [("status", &self.status), ("priority", &self.priority), ("severity", &self.severity)] {
            push_in(query, column, codes);
        }
        push_in(query, "category", &self.category);
        push_in(query, "disposition", &self.disposition);
        if !self.tactic.is_empty() {
            // Ids between commas, none of which is a part of another.
            let mut any = query.push(" AND (").separated(" OR ");
            for tactic in &self.tactic {
                any.push(format_args!("{}(i.tactics, '{tactic}') > 0", dialect.position()));
            }
            query.push(")");
        }
        if !self.technique.is_empty() {
            // A technique's id begins those of its sub-techniques.
            for (place, technique) in self.technique.iter().enumerate() {
                query.push(if place == 0 { " AND (" } else { " OR " }).push(dialect.position());
                query.push("(i.techniques, ").push_bind(technique.clone()).push(") > 0");
            }
            query.push(")");
        }
        match &self.assignee {
            None => {}
            Some(Whose::Nobody) => drop(query.push(" AND i.assignee_id IS NULL")),
            Some(Whose::User(user)) => drop(query.push(" AND i.assignee_id = ").push_bind(user.0.clone())),
            Some(Whose::Team(team, reader)) => {
                // What somebody of another organisation's team has taken tells who is in it.
                query.push(" AND i.team_id = ").push_bind(team.0.clone());
                query.push(" AND (i.assignee_id IS NULL OR EXISTS (SELECT 1 FROM teams t WHERE t.team_id = i.team_id ");
                query.push("AND t.organisation_id = ").push_bind(reader.0.clone()).push("))");
            }
            Some(Whose::TeamsOf(user)) => {
                query.push(" AND i.assignee_id IS NULL AND i.team_id IN (SELECT m.team_id FROM team_members m WHERE m.user_id = ");
                query.push_bind(user.0.clone()).push(")");
            }
        }
        if let Some(breached) = self.breached {
            push_not(query, breached);
            query.push("(i.missed = 1 OR (i.breach_at IS NOT NULL AND i.breach_at <= ");
            query.push_bind(now.as_millisecond()).push("))");
        }
        if let Some(unread) = self.unread {
            push_not(query, unread);
            query.push(UNREAD);
        }
        if let Some(Some((_, number))) = &self.same_as {
            query.push(" AND i.group_mac = (SELECT s.group_mac FROM incidents s WHERE s.client_id = i.client_id AND s.number = ");
            query.push_bind(*number).push(")");
        }
        for (column, comparison, moment) in &self.instants {
            let ms = match moment {
                Moment::AtMs(ms) => *ms,
                Moment::AgoMs(ms) => now.as_millisecond() - ms,
            };
            query.push(" AND ").push(column).push(comparison).push_bind(ms);
        }
        if let Some((typed, titles)) = &self.q {
            query.push(" AND (FALSE");
            if let Some(typed) = typed {
                query.push(" OR ");
                push_key(query, dialect, typed, labels);
            }
            if !titles.is_empty() {
                let mut listed = query.push(" OR i.title_id IN (").separated(", ");
                for title in titles {
                    listed.push_bind(*title);
                }
                query.push(")");
            }
            query.push(")");
        }
    }
}

/// What is asked for, each once however often it was said: so are its rows, and so long is the statement.
fn each_once<T: Copy, V: Ord>(asked: &[T], value: fn(T) -> V) -> Vec<V> {
    asked.iter().map(|asked| value(*asked)).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Whether some key of a scope's clients can hold what was typed.
fn is_in_a_key(typed: &str, scope: &Scope) -> bool {
    let is_number = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    let mut labels = scope.clients().iter().filter_map(|client| scope.label(client));
    match typed.split_once('-') {
        Some((code, number)) => is_number(number) && labels.any(|label| label.code.ends_with(code)),
        None => is_number(typed) || labels.any(|label| label.code.contains(typed)),
    }
}

/// Adds whether a key holds what was typed. A key is a client's code, which has no dash, a dash and a number, so that the
/// code is compared here, once for a client, and not there for every row.
fn push_key<'l>(
    query: &mut QueryBuilder,
    dialect: Dialect,
    typed: &str,
    labels: impl Iterator<Item = &'l ClientLabel>,
) {
    let (code, number) = typed.split_once('-').map_or((typed, None), |(code, number)| (code, Some(number)));
    let holds = |label: &&ClientLabel| match number {
        Some(_) => label.code.ends_with(code),
        None => label.code.contains(code),
    };
    dialect.push_among(query, "i.client_id", labels.filter(holds).map(|label| &label.id));
    let (joined, place, digits) = match number {
        Some(number) => (" AND ", " = 1", number),
        None => (" OR ", " > 0", code),
    };
    if !digits.is_empty() {
        query.push(joined).push(dialect.position()).push("(CAST(i.number AS TEXT), ").push_bind(digits.to_owned());
        query.push(")").push(place);
    }
}

fn span(
    into: &mut Vec<(&'static str, &'static str, Moment)>,
    column: &'static str,
    fields: [&str; 2],
    span: &Span,
) -> Result<(), Declined> {
    for (at, comparison, field) in [(&span.from, " >= ", fields[0]), (&span.to, " < ", fields[1])] {
        if let Some(at) = at {
            let ago = hours_ago(at).map(|hours| Moment::AgoMs(i64::from(hours) * 3_600_000));
            let moment = ago.or_else(|| Some(Moment::AtMs(instants::read(at)?.as_millisecond())));
            let moment =
                moment.ok_or_else(|| Declined::field(field, "an RFC 3339 instant, or so long ago: -24h, -7d"))?;
            into.push((column, comparison, moment));
        }
    }
    Ok(())
}

fn push_in<'v, T>(query: &mut QueryBuilder, column: &str, values: &[T])
where
    T: Copy + sqlx::Encode<'v, Database> + sqlx::Type<Database>,
{
    if values.is_empty() {
        return;
    }
    let mut listed = query.push(format_args!(" AND i.{column} IN (")).separated(", ");
    for value in values {
        listed.push_bind(*value);
    }
    query.push(")");
}

fn push_not(query: &mut QueryBuilder, wanted: bool) {
    query.push(if wanted { " AND " } else { " AND NOT " });
}
