//! The frame around every screen of a scope: band, rail, bar, and the place the screen stands in.

mod account;
mod open_count;
mod rail;

use crate::{
    chunk_door::SeeingAsDoor,
    chunk_door::expect_sheets,
    page_title,
    palette::{KeySheet, Palette},
    routes::{Place, Screen},
    switcher::{Switcher, client_shown},
    texts as t,
};
use account::Account;
use base::{
    keys::{Command, use_keys},
    links,
    live::{LiveStatus, use_live},
    scope::{Scope, ScopeAddress, use_scope},
    session::{SessionHandle, use_session},
    task, time,
    ui::{colour_or_none, focus_on},
    words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use rail::Rail;
use wire::vocabulary::Capability;

/// Where the skip link leads.
pub(crate) const PAGE: &str = "page";

#[component]
pub(crate) fn Shell(screen: Memo<Option<Place>>, children: Children) -> impl IntoView {
    let scope = use_scope();
    let session = use_session().signed_in();
    let is_seen = session.as_ref().is_some_and(|session| session.seeing_as.is_some());
    let product = session.as_ref().map_or_else(String::new, |session| session.branding.product_name.clone());
    let has_single_keys = session.as_ref().is_none_or(|session| session.preferences.single_keys != Some(false));
    use_keys().set_single_keys(has_single_keys);
    let help = RwSignal::new(false);
    expect_sheets();
    register_moves(&scope);
    task::effect({
        let (scope, product) = (scope.clone(), product.clone());
        move || screen.with(|screen| page_title::set(&title(screen.as_ref(), &scope), &product))
    });
    let mut before = None;
    task::effect(move || {
        let now = screen.get();
        // A new screen is where reading goes on; on the first one the browser has put the focus already.
        if before.replace(now.clone()).is_some_and(|before| before != now) {
            focus_page();
        }
    });
    let colour = {
        let scope = scope.clone();
        move || {
            screen.with(|screen| {
                client_shown(screen.as_ref(), &scope)
                    .and_then(|client| colour_or_none(&client.colour))
                    .map(str::to_owned)
            })
        }
    };
    view! {
        <a class="skip" href="#page" rel="external">{t::skip_to_content()}</a>
        <div class=if is_seen { "shell shell--seen" } else { "shell" }>
            // Not on the whole shell: all in it would be styled anew with each client.
            <div class="band" style=("--client", colour)>{is_seen.then(|| view! { <SeeingAsDoor /> }.into_any())}</div>
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
    focus_on(document().get_element_by_id(PAGE));
}

/// The tab's title without the product: the screen, then whose it is.
fn title<'a>(screen: Option<&'a Place>, scope: &'a Scope) -> Vec<&'a str> {
    let whose = client_shown(screen, scope).map_or(scope.label(), |client| &client.name);
    match screen {
        None => vec![words::not_found()],
        Some(Place::Home | Place::SignIn | Place::Invitation(_) | Place::Wallboard) => vec![],
        Some(Place::Preferences) => vec![t::preferences()],
        Some(Place::In(_, Screen::Overview)) => vec![t::overview(), whose],
        Some(Place::In(_, Screen::Clients)) => vec![t::clients(), whose],
        Some(Place::In(_, Screen::Attack)) => vec![t::attack(), whose],
        Some(Place::In(_, Screen::Queue)) => vec![t::queue(), whose],
        Some(Place::Incident(_, key)) => vec![&key.0, whose],
        Some(Place::In(_, Screen::Handover)) => vec![t::handover(), whose],
        Some(Place::In(_, Screen::Requests)) => vec![t::requests(), whose],
        Some(Place::Request(_, key)) => vec![&key.0, whose],
        Some(Place::Access(_) | Place::AccessRecords(_)) => vec![t::access(), whose],
        Some(Place::In(_, Screen::Audit)) => vec![t::audit(), whose],
        Some(Place::In(_, Screen::EvidenceSearch) | Place::In(_, Screen::Silences)) => vec![whose],
        Some(Place::Admin(_)) => vec![t::administration()],
    }
}

/// Where a link to the queue leads: to the user's own view, unless that asks for clients where there is only one; else to
/// what is open. Tracked.
pub(crate) fn own_queue(address: &ScopeAddress, session: &SessionHandle) -> String {
    let own = session.signed_in().and_then(|session| session.preferences.default_query.clone());
    let is_single = matches!(address, ScopeAddress::Client(_));
    let fits = |query: &String| !is_single || !["client=", "group="].iter().any(|name| query.contains(name));
    match own.filter(fits) {
        Some(query) => [&address.path(), "/queue?", &query].concat(),
        None => links::open_queue(address),
    }
}

/// Where a key leads whoever holds the capability, with the id and the title of its command.
type Move = (Capability, &'static str, &'static [&'static str], &'static str, String);

fn register_moves(scope: &Scope) {
    let keys = use_keys();
    let go = use_navigate();
    if scope.may(Capability::QueueRead) {
        let (go, scope, session) = (go.clone(), scope.clone(), use_session());
        keys.register(Command::new("go-queue", &["g q"], t::keys_go_queue(), move || {
            go(&untrack(|| own_queue(scope.address(), &session)), Default::default())
        }));
    }
    let others: [Move; 4] = [
        (Capability::OverviewRead, "go-overview", &["g o"], t::keys_go_overview(), links::overview(scope)),
        (Capability::RequestRead, "go-requests", &["g r"], t::keys_go_requests(), links::open_requests(scope)),
        (Capability::IncidentAssign, "hand-over", &["g h"], t::hand_over(), links::handover(scope)),
        (Capability::EvidenceOpen, "search-evidence", &[], t::search_evidence(), links::evidence_search(scope)),
    ];
    for (asks, id, strokes, title, to) in others {
        if scope.may(asks) {
            let go = go.clone();
            keys.register(Command::new(id, strokes, title, move || go(&to, Default::default())));
        }
    }
}

/// Whether changes come in as they happen.
#[component]
pub(crate) fn LiveMark() -> impl IntoView {
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
                {move || since.get().map(|since| view! { <span class="live__since">{since}</span> }.into_any())}
            </span>
        </span>
    }
}
