//! The frame of an embedded console: whose data it is and how current, and nothing that leads elsewhere.

use crate::{
    shell::{LiveMark, PAGE},
    texts as t,
};
use base::{
    scope::use_scope,
    session::SessionHandle,
    task,
    ui::{Failure, colour_or_none},
};
use leptos::prelude::*;

#[component]
pub(crate) fn Embedded(children: Children) -> impl IntoView {
    let scope = use_scope();
    let (label, colour) = (scope.label().to_owned(), scope.colour().and_then(colour_or_none).map(str::to_owned));
    view! {
        <div class="shell">
            <div class="band" style=("--client", colour)></div>
            <header class="bar">
                <strong>{label}</strong>
                <span class="bar__gap"></span>
                <LiveMark />
            </header>
            <main class="page" id=PAGE tabindex="-1">{children()}</main>
        </div>
    }
    .into_any()
}

/// Nobody around the console says who looks at it.
pub(crate) fn without_host(session: SessionHandle) -> AnyView {
    let retry = Callback::new(move |()| {
        let session = session.clone();
        task::to_the_end(async move { session.read().await });
    });
    view! {
        <main class="whole-page">
            <h1>{t::not_embedded()}</h1>
            <Failure text=t::not_embedded_detail() retry=Some(retry) />
        </main>
    }
    .into_any()
}
