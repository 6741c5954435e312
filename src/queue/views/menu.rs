//! The button that says which view is at hand, and the sheet of all of them.

use super::{
    state::{Doing, Views},
    texts as t,
};
use crate::{popover::Popover, texts as common};
use base::{
    links,
    session::only_seen,
    task,
    ui::{Failure, Icon, Sign, Skeleton, focus_on, focus_on_first, once_shown},
    words,
};
use leptos::{html, prelude::*};
use wire::view::{View, ViewVisibility};

#[component]
pub(super) fn MenuButton(views: Views) -> impl IntoView {
    let name = Memo::new(move |_| views.current.with(|view| view.as_ref().map(|view| view.name.clone())));
    let class = move || match name.with(Option::is_some) {
        true => "button views__button views__button--set",
        false => "button views__button",
    };
    let open = views.open;
    // What led here makes room for this button.
    request_animation_frame(|| go_on_from(".views__opener"));
    view! {
        <Popover open class="views__menu" button_class=Signal::derive(move || class().to_owned()) name=common::views()
            sheet_class="filter__sheet views__sheet"
            label=move || view! {
                <span class="views__name">{move || name.get().unwrap_or_else(|| common::views().to_owned())}</span>
                <Icon sign=Sign::Down />
            }>
            <Sheet views />
        </Popover>
    }
    .into_any()
}

/// Whoever stands at what goes from the heading goes on at the list's button.
pub(super) fn go_on_from(going: &str) {
    let at = document().active_element().filter(|at| at.matches(going).unwrap_or(false));
    if at.is_some() {
        focus_on_first(".views__button");
    }
}

#[component]
fn Sheet(views: Views) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    // What opens it may be gone by now: the focus goes on in here, and at the view at hand once the list is there. One that has
    // changed has other views in the places of before.
    task::effect(move || {
        let (Some(root), is_there) = (root.get(), views.fitting.with(Option::is_some)) else { return };
        let sheet = root.clone();
        let go_on = move || {
            if document().active_element().is_some_and(|at| at.matches(".views__act").unwrap_or(false)) {
                return;
            }
            let of_the_list = ["[aria-current=true]", "a"].into_iter().filter(|_| is_there);
            let first = of_the_list.filter_map(|wanted| sheet.query_selector(wanted).ok().flatten()).next();
            focus_on(first.or_else(|| sheet.parent_element()));
        };
        task::once_drawn(move || once_shown(root.into(), Box::new(go_on)));
    });
    view! {
        <div node_ref=root>
            {move || match views.fitting.get() {
                Some(list) => listed(views, &list),
                None => waiting(views),
            }}
            <Acts views />
        </div>
    }
    .into_any()
}

/// Until the list is here, and when it does not come.
fn waiting(views: Views) -> AnyView {
    let loaded = views.list.get_value();
    match loaded.failure() {
        Some(error) => {
            let retry = Callback::new(move |()| views.list.with_value(base::load::Loaded::reload));
            let request_id = error.request_id().map(str::to_owned);
            view! { <Failure text=words::error(&error) request_id retry=Some(retry) /> }.into_any()
        }
        None => view! { <Skeleton lines=3 /> }.into_any(),
    }
}

fn listed(views: Views, list: &[View]) -> AnyView {
    let default = views.default.get();
    let is_none_default = !list.iter().any(|view| Some(&view.id) == default.as_ref());
    let me = untrack(|| views.session().signed_in()).map(|session| session.user.id.clone());
    let part = |heading: &'static str, visibility: ViewVisibility| {
        let of_it: Vec<_> = list.iter().filter(|view| view.visibility == visibility).collect();
        (!of_it.is_empty()).then(|| {
            let links = of_it.into_iter().map(|view| {
                // Whose it is goes without saying where it is one's own.
                let owner = (Some(&view.owner.id) != me.as_ref()).then(|| view.owner.name.clone());
                link(views, Some(view), Some(&view.id) == default.as_ref(), owner)
            });
            view! {
                <section class="views__part" aria-label=heading>
                    <h2>{heading}</h2>
                    <ul>{links.collect_view()}</ul>
                </section>
            }
        })
    };
    let (mine, team) = (part(t::mine(), ViewVisibility::Mine), part(t::team(), ViewVisibility::Team));
    view! {
        <ul>{link(views, None, is_none_default, None)}</ul>
        {mine}
        {team}
        {list.is_empty().then(|| view! { <p class="views__none">{t::none_yet()}</p> })}
    }
    .into_any()
}

/// One to go to; `None` is everything that is open.
fn link(views: Views, view: Option<&View>, is_default: bool, owner: Option<String>) -> AnyView {
    let (to, name) = match view {
        Some(view) => (views.link(view), view.name.clone()),
        None => (links::open_queue(&views.scope()), t::everything_open().to_owned()),
    };
    let id = view.map(|view| view.id.clone());
    let is_current = move || {
        let is_at_hand = views.current.with(|current| current.as_ref().map(|current| &current.id) == id.as_ref());
        (is_at_hand && id.is_some()).then_some("true")
    };
    let notes = [owner, is_default.then(|| t::default().to_owned())].into_iter().flatten().collect::<Vec<_>>();
    view! {
        <li>
            <a class="views__view" href=to aria-current=is_current on:click=move |_| views.open.set(false)>
                <span>{name}</span>
                <small>{notes.join(", ")}</small>
            </a>
        </li>
    }
    .into_any()
}

/// What can be done with the address and the view at hand.
#[component]
fn Acts(views: Views) -> impl IntoView {
    let act = |text: &'static str, press: Callback<()>| {
        view! { <button class="views__act" type="button" on:click=move |_| press.run(())>{text}</button> }
    };
    let only_looks = Memo::new(move |_| views.session().signed_in().as_deref().and_then(only_seen).is_some());
    move || {
        // Whoever sees the console as somebody else.
        if only_looks.get() {
            return ().into_any();
        }
        let view = views.current.get();
        let is_changed = views.is_changed.get();
        let own = view.clone().filter(|view| view.may_change);
        let is_default =
            view.as_ref().is_some_and(|view| views.default.with(|default| Some(&view.id) == default.as_ref()));
        let save = own
            .clone()
            .filter(|_| is_changed)
            .map(|_| act(t::save_changes(), Callback::new(move |()| views.save_changes())));
        let save_new = act(t::save_view(), Callback::new(move |()| views.ask_for(Doing::Saving)));
        let prefer = view.clone().map(|view| match is_default {
            true => act(t::make_no_default(), Callback::new(move |()| views.prefer(None))),
            false => act(t::make_default(), Callback::new(move |()| views.prefer(Some(view.clone())))),
        });
        let rename = own
            .clone()
            .map(|view| act(t::rename(), Callback::new(move |()| views.ask_for(Doing::Renaming(view.clone())))));
        let remove =
            own.map(|view| act(t::remove(), Callback::new(move |()| views.ask_for(Doing::Removing(view.clone())))));
        view! { <div class="views__acts">{save}{save_new}{prefer}{rename}{remove}</div> }.into_any()
    }
}
