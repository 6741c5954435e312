//! Who alone reads it: a restricted incident says so, and whoever may restrict it chooses who does.

use crate::{
    desk::{Desk, use_desk},
    failed::view_failed,
    texts as t,
};
use base::{
    api,
    command_forms::{CommandForm, Missing},
    load::load,
    task,
    ui::{Button, ButtonKind, Dialog, Skeleton},
    words,
};
use leptos::{ev, prelude::*};
use wire::{
    incident::Command,
    session::{Person, UserId},
    workflow::Action,
};

/// The readers by name, where there are any, and the way to choose them.
pub(crate) fn view_readers(desk: Desk) -> AnyView {
    let readers = desk.of_head(|head| head.readers.clone());
    let may = Memo::new(move |_| desk.why_not(Action::Restrict).is_none());
    let open = RwSignal::new(false);
    view! {
        {move || {
            let names: Vec<_> = readers.get().into_iter().map(|person| person.name).collect();
            (!names.is_empty()).then(|| view! {
                <p class="facts__readers"><b>{t::restricted()}</b> " " {t::only_these_read(&names.join(", "))}</p>
            }.into_any())
        }}
        {move || may.get().then(|| view! {
            <p class="facts__more">
                <Button kind=ButtonKind::Quiet on_press=move |()| open.set(true)>{words::action(Action::Restrict)}</Button>
            </p>
        }.into_any())}
        <Dialog open title=t::restrict_incident()>
            <Form open readers />
        </Dialog>
    }
    .into_any()
}

/// Everybody who could read it, to be checked; whoever restricts it is a reader without that.
#[component]
fn Form(open: RwSignal<bool>, readers: Memo<Vec<Person>>) -> impl IntoView {
    let desk = use_desk();
    let place = desk.place();
    let me = place.session.user.id.clone();
    let chosen = RwSignal::new(
        readers.with_untracked(|readers| readers.iter().map(|person| person.id.clone()).collect::<Vec<UserId>>()),
    );
    let assignee = desk.of_head(|head| head.row.assignee.clone());
    let people = load(move || {
        let place = desk.place();
        async move { api::list_assignees(&place.scope, &place.client.id).await.map(|all| all.items) }
    });
    let (failed, again) = (people.clone(), people.clone());
    let failed = view_failed(Signal::derive(move || failed.failure()), Callback::new(move |()| again.reload()));
    let people = people.value();
    task::effect({
        let people = people.clone();
        move || {
            let Some(people) = people.get() else { return };
            chosen.update(|chosen| {
                // Whoever could not read it any more is no reader any more, and whoever has it is one.
                chosen.retain(|id| people.iter().any(|person| person.id == *id));
                let assignee = assignee.get_untracked().map(|assignee| assignee.id);
                chosen.extend(assignee.filter(|id| !chosen.contains(id)));
            });
        }
    });
    let choices = move || match people.get() {
        None => view! { <Skeleton lines=4 /> }.into_any(),
        Some(people) => {
            let others = people.into_iter().filter(|person| person.id != me);
            others.map(|person| choice(person, chosen)).collect_view().into_any()
        }
    };
    let command = Callback::new(move |()| Ok::<_, Missing>(Command::Restrict { readers: chosen.get_untracked() }));
    let lift = move |()| {
        open.set(false);
        desk.command_at_once(Command::Unrestrict {});
    };
    view! {
        <CommandForm open sends=desk.sends() send=t::restrict_it() command missing=RwSignal::new(None)>
            <p>{t::restrict_detail()}</p>
            // The focus begins here: what follows would lift it at once.
            <fieldset class="field" tabindex="-1" autofocus>
                <legend class="field__label">{t::who_reads_it()}</legend>
                {failed}
                <div class="choices">{choices}</div>
            </fieldset>
            {readers.with_untracked(|readers| !readers.is_empty()).then(|| view! {
                <Button is_busy=desk.is_busy on_press=lift>{t::lift_restriction()}</Button>
            }.into_any())}
        </CommandForm>
    }
    .into_any()
}

fn choice(person: Person, chosen: RwSignal<Vec<UserId>>) -> AnyView {
    let Person { id, name, organisation } = person;
    let known = id.clone();
    let toggle = move |_: ev::Event| {
        chosen.update(|chosen| match chosen.iter().position(|reader| *reader == id) {
            Some(place) => drop(chosen.remove(place)),
            None => chosen.push(id.clone()),
        });
    };
    view! {
        <label class="choice">
            <input
                type="checkbox"
                prop:checked=move || chosen.with(|chosen| chosen.contains(&known))
                on:change=toggle
            />
            {name} " " <small>{organisation}</small>
        </label>
    }
    .into_any()
}
