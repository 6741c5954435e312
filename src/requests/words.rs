//! What categories and statuses of requests are called.

use super::texts as t;
use base::words::unknown_word;
use wire::request::{RequestCategory, RequestStatus};

pub(super) fn category(category: RequestCategory) -> &'static str {
    match category {
        RequestCategory::Question => t::question(),
        RequestCategory::Access => t::access(),
        RequestCategory::Whitelisting => t::whitelisting(),
        RequestCategory::Report => t::report(),
        RequestCategory::Change => t::change(),
        RequestCategory::IncidentReport => t::incident_report(),
        RequestCategory::Other => t::other(),
        RequestCategory::Unknown => unknown_word(),
    }
}

pub(super) fn status(status: RequestStatus) -> &'static str {
    match status {
        RequestStatus::Open => t::open(),
        RequestStatus::WaitingClient => t::waiting_client(),
        RequestStatus::WaitingMsp => t::waiting_msp(),
        RequestStatus::Closed => t::closed(),
        RequestStatus::Unknown => unknown_word(),
    }
}
