//! A modal dialog: the browser's own, which keeps the focus inside and gives it back.

use super::{Icon, Sign, focus_on};
use crate::{keys::Keys, task, words};
use leptos::{ev, html, prelude::*};

/// Shows its content while `open`; `Esc` and the cross close it. The content is built anew each time, so nothing typed
/// or chosen in an earlier one is left.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// Whether it must be answered: no cross, and `Esc` does nothing.
    #[prop(optional)]
    must_answer: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let keys = use_context::<Keys>();
    // Opened once more while it is open, it keeps what was typed. It is in the page only while it is open: where a screen goes with
    // it, it is not closed there, which would lay everything out to give the focus back.
    let is_there = RwSignal::new(false);
    task::effect(move || {
        let is_open = open.get();
        if is_open == is_there.get_untracked() {
            return;
        }
        // What was typed for one dialog is nothing for another.
        drop(keys.as_ref().map(Keys::take_early));
        if let Some(element) = dialog.get_untracked().filter(|_| !is_open) {
            element.close();
        }
        is_there.set(is_open);
    });
    task::effect(move || {
        if let Some(element) = dialog.get().filter(|element| !element.open() && element.is_connected()) {
            show(&element, dialog);
        }
    });
    let cancelled = move |event: ev::Event| {
        event.prevent_default();
        if !must_answer {
            open.set(false);
        }
    };
    // A second Esc closes it without asking: `cancel` alone holds nobody in a dialog.
    let closed = move |_| {
        let is_unanswered =
            |element: &web_sys::HtmlDialogElement| !element.open() && open.try_get_untracked() == Some(true);
        let Some(element) = dialog.get_untracked().filter(is_unanswered) else { return };
        if must_answer {
            show(&element, dialog);
        } else {
            open.set(false);
        }
    };
    move || {
        is_there.get().then(|| {
            let children = children.clone();
            view! {
                <dialog class="dialog" node_ref=dialog aria-label=move || title.get() on:cancel=cancelled on:close=closed>
                    <div class="dialog__head">
                        <h2>{move || title.get()}</h2>
                        {(!must_answer).then(|| view! {
                            <button
                                class="button button--quiet button--square"
                                type="button"
                                aria-label=words::close_dialog()
                                on:click=move |_| open.set(false)
                            >
                                <Icon sign=Sign::Close />
                            </button>
                        }.into_any())}
                    </div>
                    {children()}
                </dialog>
            }
            .into_any()
        })
    }
}

fn show(element: &web_sys::HtmlDialogElement, dialog: NodeRef<html::Dialog>) {
    // Throws only for an element that is not in the page; then there is nothing to show.
    drop(element.show_modal());
    task::once_drawn(move || focus_first(dialog));
}

/// What is to be answered takes the focus: what asks for it, what is chosen, else the first field; and not the cross.
fn focus_first(dialog: NodeRef<html::Dialog>) {
    let Some(element) = dialog.get_untracked() else { return };
    let first = ["[autofocus]", "input:checked", ".dialog__body :is(input, textarea, select, button)"]
        .into_iter()
        .find_map(|wanted| element.query_selector(wanted).ok().flatten());
    focus_on(first);
}
