//! The queue's two plans: whichever a page is read by, it is the same page, and the next one goes on from it.

use crate::harness::{Bed, now};
use std::sync::Arc;
use tenant_api::{
    policy::{Address, Caller, Scope},
    store::{
        Everywhere,
        queue::{self, Asked, Narrow, Page, Plan, Position, page_by},
    },
};
use wire::{
    Instant,
    queue::{AssigneeFilter, QueueFilter, Sort},
    session::{ClientId, GroupId, TeamId, UserId},
    vocabulary::{Capability, Disposition, Priority, Severity, Status, Tactic},
};

const SORTS: [Sort; 6] = [Sort::Breach, Sort::Priority, Sort::Severity, Sort::Created, Sort::Updated, Sort::Client];

/// How a walk through all pages chooses the plan of each.
type Choice = fn(usize) -> Plan;
const CHOICES: [Choice; 3] =
    [|_| Plan::Walk, |_| Plan::Merge, |page| if page % 2 == 0 { Plan::Walk } else { Plan::Merge }];

/// What is tried: every filter in the order that has the most parts, and every order under those that an index leads to.
pub(crate) fn lists() -> Vec<(Sort, QueueFilter)> {
    let by_breach = filters().into_iter().map(|filter| (Sort::Breach, filter));
    let others = SORTS[1..].iter().flat_map(|sort| filters().into_iter().take(LED).map(|filter| (*sort, filter)));
    by_breach.chain(others).collect()
}

/// How many of them: none, and one for each column that leads.
const LED: usize = 6;

fn filters() -> Vec<QueueFilter> {
    let of = |change: fn(&mut QueueFilter)| {
        let mut filter = QueueFilter::default();
        change(&mut filter);
        filter
    };
    vec![
        QueueFilter::default(),
        of(|filter| filter.priority = vec![Priority::Critical, Priority::Medium]),
        of(|filter| filter.severity = vec![Severity::High, Severity::Low, Severity::High]),
        of(|filter| filter.assignee = Some(AssigneeFilter::Nobody)),
        of(|filter| filter.q = Some("sign".to_owned())),
        of(|filter| filter.assignee = Some(AssigneeFilter::Team(TeamId("night-shift".to_owned())))),
        of(|filter| filter.assignee = Some(AssigneeFilter::MyTeams)),
        of(|filter| filter.status = vec![Status::New, Status::InProgress, Status::OnHold]),
        of(|filter| filter.status = vec![Status::Closed, Status::OnHold]),
        of(|filter| filter.assignee = Some(AssigneeFilter::Me)),
        of(|filter| filter.client = ["harbor", "cedar", "ember"].map(|id| ClientId(id.to_owned())).to_vec()),
        of(|filter| filter.unread = Some(true)),
        of(|filter| filter.unread = Some(false)),
        of(|filter| filter.breached = Some(false)),
        of(|filter| filter.q = Some("har".to_owned())),
        of(|filter| filter.q = Some("r-100".to_owned())),
        of(|filter| filter.q = Some("1002".to_owned())),
        of(|filter| filter.tactic = vec![Tactic::CredentialAccess; 1200]),
        of(|filter| filter.disposition = vec![Disposition::Allowed, Disposition::Unknown]),
        of(|filter| filter.group = vec![GroupId("gold".to_owned())]),
        of(|filter| filter.created.from = Some(Instant("-30d".to_owned()))),
    ]
}

pub(crate) async fn scope(bed: &Bed, user: &str) -> Scope {
    let caller: Arc<Caller> = bed.app.store.caller(&UserId(user.to_owned())).await.expect("read").expect("there");
    caller.scope(Address::All, Capability::QueueRead).expect("a scope")
}

/// More of everything that the orders tell apart, and much that they do not: the same instants in several clients.
pub(crate) async fn shuffle(bed: &Bed) {
    let statements = [
        "UPDATE incidents SET breach_at = 1795856400000, created_at = 1795770000000, updated_at = 1795770000000 \
         WHERE number % 2 = 0",
        "UPDATE incidents SET status = 2 + number % 2, breach_at = NULL WHERE number IN (1001, 1003)",
        "UPDATE incidents SET breach_at = NULL WHERE number = 1002 AND client_id <> 'harbor'",
        "UPDATE incidents SET status = 5, breach_at = NULL WHERE number = 1005",
        "UPDATE incidents SET assignee_id = 'analyst-aurora', priority = 4 WHERE client_id = 'cedar'",
        "UPDATE incidents SET team_id = 'night-shift' WHERE number IN (1002, 1003, 1005)",
        "INSERT INTO reads (user_id, client_id, number, seen_at) \
         SELECT 'analyst-aurora', client_id, number, attention_at FROM incidents WHERE number IN (1001, 1002, 1004)",
    ];
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    for sql in statements {
        assert!(sqlx::query(sql).execute(&mut *write).await.expect("done").rows_affected() > 0, "{sql}");
    }
    write.commit().await.expect("committed");
}

pub(crate) async fn page(
    bed: &Bed,
    scope: &Scope,
    plan: Plan,
    asked: (&Narrow, Sort, usize),
    after: Option<&Position>,
) -> Page {
    let (narrow, sort, limit) = asked;
    page_by(plan, &bed.app.store, scope, &Asked { narrow, sort, limit, after, now: now() }).await.expect("a page")
}

/// Every row by pages of so many, each with the cursor behind it.
async fn rows(bed: &Bed, scope: &Scope, choice: Choice, asked: (&Narrow, Sort, usize)) -> Vec<(Vec<String>, String)> {
    let (mut pages, mut after): (Vec<_>, Option<Position>) = (Vec::new(), None);
    loop {
        let page = page(bed, scope, choice(pages.len()), asked, after.as_ref()).await;
        assert!(page.partial.is_empty(), "{:?}", page.partial);
        assert!(page.next.is_none() || page.rows.len() == asked.2, "a page that is not the last is full");
        let keys = page.rows.iter().map(|row| row.key.0.clone()).collect();
        pages.push((keys, format!("{:?}", page.next)));
        after = page.next;
        if after.is_none() {
            return pages;
        }
        assert!(pages.len() < 100, "a walk ends");
    }
}

#[tokio::test]
async fn both_plans_and_any_change_between_them_give_the_same_pages_and_cursors() {
    let bed = Bed::new().await;
    shuffle(&bed).await;
    let scope = scope(&bed, "analyst-aurora").await;
    assert!(scope.clients().len() > 3);
    for (sort, filter) in lists() {
        let narrow = Narrow::new(&filter, &scope).expect("a filter");
        let whole = rows(&bed, &scope, CHOICES[1], (&narrow, sort, 200)).await;
        let pages = rows(&bed, &scope, CHOICES[0], (&narrow, sort, 3)).await;
        let keys: Vec<_> = pages.iter().flat_map(|(keys, _)| keys.clone()).collect();
        assert_eq!(keys, whole[0].0, "{sort:?} {filter:?}");
        for choice in &CHOICES[1..] {
            assert_eq!(rows(&bed, &scope, *choice, (&narrow, sort, 3)).await, pages, "{sort:?} {filter:?}");
        }
    }
}

#[tokio::test]
async fn a_client_that_cannot_be_read_is_named_under_both_plans() {
    let bed = Bed::new().await;
    let scope = scope(&bed, "analyst-aurora").await;
    bed.ground.break_client("meridian").await;
    let narrow = Narrow::new(&QueueFilter::default(), &scope).expect("a filter");
    for sort in SORTS {
        let asked = Asked { narrow: &narrow, sort, limit: 100, after: None, now: now() };
        let walked = queue::page(&bed.app.store, &scope, &asked).await.expect("a page");
        for page in [walked, page(&bed, &scope, Plan::Merge, (&narrow, sort, 100), None).await] {
            let named: Vec<_> = page.partial.iter().map(|partial| partial.client.0.as_str()).collect();
            assert_eq!((named, page.rows.len()), (vec!["meridian"], 10), "{sort:?}");
            assert!(page.rows.iter().all(|row| row.client.id.0 != "meridian"));
        }
    }
}

#[tokio::test]
async fn a_walk_ends_at_a_client_that_cannot_be_read_also_where_it_is_the_last_one() {
    let bed = Bed::new().await;
    let scope = scope(&bed, "analyst-aurora").await;
    bed.ground.break_client("meridian").await;
    let clients = ["harbor", "meridian"].map(|id| ClientId(id.to_owned())).to_vec();
    for filter in filters().into_iter().take(4).map(|filter| QueueFilter { client: clients.clone(), ..filter }) {
        let narrow = Narrow::new(&filter, &scope).expect("a filter");
        let (mut after, mut pages) = (None, 0);
        loop {
            let asked = Asked { narrow: &narrow, sort: Sort::Client, limit: 1, after: after.as_ref(), now: now() };
            let Ok(page) = page_by(Plan::Walk, &bed.app.store, &scope, &asked).await else { break };
            // SQLite finds it out where the rows themselves are read, and names it.
            if !page.partial.is_empty() {
                break;
            }
            assert!(page.next.is_some(), "nobody was told that a client is missing: {filter:?}");
            (after, pages) = (page.next, pages + 1);
            assert!(pages < 100, "a walk ends");
        }
    }
}
