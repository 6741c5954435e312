//! What the queue is asked for.

use tenant_api::catalogue;
use wire::{
    queue::{AssigneeFilter, QueueFilter, Sort},
    session::ClientId,
    vocabulary::{Priority, Status},
};

pub(crate) const SORTS: [Sort; 6] =
    [Sort::Breach, Sort::Priority, Sort::Severity, Sort::Created, Sort::Updated, Sort::Client];

/// A filter as the API takes it, and as SQL to count by.
pub(crate) struct Filter {
    pub(crate) name: &'static str,
    pub(crate) filter: QueueFilter,
    pub(crate) sql: String,
    /// Whether indexes lead to its rows.
    pub(crate) led: bool,
}

pub(crate) fn filters() -> [Filter; 7] {
    let of = |name, sql: &str, led, change: fn(&mut QueueFilter)| {
        let mut filter = QueueFilter::default();
        change(&mut filter);
        Filter { name, filter, sql: sql.to_owned(), led }
    };
    let titles: Vec<_> = catalogue::matching("sign-in", "en").iter().map(|id| format!("'{id}'")).collect();
    [
        of("no filter", "TRUE", false, |_| {}),
        of("open", "status <= 3", false, |filter| {
            filter.status = vec![Status::New, Status::InProgress, Status::OnHold]
        }),
        of("priority=high", "priority = 3", true, |filter| filter.priority = vec![Priority::High]),
        of("assignee=nobody", "assignee_id IS NULL", true, |filter| filter.assignee = Some(AssigneeFilter::Nobody)),
        of("one client", "client_id = 'client-0250'", false, |filter| {
            filter.client = vec![ClientId("client-0250".to_owned())]
        }),
        of("q=sign-in", &format!("title_id IN ({})", titles.join(", ")), true, |filter| {
            filter.q = Some("sign-in".to_owned())
        }),
        of("unread", "status <= 3 AND number % 10 >= 3", false, |filter| filter.unread = Some(true)),
    ]
}
