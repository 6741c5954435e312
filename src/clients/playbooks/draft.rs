//! What the editor holds of a playbook's steps, and what becomes of it.

use super::t;
use base::command_forms::one_line;
use leptos::prelude::*;
use wire::{
    session::ClientId,
    task::{Phase, Step},
    vocabulary::OrganisationKind,
};

/// A step as it is typed. Cheap to copy.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct StepDraft {
    pub(super) phase: RwSignal<String>,
    pub(super) text: RwSignal<String>,
    pub(super) owner: RwSignal<String>,
    pub(super) due_min: RwSignal<String>,
    pub(super) mandatory: RwSignal<bool>,
    pub(super) internal: RwSignal<bool>,
    pub(super) approval: RwSignal<bool>,
    pub(super) preauthorised: RwSignal<Vec<ClientId>>,
}

impl StepDraft {
    pub(super) fn of(step: &Step) -> Self {
        Self {
            phase: RwSignal::new(step.phase.caption().to_owned()),
            text: RwSignal::new(step.text.clone()),
            owner: RwSignal::new(step.owner.caption().to_owned()),
            due_min: RwSignal::new(step.due_min.map(|due_min| due_min.to_string()).unwrap_or_default()),
            mandatory: RwSignal::new(step.mandatory),
            internal: RwSignal::new(step.internal),
            approval: RwSignal::new(step.approval),
            preauthorised: RwSignal::new(step.preauthorised.clone()),
        }
    }

    pub(super) fn new() -> Self {
        Self::of(&Step { phase: Phase::Identification, owner: OrganisationKind::Msp, ..Step::default() })
    }

    /// Whether the client does it. Tracked.
    pub(super) fn is_clients(self) -> bool {
        self.owner.with(|owner| owner == OrganisationKind::Client.caption())
    }

    /// The step, or what is wrong with it: what does not fit whoever does it is left out.
    pub(super) fn step(self, number: usize) -> Result<Step, String> {
        let number = number.to_string();
        let is_clients = self.is_clients();
        let approval = is_clients && self.approval.get_untracked();
        let text = self.text.with_untracked(|text| one_line(text));
        if text.is_empty() {
            return Err(t::step_text_missing(&number));
        }
        let due_min = match self.due_min.with_untracked(|due_min| due_min.trim().to_owned()) {
            none if none.is_empty() => None,
            typed => Some(typed.parse::<u32>().map_err(|_not_a_number| t::due_wrong(&number))?),
        };
        Ok(Step {
            phase: Phase::from_caption(&self.phase.get_untracked()).unwrap_or_default(),
            text,
            owner: if is_clients { OrganisationKind::Client } else { OrganisationKind::Msp },
            internal: !is_clients && self.internal.get_untracked(),
            mandatory: self.mandatory.get_untracked(),
            approval,
            due_min,
            preauthorised: if approval { self.preauthorised.get_untracked() } else { vec![] },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_what_is_sent_and_what_does_not_fit_is_left_out() {
        let step = Step {
            phase: Phase::Containment,
            text: "May we isolate it?".into(),
            owner: OrganisationKind::Client,
            mandatory: true,
            approval: true,
            due_min: Some(60),
            preauthorised: vec![ClientId("harbor".into())],
            ..Step::default()
        };
        let draft = StepDraft::of(&step);
        assert_eq!(untrack(|| draft.step(1)), Ok(step.clone()));
        draft.internal.set(true);
        assert_eq!(untrack(|| draft.step(1)), Ok(step.clone()), "what a client does is told to it");
        draft.owner.set(OrganisationKind::Msp.caption().into());
        let ours =
            Step { internal: true, approval: false, preauthorised: vec![], owner: OrganisationKind::Msp, ..step };
        assert_eq!(untrack(|| draft.step(1)), Ok(ours), "an approval is the client's");
        draft.due_min.set("soon".into());
        assert_eq!(untrack(|| draft.step(2)), Err(t::due_wrong("2")));
        draft.text.set(" ".into());
        assert_eq!(untrack(|| draft.step(2)), Err(t::step_text_missing("2")));
    }
}
