//! Files kept with the evidence: what they are called, how large they are, what they hash to, and saving one with a reason.

use super::{Safe, calls, opened::view_failure};
use crate::{size::size, texts as t};
use base::{
    api::ApiError,
    task,
    ui::{Button, Untrusted},
    words,
};
use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlAnchorElement, Url};
use wire::opening::is_preset;
use wire_evidence::Artifact;

/// How long the browser has to begin with what it was handed.
const HELD_MS: i32 = 10_000;

/// What is kept while it is open is among them at once.
pub(super) fn view_files(safe: Safe) -> AnyView {
    let count =
        Memo::new(move |_| safe.opened.with(|opened| opened.as_ref().map_or(0, |opened| opened.artifacts.len())));
    let is_any = Memo::new(move |_| count.get() > 0);
    let view_at = move |index: usize| {
        let file = safe.opened.with_untracked(|opened| opened.as_ref()?.artifacts.get(index).cloned());
        file.map(|file| view_file(safe, file))
    };
    (move || {
        is_any.get().then(|| {
            view! {
                <h3>{t::artifacts()}</h3>
                <ul class="files"><For each=move || 0..count.get() key=|index| *index children=view_at /></ul>
            }
            .into_any()
        })
    })
    .into_any()
}

/// Saving it asks for a typed reason, whoever's incident it is: it leaves the console.
fn view_file(safe: Safe, file: Artifact) -> AnyView {
    let reason = RwSignal::new(String::new());
    let (is_busy, failure) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let is_said = Memo::new(move |_| reason.with(|reason| !reason.trim().is_empty() && !is_preset(reason.trim())));
    let Artifact { id, name, .. } = file.clone();
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let receipt = safe.opened.with_untracked(|opened| opened.as_ref().map(|opened| opened.receipt.id.clone()));
        let Some(receipt) = receipt.filter(|_| is_said.get_untracked() && !is_busy.get_untracked()) else { return };
        is_busy.set(true);
        failure.set(None);
        let (place, announcer, id, name) = (safe.desk.place(), safe.desk.announcer(), id.clone(), name.clone());
        let reason = reason.with_untracked(|reason| reason.trim().to_owned());
        task::to_the_end(async move {
            let answer = calls::download(&place, &receipt, &id, reason).await;
            let is_left = is_busy.try_set(false).is_some();
            match answer {
                // Locked or left meanwhile, it is on record as saved, and is.
                Ok(content) => save_as(&name, content).await,
                Err(error) if is_left => announcer.toast(words::error(&error)),
                Err(error) => failure.set(Some(error)),
            }
        });
    };
    view! {
        <li>
            <Untrusted text=file.name longest=200 />
            <small>{size(file.size_bytes)}</small>
            <small class="opened__hash">"SHA-256 " {file.sha256}</small>
            <details class="files__save">
                <summary>{t::download()}</summary>
                <form on:submit=save>
                    <label class="field">
                        <span class="field__label">{t::why_download()}</span>
                        <input
                            class="input"
                            type="text"
                            maxlength="500"
                            autocomplete="off"
                            prop:value=move || reason.get()
                            on:input:target=move |event| reason.set(event.target().value())
                        />
                    </label>
                    {move || is_said.get().then(|| view! {
                        <Button submits=true is_busy on_press=|()| ()>{t::download_it()}</Button>
                    }.into_any())}
                    {view_failure(failure)}
                </form>
            </details>
        </li>
    }
    .into_any()
}

/// Hands it to the browser, as if it had been a link's.
async fn save_as(name: &str, content: JsValue) {
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    let address = Url::create_object_url_with_blob(content.unchecked_ref()).ok();
    let (Some(link), Some(address)) = (link, address) else { return };
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // Browsers read it after the press.
    task::sleep(HELD_MS).await;
    drop(Url::revoke_object_url(&address));
}
