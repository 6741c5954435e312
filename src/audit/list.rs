//! Who did what, newest first: of a scope's clients, or of the organisation's own affairs.

use super::{
    filters::{Filters, Go},
    proof::{ChainMark, Checked},
    texts as t, wanted, words,
};
use crate::{
    forms::not_loaded,
    pages::{Pages, pages},
};
use base::{
    api::{ApiError, audit as api, audit::Audited},
    links,
    office::Office,
    scope::Scope,
    time::Style,
    ui::{Button, ClientChip, Empty, EmptyKind, Moment, PersonChip, Skeleton, Untrusted},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use wire::{
    audit::{AuditAction, AuditContents, AuditFilter},
    list::List,
    session::{ClientId, IncidentKey, Person},
};

/// Whose affairs.
#[derive(Clone)]
pub(super) enum Of {
    Scope(Scope),
    Office(Office),
}

impl Of {
    fn link(&self, filter: &AuditFilter) -> String {
        match self {
            Self::Scope(scope) => links::audit(scope, filter),
            Self::Office(_) => links::admin_audit(filter),
        }
    }

    async fn read(&self, filter: &AuditFilter, cursor: Option<&str>) -> Result<List<Audited>, ApiError> {
        match self {
            Self::Scope(scope) => api::list_audit(scope, filter, cursor).await,
            Self::Office(office) => api::list_own_audit(office, filter, cursor).await,
        }
    }

    fn scope(&self) -> Option<&Scope> {
        match self {
            Self::Scope(scope) => Some(scope),
            Self::Office(_) => None,
        }
    }
}

#[component]
pub(super) fn AuditPage(of: Of) -> impl IntoView {
    let (query, navigate) = (use_location().query, use_navigate());
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let pairs: Vec<(String, String)> =
                query.latest_values().map(|(name, value)| (name.to_string(), value.to_owned())).collect();
            wanted::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
        })
    });
    let is_bad = Memo::new(move |_| asked.with(Option::is_none));
    let wanted = Signal::derive(move || asked.get().unwrap_or_default());
    let go: Go = Callback::new({
        let of = of.clone();
        move |filter: AuditFilter| {
            navigate(&of.link(&filter), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        }
    });
    let is_scoped = of.scope().is_some();
    let of = StoredValue::new(of);
    move || {
        let heading = is_scoped.then(|| {
            view! {
                <div class="page-title"><h1>{t::audit()}</h1><p>{t::audit_lead()}</p></div>
            }
        });
        if is_bad.get() {
            return view! {
                {heading}
                <Empty kind=EmptyKind::NoMatch text=t::bad_filter()>
                    <a class="button" href=of.with_value(|of| of.link(&AuditFilter::default()))>{t::show_all()}</a>
                </Empty>
            }
            .into_any();
        }
        view! { {heading} <Body of wanted go /> }.into_any()
    }
}

#[component]
fn Body(of: StoredValue<Of>, wanted: Signal<AuditFilter>, go: Go) -> impl IntoView {
    let entries = pages(move |cursor: Option<String>| {
        let (of, filter) = (of.get_value(), wanted.get());
        async move { of.read(&filter, cursor.as_deref()).await }
    });
    let is_narrowed = Memo::new(move |_| wanted.with(|wanted| *wanted != AuditFilter::default()));
    let people = Memo::new(move |_| people_of(&entries.items().unwrap_or_default()));
    let checked = Memo::new(move |_| {
        let proofs = entries.items()?.into_iter().map(|audited| audited.proof).collect();
        Some(Checked { proofs, is_whole: !is_narrowed.get(), is_complete: entries.is_whole(), head: None })
    });
    let scope = of.with_value(|of| of.scope().cloned());
    let csv = Signal::derive(move || of.with_value(|of| of.scope().map(|scope| api::audit_csv(scope, &wanted.get()))));
    view! {
        <Filters wanted go scope people csv />
        {not_loaded(&entries.first())}
        <ChainMark checked />
        {move || match entries.items() {
            None => view! { <Skeleton lines=10 /> }.into_any(),
            Some(items) if items.is_empty() && is_narrowed.get() => view! {
                <Empty kind=EmptyKind::NoMatch text=t::no_match()>
                    <Button on_press=move |()| go.run(AuditFilter::default())>{t::clear()}</Button>
                </Empty>
            }
            .into_any(),
            Some(items) if items.is_empty() => view! { <Empty kind=EmptyKind::NothingYet text=t::nothing_yet() /> }.into_any(),
            Some(items) => table(of, wanted, go, items),
        }}
        <Foot entries />
    }
    .into_any()
}

#[component]
fn Foot(entries: Pages<Audited>) -> impl IntoView {
    move || {
        let count = entries.items().filter(|items| !items.is_empty())?.len() as u64;
        let is_whole = entries.is_whole();
        Some(view! {
            <div class="form__foot">
                {(!is_whole).then(|| view! {
                    <Button is_busy=entries.is_busy on_press=move |()| entries.more()>{t::older()}</Button>
                }.into_any())}
                <p class="field__hint">{if is_whole { t::shown(count) } else { t::shown_so_far(count) }}</p>
            </div>
        })
    }
}

fn people_of(entries: &[Audited]) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for person in entries.iter().filter_map(|audited| audited.entry.contents.as_ref()?.by.as_ref()) {
        if people.iter().all(|known| known.id != person.id) {
            people.push(person.clone());
        }
    }
    people
}

fn table(of: StoredValue<Of>, wanted: Signal<AuditFilter>, go: Go, entries: Vec<Audited>) -> AnyView {
    let scope = of.with_value(|of| of.scope().filter(|scope| !scope.is_single()).cloned());
    let several = scope.is_some();
    let rows = entries.into_iter().map(|audited| row(of, scope.as_ref(), wanted, go, audited)).collect_view();
    view! {
        <div class="card card--table">
            <table class="listing audit" aria-label=t::audit()>
                <thead><tr>
                    <th scope="col">{t::column_at()}</th>
                    {several.then(|| view! { <th scope="col">{t::column_client()}</th> }.into_any())}
                    <th scope="col">{t::column_who()}</th>
                    <th scope="col">{t::column_what()}</th>
                    <th scope="col">{t::column_about()}</th>
                    <th scope="col">{t::column_detail()}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(of: StoredValue<Of>, several: Option<&Scope>, wanted: Signal<AuditFilter>, go: Go, audited: Audited) -> AnyView {
    let owner = ClientId(audited.entry.link.owner.0.clone());
    let chip = several.map(|scope| {
        let chip = scope
            .client(&owner)
            .cloned()
            .map(|client| view! { <ClientChip code=client.code name=client.name colour=client.colour /> }.into_any());
        view! { <td data-name=t::column_client()>{chip}</td> }
    });
    let rest = match audited.entry.contents {
        None => view! { <td colspan="4" class="audit__gone">{t::contents_deleted()}</td> }.into_any(),
        Some(contents) => cells(of, &owner, wanted, go, contents),
    };
    view! {
        <tr>
            <td class="audit__at" data-name=t::column_at()><Moment at=audited.entry.link.at style=Style::DateTime /></td>
            {chip}
            {rest}
        </tr>
    }
    .into_any()
}

fn cells(
    of: StoredValue<Of>,
    owner: &ClientId,
    wanted: Signal<AuditFilter>,
    go: Go,
    contents: AuditContents,
) -> AnyView {
    let AuditContents { action, actor, by, subject, detail, .. } = contents;
    // Whom it was about is known by name rather than by id.
    let (subject, detail) = match (action, detail) {
        (AuditAction::SeeAsBegun | AuditAction::SeeAsEnded, Some(name)) => (name, None),
        (_, detail) => (subject, detail),
    };
    let who = match by {
        Some(person) => {
            let (id, label) = (person.id, t::only_person(&person.name));
            let press = move |_| go.run(AuditFilter { person: Some(id.clone()), ..wanted.get_untracked() });
            view! {
                <button class="plain-button" type="button" title=label on:click=press><PersonChip name=Some(person.name) /></button>
                <small>{person.organisation}</small>
            }
            .into_any()
        }
        None => words::actor(actor).into_any(),
    };
    let press = move |_| go.run(AuditFilter { action: vec![action], ..wanted.get_untracked() });
    let incident = of.with_value(|of| leads_to_incident(of, action, owner, &subject));
    let about = match incident {
        Some(to) => view! { <a href=to>{subject}</a> }.into_any(),
        None => view! { <Untrusted text=subject longest=200 /> }.into_any(),
    };
    let detail = detail.map(|detail| view! { <Untrusted text=detail longest=500 /> }.into_any());
    view! {
        <td data-name=t::column_who()>{who}</td>
        <td data-name=t::column_what()>
            <button class="plain-button" type="button" title=t::only_action(words::action(action)) on:click=press>{words::action(action)}</button>
        </td>
        <td data-name=t::column_about()>{about}</td>
        <td data-name=t::column_detail()>{detail}</td>
    }
    .into_any()
}

/// The incident that an entry is about, for whoever may read it.
fn leads_to_incident(of: &Of, action: AuditAction, owner: &ClientId, subject: &str) -> Option<String> {
    use AuditAction as A;
    let is_about_one = matches!(
        action,
        A::ArtifactDownloaded
            | A::EvidenceOpened
            | A::EvidenceCopied
            | A::EvidenceRequested
            | A::EvidenceGranted
            | A::EvidenceDeclined
            | A::SilenceMade
            | A::SilenceAgreed
            | A::SilenceEnded
            | A::IncidentRestricted
            | A::IncidentUnrestricted
            | A::ReadersChanged
    );
    let may = of.scope()?.may_in(owner, wire::vocabulary::Capability::IncidentRead);
    let key = subject.split(' ').next()?;
    (is_about_one && may && key.contains('-')).then(|| links::incident(owner, &IncidentKey(key.to_owned())))
}
