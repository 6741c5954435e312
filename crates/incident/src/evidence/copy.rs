//! Copies a value as it is, not as it is shown; that it was copied joins the record of the opening.

use super::{Safe, calls};
use crate::texts as t;
use base::{
    clipboard, task,
    ui::{Icon, Sign},
    words,
};
use leptos::prelude::*;
use wire::opening::CopiedKind;

/// What of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Title,
    Record,
    /// By its place.
    Observable(usize),
}

impl What {
    const fn kind(self) -> CopiedKind {
        match self {
            Self::Title => CopiedKind::Title,
            Self::Record => CopiedKind::Record,
            Self::Observable(_) => CopiedKind::Observable,
        }
    }
}

impl Safe {
    /// Puts on record that something was copied.
    pub(super) fn note_copy(&self, kind: CopiedKind) {
        let Some(receipt) =
            self.opened.with_untracked(|opened| opened.as_ref().map(|opened| opened.receipt.id.clone()))
        else {
            return;
        };
        let (place, announcer) = (self.desk.place(), self.desk.announcer());
        task::to_the_end(async move {
            if let Err(error) = calls::note_copy(&place, &receipt, kind).await {
                announcer.toast(t::copy_not_recorded(&words::error(&error)));
            }
        });
    }
}

#[component]
pub(super) fn CopyButton(safe: Safe, finding: usize, what: What, name: &'static str) -> impl IntoView {
    let copy = move |_| {
        let Some(text) = safe.text(finding, what) else { return };
        // At once: browsers let a page copy only while it answers a press.
        task::while_here(async move {
            let is_copied = clipboard::copy(&text).await;
            if is_copied {
                safe.note_copy(what.kind());
            }
            safe.desk.toast(if is_copied { t::copied() } else { t::copy_failed() });
        });
    };
    view! {
        <button class="button button--quiet button--small" type="button" aria-label=name title=name on:click=copy>
            <Icon sign=Sign::Copy />
        </button>
    }
    .into_any()
}
