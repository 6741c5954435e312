//! The words of the closed lists and of what every screen says, so that one thing has one name everywhere.

use crate::{api::ApiError, i18n::texts, passkeys::Failure};
use wire::{
    opening::SearchKind,
    silence::SilenceState,
    task::Phase,
    vocabulary::{
        AssetClass, BreachKind, Capability, Category, Confidence, Disposition, HoldReason, Impact, Priority, Severity,
        Status, Verdict,
    },
    workflow::{Action, Refusal},
};

texts! { pub,
    all_managed_clients = { en: "All managed clients" };
    foreign_record = { en: "The tenant API sent a record of another client. It was refused and is not shown. Tell whoever runs it before you go on" };
    not_found = { en: "There is nothing here" };
    not_found_detail = { en: "The address is wrong, or it is not for you to see" };
    to_start = { en: "Go to the start" };
    nobody = { en: "Nobody" };
    you = { en: "You" };
    retry = { en: "Try again" };
    cancel = { en: "Cancel" };
    close_dialog = { en: "Close this dialog" };
    loading = { en: "Loading" };
    request_id(id) = { en: "Request {id}" };
    unknown_word = { en: "Unknown" };
    paused = { en: "paused" };
    signed_out_error = { en: "Your session has ended. Sign in again to go on" };
    not_found_error = { en: "It is not here" };
    denied_error = { en: "You are not permitted to do this" };
    denied_for(what) = { en: "You are not permitted to {what}" };
    invalid_error = { en: "The tenant API did not accept it" };
    conflict_error = { en: "Somebody changed it meanwhile" };
    too_many_error[seconds] = { en: { one: "Too many requests: wait {seconds} second", other: "Too many requests: wait {seconds} seconds" } };
    offline_error = { en: "The tenant API cannot be reached" };
    server_error = { en: "The tenant API failed to answer" };
    passkey_refused = { en: "The browser gave no passkey" };
    passkey_known = { en: "This device has a passkey of yours already" };
    bad_reply_error = { en: "The answer was not understood" };
    text_cut[hidden] = { en: { one: "{hidden} more character", other: "{hidden} more characters" } };
    in_state(status) = { en: "Not from “{status}”" };
    nobody_assigned = { en: "Somebody has to be assigned first" };
    tasks_open[count] = { en: { one: "{count} mandatory task is still open", other: "{count} mandatory tasks are still open" } };
    merged_elsewhere = { en: "It was merged into another incident: take that back instead" };
    only_seen(name) = { en: "You see this as {name} does, and change nothing" };
    not_offered = { en: "Not possible now" };
}

/// Declares the word for each value of a closed list.
macro_rules! words_of {
    ($(#[$doc:meta])* $name:ident($list:ident) { $($variant:ident = $en:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[must_use]
        pub fn $name(value: $list) -> &'static str {
            use $crate::i18n::Translated;
            match value {
                $($list::$variant => Translated { en: $en }.here(),)+
                $list::Unknown => unknown_word(),
            }
        }
    };
}

words_of! { status(Status) {
    New = "New", InProgress = "In progress", OnHold = "On hold", Resolved = "Resolved", Closed = "Closed",
} }
words_of! { hold_reason(HoldReason) {
    AwaitingClient = "Awaiting client", AwaitingThirdParty = "Awaiting third party", Scheduled = "Scheduled",
} }
words_of! { severity(Severity) {
    Informational = "Informational", Low = "Low", Medium = "Medium", High = "High", Critical = "Critical",
    Fatal = "Fatal",
} }
words_of! { priority(Priority) { Low = "Low", Medium = "Medium", High = "High", Critical = "Critical" } }
words_of! { impact(Impact) { Low = "Low", Medium = "Medium", High = "High", Critical = "Critical" } }
words_of! { confidence(Confidence) { Low = "Low", Medium = "Medium", High = "High" } }
words_of! { disposition(Disposition) { Blocked = "Blocked", Allowed = "Allowed" } }
words_of! { asset_class(AssetClass) {
    Critical = "Critical asset", Server = "Server", Workstation = "Workstation", Account = "Account",
    Network = "Network", Cloud = "Cloud",
} }
words_of! { category(Category) {
    Reconnaissance = "Reconnaissance", ResourceDevelopment = "Resource development",
    InitialAccess = "Initial access", Execution = "Execution", Persistence = "Persistence",
    PrivilegeEscalation = "Privilege escalation", DefenseEvasion = "Defense evasion",
    CredentialAccess = "Credential access", Discovery = "Discovery", LateralMovement = "Lateral movement",
    Collection = "Collection", CommandAndControl = "Command and control", Exfiltration = "Exfiltration",
    Impact = "Impact", Malware = "Malware", Phishing = "Phishing", Vulnerability = "Vulnerability",
    PolicyViolation = "Policy violation", DataLoss = "Data loss", Availability = "Availability", Anomaly = "Anomaly",
    Unclassified = "Unclassified",
} }
words_of! { verdict(Verdict) {
    FalsePositive = "False positive", TruePositive = "True positive", Disregard = "Disregard",
    Suspicious = "Suspicious", Benign = "Benign", Test = "Test", InsufficientData = "Insufficient data",
    SecurityRisk = "Security risk", ManagedExternally = "Managed externally", Duplicate = "Duplicate",
} }
words_of! { breach_kind(BreachKind) { Respond = "Respond", Resolve = "Resolve" } }
words_of! {
    /// What a capability lets one do, to follow "You are not permitted to".
    capability(Capability) {
        OverviewRead = "see the overview", QueueRead = "see the queue", IncidentRead = "read incidents",
        IncidentAssign = "assign incidents", IncidentSetStatus = "change the status",
        IncidentSetPriority = "change the priority", IncidentClose = "close incidents",
        IncidentReopen = "reopen incidents", IncidentRestrict = "restrict incidents to named people",
        IncidentRate = "rate how incidents are handled",
        NoteShared = "write shared notes", NoteInternal = "write internal notes",
        RequestRead = "read requests", RequestWrite = "ask for something", RequestHandle = "answer requests",
        EvidenceOpen = "open evidence", SilenceManage = "silence detections", ReceiptsRead = "read access records",
        AccessRead = "see who may do what", AccessManage = "decide who may do what",
        AccessLower = "take rights away", ClientManage = "manage the client", AuditRead = "read the audit",
        RetentionManage = "export and end a client", EmbedManage = "manage partner portals",
    }
}

words_of! { silence_state(SilenceState) {
    Waiting = "Waits for agreement", Acting = "Acts", Expired = "Expired", Ended = "Ended",
} }
words_of! { search_kind(SearchKind) {
    Host = "Host", User = "User or e-mail", Ip = "Address", Hash = "Hash", Domain = "Domain",
} }
words_of! {
    /// A phase of the response to an incident, as NIST and SANS name them.
    phase(Phase) {
        Preparation = "Preparation", Identification = "Identification", Containment = "Containment",
        Eradication = "Eradication", Recovery = "Recovery", LessonsLearned = "Lessons learned",
    }
}

/// What an action's button says; the ones that ask more end in `…`.
#[must_use]
pub fn action(action: Action) -> &'static str {
    use crate::i18n::Translated;
    match action {
        Action::Assign => Translated { en: "Assign" },
        Action::Start => Translated { en: "Start" },
        Action::Hold => Translated { en: "Hold…" },
        Action::Resolve => Translated { en: "Resolve" },
        Action::SetPriority => Translated { en: "Priority" },
        Action::Close => Translated { en: "Close…" },
        Action::Reopen => Translated { en: "Reopen…" },
        Action::Merge => Translated { en: "Merge…" },
        Action::Split => Translated { en: "Split off…" },
        Action::Unmerge => Translated { en: "Take back" },
        Action::Restrict => Translated { en: "Restrict…" },
    }
    .here()
}

/// Why an action is not offered.
#[must_use]
pub fn refusal(refusal: Refusal) -> String {
    match refusal {
        Refusal::State { status: at } => in_state(status(at)),
        Refusal::NobodyAssigned => nobody_assigned().to_owned(),
        Refusal::Merged => merged_elsewhere().to_owned(),
        Refusal::TasksOpen { count } => tasks_open(count.into()),
        Refusal::Capability { capability: Capability::Unknown } => denied_error().to_owned(),
        Refusal::Capability { capability: missing } => denied_for(capability(missing)),
        Refusal::Unknown => not_offered().to_owned(),
    }
}

/// Why there is no passkey.
#[must_use]
pub fn passkey(failure: &Failure) -> String {
    match failure {
        Failure::Api(error) => self::error(error),
        Failure::Refused => passkey_refused().to_owned(),
        Failure::Known => passkey_known().to_owned(),
    }
}

/// What went wrong, in one sentence.
#[must_use]
pub fn error(error: &ApiError) -> String {
    match error {
        ApiError::SignedOut | ApiError::Code { .. } => signed_out_error(),
        ApiError::NotFound => not_found_error(),
        ApiError::Denied(None | Some(Capability::Unknown)) => denied_error(),
        ApiError::Denied(Some(missing)) => return denied_for(capability(*missing)),
        ApiError::Invalid(fields) => {
            return fields.first().map_or_else(|| invalid_error().to_owned(), |field| field.problem.clone());
        }
        ApiError::Conflict { .. } => conflict_error(),
        ApiError::TooMany { retry_after_s } => return too_many_error(u64::from(*retry_after_s)),
        ApiError::Offline => offline_error(),
        ApiError::Server { .. } => server_error(),
        ApiError::BadReply => bad_reply_error(),
    }
    .to_owned()
}
