//! The texts around the screens of the administration.

base::i18n::texts! { pub(super),
    administration = { en: "Administration" };
    clients = { en: "Clients" };
    groups = { en: "Groups" };
    service_levels = { en: "Service levels" };
    profiles = { en: "Profiles" };
    people = { en: "People" };
    audit = { en: "Audit" };
}
