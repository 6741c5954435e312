//! Tamper-evident records: who did what, and the links that chain them.

use crate::{
    Instant,
    queue::{BadFilter, Pairs, Span},
    session::{ClientId, OrganisationId, Person, UserId},
    vocabulary::closed_list,
};
use serde::{Deserialize, Serialize};

closed_list! {
    /// Everything that leaves an entry in the audit.
    AuditAction {
        SignedIn = "signed_in", SignInFailed = "sign_in_failed", SignedOut = "signed_out",
        SessionsEnded = "sessions_ended", SeeAsBegun = "see_as_begun", SeeAsEnded = "see_as_ended",
        UserInvited = "user_invited", InvitationRevoked = "invitation_revoked",
        InvitationAccepted = "invitation_accepted", UserAdded = "user_added", UserChanged = "user_changed",
        UserSuspended = "user_suspended", UserReinstated = "user_reinstated", UserRemoved = "user_removed",
        PasswordChanged = "password_changed", PasswordReset = "password_reset",
        FactorAdded = "factor_added", FactorRemoved = "factor_removed", FactorReset = "factor_reset",
        RecoveryCodesMade = "recovery_codes_made", RecoveryCodeUsed = "recovery_code_used",
        PasskeyAdded = "passkey_added", PasskeyRemoved = "passkey_removed",
        IdentityProviderAdded = "identity_provider_added", IdentityProviderChanged = "identity_provider_changed",
        IdentityProviderRemoved = "identity_provider_removed",
        ProfileAdded = "profile_added", ProfileChanged = "profile_changed", ProfileRemoved = "profile_removed",
        GrantAdded = "grant_added", GrantChanged = "grant_changed", GrantRemoved = "grant_removed",
        AccessLowered = "access_lowered", AccessWidened = "access_widened",
        IncidentRestricted = "incident_restricted", IncidentUnrestricted = "incident_unrestricted",
        ReadersChanged = "readers_changed",
        ClientAdded = "client_added", ClientChanged = "client_changed",
        GroupAdded = "group_added", GroupChanged = "group_changed", GroupRemoved = "group_removed",
        TeamAdded = "team_added", TeamChanged = "team_changed", TeamRemoved = "team_removed",
        PlaybookAdded = "playbook_added", PlaybookChanged = "playbook_changed", PlaybookRemoved = "playbook_removed",
        ServiceLevelsChanged = "service_levels_changed", CalendarChanged = "calendar_changed",
        BrandingChanged = "branding_changed",
        IngestKeyAdded = "ingest_key_added", IngestKeyRevoked = "ingest_key_revoked",
        PartnerAdded = "partner_added", PartnerChanged = "partner_changed", PartnerRemoved = "partner_removed",
        PartnerKeyAdded = "partner_key_added", PartnerKeyRevoked = "partner_key_revoked",
        EmbedSessionBegun = "embed_session_begun", EmbedSessionEnded = "embed_session_ended",
        EvidenceOpened = "evidence_opened", EvidenceSearched = "evidence_searched",
        ArtifactDownloaded = "artifact_downloaded", EvidenceCopied = "evidence_copied",
        EvidenceRequested = "evidence_requested", EvidenceGranted = "evidence_granted",
        EvidenceDeclined = "evidence_declined", EvidenceRulesChanged = "evidence_rules_changed",
        SilenceMade = "silence_made", SilenceAgreed = "silence_agreed", SilenceEnded = "silence_ended",
        ExportMade = "export_made", ReportMade = "report_made",
        RetentionChanged = "retention_changed", ContentsDeleted = "contents_deleted",
        LegalHoldPlaced = "legal_hold_placed", LegalHoldLifted = "legal_hold_lifted",
        OffboardingAsked = "offboarding_asked", OffboardingConfirmed = "offboarding_confirmed",
        OffboardingCalledOff = "offboarding_called_off", ClientDeleted = "client_deleted",
        KeyDestroyed = "key_destroyed", AlarmRaised = "alarm_raised",
        BulkBegun = "bulk_begun", BulkUndone = "bulk_undone",
        HandoverAccepted = "handover_accepted",
        DeviceAdded = "device_added", DeviceConnected = "device_connected", DeviceRevoked = "device_revoked",
    }
}

/// `POST /alarms`: what a console was sent and must never be, and refused to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Alarm {
    /// The scope it was working in, as its addresses begin: `/all`, `/g/{group}`, `/c/{client}`.
    pub scope: String,
}

closed_list! {
    /// Who stood behind an act.
    ActorKind {
        Person = "person", Partner = "partner", CommandLine = "command_line", Schedule = "schedule",
        /// Somebody who did not prove who they are.
        Nobody = "nobody",
    }
}

closed_list! {
    /// The chains that an organisation has.
    Chain { Audit = "audit", EvidenceOpenings = "evidence_openings" }
}

/// One link of a chain. `hash` is SHA-256 over the RFC 8785 form of the link without `hash`; both digests are lower-case
/// hexadecimal, and the first link follows 64 zeros.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    pub chain: Chain,
    /// Whose chain it is: a client's id, or an organisation's.
    pub owner: OrganisationId,
    /// From 1, without a gap.
    pub number: i64,
    pub at: Instant,
    /// SHA-256 over the RFC 8785 form of the contents.
    pub digest: String,
    pub previous_hash: String,
    pub hash: String,
}

/// What an entry of the audit tells. `salt` keeps the digest from being guessed once the rest is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditContents {
    pub action: AuditAction,
    pub actor: ActorKind,
    /// The person, with their names as they were.
    pub by: Option<Person>,
    /// What it was done to: an id, a key, an address.
    pub subject: String,
    /// A reason, or what became what.
    pub detail: Option<String>,
    pub salt: String,
}

/// One row of `GET {scope}/audit`. What an entry of `evidence_openings` tells is drawn from its receipt, without the reason:
/// its digest is of the receipt's own contents, and its `salt` is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    pub link: Link,
    /// `None` once retention has deleted them.
    pub contents: Option<AuditContents>,
}

/// Where a chain ended: kept elsewhere, it shows later that nothing before it was changed or cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChainHead {
    pub chain: Chain,
    pub owner: OrganisationId,
    /// 0 for a chain without a link.
    pub number: i64,
    pub hash: String,
    pub as_of: Instant,
}

/// What the audit is narrowed to. An empty list narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AuditFilter {
    pub action: Vec<AuditAction>,
    pub person: Option<UserId>,
    pub client: Vec<ClientId>,
    /// Half-open: from is in, to is out.
    pub at: Span,
}

impl AuditFilter {
    /// The filter as decoded query pairs, in one canonical order.
    #[must_use]
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![
            ("action", self.action.iter().map(|action| action.caption()).collect::<Vec<_>>().join(",")),
            ("client", self.client.iter().map(|id| id.0.as_str()).collect::<Vec<_>>().join(",")),
        ];
        pairs.extend(self.person.iter().map(|id| ("person", id.0.clone())));
        pairs.extend(self.at.from.iter().map(|instant| ("from", instant.0.clone())));
        pairs.extend(self.at.to.iter().map(|instant| ("to", instant.0.clone())));
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// Reads decoded query pairs. Names that are not a filter's are left to the caller, which gets them back.
    ///
    /// # Errors
    /// [`BadFilter`] for an action that is none.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(Self, Pairs<'a>), BadFilter> {
        let mut filter = Self::default();
        let mut rest = Vec::new();
        for (name, value) in pairs {
            let listed = || value.split(',').filter(|part| !part.is_empty());
            let unknown = || BadFilter { field: name.to_owned(), problem: "not one of its values" };
            match name {
                "action" => {
                    let actions = listed().map(|caption| AuditAction::from_caption(caption).ok_or_else(unknown));
                    filter.action = actions.collect::<Result<_, _>>()?;
                }
                "client" => filter.client = listed().map(|id| ClientId(id.to_owned())).collect(),
                "person" => filter.person = Some(UserId(value.to_owned())).filter(|id| !id.0.is_empty()),
                "from" => filter.at.from = Some(Instant(value.to_owned())),
                "to" => filter.at.to = Some(Instant(value.to_owned())),
                _ => rest.push((name, value)),
            }
        }
        Ok((filter, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_its_address() {
        let filter = AuditFilter {
            action: vec![AuditAction::SignedIn, AuditAction::EvidenceOpened],
            person: Some(UserId("tom".into())),
            client: vec![ClientId("harbor".into())],
            at: Span { from: Some(Instant("2026-11-01T00:00:00Z".into())), to: None },
        };
        let pairs = filter.to_pairs();
        let read = AuditFilter::from_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str())));
        assert_eq!(read, Ok((filter, vec![])));
        assert!(AuditFilter::from_pairs([("action", "dreamt")]).is_err());
    }
}
