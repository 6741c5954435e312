//! Evidence: sealed until a person opens it, dropped when they lock it again or leave.

mod calls;
mod copy;
mod defang;
mod door;
mod elsewhere;
mod files;
mod finding;
mod found;
mod layout;
mod named;
mod opened;
mod record;
mod requests;
mod silence;
mod why;

use crate::{
    desk::{Desk, Place, keep_the_focus, use_desk},
    texts as t,
};
use base::{api::ApiError, session::use_session, task, time, ui::use_announcer};
use copy::What;
use door::Door;
use leptos::{ev, prelude::*};
use named::Name;
use opened::OpenedPanel;
use requests::Requests;
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};
use wire::session::ReceiptId;
use wire_evidence::{Artifact, Evidence, Finding, Opening, Receipt};

/// How long opened evidence stays without any use.
const IDLE_MS: f64 = 600_000.0;
/// The end of that, which is told.
const LAST_MS: f64 = 60_000.0;
const LOOK_MS: i32 = 2_000;

/// What one opening gave.
#[derive(Clone)]
pub(crate) struct Opened {
    receipt: Receipt,
    findings: Vec<Arc<Finding>>,
    /// What a text can name of them.
    names: Vec<Name>,
    artifacts: Vec<Artifact>,
    next_cursor: Option<String>,
}

impl Opened {
    fn new(Opening { receipt, evidence }: Opening) -> Self {
        let mut opened = Self { receipt, findings: vec![], names: vec![], artifacts: vec![], next_cursor: None };
        opened.add(evidence);
        opened
    }

    /// The first page, or the next.
    fn add(&mut self, page: Evidence) {
        self.names.extend(page.findings.iter().flat_map(named::names));
        self.findings.extend(page.findings.into_iter().map(Arc::new));
        self.artifacts.extend(page.artifacts);
        self.next_cursor = page.next_cursor;
    }
}

/// The one place where evidence is held.
#[derive(Clone, Copy)]
pub(crate) struct Safe {
    desk: Desk,
    opened: RwSignal<Option<Opened>>,
    used_ms: RwSignal<f64>,
    /// While it is being opened.
    is_busy: RwSignal<bool>,
    /// Why it was not.
    failure: RwSignal<Option<ApiError>>,
}

impl Safe {
    /// Opens it; where the screen is left before the answer comes, it is closed again.
    fn open(&self, reason: String) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.failure.set(None);
        let (safe, place) = (*self, self.desk.place());
        task::to_the_end(async move {
            let answer = calls::open_evidence(&place, reason).await;
            if safe.is_busy.try_set(false).is_some() {
                if let Some(receipt) = answer.ok().map(|opening| opening.receipt.id) {
                    close(&place, receipt).await;
                }
                return;
            }
            match answer {
                Ok(opening) => {
                    safe.used_ms.set(time::now_ms());
                    safe.opened.set(Some(Opened::new(opening)));
                    safe.desk.timeline().reload();
                }
                Err(error) => {
                    // What is asked of whoever opens it may have changed.
                    safe.desk.head().reload();
                    safe.failure.set(Some(error));
                }
            }
        });
    }

    /// Drops the evidence, and tells the tenant API how long it was open.
    fn lock(&self) {
        let Some(Some(Opened { receipt, .. })) = self.opened.try_update(Option::take) else { return };
        let (desk, place) = (self.desk, self.desk.place());
        task::to_the_end(async move {
            close(&place, receipt.id).await;
            if !desk.is_busy.is_disposed() {
                desk.timeline().reload_quietly();
            }
        });
    }

    /// Locks it where its screen stays.
    fn lock_here(&self, why: &'static str) {
        self.lock();
        self.desk.toast(why);
        keep_the_focus();
    }

    /// Somebody uses it.
    fn keep_open(&self) {
        self.used_ms.set(time::now_ms());
    }

    /// How long it stays if nobody uses it; `None` while it is sealed.
    fn left_ms(&self) -> Option<f64> {
        self.opened.with_untracked(Option::is_some).then(|| IDLE_MS - (time::now_ms() - self.used_ms.get_untracked()))
    }

    /// Something of a finding, as it is. Whoever wants to copy it asks here, and holds nothing of it.
    fn text(&self, finding: usize, what: What) -> Option<String> {
        self.opened.with_untracked(|opened| {
            let finding = opened.as_ref()?.findings.get(finding)?;
            Some(match what {
                What::Title => finding.finding_info.title.clone(),
                What::Record => finding.record.clone(),
                What::Observable(place) => finding.observables.get(place)?.value.clone(),
            })
        })
    }
}

/// Nobody waits for the answer: the evidence is gone from here whatever it says. Nothing of it is held meanwhile.
async fn close(place: &Place, receipt: ReceiptId) {
    drop(calls::close_evidence(place, &receipt).await);
}

/// What a text names of the evidence that is open here: only its kind gets out. Tracked.
pub(crate) fn named_in(desk: &Desk, text: &str) -> Option<&'static str> {
    let safe = desk.safe.get_value()?;
    safe.opened.with(|opened| named::named_in(&opened.as_ref()?.names, text))
}

/// Whether an event is about one of these elements.
fn is_at(event: &web_sys::Event, wanted: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok());
    target.is_some_and(|target| target.matches(wanted).unwrap_or(false))
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
    let safe = Safe {
        desk,
        opened: RwSignal::new(None),
        used_ms: RwSignal::new(0.0),
        is_busy: RwSignal::new(false),
        failure: RwSignal::new(None),
    };
    desk.safe.set_value(Some(safe));
    lock_when_left(safe);
    lock_when_idle(safe);
    let is_open = Memo::new(move |_| safe.opened.with(Option::is_some));
    view! {
        <Requests />
        {move || if is_open.get() { view! { <OpenedPanel safe /> }.into_any() } else { view! { <Door safe /> }.into_any() }}
    }
    .into_any()
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

/// Nobody has used it for a while: the last minute is said, and then it is locked.
fn lock_when_idle(safe: Safe) {
    let announcer = use_announcer();
    task::while_here(async move {
        let mut is_said = false;
        loop {
            task::sleep(LOOK_MS).await;
            match safe.left_ms() {
                Some(left_ms) if left_ms <= 0.0 => task::quietly(|| safe.lock_here(t::locked_by_itself())),
                Some(left_ms) if left_ms <= LAST_MS => {
                    if !is_said {
                        announcer.say(t::locks_soon());
                    }
                    is_said = true;
                }
                _ => is_said = false,
            }
        }
    });
}
