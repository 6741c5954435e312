//! In how many other clients something was seen, for whoever looks after several: a search of evidence, which each of them reads.

use super::{Safe, why::Why};
use crate::{
    desk::{Place, keep_the_focus},
    texts as t,
};
use base::{
    api::searches::search_evidence,
    links,
    scope::{Scope, ScopeAddress},
    task,
    ui::{Button, ButtonKind, ClientChip},
    words,
};
use leptos::prelude::*;
use std::collections::BTreeSet;
use wire::{
    opening::{FoundIncidents, SearchEvidence},
    queue::QueueRow,
    vocabulary::{Capability, OrganisationKind},
};
use wire_evidence::Observable;

/// The most incidents that are named.
const NAMED_MAX: usize = 10;

/// What is searched for, and what came of it. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Elsewhere {
    safe: Safe,
    scope: StoredValue<Scope>,
    asked: RwSignal<Option<Observable>>,
    is_asking: RwSignal<bool>,
    is_busy: RwSignal<bool>,
    found: RwSignal<Option<FoundIncidents>>,
}

impl Elsewhere {
    /// Nothing for whoever may open evidence in no other client of theirs.
    pub(super) fn set_up(safe: Safe) -> Option<Self> {
        let place = safe.desk.place();
        let scope = wide(&place)?;
        Some(Self {
            safe,
            scope: StoredValue::new(scope),
            asked: RwSignal::new(None),
            is_asking: RwSignal::new(false),
            is_busy: RwSignal::new(false),
            found: RwSignal::new(None),
        })
    }

    /// The way to ask, for what can be searched for.
    pub(super) fn view_button(self, seen: &Observable) -> Option<AnyView> {
        seen.kind.search_kind()?;
        let seen = seen.clone();
        let ask = move |()| {
            self.found.set(None);
            self.asked.set(Some(seen.clone()));
            self.is_asking.set(true);
        };
        let refusal = Signal::derive(move || self.safe.desk.only_seen());
        Some(
            view! {
                <Button kind=ButtonKind::Quiet refusal on_press=ask>{t::elsewhere()}</Button>
            }
            .into_any(),
        )
    }

    /// The form, and then what came of it.
    pub(super) fn view(self) -> AnyView {
        let written = RwSignal::new(String::new());
        let search = Callback::new(move |reason| self.search(reason, written));
        view! {
            {move || self.is_asking.get().then(|| view! {
                <div class="sealed__ask" role="group" aria-label=t::search_elsewhere()>
                    <Why is_typed=true legend=t::why_elsewhere() send=t::search_elsewhere() kind=ButtonKind::Primary
                        on_reason=search is_asking=self.is_asking written is_busy=self.is_busy />
                </div>
            }.into_any())}
            <div role="status">{move || self.found.with(|found| found.as_ref().map(|found| self.view_found(found)))}</div>
        }
        .into_any()
    }

    fn search(self, reason: String, written: RwSignal<String>) {
        let asked = self.asked.get_untracked().filter(|_| !self.is_busy.get_untracked());
        let Some((kind, seen)) = asked.and_then(|seen| Some((seen.kind.search_kind()?, seen))) else { return };
        self.is_busy.set(true);
        let (desk, scope) = (self.safe.desk, self.scope.get_value());
        task::to_the_end(async move {
            let answer = search_evidence(&scope, &SearchEvidence { kind, value: seen.value, reason }).await;
            // Sealed again meanwhile, nobody asks any more.
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(found) => {
                    self.is_asking.set(false);
                    written.set(String::new());
                    self.found.set(Some(found));
                    keep_the_focus();
                }
                Err(error) => desk.toast(words::error(&error)),
            }
        });
    }

    fn view_found(self, found: &FoundIncidents) -> AnyView {
        let own = self.safe.desk.place().client.id.clone();
        let others: Vec<&QueueRow> = found.items.iter().filter(|row| row.client.id != own).collect();
        let clients: BTreeSet<_> = others.iter().map(|row| &row.client.id.0).collect();
        let searched = found.searched.iter().filter(|client| **client != own).count().to_string();
        let said = match clients.len() {
            0 => t::seen_nowhere_else(&searched),
            count => t::seen_elsewhere(count as u64, &searched),
        };
        let is_part = !found.partial.is_empty() || (found.items.len() as u64) < u64::from(found.total);
        let named = others.into_iter().take(NAMED_MAX).map(|row| {
            let (to, client) = (links::incident(&row.client.id, &row.key), row.client.clone());
            view! {
                <li>
                    <a href=to>{row.key.0.clone()}</a> " "
                    <ClientChip code=client.code name=client.name colour=client.colour />
                </li>
            }
            .into_any()
        });
        view! {
            <p>{said} {is_part.then(|| view! { " " <small>{t::not_all_looked_at()}</small> }.into_any())}</p>
            <ul class="related">{named.collect_view()}</ul>
        }
        .into_any()
    }
}

/// Everything that this user sees, where it is more than this client for evidence to be searched in.
fn wide(place: &Place) -> Option<Scope> {
    if place.session.organisation.kind != OrganisationKind::Msp {
        return None;
    }
    let scope = Scope::open(&ScopeAddress::All, &place.session)?;
    let opens = |client: &&wire::session::Client| client.capabilities.contains(&Capability::EvidenceOpen);
    let is_other = scope.clients().iter().filter(opens).any(|client| client.id != place.client.id);
    is_other.then_some(scope)
}
