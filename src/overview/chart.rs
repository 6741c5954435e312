//! Arrived and resolved per day: two lines, a reading for the day at hand, and the same as a table.

use super::{
    drill, figure,
    geometry::{Plot, axis_top, tenths},
};
use crate::{roving::moved, texts as t};
use base::{
    i18n::number,
    scope::{Scope, use_scope},
    time::{self, Style},
    ui::Card,
};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use wire::{
    overview::{Day, Operational},
    queue::{QueueFilter, Span},
};

const PLOT: Plot = Plot { left: 34.0, top: 8.0, width: 578.0, height: 148.0 };

#[component]
pub(super) fn Chart(known: Signal<Operational>) -> impl IntoView {
    let days = Memo::new(move |_| known.with(|known| known.days.clone()));
    view! {
        <Card title=t::arrived_and_resolved() aside=|| t::thirty_days()>
            {move || days.with(|days| drawn(days))}
        </Card>
    }
}

fn span(day: &Day) -> Span {
    Span { from: Some(day.from.clone()), to: Some(day.to.clone()) }
}

fn arrived(scope: &Scope, day: &Day) -> Option<String> {
    drill(scope, &QueueFilter { created: span(day), ..QueueFilter::default() })
}

fn resolved(scope: &Scope, day: &Day) -> Option<String> {
    drill(scope, &QueueFilter { resolved: span(day), ..QueueFilter::default() })
}

fn drawn(days: &[Day]) -> AnyView {
    let scope = use_scope();
    let line = |field: fn(&Day) -> u64| days.iter().map(field).collect::<Vec<_>>();
    let (came, went) = (line(|day| day.arrived), line(|day| day.resolved));
    let top = axis_top(came.iter().chain(&went).copied().max().unwrap_or(0));
    let summary = t::chart_summary(&number(came.iter().sum()), &number(went.iter().sum()));
    let reading = RwSignal::new(summary.clone());
    let at = RwSignal::new(days.len().saturating_sub(1));
    let columns = days.iter().enumerate().map(|(place, day)| column(&scope, place, day, days.len(), top, at, reading));
    let count = days.len();
    let on_key = move |event: ev::KeyboardEvent| {
        let key = event.key();
        if let Some(to) = moved(at.get_untracked(), count, count, &key) {
            event.prevent_default();
            focus_day(to);
        }
    };
    let shut = summary.clone();
    view! {
        <div class="chart" on:keydown=on_key on:pointerleave=move |_| reading.set(shut.clone())>
            <p class="chart__legend">
                <span><i></i>{t::arrived()}</span>
                <span><i></i>{t::resolved()}</span>
                <span class="chart__reading">{move || reading.get()}</span>
            </p>
            <svg viewBox="0 0 620 180" role="group" aria-label=summary>
                {rules(top)}
                <polygon class="chart__area" points=PLOT.area(&came, top) />
                <polyline class="chart__arrived" points=PLOT.line(&came, top) />
                <polyline class="chart__resolved" points=PLOT.line(&went, top) />
                {columns.collect_view()}
                {dates(days)}
            </svg>
        </div>
        {table(&scope, days)}
    }
    .into_any()
}

fn rules(top: u64) -> AnyView {
    (0..=3)
        .map(|step| {
            let value = top * step / 3;
            let y = PLOT.y(value, top);
            view! {
                <line class="chart__rule" x1=tenths(PLOT.left) x2=tenths(PLOT.left + PLOT.width) y1=tenths(y) y2=tenths(y) />
                <text aria-hidden="true" x=tenths(PLOT.left - 8.0) y=tenths(y + 4.0) text-anchor="end">{number(value)}</text>
            }
        })
        .collect_view()
        .into_any()
}

fn dates(days: &[Day]) -> AnyView {
    let last = days.len().saturating_sub(1);
    let marks = [(0, "start"), (last / 2, "middle"), (last, "end")];
    marks
        .into_iter()
        .filter_map(|(place, anchor)| {
            let day = days.get(place)?;
            let x = PLOT.x(place, days.len());
            Some(view! {
                <text aria-hidden="true" x=tenths(x) y="176" text-anchor=anchor>{time::shown(&day.from, Style::Day)}</text>
            })
        })
        .collect_view()
        .into_any()
}

/// A day's column: seen by pointing or by focus, a link to what arrived.
fn column(
    scope: &Scope,
    place: usize,
    day: &Day,
    count: usize,
    top: u64,
    at: RwSignal<usize>,
    reading: RwSignal<String>,
) -> AnyView {
    let label = t::day_figures(&time::shown(&day.from, Style::Day), &number(day.arrived), &number(day.resolved));
    let x = PLOT.x(place, count);
    let width = PLOT.width / count.max(1) as f64;
    let dot = |value| view! { <circle cx=tenths(x) cy=tenths(PLOT.y(value, top)) r="3.5" /> };
    let read = {
        let label = label.clone();
        move || reading.set(label.clone())
    };
    let point = read.clone();
    let inside = view! {
        <rect x=tenths(x - width / 2.0) y=tenths(PLOT.top) width=tenths(width) height=tenths(PLOT.height) />
        <line x1=tenths(x) x2=tenths(x) y1=tenths(PLOT.top) y2=tenths(PLOT.top + PLOT.height) />
        {dot(day.arrived)}
        {dot(day.resolved)}
    };
    let tabindex = move || if at.get() == place { "0" } else { "-1" };
    let focus = move |_| {
        at.set(place);
        read();
    };
    // Without the queue a day is still read by arrow keys, as a picture with a name.
    let role = if scope.may(wire::vocabulary::Capability::QueueRead) { "link" } else { "img" };
    view! {
        <a class="chart__day" id=day_id(place) href=arrived(scope, day) role=role tabindex=tabindex aria-label=label
            on:focus=focus on:pointerenter=move |_| point()>
            {inside}
        </a>
    }
    .into_any()
}

fn day_id(place: usize) -> String {
    ["day-", &place.to_string()].concat()
}

fn focus_day(place: usize) {
    let day = document().get_element_by_id(&day_id(place));
    if let Some(day) = day.and_then(|day| day.dyn_into::<web_sys::SvgElement>().ok()) {
        // A column that cannot take the focus leaves it where it is.
        drop(day.focus());
    }
}

fn table(scope: &Scope, days: &[Day]) -> AnyView {
    let rows = days.iter().rev().map(|day| {
        view! {
            <tr>
                <th scope="row">{time::shown(&day.from, Style::Day)}</th>
                <td class="number">{figure(day.arrived, arrived(scope, day), None)}</td>
                <td class="number">{figure(day.resolved, resolved(scope, day), None)}</td>
            </tr>
        }
    });
    view! {
        <details class="as-table">
            <summary>{t::show_as_table()}</summary>
            <div class="as-table__box" tabindex="0" role="region" aria-label=t::arrived_and_resolved()>
                <table class="figures">
                    <thead>
                        <tr>
                            <th scope="col">{t::day()}</th>
                            <th scope="col" class="number">{t::arrived()}</th>
                            <th scope="col" class="number">{t::resolved()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
