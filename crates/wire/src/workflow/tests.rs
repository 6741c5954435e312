//! Every state, action and capability, held against the table that people read.

use super::*;
use Status::{Closed, InProgress, New, OnHold, Resolved};

/// The table of the contract; `BLESS=1` writes what is so.
const COMMITTED: &str = include_str!("table.md");
const STATES: [Status; 5] = [New, InProgress, OnHold, Resolved, Closed];

fn table() -> String {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let of_actions = |first: &str, cell: &dyn Fn(Action) -> String| {
        row(std::iter::once(first.to_owned()).chain(Action::ALL.into_iter().map(cell)).collect())
    };
    let mut table = of_actions("from", &|action| caption(action));
    table.push_str(&"|---".repeat(Action::ALL.len() + 1));
    table.push_str("|\n");
    table.push_str(&of_actions("needs", &|action| format!("`{}`", action.capability().caption())));
    for status in STATES {
        for (assigned, who) in [(false, "nobody has it"), (true, "somebody has it")] {
            let state = format!("`{}`, {who}", status.caption());
            table.push_str(&of_actions(&state, &|action| outcome(action, status, assigned)));
        }
    }
    table
}

fn caption(action: Action) -> String {
    let text = serde_json::to_string(&action).expect("it is plain data");
    format!("`{}`", text.trim_matches('"'))
}

/// Where an action leads whoever may do it.
fn outcome(action: Action, status: Status, assigned: bool) -> String {
    let is_held_back = refused(action, status, assigned, 1) == Some(Refusal::TasksOpen { count: 1 });
    match (refused(action, status, assigned, 0), action.leads_to()) {
        (Some(Refusal::State { .. }), _) => "–".to_owned(),
        (Some(_), _) => "somebody has to have it".to_owned(),
        (None, Some(to)) if is_held_back => format!("{}, its mandatory tasks done", to.caption()),
        (None, Some(to)) => to.caption().to_owned(),
        (None, None) if action == Action::Assign && status == New => "in_progress by a person".to_owned(),
        (None, None) if action == Action::Unmerge => "what it was".to_owned(),
        (None, None) => "stays".to_owned(),
    }
}

#[test]
fn the_table_is_what_is_so() {
    let table = table();
    if std::env::var_os("BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/workflow/table.md");
        std::fs::write(path, &table).expect("written");
    } else {
        assert_eq!(table, COMMITTED, "the workflow has changed: run this with BLESS=1 and read the difference");
    }
}

/// Whatever else somebody holds: what is offered is the table's where they hold the action's own capability, and where they
/// do not they learn that and nothing of the state.
#[test]
fn what_is_offered_is_the_table_for_every_set_of_capabilities() {
    let asked: Vec<Capability> = Action::ALL.into_iter().map(Action::capability).collect();
    let mut looked_at = 0;
    for held in 0_u32..1 << asked.len() {
        // Two actions of one capability: held if either bit is set.
        let may = |capability| (0..asked.len()).any(|bit| held & (1 << bit) != 0 && asked[bit] == capability);
        for status in STATES {
            for (assigned, tasks_open) in [(false, 0), (true, 0), (false, 2), (true, 2)] {
                for Offer { action, refusal } in offers(status, assigned, tasks_open, may) {
                    let capability = action.capability();
                    let expected = match may(capability) {
                        true => refused(action, status, assigned, tasks_open),
                        false => Some(Refusal::Capability { capability }),
                    };
                    assert_eq!(refusal, expected, "{action:?} from {status:?}");
                    looked_at += 1;
                }
            }
        }
    }
    assert_eq!(looked_at, (1 << 11) * 5 * 4 * 11);
}

#[test]
fn nothing_leads_out_of_a_state_that_is_not_known() {
    for action in Action::ALL {
        let refusal = refused(action, Status::Unknown, true, 1);
        assert_eq!(refusal, Some(Refusal::State { status: Status::Unknown }), "{action:?}");
    }
}

#[test]
fn a_command_for_a_status_is_the_action_that_leads_there() {
    for status in STATES {
        let action = Action::of_status(status);
        assert!(action.is_none_or(|action| action.leads_to() == Some(status)), "{status:?}");
        assert_eq!(action.is_none(), matches!(status, New | Closed), "{status:?}");
    }
}

#[test]
fn a_hold_reminds_before_it_ends_and_leads_where_the_state_machine_allows() {
    for reason in HoldReason::ALL {
        let reminds = reminds_after_s(*reason);
        assert!(reminds.is_none_or(|after_s| after_s < HOLD_LASTS_S), "{reason:?}");
        assert_eq!(reminds.is_some(), *reason == HoldReason::AwaitingClient);
    }
    assert_eq!((after_hold(true), after_hold(false)), (InProgress, New));
    assert_eq!(refused(Action::Start, OnHold, true, 0), None, "where it leads by itself, a person could lead it too");
}

#[test]
fn mandatory_tasks_hold_back_closing_and_nothing_else() {
    for action in Action::ALL {
        for status in STATES {
            let free = refused(action, status, true, 0);
            let held = if action == Action::Close { free.or(Some(Refusal::TasksOpen { count: 3 })) } else { free };
            assert_eq!(refused(action, status, true, 3), held, "{action:?} from {status:?}");
        }
    }
    let travelled = serde_json::from_str::<Refusal>(r#"{"why":"tasks_open","count":3}"#).expect("it is one");
    assert_eq!(travelled, Refusal::TasksOpen { count: 3 });
}

#[test]
fn only_what_is_over_can_be_rated() {
    assert_eq!(STATES.map(can_be_rated), [false, false, false, true, true]);
    assert!(STATES.into_iter().all(|status| can_be_rated(status) == Action::Reopen.allowed_from(status)));
}
