//! The two clocks of each priority.

use super::{
    super::texts as t,
    draft::{Draft, LevelDraft},
};
use base::{ui::Level, words};
use leptos::prelude::*;
use wire::{administration::ServiceLevel, vocabulary::ServiceCalendar};

/// The units that a span is written in, in seconds.
const UNITS: [u32; 3] = [60, 3600, 86_400];

fn unit_name(unit_s: u32) -> &'static str {
    match unit_s {
        60 => t::minutes(),
        3600 => t::hours(),
        _ => t::days(),
    }
}

/// The largest unit that a span is whole in. Beyond two days nobody counts in hours, below that nobody in days.
fn unit_of(span_s: u32) -> u32 {
    match span_s {
        0 => 3600,
        whole if whole % 86_400 == 0 && whole > 2 * 86_400 => 86_400,
        whole if whole % 3600 == 0 => 3600,
        _ => 60,
    }
}

#[component]
pub(super) fn Levels(draft: Draft, is_client: bool) -> impl IntoView {
    let rows = draft.levels.get_value().into_iter().map(move |level| view! { <Row level is_client /> }.into_any());
    view! {
        <table class="listing levels" aria-label=t::service_levels()>
            <thead><tr>
                {is_client.then(|| view! { <th scope="col">{t::own()}</th> }.into_any())}
                <th scope="col">{t::priority()}</th>
                <th scope="col">{t::respond_within()}</th>
                <th scope="col">{t::resolve_within()}</th>
                <th scope="col">{t::counted()}</th>
            </tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(level: LevelDraft, is_client: bool) -> impl IntoView {
    let LevelDraft { level, is_own } = level;
    let priority = level.with_untracked(|level| level.priority);
    let word = words::priority(priority);
    let is_off = Signal::derive(move || !is_own.get());
    let calendar = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        let chosen = ServiceCalendar::from_caption(&event.target().value()).unwrap_or(ServiceCalendar::Always);
        level.update(|level| level.calendar = chosen);
    };
    view! {
        <tr class:listing__past=is_off>
            {is_client.then(|| view! {
                <td data-name=t::own()>
                    <input type="checkbox" aria-label=t::own_level(word) prop:checked=move || is_own.get()
                        on:change:target=move |event| is_own.set(event.target().checked()) />
                </td>
            }.into_any())}
            <th scope="row"><Level of=priority /></th>
            <td data-name=t::respond_within()>
                <Span level is_off label=t::of_priority(word, t::respond_within()) part=|level| &mut level.respond_s />
            </td>
            <td data-name=t::resolve_within()>
                <Span level is_off label=t::of_priority(word, t::resolve_within()) part=|level| &mut level.resolve_s />
            </td>
            <td data-name=t::counted()>
                <select class="input" aria-label=t::of_priority(word, t::counted()) prop:disabled=is_off on:change:target=calendar>
                    {[(ServiceCalendar::Always, t::always()), (ServiceCalendar::Business, t::business())].map(|(one, name)| view! {
                        <option value=one.caption() selected=level.with_untracked(|level| level.calendar == one)>{name}</option>
                    }.into_any())}
                </select>
            </td>
        </tr>
    }
    .into_any()
}

/// A span as a number and its unit.
#[component]
fn Span(
    level: RwSignal<ServiceLevel>,
    is_off: Signal<bool>,
    label: String,
    part: fn(&mut ServiceLevel) -> &mut u32,
) -> impl IntoView {
    let span_s = *part(&mut level.get_untracked());
    let unit_s = RwSignal::new(unit_of(span_s));
    let amount = RwSignal::new((span_s / unit_of(span_s)).to_string());
    let write = move || {
        let whole = amount.with_untracked(|amount| amount.trim().parse::<u32>().unwrap_or(0));
        level.update(|level| *part(level) = whole.saturating_mul(unit_s.get_untracked()));
    };
    let unit_label = t::unit_of(&label);
    view! {
        <span class="span-field">
            <input class="input" type="number" min="1" step="1" inputmode="numeric" aria-label=label prop:disabled=is_off
                prop:value=move || amount.get()
                on:input:target=move |event| { amount.set(event.target().value()); write(); } />
            <select class="input" aria-label=unit_label prop:disabled=is_off
                on:change:target=move |event| { unit_s.set(event.target().value().parse().unwrap_or(60)); write(); }>
                {UNITS.map(|unit| view! {
                    <option value=unit.to_string() selected=unit_s.get_untracked() == unit>{unit_name(unit)}</option>
                }.into_any())}
            </select>
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::unit_of;

    #[test]
    fn spans_are_written_in_the_unit_that_people_say_them_in() {
        assert_eq!([900, 5400, 14_400, 86_400, 172_800, 259_200].map(unit_of), [60, 60, 3600, 3600, 3600, 86_400]);
        assert_eq!(unit_of(0), 3600);
    }
}
