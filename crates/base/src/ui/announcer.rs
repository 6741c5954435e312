//! What is said beside the screen: short messages in sight, and the same for those who listen.

use crate::task;
use leptos::prelude::*;

/// How long a message stays in sight.
const SHOWN_MS: i32 = 7000;

#[derive(Clone, PartialEq)]
struct Message {
    id: u32,
    text: String,
}

/// Where screens say things.
#[derive(Clone)]
pub struct Announcer {
    toasts: ArcRwSignal<Vec<Message>>,
    said: ArcRwSignal<String>,
}

impl Announcer {
    /// Shows `text` for a while, and says it.
    pub fn toast(&self, text: impl Into<String>) {
        let text = text.into();
        let mut id = 0;
        self.toasts.update(|toasts| {
            id = toasts.last().map_or(0, |last| last.id + 1);
            // The same thing said twice is one message that stays longer.
            toasts.retain(|toast| toast.text != text);
            toasts.push(Message { id, text: text.clone() });
        });
        self.say(text);
        let toasts = self.toasts.clone();
        task::to_the_end(async move {
            task::sleep(SHOWN_MS).await;
            toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
        });
    }

    /// Says `text` to those who listen, without showing it: what changed is in sight already.
    pub fn say(&self, text: impl Into<String>) {
        let mut text = text.into();
        // A live region is read when it changes: the same text twice needs a difference that nobody hears.
        if self.said.with_untracked(|said| *said == text) {
            text.push('\u{a0}');
        }
        self.said.set(text);
    }
}

/// Makes the announcer and provides it to everything below; [`Toasts`] must stand somewhere below it.
pub fn provide_announcer() -> Announcer {
    let announcer = Announcer { toasts: ArcRwSignal::default(), said: ArcRwSignal::default() };
    provide_context(announcer.clone());
    announcer
}

/// The announcer of the console.
#[must_use]
pub fn use_announcer() -> Announcer {
    expect_context()
}

/// Where messages appear.
#[component]
pub fn Toasts() -> impl IntoView {
    let Announcer { toasts, said } = use_announcer();
    view! {
        // To be seen: whoever listens is told below.
        <div class="toasts" aria-hidden="true">
            {move || {
                let toasts = toasts.get();
                toasts.into_iter().map(|toast| view! { <p class="toast">{toast.text}</p> }.into_any()).collect_view()
            }}
        </div>
        <p class="only-heard" role="status" aria-live="polite">
            {move || said.get()}
        </p>
    }
}
