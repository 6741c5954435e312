//! The texts of the hand-over; they travel with its chunk.

base::i18n::texts! { pub(super),
    handover = { en: "Hand over" };
    lead = { en: "What you have goes to a colleague or a team, who takes it over or does not" };
    dismiss = { en: "Dismiss" };

    hands_over_to[count](name, team) = { en: { one: "{name} hands over {count} incident to {team}", other: "{name} hands over {count} incidents to {team}" } };
    until(time) = { en: "until {time}" };
    newest_alone = { en: "Only the newest 100 are shown" };
    nothing_selected = { en: "Select an incident first" };
    take_over_none = { en: "Take over" };
    offer_none = { en: "Offer" };
    first_alone(many) = { en: "Only the first {many} are shown: offer them, and the next ones are" };
    take_over[count] = { en: { one: "Take over {count} incident", other: "Take over {count} incidents" } };
    decline = { en: "Decline" };
    declined(name) = { en: "Declined: {name} keeps them" };
    taken_over[count](name) = { en: { one: "{count} incident of {name} is yours now", other: "{count} incidents of {name} are yours now" } };
    lines_are_notes = { en: "A line is an internal note on its incident, and is read there" };

    yours = { en: "Your open incidents" };
    nothing_of_yours = { en: "You have nothing to hand over here" };
    line = { en: "Internal line" };
    line_of(key) = { en: "Internal line for {key}" };
    to = { en: "To" };
    choose_somebody = { en: "Choose a colleague or a team" };
    team(name) = { en: "{name} (team)" };
    nothing_fits = { en: "Can be given none of what is selected" };
    offer[count] = { en: { one: "Offer {count} incident", other: "Offer {count} incidents" } };
    offered[count](name) = { en: { one: "{count} incident is offered to {name}", other: "{count} incidents are offered to {name}" } };
    of_client[count](client) = { en: { one: "{count} of {client}", other: "{count} of {client}" } };
    not_given(name, counts) = { en: "Not offered, because {name} cannot be given them: {counts}" };

    given = { en: "Offered by you" };
    offered_at = { en: "Offered" };
    became = { en: "What became of it" };
    withdraw = { en: "Withdraw" };
    withdraw_from(name) = { en: "Withdraw from {name}" };
    withdrawn(name) = { en: "Withdrawn from {name}: what was not taken over stays yours" };
    count_open[count] = { en: { one: "{count} waits", other: "{count} wait" } };
    count_accepted[count] = { en: { one: "{count} taken over", other: "{count} taken over" } };
    count_declined[count] = { en: { one: "{count} declined", other: "{count} declined" } };
    count_withdrawn[count] = { en: { one: "{count} withdrawn", other: "{count} withdrawn" } };
    count_expired[count] = { en: { one: "{count} expired", other: "{count} expired" } };
    count_left[count] = { en: { one: "{count} left as it was", other: "{count} left as they were" } };

    is_open = { en: "offered" };
    is_accepted = { en: "taken over" };
    is_declined = { en: "declined" };
    is_withdrawn = { en: "was withdrawn" };
    is_expired = { en: "has expired" };
    left_changed = { en: "was changed meanwhile: look at it again" };
    left_not_theirs = { en: "somebody else has it by now" };
    left_state = { en: "is not open any more" };
    left_capability = { en: "whoever offers it may not do that there" };
    left_recipient = { en: "cannot be given to whom it is offered to" };
    left_offered = { en: "is offered already" };
    left_missing = { en: "is not there" };
}
