//! The whole route table of the API, each operation behind its door, and the document that is generated from it.

use super::{
    App, auth,
    guard::{Door, Doors, Guarded},
    problem::ApiError,
};
use crate::routes::{
    access, alarms, alerts, assignees, audit, bulk, clients, devices, drafts, embed, events, evidence,
    evidence_requests, evidence_rules, evidence_searches, export, factors, groups, handovers, identity_provider,
    incident, ingest, ingest_keys, invitations, kept_files, notes, offboarding, openapi, organisation_sign_in,
    overview, passkeys, playbooks, preferences, presence, profiles, queue, requests, retention, see_as, service_levels,
    session, sessions, silences, tasks, teams, timeline, users, views,
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
        .behind(Door::Known, routes!(session::read_session))
        .behind(Door::SignedIn, routes!(session::sign_out))
        .behind(Door::Open, routes!(passkeys::begin_sign_in))
        .behind(Door::Open, routes!(passkeys::sign_in_by_passkey))
        .behind(Door::Open, routes!(organisation_sign_in::begin_organisation_sign_in))
        .behind(Door::Open, routes!(organisation_sign_in::finish_organisation_sign_in))
        .behind(Door::SignedIn, routes!(sessions::list_sessions, sessions::end_other_sessions))
        .behind(Door::SignedIn, routes!(sessions::end_session))
        .behind(Door::SignedIn, routes!(factors::read_factors))
        .behind(Door::SignedIn, routes!(factors::enrol_totp))
        .behind(Door::SignedIn, routes!(factors::confirm_totp))
        .behind(Door::SignedIn, routes!(factors::remove_totp))
        .behind(Door::SignedIn, routes!(factors::renew_recovery_codes))
        .behind(Door::SignedIn, routes!(factors::change_password))
        .behind(Door::SignedIn, routes!(passkeys::begin_registration))
        .behind(Door::SignedIn, routes!(passkeys::add_passkey))
        .behind(Door::SignedIn, routes!(passkeys::remove_passkey))
        .behind(Door::SignedIn, routes!(preferences::read_preferences, preferences::change_preferences))
        .behind(Door::Desk(C::QueueRead), routes!(views::list_views, views::create_view))
        .behind(Door::Desk(C::QueueRead), routes!(views::change_view, views::remove_view))
        .behind(
            Door::Organisation(C::AccessManage),
            routes!(
                identity_provider::read_identity_provider,
                identity_provider::set_identity_provider,
                identity_provider::remove_identity_provider
            ),
        )
        .behind(Door::Open, routes!(openapi::read_openapi))
        .behind(Door::IngestKey, routes!(ingest::ingest_findings))
        .beside(organisation())
        .behind(Door::Organisation(C::AuditRead), routes!(audit::list_own_audit))
        .behind(Door::Organisation(C::AuditRead), routes!(audit::export_own_audit))
        .behind(Door::Organisation(C::AuditRead), routes!(audit::read_own_audit_head))
        .behind(Door::Organisation(C::RetentionManage), routes!(offboarding::list_certificates))
        .behind(Door::Organisation(C::EmbedManage), routes!(embed::list_partners, embed::add_partner))
        .behind(Door::Organisation(C::EmbedManage), routes!(embed::change_partner))
        .behind(Door::Organisation(C::EmbedManage), routes!(embed::make_partner_key))
        .behind(Door::Organisation(C::EmbedManage), routes!(embed::revoke_partner_key))
        .behind(Door::PartnerKey, routes!(embed::open_embed_session))
        .behind(Door::Organisation(C::AccessManage), routes!(devices::list_devices, devices::make_device))
        .behind(Door::Organisation(C::AccessManage), routes!(devices::revoke_device))
        .behind(Door::Open, routes!(devices::begin_device_session))
        .behind(Door::Device, routes!(devices::read_wallboard))
        .under("/all", scoped())
        .under("/g/{group}", scoped())
        // Here and not with what only a client has: of a path that is nested twice, the document keeps one half.
        .under("/c/{client}", scoped().behind(Door::Client(C::RequestRead), routes!(requests::make_request)))
        .under("/c/{client}", client())
}

/// What an organisation has of its own: its people, and what it looks after.
fn organisation() -> Guarded<App> {
    empty()
        .behind(Door::Open, routes!(invitations::read_invitation, invitations::accept_invitation))
        .behind(Door::SignedIn, routes!(see_as::end_see_as))
        .behind(Door::Known, routes!(alarms::raise_alarm))
        .behind(Door::Organisation(C::AccessRead), routes!(profiles::list_profiles, profiles::create_profile))
        .behind(Door::Organisation(C::AccessRead), routes!(profiles::change_profile, profiles::remove_profile))
        .behind(Door::Organisation(C::AccessRead), routes!(users::list_users, users::invite_user))
        .behind(Door::Organisation(C::AccessRead), routes!(users::command_user))
        .behind(Door::Organisation(C::AccessRead), routes!(users::renew_invitation))
        .behind(Door::Scope(C::ClientManage), routes!(clients::list_clients))
        .behind(Door::Organisation(C::ClientManage), routes!(clients::create_client))
        .behind(Door::Client(C::ClientManage), routes!(clients::change_client))
        .behind(Door::Organisation(C::ClientManage), routes!(groups::list_groups, groups::create_group))
        .behind(Door::Organisation(C::ClientManage), routes!(groups::change_group, groups::remove_group))
        .behind(Door::Organisation(C::ClientManage), routes!(playbooks::list_playbooks, playbooks::create_playbook))
        .behind(Door::Organisation(C::ClientManage), routes!(playbooks::change_playbook, playbooks::remove_playbook))
        .behind(Door::Organisation(C::AccessManage), routes!(teams::list_teams, teams::create_team))
        .behind(Door::Organisation(C::AccessManage), routes!(teams::change_team, teams::remove_team))
        .behind(
            Door::Organisation(C::ClientManage),
            routes!(service_levels::read_service_levels, service_levels::change_service_levels),
        )
}

/// What every scope has.
fn scoped() -> Guarded<App> {
    empty()
        .behind(Door::Scope(C::QueueRead), routes!(queue::list_queue))
        .behind(Door::Scope(C::QueueRead), routes!(queue::read_rows))
        .behind(Door::Scope(C::QueueRead), routes!(queue::read_facets))
        .behind(Door::Scope(C::QueueRead), routes!(queue::read_marks))
        .behind(Door::Desk(C::QueueRead), routes!(presence::read_queue_presence))
        .behind(Door::Desk(C::QueueRead), routes!(bulk::list_bulks, bulk::begin_bulk))
        .behind(Door::Desk(C::QueueRead), routes!(bulk::read_bulk))
        .behind(Door::Desk(C::QueueRead), routes!(bulk::agree_to_bulk))
        .behind(Door::Desk(C::QueueRead), routes!(bulk::undo_bulk))
        .behind(Door::Desk(C::IncidentRead), routes!(handovers::list_handovers, handovers::offer_handover))
        .behind(Door::Desk(C::IncidentRead), routes!(handovers::list_recipients))
        .behind(Door::Desk(C::IncidentRead), routes!(handovers::command_handover))
        .behind(Door::Desk(C::EvidenceOpen), routes!(evidence_searches::search_evidence))
        .behind(Door::Desk(C::IncidentRead), routes!(silences::list_silences))
        .behind(Door::Desk(C::RequestRead), routes!(requests::list_requests))
        .behind(Door::Scope(C::QueueRead), routes!(events::follow_events))
        .behind(Door::Scope(C::OverviewRead), routes!(overview::read_operational))
        .behind(Door::Scope(C::OverviewRead), routes!(overview::read_comparison))
        .behind(Door::Scope(C::OverviewRead), routes!(overview::read_attack))
        .behind(Door::Scope(C::AuditRead), routes!(audit::list_audit))
        .behind(Door::Scope(C::AuditRead), routes!(audit::export_audit))
}

/// What only one client has.
fn client() -> Guarded<App> {
    empty()
        .behind(Door::Client(C::IncidentRead), routes!(assignees::list_assignees))
        .behind(Door::Client(C::IncidentRead), routes!(teams::list_assignable_teams))
        .behind(Door::Client(C::IncidentRead), routes!(incident::read_incident, incident::command_incident))
        .behind(Door::Client(C::IncidentRead), routes!(incident::rate_incident))
        .behind(Door::Client(C::IncidentRead), routes!(notes::list_notes, notes::add_note))
        .behind(Door::Client(C::IncidentRead), routes!(notes::list_mentionable))
        .behind(Door::Client(C::IncidentRead), routes!(drafts::read_draft, drafts::keep_draft, drafts::forget_draft))
        .behind(Door::Client(C::IncidentRead), routes!(playbooks::list_applicable_playbooks))
        .behind(Door::Client(C::IncidentRead), routes!(tasks::list_tasks, tasks::add_tasks))
        .behind(Door::Client(C::IncidentRead), routes!(tasks::command_task))
        .behind(Door::Client(C::IncidentRead), routes!(timeline::list_timeline))
        .behind(Door::Client(C::IncidentRead), routes!(alerts::list_alerts))
        .behind(Door::Client(C::IncidentRead), routes!(alerts::read_alert_volume))
        .behind(Door::Client(C::IncidentRead), routes!(presence::look_at_incident))
        .behind(Door::Client(C::IncidentRead), routes!(evidence::open_evidence))
        .behind(Door::Client(C::IncidentRead), routes!(evidence::list_findings))
        .behind(Door::Client(C::IncidentRead), routes!(evidence::close_evidence))
        .behind(Door::Client(C::IncidentRead), routes!(evidence::note_copy))
        .behind(
            Door::Client(C::IncidentRead),
            routes!(evidence_requests::list_evidence_requests, evidence_requests::ask_for_evidence),
        )
        .behind(Door::Client(C::IncidentRead), routes!(evidence_requests::answer_evidence_request))
        .behind(Door::Client(C::IncidentRead), routes!(kept_files::keep_artifact))
        .behind(Door::Client(C::IncidentRead), routes!(kept_files::download_artifact))
        .behind(Door::Client(C::IncidentRead), routes!(silences::make_silence))
        .behind(Door::Client(C::IncidentRead), routes!(silences::list_incident_silences))
        .behind(Door::Client(C::IncidentRead), routes!(silences::agree_to_silence))
        .behind(Door::Client(C::IncidentRead), routes!(silences::end_silence))
        .behind(Door::Client(C::RequestRead), routes!(requests::read_request, requests::command_request))
        .behind(Door::Client(C::RequestRead), routes!(requests::add_message))
        .behind(Door::Client(C::ReceiptsRead), routes!(evidence::list_openings))
        .behind(Door::Client(C::ReceiptsRead), routes!(evidence_searches::list_evidence_searches))
        .behind(Door::Client(C::AccessRead), routes!(access::read_access_matrix))
        .behind(Door::Client(C::AccessRead), routes!(access::list_access_changes))
        .behind(Door::Client(C::AccessRead), routes!(see_as::begin_see_as))
        .behind(Door::Client(C::AccessRead), routes!(profiles::list_client_profiles))
        .behind(Door::Client(C::AccessRead), routes!(profiles::override_profile))
        .behind(Door::Client(C::AccessRead), routes!(users::list_client_users, users::invite_client_user))
        .behind(Door::Client(C::AccessRead), routes!(users::command_client_user))
        .behind(Door::Client(C::AccessRead), routes!(users::renew_client_invitation))
        .behind(
            Door::Client(C::ClientManage),
            routes!(service_levels::read_client_service_levels, service_levels::change_client_service_levels),
        )
        .behind(
            Door::Client(C::ClientManage),
            routes!(evidence_rules::read_evidence_rules, evidence_rules::change_evidence_rules),
        )
        .behind(Door::Client(C::ClientManage), routes!(ingest_keys::list_ingest_keys, ingest_keys::create_ingest_key))
        .behind(Door::Client(C::ClientManage), routes!(ingest_keys::revoke_ingest_key))
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
    let operations: [&mut Option<Operation>; 5] =
        [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
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
