//! The hand-over: what colleagues offer, one's own open incidents to offer, and what became of them. It
//! travels with the administration: one more part would cut what all share into smaller pieces.

mod compose;
mod given;
mod incoming;
mod outcomes;
mod rows;
mod texts;

use crate::{forms::not_loaded, partial::partial_note};
use base::{
    api::{self, handovers},
    load::{Loaded, load},
    looking::keep_looking,
    scope::{Scope, use_scope},
    ui::Skeleton,
};
use compose::Compose;
use given::Given;
use incoming::Incoming;
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use outcomes::{Came, Outcome};
use texts as t;
use wire::{
    handover::{Handover, HandoverOutcome, ROWS_MAX},
    list::List,
    queue::{AssigneeFilter, QueueFilter, QueueRow, Sort},
    session::IncidentKey,
    vocabulary::Capability,
};

/// The screen. Calling it gives a future that loads its chunk first.
///
/// # Errors
/// When the chunk could not be loaded.
#[leptos::wasm_split::wasm_split(administration, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn page() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <HandoverPage /> }.into_any())
}

/// How long between two looks at what others did, while the page is looked at.
const LOOK_MS: i32 = 30_000;

/// What every part of this screen stands on. Cheap to copy.
#[derive(Clone, Copy)]
struct Desk {
    scope: StoredValue<Scope>,
    list: StoredValue<Loaded<List<Handover>>>,
    mine: StoredValue<Loaded<List<QueueRow>>>,
    /// What came of the last answer.
    came: RwSignal<Option<Came>>,
}

impl Desk {
    fn scope(self) -> Scope {
        self.scope.get_value()
    }

    /// The hand-overs to this user, or by this user; none before they are known. Tracked.
    fn handovers(self, to_me: bool) -> Vec<Handover> {
        let list = self.list.get_value().value();
        list.with(|list| {
            let of_it = list.iter().flat_map(|list| &list.items).filter(|one| one.may_accept == to_me);
            of_it.cloned().collect()
        })
    }

    /// This user's open incidents that are not offered to anybody; `None` before they are known. Tracked.
    fn to_offer(self) -> Option<Vec<QueueRow>> {
        let offered: Vec<IncidentKey> = self
            .handovers(false)
            .into_iter()
            .flat_map(|handover| handover.rows)
            .filter(|row| row.outcome == HandoverOutcome::Open)
            .map(|row| row.key)
            .collect();
        let is_known = self.list.get_value().value().with(Option::is_some);
        let mine = self.mine.get_value().value();
        mine.with(|mine| {
            let rows = mine.as_ref().filter(|_| is_known)?.items.iter();
            Some(rows.filter(|row| !offered.contains(&row.key)).cloned().collect())
        })
    }

    /// Whether this user has more than is read at once. Tracked.
    fn is_cut(self) -> bool {
        let mine = self.mine.get_value().value();
        mine.with(|mine| mine.as_ref().is_some_and(|mine| mine.next_cursor.is_some()))
    }

    /// After an answer: what is shown is read again. What was answered may be gone with that, and the focus goes on at what came of it.
    fn done(self, came: Came) {
        self.came.set(Some(came));
        outcomes::focus();
        self.list.with_value(Loaded::reload);
        self.mine.with_value(Loaded::reload);
    }
}

/// Reads again what others may have answered or offered; what is the same stays as it stands.
fn keep_fresh(scope: Scope, list: Loaded<List<Handover>>, mine: Loaded<List<QueueRow>>) {
    keep_looking(LOOK_MS, move || {
        let (scope, list, mine) = (scope.clone(), list.clone(), mine.clone());
        async move {
            let now = handovers::list_handovers_quietly(&scope).await?;
            if list.value().with_untracked(|known| known.as_ref().map(|known| &known.items) != Some(&now.items)) {
                list.put(now);
                mine.reload_quietly();
            }
            Ok(LOOK_MS)
        }
    });
}

#[component]
fn HandoverPage() -> impl IntoView {
    let scope = use_scope();
    let list = load({
        let scope = scope.clone();
        move || {
            let scope = scope.clone();
            async move { handovers::list_handovers(&scope).await }
        }
    });
    let mine = load({
        let scope = scope.clone();
        move || {
            let scope = scope.clone();
            let filter = QueueFilter { assignee: Some(AssigneeFilter::Me), ..QueueFilter::open() };
            async move { api::list_queue(&scope, &filter, Sort::Breach, None, ROWS_MAX as u16).await }
        }
    });
    keep_fresh(scope.clone(), list.clone(), mine.clone());
    let may_give = scope.may(Capability::IncidentAssign);
    let desk = Desk {
        scope: StoredValue::new(scope.clone()),
        list: StoredValue::new(list.clone()),
        mine: StoredValue::new(mine.clone()),
        came: RwSignal::new(None),
    };
    let (known, rows, offered) = (list.value(), mine.value(), list.value());
    let is_cut = Memo::new(move |_| offered.with(|list| list.as_ref().is_some_and(|list| list.next_cursor.is_some())));
    let is_known = Memo::new(move |_| known.with(Option::is_some));
    let missing = move || rows.with(|rows| partial_note(&scope, &rows.as_ref()?.partial));
    view! {
        <div class="page-title">
            <h1>{t::handover()}</h1>
            <p>{t::lead()}</p>
        </div>
        {not_loaded(&list)}
        {not_loaded(&mine)}
        {missing}
        {move || is_cut.get().then(|| view! { <p class="field__hint">{t::newest_alone()}</p> }.into_any())}
        <Outcome desk />
        {move || match is_known.get() {
            false => view! { <Skeleton lines=5 /> }.into_any(),
            true => view! { <Incoming desk /> }.into_any(),
        }}
        {may_give.then(|| view! { <Compose desk /> }.into_any())}
        <Given desk />
    }
    .into_any()
}
