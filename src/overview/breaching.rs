//! What will breach next: the first five rows of the queue whose clock runs.

use super::{SETTLE_MS, failure};
use crate::{row_cells as row, texts as t};
use base::{
    api, links,
    load::load,
    scope::use_scope,
    ui::{Card, Empty, EmptyKind, Skeleton},
};
use leptos::prelude::*;
use wire::queue::{QueueFilter, QueueRow, Sort};

const ROWS_SHOWN: u16 = 5;

#[component]
pub(super) fn Breaching() -> impl IntoView {
    let scope = use_scope();
    let is_single = scope.is_single();
    let to_queue = links::open_queue(&scope);
    let list = load(move || {
        let scope = scope.clone();
        async move { api::list_queue(&scope, &QueueFilter::open(), Sort::Breach, None, ROWS_SHOWN).await }
    });
    list.keep_fresh(SETTLE_MS);
    let value = list.value();
    let rows = Memo::new(move |_| {
        value.with(|list| {
            // What has no running clock comes last.
            let running = list.as_ref()?.items.iter().filter(|row| row.breach_at.is_some() && !row.paused);
            Some(running.cloned().collect::<Vec<_>>())
        })
    });
    let aside = move || {
        let to = to_queue.clone();
        view! { <a href=to>{t::whole_queue()}</a> }
    };
    view! {
        <Card title=t::about_to_breach() aside>
            {failure(&list)}
            {move || rows.with(|rows| match rows.as_deref() {
                None => view! { <Skeleton lines=5 /> }.into_any(),
                Some([]) => view! { <Empty kind=EmptyKind::NothingYet text=t::nothing_to_breach() /> }.into_any(),
                Some(rows) => table(rows, is_single),
            })}
        </Card>
    }
}

fn table(rows: &[QueueRow], is_single: bool) -> AnyView {
    let scope = use_scope();
    let rows = rows.iter().map(|incident| {
        let class = if incident.unread { "row row--unread" } else { "row" };
        view! {
            <tr role="row" class=class>
                <td role="cell" class="cell-priority">{row::priority(incident)}</td>
                {(!is_single).then(|| view! { <td role="cell" class="cell-whose">{row::client(&incident.client)}</td> }.into_any())}
                <td role="cell" class="cell-what">
                    <a class="row__link" href=row::link(&scope, incident)>{incident.title.clone()}</a>
                    {row::what(incident)}
                </td>
                <td role="cell" class="cell-status">{row::status(incident)}</td>
                <td role="cell" class="cell-breach">{row::breach(incident)}</td>
            </tr>
        }
    });
    let heads = [
        ("priority", t::column_priority()),
        ("client", t::column_client()),
        ("what", t::column_incident()),
        ("status", t::column_status()),
        ("breach", t::column_breach()),
    ];
    let heads = heads.into_iter().filter(|(name, _)| !is_single || *name != "client");
    let cols = heads.clone().map(|(name, _)| view! { <col class=["col-", name].concat() /> }.into_any());
    let heads = heads.map(|(name, label)| {
        view! { <th scope="col" role="columnheader" class=["cell-", name].concat()>{label}</th> }.into_any()
    });
    view! {
        <div class="rows">
            <table role="table" aria-label=t::about_to_breach()>
                <colgroup>{cols.collect_view()}</colgroup>
                <thead role="rowgroup"><tr role="row">{heads.collect_view()}</tr></thead>
                <tbody role="rowgroup">{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
