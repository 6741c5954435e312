//! The alerts, newest first: when each happened and how bad it was. A few at first, then more; chosen ones can be split off.

use crate::{
    confirm::view_confirm,
    desk::{Desk, keep_the_focus, use_desk},
    failed::view_failed,
    rows::{Row, view_rows},
    texts as t,
};
use base::{
    api::{self, ApiError},
    command_forms::Missing,
    i18n::number,
    session::use_session,
    task,
    ui::{Button, ButtonKind, Card, Level, Moment},
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc};
use wire::{
    alert::{AlertItem, AlertVolume},
    incident::Command,
    list::List,
    workflow::Action,
};

/// How many are shown at first, and how many are added at once.
const FIRST: usize = 5;
const PAGE: usize = 100;

/// What is known of the alerts, for as long as the screen is shown.
#[derive(Clone, Copy)]
pub(crate) struct Alerts {
    desk: Desk,
    items: RwSignal<Vec<AlertItem>>,
    next: RwSignal<Option<String>>,
    failure: RwSignal<Option<ApiError>>,
    is_busy: RwSignal<bool>,
    chosen: RwSignal<BTreeSet<u64>>,
    /// How many there are, and how many there were when what is shown was read.
    count: Memo<u32>,
    counted: RwSignal<u32>,
    /// Asks again.
    again: RwSignal<()>,
    pub(crate) volume: RwSignal<Option<AlertVolume>>,
}

impl Alerts {
    /// Reads them at once, again whenever there are more or fewer, and again after the session was renewed.
    pub(crate) fn set_up(desk: Desk) -> Self {
        let alerts = Self {
            desk,
            items: RwSignal::new(vec![]),
            next: RwSignal::new(None),
            failure: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            chosen: RwSignal::new(BTreeSet::new()),
            count: desk.of_head(|head| head.row.alerts_count),
            counted: RwSignal::new(0),
            again: RwSignal::new(()),
            volume: RwSignal::new(None),
        };
        let renewals = use_session().renewals();
        task::effect(move || {
            renewals.track();
            alerts.again.track();
            alerts.read_newest(alerts.count.get());
        });
        alerts
    }

    fn read_newest(self, count: u32) {
        let place = self.desk.place();
        let limit = if self.items.with_untracked(Vec::len) > FIRST { PAGE } else { FIRST };
        task::while_here(async move {
            match api::list_alerts(&place.scope, &place.client.id, &place.key, None, limit).await {
                Ok(page) => self.take_newest(page, count),
                Err(error) => self.failure.set(Some(error)),
            }
            if let Ok(volume) = api::read_alert_volume(&place.scope, &place.client.id, &place.key).await {
                self.volume.set(Some(volume));
            }
        });
    }

    /// What only came in goes above what is shown; where alerts were moved it is all anew.
    fn take_newest(self, page: List<AlertItem>, count: u32) {
        self.failure.set(None);
        let grown_by = count.saturating_sub(self.counted.get_untracked());
        let newest = self.items.with_untracked(|items| items.first().map(|item| item.number));
        let known = newest.and_then(|newest| page.items.iter().position(|item| item.number == newest));
        // Some more may have come in since they were counted.
        if let Some(known) = known.filter(|known| grown_by > 0 && *known >= grown_by as usize) {
            self.counted.set(count + (known as u32 - grown_by));
            self.items.update(|items| drop(items.splice(0..0, page.items.into_iter().take(known))));
            return;
        }
        self.counted.set(count);
        // What is not shown any more is not chosen unseen.
        self.chosen.update(|chosen| chosen.retain(|chosen| page.items.iter().any(|item| item.number == *chosen)));
        self.items.set(page.items);
        self.next.set(page.next_cursor);
    }

    fn read_more(self) {
        let Some(cursor) = self.next.get_untracked().filter(|_| !self.is_busy.get_untracked()) else { return };
        self.is_busy.set(true);
        let place = self.desk.place();
        task::to_the_end(async move {
            let asked = Some(cursor.clone());
            let answer = api::list_alerts(&place.scope, &place.client.id, &place.key, asked, PAGE).await;
            // The screen was left meanwhile.
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                // Read anew meanwhile, it goes on somewhere else.
                Ok(_) if self.next.with_untracked(|next| *next != Some(cursor)) => {}
                Ok(mut page) => {
                    self.items.update(|items| items.append(&mut page.items));
                    self.next.set(page.next_cursor);
                    // After the last page its button is gone.
                    keep_the_focus();
                }
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }
}

pub(crate) fn view_alerts(alerts: Alerts) -> AnyView {
    let Alerts { items, next, failure, is_busy, chosen, count, again, .. } = alerts;
    let desk = use_desk();
    let can_split = Memo::new(move |_| desk.why_not(Action::Split).is_none());
    let rows = Signal::derive(move || {
        let can_split = can_split.get();
        items.with(|items| items.iter().map(|item| row(item, can_split, chosen)).collect())
    });
    let open = RwSignal::new(false);
    let says = Signal::derive(move || t::split_detail(chosen.with(BTreeSet::len) as u64));
    let command = Callback::new(move |()| {
        let alerts: Vec<_> = chosen.with_untracked(|chosen| chosen.iter().copied().collect());
        if alerts.is_empty() { Err(Missing::choice(t::choose_alerts())) } else { Ok(Command::Split { alerts }) }
    });
    let refusal = Signal::derive(move || {
        let can_be = (1..count.get() as usize).contains(&chosen.with(BTreeSet::len));
        (!can_be).then(|| t::choose_alerts().to_owned())
    });
    let aside = move || t::alerts_shown(&number(items.with(Vec::len) as u64), &number(count.get().into()));
    view! {
        <Card title=t::alerts() aside>
            {move || (count.get() == 0).then(|| view! { <p>{t::no_alerts()}</p> }.into_any())}
            // Roles are said, because the style lays rows out each by itself, and then they would be none for some browsers.
            <table class="alerts" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">{t::alert_column()}</th>
                        <th role="columnheader" scope="col">{t::occurred()}</th>
                        <th role="columnheader" scope="col">{t::received()}</th>
                        <th role="columnheader" scope="col">{t::severity()}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{view_rows(rows)}</tbody>
            </table>
            {view_failed(failure.into(), Callback::new(move |()| again.set(())))}
            <div class="alerts__foot">
                {move || next.with(Option::is_some).then(|| view! {
                    <Button kind=ButtonKind::Quiet is_busy on_press=move |()| alerts.read_more()>
                        {t::more_alerts()}
                    </Button>
                }.into_any())}
                {move || can_split.get().then(|| view! {
                    <Button is_busy=desk.is_busy refusal on_press=move |()| open.set(true)>{t::split_off()}</Button>
                }.into_any())}
            </div>
        </Card>
        {view_confirm(open, t::split_question(), t::split_it(), says, command)}
    }
    .into_any()
}

fn row(item: &AlertItem, can_split: bool, chosen: RwSignal<BTreeSet<u64>>) -> Row {
    let item = item.clone();
    let key = [item.number.to_string().as_str(), if can_split { "+" } else { "" }].concat();
    Row { key: key.into(), draw: Arc::new(move || view_alert(item.clone(), can_split, chosen)) }
}

fn view_alert(item: AlertItem, can_split: bool, chosen: RwSignal<BTreeSet<u64>>) -> AnyView {
    let id = item.number;
    // As a name and not as a count: shown and heard alike.
    let named = id.to_string();
    let choose = can_split.then(|| {
        view! {
            <input
                type="checkbox"
                aria-label=t::choose_alert(&named)
                prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                on:change=move |_| chosen.update(|chosen| {
                    if !chosen.remove(&id) {
                        chosen.insert(id);
                    }
                })
            />
        }
        .into_any()
    });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><label class="alerts__number">{choose} {named}</label></th>
            <td role="cell">
                <Moment at=item.occurred_at />
                <small class="alerts__received">{t::received()} " " <Moment at=item.received_at.clone() /></small>
            </td>
            <td role="cell"><Moment at=item.received_at /></td>
            <td role="cell"><Level of=item.severity /></td>
        </tr>
    }
    .into_any()
}
