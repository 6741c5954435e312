//! What content stands on: cards and tabs.

use leptos::prelude::*;

/// A card with a heading; `aside` stands at its end, small.
#[component]
pub fn Card(
    #[prop(into)] title: String,
    #[prop(optional, into)] aside: ViewFn,
    #[prop(optional, into)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let name = title.clone();
    view! {
        <section class=["card ", class].concat() aria-label=name>
            <header class="card__head">
                <h2>{title}</h2>
                <div class="card__aside">{move || aside.run()}</div>
            </header>
            {children()}
        </section>
    }
    .into_any()
}

/// One tab: an address of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Tab {
    pub label: &'static str,
    pub href: String,
    pub is_current: bool,
}

/// Tabs that are links, because each is an address.
#[component]
pub fn Tabs(
    /// What they are the parts of, for those who listen.
    #[prop(into)]
    label: String,
    #[prop(into)] tabs: Signal<Vec<Tab>>,
) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            {move || tabs.get().into_iter().map(|tab| view! {
                <a href=tab.href aria-current=tab.is_current.then_some("page")>{tab.label}</a>
            }.into_any()).collect_view()}
        </nav>
    }
    .into_any()
}
