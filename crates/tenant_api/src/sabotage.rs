//! Seeded faults: mistakes that the endpoint suite has to notice. Only the `sabotage` feature can switch one on; nothing of
//! this is in a build without it.
//!
//! To add one: a name here, [`is`] or [`instead`] where somebody would make the mistake, and in `tests/endpoints/sabotage.rs` the test that
//! is to notice it. One fault at a time is made by hand with `BULKHEAD_SABOTAGE=<name>`. A name that is nowhere made is an
//! unused one to the compiler.

/// The variable that names the one fault of a process.
#[cfg(feature = "sabotage")]
pub const VARIABLE: &str = "BULKHEAD_SABOTAGE";

macro_rules! faults {
    ($($(#[doc = $mistake:literal])+ $fault:ident,)+) => {
        /// What somebody could get wrong. `tests/endpoints/sabotage.rs` says which tests are to notice it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Fault {
            $($(#[doc = $mistake])+ $fault,)+
        }

        /// Every fault by its name.
        #[cfg(feature = "sabotage")]
        pub const FAULTS: &[&str] = &[$(stringify!($fault),)+];

        #[cfg(feature = "sabotage")]
        fn named(name: &str) -> Option<Fault> {
            match name {
                $(stringify!($fault) => Some(Fault::$fault),)+
                _ => None,
            }
        }
    };
}

faults! {
    /// The queue's statement has lost its client.
    QueueOfEveryClient,
    /// What is restricted to others is a row of the queue and its counters.
    RestrictedIsListed,
    /// A figure counts what is restricted to others.
    RestrictedIsCounted,
    /// A stream tells of what is restricted to others.
    RestrictedIsTold,
    /// A merge with a restricted incident lets in whoever may read the other one.
    MergeLoosens,
    /// Rows are read by their number alone.
    RowsByNumberAlone,
    /// A row's sparkline is of every incident of its number.
    HoursByNumberAlone,
    /// A timeline tells what was done to every incident of its number.
    ChangesByNumberAlone,
    /// A timeline tells what happened to every incident of its number.
    HappeningsByNumberAlone,
    /// Time goes on with everybody's holds as if they were one client's.
    HoldsOfEveryClient,
    /// A client is reminded of a hold whenever somebody looks.
    RemindsAgain,
    /// Whoever works an incident rates how it was done.
    RatedByAnybody,
    /// An incident has the notes of every incident of its number.
    NotesByNumberAlone,
    /// An incident counts the openings of every incident of its number.
    OpeningsByNumberAlone,
    /// Receipts are everybody's.
    ReceiptsOfEveryClient,
    /// Counters are of everybody's rows.
    FacetsOfEveryClient,
    /// A dashboard is of all clients that the caller sees, not of the scope's.
    OverviewOfEveryClient,
    /// One of a dashboard's figures is of everybody's rows.
    FiguresOfEveryClient,
    /// The scope of a group is all that the caller sees.
    GroupIsEverything,
    /// A scope has clients in which the caller may do something else.
    ScopeWithoutTheRight,
    /// A cursor of the queue is anybody's.
    CursorOfAnyCaller,
    /// A cursor of the queue goes on in any scope.
    CursorOfAnyScope,
    /// A cursor of the queue goes on under any filter.
    CursorOfAnyFilter,
    /// A cursor of the queue outlives the rights it was given for.
    CursorOfFormerRights,
    /// A cursor of an incident's or a client's list is anybody's, anywhere.
    ListCursorOfAnybody,
    /// A cursor of the audit goes on in any scope.
    AuditCursorOfAnyScope,
    /// An event's id is good for anybody's stream.
    EventIdOfAnybody,
    /// A stream tells what happens to everybody's incidents.
    UnfilteredStream,
    /// A stream tells of internal notes.
    InternalNoteIsTold,
    /// What was missed is told, and told again as it was heard.
    MissedIsToldTwice,
    /// A client's own people are told who looks at their incidents.
    PresenceForClients,
    /// A client's own people are told which of their rows somebody looks at.
    RowPresenceForClients,
    /// Notes are listed whatever their visibility.
    InternalNoteIsListed,
    /// An internal note makes the incident newer.
    InternalNoteMovesIncident,
    /// A note mentions whoever there is.
    MentionsAnybody,
    /// What somebody has begun to write is anybody's.
    DraftOfAnybody,
    /// A file is handed out without a receipt.
    FileWithoutReceipt,
    /// A file is handed out by another incident's receipt.
    FileOfAnyIncident,
    /// A client that is not the caller's is refused, where it should be missing.
    DeniedIs403,
    /// A refusal says which part refused.
    RefusalSaysWhoRefused,
    /// Any kind of credential passes any door.
    CredentialOfAnyKind,
    /// Evidence is answered before its receipt is stored.
    ReceiptIsNotStored,
    /// Findings are answered without looking for a receipt.
    FindingsWithoutReceipt,
    /// A receipt is good for whoever knows it.
    ReceiptOfAnybody,
    /// A receipt is good for the client's other incidents.
    ReceiptOfAnyIncident,
    /// A receipt does not expire.
    ReceiptForEver,
    /// A chosen reason opens what asks for a typed one.
    TypedReasonIsNotAsked,
    /// Whoever was let open one incident's evidence opens that of the client's others.
    GrantOfAnyIncident,
    /// Whoever was let once is let for ever.
    GrantForEver,
    /// Whoever was let open one incident's evidence opens what is merged into it, too.
    GrantOfWhatWasMerged,
    /// Somebody who was let outlasts the right of whoever let them.
    GrantOfFormerRights,
    /// A merge is taken back once its alerts were opened elsewhere.
    UnmergedAfterOpening,
    /// A receipt is good for what was merged into its incident later.
    ReceiptOfWhatWasMerged,
    /// What is copied out of an opening stands in no record of it.
    CopyIsNotRecorded,
    /// A silence is made without a receipt.
    SilenceWithoutReceipt,
    /// A silence acts in every client.
    SilenceOfEveryClient,
    /// A silence acts when its time is over.
    SilenceForEver,
    /// A silence of something critical acts by one person's word.
    SilenceOfOne,
    /// Silences are listed whosever they are.
    SilencesOfEveryClient,
    /// A search leaves no record.
    SearchIsNotRecorded,
    /// A client's record of a search names what was not found there.
    SearchNamesWhatWasNotFound,
    /// Records of searches are everybody's.
    SearchesOfEveryClient,
    /// Whatever a source calls a technique is one.
    AnyTextIsATechnique,
    /// What is sealed is bound to no place.
    RecordOfAnyPlace,
    /// What is seen as somebody else can be changed.
    SeeAsWrites,
    /// Evidence is opened in somebody else's place.
    SeeAsOpensEvidence,
    /// Anybody can be seen as, whatever they hold.
    SeeAsOfAnybody,
    /// Looking in somebody's place makes it read for them.
    SeeAsReadsForThem,
    /// Nothing is written down of who was seen as.
    SeeAsUnrecorded,
    /// Somebody suspended works on.
    SuspendedWorksOn,
    /// Suspending ends no session: it comes back with its user.
    SuspensionKeepsSessions,
    /// A stream does not look whether rights have changed.
    StreamOfFormerRights,
    /// Signing out takes the cookie away, and nothing else.
    SignOutKeepsSession,
    /// A session does not end when nobody is there.
    SessionNeverIdle,
    /// Whoever knows a session's name can end it.
    SessionEndedByAnybody,
    /// Ingest keys are listed whosever they are.
    KeysOfEveryClient,
    /// A revoked ingest key lets findings in.
    RevokedKeyLetsIn,
    /// Whoever sends findings says whose they are.
    FindingsOfNamedClient,
    /// An embed token is good on every origin.
    EmbedOnAnyOrigin,
    /// An embed token shows the clients of every token of its partner.
    EmbedOfAllTokensClients,
    /// An embed token shows every view that its profile allows.
    EmbedOfAnyView,
    /// A link follows nothing.
    LinkWithoutPrevious,
    /// An export holds everybody's people.
    ExportOfEverybody,
    /// A command is done whatever version it was made for.
    IfMatchIgnored,
    /// A merge moves the alerts of every incident of its number.
    MergeByNumberAlone,
    /// What is split off has no alerts, and no evidence.
    SplitLeavesEvidence,
    /// An incident is closed whatever has to be done first.
    MandatoryTaskHoldsNothing,
    /// An internal step is told to the client.
    InternalTaskIsListed,
    /// An internal step makes the incident newer.
    InternalTaskMovesIncident,
    /// A task is answered on another incident of its client.
    TaskOfAnyIncident,
    /// An incident has the tasks of every incident of its number.
    TasksByNumberAlone,
    /// Whoever works the incident gives the client's approval.
    ApprovedByAnybody,
    /// Playbooks are listed whosever they are.
    PlaybooksOfEverybody,
    /// What one client has approved beforehand, all have.
    PreauthorisedForEverybody,
    /// A row of a bulk is done whatever version was seen.
    BulkOfAnyVersion,
    /// A bulk is read by anybody of its scope.
    BulkOfAnybody,
    /// That a row was done is not stored with what was done.
    BulkOutcomeIsNotStored,
    /// A hand-over is answered by anybody of its organisation.
    HandoverOfAnybody,
    /// A hand-over has rows of every client, whatever the scope.
    HandoverOfEveryClient,
    /// Incidents are handed over to somebody of another organisation.
    HandoverToAnybody,
    /// What somebody else has by now is taken over, too.
    HandoverOfAnothers,
    /// A request is found by its number alone.
    RequestByNumberAlone,
    /// A list of requests tells what somebody wrote.
    RequestTextIsListed,
    /// A client reads the internal messages about its requests.
    InternalMessageIsTold,
    /// Saved views are everybody's.
    ViewsOfEverybody,
    /// A person's own views are their team's.
    ViewsOfTheTeam,
    /// A view tells of clients that its reader does not see.
    ViewNamesUnseenClients,
    /// What somebody prefers names clients that they no longer see.
    PreferenceOfLostClients,
    /// Whoever may lower may raise.
    LoweringRaises,
    /// Somebody gives what they do not hold.
    GivesWhatTheyLack,
    /// People are listed whosever they are.
    UsersOfEverybody,
    /// Groups are listed whosever they are.
    GroupsOfEverybody,
    /// A group takes in another MSP's clients.
    GroupOfForeignClients,
    /// A group names clients that the caller does not see.
    GroupNamesUnseenClients,
    /// The matrix is of the caller's organisation instead of the client.
    MatrixOfOwnOrganisation,
    /// The matrix tells a client how its MSP groups its clients.
    MatrixTellsGroups,
    /// A client is told of every template of its MSP.
    TemplatesOfEverybody,
    /// The audit is everybody's.
    AuditOfEverybody,
    /// A client does not get to know that its MSP's access has widened.
    WideningUntold,
    /// An incident can be given to anybody.
    AssignedToAnybody,
    /// Whoever is granted anything can be given incidents.
    AssigneesWithoutTheRight,
    /// An incident can be given to any team.
    AssignedToAnyTeam,
    /// Teams are listed whosever they are.
    TeamsOfEverybody,
    /// A team takes in another organisation's people.
    TeamOfForeignPeople,
    /// Devices are listed whosever they are.
    DevicesOfEverybody,
    /// A code lets in whoever types it next, too.
    CodeWorksTwice,
    /// A revoked device shows its board.
    RevokedDeviceReads,
    /// A board shows every client of its organisation, whatever its scope.
    BoardOfEveryClient,
    /// A board with pseudonyms shows incidents by their keys.
    PseudonymsKeepKeys,
    /// A letter of a client that is no more is given to the next one.
    PseudonymsOfTheDead,
    /// Retention does not look for a legal hold.
    SweptUnderHold,
    /// A client is deleted under a legal hold.
    DeletedUnderHold,
    /// Who asked for a client's end confirms it.
    OffboardedByOne,
}

/// Whether this process is to make a mistake.
#[cfg(not(feature = "sabotage"))]
pub(crate) const fn is(_: Fault) -> bool {
    false
}

/// Whether this process is to make a mistake.
#[cfg(feature = "sabotage")]
pub(crate) fn is(fault: Fault) -> bool {
    seeded() == Some(fault)
}

/// The fault of this process.
///
/// # Panics
/// When the variable names none: whoever mistyped it must not take a sound process for one that makes a mistake.
#[cfg(feature = "sabotage")]
pub(crate) fn seeded() -> Option<Fault> {
    static SEEDED: std::sync::LazyLock<Option<Fault>> = std::sync::LazyLock::new(|| {
        let name = std::env::var(VARIABLE).ok()?;
        Some(named(&name).unwrap_or_else(|| panic!("{VARIABLE}={name}: there is no fault of this name")))
    });
    *SEEDED
}

/// The fault of this process: none.
#[cfg(not(feature = "sabotage"))]
pub(crate) const fn seeded() -> Option<Fault> {
    None
}

/// A statement; under its fault one that says `wrong` where it should say `right`.
#[cfg(not(feature = "sabotage"))]
pub(crate) const fn instead(_: Fault, sql: &'static str, _right: &str, _wrong: &str) -> &'static str {
    sql
}

/// A statement; under its fault one that says `wrong` where it should say `right`.
#[cfg(feature = "sabotage")]
pub(crate) fn instead(fault: Fault, sql: &'static str, right: &str, wrong: &str) -> &'static str {
    assert!(is(fault) || sql.contains(right), "{fault:?} is about a statement that is no more: {sql}");
    // A few statements of a test's process.
    if is(fault) { sql.replace(right, wrong).leak() } else { sql }
}
