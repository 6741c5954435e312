//! What each action is called, and who stood behind it.

use super::texts as t;
use base::{i18n::Translated, words::unknown_word};
use wire::audit::{ActorKind, AuditAction};

/// Declares the words for every action.
macro_rules! words {
    ($($action:ident = $en:literal),+ $(,)?) => {
        /// What was done, as a sentence without its subject.
        pub(super) fn action(action: AuditAction) -> &'static str {
            match action {
                $(AuditAction::$action => Translated { en: $en }.here(),)+
                AuditAction::Unknown => unknown_word(),
            }
        }
    };
}

words! {
    SignedIn = "Signed in", SignInFailed = "Failed to sign in", SignedOut = "Signed out",
    SessionsEnded = "Signed somebody out everywhere", SeeAsBegun = "Began to see as somebody",
    SeeAsEnded = "Stopped seeing as somebody", UserInvited = "Invited somebody",
    InvitationRevoked = "Ended an invitation", InvitationAccepted = "Accepted an invitation",
    UserAdded = "Added a person", UserChanged = "Changed a person", UserSuspended = "Suspended a person",
    UserReinstated = "Restored a person", UserRemoved = "Removed a person", PasswordChanged = "Changed their password",
    PasswordReset = "Had a password set anew", FactorAdded = "Added a second factor",
    FactorRemoved = "Removed a second factor", FactorReset = "Had a second factor taken away",
    RecoveryCodesMade = "Made recovery codes", RecoveryCodeUsed = "Used a recovery code",
    PasskeyAdded = "Added a passkey", PasskeyRemoved = "Removed a passkey",
    IdentityProviderAdded = "Added a sign-in provider", IdentityProviderChanged = "Changed a sign-in provider",
    IdentityProviderRemoved = "Removed a sign-in provider", ProfileAdded = "Made a profile",
    ProfileChanged = "Changed a profile", ProfileRemoved = "Removed a profile", GrantAdded = "Gave access",
    GrantChanged = "Changed access", GrantRemoved = "Took access away", AccessLowered = "Lowered somebody’s rights",
    AccessWidened = "Widened somebody’s rights", IncidentRestricted = "Restricted an incident",
    IncidentUnrestricted = "Opened a restricted incident", ReadersChanged = "Changed who reads an incident",
    ClientAdded = "Added a client", ClientChanged = "Changed a client", GroupAdded = "Made a group",
    GroupChanged = "Changed a group", GroupRemoved = "Removed a group",
    TeamAdded = "Made a team", TeamChanged = "Changed a team", TeamRemoved = "Removed a team",
    PlaybookAdded = "Made a playbook", PlaybookChanged = "Changed a playbook", PlaybookRemoved = "Removed a playbook",
    ServiceLevelsChanged = "Changed service levels", CalendarChanged = "Changed business hours",
    BrandingChanged = "Changed the branding", IngestKeyAdded = "Made an ingest key",
    IngestKeyRevoked = "Revoked an ingest key", PartnerAdded = "Added a partner", PartnerChanged = "Changed a partner",
    PartnerRemoved = "Removed a partner", PartnerKeyAdded = "Made a partner key",
    PartnerKeyRevoked = "Revoked a partner key", EmbedSessionBegun = "Began an embedded session",
    EmbedSessionEnded = "Ended an embedded session", EvidenceOpened = "Opened evidence",
    EvidenceSearched = "Searched evidence", ArtifactDownloaded = "Downloaded a piece of evidence",
    EvidenceCopied = "Copied from evidence", EvidenceRequested = "Asked to open evidence",
    EvidenceGranted = "Let somebody open evidence", EvidenceDeclined = "Did not let somebody open evidence",
    EvidenceRulesChanged = "Changed what opening evidence asks for",
    SilenceMade = "Silenced a detection", SilenceAgreed = "Agreed to a silence", SilenceEnded = "Ended a silence",
    ExportMade = "Exported data", ReportMade = "Made a report", RetentionChanged = "Changed how long things are kept",
    ContentsDeleted = "Contents were deleted", LegalHoldPlaced = "Placed a legal hold",
    LegalHoldLifted = "Lifted a legal hold", OffboardingAsked = "Asked to end a client",
    OffboardingConfirmed = "Confirmed the end of a client", OffboardingCalledOff = "Called off the end of a client",
    ClientDeleted = "A client was deleted", KeyDestroyed = "A client’s key was destroyed",
    AlarmRaised = "Was sent another client’s record", BulkBegun = "Began a change of many incidents",
    BulkUndone = "Undid a change of many incidents", HandoverAccepted = "Took over incidents",
    DeviceAdded = "Made a wallboard",
    DeviceConnected = "Let a wallboard’s screen in", DeviceRevoked = "Revoked a wallboard",
}

/// Who it was where it was no person.
pub(super) fn actor(actor: ActorKind) -> &'static str {
    match actor {
        ActorKind::Person => t::somebody(),
        ActorKind::Partner => t::actor_partner(),
        ActorKind::CommandLine => t::actor_command_line(),
        ActorKind::Schedule => t::actor_schedule(),
        ActorKind::Nobody => t::actor_nobody(),
        ActorKind::Unknown => unknown_word(),
    }
}

/// What the list can be narrowed to in one choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    SignIns,
    People,
    Clients,
    Keys,
    Evidence,
    Keeping,
    Incidents,
}

impl Kind {
    pub(super) const ALL: [Self; 7] =
        [Self::SignIns, Self::People, Self::Clients, Self::Keys, Self::Evidence, Self::Keeping, Self::Incidents];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::SignIns => t::sign_ins(),
            Self::People => t::people(),
            Self::Clients => t::clients(),
            Self::Keys => t::keys(),
            Self::Evidence => t::evidence(),
            Self::Keeping => t::keeping(),
            Self::Incidents => t::incidents(),
        }
    }

    /// Its actions, in the order of the closed list.
    pub(super) fn actions(self) -> Vec<AuditAction> {
        AuditAction::ALL.iter().copied().filter(|action| Self::of(*action) == self).collect()
    }

    fn of(action: AuditAction) -> Self {
        use AuditAction as A;
        match action {
            A::SignedIn
            | A::SignInFailed
            | A::SignedOut
            | A::SessionsEnded
            | A::PasswordChanged
            | A::PasswordReset
            | A::FactorAdded
            | A::FactorRemoved
            | A::FactorReset
            | A::RecoveryCodesMade
            | A::RecoveryCodeUsed
            | A::PasskeyAdded
            | A::PasskeyRemoved
            | A::IdentityProviderAdded
            | A::IdentityProviderChanged
            | A::IdentityProviderRemoved => Self::SignIns,
            A::ClientAdded
            | A::ClientChanged
            | A::GroupAdded
            | A::GroupChanged
            | A::GroupRemoved
            | A::PlaybookAdded
            | A::PlaybookChanged
            | A::PlaybookRemoved
            | A::ServiceLevelsChanged
            | A::CalendarChanged
            | A::BrandingChanged => Self::Clients,
            A::IngestKeyAdded
            | A::IngestKeyRevoked
            | A::PartnerAdded
            | A::PartnerChanged
            | A::PartnerRemoved
            | A::PartnerKeyAdded
            | A::PartnerKeyRevoked
            | A::EmbedSessionBegun
            | A::EmbedSessionEnded
            | A::DeviceAdded
            | A::DeviceConnected
            | A::DeviceRevoked => Self::Keys,
            A::EvidenceOpened
            | A::EvidenceSearched
            | A::ArtifactDownloaded
            | A::EvidenceCopied
            | A::EvidenceRequested
            | A::EvidenceGranted
            | A::EvidenceDeclined
            | A::EvidenceRulesChanged
            | A::SilenceMade
            | A::SilenceAgreed
            | A::SilenceEnded
            | A::ExportMade
            | A::ReportMade => Self::Evidence,
            A::RetentionChanged
            | A::ContentsDeleted
            | A::LegalHoldPlaced
            | A::LegalHoldLifted
            | A::OffboardingAsked
            | A::OffboardingConfirmed
            | A::OffboardingCalledOff
            | A::ClientDeleted
            | A::KeyDestroyed => Self::Keeping,
            A::AlarmRaised => Self::Evidence,
            A::BulkBegun | A::BulkUndone | A::HandoverAccepted => Self::Incidents,
            _ => Self::People,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_together_are_everything_once() {
        let mut all: Vec<AuditAction> = Kind::ALL.into_iter().flat_map(Kind::actions).collect();
        all.sort();
        assert_eq!(all, AuditAction::ALL);
    }
}
