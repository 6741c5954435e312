//! Saved views of the queue: one's own, and the team's.

use super::{incident::if_match, list, part};
use crate::{
    http::{
        App,
        body::Raw,
        paging::{Paging, Pairs, nothing_else},
        problem::ApiError,
    },
    policy::Scope,
    sabotage::{self, Fault},
    store::{
        Write,
        views::{self, Draft},
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
};
use wire::{
    list::List,
    session::ViewId,
    view::{NewView, View, ViewChange},
    vocabulary::Capability,
};

/// As many as a page may have: more than one's own.
const LIMIT: &str = "200";

type Tagged = ([(HeaderName, String); 1], Json<View>);

/// One's own and the team's, one's own first, by name; one that names what the caller does not see is left out.
///
/// # Errors
/// 400 for a cursor that is not this list's, 422 for any other name.
#[utoipa::path(get, path = "/views", params(
    ("limit" = Option<u32>, Query, description = "1 to 200, which is what there is without it"),
    ("cursor" = Option<String>, Query),
), responses((status = 200, body = List<View>), (status = 400), (status = 404), (status = 422)))]
pub async fn list_views(State(app): State<App>, scope: Scope, pairs: Pairs) -> Result<Json<List<View>>, ApiError> {
    let (paging, rest) = Paging::take([("limit", LIMIT)].into_iter().chain(pairs.iter()))?;
    nothing_else(&rest)?;
    let caller = scope.caller();
    let bound = format!("views|{}|{}", caller.user(), caller.permission_version());
    let after = paging.open(&app, &bound)?;
    let found = views::list(&mut *app.store.read(&scope).await?, &scope, after, paging.limit + 1).await?;
    let page = paging.cut(&app, &bound, found)?;
    Ok(Json(list(&app, page, vec![])))
}

/// Saves one.
///
/// # Errors
/// 403 for a team's view of somebody who gives nobody work, 409 for a hundred and first, 422 for a name that is none or
/// taken, and for a filter that is none or names what is not there.
#[utoipa::path(post, path = "/views", request_body = NewView,
    responses((status = 201, body = View), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub async fn create_view(State(app): State<App>, scope: Scope, raw: Raw) -> Result<(StatusCode, Tagged), ApiError> {
    let draft = Draft::check(&mut *app.store.read(&scope).await?, &scope, raw.json()?).await?;
    let mut write = write(&app, &scope).await?;
    let view = views::create(&mut write, &scope, &draft).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, tagged(view)))
}

/// Changes one.
///
/// # Errors
/// 403 for the team's that is somebody else's, 404 for one that is not there, 428 without `If-Match`, 412 with another
/// version, 422 as for a new one, and for somebody else's that is to be seen by others than before.
#[utoipa::path(patch, path = "/views/{view}", request_body = ViewChange,
    params(("If-Match" = String, Header, description = "The version, in quotes")),
    responses((status = 200, body = View), (status = 403), (status = 404), (status = 412), (status = 422), (status = 428)))]
pub async fn change_view(
    State(app): State<App>,
    scope: Scope,
    Path(path): Path<Vec<(String, String)>>,
    raw: Raw,
) -> Result<Tagged, ApiError> {
    let mut read = app.store.read(&scope).await?;
    let view = views::find(&mut read, &scope, &ViewId(part(&path, "view"))).await?;
    let change: ViewChange = raw.json()?;
    check_may_change(&view, &raw.headers)?;
    if view.owner.id != *scope.caller().user() && change.visibility.is_some_and(|asked| asked != view.visibility) {
        return Err(ApiError::field("visibility", "is its owner's to choose"));
    }
    let asked = NewView {
        name: change.name.unwrap_or_else(|| view.name.clone()),
        visibility: change.visibility.unwrap_or(view.visibility),
        filter: change.filter.unwrap_or_else(|| view.filter.clone()),
        sort: change.sort.unwrap_or(view.sort),
    };
    let draft = Draft::check(&mut read, &scope, asked).await?;
    drop(read);
    let mut write = write(&app, &scope).await?;
    let changed = views::change(&mut write, &scope, &view, &draft).await?.ok_or(ApiError::Outdated)?;
    write.commit().await?;
    Ok(tagged(changed))
}

/// Removes one. Whoever had it as their default has none.
///
/// # Errors
/// As for a change.
#[utoipa::path(delete, path = "/views/{view}",
    params(("If-Match" = String, Header, description = "The version, in quotes")),
    responses((status = 204), (status = 403), (status = 404), (status = 412), (status = 428)))]
pub async fn remove_view(
    State(app): State<App>,
    scope: Scope,
    Path(path): Path<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let mut write = write(&app, &scope).await?;
    let view = views::find(&mut write, &scope, &ViewId(part(&path, "view"))).await?;
    check_may_change(&view, &headers)?;
    match views::remove(&mut write, &scope, &view).await? {
        true => write.commit().await?,
        false => return Err(ApiError::Outdated),
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Views are nothing of any client: nobody else waits for this.
async fn write(app: &App, scope: &Scope) -> Result<Write, sqlx::Error> {
    app.store.write(&**scope.caller()).await
}

/// The team's views are their owners' to change, and of whoever administers the organisation.
fn check_may_change(view: &View, headers: &HeaderMap) -> Result<(), ApiError> {
    if !view.may_change {
        return Err(ApiError::Lacks(Capability::AccessManage));
    }
    match if_match(headers)? == format!("\"{}\"", view.version) || sabotage::is(Fault::IfMatchIgnored) {
        true => Ok(()),
        false => Err(ApiError::Outdated),
    }
}

fn tagged(view: View) -> Tagged {
    ([(header::ETAG, format!("\"{}\"", view.version))], Json(view))
}
