//! The texts of requests; they travel with the administration.

base::i18n::texts! { pub(super),
    requests = { en: "Requests" };
    lead = { en: "What clients ask, and whose turn it is" };
    lead_client = { en: "What you ask your provider, and whose turn it is" };
    tab_open = { en: "Open" };
    tab_mine = { en: "Mine" };
    tab_all = { en: "All" };
    new_request = { en: "New request…" };
    new_title = { en: "New request" };
    send_request = { en: "Send request" };
    sent(key) = { en: "{key} is sent" };
    nothing_yet = { en: "Nothing has been asked yet" };
    nothing_yet_detail = { en: "What is asked here is answered within the times that the service level promises" };
    no_match = { en: "No request matches" };
    bad_filter = { en: "This address holds a filter that does not exist" };
    show_all = { en: "Show everything" };
    more = { en: "Show more" };
    shown[count] = { en: { one: "{count} request", other: "{count} requests" } };
    shown_so_far[count] = { en: { one: "{count} request so far", other: "{count} requests so far" } };

    column_key = { en: "Request" };
    column_client = { en: "Client" };
    column_category = { en: "About" };
    column_criticality = { en: "Criticality" };
    column_status = { en: "Status" };
    column_asker = { en: "Asked by" };
    column_assignee = { en: "Assignee" };
    column_answer = { en: "First answer" };
    column_moved = { en: "Moved" };
    late = { en: "was late" };

    question = { en: "Question" };
    access = { en: "Access" };
    whitelisting = { en: "Whitelisting" };
    report = { en: "Report" };
    change = { en: "Change" };
    incident_report = { en: "Incident report" };
    other = { en: "Something else" };
    open = { en: "Open" };
    waiting_client = { en: "Waiting for the client" };
    waiting_msp = { en: "Waiting for the provider" };
    closed = { en: "Closed" };

    client = { en: "Client" };
    choose_client = { en: "Choose a client" };
    category = { en: "What is it about?" };
    criticality = { en: "How critical is it for you?" };
    subject = { en: "Subject" };
    body = { en: "Your request" };
    body_hint = { en: "Read by your people and your provider’s who may read requests, and shown nowhere else" };

    back = { en: "Requests" };
    facts = { en: "About this request" };
    asked = { en: "Asked" };
    incident = { en: "Incident" };
    conversation = { en: "Conversation" };
    internal = { en: "Internal" };
    your_message = { en: "Message" };
    who_reads = { en: "Who reads it" };
    internal_alone = { en: "Internal only" };
    shared_with_client = { en: "Shared with the client" };
    send_message = { en: "Send message" };
    add_internal = { en: "Add internal message" };
    is_closed = { en: "It is closed: reopen it first" };
    assign_to(name) = { en: "Assignee: {name}" };
    status_is(status) = { en: "Status: {status}" };
    criticality_is(criticality) = { en: "Criticality: {criticality}" };
    open_incident = { en: "Open an incident…" };
    open_incident_title = { en: "Open an incident" };
    open_incident_text = { en: "It gets a neutral title of this category; nothing that was written here goes along" };
    open_it = { en: "Open incident" };
    incident_category = { en: "Category" };
    incident_opened(key) = { en: "{key} is open" };
    join_incident = { en: "Join an incident…" };
    join_incident_title = { en: "Join an incident" };
    join_it = { en: "Join" };
    incident_key = { en: "Key of the incident" };
    incident_key_hint(example) = { en: "One of this client’s, such as {example}" };
    joined(key) = { en: "It is about {key} now" };
    is_about(key) = { en: "It is about {key} already" };
    close = { en: "Close" };
    reopen = { en: "Reopen" };

    wrote(who) = { en: "{who} wrote" };
    set_status(who, status) = { en: "{who} set the status to {status}" };
    set_criticality(who, criticality) = { en: "{who} set the criticality to {criticality}" };
    took(who) = { en: "{who} took it" };
    gave(who, name) = { en: "{who} gave it to {name}" };
    gave_back(who) = { en: "{who} gave it back" };
    tied(who, key) = { en: "{who} tied it to {key}" };
    tied_somewhere(who) = { en: "{who} tied it to an incident" };
    did_something(who) = { en: "{who} changed something" };
}
