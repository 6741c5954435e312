//! The closed lists of the product: what a row may say, in the field's standard terms.

/// Declares a closed list whose captions travel as they are written here. An unknown caption in an answer becomes
/// `Unknown`, so an older console survives a newer tenant API. Read through one table: a derived reader of its own for
/// every list is 45 kB of the console's main module.
macro_rules! closed_list {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $caption:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$about])* #[cfg_attr(feature = "openapi", schema(rename = $caption))] $variant,)+
            /// A caption this build does not know.
            #[default]
            #[cfg_attr(feature = "openapi", schema(rename = "unknown"))]
            Unknown,
        }

        impl $name {
            /// Every value that has a meaning of its own, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The caption as it travels.
            #[must_use]
            pub const fn caption(self) -> &'static str {
                match self { $(Self::$variant => $caption,)+ Self::Unknown => "unknown" }
            }

            /// The value a caption names, or `None` if this build does not know it.
            #[must_use]
            pub fn from_caption(caption: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.caption() == caption)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.caption())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let caption = <String as serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::from_caption(&caption).unwrap_or_default())
            }
        }
    };
}
pub(crate) use closed_list;

closed_list! {
    /// OCSF `status_id` of an Incident Finding (class 2005), 1 to 5.
    Status { New = "new", InProgress = "in_progress", OnHold = "on_hold", Resolved = "resolved", Closed = "closed" }
}

impl Status {
    /// Open: somebody still has to do something about it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::New | Self::InProgress | Self::OnHold)
    }
}

closed_list! {
    /// Why an incident is On Hold.
    HoldReason { AwaitingClient = "awaiting_client", AwaitingThirdParty = "awaiting_third_party", Scheduled = "scheduled" }
}

closed_list! {
    /// OCSF `severity_id` 1 to 6, as the alert carries it.
    Severity {
        Informational = "informational", Low = "low", Medium = "medium", High = "high", Critical = "critical",
        Fatal = "fatal",
    }
}

closed_list! {
    /// The MSP's ordering of work; starts from the highest severity.
    Priority { Low = "low", Medium = "medium", High = "high", Critical = "critical" }
}

closed_list! {
    /// OCSF `impact_id`, 1 to 4.
    Impact { Low = "low", Medium = "medium", High = "high", Critical = "critical" }
}

closed_list! {
    /// OCSF `confidence_id`, 1 to 3.
    Confidence { Low = "low", Medium = "medium", High = "high" }
}

closed_list! {
    /// OCSF `disposition_id`, folded to what an analyst orders work by.
    Disposition { Blocked = "blocked", Allowed = "allowed" }
}

closed_list! {
    /// What kind of asset is touched. `Critical` is any asset the client marked as such.
    AssetClass {
        Critical = "critical", Server = "server", Workstation = "workstation", Account = "account",
        Network = "network", Cloud = "cloud",
    }
}

closed_list! {
    /// The fourteen ATT&CK enterprise tactics, then what ATT&CK has no word for.
    Category {
        Reconnaissance = "reconnaissance", ResourceDevelopment = "resource_development",
        InitialAccess = "initial_access", Execution = "execution", Persistence = "persistence",
        PrivilegeEscalation = "privilege_escalation", DefenseEvasion = "defense_evasion",
        CredentialAccess = "credential_access", Discovery = "discovery", LateralMovement = "lateral_movement",
        Collection = "collection", CommandAndControl = "command_and_control", Exfiltration = "exfiltration",
        Impact = "impact", Malware = "malware", Phishing = "phishing", Vulnerability = "vulnerability",
        PolicyViolation = "policy_violation", DataLoss = "data_loss", Availability = "availability",
        Anomaly = "anomaly", Unclassified = "unclassified",
    }
}

closed_list! {
    /// The same tactics by their ATT&CK ids, in the same order: what a row may name several of.
    Tactic {
        Reconnaissance = "TA0043", ResourceDevelopment = "TA0042", InitialAccess = "TA0001", Execution = "TA0002",
        Persistence = "TA0003", PrivilegeEscalation = "TA0004", DefenseEvasion = "TA0005",
        CredentialAccess = "TA0006", Discovery = "TA0007", LateralMovement = "TA0008", Collection = "TA0009",
        CommandAndControl = "TA0011", Exfiltration = "TA0010", Impact = "TA0040",
    }
}

impl Tactic {
    /// The category that bears the same name.
    #[must_use]
    pub fn category(self) -> Category {
        Category::ALL.get(self as usize).copied().filter(|_| self != Self::Unknown).unwrap_or_default()
    }

    /// The tactic that a category is, if it is one.
    #[must_use]
    pub fn of(category: Category) -> Option<Self> {
        Self::ALL.get(category as usize).copied()
    }
}

closed_list! {
    /// OCSF `verdict_id` of an Incident Finding, given on closing.
    Verdict {
        FalsePositive = "false_positive", TruePositive = "true_positive", Disregard = "disregard",
        Suspicious = "suspicious", Benign = "benign", Test = "test", InsufficientData = "insufficient_data",
        SecurityRisk = "security_risk", ManagedExternally = "managed_externally", Duplicate = "duplicate",
    }
}

closed_list! {
    /// Which of the two clocks `breach_at` belongs to.
    BreachKind { Respond = "respond", Resolve = "resolve" }
}

closed_list! {
    /// Who sees a note: the MSP only, or the client too.
    Visibility { Internal = "internal", Shared = "shared" }
}

closed_list! {
    /// How a session was begun: by password alone, by password and a code, by passkey, through the organisation.
    SignInMethod { Password = "password", Code = "code", Passkey = "passkey", Organisation = "organisation" }
}

closed_list! {
    /// What an organisation is.
    OrganisationKind { Msp = "msp", Client = "client" }
}

closed_list! {
    /// Where an account stands. An invited one has not been used yet; a suspended one cannot be.
    AccountState { Active = "active", Invited = "invited", Suspended = "suspended" }
}

closed_list! {
    /// How a profile reaches a client, nearest first.
    Reach { Client = "client", Group = "group", Standing = "standing" }
}

closed_list! {
    /// When the clocks of a service level tick.
    ServiceCalendar { Always = "always", Business = "business" }
}

closed_list! {
    Weekday {
        Monday = "monday", Tuesday = "tuesday", Wednesday = "wednesday", Thursday = "thursday", Friday = "friday",
        Saturday = "saturday", Sunday = "sunday",
    }
}

closed_list! {
    /// One thing a user may do in one client. Screens ask for these, never for roles.
    Capability {
        OverviewRead = "overview.read", QueueRead = "queue.read", IncidentRead = "incident.read",
        IncidentAssign = "incident.assign", IncidentSetStatus = "incident.set_status",
        IncidentSetPriority = "incident.set_priority", IncidentClose = "incident.close",
        IncidentReopen = "incident.reopen", IncidentRestrict = "incident.restrict", IncidentRate = "incident.rate",
        NoteShared = "note.shared", NoteInternal = "note.internal",
        RequestRead = "request.read", RequestWrite = "request.write", RequestHandle = "request.handle",
        EvidenceOpen = "evidence.open", SilenceManage = "silence.manage", ReceiptsRead = "receipts.read",
        AccessRead = "access.read", AccessManage = "access.manage", AccessLower = "access.lower", ClientManage = "client.manage",
        AuditRead = "audit.read", RetentionManage = "retention.manage", EmbedManage = "embed.manage",
    }
}

impl Capability {
    /// It says who may do what, or what becomes of a client, instead of working an incident. Over a whole organisation it
    /// is held by whoever holds it in every client of it.
    #[must_use]
    pub const fn administers(self) -> bool {
        matches!(
            self,
            Self::AccessRead
                | Self::AccessManage
                | Self::AccessLower
                | Self::ClientManage
                | Self::AuditRead
                | Self::RetentionManage
                | Self::EmbedManage
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tactic_is_the_category_of_its_name() {
        for tactic in Tactic::ALL {
            assert_eq!(format!("{tactic:?}"), format!("{:?}", tactic.category()));
            assert_eq!(Tactic::of(tactic.category()), Some(*tactic));
        }
        assert_eq!(Tactic::Unknown.category(), Category::Unknown);
        assert_eq!((Tactic::of(Category::Malware), Tactic::of(Category::Unknown)), (None, None));
    }
}
