//! Requests: what clients ask, one of them with its conversation, and asking. They travel with the administration, whose forms
//! and lists they are made of.

mod composer;
mod conversation;
mod handling;
mod list;
mod new;
mod page;
mod texts;
mod words;

use base::{scope::use_scope, ui::NotFound};
use leptos::prelude::*;
use wire::{
    request::RequestFilter,
    session::{ClientId, RequestKey},
};

/// `{scope}/requests`
pub(crate) fn list_page() -> AnyView {
    view! { <list::RequestsPage /> }.into_any()
}

/// `/c/{client}/requests/{key}`
pub(crate) fn request_page(client: ClientId, key: RequestKey) -> AnyView {
    let scope = use_scope();
    match scope.client(&client).cloned() {
        Some(client) => view! { <page::RequestPage scope client key /> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

/// Reads decoded pairs. A name or a value that means nothing is `None`: showing everything instead would be a lie.
fn wanted<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<RequestFilter> {
    let (filter, rest) = RequestFilter::from_pairs(pairs).ok()?;
    rest.is_empty().then_some(filter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{links, scope::ScopeAddress};

    #[test]
    fn what_means_nothing_is_not_read_as_everything() {
        assert_eq!(wanted([]), Some(RequestFilter::default()));
        assert_eq!(wanted([("status", "asleep")]), None);
        assert_eq!(wanted([("colour", "red")]), None);
    }

    #[test]
    fn what_is_still_to_be_done_is_its_filters_address() {
        let link = links::open_requests(&ScopeAddress::All);
        let pairs = RequestFilter::open().to_pairs();
        let [(name, value)] = pairs.as_slice() else { panic!("one pair, not {pairs:?}") };
        assert_eq!(link, format!("/all/requests?{name}={value}"));
    }
}
