//! Facts beside the work: what kind of incident it is, what it touches, and its instants.

use crate::{desk::use_desk, rating::word, readers::view_readers, texts as t};
use base::{
    i18n::number,
    links,
    time::{self, span},
    ui::{Card, ClientChip, Level, Moment, Sparkline},
    words,
};
use leptos::prelude::*;
use wire::{
    Instant,
    incident::IncidentHead,
    session::RequestKey,
    vocabulary::{AssetClass, BreachKind, Capability, Confidence, Disposition, Impact},
};

/// One fact, if there is one.
fn fact(name: &'static str, value: Option<AnyView>) -> Option<AnyView> {
    value.map(|value| view! { <dt>{name}</dt><dd>{value}</dd> }.into_any())
}

fn moment(at: Option<Instant>) -> Option<AnyView> {
    at.map(|at| view! { <Moment at /> }.into_any())
}

fn text(text: String) -> Option<AnyView> {
    (!text.is_empty()).then(|| text.into_any())
}

/// What is known without opening anything.
#[component]
pub(crate) fn Facts() -> impl IntoView {
    let desk = use_desk();
    // Changed facts are few and small: the list is drawn again as one.
    let head = desk.of_head(Clone::clone);
    let place = desk.place();
    let readers = place.scope.may_in(&place.client.id, Capability::AccessRead);
    let readers = readers.then(|| links::who_can_see(&place.client.id, Some(&place.key), None));
    view! {
        <Card title=t::facts()>
            <dl class="facts">{move || head.with(|head| (what(head), work(head)))}</dl>
            {view_readers(desk)}
            {readers.map(|to| view! { <p class="facts__more"><a href=to>{t::who_can_see()}</a></p> }.into_any())}
        </Card>
    }
}

/// By their ids, with what they are called where that is known.
fn techniques(head: &IncidentHead) -> Option<AnyView> {
    let names = |id: &String| head.attack.iter().find(|known| known.id == *id).map_or("", |known| known.name.as_str());
    let named = head.row.techniques.iter().map(|id| [id, " ", names(id)].concat().trim_end().to_owned());
    text(named.collect::<Vec<_>>().join(", "))
}

fn what(head: &IncidentHead) -> Vec<AnyView> {
    let row = &head.row;
    let client = row.client.clone();
    let chip = view! { <ClientChip code=client.code name=client.name colour=client.colour /> };
    let alerts = view! {
        <span class="facts__alerts">
            {number(row.alerts_count.into())}
            <Sparkline values=row.alerts_per_hour.clone() label=t::alerts_per_hour() />
        </span>
    };
    let assets = match (row.assets_count, row.asset_class) {
        (0, _) => String::new(),
        (count, AssetClass::Unknown) => number(count.into()),
        (count, class) => t::assets_of(&number(count.into()), words::asset_class(class)),
    };
    let history = row.history;
    let history = (history.count_30d > 0)
        .then(|| t::history(history.count_30d.into(), &number(history.false_positives_30d.into())));
    let facts = [
        fact(t::client(), Some(chip.into_any())),
        fact(t::category(), text(words::category(row.category).to_owned())),
        fact(t::techniques(), techniques(head)),
        fact(t::severity(), Some(view! { <Level of=row.severity /> }.into_any())),
        fact(t::alerts(), Some(alerts.into_any())),
        fact(t::assets(), text(assets)),
        fact(t::impact(), (row.impact != Impact::Unknown).then(|| words::impact(row.impact).into_any())),
        fact(
            t::confidence(),
            (row.confidence != Confidence::Unknown).then(|| words::confidence(row.confidence).into_any()),
        ),
        fact(
            t::disposition(),
            (row.disposition != Disposition::Unknown).then(|| words::disposition(row.disposition).into_any()),
        ),
        fact(t::same_kind(), history.map(IntoAny::into_any)),
    ];
    facts.into_iter().flatten().collect()
}

/// What the client asked that it is about.
fn requests(head: &IncidentHead) -> Option<AnyView> {
    let link = |key: &RequestKey| {
        let to = links::request(&head.row.client.id, key);
        view! { <a href=to>{key.0.clone()}</a> " " }.into_any()
    };
    (!head.requests.is_empty()).then(|| head.requests.iter().map(link).collect_view().into_any())
}

fn work(head: &IncidentHead) -> Vec<AnyView> {
    let clocks = &head.clocks;
    let after = |later: &Option<Instant>| {
        let later = later.clone()?;
        let seconds = u64::try_from(time::seconds_between(&clocks.created_at, &later)).unwrap_or_default();
        let title = time::shown(&later, time::Style::Full);
        Some(view! { <time datetime=later.0 title=title>{t::after(&span(seconds))}</time> }.into_any())
    };
    let due = match head.row.breach_kind {
        Some(BreachKind::Respond) => t::respond_by(),
        _ => t::resolve_by(),
    };
    let facts = [
        fact(t::occurred(), moment(Some(clocks.occurred_at.clone()))),
        fact(t::created(), moment(Some(clocks.created_at.clone()))),
        fact(t::acknowledged(), after(&clocks.first_in_progress_at)),
        fact(due, moment(head.row.breach_at.clone())),
        fact(t::held_until(), moment(head.row.hold_until.clone())),
        fact(t::resolved(), after(&clocks.resolved_at)),
        fact(t::closed(), after(&clocks.closed_at)),
        fact(t::requests(), requests(head)),
        fact(t::rating(), head.rating.map(|score| t::score_of_five(word(score)).into_any())),
    ];
    facts.into_iter().flatten().collect()
}
