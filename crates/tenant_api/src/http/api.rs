//! The whole route table of the API, each operation behind its door, and the document that is generated from it.

use super::{
    App, auth,
    guard::{Door, Doors, Guarded},
    problem::ApiError,
};
use crate::routes::{
    assignees, audit, events, evidence, export, incident, ingest, notes, offboarding, openapi, overview, queue,
    retention, session, timeline,
};
use axum::{Router, middleware};
use std::sync::Arc;
use utoipa::{
    OpenApi,
    openapi::{
        PathItem, RefOr, Required,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        schema::{Object, Type},
    },
};
use utoipa_axum::routes;
use wire::vocabulary::Capability as C;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Bulkhead tenant API",
        version = "1",
        description = "What the console talks to. Denied and unknown are the same 404; errors are RFC 9457 problem documents."
    ),
    servers((url = "/api/v1")),
    components(schemas(wire::problem::Problem, wire::event::Event))
)]
struct Document;

fn table() -> Guarded<App> {
    let document = Document::openapi();
    Guarded::new(document)
        .behind(Door::Open, routes!(session::sign_in))
        .behind(Door::SignedIn, routes!(session::read_session, session::sign_out))
        .behind(Door::Open, routes!(openapi::read_openapi))
        .behind(Door::IngestKey, routes!(ingest::ingest_findings))
        .behind(Door::Organisation(C::AuditRead), routes!(audit::list_own_audit))
        .behind(Door::Organisation(C::AuditRead), routes!(audit::read_own_audit_head))
        .behind(Door::Organisation(C::RetentionManage), routes!(offboarding::list_certificates))
        .under("/all", scoped())
        .under("/g/{group}", scoped())
        .under("/c/{client}", scoped())
        .under("/c/{client}", client())
}

/// What every scope has.
fn scoped() -> Guarded<App> {
    empty()
        .behind(Door::Scope(C::QueueRead), routes!(queue::list_queue))
        .behind(Door::Scope(C::QueueRead), routes!(queue::read_rows))
        .behind(Door::Scope(C::QueueRead), routes!(queue::read_facets))
        .behind(Door::Scope(C::QueueRead), routes!(events::follow_events))
        .behind(Door::Scope(C::OverviewRead), routes!(overview::read_operational))
        .behind(Door::Scope(C::OverviewRead), routes!(overview::read_comparison))
        .behind(Door::Scope(C::AuditRead), routes!(audit::list_audit))
        .behind(Door::Scope(C::AuditRead), routes!(audit::export_audit))
}

/// What only one client has.
fn client() -> Guarded<App> {
    empty()
        .behind(Door::Client(C::IncidentRead), routes!(assignees::list_assignees))
        .behind(Door::Client(C::IncidentRead), routes!(incident::read_incident, incident::command_incident))
        .behind(Door::Client(C::IncidentRead), routes!(notes::list_notes, notes::add_note))
        .behind(Door::Client(C::IncidentRead), routes!(timeline::list_timeline))
        .behind(Door::Client(C::IncidentRead), routes!(evidence::open_evidence))
        .behind(Door::Client(C::IncidentRead), routes!(evidence::list_findings))
        .behind(Door::Client(C::IncidentRead), routes!(evidence::close_evidence))
        .behind(Door::Client(C::ReceiptsRead), routes!(evidence::list_openings))
        .behind(Door::Client(C::ReceiptsRead), routes!(audit::read_openings_head))
        .behind(Door::Client(C::AuditRead), routes!(audit::read_audit_head))
        .behind(Door::Client(C::RetentionManage), routes!(retention::read_retention, retention::command_retention))
        .behind(
            Door::Client(C::RetentionManage),
            routes!(offboarding::read_offboarding, offboarding::command_offboarding),
        )
        .behind(Door::Client(C::RetentionManage), routes!(export::make_export))
}

fn empty() -> Guarded<App> {
    Guarded::new(utoipa::openapi::OpenApi::default())
}

/// Every operation and who may pass.
#[must_use]
pub fn doors() -> Doors {
    table().doors
}

/// The OpenAPI 3.1 document of [`router`].
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = table().router.into_openapi();
    for (path, item) in &mut document.paths.paths {
        complete(path, item);
    }
    document
}

pub(super) fn router(app: &App) -> Router {
    let table = table();
    let state = (app.clone(), Arc::new(table.doors));
    let (router, _document) = table.router.split_for_parts();
    router
        .fallback(|| async { ApiError::Missing })
        .method_not_allowed_fallback(|| async { ApiError::Method })
        .with_state(app.clone())
        .layer(middleware::from_fn_with_state(state, auth::authenticate))
}

/// Names each operation by its scope, and says what its path holds.
fn complete(path: &str, item: &mut PathItem) {
    let scope = match path {
        _ if path.starts_with("/all/") => "_of_all",
        _ if path.starts_with("/g/") => "_of_group",
        _ => "",
    };
    let operations: [&mut Option<Operation>; 4] = [&mut item.get, &mut item.post, &mut item.patch, &mut item.delete];
    for operation in operations.into_iter().flatten() {
        if let Some(id) = &mut operation.operation_id {
            id.push_str(scope);
        }
        let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let parameters = names.map(|name| -> RefOr<Parameter> {
            let text = Object::builder().schema_type(Type::String);
            let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
            parameter.required(Required::True).schema(Some(text)).build().into()
        });
        operation.parameters.get_or_insert_default().splice(0..0, parameters);
    }
}
