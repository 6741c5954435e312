//! What is selected, and what can be done to it.

use super::{
    super::state::{Deed, Queue},
    state::Bulks,
    texts as t,
};
use base::ui::{Button, ButtonKind, Icon, Sign};
use leptos::prelude::*;

#[component]
pub(super) fn Bar(queue: Queue, bulks: Bulks) -> impl IntoView {
    let is_any = Memo::new(move |_| queue.selected.with(|selected| !selected.is_empty()));
    let scope = queue.scope();
    move || {
        let scope = scope.clone();
        is_any.get().then(|| {
            let deeds = Deed::ALL.into_iter().filter(move |deed| deed.is_open(&scope));
            view! {
                <div class="bulk__bar" role="toolbar" aria-label=t::selection_and_outcomes()>
                    <Count queue />
                    <div class="bulk__deeds">
                        {deeds.map(|deed| deed_button(queue, bulks, deed)).collect_view()}
                    </div>
                    <Button kind=ButtonKind::Quiet keys="Escape" label=t::let_go()
                        on_press=move |()| queue.selected.set(Default::default())>
                        <Icon sign=Sign::Close />
                    </Button>
                </div>
            }
        })
    }
}

#[component]
fn Count(queue: Queue) -> impl IntoView {
    let total = Memo::new(move |_| queue.facets().with(|facets| facets.as_ref().map(|facets| facets.total)));
    let is_all = Memo::new(move |_| queue.selected.with(|selected| selected.all_of().is_some()));
    let count = Memo::new(move |_| queue.selected.with(|selected| selected.len() as u64));
    let said = move || match is_all.get() {
        true => t::all_selected(total.get().unwrap_or_default()),
        false => t::selected(count.get()),
    };
    let take_all = move |()| {
        let moment = queue.facets().with_untracked(|facets| facets.as_ref().map(|facets| facets.as_of.clone()));
        if let Some(moment) = moment {
            queue.selected.update(|selected| selected.take_all(moment));
        }
    };
    // One row more selected leaves the button as it is.
    let more = Memo::new(move |_| total.get().filter(|total| !is_all.get() && *total > count.get()));
    view! {
        <p class="bulk__count" role="status">{said}</p>
        {move || more.get().map(|total| view! {
            <Button kind=ButtonKind::Quiet on_press=take_all>{t::select_all(total)}</Button>
        }.into_any())}
    }
}

fn deed_button(queue: Queue, bulks: Bulks, deed: Deed) -> impl IntoView {
    let press = move |()| queue.ask_for(deed);
    let text = word(deed);
    let is_busy = bulks.is_busy();
    match deed.strokes().first().copied() {
        Some(keys) => view! { <Button keys is_busy on_press=press>{text}</Button> }.into_any(),
        None => view! { <Button is_busy on_press=press>{text}</Button> }.into_any(),
    }
}

fn word(deed: Deed) -> &'static str {
    match deed {
        Deed::AssignToMe => t::assign_to_me(),
        Deed::Assign => t::assign(),
        Deed::Status => t::status(),
        Deed::Priority => t::priority(),
        Deed::Close => t::close(),
        Deed::Note => t::note(),
    }
}
