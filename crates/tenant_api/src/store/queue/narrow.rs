//! A queue filter, resolved to what the store can compare.

use super::UNREAD;
use crate::{
    catalogue, instants,
    policy::Scope,
    store::{Database, Declined, Dialect, QueryBuilder, codes},
};
use jiff::Timestamp;
use wire::{
    queue::{AssigneeFilter, ClientLabel, QueueFilter, Span},
    session::{ClientId, UserId},
    vocabulary::Category,
};

/// Who an incident has to be assigned to.
#[derive(Clone, Debug)]
enum Whose {
    Nobody,
    User(UserId),
}

/// What rows have to be, whichever client they are of.
#[derive(Clone, Debug, Default)]
pub struct Narrow {
    status: Vec<i64>,
    priority: Vec<i64>,
    severity: Vec<i64>,
    category: Vec<&'static str>,
    client: Vec<ClientId>,
    assignee: Option<Whose>,
    breached: Option<bool>,
    unread: Option<bool>,
    /// Whose grouping key rows have to share: client and number; the inner `None` where there is no such incident.
    same_as: Option<Option<(ClientId, i64)>>,
    /// Column, comparison, milliseconds.
    instants: Vec<(&'static str, &'static str, i64)>,
    /// What was typed in upper case, for keys, and the titles that match it.
    q: Option<(String, Vec<&'static str>)>,
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
            AssigneeFilter::User(user) => Whose::User(user.clone()),
        });
        let mut instants = Vec::new();
        span(&mut instants, "i.created_at", ["created_from", "created_to"], &filter.created)?;
        span(&mut instants, "i.first_in_progress_at", ["acknowledged_from", "acknowledged_to"], &filter.acknowledged)?;
        span(&mut instants, "i.resolved_at", ["resolved_from", "resolved_to"], &filter.resolved)?;
        Ok(Self {
            status: filter.status.iter().map(|status| codes::status_code(*status)).collect(),
            priority: filter.priority.iter().map(|priority| codes::priority_code(*priority)).collect(),
            severity: filter.severity.iter().map(|severity| codes::severity_code(*severity)).collect(),
            category: filter.category.iter().map(|category| Category::caption(*category)).collect(),
            client: filter.client.clone(),
            assignee,
            breached: filter.breached,
            unread: filter.unread,
            same_as: filter.same_as.as_ref().map(|key| super::named(scope, std::slice::from_ref(key)).pop()),
            instants,
            q: filter.q.as_ref().map(|q| (q.to_uppercase(), catalogue::matching(q, caller.language()))),
        })
    }

    pub(super) fn has_client(&self, client: &ClientId) -> bool {
        let is_same = self.same_as.as_ref().is_none_or(|same| same.as_ref().is_some_and(|(of, _)| of == client));
        is_same && (self.client.is_empty() || self.client.contains(client))
    }

    /// Adds the conditions for rows of one client; `i` is `incidents`, `r` the caller's `reads`.
    pub(super) fn push(&self, query: &mut QueryBuilder, dialect: Dialect, label: &ClientLabel, now: Timestamp) {
        for (column, codes) in [("status", &self.status), ("priority", &self.priority), ("severity", &self.severity)] {
            push_in(query, column, codes);
        }
        push_in(query, "category", &self.category);
        match &self.assignee {
            None => {}
            Some(Whose::Nobody) => drop(query.push(" AND i.assignee_id IS NULL")),
            Some(Whose::User(user)) => drop(query.push(" AND i.assignee_id = ").push_bind(user.0.clone())),
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
        for (column, comparison, ms) in &self.instants {
            query.push(" AND ").push(column).push(comparison).push_bind(*ms);
        }
        if let Some((key, titles)) = &self.q {
            query
                .push(format_args!(" AND ({}(", dialect.position()))
                .push_bind(label.code.clone())
                .push(" || '-' || i.number, ");
            query.push_bind(key.clone()).push(") > 0");
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

fn span(
    into: &mut Vec<(&'static str, &'static str, i64)>,
    column: &'static str,
    fields: [&str; 2],
    span: &Span,
) -> Result<(), Declined> {
    for (at, comparison, field) in [(&span.from, " >= ", fields[0]), (&span.to, " < ", fields[1])] {
        if let Some(at) = at {
            let at = instants::read(at).ok_or_else(|| Declined::field(field, "an RFC 3339 instant"))?;
            into.push((column, comparison, at.as_millisecond()));
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
