//! Colleagues who hand over: said below the rows and in the palette, as long as something waits to be taken over.

use super::{bulk::texts as t, state::Queue};
use crate::texts as common;
use base::{
    api::{ApiError, handovers},
    keys::{Command, use_keys},
    links,
    looking::keep_looking,
    task,
    ui::{Button, ButtonKind, Icon, Sign, use_announcer},
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
    let announcer = StoredValue::new(use_announcer());
    keep_looking(0, move || {
        let scope = scope.clone();
        async move {
            let list = handovers::list_handovers_quietly(&scope).await;
            // What was said may still be so where nobody could say; not where it is nobody's to know any more.
            if let Ok(_) | Err(ApiError::Denied(_) | ApiError::NotFound) = &list {
                let to_me = list.iter().flat_map(|list| &list.items).filter(|one| one.may_accept);
                let now: Vec<Said> = to_me.map(said).collect();
                let new = offers.with_untracked(|known| now.iter().find(|one| !known.contains(one)).cloned());
                if let Some((_, said)) = new {
                    announcer.with_value(|announcer| announcer.say(said));
                }
                if offers.with_untracked(|known| *known != now) {
                    offers.set(now);
                }
            }
            list.map(|_| LOOK_MS)
        }
    });
    list_in_palette(offers, to.clone());
    let shown = move || {
        let hidden = hidden.get();
        offers.get().into_iter().filter(|(id, _)| !hidden.contains(id)).collect::<Vec<_>>()
    };
    let dismiss = move |id: HandoverId| {
        hidden.update(|hidden| hidden.push(id));
        queue.go_to_hand();
    };
    let notice = move |(id, said): Said| {
        let to = to.clone();
        view! {
            <li class="bulk__outcome">
                <div class="bulk__line">
                    <p><strong>{said}</strong></p>
                    <a class="button" href=to>{t::look_at_offer()}</a>
                    <Button kind=ButtonKind::Quiet label=t::dismiss() on_press=move |()| dismiss(id.clone())>
                        <Icon sign=Sign::Close />
                    </Button>
                </div>
            </li>
        }
    };
    view! {
        <div class="bulk__handed">
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
