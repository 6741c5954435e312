//! The texts of commands over many rows; they travel with their chunk.

use base::i18n::texts;

texts! { pub(in crate::queue),
    look_at_this[count](names) = { en: { one: "{names} looks at this", other: "{names} look at this" } };
    look_at_offer = { en: "Look at it" };

    selection_and_outcomes = { en: "Selection" };
    selected[count] = { en: { one: "{count} selected", other: "{count} selected" } };
    all_selected[count] = { en: { one: "The one that matches", other: "All {count} that match" } };
    select_all[count] = { en: { one: "Select the one that matches", other: "Select all {count} that match" } };
    let_go = { en: "Select nothing" };
    nothing_chosen = { en: "Select rows first, or go to one with j and k" };
    at_most[count] = { en: { one: "At most {count} row can be chosen one by one", other: "At most {count} rows can be chosen one by one: filter, and select all that match" } };

    assign_to_me = { en: "Assign to me" };
    assign = { en: "Assign…" };
    status = { en: "Status…" };
    priority = { en: "Priority…" };
    close = { en: "Close…" };
    note = { en: "Note…" };
    title_of(what, rows) = { en: "{what}: {rows}" };
    title_assign = { en: "Assign" };
    title_status = { en: "Status" };
    title_priority = { en: "Priority" };
    title_close = { en: "Close" };
    title_note = { en: "Note" };
    rows[count] = { en: { one: "{count} incident", other: "{count} incidents" } };
    clients_can_read = { en: "Each client can read this" };
    needs_agreement = { en: "More than 1,000 rows: a second person has to agree before anything happens" };

    set_it = { en: "Set" };
    assign_it = { en: "Assign" };
    new_status = { en: "New status" };
    reopen = { en: "Reopen" };
    new_priority = { en: "New priority" };
    choose_one = { en: "Choose one" };
    who = { en: "Who gets them?" };
    choose_who = { en: "Choose who gets them" };
    needs_reason = { en: "Say why they are reopened" };
    text = { en: "Note" };
    write_something = { en: "Write something first" };
    who_reads = { en: "Who reads it?" };
    internal_only = { en: "Internal only" };
    shared_with_each = { en: "Shared with each client" };
    add_notes = { en: "Add note" };
    written_later = { en: "It is written after 30 seconds; until then it can be undone" };

    did_assign = { en: "Assign" };
    did_assign_team = { en: "Assign to a team" };
    did_give_back = { en: "Give back to nobody" };
    did_set(to) = { en: "Set to {to}" };
    did_prioritise(to) = { en: "Set priority to {to}" };
    did_close(verdict) = { en: "Close as {verdict}" };
    did_reopen = { en: "Reopen" };
    did_note_internally = { en: "Add internal note" };
    did_share_note = { en: "Add shared note" };

    under_way(done, total) = { en: "{done} of {total}" };
    all_done[count] = { en: { one: "done", other: "all {count} done" } };
    some_done(done, total) = { en: "{done} of {total} done" };
    none_done = { en: "nothing was changed" };
    waits = { en: "is written in a moment" };
    undoing = { en: "being undone" };
    undone = { en: "undone" };
    declined = { en: "declined: nothing was changed" };
    awaits[count] = { en: { one: "waits for a second person", other: "{count} incidents wait for a second person" } };
    asked_by(person) = { en: "asked for by {person}" };
    agree = { en: "Agree" };
    decline = { en: "Decline" };
    withdraw = { en: "Withdraw" };
    undo = { en: "Undo" };
    undo_for(seconds) = { en: "Undo ({seconds} s)" };
    left[count] = { en: { one: "{count} left as it was", other: "{count} left as they were" } };
    and_more[count] = { en: { one: "and {count} more", other: "and {count} more" } };
    in_clients[count] = { en: { one: "in {count} client", other: "in {count} clients" } };
    dismiss = { en: "Dismiss" };
    out_of_touch = { en: "The tenant API cannot be reached; it goes on there without this page" };
    announced(what, outcome) = { en: "{what}: {outcome}" };

    because_missing = { en: "it is not here" };
    because_capability(what) = { en: "you are not permitted to {what} there" };
    because_not_permitted = { en: "you are not permitted to" };
    because_state = { en: "its status does not allow it" };
    because_changed = { en: "somebody changed it meanwhile" };
    because_invalid = { en: "it does not fit this incident" };
    because_failed = { en: "it could not be done now" };

    overtaken[count] = { en: { one: "Somebody was faster with one of them", other: "Somebody was faster with {count} of them" } };
    leave_it = { en: "Leave it" };
    leave_all = { en: "Leave them all" };
    do_anyway = { en: "Do it anyway" };
    do_all_anyway[count] = { en: { one: "Do it anyway for one", other: "Do it anyway for {count}" } };

    peek = { en: "The row at hand" };
    peek_close = { en: "Close the look at the row" };
    peek_nothing = { en: "Go to a row with j and k to see it here" };
    peek_status = { en: "Status" };
    peek_priority = { en: "Priority" };
    peek_severity = { en: "Severity" };
    peek_assignee = { en: "Assignee" };
    peek_breach = { en: "Time to breach" };
    peek_alerts = { en: "Alerts" };
    peek_alerts_by_hour = { en: "Alerts in each of the last 24 hours" };
    peek_disposition = { en: "Disposition" };
    peek_confidence = { en: "Confidence" };
    peek_assets = { en: "Assets" };
    peek_same_kind = { en: "Of the same kind" };
    peek_history[count](wrong) = { en: { one: "{count} in 30 days, {wrong} of them false positive", other: "{count} in 30 days, {wrong} of them false positive" } };
    peek_techniques = { en: "Techniques" };
    peek_occurred = { en: "Occurred" };
    peek_created = { en: "Created" };
    peek_acknowledged = { en: "Acknowledged" };
    peek_resolved = { en: "Resolved" };
    peek_evidence = { en: "Evidence" };
    peek_openings[count] = { en: { one: "opened {count} time", other: "opened {count} times" } };
}
