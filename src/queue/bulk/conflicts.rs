//! Rows that somebody changed before a command came to them: both versions, and whether it is done nevertheless.

use super::{
    state::{Bulks, Shown},
    texts as t, words,
};
use base::{
    command_forms::Versions,
    links,
    ui::{Button, ButtonKind, focus_on_first},
};
use leptos::prelude::*;
use wire::{
    bulk::{Bulk, BulkCommand, BulkProblem, BulkState},
    queue::QueueRow,
    session::IncidentKey,
    vocabulary::Capability,
    workflow::{Refusal, offers},
};

/// One of them, as this user saw it and as it is now.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Conflict {
    pub(super) seen: QueueRow,
    pub(super) now: QueueRow,
}

/// Those of the rows `seen` that were left because people changed them. Of an undoing it is another question.
pub(super) fn overtaken(bulk: &Bulk, seen: &[QueueRow]) -> Vec<QueueRow> {
    let is_over = bulk.state == BulkState::Done;
    let is_left = |row: &&QueueRow| {
        let is = bulk.failures.iter().find(|failure| failure.key == row.key);
        is_over && is.is_some_and(|failure| failure.problem == BulkProblem::Changed)
    };
    seen.iter().filter(is_left).cloned().collect()
}

/// Each of the rows `seen` with what it is now; one that is gone has nothing to be compared with.
pub(super) fn compared(seen: &[QueueRow], now: Vec<QueueRow>) -> Vec<Conflict> {
    let now = now.into_iter();
    let pairs = now.filter_map(|now| Some(Conflict { seen: seen.iter().find(|row| row.key == now.key)?.clone(), now }));
    pairs.collect()
}

/// Why `command` is not open to a row as it is now; `may` says what its user may do in its client.
fn refusal(now: &QueueRow, command: &BulkCommand, may: impl Fn(Capability) -> bool) -> Option<Refusal> {
    let action = command.to_one()?.action()?;
    // A row does not tell of its tasks.
    let offers = offers(now.status, now.assignee.is_some(), 0, may);
    offers.into_iter().find(|offer| offer.action == action)?.refusal
}

/// Nothing, until there is something to ask.
#[component]
pub(super) fn Conflicts(bulks: Bulks, one: Shown) -> impl IntoView {
    move || {
        let conflicts = one.conflicts.get();
        let all: Vec<_> = conflicts.iter().map(|conflict| conflict.seen.key.clone()).collect();
        let count = all.len() as u64;
        (count > 0).then(|| {
            let items = conflicts.into_iter().map(|conflict| item(bulks, &one, conflict)).collect_view();
            view! {
                <div class="bulk__conflicts" role="group" aria-label=t::overtaken(count)>
                    <p><strong>{t::overtaken(count)}</strong></p>
                    <ul>{items}</ul>
                    {(count > 1).then(|| answers(bulks, &one, all, None))}
                </div>
            }
            .into_any()
        })
    }
}

fn item(bulks: Bulks, one: &Shown, Conflict { seen, now }: Conflict) -> AnyView {
    let (key, what) = (now.key.clone(), one.bulk.with_untracked(|bulk| bulk.what.clone()));
    let client = now.client.id.clone();
    let may = bulks.scope().may_in(&client, Capability::IncidentRead);
    let href = may.then(|| links::incident(&client, &key));
    view! {
        <li>
            <p><a href=href>{key.0.clone()}</a>" "{now.title.clone()}</p>
            <Versions before=seen now><b>{words::what(&what)}</b></Versions>
            {answers(bulks, one, vec![key.clone()], Some(key))}
        </li>
    }
    .into_any()
}

/// *Leave it* and *Do it anyway* for these rows. Of several, those that lead there; `of` is the only one.
fn answers(bulks: Bulks, one: &Shown, keys: Vec<IncidentKey>, of: Option<IncidentKey>) -> AnyView {
    let (scope, what) = (bulks.scope(), one.bulk.with_untracked(|bulk| bulk.what.clone()));
    let refused = |conflict: &Conflict| {
        refusal(&conflict.now, &what, |capability| scope.may_in(&conflict.now.client.id, capability))
    };
    let asked = one.conflicts.with_untracked(|conflicts| {
        let asked = conflicts.iter().filter(|conflict| keys.contains(&conflict.seen.key));
        asked.map(|conflict| (conflict.now.clone(), refused(conflict))).collect::<Vec<_>>()
    });
    let first = asked.first().and_then(|(_, refusal)| *refusal);
    let open: Vec<_> = asked.into_iter().filter(|(_, refusal)| refusal.is_none()).map(|(now, _)| now).collect();
    let why = first.filter(|_| open.is_empty()).map(base::words::refusal);
    let (leave, go) = match &of {
        Some(_) => (t::leave_it(), t::do_anyway().to_owned()),
        None => (t::leave_all(), t::do_all_anyway(open.len() as u64)),
    };
    let named = |word: &str| of.as_ref().map(|key| t::announced(word, &key.0)).unwrap_or_else(|| word.to_owned());
    let (leave_name, go_name) = (named(leave), named(&go));
    let (asking, leaving) = (one.clone(), one.clone());
    let again = move |()| bulks.do_anyway(&asking, open.clone());
    let let_be = move |()| {
        leaving.conflicts.update(|conflicts| conflicts.retain(|conflict| !keys.contains(&conflict.seen.key)));
        go_on(bulks);
    };
    view! {
        <div class="bulk__answers">
            <Button label=leave_name on_press=let_be>{leave}</Button>
            <Button kind=ButtonKind::Primary label=go_name refusal=why is_busy=bulks.is_busy() on_press=again>{go}</Button>
        </div>
    }
    .into_any()
}

/// What was answered goes, and the focus with it: it goes on at the next question, else at the row at hand.
pub(super) fn go_on(bulks: Bulks) {
    request_animation_frame(move || {
        if !focus_on_first(".bulk__conflicts button") {
            bulks.go_to_hand();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::samples::row;
    use base::command_forms::differences;
    use wire::{
        Instant,
        bulk::BulkFailure,
        queue::Assignee,
        session::{Person, UserId},
        vocabulary::{HoldReason, Priority, Status, Verdict},
    };

    fn bulk(state: BulkState, failures: &[(&str, BulkProblem)]) -> Bulk {
        let failure = |(key, problem): &(&str, BulkProblem)| BulkFailure {
            key: row(key).key,
            problem: *problem,
            capability: None,
        };
        Bulk {
            id: "b1".into(),
            what: BulkCommand::SetPriority { priority: Priority::Low },
            state,
            by: Person { id: UserId("u1".into()), name: "Ana".into(), organisation: "Aurora".into() },
            total: 3,
            done: 3 - failures.len() as u64,
            failed: failures.len() as u64,
            clients: vec![],
            failures: failures.iter().map(failure).collect(),
            created_at: Instant("2026-11-24T09:00:00Z".into()),
            undo_until: None,
            may_agree: false,
        }
    }

    fn keys(rows: &[QueueRow]) -> Vec<&str> {
        rows.iter().map(|row| row.key.0.as_str()).collect()
    }

    #[test]
    fn asked_is_of_rows_that_people_changed_and_of_nothing_else() {
        let seen = ["HAR-1", "HAR-2", "HAR-3"].map(row);
        let failures =
            [("HAR-1", BulkProblem::Changed), ("HAR-3", BulkProblem::State), ("HAR-9", BulkProblem::Changed)];
        assert_eq!(keys(&overtaken(&bulk(BulkState::Done, &failures), &seen)), ["HAR-1"]);
        assert_eq!(overtaken(&bulk(BulkState::Undone, &failures), &seen), [], "undoing asks nothing");
        assert_eq!(overtaken(&bulk(BulkState::Running, &failures), &seen), []);
    }

    #[test]
    fn a_row_that_is_gone_is_not_compared() {
        let mut now = row("HAR-2");
        now.version = 4;
        let conflicts = compared(&[row("HAR-1"), row("HAR-2")], vec![now]);
        assert_eq!(conflicts.iter().map(|one| (one.seen.version, one.now.version)).collect::<Vec<_>>(), [(1, 4)]);
    }

    #[test]
    fn what_its_new_state_does_not_lead_to_is_refused_before_it_is_sent() {
        let close = BulkCommand::Close { verdict: Verdict::Benign, reason: None };
        let mut closed = row("HAR-1");
        closed.status = Status::Closed;
        assert_eq!(refusal(&closed, &close, |_| true), Some(Refusal::State { status: Status::Closed }));
        assert_eq!(refusal(&row("HAR-1"), &close, |_| true), None);
        let lacks = Refusal::Capability { capability: Capability::IncidentClose };
        assert_eq!(refusal(&row("HAR-1"), &close, |_| false), Some(lacks));
    }

    #[test]
    fn both_versions_say_what_differs() {
        let (before, mut now) = (row("HAR-1"), row("HAR-1"));
        (now.status, now.hold_reason) = (Status::OnHold, Some(HoldReason::AwaitingClient));
        now.assignee = Some(Assignee { id: UserId("u2".into()), name: "Lena".into() });
        let of = |name: &'static str, before: &str, now: &str| (name, before.to_owned(), now.to_owned());
        let expected = [of("Status", "New", "On hold (Awaiting client)"), of("Assignee", "Nobody", "Lena")];
        assert_eq!(differences(&before, &now), expected);
        assert_eq!(differences(&before, &before).len(), 4, "something else changed: all of it is shown");
    }
}
