//! What an answer asks for: why a task is skipped or declined, or who of the client said what.

use super::List;
use crate::texts as t;
use base::{
    api::ApiError,
    command_forms::{one_line, send_with_enter},
    ui::{Button, ButtonKind, Failure, focus_wrong},
    words,
};
use leptos::prelude::*;
use wire::{
    session::TaskId,
    task::{TaskAction, TaskCommand, TaskState},
};

/// What is about to be done to which task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asking {
    pub(super) id: TaskId,
    pub(super) action: TaskAction,
    pub(super) is_approval: bool,
    pub(super) is_internal: bool,
}

impl Asking {
    pub(super) fn title(&self) -> &'static str {
        match self.action {
            TaskAction::Skip => t::skip_title(),
            TaskAction::Decline => t::decline_title(),
            _ => t::record_title(),
        }
    }

    fn question(&self) -> &'static str {
        match self.action {
            TaskAction::Skip => t::why_skip(),
            TaskAction::Decline => t::why_decline(),
            _ => t::who_said_it(),
        }
    }

    /// What its buttons say, and what each leads to; the first one is what Ctrl+Enter does.
    fn answers(&self) -> Vec<(&'static str, TaskState)> {
        match self.action {
            TaskAction::Skip => vec![(t::skip_it(), TaskState::Skipped)],
            TaskAction::Decline => vec![(t::decline_it(), TaskState::Declined)],
            _ if self.is_approval => {
                vec![(t::task_approved(), TaskState::Approved), (t::task_declined(), TaskState::Declined)]
            }
            _ => vec![(t::task_done(), TaskState::Done)],
        }
    }

    fn command(&self, text: String, outcome: TaskState) -> TaskCommand {
        match self.action {
            TaskAction::Skip => TaskCommand::Skip { reason: text },
            TaskAction::Decline => TaskCommand::Decline { reason: text },
            _ => TaskCommand::Record { outcome, told_by: text },
        }
    }
}

/// Drawn anew whenever its dialog opens.
pub(super) fn view_answer(list: List) -> AnyView {
    let Some(asking) = list.asking.get_untracked() else { return ().into_any() };
    let text = RwSignal::new(String::new());
    let (is_missing, failure) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let send = {
        let asking = asking.clone();
        move |outcome: TaskState| {
            let is_record = asking.action == TaskAction::Record;
            let typed = text.with_untracked(|text| if is_record { one_line(text) } else { text.trim().to_owned() });
            is_missing.set(typed.is_empty());
            if typed.is_empty() {
                return focus_wrong();
            }
            failure.set(None);
            list.command(asking.id.clone(), asking.command(typed, outcome), Some(failure));
        }
    };
    let send = StoredValue::new(send);
    let place = list.desk.place();
    let hint = match asking.is_internal {
        true => t::internal_state(&place.session.organisation.name),
        false => t::shared_hint(&place.client.name),
    };
    let first = asking.answers().first().map_or(TaskState::Done, |(_, outcome)| *outcome);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send.with_value(|send| send(first));
    };
    let buttons = asking.answers().into_iter().map(|(word, outcome)| {
        let press = move |()| send.with_value(|send| send(outcome));
        let kind = if outcome == first { ButtonKind::Primary } else { ButtonKind::Plain };
        view! { <Button kind is_busy=list.is_busy on_press=press>{word}</Button> }.into_any()
    });
    view! {
        <form class="dialog__body" novalidate on:submit=submit>
            <label class="field">
                <span class="field__label">{asking.question()}</span>
                <textarea
                    class="input"
                    rows="3"
                    maxlength=if asking.action == TaskAction::Record { "100" } else { "500" }
                    aria-required="true"
                    aria-invalid=move || is_missing.get().then_some("true")
                    aria-describedby=move || is_missing.get().then_some("task-problem")
                    prop:value=move || text.get()
                    on:input:target=move |event| text.set(event.target().value())
                    on:keydown=send_with_enter
                ></textarea>
                <span class="field__hint">{hint}</span>
            </label>
            <p class="field__problem" role="alert" id="task-problem">
                {move || is_missing.get().then(t::this_is_needed)}
            </p>
            {move || failure.get().map(|error| {
                let request_id = error.request_id().map(str::to_owned);
                view! { <Failure text=words::error(&error) request_id /> }.into_any()
            })}
            <div class="dialog__foot">
                <Button on_press=move |()| list.answering.set(false)>{words::cancel()}</Button>
                {buttons.collect_view()}
            </div>
        </form>
    }
    .into_any()
}
