//! One finding: what its source says, what is seen in it, and the record itself.

use super::{copy::CopyButton, defang::defanged, record::RecordText};
use crate::texts as t;
use base::{
    time::Style,
    ui::{Level, Moment, Untrusted},
};
use leptos::{ev, html, prelude::*};
use wire_evidence::{Finding, Observable, ObservableKind, Resource};

/// A finding that can be unfolded; what it holds is drawn when it is.
pub(super) fn view_finding(finding: Finding, is_unfolded: bool) -> AnyView {
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
    let severity = finding.severity;
    let source = source(&finding);
    view! {
        <li>
            <details class="finding" node_ref=details open=is_unfolded on:toggle=toggled>
                <summary>
                    <Level of=severity />
                    <span class="finding__title"><Untrusted text=title longest=300 /></span>
                    <span class="finding__source"><Untrusted text=source longest=80 /></span>
                    {time.map(|at| view! { <Moment at style=Style::DateTime /> }.into_any())}
                </summary>
                {move || unfolded.get().then(|| view_body(&finding))}
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

fn view_body(finding: &Finding) -> AnyView {
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
                {fact(t::address_of_source(), info.src_url.as_deref().map(|url| defanged(ObservableKind::Url, url)).unwrap_or_default())}
                {fact(t::alert_number(), finding.alert.to_string())}
            </dl>
            {(!finding.observables.is_empty()).then(|| view_observables(&finding.observables))}
            {(!finding.resources.is_empty()).then(|| view_resources(&finding.resources))}
            <RecordText record=finding.record.clone() raw_data=finding.raw_data.clone() />
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

fn view_observables(observables: &[Observable]) -> impl IntoView {
    let rows = observables.iter().map(|seen| {
        view! {
            <tr>
                <td>{kind_word(seen.kind)}</td>
                <td class="seen__value"><Untrusted text=defanged(seen.kind, &seen.value) longest=500 /></td>
                <td class="seen__copy"><CopyButton text=seen.value.clone() name=t::copy_value() /></td>
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
