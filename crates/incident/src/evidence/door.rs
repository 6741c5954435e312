//! The door: sealed, then asked why, then opened.

use super::{Safe, calls};
use crate::texts as t;
use base::{
    api::ApiError,
    command_forms::send_with_enter,
    keys::{Command, use_keys},
    task,
    ui::{Button, ButtonKind, Failure, Icon, Sign},
    words,
};
use leptos::{ev, html, prelude::*};

/// Why evidence is opened, as the buttons say it; the last one is written by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Triage,
    Investigation,
    ClientAsked,
    QualityReview,
    Another,
}

impl Why {
    const ALL: [Self; 5] = [Self::Triage, Self::Investigation, Self::ClientAsked, Self::QualityReview, Self::Another];

    fn word(self) -> &'static str {
        match self {
            Self::Triage => t::triage(),
            Self::Investigation => t::investigation(),
            Self::ClientAsked => t::client_asked(),
            Self::QualityReview => t::quality_review(),
            Self::Another => t::another_reason(),
        }
    }

    /// What the receipt says; `None` while a written reason is missing.
    fn reason(self, written: &str) -> Option<String> {
        let reason = if self == Self::Another { written.trim() } else { self.word() };
        (!reason.is_empty()).then(|| reason.to_owned())
    }
}

#[component]
pub(super) fn Door(safe: Safe) -> impl IntoView {
    let desk = safe.desk;
    let is_asking = RwSignal::new(false);
    let summary = desk.of_head(|head| head.evidence);
    let client = desk.place().client.name.clone();
    let refusal = Signal::derive(move || {
        let lacks = (!summary.get().may_open).then(|| t::not_permitted_to_open().to_owned());
        lacks.or_else(|| desk.only_seen())
    });
    use_keys().register(Command::new("evidence", &["v"], t::open_evidence(), move || match refusal.get_untracked() {
        None => is_asking.set(true),
        Some(why) => desk.toast(why),
    }));
    let line = move || {
        let summary = summary.get();
        let opened = (summary.openings_count > 0).then(|| t::opened_before(summary.openings_count.into()));
        view! {
            <p>{t::alerts_sealed(summary.alerts_count.into(), &client)}</p>
            {opened.map(|opened| view! { <p class="sealed__before">{opened}</p> }.into_any())}
        }
    };
    view! {
        <section class="sealed" aria-label=t::evidence_is_sealed()>
            <div class="sealed__lock"><Icon sign=Sign::Sealed /></div>
            <div class="sealed__text">
                <h2>{t::evidence_is_sealed()}</h2>
                {line}
                {move || refusal.get().map(|why| view! { <p class="sealed__refusal">{why}</p> }.into_any())}
            </div>
            {move || (!is_asking.get() && refusal.with(Option::is_none)).then(|| view! {
                <Button kind=ButtonKind::Evidence keys="v" on_press=move |()| is_asking.set(true)>
                    {t::open_evidence()}
                </Button>
            }.into_any())}
            {move || is_asking.get().then(|| view! { <Ask safe is_asking /> }.into_any())}
        </section>
    }
}

/// Why? Triage is chosen already, so Enter opens.
#[component]
fn Ask(safe: Safe, is_asking: RwSignal<bool>) -> impl IntoView {
    let why = RwSignal::new(Why::Triage);
    let written = RwSignal::new(String::new());
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<ApiError>);
    let open = move || {
        if is_busy.get_untracked() {
            return;
        }
        let Some(reason) = written.with_untracked(|written| why.get_untracked().reason(written)) else {
            return safe.desk.toast(t::reason_is_missing());
        };
        is_busy.set(true);
        failure.set(None);
        let place = safe.desk.place();
        task::while_here(async move {
            let answer = calls::open_evidence(&place, reason).await;
            is_busy.set(false);
            match answer {
                Ok(opening) => safe.unlock(opening.into()),
                Err(error) => failure.set(Some(error)),
            }
        });
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        open();
    };
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.prevent_default();
            is_asking.set(false);
        }
        // In a radio group the browser sends the form only with some browsers' Enter; here it always does.
        "Enter" if !event.default_prevented() && !event.is_composing() && is_radio(&event) => {
            event.prevent_default();
            open();
        }
        _ => {}
    };
    let form = NodeRef::<html::Form>::new();
    task::effect(move || {
        if let Some(form) = form.get() {
            request_animation_frame(move || focus_chosen(&form));
        }
    });
    let choices = Why::ALL.map(|value| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="why"
                    prop:checked=move || why.get() == value
                    on:change=move |_| why.set(value)
                />
                {value.word()}
            </label>
        }
    });
    view! {
        <form class="sealed__ask" node_ref=form on:submit=submit on:keydown=on_key>
            <fieldset class="field">
                <legend class="field__label">{t::why_open()}</legend>
                <div class="choices">{choices.collect_view()}</div>
            </fieldset>
            {move || (why.get() == Why::Another).then(|| view! {
                <label class="field">
                    <span class="field__label">{t::your_reason()}</span>
                    <textarea
                        class="input"
                        rows="2"
                        maxlength="500"
                        prop:value=move || written.get()
                        on:input:target=move |event| written.set(event.target().value())
                        on:keydown=send_with_enter
                    ></textarea>
                </label>
            }.into_any())}
            {move || failure.get().map(|error| {
                let request_id = error.request_id().map(str::to_owned);
                view! { <Failure text=words::error(&error) request_id /> }
            })}
            <div class="sealed__foot">
                <Button kind=ButtonKind::Quiet on_press=move |()| is_asking.set(false)>{words::cancel()}</Button>
                <Button kind=ButtonKind::Evidence submits=true keys="Enter" is_busy on_press=|()| ()>{t::open_it()}</Button>
            </div>
        </form>
    }
}

fn is_radio(event: &ev::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok());
    target.is_some_and(|target| target.matches("input[type=radio]").unwrap_or(false))
}

fn focus_chosen(form: &web_sys::HtmlFormElement) {
    use wasm_bindgen::JsCast;
    let chosen = form.query_selector("input:checked").ok().flatten();
    if let Some(chosen) = chosen.and_then(|chosen| chosen.dyn_into::<web_sys::HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        drop(chosen.focus());
    }
}

#[cfg(test)]
mod tests {
    use super::Why;

    #[test]
    fn a_written_reason_is_written() {
        assert_eq!(Why::Triage.reason("").as_deref(), Some("Triage"));
        assert_eq!(Why::Another.reason("  "), None);
        assert_eq!(Why::Another.reason(" court order ").as_deref(), Some("court order"));
    }
}
