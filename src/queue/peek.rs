//! A look at the row at hand without leaving the queue: its source-blind head, and nothing that anybody wrote.

use super::{bulk::texts as t, state::Queue};
use base::{
    api,
    i18n::number,
    links,
    load::load,
    task,
    time::{self, Style},
    ui::{
        Breach, Button, ButtonKind, ClientChip, Failure, Icon, Level, Moment, PersonChip, Sign, Skeleton, Sparkline,
        StatusMark,
    },
    words,
};
use leptos::prelude::*;
use wire::{
    incident::IncidentHead,
    queue::QueueRow,
    session::IncidentKey,
    vocabulary::{AssetClass, Capability, Confidence, Disposition},
};

/// How long a row has to stay at hand before its head is asked for: whoever runs through the rows asks for none.
const REST_MS: i32 = 150;

#[component]
pub(super) fn Peek(queue: Queue) -> impl IntoView {
    let row = Memo::new(move |_| queue.peeks.get().then(|| queue.row_at_hand()).flatten());
    let key = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.key.clone())));
    let is_empty = move || queue.peeks.get() && key.with(Option::is_none);
    let content = move || match key.get() {
        Some(key) => view! { <Look queue key row /> }.into_any(),
        None => view! { <p class="peek__hint">{t::peek_nothing()}</p> }.into_any(),
    };
    move || {
        (queue.peeks.get() && (is_empty() || key.with(Option::is_some))).then(|| {
            view! {
                <aside class="peek" aria-label=t::peek()>
                    <div class="peek__close">
                        <Button kind=ButtonKind::Quiet keys="o" label=t::peek_close()
                            on_press=move |()| queue.peeks.set(false)>
                            <Icon sign=Sign::Close />
                        </Button>
                    </div>
                    {content}
                </aside>
            }
        })
    }
}

#[component]
fn Look(queue: Queue, key: IncidentKey, row: Memo<Option<QueueRow>>) -> impl IntoView {
    // Drawn anew for every key; within one, the row changes where it stands.
    let Some(first) = row.get_untracked() else { return ().into_any() };
    let scope = queue.scope();
    let may_read = scope.may_in(&first.client.id, Capability::IncidentRead);
    let href = may_read.then(|| links::incident(&first.client.id, &key));
    let shown = move || row.get().map(|row| facts(&row));
    view! {
        <h2><a href=href>{first.title.clone()}</a></h2>
        <p class="peek__key">
            <code>{key.0.clone()}</code>
            <ClientChip code=first.client.code.clone() name=first.client.name.clone() colour=first.client.colour.clone() />
        </p>
        {shown}
        {may_read.then(|| view! { <Head queue key row=first /> }.into_any())}
    }
    .into_any()
}

/// What the row itself says.
fn facts(row: &QueueRow) -> AnyView {
    let fact = |name: &'static str, value: AnyView| view! { <dt>{name}</dt><dd>{value}</dd> }.into_any();
    let word = |name, is_known: bool, word: &'static str| is_known.then(|| fact(name, word.into_any()));
    let alerts = view! {
        <span class="row__alerts">
            {number(u64::from(row.alerts_count))}
            <Sparkline values=row.alerts_per_hour.clone() label=t::peek_alerts_by_hour().to_owned() />
        </span>
    };
    let history = row.history;
    let all = [
        Some(fact(t::peek_status(), view! { <StatusMark status=row.status /> }.into_any())),
        Some(fact(t::peek_priority(), view! { <Level of=row.priority /> }.into_any())),
        Some(fact(t::peek_severity(), view! { <Level of=row.severity /> }.into_any())),
        Some(fact(
            t::peek_assignee(),
            view! { <PersonChip name=row.held_by().map(str::to_owned) is_team=row.waits_for_team() /> }.into_any(),
        )),
        Some(fact(
            t::peek_breach(),
            view! { <Breach due_at=row.breach_at.clone() since=row.created_at.clone() is_paused=row.paused /> }
                .into_any(),
        )),
        Some(fact(t::peek_alerts(), alerts.into_any())),
        word(t::peek_disposition(), row.disposition != Disposition::Unknown, words::disposition(row.disposition)),
        word(t::peek_confidence(), row.confidence != Confidence::Unknown, words::confidence(row.confidence)),
        word(t::peek_assets(), row.asset_class != AssetClass::Unknown, words::asset_class(row.asset_class)),
        (history.count_30d > 1).then(|| {
            let text = t::peek_history(u64::from(history.count_30d), &number(u64::from(history.false_positives_30d)));
            fact(t::peek_same_kind(), text.into_any())
        }),
        (!row.techniques.is_empty()).then(|| fact(t::peek_techniques(), row.techniques.join(", ").into_any())),
    ];
    view! { <dl class="peek__facts">{all.into_iter().flatten().collect_view()}</dl> }.into_any()
}

/// What only the incident's head says: its instants, how often the evidence was opened, others of its kind.
#[component]
fn Head(queue: Queue, key: IncidentKey, row: QueueRow) -> impl IntoView {
    let head = load({
        let (scope, client) = (queue.scope(), row.client.id.clone());
        move || {
            let (scope, client, key) = (scope.clone(), client.clone(), key.clone());
            async move {
                task::sleep(REST_MS).await;
                api::read_incident(&scope, &client, &key).await
            }
        }
    });
    let (value, failed) = (head.value(), head.clone());
    let client = row.client.id;
    move || match (value.get(), failed.failure()) {
        (Some(head), _) => known(&head, &client),
        (None, Some(error)) => view! { <Failure text=words::error(&error) /> }.into_any(),
        (None, None) => view! { <Skeleton lines=4 /> }.into_any(),
    }
}

fn known(head: &IncidentHead, client: &wire::session::ClientId) -> AnyView {
    let clocks = &head.clocks;
    let instants = [
        (t::peek_occurred(), Some(clocks.occurred_at.clone())),
        (t::peek_created(), Some(clocks.created_at.clone())),
        (t::peek_acknowledged(), clocks.first_in_progress_at.clone()),
        (t::peek_resolved(), clocks.resolved_at.clone()),
    ];
    let instants = instants.into_iter().filter_map(|(name, at)| {
        let at = at?;
        Some(view! { <dt>{name}</dt><dd><Moment at style=Style::DateTime /></dd> })
    });
    let openings = t::peek_openings(u64::from(head.evidence.openings_count));
    let related = head.related.iter().take(5).map(|other| {
        view! {
            <li>
                <a href=links::incident(client, &other.key)>{other.key.0.clone()}</a>
                <StatusMark status=other.status />
                <small>{time::shown(&other.created_at, Style::Day)}</small>
            </li>
        }
    });
    view! {
        <dl class="peek__facts">{instants.collect_view()}<dt>{t::peek_evidence()}</dt><dd>{openings}</dd></dl>
        <ul class="peek__related">{related.collect_view()}</ul>
    }
    .into_any()
}
