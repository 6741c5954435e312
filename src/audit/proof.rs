//! Records checked in the browser: a quiet line while all is well, and an alarm that names the record where it is not.

use super::texts as t;
use base::{
    chain::{self, Fault, Outcome, Proof},
    task,
    time::{self, Style},
    ui::{Icon, Sign},
};
use leptos::prelude::*;
use wire::audit::ChainHead;

/// What is checked, newest first.
#[derive(Clone, PartialEq)]
pub(super) struct Checked {
    pub(super) proofs: Vec<Proof>,
    /// Whether the list shows every record between its first and its last.
    pub(super) is_whole: bool,
    /// Whether it goes back to the chain's beginning.
    pub(super) is_complete: bool,
    /// Where the chain ends, as far as that is known.
    pub(super) head: Option<ChainHead>,
}

/// The number of the chain's end, where the newest record is not that. A record that came in since the end was read is no
/// fault: then the newest is beyond it.
fn cut_off(checked: &Checked) -> Option<i64> {
    let (head, newest) = (checked.head.as_ref()?, checked.proofs.first());
    let newest_number = newest.map_or(0, |newest| newest.link.number);
    let at_head = checked.proofs.iter().find(|proof| proof.link.number == head.number);
    let is_as_ended = head.number == 0 || at_head.is_some_and(|proof| proof.link.hash == head.hash);
    (newest_number < head.number || !is_as_ended).then_some(head.number)
}

#[component]
pub(super) fn ChainMark(checked: Memo<Option<Checked>>) -> impl IntoView {
    let outcome = RwSignal::new(None::<Outcome>);
    task::effect(move || {
        let Some(Checked { proofs, is_whole, .. }) = checked.get() else { return };
        task::while_here(async move {
            let checked = chain::check(&proofs, is_whole).await;
            let _gone = outcome.try_set(Some(checked));
        });
    });
    move || {
        let known = checked.get().filter(|known| !known.proofs.is_empty())?;
        let outcome = outcome.get();
        Some(match (outcome, cut_off(&known)) {
            (Some(Outcome::Broken { link, fault }), _) => {
                let what = t::broken(&link.number.to_string(), &time::shown(&link.at, Style::Full));
                let why = match fault {
                    Fault::Contents => t::broken_contents(),
                    Fault::Link => t::broken_link(),
                    Fault::Order => t::broken_order(),
                };
                alarm(what, why)
            }
            (_, Some(number)) => alarm(t::broken_end(&number.to_string()), ""),
            (None, None) => view! { <p class="chain" role="status">{t::checking()}</p> }.into_any(),
            (Some(Outcome::Unchecked), None) => {
                view! { <p class="chain" role="status">{t::unchecked()}</p> }.into_any()
            }
            (Some(Outcome::Sound), None) => {
                let count = known.proofs.len() as u64;
                let text = match (known.is_whole, known.is_complete) {
                    (false, _) => t::sound_filtered(count),
                    (true, true) => t::sound(count),
                    (true, false) => t::sound_in_part(count),
                };
                view! { <p class="chain chain--sound" role="status"><Icon sign=Sign::Check />{text}</p> }.into_any()
            }
        })
    }
}

fn alarm(what: String, why: &'static str) -> AnyView {
    view! {
        <div class="chain-alarm" role="alert">
            <Icon sign=Sign::Alarm />
            <div>
                <strong>{what}</strong>
                <p>{why}</p>
                <p>{t::broken_detail()}</p>
            </div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{
        Instant,
        audit::{Chain, Link},
        session::OrganisationId,
    };

    fn checked(newest: i64, head: Option<(i64, &str)>) -> Checked {
        let owner = || OrganisationId("harbor".into());
        let at = || Instant("2026-11-24T09:00:00Z".into());
        let proof = |number: i64| Proof {
            link: Link {
                chain: Chain::EvidenceOpenings,
                owner: owner(),
                number,
                at: at(),
                digest: String::new(),
                previous_hash: String::new(),
                hash: format!("h{number}"),
            },
            contents: None,
        };
        let head = head.map(|(number, hash)| ChainHead {
            chain: Chain::EvidenceOpenings,
            owner: owner(),
            number,
            hash: hash.into(),
            as_of: at(),
        });
        Checked { proofs: (1..=newest).rev().map(proof).collect(), is_whole: true, is_complete: true, head }
    }

    #[test]
    fn a_chain_that_was_cut_off_is_noticed() {
        assert_eq!(cut_off(&checked(3, Some((3, "h3")))), None);
        assert_eq!(cut_off(&checked(4, Some((3, "h3")))), None, "one came in since");
        assert_eq!(cut_off(&checked(2, Some((3, "h3")))), Some(3));
        assert_eq!(cut_off(&checked(3, Some((3, "other")))), Some(3));
        assert_eq!((cut_off(&checked(3, None)), cut_off(&checked(0, Some((0, ""))))), (None, None));
    }
}
