//! One finding: what its source says, what is seen in it, and the record itself.

use super::{
    Safe,
    copy::{CopyButton, What},
    defang::defanged,
    elsewhere::Elsewhere,
    record::RecordText,
    silence::view_silence,
};
use crate::texts as t;
use base::{
    links,
    time::Style,
    ui::{Level, Moment, Untrusted},
    words,
};
use leptos::{ev, html, prelude::*};
use std::sync::Arc;
use wire::{
    queue::{QueueFilter, Sort},
    vocabulary::Tactic,
};
use wire_evidence::{Attack, Finding, FindingInfo, Observable, ObservableKind, Resource};

/// A finding that can be unfolded, as the first is; what it holds is drawn when it is.
pub(super) fn view_finding(safe: Safe, place: usize, finding: Arc<Finding>) -> AnyView {
    let is_unfolded = place == 0;
    let unfolded = RwSignal::new(is_unfolded);
    let details = NodeRef::<html::Details>::new();
    let toggled = move |_: ev::Event| {
        if details.get_untracked().is_some_and(|details| details.open()) {
            unfolded.set(true);
        }
    };
    let title = match finding.finding_info.title.as_str() {
        "" => t::untitled().to_owned(),
        title => title.to_owned(),
    };
    let time = finding.time.clone();
    let (severity, silenced) = (finding.severity, finding.silenced);
    let source = source(&finding);
    view! {
        <li>
            <details class="finding" node_ref=details open=is_unfolded on:toggle=toggled>
                <summary>
                    <Level of=severity />
                    {silenced.then(|| view! { <b class="finding__silenced">{t::was_silenced()}</b> }.into_any())}
                    <span class="finding__title"><Untrusted text=title longest=300 /></span>
                    <span class="finding__source"><Untrusted text=source longest=80 /></span>
                    {time.map(|at| view! { <Moment at style=Style::DateTime /> }.into_any())}
                </summary>
                {move || unfolded.get().then(|| view_body(safe, place, &finding))}
            </details>
        </li>
    }
    .into_any()
}

fn source(finding: &Finding) -> String {
    let metadata = &finding.metadata;
    let product = metadata.product.as_deref().unwrap_or_default();
    match metadata.vendor.as_deref() {
        // Many products carry their vendor's name already.
        Some(vendor) if !product.starts_with(vendor) => [vendor, product].join(" ").trim().to_owned(),
        _ => product.to_owned(),
    }
}

fn view_body(safe: Safe, place: usize, finding: &Arc<Finding>) -> AnyView {
    let info = &finding.finding_info;
    let fact = |name: &'static str, value: String| {
        (!value.is_empty())
            .then(|| view! { <dt>{name}</dt><dd><Untrusted text=value keeps_lines=true /></dd> }.into_any())
    };
    view! {
        <div class="finding__body">
            <dl class="facts">
                {fact(t::source(), source(finding))}
                {fact(t::log(), finding.metadata.log_name.clone().unwrap_or_default())}
                {fact(t::analytic(), info.analytic.clone().unwrap_or_default())}
                {fact(t::kinds(), info.types.join(", "))}
                {fact(t::sources_of_data(), info.data_sources.join(", "))}
                {fact(t::description(), info.desc.clone().unwrap_or_default())}
                {address_of_source(info)}
                {(!finding.attacks.is_empty()).then(|| view_attacks(safe, &finding.attacks))}
                {fact(t::alert_number(), finding.alert.to_string())}
            </dl>
            {(!info.title.is_empty()).then(|| view! {
                <p>{t::title_of_source()} " " <CopyButton safe finding=place what=What::Title name=t::copy_title() /></p>
            }.into_any())}
            {(!finding.observables.is_empty()).then(|| view_observables(safe, place, &finding.observables))}
            {(!finding.resources.is_empty()).then(|| view_resources(&finding.resources))}
            <RecordText safe place finding=Arc::clone(finding) />
            {(!finding.silenced).then(|| view_silence(safe, finding.alert))}
        </div>
    }
    .into_any()
}

pub(super) fn kind_word(kind: ObservableKind) -> &'static str {
    match kind {
        ObservableKind::Ip => t::kind_ip(),
        ObservableKind::Host => t::kind_host(),
        ObservableKind::User => t::kind_user(),
        ObservableKind::Domain => t::kind_domain(),
        ObservableKind::Url => t::kind_url(),
        ObservableKind::Hash => t::kind_hash(),
        ObservableKind::File => t::kind_file(),
        ObservableKind::Process => t::kind_process(),
        ObservableKind::Email => t::kind_email(),
        ObservableKind::Other => t::kind_other(),
    }
}

/// Techniques by id and name; their tactics lead to what else there is of them in the queue.
fn view_attacks(safe: Safe, attacks: &[Attack]) -> AnyView {
    let place = safe.desk.place();
    let tactic = |id: &String| {
        let tactic = Tactic::from_caption(id)?;
        let filter = QueueFilter { tactic: vec![tactic], ..QueueFilter::open() };
        let to = links::queue(&place.scope, &filter, Sort::default());
        Some(view! { " " <a href=to>{words::category(tactic.category())}</a> }.into_any())
    };
    let attack = |attack: &Attack| {
        let named = [&attack.technique, &attack.name].into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
        let tactics = attack.tactics.iter().filter_map(tactic).collect_view();
        view! { <li><Untrusted text=named.join(" ") longest=200 />{tactics}</li> }.into_any()
    };
    view! { <dt>{t::techniques()}</dt><dd><ul>{attacks.iter().map(attack).collect_view()}</ul></dd> }.into_any()
}

/// A link where the source system is one that this client's provider listed, else text that leads nowhere.
fn address_of_source(info: &FindingInfo) -> Option<AnyView> {
    let address = match (&info.src_link, &info.src_url) {
        (Some(link), _) => {
            let text = link.clone();
            view! { <a href=link.clone() target="_blank" rel="noopener noreferrer"><Untrusted text longest=500 /></a> }
                .into_any()
        }
        (None, Some(url)) => {
            view! { <Untrusted text=defanged(ObservableKind::Url, url) longest=500 keeps_lines=true /> }.into_any()
        }
        (None, None) => return None,
    };
    Some(view! { <dt>{t::address_of_source()}</dt><dd>{address}</dd> }.into_any())
}

fn view_observables(safe: Safe, place: usize, observables: &[Observable]) -> impl IntoView {
    let elsewhere = Elsewhere::set_up(safe);
    let rows = observables.iter().enumerate().map(|(at, seen)| {
        view! {
            <tr>
                <td>{kind_word(seen.kind)}</td>
                <td class="seen__value"><Untrusted text=defanged(seen.kind, &seen.value) longest=500 /></td>
                <td class="seen__copy">
                    <CopyButton safe finding=place what=What::Observable(at) name=t::copy_value() />
                    {elsewhere.and_then(|elsewhere| elsewhere.view_button(seen))}
                </td>
                <td class="seen__path"><Untrusted text=seen.name.clone() longest=120 /></td>
            </tr>
        }
    });
    view! {
        <table class="seen">
            <caption>{t::seen_in_it()}</caption>
            <thead>
                <tr>
                    <th scope="col">{t::kind()}</th>
                    <th scope="col">{t::value()}</th>
                    <td></td>
                    <th scope="col">{t::found_at()}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        {elsewhere.map(Elsewhere::view)}
    }
}

fn view_resources(resources: &[Resource]) -> impl IntoView {
    let items = resources.iter().map(|resource| {
        let parts = [&resource.kind, &resource.name, &resource.uid];
        let text = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" · ");
        view! { <li><Untrusted text longest=500 /></li> }
    });
    view! {
        <div>
            <h3>{t::resources()}</h3>
            <ul class="finding__resources">{items.collect_view()}</ul>
        </div>
    }
}
