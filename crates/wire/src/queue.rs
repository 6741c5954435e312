//! The queue: rows that are source-blind by their type, and how they are asked for.

use crate::{
    Instant,
    session::{ClientId, IncidentKey, UserId},
    vocabulary::{
        AssetClass, BreachKind, Category, Confidence, Disposition, HoldReason, Impact, Priority, Severity, Status,
        Verdict,
    },
};
use serde::{Deserialize, Serialize};

/// Everything a queue row may hold: closed lists, numbers, and the neutral title. No tag, no map, no text of a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueRow {
    pub key: IncidentKey,
    pub client: ClientLabel,
    /// From our own catalogue, in the session's language.
    pub title: String,
    pub category: Category,
    /// ATT&CK tactic ids, `TA0006`.
    pub tactics: Vec<String>,
    /// ATT&CK technique ids, `T1110` or `T1110.003`.
    pub techniques: Vec<String>,
    pub status: Status,
    pub hold_reason: Option<HoldReason>,
    pub hold_until: Option<Instant>,
    pub severity: Severity,
    pub priority: Priority,
    pub impact: Impact,
    pub confidence: Confidence,
    pub disposition: Disposition,
    pub asset_class: AssetClass,
    pub assets_count: u32,
    pub alerts_count: u32,
    /// Alerts in each of the last 24 hours of the incident's activity, oldest first.
    pub alerts_per_hour: Vec<u32>,
    pub history: History,
    pub verdict: Option<Verdict>,
    pub assignee: Option<Assignee>,
    pub assignee_group: Option<String>,
    pub occurred_at: Instant,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// The nearer running clock's end; `None` when none runs.
    pub breach_at: Option<Instant>,
    pub breach_kind: Option<BreachKind>,
    /// Some clock has been missed, now or earlier.
    pub breached: bool,
    /// The clock stands still (On Hold, awaiting the client).
    pub paused: bool,
    pub unread: bool,
    /// Counts people's changes; the entity tag of the incident.
    pub version: u64,
}

/// The client chip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientLabel {
    pub id: ClientId,
    pub code: String,
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assignee {
    pub id: UserId,
    pub name: String,
}

/// Incidents of the same client with the same grouping key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct History {
    pub count_30d: u32,
    pub false_positives_30d: u32,
}

/// The orders a queue can be read in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Least time to breach first, over both running clocks; among equals New, then unread, then key.
    #[default]
    Breach,
    Priority,
    Severity,
    Created,
    Updated,
    Client,
}

impl Sort {
    pub const ALL: &'static [Self] =
        &[Self::Breach, Self::Priority, Self::Severity, Self::Created, Self::Updated, Self::Client];

    #[must_use]
    pub const fn caption(self) -> &'static str {
        match self {
            Self::Breach => "breach",
            Self::Priority => "priority",
            Self::Severity => "severity",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Client => "client",
        }
    }

    #[must_use]
    pub fn from_caption(caption: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sort| sort.caption() == caption)
    }
}

/// Whose incidents.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AssigneeFilter {
    /// `me`
    Me,
    /// `nobody`
    Nobody,
    /// a user's id
    User(UserId),
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

/// A half-open span of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    pub from: Option<Instant>,
    pub to: Option<Instant>,
}

/// A name or a value that no filter knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFilter {
    pub field: String,
    pub problem: &'static str,
}

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
        fn listed<T: Copy>(values: &[T], caption: fn(T) -> &'static str) -> String {
            values.iter().map(|value| caption(*value)).collect::<Vec<_>>().join(",")
        }
        let mut pairs = vec![
            ("status", listed(&self.status, Status::caption)),
            ("priority", listed(&self.priority, Priority::caption)),
            ("severity", listed(&self.severity, Severity::caption)),
            ("category", listed(&self.category, Category::caption)),
            ("client", self.client.iter().map(|id| id.0.as_str()).collect::<Vec<_>>().join(",")),
        ];
        if let Some(assignee) = &self.assignee {
            let value = match assignee {
                AssigneeFilter::Me => "me",
                AssigneeFilter::Nobody => "nobody",
                AssigneeFilter::User(id) => &id.0,
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
        fn listed<T>(field: &str, value: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, BadFilter> {
            value
                .split(',')
                .filter(|part| !part.is_empty())
                .map(|part| read(part).ok_or_else(|| bad(field, "not one of its values")))
                .collect()
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
                "status" => filter.status = listed(name, value, Status::from_caption)?,
                "priority" => filter.priority = listed(name, value, Priority::from_caption)?,
                "severity" => filter.severity = listed(name, value, Severity::from_caption)?,
                "category" => filter.category = listed(name, value, Category::from_caption)?,
                "client" => filter.client = listed(name, value, |id| Some(ClientId(id.to_owned())))?,
                "assignee" => {
                    filter.assignee = match value {
                        "" => None,
                        "me" => Some(AssigneeFilter::Me),
                        "nobody" => Some(AssigneeFilter::Nobody),
                        id => Some(AssigneeFilter::User(UserId(id.to_owned()))),
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

/// `GET {scope}/queue/facets`: how many rows the current filter holds, and how they fall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facets {
    pub total: u64,
    pub breached: u64,
    pub status: Vec<Count<Status>>,
    pub priority: Vec<Count<Priority>>,
    pub severity: Vec<Count<Severity>>,
    pub category: Vec<Count<Category>>,
    pub client: Vec<Count<ClientId>>,
    /// By assignee; `value: null` counts what nobody has.
    pub assignee: Vec<Count<Option<Assignee>>>,
    pub as_of: Instant,
    pub partial: Vec<crate::list::Partial>,
}

/// One value and how many rows have it. Values with no row are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Count<T> {
    pub value: T,
    pub count: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_its_address() {
        let filter = QueueFilter {
            status: QueueFilter::OPEN.to_vec(),
            priority: vec![Priority::High],
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
    fn a_value_no_field_knows_is_refused_and_a_name_is_handed_back() {
        assert!(QueueFilter::from_pairs([("status", "asleep")]).is_err());
        let (filter, rest) = QueueFilter::from_pairs([("sort", "client")]).expect("only a foreign name");
        assert_eq!((filter, rest), (QueueFilter::default(), vec![("sort", "client")]));
    }
}
