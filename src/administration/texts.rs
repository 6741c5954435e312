//! The texts around the screens of the administration.

base::i18n::texts! { pub(super),
    administration = { en: "Administration" };
    clients = { en: "Clients" };
    groups = { en: "Groups" };
    service_levels = { en: "Service levels" };
    playbooks = { en: "Playbooks" };
    profiles = { en: "Profiles" };
    people = { en: "People" };
    teams = { en: "Teams" };
    wallboards = { en: "Wallboards" };
    audit = { en: "Audit" };
    seeing_as(name) = { en: "Seeing as {name}, read-only" };
    seeing_until(time) = { en: "until {time}" };
    stop_seeing_as = { en: "Stop" };
    still_seeing_as = { en: "It goes on: the tenant API could not be told" };
}
