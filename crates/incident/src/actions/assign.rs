//! Assign: to me with one key, or to any team or person who can have it.

use super::refusal_text;
use crate::{
    desk::{Desk, use_desk},
    texts as t,
};
use base::{
    command_forms::{Holder, list_holders},
    keys::{self, use_keys},
    task,
    ui::{Button, Icon, Menu, MenuItem, Sign},
    words,
};
use leptos::prelude::*;
use wire::{
    incident::{AssignTo, Command},
    workflow::Action,
};

#[component]
pub(super) fn Assign() -> impl IntoView {
    let desk = use_desk();
    let holder = desk.of_head(|head| {
        let person = head.row.assignee.clone().map(|assignee| AssignTo::Person(assignee.id));
        person.or_else(|| head.row.assignee_group.clone().map(|team| AssignTo::Team(team.id)))
    });
    let to_me = AssignTo::Person(desk.place().session.user.id.clone());
    let is_mine = Memo::new({
        let to_me = to_me.clone();
        move |_| holder.with(|holder| holder.as_ref() == Some(&to_me))
    });
    let take = Callback::new(move |()| desk.command_at_once(Command::Assign { assignee: Some(to_me.clone()) }));
    use_keys().register(keys::Command::new("assign-to-me", &["a"], t::assign_to_me(), move || {
        if is_mine.get_untracked() {
            desk.toast(t::already_yours());
        } else {
            desk.if_open(Action::Assign, || take.run(()));
        }
    }));
    let offered = RwSignal::new(Vec::new());
    let open = RwSignal::new(false);
    read_once_opened(open, offered);
    let items = Signal::derive(move || items(desk, offered.get(), holder.get().as_ref()));
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
fn read_once_opened(open: RwSignal<bool>, offered: RwSignal<Vec<Holder>>) {
    let desk = use_desk();
    task::effect(move || {
        if !open.get() {
            return;
        }
        let place = desk.place();
        task::while_here(async move {
            match list_holders(&place.scope, &place.client.id, Some(&place.session.user.id)).await {
                Ok(all) => offered.set(all),
                Err(error) => desk.toast(words::error(&error)),
            }
        });
    });
}

/// Whoever can have it, then nobody if somebody has it.
fn items(desk: Desk, offered: Vec<Holder>, holder: Option<&AssignTo>) -> Vec<MenuItem> {
    let item = |Holder { to, name, note }: Holder| {
        let is_current = holder == Some(&to);
        let give = move || desk.command_at_once(Command::Assign { assignee: Some(to.clone()) });
        MenuItem::new(name, give).note(note).current(is_current)
    };
    let mut items: Vec<_> = offered.into_iter().map(item).collect();
    if holder.is_some() {
        let give_back = move || desk.command_at_once(Command::Assign { assignee: None });
        items.push(MenuItem::new(words::nobody(), give_back).current(false));
    }
    items
}
