//! How many alerts happened when: a strip to be seen, walked along, and read as a table.

use crate::texts as t;
use base::{
    i18n::number,
    time::{self, Style},
    ui::sparks,
};
use leptos::prelude::*;
use wire::alert::AlertVolume;

/// What is drawn of a volume.
#[derive(Clone, PartialEq)]
struct Strip {
    view_box: String,
    path: String,
    /// All of it in a sentence.
    detail: String,
    /// Where most of them are, and how many.
    peak: usize,
    most: u32,
    /// When each stretch begins, and how many happened in it.
    stretches: Vec<(String, u32)>,
    ends: [String; 2],
}

impl Strip {
    /// `None` for one alert or none, and where all came at once: there is no course of them to see.
    fn of(volume: &AlertVolume) -> Option<Self> {
        let AlertVolume { from: Some(from), to: Some(to), bucket_s, counts } = volume else { return None };
        let (view_box, path) = sparks(counts)?;
        let first_ms = time::ms_of(from)?;
        let shown = |ms: f64| time::shown(&time::instant_of(ms), Style::DateTime);
        let begins = |place: usize| shown(first_ms + (place as u64 * bucket_s * 1000) as f64);
        let most = counts.iter().copied().max()?;
        let all = counts.iter().map(|count| u64::from(*count)).sum();
        let ends = [from, to].map(|end| time::shown(end, Style::DateTime));
        Some(Self {
            view_box,
            path,
            detail: t::volume_detail(all, &ends[0], &ends[1]),
            peak: counts.iter().position(|count| *count == most)?,
            most,
            stretches: counts.iter().enumerate().map(|(place, count)| (begins(place), *count)).collect(),
            ends,
        })
    }

    fn reading(&self, place: usize) -> Option<String> {
        let (begins, count) = self.stretches.get(place)?;
        Some(t::alerts_from((*count).into(), begins))
    }
}

/// The strip, as long as there is something to see; what is walked along stays while alerts come in.
pub(crate) fn view_volume(volume: RwSignal<Option<AlertVolume>>) -> AnyView {
    let strip = Memo::new(move |_| volume.with(|volume| volume.as_ref().and_then(Strip::of)));
    let is_there = Memo::new(move |_| strip.with(Option::is_some));
    (move || is_there.get().then(|| view_strip(strip))).into_any()
}

fn view_strip(strip: Memo<Option<Strip>>) -> AnyView {
    let walked = RwSignal::new(None::<usize>);
    let place = move || {
        let walked = walked.get();
        strip.with(|strip| walked.or_else(|| Some(strip.as_ref()?.peak))).unwrap_or_default()
    };
    let reading = move || {
        let place = place();
        strip.with(|strip| strip.as_ref()?.reading(place))
    };
    let last = move || strip.with(|strip| strip.as_ref().map(|strip| (strip.stretches.len() - 1).to_string()));
    view! {
        <figure class="volume" aria-label=t::alerts_over_time()>
            <figcaption>
                <b>{t::alerts_over_time()}</b>
                <span aria-hidden="true">{reading}</span>
                <span>{move || strip.with(|strip| Some(t::peak(&number(strip.as_ref()?.most.into()))))}</span>
            </figcaption>
            {move || strip.get().map(view_picture)}
            <input
                type="range"
                class="volume__walk"
                min="0"
                max=last
                aria-label=t::walk_volume()
                aria-valuetext=reading
                prop:value=move || place().to_string()
                on:input:target=move |event| walked.set(event.target().value().parse().ok())
            />
            {move || strip.get().map(view_table)}
        </figure>
    }
    .into_any()
}

/// Pointed at, a stretch says its count.
fn view_picture(strip: Strip) -> AnyView {
    // Few stretches stand at the end, as their bars do.
    let width: usize = strip.view_box.split(' ').nth(2).and_then(|width| width.parse().ok()).unwrap_or_default();
    let before = (width / 3).saturating_sub(strip.stretches.len());
    let stretches = (0..strip.stretches.len()).map(|place| {
        let x = ((before + place) * 3).to_string();
        view! { <rect x=x width="3" height="16"><title>{strip.reading(place)}</title></rect> }
    });
    let stretches = stretches.collect_view();
    let Strip { view_box, path, detail, ends: [from, to], .. } = strip;
    view! {
        <svg viewBox=view_box role="img" aria-label=detail preserveAspectRatio="none">
            <path d=path />
            {stretches}
        </svg>
        <p class="volume__ends" aria-hidden="true"><span>{from}</span><span>{to}</span></p>
    }
    .into_any()
}

fn view_table(strip: Strip) -> AnyView {
    let rows = strip.stretches.into_iter().filter(|(_, count)| *count > 0);
    let rows = rows.map(|(begins, count)| {
        view! { <tr><th scope="row">{begins}</th><td>{number(count.into())}</td></tr> }
    });
    view! {
        <table class="only-heard">
            <caption>{t::alerts_over_time()}</caption>
            <thead>
                <tr>
                    <th scope="col">{t::from_when()}</th>
                    <th scope="col">{t::alerts()}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}
