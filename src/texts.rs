//! Every text of the console's own screens. The words of the closed lists stand in `base::words`.

base::i18n::texts! { pub(crate),
    product = { en: "Bulkhead" };

    // Shell
    skip_to_content = { en: "Skip to content" };
    main_navigation = { en: "Main" };
    overview = { en: "Overview" };
    queue = { en: "Queue" };
    open_incidents[count] = { en: { one: "{count} open incident", other: "{count} open incidents" } };
    live = { en: "Live" };
    connecting = { en: "Connecting" };
    reconnecting = { en: "Reconnecting" };
    no_changes_for(span) = { en: ", no changes for {span}" };
    account_of(name) = { en: "Account: {name}" };
    theme = { en: "Theme" };
    theme_system = { en: "System" };
    theme_light = { en: "Light" };
    theme_dark = { en: "Dark" };
    keyboard_help = { en: "Keyboard shortcuts" };
    sign_out = { en: "Sign out" };
    sign_out_failed = { en: "You are still signed in: the tenant API could not be told" };
    nothing_shared = { en: "No client is shared with you yet" };
    nothing_shared_detail = { en: "Whoever manages your access can add you to one" };
    partial(names) = { en: "Not counted, because they could not be read: {names}" };

    // Keys
    keys_switch = { en: "Switch client" };
    keys_palette = { en: "Search or run a command" };
    keys_go_queue = { en: "Go to the queue" };
    keys_go_overview = { en: "Go to the overview" };
    keys_help = { en: "Show all keys" };
    keys_next = { en: "Next row" };
    keys_previous = { en: "Previous row" };
    keys_assign_me = { en: "Assign the row to me" };
    keys_filter = { en: "Filter by text" };

    // Switcher and palette
    switch_client = { en: "Switch client" };
    switcher_placeholder = { en: "Name or code of a client or group" };
    palette_placeholder = { en: "Client, group or command" };
    clients = { en: "Clients" };
    groups = { en: "Groups" };
    commands = { en: "Commands" };
    clients_counted[count] = { en: { one: "{count} client", other: "{count} clients" } };
    no_such_client = { en: "No client, group or command of that name" };
    switched_to(name) = { en: "Now showing {name}" };

    // Sign in
    sign_in = { en: "Sign in" };
    sign_in_lead = { en: "One queue over every client, every client sealed" };
    sign_in_again = { en: "Sign in again" };
    sign_in_again_lead = { en: "Your session has ended. What you were doing is still here, under this dialog" };
    email = { en: "E-mail" };
    password = { en: "Password" };
    show_password = { en: "Show" };
    hide_password = { en: "Hide" };
    caps_lock_on = { en: "Caps Lock is on" };
    signing_in = { en: "Signing in…" };
    wrong_credentials = { en: "The e-mail or the password is wrong" };
    too_many_tries[seconds] = { en: { one: "Too many tries. Try again in {seconds} second", other: "Too many tries. Try again in {seconds} seconds" } };
    missing_email = { en: "Type your e-mail" };
    missing_password = { en: "Type your password" };
    unreachable = { en: "The console cannot be reached" };

    // Screens that travel
    not_loaded = { en: "This part could not be loaded" };
    not_loaded_detail = { en: "The network may be down, or there is a new version of the console" };

    // Overview
    operational = { en: "Operational" };
    dashboards = { en: "Dashboards" };
    as_of(time) = { en: "as of {time}" };
    clients_read[count](all) = { en: { one: "{count} of {all} client", other: "{count} of {all} clients" } };
    figure_open = { en: "Open" };
    figure_breached = { en: "Breached" };
    figure_unassigned = { en: "Unassigned" };
    figure_acknowledge = { en: "Time to acknowledge" };
    figure_within = { en: "Within service level" };
    more_since_yesterday(count) = { en: "{count} more than yesterday" };
    fewer_since_yesterday(count) = { en: "{count} fewer than yesterday" };
    as_yesterday = { en: "as many as yesterday" };
    in_clients[count] = { en: { one: "in {count} client", other: "in {count} clients" } };
    clock_missed = { en: "a clock was missed" };
    none_late = { en: "no clock missed" };
    oldest(span) = { en: "oldest {span}" };
    everybody_assigned = { en: "somebody has each of them" };
    median_and_tail(tail, mean) = { en: "median; 90 % in {tail}, mean {mean}" };
    within_of(within, resolved) = { en: "{within} of {resolved} in 30 days" };
    nothing_resolved = { en: "nothing resolved in 30 days" };
    no_figure = { en: "–" };
    percent(value) = { en: "{value} %" };
    arrived_and_resolved = { en: "Arrived and resolved" };
    thirty_days = { en: "30 days, per day" };
    arrived = { en: "Arrived" };
    resolved = { en: "Resolved" };
    chart_summary(arrived, resolved) = { en: "{arrived} arrived and {resolved} resolved in 30 days" };
    day_figures(day, arrived, resolved) = { en: "{day}: {arrived} arrived, {resolved} resolved" };
    day = { en: "Day" };
    show_as_table = { en: "Show as a table" };
    open_by_priority = { en: "Open, by priority" };
    total = { en: "Total" };
    by_client = { en: "Arrived, by client" };
    twelve_weeks = { en: "12 weeks" };
    week_figure[count](client, week) = { en: { one: "{client}, week of {week}: {count} arrived", other: "{client}, week of {week}: {count} arrived" } };
    about_to_breach = { en: "About to breach" };
    nothing_to_breach = { en: "No clock is running" };
    whole_queue = { en: "Whole queue" };
    client_critical = { en: "Critical" };
    comparison_caption = { en: "The clients of this scope beside each other" };

    // Queue
    queue_summary_open[count] = { en: { one: "{count} open", other: "{count} open" } };
    queue_summary[count] = { en: { one: "{count} incident", other: "{count} incidents" } };
    queue_breached[count] = { en: { one: "{count} breached", other: "{count} breached" } };
    filters = { en: "Filters" };
    filters_set[count] = { en: { one: "Filters, {count} set", other: "Filters, {count} set" } };
    filter_text = { en: "Filter by title or key" };
    filter_of(name, values) = { en: "{name}: {values}" };
    filter_many[count](name) = { en: { one: "{name}: {count} chosen", other: "{name}: {count} chosen" } };
    remove_filter(what) = { en: "Remove the filter {what}" };
    clear_filters = { en: "Clear" };
    sort_by = { en: "Sort" };
    sort_breach = { en: "Time to breach" };
    sort_priority = { en: "Priority" };
    sort_severity = { en: "Severity" };
    sort_created = { en: "Newest first" };
    sort_updated = { en: "Last changed" };
    sort_client = { en: "Client" };
    only_breached = { en: "Breached" };
    not_breached = { en: "Not breached" };
    only_unread = { en: "Unread" };
    only_read = { en: "Read" };
    assigned_me = { en: "Me" };
    anybody = { en: "Anybody" };
    somebody = { en: "Somebody" };
    span_created(span) = { en: "Created {span}" };
    span_acknowledged(span) = { en: "Acknowledged {span}" };
    span_resolved(span) = { en: "Resolved {span}" };
    span_between(from, to) = { en: "{from} to {to}" };
    span_since(from) = { en: "since {from}" };
    span_before(to) = { en: "before {to}" };
    column_priority = { en: "Priority" };
    column_severity = { en: "Severity" };
    column_client = { en: "Client" };
    column_key = { en: "Key" };
    column_incident = { en: "Incident" };
    column_status = { en: "Status" };
    column_assignee = { en: "Assignee" };
    column_category = { en: "Category" };
    column_alerts = { en: "Alerts" };
    column_age = { en: "Age" };
    column_breach = { en: "Time to breach" };
    incidents = { en: "Incidents" };
    unread = { en: "unread" };
    alerts_counted[count] = { en: { one: "{count} alert", other: "{count} alerts" } };
    history(count, false_positives) = { en: "{count} in 30 days, {false_positives} false positive" };
    history_short(count) = { en: "{count} in 30 days" };
    new_incidents[count] = { en: { one: "{count} new incident", other: "{count} new incidents" } };
    new_incidents_announced[count] = { en: { one: "{count} new incident waits above the list", other: "{count} new incidents wait above the list" } };
    show_more = { en: "Show 100 more" };
    loading_more = { en: "Loading more…" };
    rows_shown(shown, total) = { en: "{shown} of {total}" };
    all_shown[count] = { en: { one: "{count} incident, all shown", other: "{count} incidents, all shown" } };
    queue_empty = { en: "Nothing is waiting" };
    queue_empty_detail = { en: "New incidents appear here by themselves" };
    queue_no_match = { en: "No incident matches" };
    queue_no_match_detail = { en: "Take a filter away to see more" };
    bad_filter = { en: "This address holds a filter that does not exist" };
    bad_filter_detail = { en: "It may come from another version of the console" };
    open_queue = { en: "Show what is open" };
    rows_of_before(time) = { en: "Rows of {time}, newer ones are loading" };
    rows_kept(time) = { en: "Rows of {time}: newer ones could not be loaded" };
    queue_not_loaded = { en: "The queue could not be loaded" };
    overview_not_loaded = { en: "The overview could not be loaded" };
    assigned_to_you(key) = { en: "{key} is yours" };
    assign_conflict(key) = { en: "Somebody changed {key} meanwhile: look again" };
    hint_move = { en: "move" };
    hint_open = { en: "open" };
    hint_assign = { en: "assign to me" };
    hint_keys = { en: "all keys" };
}
