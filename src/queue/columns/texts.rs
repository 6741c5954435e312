//! The texts of choosing columns; they travel with the saved views.

base::i18n::texts! { pub(super),
    title = { en: "Columns" };
    kept = { en: "What you choose is seen at once and kept for you, wherever you sign in. A narrow screen has its own rows" };
    shown = { en: "Columns, in their order" };
    always_there = { en: "always there" };
    in_one_client = { en: "within one client, its key" };
    takes_the_rest = { en: "takes the rest" };
    width(name) = { en: "Width of {name} in pixels" };
    automatic = { en: "auto" };
    move_up(name) = { en: "Move {name} up" };
    move_down(name) = { en: "Move {name} down" };
    is_first = { en: "It is the first" };
    is_last = { en: "It is the last" };
    moved(name, place, all) = { en: "{name} is number {place} of {all}" };
    reset = { en: "Reset to ours" };
    was_reset = { en: "The columns are ours again" };
    done = { en: "Done" };

    confidence = { en: "Confidence" };
    assets = { en: "Assets" };
    assets_of(count, class) = { en: "{count}, {class}" };
    history = { en: "Same kind" };
    updated = { en: "Changed" };
}
