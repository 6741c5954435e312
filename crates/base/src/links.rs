//! Every address of the console, made in one place.

use crate::{
    api::transport::{encoded, query_of},
    embed,
    scope::{Scope, ScopeAddress},
};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wire::{
    Instant,
    audit::AuditFilter,
    queue::{QueueFilter, Sort},
    session::{ClientId, IncidentKey, RequestKey},
    timeline::Show,
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
    screen(scope.as_ref(), "/overview")
}

/// `/g/gold/overview/clients`
#[must_use]
pub fn clients(scope: &impl AsRef<ScopeAddress>) -> String {
    screen(scope.as_ref(), "/overview/clients")
}

/// `/g/gold/overview/attack`
#[must_use]
pub fn attack(scope: &impl AsRef<ScopeAddress>) -> String {
    screen(scope.as_ref(), "/overview/attack")
}

/// `/all/queue?status=new,in_progress&sort=priority`; the default order is left out, and no filter means every incident.
#[must_use]
pub fn queue(scope: &impl AsRef<ScopeAddress>, filter: &QueueFilter, sort: Sort) -> String {
    let mut pairs = filter.to_pairs();
    if sort != Sort::default() {
        pairs.push(("sort", sort.caption().to_owned()));
    }
    in_scope(scope.as_ref(), "/queue", pairs)
}

/// A screen of a scope by what follows the scope's address; in a partner's page its address names the partner, which the
/// frame's policy is found by.
#[must_use]
pub fn screen(scope: &ScopeAddress, screen: &str) -> String {
    in_scope(scope, screen, vec![])
}

fn in_scope(scope: &ScopeAddress, screen: &str, mut pairs: Vec<(&'static str, String)>) -> String {
    pairs.extend(embed::partner().map(|partner| (PARTNER, partner)));
    embed::path(&[&scope.path(), screen, &query_of(&pairs)].concat())
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

/// `/c/harbor/incidents/HAR-1042?show=notes`: the same with one kind of what happened, or all of it.
#[must_use]
pub fn incident_showing(client: &ClientId, key: &IncidentKey, show: Option<Show>) -> String {
    let pairs: Vec<_> = show.map(|show| ("show", show.caption().to_owned())).into_iter().collect();
    incident(client, key) + &query_of(&pairs)
}

/// The address of an incident of the scope; its key begins with its client's code.
#[must_use]
pub fn incident_of(scope: &Scope, key: &IncidentKey) -> Option<String> {
    let client = scope.clients().iter().find(|client| key.0.starts_with(&[&client.code, "-"].concat()))?;
    Some(incident(&client.id, key))
}

/// `/c/harbor/access`: the client's people, and who can see what.
#[must_use]
pub fn access(client: &ClientId) -> String {
    ["/c/", &encoded(&client.0), "/access"].concat()
}

/// `/c/harbor/access?incident=HAR-1042&at=2026-11-01T00:00:00Z`: who can see all of it, or that one, or could then.
#[must_use]
pub fn who_can_see(client: &ClientId, incident: Option<&IncidentKey>, at: Option<&Instant>) -> String {
    let mut pairs = Vec::new();
    pairs.extend(incident.map(|key| ("incident", key.0.clone())));
    pairs.extend(at.map(|at| ("at", at.0.clone())));
    access(client) + &query_of(&pairs)
}

/// `/c/harbor/access-records`: who opened which evidence.
#[must_use]
pub fn access_records(client: &ClientId) -> String {
    ["/c/", &encoded(&client.0), "/access-records"].concat()
}

/// `/all/handover`: one's own incidents to hand over, and what colleagues offer.
#[must_use]
pub fn handover(scope: &impl AsRef<ScopeAddress>) -> String {
    scope.as_ref().path() + "/handover"
}

/// `/all/evidence-search`: what for is typed there, and stands in no address.
#[must_use]
pub fn evidence_search(scope: &impl AsRef<ScopeAddress>) -> String {
    scope.as_ref().path() + "/evidence-search"
}

/// `/all/silences`
#[must_use]
pub fn silences(scope: &impl AsRef<ScopeAddress>) -> String {
    scope.as_ref().path() + "/silences"
}

/// `/all/requests`: everything that was asked.
#[must_use]
pub fn requests(scope: &impl AsRef<ScopeAddress>) -> String {
    scope.as_ref().path() + "/requests"
}

/// `/all/requests?status=open,waiting_client,waiting_msp`: what is still to be done.
#[must_use]
pub fn open_requests(scope: &impl AsRef<ScopeAddress>) -> String {
    requests(scope) + "?status=open,waiting_client,waiting_msp"
}

/// `/c/harbor/requests/HAR-R12`.
#[must_use]
pub fn request(client: &ClientId, key: &RequestKey) -> String {
    ["/c/", &encoded(&client.0), "/requests/", &encoded(&key.0)].concat()
}

/// `/all/audit`.
#[must_use]
pub fn whole_audit(scope: &impl AsRef<ScopeAddress>) -> String {
    scope.as_ref().path() + "/audit"
}

/// `/all/audit?action=signed_in&person=tom`.
#[must_use]
pub fn audit(scope: &impl AsRef<ScopeAddress>, filter: &AuditFilter) -> String {
    whole_audit(scope) + &query_of(&filter.to_pairs())
}

/// `/admin/clients/harbor`.
#[must_use]
pub fn admin_client(client: &ClientId) -> String {
    [ADMIN_CLIENTS, "/", &encoded(&client.0)].concat()
}

/// `/admin/audit`: of the organisation's own affairs.
#[must_use]
pub fn admin_audit(filter: &AuditFilter) -> String {
    [ADMIN_AUDIT, &query_of(&filter.to_pairs())].concat()
}

/// `/invitation/{token}`.
#[must_use]
pub fn invitation(token: &str) -> String {
    ["/invitation/", &encoded(token)].concat()
}

/// `/wallboard`: for a screen that nobody is signed in at.
#[must_use]
pub fn wallboard() -> &'static str {
    "/wallboard"
}

pub const ADMIN_CLIENTS: &str = "/admin/clients";
pub const ADMIN_GROUPS: &str = "/admin/groups";
pub const ADMIN_SERVICE_LEVELS: &str = "/admin/service-levels";
pub const ADMIN_PLAYBOOKS: &str = "/admin/playbooks";
pub const ADMIN_PROFILES: &str = "/admin/profiles";
pub const ADMIN_PEOPLE: &str = "/admin/people";
pub const ADMIN_TEAMS: &str = "/admin/teams";
pub const ADMIN_WALLBOARDS: &str = "/admin/wallboards";
pub const ADMIN_AUDIT: &str = "/admin/audit";

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
    use wire::{audit::AuditAction, session::GroupId, vocabulary::Priority};

    /// All of them: a renamed address is one changed line here, and breaks somebody's bookmark.
    #[test]
    fn every_link() {
        let harbor = ClientId("harbor".into());
        let gold = ScopeAddress::Group(GroupId("gold".into()));
        let critical =
            QueueFilter { priority: vec![Priority::Critical], q: Some("sign-ins".into()), ..QueueFilter::open() };
        let signed_in = AuditFilter { action: vec![AuditAction::SignedIn], ..AuditFilter::default() };
        let links = [
            sign_in().to_owned(),
            preferences().to_owned(),
            overview(&ScopeAddress::All),
            overview(&gold),
            clients(&gold),
            attack(&gold),
            overview(&ScopeAddress::Client(harbor.clone())),
            queue(&ScopeAddress::All, &QueueFilter::default(), Sort::Breach),
            open_queue(&gold),
            queue(&gold, &critical, Sort::Created),
            incident(&harbor, &IncidentKey("HAR-1042".into())),
            incident_showing(&harbor, &IncidentKey("HAR-1042".into()), Some(Show::Notes)),
            access(&harbor),
            who_can_see(&harbor, Some(&IncidentKey("HAR-1042".into())), Some(&Instant("2026-11-01T00:00:00Z".into()))),
            access_records(&harbor),
            handover(&gold),
            evidence_search(&gold),
            silences(&gold),
            requests(&gold),
            open_requests(&gold),
            request(&harbor, &RequestKey("HAR-R12".into())),
            whole_audit(&gold),
            audit(&gold, &signed_in),
            admin_client(&harbor),
            admin_audit(&signed_in),
            invitation("8k3"),
            wallboard().to_owned(),
        ];
        let snapshot = [
            "/sign-in",
            "/preferences",
            "/all/overview",
            "/g/gold/overview",
            "/g/gold/overview/clients",
            "/g/gold/overview/attack",
            "/c/harbor/overview",
            "/all/queue",
            "/g/gold/queue?status=new,in_progress,on_hold",
            "/g/gold/queue?status=new,in_progress,on_hold&priority=critical&q=sign-ins&sort=created",
            "/c/harbor/incidents/HAR-1042",
            "/c/harbor/incidents/HAR-1042?show=notes",
            "/c/harbor/access",
            "/c/harbor/access?incident=HAR-1042&at=2026-11-01T00:00:00Z",
            "/c/harbor/access-records",
            "/g/gold/handover",
            "/g/gold/evidence-search",
            "/g/gold/silences",
            "/g/gold/requests",
            "/g/gold/requests?status=open,waiting_client,waiting_msp",
            "/c/harbor/requests/HAR-R12",
            "/g/gold/audit",
            "/g/gold/audit?action=signed_in",
            "/admin/clients/harbor",
            "/admin/audit?action=signed_in",
            "/invitation/8k3",
            "/wallboard",
        ];
        assert_eq!(links, snapshot);
    }
}
