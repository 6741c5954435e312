//! A list narrowed by typing (WAI-ARIA combobox with a listbox, in a dialog): what the switcher and the palette share.

mod matching;

use crate::{roving::moved, texts as t};
use base::ui::{Icon, Key, Sign, focus_when_shown};
use leptos::{ev, html, prelude::*};
use matching::found;
use std::sync::Arc;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

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
    /// Not a `Callback`: those go with the part of the screen that made them, and the dialog is gone when this runs.
    pub(super) pick: Arc<dyn Fn() + Send + Sync>,
}

/// The list of `choices`; picking one closes the dialog around it.
pub(super) fn list(
    open: RwSignal<bool>,
    title: &'static str,
    placeholder: &'static str,
    choices: Vec<Choice>,
) -> AnyView {
    let choices = StoredValue::new(choices);
    let query = RwSignal::new(String::new());
    let hits = Memo::new(move |_| {
        query.with(|query| choices.with_value(|choices| found(choices, query, |choice| (&choice.name, &choice.code))))
    });
    let at = RwSignal::new(0_usize);
    let input = NodeRef::<html::Input>::new();
    focus_when_shown(input);
    let pick = move |place: usize| {
        let choice = hits.with_untracked(|hits| hits.get(place).copied());
        let Some(pick) =
            choice.and_then(|at| choices.with_value(|choices| choices.get(at).map(|choice| Arc::clone(&choice.pick))))
        else {
            return;
        };
        open.set(false);
        // After the dialog has given the focus back, so that the command may move it.
        request_animation_frame(move || pick());
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let count = hits.with_untracked(Vec::len);
        match event.key().as_str() {
            "Enter" if !event.is_composing() => pick(at.get_untracked()),
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
    view! {
        <div class="picker">
            <div class="picker__box">
                <Icon sign=Sign::Search />
                <input type="text" role="combobox" aria-expanded="true" aria-controls="choices" aria-autocomplete="list"
                    aria-label=title aria-activedescendant=move || option_id(at.get()) placeholder=placeholder
                    autocomplete="off" spellcheck="false" node_ref=input on:keydown=on_key
                    on:input=move |event| {
                        at.set(0);
                        query.set(event_target_value(&event));
                    } />
            </div>
            <div class="picker__list" role="listbox" id="choices" aria-label=title>
                {move || hits.with(|hits| {
                    let is_grouped = query.with(|query| query.trim().is_empty());
                    let mut group = "";
                    choices.with_value(|choices| hits.iter().enumerate().map(|(place, hit)| {
                        let choice = &choices[*hit];
                        let heading = (is_grouped && choice.group != group).then_some(choice.group);
                        group = choice.group;
                        option(place, choice, heading, at, pick)
                    }).collect_view())
                })}
            </div>
            {move || hits.with(Vec::is_empty).then(|| view! { <p class="picker__none" role="status">{t::no_such_client()}</p> })}
        </div>
    }
    .into_any()
}

fn option(
    place: usize,
    choice: &Choice,
    heading: Option<&'static str>,
    at: RwSignal<usize>,
    pick: impl Fn(usize) + Copy + 'static,
) -> AnyView {
    let Choice { name, code, colour, note, keys, is_here, .. } = choice.clone();
    view! {
        {heading.map(|heading| view! { <div class="picker__group" role="presentation">{heading}</div> })}
        <div class=if is_here { "picker__option picker__here" } else { "picker__option" } role="option" id=option_id(place)
            aria-selected=move || (at.get() == place).to_string()
            on:pointermove=move |_| if at.get_untracked() != place { at.set(place) }
            on:click=move |_| pick(place)>
            {(!code.is_empty()).then(|| view! { <span class="scope-code" style=("--client", colour)>{code}</span> })}
            <b>{name}</b>
            <span class="picker__note">{note}</span>
            {keys.map(|stroke| view! { <Key stroke /> })}
        </div>
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
