//! Assign: to me with one key, or to anyone who can have it.

use super::refusal_text;
use crate::{
    desk::{Desk, use_desk},
    texts as t,
};
use base::{
    api,
    keys::{self, use_keys},
    task,
    ui::{Button, Icon, Menu, MenuItem, Sign},
    words,
};
use leptos::prelude::*;
use wire::{
    incident::Command,
    session::{Person, UserId},
    workflow::Action,
};

#[component]
pub(super) fn Assign() -> impl IntoView {
    let desk = use_desk();
    let me = desk.place().session.user.id.clone();
    let assignee = desk.of_head(|head| head.row.assignee.clone().map(|assignee| assignee.id));
    let is_mine = Memo::new({
        let me = me.clone();
        move |_| assignee.with(|assignee| assignee.as_ref() == Some(&me))
    });
    let take = Callback::new({
        let me = me.clone();
        move |()| desk.command_at_once(Command::Assign { assignee: Some(me.clone()) })
    });
    use_keys().register(keys::Command::new("assign-to-me", &["a"], t::assign_to_me(), move || {
        if is_mine.get_untracked() {
            desk.toast(t::already_yours());
        } else {
            desk.if_open(Action::Assign, || take.run(()));
        }
    }));
    let people = RwSignal::new(Vec::new());
    let open = RwSignal::new(false);
    read_people_once_opened(open, people);
    let items = Signal::derive(move || items(desk, people.get(), &me, assignee.get().as_ref()));
    let refusal = refusal_text(desk, Action::Assign);
    view! {
        <div class="joined">
            {move || (!is_mine.get()).then(|| view! {
                <Button keys="a" on_press=take refusal is_busy=desk.is_busy>{t::assign_to_me()}</Button>
            }.into_any())}
            <Menu
                open
                items
                refusal
                name=t::assign_to_somebody().to_owned()
                label=move || view! {
                    {move || is_mine.get().then(|| view! { <span>{words::action(Action::Assign)}</span> }.into_any())}
                    <Icon sign=Sign::Down />
                }
            />
        </div>
    }
}

/// Who can have it is asked for when the list is opened, and again each time: it is short, and rights change.
fn read_people_once_opened(open: RwSignal<bool>, people: RwSignal<Vec<Person>>) {
    let desk = use_desk();
    Effect::new(move |_| {
        if !open.get() {
            return;
        }
        let place = desk.place();
        task::while_here(async move {
            match api::list_assignees(&place.scope, &place.client.id).await {
                Ok(list) => people.set(list.items),
                Err(error) => desk.toast(words::error(&error)),
            }
        });
    });
}

/// Me first, then the others, then nobody if somebody has it.
fn items(desk: Desk, people: Vec<Person>, me: &UserId, assignee: Option<&UserId>) -> Vec<MenuItem> {
    let give =
        move |assignee: Option<UserId>| move || desk.command_at_once(Command::Assign { assignee: assignee.clone() });
    let (mine, others): (Vec<_>, Vec<_>) = people.into_iter().partition(|person| person.id == *me);
    let mut items: Vec<_> = mine
        .into_iter()
        .chain(others)
        .map(|person| {
            let note = if person.id == *me { words::you().to_owned() } else { person.organisation };
            let is_current = assignee == Some(&person.id);
            MenuItem::new(person.name, give(Some(person.id))).note(note).current(is_current)
        })
        .collect();
    if assignee.is_some() {
        items.push(MenuItem::new(words::nobody(), give(None)).current(false));
    }
    items
}
