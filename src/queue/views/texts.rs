//! The texts of saved views.

base::i18n::texts! { pub(super),
    changed = { en: "changed" };
    everything_open = { en: "Everything open" };
    mine = { en: "Mine" };
    team = { en: "Team" };
    none_yet = { en: "No view is saved yet" };
    default = { en: "default" };
    save_view = { en: "Save view…" };
    save_changes = { en: "Save changes" };
    make_default = { en: "Make default" };
    make_no_default = { en: "No longer the default" };
    rename = { en: "Rename or share…" };
    remove = { en: "Delete…" };
    save_title = { en: "Save this view" };
    rename_of(name) = { en: "View {name}" };
    name = { en: "Name" };
    share_with(organisation) = { en: "Share with everybody at {organisation}" };
    save = { en: "Save" };
    saved(name) = { en: "{name} is saved" };
    not_saved(why) = { en: "Nothing was changed: {why}" };
    is_default(name) = { en: "{name} is where the queue opens" };
    no_default = { en: "The queue opens with everything open" };
    remove_of(name) = { en: "Delete {name}" };
    remove_text = { en: "The incidents stay as they are. The view cannot be brought back" };
    remove_text_team = { en: "It goes for the whole team. The incidents stay as they are. The view cannot be brought back" };
    remove_it = { en: "Delete view" };
    removed(name) = { en: "{name} is deleted" };
}
