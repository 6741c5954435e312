//! The figures: how much is open, how much of it is nobody's and late, how it falls by priority, and how it comes in.

use super::{reading::Reading, texts as t};
use crate::texts as shared;
use base::{
    i18n::number,
    ui::{Icon, Level, Sign, Sparkline},
};
use leptos::prelude::*;
use wire::{device::Wallboard, queue::Count, vocabulary::Priority};

#[component]
pub(super) fn Figures(reading: Reading) -> impl IntoView {
    view! {
        <section class="wall-figures" aria-label=t::figures()>
            <ul class="wall-figures__list">
                {figure(reading, shared::figure_open(), |board| board.open)}
                {figure(reading, t::new(), |board| board.new)}
                {figure(reading, shared::figure_unassigned(), |board| board.unassigned)}
                {late(reading)}
            </ul>
            <Priorities reading />
            <Hours reading />
        </section>
    }
    .into_any()
}

fn figure(reading: Reading, name: &'static str, of: fn(&Wallboard) -> u64) -> AnyView {
    let count = reading.part(of);
    view! {
        <li class="wall-figure">
            <span class="wall-figure__name">{name}</span>
            {value(count)}
        </li>
    }
    .into_any()
}

/// As large as there is room for.
fn value(count: Memo<u64>) -> AnyView {
    let text = Memo::new(move |_| number(count.get()));
    let class = move || match text.with(String::len) {
        0..=4 => "wall-figure__value",
        _ => "wall-figure__value wall-figure__value--long",
    };
    view! { <strong class=class>{move || text.get()}</strong> }.into_any()
}

/// What is late has a sign beside its word as soon as there is any.
fn late(reading: Reading) -> AnyView {
    let count = reading.part(|board| board.breached);
    let is_late = Memo::new(move |_| count.get() > 0);
    view! {
        <li class=move || if is_late.get() { "wall-figure wall-figure--late" } else { "wall-figure" }>
            <span class="wall-figure__name">
                {move || is_late.get().then(|| view! { <Icon sign=Sign::Alarm /> }.into_any())}
                {shared::figure_breached()}
            </span>
            {value(count)}
        </li>
    }
    .into_any()
}

#[component]
fn Priorities(reading: Reading) -> impl IntoView {
    let counts = reading.part(|board| board.by_priority.clone());
    let line = |count: Count<Priority>| {
        view! { <li><Level of=count.value /><strong>{number(count.count)}</strong></li> }.into_any()
    };
    view! {
        <ul class="wall-priorities" aria-label=shared::open_by_priority()>
            {move || counts.get().into_iter().map(line).collect_view()}
        </ul>
    }
    .into_any()
}

#[component]
fn Hours(reading: Reading) -> impl IntoView {
    let hours = reading.part(|board| board.created_per_hour.clone());
    let total = Memo::new(move |_| hours.with(|hours| hours.iter().sum::<u64>()));
    let bars = move || {
        let values = hours.get().into_iter().map(|count| u32::try_from(count).unwrap_or(u32::MAX)).collect::<Vec<_>>();
        view! { <Sparkline values label=t::per_hour() /> }
    };
    view! {
        <div class="wall-hours">
            <p class="wall-figure__name">{t::created()} " " <strong>{move || number(total.get())}</strong></p>
            <div class="wall-hours__bars">{bars}</div>
        </div>
    }
    .into_any()
}
