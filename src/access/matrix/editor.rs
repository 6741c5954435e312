//! The matrix while it is edited: what was changed is saved at once, and what went wrong is said.

use super::{super::texts as t, Column, Matrix};
use crate::forms::only_seen;
use base::{
    task,
    ui::{Button, ButtonKind, Failure, use_announcer},
};
use leptos::prelude::*;
use std::{future::Future, pin::Pin};

/// What went wrong with the columns that were saved.
type Problems = Pin<Box<dyn Future<Output = Vec<String>>>>;

/// `head` is what stands under a profile's name.
#[component]
pub(in super::super) fn MatrixEditor(
    label: &'static str,
    columns: Vec<Column>,
    is_editable: bool,
    head: Callback<Column, AnyView>,
    /// Gets the changed columns.
    save: Callback<Vec<Column>, Problems>,
    /// Once everything is saved.
    saved: Callback<()>,
) -> impl IntoView {
    let all = StoredValue::new(columns.clone());
    let (is_busy, wrong) = (RwSignal::new(false), RwSignal::new(Vec::<String>::new()));
    let announcer = use_announcer();
    let save = Callback::new(move |()| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        wrong.update(Vec::clear);
        let mut changed = all.get_value();
        changed.retain(|column| untrack(|| column.changes()) > 0);
        let (problems, announcer) = (save.run(changed), announcer.clone());
        task::to_the_end(async move {
            let problems = problems.await;
            // The screen may have been left meanwhile.
            if is_busy.try_set(false).is_some() {
                return problems.into_iter().for_each(|problem| announcer.toast(problem));
            }
            if problems.is_empty() {
                announcer.toast(t::saved());
                saved.run(());
            }
            wrong.set(problems);
        });
    });
    view! {
        {move || wrong.get().into_iter().map(|text| view! { <Failure text /> }.into_any()).collect_view()}
        <Matrix label columns is_editable head />
        <SaveBar columns=all is_busy save />
    }
    .into_any()
}

/// Stands at the foot of the screen while something is not saved.
#[component]
fn SaveBar(columns: StoredValue<Vec<Column>>, is_busy: RwSignal<bool>, save: Callback<()>) -> impl IntoView {
    let refusal = only_seen();
    let changes =
        Memo::new(move |_| columns.with_value(|columns| columns.iter().map(|column| column.changes()).sum::<usize>()));
    let discard = move |()| columns.with_value(|columns| columns.iter().for_each(|column| column.discard()));
    move || {
        (changes.get() > 0).then(|| {
            view! {
                <div class="save-bar" role="region" aria-label=t::save()>
                    <p role="status">{move || t::unsaved(changes.get() as u64)}</p>
                    <Button on_press=discard>{t::discard()}</Button>
                    <Button kind=ButtonKind::Primary is_busy refusal on_press=save>{t::save()}</Button>
                </div>
            }
        })
    }
}
