//! Random histories: the store does what the wire's state machine says, and nothing else.

use crate::harness::{Bed, now};
use jiff::SignedDuration;
use proptest::{prelude::*, test_runner::TestRunner};
use tenant_api::store::{Declined, incident::Incident, workflow};
use wire::{
    incident::{AssignTo, Command},
    session::{TeamId, UserId},
    vocabulary::{HoldReason, Priority, Status, Verdict},
    workflow::Action,
};

fn commands() -> impl Strategy<Value = Command> {
    let status = |status, hold_reason| Command::SetStatus { status, hold_reason, hold_until: None };
    let close = |verdict| Command::Close { verdict, reason: Some("because".to_owned()) };
    prop_oneof![
        Just(Command::Assign { assignee: Some(AssignTo::Person(UserId("analyst-aurora".to_owned()))) }),
        Just(Command::Assign { assignee: Some(AssignTo::Team(TeamId("night-shift".to_owned()))) }),
        Just(Command::Assign { assignee: None }),
        Just(status(Status::InProgress, None)),
        Just(status(Status::OnHold, Some(HoldReason::AwaitingClient))),
        Just(status(Status::OnHold, Some(HoldReason::AwaitingThirdParty))),
        Just(status(Status::Resolved, None)),
        prop::sample::select(Priority::ALL).prop_map(|priority| Command::SetPriority { priority }),
        prop::sample::select(Verdict::ALL).prop_map(close),
        Just(Command::Reopen { reason: "again".to_owned() }),
    ]
}

#[test]
fn random_histories_keep_to_the_state_machine() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let bed = runtime.block_on(Bed::new());
    let seat = runtime.block_on(bed.seat("analyst-aurora", "harbor"));
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() });
    let histories = prop::collection::vec((commands(), 1_i64..100_000), 1..20);
    let outcome = runner.run(&histories, |history| {
        runtime.block_on(async {
            let mut write = bed.app.store.write(&seat).await.expect("the writer");
            let mut at = now();
            for (command, later_s) in history {
                at += SignedDuration::from_secs(later_s);
                let before = Incident::load(&mut write, &seat, 1005).await.expect("read").expect("there");
                let action = workflow::action_of(&command).expect("an action");
                let allowed =
                    action.allowed_from(before.status) && (action != Action::Start || before.assignee.is_some());
                let done = workflow::apply(&mut write, &seat, 1005, &command, at).await;
                let after = Incident::load(&mut write, &seat, 1005).await.expect("read").expect("there");
                match done {
                    Ok(version) => prop_assert!(allowed && version == before.version + 1),
                    Err(Declined::NotAllowed { .. }) => prop_assert!(!allowed && after.version == before.version),
                    Err(other) => prop_assert!(false, "{command:?}: {other}"),
                }
                check(&after)?;
            }
            // Dropped, not committed: the next history starts afresh.
            drop(write);
            Ok(())
        })
    });
    outcome.expect("no history breaks a rule");
}

/// What is true of every incident, whatever was done to it.
fn check(incident: &Incident) -> Result<(), TestCaseError> {
    let clocks = &incident.clocks;
    let done = matches!(incident.status, Status::Resolved | Status::Closed);
    let paused = incident.status == Status::OnHold && incident.hold_reason == Some(HoldReason::AwaitingClient);
    prop_assert_eq!(incident.hold_reason.is_some(), incident.status == Status::OnHold);
    prop_assert_eq!(incident.resolved_at.is_some(), done);
    prop_assert_eq!(incident.closed_at.is_some() && incident.verdict.is_some(), incident.status == Status::Closed);
    prop_assert_eq!(clocks.paused_since.is_some(), paused);
    prop_assert!(!(done || paused) || clocks.breach_at.is_none(), "nothing runs");
    prop_assert_eq!(clocks.breach_at.is_some(), clocks.running_since.is_some());
    prop_assert!(clocks.respond_due_at.is_none() || incident.first_in_progress_at.is_none());
    Ok(())
}
