//! The texts of the audit and of access records.

base::i18n::texts! { pub(super),
    audit = { en: "Audit" };
    audit_lead = { en: "Who did what, newest first" };
    column_at = { en: "When" };
    column_client = { en: "Client" };
    column_who = { en: "Who" };
    column_what = { en: "What" };
    column_about = { en: "On what" };
    column_detail = { en: "Detail" };
    what = { en: "What" };
    everything = { en: "Everything" };
    sign_ins = { en: "Signing in and out" };
    people = { en: "People and access" };
    clients = { en: "Clients and what they are promised" };
    keys = { en: "Keys and partners" };
    evidence = { en: "Evidence and exports" };
    keeping = { en: "Keeping and ending" };
    incidents = { en: "Incidents" };
    other_choice = { en: "A choice of its own" };
    from = { en: "From" };
    to = { en: "To" };
    all_clients = { en: "All clients" };
    by_person(name) = { en: "Who: {name}" };
    only(what) = { en: "What: {what}" };
    remove_filter(what) = { en: "Remove the filter {what}" };
    clear = { en: "Clear" };
    save_csv = { en: "Save as CSV" };
    nothing_yet = { en: "Nothing is on record yet" };
    no_match = { en: "Nothing on record matches" };
    bad_filter = { en: "This address holds a filter that does not exist" };
    show_all = { en: "Show everything" };
    older = { en: "Show older" };
    shown[count] = { en: { one: "{count} entry", other: "{count} entries" } };
    shown_so_far[count] = { en: { one: "{count} entry so far", other: "{count} entries so far" } };
    contents_deleted = { en: "What it told has been deleted; that it was there is still on record" };
    only_person(name) = { en: "Only what {name} did" };
    only_action(what) = { en: "Only this: {what}" };
    somebody = { en: "Somebody" };
    actor_partner = { en: "A partner" };
    actor_command_line = { en: "The command line" };
    actor_schedule = { en: "By itself" };
    actor_nobody = { en: "Nobody known" };

    // Access records
    access = { en: "Access" };
    people_and_rights = { en: "People and rights" };
    access_records = { en: "Access records" };
    searches = { en: "Searches of evidence" };
    column_searched = { en: "Searched for" };
    column_incidents = { en: "Found in" };
    not_found_here = { en: "(not found here)" };
    access_records_lead = { en: "Every time somebody opened the evidence of an incident" };
    column_incident = { en: "Incident" };
    column_why = { en: "Why" };
    column_how_long = { en: "For how long" };
    column_number = { en: "Record" };
    at_most(span) = { en: "{span} at most" };
    let_in_by(who) = { en: "let in by {who}" };
    copied_times[count] = { en: { one: "copied from once", other: "copied from {count} times" } };
    downloaded_times[count] = { en: { one: "{count} file saved", other: "{count} files saved" } };
    nobody_opened = { en: "Nobody has opened any evidence" };
    nobody_opened_detail = { en: "Whoever does, leaves a record here that cannot be taken back" };
    save_head = { en: "Save the chain’s end" };
    save_head_hint = { en: "Kept elsewhere, it shows later that nothing was changed or cut off" };

    // Chains
    checking = { en: "Checking the chain…" };
    sound[count] = { en: { one: "{count} record checked in this browser: as it was written", other: "{count} records checked in this browser: all as they were written, none missing" } };
    sound_in_part[count] = { en: { one: "{count} record checked in this browser, older ones not yet", other: "{count} records checked in this browser: all as they were written, older ones not yet" } };
    sound_filtered[count] = { en: { one: "{count} entry checked in this browser: as it was written", other: "{count} entries checked in this browser: all as they were written" } };
    unchecked = { en: "This browser cannot check the chain here: it does so over https only" };
    broken(number, when) = { en: "Record {number} of {when} is not as it was written" };
    broken_contents = { en: "What it tells was changed after it was written" };
    broken_link = { en: "Its place in the chain was written anew" };
    broken_order = { en: "It does not follow the record before it: one was changed, taken out or put in" };
    broken_end(number) = { en: "The chain ends with record {number}, which is not the newest shown: records were cut off or put in" };
    broken_detail = { en: "Trust nothing on this list before whoever runs the tenant API has explained it" };
}
