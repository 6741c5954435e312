//! The texts of clients, groups, service levels, playbooks and ingest keys.

base::i18n::texts! { pub(super),
    // Clients
    clients = { en: "Clients" };
    clients_counted[count] = { en: { one: "{count} client", other: "{count} clients" } };
    find_client = { en: "Name or code" };
    new_client = { en: "New client…" };
    new_client_title = { en: "New client" };
    create = { en: "Create client" };
    no_clients = { en: "No client yet" };
    no_clients_detail = { en: "A client’s findings, people and incidents are kept apart from every other’s" };
    no_such_client = { en: "No client of that name or code" };
    column_client = { en: "Client" };
    column_groups = { en: "Groups" };
    column_people = { en: "People" };
    column_keys = { en: "Ingest keys" };
    column_levels = { en: "Service levels" };
    own_levels = { en: "Own" };
    inherited_levels = { en: "Standard" };
    no_group = { en: "–" };
    name = { en: "Name" };
    code = { en: "Code" };
    code_hint = { en: "Two to five capital letters or digits. It begins the keys of its incidents (HAR-1042) and stays" };
    colour = { en: "Colour" };
    colour_hint = { en: "Of the band on top and of its label, so that nobody works on the wrong one" };
    client_created(name) = { en: "{name} is there" };
    all_clients = { en: "All clients" };
    details = { en: "Name and colour" };
    address = { en: "Address" };
    save = { en: "Save" };
    saved = { en: "Saved" };
    people_and_access = { en: "People and access" };
    no_changes = { en: "Nothing has been changed" };

    // Groups
    groups = { en: "Groups" };
    new_group = { en: "New group…" };
    new_group_title = { en: "New group" };
    remove_group_text(name) = { en: "{name} goes, and with it whatever people may do because of it. Its clients stay" };
    remove_it = { en: "Remove group" };
    create_group = { en: "Create group" };
    clients_in_it = { en: "Clients in it" };
    no_groups = { en: "No group yet" };
    no_groups_detail = { en: "Groups put clients together, by tier, region or contract: to look at, and to give people access to" };

    // Service levels
    service_levels = { en: "Service levels" };
    levels_of_all = { en: "What every client is promised, unless it has its own" };
    levels_of_client = { en: "What is not set here is as for every client" };
    levels_later = { en: "Changes hold for clocks that are set from then on" };
    priority = { en: "Priority" };
    respond_within = { en: "Respond within" };
    resolve_within = { en: "Resolve within" };
    counted = { en: "Counted" };
    always = { en: "Around the clock" };
    business = { en: "In business hours" };
    own = { en: "Own" };
    own_level(priority) = { en: "{priority}: a level of its own" };
    of_priority(priority, what) = { en: "{priority}: {what}" };
    unit_of(what) = { en: "{what}, unit" };
    minutes = { en: "min" };
    hours = { en: "h" };
    days = { en: "days" };
    business_hours = { en: "Business hours" };
    own_business_hours = { en: "This client has business hours of its own" };
    time_zone = { en: "Time zone" };
    opens = { en: "From" };
    closes = { en: "To" };
    working_days = { en: "Days" };
    holidays = { en: "Holidays" };
    holidays_hint = { en: "Days on which no clock of business hours runs" };
    add_holiday = { en: "Add" };
    holiday = { en: "Day" };
    remove_holiday(day) = { en: "Remove {day}" };
    resolve_before_respond(priority) = { en: "{priority}: resolving cannot be due before responding" };
    span_missing(priority) = { en: "{priority}: both times have to be longer than nothing" };
    closes_before_opens = { en: "Business hours have to end after they begin" };
    no_days = { en: "Choose at least one day" };
    monday = { en: "Mon" };
    tuesday = { en: "Tue" };
    wednesday = { en: "Wed" };
    thursday = { en: "Thu" };
    friday = { en: "Fri" };
    saturday = { en: "Sat" };
    sunday = { en: "Sun" };

    // Playbooks
    playbooks = { en: "Playbooks" };
    playbooks_lead = { en: "Incidents of a playbook’s categories begin with its steps as tasks" };
    no_playbooks = { en: "No playbook yet" };
    no_playbooks_detail = { en: "A playbook says what has to be done about incidents of a kind, and by whom" };
    new_playbook = { en: "New playbook…" };
    new_playbook_title = { en: "New playbook" };
    create_playbook = { en: "Create playbook" };
    edit = { en: "Edit…" };
    edit_playbook(name) = { en: "Edit {name}" };
    remove = { en: "Remove…" };
    remove_playbook(name) = { en: "Remove {name}" };
    remove_playbook_text(name) = { en: "No incident begins with {name} any more. The tasks that it was applied as stay" };
    remove_playbook_it = { en: "Remove playbook" };
    playbook_removed(name) = { en: "{name} is removed" };
    categories = { en: "Categories" };
    by_hand_alone = { en: "By hand alone" };
    steps_counted[count] = { en: { one: "{count} step", other: "{count} steps" } };
    step_number(number) = { en: "Step {number}" };
    add_step = { en: "Add a step" };
    remove_step(number) = { en: "Remove step {number}" };
    step_text = { en: "What has to be done" };
    step_text_missing(number) = { en: "Step {number} does not say what has to be done" };
    phase = { en: "Phase" };
    whose = { en: "Who does it?" };
    us = { en: "Security provider" };
    the_client = { en: "Client" };
    due_after = { en: "Due after so many minutes" };
    due_after_hint = { en: "From the incident’s creation, around the clock. Empty is whenever" };
    due_wrong(number) = { en: "Step {number} is due after a whole number of minutes" };
    mandatory = { en: "Mandatory: the incident is not closed before" };
    internal = { en: "Internal: the client gets to know nothing of it" };
    approval = { en: "An approval: the client answers yes or no" };
    approved_beforehand = { en: "Approved beforehand" };

    // Ingest keys
    ingest_keys = { en: "Ingest keys" };
    ingest_keys_hint = { en: "A key lets findings of this client in, and nothing out" };
    no_keys = { en: "No key yet, so nothing comes in" };
    new_key = { en: "New key…" };
    new_key_title = { en: "New ingest key" };
    key_name_hint = { en: "What it is for, e.g. “SIEM forwarder”" };
    make_key = { en: "Make key" };
    key_made = { en: "The new key" };
    key_lost = { en: "The new key cannot be shown any more, because you left the page. Revoke it and make another" };
    key_made_text = { en: "Send findings with it as “Authorization: Bearer …” to /api/v1/ingest/findings" };
    key = { en: "Key" };
    made = { en: "Made" };
    last_used = { en: "Last used" };
    never = { en: "never" };
    state = { en: "State" };
    working = { en: "Works" };
    revoked = { en: "Revoked" };
    made_by(name) = { en: "by {name}" };
    revoke = { en: "Revoke…" };
    revoke_key(name) = { en: "Revoke {name}" };
    revoke_text = { en: "Whatever sends findings with this key is refused from now on. It cannot be undone" };
    revoke_it = { en: "Revoke key" };
    key_revoked(name) = { en: "{name} is revoked" };

    // Evidence
    opening_evidence = { en: "Opening evidence" };
    silence_approval = { en: "A silence acts only once somebody of the client has agreed to it" };
    typed_reason = { en: "Every opening asks for a reason in somebody’s own words" };
    source_hosts = { en: "Source systems to link to" };
    source_hosts_hint = { en: "Names of hosts, with commas between them. Opened evidence links to these by https, and to no others" };
}
