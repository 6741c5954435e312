//! A list narrowed by typing (WAI-ARIA combobox with a listbox, in a dialog): what the switcher and the palette share.

mod matching;

use crate::{roving::moved, texts as t};
use base::{
    keys::use_keys,
    task,
    ui::{Icon, Key, Sign},
};
use leptos::{ev, html, prelude::*};
use matching::found;
use std::{future::Future, pin::Pin, sync::Arc};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

/// The stroke that makes the choice at hand a favourite, or no longer one: what browsers keep bookmarks by.
const STAR: &str = "Mod+d";
/// How long a choice is at hand before it is likely to be made.
const REST_MS: i32 = 150;

/// What a choice needs that is likely to be made.
pub(super) type Foresee = dyn Fn() -> Pin<Box<dyn Future<Output = ()>>> + Send + Sync;

/// One thing to pick.
#[derive(Clone)]
pub(super) struct Choice {
    /// The heading it stands under while nothing is typed; empty for none.
    pub(super) group: &'static str,
    pub(super) name: String,
    /// A client's code; empty for what has none.
    pub(super) code: String,
    /// A client's colour, `#rrggbb`.
    pub(super) colour: Option<String>,
    pub(super) note: String,
    pub(super) keys: Option<&'static str>,
    /// Whether it is where the user stands.
    pub(super) is_here: bool,
    /// Whether the screen goes with it, and this dialog with the screen.
    pub(super) is_away: bool,
    pub(super) star: Option<Star>,
    pub(super) foresee: Option<Arc<Foresee>>,
    /// Not a `Callback`: those go with the part of the screen that made them, and the dialog is gone when this runs.
    pub(super) pick: Arc<dyn Fn() + Send + Sync>,
}

/// Of what can be a favourite.
#[derive(Clone)]
pub(super) struct Star {
    pub(super) is_on: bool,
    /// The beginning of its addresses: names may be alike.
    pub(super) path: String,
    pub(super) toggle: Arc<dyn Fn() + Send + Sync>,
}

/// The list of `choices`; picking one closes the dialog around it.
#[derive(Clone, Copy)]
struct List {
    open: RwSignal<bool>,
    choices: Signal<Vec<Choice>>,
    /// The places of what is found, best first.
    hits: Memo<Vec<usize>>,
    at: RwSignal<usize>,
}

impl List {
    /// The choice that stands in `place` of what is found.
    fn choice(self, place: usize) -> Option<Choice> {
        let choice = self.hits.with_untracked(|hits| hits.get(place).copied())?;
        self.choices.with_untracked(|choices| choices.get(choice).cloned())
    }

    fn pick(self, place: usize) {
        let Some(Choice { pick, is_away, .. }) = self.choice(place) else { return };
        // What is about to go is not drawn once more without the dialog, and gives up the focus while nothing has to be laid out
        // for that.
        if is_away {
            if let Some(field) = document().active_element().and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
                drop(field.blur());
            }
            return pick();
        }
        self.open.set(false);
        // After the dialog has given the focus back, so that the command may move it.
        request_animation_frame(move || pick());
    }

    /// What becomes a favourite moves to the others, and stays at hand.
    fn star(self, place: usize) {
        let Some(star) = self.choice(place).and_then(|choice| choice.star) else { return };
        (star.toggle)();
        let is_it = |choice: &Choice| choice.star.as_ref().is_some_and(|other| other.path == star.path);
        let place = self.hits.with_untracked(|hits| {
            self.choices.with_untracked(|choices| hits.iter().position(|hit| is_it(&choices[*hit])))
        });
        self.at.set(place.unwrap_or_default());
        request_animation_frame(move || show_option(place.unwrap_or_default()));
    }
}

pub(super) fn list(
    open: RwSignal<bool>,
    title: &'static str,
    placeholder: &'static str,
    choices: Signal<Vec<Choice>>,
) -> AnyView {
    let keys = use_keys();
    let query = RwSignal::new(keys.take_early());
    let hits = Memo::new(move |_| {
        query.with(|query| choices.with(|choices| found(choices, query, |choice| (&choice.name, &choice.code))))
    });
    let at = RwSignal::new(0_usize);
    let list = List { open, choices, hits, at };
    let input = NodeRef::<html::Input>::new();
    // Until the field has the focus, what is typed is kept for it.
    let is_awaited = RwSignal::new(true);
    task::effect(move || {
        let Some(field) = input.get() else { return };
        let keys = keys.clone();
        request_animation_frame(move || {
            // A field that cannot take the focus is still there to be clicked.
            drop(field.focus());
            // Closed meanwhile, there is nothing to type into.
            if is_awaited.try_set(false).is_none() {
                query.update(|query| query.push_str(&keys.take_early()));
            }
        });
    });
    task::effect(move || {
        list.hits.track();
        // What comes first before anything is typed is nobody's choice yet.
        let is_begun = at.get() > 0 || !query.with_untracked(String::is_empty);
        let choice = is_begun.then(|| list.choice(at.get_untracked())).flatten();
        let Some(foresee) = choice.and_then(|choice| choice.foresee) else { return };
        task::while_here(async move {
            task::sleep(REST_MS).await;
            foresee().await;
        });
    });
    let on_key = move |event: ev::KeyboardEvent| {
        let count = hits.with_untracked(Vec::len);
        match event.key().as_str() {
            "Enter" if !event.is_composing() => list.pick(at.get_untracked()),
            "d" if event.ctrl_key() || event.meta_key() => list.star(at.get_untracked()),
            key @ ("ArrowDown" | "ArrowUp") => {
                if let Some(to) = moved(at.get_untracked(), count, 1, key) {
                    at.set(to);
                    show_option(to);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let has_stars = choices.with_untracked(|choices| choices.iter().any(|choice| choice.star.is_some()));
    view! {
        <div class="picker" data-awaited=move || is_awaited.get()>
            <div class="picker__box">
                <Icon sign=Sign::Search />
                <input type="text" role="combobox" aria-expanded="true" aria-controls="choices" aria-autocomplete="list"
                    aria-label=title aria-activedescendant=move || option_id(at.get()) placeholder=placeholder
                    aria-describedby=has_stars.then_some("picker-hint")
                    autocomplete="off" spellcheck="false" prop:value=move || query.get() node_ref=input on:keydown=on_key
                    on:input=move |event| {
                        at.set(0);
                        query.set(event_target_value(&event));
                    } />
            </div>
            // The focus stays in the field, so that typing goes on after a press.
            <div class="picker__list" role="listbox" id="choices" aria-label=title on:mousedown=|event| event.prevent_default()>
                {move || hits.with(|hits| {
                    let is_grouped = query.with(|query| query.trim().is_empty());
                    let mut group = "";
                    choices.with(|choices| hits.iter().enumerate().filter_map(|(place, hit)| {
                        let choice = choices.get(*hit)?;
                        let heading = (is_grouped && choice.group != group).then_some(choice.group);
                        group = choice.group;
                        Some(option(place, choice, heading, list))
                    }).collect_view())
                })}
            </div>
            {move || hits.with(Vec::is_empty).then(|| view! { <p class="picker__none" role="status">{t::no_such_client()}</p> })}
            {has_stars.then(|| view! {
                <p class="picker__hint" id="picker-hint"><Key stroke=STAR /><span>{t::favourite_hint()}</span></p>
            })}
        </div>
    }
    .into_any()
}

fn option(place: usize, choice: &Choice, heading: Option<&'static str>, list: List) -> AnyView {
    let at = list.at;
    let Choice { name, code, colour, note, keys, is_here, star, .. } = choice.clone();
    view! {
        {heading.map(|heading| view! { <div class="picker__group" role="presentation">{heading}</div> })}
        <div class=if is_here { "picker__option picker__here" } else { "picker__option" } role="option" id=option_id(place)
            aria-selected=move || (at.get() == place).to_string()
            on:pointermove=move |_| if at.get_untracked() != place { at.set(place) }
            on:click=move |_| list.pick(place)>
            {(!code.is_empty()).then(|| view! { <span class="scope-code" style=("--client", colour)>{code}</span> })}
            <b>{name}</b>
            <span class="picker__note">{note}</span>
            {keys.map(|stroke| view! { <Key stroke /> })}
            {star.map(|star| star_of(place, star.is_on, list))}
        </div>
    }
    .into_any()
}

/// For the mouse: an option holds nothing that takes the focus, and the keyboard has its stroke.
fn star_of(place: usize, is_on: bool, list: List) -> AnyView {
    let press = move |event: ev::MouseEvent| {
        event.stop_propagation();
        list.star(place);
    };
    view! {
        {is_on.then(|| view! { <span class="only-heard">{t::favourite()}</span> })}
        <span class=if is_on { "picker__star picker__star--on" } else { "picker__star" } aria-hidden="true" on:click=press>
            <Icon sign=Sign::Star />
        </span>
    }
    .into_any()
}

fn option_id(place: usize) -> String {
    ["choice-", &place.to_string()].concat()
}

fn show_option(place: usize) {
    if let Some(option) = document().get_element_by_id(&option_id(place)) {
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}
