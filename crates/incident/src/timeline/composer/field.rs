//! The field that a note is typed in.

use super::{Writing, mentions::Mentions};
use crate::texts as t;
use base::{
    command_forms::send_with_enter,
    keys::{Command, use_keys},
};
use leptos::prelude::*;

#[component]
pub(super) fn Field(writing: Writing) -> impl IntoView {
    let mentions = Mentions::new(writing);
    let is_only_seen = writing.desk.only_seen().is_some();
    use_keys().register(Command::new("note", &["c"], t::write_note(), move || writing.focus()));
    view! {
        <div class="composer__field">
            <label>
                <span class="only-heard">{t::note()}</span>
                <textarea
                    class="input"
                    rows="2"
                    maxlength="16384"
                    readonly=is_only_seen
                    placeholder=t::write_note()
                    node_ref=writing.field
                    aria-keyshortcuts="c"
                    aria-describedby="composer-readers"
                    aria-autocomplete="list"
                    aria-haspopup="listbox"
                    aria-controls="mentionable"
                    aria-activedescendant=move || mentions.active()
                    prop:value=move || writing.body.get()
                    on:input:target=move |event| {
                        writing.body.set(event.target().value());
                        mentions.typed();
                    }
                    on:click=move |_| mentions.typed()
                    on:keyup=move |event| {
                        if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight" | "Home" | "End") {
                            mentions.typed();
                        }
                    }
                    on:blur=move |_| mentions.close()
                    on:keydown=move |event| {
                        if mentions.on_key(&event) {
                            return;
                        }
                        // Back to the page's own keys; what was typed stays.
                        match writing.field.get_untracked().filter(|_| event.key() == "Escape") {
                            Some(field) => drop(field.blur()),
                            None => send_with_enter(event),
                        }
                    }
                ></textarea>
            </label>
            {mentions.view()}
        </div>
    }
}
