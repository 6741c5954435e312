//! Severity and priority: shape, word and colour, in an order that survives greyscale.

use crate::words;
use leptos::prelude::*;
use wire::vocabulary::{Priority, Severity};

/// What a [`Level`] shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    Priority(Priority),
    Severity(Severity),
}

impl From<Priority> for Rank {
    fn from(priority: Priority) -> Self {
        Self::Priority(priority)
    }
}

impl From<Severity> for Rank {
    fn from(severity: Severity) -> Self {
        Self::Severity(severity)
    }
}

impl Rank {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Priority(priority) => words::priority(priority),
            Self::Severity(severity) => words::severity(severity),
        }
    }

    /// Class, and a drawing on a grid of 14: filled and pointed means worse.
    #[must_use]
    pub const fn look(self) -> (&'static str, &'static str) {
        const OCTAGON: &str = "M4.5 1h5L13 4.5v5L9.5 13h-5L1 9.5v-5z";
        const TRIANGLE: &str = "M7 1.5 13 12.5H1z";
        const DIAMOND: &str = "M7 1.5 12.5 7 7 12.5 1.5 7z";
        const CIRCLE: &str = "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z";
        const DASH: &str = "M3 7h8";
        match self {
            Self::Severity(Severity::Fatal)
            | Self::Priority(Priority::Critical)
            | Self::Severity(Severity::Critical) => ("level level--critical", OCTAGON),
            Self::Priority(Priority::High) | Self::Severity(Severity::High) => ("level level--high", TRIANGLE),
            Self::Priority(Priority::Medium) | Self::Severity(Severity::Medium) => ("level level--medium", DIAMOND),
            Self::Priority(Priority::Low) | Self::Severity(Severity::Low) => ("level level--low", CIRCLE),
            Self::Priority(Priority::Unknown) | Self::Severity(Severity::Informational | Severity::Unknown) => {
                ("level level--none", DASH)
            }
        }
    }
}

/// A priority or a severity.
#[component]
pub fn Level(#[prop(into)] of: Rank) -> impl IntoView {
    let (class, shape) = of.look();
    view! {
        <span class=class>
            <svg viewBox="0 0 14 14" aria-hidden="true">
                <path d=shape />
            </svg>
            {of.word()}
        </span>
    }
}
