//! Small marks of rows and heads: whose it is, who has it, where it stands.

use crate::words;
use leptos::prelude::*;
use wire::vocabulary::{HoldReason, Status};

/// A client's label: its colour, its code, its name.
#[component]
pub fn ClientChip(
    #[prop(into)] code: String,
    #[prop(into)] name: String,
    /// `#rrggbb`; anything else stays neutral.
    #[prop(into)]
    colour: String,
) -> impl IntoView {
    view! {
        <span class="chip" style=("--client", colour_or_none(&colour).map(str::to_owned))>
            <i></i>
            <b>{code}</b>
            <span>{name}</span>
        </span>
    }
}

/// `colour` if it is one, so that a record cannot bring other style.
#[must_use]
pub fn colour_or_none(colour: &str) -> Option<&str> {
    let digits = colour.strip_prefix('#')?;
    (digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())).then_some(colour)
}

/// A person, a team, or nobody.
#[component]
pub fn PersonChip(#[prop(into)] name: Option<String>, #[prop(optional)] is_team: bool) -> impl IntoView {
    match name {
        Some(name) => view! {
            <span class=if is_team { "person person--team" } else { "person" }>
                <i aria-hidden="true">{initials(&name)}</i>
                <span class="person__name">{name}</span>
            </span>
        }
        .into_any(),
        None => view! { <span class="person person--none">{words::nobody()}</span> }.into_any(),
    }
}

/// The first letters of the first and the last word. The style sheet writes them large.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let (first, last) = (words.next(), words.next_back());
    first.into_iter().chain(last).collect()
}

/// How a status looks.
#[must_use]
pub const fn status_class(status: Status) -> &'static str {
    match status {
        Status::New => "status status--new",
        Status::InProgress => "status status--progress",
        Status::OnHold => "status status--hold",
        Status::Resolved => "status status--resolved",
        Status::Closed => "status status--closed",
        Status::Unknown => "status",
    }
}

/// Where an incident stands; On Hold says why.
#[component]
pub fn StatusMark(status: Status, #[prop(optional_no_strip)] hold_reason: Option<HoldReason>) -> impl IntoView {
    view! {
        <span class=status_class(status)>
            {words::status(status)}
            {hold_reason.map(|reason| view! { <small>{words::hold_reason(reason)}</small> }.into_any())}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_two_letters_at_most() {
        assert_eq!(["Ana M.", "João de Oliveira", "plato", " "].map(initials), ["AM", "JO", "p", ""]);
    }

    #[test]
    fn only_a_colour_is_a_colour() {
        assert_eq!(colour_or_none("#2a78d0"), Some("#2a78d0"));
        for bad in ["red", "#2a78d", "#2a78d0;x", "url(x)", "#zzzzzz"] {
            assert_eq!(colour_or_none(bad), None, "{bad}");
        }
    }
}
