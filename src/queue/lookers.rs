//! Which colleagues look at the rows of the scope now: asked for as long as the page is looked at, once for all of them.

use super::{
    bulk::texts as t,
    state::{Looker, Queue},
};
use base::{api, looking::keep_looking, ui::initials};
use leptos::prelude::*;
use wire::{queue::RowPresence, vocabulary::Capability};

/// Keeps the rows saying who looks at them, for the life of this part of the screen.
pub(super) fn keep_told(queue: Queue) {
    let scope = queue.scope();
    if !scope.may(Capability::NoteInternal) {
        return;
    }
    // The scope itself may be gone by then.
    on_cleanup(move || drop(queue.lookers.try_set(vec![])));
    keep_looking(0, move || {
        let scope = scope.clone();
        async move {
            let told = api::read_queue_presence(&scope).await;
            let lookers = told.iter().flat_map(|presence| presence.rows.iter().map(looker)).collect::<Vec<_>>();
            if queue.lookers.with_untracked(|known| *known != lookers) {
                queue.lookers.set(lookers);
            }
            told.map(|presence| presence.lasts_s as i32 * 400)
        }
    });
}

fn looker(row: &RowPresence) -> Looker {
    let names: Vec<&str> = row.people.iter().map(|person| person.name.as_str()).collect();
    Looker {
        key: row.key.clone(),
        letters: match names.as_slice() {
            [name] => initials(name),
            several => several.len().to_string(),
        },
        said: t::look_at_this(names.len() as u64, &names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::session::{ClientId, IncidentKey, Person, UserId};

    #[test]
    fn one_is_known_by_initials_and_several_by_how_many_they_are() {
        let person = |name: &str| Person { id: UserId(name.into()), name: name.into(), organisation: "Aurora".into() };
        let row = |names: &[&str]| RowPresence {
            client: ClientId("harbor".into()),
            key: IncidentKey("HAR-1".into()),
            people: names.iter().map(|name| person(name)).collect(),
        };
        assert_eq!(looker(&row(&["Nadia Okoye"])).letters, "NO");
        assert_eq!(looker(&row(&["Ana Moreira", "Nadia Okoye"])).letters, "2");
    }
}
