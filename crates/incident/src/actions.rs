//! What can be done, exactly as the tenant API offers it.

mod assign;
mod priority;

use crate::{
    desk::{Desk, use_desk},
    rows::{Row, view_rows},
    texts as t,
};
use assign::Assign;
use base::{
    command_forms::{CloseForm, HoldForm, ReopenForm},
    keys::{self, use_keys},
    ui::{Button, ButtonKind, Dialog},
    words,
};
use leptos::prelude::*;
use priority::PriorityMenu;
use std::sync::Arc;
use wire::{
    incident::Command,
    vocabulary::Status,
    workflow::{Action, Offer, Refusal},
};

/// What the bar shows of the offers.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Bar {
    /// This user only reads here.
    ReadOnly,
    /// What is not open now stays where it is, and says why. Starting and reopening lead to the same: one of them is there.
    Actions(Vec<Action>),
}

fn bar(status: Status, offers: &[Offer]) -> Bar {
    if offers.iter().all(|offer| matches!(offer.refusal, Some(Refusal::Capability { .. }))) {
        return Bar::ReadOnly;
    }
    let other = if Action::Reopen.allowed_from(status) { Action::Start } else { Action::Reopen };
    // What is between two incidents stands beside the other one, and who reads it among the facts.
    let is_here = |action: &Action| {
        *action != other && !matches!(action, Action::Merge | Action::Split | Action::Unmerge | Action::Restrict)
    };
    Bar::Actions(offers.iter().map(|offer| offer.action).filter(is_here).collect())
}

/// The bar, its keys and its dialogs.
pub(crate) fn view_actions(desk: Desk) -> AnyView {
    let bar = desk.of_head(|head| bar(head.row.status, &head.actions));
    let [close, hold, reopen, priority] = [(); 4].map(|()| RwSignal::new(false));
    let who_reads = move || t::client_can_read(&desk.place().client.name);
    let keys = use_keys();
    keys.register(keys::Command::new("close", &["e"], t::close_incident(), move || {
        desk.if_open(Action::Close, || close.set(true));
    }));
    keys.register(keys::Command::new("priority", &["p"], t::change_priority(), move || {
        desk.if_open(Action::SetPriority, || priority.set(true));
    }));
    let button = move |action: Action| match action {
        Action::Assign => view! { <Assign /> }.into_any(),
        Action::SetPriority => view! { <PriorityMenu open=priority /> }.into_any(),
        Action::Start => view! { <StatusButton action status=Status::InProgress /> }.into_any(),
        Action::Resolve => view! { <StatusButton action status=Status::Resolved /> }.into_any(),
        Action::Hold => view! { <DialogButton action open=hold /> }.into_any(),
        Action::Close => view! { <DialogButton action open=close kind=ButtonKind::Primary keys="e" /> }.into_any(),
        Action::Reopen => view! { <DialogButton action open=reopen /> }.into_any(),
        Action::Merge | Action::Split | Action::Unmerge | Action::Restrict => ().into_any(),
    };
    // By what they do: where one comes or goes, the others keep the focus.
    let buttons = Signal::derive(move || match bar.get() {
        Bar::ReadOnly => vec![],
        Bar::Actions(actions) => {
            let row = |action| Row { key: words::action(action).into(), draw: Arc::new(move || button(action)) };
            actions.into_iter().map(row).collect()
        }
    });
    view! {
        <div class="incident__actions" role="group" aria-label=t::actions()>
            {move || (bar.get() == Bar::ReadOnly).then(|| view! { <p class="incident__read-only">{t::read_only()}</p> })}
            {view_rows(buttons)}
        </div>
        <Dialog open=close title=[t::close_incident(), " ", &desk.place().key.0].concat()>
            <CloseForm open=close sends=desk.sends() hint=who_reads() />
        </Dialog>
        <Dialog open=hold title=t::hold_incident()>
            <HoldForm open=hold sends=desk.sends() />
        </Dialog>
        <Dialog open=reopen title=t::reopen_incident()>
            <ReopenForm open=reopen sends=desk.sends() hint=who_reads() />
        </Dialog>
    }
    .into_any()
}

/// The reason why `action` is refused, for its button.
fn refusal_text(desk: Desk, action: Action) -> Signal<Option<String>> {
    Signal::derive(move || desk.why_not(action))
}

/// A button that does it at once.
#[component]
fn StatusButton(action: Action, status: Status) -> impl IntoView {
    let desk = use_desk();
    let press = move |()| {
        desk.command_at_once(Command::SetStatus { status, hold_reason: None, hold_until: None });
    };
    view! {
        <Button on_press=press refusal=refusal_text(desk, action) is_busy=desk.is_busy>
            {words::action(action)}
        </Button>
    }
}

/// A button that asks more.
#[component]
fn DialogButton(
    action: Action,
    open: RwSignal<bool>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional_no_strip, into)] keys: Option<&'static str>,
) -> impl IntoView {
    let refusal = refusal_text(use_desk(), action);
    match keys {
        Some(keys) => {
            view! { <Button kind keys on_press=move |()| open.set(true) refusal>{words::action(action)}</Button> }
                .into_any()
        }
        None => {
            view! { <Button kind on_press=move |()| open.set(true) refusal>{words::action(action)}</Button> }.into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{vocabulary::Capability, workflow::offers};

    #[test]
    fn the_bar_stays_and_what_is_not_open_says_why() {
        let shown = |status, assigned| match bar(status, &offers(status, assigned, 0, |_| true)) {
            Bar::Actions(actions) => actions,
            Bar::ReadOnly => vec![],
        };
        use Action::{Assign, Close, Hold, Reopen, Resolve, SetPriority, Start};
        for status in [Status::New, Status::InProgress, Status::OnHold] {
            assert_eq!(shown(status, false), [Assign, Start, Hold, Resolve, SetPriority, Close], "{status:?}");
        }
        for status in [Status::Resolved, Status::Closed] {
            assert_eq!(shown(status, true), [Assign, Hold, Resolve, SetPriority, Close, Reopen], "{status:?}");
        }
        for status in [Status::New, Status::InProgress, Status::OnHold, Status::Resolved, Status::Closed] {
            for offer in offers(status, true, 0, |_| true) {
                let is_open = offer.action.allowed_from(status);
                assert_eq!(offer.refusal.is_none(), is_open, "{:?} from {status:?}", offer.action);
            }
        }
    }

    #[test]
    fn what_a_user_lacks_stays_unless_it_is_everything() {
        let lacks_close = offers(Status::InProgress, true, 0, |capability| capability != Capability::IncidentClose);
        let shown = bar(Status::InProgress, &lacks_close);
        assert!(matches!(shown, Bar::Actions(actions) if actions.contains(&Action::Close)));
        assert_eq!(bar(Status::InProgress, &offers(Status::InProgress, true, 0, |_| false)), Bar::ReadOnly);
    }
}
