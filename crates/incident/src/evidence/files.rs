//! Files kept with the evidence: what they are called, how large they are, what they hash to, and saving one with a reason.

use super::{Safe, calls};
use crate::{size::size, texts as t};
use base::{
    api::transport::{ROOT, encoded, query_of},
    ui::Untrusted,
};
use leptos::prelude::*;
use wire::opening::is_preset;
use wire_evidence::Artifact;

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
    let id = file.id;
    let address = move || {
        let reason = reason.with(|reason| reason.trim().to_owned());
        let receipt = safe.opened.with_untracked(|opened| opened.as_ref().map(|opened| opened.receipt.id.clone()))?;
        let rest = ["/artifacts/", &encoded(&id), &query_of(&[("reason", reason.clone())])].concat();
        (!reason.is_empty() && !is_preset(&reason))
            .then(|| [ROOT, &calls::of_opening(&safe.desk.place(), &receipt, &rest)].concat())
    };
    view! {
        <li>
            <Untrusted text=file.name longest=200 />
            <small>{size(file.size_bytes)}</small>
            <small class="opened__hash">"SHA-256 " {file.sha256}</small>
            <details class="files__save">
                <summary>{t::download()}</summary>
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
                {move || address().map(|to| view! { <a class="button" href=to download="">{t::download_it()}</a> }.into_any())}
            </details>
        </li>
    }
    .into_any()
}
