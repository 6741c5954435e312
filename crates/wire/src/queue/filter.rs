//! What a queue is narrowed to, as it stands in the console's address, in the API's query and in a saved view.

use crate::{
    Instant,
    session::{ClientId, GroupId, IncidentKey, TeamId, UserId},
    vocabulary::{Category, Disposition, Priority, Severity, Status, Tactic},
};

/// Whose incidents.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AssigneeFilter {
    /// `me`
    Me,
    /// `nobody`: no person's, whether or not a team was given it
    Nobody,
    /// `my_teams`: given to a team of the reader's, and nobody has it
    MyTeams,
    /// a user's id
    User(UserId),
    /// `team:` and a team's id: given to it, whoever of it has it
    Team(TeamId),
}

/// Decoded query pairs: name and value.
pub type Pairs<'a> = Vec<(&'a str, &'a str)>;

/// What a queue is narrowed to. An empty list narrows nothing; the filter is the same in the console's address and in
/// the API's query, so a figure, a link and a request can never disagree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct QueueFilter {
    pub status: Vec<Status>,
    pub priority: Vec<Priority>,
    pub severity: Vec<Severity>,
    pub category: Vec<Category>,
    /// Any of these among a row's tactics.
    pub tactic: Vec<Tactic>,
    /// Any of these among a row's ATT&CK techniques, or a sub-technique of one.
    pub technique: Vec<String>,
    pub disposition: Vec<Disposition>,
    /// Rows of these groups' clients.
    pub group: Vec<GroupId>,
    pub client: Vec<ClientId>,
    pub assignee: Option<AssigneeFilter>,
    pub breached: Option<bool>,
    pub unread: Option<bool>,
    /// Half-open: from is in, to is out.
    pub created: Span,
    pub acknowledged: Span,
    pub resolved: Span,
    /// Incidents of the same client with the same grouping key as this one, itself among them.
    pub same_as: Option<IncidentKey>,
    /// Free text over neutral titles and keys.
    pub q: Option<String>,
}

/// A half-open span of time. Each end is a moment, or so long ago ([`hours_ago`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    pub from: Option<Instant>,
    pub to: Option<Instant>,
}

/// How many hours ago an end of a span is that moves with the clock: 24 of `-24h`, 168 of `-7d`; `None` for anything else.
#[must_use]
pub fn hours_ago(at: &Instant) -> Option<u32> {
    let text = at.0.strip_prefix('-')?;
    let (number, hours) = match text.strip_suffix('h') {
        Some(number) => (number, 1),
        None => (text.strip_suffix('d')?, 24),
    };
    // Ten years of either.
    let number = number.parse().ok().filter(|number| (1..=87_600).contains(number) && !text.starts_with('+'))?;
    u32::checked_mul(number, hours)
}

/// Whether a row's technique is one that is asked for, or a sub-technique of it.
#[must_use]
pub fn is_of_technique(id: &str, asked: &str) -> bool {
    id.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// `T1110`, `T1110.003`.
fn is_technique(id: &str) -> bool {
    let are_digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let (parent, sub) = id.split_once('.').map_or((id, None), |(parent, sub)| (parent, Some(sub)));
    parent.strip_prefix('T').is_some_and(|digits| are_digits(digits, 4)) && sub.is_none_or(|sub| are_digits(sub, 3))
}

/// A name or a value that no filter knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFilter {
    pub field: String,
    pub problem: &'static str,
}

/// More than these techniques are asked for by their tactics.
const TECHNIQUES_MAX: usize = 50;

impl QueueFilter {
    /// The statuses of work that is still to be done.
    pub const OPEN: [Status; 3] = [Status::New, Status::InProgress, Status::OnHold];

    /// Everything that is still open.
    #[must_use]
    pub fn open() -> Self {
        Self { status: Self::OPEN.to_vec(), ..Self::default() }
    }

    /// The filter as decoded query pairs, in one canonical order: equal filters give equal pairs.
    #[must_use]
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let status = &mut self.status.iter().map(|value| value.caption());
        let priority = &mut self.priority.iter().map(|value| value.caption());
        let severity = &mut self.severity.iter().map(|value| value.caption());
        let category = &mut self.category.iter().map(|value| value.caption());
        let tactic = &mut self.tactic.iter().map(|value| value.caption());
        let disposition = &mut self.disposition.iter().map(|value| value.caption());
        let mut pairs = vec![
            ("status", joined(status)),
            ("priority", joined(priority)),
            ("severity", joined(severity)),
            ("category", joined(category)),
            ("tactic", joined(tactic)),
            ("technique", joined(&mut self.technique.iter().map(String::as_str))),
            ("disposition", joined(disposition)),
            ("group", joined(&mut self.group.iter().map(|id| id.0.as_str()))),
            ("client", joined(&mut self.client.iter().map(|id| id.0.as_str()))),
        ];
        if let Some(assignee) = &self.assignee {
            let team;
            let value = match assignee {
                AssigneeFilter::Me => "me",
                AssigneeFilter::Nobody => "nobody",
                AssigneeFilter::MyTeams => "my_teams",
                AssigneeFilter::User(id) => &id.0,
                AssigneeFilter::Team(id) => {
                    team = id.beside_people();
                    &team
                }
            };
            pairs.push(("assignee", value.to_owned()));
        }
        for (name, flag) in [("breached", self.breached), ("unread", self.unread)] {
            pairs.extend(flag.map(|flag| (name, flag.to_string())));
        }
        for (from, to, span) in [
            ("created_from", "created_to", &self.created),
            ("acknowledged_from", "acknowledged_to", &self.acknowledged),
            ("resolved_from", "resolved_to", &self.resolved),
        ] {
            pairs.extend(span.from.iter().map(|instant| (from, instant.0.clone())));
            pairs.extend(span.to.iter().map(|instant| (to, instant.0.clone())));
        }
        pairs.extend(self.same_as.iter().map(|key| ("same_as", key.0.clone())));
        pairs.extend(self.q.iter().map(|q| ("q", q.clone())));
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// Reads decoded query pairs. Names that are not a filter's are left to the caller, which gets them back.
    ///
    /// # Errors
    /// [`BadFilter`] for a value that its field does not know.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(Self, Pairs<'a>), BadFilter> {
        fn listed<T>(
            field: &str,
            value: &str,
            read: fn(&str) -> Option<T>,
            into: &mut Vec<T>,
        ) -> Result<(), BadFilter> {
            into.clear();
            let is_known = each(value, &mut |part| read(part).map(|known| into.push(known)).is_some());
            is_known.then_some(()).ok_or_else(|| bad(field, "not one of its values"))
        }
        fn flag(field: &str, value: &str) -> Result<Option<bool>, BadFilter> {
            value.parse().map(Some).map_err(|_neither| bad(field, "true or false"))
        }
        fn bad(field: &str, problem: &'static str) -> BadFilter {
            BadFilter { field: field.to_owned(), problem }
        }
        let mut filter = Self::default();
        let mut rest = Vec::new();
        for (name, value) in pairs {
            let instant = || Some(Instant(value.to_owned()));
            match name {
                "status" => listed(name, value, Status::from_caption, &mut filter.status)?,
                "priority" => listed(name, value, Priority::from_caption, &mut filter.priority)?,
                "severity" => listed(name, value, Severity::from_caption, &mut filter.severity)?,
                "category" => listed(name, value, Category::from_caption, &mut filter.category)?,
                "tactic" => listed(name, value, Tactic::from_caption, &mut filter.tactic)?,
                "technique" => {
                    listed(name, value, |id| is_technique(id).then(|| id.to_owned()), &mut filter.technique)?;
                    if filter.technique.len() > TECHNIQUES_MAX {
                        return Err(bad(name, "at most 50"));
                    }
                }
                "disposition" => listed(name, value, Disposition::from_caption, &mut filter.disposition)?,
                "group" => listed(name, value, |id| Some(GroupId(id.to_owned())), &mut filter.group)?,
                "client" => listed(name, value, |id| Some(ClientId(id.to_owned())), &mut filter.client)?,
                "assignee" => {
                    filter.assignee = match value {
                        "" => None,
                        "me" => Some(AssigneeFilter::Me),
                        "nobody" => Some(AssigneeFilter::Nobody),
                        "my_teams" => Some(AssigneeFilter::MyTeams),
                        id => Some(
                            TeamId::read(id)
                                .map_or_else(|| AssigneeFilter::User(UserId(id.to_owned())), AssigneeFilter::Team),
                        ),
                    }
                }
                "breached" => filter.breached = flag(name, value)?,
                "unread" => filter.unread = flag(name, value)?,
                "created_from" => filter.created.from = instant(),
                "created_to" => filter.created.to = instant(),
                "acknowledged_from" => filter.acknowledged.from = instant(),
                "acknowledged_to" => filter.acknowledged.to = instant(),
                "resolved_from" => filter.resolved.from = instant(),
                "resolved_to" => filter.resolved.to = instant(),
                "same_as" => {
                    filter.same_as = Some(value).filter(|key| !key.is_empty()).map(|key| IncidentKey(key.to_owned()));
                }
                "q" => filter.q = Some(value.trim().to_owned()).filter(|q| !q.is_empty()),
                _ => rest.push((name, value)),
            }
        }
        Ok((filter, rest))
    }
}

/// Values as an address has them; compiled once for all of them, as [`each`] is.
fn joined(values: &mut dyn Iterator<Item = &str>) -> String {
    values.collect::<Vec<_>>().join(",")
}

/// Whether all values of an address are taken; it ends with the first that is not.
fn each(values: &str, take: &mut dyn FnMut(&str) -> bool) -> bool {
    values.split(',').filter(|value| !value.is_empty()).all(take)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_its_address() {
        let filter = QueueFilter {
            status: QueueFilter::OPEN.to_vec(),
            priority: vec![Priority::High],
            tactic: vec![Tactic::CredentialAccess, Tactic::LateralMovement],
            technique: vec!["T1110".into(), "T1021.004".into()],
            disposition: vec![Disposition::Blocked],
            group: vec![GroupId("gold".into())],
            client: vec![ClientId("harbor".into())],
            assignee: Some(AssigneeFilter::Nobody),
            breached: Some(true),
            created: Span { from: Some(Instant("2026-11-01T00:00:00Z".into())), to: None },
            same_as: Some(IncidentKey("HAR-1042".into())),
            q: Some("sign-ins".into()),
            ..QueueFilter::default()
        };
        let pairs = filter.to_pairs();
        let read = QueueFilter::from_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str())));
        assert_eq!(read, Ok((filter, vec![])));
    }

    #[test]
    fn whose_is_one_word() {
        for (value, whose) in [
            ("me", AssigneeFilter::Me),
            ("my_teams", AssigneeFilter::MyTeams),
            ("ana", AssigneeFilter::User(UserId("ana".into()))),
            ("team:night", AssigneeFilter::Team(TeamId("night".into()))),
        ] {
            let (filter, _) = QueueFilter::from_pairs([("assignee", value)]).expect("it is one");
            assert_eq!(filter.assignee, Some(whose));
            assert_eq!(filter.to_pairs(), [("assignee", value.to_owned())]);
        }
    }

    #[test]
    fn a_technique_is_an_id_and_holds_its_sub_techniques() {
        for wrong in ["t1110", "T111", "T11100", "T1110.", "T1110.3", "T1110.0003", "T1110'", "TA0006"] {
            assert!(QueueFilter::from_pairs([("technique", wrong)]).is_err(), "{wrong}");
        }
        let many = (1000..1051).map(|number| format!("T{number}")).collect::<Vec<_>>().join(",");
        assert!(QueueFilter::from_pairs([("technique", many.as_str())]).is_err());
        assert!(is_of_technique("T1110", "T1110") && is_of_technique("T1110.003", "T1110"));
        assert!(!is_of_technique("T1110", "T1110.003") && !is_of_technique("T1021", "T1110"));
    }

    #[test]
    fn a_value_no_field_knows_is_refused_and_a_name_is_handed_back() {
        assert!(QueueFilter::from_pairs([("status", "asleep")]).is_err());
        let (filter, rest) = QueueFilter::from_pairs([("sort", "client")]).expect("only a foreign name");
        assert_eq!((filter, rest), (QueueFilter::default(), vec![("sort", "client")]));
    }

    #[test]
    fn so_long_ago_is_hours_or_days_and_nothing_else() {
        let hours = |text: &str| hours_ago(&Instant(text.into()));
        assert_eq!((hours("-24h"), hours("-7d"), hours("-30d")), (Some(24), Some(168), Some(720)));
        for text in ["", "-", "-h", "24h", "-0d", "-+1d", "-1w", "--1d", "-1.5h", "-999999d", "2026-11-01T00:00:00Z"] {
            assert_eq!(hours(text), None, "{text}");
        }
    }
}
