//! Mentioning people: `@` offers those who may read the note, by name (WAI-ARIA listbox under a text field).

use super::Writing;
use crate::texts as t;
use base::{api, case::lower, task, ui::use_announcer};
use leptos::{ev, prelude::*};
use wire::{session::Person, vocabulary::Visibility};

/// How many are offered at once.
const OFFERED: usize = 8;

#[derive(Clone, Copy)]
pub(super) struct Mentions {
    writing: Writing,
    /// Who can be mentioned, of the readers that were asked for last.
    people: RwSignal<Vec<Person>>,
    asked: StoredValue<Option<Visibility>>,
    /// What stands between an `@` and the caret.
    query: RwSignal<Option<String>>,
    found: Memo<Vec<Person>>,
    at: RwSignal<usize>,
}

impl Mentions {
    pub(super) fn new(writing: Writing) -> Self {
        let (people, query) = (RwSignal::new(vec![]), RwSignal::new(None::<String>));
        let found = Memo::new(move |_| {
            let Some(query) = query.get() else { return vec![] };
            people.with(|people| found(people, &query))
        });
        let announcer = use_announcer();
        task::effect(move || {
            let count = found.with(Vec::len);
            if count > 0 {
                announcer.say(t::people_found(count as u64));
            }
        });
        Self { writing, people, asked: StoredValue::new(None), query, found, at: RwSignal::new(0) }
    }

    /// Looks at what stands before the caret, wherever that is now.
    pub(super) fn typed(self) {
        let Some(field) = self.writing.field.get_untracked() else { return };
        let caret = field.selection_start().ok().flatten().unwrap_or_default();
        let text = field.value();
        let query = query_in(&text[..byte_at(&text, caret)]).map(str::to_owned);
        if query.is_some() {
            self.ask();
        }
        if self.query.with_untracked(|known| *known != query) {
            self.at.set(0);
            self.query.set(query);
        }
    }

    pub(super) fn close(self) {
        self.query.set(None);
    }

    /// Who may read it is asked for once for each kind of reader, when it is first wanted.
    fn ask(self) {
        let visibility = self.writing.visibility.get_untracked();
        if self.asked.get_value() == Some(visibility) {
            return;
        }
        self.asked.set_value(Some(visibility));
        self.people.set(vec![]);
        let place = self.writing.desk.place();
        task::to_the_end(async move {
            let answer = api::list_mentionable(&place.scope, &place.client.id, &place.key, visibility).await;
            if self.asked.try_get_value() != Some(Some(visibility)) {
                return;
            }
            match answer {
                Ok(list) => self.people.set(list.items),
                // Asked for again with the next stroke.
                Err(_) => self.asked.set_value(None),
            }
        });
    }

    /// Whether the stroke was one of the list's.
    pub(super) fn on_key(self, event: &ev::KeyboardEvent) -> bool {
        let count = self.found.with_untracked(Vec::len);
        if count == 0 || event.is_composing() || event.ctrl_key() || event.meta_key() {
            return false;
        }
        let at = self.at.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.at.set((at + 1) % count),
            "ArrowUp" => self.at.set((at + count - 1) % count),
            "Enter" => self.pick(at),
            "Tab" if !event.shift_key() => self.pick(at),
            "Escape" => self.close(),
            _ => return false,
        }
        event.prevent_default();
        true
    }

    /// Puts somebody's name in the place of what was typed of it.
    fn pick(self, at: usize) {
        let person = self.found.with_untracked(|found| found.get(at).cloned());
        let (Some(field), Some(person)) = (self.writing.field.get_untracked(), person) else { return };
        let text = field.value();
        let caret = byte_at(&text, field.selection_start().ok().flatten().unwrap_or_default());
        let Some(start) = text[..caret].rfind('@') else { return };
        let is_alone = self.people.with_untracked(|people| is_alone(&person, people));
        let name = if is_alone { ["@", &person.name, " "].concat() } else { ["@[", &person.id.0, "] "].concat() };
        let before = [&text[..start], &name].concat();
        let text = [&before, &text[caret..]].concat();
        let caret = before.encode_utf16().count() as u32;
        field.set_value(&text);
        // Refused only for a field that has no caret.
        drop(field.set_selection_range(caret, caret));
        if is_alone {
            self.writing.mentioned.update(|mentioned| mentioned.push(person));
        }
        self.writing.body.set(text);
        self.close();
    }

    /// Who stands under the keys, for the field's `aria-activedescendant`.
    pub(super) fn active(self) -> Option<String> {
        let at = self.at.get();
        self.found.with(|found| at < found.len()).then(|| option_id(at))
    }

    pub(super) fn view(self) -> AnyView {
        let options = move || {
            let people = self.found.get().into_iter().enumerate();
            let option = move |(place, person): (usize, Person)| {
                view! {
                    <div
                        class="mentions__option"
                        role="option"
                        id=option_id(place)
                        aria-selected=move || (self.at.get() == place).to_string()
                        on:click=move |_| self.pick(place)
                    >
                        <bdi>{person.name}</bdi>
                        <small><bdi>{person.organisation}</bdi></small>
                    </div>
                }
                .into_any()
            };
            people.map(option).collect_view()
        };
        // The focus stays in the field, so that typing goes on after a press.
        view! {
            <div
                class="mentions"
                role="listbox"
                id="mentionable"
                aria-label=t::mentionable()
                hidden=move || self.found.with(Vec::is_empty)
                on:mousedown=|event| event.prevent_default()
            >
                {options}
            </div>
        }
        .into_any()
    }
}

fn option_id(place: usize) -> String {
    ["mention-", &place.to_string()].concat()
}

/// Where a place of a field, which counts UTF-16, is in its text.
fn byte_at(text: &str, units: u32) -> usize {
    let mut seen = 0;
    let place = text.char_indices().find(|(_, character)| {
        let is_it = seen >= units;
        seen += character.len_utf16() as u32;
        is_it
    });
    place.map_or(text.len(), |(place, _)| place)
}

/// What is being typed of a name at the end of a text.
fn query_in(text: &str) -> Option<&str> {
    let (before, query) = text.rsplit_once('@')?;
    let begins = !before.ends_with(char::is_alphanumeric);
    (begins && !query.contains([' ', '\n', '['])).then_some(query)
}

/// Those of whose names a word begins with what was typed.
fn found(people: &[Person], query: &str) -> Vec<Person> {
    let query = lower(query);
    let is_meant = |person: &&Person| lower(&person.name).split(' ').any(|word| word.starts_with(&query));
    people.iter().filter(is_meant).take(OFFERED).cloned().collect()
}

/// The text as it travels: `@[id]` for the names that these people stand in it by.
pub(super) fn with_ids(text: &str, people: &[Person]) -> String {
    let mut all = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('@') {
        all.push_str(before);
        all.push('@');
        rest = after;
        let stands_here = |person: &&Person| {
            after.strip_prefix(person.name.as_str()).is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        };
        if let Some(person) = people.iter().filter(stands_here).max_by_key(|person| person.name.len()) {
            all.extend(["[", &person.id.0, "]"]);
            rest = &after[person.name.len()..];
        }
    }
    all.push_str(rest);
    all
}

/// The same the other way round; a name that several bear stays an id.
pub(super) fn with_names(text: &str, people: &[Person]) -> String {
    people.iter().filter(|person| is_alone(person, people)).fold(text.to_owned(), |text, person| {
        text.replace(&["@[", &person.id.0, "]"].concat(), &["@", &person.name].concat())
    })
}

/// Whether somebody's name is nobody else's of them.
fn is_alone(person: &Person, people: &[Person]) -> bool {
    people.iter().filter(|other| other.name == person.name).count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::session::UserId;

    fn person(id: &str, name: &str) -> Person {
        Person { id: UserId(id.into()), name: name.into(), organisation: "Aurora".into() }
    }

    #[test]
    fn what_is_typed_after_an_at_is_looked_for() {
        assert_eq!(query_in("ask @jo"), Some("jo"));
        assert_eq!(query_in("@"), Some(""));
        for none in ["ask", "jo@example", "@jo and", "@[jo"] {
            assert_eq!(query_in(none), None, "{none}");
        }
        let people = [person("1", "João Oliveira"), person("2", "Ana Moreira")];
        assert_eq!(found(&people, "OLI"), people[..1]);
        assert_eq!(found(&people, "").len(), 2);
    }

    #[test]
    fn names_travel_as_ids_and_come_back() {
        let people = [person("ana", "Ana"), person("am", "Ana Moreira")];
        let (typed, sent) = ("@Ana Moreira, @Ana and @Anatole, a@Ana", "@[am], @[ana] and @Anatole, a@[ana]");
        assert_eq!(with_ids(typed, &people), sent);
        assert_eq!(with_names(sent, &people), typed);
        let namesakes = [person("1", "Ana"), person("2", "Ana")];
        assert_eq!(with_names("@[1] @[2]", &namesakes), "@[1] @[2]");
    }

    #[test]
    fn a_caret_is_found_in_text_of_any_script() {
        let text = "a😀ç@";
        assert_eq!([0, 1, 3, 4, 5, 9].map(|units| byte_at(text, units)), [0, 1, 5, 7, 8, 8]);
    }
}
