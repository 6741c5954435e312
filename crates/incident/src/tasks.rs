//! What has to be done about the incident, by phase: whose it is, until when, and what became of it.

mod add;
mod answer;
mod calls;

use crate::{
    desk::{Desk, keep_the_focus, use_desk},
    failed::view_failed,
    texts as t,
};
use add::view_add;
use answer::{Asking, view_answer};
use base::{
    api::ApiError,
    load::{Loaded, load},
    task,
    time::{self, Style},
    ui::{Button, ButtonKind, Card, Dialog, Moment, Skeleton, Untrusted, focus_on_first},
    words,
};
use leptos::prelude::*;
use std::{future::Future, pin::Pin};
use wire::{
    session::TaskId,
    task::{Phase, Task, TaskAction, TaskCommand, TaskState},
    vocabulary::OrganisationKind,
};

/// What every part of the card stands on. Cheap to copy.
#[derive(Clone, Copy)]
struct List {
    desk: Desk,
    list: StoredValue<Loaded<Vec<Task>>>,
    is_busy: RwSignal<bool>,
    /// What an answer asks for is typed first.
    asking: RwSignal<Option<Asking>>,
    answering: RwSignal<bool>,
    adding: RwSignal<bool>,
}

/// Nothing where there are none, and none can be added.
#[component]
pub(crate) fn Tasks() -> impl IntoView {
    let desk = use_desk();
    let counts = desk.of_head(|head| head.tasks.clone());
    let changes = Memo::new(move |_| counts.with(|counts| counts.changes));
    // What can be done to them depends on where the incident stands.
    let status = desk.of_head(|head| head.row.status);
    let loaded = load(move || {
        status.track();
        let (place, changes) = (desk.place(), changes.get());
        async move { if changes > 0 { calls::list(&place).await.map(|list| list.items) } else { Ok(vec![]) } }
    });
    let (value, failed, again) = (loaded.value(), loaded.clone(), loaded.clone());
    let failed = Signal::derive(move || failed.failure());
    let again = Callback::new(move |()| again.reload());
    let is_unread = {
        let value = value.clone();
        Memo::new(move |_| value.with(Option::is_none) && failed.with(Option::is_none))
    };
    // What was read again and is the same is not drawn again: whoever is at one of its buttons stays there.
    let known = Memo::new(move |_| value.get().unwrap_or_default());
    let list = List {
        desk,
        list: StoredValue::new(loaded),
        is_busy: RwSignal::new(false),
        asking: RwSignal::new(None),
        answering: RwSignal::new(false),
        adding: RwSignal::new(false),
    };
    let may_add = Memo::new(move |_| counts.with(|counts| counts.may_add));
    let is_shown = Memo::new(move |_| changes.get() > 0 || may_add.get());
    let open = move || {
        let open = counts.with(|counts| counts.open);
        (open > 0).then(|| t::tasks_open(open.into()))
    };
    let card = move || {
        view! {
            <Card title=t::tasks() aside=open>
                {view_failed(failed, again)}
                {move || is_unread.get().then(|| view! { <Skeleton lines=3 /> }.into_any())}
                {move || known.with(|known| if known.is_empty() {
                    let is_none = changes.get() == 0;
                    is_none.then(|| view! { <p class="field__hint">{t::no_tasks()}</p> }.into_any()).into_any()
                } else {
                    by_phase(list, known)
                })}
                {move || may_add.get().then(|| view! {
                    <div class="form__foot">
                        <Button refusal=Signal::derive(move || desk.only_seen()) on_press=move |()| list.adding.set(true)>{t::add_tasks()}</Button>
                    </div>
                }.into_any())}
            </Card>
        }
        .into_any()
    };
    let title = Signal::derive(move || list.asking.with(|asking| asking.as_ref().map_or("", Asking::title).to_owned()));
    view! {
        {move || is_shown.get().then(card)}
        <Dialog open=list.answering title>{move || view_answer(list)}</Dialog>
        <Dialog open=list.adding title=t::add_tasks_title()>{move || view_add(list)}</Dialog>
    }
    .into_any()
}

fn by_phase(list: List, known: &[Task]) -> AnyView {
    let phases = known.chunk_by(|one, other| one.phase == other.phase).map(|tasks| {
        let phase = tasks.first().map_or(Phase::Unknown, |task| task.phase);
        view! {
            <h3>{words::phase(phase)}</h3>
            <ul class="tasks">{tasks.iter().map(|task| view_task(list, task)).collect_view()}</ul>
        }
        .into_any()
    });
    phases.collect_view().into_any()
}

fn view_task(list: List, task: &Task) -> AnyView {
    let owner = match task.owner {
        OrganisationKind::Client => list.desk.place().client.name.clone(),
        _ => t::security_provider().to_owned(),
    };
    let is_open = task.state == TaskState::Open;
    let due = task.due_at.clone().filter(|_| is_open).map(|due_at| {
        let is_late = time::ms_of(&due_at).is_some_and(|due_ms| due_ms < time::now_ms());
        let late = is_late.then(|| view! { " " <b class="tasks__late">{t::late()}</b> }.into_any());
        view! { <span>{t::due()} " " <Moment at=due_at />{late}</span> }.into_any()
    });
    let mandatory = task.mandatory.then(|| view! { <b>{t::mandatory()}</b> }.into_any());
    let internal = task.internal.then(|| view! { <b class="tasks__internal">{t::internal()}</b> }.into_any());
    let answer = task.answer.clone().map(|answer| {
        let by = answer.by.map_or_else(|| t::approved_beforehand().to_owned(), |person| person.name);
        let told_by = answer.told_by.map(|who| [", ", &t::as_told_by(&who)].concat());
        let reason = answer.reason.map(|reason| view! { " " <q><Untrusted text=reason longest=500 /></q> }.into_any());
        view! { <span><bdi>{by}</bdi>{told_by} ", " <Moment at=answer.at style=Style::DateTime />{reason}</span> }
            .into_any()
    });
    let class = if is_open && task.approval { "tasks__task tasks__task--asks" } else { "tasks__task" };
    let acts = task.may.iter().copied().map(|action| act(list, task, action)).collect_view();
    view! {
        <li class=class id=element_id(&task.id)>
            <p><Untrusted text=task.text.clone() longest=500 /></p>
            <p class="tasks__facts">
                <b class=state_class(task.state)>{state_word(task.state)}</b>
                <bdi>{owner}</bdi>
                {mandatory}{internal}{due}{answer}
            </p>
            <div class="tasks__acts">{acts}</div>
        </li>
    }
    .into_any()
}

/// A button; what asks more opens the dialog.
fn act(list: List, task: &Task, action: TaskAction) -> AnyView {
    let word = match action {
        TaskAction::Done => t::do_task(),
        TaskAction::Reopen => t::reopen_task(),
        TaskAction::Skip => t::skip_task(),
        TaskAction::Approve => t::approve_task(),
        TaskAction::Decline => t::decline_task(),
        TaskAction::Record => t::record_task(),
        TaskAction::Unknown => return ().into_any(),
    };
    let is_first = matches!(action, TaskAction::Done | TaskAction::Approve);
    let kind = if is_first { ButtonKind::Plain } else { ButtonKind::Quiet };
    let asking = Asking { id: task.id.clone(), action, is_approval: task.approval, is_internal: task.internal };
    let press = move |()| {
        let command = match action {
            TaskAction::Done => TaskCommand::Done {},
            TaskAction::Reopen => TaskCommand::Reopen {},
            TaskAction::Approve => TaskCommand::Approve {},
            _ => {
                list.asking.set(Some(asking.clone()));
                return list.answering.set(true);
            }
        };
        list.command(asking.id.clone(), command, None);
    };
    let label = t::act_on(word, &task.text);
    view! {
        <Button kind label is_busy=list.is_busy refusal=Signal::derive(move || list.desk.only_seen()) on_press=press>{word}</Button>
    }
    .into_any()
}

impl List {
    /// Sends a command about a task; `failed` is where a dialog says what went wrong.
    fn command(self, id: TaskId, command: TaskCommand, failed: Option<RwSignal<Option<ApiError>>>) {
        let place = self.desk.place();
        let wanted = ["#", &element_id(&id), " button"].concat();
        self.send(failed, Box::pin(async move { calls::command(&place, &id, &command).await.map(drop) }), wanted);
    }

    /// Does `work` once at a time, then reads the list again; what had the focus is gone then, and it goes to what is `wanted`.
    fn send(
        self,
        failed: Option<RwSignal<Option<ApiError>>>,
        work: Pin<Box<dyn Future<Output = Result<(), ApiError>>>>,
        wanted: String,
    ) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        let (desk, place, announcer) = (self.desk, self.desk.place(), self.desk.announcer());
        task::to_the_end(async move {
            let outcome = work.await;
            let read = if outcome.is_ok() { calls::list(&place).await.ok() } else { None };
            let is_gone = self.is_busy.try_set(false).is_some();
            if let Err(error) = outcome {
                // What somebody else has answered meanwhile is shown as it is.
                if !is_gone {
                    desk.head().reload();
                }
                let unsaid = failed.map_or(Some(Some(error.clone())), |failed| failed.try_set(Some(error)));
                if let Some(Some(error)) = unsaid {
                    announcer.toast(t::not_saved(&place.key.0, &words::error(&error)));
                }
                return;
            }
            if is_gone {
                return;
            }
            if let (Some(read), Some(list)) = (read, self.list.try_get_value()) {
                list.put(read.items);
            }
            self.answering.set(false);
            self.adding.set(false);
            desk.toast(t::saved());
            desk.head().reload();
            desk.timeline().reload();
            focus(wanted);
        });
    }
}

fn element_id(id: &TaskId) -> String {
    ["task-", &id.0].concat()
}

/// Once it is drawn: what is wanted takes the focus, or else the heading, unless something has it.
fn focus(wanted: String) {
    request_animation_frame(move || {
        if !focus_on_first(&wanted) {
            keep_the_focus();
        }
    });
}

fn state_word(state: TaskState) -> &'static str {
    match state {
        TaskState::Done => t::task_done(),
        TaskState::Skipped => t::task_skipped(),
        TaskState::Approved => t::task_approved(),
        TaskState::Declined => t::task_declined(),
        TaskState::Open | TaskState::Unknown => t::task_open(),
    }
}

const fn state_class(state: TaskState) -> &'static str {
    match state {
        TaskState::Done | TaskState::Approved => "tasks__state tasks__state--good",
        TaskState::Declined => "tasks__state tasks__state--declined",
        TaskState::Open | TaskState::Skipped | TaskState::Unknown => "tasks__state",
    }
}
