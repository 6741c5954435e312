//! Capability by profile, with a mark on every cell that has been changed and not saved.

mod editor;

pub(super) use editor::MatrixEditor;

use super::{
    capabilities::{groups, name, toggle, without},
    texts as t,
};
use leptos::prelude::*;
use wire::{session::ProfileId, vocabulary::Capability};

/// One profile while it is being edited. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) id: StoredValue<ProfileId>,
    pub(super) name: StoredValue<String>,
    /// How many people it is about.
    pub(super) people: u32,
    /// What is known to be saved.
    pub(super) saved: RwSignal<Vec<Capability>>,
    pub(super) wanted: RwSignal<Vec<Capability>>,
    /// What it would be without this client's own changes; where that is all there is, the same as `saved`.
    pub(super) template: StoredValue<Vec<Capability>>,
}

impl Column {
    pub(super) fn new(id: ProfileId, name: String, people: u32, capabilities: Vec<Capability>) -> Self {
        Self {
            id: StoredValue::new(id),
            name: StoredValue::new(name),
            people,
            saved: RwSignal::new(capabilities.clone()),
            wanted: RwSignal::new(capabilities.clone()),
            template: StoredValue::new(capabilities),
        }
    }

    pub(super) fn of_template(self, template: Vec<Capability>) -> Self {
        self.template.set_value(template);
        self
    }

    /// How many of its cells are changed. Tracked.
    pub(super) fn changes(self) -> usize {
        self.saved.with(|saved| self.wanted.with(|wanted| without(saved, wanted).len() + without(wanted, saved).len()))
    }

    pub(super) fn discard(self) {
        self.wanted.set(self.saved.get_untracked());
    }

    /// What this client adds to the template, and what it takes out.
    pub(super) fn override_of(self) -> (Vec<Capability>, Vec<Capability>) {
        let wanted = self.wanted.get_untracked();
        self.template.with_value(|template| (without(&wanted, template), without(template, &wanted)))
    }
}

/// The table. `head` is what stands under a profile's name.
#[component]
fn Matrix(
    #[prop(into)] label: String,
    columns: Vec<Column>,
    is_editable: bool,
    head: Callback<Column, AnyView>,
) -> impl IntoView {
    let heads = columns.iter().map(|column| {
        view! {
            <th scope="col">
                <span class="matrix__name">{column.name.get_value()}</span>
                <span class="matrix__head">{head.run(*column)}</span>
            </th>
        }
    });
    let (width, name_of_table) = (columns.len() + 1, label.clone());
    let group = |(title, capabilities): (&'static str, &'static [Capability])| {
        let rows = capabilities.iter().map(|capability| row(*capability, &columns, is_editable)).collect_view();
        view! {
            <tbody>
                <tr class="matrix__group"><th scope="rowgroup" colspan=width.to_string()>{title}</th></tr>
                {rows}
            </tbody>
        }
    };
    view! {
        <div class="matrix" tabindex="0" role="group" aria-label=label>
            <table aria-label=name_of_table>
                <thead><tr><th scope="col">{t::capability()}</th>{heads.collect_view()}</tr></thead>
                {groups().into_iter().map(group).collect_view()}
            </table>
        </div>
    }
    .into_any()
}

fn row(capability: Capability, columns: &[Column], is_editable: bool) -> AnyView {
    let cells = columns.iter().map(|column| cell(capability, *column, is_editable));
    view! { <tr><th scope="row">{name(capability)}</th>{cells.collect_view()}</tr> }.into_any()
}

fn cell(capability: Capability, column: Column, is_editable: bool) -> AnyView {
    let is_wanted = Memo::new(move |_| column.wanted.with(|wanted| wanted.contains(&capability)));
    let is_changed = move || column.saved.with(|saved| saved.contains(&capability)) != is_wanted.get();
    let is_override = move || column.template.with_value(|template| template.contains(&capability)) != is_wanted.get();
    let label = t::cell(&column.name.get_value(), &name(capability));
    view! {
        <td class:matrix__changed=is_changed class:matrix__override=is_override>
            <label class="matrix__cell">
                <input type="checkbox" aria-label=label disabled=!is_editable prop:checked=move || is_wanted.get()
                    on:change=move |_| column.wanted.update(|wanted| toggle(wanted, capability)) />
            </label>
        </td>
    }
    .into_any()
}
