//! Texts of preferences and security; they travel with their chunk.

base::i18n::texts! { pub(crate),
    title = { en: "Preferences and security" };
    not_loaded = { en: "Your ways to sign in could not be loaded" };
    done = { en: "Done" };
    optional = { en: "(optional)" };
    your_password = { en: "Your password" };
    wrong_password = { en: "The password is wrong" };
    through_organisation = { en: "You sign in through your organisation, which looks after passwords and codes" };

    // Authenticator app
    app = { en: "Authenticator app" };
    app_none = { en: "With an app on your phone, a password alone signs nobody in" };
    app_since(day, left) = { en: "In use since {day}. {left}" };
    codes_left[count] = { en: { one: "{count} recovery code left", other: "{count} recovery codes left" } };
    app_add = { en: "Add an app…" };
    app_replace = { en: "Use another app…" };
    app_remove = { en: "Remove the app…" };
    app_removed = { en: "The app is removed" };
    next = { en: "Continue" };
    remove = { en: "Remove" };
    scan = { en: "Scan this picture with the app" };
    picture = { en: "QR code for your authenticator app" };
    type_secret = { en: "Or type this key into it" };
    code = { en: "Code that the app shows" };
    wrong_code = { en: "The code is wrong. Wait for the next one, and check the clock of the device" };
    enrolment_over = { en: "This took too long. Begin again" };
    confirm = { en: "Confirm" };

    // Recovery codes
    recovery_codes = { en: "Recovery codes" };
    codes_lost = { en: "The new recovery codes cannot be shown any more, because you left the page. Make new ones" };
    recovery_codes_once = { en: "Keep them where you find them without your phone. Each signs you in once, and they are shown only now" };
    recovery_codes_new = { en: "New recovery codes…" };
    recovery_codes_make = { en: "Make new codes" };
    copy = { en: "Copy" };
    copied = { en: "Copied" };
    copy_failed = { en: "The browser did not let it be copied" };
    kept = { en: "I have kept them" };

    // Passkeys
    passkeys = { en: "Passkeys" };
    passkeys_none = { en: "With a passkey you sign in by fingerprint, face or device PIN, without a password and a code" };
    passkeys_unsupported = { en: "This browser has no passkeys" };
    passkey_add = { en: "Add a passkey…" };
    passkey_name = { en: "Name of the passkey" };
    passkey_name_missing = { en: "Give it a name, such as the device it lives on" };
    passkey_added = { en: "The passkey is added" };
    passkey_removed = { en: "The passkey is removed" };
    passkey_wrong = { en: "This passkey does not sign anybody in here" };
    remove_of(name) = { en: "Remove {name}" };
    added = { en: "Added" };
    last_used = { en: "last used" };
    never_used = { en: "not used yet" };

    // Password
    password = { en: "Password" };
    password_change = { en: "Change the password…" };
    password_new = { en: "New password" };
    password_short = { en: "At least 8 characters" };
    password_save = { en: "Change password" };
    password_changed = { en: "The password is changed, and you are signed out everywhere else" };

    // Sessions
    sessions = { en: "Where you are signed in" };
    sessions_not_loaded = { en: "Your sessions could not be loaded" };
    device_unknown = { en: "Unknown device" };
    this_one = { en: "this one" };
    by_password = { en: "by password" };
    by_code = { en: "by password and code" };
    by_passkey = { en: "by passkey" };
    by_organisation = { en: "through your organisation" };
    signed_in_at = { en: "signed in" };
    last_seen = { en: "last seen" };
    sign_out_there = { en: "Sign out" };
    sign_out_of(device) = { en: "Sign out of {device}" };
    sign_out_elsewhere = { en: "Sign out everywhere else" };
    signed_out_elsewhere = { en: "You are signed out everywhere else" };
}
