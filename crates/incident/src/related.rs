//! Other incidents of the client that have to do with this one, and merging it into one of them.

use crate::{
    confirm::view_confirm,
    desk::{Desk, use_desk},
    texts as t,
};
use base::{
    links,
    scope::ScopeAddress,
    time,
    ui::{Button, ButtonKind, Card, Moment, StatusMark},
    words,
};
use leptos::prelude::*;
use wire::{
    incident::{Command, Related as RelatedIncident, Relation},
    queue::{QueueFilter, Sort},
    session::IncidentKey,
    workflow::Action,
};

/// Which merge is asked about.
#[derive(Clone, Copy)]
struct Asking {
    desk: Desk,
    into: RwSignal<IncidentKey>,
    open: RwSignal<bool>,
    may_merge: Memo<bool>,
}

/// Nothing where there are none.
#[component]
pub(crate) fn Related() -> impl IntoView {
    let desk = use_desk();
    let related = desk.of_head(|head| (head.related.clone(), head.merged_into.clone()));
    let place = desk.place();
    let into = RwSignal::new(place.key.clone());
    let may_merge = Memo::new(move |_| desk.why_not(Action::Merge).is_none());
    let asking = Asking { desk, into, open: RwSignal::new(false), may_merge };
    let filter = QueueFilter { same_as: Some(place.key.clone()), ..QueueFilter::default() };
    let all = links::queue(&ScopeAddress::Client(place.client.id.clone()), &filter, Sort::Created);
    let says = Signal::derive(move || into.with(|into| t::merge_detail(&desk.place().key.0, &into.0)));
    let command = Callback::new(move |()| Ok(Command::Merge { into: into.get_untracked() }));
    view! {
        {move || {
            let (others, merged_into) = related.get();
            let all = all.clone();
            (!others.is_empty() || merged_into.is_some()).then(|| view! {
                <Card title=t::related()>
                    {merged_into.map(|key| view_merged(desk, key))}
                    <ul class="related">{others.into_iter().map(|other| view_related(asking, other)).collect_view()}</ul>
                    <p><a href=all>{t::same_kind_in_queue()}</a></p>
                </Card>
            }.into_any())
        }}
        {view_confirm(asking.open, t::merge_question(), t::merge_it(), says, command)}
    }
}

/// Where its alerts are, and the way back as long as there is one.
fn view_merged(desk: Desk, key: IncidentKey) -> AnyView {
    let may_take_back = Memo::new(move |_| desk.why_not(Action::Unmerge).is_none());
    let href = links::incident(&desk.place().client.id, &key);
    view! {
        <p class="related__merged">
            {t::merged_into()} " " <a href=href>{key.0}</a>
            {move || may_take_back.get().then(|| view! {
                <Button is_busy=desk.is_busy on_press=move |()| desk.command_at_once(Command::Unmerge {})>
                    {t::take_back()}
                </Button>
            }.into_any())}
        </p>
    }
    .into_any()
}

fn view_related(asking: Asking, other: RelatedIncident) -> AnyView {
    let relation = match other.relation {
        Relation::Merged => Some(t::relation_merged()),
        Relation::Split => Some(t::relation_split()),
        Relation::PossibleDuplicate => Some(t::possible_duplicate()),
        Relation::SameKind | Relation::Unknown => None,
    };
    let is_target = other.status.is_open() && matches!(other.relation, Relation::Split | Relation::PossibleDuplicate);
    let key = other.key.clone();
    let merge = move || {
        let (key, label) = (key.clone(), t::merge_into(&key.0));
        let ask = move |()| {
            asking.into.set(key.clone());
            asking.open.set(true);
        };
        view! { <Button kind=ButtonKind::Quiet is_busy=asking.desk.is_busy on_press=ask>{label}</Button> }.into_any()
    };
    let merge = move || (is_target && asking.may_merge.get()).then(&merge);
    let href = links::incident(&asking.desk.place().client.id, &other.key);
    view! {
        <li>
            <a href=href>{other.key.0}</a>
            <StatusMark status=other.status />
            <small>
                {other.verdict.map(|verdict| [words::verdict(verdict), ", "].concat())}
                <Moment at=other.created_at style=time::Style::Day />
            </small>
            <span class="related__title">{other.title}</span>
            {relation.map(|relation| view! { <b class="related__relation">{relation}</b> }.into_any())}
            {merge}
        </li>
    }
    .into_any()
}
