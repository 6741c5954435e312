//! Tamper-evident records: who did what, and the links that chain them.

use crate::{
    Instant,
    session::{OrganisationId, Person},
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
        ServiceLevelsChanged = "service_levels_changed", CalendarChanged = "calendar_changed",
        BrandingChanged = "branding_changed",
        IngestKeyAdded = "ingest_key_added", IngestKeyRevoked = "ingest_key_revoked",
        PartnerAdded = "partner_added", PartnerChanged = "partner_changed", PartnerRemoved = "partner_removed",
        PartnerKeyAdded = "partner_key_added", PartnerKeyRevoked = "partner_key_revoked",
        EmbedSessionBegun = "embed_session_begun", EmbedSessionEnded = "embed_session_ended",
        EvidenceOpened = "evidence_opened", EvidenceSearched = "evidence_searched",
        ArtifactDownloaded = "artifact_downloaded",
        ExportMade = "export_made", AuditExported = "audit_exported", ReportMade = "report_made",
        RetentionChanged = "retention_changed", ContentsDeleted = "contents_deleted",
        LegalHoldPlaced = "legal_hold_placed", LegalHoldLifted = "legal_hold_lifted",
        OffboardingAsked = "offboarding_asked", OffboardingConfirmed = "offboarding_confirmed",
        OffboardingCalledOff = "offboarding_called_off", ClientDeleted = "client_deleted",
        KeyDestroyed = "key_destroyed",
    }
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
