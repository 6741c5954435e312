//! Moments and spans as people read them, and the one clock that all ages on a screen tick by.

mod spans;

use crate::task;
use leptos::prelude::*;
pub use spans::{Due, Urgency, due, since_short, span, span_short};
use std::{
    cell::{Cell, RefCell},
    sync::{Mutex, PoisonError},
};
use wire::Instant;

static ZONE: Mutex<Option<String>> = Mutex::new(None);

thread_local! {
    /// What writes instants out, by [`Style`]: to make one takes as long as to draw a row.
    static FORMATS: RefCell<[Option<js_sys::Function>; Style::Day as usize + 1]> =
        const { RefCell::new([const { None }; Style::Day as usize + 1]) };
}

/// The IANA zone that instants are shown in; `None` is the browser's own.
pub(crate) fn set_zone(zone: Option<String>) {
    *ZONE.lock().unwrap_or_else(PoisonError::into_inner) = zone;
    drop(FORMATS.take());
}

/// Milliseconds since 1970.
#[must_use]
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// Milliseconds since 1970; `None` for what is not an instant.
#[must_use]
pub fn ms_of(instant: &Instant) -> Option<f64> {
    Some(js_sys::Date::parse(&instant.0)).filter(|milliseconds| !milliseconds.is_nan())
}

/// Whole seconds from `earlier` to `later`; negative if it is the other way round, 0 for what is not an instant.
#[must_use]
pub fn seconds_between(earlier: &Instant, later: &Instant) -> i64 {
    match (ms_of(earlier), ms_of(later)) {
        (Some(earlier), Some(later)) => ((later - earlier) / 1000.0) as i64,
        _ => 0,
    }
}

/// The instant of a moment in milliseconds since 1970.
#[must_use]
pub fn instant_of(milliseconds: f64) -> Instant {
    Instant(js_sys::Date::new(&milliseconds.into()).to_iso_string().into())
}

/// The instant that a person means by a date and time without a zone, as `<input type=datetime-local>` gives it, in the
/// browser's zone.
#[must_use]
pub fn instant_of_local(text: &str) -> Option<Instant> {
    let milliseconds = js_sys::Date::parse(text);
    (!milliseconds.is_nan()).then(|| instant_of(milliseconds))
}

/// The other way round: what `<input type=datetime-local>` shows of an instant, in the browser's zone, to the minute.
#[must_use]
pub fn local_of(instant: &Instant) -> Option<String> {
    let milliseconds = ms_of(instant)?;
    let offset_ms = js_sys::Date::new(&milliseconds.into()).get_timezone_offset() * 60_000.0;
    Some(instant_of(milliseconds - offset_ms).0.get(..16)?.to_owned())
}

/// How much of an instant is shown. The zone is always printed, but on a day's or a clock's own axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// "23 Nov, 13:36 BRT"
    DateTime,
    /// "23 November 2026 at 13:36:05 BRT", for titles and records.
    Full,
    /// "13:36", where the date and zone stand beside it.
    Clock,
    /// "13:36:05 BRT"
    ClockZone,
    /// "23 Nov"
    Day,
}

/// `instant` in the user's zone and language; the instant itself where that cannot be told.
#[must_use]
pub fn shown(instant: &Instant, style: Style) -> String {
    ms_of(instant).and_then(|milliseconds| shown_ms(milliseconds, style)).unwrap_or_else(|| instant.0.clone())
}

#[cfg(target_arch = "wasm32")]
fn shown_ms(milliseconds: f64, style: Style) -> Option<String> {
    use crate::i18n::intl::date_format;
    const ZONE_NAME: (&str, &str) = ("timeZoneName", "short");
    const HOUR: (&str, &str) = ("hour", "2-digit");
    const MINUTE: (&str, &str) = ("minute", "2-digit");
    const SECOND: (&str, &str) = ("second", "2-digit");
    let options: &[(&str, &str)] = match style {
        Style::DateTime => &[("day", "numeric"), ("month", "short"), HOUR, MINUTE, ZONE_NAME],
        Style::Full => &[("day", "numeric"), ("month", "long"), ("year", "numeric"), HOUR, MINUTE, SECOND, ZONE_NAME],
        Style::Clock => &[HOUR, MINUTE],
        Style::ClockZone => &[HOUR, MINUTE, SECOND, ZONE_NAME],
        Style::Day => &[("day", "numeric"), ("month", "short")],
    };
    FORMATS.with_borrow_mut(|formats| {
        let format = &mut formats[style as usize];
        if format.is_none() {
            let zone = ZONE.lock().unwrap_or_else(PoisonError::into_inner).clone();
            *format = date_format(options, zone.as_deref()).or_else(|| date_format(options, None));
        }
        format.as_ref()?.call1(&wasm_bindgen::JsValue::UNDEFINED, &milliseconds.into()).ok()?.as_string()
    })
}

#[cfg(not(target_arch = "wasm32"))]
fn shown_ms(_milliseconds: f64, _style: Style) -> Option<String> {
    None
}

/// How often ages on the screen move on.
const TICK_MS: f64 = 10_000.0;
const SECOND_MS: i32 = 1000;

thread_local! {
    /// Something on the screen counts seconds.
    static IS_CLOSE: Cell<bool> = const { Cell::new(false) };
}

#[derive(Clone)]
struct Clock(ArcRwSignal<f64>);

/// Starts the shared clock, for as long as the console runs.
pub fn provide_clock() {
    let clock = Clock(ArcRwSignal::new(now_ms()));
    provide_context(clock.clone());
    task::while_here(async move {
        loop {
            task::sleep(SECOND_MS).await;
            // A page that nobody looks at has no frames: its clock stands, and is right again with the first one.
            task::next_frame().await;
            if IS_CLOSE.take() || now_ms() - clock.0.get_untracked() >= TICK_MS {
                // The browser's own zone may be another by now.
                drop(FORMATS.take());
                clock.0.set(now_ms());
            }
        }
    });
}

/// What is shown of the shared clock counts seconds until it moves on again: that is in a second.
pub fn count_seconds() {
    IS_CLOSE.set(true);
}

/// The shared clock: milliseconds since 1970, moving on every ten seconds while the page is looked at, and every second
/// while something shown asks for it ([`count_seconds`]; a clock in its last minute does).
#[must_use]
pub fn use_now() -> ReadSignal<f64> {
    expect_context::<Clock>().0.read_only().into()
}
