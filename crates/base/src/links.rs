//! Every address of the console, made in one place.

use crate::{
    api::transport::{encoded, query_of},
    embed,
    scope::ScopeAddress,
};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wire::{
    queue::{QueueFilter, Sort},
    session::{ClientId, IncidentKey},
};

/// Names the partner in an embedded address, and is no part of what the screen is asked for.
pub const PARTNER: &str = "partner";

/// `/sign-in`.
#[must_use]
pub fn sign_in() -> &'static str {
    "/sign-in"
}

/// `/preferences`.
#[must_use]
pub fn preferences() -> &'static str {
    "/preferences"
}

/// `/all/overview`, `/g/gold/overview`, `/c/harbor/overview`.
#[must_use]
pub fn overview(scope: &impl AsRef<ScopeAddress>) -> String {
    in_scope(scope, "/overview", vec![])
}

/// `/g/gold/overview/clients`
#[must_use]
pub fn clients(scope: &impl AsRef<ScopeAddress>) -> String {
    in_scope(scope, "/overview/clients", vec![])
}

/// `/all/queue?status=new,in_progress&sort=priority`; the default order is left out, and no filter means every incident.
#[must_use]
pub fn queue(scope: &impl AsRef<ScopeAddress>, filter: &QueueFilter, sort: Sort) -> String {
    let mut pairs = filter.to_pairs();
    if sort != Sort::default() {
        pairs.push(("sort", sort.caption().to_owned()));
    }
    in_scope(scope, "/queue", pairs)
}

/// A screen of a scope; in a partner's page its address names the partner, which the frame's policy is found by.
fn in_scope(scope: &impl AsRef<ScopeAddress>, screen: &str, mut pairs: Vec<(&'static str, String)>) -> String {
    pairs.extend(embed::partner().map(|partner| (PARTNER, partner)));
    embed::path(&[&scope.as_ref().path(), screen, &query_of(&pairs)].concat())
}

/// The queue as people open it: everything still open, least time to breach first.
#[must_use]
pub fn open_queue(scope: &impl AsRef<ScopeAddress>) -> String {
    queue(scope, &QueueFilter::open(), Sort::default())
}

/// `/c/harbor/incidents/HAR-1042`.
#[must_use]
pub fn incident(client: &ClientId, key: &IncidentKey) -> String {
    ["/c/", &encoded(&client.0), "/incidents/", &encoded(&key.0)].concat()
}

/// The way back to the queue of `scope`: the last one that was looked at in this tab, its filter included, else what is
/// open.
#[must_use]
pub fn back_to_queue(scope: &impl AsRef<ScopeAddress>) -> String {
    let path = queue(scope, &QueueFilter::default(), Sort::default());
    last_visited(&path).unwrap_or_else(|| open_queue(scope))
}

/// The newest address before this one whose path is `path`, from the browser's own list (the Navigation API).
fn last_visited(path: &str) -> Option<String> {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok().filter(JsValue::is_truthy);
    let navigation = get(&web_sys::window()?.into(), "navigation")?;
    let here = get(&get(&navigation, "currentEntry")?, "index").and_then(|index| index.as_f64())? as u32;
    let entries = get(&navigation, "entries")?.dyn_into::<Function>().ok()?.call0(&navigation).ok()?;
    let entries = entries.dyn_into::<Array>().ok()?;
    let origin = web_sys::window()?.location().origin().ok()?;
    (0..here).rev().find_map(|index| {
        let url = get(&entries.get(index), "url")?.as_string()?;
        let address = url.strip_prefix(&origin)?;
        (address.split(['?', '#']).next() == Some(path)).then(|| address.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{session::GroupId, vocabulary::Priority};

    /// All of them: a renamed address is one changed line here, and breaks somebody's bookmark.
    #[test]
    fn every_link() {
        let harbor = ClientId("harbor".into());
        let gold = ScopeAddress::Group(GroupId("gold".into()));
        let critical =
            QueueFilter { priority: vec![Priority::Critical], q: Some("sign-ins".into()), ..QueueFilter::open() };
        let links = [
            sign_in().to_owned(),
            preferences().to_owned(),
            overview(&ScopeAddress::All),
            overview(&gold),
            clients(&gold),
            overview(&ScopeAddress::Client(harbor.clone())),
            queue(&ScopeAddress::All, &QueueFilter::default(), Sort::Breach),
            open_queue(&gold),
            queue(&gold, &critical, Sort::Created),
            incident(&harbor, &IncidentKey("HAR-1042".into())),
        ];
        let snapshot = [
            "/sign-in",
            "/preferences",
            "/all/overview",
            "/g/gold/overview",
            "/g/gold/overview/clients",
            "/c/harbor/overview",
            "/all/queue",
            "/g/gold/queue?status=new,in_progress,on_hold",
            "/g/gold/queue?status=new,in_progress,on_hold&priority=critical&q=sign-ins&sort=created",
            "/c/harbor/incidents/HAR-1042",
        ];
        assert_eq!(links, snapshot);
    }
}
