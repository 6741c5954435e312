//! The record itself: laid out to be read, or byte for byte as it was received, and looked through. Only the rows in sight are in the
//! page, and it is laid out and looked through a slice at a time, so that ten megabytes hold nobody up.

use super::{
    Safe,
    copy::{CopyButton, What},
    found::{Found, MOST},
    layout::{Laid, Layout},
};
use crate::{size::size, texts as t};
use base::{
    i18n::number,
    task,
    ui::{Icon, Sign, Untrusted},
    words,
};
use leptos::{ev, html, prelude::*};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};
use wire_evidence::Finding;

/// Until one is there to be measured: whoever reads has a size of text of their own.
const ROW_PX: usize = 18;
/// Rows in the page: those in sight, and as many above and below.
const SHOWN: usize = 96;
/// The page follows in steps, not with every pixel.
const STEP: usize = 24;
/// Browsers draw nothing that is higher than some sixteen million pixels.
const MOST_ROWS: usize = 900_000;
/// What is laid out, and looked through, without letting the page do something else, bytes.
const LAID_AT_ONCE: usize = 128 * 1024;
const LOOKED_AT_ONCE: usize = 512 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Pretty,
    Raw,
    /// What the source wrote, inside the record.
    Source,
}

impl Form {
    fn word(self) -> &'static str {
        match self {
            Self::Pretty => t::pretty(),
            Self::Raw => t::raw(),
            Self::Source => t::raw_of_source(),
        }
    }

    fn of(self, finding: &Finding) -> &str {
        match self {
            Self::Pretty | Self::Raw => &finding.record,
            Self::Source => finding.raw_data.as_deref().unwrap_or_default(),
        }
    }
}

/// What of a record is on the screen.
#[derive(Clone, Copy)]
struct Reader {
    laid: RwSignal<Arc<Laid>>,
    sought: RwSignal<String>,
    found: RwSignal<Arc<Found>>,
    /// Which of what was found is looked at.
    chosen: RwSignal<usize>,
    /// All of it is laid out, and all of it was looked through.
    is_laid: RwSignal<bool>,
    is_looked: RwSignal<bool>,
    /// How high a row is, and how far it is scrolled, pixels.
    row_px: RwSignal<usize>,
    top: RwSignal<usize>,
    view: NodeRef<html::Div>,
}

impl Reader {
    fn new() -> Self {
        Self {
            laid: RwSignal::default(),
            sought: RwSignal::default(),
            found: RwSignal::default(),
            chosen: RwSignal::new(0),
            is_laid: RwSignal::new(false),
            is_looked: RwSignal::new(false),
            row_px: RwSignal::new(ROW_PX),
            top: RwSignal::new(0),
            view: NodeRef::new(),
        }
    }

    /// Looks at the next of what was found, or the one before, round and round.
    fn step(&self, is_back: bool) {
        let count = self.found.with_untracked(|found| found.places.len());
        if count > 0 {
            self.chosen.update(|chosen| *chosen = (*chosen + if is_back { count - 1 } else { 1 }) % count);
            self.show_chosen();
        }
    }

    /// Measures a row, and where it is scrolled to.
    fn measure(&self) {
        // In the next frame it may be gone.
        if self.row_px.is_disposed() {
            return;
        }
        let Some(view) = self.view.get_untracked() else { return };
        let row = view.query_selector(".record__row").ok().flatten();
        let row = row.and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok());
        let row_px = row.and_then(|row| usize::try_from(row.offset_height()).ok()).filter(|row_px| *row_px > 0);
        if let Some(row_px) = row_px.filter(|row_px| *row_px != self.row_px.get_untracked()) {
            self.row_px.set(row_px);
        }
        self.top.set(usize::try_from(view.scroll_top()).unwrap_or(0));
    }

    fn show_chosen(&self) {
        let place = self.found.with_untracked(|found| found.places.get(self.chosen.get_untracked()).copied());
        if let (Some(place), Some(view)) = (place, self.view.get_untracked()) {
            let row = self.laid.with_untracked(|laid| laid.row_of(place));
            // In the upper third, where one sees what comes before it.
            view.set_scroll_top((row.saturating_sub(6) * self.row_px.get_untracked()) as i32);
            self.measure();
            // Once its row is drawn: a long one begins out of sight.
            request_animation_frame(move || {
                let Some(mark) = view.query_selector("mark[aria-current]").ok().flatten() else { return };
                let nearest = ScrollIntoViewOptions::new();
                nearest.set_block(ScrollLogicalPosition::Nearest);
                nearest.set_inline(ScrollLogicalPosition::Nearest);
                mark.scroll_into_view_with_scroll_into_view_options(&nearest);
            });
        }
    }
}

#[component]
pub(super) fn RecordText(safe: Safe, place: usize, finding: Arc<Finding>) -> impl IntoView {
    let form = RwSignal::new(Form::Pretty);
    let reader = Reader::new();
    let bytes = finding.record.len() as u64;
    let forms: &[Form] = match finding.raw_data {
        Some(_) => &[Form::Pretty, Form::Raw, Form::Source],
        None => &[Form::Pretty, Form::Raw],
    };
    lay_out(reader, form, finding);
    look(reader);
    let tabs = forms.iter().map(|value| {
        let value = *value;
        view! {
            <button
                class="button button--quiet button--small"
                type="button"
                aria-pressed=move || if form.get() == value { "true" } else { "false" }
                on:click=move |_| form.set(value)
            >
                {value.word()}
            </button>
        }
        .into_any()
    });
    view! {
        <div class="record">
            <div class="record__head">
                <h3>{t::record()}</h3>
                <small>{size(bytes)}</small>
                <div class="record__forms" role="group" aria-label=t::record()>{tabs.collect_view()}</div>
                <CopyButton safe finding=place what=What::Record name=t::copy() />
            </div>
            {view_search(reader)}
            {view_rows(reader)}
        </div>
    }
    .into_any()
}

/// Lays the record out anew whenever it is wanted in another form.
fn lay_out(reader: Reader, form: RwSignal<Form>, finding: Arc<Finding>) {
    task::effect(move || {
        let (form, finding) = (form.get(), Arc::clone(&finding));
        reader.is_laid.set(false);
        task::while_here(async move {
            let mut layout = Layout::new(form == Form::Pretty);
            let mut rest = form.of(&finding);
            while !rest.is_empty() {
                let (slice, later) = rest.split_at(rest.floor_char_boundary(LAID_AT_ONCE));
                layout.feed(slice);
                rest = later;
                if !rest.is_empty() {
                    task::sleep(0).await;
                }
            }
            reader.laid.set(Arc::new(layout.finish()));
            reader.is_laid.set(true);
            if let Some(view) = reader.view.get_untracked() {
                view.set_scroll_top(0);
                request_animation_frame(move || reader.measure());
            }
        });
    });
}

/// Looks the record through whenever something else is looked for, or it is laid out anew.
fn look(reader: Reader) {
    task::effect(move || {
        let (laid, sought) = (reader.laid.get(), reader.sought.get());
        reader.found.set(Arc::default());
        reader.is_looked.set(false);
        task::while_here(async move {
            let mut found = Found::default();
            let mut from = 0;
            while from < laid.text().len() && !sought.is_empty() {
                found.look(laid.text(), &sought, from, from + LOOKED_AT_ONCE);
                from += LOOKED_AT_ONCE;
                task::sleep(0).await;
            }
            reader.found.set(Arc::new(found));
            reader.chosen.set(0);
            reader.is_looked.set(true);
            reader.show_chosen();
        });
    });
}

fn view_search(reader: Reader) -> AnyView {
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            reader.step(event.shift_key());
        }
    };
    let told = move || {
        let count = reader.found.with(|found| found.places.len());
        let every = number(count as u64);
        match count {
            _ if reader.sought.with(String::is_empty) || !reader.is_laid.get() || !reader.is_looked.get() => {
                String::new()
            }
            0 => t::nothing_found().to_owned(),
            MOST => t::found_of_more(&number(reader.chosen.get() as u64 + 1), &every),
            _ => t::found_of(&number(reader.chosen.get() as u64 + 1), &every),
        }
    };
    let go = |is_back: bool, name: &'static str, sign: Sign| {
        view! {
            <button class="button button--quiet button--small" type="button" aria-label=name title=name on:click=move |_| reader.step(is_back)>
                <Icon sign />
            </button>
        }
        .into_any()
    };
    view! {
        <div class="record__find">
            <input
                class="input"
                type="search"
                aria-label=t::find_in_record()
                placeholder=t::find_in_record()
                autocomplete="off"
                prop:value=move || reader.sought.get()
                on:input:target=move |event| reader.sought.set(event.target().value())
                on:keydown=on_key
            />
            {go(true, t::find_previous(), Sign::Up)}
            {go(false, t::find_next(), Sign::Down)}
            <span role="status">{told}</span>
        </div>
    }
    .into_any()
}

fn view_rows(reader: Reader) -> AnyView {
    let first = Memo::new(move |_| (reader.top.get() / reader.row_px.get()).saturating_sub(STEP) / STEP * STEP);
    let count = Memo::new(move |_| reader.laid.with(|laid| laid.rows()));
    // What is found again as it was draws no row once more.
    let found = Memo::new(move |_| reader.found.get());
    let chosen = Memo::new(move |_| reader.chosen.get());
    let rows = move || {
        let (laid, found, chosen) = (reader.laid.get(), found.get(), chosen.get());
        let rows = first.get()..(first.get() + SHOWN).min(laid.rows()).min(MOST_ROWS);
        let row = |row: usize| {
            let (start, text) = laid.row(row);
            let pieces = found.pieces(start, text).into_iter().map(|(text, which)| match which {
                None => view! { <Untrusted text /> }.into_any(),
                Some(which) => view! {
                    <mark aria-current=(which == chosen).then_some("true")><Untrusted text /></mark>
                }
                .into_any(),
            });
            view! { <div class="record__row">{pieces.collect_view()}</div> }.into_any()
        };
        rows.map(row).collect_view()
    };
    let [all, seen] = [(); 2].map(|()| NodeRef::<html::Div>::new());
    task::effect(move || {
        let row_px = reader.row_px.get();
        let px = |rows: usize| [&(rows * row_px).to_string(), "px"].concat();
        let (height, place) = (px(count.get().min(MOST_ROWS)), ["translateY(", &px(first.get()), ")"].concat());
        for (node, name, value) in [(all.get(), "block-size", height), (seen.get(), "transform", place)] {
            if let Some(node) = node {
                // Refused only for a property that there is not.
                drop(web_sys::HtmlElement::style(&node).set_property(name, &value));
            }
        }
    });
    let cut = move || {
        let hidden = count.get().saturating_sub(MOST_ROWS);
        (hidden > 0).then(|| {
            let rest = reader.laid.with(|laid| laid.text().len() - laid.row(MOST_ROWS).0);
            view! { <p class="untrusted__cut">"… " {words::text_cut(rest as u64)}</p> }.into_any()
        })
    };
    view! {
        <div class="record__text" tabindex="0" role="region" aria-label=t::record() node_ref=reader.view on:scroll=move |_| reader.measure()>
            <div node_ref=all>
                <div node_ref=seen>{rows}</div>
            </div>
        </div>
        {cut}
    }
    .into_any()
}
