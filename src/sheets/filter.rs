//! What one filter offers to choose from.

use crate::queue::{address::Wanted, choices::Value, filters::Narrowing};
use leptos::prelude::*;

pub(super) fn filter(Narrowing { field, values, wanted, go }: Narrowing) -> AnyView {
    let kind = if field.takes_one() { "radio" } else { "checkbox" };
    let choice = move |place: usize| {
        let of =
            move |read: fn(&Value) -> String| values.with(|values| values.get(place).map(read).unwrap_or_default());
        let is_chosen = move || values.with(|values| values.get(place).is_some_and(|value| value.is_chosen));
        let count =
            move || values.with(|values| values.get(place).and_then(|value| value.count)).map(base::i18n::number);
        let choose = move |_| {
            let then = values.with_untracked(|values| values.get(place).map(|value| value.then.clone()));
            if let Some(filter) = then {
                go.run(Wanted { filter, sort: wanted.with_untracked(|wanted| wanted.sort) });
            }
        };
        view! {
            <label class="filter__choice">
                <input type=kind name=field.name() prop:checked=is_chosen on:change=choose />
                <span>{move || of(|value| value.label.clone())}</span>
                <span class="filter__count">{count}</span>
            </label>
        }
    };
    let places = Memo::new(move |_| values.with(Vec::len));
    view! { {move || (0..places.get()).map(choice).collect_view()} }.into_any()
}
