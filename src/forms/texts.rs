//! The texts that all forms share.

base::i18n::texts! { pub(super),
    not_loaded(why) = { en: "This could not be loaded: {why}" };
    not_done(why) = { en: "Nothing was changed: {why}" };
    missing = { en: "This is needed" };
    optional = { en: "(optional)" };
    copy = { en: "Copy" };
    copied = { en: "Copied" };
    not_copied = { en: "The browser did not let it be copied: select it and copy it by hand" };
    shown_once = { en: "It is shown this once" };
    done = { en: "Done" };
}
