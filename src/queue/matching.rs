//! Whether a row that changed elsewhere belongs to what is asked for; used only to announce it, never to show it.

use wire::{
    Instant,
    queue::{AssigneeFilter, QueueFilter, QueueRow, Span, is_of_technique},
    session::Session,
};

/// Whether `filter` holds `row` for the user of `session`. What a row does not carry (a span over other moments, its grouping
/// key) holds nothing: the row will be there when the list is read again.
pub(crate) fn holds(filter: &QueueFilter, row: &QueueRow, session: &Session) -> bool {
    fn any<T: PartialEq>(values: &[T], value: &T) -> bool {
        values.is_empty() || values.contains(value)
    }
    any(&filter.status, &row.status)
        && any(&filter.priority, &row.priority)
        && any(&filter.severity, &row.severity)
        && any(&filter.category, &row.category)
        && any(&filter.client, &row.client.id)
        && any(&filter.disposition, &row.disposition)
        && (filter.tactic.is_empty()
            || filter.tactic.iter().any(|one| row.tactics.iter().any(|id| id == one.caption())))
        && (filter.technique.is_empty()
            || filter.technique.iter().any(|one| row.techniques.iter().any(|id| is_of_technique(id, one))))
        && (filter.group.is_empty()
            || session
                .groups
                .iter()
                .any(|group| filter.group.contains(&group.id) && group.clients.contains(&row.client.id)))
        && filter.breached.is_none_or(|breached| breached == row.breached)
        && filter.unread.is_none_or(|unread| unread == row.unread)
        && filter.assignee.as_ref().is_none_or(|wanted| {
            let holder = row.assignee.as_ref().map(|person| &person.id);
            let team = row.assignee_group.as_ref().map(|team| &team.id);
            match wanted {
                AssigneeFilter::Me => holder == Some(&session.user.id),
                AssigneeFilter::Nobody => holder.is_none(),
                AssigneeFilter::MyTeams => {
                    holder.is_none() && team.is_some_and(|team| session.own_teams.contains(team))
                }
                AssigneeFilter::Team(id) => team == Some(id),
                AssigneeFilter::User(id) => holder == Some(id),
            }
        })
        && within(&filter.created, &row.created_at)
        && filter.acknowledged == Span::default()
        && filter.resolved == Span::default()
        && filter.same_as.is_none()
        && filter.q.as_ref().is_none_or(|q| {
            let q = q.to_ascii_lowercase();
            row.key.0.to_ascii_lowercase().contains(&q) || row.title.to_ascii_lowercase().contains(&q)
        })
}

/// Instants of one form (RFC 3339, UTC) order as text to the second. An end that moves with the clock (`-24h`) comes before
/// every instant: what is new is within the last hours.
fn within(span: &Span, at: &Instant) -> bool {
    span.from.as_ref().is_none_or(|from| from.0.as_str() <= at.0.as_str())
        && span.to.as_ref().is_none_or(|to| at.0.as_str() < to.0.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{queue::samples::row, routes::samples};
    use wire::{
        queue::Assignee,
        session::{ClientId, GroupId, Team, TeamId, UserId},
        vocabulary::{Disposition, Priority, Status, Tactic},
    };

    /// Of Ana, who is one of the night shift.
    fn session() -> Session {
        Session { own_teams: vec![TeamId("night".into())], ..samples::session(&["harbor", "cedar"]) }
    }

    #[test]
    fn a_tactic_among_others_and_a_group_by_its_clients() {
        let row = row("HAR-1");
        let filter = |group: &str| QueueFilter {
            tactic: vec![Tactic::Exfiltration, Tactic::CredentialAccess],
            group: vec![GroupId(group.into())],
            ..QueueFilter::default()
        };
        assert!(holds(&filter("gold"), &row, &session()));
        assert!(!holds(&filter("silver"), &row, &session()));
    }

    #[test]
    fn no_filter_holds_everything_and_each_field_narrows() {
        let row = row("HAR-1");
        assert!(holds(&QueueFilter::default(), &row, &session()));
        assert!(holds(&QueueFilter::open(), &row, &session()));
        let narrowed: [fn(&mut QueueFilter); 10] = [
            |f| f.status = vec![Status::Closed],
            |f| f.priority = vec![Priority::Low],
            |f| f.tactic = vec![Tactic::Exfiltration],
            |f| f.technique = vec!["T1021".into()],
            |f| f.disposition = vec![Disposition::Blocked],
            |f| f.client = vec![ClientId("cedar".into())],
            |f| f.breached = Some(true),
            |f| f.assignee = Some(AssigneeFilter::Me),
            |f| f.q = Some("exfiltration".into()),
            |f| f.resolved.from = Some(Instant("2026-01-01T00:00:00Z".into())),
        ];
        for narrow in narrowed {
            let mut filter = QueueFilter::default();
            narrow(&mut filter);
            assert!(!holds(&filter, &row, &session()), "{filter:?}");
        }
    }

    #[test]
    fn mine_nobodys_and_somebodys_are_told_apart() {
        let (mut row, me) = (row("HAR-1"), session().user.id);
        let filter = |assignee| QueueFilter { assignee: Some(assignee), ..QueueFilter::default() };
        assert!(holds(&filter(AssigneeFilter::Nobody), &row, &session()));
        row.assignee = Some(Assignee { id: me.clone(), name: "Ana".into() });
        assert!(holds(&filter(AssigneeFilter::Me), &row, &session()));
        assert!(holds(&filter(AssigneeFilter::User(me.clone())), &row, &session()));
        assert!(!holds(&filter(AssigneeFilter::Nobody), &row, &session()));
    }

    #[test]
    fn a_teams_is_the_teams_whoever_has_it_and_mine_until_somebody_does() {
        let mut row = row("HAR-1");
        let filter = |assignee| QueueFilter { assignee: Some(assignee), ..QueueFilter::default() };
        let night = filter(AssigneeFilter::Team(TeamId("night".into())));
        let mine = filter(AssigneeFilter::MyTeams);
        assert!(!holds(&night, &row, &session()) && !holds(&mine, &row, &session()));
        row.assignee_group = Some(Team { id: TeamId("night".into()), name: "Night shift".into() });
        assert!(holds(&night, &row, &session()) && holds(&mine, &row, &session()));
        assert!(holds(&filter(AssigneeFilter::Nobody), &row, &session()), "no person has it");
        assert!(!holds(&mine, &row, &samples::session(&["harbor"])), "another's team");
        row.assignee = Some(Assignee { id: UserId("u7".into()), name: "João".into() });
        assert!(holds(&night, &row, &session()) && !holds(&mine, &row, &session()));
    }

    #[test]
    fn a_span_is_half_open() {
        let row = row("HAR-1");
        let at = row.created_at.clone();
        let mut filter = QueueFilter { created: Span { from: Some(at.clone()), to: None }, ..QueueFilter::default() };
        assert!(holds(&filter, &row, &session()));
        filter.created = Span { from: Some(Instant("-24h".into())), to: None };
        assert!(holds(&filter, &row, &session()), "what moves with the clock holds what is new");
        filter.created = Span { from: None, to: Some(at) };
        assert!(!holds(&filter, &row, &session()));
    }
}
