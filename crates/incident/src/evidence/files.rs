//! Files kept with the evidence: what they are called, how large they are, what they hash to, and saving one with a reason.

use super::{Safe, calls};
use crate::texts as t;
use base::{
    api::transport::{ROOT, encoded, query_of},
    i18n::number,
    ui::Untrusted,
};
use leptos::prelude::*;
use wire_evidence::Artifact;

/// How large something is, in the unit that says it in three digits.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => [&number(bytes), " B"].concat(),
        1_000..1_000_000 => [&number(bytes.div_ceil(1_000)), " kB"].concat(),
        _ => [&number(bytes.div_ceil(1_000_000)), " MB"].concat(),
    }
}

pub(super) fn view_files(safe: Safe, files: Vec<Artifact>) -> AnyView {
    view! {
        <h3>{t::artifacts()}</h3>
        <ul class="files">{files.into_iter().map(|file| view_file(safe, file)).collect_view()}</ul>
    }
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
        (!reason.is_empty()).then(|| [ROOT, &calls::of_opening(&safe.desk.place(), &receipt, &rest)].concat())
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

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_is_said_in_three_digits() {
        assert_eq!([999, 1_000, 81_200, 10_485_760].map(size), ["999 B", "1 kB", "82 kB", "11 MB"]);
    }
}
