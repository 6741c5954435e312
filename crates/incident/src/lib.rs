//! The incident screen, lazily loaded: the only one that can see evidence. It exports `page` and nothing else.

use base::scope::Scope;
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use wire::session::{ClientId, IncidentKey};

/// The screen of one incident. Calling it gives a future that loads the chunk first.
///
/// # Errors
/// When the chunk could not be loaded.
#[leptos::wasm_split::wasm_split(incident, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn page(scope: Scope, client: ClientId, key: IncidentKey) -> Result<AnyView, SplitLoaderError> {
    Ok(screen(&scope, &client, &key))
}

fn screen(_scope: &Scope, _client: &ClientId, key: &IncidentKey) -> AnyView {
    view! { <h1>{key.0.clone()}</h1> }.into_any()
}
