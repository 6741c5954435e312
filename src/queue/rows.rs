//! The rows on the screen as a reducer: what was loaded, what changed since, and what waits to be taken in.

use wire::{
    Instant,
    list::{List, Partial},
    queue::QueueRow,
    session::IncidentKey,
};

/// How the rows stand to the server's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Load {
    /// Nothing has been read for this address yet; rows of the one before may still be shown, marked with their age.
    #[default]
    Loading,
    /// The next page is on its way.
    More,
    Settled,
    Failed,
}

/// Keys without doubles, in order. A list, because a tree's code would be 2 kB for what is seldom more than a handful.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys(Vec<IncidentKey>);

impl Keys {
    pub(crate) fn insert(&mut self, key: IncidentKey) {
        if let Err(place) = self.0.binary_search(&key) {
            self.0.insert(place, key);
        }
    }

    pub(crate) fn has(&self, key: &IncidentKey) -> bool {
        self.0.binary_search(key).is_ok()
    }

    pub(crate) fn remove(&mut self, key: &IncidentKey) {
        if let Ok(place) = self.0.binary_search(key) {
            self.0.remove(place);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The last ones, at most `count`, which are then no longer here.
    pub(crate) fn take(&mut self, count: usize) -> Vec<IncidentKey> {
        self.0.split_off(self.0.len().saturating_sub(count))
    }
}

/// The loaded part of a queue, in the order it was read. Rows change where they stand; none moves by itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<QueueRow>,
    pub(crate) next_cursor: Option<String>,
    pub(crate) as_of: Option<Instant>,
    pub(crate) partial: Vec<Partial>,
    pub(crate) load: Load,
    /// Incidents that belong here and are not shown yet.
    pub(crate) waiting: Keys,
}

/// What can happen to the rows.
#[derive(Debug)]
pub(crate) enum Happened {
    /// The address changed, or a retry: the first page is asked for.
    Asked,
    Loaded(List<QueueRow>),
    AskedMore,
    LoadedMore(List<QueueRow>),
    Failed,
    /// Rows read again after live events, each with whether the filter holds it.
    Changed(Vec<(QueueRow, bool)>),
    /// Rows as a command of this user made them, or is about to, under the version they still have then: what the tenant
    /// API says of them next is the truth, and takes it back where it was not so.
    Replaced(Vec<QueueRow>),
}

impl Rows {
    pub(crate) fn reduce(&mut self, happened: Happened) {
        match happened {
            Happened::Asked => self.load = Load::Loading,
            Happened::AskedMore => self.load = Load::More,
            Happened::Failed => self.load = Load::Failed,
            Happened::Loaded(list) => {
                *self = Self {
                    rows: list.items,
                    next_cursor: list.next_cursor,
                    as_of: Some(list.as_of),
                    partial: list.partial,
                    load: Load::Settled,
                    waiting: Keys::default(),
                };
            }
            Happened::LoadedMore(list) => self.append(list),
            Happened::Changed(rows) => rows.into_iter().for_each(|(row, belongs)| self.replace(row, belongs)),
            Happened::Replaced(rows) => rows.into_iter().for_each(|row| self.replace(row, false)),
        }
    }

    pub(crate) fn position(&self, key: &IncidentKey) -> Option<usize> {
        self.rows.iter().position(|row| row.key == *key)
    }

    /// The row in `place`, or the last one where there are fewer: it stands in for a row at hand that is gone.
    pub(crate) fn near(&self, place: usize) -> Option<&QueueRow> {
        self.rows.get(place).or_else(|| self.rows.last())
    }

    fn append(&mut self, list: List<QueueRow>) {
        for row in list.items {
            self.waiting.remove(&row.key);
            // A row that moved over the page's edge between two reads must not stand here twice.
            match self.position(&row.key) {
                Some(at) => self.rows[at] = row,
                None => self.rows.push(row),
            }
        }
        self.next_cursor = list.next_cursor;
        self.partial = list.partial;
        self.load = Load::Settled;
    }

    fn replace(&mut self, row: QueueRow, announce: bool) {
        match self.position(&row.key) {
            // Answers can overtake each other: an older version never replaces a newer one.
            Some(at) if (row.version, &row.updated_at) >= (self.rows[at].version, &self.rows[at].updated_at) => {
                self.rows[at] = row;
            }
            Some(_) => {}
            None if announce => {
                self.waiting.insert(row.key);
            }
            None => {
                self.waiting.remove(&row.key);
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use wire::{
        queue::ClientLabel,
        session::ClientId,
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
}

#[cfg(test)]
mod tests {
    use super::{samples::*, *};
    use wire::vocabulary::Status;

    fn keys(rows: &Rows) -> Vec<&str> {
        rows.rows.iter().map(|row| row.key.0.as_str()).collect()
    }

    fn changed(rows: Vec<QueueRow>) -> Happened {
        Happened::Changed(rows.into_iter().map(|row| (row.clone(), row.status.is_open())).collect())
    }

    fn loaded(keys: &[&str], cursor: Option<&str>) -> Rows {
        let mut rows = Rows::default();
        rows.reduce(Happened::Loaded(page(keys, cursor)));
        rows
    }

    #[test]
    fn pages_follow_each_other_without_doubles() {
        let mut rows = loaded(&["HAR-1", "HAR-2"], Some("c"));
        rows.reduce(Happened::AskedMore);
        assert_eq!(rows.load, Load::More);
        rows.reduce(Happened::LoadedMore(page(&["HAR-2", "HAR-3"], None)));
        assert_eq!(keys(&rows), ["HAR-1", "HAR-2", "HAR-3"]);
        assert_eq!((rows.next_cursor.as_deref(), rows.load), (None, Load::Settled));
    }

    #[test]
    fn a_change_stays_where_it_is_even_when_it_no_longer_matches() {
        let mut rows = loaded(&["HAR-1", "HAR-2"], None);
        let mut closed = row("HAR-1");
        (closed.status, closed.version) = (Status::Closed, 2);
        rows.reduce(changed(vec![closed]));
        assert_eq!(keys(&rows), ["HAR-1", "HAR-2"]);
        assert_eq!(rows.rows[0].status, Status::Closed);
    }

    #[test]
    fn a_late_answer_never_takes_a_row_back() {
        let mut rows = loaded(&["HAR-1"], None);
        let mut newer = row("HAR-1");
        (newer.version, newer.alerts_count) = (3, 9);
        rows.reduce(Happened::Replaced(vec![newer]));
        rows.reduce(changed(vec![row("HAR-1")]));
        assert_eq!(rows.rows[0].alerts_count, 9);
    }

    #[test]
    fn what_was_expected_is_taken_back_by_the_truth() {
        let mut rows = loaded(&["HAR-1"], None);
        let mut expected = row("HAR-1");
        expected.status = Status::Closed;
        rows.reduce(Happened::Replaced(vec![expected]));
        assert_eq!(rows.rows[0].status, Status::Closed);
        rows.reduce(changed(vec![row("HAR-1")]));
        assert_eq!(rows.rows[0].status, Status::New, "it was refused, and stands as it was");
    }

    #[test]
    fn what_is_new_waits_until_it_is_taken_in() {
        let mut rows = loaded(&["HAR-1"], None);
        rows.reduce(changed(vec![row("HAR-2"), row("HAR-3")]));
        assert_eq!((keys(&rows), rows.waiting.len()), (vec!["HAR-1"], 2));
        let mut closed = row("HAR-3");
        (closed.status, closed.version) = (Status::Closed, 2);
        rows.reduce(changed(vec![closed]));
        assert_eq!(rows.waiting.len(), 1, "closed elsewhere before anybody looked");
        rows.reduce(Happened::Loaded(page(&["HAR-1", "HAR-2"], None)));
        assert_eq!(rows.waiting.len(), 0);
    }

    #[test]
    fn the_row_that_took_a_place_stands_in_for_the_one_that_is_gone() {
        let mut rows = loaded(&["HAR-1", "HAR-2", "HAR-3"], None);
        let place = rows.position(&IncidentKey("HAR-2".into())).expect("it is loaded");
        let near = |rows: &Rows, place| rows.near(place).map(|row| row.key.0.clone());
        rows.reduce(Happened::Loaded(page(&["HAR-1", "HAR-3"], None)));
        assert_eq!(near(&rows, place).as_deref(), Some("HAR-3"));
        rows.reduce(Happened::Loaded(page(&["HAR-1"], None)));
        assert_eq!(near(&rows, place).as_deref(), Some("HAR-1"));
        rows.reduce(Happened::Loaded(page(&[], None)));
        assert_eq!(near(&rows, place), None);
    }

    #[test]
    fn old_rows_stay_while_new_ones_load_and_after_a_failure() {
        let mut rows = loaded(&["HAR-1"], None);
        rows.reduce(Happened::Asked);
        assert_eq!((keys(&rows), rows.load), (vec!["HAR-1"], Load::Loading));
        rows.reduce(Happened::Failed);
        assert_eq!((keys(&rows), rows.load), (vec!["HAR-1"], Load::Failed));
    }
}
