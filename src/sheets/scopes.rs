//! The scopes to switch to, favourites and recent ones first, with what the switcher and the palette say of each.

use super::picker::{self, Choice, Foresee, Star};
use crate::{
    queue::{foreseen::foresee, state::Queue},
    routes::{Place, Screen},
    texts as t,
};
use base::{
    api, links,
    scope::{Scope, ScopeAddress, use_scope},
    session::{SessionHandle, use_session},
    task,
    ui::{Announcer, use_announcer},
    words,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::sync::Arc;
use wire::{
    preferences::PreferencesChange,
    session::{Client, Group, Session},
};

/// The switcher's list.
pub(super) fn scopes(open: RwSignal<bool>, screen: Memo<Option<Place>>) -> AnyView {
    let (session, announcer) = (use_session(), use_announcer());
    let known = untrack(|| session.signed_in());
    let favourites = ArcRwSignal::new(known.map_or_else(Vec::new, |known| known.preferences.favourites.clone()));
    let lists = offered(screen);
    let made = move |_: Option<&Vec<Choice>>| {
        let listed = favourites.get();
        let with_star = |(address, mut choice): (ScopeAddress, Choice)| {
            if address != ScopeAddress::All {
                let path = address.path();
                let (favourites, session, announcer) = (favourites.clone(), session.clone(), announcer.clone());
                let (is_on, of, name) = (listed.contains(&path), path.clone(), choice.name.clone());
                let toggle = Arc::new(move || star(&favourites, &session, &announcer, (&of, &name)));
                choice.star = Some(Star { is_on, path, toggle });
            }
            choice
        };
        lists(&listed).into_iter().map(with_star).collect()
    };
    // Made anew with every change of the favourites, and not with every key.
    let choices = Memo::new_with_compare(made, |_, _| true);
    picker::list(open, t::switch_client(), t::switcher_placeholder(), choices.into())
}

/// Every scope of this user. Picking one keeps the screen.
pub(super) fn choices(screen: Memo<Option<Place>>) -> Vec<Choice> {
    let known = untrack(|| use_session().signed_in());
    let favourites = known.map_or_else(Vec::new, |known| known.preferences.favourites.clone());
    offered(screen)(&favourites).into_iter().map(|(_, choice)| choice).collect()
}

/// Goes to an address, to the top of the page or where that stands.
type Go = dyn Fn(&str, bool) + Send + Sync;

/// What there is to choose, by the favourites.
fn offered(screen: Memo<Option<Place>>) -> impl Fn(&[String]) -> Vec<(ScopeAddress, Choice)> + Send + Sync {
    let (scope, queue, go, handle) = (use_scope(), expect_context::<Queue>(), use_navigate(), use_session());
    let known = untrack(|| handle.signed_in());
    let go: Arc<Go> = Arc::new(move |to, scroll| go(to, NavigateOptions { scroll, ..NavigateOptions::default() }));
    move |favourites| {
        let Some(session) = &known else { return Vec::new() };
        let (place, wanted) = (screen.get_untracked().unwrap_or(Place::Home), queue.wanted_untracked().carried());
        let target = |address: &ScopeAddress| {
            let place = place.moved_to(address.clone(), matches!(address, ScopeAddress::Client(_)));
            let scope = Scope::open(address, session);
            // What is not for this user there becomes its queue.
            let may = |to: &Scope| place.capability().is_none_or(|needed| to.may(needed));
            let place = if scope.as_ref().is_some_and(may) { place } else { Place::In(address.clone(), Screen::Queue) };
            match place {
                Place::In(address, Screen::Queue) => (links::queue(&address, &wanted.filter, wanted.sort), scope),
                place => (place.link(), None),
            }
        };
        let one = |(group, known): (&'static str, Known)| {
            let address = known.address();
            let ((to, its_queue), go, handle, path) =
                (target(&address), Arc::clone(&go), handle.clone(), address.path());
            let is_here = address == *scope.address();
            // Whoever sees the console as somebody else leaves no trace in what is theirs.
            let is_kept = !is_here && address != ScopeAddress::All && session.seeing_as.is_none();
            let pick = move || {
                go(&to, is_here);
                if is_kept {
                    visited(&handle, &path);
                }
            };
            let mut choice = choice(group, known, session, is_here, Arc::new(pick));
            choice.foresee = its_queue.filter(|_| !is_here).map(|scope| -> Arc<Foresee> {
                let wanted = wanted.clone();
                Arc::new(move || Box::pin(foresee(scope.clone(), wanted.clone())))
            });
            (address, choice)
        };
        in_order(session, favourites).into_iter().map(one).collect()
    }
}

/// A scope that this session may see.
#[derive(Clone, Copy)]
enum Known<'a> {
    All,
    Group(&'a Group),
    Client(&'a Client),
}

impl Known<'_> {
    fn address(self) -> ScopeAddress {
        match self {
            Self::All => ScopeAddress::All,
            Self::Group(group) => ScopeAddress::Group(group.id.clone()),
            Self::Client(client) => ScopeAddress::Client(client.id.clone()),
        }
    }

    fn is(self, address: &ScopeAddress) -> bool {
        match (self, address) {
            (Self::Group(group), ScopeAddress::Group(id)) => group.id == *id,
            (Self::Client(client), ScopeAddress::Client(id)) => client.id == *id,
            _ => false,
        }
    }
}

/// Each once, where it is looked for first: all, then favourites, recent ones, groups, clients.
fn in_order<'a>(session: &'a Session, favourites: &[String]) -> Vec<(&'static str, Known<'a>)> {
    let groups = session.groups.iter().filter(|group| !group.clients.is_empty());
    let groups = groups.map(|group| (t::groups(), Known::Group(group)));
    let clients = session.clients.iter().map(|client| (t::clients(), Known::Client(client)));
    let mut left: Vec<_> = groups.chain(clients).map(Some).collect();
    let mut all: Vec<_> = (session.clients.len() > 1).then_some(("", Known::All)).into_iter().collect();
    for (heading, paths) in [(t::favourites(), favourites), (t::recents(), &session.preferences.recents)] {
        // They are few.
        for address in paths.iter().filter_map(|path| ScopeAddress::parse(path)) {
            let place = left.iter_mut().find(|place| place.is_some_and(|(_, known)| known.is(&address)));
            all.extend(place.and_then(Option::take).map(|(_, known)| (heading, known)));
        }
    }
    all.extend(left.into_iter().flatten());
    all
}

/// Makes a scope a favourite, or no longer one: at once, and back where that could not be kept.
fn star(
    favourites: &ArcRwSignal<Vec<String>>,
    session: &SessionHandle,
    announcer: &Announcer,
    (path, name): (&str, &str),
) {
    let before = favourites.with_untracked(|known| known.iter().position(|known| known == path));
    announcer.say(if before.is_some() { t::favourite_removed(name) } else { t::favourite_added(name) });
    // At the end.
    favourites.update(|known| put(known, path, before.is_none().then_some(usize::MAX)));
    let (favourites, session, announcer) = (favourites.clone(), session.clone(), announcer.clone());
    let path = path.to_owned();
    let (starred, unstarred) = if before.is_none() { (Some(path.clone()), None) } else { (None, Some(path.clone())) };
    let change = PreferencesChange { starred, unstarred, ..PreferencesChange::default() };
    task::to_the_end(async move {
        match api::change_preferences(&change).await {
            Ok(preferences) => session.prefer(preferences),
            Err(error) => {
                // What else was chosen meanwhile stays.
                favourites.update(|known| put(known, &path, before));
                announcer.toast(t::not_kept(&words::error(&error)));
            }
        }
    });
}

/// Puts `path` in its place, as far as there is one, or takes it out.
fn put(favourites: &mut Vec<String>, path: &str, place: Option<usize>) {
    favourites.retain(|known| known != path);
    if let Some(place) = place {
        favourites.insert(place.min(favourites.len()), path.to_owned());
    }
}

/// Keeps where somebody went; that it could not be is nobody's trouble.
fn visited(session: &SessionHandle, path: &str) {
    let (session, change) =
        (session.clone(), PreferencesChange { visited: Some(path.to_owned()), ..PreferencesChange::default() });
    task::to_the_end(async move {
        // What is waited for goes first.
        task::once_seen().await;
        if let Ok(preferences) = api::change_preferences(&change).await {
            session.prefer(preferences);
        }
    });
}

fn choice(
    group: &'static str,
    known: Known,
    session: &Session,
    is_here: bool,
    pick: Arc<dyn Fn() + Send + Sync>,
) -> Choice {
    let counted = |clients: usize| t::clients_counted(clients as u64);
    let (name, code, colour, note) = match known {
        Known::All => (words::all_managed_clients().to_owned(), String::new(), None, counted(session.clients.len())),
        Known::Group(group) => (group.name.clone(), String::new(), None, counted(group.clients.len())),
        Known::Client(client) => (client.name.clone(), client.code.clone(), Some(client.colour.clone()), String::new()),
    };
    Choice { group, name, code, colour, note, keys: None, is_here, is_away: !is_here, star: None, foresee: None, pick }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::samples::session;

    fn paths(session: &Session, favourites: &[&str]) -> Vec<String> {
        let favourites: Vec<String> = favourites.iter().map(|path| (*path).to_owned()).collect();
        in_order(session, &favourites).into_iter().map(|(_, known)| known.address().path()).collect()
    }

    #[test]
    fn all_comes_first_then_groups_then_clients() {
        let session = session(&["harbor", "cedar"]);
        assert_eq!(paths(&session, &[]), ["/all", "/g/gold", "/c/harbor", "/c/cedar"]);
    }

    #[test]
    fn favourites_and_recent_ones_stand_first_each_once_and_only_where_they_are_seen() {
        let mut session = session(&["harbor", "cedar", "lumen"]);
        session.preferences.recents = ["/c/cedar", "/c/lumen", "/c/meridian"].map(str::to_owned).into();
        let listed = in_order(&session, &["/c/cedar".to_owned(), "/g/silver".to_owned()]);
        let headed: Vec<_> = listed.iter().map(|(heading, known)| (*heading, known.address().path())).collect();
        let expected = [
            ("", "/all"),
            (t::favourites(), "/c/cedar"),
            (t::recents(), "/c/lumen"),
            (t::groups(), "/g/gold"),
            (t::clients(), "/c/harbor"),
        ];
        assert_eq!(headed, expected.map(|(heading, path)| (heading, path.to_owned())));
    }

    #[test]
    fn what_could_not_be_kept_goes_back_to_its_place_and_takes_nothing_else_along() {
        let mut favourites = ["/c/cedar", "/c/harbor", "/c/lumen"].map(str::to_owned).to_vec();
        put(&mut favourites, "/c/cedar", None);
        put(&mut favourites, "/g/gold", Some(2));
        assert_eq!(favourites, ["/c/harbor", "/c/lumen", "/g/gold"]);
        put(&mut favourites, "/c/cedar", Some(0));
        assert_eq!(favourites, ["/c/cedar", "/c/harbor", "/c/lumen", "/g/gold"]);
        put(&mut favourites, "/g/gold", None);
        put(&mut favourites, "/g/gold", None);
        put(&mut favourites, "/c/lumen", Some(9));
        assert_eq!(favourites, ["/c/cedar", "/c/harbor", "/c/lumen"]);
    }
}
