//! What is kept with the evidence instead of standing in a note: files, and a text that names something of it.

use super::Writing;
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

/// Why a file was not kept.
#[derive(Clone, PartialEq)]
enum Refused {
    TooLarge,
    Call(ApiError),
}

#[derive(Clone, Copy)]
struct Sending {
    writing: Writing,
    /// The name of the file that is on its way.
    name: RwSignal<Option<String>>,
    failure: RwSignal<Option<Refused>>,
}

impl Sending {
    fn send(self, name: String, content: JsValue, then: impl Fn() + 'static) {
        if self.name.with_untracked(Option::is_some) {
            return;
        }
        self.failure.set(None);
        self.name.set(Some(name.clone()));
        let (desk, place) = (self.writing.desk, self.writing.desk.place());
        task::to_the_end(async move {
            let answer = evidence::keep_file(desk, place, &name, content).await;
            if self.name.try_set(None).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    desk.toast(t::file_is_kept());
                    then();
                }
                // Nothing of it is a field: it was too large for somebody on its way.
                Err(ApiError::Invalid(fields)) if fields.is_empty() => self.failure.set(Some(Refused::TooLarge)),
                Err(error) => self.failure.set(Some(Refused::Call(error))),
            }
        });
    }

    fn attach(self, input: &web_sys::HtmlInputElement) {
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        // The same file can be chosen again.
        input.set_value("");
        if file.size() > SIZE_MAX {
            return self.failure.set(Some(Refused::TooLarge));
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

#[component]
pub(super) fn Files(writing: Writing) -> impl IntoView {
    let sending = Sending { writing, name: RwSignal::new(None), failure: RwSignal::new(None) };
    let input = NodeRef::<html::Input>::new();
    let is_busy = Signal::derive(move || sending.name.with(Option::is_some));
    let refusal = Signal::derive(move || writing.desk.only_seen());
    let named = Memo::new(move |_| writing.body.with(|body| evidence::named_in(&writing.desk, body)));
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
        {move || sending.failure.get().map(|refused| {
            let (why, request_id) = match &refused {
                Refused::TooLarge => (t::file_is_too_large().to_owned(), None),
                Refused::Call(error) => (words::error(error), error.request_id().map(str::to_owned)),
            };
            let text = [t::file_was_not_kept(), ": ", &why].concat();
            view! { <Failure text request_id /> }
        })}
    }
}
