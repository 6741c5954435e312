//! The texts that every screen of named sets has.

base::i18n::texts! { pub(super),
    name = { en: "Name" };
    save = { en: "Save" };
    edit = { en: "Edit…" };
    edit_set(name) = { en: "Edit {name}" };
    remove = { en: "Remove…" };
    remove_set(name) = { en: "Remove {name}" };
    removed(name) = { en: "{name} is removed" };
}
