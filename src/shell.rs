//! The frame around every screen of a scope: band, rail, bar, and the place the screen stands in.

mod account;
mod open_count;

use crate::{
    chunk_door::expect_sheets,
    page_title,
    palette::{KeySheet, Palette},
    routes::Place,
    switcher::{Switcher, client_shown},
    texts as t,
};
use account::Account;
use base::{
    keys::{Command, use_keys},
    links,
    live::{LiveStatus, use_live},
    scope::{Scope, use_scope},
    session::use_session,
    time,
    ui::{Icon, Sign},
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use open_count::OpenCount;
use wasm_bindgen::JsCast;
use wire::vocabulary::Capability;

/// Where the skip link leads.
const PAGE: &str = "page";

#[component]
pub(crate) fn Shell(screen: Memo<Option<Place>>, children: Children) -> impl IntoView {
    let scope = use_scope();
    let product = use_session().signed_in().map_or_else(String::new, |session| session.branding.product_name.clone());
    let help = RwSignal::new(false);
    expect_sheets();
    register_moves(&scope);
    Effect::new({
        let (scope, product) = (scope.clone(), product.clone());
        move |_| screen.with(|screen| page_title::set(&title(screen.as_ref(), &scope), &product))
    });
    Effect::new(move |before: Option<Option<Place>>| {
        let now = screen.get();
        // A new screen is where reading goes on; on the first one the browser has put the focus already.
        if before.is_some_and(|before| before != now) {
            focus_page();
        }
        now
    });
    let colour = {
        let scope = scope.clone();
        move || screen.with(|screen| client_shown(screen.as_ref(), &scope).map(|client| client.colour.clone()))
    };
    view! {
        <a class="skip" href="#page" rel="external">{t::skip_to_content()}</a>
        <div class="shell" style=("--client", colour)>
            <div class="band"></div>
            <Rail screen product />
            <header class="bar">
                <Switcher screen />
                <Palette screen />
                <span class="bar__gap"></span>
                <LiveMark />
                <Account help />
            </header>
            <main class="page" id=PAGE tabindex="-1">{children()}</main>
        </div>
        <KeySheet open=help />
    }
}

/// Puts the focus where the screen begins.
pub(crate) fn focus_page() {
    let page = document().get_element_by_id(PAGE);
    if let Some(page) = page.and_then(|page| page.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A page that cannot take the focus leaves it where it is.
        drop(page.focus());
    }
}

/// The tab's title without the product: the screen, then whose it is.
fn title<'a>(screen: Option<&'a Place>, scope: &'a Scope) -> Vec<&'a str> {
    let whose = client_shown(screen, scope).map_or(scope.label(), |client| &client.name);
    match screen {
        None => vec![words::not_found()],
        Some(Place::Home | Place::SignIn) => vec![],
        Some(Place::Overview(_)) => vec![t::overview(), whose],
        Some(Place::Clients(_)) => vec![t::clients(), whose],
        Some(Place::Queue(_)) => vec![t::queue(), whose],
        Some(Place::Incident(_, key)) => vec![&key.0, whose],
    }
}

fn register_moves(scope: &Scope) {
    let keys = use_keys();
    let go = use_navigate();
    if scope.may(Capability::QueueRead) {
        let (go, to) = (go.clone(), links::open_queue(scope));
        keys.register(Command::new("go-queue", &["g q"], t::keys_go_queue(), move || go(&to, Default::default())));
    }
    if scope.may(Capability::OverviewRead) {
        let to = links::overview(scope);
        keys.register(Command::new("go-overview", &["g o"], t::keys_go_overview(), move || {
            go(&to, Default::default())
        }));
    }
}

/// The screens that exist and are allowed.
#[component]
fn Rail(screen: Memo<Option<Place>>, product: String) -> impl IntoView {
    let scope = use_scope();
    let organisation = use_session().signed_in().map(|session| session.organisation.name.clone());
    let is_overview = move || screen.with(|screen| matches!(screen, Some(Place::Overview(_) | Place::Clients(_))));
    let is_queue = move || screen.with(|screen| matches!(screen, Some(Place::Queue(_) | Place::Incident(..))));
    let link = |sign: Sign, name: &'static str, to: String, is_here: Signal<bool>, count: AnyView| {
        view! {
            <li>
                <a class="rail__link" href=to aria-current=move || is_here.get().then_some("page")>
                    <Icon sign />
                    <span>{name}</span>
                    {count}
                </a>
            </li>
        }
    };
    view! {
        <nav class="rail" aria-label=t::main_navigation()>
            <a class="rail__mark" href="/"><Icon sign=Sign::Mark />{product}</a>
            <ul>
                {scope.may(Capability::OverviewRead).then(|| {
                    link(Sign::Overview, t::overview(), links::overview(&scope), Signal::derive(is_overview), ().into_any())
                })}
                {scope.may(Capability::QueueRead).then(|| {
                    let count = view! { <OpenCount /> }.into_any();
                    link(Sign::Queue, t::queue(), links::open_queue(&scope), Signal::derive(is_queue), count)
                })}
            </ul>
            <div class="rail__foot">{organisation}</div>
        </nav>
    }
    .into_any()
}

/// Whether changes come in as they happen.
#[component]
fn LiveMark() -> impl IntoView {
    let status = use_live().status();
    let now = time::use_now();
    let class = move || match status.get() {
        LiveStatus::Live => "live",
        LiveStatus::Connecting => "live live--connecting",
        LiveStatus::Stale { .. } => "live live--stale",
        LiveStatus::Absent => "live live--absent",
    };
    let text = move || match status.get() {
        LiveStatus::Live => t::live(),
        LiveStatus::Connecting => t::connecting(),
        LiveStatus::Stale { .. } => t::reconnecting(),
        LiveStatus::Absent => "",
    };
    // Where there is no room for it, it is only heard.
    let since = Memo::new(move |_| match status.get() {
        LiveStatus::Stale { since_ms } => {
            let span_s = ((now.get() - since_ms) / 1000.0).max(0.0) as u64;
            Some(t::no_changes_for(&time::span_short(span_s)))
        }
        LiveStatus::Live | LiveStatus::Connecting | LiveStatus::Absent => None,
    });
    view! {
        <span class=class role="status">
            <span class="live__text">
                {text}
                {move || since.get().map(|since| view! { <span class="live__since">{since}</span> })}
            </span>
        </span>
    }
}
