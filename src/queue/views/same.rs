//! Whether two filters ask for the same, in whatever order they were ticked.

use super::super::address::Wanted;
use wire::view::View;

/// What a view asks for; `None` for one that this console does not understand.
pub(super) fn asked(view: &View) -> Option<Wanted> {
    let pairs = view.filter.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let wanted = Wanted::read(pairs)?;
    Some(Wanted { sort: view.sort, ..wanted })
}

/// Whether both ask for the same rows in the same order.
pub(super) fn is_same(one: &Wanted, other: &Wanted) -> bool {
    one.sort == other.sort && settled(one) == settled(other)
}

/// The filter's pairs, its lists in an order that does not matter.
fn settled(wanted: &Wanted) -> Vec<(&'static str, String)> {
    let mut pairs = wanted.filter.to_pairs();
    for (_, value) in pairs.iter_mut().filter(|(name, _)| *name != "q") {
        let mut parts: Vec<_> = value.split(',').collect();
        parts.sort_unstable();
        *value = parts.join(",");
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{
        queue::Sort,
        session::{UserId, ViewId},
        view::{ViewOwner, ViewScopes, ViewVisibility},
    };

    fn view(pairs: &[(&str, &str)]) -> View {
        View {
            id: ViewId("8k3".into()),
            name: "Mine".into(),
            visibility: ViewVisibility::Mine,
            scopes: ViewScopes::Any,
            filter: pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            sort: Sort::Created,
            owner: ViewOwner { id: UserId("u1".into()), name: "Ana".into() },
            may_change: true,
            version: 1,
        }
    }

    #[test]
    fn the_order_of_ticks_changes_nothing_and_everything_else_does() {
        let saved = asked(&view(&[("status", "new,on_hold"), ("q", "b,a")])).expect("a filter");
        let read = |pairs: &[(&str, &str)]| Wanted::read(pairs.iter().copied()).expect("a filter");
        assert!(is_same(&saved, &read(&[("sort", "created"), ("q", "b,a"), ("status", "on_hold,new")])));
        assert!(!is_same(&saved, &read(&[("q", "b,a"), ("status", "on_hold,new")])), "another order");
        assert!(!is_same(&saved, &read(&[("sort", "created"), ("q", "a,b"), ("status", "on_hold,new")])));
        assert!(!is_same(&saved, &read(&[("sort", "created"), ("q", "b,a"), ("status", "new")])));
    }

    #[test]
    fn a_filter_of_another_version_of_the_console_is_none() {
        assert_eq!(asked(&view(&[("mood", "blue")])), None);
    }
}
