//! Business hours: a time zone, a day's beginning and end, days, and holidays.

use super::{
    super::texts as t,
    draft::{Draft, toggle_day},
};
use base::ui::{Button, Icon, Sign, labelled_check};
use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wire::{administration::BusinessHours, vocabulary::Weekday};

fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => t::monday(),
        Weekday::Tuesday => t::tuesday(),
        Weekday::Wednesday => t::wednesday(),
        Weekday::Thursday => t::thursday(),
        Weekday::Friday => t::friday(),
        Weekday::Saturday => t::saturday(),
        Weekday::Sunday | Weekday::Unknown => t::sunday(),
    }
}

/// `09:00` of minutes after midnight. The day's end is written as its last minute: fields of time know no 24:00.
fn clock(minutes: u16) -> String {
    let minutes = minutes.min(1439);
    let two = |number: u16| [number / 10, number % 10].map(|digit| digit.to_string()).concat();
    [two(minutes / 60), two(minutes % 60)].join(":")
}

/// Minutes after midnight of `09:00`; the last minute of a day is its end.
fn minutes(clock: &str) -> Option<u16> {
    let (hours, minutes) = clock.split_once(':')?;
    let minutes = hours.parse::<u16>().ok()? * 60 + minutes.get(..2)?.parse::<u16>().ok()?;
    Some(if minutes == 1439 { 1440 } else { minutes })
}

#[component]
pub(super) fn Hours(draft: Draft, is_client: bool) -> impl IntoView {
    let Draft { hours, has_own_hours, .. } = draft;
    view! {
        <fieldset class="form hours">
            <legend class="hours__legend">{t::business_hours()}</legend>
            {is_client.then(|| labelled_check(t::own_business_hours(), has_own_hours))}
            <fieldset class="form" prop:disabled=move || !has_own_hours.get()>
                <div class="hours__line">
                    <Zone hours />
                    <Clock hours label=t::opens() part=|hours| &mut hours.opens_min />
                    <Clock hours label=t::closes() part=|hours| &mut hours.closes_min />
                </div>
                <fieldset class="field">
                    <legend class="field__label">{t::working_days()}</legend>
                    <div class="choices">
                        {Weekday::ALL.iter().map(|day| view! {
                            <label class="choice">
                                <input type="checkbox" prop:checked=move || hours.with(|hours| hours.days.contains(day))
                                    on:change=move |_| hours.update(|hours| toggle_day(&mut hours.days, *day)) />
                                {day_name(*day)}
                            </label>
                        }.into_any()).collect_view()}
                    </div>
                </fieldset>
                <Holidays hours />
            </fieldset>
        </fieldset>
    }
    .into_any()
}

#[component]
fn Zone(hours: RwSignal<BusinessHours>) -> impl IntoView {
    let zones = zones();
    view! {
        <label class="field hours__zone">
            <span class="field__label">{t::time_zone()}</span>
            <input class="input" list="time-zones" autocomplete="off" spellcheck="false"
                prop:value=move || hours.with(|hours| hours.time_zone.clone())
                on:change:target=move |event| hours.update(|hours| hours.time_zone = event.target().value().trim().to_owned()) />
            <datalist id="time-zones">{zones.into_iter().map(|zone| view! { <option value=zone></option> }.into_any()).collect_view()}</datalist>
        </label>
    }
    .into_any()
}

/// The zones that the browser knows by name.
fn zones() -> Vec<String> {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok();
    let known = || {
        let intl = get(&js_sys::global(), "Intl")?;
        let supported: Function = get(&intl, "supportedValuesOf")?.dyn_into().ok()?;
        supported.call1(&intl, &"timeZone".into()).ok()
    };
    known().map_or_else(Vec::new, |zones| Array::from(&zones).iter().filter_map(|zone| zone.as_string()).collect())
}

#[component]
fn Clock(
    hours: RwSignal<BusinessHours>,
    label: &'static str,
    part: fn(&mut BusinessHours) -> &mut u16,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <input class="input" type="time" prop:value=move || clock(*part(&mut hours.get()))
                on:change:target=move |event| if let Some(minutes) = minutes(&event.target().value()) {
                    hours.update(|hours| *part(hours) = minutes);
                } />
        </label>
    }
    .into_any()
}

#[component]
fn Holidays(hours: RwSignal<BusinessHours>) -> impl IntoView {
    let day = RwSignal::new(String::new());
    let add = move |()| {
        let day = day.get_untracked();
        if !day.is_empty() {
            hours.update(|hours| {
                hours.holidays.push(day);
                hours.holidays.sort();
                hours.holidays.dedup();
            });
        }
    };
    let chip = move |day: String| {
        let (label, gone) = (t::remove_holiday(&day), day.clone());
        view! {
            <li class="filter-chip">
                {day}
                <button type="button" aria-label=label
                    on:click=move |_| hours.update(|hours| hours.holidays.retain(|known| *known != gone))>
                    <Icon sign=Sign::Close />
                </button>
            </li>
        }
    };
    view! {
        <div class="field">
            <span class="field__label">{t::holidays()}</span>
            <div class="hours__add">
                <input class="input" type="date" aria-label=t::holiday() prop:value=move || day.get()
                    on:change:target=move |event| day.set(event.target().value()) />
                <Button on_press=add>{t::add_holiday()}</Button>
            </div>
            <ul class="filter-chips">{move || hours.with(|hours| hours.holidays.clone()).into_iter().map(chip).collect_view()}</ul>
            <span class="field__hint">{t::holidays_hint()}</span>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_minutes_after_midnight() {
        assert_eq!([0, 545, 1080, 1440].map(clock), ["00:00", "09:05", "18:00", "23:59"]);
        assert_eq!(["00:00", "09:05", "23:59"].map(minutes), [Some(0), Some(545), Some(1440)]);
        assert_eq!(minutes(""), None);
    }
}
