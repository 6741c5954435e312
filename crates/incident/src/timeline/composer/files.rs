//! What is kept with the evidence instead of standing in a note: files, and a text that names something of it.

use super::{PAUSE_MS, Writing};
use crate::{evidence, texts as t};
use base::{
    api::ApiError,
    task,
    ui::{Button, ButtonKind, Failure},
    words,
};
use leptos::{html, prelude::*};
use wasm_bindgen::JsValue;

/// The largest file, bytes.
const SIZE_MAX: f64 = 16.0 * 1024.0 * 1024.0;
/// What a note is called that is kept as a file.
const NOTE_NAME: &str = "note.txt";

#[derive(Clone, Copy)]
struct Sending {
    writing: Writing,
    /// The name of the file that is on its way.
    name: RwSignal<Option<String>>,
    /// Why one was not kept, and the request's id.
    failure: RwSignal<Option<(String, Option<String>)>>,
}

impl Sending {
    fn send(self, name: String, content: JsValue, then: impl Fn() + 'static) {
        if self.name.with_untracked(Option::is_some) {
            return;
        }
        self.failure.set(None);
        self.name.set(Some(name.clone()));
        let (desk, place, announcer) = (self.writing.desk, self.writing.desk.place(), self.writing.desk.announcer());
        task::to_the_end(async move {
            let answer = evidence::keep_file(desk, place, &name, content).await;
            let is_left = self.name.try_set(None).is_some();
            match answer {
                Err(error) if is_left => announcer.toast(not_kept(&error)),
                Err(error) => self.failure.set(Some((not_kept(&error), error.request_id().map(str::to_owned)))),
                Ok(()) if is_left => {}
                Ok(()) => {
                    desk.toast(t::file_is_kept());
                    then();
                }
            }
        });
    }

    fn attach(self, input: &web_sys::HtmlInputElement) {
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        // The same file can be chosen again.
        input.set_value("");
        if file.size() > SIZE_MAX {
            return self.failure.set(Some((not_kept(&ApiError::Invalid(vec![])), None)));
        }
        self.send(file.name(), file.into(), || ());
    }

    /// The text goes where what it names is, and is no note any more.
    fn keep_text(self) {
        let text = self.writing.body.get_untracked();
        let writing = self.writing;
        self.send(NOTE_NAME.to_owned(), JsValue::from_str(&text), move || {
            if writing.body.with_untracked(|body| *body == text) {
                writing.clear();
            }
            // The button that was pressed is gone.
            writing.focus();
        });
    }
}

/// Why, as it is said.
fn not_kept(error: &ApiError) -> String {
    let why = match error {
        // Nothing of it is a field: it was too large for somebody on its way.
        ApiError::Invalid(fields) if fields.is_empty() => t::file_is_too_large().to_owned(),
        ApiError::Conflict { .. } => t::files_are_too_many().to_owned(),
        error => words::error(error),
    };
    [t::file_was_not_kept(), ": ", &why].concat()
}

#[component]
pub(super) fn Files(writing: Writing) -> impl IntoView {
    let sending = Sending { writing, name: RwSignal::new(None), failure: RwSignal::new(None) };
    let input = NodeRef::<html::Input>::new();
    let is_busy = Signal::derive(move || sending.name.with(Option::is_some));
    let refusal = Signal::derive(move || writing.desk.only_seen());
    let typed = RwSignal::new(String::new());
    task::effect(move || {
        let body = writing.body.get();
        if body.is_empty() {
            return typed.set(body);
        }
        // Whatever is typed before the pause has passed takes its place.
        task::while_here(async move {
            task::sleep(PAUSE_MS).await;
            typed.set(body);
        });
    });
    let named = Memo::new(move |_| typed.with(|body| evidence::named_in(&writing.desk, body)));
    let choose = move |()| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <div class="composer__named">
            <p role="status">{move || named.get().map(t::names_evidence)}</p>
            {move || named.get().map(|_| view! {
                <Button kind=ButtonKind::Evidence is_busy refusal on_press=move |()| sending.keep_text()>
                    {t::keep_with_evidence()}
                </Button>
            }.into_any())}
        </div>
        <div class="composer__files">
            <input
                type="file"
                hidden=true
                aria-label=t::file_to_attach()
                node_ref=input
                on:change:target=move |event| sending.attach(&event.target())
            />
            <Button kind=ButtonKind::Quiet is_busy refusal on_press=choose>{t::attach_file()}</Button>
            <p role="status">
                {move || sending.name.get().map(|name| {
                    let text = t::sending_file(&name);
                    view! {
                        <bdi>{text.clone()}</bdi>
                        <progress aria-label=text></progress>
                    }.into_any()
                })}
            </p>
        </div>
        {move || sending.failure.get().map(|(text, request_id)| view! { <Failure text request_id /> })}
    }
}
