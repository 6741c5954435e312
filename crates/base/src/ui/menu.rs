//! A button that opens a short list of things to choose from (WAI-ARIA menu button).

use super::{Icon, Key, Sign};
use crate::task;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// One thing to choose.
#[derive(Clone)]
pub struct MenuItem {
    pub label: String,
    /// Said smaller behind the label.
    pub note: Option<String>,
    /// Of choices: whether it is how things are now. `None` for something to do.
    pub is_current: Option<bool>,
    pub run: Callback<()>,
}

impl MenuItem {
    pub fn new(label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) -> Self {
        Self { label: label.into(), note: None, is_current: None, run: Callback::new(move |()| run()) }
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    #[must_use]
    pub fn current(mut self, is_current: bool) -> Self {
        self.is_current = Some(is_current);
        self
    }
}

/// A menu. `open` may also be set from outside, e.g. by a key: then the first item, or the current one, takes the focus.
#[component]
pub fn Menu(
    open: RwSignal<bool>,
    /// The button's content.
    #[prop(into)]
    label: ViewFn,
    #[prop(into)] items: Signal<Vec<MenuItem>>,
    /// The stroke that opens it, shown on the button.
    #[prop(optional)]
    keys: Option<&'static str>,
    /// Why it cannot be opened.
    #[prop(optional, into)]
    refusal: Signal<Option<String>>,
    /// A name where the button's content is not a word.
    #[prop(optional, into)]
    name: Option<String>,
    #[prop(optional, into)] class: &'static str,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let announcer = super::use_announcer();
    let shut = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            // An element that cannot take the focus leaves it where it is.
            drop(button.focus());
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if !open.get_untracked() {
            return;
        }
        let step = match event.key().as_str() {
            "ArrowDown" => Step::By(1),
            "ArrowUp" => Step::By(-1),
            "Home" => Step::First,
            "End" => Step::Last,
            "Escape" => {
                event.prevent_default();
                return shut();
            }
            _ => return,
        };
        event.prevent_default();
        focus_item(root, step);
    };
    let on_leave = move |event: ev::FocusEvent| {
        let inside = event
            .related_target()
            .and_then(|target| target.dyn_into::<web_sys::Node>().ok())
            .is_some_and(|target| root.get_untracked().is_some_and(|root| root.contains(Some(&target))));
        if !inside {
            open.set(false);
        }
    };
    task::effect(move || {
        if open.get() {
            task::once_drawn(move || focus_item(root, Step::Current));
        }
    });
    let press = move |_| match refusal.get_untracked() {
        Some(why) => announcer.toast(why),
        None => open.update(|open| *open = !*open),
    };
    view! {
        <div class="menu" node_ref=root on:keydown=on_key on:focusout=on_leave>
            <button
                class=["button ", class].concat()
                type="button"
                node_ref=button
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-label=name
                aria-keyshortcuts=keys
                aria-disabled=move || refusal.with(Option::is_some).then_some("true")
                aria-description=move || refusal.get()
                data-why=move || refusal.get()
                on:click=press
            >
                {label.run()}
                {keys.map(|stroke| view! { <Key stroke /> }.into_any())}
            </button>
            {move || open.get().then(|| view! {
                <div class="menu__list" role="menu">
                    {items.get().into_iter().map(|item| view_item(item, shut)).collect_view()}
                </div>
            }.into_any())}
        </div>
    }
    .into_any()
}

fn view_item(item: MenuItem, shut: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let MenuItem { label, note, is_current, run } = item;
    view! {
        <button
            class="menu__item"
            type="button"
            role=if is_current.is_some() { "menuitemradio" } else { "menuitem" }
            tabindex="-1"
            aria-checked=is_current.map(|is_current| if is_current { "true" } else { "false" })
            on:click=move |_| {
                shut();
                run.run(());
            }
        >
            {is_current.map(|is_current| view! {
                <span class="menu__tick">{is_current.then(|| view! { <Icon sign=Sign::Check /> }.into_any())}</span>
            }.into_any())}
            <span>{label}</span>
            {note.map(|note| view! { <small>{note}</small> }.into_any())}
        </button>
    }
}

enum Step {
    By(i32),
    First,
    Last,
    /// The checked item, or the first.
    Current,
}

fn focus_item(root: NodeRef<html::Div>, step: Step) {
    let Some(root) = root.get_untracked() else { return };
    let Ok(items) = root.query_selector_all("[role^=menuitem]") else { return };
    let count = items.length() as i32;
    if count == 0 {
        return;
    }
    let item = |index: i32| items.item(index as u32).and_then(|node| node.dyn_into::<HtmlElement>().ok());
    let at = |wanted: &str| (0..count).find(|index| item(*index).is_some_and(|item| item.matches(wanted) == Ok(true)));
    let index = match step {
        Step::By(by) => at(":focus").map_or(0, |index| (index + by).rem_euclid(count)),
        Step::First => 0,
        Step::Last => count - 1,
        Step::Current => at("[aria-checked=true]").unwrap_or(0),
    };
    if let Some(item) = item(index) {
        // An element that cannot take the focus leaves it where it is.
        drop(item.focus());
    }
}
