//! What one filter offers to choose from, and the sheet of those that are asked for less often.

use super::values::{Value, listed, value, values};
use crate::{
    queue::{
        address::Wanted,
        choices::Field,
        filters::{Go, Narrowing},
        state::Queue,
    },
    texts as t,
};
use base::{
    scope::{ScopeAddress, use_scope},
    session::use_session,
    words,
};
use leptos::prelude::*;
use wire::{
    Instant,
    queue::{Facets, QueueFilter, Span},
    session::Group,
    vocabulary::{Disposition, Tactic},
};

pub(super) fn filter(Narrowing { field, wanted, go }: Narrowing) -> AnyView {
    if field == Field::More {
        return more(wanted, go);
    }
    let (scope, queue) = (use_scope(), expect_context::<Queue>());
    let session = use_session();
    let values = Memo::new(move |_| {
        let session = session.signed_in();
        wanted.with(|wanted| {
            queue.facets().with(|facets| values(field, &wanted.filter, facets.as_ref(), &scope, session.as_deref()))
        })
    });
    choices(field.name(), field == Field::Assignee, values, wanted, go)
}

/// The choices of one field; one that takes a single value has it replaced by another.
fn choices(name: &'static str, takes_one: bool, values: Memo<Vec<Value>>, wanted: Signal<Wanted>, go: Go) -> AnyView {
    let kind = if takes_one { "radio" } else { "checkbox" };
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
                <input type=kind name=name prop:checked=is_chosen on:change=choose />
                <span>{move || of(|value| value.label.clone())}</span>
                <span class="filter__count">{count}</span>
            </label>
        }
    };
    let places = Memo::new(move |_| values.with(Vec::len));
    view! { {move || (0..places.get()).map(choice).collect_view()} }.into_any()
}

fn more(wanted: Signal<Wanted>, go: Go) -> AnyView {
    let queue = expect_context::<Queue>();
    // Within a group, or a client, no other is looked for.
    let is_over_all = *use_scope().address() == ScopeAddress::All;
    let groups =
        use_session().signed_in().filter(|_| is_over_all).map_or_else(Vec::new, |session| session.groups.clone());
    let has_groups = !groups.is_empty();
    let part = move |legend: &'static str, takes_one: bool, values: Memo<Vec<Value>>| {
        view! {
            <fieldset class="filter__part">
                <legend>{legend}</legend>
                {choices(legend, takes_one, values, wanted, go)}
            </fieldset>
        }
    };
    let of =
        move |values: fn(&QueueFilter) -> Vec<Value>| Memo::new(move |_| wanted.with(|wanted| values(&wanted.filter)));
    let by_group = Memo::new(move |_| {
        wanted.with(|wanted| queue.facets().with(|facets| of_groups(&groups, &wanted.filter, facets.as_ref())))
    });
    view! {
        {part(t::created(), true, of(times))}
        {part(t::outcome(), false, of(|filter| listed(Disposition::ALL, words::disposition, filter, |f| &mut f.disposition, None)))}
        {has_groups.then(|| part(t::groups(), false, by_group))}
        {part(t::tactic(), false, of(|filter| listed(Tactic::ALL, |tactic| words::category(tactic.category()), filter, |f| &mut f.tactic, None)))}
    }
    .into_any()
}

/// Ends of spans that move with the clock, and what has none.
fn times(filter: &QueueFilter) -> Vec<Value> {
    let presets = [
        (None, t::any_time()),
        (Some("-24h"), t::last_24_hours()),
        (Some("-7d"), t::last_7_days()),
        (Some("-30d"), t::last_30_days()),
    ];
    let value = |(from, label): (Option<&str>, &str)| {
        let created = Span { from: from.map(|from| Instant(from.to_owned())), to: None };
        let is_chosen = filter.created == created;
        Value { label: label.to_owned(), count: None, is_chosen, then: QueueFilter { created, ..filter.clone() } }
    };
    presets.into_iter().map(value).collect()
}

/// A group counts what its clients do.
fn of_groups(groups: &[Group], filter: &QueueFilter, facets: Option<&Facets>) -> Vec<Value> {
    let one = |group: &Group| {
        let counted = |facets: &Facets| {
            let within = facets.client.iter().filter(|count| group.clients.contains(&count.value));
            within.map(|count| count.count).sum()
        };
        let value = value(group.name.clone(), group.id.clone(), filter, |f| &mut f.group, None);
        Value { count: facets.map(counted), ..value }
    };
    groups.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::values::chosen, *};
    use crate::routes::samples::session;
    use wire::{queue::Count, session::ClientId};

    #[test]
    fn one_time_takes_the_place_of_another() {
        let mut filter = QueueFilter::open();
        let values = times(&filter);
        assert_eq!(chosen(&values), [t::any_time()]);
        filter = values[2].then.clone();
        assert_eq!(filter.to_pairs().last(), Some(&("created_from", "-7d".to_owned())));
        assert_eq!(chosen(&times(&filter)), [t::last_7_days()]);
        assert_eq!(times(&filter)[0].then, QueueFilter::open());
        filter.created.from = Some(Instant("2026-11-24T08:00:00Z".into()));
        assert_eq!(chosen(&times(&filter)), Vec::<&str>::new(), "another span is none of these");
    }

    #[test]
    fn a_group_counts_its_clients() {
        let facets = Facets {
            total: 9,
            breached: 0,
            status: vec![],
            priority: vec![],
            severity: vec![],
            category: vec![],
            client: [("harbor", 4), ("cedar", 5)].map(|(id, count)| Count { value: ClientId(id.into()), count }).into(),
            assignee: vec![],
            as_of: Instant(String::new()),
            partial: vec![],
        };
        let values = of_groups(&session(&["harbor", "cedar"]).groups, &QueueFilter::default(), Some(&facets));
        assert_eq!((values[0].label.as_str(), values[0].count), ("Gold", Some(4)));
        assert_eq!(values[0].then.group.len(), 1);
    }
}
