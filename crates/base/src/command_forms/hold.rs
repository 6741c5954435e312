//! Hold…: with the reason, and until when where it is scheduled.

use super::{
    Sends,
    form::{Choices, CommandForm, Missing, PROBLEM},
    texts as t,
};
use crate::{time, words};
use leptos::prelude::*;
use wire::{
    Instant,
    incident::Command,
    vocabulary::{HoldReason, Status},
};

/// The command, or what is missing. `until` is what the field holds, without a zone.
fn command(
    reason: Option<HoldReason>,
    until: &str,
    instant_of: impl Fn(&str) -> Option<Instant>,
) -> Result<Command, Missing> {
    let reason = reason.ok_or_else(|| Missing::choice(t::choose_hold_reason()))?;
    let hold_until = match reason {
        HoldReason::Scheduled => Some(instant_of(until).ok_or_else(|| Missing::typed(t::choose_until()))?),
        HoldReason::AwaitingClient | HoldReason::AwaitingThirdParty | HoldReason::Unknown => None,
    };
    Ok(Command::SetStatus { status: Status::OnHold, hold_reason: Some(reason), hold_until })
}

/// What is asked for a hold.
#[derive(Clone, Copy)]
pub struct Hold {
    reason: RwSignal<Option<HoldReason>>,
    until: RwSignal<String>,
}

impl Default for Hold {
    fn default() -> Self {
        Self { reason: RwSignal::new(Some(HoldReason::AwaitingClient)), until: RwSignal::new(String::new()) }
    }
}

impl Hold {
    /// The command, or what is missing.
    ///
    /// # Errors
    /// What to say to whoever fills the form in.
    pub fn command(self) -> Result<Command, Missing> {
        self.until.with_untracked(|until| command(self.reason.get_untracked(), until, time::instant_of_local))
    }
}

#[component]
pub fn HoldForm(open: RwSignal<bool>, sends: Sends) -> impl IntoView {
    let hold = Hold::default();
    let missing = RwSignal::new(None);
    view! {
        <CommandForm open sends send=t::hold_it() command=Callback::new(move |()| hold.command()) missing>
            <HoldFields hold missing />
        </CommandForm>
    }
}

/// Why, and until when where that is asked.
#[component]
pub fn HoldFields(hold: Hold, missing: RwSignal<Option<Missing>>) -> impl IntoView {
    let Hold { reason, until } = hold;
    let is_missing = move || missing.get().is_some_and(|missing| missing.is_typed);
    view! {
        <Choices
            legend=t::hold_reason()
            name="hold"
            values=HoldReason::ALL.to_vec()
            word=words::hold_reason
            chosen=reason
        />
        {move || match reason.get() {
            Some(HoldReason::Scheduled) => view! {
                <label class="field">
                    <span class="field__label">{t::until()}</span>
                    <input
                        class="input"
                        type="datetime-local"
                        required
                        aria-invalid=move || is_missing().then_some("true")
                        aria-describedby=move || is_missing().then_some(PROBLEM)
                        prop:value=move || until.get()
                        on:input:target=move |event| until.set(event.target().value())
                    />
                    <span class="field__hint">{t::browsers_zone()}</span>
                </label>
            }
            .into_any(),
            Some(HoldReason::AwaitingClient) => view! { <p class="field__hint">{t::clock_pauses()}</p> }.into_any(),
            _ => view! { <p class="field__hint">{t::clock_runs()}</p> }.into_any(),
        }}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_scheduled_has_an_end() {
        let at = |text: &str| (!text.is_empty()).then(|| Instant(text.to_owned()));
        assert!(command(None, "", at).is_err());
        assert!(command(Some(HoldReason::Scheduled), "", at).is_err());
        let until = |command| match command {
            Ok(Command::SetStatus { hold_until, .. }) => hold_until,
            _ => None,
        };
        assert_eq!(until(command(Some(HoldReason::Scheduled), "2026-11-24", at)), at("2026-11-24"));
        assert_eq!(until(command(Some(HoldReason::AwaitingClient), "2026-11-24", at)), None);
    }
}
