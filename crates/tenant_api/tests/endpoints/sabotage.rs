//! Mistakes are made on purpose, one at a time: the tests of this program have to notice every one.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    process::Command,
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};
use tenant_api::sabotage::{FAULTS, VARIABLE};

/// Each fault of `src/sabotage.rs`, and the test of the suite that is to notice it.
const NOTICED_BY: &[(&str, &str)] = &[
    ("QueueOfEveryClient", "queue_plans::both_plans_and_any_change_between_them_give_the_same_pages_and_cursors"),
    ("RestrictedIsListed", "restricted::for_everybody_else_there_is_no_such_incident"),
    ("RestrictedIsCounted", "restricted::for_everybody_else_there_is_no_such_incident"),
    ("RestrictedIsTold", "restricted::streams_tell_its_readers_alone_and_nobody_else_counts_it"),
    ("MergeLoosens", "restricted::a_merge_keeps_the_stricter_access"),
    ("RowsByNumberAlone", "others::what_happens_to_another_client_changes_no_byte_here"),
    ("FacetsOfEveryClient", "queue::every_order_pages_through_every_row_once"),
    ("OverviewOfEveryClient", "overview::every_figure_is_its_drill_down"),
    ("FiguresOfEveryClient", "others::what_happens_to_another_client_changes_no_byte_here"),
    ("HoursByNumberAlone", "others::what_happens_to_another_client_changes_no_byte_here"),
    ("ChangesByNumberAlone", "others::what_happens_to_another_client_changes_no_byte_here"),
    ("HappeningsByNumberAlone", "holds::one_clients_holds_are_nothing_to_another"),
    ("HoldsOfEveryClient", "holds::one_clients_holds_are_nothing_to_another"),
    ("RemindsAgain", "holds::a_client_that_is_awaited_is_reminded_once_and_the_row_comes_back_after_three_days"),
    ("RatedByAnybody", "ratings::nobody_who_worked_it_rates_it"),
    ("NotesByNumberAlone", "others::what_happens_to_another_client_changes_no_byte_here"),
    ("OpeningsByNumberAlone", "others::what_happens_to_another_client_changes_no_byte_here"),
    ("ReceiptsOfEveryClient", "others::what_happens_to_another_client_changes_no_byte_here"),
    ("GroupIsEverything", "queue::a_scope_shows_its_clients_and_a_filter_cannot_widen_it"),
    ("ScopeWithoutTheRight", "overview::one_client_is_compared_with_nobody"),
    ("CursorOfAnyCaller", "queue::a_cursor_is_for_one_caller_one_list_and_one_state_of_rights"),
    ("CursorOfAnyScope", "queue::a_cursor_is_for_one_caller_one_list_and_one_state_of_rights"),
    ("CursorOfAnyFilter", "queue::a_cursor_is_for_one_caller_one_list_and_one_state_of_rights"),
    ("CursorOfFormerRights", "queue::a_cursor_is_for_one_caller_one_list_and_one_state_of_rights"),
    ("ListCursorOfAnybody", "incident::a_cursor_of_a_list_is_for_one_caller_and_one_place"),
    ("AuditCursorOfAnyScope", "audit::pages_go_on_where_they_ended_and_for_nobody_else"),
    ("EventIdOfAnybody", "events::an_events_id_is_for_one_reader_and_one_scope"),
    ("UnfilteredStream", "events::changes_are_told_to_those_whose_they_are"),
    ("InternalNoteIsTold", "events::changes_are_told_to_those_whose_they_are"),
    ("MissedIsToldTwice", "cuts::ten_thousand_times_nothing_is_lost_doubled_or_told_in_another_order"),
    ("PresenceForClients", "presence::a_client_is_not_told_who_looks_after_it_nor_who_of_its_own_looks"),
    ("RowPresenceForClients", "presence::rows_tell_of_colleagues_in_the_scope_and_a_client_of_nobody"),
    ("InternalNoteIsListed", "incident::an_internal_note_changes_no_byte_of_the_clients"),
    ("InternalNoteMovesIncident", "incident::an_internal_note_changes_no_byte_of_the_clients"),
    ("MentionsAnybody", "notes::somebody_who_may_not_read_it_is_not_mentioned"),
    ("DraftOfAnybody", "notes::a_draft_is_its_authors_alone_until_it_is_written"),
    ("FileWithoutReceipt", "kept_files::a_file_is_found_by_an_opening_and_handed_out_on_record"),
    ("FileOfAnyIncident", "kept_files::a_file_is_found_by_an_opening_and_handed_out_on_record"),
    ("DeniedIs403", "profiles::a_template_is_made_changed_and_removed_when_nobody_holds_it"),
    ("RefusalSaysWhoRefused", "access::every_operation_for_every_principal_and_whose_it_is"),
    ("CredentialOfAnyKind", "credentials::every_kind_of_credential_before_every_door"),
    ("ReceiptIsNotStored", "evidence::each_opening_leaves_a_receipt_in_the_chain"),
    ("FindingsWithoutReceipt", "evidence::a_receipt_is_its_openers_for_ten_minutes"),
    ("ReceiptOfAnybody", "evidence::a_receipt_is_its_openers_for_ten_minutes"),
    ("ReceiptOfAnyIncident", "evidence::a_receipt_is_its_openers_for_ten_minutes"),
    ("ReceiptForEver", "evidence::a_receipt_is_its_openers_for_ten_minutes"),
    (
        "TypedReasonIsNotAsked",
        "evidence_door::a_typed_reason_is_asked_for_where_it_is_anothers_or_done_with_or_the_client_says_so",
    ),
    (
        "GrantOfAnyIncident",
        "evidence_door::whoever_is_let_opens_that_incident_for_half_an_hour_and_both_stand_in_the_record",
    ),
    ("GrantForEver", "evidence_door::whoever_is_let_opens_that_incident_for_half_an_hour_and_both_stand_in_the_record"),
    ("GrantOfWhatWasMerged", "evidence_door::whoever_was_let_open_one_does_not_open_what_is_merged_into_it"),
    ("GrantOfFormerRights", "evidence_door::a_grant_ends_with_the_right_of_whoever_gave_it"),
    ("UnmergedAfterOpening", "merges::what_was_opened_since_is_not_taken_back"),
    ("ReceiptOfWhatWasMerged", "merges::what_was_opened_since_is_not_taken_back"),
    ("CopyIsNotRecorded", "evidence_door::what_is_copied_stands_in_the_record_by_its_kind_alone"),
    ("SilenceWithoutReceipt", "silences::it_is_made_by_whoever_has_the_evidence_open"),
    ("SilenceOfEveryClient", "silences::it_acts_in_its_client_alone"),
    ("SilenceForEver", "silences::it_ends_with_its_time_and_by_hand"),
    ("SilenceOfOne", "silences::something_critical_is_silenced_by_two_persons"),
    ("SilencesOfEveryClient", "silences::a_list_is_of_its_scope_and_says_no_word"),
    (
        "SearchIsNotRecorded",
        "evidence_searches::every_client_that_is_searched_has_a_record_and_names_what_was_found_there",
    ),
    (
        "SearchNamesWhatWasNotFound",
        "evidence_searches::every_client_that_is_searched_has_a_record_and_names_what_was_found_there",
    ),
    (
        "SearchesOfEveryClient",
        "evidence_searches::every_client_that_is_searched_has_a_record_and_names_what_was_found_there",
    ),
    ("AnyTextIsATechnique", "evidence::nothing_but_an_opening_shows_where_it_came_from"),
    ("RecordOfAnyPlace", "at_rest::a_record_opens_under_no_other_client_and_no_other_number"),
    ("SeeAsWrites", "see_as::every_read_is_what_that_user_gets_and_no_write_passes"),
    ("SeeAsOpensEvidence", "see_as::evidence_is_not_opened_through_it_and_nothing_is_read_for_them"),
    ("SeeAsOfAnybody", "see_as::nobody_sees_more_by_it_than_they_hold"),
    ("SeeAsReadsForThem", "see_as::evidence_is_not_opened_through_it_and_nothing_is_read_for_them"),
    ("SeeAsUnrecorded", "see_as::it_ends_with_time_session_rights_and_on_asking"),
    ("SuspendedWorksOn", "revocation::whatever_takes_a_right_away_takes_it_from_everything"),
    ("SuspensionKeepsSessions", "people::a_clients_manager_lowers_and_never_raises"),
    ("StreamOfFormerRights", "revocation::whatever_takes_a_right_away_takes_it_from_everything"),
    ("SignOutKeepsSession", "session::a_session_ends_when_idle_and_after_twelve_hours_and_on_signing_out"),
    ("SessionNeverIdle", "session::a_session_ends_when_idle_and_after_twelve_hours_and_on_signing_out"),
    ("SessionEndedByAnybody", "sessions::a_session_is_ended_by_its_own_user_alone"),
    ("KeysOfEveryClient", "others::what_an_organisation_lists_is_its_own"),
    ("RevokedKeyLetsIn", "administration::a_key_is_seen_once_and_lets_nothing_in_when_revoked"),
    ("FindingsOfNamedClient", "ingest::a_key_is_for_its_client_whatever_else_is_said"),
    ("EmbedOnAnyOrigin", "embed_session::a_token_is_no_good_later_elsewhere_or_for_another_view"),
    ("EmbedOfAllTokensClients", "embed_session::each_token_shows_its_own_clients"),
    ("EmbedOfAnyView", "embed_session::a_token_is_no_good_later_elsewhere_or_for_another_view"),
    ("LinkWithoutPrevious", "evidence::each_opening_leaves_a_receipt_in_the_chain"),
    ("ExportOfEverybody", "export::everything_of_the_client_is_in_it_and_nothing_of_anybody_else"),
    ("IfMatchIgnored", "incident::a_command_needs_the_current_version"),
    ("MergeByNumberAlone", "merges::a_merge_moves_nothing_of_another_client"),
    ("SplitLeavesEvidence", "merges::what_is_split_off_takes_its_evidence"),
    ("MandatoryTaskHoldsNothing", "tasks::each_side_answers_its_own_and_a_mandatory_task_holds_back_closing"),
    ("InternalTaskIsListed", "tasks::an_internal_step_changes_no_byte_of_the_clients"),
    ("InternalTaskMovesIncident", "tasks::an_internal_step_changes_no_byte_of_the_clients"),
    ("TaskOfAnyIncident", "tasks::a_task_is_of_its_own_incident_and_its_own_client"),
    ("TasksByNumberAlone", "tasks::a_task_is_of_its_own_incident_and_its_own_client"),
    ("ApprovedByAnybody", "tasks::each_side_answers_its_own_and_a_mandatory_task_holds_back_closing"),
    ("PlaybooksOfEverybody", "others::what_an_organisation_lists_is_its_own"),
    ("PreauthorisedForEverybody", "tasks::what_one_client_has_approved_beforehand_is_asked_of_the_others"),
    ("BulkOfAnyVersion", "bulk::what_people_changed_stays_as_they_left_it"),
    ("BulkOfAnybody", "bulk::it_is_its_makers_in_the_scope_it_was_made_in_and_not_for_ever"),
    ("BulkOutcomeIsNotStored", "bulk::killed_in_the_middle_it_says_what_was_done_and_goes_on"),
    ("HandoverOfAnybody", "handovers::it_is_between_two_people_and_nothing_to_anybody_else"),
    ("HandoverOfEveryClient", "handovers::a_scope_is_about_its_own_rows_and_no_others"),
    ("HandoverToAnybody", "handovers::only_colleagues_who_can_have_them_are_offered_them"),
    ("HandoverOfAnothers", "handovers::what_happened_meanwhile_is_told_row_by_row"),
    ("RequestByNumberAlone", "client_requests::a_key_counts_its_own_client_and_another_clients_request_is_not_there"),
    ("RequestTextIsListed", "client_requests::what_is_written_is_told_with_that_request_alone"),
    ("InternalMessageIsTold", "client_requests::an_internal_message_changes_no_byte_of_the_clients"),
    ("ViewsOfEverybody", "views::a_view_is_its_owners_or_its_teams_and_nobody_elses"),
    ("ViewsOfTheTeam", "views::a_view_is_its_owners_or_its_teams_and_nobody_elses"),
    ("ViewNamesUnseenClients", "views::a_view_that_names_what_its_reader_does_not_see_is_not_there"),
    ("PreferenceOfLostClients", "preferences::what_is_no_longer_seen_is_not_told"),
    ("LoweringRaises", "people::a_clients_manager_lowers_and_never_raises"),
    ("GivesWhatTheyLack", "people::nobody_gives_what_they_do_not_hold"),
    ("UsersOfEverybody", "others::what_an_organisation_lists_is_its_own"),
    ("GroupsOfEverybody", "others::what_an_organisation_lists_is_its_own"),
    ("GroupOfForeignClients", "administration::a_group_is_of_its_msps_clients_and_is_a_scope_at_once"),
    ("GroupNamesUnseenClients", "administration::a_group_is_named_with_the_clients_that_its_reader_sees"),
    ("MatrixOfOwnOrganisation", "grants::who_can_see_an_incident_is_who_may_read_it_and_by_what"),
    ("MatrixTellsGroups", "grants::how_an_msp_groups_its_clients_is_not_told_to_them"),
    ("TemplatesOfEverybody", "profiles::a_client_sees_the_templates_that_are_used_in_it_and_no_others"),
    ("AuditOfEverybody", "audit::sessions_and_openings_are_on_record_where_they_belong"),
    ("WideningUntold", "people::a_client_is_told_when_its_msps_access_widens"),
    ("AssignedToAnybody", "incident::what_the_state_does_not_allow_says_what_it_does"),
    ("AssigneesWithoutTheRight", "incident::assignees_are_those_who_can_read_it"),
    ("AssignedToAnyTeam", "teams::another_organisations_team_is_as_if_it_were_not_there"),
    ("TeamsOfEverybody", "others::what_an_organisation_lists_is_its_own"),
    ("TeamOfForeignPeople", "teams::a_team_is_of_its_organisations_people"),
    ("DevicesOfEverybody", "devices::devices_are_their_organisations_and_nobody_elses"),
    ("CodeWorksTwice", "devices::a_code_lets_one_screen_in_within_a_quarter_of_an_hour"),
    ("RevokedDeviceReads", "devices::revoked_it_shows_nothing_any_more_where_it_waits_within_a_second"),
    ("BoardOfEveryClient", "devices::a_board_is_of_its_scopes_clients_as_they_are_now"),
    ("PseudonymsKeepKeys", "devices::with_pseudonyms_nothing_real_is_in_the_bytes_and_a_letter_stays_whose_it_is"),
    ("PseudonymsOfTheDead", "devices::a_letter_is_one_clients_as_long_as_the_device_lives"),
    ("SweptUnderHold", "retention::a_legal_hold_stops_all_of_it_for_its_client_alone"),
    ("DeletedUnderHold", "offboarding::a_legal_hold_stops_it_to_the_last_moment"),
    ("OffboardedByOne", "offboarding::it_takes_two_persons_in_the_right_order"),
];

/// What became of the tests of a run.
struct Run {
    /// Whether each passed.
    passed: BTreeMap<String, bool>,
    /// Where the first that did not stopped.
    stopped_at: String,
}

/// Runs these tests of the suite in a process of their own, with or without a fault.
fn run(fault: Option<&str>, tests: &BTreeSet<&str>) -> Run {
    let mut suite = Command::new(env::current_exe().expect("this program"));
    suite.arg("--exact").args(tests);
    suite.env_remove(VARIABLE).env_remove("BLESS").envs(fault.map(|fault| (VARIABLE, fault)));
    let output = suite.output().expect("this program runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let passed = said.lines().filter_map(|line| {
        let (test, outcome) = line.strip_prefix("test ")?.split_once(" ... ")?;
        Some((test.to_owned(), outcome == "ok"))
    });
    let mut stops = said.lines().filter_map(|line| line.split_once("panicked at ")?.1.rsplit_once('/'));
    let stopped_at = stops.next().map_or_else(String::new, |(_, place)| place.trim_end_matches(':').to_owned());
    Run { passed: passed.collect(), stopped_at }
}

/// The faults that were not noticed.
fn unnoticed() -> Vec<&'static str> {
    let (left, unnoticed) = (Mutex::new(NOTICED_BY.iter()), Mutex::new(vec![]));
    let work = || {
        loop {
            let Some((fault, test)) = left.lock().expect("nobody panics").next() else { return };
            let Run { passed, stopped_at } = run(Some(fault), &BTreeSet::from([*test]));
            let noticed = passed.get(*test) == Some(&false);
            let verdict = if noticed { "caught" } else { "MISSED" };
            println!("{verdict} {fault:<26} {test} {stopped_at}");
            if !noticed {
                unnoticed.lock().expect("nobody panics").push(*fault);
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    unnoticed.into_inner().expect("nobody panics")
}

#[test]
#[ignore = "runs tests of this program again"]
fn every_seeded_fault_is_noticed() {
    let named: BTreeSet<_> = NOTICED_BY.iter().map(|(fault, _)| *fault).collect();
    assert_eq!(named, FAULTS.iter().copied().collect(), "each fault has a test, and each test a fault");
    let begun = Instant::now();
    let tests: BTreeSet<_> = NOTICED_BY.iter().map(|(_, test)| *test).collect();
    let sound = run(None, &tests);
    let passed: BTreeSet<_> =
        sound.passed.iter().filter(|(_, passed)| **passed).map(|(test, _)| test.as_str()).collect();
    assert_eq!(passed, tests, "without a fault all of them pass; {}", sound.stopped_at);
    let unnoticed = unnoticed();
    let (caught, seeded) = (FAULTS.len() - unnoticed.len(), FAULTS.len());
    let took = Duration::from_secs(begun.elapsed().as_secs());
    println!("caught/seeded {caught}/{seeded} in {took:?}");
    assert!(unnoticed.is_empty(), "the suite does not notice {unnoticed:?}");
}

#[test]
#[ignore = "runs tests of this program again"]
fn a_fault_that_there_is_not_lets_nothing_pass() {
    let test = "queue::every_order_pages_through_every_row_once";
    let run = run(Some("QueueOfEveryKlient"), &BTreeSet::from([test]));
    assert_eq!(run.passed.get(test), Some(&false));
}
