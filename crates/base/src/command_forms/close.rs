//! Close…: with a verdict, and a reason where it is a false positive.

use super::{
    Sends,
    form::{Choices, CommandForm, Missing, Reason},
    texts as t,
};
use crate::{
    ui::{Button, ButtonKind},
    words,
};
use leptos::prelude::*;
use wire::{incident::Command, vocabulary::Verdict, workflow::verdict_needs_reason};

/// The verdicts that most incidents get; the others follow on demand.
const COMMON: [Verdict; 4] = [Verdict::TruePositive, Verdict::FalsePositive, Verdict::Benign, Verdict::Duplicate];

/// The command, or what is missing.
fn command(verdict: Option<Verdict>, reason: &str) -> Result<Command, Missing> {
    let verdict = verdict.ok_or_else(|| Missing::choice(t::choose_verdict()))?;
    let reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    if verdict_needs_reason(verdict) && reason.is_none() {
        return Err(Missing::typed(t::false_positive_needs_reason()));
    }
    Ok(Command::Close { verdict, reason })
}

/// `hint` says who can read the reason.
#[component]
pub fn CloseForm(open: RwSignal<bool>, sends: Sends, #[prop(into)] hint: String) -> impl IntoView {
    let verdict = RwSignal::new(None::<Verdict>);
    let reason = RwSignal::new(String::new());
    let missing = RwSignal::new(None::<Missing>);
    let shows_all = RwSignal::new(false);
    let ready = Callback::new(move |()| reason.with_untracked(|reason| command(verdict.get_untracked(), reason)));
    let others = || Verdict::ALL.iter().copied().filter(|verdict| !COMMON.contains(verdict)).collect::<Vec<_>>();
    view! {
        <CommandForm open sends send=t::close_it() command=ready missing>
            <Choices legend=t::verdict() name="verdict" values=COMMON.to_vec() word=words::verdict chosen=verdict />
            {move || if shows_all.get() {
                view! {
                    <Choices legend=t::other_verdicts() name="verdict" values=others() word=words::verdict chosen=verdict />
                }
                .into_any()
            } else {
                view! {
                    <div>
                        <Button kind=ButtonKind::Quiet on_press=move |()| shows_all.set(true)>{t::more_verdicts()}</Button>
                    </div>
                }
                .into_any()
            }}
            <Reason
                text=reason
                is_required=Signal::derive(move || verdict.get().is_some_and(verdict_needs_reason))
                missing
                hint
            />
        </CommandForm>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_false_positive_says_why_and_the_others_may() {
        assert_eq!(command(None, "x"), Err(Missing::choice(t::choose_verdict())));
        let refused = command(Some(Verdict::FalsePositive), " \n");
        assert_eq!(refused, Err(Missing::typed(t::false_positive_needs_reason())));
        let close = |verdict, reason: Option<&str>| Ok(Command::Close { verdict, reason: reason.map(str::to_owned) });
        assert_eq!(command(Some(Verdict::FalsePositive), " scan "), close(Verdict::FalsePositive, Some("scan")));
        assert_eq!(command(Some(Verdict::TruePositive), ""), close(Verdict::TruePositive, None));
    }
}
