//! Honesty about totals: which clients could not be read.

use crate::texts as t;
use base::scope::Scope;
use leptos::prelude::*;
use wire::list::Partial;

/// "Not counted, because …", or nothing where every client answered.
pub(crate) fn partial_note(scope: &Scope, partial: &[Partial]) -> Option<impl IntoView + use<>> {
    let names: Vec<&str> = partial
        .iter()
        .map(|partial| scope.client(&partial.client).map_or(partial.client.0.as_str(), |client| &client.name))
        .collect();
    (!names.is_empty())
        .then(|| view! { <p class="partial" role="status">{t::partial(&names.join(", "))}</p> }.into_any())
}
