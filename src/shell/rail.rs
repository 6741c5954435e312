//! The rail: the screens that exist and are allowed.

use super::{open_count::OpenCount, own_queue};
use crate::{
    routes::{Admin, Place, Screen},
    texts as t,
};
use base::{
    links,
    scope::{Scope, use_scope},
    session::use_session,
    ui::{Icon, Sign},
};
use leptos::prelude::*;
use wire::vocabulary::{Capability, OrganisationKind};

/// Where one link leads, and whether a place belongs to it.
struct Stop {
    sign: Sign,
    name: &'static str,
    to: Option<String>,
    is_here: fn(&Place) -> bool,
}

#[component]
pub(super) fn Rail(screen: Memo<Option<Place>>, product: String) -> impl IntoView {
    let session = use_session().signed_in();
    let organisation = session.as_ref().map(|session| session.organisation.name.clone());
    // Of a client's own people, whoever agrees to silences in its place.
    let silences = match session.as_ref().map(|session| session.organisation.kind) {
        Some(OrganisationKind::Client) => Capability::IncidentSetStatus,
        _ => Capability::SilenceManage,
    };
    let admin = session.and_then(|session| Admin::first(&session));
    let scope = use_scope();
    let stop = |Stop { sign, name, to, is_here }: Stop| {
        let (scope, session) = (scope.clone(), use_session());
        let current = move || screen.with(|screen| screen.as_ref().is_some_and(is_here)).then_some("page");
        let count = (sign == Sign::Queue).then(|| view! { <OpenCount /> }.into_any());
        to.map(|to| {
            // The user's own view may become another one.
            let href = move || if sign == Sign::Queue { own_queue(scope.address(), &session) } else { to.clone() };
            view! {
                <li>
                    <a class="rail__link" href=href aria-current=current>
                        <Icon sign />
                        <span>{name}</span>
                        {count}
                    </a>
                </li>
            }
        })
    };
    view! {
        <nav class="rail" aria-label=t::main_navigation()>
            <a class="rail__mark" href="/"><Icon sign=Sign::Mark />{product}</a>
            <ul>{stops(&scope, silences, admin).map(stop).into_iter().collect_view()}</ul>
            <div class="rail__foot">{organisation}</div>
        </nav>
    }
    .into_any()
}

fn stops(scope: &Scope, silences: Capability, admin: Option<Admin>) -> [Stop; 7] {
    let may = |capability| scope.may(capability).then_some(scope);
    [
        Stop {
            sign: Sign::Overview,
            name: t::overview(),
            to: may(Capability::OverviewRead).map(links::overview),
            is_here: |place| {
                matches!(
                    place,
                    Place::In(_, Screen::Overview) | Place::In(_, Screen::Clients) | Place::In(_, Screen::Attack)
                )
            },
        },
        Stop {
            sign: Sign::Queue,
            name: t::queue(),
            to: may(Capability::QueueRead).map(links::open_queue),
            is_here: |place| {
                matches!(place, Place::In(_, Screen::Queue) | Place::Incident(..) | Place::In(_, Screen::Handover))
            },
        },
        Stop {
            sign: Sign::Tray,
            name: t::requests(),
            to: may(Capability::RequestRead).map(links::open_requests),
            is_here: |place| matches!(place, Place::In(_, Screen::Requests) | Place::Request(..)),
        },
        Stop {
            sign: Sign::Filter,
            name: t::silences(),
            to: may(silences).map(links::silences),
            is_here: |place| matches!(place, Place::In(_, Screen::Silences)),
        },
        Stop {
            sign: Sign::Person,
            name: t::access(),
            to: access_of(scope),
            is_here: |place| matches!(place, Place::Access(_) | Place::AccessRecords(_)),
        },
        Stop {
            sign: Sign::Clock,
            name: t::audit(),
            to: may(Capability::AuditRead).map(links::whole_audit),
            is_here: |place| matches!(place, Place::In(_, Screen::Audit)),
        },
        Stop {
            sign: Sign::Sealed,
            name: t::administration(),
            to: admin.map(|admin| admin.link()),
            is_here: |place| matches!(place, Place::Admin(_)),
        },
    ]
}

/// Where a client's access is looked at: who may do what, or for whoever may not see that, who opened evidence.
fn access_of(scope: &Scope) -> Option<String> {
    let [client] = scope.clients() else { return None };
    if scope.may(Capability::AccessRead) {
        Some(links::access(&client.id))
    } else {
        scope.may(Capability::ReceiptsRead).then(|| links::access_records(&client.id))
    }
}
