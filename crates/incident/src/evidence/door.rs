//! The door: sealed, and how this user gets through it.

use super::{Safe, calls, why::Why};
use crate::{desk::keep_the_focus, failed::view_not_sent, texts as t};
use base::{
    keys::{Command, use_keys},
    task,
    time::{self, Style},
    ui::{Button, ButtonKind, Icon, Sign},
};
use leptos::prelude::*;
use wire::{
    incident::EvidenceSummary,
    opening::{PRESET_REASONS, ReasonAsked},
};

/// How this user gets to the evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// With one of the usual reasons.
    AtOnce,
    /// With a reason that they write.
    Typed,
    /// A colleague has to let them.
    Ask,
    /// They wait for a colleague to.
    Asked,
}

fn way(summary: &EvidenceSummary) -> Way {
    match summary {
        EvidenceSummary { may_open: true, reason: ReasonAsked::Typed, .. } => Way::Typed,
        EvidenceSummary { may_open: true, .. } => Way::AtOnce,
        EvidenceSummary { has_asked: true, .. } => Way::Asked,
        _ => Way::Ask,
    }
}

#[component]
pub(super) fn Door(safe: Safe) -> impl IntoView {
    let desk = safe.desk;
    let is_asking = RwSignal::new(false);
    let summary = desk.of_head(|head| head.evidence.clone());
    let way = Memo::new(move |_| summary.with(way));
    let only_seen = Signal::derive(move || desk.only_seen());
    let open_for_triage = move || safe.open(PRESET_REASONS[0].to_owned());
    let go = move || match (only_seen.get_untracked(), way.get_untracked()) {
        (Some(why), _) => desk.toast(why),
        (None, Way::AtOnce) => open_for_triage(),
        (None, Way::Typed | Way::Ask) => is_asking.set(true),
        (None, Way::Asked) => desk.toast(t::has_asked()),
    };
    for (title, ways) in [
        (t::open_for_triage(), [Way::AtOnce; 2]),
        (t::open_evidence(), [Way::Typed; 2]),
        (t::ask_colleague(), [Way::Ask, Way::Asked]),
    ] {
        let is_it = Signal::derive(move || ways.contains(&way.get()));
        use_keys().register(Command::new("evidence", &["v"], title, go).enabled(is_it));
    }
    let written = RwSignal::new(String::new());
    // Nothing more is asked of whoever has asked, also once a colleague has let them.
    task::effect(move || {
        if way.get() == Way::Asked && is_asking.get_untracked() {
            is_asking.set(false);
            written.set(String::new());
            keep_the_focus();
        }
    });
    let client = desk.place().client.name.clone();
    let lines = move || {
        let summary = summary.get();
        let line =
            |text: Option<String>, class: &'static str| text.map(|text| view! { <p class=class>{text}</p> }.into_any());
        let opened = (summary.openings_count > 0).then(|| t::opened_before(summary.openings_count.into()));
        let until = summary.granted_until.as_ref().map(|until| t::granted_until(&time::shown(until, Style::ClockZone)));
        let refused = match way.get() {
            Way::Ask => Some(t::not_permitted_to_open()),
            Way::Asked => Some(t::has_asked()),
            Way::AtOnce | Way::Typed => None,
        };
        [
            line(Some(t::alerts_sealed(summary.alerts_count.into(), &client)), ""),
            line(opened, "sealed__before"),
            line(until.or_else(|| refused.map(str::to_owned)).or_else(|| only_seen.get()), "sealed__refusal"),
        ]
        .into_iter()
        .collect_view()
    };
    let ask = move |()| is_asking.set(true);
    let ways = move || {
        let buttons = match way.get() {
            Way::AtOnce => view! {
                <Button kind=ButtonKind::Evidence keys="v" is_busy=safe.is_busy refusal=only_seen on_press=move |()| open_for_triage()>
                    {t::open_for_triage()}
                </Button>
                <Button refusal=only_seen on_press=ask>{t::open_evidence()}</Button>
            }
            .into_any(),
            Way::Typed => view! {
                <Button kind=ButtonKind::Evidence keys="v" refusal=only_seen on_press=ask>{t::open_evidence()}</Button>
            }
            .into_any(),
            Way::Ask => view! { <Button keys="v" refusal=only_seen on_press=ask>{t::ask_colleague()}</Button> }.into_any(),
            Way::Asked => return None,
        };
        (!is_asking.get()).then(|| view! { <div class="sealed__ways">{buttons}</div> }.into_any())
    };
    view! {
        <section class="sealed" aria-label=t::evidence_is_sealed()>
            <div class="sealed__lock"><Icon sign=Sign::Sealed /></div>
            <div class="sealed__text">
                <h2>{t::evidence_is_sealed()}</h2>
                {lines}
            </div>
            {ways}
            {move || is_asking.get().then(|| match way.get() {
                Way::AtOnce => view_why(safe, is_asking, written, false),
                Way::Typed => view_why(safe, is_asking, written, true),
                Way::Ask => view! { <Ask safe is_asking written /> }.into_any(),
                Way::Asked => ().into_any(),
            })}
            {view_not_sent(safe.failure)}
        </section>
    }
    .into_any()
}

fn view_why(safe: Safe, is_asking: RwSignal<bool>, written: RwSignal<String>, is_typed: bool) -> AnyView {
    let legend = if is_typed { t::why_open_typed() } else { t::why_open() };
    let open = Callback::new(move |reason| safe.open(reason));
    view! {
        <Why is_typed legend send=t::open_it() kind=ButtonKind::Evidence on_reason=open is_asking written
            is_busy=safe.is_busy />
    }
    .into_any()
}

/// Asks whoever may open it.
#[component]
fn Ask(safe: Safe, is_asking: RwSignal<bool>, written: RwSignal<String>) -> impl IntoView {
    let is_busy = RwSignal::new(false);
    let ask = Callback::new(move |reason| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        safe.failure.set(None);
        let (desk, place) = (safe.desk, safe.desk.place());
        task::to_the_end(async move {
            let answer = calls::ask_for_evidence(&place, reason).await;
            // The form may be gone; what became of it is in the timeline.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(_) => {
                    is_asking.set(false);
                    written.set(String::new());
                    desk.toast(t::asked());
                    keep_the_focus();
                }
                Err(error) => safe.failure.set(Some(error)),
            }
            desk.head().reload();
            desk.timeline().reload();
        });
    });
    view! {
        <Why is_typed=true legend=t::why_ask() send=t::ask_it() kind=ButtonKind::Primary on_reason=ask is_asking written is_busy />
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_head_says_is_how_one_gets_in() {
        let may = EvidenceSummary { may_open: true, ..EvidenceSummary::default() };
        assert_eq!(way(&may), Way::AtOnce, "an older tenant API says nothing of reasons");
        assert_eq!(way(&EvidenceSummary { reason: ReasonAsked::Typed, ..may }), Way::Typed);
        let not = EvidenceSummary { reason: ReasonAsked::Typed, ..EvidenceSummary::default() };
        assert_eq!(way(&EvidenceSummary { has_asked: true, ..not.clone() }), Way::Asked);
        assert_eq!(way(&not), Way::Ask);
    }
}
