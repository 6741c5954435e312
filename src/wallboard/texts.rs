//! The texts of the wallboard.

base::i18n::texts! { pub(super),
    wallboard = { en: "Wallboard" };
    code = { en: "Code" };
    code_lead = { en: "Type the code that whoever manages access was shown. This screen then stays signed in to its board, and to nothing else" };
    code_hint = { en: "Twelve letters and digits, within fifteen minutes of being made" };
    show_board = { en: "Show the board" };
    wrong_code = { en: "The code is wrong, was used, or has run out" };
    ended = { en: "This wallboard has ended" };
    ended_detail = { en: "It was revoked. A new code lets this screen in again" };
    unreachable = { en: "The wallboard cannot be reached" };
    asks_again = { en: "It asks again by itself" };
    not_read(why) = { en: "Not up to date: {why}" };
    fill_screen = { en: "Full screen" };
    leave_full = { en: "Leave full screen" };
    not_filled = { en: "The browser does not let the page fill the screen" };
    a_group = { en: "A group of clients" };
    a_client = { en: "One client" };
    client_letter(letter) = { en: "Client {letter}" };
    figures = { en: "Figures" };
    new = { en: "New" };
    created = { en: "Created in 24 hours" };
    per_hour = { en: "Created in each of the last 24 hours" };
    burns_first = { en: "Burns first" };
    nothing_open = { en: "Nothing is open" };
    missed = { en: "missed" };
    nobody = { en: "–" };
    a_team = { en: "a team" };
    clients = { en: "Clients" };
    open_here[count] = { en: { one: "open", other: "open" } };
    breached[count] = { en: { one: "{count} breached", other: "{count} breached" } };
    more_clients[count] = { en: { one: "and {count} more", other: "and {count} more" } };
}
