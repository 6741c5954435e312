//! What the forms say; they travel with the chunks that use them.

use crate::i18n::texts;

texts! { pub(super),
    optional = { en: "(optional)" };
    reason = { en: "Reason" };
    verdict = { en: "Verdict" };
    close_it = { en: "Close incident" };
    choose_verdict = { en: "Choose a verdict" };
    other_verdicts = { en: "Other verdicts" };
    more_verdicts = { en: "More verdicts…" };
    false_positive_needs_reason = { en: "Say why it is a false positive" };
    hold_it = { en: "Put on hold" };
    hold_reason = { en: "What is it waiting for?" };
    choose_hold_reason = { en: "Choose what it is waiting for" };
    until = { en: "Until" };
    choose_until = { en: "Choose the date and time it is scheduled for" };
    browsers_zone = { en: "In this browser’s time zone" };
    clock_pauses = { en: "The clock stands still. The client is reminded after a day, and the incident comes back after three" };
    clock_runs = { en: "The clock keeps running, and the incident comes back by itself" };
    as_you_saw_it = { en: "As you saw it" };
    as_it_is_now = { en: "As it is now" };
    you_wanted = { en: "You wanted" };
    status = { en: "Status" };
    status_for(status, reason) = { en: "{status} ({reason})" };
    priority = { en: "Priority" };
    assignee = { en: "Assignee" };
    team_of(organisation) = { en: "Team of {organisation}" };
    reopen_it = { en: "Reopen incident" };
    reopen_needs_reason = { en: "Say why it is reopened" };
}
