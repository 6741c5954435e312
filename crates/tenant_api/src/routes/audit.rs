//! The audit: who did what, as a list, as CSV, and where its chain ends.

use super::list;
use crate::{
    http::{
        App,
        paging::{Paging, Pairs, nothing_else},
        problem::ApiError,
        sheet::{self, Cell},
    },
    policy::{Caller, Office, Scope, Seat},
    sabotage::{self, Fault},
    store::{
        Reach,
        audit::{self, Narrow, Owners, Place, Position},
    },
};
use axum::{
    BoxError, Json,
    body::{Body, Bytes},
    extract::State,
    response::Response,
};
use futures_util::stream;
use wire::{
    audit::{AuditEntry, AuditFilter, Chain, ChainHead},
    list::List,
};

/// Rows of CSV that are read at once.
const CHUNK: usize = 1000;
const COLUMNS: [&str; 12] = [
    "at",
    "owner",
    "chain",
    "number",
    "action",
    "actor",
    "person_id",
    "person",
    "organisation",
    "subject",
    "detail",
    "hash",
];

/// Who did what in a scope's clients, evidence openings included, newest first.
///
/// # Errors
/// 400 for a cursor that is not this list's, 422 for a filter that is none.
#[utoipa::path(get, path = "/audit", params(
    ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query),
    ("action" = Option<String>, Query, description = "Captions, separated by commas; none is all"),
    ("person" = Option<String>, Query, description = "A user's id"), ("client" = Option<String>, Query),
    ("from" = Option<String>, Query), ("to" = Option<String>, Query),
), responses((status = 200, body = List<AuditEntry>), (status = 400), (status = 404), (status = 422)))]
pub async fn list_audit(
    State(app): State<App>,
    scope: Scope,
    pairs: Pairs,
) -> Result<Json<List<AuditEntry>>, ApiError> {
    page(&app, Owners::Scope(&scope), scope.caller(), &scope.path(), &pairs).await
}

/// Who did what in the affairs of the caller's own organisation.
///
/// # Errors
/// As [`list_audit`].
#[utoipa::path(get, path = "/audit", operation_id = "list_own_audit", params(
    ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query), ("action" = Option<String>, Query),
    ("person" = Option<String>, Query), ("from" = Option<String>, Query), ("to" = Option<String>, Query),
), responses((status = 200, body = List<AuditEntry>), (status = 400), (status = 404), (status = 422)))]
pub async fn list_own_audit(
    State(app): State<App>,
    office: Office,
    pairs: Pairs,
) -> Result<Json<List<AuditEntry>>, ApiError> {
    page(&app, Owners::Office(&office), office.caller(), "", &pairs).await
}

/// The same as CSV, all of it.
///
/// # Errors
/// 422 for a filter that is none.
#[utoipa::path(get, path = "/audit.csv", params(
    ("action" = Option<String>, Query), ("person" = Option<String>, Query), ("client" = Option<String>, Query),
    ("from" = Option<String>, Query), ("to" = Option<String>, Query),
), responses((status = 200, content_type = "text/csv", body = String), (status = 404), (status = 422)))]
pub async fn export_audit(State(app): State<App>, scope: Scope, pairs: Pairs) -> Result<Response, ApiError> {
    csv(app, Whose::Scope(scope), &pairs)
}

/// The same of the own organisation's affairs.
///
/// # Errors
/// As [`export_audit`].
#[utoipa::path(get, path = "/audit.csv", operation_id = "export_own_audit", params(
    ("action" = Option<String>, Query), ("person" = Option<String>, Query),
    ("from" = Option<String>, Query), ("to" = Option<String>, Query),
), responses((status = 200, content_type = "text/csv", body = String), (status = 404), (status = 422)))]
pub async fn export_own_audit(State(app): State<App>, office: Office, pairs: Pairs) -> Result<Response, ApiError> {
    csv(app, Whose::Office(office), &pairs)
}

/// Where the chain of a client's audit ends: kept elsewhere, it proves later that nothing was changed.
///
/// # Errors
/// [`ApiError::Internal`] if it cannot be read.
#[utoipa::path(get, path = "/audit/head", responses((status = 200, body = ChainHead), (status = 404)))]
pub async fn read_audit_head(State(app): State<App>, seat: Seat) -> Result<Json<ChainHead>, ApiError> {
    head(&app, &seat, &Place::from(&seat), Chain::Audit).await
}

/// Where the chain of a client's evidence openings ends.
///
/// # Errors
/// As [`read_audit_head`].
#[utoipa::path(get, path = "/evidence-openings/head", responses((status = 200, body = ChainHead), (status = 404)))]
pub async fn read_openings_head(State(app): State<App>, seat: Seat) -> Result<Json<ChainHead>, ApiError> {
    head(&app, &seat, &Place::from(&seat), Chain::EvidenceOpenings).await
}

/// Where the chain of the own organisation's audit ends.
///
/// # Errors
/// As [`read_audit_head`].
#[utoipa::path(get, path = "/audit/head", operation_id = "read_own_audit_head",
    responses((status = 200, body = ChainHead), (status = 404)))]
pub async fn read_own_audit_head(State(app): State<App>, office: Office) -> Result<Json<ChainHead>, ApiError> {
    head(&app, &office, &Place::from(&office), Chain::Audit).await
}

async fn head(app: &App, reach: &impl Reach, place: &Place, chain: Chain) -> Result<Json<ChainHead>, ApiError> {
    let mut read = app.store.read(reach).await?;
    Ok(Json(audit::head(&mut read, place, chain, app.now()).await?))
}

async fn page(
    app: &App,
    owners: Owners<'_>,
    caller: &Caller,
    path: &str,
    pairs: &Pairs,
) -> Result<Json<List<AuditEntry>>, ApiError> {
    let (filter, rest) = AuditFilter::from_pairs(pairs.iter()).map_err(super::unknown)?;
    let (paging, rest) = Paging::take(rest)?;
    nothing_else(&rest)?;
    let narrow = Narrow::new(&filter)?;
    let version = caller.permission_version();
    let path = if sabotage::is(Fault::AuditCursorOfAnyScope) { "" } else { path };
    let bound = format!("audit|{}|{path}|{:?}|{version}", caller.user(), filter.to_pairs());
    let after: Option<Position> = paging.open(app, &bound)?;
    let mut read = app.store.read(&owners).await?;
    let found = audit::list(&mut read, owners, &narrow, after.as_ref(), paging.limit + 1).await?;
    let page = paging.cut(app, &bound, found)?;
    Ok(Json(list(app, page, vec![])))
}

fn csv(app: App, whose: Whose, pairs: &Pairs) -> Result<Response, ApiError> {
    let (filter, rest) = AuditFilter::from_pairs(pairs.iter()).map_err(super::unknown)?;
    nothing_else(&rest)?;
    let narrow = Narrow::new(&filter)?;
    let chunks = stream::try_unfold(Reading { app, whose, narrow, next: Next::Header }, Reading::chunk);
    Ok(sheet::file("audit.csv", "text/csv; charset=utf-8", Body::from_stream(chunks)))
}

/// A file that is read as it is sent.
struct Reading {
    app: App,
    whose: Whose,
    narrow: Narrow,
    next: Next,
}

/// What it is read through.
enum Whose {
    Scope(Scope),
    Office(Office),
}

enum Next {
    Header,
    Below(Option<Position>),
    Nothing,
}

impl Reading {
    async fn chunk(mut self) -> Result<Option<(Bytes, Self)>, BoxError> {
        let bytes = match &self.next {
            Next::Nothing => return Ok(None),
            Next::Header => {
                self.next = Next::Below(None);
                sheet::rows([COLUMNS.map(Cell::text)])?
            }
            Next::Below(after) => {
                let owners = match &self.whose {
                    Whose::Scope(scope) => Owners::Scope(scope),
                    Whose::Office(office) => Owners::Office(office),
                };
                let mut read = self.app.store.read(&owners).await?;
                let found = audit::list(&mut read, owners, &self.narrow, after.as_ref(), CHUNK).await?;
                self.next = match found.last() {
                    Some((position, _)) if found.len() == CHUNK => Next::Below(Some(position.clone())),
                    _ => Next::Nothing,
                };
                sheet::rows(found.iter().map(|(_, entry)| cells(entry)))?
            }
        };
        Ok(Some((bytes, self)))
    }
}

/// A row; where retention has deleted the contents, only the link is told.
fn cells(AuditEntry { link, contents }: &AuditEntry) -> [Cell; 12] {
    let told = |read: fn(&wire::audit::AuditContents) -> Option<&str>| {
        Cell::text(contents.as_ref().and_then(read).unwrap_or_default())
    };
    [
        Cell::text(&link.at.0),
        Cell::text(&link.owner.0),
        Cell::text(link.chain.caption()),
        Cell::number(link.number),
        told(|contents| Some(contents.action.caption())),
        told(|contents| Some(contents.actor.caption())),
        told(|contents| contents.by.as_ref().map(|person| person.id.0.as_str())),
        told(|contents| contents.by.as_ref().map(|person| person.name.as_str())),
        told(|contents| contents.by.as_ref().map(|person| person.organisation.as_str())),
        told(|contents| Some(&contents.subject)),
        told(|contents| contents.detail.as_deref()),
        Cell::text(&link.hash),
    ]
}
