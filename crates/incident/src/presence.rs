//! Who else looks at the incident, among colleagues. Asking is what tells them of us.

use crate::{desk::use_desk, texts as t};
use base::{api, looking::keep_looking, ui::PersonChip};
use leptos::prelude::*;
use std::sync::Arc;
use wire::{session::Person, vocabulary::Capability};

/// How many are named before the rest is counted.
const NAMED: usize = 3;

/// "Rita Kovacs is looking at this too", for as long as it is so. Its place is there before anybody is in it: nothing moves for
/// it, and what is said in it is heard.
#[component]
pub(crate) fn Others() -> impl IntoView {
    let desk = use_desk();
    let place = desk.place();
    if !place.scope.may_in(&place.client.id, Capability::NoteInternal) || desk.only_seen().is_some() {
        return ().into_any();
    }
    let others = RwSignal::new(Vec::<Person>::new());
    keep_looking(0, move || {
        let place = Arc::clone(&place);
        async move {
            let told = api::look_at_incident(&place.scope, &place.client.id, &place.key).await;
            others.set(told.as_ref().map_or_else(|_| vec![], |presence| presence.others.clone()));
            told.map(|presence| presence.lasts_s as i32 * 400)
        }
    });
    let shown = Memo::new(move |_| others.get());
    view! {
        <p class="incident__others" role="status">
            {move || {
                let mut others = shown.get();
                let count = others.len() as u64;
                (count > 0)
                    .then(|| {
                        others.truncate(NAMED);
                        let more = count - others.len() as u64;
                        let names = others.into_iter().map(|person| view! { <PersonChip name=person.name /> });
                        view! {
                            {names.collect_view()}
                            <span>{if more > 0 { t::and_more_look_too(more) } else { t::look_too(count) }}</span>
                        }
                    })
            }}
        </p>
    }
    .into_any()
}
