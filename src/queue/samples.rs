//! Rows for tests.

use wire::{
    Instant,
    list::List,
    queue::{ClientLabel, QueueRow},
    session::{ClientId, IncidentKey},
    vocabulary::{Category, Priority, Severity, Status},
};

/// A new, unassigned incident of Harbor Logistics.
pub(crate) fn row(key: &str) -> QueueRow {
    QueueRow {
        key: IncidentKey(key.into()),
        client: ClientLabel {
            id: ClientId("harbor".into()),
            code: "HAR".into(),
            name: "Harbor Logistics".into(),
            colour: "#2a78d0".into(),
        },
        title: "Credential access: repeated failed sign-ins".into(),
        category: Category::CredentialAccess,
        tactics: vec!["TA0006".into()],
        techniques: vec!["T1110".into()],
        status: Status::New,
        hold_reason: None,
        hold_until: None,
        severity: Severity::High,
        priority: Priority::High,
        impact: Default::default(),
        confidence: Default::default(),
        disposition: Default::default(),
        asset_class: Default::default(),
        assets_count: 1,
        alerts_count: 4,
        alerts_per_hour: vec![],
        history: Default::default(),
        verdict: None,
        assignee: None,
        assignee_group: None,
        occurred_at: Instant("2026-11-24T08:00:00Z".into()),
        created_at: Instant("2026-11-24T08:01:00Z".into()),
        updated_at: Instant("2026-11-24T08:01:00Z".into()),
        breach_at: None,
        breach_kind: None,
        breached: false,
        paused: false,
        unread: true,
        version: 1,
    }
}

pub(crate) fn page(keys: &[&str], next_cursor: Option<&str>) -> List<QueueRow> {
    List {
        items: keys.iter().map(|key| row(key)).collect(),
        next_cursor: next_cursor.map(str::to_owned),
        as_of: Instant("2026-11-24T09:00:00Z".into()),
        partial: vec![],
    }
}
