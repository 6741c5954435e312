//! The texts of the list of silences; they travel with its chunk.

base::i18n::texts! { pub(super),
    silences = { en: "Silences" };
    lead = { en: "What they detect is kept and counted, and opens nothing. Why stands in the incident that each was made from" };
    nothing = { en: "Nothing is silenced here" };
    nothing_detail = { en: "A silence is made in an incident whose evidence is open" };
    silence_from(key) = { en: "Silence from {key}" };
    one_entity = { en: "One entity" };
    every_entity = { en: "Every entity" };
    column_silence = { en: "Silence" };
    column_state = { en: "State" };
    column_owner = { en: "Made by" };
    column_until = { en: "Until" };
    column_alerts = { en: "Alerts" };
    awaits_client = { en: "of the client" };
    last_at(time) = { en: "the last {time}" };
    agreed_by(who) = { en: "agreed to by {who}" };
    ended_by(who) = { en: "ended by {who}" };
    agree = { en: "Agree" };
    agree_to(key) = { en: "Agree to the silence from {key}" };
    decline = { en: "Decline" };
    decline_of(key) = { en: "Decline the silence from {key}" };
    end = { en: "End" };
    end_of(key) = { en: "End the silence from {key}" };
    told(key, state) = { en: "Silence from {key}: {state}" };
    older = { en: "Show older ones" };
}
