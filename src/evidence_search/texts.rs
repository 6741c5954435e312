//! The texts of searching evidence; they travel with its chunk.

base::i18n::texts! { pub(super),
    search_evidence = { en: "Search evidence" };
    lead = { en: "One whole value, in every client here whose evidence you may open. Each client reads that you searched, when and why, and what for where it was found" };
    kind = { en: "Kind" };
    value = { en: "Value" };
    value_hint = { en: "All of it, as it is: no part of it and no pattern" };
    reason = { en: "Why do you search?" };
    reason_hint = { en: "Every client that is searched reads this" };
    search = { en: "Search" };
    found[count](clients) = { en: { one: "Found in {count} incident, of {clients} clients that were searched", other: "Found in {count} incidents, of {clients} clients that were searched" } };
    found_nowhere(clients) = { en: "Not found in any of {clients} clients that were searched" };
    newest_alone[count] = { en: { one: "Only the newest one is shown", other: "Only the newest {count} are shown" } };
    found_in = { en: "Incidents that it was found in" };
    column_incident = { en: "Incident" };
    column_client = { en: "Client" };
    column_priority = { en: "Priority" };
    column_status = { en: "Status" };
    column_updated = { en: "Changed" };
}
