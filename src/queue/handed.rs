//! Colleagues who hand over: said below the rows and in the palette, as long as something waits to be taken over.

use super::{bulk::texts as t, state::Queue};
use crate::texts as common;
use base::{
    api::{ApiError, handovers},
    keys::{Command, use_keys},
    links, task,
    ui::{Button, ButtonKind, Icon, Sign},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wire::{
    handover::{Handover, HandoverOutcome},
    session::HandoverId,
    vocabulary::Capability,
};

/// How long between two looks, while the page is looked at.
const LOOK_MS: i32 = 30_000;

/// An offer, as it is said.
type Said = (HandoverId, String);

#[component]
pub(super) fn Handed(queue: Queue) -> impl IntoView {
    let scope = queue.scope();
    if !scope.may(Capability::IncidentRead) {
        return ().into_any();
    }
    let to = links::handover(&scope);
    let (offers, hidden) = (RwSignal::new(Vec::<Said>::new()), RwSignal::new(Vec::<HandoverId>::new()));
    task::while_here(async move {
        loop {
            // A page that nobody looks at has no frames.
            task::next_frame().await;
            match handovers::list_handovers_quietly(&scope).await {
                Ok(list) => {
                    let now: Vec<Said> = list.items.iter().filter(|one| one.may_accept).map(said).collect();
                    if offers.with_untracked(|known| *known != now) {
                        offers.set(now);
                    }
                }
                Err(ApiError::Denied(_) | ApiError::NotFound) => return offers.set(vec![]),
                // What was said may still be so.
                Err(_) => {}
            }
            task::sleep(LOOK_MS).await;
        }
    });
    list_in_palette(offers, to.clone());
    let shown = move || {
        let hidden = hidden.get();
        offers.get().into_iter().filter(|(id, _)| !hidden.contains(id)).collect::<Vec<_>>()
    };
    let notice = move |(id, said): Said| {
        let to = to.clone();
        view! {
            <li class="bulk__outcome">
                <div class="bulk__line">
                    <p><strong>{said}</strong></p>
                    <a class="button" href=to>{t::look_at_offer()}</a>
                    <Button kind=ButtonKind::Quiet label=t::dismiss()
                        on_press=move |()| hidden.update(|hidden| hidden.push(id.clone()))>
                        <Icon sign=Sign::Close />
                    </Button>
                </div>
            </li>
        }
    };
    view! {
        <div class="bulk__handed" role="status">
            {move || {
                let items = shown().into_iter().map(notice.clone()).collect_view();
                (!items.is_empty()).then(|| view! { <ul class="bulk__outcomes">{items}</ul> })
            }}
        </div>
    }
    .into_any()
}

/// The newest of them is a command, too.
fn list_in_palette(offers: RwSignal<Vec<Said>>, to: String) {
    let (keys, go) = (use_keys(), use_navigate());
    task::effect(move || {
        if let Some((_, said)) = offers.with(|offers| offers.first().cloned()) {
            let (go, to) = (go.clone(), to.clone());
            keys.register(Command::new("handed-over", &[], said, move || go(&to, Default::default())));
        }
    });
}

fn said(handover: &Handover) -> Said {
    let count = handover.count(HandoverOutcome::Open) as u64;
    (handover.id.clone(), common::hands_over(count, &handover.from.name))
}
