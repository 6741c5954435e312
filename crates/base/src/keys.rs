//! The keys of the console: one registry that feeds the handler, the palette and the `?` sheet.

mod strokes;

use leptos::{ev, prelude::*};
pub use strokes::shown;
use strokes::{Matched, Press, matched, stroke_of};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// Something that can be done with a key, from the palette, or both.
#[derive(Clone)]
pub struct Command {
    /// Unique among the commands of one screen; a newer one with the same id hides the older.
    pub id: &'static str,
    /// Strokes, each a way of its own: `j`, `?`, `g q` (two in a row), `Mod+k` (Ctrl, or ⌘ on a Mac), `Mod+Alt+k`.
    pub keys: &'static [&'static str],
    pub title: String,
    pub run: Callback<()>,
    /// A command that is not enabled takes no key and is not listed.
    pub enabled: Signal<bool>,
}

impl Command {
    /// A command that is always enabled.
    pub fn new(
        id: &'static str,
        keys: &'static [&'static str],
        title: impl Into<String>,
        run: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self { id, keys, title: title.into(), run: Callback::new(move |()| run()), enabled: Signal::stored(true) }
    }

    /// The same, while `enabled`.
    #[must_use]
    pub fn enabled(mut self, enabled: impl Into<Signal<bool>>) -> Self {
        self.enabled = enabled.into();
        self
    }
}

/// The registry.
#[derive(Clone)]
pub struct Keys {
    commands: ArcRwSignal<Vec<(u32, Command)>>,
    /// Whether single keys do anything (WCAG 2.1.4); strokes with Ctrl or ⌘ always do.
    single_keys: ArcRwSignal<bool>,
    pending: ArcRwSignal<Option<(&'static str, f64)>>,
    /// What was typed into a dialog whose code is still on its way.
    early: ArcRwSignal<String>,
}

/// How long the second of two strokes may take.
const PAIR_MS: f64 = 1500.0;

impl Keys {
    /// Offers `command` for the life of this part of the screen.
    pub fn register(&self, command: Command) {
        let mut id = 0;
        self.commands.update(|commands| {
            id = commands.last().map_or(0, |(id, _)| id + 1);
            commands.push((id, command));
        });
        let commands = self.commands.clone();
        on_cleanup(move || commands.update(|commands| commands.retain(|(registered, _)| *registered != id)));
    }

    /// What can be done now, newest part of the screen first. Tracked.
    #[must_use]
    pub fn commands(&self) -> Vec<Command> {
        let mut listed: Vec<Command> = Vec::new();
        self.commands.with(|commands| {
            for (_, command) in commands.iter().rev() {
                if command.enabled.get() && listed.iter().all(|known| known.id != command.id) {
                    listed.push(command.clone());
                }
            }
        });
        listed
    }

    /// Switches single keys on or off.
    pub fn set_single_keys(&self, on: bool) {
        self.single_keys.set(on);
    }

    /// What was typed before the field for it was there.
    #[must_use]
    pub fn take_early(&self) -> String {
        self.early.try_update_untracked(std::mem::take).unwrap_or_default()
    }

    fn type_early(&self, event: &KeyboardEvent, stroke: &str) {
        let mut letters = stroke.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) => self.early.update_untracked(|early| early.push(letter)),
            _ if stroke == "Backspace" => self.early.update_untracked(|early| {
                early.pop();
            }),
            _ if stroke == "Enter" => {}
            // Whoever leaves again begins anew.
            _ => return drop(self.take_early()),
        }
        // What has the focus until then is the cross: neither a space nor Enter is meant for it.
        event.prevent_default();
    }

    fn pressed(&self, event: &KeyboardEvent) {
        let Some(stroke) = stroke_of(&Press {
            key: &event.key(),
            code: &event.code(),
            has_mod: event.ctrl_key() || event.meta_key(),
            has_alt: event.alt_key(),
        }) else {
            return;
        };
        let is_plain = !stroke.starts_with("Mod+");
        let in_field = is_plain && is_in_field(event);
        // Looked for once a key, and for none that is typed into a field.
        let under_dialog = is_plain && !in_field && has_open_dialog();
        if under_dialog && is_awaited() {
            return self.type_early(event, &stroke);
        }
        if event.default_prevented()
            || event.is_composing()
            || in_field
            || under_dialog
            || is_plain && !self.single_keys.get_untracked()
        {
            return;
        }
        let commands = untrack(|| self.commands());
        let now = crate::time::now_ms();
        let first = self.pending.get_untracked().filter(|(_, since)| now - since < PAIR_MS).map(|(first, _)| first);
        self.pending.set(None);
        let all = commands.iter().map(|command| command.keys);
        match matched(all, first, &stroke) {
            Matched::Command(index) => {
                event.prevent_default();
                commands[index].run.run(());
            }
            Matched::Prefix(first) => {
                event.prevent_default();
                self.pending.set(Some((first, now)));
            }
            Matched::Nothing => {}
        }
    }
}

/// Makes the registry, listens, and provides it to everything below.
pub fn provide_keys() -> Keys {
    let keys = Keys {
        commands: ArcRwSignal::default(),
        single_keys: ArcRwSignal::new(true),
        pending: ArcRwSignal::default(),
        early: ArcRwSignal::default(),
    };
    provide_context(keys.clone());
    let listening = window_event_listener(ev::keydown, {
        let keys = keys.clone();
        move |event| keys.pressed(&event)
    });
    on_cleanup(move || listening.remove());
    keys
}

/// The registry of the console.
#[must_use]
pub fn use_keys() -> Keys {
    expect_context()
}

/// Whether the key was meant for a field.
fn is_in_field(event: &KeyboardEvent) -> bool {
    event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()).is_some_and(|element| {
        element.is_content_editable()
            || element.matches("input:not([type=checkbox], [type=radio]), textarea, select").unwrap_or(false)
    })
}

/// Under an open dialog nothing is reached by single keys.
fn has_open_dialog() -> bool {
    is_there("dialog[open]")
}

/// Whether the dialog that is open is one to type in at once, and its field is not there yet, or has not got the focus.
fn is_awaited() -> bool {
    is_there("dialog[open] [data-typed-early] :is(.skeleton, [data-awaited])")
}

fn is_there(wanted: &str) -> bool {
    document().query_selector(wanted).ok().flatten().is_some()
}
