//! Evidence: sealed until a person opens it, dropped when they lock it again or leave.

mod calls;
mod copy;
mod defang;
mod door;
mod finding;
mod named;
mod opened;
mod record;

use crate::{
    desk::{Desk, Place, use_desk},
    texts as t,
};
use base::{api::ApiError, session::use_session, task, time};
use door::Door;
use leptos::{ev, prelude::*};
use opened::OpenedPanel;
use std::sync::Arc;
use wasm_bindgen::JsValue;
use wire_evidence::{Artifact, Finding, Opening, Receipt};

/// How long opened evidence stays without any use.
const IDLE_MS: f64 = 600_000.0;

/// What one opening gave.
#[derive(Clone)]
pub(crate) struct Opened {
    receipt: Receipt,
    findings: Vec<Finding>,
    artifacts: Vec<Artifact>,
    next_cursor: Option<String>,
}

impl From<Opening> for Opened {
    fn from(opening: Opening) -> Self {
        let evidence = opening.evidence;
        Self {
            receipt: opening.receipt,
            findings: evidence.findings,
            artifacts: evidence.artifacts,
            next_cursor: evidence.next_cursor,
        }
    }
}

/// The one place where evidence is held.
#[derive(Clone, Copy)]
pub(crate) struct Safe {
    desk: Desk,
    opened: RwSignal<Option<Opened>>,
    used_ms: RwSignal<f64>,
}

impl Safe {
    fn unlock(&self, opened: Opened) {
        self.used_ms.set(time::now_ms());
        self.opened.set(Some(opened));
        self.desk.timeline().reload();
    }

    /// Drops the evidence, and tells the tenant API how long it was open.
    fn lock(&self) {
        let Some(Some(opened)) = self.opened.try_update(Option::take) else { return };
        let (desk, place) = (self.desk, self.desk.place());
        task::to_the_end(async move {
            // Nobody waits for the answer: the evidence is gone from here whatever it says.
            drop(calls::close_evidence(&place, &opened.receipt.id).await);
            if !desk.is_busy.is_disposed() {
                desk.timeline().reload();
            }
        });
    }

    fn is_idle(&self) -> bool {
        self.opened.with_untracked(Option::is_some) && time::now_ms() - self.used_ms.get_untracked() >= IDLE_MS
    }
}

/// What a text names of the evidence that is open here: only its kind gets out. Tracked.
pub(crate) fn named_in(desk: &Desk, text: &str) -> Option<&'static str> {
    let safe = desk.safe.get_value()?;
    let text = text.to_lowercase();
    safe.opened.with(|opened| opened.as_ref()?.findings.iter().find_map(|finding| named::named_in(finding, &text)))
}

/// Keeps a file with the evidence; where that is open here, the file is among it at once.
pub(crate) async fn keep_file(desk: Desk, place: Arc<Place>, name: &str, content: JsValue) -> Result<(), ApiError> {
    let artifact = calls::keep_file(&place, name, content).await?;
    let Some(Some(safe)) = desk.safe.try_get_value() else { return Ok(()) };
    safe.opened.try_update(|opened| {
        if let Some(opened) = opened {
            opened.artifacts.push(artifact);
        }
    });
    desk.timeline().reload();
    Ok(())
}

#[component]
pub(crate) fn EvidencePanel() -> impl IntoView {
    let desk = use_desk();
    let safe = Safe { desk, opened: RwSignal::new(None), used_ms: RwSignal::new(0.0) };
    desk.safe.set_value(Some(safe));
    lock_when_left(safe);
    lock_when_idle(safe);
    let is_open = Memo::new(move |_| safe.opened.with(Option::is_some));
    move || {
        if is_open.get() { view! { <OpenedPanel safe /> }.into_any() } else { view! { <Door safe /> }.into_any() }
    }
}

/// Leaving the screen, leaving the page, and a session that ran out all drop it.
fn lock_when_left(safe: Safe) {
    let leaving = window_event_listener(ev::pagehide, move |_| safe.lock());
    let session = use_session();
    task::effect(move || {
        if session.is_expired() {
            safe.lock();
        }
    });
    on_cleanup(move || {
        leaving.remove();
        safe.lock();
    });
}

fn lock_when_idle(safe: Safe) {
    let used = move || {
        if safe.opened.with_untracked(Option::is_some) {
            safe.used_ms.set(time::now_ms());
        }
    };
    let listening = [
        window_event_listener(ev::keydown, move |_| used()),
        window_event_listener(ev::pointerdown, move |_| used()),
        window_event_listener(ev::wheel, move |_| used()),
    ];
    on_cleanup(move || listening.into_iter().for_each(|listening| listening.remove()));
    task::while_here(async move {
        loop {
            task::sleep(5000).await;
            if safe.is_idle() {
                safe.lock();
                safe.desk.toast(t::locked_by_itself());
            }
        }
    });
}
