//! The few drawings of the console: strokes of 1.5 on a grid of 16, always beside a word or a name.

use leptos::prelude::*;

/// Which drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Alarm,
    Mark,
    Overview,
    Queue,
    Sealed,
    Unsealed,
    Close,
    Down,
    Up,
    Check,
    Search,
    Copy,
    Person,
    Back,
    Live,
    Filter,
    Clock,
    Tray,
    Star,
}

impl Sign {
    const fn path(self) -> &'static str {
        match self {
            Self::Alarm => "M8 2 15 14H1zM8 6.5v3.5M8 12v.1",
            Self::Mark => "M2 2h12v12H2zM8 2v12M2 8h6M11 6.5v3",
            Self::Overview => "M2 13V7m4 6V3m4 10V9m4 4V5",
            Self::Queue => "M2 4h12M2 8h12M2 12h8",
            Self::Sealed => "M4.5 7V5a3.5 3.5 0 0 1 7 0v2M3 7h10v7H3zM8 9.75v1.5",
            Self::Unsealed => "M4.5 7V5a3.5 3.5 0 0 1 6.7-1.4M3 7h10v7H3zM8 9.75v1.5",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Down => "M4 6l4 4 4-4",
            Self::Up => "M4 10l4-4 4 4",
            Self::Check => "M3 8.5 6.5 12 13 4.5",
            Self::Search => "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.5 10.5 14 14",
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::Person => "M8 2.5a2.75 2.75 0 1 1 0 5.5 2.75 2.75 0 0 1 0-5.5zM2.5 14c.4-3 2.7-4 5.5-4s5.1 1 5.5 4",
            Self::Back => "M9.5 3.5 5 8l4.5 4.5M5 8h9",
            Self::Live => "M2 8h3l2-5 3 10 2-5h2",
            Self::Filter => "M2 3.5h12M4.5 8h7M6.5 12.5h3",
            Self::Clock => "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 5v3.5l2.5 1.5",
            Self::Star => "M8 2l1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.4l-3.7 2.1.8-4.2L2 6.4l4.2-.5z",
            Self::Tray => "M2 9 4.5 3h7L14 9v4H2zM2 9h3.5c0 3 5 3 5 0H14",
        }
    }
}

/// A drawing; decoration, so the word beside it does the telling.
#[component]
pub fn Icon(sign: Sign) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=sign.path() />
        </svg>
    }
}
