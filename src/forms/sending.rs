//! One form's way to the tenant API: busy, done, or what is wrong and where.

use super::texts as t;
use base::{
    api::ApiError,
    task,
    ui::{Announcer, focus_wrong, use_announcer},
    words,
};
use leptos::prelude::*;
use std::future::Future;
use wire::problem::FieldProblem;

/// The state of one form. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Sending {
    pub(crate) is_busy: RwSignal<bool>,
    problems: RwSignal<Vec<FieldProblem>>,
    failure: RwSignal<Option<ApiError>>,
    /// Fields that say themselves what is wrong with them.
    fields: StoredValue<Vec<&'static str>>,
    announcer: StoredValue<Announcer>,
    /// What shows the dialog that the form stands in, and lives as long as the page below it.
    dialog: Option<RwSignal<bool>>,
}

impl Sending {
    /// Of a form that stands in the page.
    pub(crate) fn new() -> Self {
        Self::of(None)
    }

    /// Of a form in the dialog that `open` shows: it closes once all is done.
    pub(crate) fn in_dialog(open: RwSignal<bool>) -> Self {
        Self::of(Some(open))
    }

    fn of(dialog: Option<RwSignal<bool>>) -> Self {
        Self {
            is_busy: RwSignal::new(false),
            problems: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            fields: StoredValue::new(Vec::new()),
            announcer: StoredValue::new(use_announcer()),
            dialog,
        }
    }

    /// Does `work` to its end, once at a time; `done` is for what came of it, while the form's page is still there: a
    /// dialog may be closed before the answer, and a key that is shown once must not be lost by that.
    pub(crate) fn run<T: 'static>(
        self,
        work: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        self.run_or_say(None, work, done);
    }

    /// As [`Sending::run`], for what is shown this once: `lost` is said where the page is gone, too.
    pub(crate) fn run_or_say<T: 'static>(
        self,
        lost: Option<&'static str>,
        work: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.clear();
        let announcer = self.announcer.get_value();
        task::to_the_end(async move {
            let answer = work.await;
            let is_gone = self.is_busy.try_set(false).is_some();
            match answer {
                Ok(value) => {
                    let is_page_gone = self.dialog.map_or(is_gone, |open| open.is_disposed());
                    if is_page_gone {
                        return lost.into_iter().for_each(|lost| announcer.toast(lost));
                    }
                    // Another form may stand in the dialog by now.
                    if let Some(open) = self.dialog.filter(|_| !is_gone) {
                        open.set(false);
                    }
                    done(value);
                }
                // Whoever has left the form still has to know.
                Err(error) if is_gone => announcer.toast(t::not_done(&words::error(&error))),
                Err(error) => self.fail(error),
            }
        });
    }

    /// Takes back what was said to be wrong.
    pub(crate) fn clear(self) {
        self.problems.update(Vec::clear);
        self.failure.set(None);
    }

    fn fail(self, error: ApiError) {
        if let ApiError::Invalid(problems) = &error {
            self.problems.set(problems.clone());
            focus_wrong();
        }
        self.failure.set(Some(error));
    }

    /// Says that `field` has to be filled in, if it is empty; whether it is.
    pub(crate) fn is_missing(self, field: &str, value: &str) -> bool {
        let is_missing = value.trim().is_empty();
        if is_missing {
            self.refuse(field, t::missing());
        }
        is_missing
    }

    /// Says what is wrong with `field` before anything is sent.
    pub(crate) fn refuse(self, field: &str, problem: &str) {
        self.problems.update(|problems| {
            problems.retain(|known| known.field != field);
            problems.push(FieldProblem { field: field.to_owned(), problem: problem.to_owned() });
        });
        focus_wrong();
    }

    /// Whether something is wrong with a field.
    pub(crate) fn is_refused(self) -> bool {
        self.problems.with_untracked(|problems| !problems.is_empty())
    }

    /// For whoever says what was done.
    pub(crate) fn announcer(self) -> Announcer {
        self.announcer.get_value()
    }

    /// What is wrong with `field`, which shows it from here on.
    pub(crate) fn problem(self, field: &'static str) -> Signal<Option<String>> {
        self.fields.update_value(|fields| fields.push(field));
        Signal::derive(move || {
            self.problems.with(|problems| {
                let problem = problems.iter().find(|problem| problem.field == field)?;
                Some(problem.problem.clone())
            })
        })
    }

    /// What went wrong, unless fields have said all of it. Tracked.
    pub(crate) fn failure(self) -> Option<ApiError> {
        self.failure.get().filter(|error| match error {
            ApiError::SignedOut => false,
            ApiError::Invalid(problems) => {
                let is_said = |problem: &FieldProblem| {
                    self.fields.with_value(|fields| fields.iter().any(|field| *field == problem.field))
                };
                problems.is_empty() || !problems.iter().all(is_said)
            }
            _ => true,
        })
    }
}
